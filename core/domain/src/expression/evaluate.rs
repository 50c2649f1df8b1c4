//! Values of expressions.

use std::cmp::Ordering;

use jiff::civil::Date;

use super::function::Unit;
use super::parse::{Comparison, Node, Operation, What};
use super::{Clock, Function, MAX_TEXT, Scope, Value, number};
use crate::Timestamp;
use crate::fields::days_of;
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS};

/// The value of a part.
pub(super) fn value(node: &Node, scope: &dyn Scope, clock: Clock<'_>) -> Value {
    let of = |node: &Node| value(node, scope, clock);
    let holds = |node: &Node| value(node, scope, clock) == Value::Flag(true);
    match &node.what {
        What::Literal(value) => value.clone(),
        What::Field(key) => scope.value(key),
        What::Not(inner) => Value::Flag(!holds(inner)),
        What::All(parts) => Value::Flag(parts.iter().all(holds)),
        What::Any(parts) => Value::Flag(parts.iter().any(holds)),
        What::Negate(inner) => of(inner).as_number().map_or(Value::Nothing, |n| Value::number(-n)),
        What::Compare(how, a, b) => Value::Flag(compare(*how, &of(a), &of(b))),
        What::OneOf { of: what, list, not } => {
            let what = of(what);
            Value::Flag(list.iter().any(|node| what.equals(&of(node))) != *not)
        }
        What::Arithmetic(first, rest) => {
            rest.iter().fold(of(first), |so_far, (operation, node)| arithmetic(*operation, &so_far, &of(node)))
        }
        What::Matches(inner, regex) => Value::Flag(of(inner).as_text().is_some_and(|text| regex.is_match(text))),
        What::Case { arms, otherwise } => match arms.iter().find(|(when, _)| holds(when)) {
            Some((_, then)) => of(then),
            None => otherwise.as_ref().map_or(Value::Nothing, |node| of(node)),
        },
        What::Call(Function::If, arguments) => match arguments.as_slice() {
            [when, then, otherwise] => of(if holds(when) { then } else { otherwise }),
            _ => Value::Nothing,
        },
        What::Call(Function::Coalesce, arguments) => {
            arguments.iter().map(of).find(|value| !value.is_empty()).unwrap_or(Value::Nothing)
        }
        What::Call(function, arguments) => call(*function, &arguments.iter().map(of).collect::<Vec<_>>(), clock),
    }
}

fn compare(how: Comparison, a: &Value, b: &Value) -> bool {
    let order = a.order(b);
    match how {
        Comparison::Equal => a.equals(b),
        Comparison::Different => !a.equals(b),
        Comparison::Less => order == Some(Ordering::Less),
        Comparison::AtMost => order.is_some_and(Ordering::is_le),
        Comparison::Greater => order == Some(Ordering::Greater),
        Comparison::AtLeast => order.is_some_and(Ordering::is_ge),
    }
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "days of the calendar")]
fn arithmetic(operation: Operation, a: &Value, b: &Value) -> Value {
    match (operation, a, b) {
        (Operation::Subtract, Value::Day(a), Value::Day(b)) => Value::number(a.saturating_sub(*b) as f64),
        (Operation::Add, Value::Day(day), Value::Number(n)) => valid_day(day.saturating_add(n.floor() as i64)),
        (Operation::Subtract, Value::Day(day), Value::Number(n)) => valid_day(day.saturating_sub(n.floor() as i64)),
        (_, Value::Number(a), Value::Number(b)) => Value::number(match operation {
            Operation::Add => a + b,
            Operation::Subtract => a - b,
            Operation::Multiply => a * b,
            // by nothing it is no number, and that is nothing
            Operation::Divide => a / b,
        }),
        _ => Value::Nothing,
    }
}

/// All single values of arguments that are not empty.
fn several(arguments: &[Value]) -> Vec<&Value> {
    let mut all = Vec::new();
    for argument in arguments {
        match argument {
            Value::Many(values) => all.extend(values.iter().filter(|v| !v.is_empty())),
            value if !value.is_empty() => all.push(value),
            _ => {}
        }
    }
    all
}

