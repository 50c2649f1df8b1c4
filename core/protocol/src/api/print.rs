//! Printing tickets and their statistics.
//!
//! | route | request | answer |
//! |---|---|---|
//! | `GET /print-templates`, `POST` | [`NewPrintTemplate`] | [`PrintTemplates`], [`PrintTemplateNow`] |
//! | `PUT /print-templates/{id}`, `DELETE` | [`NewPrintTemplate`], [`Removal`](super::staff::Removal) | [`PrintTemplateNow`], 204 |
//! | `GET /tickets/{id}/print`, `/tickets/print` | [`PrintQuery`], [`PrintManyQuery`] | PDF |
//! | `GET /tickets/export` | [`TicketExportQuery`](super::TicketExportQuery) | `.xlsx` or `.csv` |
//! | `GET /ticket-statistics`, `/ticket-statistics/export.csv` | [`TicketFiguresQuery`] | [`TicketFiguresPage`], CSV |

use serde::{Deserialize, Serialize};
use truckroll_domain::print::PrintTemplate;

/// Everything that a person who prints, or who writes templates, chooses from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PrintTemplates {
    /// The templates by name; those that are not offered only for administrators.
    pub templates: Vec<PrintTemplateNow>,
    /// The text of the default, in the organisation's language.
    pub standard: String,
    /// The placeholders there are, own fields among them.
    pub keys: Vec<PrintKey>,
    /// Whether a font for Chinese is there.
    pub chinese: bool,
}

/// A print template, with the number it was written at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintTemplateNow {
    /// Sequence number of the transaction that wrote it.
    pub seq: i64,
    /// The template.
    pub template: PrintTemplate,
}

/// A print template in the place of the one that was read at `seq`; 0 for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPrintTemplate {
    /// The number of the template that was read.
    pub seq: i64,
    /// All of the template.
    pub template: PrintTemplate,
}

/// A placeholder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintKey {
    /// What stands between the braces.
    pub key: String,
    /// What people call an own field; empty where the message files say it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Whether it stands on a line of its own: a table, pictures, a signature.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub block: bool,
}

/// By which template a ticket is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct PrintQuery {
    /// Id of a template, or `standard` for the default; what the ticket's template is printed by where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

/// Several tickets in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct PrintManyQuery {
    /// Their ids, comma separated.
    pub ids: String,
    /// As in [`PrintQuery`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct TicketFiguresQuery {
    /// `hour`, `day` (where it is left out), `week`, `month`, `agent` or `group`.
    pub by: String,
    /// The first day, `YYYY-MM-DD`, where the organisation is.
    pub from: String,
    /// The last day.
    pub to: String,
    /// A `Filter` over tickets as JSON text; all tickets where it is left out.
    pub filter: String,
}

/// The figures of a stretch of time, an agent or a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketFigures {
    /// The first day, the hour, or the id; empty for nobody, and for the sum.
    pub key: String,
    /// What people call an agent or a group.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Tickets that were made.
    pub new: i64,
    /// Tickets that were marked as resolved for the first time.
    pub resolved: i64,
    /// How often tickets were closed.
    pub closed: i64,
    /// How often tickets were opened again.
    pub reopened: i64,
    /// What it took to resolve those that were resolved, together, ms.
    pub resolve_ms: i64,
    /// Tickets that were answered for the first time.
    pub answered: i64,
    /// What it took to answer them, together, ms.
    pub answer_ms: i64,
    /// Tickets that wait at its end: neither resolved nor closed. Hours of the day have none.
    pub waiting: Option<i64>,
}

/// Figures of tickets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketFiguresPage {
    /// By what they are told apart.
    pub by: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Days of the period.
    pub days: i64,
    /// In their order; stretches in which nothing happened are there with zeros.
    pub rows: Vec<TicketFigures>,
    /// All together.
    pub total: TicketFigures,
}
