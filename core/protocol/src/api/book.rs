//! What screens of the desk look up: fields, asset tables, groups, tags and the names of staff, in one answer.

use serde::{Deserialize, Serialize};

use super::staff::Named;
use super::{AssetTableNow, CustomersNow, FieldsNow};

/// All of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BookNow {
    /// The fields of companies.
    pub company: FieldsNow,
    /// The fields of contacts.
    pub contact: FieldsNow,
    /// The fields of tickets.
    pub ticket: FieldsNow,
    /// Asset tables, archived ones at the end.
    pub tables: Vec<AssetTableNow>,
    /// How customers are kept.
    pub customers: CustomersNow,
    /// Staff by name, those who left among them.
    pub agents: Vec<Named>,
}
