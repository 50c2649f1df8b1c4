//! What can be wrong with a rule. Every fault names the part of the text that it is about.

/// Why a text or a set of parts is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{part} {problem}")]
pub struct RuleError {
    /// The part by its name in RFC 5545, as `BYMONTH`; `RRULE` when it is about the rule as a whole; for a part that nobody knows,
    /// the beginning of what stands there.
    pub part: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a part of a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Longer than a rule may be.
    #[error("is longer than {limit} bytes")]
    TooLong {
        /// Most bytes.
        limit: usize,
    },
    /// More values than a part may have.
    #[error("has more than {limit} values")]
    TooMany {
        /// Most values.
        limit: usize,
    },
    /// No part of a rule has this name.
    #[error("is no part of a rule")]
    Unknown,
    /// It has to be there and is not.
    #[error("is missing")]
    Missing,
    /// It is there more than once.
    #[error("stands there twice")]
    Twice,
    /// What stands there cannot be read: no number, no weekday, no time.
    #[error("cannot be read: {value}")]
    Unreadable {
        /// The beginning of what stands there.
        value: String,
    },
    /// A number that the part does not have.
    #[error("cannot be {value}, only {from} to {to}")]
    OutOfRange {
        /// The number.
        value: i64,
        /// Smallest; where negative numbers count from the end, `-to` to `-from` are as good.
        from: i64,
        /// Largest.
        to: i64,
    },
    /// The RFC forbids it together with another part.
    #[error("cannot stand together with {other}")]
    Conflict {
        /// The other part.
        other: &'static str,
    },
    /// A time in UTC, which says nothing about a wall clock unless its zone is known: see
    /// [`Rule::parse_in`](super::Rule::parse_in).
    #[error("is in UTC and needs a time zone")]
    NeedsZone,
}

/// Characters of a foreign text that a fault repeats.
const SHOWN: usize = 20;

impl RuleError {
    /// A fault of a part.
    #[cold]
    pub(super) fn new(part: &str, problem: Problem) -> Self {
        Self { part: part.chars().take(SHOWN).collect(), problem }
    }

    /// The fault of a value that cannot be read.
    #[cold]
    pub(super) fn unreadable(part: &str, value: &str) -> Self {
        Self::new(part, Problem::Unreadable { value: value.chars().take(SHOWN).collect() })
    }
}
