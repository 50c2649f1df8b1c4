//! Patterns that administrators write: regular expressions for the whole of a text, matched in linear time.

use regex_lite::{Regex, RegexBuilder};

/// Longest pattern, characters.
const MAX_PATTERN: usize = 200;
/// Largest compiled pattern, bytes. What repeats thousands of times does not fit.
const MAX_COMPILED: usize = 64 * 1024;
/// Deepest nesting of brackets.
const MAX_NESTED: u32 = 20;

/// Reads a pattern.
///
/// # Errors
/// The problem as a key of the message files: `too_long`, `not_a_pattern`.
pub(crate) fn compile(pattern: &str) -> Result<Regex, &'static str> {
    if pattern.chars().count() > MAX_PATTERN {
        return Err("too_long");
    }
    let whole = format!("^(?:{pattern})$");
    RegexBuilder::new(&whole).size_limit(MAX_COMPILED).nest_limit(MAX_NESTED).build().map_err(|_| "not_a_pattern")
}
