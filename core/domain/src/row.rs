//! Rows: the flat projection of a document that lists, boards and searches read.
//!
//! A row can be thrown away and projected again from the document and its server-owned overlay. The
//! same columns exist in the device's and the server's tables; the macro keeps struct, columns, values
//! and reader in one place. Times are milliseconds UTC, ids are text.

use serde::Serialize;

use crate::decode::Deserialize;

/// A column value of the shared SQL subset.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are SQL's own")]
pub enum Value {
    Null,
    Text(String),
    Int(i64),
    Real(f64),
}

/// One column: name and SQL type (`text`, `bigint`, `double precision`), `not null` unless optional.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the names are SQL's own")]
pub struct Column {
    pub name: &'static str,
    pub sql_type: &'static str,
    pub optional: bool,
}

/// Reads columns by position from a database row; each database side implements it once.
pub trait RowReader {
    /// The database's own error.
    type Error;
    /// Text, or `None` for NULL.
    fn text(&mut self, index: usize) -> Result<Option<String>, Self::Error>;
    /// Integer, or `None` for NULL.
    fn int(&mut self, index: usize) -> Result<Option<i64>, Self::Error>;
    /// Floating point number, or `None` for NULL.
    fn real(&mut self, index: usize) -> Result<Option<f64>, Self::Error>;
}

/// A projected row.
pub trait Row: Sized + Clone + PartialEq + Serialize + for<'de> Deserialize<'de> {
    /// Table, the plural noun.
    const TABLE: &'static str;
    /// Columns in order; the first is always `id`.
    const COLUMNS: &'static [Column];
    /// Values in the order of [`Self::COLUMNS`].
    fn values(&self) -> Vec<Value>;
    /// Reads a row whose columns start at `offset`.
    fn read<R: RowReader>(reader: &mut R, offset: usize) -> Result<Self, R::Error>;
    /// Column names, comma separated, for `select` lists.
    #[must_use]
    fn column_list() -> String {
        Self::COLUMNS.iter().map(|c| c.name).collect::<Vec<_>>().join(", ")
    }
}

/// A field type that fits a column.
pub trait ColumnType: Sized {
    /// SQL type.
    const SQL: &'static str;
    /// Whether NULL is a value.
    const OPTIONAL: bool;
    /// To a column value.
    fn to_value(&self) -> Value;
    /// From a column.
    fn from_reader<R: RowReader>(reader: &mut R, index: usize) -> Result<Self, R::Error>;
}

impl ColumnType for String {
    const SQL: &'static str = "text";
    const OPTIONAL: bool = false;
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
    fn from_reader<R: RowReader>(reader: &mut R, index: usize) -> Result<Self, R::Error> {
        Ok(reader.text(index)?.unwrap_or_default())
    }
}
impl ColumnType for Option<String> {
    const SQL: &'static str = "text";
    const OPTIONAL: bool = true;
    fn to_value(&self) -> Value {
        self.clone().map_or(Value::Null, Value::Text)
    }
    fn from_reader<R: RowReader>(reader: &mut R, index: usize) -> Result<Self, R::Error> {
        reader.text(index)
    }
}
impl ColumnType for i64 {
    const SQL: &'static str = "bigint";
    const OPTIONAL: bool = false;
    fn to_value(&self) -> Value {
        Value::Int(*self)
    }
    fn from_reader<R: RowReader>(reader: &mut R, index: usize) -> Result<Self, R::Error> {
        Ok(reader.int(index)?.unwrap_or_default())
    }
}
impl ColumnType for Option<i64> {
    const SQL: &'static str = "bigint";
    const OPTIONAL: bool = true;
    fn to_value(&self) -> Value {
        self.map_or(Value::Null, Value::Int)
    }
    fn from_reader<R: RowReader>(reader: &mut R, index: usize) -> Result<Self, R::Error> {
        reader.int(index)
    }
}
impl ColumnType for Option<f64> {
    const SQL: &'static str = "double precision";
    const OPTIONAL: bool = true;
    fn to_value(&self) -> Value {
        self.map_or(Value::Null, Value::Real)
    }
    fn from_reader<R: RowReader>(reader: &mut R, index: usize) -> Result<Self, R::Error> {
        reader.real(index)
    }
}

/// Declares a row struct with its table, columns, values and reader.
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $name:ident in $table:literal { $($(#[$doc:meta])* $field:ident : $type:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Default, serde::Serialize, $crate::decode::Deserialize)]
        #[serde(default)]
        pub struct $name { $($(#[$doc])* pub $field: $type),* }

        impl $crate::row::Row for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [$crate::row::Column] = &[$($crate::row::Column {
                name: stringify!($field),
                sql_type: <$type as $crate::row::ColumnType>::SQL,
                optional: <$type as $crate::row::ColumnType>::OPTIONAL,
            }),*];
            fn values(&self) -> Vec<$crate::row::Value> {
                vec![$($crate::row::ColumnType::to_value(&self.$field)),*]
            }
            fn read<R: $crate::row::RowReader>(reader: &mut R, offset: usize) -> Result<Self, R::Error> {
                let mut at = offset;
                $(let $field = <$type as $crate::row::ColumnType>::from_reader(reader, at)?; at += 1;)*
                let _ = at;
                Ok(Self { $($field),* })
            }
        }
    };
}
