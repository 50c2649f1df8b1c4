//! What forms of tickets are made of: templates, forms of rows, settings.

use truckroll_domain::TemplateId;
use truckroll_domain::tickets::{RowForm, TicketSettings, TicketTemplate};
use truckroll_protocol::api::staff::Removal;
use truckroll_protocol::api::{
    NewRowForm, NewTicketSettings, NewTicketTemplate, RowFormNow, TicketForms, TicketTemplateNow,
};

use super::staff::{Outcome, outcome};
use super::{Answer, delete, get, post, put};
use crate::query::encode;

/// All of it.
pub async fn read() -> Answer<TicketForms> {
    get("/ticket-forms").await
}

/// Makes a template, or replaces the one that was read.
pub async fn write(new: &NewTicketTemplate) -> Answer<Outcome<TicketTemplateNow>> {
    let path = format!("/ticket-templates/{}", new.template.id);
    let answer = if new.seq == 0 { post("/ticket-templates", new).await } else { put(&path, new).await };
    outcome(answer, TicketTemplate::KIND)
}

/// Removes a template.
pub async fn remove(id: TemplateId, seq: i64) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/ticket-templates/{id}"), &Removal { seq }).await, TicketTemplate::KIND)
}

/// Makes a form of rows, or replaces the one that was read.
pub async fn write_rows(new: &NewRowForm) -> Answer<Outcome<RowFormNow>> {
    let path = format!("/row-forms/{}", encode(&new.form.key));
    let answer = if new.seq == 0 { post("/row-forms", new).await } else { put(&path, new).await };
    outcome(answer, RowForm::KIND)
}

/// Takes a form of rows away.
pub async fn archive_rows(key: &str, seq: i64) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/row-forms/{}", encode(key)), &Removal { seq }).await, RowForm::KIND)
}

/// Says what a new ticket begins with.
pub async fn settle(new: &NewTicketSettings) -> Answer<Outcome<NewTicketSettings>> {
    outcome(put("/ticket-settings", new).await, TicketSettings::KIND)
}
