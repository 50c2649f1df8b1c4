//! The functions of expressions: their names, and what each takes and gives.

use super::value::{Of, Type};

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the language, told in `ALL`")]
pub enum Function {
    Sum,
    Average,
    Min,
    Max,
    Median,
    Count,
    Round,
    Floor,
    Ceil,
    Abs,
    Add,
    Subtract,
    Multiply,
    Divide,
    Concat,
    Length,
    Contains,
    StartsWith,
    EndsWith,
    Upper,
    Lower,
    Trim,
    Matches,
    Text,
    Number,
    If,
    Coalesce,
    Empty,
    Has,
    Today,
    Now,
    Date,
    Year,
    Month,
    Day,
    Weekday,
    Hour,
    Minute,
    Duration,
    Later,
}

impl Function {
    /// All functions by name.
    pub const ALL: [(&'static str, Function); 40] = [
        // figures over several values; what is empty is left out
        ("sum", Function::Sum),
        ("average", Function::Average),
        ("min", Function::Min),
        ("max", Function::Max),
        ("median", Function::Median),
        ("count", Function::Count),
        // numbers
        ("round", Function::Round),
        ("floor", Function::Floor),
        ("ceil", Function::Ceil),
        ("abs", Function::Abs),
        ("add", Function::Add),
        ("subtract", Function::Subtract),
        ("multiply", Function::Multiply),
        ("divide", Function::Divide),
        // texts
        ("concat", Function::Concat),
        ("length", Function::Length),
        ("contains", Function::Contains),
        ("starts_with", Function::StartsWith),
        ("ends_with", Function::EndsWith),
        ("upper", Function::Upper),
        ("lower", Function::Lower),
        ("trim", Function::Trim),
        ("matches", Function::Matches),
        ("text", Function::Text),
        ("number", Function::Number),
        // choices between values
        ("if", Function::If),
        ("coalesce", Function::Coalesce),
        ("empty", Function::Empty),
        ("has", Function::Has),
        // days and moments
        ("today", Function::Today),
        ("now", Function::Now),
        ("date", Function::Date),
        ("year", Function::Year),
        ("month", Function::Month),
        ("day", Function::Day),
        ("weekday", Function::Weekday),
        ("hour", Function::Hour),
        ("minute", Function::Minute),
        ("duration", Function::Duration),
        ("later", Function::Later),
    ];

    /// The function with a name in small letters.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(word, _)| *word == name).map(|(_, function)| *function)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, function)| *function == self).map_or("", |(word, _)| word)
    }

    /// Fewest and most arguments.
    #[must_use]
    pub fn takes(self) -> (usize, usize) {
        const ANY: usize = 100;
        match self {
            Function::Today | Function::Now => (0, 0),
            Function::Sum
            | Function::Average
            | Function::Min
            | Function::Max
            | Function::Median
            | Function::Count
            | Function::Concat
            | Function::Coalesce => (1, ANY),
            Function::Add | Function::Multiply => (2, ANY),
            Function::Round => (1, 2),
            Function::Subtract
            | Function::Divide
            | Function::Contains
            | Function::StartsWith
            | Function::EndsWith
            | Function::Matches
            | Function::Has => (2, 2),
            Function::If | Function::Duration | Function::Later => (3, 3),
            Function::Floor
            | Function::Ceil
            | Function::Abs
            | Function::Length
            | Function::Upper
            | Function::Lower
            | Function::Trim
            | Function::Text
            | Function::Number
            | Function::Empty
            | Function::Date
            | Function::Year
            | Function::Month
            | Function::Day
            | Function::Weekday
            | Function::Hour
            | Function::Minute => (1, 1),
        }
    }

    /// Whether it looks at all values of a field of rows at once.
    pub(super) fn takes_several(self) -> bool {
        matches!(
            self,
            Function::Sum
                | Function::Average
                | Function::Min
                | Function::Max
                | Function::Median
                | Function::Count
                | Function::Concat
                | Function::Empty
                | Function::Has
                | Function::Length
        )
    }

    /// What an argument may be; nothing said means anything.
    pub(super) fn wants(self, argument: usize) -> &'static [Of] {
        match (self, argument) {
            (
                Function::Sum
                | Function::Average
                | Function::Median
                | Function::Round
                | Function::Floor
                | Function::Ceil
                | Function::Abs
                | Function::Add
                | Function::Subtract
                | Function::Multiply
                | Function::Divide,
                _,
            )
            | (Function::Later, 1) => &[Of::Number],
            (Function::Min | Function::Max, _) => &[Of::Number, Of::Day, Of::Moment],
            (
                Function::Length
                | Function::Contains
                | Function::StartsWith
                | Function::EndsWith
                | Function::Upper
                | Function::Lower
                | Function::Trim
                | Function::Matches
                | Function::Has,
                _,
            )
            | (Function::Duration | Function::Later, 2) => &[Of::Text],
            (Function::Number, _) => &[Of::Text, Of::Number],
            (Function::If, 0) => &[Of::Flag],
            (Function::Date, _) => &[Of::Text, Of::Moment, Of::Day],
            (Function::Year | Function::Month | Function::Day | Function::Weekday, _)
            | (Function::Duration, 0 | 1)
            | (Function::Later, 0) => &[Of::Day, Of::Moment],
            (Function::Hour | Function::Minute, _) => &[Of::Moment],
            _ => &[],
        }
    }

    /// What it gives, of arguments of these types.
    pub(super) fn gives(self, arguments: &[Type]) -> Of {
        let first = |from: usize| {
            arguments.iter().skip(from).map(|t| t.of).find(|of| *of != Of::Nothing).unwrap_or(Of::Nothing)
        };
        match self {
            Function::Contains
            | Function::StartsWith
            | Function::EndsWith
            | Function::Matches
            | Function::Empty
            | Function::Has => Of::Flag,
            Function::Concat | Function::Upper | Function::Lower | Function::Trim | Function::Text => Of::Text,
            Function::Today | Function::Date => Of::Day,
            Function::Now => Of::Moment,
            Function::Min | Function::Max | Function::Coalesce | Function::Later => first(0),
            Function::If => first(1),
            _ => Of::Number,
        }
    }

    /// From which argument on all must be of one type, if that is so.
    pub(super) fn alike_from(self) -> Option<usize> {
        match self {
            Function::Min | Function::Max | Function::Coalesce => Some(0),
            Function::If => Some(1),
            _ => None,
        }
    }
}

/// The units of `duration` and `later`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// So many milliseconds.
    Ms(i64),
    /// So many months of the calendar.
    Months(i64),
}

impl Unit {
    /// The unit named by a word, in the singular or plural.
    pub fn named(word: &str) -> Option<Self> {
        use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};
        Some(match word.strip_suffix('s').unwrap_or(word) {
            "second" => Unit::Ms(SECOND_MS),
            "minute" => Unit::Ms(MINUTE_MS),
            "hour" => Unit::Ms(HOUR_MS),
            "day" => Unit::Ms(DAY_MS),
            "week" => Unit::Ms(7 * DAY_MS),
            "month" => Unit::Months(1),
            "year" => Unit::Months(12),
            _ => return None,
        })
    }
}
