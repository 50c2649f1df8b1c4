//! Receipts: the number that a customer's device gives a report before any server has seen it.
//!
//! Eight characters of Crockford's base 32 over the last forty bits of the report's id, and a check character (modulo 37), so
//! that one wrong character or two that were swapped are found. Device and server make the same one from the same id.

use uuid::Uuid;

/// The digits; the last five are for the check alone.
const DIGITS: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
/// Characters before the check.
const LENGTH: usize = 8;

/// The receipt of a report.
#[must_use]
pub fn of(id: Uuid) -> String {
    let bytes = id.into_bytes();
    let number = bytes[11..].iter().fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    let digit = |n: u64| char::from(DIGITS[usize::try_from(n).unwrap_or_default()]);
    let mut text: String = (0..LENGTH).rev().map(|place| digit(number >> (5 * place) & 31)).collect();
    text.push(digit(number % 37));
    text
}

/// A receipt as somebody types or reads it out, in the form it is kept in; `None` where it cannot be one.
#[must_use]
pub fn read(text: &str) -> Option<String> {
    let mut found = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        found.push(match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        });
    }
    if found.chars().count() != LENGTH + 1 {
        return None;
    }
    let digit = |c: char| DIGITS.iter().position(|d| char::from(*d) == c);
    let mut places = found.chars().map(digit);
    let mut number = 0_usize;
    for place in places.by_ref().take(LENGTH) {
        number = number << 5 | place.filter(|n| *n < 32)?;
    }
    (places.next()?? == number % 37).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_read_as_it_was_written_and_a_slip_is_found() {
        for n in [0_u128, 1, 0xff_ffff_ffff, 0x12_3456_789a, 0x019a_0000_0000_7000_8000_00c0_ffee_0042] {
            let receipt = of(Uuid::from_u128(n));
            assert_eq!(receipt.chars().count(), 9);
            assert_eq!(read(&receipt), Some(receipt.clone()));
            let spoken = format!(" {}-{} ", receipt[..4].to_lowercase(), &receipt[4..]).replace('0', "o");
            assert_eq!(read(&spoken), Some(receipt.clone()), "{spoken}");
            for at in 0..8 {
                let mut slip = receipt.clone().into_bytes();
                slip[at] = if slip[at] == b'7' { b'8' } else { b'7' };
                assert_eq!(read(&String::from_utf8(slip).expect("text")), None, "{receipt} {at}");
            }
        }
        assert_eq!(of(Uuid::from_u128(0x12_3456_789a)), "28T5CY4TY");
        for bad in ["", "28T5CY4T", "28T5CY4TYY", "28T5CY4T*", "äääääääää"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
