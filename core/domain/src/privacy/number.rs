//! The mask of one text that holds phone numbers.
//!
//! People type numbers in every shape, several in one field, with names beside them. So the text is read from left to
//! right: what looks like a number is masked by its kind, anything else stays.

/// What stands for a hidden digit.
const STAR: char = '*';
/// So many stars are hidden at least.
const HIDDEN: usize = 4;
/// A run of so few digits reaches nobody outside (an extension, a short service number).
const SHORT: usize = 4;
/// Country codes of one and of two digits; all others have three (ITU-T E.164 assignments).
const TWO: [u8; 43] = [
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62,
    63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95,
];

/// Whether a text is the work of [`mask`].
#[must_use]
pub fn is_masked(text: &str) -> bool {
    text.contains("****")
}

/// The text with every phone number in it masked. A mobile number keeps its first three and last four digits
/// (`135****5678`), a landline number its area code and the first four of what follows (`010-6370****`), a country code
/// stays. Masking twice changes nothing.
#[must_use]
pub fn mask(text: &str) -> String {
    let text: String = text.chars().map(plain).collect();
    let mut out = String::with_capacity(text.len() + HIDDEN);
    let mut run = String::new();
    for c in text.chars() {
        if joins(c) {
            run.push(c);
        } else {
            finish(&mut run, &mut out);
            out.push(c);
        }
    }
    finish(&mut run, &mut out);
    out
}

/// Digits and signs of Chinese and Arabic keyboards as everybody's.
fn plain(c: char) -> char {
    match c {
        '０'..='９' => shift(c, '０'),
        '٠'..='٩' => shift(c, '٠'),
        '＋' => '+',
        '－' | '–' | '—' | '‐' | '‑' => '-',
        '（' => '(',
        '）' => ')',
        '\u{a0}' | '\u{3000}' => ' ',
        other => other,
    }
}

fn shift(c: char, zero: char) -> char {
    u32::from(c).checked_sub(u32::from(zero)).and_then(|n| char::from_digit(n, 10)).unwrap_or(c)
}

fn joins(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '.' | STAR)
}

/// Masks the run that ends here; what surrounds its digits stays.
fn finish(run: &mut String, out: &mut String) {
    let taken = std::mem::take(run);
    let first = taken.find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(' | STAR));
    let last = taken.rfind(|c: char| c.is_ascii_digit() || c == STAR);
    match (first, last) {
        (Some(first), Some(last)) if first <= last => {
            out.push_str(&taken[..first]);
            out.push_str(&number(&taken[first..=last]));
            out.push_str(&taken[last + 1..]);
        }
        _ => out.push_str(&taken),
    }
}

/// One number as it was typed. All characters are ASCII.
fn number(typed: &str) -> String {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if is_masked(typed) || digits.len() <= SHORT {
        return typed.to_owned();
    }
    let international = typed.starts_with('+') || digits.starts_with("00");
    let digits = if international { digits.trim_start_matches("00") } else { digits.as_str() };
    if international {
        let (country, rest) = digits.split_at(country_code(digits).min(digits.len()));
        let rest = if country == "86" { chinese(rest) } else { None }.unwrap_or_else(|| generic(rest));
        return format!("+{country} {rest}");
    }
    if let Some(rest) = digits.strip_prefix("86").filter(|rest| is_mobile(rest)) {
        return format!("+86 {}", generic(rest));
    }
    chinese(digits).unwrap_or_else(|| generic(digits))
}

fn country_code(digits: &str) -> usize {
    let two = digits.get(..2).and_then(|two| two.parse::<u8>().ok());
    match digits.as_bytes().first() {
        Some(b'1' | b'7') => 1,
        _ if two.is_some_and(|two| TWO.contains(&two)) => 2,
        // Iran
        _ if two == Some(98) => 2,
        _ => 3,
    }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes().get(1), Some(b'3'..=b'9'))
}

/// A number as it is dialled in China; abroad the area code has no zero before it. `None`: none of them.
fn chinese(digits: &str) -> Option<String> {
    if is_mobile(digits) {
        return Some(generic(digits));
    }
    if matches!(digits.len(), 7 | 8) && !digits.starts_with('0') {
        return Some(tail(digits, 4));
    }
    let local = digits.strip_prefix('0')?;
    // Beijing, and the large cities
    let area = if local.starts_with('1') || local.starts_with('2') { 2 } else { 3 };
    let rest = local.get(area..).filter(|rest| rest.len() >= 7)?;
    Some(format!("0{}-{}", &local[..area], tail(rest, 4)))
}

/// Any other number: the first three and the last four, less of a short one, so that four digits are hidden at least.
fn generic(digits: &str) -> String {
    match digits.len() {
        0..=6 => tail(digits, digits.len().saturating_sub(HIDDEN).min(2)),
        7 | 8 => tail(digits, digits.len() - HIDDEN),
        n => {
            let shown = (n - 3 - HIDDEN).min(4);
            format!("{}{}{}", &digits[..3], stars(n - 3 - shown), &digits[n - shown..])
        }
    }
}

/// The first `shown` digits; the others are hidden.
fn tail(digits: &str, shown: usize) -> String {
    let shown = shown.min(digits.len());
    format!("{}{}", &digits[..shown], stars(digits.len() - shown))
}

fn stars(count: usize) -> String {
    STAR.to_string().repeat(count.max(HIDDEN))
}
