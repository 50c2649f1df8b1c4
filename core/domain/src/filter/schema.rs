//! What a filter can ask about: the columns of a row, and values in the side table of own fields.

use std::marker::PhantomData;

use crate::fields::Projected;
use crate::{Row, Value};

/// How values of a subject compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// One text.
    Text,
    /// Several texts.
    Many,
    /// A number.
    Number,
    /// A moment, ms UTC.
    Moment,
    /// A day: its midnight UTC, ms.
    Day,
    /// 1, or nothing.
    Flag,
    /// One of these words, kept as its place among them.
    Ranked(&'static [&'static str]),
}

/// Where a subject's values are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// In a column of the row.
    Column(&'static str),
    /// In lines of the side table, under this key.
    Values(String),
}

/// Something that can be asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// How its values compare.
    pub of: Type,
    /// Where they are.
    pub at: At,
}

/// What can be asked about a table's rows.
pub trait Schema {
    /// The table.
    fn table(&self) -> &'static str;
    /// The kind word of its lines in the side table.
    fn kind(&self) -> &'static str;
    /// The subject with this name.
    fn subject(&self, name: &str) -> Option<Subject>;
}

/// A row with its lines, in memory.
pub trait Record {
    /// The value of a column.
    fn column(&self, name: &str) -> Value;
    /// The lines under a key.
    fn lines(&self, key: &str) -> Vec<Projected>;
}

/// The columns of a row and nothing else.
pub struct RowSchema<R>(PhantomData<R>);

impl<R: Row> RowSchema<R> {
    /// The schema of `R`.
    #[must_use]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<R: Row> Default for RowSchema<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Row> Schema for RowSchema<R> {
    fn table(&self) -> &'static str {
        R::TABLE
    }
    fn kind(&self) -> &'static str {
        ""
    }
    fn subject(&self, name: &str) -> Option<Subject> {
        let column = R::COLUMNS.iter().find(|c| c.name == name)?;
        let of = if column.sql_type == "text" { Type::Text } else { Type::Number };
        Some(Subject { of, at: At::Column(column.name) })
    }
}

/// A row with its lines, to be asked in memory as the database is.
pub struct LinedRecord<R> {
    values: Vec<Value>,
    row: PhantomData<R>,
    lines: Vec<(String, Vec<Projected>)>,
}

impl<R: Row> LinedRecord<R> {
    /// A row with the lines of its document.
    #[must_use]
    pub fn new(row: R, lines: Vec<(String, Vec<Projected>)>) -> Self {
        Self { values: row.values(), row: PhantomData, lines }
    }
}

impl<R: Row> Record for LinedRecord<R> {
    fn column(&self, name: &str) -> Value {
        column::<R>(&self.values, name)
    }
    fn lines(&self, key: &str) -> Vec<Projected> {
        self.lines.iter().find(|(k, _)| k == key).map(|(_, lines)| lines.clone()).unwrap_or_default()
    }
}

/// A row as a record without lines.
pub struct RowRecord<'a, R> {
    values: Vec<Value>,
    row: PhantomData<&'a R>,
}

impl<'a, R: Row> RowRecord<'a, R> {
    /// The record of a row.
    #[must_use]
    pub fn new(row: &'a R) -> Self {
        Self { values: row.values(), row: PhantomData }
    }
}

impl<R: Row> Record for RowRecord<'_, R> {
    fn column(&self, name: &str) -> Value {
        column::<R>(&self.values, name)
    }
    fn lines(&self, _: &str) -> Vec<Projected> {
        Vec::new()
    }
}

fn column<R: Row>(values: &[Value], name: &str) -> Value {
    let at = R::COLUMNS.iter().position(|c| c.name == name);
    at.and_then(|at| values.get(at)).cloned().unwrap_or(Value::Null)
}
