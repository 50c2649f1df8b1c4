//! Conditions as SQL and in memory.

use super::*;
use crate::Value;
use crate::tickets::TicketRow;

fn condition(field: &str, op: Operator, value: Option<Operand>) -> Condition {
    Condition { field: field.into(), op, value }
}

#[test]
fn a_filter_matches_all_and_one_of_any() {
    let row = TicketRow { title: "Lift 3 stuck".into(), status: "open".into(), priority: 1, ..TicketRow::default() };
    let mut filter = Filter {
        all: vec![condition("status", Operator::Is, Some(Operand::Text("open".into())))],
        any: vec![
            condition("priority", Operator::AtMost, Some(Operand::Int(0))),
            condition("title", Operator::Contains, Some(Operand::Text("LIFT".into()))),
        ],
    };
    assert!(filter.matches(&row));
    filter.any.pop();
    assert!(!filter.matches(&row));
}

#[test]
fn sql_is_numbered_and_escaped() {
    let filter = Filter {
        all: vec![
            condition("title", Operator::Contains, Some(Operand::Text("50%_".into()))),
            condition("assignee", Operator::Empty, None),
        ],
        any: vec![],
    };
    let clause = filter.to_sql::<TicketRow>(3).expect("valid");
    assert_eq!(clause.sql, "lower(title) like $3 escape '\\' and (assignee is null or assignee = '')");
    assert_eq!(clause.values, vec![Value::Text("%50\\%\\_%".into())]);
}

#[test]
fn unknown_fields_and_wrong_operands_are_named() {
    let bad = Filter { all: vec![condition("1=1;--", Operator::Empty, None)], any: vec![] };
    assert_eq!(bad.check::<TicketRow>(), Err(FilterError::UnknownField("1=1;--".into())));
    let bad = Filter { all: vec![condition("priority", Operator::Is, Some(Operand::Text("x".into())))], any: vec![] };
    assert_eq!(bad.check::<TicketRow>(), Err(FilterError::WrongOperand("priority".into())));
}

fn today() -> Option<Today> {
    // 2026-05-04 22:00 UTC is the 5th in Shanghai
    Some(Today { at: crate::Timestamp(1_777_932_000_000), offset_min: 480 })
}

#[test]
fn days_are_those_of_the_organisation() {
    use crate::fields::{Field, FieldKind, FieldSet, Label, Noun};
    let mut set = FieldSet::standard(Noun::Company);
    set.fields.push(Field::new("due", Label::new("Due", ""), FieldKind::Date));
    let schema = crate::customers::CustomerSchema { noun: Noun::Company, set: &set };
    let day = 86_400_000_i64;
    let midnight = 1_777_910_400_000; // 2026-05-05 00:00 in Shanghai
    for (op, days, at, wanted) in [
        (Operator::WithinNextDays, 0, midnight, true),
        (Operator::WithinNextDays, 0, midnight - 1, false),
        (Operator::WithinNextDays, 0, midnight + day, false),
        (Operator::WithinNextDays, 1, midnight + day, true),
        (Operator::WithinLastDays, 1, midnight - day, true),
        (Operator::WithinLastDays, 1, midnight - day - 1, false),
        (Operator::WithinLastDays, 1, midnight + day - 1, true),
    ] {
        let filter = Filter { all: vec![condition("service_to", op, Some(Operand::Int(days)))], any: vec![] };
        let row = crate::companies::CompanyRow { service_to: Some(at), ..Default::default() };
        let record = LinedRecord::new(row, vec![]);
        assert_eq!(filter.holds(&schema, &record, today()), wanted, "{op:?} {days} {at}");
    }
    for (op, text, wanted) in [
        (Operator::WithinNextDays, "2026-05-05", true),
        (Operator::WithinNextDays, "2026-05-04", false),
        (Operator::WithinLastDays, "2026-05-04", true),
    ] {
        let filter = Filter { all: vec![condition("fields.due", op, Some(Operand::Int(1)))], any: vec![] };
        let value = crate::fields::FieldValue::Text(text.into());
        let lines = vec![("due".to_owned(), crate::fields::project(&FieldKind::Date, &value))];
        let record = LinedRecord::new(crate::companies::CompanyRow::default(), lines);
        assert_eq!(filter.holds(&schema, &record, today()), wanted, "{op:?} {text}");
    }
}

#[test]
fn own_fields_are_asked_in_the_side_table() {
    use crate::fields::{Field, FieldKind, FieldSet, Label, Noun};
    let mut set = FieldSet::standard(Noun::Company);
    set.fields.push(Field::new("meter", Label::new("Meter", ""), FieldKind::Whole));
    let schema = crate::customers::CustomerSchema { noun: Noun::Company, set: &set };
    let between = Some(Operand::Numbers(vec![1.0, 5.0]));
    let filter = Filter { all: vec![condition("fields.meter", Operator::Between, between)], any: vec![] };
    let clause = filter.clause(&schema, None, Dialect::Postgres, 2).expect("fits");
    assert!(clause.sql.contains("v.key = $2 and v.number >= $3 and v.number <= $4"), "{}", clause.sql);
    for (field, op, value) in [
        ("fields.name", Operator::Is, Some(Operand::Text("x".into()))),
        ("fields.nothing", Operator::Empty, None),
        ("fields.meter", Operator::Contains, Some(Operand::Text("x".into()))),
        ("fields.meter", Operator::WithinLastDays, Some(Operand::Int(3))),
        ("service_to", Operator::WithinLastDays, Some(Operand::Real(0.5))),
        ("name", Operator::OneOf, Some(Operand::List(vec!["x".into(); MAX_VALUES + 1]))),
    ] {
        let bad = Filter { all: vec![condition(field, op, value)], any: vec![] };
        assert!(bad.check_over(&schema).is_err(), "{field} {op:?}");
    }
}
