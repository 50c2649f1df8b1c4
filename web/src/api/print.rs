//! Print templates, and where the files of tickets are.

use truckroll_domain::TemplateId;
use truckroll_domain::print::PrintTemplate;
use truckroll_protocol::api::staff::Removal;
use truckroll_protocol::api::{NewPrintTemplate, PrintTemplateNow, PrintTemplates};

use super::staff::{Outcome, outcome};
use super::{Answer, delete, get, post, put};
use crate::query::Query;

/// All of them, with the default and the placeholders.
pub async fn templates() -> Answer<PrintTemplates> {
    get("/print-templates").await
}

/// Makes a template, or replaces the one that was read.
pub async fn write(new: &NewPrintTemplate) -> Answer<Outcome<PrintTemplateNow>> {
    let path = format!("/print-templates/{}", new.template.id);
    let answer = if new.seq == 0 { post("/print-templates", new).await } else { put(&path, new).await };
    outcome(answer, PrintTemplate::KIND)
}

/// Removes a template.
pub async fn remove(id: TemplateId, seq: i64) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/print-templates/{id}"), &Removal { seq }).await, PrintTemplate::KIND)
}

/// The address of a ticket's file by a template; by its own where none is said.
#[must_use]
pub fn file(ticket: &str, template: &str) -> String {
    format!("/api/v1/tickets/{ticket}/print{}", Query::default().with("template", template).suffix())
}

/// The same of several tickets.
#[must_use]
pub fn files(tickets: &[String], template: &str) -> String {
    let query = Query::default().with("ids", &tickets.join(",")).with("template", template);
    format!("/api/v1/tickets/print{}", query.suffix())
}

/// The address of a table of tickets: of those with these ids, else of what is asked.
#[must_use]
pub fn export_tickets(format: &str, language: &str, columns: &[String], ids: &[String], asked: &str) -> String {
    let query = Query::default().with("format", format).with("language", language).with("columns", &columns.join(","));
    let query = if ids.is_empty() { query.with("asked", asked) } else { query.with("ids", &ids.join(",")) };
    format!("/api/v1/tickets/export{}", query.suffix())
}
