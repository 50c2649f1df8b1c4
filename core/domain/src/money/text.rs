//! Decimal numbers as people type them, and as they are written.
//!
//! Accepted is what cannot be misread: `12.5`, `1,200.00`, `-3`, `12.500` (the last zero says nothing). Characters of a
//! Chinese keyboard count as theirs of an English one: `１２．５`, `1，200`, `12。5`. The point is always the decimal point and
//! a comma always parts thousands, so `12,5` is refused instead of taken for 125 or 12.5.
//!
//! An amount may wear the mark of its own currency in front or behind, `￥88`, `88元`, `CNY 88`; a mark of another currency
//! is refused, because then one of the two is wrong.

use serde::{Deserialize, Serialize};

use super::{Currency, MAX_MINOR, Money};

/// The longest text that is looked at, characters.
const MAX_TEXT: usize = 40;

/// Marks people use, and the currencies that may wear them.
const MARKS: [(&str, &[&str]); 15] = [
    ("¥", &["CNY", "JPY"]),
    ("元", &["CNY"]),
    ("円", &["JPY"]),
    ("RMB", &["CNY"]),
    ("$", &["USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD", "ARS", "CLP", "COP"]),
    ("HK$", &["HKD"]),
    ("NT$", &["TWD"]),
    ("US$", &["USD"]),
    ("€", &["EUR"]),
    ("£", &["GBP", "EGP", "GIP", "FKP"]),
    ("₹", &["INR"]),
    ("₩", &["KRW", "KPW"]),
    ("₫", &["VND"]),
    ("₽", &["RUB"]),
    ("฿", &["THB"]),
];

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum TextError {
    /// Nothing was typed.
    #[error("nothing is written")]
    Empty,
    /// Longer than any number.
    #[error("too long for a number")]
    TooLong,
    /// It holds something else than digits, one point and commas.
    #[error("not a decimal number")]
    NotANumber,
    /// A comma where no thousands end.
    #[error("a comma parts thousands only")]
    Grouping,
    /// More digits after the point than there are.
    #[error("more than {0} digits after the point")]
    TooPrecise(u8),
    /// The mark of another currency.
    #[error("the mark of another currency")]
    OtherCurrency,
    /// Larger than amounts may be, or negative where that has no sense.
    #[error("out of bounds")]
    OutOfBounds,
}

impl Money {
    /// Reads an amount as a person types it; the module's head says what is accepted. A negative one is read too: whether it
    /// has a sense is the caller's rule.
    ///
    /// # Errors
    /// Each says what is wrong with the text; nothing is guessed.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, TextError> {
        let plain = plain(text)?;
        let (minus, rest) = signed(&plain);
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
        let begin = rest.find(is_number).ok_or(TextError::NotANumber)?;
        let end = rest.rfind(is_number).map_or(rest.len(), |last| last + 1);
        let (front, number, behind) = (rest.get(..begin), rest.get(begin..end), rest.get(end..));
        for mark in [front, behind].into_iter().flatten() {
            wearable(mark.trim(), currency)?;
        }
        let number = number.unwrap_or_default();
        if minus && number.starts_with('-') {
            return Err(TextError::NotANumber);
        }
        let scaled = decimal(number, currency.digits())?;
        let minor = i64::try_from(if minus { -scaled } else { scaled }).map_err(|_| TextError::OutOfBounds)?;
        Self::new(minor, currency).map_err(|_| TextError::OutOfBounds)
    }
}

/// Whether an amount of this currency may wear the mark.
fn wearable(mark: &str, currency: Currency) -> Result<(), TextError> {
    if mark.is_empty() || mark.eq_ignore_ascii_case(currency.code()) {
        return Ok(());
    }
    let of_mark = MARKS.iter().find(|(known, _)| known.eq_ignore_ascii_case(mark)).map(|(_, codes)| *codes);
    match of_mark {
        Some(codes) if codes.contains(&currency.code()) => Ok(()),
        Some(_) => Err(TextError::OtherCurrency),
        None if Currency::of(&mark.to_ascii_uppercase()).is_ok() => Err(TextError::OtherCurrency),
        None => Err(TextError::NotANumber),
    }
}

fn signed(text: &str) -> (bool, &str) {
    text.strip_prefix('-').map_or((false, text), |rest| (true, rest.trim_start()))
}

/// The text without space around it, in the characters of an English keyboard.
pub(super) fn plain(text: &str) -> Result<String, TextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().nth(MAX_TEXT).is_some() {
        return Err(TextError::TooLong);
    }
    let english = |c: char| match c {
        '。' => '.',
        '−' => '-',
        '￥' => '¥',
        // The full-width forms stand in the order of ASCII.
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    Ok(text.chars().map(english).collect())
}

/// The number times ten to the power of `digits`; a sign in front is allowed.
pub(super) fn decimal(text: &str, digits: u8) -> Result<i128, TextError> {
    let (minus, text) = signed(text);
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, after)| (whole, Some(after)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if fraction.is_some_and(|after| !all_digits(after)) || !whole.split(',').all(all_digits) {
        let comma_at_fault = fraction.is_none_or(all_digits) && whole.bytes().all(|b| b.is_ascii_digit() || b == b',');
        return Err(if comma_at_fault && whole.contains(',') { TextError::Grouping } else { TextError::NotANumber });
    }
    if let Some((first, rest)) = whole.split_once(',')
        && (first.len() > 3 || rest.split(',').any(|group| group.len() != 3))
    {
        return Err(TextError::Grouping);
    }
    let mut scaled: i128 = 0;
    let mut push = |digit: u8| {
        scaled = scaled * 10 + i128::from(digit - b'0');
        // Far beyond every bound, and far from overflowing at the next digit.
        if scaled > i128::from(MAX_MINOR) * 10_000 { Err(TextError::OutOfBounds) } else { Ok(()) }
    };
    whole.bytes().filter(u8::is_ascii_digit).try_for_each(&mut push)?;
    let fraction = fraction.unwrap_or_default().trim_end_matches('0');
    if fraction.len() > usize::from(digits) {
        return Err(TextError::TooPrecise(digits));
    }
    fraction.bytes().chain(std::iter::repeat(b'0')).take(usize::from(digits)).try_for_each(&mut push)?;
    Ok(if minus { -scaled } else { scaled })
}

/// Plain decimal text of a scaled number: `-0.05`.
pub(super) fn written(scaled: i64, digits: u8) -> String {
    let sign = if scaled < 0 { "-" } else { "" };
    let unit = 10_u64.pow(u32::from(digits));
    let (whole, part) = (scaled.unsigned_abs() / unit, scaled.unsigned_abs() % unit);
    if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part:0>width$}", width = digits.into()) }
}
