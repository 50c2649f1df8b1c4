//! A phone number that somebody proved to have: the number, when, and the server's own proof of it, in one text.
//!
//! `13800001111/` and 32 letters `a` to `p`: eight for the second, the rest the first twelve bytes of a code that only the server
//! can make. There is no digit behind the number, so that masks find the number and nothing else.

use crate::Timestamp;
use crate::forms::is_phone;
use crate::time::SECOND_MS;

/// Letters of the time.
const TIME: usize = 8;
/// Letters of the proof.
const PROOF: usize = 24;

/// A verified number taken apart; whether its proof is right, the server alone can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified<'a> {
    /// The number.
    pub number: &'a str,
    /// When it was verified, to the second.
    pub at: Timestamp,
    /// What the server proves it by.
    pub proof: [u8; PROOF / 2],
}

impl<'a> Verified<'a> {
    /// Takes a text apart.
    #[must_use]
    pub fn read(text: &'a str) -> Option<Self> {
        let (number, letters) = text.rsplit_once('/')?;
        if !is_phone(number) || letters.len() != TIME + PROOF || !letters.bytes().all(|b| (b'a'..=b'p').contains(&b)) {
            return None;
        }
        let nibble = |b: u8| b - b'a';
        let mut bytes = letters.as_bytes().chunks_exact(2).map(|pair| nibble(pair[0]) << 4 | nibble(pair[1]));
        let seconds = bytes.by_ref().take(TIME / 2).fold(0_i64, |all, byte| all << 8 | i64::from(byte));
        let mut proof = [0; PROOF / 2];
        proof.iter_mut().zip(bytes).for_each(|(to, byte)| *to = byte);
        Some(Self { number, at: Timestamp(seconds * SECOND_MS), proof })
    }

    /// The text of it.
    #[must_use]
    pub fn write(&self) -> String {
        let seconds = u32::try_from(self.at.ms() / SECOND_MS).unwrap_or(u32::MAX);
        let letter = |nibble: u8| char::from(b'a' + nibble);
        let bytes = seconds.to_be_bytes().into_iter().chain(self.proof);
        let letters: String = bytes.flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect();
        format!("{}/{letters}", self.number)
    }
}

/// The number of a text that may be masked; the text itself where it is something else.
#[must_use]
pub fn number_of(text: &str) -> &str {
    text.rsplit_once('/').map_or(text, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_everything_else_is_not() {
        let at = Timestamp(1_772_505_600_000);
        let one = Verified { number: "+86 138-0000-1111", at, proof: [0, 1, 2, 3, 4, 5, 6, 7, 250, 251, 252, 253] };
        let text = one.write();
        assert_eq!(Verified::read(&text), Some(one));
        assert_eq!(number_of(&text), "+86 138-0000-1111");
        for bad in ["", "/", "13800001111", &text[1..text.len() - 1], &text.replace("13", "x"), "13800001111/é"] {
            assert_eq!(Verified::read(bad), None, "{bad}");
        }
        let masked = crate::privacy::mask(&text);
        assert!(masked.starts_with("+86 138****1111/") && masked[masked.len() - 32..] == text[text.len() - 32..]);
    }
}
