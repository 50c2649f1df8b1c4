//! Versions of workflows that travel: those by which tickets of a page go, beside their tickets. A phone that holds one knows
//! without network where its ticket goes and what must be filled before.
//!
//! A version goes with a ticket that goes whole, and with one that is still at the node it began at: a ticket that was made on
//! the phone itself hears of its workflow only then. Versions are never changed, so a phone keeps what it has.

use sqlx::Row as _;
use truckroll_domain::tickets::TicketOverlay;
use truckroll_domain::workflows::Published;
use truckroll_domain::{DocumentId, TenantId};
use truckroll_protocol::sync::DefinitionUpdate;

use crate::db::{Db, DbResult, marks, query};

/// Most documents that are asked about at once.
const TOGETHER: usize = 250;

/// The versions by which these documents go, as far as they are tickets under a workflow; `true` stands with those that go whole.
pub(super) async fn versions(
    db: &Db,
    tenant: TenantId,
    sent: &[(DocumentId, bool)],
) -> DbResult<Vec<DefinitionUpdate>> {
    let mut keys: Vec<String> = Vec::new();
    for chunk in sent.chunks(TOGETHER) {
        // primary keys of both tables
        let sql = format!(
            "select t.id, t.node_since, d.overlay from tickets t join documents d on d.tenant_id = t.tenant_id and d.id = t.id \
             where t.tenant_id = $1 and t.node is not null and t.id in ({})",
            marks(2, chunk.len())
        );
        let mut select = query(&sql).bind(tenant.to_string());
        for (id, _) in chunk {
            select = select.bind(id.to_string());
        }
        for row in select.fetch_all(db.pool()).await? {
            let (id, since, overlay): (String, Option<i64>, String) =
                (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let overlay: TicketOverlay = serde_json::from_str(&overlay).unwrap_or_default();
            let Some(flow) = overlay.flow else { continue };
            let whole = chunk.iter().any(|(sent, whole)| *whole && sent.to_string() == id);
            let key = Published::key(flow.workflow, flow.version);
            if (whole || since == Some(flow.at.ms())) && !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    let mut found = Vec::with_capacity(keys.len());
    for chunk in keys.chunks(TOGETHER) {
        let sql = format!(
            "select id, body from definitions where tenant_id = $1 and kind = $2 and id in ({})",
            marks(3, chunk.len())
        );
        let mut select = query(&sql).bind(tenant.to_string()).bind(Published::KIND);
        for key in chunk {
            select = select.bind(key.clone());
        }
        for row in select.fetch_all(db.pool()).await? {
            found.push(DefinitionUpdate {
                kind: Published::KIND.to_owned(),
                id: row.try_get(0)?,
                body: row.try_get(1)?,
            });
        }
    }
    Ok(found)
}
