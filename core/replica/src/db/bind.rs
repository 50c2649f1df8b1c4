//! Row values to and from SQLite.

use rusqlite::types::{ToSqlOutput, ValueRef};
use truckroll_domain::{Row, RowReader, Value};

/// Reads projected rows from a statement's row.
pub(crate) struct Columns<'a, 'b>(pub &'a rusqlite::Row<'b>);

impl RowReader for Columns<'_, '_> {
    type Error = rusqlite::Error;
    fn text(&mut self, index: usize) -> rusqlite::Result<Option<String>> {
        self.0.get(index)
    }
    fn int(&mut self, index: usize) -> rusqlite::Result<Option<i64>> {
        self.0.get(index)
    }
    fn real(&mut self, index: usize) -> rusqlite::Result<Option<f64>> {
        self.0.get(index)
    }
}

/// Reads a projected row whose columns start at 0.
pub(crate) fn read_row<R: Row>(row: &rusqlite::Row<'_>) -> rusqlite::Result<R> {
    R::read(&mut Columns(row), 0)
}

/// A column value as SQLite takes it.
pub(crate) fn to_sql(value: &Value) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(match value {
        Value::Null => ValueRef::Null,
        Value::Text(text) => ValueRef::Text(text.as_bytes()),
        Value::Int(n) => ValueRef::Integer(*n),
        Value::Real(n) => ValueRef::Real(*n),
    })
}
