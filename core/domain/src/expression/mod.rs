//! The one expression language: computed fields, when a field is shown, asked for or valid, and figures of reports.
//!
//! An expression is one line of text over the fields of a record:
//!
//! ```text
//! round(sum(parts.price) * 1.13, 2)
//! case when priority = 'urgent' then 4 else 24 end
//! duration(created_at, now(), 'hours') > 8 and not empty(serial_no)
//! ```
//!
//! It is read once ([`Expression::parse`]), checked against the types of the fields it may read ([`Expression::check`]) and
//! then evaluated as often as one likes ([`Expression::value`], [`Expression::holds`]). Faults name the characters they are
//! about. Evaluating is total: it ends, it never fails, and what cannot be said is [`Value::Nothing`]: a division by nothing,
//! a number too large, a text that is no number. There is no loop, no assignment and no way to anything outside of the record.
//!
//! Rules that people may know from elsewhere and that hold here:
//! - what is empty equals only what is empty, and is neither before nor after anything;
//! - `and`, `or`, `not` know yes and no only: what is no yes is no;
//! - arithmetic with nothing gives nothing; `sum`, `average`, `min`, `max`, `median` and `count` leave out what is empty;
//! - a field of rows gives all its values at once (`parts.price`), which only functions that take several accept;
//! - numbers that agree in twelve digits are equal, so that `0.1 + 0.2 = 0.3`;
//! - words of the language may be written in any case; full-width brackets, commas and quotation marks are read too.

use crate::Timestamp;
use crate::calendar::Offsets;

mod check;
mod evaluate;
mod function;
mod number;
mod parse;
#[cfg(test)]
mod tests;
mod token;
mod value;

pub use function::Function;
pub use value::{Of, Type, Value};

use parse::{Node, What};

/// Longest expression, characters.
pub const MAX_LENGTH: usize = 2_000;
/// Most words and signs of an expression.
pub const MAX_TOKENS: usize = 600;
/// Deepest nesting.
pub const MAX_DEPTH: usize = 40;
/// Longest text that an expression makes, characters; what is longer is cut off.
pub const MAX_TEXT: usize = 10_000;
/// Most faults that are named at once.
const MAX_FAULTS: usize = 20;

/// Part of an expression: characters from `from` up to and without `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Span {
    /// The first character.
    pub from: usize,
    /// One after the last.
    pub to: usize,
}

/// What is wrong with an expression, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} {subject} at {}", at.from)]
pub struct Fault {
    /// The characters it is about.
    pub at: Span,
    /// Key of the message files: `too_long`, `too_deep`, `unfinished`, `unexpected`, `unfinished_text`, `not_a_number`,
    /// `unknown_function`, `unknown_field`, `argument_count`, `wrong_type`, `several_values`, `pattern`, `unit`,
    /// `different_types`.
    pub problem: &'static str,
    /// The word it is about, or what was wanted in its place.
    pub subject: String,
}

/// What an expression reads from.
pub trait Scope {
    /// The value of a field; [`Value::Nothing`] where there is none.
    fn value(&self, key: &str) -> Value;
}

/// Which fields there are.
pub trait Types {
    /// What stands in a field; `None` when there is no such field.
    fn of(&self, key: &str) -> Option<Type>;
}

/// The time an expression is evaluated at, and how clocks run where the organisation is.
#[derive(Clone, Copy, Debug)]
pub struct Clock<'a> {
    /// Now.
    pub now: Timestamp,
    /// The organisation's local time.
    pub offsets: &'a Offsets,
}

/// An expression that was read.
#[derive(Clone, Debug)]
pub struct Expression {
    root: Node,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// The first thing that cannot be read.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        parse::parse(text).map(|root| Self { root })
    }

    /// The type of its value, over fields of these types.
    ///
    /// # Errors
    /// Everything that does not fit together, in the order of the text.
    pub fn check(&self, fields: &dyn Types) -> Result<Type, Vec<Fault>> {
        check::check(&self.root, fields)
    }

    /// Checks it as a condition: its value must be yes or no.
    ///
    /// # Errors
    /// As [`Expression::check`]; `wrong_type` over the whole when it is no condition.
    pub fn check_condition(&self, fields: &dyn Types) -> Result<(), Vec<Fault>> {
        let of = self.check(fields)?;
        if of.is(Of::Flag) {
            return Ok(());
        }
        Err(vec![Fault { at: self.root.at, problem: "wrong_type", subject: Of::Flag.word().to_owned() }])
    }

    /// Its value.
    #[must_use]
    pub fn value(&self, scope: &dyn Scope, clock: Clock<'_>) -> Value {
        match evaluate::value(&self.root, scope, clock) {
            Value::Number(n) => Value::number(number::tidy(n)),
            value => value,
        }
    }

    /// Whether it holds: its value is yes.
    #[must_use]
    pub fn holds(&self, scope: &dyn Scope, clock: Clock<'_>) -> bool {
        evaluate::value(&self.root, scope, clock) == Value::Flag(true)
    }

    /// The keys of the fields it reads, each once, in the order of the text.
    #[must_use]
    pub fn reads(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = Vec::new();
        self.root.walk(&mut |node| {
            if let What::Field(key) = &node.what
                && !keys.contains(&key.as_str())
            {
                keys.push(key);
            }
        });
        keys
    }
}
