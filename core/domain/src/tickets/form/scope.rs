//! What expressions of a ticket's form read: values by the keys of fields, `rows.column` for a column of rows.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{Effects, Forms, Paper};
use crate::Timestamp;
use crate::expression::{Clock, Expression, Of, Scope, Type, Types, Value};
use crate::fields::{Field, FieldKind, FieldSet, FieldValue, days_of};
use crate::tickets::{Cells, Ticket, TicketOverlay};

/// Types of the fields of a set, with the columns of their rows.
pub struct FieldTypes<'a> {
    set: &'a FieldSet,
    forms: &'a dyn Forms,
}

/// Types of the fields of a set, with the columns of their rows.
#[must_use]
pub fn of_fields<'a>(set: &'a FieldSet, forms: &'a dyn Forms) -> FieldTypes<'a> {
    FieldTypes { set, forms }
}

impl Types for FieldTypes<'_> {
    fn of(&self, key: &str) -> Option<Type> {
        if let Some((rows, column)) = key.split_once('.') {
            let form = self.forms.rows_of(&self.set.field(rows)?.kind)?;
            let of = type_of(&form.column(column)?.kind)?;
            return Some(Type::many(of.of));
        }
        type_of(&self.set.field(key)?.kind)
    }
}

/// Types of the columns of one row.
pub(super) struct ColumnTypes<'a>(pub &'a [Field]);

impl Types for ColumnTypes<'_> {
    fn of(&self, key: &str) -> Option<Type> {
        type_of(&self.0.iter().find(|field| field.key == key)?.kind)
    }
}

/// The type of a kind's values; `None` where an expression can do nothing with them.
fn type_of(kind: &FieldKind) -> Option<Type> {
    use FieldKind as K;
    Some(match kind {
        K::Whole | K::Decimal | K::Stars => Type::one(Of::Number),
        K::Date => Type::one(Of::Day),
        K::DateTime => Type::one(Of::Moment),
        K::Checkbox => Type::one(Of::Flag),
        // what it comes to is known only when it is asked for
        K::Computed { .. } => Type::one(Of::Nothing),
        K::Choices { .. } | K::Texts | K::Agents | K::Tags | K::Companies | K::Attachment | K::Signature => {
            Type::many(Of::Text)
        }
        K::Rows { .. } | K::AssetRows { .. } | K::Satisfaction { .. } => return None,
        _ => Type::one(Of::Text),
    })
}

/// A stored value as expressions see it.
#[expect(clippy::cast_precision_loss, reason = "whole numbers of fields are within 2^53")]
fn seen(kind: &FieldKind, value: &FieldValue) -> Value {
    match (kind, value) {
        (FieldKind::Date, FieldValue::Text(day)) => days_of(day).map_or(Value::Nothing, Value::Day),
        (FieldKind::DateTime, FieldValue::Int(ms)) => Value::Moment(Timestamp(*ms)),
        (_, FieldValue::Flag(yes)) => Value::Flag(*yes),
        (_, FieldValue::Int(n)) => Value::number(*n as f64),
        (_, FieldValue::Real(n)) => Value::number(*n),
        (_, FieldValue::Text(text)) => Value::text(text),
        (_, FieldValue::List(list)) => Value::Many(list.iter().map(|text| Value::text(text)).collect()),
        (_, FieldValue::Files(files)) => Value::Many(files.values().map(|name| Value::text(name)).collect()),
    }
}

/// A value of an expression as a field holds it: days and moments in their own forms, of several the first.
#[expect(clippy::cast_possible_truncation, reason = "it is whole and within 2^53")]
pub(super) fn kept(value: Value) -> Option<FieldValue> {
    match value {
        Value::Nothing => None,
        Value::Flag(yes) => Some(FieldValue::Flag(yes)),
        Value::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => Some(FieldValue::Int(n as i64)),
        Value::Number(n) => Some(FieldValue::Real(n)),
        Value::Text(text) => Some(FieldValue::Text(text)),
        Value::Day(days) => FieldValue::text(&crate::day::written(days)),
        Value::Moment(at) => Some(FieldValue::Int(at.ms())),
        Value::Many(values) => values.into_iter().next().and_then(kept),
    }
}

