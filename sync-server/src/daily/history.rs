//! `GET /tickets/{id}/history`: everything that was done to a ticket, by whom and on which phone or in which browser (TKT-66).

use std::collections::{BTreeMap, HashMap};

use axum::extract::State;
use sqlx::Row as _;
use truckroll_domain::{DocumentId, Entry, EntryId, TenantId, TicketId};
use truckroll_protocol::api::daily::TicketHistory;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::split::seen;
use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, marks, query};
use crate::http::{Answer, Id};
use crate::ingest;

/// Routes of this verb.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(history))
}

#[utoipa::path(
    get,
    path = "/tickets/{id}/history",
    tag = "tickets",
    operation_id = "ticket_history",
    description = "Everything that was done to a ticket, newest first, and on which phone or in which browser, where that is known.",
    params(("id" = String, Path, description = "Ticket")),
    responses(
        (status = 200, description = "`TicketHistory`", body = serde_json::Value),
        (status = 404, description = "No such ticket"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn history(State(app): State<App>, session: Session, Id(id): Id<TicketId>) -> Answer<axum::Json<TicketHistory>> {
    seen(&app, &session, id).await?;
    let entries = ingest::entries(&app.db, session.tenant, DocumentId::from(id)).await?;
    let mut history = TicketHistory { devices: devices(&app, session.tenant, &entries).await?, entries };
    history.entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
    session.mask(&mut history);
    Ok(axum::Json(history))
}

/// The names of the phones and browsers that entries were made with.
async fn devices(app: &App, tenant: TenantId, entries: &[Entry]) -> DbResult<BTreeMap<EntryId, String>> {
    let mut phones: Vec<String> = entries.iter().filter_map(|entry| entry.device).map(|id| id.to_string()).collect();
    phones.sort_unstable();
    phones.dedup();
    // the primary keys of devices and of entry_senders
    let phones = names(app, tenant, "select id, name from devices where tenant_id = $1 and id in", &phones).await?;
    let others: Vec<String> =
        entries.iter().filter(|entry| entry.device.is_none()).map(|entry| entry.id.to_string()).collect();
    let sql = "select entry_id, name from entry_senders where tenant_id = $1 and entry_id in";
    let browsers = names(app, tenant, sql, &others).await?;
    let named = entries.iter().filter_map(|entry| {
        let name = match entry.device {
            Some(device) => phones.get(&device.to_string()),
            None => browsers.get(&entry.id.to_string()),
        };
        Some((entry.id, name.filter(|name| !name.is_empty())?.clone()))
    });
    Ok(named.collect())
}

async fn names(app: &App, tenant: TenantId, sql: &str, ids: &[String]) -> DbResult<HashMap<String, String>> {
    let mut names = HashMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!("{sql} ({})", marks(2, chunk.len()));
        let mut select = query(&sql).bind(tenant.to_string());
        for id in chunk {
            select = select.bind(id.as_str());
        }
        for row in select.fetch_all(app.db.pool()).await? {
            names.insert(row.try_get(0)?, row.try_get(1)?);
        }
    }
    Ok(names)
}
