//! Values of expressions and their types.

use std::cmp::Ordering;

use super::number;
use crate::Timestamp;
use crate::fields::days_of;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Not known: fits everywhere.
    Nothing,
    /// Yes or no.
    Flag,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A day.
    Day,
    /// A moment.
    Moment,
}

impl Of {
    /// The word in message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Of::Nothing => "nothing",
            Of::Flag => "flag",
            Of::Number => "number",
            Of::Text => "text",
            Of::Day => "day",
            Of::Moment => "moment",
        }
    }
    /// Whether a value of the one can stand where the other is wanted.
    #[must_use]
    pub fn fits(self, other: Of) -> bool {
        self == other || self == Of::Nothing || other == Of::Nothing
    }
}

/// The type of a field or of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Type {
    /// What each value is.
    pub of: Of,
    /// Whether there can be several.
    pub many: bool,
}

impl Type {
    /// One value.
    #[must_use]
    pub const fn one(of: Of) -> Self {
        Self { of, many: false }
    }
    /// Several values.
    #[must_use]
    pub const fn many(of: Of) -> Self {
        Self { of, many: true }
    }
    /// Whether it is one value that can stand where `of` is wanted.
    #[must_use]
    pub fn is(self, of: Of) -> bool {
        !self.many && self.of.fits(of)
    }
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing stands there, or nothing can be said.
    Nothing,
    /// Yes or no.
    Flag(bool),
    /// A finite number.
    Number(f64),
    /// A text that is not empty.
    Text(String),
    /// A day, in days since 1970-01-01.
    Day(i64),
    /// A moment.
    Moment(Timestamp),
    /// Several values.
    Many(Vec<Value>),
}

impl Value {
    /// A number; nothing where it is none.
    #[must_use]
    pub fn number(n: f64) -> Self {
        // adding nothing makes a negative nothing an ordinary one
        if n.is_finite() { Value::Number(n + 0.0) } else { Value::Nothing }
    }
    /// A text; nothing where it is empty.
    #[must_use]
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Value::Nothing } else { Value::Text(text.to_owned()) }
    }
    /// Whether nothing stands there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Nothing => true,
            Value::Text(text) => text.is_empty(),
            Value::Many(values) => values.iter().all(Value::is_empty),
            _ => false,
        }
    }
    pub(super) fn as_number(&self) -> Option<f64> {
        match self {
            Value::Number(n) => Some(*n),
            _ => None,
        }
    }
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
    /// How two values lie to each other; `None` where they cannot be compared. A text that is a day compares with days.
    pub(super) fn order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => number::order(*a, *b),
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Flag(a), Value::Flag(b)) => Some(a.cmp(b)),
            (Value::Day(a), Value::Day(b)) => Some(a.cmp(b)),
            (Value::Moment(a), Value::Moment(b)) => Some(a.cmp(b)),
            (Value::Day(a), Value::Text(b)) => Some(a.cmp(&days_of(b)?)),
            (Value::Text(a), Value::Day(b)) => Some(days_of(a)?.cmp(b)),
            _ => None,
        }
    }
    /// Whether two values are equal; what is empty equals only what is empty.
    pub(super) fn equals(&self, other: &Value) -> bool {
        match (self.is_empty(), other.is_empty()) {
            (true, true) => true,
            (false, false) => self.order(other) == Some(Ordering::Equal),
            _ => false,
        }
    }
}