/// A ticket as expressions read it. A field that is not shown is empty for all others, so that what nobody sees decides nothing.
pub(super) struct Reading<'a> {
    pub paper: Paper<'a>,
    pub ticket: &'a Ticket,
    pub overlay: &'a TicketOverlay,
    pub clock: Clock<'a>,
    pub effects: &'a Effects,
    /// What was found out, and what is being found out: a field that asks for itself is shown, and comes to nothing.
    known: RefCell<BTreeMap<String, Known>>,
}

#[derive(Clone)]
struct Known {
    shown: bool,
    value: Value,
}

impl<'a> Reading<'a> {
    pub fn new(
        paper: Paper<'a>,
        ticket: &'a Ticket,
        overlay: &'a TicketOverlay,
        clock: Clock<'a>,
        effects: &'a Effects,
    ) -> Self {
        Self { paper, ticket, overlay, clock, effects, known: RefCell::default() }
    }

    /// Whether a condition holds; an empty one does, one that cannot be read does not.
    pub fn holds(&self, condition: &str) -> bool {
        condition.is_empty() || Expression::parse(condition).is_ok_and(|read| read.holds(self, self.clock))
    }

    /// Whether a field is shown.
    pub fn shows(&self, key: &str) -> bool {
        self.know(key).shown
    }

    fn know(&self, key: &str) -> Known {
        if let Some(known) = self.known.borrow().get(key) {
            return known.clone();
        }
        let begun = Known { shown: true, value: Value::Nothing };
        self.known.borrow_mut().insert(key.to_owned(), begun);
        let field = self.paper.set.field(key);
        let asked = self.paper.template.and_then(|template| template.field(key));
        let says =
            || field.is_none_or(|field| !field.hidden) && asked.is_none_or(|asked| self.holds(&asked.shown_when));
        let shown = !self.effects.hidden.contains(key) && (self.effects.shown.contains(key) || says());
        let value = if shown { self.read(key) } else { Value::Nothing };
        let known = Known { shown, value };
        self.known.borrow_mut().insert(key.to_owned(), known.clone());
        known
    }

    /// What stands in a field, shown or not.
    fn read(&self, key: &str) -> Value {
        match self.paper.set.kind(key) {
            Some(FieldKind::Computed { formula }) => {
                Expression::parse(formula).map_or(Value::Nothing, |read| read.value(self, self.clock))
            }
            kind => {
                let value = self.ticket.value_with(self.overlay, key);
                value.map_or(Value::Nothing, |value| seen(kind.unwrap_or(&FieldKind::Text), &value))
            }
        }
    }

    /// The cells of a column, in the order of the rows.
    fn column(&self, rows: &str, column: &str) -> Option<Value> {
        let form = self.paper.forms.rows_of(self.paper.set.kind(rows)?)?;
        form.column(column)?;
        if !self.shows(rows) {
            return None;
        }
        let rows = self.ticket.rows.get(rows)?;
        let cells = rows.0.values().map(|cells| Row { fields: &form.fields, cells, clock: self.clock }.value(column));
        Some(Value::Many(cells.collect()))
    }
}

impl Scope for Reading<'_> {
    fn value(&self, key: &str) -> Value {
        match key.split_once('.') {
            Some((rows, column)) => self.column(rows, column).unwrap_or(Value::Nothing),
            None => self.know(key).value,
        }
    }
}

/// One row as its own computed columns read it.
pub(super) struct Row<'a> {
    pub fields: &'a [Field],
    pub cells: &'a Cells,
    pub clock: Clock<'a>,
}

impl Scope for Row<'_> {
    fn value(&self, key: &str) -> Value {
        let Some(field) = self.fields.iter().find(|field| field.key == key) else { return Value::Nothing };
        match &field.kind {
            // a computed column reads what was typed: one that read others like it could go round in circles
            FieldKind::Computed { formula } => {
                let typed = Typed(self);
                Expression::parse(formula).map_or(Value::Nothing, |read| read.value(&typed, self.clock))
            }
            kind => self.cells.0.get(key).map_or(Value::Nothing, |value| seen(kind, value)),
        }
    }
}

struct Typed<'a>(&'a Row<'a>);

impl Scope for Typed<'_> {
    fn value(&self, key: &str) -> Value {
        let Some(field) = self.0.fields.iter().find(|field| field.key == key) else { return Value::Nothing };
        if matches!(field.kind, FieldKind::Computed { .. }) {
            return Value::Nothing;
        }
        self.0.cells.0.get(key).map_or(Value::Nothing, |value| seen(&field.kind, value))
    }
}
