//! A condition once it is understood: few forms, each with one meaning in memory and in SQL.

use super::{At, Condition, FilterError, MAX_TEXT, MAX_VALUES, Operand, Operator, Schema, Subject, Type};
use crate::Timestamp;
use crate::fields::{MAX_WHOLE, days_of};
use crate::time::{DAY_MS, MINUTE_MS};

/// Most days of "within days".
const MAX_DAYS: f64 = 36_600.0;

/// The day around which "within days" counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Today {
    /// Now.
    pub at: Timestamp,
    /// Minutes east of UTC.
    pub offset_min: i32,
}

impl Today {
    /// The day's number since 1970-01-01 where the organisation is.
    fn day(self) -> i64 {
        (self.at.ms().saturating_add(self.offset_ms())).div_euclid(DAY_MS)
    }
    fn offset_ms(self) -> i64 {
        i64::from(self.offset_min) * MINUTE_MS
    }
}

/// How a text is ordered against another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `<`
    Less,
    /// `>`
    Greater,
}

impl Order {
    /// The SQL operator.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Order::AtLeast => ">=",
            Order::AtMost => "<=",
            Order::Less => "<",
            Order::Greater => ">",
        }
    }
}

/// A condition that is understood.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Nothing stands there.
    Empty,
    /// Something stands there.
    NotEmpty,
    /// One of the texts stands there.
    Texts {
        /// The texts.
        texts: Vec<String>,
        /// Or rather none of them.
        not: bool,
    },
    /// The text occurs there.
    Contains {
        /// The text.
        text: String,
        /// Or rather does not.
        not: bool,
    },
    /// One of the whole numbers stands there.
    Ranks {
        /// The numbers.
        ranks: Vec<i64>,
        /// Or rather none of them.
        not: bool,
    },
    /// A text on one side of another.
    Ordered(Order, String),
    /// A number between two others; each end with whether it belongs to it.
    Range {
        /// The lower end.
        from: Option<(f64, bool)>,
        /// The upper end.
        to: Option<(f64, bool)>,
        /// Or rather outside, or nothing.
        not: bool,
    },
}

/// Understands a condition.
pub(super) fn read(
    condition: &Condition,
    schema: &impl Schema,
    today: Option<Today>,
) -> Result<(Subject, Test), FilterError> {
    let subject = schema.subject(&condition.field);
    let subject = subject.ok_or_else(|| FilterError::UnknownField(condition.field.clone()))?;
    let test = match condition.op {
        Operator::Empty => Some(Test::Empty),
        Operator::NotEmpty => Some(Test::NotEmpty),
        _ => match subject.of {
            Type::Text | Type::Many => texts(condition, &subject),
            Type::Number | Type::Flag => numbers(condition, number),
            Type::Ranked(words) => ranks(condition, words).or_else(|| numbers(condition, |o| rank(o, words))),
            Type::Moment => days(condition, today, true).or_else(|| numbers(condition, number)),
            Type::Day => days(condition, today, false).or_else(|| numbers(condition, day)),
        },
    };
    test.map(|test| (subject, test)).ok_or_else(|| FilterError::WrongOperand(condition.field.clone()))
}

fn texts(condition: &Condition, subject: &Subject) -> Option<Test> {
    use Operator as O;
    let fits = |text: &String| text.chars().count() <= MAX_TEXT && !text.contains('\0');
    match (condition.op, condition.value.as_ref()?) {
        (O::OneOf | O::NotOneOf, Operand::List(list)) if list.len() <= MAX_VALUES && list.iter().all(fits) => {
            Some(Test::Texts { texts: list.clone(), not: condition.op == O::NotOneOf })
        }
        (op, Operand::Text(text)) if fits(text) => match op {
            O::Is | O::IsNot => Some(Test::Texts { texts: vec![text.clone()], not: op == O::IsNot }),
            O::Contains | O::NotContains => Some(Test::Contains { text: text.clone(), not: op == O::NotContains }),
            // the lines of a side table hold only beginnings
            _ if subject.of == Type::Many || matches!(subject.at, At::Values(_)) => None,
            O::AtLeast => Some(Test::Ordered(Order::AtLeast, text.clone())),
            O::AtMost => Some(Test::Ordered(Order::AtMost, text.clone())),
            O::Less => Some(Test::Ordered(Order::Less, text.clone())),
            O::Greater => Some(Test::Ordered(Order::Greater, text.clone())),
            _ => None,
        },
        _ => None,
    }
}

