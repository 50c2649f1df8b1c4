//! Reports of tickets that somebody keeps: as they are kept, and their figures.
//!
//! | route | request | answer |
//! |---|---|---|
//! | `GET /ticket-reports`, `POST` | [`NewTicketReport`] | list of [`TicketReportNow`], [`TicketReportNow`] |
//! | `PUT /ticket-reports/{id}`, `DELETE` | [`NewTicketReport`], [`Removal`](super::staff::Removal) | [`TicketReportNow`], 204 |
//! | `GET /ticket-reports/{id}/figures`, `/ticket-reports/{id}/figures.csv` | | [`TicketReportFigures`], CSV |

use serde::{Deserialize, Serialize};
use truckroll_domain::reports::TicketReport;

/// A report, with the number it was written at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketReportNow {
    /// Sequence number of the transaction that wrote it.
    pub seq: i64,
    /// The report.
    pub report: TicketReport,
    /// What people call who made it.
    #[serde(default)]
    pub owner_name: String,
    /// The reader may change or remove it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mine: bool,
}

/// A report in the place of the one that was read at `seq`; 0 for a new one. Who made it says the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTicketReport {
    /// The number of the report that was read.
    pub seq: i64,
    /// All of the report.
    pub report: TicketReport,
}

/// The figures of a report, of the tickets that the reader may see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketReportFigures {
    /// What the report is called.
    pub name: String,
    /// By what figures are told apart: `hour`, `day`, `week` or `month`.
    pub by: String,
    /// The first day, where the organisation is.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Days of the period.
    pub days: i64,
    /// The first day of each stretch, or each hour.
    pub keys: Vec<String>,
    /// The series in their order.
    pub series: Vec<SeriesFigures>,
}

/// The figures of a data series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct SeriesFigures {
    /// What it is called.
    pub name: String,
    /// What it tells: the word of a measure.
    pub source: String,
    /// A value for each stretch: a number of tickets, or ms; none where there is nothing to take the mean of.
    pub values: Vec<Option<f64>>,
    /// The value of the period as a whole.
    pub total: Option<f64>,
    /// Why there are none: `unknown_field` when a condition asks for what is no more, `masked` when it asks for numbers that
    /// are kept from the reader.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub missing: String,
}
