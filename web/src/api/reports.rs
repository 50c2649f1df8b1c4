//! Statistics of tickets.

use truckroll_protocol::api::TicketFiguresPage;

use super::{Answer, get};
use crate::query::Query;

/// What happened to tickets; the query is that of the address.
pub async fn ticket_figures(asked: &Query) -> Answer<TicketFiguresPage> {
    get(&format!("/ticket-statistics{}", asked.suffix())).await
}

/// The address of the same as CSV.
#[must_use]
pub fn ticket_figures_csv(asked: &Query) -> String {
    format!("/api/v1/ticket-statistics/export.csv{}", asked.suffix())
}
