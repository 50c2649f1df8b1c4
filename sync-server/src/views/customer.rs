//! What a contact sees: the views that are shown to customers, each with his own tickets and no others (TKT-17).

use sqlx::Row as _;
use truckroll_domain::access::Viewer;
use truckroll_domain::filter::Today;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::views::{TicketView, in_order};
use truckroll_domain::{ContactId, TenantId, ViewId};

use super::schema;
use crate::App;
use crate::http::{Answer, Fault};
use crate::lists::{self, Conditions};

/// Most tickets of one list.
const MOST: i64 = 200;

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

/// A contact's own tickets in one of his views, last touched first (index `tickets_contact`).
///
/// # Errors
/// 404 when it is no view of his; else when the database fails.
pub async fn tickets(app: &App, tenant: TenantId, contact: ContactId, view: ViewId) -> Answer<Vec<TicketRow>> {
    let all = views(app, tenant, contact).await?;
    let view = all.into_iter().find(|one| one.id == view).ok_or_else(|| Fault::not_found(TicketView::KIND))?;
    let directory = app.directory(tenant).await?;
    let mut conditions = Conditions::of(tenant);
    let mark = conditions.text(contact.to_string());
    conditions.and(format!("contact_id = {mark}"));
    let schema = schema(&directory);
    let today = Today { at: app.clock.now(), offset_min: directory.settings.utc_offset_min };
    let filter = view.filter(&schema, Viewer::default());
    let clause = filter.clause(&schema, Some(today), app.db.dialect(), conditions.next_mark());
    let clause = clause.map_err(|_| Fault::conflict("view_conditions"))?;
    conditions.and_with(format!("({})", clause.sql), clause.values);
    crate::sla::narrow(&mut conditions, view.promise.map(truckroll_domain::views::Promise::word), app.clock.now())?;
    Ok(lists::rows(&app.db, &conditions, "updated_at desc, id", MOST).await?)
}