/// The place of a word among `words`; a number is a place itself.
fn rank(operand: &Operand, words: &[&str]) -> Option<f64> {
    let place = match operand {
        Operand::Text(word) => i32::try_from(words.iter().position(|w| w == word)?).ok()?,
        other => return number(other),
    };
    Some(f64::from(place))
}

/// One of several words, or none of them.
fn ranks(condition: &Condition, words: &[&str]) -> Option<Test> {
    let not = match condition.op {
        Operator::OneOf => false,
        Operator::NotOneOf => true,
        _ => return None,
    };
    let Some(Operand::List(list)) = &condition.value else { return None };
    let place = |word: &String| words.iter().position(|w| w == word).and_then(|n| i64::try_from(n).ok());
    Some(Test::Ranks { ranks: list.iter().map(place).collect::<Option<_>>()?, not })
}

#[expect(clippy::cast_precision_loss, reason = "larger numbers are refused")]
fn number(operand: &Operand) -> Option<f64> {
    match operand {
        Operand::Int(n) if n.abs() <= MAX_WHOLE => Some(*n as f64),
        Operand::Real(n) if n.is_finite() => Some(*n),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "days of the calendar fit")]
fn day(operand: &Operand) -> Option<f64> {
    match operand {
        Operand::Text(text) => days_of(text).map(|days| (days * DAY_MS) as f64),
        other => number(other),
    }
}

fn numbers(condition: &Condition, read: impl Fn(&Operand) -> Option<f64>) -> Option<Test> {
    use Operator as O;
    let value = condition.value.as_ref()?;
    if condition.op == O::Between {
        let (from, to) = match value {
            Operand::Numbers(ends) => match ends.as_slice() {
                [from, to] if from.is_finite() && to.is_finite() => (*from, *to),
                _ => return None,
            },
            Operand::List(ends) => match ends.as_slice() {
                [from, to] => (read(&Operand::Text(from.clone()))?, read(&Operand::Text(to.clone()))?),
                _ => return None,
            },
            _ => return None,
        };
        return Some(Test::Range { from: Some((from, true)), to: Some((to, true)), not: false });
    }
    let n = read(value)?;
    let range = |from, to, not| Some(Test::Range { from, to, not });
    match condition.op {
        O::Is => range(Some((n, true)), Some((n, true)), false),
        O::IsNot => range(Some((n, true)), Some((n, true)), true),
        O::AtLeast => range(Some((n, true)), None, false),
        O::AtMost => range(None, Some((n, true)), false),
        O::Less => range(None, Some((n, false)), false),
        O::Greater => range(Some((n, false)), None, false),
        _ => None,
    }
}

/// Whole days around today: the last `n` and today, or today and the next `n`.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "days of a century")]
fn days(condition: &Condition, today: Option<Today>, moments: bool) -> Option<Test> {
    let last = match condition.op {
        Operator::WithinLastDays => true,
        Operator::WithinNextDays => false,
        _ => return None,
    };
    let today = today?;
    let count = number(condition.value.as_ref()?).filter(|n| (0.0..=MAX_DAYS).contains(n) && n.fract() == 0.0)? as i64;
    let (first, end) =
        if last { (today.day() - count, today.day() + 1) } else { (today.day(), today.day() + count + 1) };
    // a day of a moment begins at the organisation's midnight
    let shift = if moments { today.offset_ms() } else { 0 };
    let at = |day: i64| (day.saturating_mul(DAY_MS).saturating_sub(shift)) as f64;
    Some(Test::Range { from: Some((at(first), true)), to: Some((at(end), false)), not: false })
}