fn call(function: Function, arguments: &[Value], clock: Clock<'_>) -> Value {
    let argument = |n: usize| arguments.get(n).unwrap_or(&Value::Nothing);
    let text = |n: usize| argument(n).as_text().unwrap_or_default();
    let small = |n: usize| text(n).to_ascii_lowercase();
    let of_number = |f: fn(f64) -> f64| argument(0).as_number().map_or(Value::Nothing, |n| Value::number(f(n)));
    let folded = |operation: Operation| {
        let mut values = arguments.iter().cloned();
        let first = values.next().unwrap_or(Value::Nothing);
        values.fold(first, |a, b| arithmetic(operation, &a, &b))
    };
    match function {
        Function::Sum | Function::Average | Function::Median | Function::Count => figure(function, arguments),
        Function::Min => extreme(arguments, Ordering::Less),
        Function::Max => extreme(arguments, Ordering::Greater),
        Function::Round => {
            let digits = argument(1).as_number().unwrap_or(0.0);
            argument(0).as_number().map_or(Value::Nothing, |n| Value::number(number::round(n, digits)))
        }
        Function::Floor => of_number(|n| number::tidy(n).floor()),
        Function::Ceil => of_number(|n| number::tidy(n).ceil()),
        Function::Abs => of_number(f64::abs),
        Function::Add => folded(Operation::Add),
        Function::Subtract => folded(Operation::Subtract),
        Function::Multiply => folded(Operation::Multiply),
        Function::Divide => folded(Operation::Divide),
        Function::Concat => {
            let parts: Vec<String> = several(arguments).into_iter().map(written).collect();
            cut(&parts.concat())
        }
        Function::Length => length(argument(0)),
        Function::Contains => Value::Flag(!text(0).is_empty() && small(0).contains(&small(1))),
        Function::StartsWith => Value::Flag(!text(0).is_empty() && small(0).starts_with(&small(1))),
        Function::EndsWith => Value::Flag(!text(0).is_empty() && small(0).ends_with(&small(1))),
        Function::Upper => cut(&text(0).to_uppercase()),
        Function::Lower => cut(&text(0).to_lowercase()),
        Function::Trim => Value::text(text(0).trim()),
        Function::Text => cut(&written(argument(0))),
        Function::Number => match argument(0) {
            Value::Number(n) => Value::number(*n),
            value => value.as_text().and_then(read_number).map_or(Value::Nothing, Value::number),
        },
        Function::Empty => Value::Flag(argument(0).is_empty()),
        Function::Has => {
            Value::Flag(several(&arguments[..1.min(arguments.len())]).into_iter().any(|v| v.equals(argument(1))))
        }
        Function::Today => date_of(clock.now, clock),
        Function::Now => Value::Moment(clock.now),
        Function::Date => match argument(0) {
            Value::Moment(at) => date_of(*at, clock),
            Value::Day(day) => Value::Day(*day),
            value => value.as_text().and_then(days_of).map_or(Value::Nothing, Value::Day),
        },
        Function::Duration => duration(argument(0), argument(1), text(2)),
        Function::Later => later(argument(0), argument(1), text(2)),
        _ => part_of(function, argument(0), clock),
    }
}

#[expect(clippy::cast_precision_loss, reason = "few values")]
fn figure(function: Function, arguments: &[Value]) -> Value {
    let values = several(arguments);
    if function == Function::Count {
        return Value::number(values.len() as f64);
    }
    let mut numbers: Vec<f64> = values.into_iter().filter_map(Value::as_number).collect();
    let sum: f64 = numbers.iter().sum();
    let count = numbers.len();
    match function {
        Function::Sum => Value::number(sum),
        Function::Average => Value::number(sum / count as f64),
        _ => {
            numbers.sort_by(f64::total_cmp);
            let middle = |n: usize| numbers.get(n).copied();
            let (low, high) = (count.checked_sub(1).and_then(|n| middle(n / 2)), middle(count / 2));
            low.zip(high).map_or(Value::Nothing, |(low, high)| Value::number(f64::midpoint(low, high)))
        }
    }
}

fn extreme(arguments: &[Value], wanted: Ordering) -> Value {
    let mut best: Option<&Value> = None;
    for value in several(arguments) {
        if best.is_none_or(|so_far| value.order(so_far) == Some(wanted)) {
            best = Some(value);
        }
    }
    best.cloned().unwrap_or(Value::Nothing)
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn length(value: &Value) -> Value {
    match value {
        Value::Many(_) => Value::number(several(std::slice::from_ref(value)).len() as f64),
        value => Value::number(value.as_text().unwrap_or_default().chars().count() as f64),
    }
}

/// A value as a text: days as `2026-03-03`, moments in UTC ms, several joined.
fn written(value: &Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Flag(yes) => yes.to_string(),
        Value::Number(n) => number::written(*n),
        Value::Text(text) => text.clone(),
        Value::Day(day) => civil(*day).map(|d| d.to_string()).unwrap_or_default(),
        Value::Moment(at) => at.ms().to_string(),
        Value::Many(values) => values.iter().filter(|v| !v.is_empty()).map(written).collect::<Vec<_>>().join(", "),
    }
}

