//! Time-based one-time codes (RFC 6238): SHA-1, 30 seconds, six digits, as every authenticator app makes them.

use hmac::{Hmac, Mac as _};
use sha1::Sha1;
use truckroll_domain::Timestamp;

/// Length of a step, seconds.
const STEP_S: i64 = 30;
/// Letters of base 32 (RFC 4648).
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step that a moment lies in.
#[must_use]
pub fn step_at(now: Timestamp) -> i64 {
    now.ms().div_euclid(STEP_S * 1_000)
}

/// The code of a step.
#[must_use]
pub fn code_of(secret: &[u8], step: i64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let word = u32::from_be_bytes([digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]]);
    format!("{:06}", word % 1_000_000)
}

/// The step that a code belongs to: the present one, the one before or after, for clocks that differ.
#[must_use]
pub fn step_of(secret: &[u8], code: &str, now: Timestamp) -> Option<i64> {
    let given: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let here = step_at(now);
    // all three are compared, each in full
    [here - 1, here, here + 1].into_iter().fold(None, |found, step| {
        let wanted = code_of(secret, step);
        let differs = wanted.bytes().zip(given.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
        if differs == 0 && wanted.len() == given.len() { Some(step) } else { found }
    })
}

/// Bytes as base 32 without padding.
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(BASE32[(buffer >> bits & 31) as usize]));
        }
        buffer &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(BASE32[(buffer << (5 - bits) & 31) as usize]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, and RFC 4648, section 10.
    #[test]
    fn codes_and_letters_are_those_of_the_standards() {
        let secret = b"12345678901234567890";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = Timestamp(seconds * 1_000);
            assert_eq!(code_of(secret, step_at(now)), code);
            assert_eq!(step_of(secret, code, now), Some(step_at(now)));
        }
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn a_code_counts_one_step_early_and_late() {
        let secret = b"12345678901234567890";
        let code = code_of(secret, 100);
        let at = |step: i64| Timestamp(step * 30_000);
        for (step, found) in [(98, None), (99, Some(100)), (100, Some(100)), (101, Some(100)), (102, None)] {
            assert_eq!(step_of(secret, &code, at(step)), found, "{step}");
        }
        let (front, back) = code.split_at(3);
        assert_eq!(step_of(secret, &format!(" {front} {back}"), at(100)), Some(100));
        for wrong in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            assert_eq!(step_of(secret, wrong, at(100)), None, "{wrong}");
        }
    }
}
