//! Statistics of tickets, and reports that somebody keeps.

use truckroll_domain::ReportId;
use truckroll_domain::reports::TicketReport;
use truckroll_protocol::api::staff::Removal;
use truckroll_protocol::api::{NewTicketReport, TicketFiguresPage, TicketReportFigures, TicketReportNow};

use super::staff::{Outcome, outcome};
use super::{Answer, delete, get, post, put};
use crate::query::{Query, encode};

/// The kind that an answer names when a colleague was faster; also the topic of reads.
pub const KIND: &str = TicketReport::KIND;

/// What happened to tickets; the query is that of the address.
pub async fn ticket_figures(asked: &Query) -> Answer<TicketFiguresPage> {
    get(&format!("/ticket-statistics{}", asked.suffix())).await
}

/// The address of the same as CSV.
#[must_use]
pub fn ticket_figures_csv(asked: &Query) -> String {
    format!("/api/v1/ticket-statistics/export.csv{}", asked.suffix())
}

/// The reports the person made or that are for him, by name.
pub async fn all() -> Answer<Vec<TicketReportNow>> {
    get("/ticket-reports").await
}

/// Makes or replaces a report.
pub async fn save(new: &NewTicketReport, is_new: bool) -> Answer<Outcome<TicketReportNow>> {
    let answer = if is_new {
        post("/ticket-reports", new).await
    } else {
        put(&format!("/ticket-reports/{}", new.report.id), new).await
    };
    outcome(answer, KIND)
}

/// Removes a report.
pub async fn remove(id: ReportId, seq: i64) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/ticket-reports/{id}"), &Removal { seq }).await, KIND)
}

/// The figures of a report.
pub async fn figures(id: &str) -> Answer<TicketReportFigures> {
    get(&format!("/ticket-reports/{}/figures", encode(id))).await
}

/// The address of the same as CSV.
#[must_use]
pub fn figures_csv(id: &str) -> String {
    format!("/api/v1/ticket-reports/{}/figures.csv", encode(id))
}
