//! Statistics of tickets.

use serde::{Deserialize, Serialize};

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
