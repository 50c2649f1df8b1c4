//! Many rows in one statement: `insert into t (…) values (…), (…) on conflict …`.

use super::{DbResult, Engine, Tx, bind, bind_real};
use truckroll_domain::Value;

/// A cell of a bulk insert.
#[derive(Clone, Debug)]
pub enum Cell {
    /// A value of the row columns.
    Value(Value),
    /// Bytes.
    Bytes(Vec<u8>),
    /// No value in a column of this SQL type; PostgreSQL wants to know which.
    Null(&'static str),
}

impl Cell {
    /// A value of a column with this SQL type.
    #[must_use]
    pub fn typed(value: Value, sql_type: &'static str) -> Self {
        match value {
            Value::Null => Cell::Null(sql_type),
            value => Cell::Value(value),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Value(Value::Text(text.to_owned()))
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Value(Value::Text(text))
    }
}
impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Cell::Value(text.map_or(Value::Null, Value::Text))
    }
}
impl From<i64> for Cell {
    fn from(n: i64) -> Self {
        Cell::Value(Value::Int(n))
    }
}
impl From<Vec<u8>> for Cell {
    fn from(bytes: Vec<u8>) -> Self {
        Cell::Bytes(bytes)
    }
}
impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Cell::Value(value)
    }
}

/// Most parameters of one statement; SQLite takes 32,766.
const MAX_PARAMETERS: usize = 30_000;
/// Most rows of one statement.
const MAX_ROWS: usize = 250;

/// Inserts `rows` into `table`; `conflict` is the text after `on conflict`, or empty.
///
/// # Errors
/// When the database refuses.
pub async fn insert_many(
    tx: &mut Tx,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Cell>>,
    conflict: &str,
) -> DbResult<()> {
    let per_statement = (MAX_PARAMETERS / columns.len().max(1)).clamp(1, MAX_ROWS);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<Vec<Cell>> = rows.by_ref().take(per_statement).collect();
        let mut sql = format!("insert into {table} ({}) values ", columns.join(", "));
        for index in 0..chunk.len() {
            if index > 0 {
                sql.push_str(", ");
            }
            sql.push('(');
            match tx.engine() {
                // a name of its own for each of thousands of values is what SQLite would spend its time on
                Engine::Sqlite => sql.push_str(&vec!["?"; columns.len()].join(", ")),
                Engine::Postgres => sql.push_str(&super::marks(index * columns.len() + 1, columns.len())),
            }
            sql.push(')');
        }
        if !conflict.is_empty() {
            sql.push_str(" on conflict ");
            sql.push_str(conflict);
        }
        let mut query = super::query(&sql);
        for cell in chunk.into_iter().flatten() {
            query = match cell {
                Cell::Value(value) => bind(query, value),
                Cell::Bytes(bytes) => query.bind(bytes),
                Cell::Null("bigint") => query.bind(None::<i64>),
                Cell::Null("double precision") => bind_real(query, None),
                Cell::Null(_) => query.bind(None::<String>),
            };
        }
        query.execute(tx.on()).await?;
    }
    Ok(())
}
