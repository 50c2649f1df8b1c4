//! Importing and exporting customers and rows of asset tables: the JSON of `/imports` and the query of `/companies/export`,
//! `/contacts/export` and `/assets/export`.

use serde::Serialize;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::fields::Noun;
use truckroll_domain::imports::{CellFault, ImportState, Mapping};
use truckroll_domain::{AgentId, DocumentId, Timestamp};

/// What an import has come to; a check counts what would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct ImportResult {
    /// The import.
    pub job: String,
    /// Rows with data in the file.
    pub rows: i64,
    /// Rows of which a customer was made.
    pub created: i64,
    /// Rows that changed a customer.
    pub updated: i64,
    /// Rows whose customer was there and stays as he is.
    pub kept: i64,
    /// Rows that were refused.
    pub rejected: i64,
    /// Companies that were made beside their contacts.
    pub companies_created: i64,
    /// Address of the table of refused rows; empty where there are none.
    pub rejected_file: String,
}

/// A row that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedCells {
    /// Its number in the file, counted from 1.
    pub row: i64,
    /// What is wrong with it.
    pub faults: Vec<CellFault>,
}

/// A customer whom taking back an import left as he is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftCustomer {
    /// The row that made or changed him.
    pub row: i64,
    /// Company or contact.
    pub noun: Noun,
    /// Id.
    pub id: DocumentId,
    /// Name.
    pub name: String,
    /// `changed`: somebody changed him since. `busy`: he has open tickets or visits. `gone`: he is thrown away already.
    pub why: String,
}

/// An import as it is now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportNow {
    /// Id.
    pub id: String,
    /// Companies, contacts or rows of an asset table.
    pub noun: Noun,
    /// Of rows of an asset table: its key.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub table: String,
    /// Name of the file.
    pub file: String,
    /// `xlsx`, `xls` or `csv`.
    pub format: String,
    /// How far it is.
    #[serde(default)]
    pub state: ImportState,
    /// Who began it.
    pub agent: AgentId,
    /// The person's name.
    pub agent_name: String,
    /// When the file came.
    pub at: Timestamp,
    /// Rows of the file, a row of headings among them.
    pub rows: i64,
    /// Its first rows, where one import is asked for and the reader may see them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub head: Vec<Vec<String>>,
    /// What its columns stand for: as guessed, or as last started.
    #[serde(default)]
    pub mapping: Mapping,
    /// Rows that are done, of those with data.
    #[serde(default)]
    pub done: i64,
    /// When the present work began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Why it ended early, as a key of the message files.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub trouble: String,
    /// Whether the result is that of a check: nothing was stored.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry: bool,
    /// What it has come to so far.
    #[serde(default)]
    pub result: ImportResult,
    /// The first refused rows, where one import is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedCells>,
    /// Whether the reader may take it back now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub can_undo: bool,
    /// Who took it back.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub undone_by: String,
    /// Customers that went when it was taken back.
    #[serde(default)]
    pub removed: i64,
    /// Customers that have their earlier values again.
    #[serde(default)]
    pub restored: i64,
    /// Customers that were left as they are.
    #[serde(default)]
    pub left: i64,
    /// The first of those, where one import is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_customers: Vec<LeftCustomer>,
}

/// Begins to check or to store the rows of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportStart {
    /// Only check; nothing is stored.
    #[serde(default)]
    pub dry: bool,
    /// What the columns stand for.
    pub mapping: Mapping,
}

/// Which tickets to export, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct TicketExportQuery {
    /// `xlsx` or `csv`.
    pub format: String,
    /// Language of headings and words, `en` or `zh-CN`.
    pub language: String,
    /// Keys of fields, comma separated; empty for all.
    pub columns: String,
    /// Tickets that were ticked, comma separated; empty for what the list shows.
    pub ids: String,
    /// A [`TicketQuery`](super::TicketQuery) as JSON: what the list shows; its cursor says nothing here. Empty for all. Of a view it
    /// is a [`ViewQuery`](super::views::ViewQuery).
    pub asked: String,
    /// The view that is shown; empty for the list of all tickets.
    pub view: String,
    /// Which 5,000 of a longer list, from 1, in the order in which the tickets were made.
    pub part: Option<i64>,
}

/// What to export, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct ExportQuery {
    /// `xlsx` or `csv`.
    pub format: String,
    /// Language of headings and words, `en` or `zh-CN`.
    pub language: String,
    /// A [`CustomerQuery`](super::CustomerQuery) as JSON: conditions, words and order; its columns and cursor say nothing here.
    /// Empty for all.
    pub asked: String,
}
