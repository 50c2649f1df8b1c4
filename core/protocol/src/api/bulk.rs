//! One change for many customers: the JSON of `/customers/edit`.

use serde::{Deserialize, Serialize};
use truckroll_domain::customers::BulkChange;
use truckroll_domain::fields::Noun;
use truckroll_domain::{DocumentId, Refusal};

/// A change of many customers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkEdit {
    /// Companies or contacts.
    pub noun: Noun,
    /// At most 500.
    pub ids: Vec<DocumentId>,
    /// What is written.
    pub change: BulkChange,
}

/// A customer that was not changed, or not put back.
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

/// What became of the customers of a [`BulkEdit`], or of taking it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct BulkAnswer {
    /// Customers that were written.
    pub done: i64,
    /// Customers in which everything stood already.
    pub unchanged: i64,
    /// Customers that stay as they were.
    pub failed: Vec<RowProblem>,
    /// Name of the change, to take it back within a day; `null` where nothing was written.
    pub undo: Option<String>,
}
