//! Published ticket templates (TKT-42, TKT-43): saved links, links that are not kept, and what came in by them.
//!
//! Dispatchers make links, as of the older forms; a link says what is asked and what stands there already
//! ([`truckroll_domain::publishing`]). The pages themselves are in [`crate::portal`].

use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::publishing::Publication;
use truckroll_domain::{LinkId, TenantId, TicketId, Timestamp};
use truckroll_protocol::api::PublicationNow;
use uuid::Uuid;

use crate::App;
use crate::db::{Db, DbResult, Tx, query};
use crate::directory::Directory;
use crate::links;
use crate::lists::Conditions;

mod routes;

pub use routes::routes;

/// A saved link.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// The organisation.
    pub tenant: TenantId,
    /// Id.
    pub id: LinkId,
    /// What it asks and says.
    pub publication: Publication,
    /// Grows with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was switched off.
    pub disabled_at: Option<Timestamp>,
}

impl Saved {
    /// As the interface shows it.
    #[must_use]
    pub fn shown(self, app: &App, directory: &Directory) -> PublicationNow {
        let path = app.secrets.links.publication_path(self.tenant, self.id);
        PublicationNow {
            id: self.id,
            version: self.version,
            address: address(app, directory, &path),
            path,
            created_at: self.created_at,
            disabled_at: self.disabled_at,
            publication: self.publication,
        }
    }
}

/// The whole address of a page, where the server knows under which name it is reached.
fn address(app: &App, directory: &Directory, path: &str) -> String {
    let public = || app.config.public_url.is_some().then(|| links::address(&app.config, path));
    links::own_address(directory, path).or_else(public).unwrap_or_default()
}

const COLUMNS: &str = "tenant_id, id, body, version, created_at, disabled_at";

fn read(row: &AnyRow) -> DbResult<Option<Saved>> {
    let text = |index: usize| row.try_get::<String, _>(index);
    let (Ok(tenant), Ok(id), Ok(publication)) =
        (text(0)?.parse(), text(1)?.parse(), serde_json::from_str::<Publication>(&text(2)?))
    else {
        return Ok(None);
    };
    Ok(Some(Saved {
        tenant,
        id,
        publication,
        version: row.try_get(3)?,
        created_at: Timestamp(row.try_get(4)?),
        disabled_at: row.try_get::<Option<i64>, _>(5)?.map(Timestamp),
    }))
}

/// The link with this id, of whatever organisation: its address says no more (index `publications_id`).
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, id: LinkId) -> DbResult<Option<Saved>> {
    let sql = format!("select {COLUMNS} from publications where id = $1");
    let row = query(&sql).bind(id.to_string()).fetch_optional(db.pool()).await?;
    Ok(row.as_ref().map(read).transpose()?.flatten())
}

/// The links of an organisation, newest first.
///
/// # Errors
/// When the database fails.
pub async fn all(db: &Db, tenant: TenantId) -> DbResult<Vec<Saved>> {
    let sql =
        format!("select {COLUMNS} from publications where tenant_id = $1 order by created_at desc, id limit 5000");
    let rows = query(&sql).bind(tenant.to_string()).fetch_all(db.pool()).await?;
    rows.iter().filter_map(|row| read(row).transpose()).collect()
}

/// Stores a link; `seen` is the version that was read, 0 for a new one. `false` when somebody else wrote it meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn put(tx: &mut Tx, saved: &Saved, seen: i64) -> DbResult<bool> {
    let publication = &saved.publication;
    let body = serde_json::to_string(publication).map_err(|e| sqlx::Error::Encode(e.into()))?.replace("\\u0000", "");
    let sql = if seen == 0 {
        "insert into publications (template_id, asset_id, label, body, version, created_at, expires_at, disabled_at, \
         tenant_id, id) values ($1, $2, $3, $4, $5, $6, $7, cast($8 as bigint), $9, $10) \
         on conflict (tenant_id, id) do nothing"
    } else {
        "update publications set template_id = $1, asset_id = $2, label = $3, body = $4, version = $5, created_at = $6, \
         expires_at = $7, disabled_at = cast($8 as bigint) where tenant_id = $9 and id = $10 and version = $11"
    };
    let mut asked = sqlx::query(sql)
        .bind(publication.template.to_string())
        .bind(publication.asset.map(|id| id.to_string()))
        .bind(publication.label.as_str())
        .bind(body)
        .bind(saved.version)
        .bind(saved.created_at.ms())
        .bind(publication.expires_at.map(Timestamp::ms))
        .bind(saved.disabled_at.map(Timestamp::ms))
        .bind(saved.tenant.to_string())
        .bind(saved.id.to_string());
    if seen != 0 {
        asked = asked.bind(seen);
    }
    Ok(asked.execute(tx.on()).await?.rows_affected() == 1)
}

/// Notes under which receipt a report came in.
///
/// # Errors
/// When the database fails.
pub(crate) async fn note(db: &Db, tenant: TenantId, id: Uuid, ticket: TicketId, now: Timestamp) -> DbResult<()> {
    let mut tx = db.begin().await?;
    sqlx::query(
        "insert into submissions (tenant_id, id, receipt, ticket_id, at) values ($1, $2, $3, $4, $5) \
         on conflict (tenant_id, id) do nothing",
    )
    .bind(tenant.to_string())
    .bind(id.to_string())
    .bind(truckroll_domain::publishing::receipt::of(id))
    .bind(ticket.to_string())
    .bind(now.ms())
    .execute(tx.on())
    .await?;
    tx.commit().await
}

/// Only tickets that came in under a receipt.
pub(crate) fn by_receipt(conditions: &mut Conditions, receipt: &str) {
    let mark = conditions.text(receipt);
    // index submissions_receipt
    conditions.and(format!("id in (select ticket_id from submissions where tenant_id = $1 and receipt = {mark})"));
}

/// The ticket that a report became, and its number.
///
/// # Errors
/// When the database fails.
pub(crate) async fn arrived(db: &Db, tenant: TenantId, id: Uuid) -> DbResult<Option<(TicketId, String)>> {
    let row = sqlx::query(
        "select t.id, coalesce(t.number, '') from submissions s \
         join tickets t on t.tenant_id = s.tenant_id and t.id = s.ticket_id where s.tenant_id = $1 and s.id = $2",
    )
    .bind(tenant.to_string())
    .bind(id.to_string())
    .fetch_optional(db.pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Ok(ticket) = row.try_get::<String, _>(0)?.parse() else { return Ok(None) };
    Ok(Some((ticket, row.try_get(1)?)))
}
