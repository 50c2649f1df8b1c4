//! What expressions mean, what is wrong with them and where, and that evaluating always ends well.

use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::time::{DAY_MS, HOUR_MS};

struct Record(BTreeMap<&'static str, Value>);

impl Scope for Record {
    fn value(&self, key: &str) -> Value {
        self.0.get(key).cloned().unwrap_or(Value::Nothing)
    }
}

struct Fields;

impl Types for Fields {
    fn of(&self, key: &str) -> Option<Type> {
        Some(match key {
            "title" | "priority" | "serial_no" => Type::one(Of::Text),
            "hours" | "rate" | "nothing" => Type::one(Of::Number),
            "urgent" => Type::one(Of::Flag),
            "due" | "bought" => Type::one(Of::Day),
            "created_at" | "arrived_at" => Type::one(Of::Moment),
            "tags" => Type::many(Of::Text),
            "parts.price" | "parts.count" => Type::many(Of::Number),
            _ => return None,
        })
    }
}

const NOON: Timestamp = Timestamp(1_772_539_200_000); // 2026-03-03T12:00:00Z

fn day(y: i16, m: i8, d: i8) -> Value {
    Value::Day(crate::day::number(date(y, m, d)))
}

fn record() -> Record {
    let numbers = |list: &[f64]| Value::Many(list.iter().map(|n| Value::Number(*n)).collect());
    Record(BTreeMap::from([
        ("title", Value::text("Pump leaks")),
        ("priority", Value::text("urgent")),
        ("hours", Value::Number(2.5)),
        ("rate", Value::Number(80.0)),
        ("urgent", Value::Flag(true)),
        ("due", day(2026, 3, 31)),
        ("bought", day(2024, 2, 29)),
        ("created_at", Value::Moment(NOON.plus_ms(-26 * HOUR_MS))),
        ("tags", Value::Many(vec![Value::text("vip"), Value::text("north")])),
        ("parts.price", numbers(&[19.99, 0.1, 0.2])),
        ("parts.count", Value::Many(vec![Value::Number(2.0), Value::Nothing, Value::Number(1.0)])),
    ]))
}

fn value(text: &str) -> Value {
    let expression = Expression::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
    expression.check(&Fields).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    let offsets = Offsets::fixed(8 * 60);
    expression.value(&record(), Clock { now: NOON, offsets: &offsets })
}

#[test]
fn what_expressions_give() {
    let number = Value::Number;
    let text = Value::text;
    let flag = Value::Flag;
    for (expression, wanted) in [
        // arithmetic, and what binds first
        ("1 + 2 * 3 - 4 / 2", number(5.0)),
        ("(1 + 2) * -3", number(-9.0)),
        ("10 - 3 - 2", number(5.0)),
        ("8 / 4 / 2", number(1.0)),
        ("0.1 + 0.2", number(0.3)),
        ("0.1 + 0.2 = 0.3", flag(true)),
        ("1 / 0", Value::Nothing),
        ("0 / 0", Value::Nothing),
        ("hours * nothing", Value::Nothing),
        ("（hours ＋ 1）× 2", number(7.0)),
        // rounding as in commerce
        ("round(2.675, 2)", number(2.68)),
        ("round(-2.5)", number(-3.0)),
        ("round(1250, -2)", number(1300.0)),
        ("round(1.005 * 3, 2)", number(3.02)),
        ("floor(-1.5) + ceil(1.2)", number(0.0)),
        ("floor(0.1 * 3 * 10)", number(3.0)),
        // figures
        ("round(sum(parts.price) * 1.13, 2)", number(22.93)),
        ("sum(hours, rate, nothing)", number(82.5)),
        ("sum(nothing)", number(0.0)),
        ("average(parts.count)", number(1.5)),
        ("average(nothing)", Value::Nothing),
        ("median(parts.price)", number(0.2)),
        ("median(1, 2, 3, 4)", number(2.5)),
        ("min(due, bought)", day(2024, 2, 29)),
        ("max(parts.price, 20)", number(20.0)),
        ("count(parts.count)", number(2.0)),
        ("add(1, 2, 3) - subtract(5, 3) + multiply(2, 2) + divide(9, 3)", number(11.0)),
        // comparing, and what is empty
        ("hours > 2 and rate <= 80", flag(true)),
        ("nothing = null", flag(true)),
        ("nothing != 3", flag(true)),
        ("nothing < 3 or nothing >= 3", flag(false)),
        ("not (nothing < 3)", flag(true)),
        ("serial_no = ''", flag(true)),
        ("priority in ('urgent', 'high')", flag(true)),
        ("priority not in ('urgent', 'high')", flag(false)),
        ("due = '2026-03-31' and due < \"2026-04-01\"", flag(true)),
        ("1 < 2 and not 2 < 1 or false", flag(true)),
        ("not urgent or urgent", flag(true)),
        // choices
        ("CASE WHEN priority = 'urgent' THEN 4 WHEN priority = 'high' THEN 8 ELSE 24 END", number(4.0)),
        ("case when priority = 'low' then 4 end", Value::Nothing),
        ("if(urgent, 'now', 'later')", text("now")),
        ("coalesce(nothing, hours)", number(2.5)),
        ("empty(serial_no) and not empty(tags)", flag(true)),
        ("has(tags, 'vip') and not has(tags, 'south')", flag(true)),
        // texts
        ("concat(title, ' (', hours, ' h, ', due, ')')", text("Pump leaks (2.5 h, 2026-03-31)")),
        ("concat(tags)", text("vipnorth")),
        ("length('泵漏水')", number(3.0)),
        ("length(tags)", number(2.0)),
        ("contains(title, 'LEAK') and starts_with(title, 'pump') and ends_with(title, 's')", flag(true)),
        ("contains(serial_no, '')", flag(false)),
        ("upper(trim('  ab ')) = 'AB' and lower('ÄB') = 'äb'", flag(true)),
        ("matches(title, '[A-Z][a-z ]+')", flag(true)),
        ("matches(title, 'Pump')", flag(false)),
        ("'it''s'", text("it's")),
        ("number('12.5') + number('x')", Value::Nothing),
        ("number(' 12.5 ') + 1", number(13.5)),
        ("text(1200.50)", text("1200.5")),
        // days and moments: the organisation is eight hours east
        ("today()", day(2026, 3, 3)),
        ("hour(now()) * 100 + minute(now())", number(2000.0)),
        ("duration(created_at, now(), 'hours')", number(26.0)),
        ("round(duration(created_at, now(), 'day'), 2)", number(1.08)),
        ("duration(arrived_at, now(), 'hours')", Value::Nothing),
        ("duration(bought, due, 'weeks') * 7 = due - bought", flag(true)),
        ("due + 1", day(2026, 4, 1)),
        ("due - bought", number(761.0)),
        ("later(bought, 1, 'year')", day(2025, 2, 28)),
        ("later(due, 11, 'months')", day(2027, 2, 28)),
        ("later(due, -1, 'month')", day(2026, 2, 28)),
        ("later(created_at, 90, 'minutes') < now()", flag(true)),
        ("weekday(today()) + month(due) * 10 + day(due) * 100 + year(due)", number(2.0 + 30.0 + 3100.0 + 2026.0)),
        ("date('2026-3-9') = '2026-03-09' and date(now()) = today()", flag(true)),
    ] {
        assert_eq!(value(expression), wanted, "{expression}");
    }
}

#[test]
fn faults_name_what_is_wrong_and_where() {
    for (text, problem, from, to) in [
        ("", "unfinished", 0, 0),
        ("1 +", "unfinished", 3, 3),
        ("(1 + 2", "unfinished", 6, 6),
        ("1 2", "unexpected", 2, 3),
        ("1 ; 2", "unexpected", 2, 3),
        ("and 1", "unexpected", 0, 3),
        ("'abc", "unfinished_text", 0, 4),
        ("1.2.3", "not_a_number", 0, 5),
        ("2hours", "not_a_number", 0, 6),
        ("case else 1 end", "unfinished", 5, 9),
        ("case when urgent then 1", "unfinished", 23, 23),
        ("maxx(1, 2)", "unknown_function", 0, 4),
        ("round()", "argument_count", 0, 7),
        ("if(urgent, 1)", "argument_count", 0, 13),
        ("matches(title, '(')", "pattern", 15, 18),
        ("matches(title, title)", "pattern", 15, 20),
        // types
        ("hourz * 2", "unknown_field", 0, 5),
        ("title * 2", "wrong_type", 0, 5),
        ("hours + due", "wrong_type", 8, 11),
        ("due + bought", "wrong_type", 6, 12),
        ("not hours", "wrong_type", 4, 9),
        ("urgent and title", "wrong_type", 11, 16),
        ("urgent < true", "wrong_type", 0, 6),
        ("hours = title", "different_types", 0, 13),
        ("due = 'tomorrow'", "different_types", 0, 16),
        ("hours in (1, 'x')", "different_types", 13, 16),
        ("if(urgent, 1, 'x')", "different_types", 14, 17),
        ("case when urgent then 1 else due end", "different_types", 29, 32),
        ("coalesce(title, 1)", "different_types", 16, 17),
        ("parts.price * 2", "several_values", 0, 11),
        ("parts.price = 2", "several_values", 0, 11),
        ("round(parts.price)", "several_values", 6, 17),
        ("sum(tags)", "wrong_type", 4, 8),
        ("duration(created_at, due, 'hours')", "different_types", 9, 24),
        ("duration(created_at, now(), 'months')", "unit", 28, 36),
        ("duration(created_at, now(), title)", "unit", 28, 33),
        ("later(due, 1, 'hours')", "unit", 14, 21),
        ("later(created_at, 1, 'months')", "unit", 21, 29),
    ] {
        let fault = match Expression::parse(text) {
            Err(fault) => fault,
            Ok(expression) => expression.check(&Fields).expect_err(text).remove(0),
        };
        assert_eq!((fault.problem, fault.at), (problem, Span { from, to }), "{text}: {fault:?}");
    }
}

#[test]
fn all_faults_are_named_at_once_in_the_order_of_the_text() {
    let expression = Expression::parse("titel + hourz > rate and priorty = 1").expect("can be read");
    let faults = expression.check(&Fields).expect_err("three fields are unknown");
    let subjects: Vec<&str> = faults.iter().map(|f| f.subject.as_str()).collect();
    assert_eq!(subjects, ["titel", "hourz", "priorty"]);
}

#[test]
fn a_condition_is_yes_or_no() {
    let check = |text: &str| Expression::parse(text).expect(text).check_condition(&Fields);
    assert_eq!(check("hours > 1"), Ok(()));
    assert_eq!(check("null"), Ok(()));
    let faults = check("hours + 1").expect_err("a number is no condition");
    assert_eq!((faults[0].problem, faults[0].at), ("wrong_type", Span { from: 0, to: 9 }));
}

#[test]
fn it_says_which_fields_it_reads() {
    let expression = Expression::parse("if(urgent, hours, rate) + hours * sum(parts.price)").expect("can be read");
    assert_eq!(expression.reads(), ["urgent", "hours", "rate", "parts.price"]);
}

#[test]
fn size_and_depth_have_limits() {
    let deep = |levels: usize| format!("{}1{}", "(".repeat(levels), ")".repeat(levels));
    assert!(Expression::parse(&deep(MAX_DEPTH - 1)).is_ok());
    for (text, problem) in [
        (deep(MAX_DEPTH), "too_deep"),
        (format!("{}1", "-".repeat(500)), "too_deep"),
        (format!("{}true", "not ".repeat(400)), "too_deep"),
        ("1+".repeat(400) + "1", "too_long"),
        (format!("'{}'", "x".repeat(MAX_LENGTH)), "too_long"),
        (format!("concat({})", ["title"; 101].join(",")), "argument_count"),
    ] {
        assert_eq!(Expression::parse(&text).expect_err("too much").problem, problem);
    }
    let long = format!("'{}'", "x".repeat(1_900));
    let scope = Record(BTreeMap::from([("title", Value::Text("y".repeat(9_000)))]));
    let offsets = Offsets::default();
    let joined = Expression::parse(&format!("concat(title, title, {long})")).expect("fits");
    let value = joined.value(&scope, Clock { now: NOON, offsets: &offsets });
    assert_eq!(value.as_text().map(|t| t.chars().count()), Some(MAX_TEXT));
}

fn of(value: &Value) -> Of {
    match value {
        Value::Nothing | Value::Many(_) => Of::Nothing,
        Value::Flag(_) => Of::Flag,
        Value::Number(_) => Of::Number,
        Value::Text(_) => Of::Text,
        Value::Day(_) => Of::Day,
        Value::Moment(_) => Of::Moment,
    }
}

/// Expressions of words that fit together more often than not.
fn expressions() -> impl Strategy<Value = String> {
    let atom = prop::sample::select(vec![
        "1",
        "0",
        "2.5",
        "1e9",
        "'x'",
        "'2026-03-03'",
        "true",
        "null",
        "title",
        "hours",
        "urgent",
        "due",
        "created_at",
        "tags",
        "parts.price",
        "now()",
        "today()",
        "nothing",
        "99999999999999999999",
    ]);
    atom.prop_map(str::to_owned).prop_recursive(4, 24, 3, |inner| {
        let functions: Vec<&str> = Function::ALL.iter().map(|(name, _)| *name).collect();
        let signs = vec!["+", "-", "*", "/", "=", "<>", "<", "<=", ">", ">=", "and", "or", "in"];
        prop_oneof![
            (inner.clone(), prop::sample::select(signs), inner.clone()).prop_map(|(a, sign, b)| match sign {
                "in" => format!("({a}) in ({b})"),
                _ => format!("({a}) {sign} ({b})"),
            }),
            (prop::sample::select(functions), prop::collection::vec(inner.clone(), 0..4))
                .prop_map(|(name, arguments)| format!("{name}({})", arguments.join(", "))),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("case when {a} then {b} else {c} end")),
            (inner.clone(), prop::sample::select(vec!["'days'", "'months'", "'hours'"]), inner.clone())
                .prop_map(|(a, unit, n)| format!("later({a}, {n}, {unit})")),
            inner.prop_map(|a| format!("not -({a})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_is_read_or_refused_within_the_text(text in "[a-z0-9+*/()<>='\", .，（’-]{0,60}") {
        if let Err(fault) = Expression::parse(&text) {
            prop_assert!(fault.at.from <= fault.at.to && fault.at.to <= text.chars().count());
        }
    }

    #[test]
    fn values_are_of_the_type_that_was_checked_and_numbers_are_finite(text in expressions(), seed in -3_i64..3) {
        let Ok(expression) = Expression::parse(&text) else { return Ok(()) };
        let offsets = Offsets::fixed(-5 * 60);
        let clock = Clock { now: NOON.plus_ms(seed.saturating_mul(i64::MAX / 3)), offsets: &offsets };
        let value = expression.value(&record(), clock);
        prop_assert!(!matches!(value, Value::Number(n) if !n.is_finite()));
        if let Ok(checked) = expression.check(&Fields) {
            prop_assert!(of(&value).fits(checked.of), "{text} gave {value:?} and was to give {checked:?}");
            prop_assert!(checked.many || !matches!(value, Value::Many(_)));
        }
    }

    #[test]
    fn halves_are_rounded_as_their_digits_are_written(cents in -1_000_000_i64..1_000_000, half in 0_u8..10) {
        // a decimal of three digits, rounded to two: what rounding its digits as a text gives
        let n: f64 = format!("{}{}.{:02}{half}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
            .parse()
            .expect("a number");
        let up = i64::from(half >= 5) * if cents < 0 { -1 } else { 1 };
        let wanted = (cents + up) as f64 / 100.0;
        prop_assert!((number::round(n, 2.0) - wanted).abs() < 1e-9, "{n} {wanted} {}", number::round(n, 2.0));
    }
}

#[test]
fn far_times_do_not_overflow() {
    let offsets = Offsets::default();
    let far = Clock { now: Timestamp(i64::MAX), offsets: &offsets };
    let early = Clock { now: Timestamp(i64::MIN), offsets: &offsets };
    for text in [
        "today() + 9e9",
        "later(now(), 99999999999999999999, 'weeks')",
        "later(today(), 99999999999999999999, 'years')",
        "duration(created_at, now(), 'seconds')",
        "weekday(now())",
        "hour(now())",
    ] {
        let text = text.replace("9e9", "99999999999999999999");
        let expression = Expression::parse(&text).expect("can be read");
        for clock in [far, early] {
            let _ = expression.value(&record(), clock);
        }
    }
    let soon = Clock { now: Timestamp(3 * DAY_MS), offsets: &offsets };
    assert_eq!(Expression::parse("today()").expect("can be read").value(&record(), soon), Value::Day(3));
}
