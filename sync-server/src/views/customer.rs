//! What a contact sees: the views that are shown to customers, each with his own tickets and no others (TKT-17).

use std::collections::HashMap;

use sqlx::Row as _;
use truckroll_domain::access::Viewer;
use truckroll_domain::customers::CustomerSchema;
use truckroll_domain::fields::{Noun, Values};
use truckroll_domain::filter::Today;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::views::{OWN, Promise, TicketView, in_order};
use truckroll_domain::{ContactId, Row as _, TenantId};

use super::{open, schema};
use crate::App;
use crate::customers::query::values;
use crate::directory::Directory;
use crate::http::{Answer, Fault};
use crate::lists::{self, Conditions, Key};

/// Tickets of one page.
const PAGE: i64 = 25;

/// A page of a contact's own tickets.
#[derive(Debug)]
pub struct Own {
    /// The tickets.
    pub rows: Vec<TicketRow>,
    /// Own fields of theirs that are columns, by ticket.
    pub values: HashMap<String, Values>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// The views that a contact sees, in their order.
///
/// # Errors
/// When the database fails.
pub async fn views(app: &App, tenant: TenantId, contact: ContactId) -> Answer<Vec<TicketView>> {
    let directory = app.directory(tenant).await?;
    if directory.ticket_views.values().all(|(_, view)| view.customers.is_empty()) {
        return Ok(Vec::new());
    }
    // the primary key of field_values
    let rows = sqlx::query("select text from field_values where tenant_id = $1 and document_id = $2 and key = 'tags'")
        .bind(tenant.to_string())
        .bind(contact.to_string())
        .fetch_all(app.db.pool())
        .await?;
    let tags: Vec<String> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    let shown = |view: &&TicketView| view.is_for_contact(tags.iter().map(String::as_str));
    let mut views: Vec<TicketView> =
        directory.ticket_views.values().map(|(_, view)| view).filter(shown).cloned().collect();
    in_order(&mut views);
    Ok(views)
}

/// A contact's own tickets, in one of his views or all of them (index `tickets_contact`).
fn conditions(
    app: &App,
    directory: &Directory,
    tenant: TenantId,
    contact: ContactId,
    view: Option<&TicketView>,
) -> Answer<Conditions> {
    let mut conditions = Conditions::of(tenant);
    let mark = conditions.text(contact.to_string());
    conditions.and(format!("contact_id = {mark}"));
    if let Some(view) = view {
        let schema = schema(directory);
        let today = Today { at: app.clock.now(), offset_min: directory.settings.utc_offset_min };
        let filter = view.filter(&schema, Viewer::default());
        let clause = filter.clause(&schema, Some(today), app.db.dialect(), conditions.next_mark());
        let clause = clause.map_err(|_| Fault::conflict("view_conditions"))?;
        conditions.and_with(format!("({})", clause.sql), clause.values);
        crate::sla::narrow(&mut conditions, view.promise.map(Promise::word), app.clock.now())?;
    }
    Ok(conditions)
}

/// How many of a contact's tickets are in a view, or how many he has.
///
/// # Errors
/// 409 when the view asks for what is no more; else when the database fails.
pub async fn count(app: &App, tenant: TenantId, contact: ContactId, view: Option<&TicketView>) -> Answer<i64> {
    let directory = app.directory(tenant).await?;
    let conditions = conditions(app, &directory, tenant, contact, view)?;
    Ok(lists::count(&app.db, TicketRow::TABLE, &conditions).await?)
}

/// A page of a contact's tickets in a view of his, in the view's order, or of all of them, newest first.
///
/// # Errors
/// 400 when `after` is no cursor of ours; 409 when the view asks for what is no more; else when the database fails.
pub async fn page(
    app: &App,
    tenant: TenantId,
    contact: ContactId,
    view: Option<&TicketView>,
    after: Option<&str>,
) -> Answer<Own> {
    let directory = app.directory(tenant).await?;
    let conditions = conditions(app, &directory, tenant, contact, view)?;
    let order = match view {
        Some(view) => open::order(&directory, view, None)?,
        None => open::order(&directory, &TicketView::default(), Some("-created_at"))?,
    };
    let keys: Vec<Key<'_>> =
        order.iter().map(|(by, descending, gives)| Key { by, descending: *descending, gives: *gives }).collect();
    let (rows, next) = lists::part::<TicketRow>(&app.db, &conditions, &keys, after, PAGE).await?;
    let set = &directory.ticket_fields.now;
    let columns = view.map(|view| view.columns_for_contact(set)).unwrap_or_default();
    let own: Vec<String> = columns.iter().filter_map(|column| column.strip_prefix(OWN)).map(str::to_owned).collect();
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let values = values(app, tenant, CustomerSchema { noun: Noun::Ticket, set }, &ids, &own).await?;
    Ok(Own { rows, values, next })
}
