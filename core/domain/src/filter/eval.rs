//! Tests in memory.

use super::test::{Order, Test};
use super::{At, Record, Subject, lower};
use crate::Value;
use crate::fields::Projected;

/// Whether a record passes a test of a subject.
pub(super) fn holds(subject: &Subject, test: &Test, record: &impl Record) -> bool {
    match &subject.at {
        At::Column(name) => column(&record.column(name), test),
        At::Values(key) => lines(&record.lines(key), test),
    }
}

fn within(n: f64, from: Option<(f64, bool)>, to: Option<(f64, bool)>) -> bool {
    from.is_none_or(|(end, incl)| n > end || (incl && n >= end))
        && to.is_none_or(|(end, incl)| n < end || (incl && n <= end))
}

#[expect(clippy::cast_precision_loss, reason = "times and counts are within 2^53")]
fn column(value: &Value, test: &Test) -> bool {
    let text = match value {
        Value::Text(text) => Some(text),
        _ => None,
    };
    let number = match value {
        Value::Int(n) => Some(*n as f64),
        Value::Real(n) => Some(*n),
        _ => None,
    };
    let empty = matches!(value, Value::Null) || text.is_some_and(String::is_empty);
    match test {
        Test::Empty => empty,
        Test::NotEmpty => !empty,
        Test::Texts { texts, not } => text.is_some_and(|t| texts.contains(t)) != *not,
        Test::Contains { text: part, not } => text.is_some_and(|t| lower(t).contains(&lower(part))) != *not,
        Test::Ranks { ranks, not } => matches!(value, Value::Int(n) if ranks.contains(n)) != *not,
        Test::Ordered(order, other) => text.is_some_and(|t| match order {
            Order::AtLeast => t >= other,
            Order::AtMost => t <= other,
            Order::Less => t < other,
            Order::Greater => t > other,
        }),
        Test::Range { from, to, not } => number.is_some_and(|n| within(n, *from, *to)) != *not,
    }
}

fn lines(lines: &[Projected], test: &Test) -> bool {
    match test {
        Test::Empty => lines.is_empty(),
        Test::NotEmpty => !lines.is_empty(),
        Test::Texts { texts, not } => lines.iter().any(|l| texts.iter().any(|t| l.is(t))) != *not,
        Test::Contains { text, not } => lines.iter().any(|l| lower(l.whole()).contains(&lower(text))) != *not,
        Test::Ordered(..) | Test::Ranks { .. } => false,
        Test::Range { from, to, not } => lines.iter().any(|l| l.number.is_some_and(|n| within(n, *from, *to))) != *not,
    }
}
