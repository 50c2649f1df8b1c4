//! One change for many customers, or for many rows of an asset table: the JSON of `/customers/edit`.

use serde::Serialize;
use truckroll_domain::customers::BulkChange;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::fields::Noun;
use truckroll_domain::{DocumentId, Refusal};

/// A change of many customers or rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkEdit {
    /// Companies, contacts or rows of an asset table.
    pub noun: Noun,
    /// Of rows: the key of their table, whose fields `change` writes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub table: String,
    /// At most 500.
    pub ids: Vec<DocumentId>,
    /// What is written.
    pub change: BulkChange,
}

/// A customer or row that was not changed, or not put back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowProblem {
    /// Which.
    pub id: DocumentId,
    /// Its name; empty for one that may not be seen.
    #[serde(default)]
    pub name: String,
    /// Why.
    pub refusal: Refusal,
}

/// What became of those that a [`BulkEdit`] names, or of taking it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct BulkAnswer {
    /// Those that were written.
    pub done: i64,
    /// Those in which everything stood already.
    pub unchanged: i64,
    /// Those that stay as they were.
    pub failed: Vec<RowProblem>,
    /// Name of the change, to take it back within a day; `null` where nothing was written.
    pub undo: Option<String>,
}
