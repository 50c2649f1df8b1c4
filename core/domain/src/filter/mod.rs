//! The one condition language of views, lists and rules: `all` conditions and, if there are some, `any`.
//!
//! A condition is read once, by the [`Schema`] that says what can be asked, into a `test::Test`; tests are evaluated in
//! memory over any [`Record`] ([`Filter::holds`]) and turned into a WHERE clause of the shared SQL subset
//! ([`Filter::clause`]), so both give the same answer for the same rows. A field is only accepted when the schema has it,
//! so a filter can never smuggle SQL.
//!
//! "Within days" counts whole days of the organisation around [`Today`]. Text is compared by its bytes, and without regard
//! to the case of ASCII letters in `contains`, whatever the database's own order is ([`Dialect`]).

use serde::Serialize;

use crate::Row;
use crate::decode::Deserialize;

mod eval;
mod schema;
mod sql;
mod test;
#[cfg(test)]
mod tests;

pub use schema::{At, LinedRecord, Record, RowRecord, RowSchema, Schema, Subject, Type};
pub use sql::{Clause, Dialect};
pub use test::Today;

/// How a value is compared. Text compares without regard to ASCII case in `contains`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the words")]
pub enum Operator {
    Is,
    IsNot,
    Contains,
    NotContains,
    Empty,
    NotEmpty,
    AtLeast,
    AtMost,
    Less,
    Greater,
    OneOf,
    NotOneOf,
    Between,
    WithinLastDays,
    WithinNextDays,
}

/// The value compared with.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "the names are the types")]
pub enum Operand {
    Int(i64),
    Real(f64),
    Text(String),
    List(Vec<String>),
    Numbers(Vec<f64>),
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// Column name.
    pub field: String,
    /// Comparison.
    pub op: Operator,
    /// What to compare with; not used by `empty` and `not_empty`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Operand>,
}

/// Conditions that must all hold, and conditions of which one must hold if there are any.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Filter {
    /// All of these.
    pub all: Vec<Condition>,
    /// One of these, if there are any.
    pub any: Vec<Condition>,
}

/// Why a filter cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// The row has no such column.
    #[error("unknown field {0}")]
    UnknownField(String),
    /// The operand is missing or of the wrong type.
    #[error("field {0} cannot be compared with that value")]
    WrongOperand(String),
    /// More conditions than allowed.
    #[error("more than {0} conditions")]
    TooMany(usize),
}

/// Most conditions of one filter.
pub const MAX_CONDITIONS: usize = 50;
/// Most values of "one of".
pub const MAX_VALUES: usize = 500;
/// Longest text compared with, characters.
pub const MAX_TEXT: usize = 1_000;

impl Filter {
    /// Checks fields and operands against the columns of `R`.
    ///
    /// # Errors
    /// [`FilterError`].
    pub fn check<R: Row>(&self) -> Result<(), FilterError> {
        self.to_sql::<R>(1).map(|_| ())
    }

    /// Checks fields and operands against a schema.
    ///
    /// # Errors
    /// [`FilterError`].
    pub fn check_over(&self, schema: &impl Schema) -> Result<(), FilterError> {
        self.clause(schema, Some(Today::default()), Dialect::Sqlite, 1).map(|_| ())
    }

    /// Whether a row meets the filter. Unknown fields never match.
    #[must_use]
    pub fn matches<R: Row>(&self, row: &R) -> bool {
        self.holds(&RowSchema::<R>::new(), &RowRecord::new(row), None)
    }

    /// Whether a record meets the filter. Unknown fields and operands that do not fit never match.
    #[must_use]
    pub fn holds(&self, schema: &impl Schema, record: &impl Record, today: Option<Today>) -> bool {
        self.ready(schema, today).holds(record)
    }

    /// The filter understood once, to be asked of many records.
    #[must_use]
    pub fn ready(&self, schema: &impl Schema, today: Option<Today>) -> Ready {
        let read = |c: &Condition| test::read(c, schema, today).ok();
        let any = (!self.any.is_empty()).then(|| self.any.iter().filter_map(read).collect());
        Ready { all: self.all.iter().map(read).collect(), any }
    }

    /// The WHERE clause over the columns of `R`, with placeholders from `$first`. Days have no meaning here.
    ///
    /// # Errors
    /// [`FilterError`].
    pub fn to_sql<R: Row>(&self, first: usize) -> Result<Clause, FilterError> {
        self.clause(&RowSchema::<R>::new(), None, Dialect::Sqlite, first)
    }

    /// The WHERE clause over a schema, with placeholders from `$first`; `$1` is the organisation.
    ///
    /// # Errors
    /// [`FilterError`].
    pub fn clause(
        &self,
        schema: &impl Schema,
        today: Option<Today>,
        dialect: Dialect,
        first: usize,
    ) -> Result<Clause, FilterError> {
        if self.all.len() + self.any.len() > MAX_CONDITIONS {
            return Err(FilterError::TooMany(MAX_CONDITIONS));
        }
        let read = |conditions: &[Condition]| {
            conditions.iter().map(|c| test::read(c, schema, today)).collect::<Result<Vec<_>, _>>()
        };
        let (every, one) = (read(&self.all)?, read(&self.any)?);
        let mut writer = sql::Writer::new(schema, dialect, first, every.iter().any(sql::leads));
        let mut all: Vec<String> = every.iter().map(|test| writer.condition(test)).collect();
        writer.follow();
        let any: Vec<String> = one.iter().map(|test| writer.condition(test)).collect();
        if !any.is_empty() {
            all.push(format!("({})", any.join(" or ")));
        }
        let sql = if all.is_empty() { "1 = 1".to_owned() } else { all.join(" and ") };
        Ok(Clause { sql, values: writer.into_values() })
    }
}

/// A filter whose conditions were read.
#[derive(Clone, Debug)]
pub struct Ready {
    /// `None`: one of them cannot be read, and nothing meets it.
    all: Option<Vec<(Subject, test::Test)>>,
    any: Option<Vec<(Subject, test::Test)>>,
}

impl Ready {
    /// Whether a record meets the filter.
    #[must_use]
    pub fn holds(&self, record: &impl Record) -> bool {
        let holds = |(subject, test): &(Subject, test::Test)| eval::holds(subject, test, record);
        self.all.as_ref().is_some_and(|all| all.iter().all(holds))
            && self.any.as_ref().is_none_or(|any| any.iter().any(holds))
    }
    /// Whether a record could meet it, as far as its columns say; what lies beside is not asked.
    #[must_use]
    pub fn may_hold(&self, record: &impl Record) -> bool {
        let column = |(subject, _): &&(Subject, test::Test)| matches!(subject.at, At::Column(_));
        let holds = |(subject, test): &(Subject, test::Test)| eval::holds(subject, test, record);
        self.all.as_ref().is_some_and(|all| all.iter().filter(column).all(holds))
    }
    /// Whether any condition looks at values beside the row.
    #[must_use]
    pub fn looks_beside(&self) -> bool {
        let both = self.all.iter().chain(&self.any).flatten();
        both.into_iter().any(|(subject, _)| matches!(subject.at, At::Values(_)))
    }
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}
