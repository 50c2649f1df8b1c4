//! Numbers as people expect them: decimal where they were decimal, on every machine the same.

use std::cmp::Ordering;

/// Numbers that differ by less than this part of themselves are equal.
const SAME: f64 = 1e-12;
/// Most digits behind the point that rounding knows.
const MAX_DIGITS: f64 = 9.0;

/// The number with the noise behind its fourteenth digit taken away: `0.1 + 0.2` is `0.3`.
pub(super) fn tidy(n: f64) -> f64 {
    format!("{n:.13e}").parse().unwrap_or(n)
}

/// How two numbers lie to each other.
pub(super) fn order(a: f64, b: f64) -> Option<Ordering> {
    let near = (a - b).abs() <= SAME * a.abs().max(b.abs());
    if near { Some(Ordering::Equal) } else { a.partial_cmp(&b) }
}

/// Rounded to digits behind the point (before it where negative), halves away from nothing as in commerce.
pub(super) fn round(n: f64, digits: f64) -> f64 {
    let digits = digits.round().clamp(-MAX_DIGITS, MAX_DIGITS);
    #[expect(clippy::cast_possible_truncation, reason = "clamped to one digit")]
    let scale = 10_f64.powi(digits.abs() as i32);
    if digits < 0.0 {
        return tidy(n / scale).round() * scale;
    }
    // what is as large as this has no digits behind the point
    if n.abs() >= 1e15 / scale { n } else { tidy(n * scale).round() / scale }
}

/// A number as a text: whole where it is whole.
pub(super) fn written(n: f64) -> String {
    tidy(n).to_string()
}