fn cut(text: &str) -> Value {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => Value::text(text.get(..end).unwrap_or_default()),
        None => Value::text(text),
    }
}

/// A number as people type it: digits, a sign and a point, nothing else.
fn read_number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
    text.parse().ok().filter(|_| plain)
}

fn civil(day: i64) -> Option<Date> {
    crate::day::plus(Date::constant(1970, 1, 1), day)
}

fn valid_day(day: i64) -> Value {
    civil(day).map_or(Value::Nothing, |_| Value::Day(day))
}

fn date_of(at: Timestamp, clock: Clock<'_>) -> Value {
    let local = at.plus_ms(clock.offsets.offset_ms(at)).ms();
    valid_day(local.div_euclid(DAY_MS))
}

/// Year, month, day, weekday (1 = Monday) of a day or moment; hour and minute of a moment.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn part_of(function: Function, value: &Value, clock: Clock<'_>) -> Value {
    let date = match value {
        Value::Moment(at) => date_of(*at, clock),
        value => value.clone(),
    };
    let Value::Day(number) = date else { return Value::Nothing };
    let Some(day) = civil(number) else { return Value::Nothing };
    let minute = match value {
        Value::Moment(at) => Some(at.plus_ms(clock.offsets.offset_ms(*at)).ms().rem_euclid(DAY_MS)),
        _ => None,
    };
    let part = match function {
        Function::Year => i64::from(day.year()),
        Function::Month => i64::from(day.month()),
        Function::Day => i64::from(day.day()),
        // 1970-01-01 was a Thursday
        Function::Weekday => (number + 3).rem_euclid(7) + 1,
        Function::Hour => match minute {
            Some(ms) => ms / HOUR_MS,
            None => return Value::Nothing,
        },
        Function::Minute => match minute {
            Some(ms) => ms % HOUR_MS / MINUTE_MS,
            None => return Value::Nothing,
        },
        _ => return Value::Nothing,
    };
    Value::number(part as f64)
}

#[expect(clippy::cast_precision_loss, reason = "a quotient of milliseconds")]
fn duration(from: &Value, to: &Value, unit: &str) -> Value {
    let ms = match (from, to) {
        (Value::Moment(from), Value::Moment(to)) => to.since_ms(*from),
        (Value::Day(from), Value::Day(to)) => to.saturating_sub(*from).saturating_mul(DAY_MS),
        _ => return Value::Nothing,
    };
    match Unit::named(unit) {
        Some(Unit::Ms(unit)) => Value::number(ms as f64 / unit as f64),
        _ => Value::Nothing,
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "what is too large is outside of time"
)]
fn later(from: &Value, count: &Value, unit: &str) -> Value {
    let (Some(count), Some(unit)) = (count.as_number(), Unit::named(unit)) else { return Value::Nothing };
    match (from, unit) {
        (Value::Moment(at), Unit::Ms(ms)) => {
            let then = at.plus_ms((count * ms as f64).round() as i64);
            if civil(then.ms().div_euclid(DAY_MS)).is_some() { Value::Moment(then) } else { Value::Nothing }
        }
        (Value::Day(day), Unit::Ms(ms)) => {
            valid_day(day.saturating_add((count.floor() as i64).saturating_mul(ms / DAY_MS)))
        }
        (Value::Day(day), Unit::Months(months)) => {
            months_later(*day, (count.floor() as i64).saturating_mul(months)).map_or(Value::Nothing, Value::Day)
        }
        _ => Value::Nothing,
    }
}

/// The same day some months on; the last one of the month where there is none.
fn months_later(day: i64, months: i64) -> Option<i64> {
    let date = civil(day)?;
    let month =
        i64::from(date.year()).checked_mul(12)?.checked_add(i64::from(date.month()) - 1)?.checked_add(months)?;
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let first = Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1).ok()?;
    let last = first.days_in_month();
    Some(crate::day::number(first) + i64::from(date.day().min(last)) - 1)
}
