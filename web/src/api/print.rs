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

/// Which tickets a table is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableOf {
    /// These alone; none for what is asked.
    pub ids: Vec<String>,
    /// The view that is shown; empty for the list of all tickets.
    pub view: String,
    /// What the list or the view asks, as JSON.
    pub asked: String,
    /// Which 5,000 of a longer list, from 1; nothing for the whole.
    pub part: Option<i64>,
}

/// The address of a table of tickets.
#[must_use]
pub fn export_tickets(format: &str, language: &str, columns: &[String], of: &TableOf) -> String {
    let query = Query::default().with("format", format).with("language", language).with("columns", &columns.join(","));
    let query = if of.ids.is_empty() {
        let part = of.part.map(|part| part.to_string()).unwrap_or_default();
        query.with("view", &of.view).with("asked", &of.asked).with("part", &part)
    } else {
        query.with("ids", &of.ids.join(","))
    };
    format!("/api/v1/tickets/export{}", query.suffix())
}
