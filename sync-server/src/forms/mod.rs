//! Forms and their published links: what stands behind a QR code on a machine.
//!
//! A form is a definition; a link is a row whose address only this installation can make ([`crate::links`]). A
//! revoked link says that it is gone. The pages themselves are in [`crate::portal`].

use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::{AssetId, FormId, LinkId, TenantId, Timestamp};
use truckroll_protocol::api::Link;

pub(crate) mod code;
mod routes;

pub use routes::routes;

use crate::App;
use crate::db::{Db, DbResult, Tx, query};
use crate::directory::Directory;
use crate::links;

/// A link as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredLink {
    /// The organisation.
    pub tenant: TenantId,
    /// Id.
    pub id: LinkId,
    /// The form.
    pub form: FormId,
    /// The machine it is stuck on.
    pub asset: Option<AssetId>,
    /// What it is called in the list.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was withdrawn.
    pub revoked_at: Option<Timestamp>,
}

impl StoredLink {
    /// The link as the interface shows it.
    #[must_use]
    pub fn shown(self, app: &App, directory: &Directory) -> Link {
        let path = app.secrets.links.form_path(self.tenant, self.id);
        let public = || app.config.public_url.is_some().then(|| links::address(&app.config, &path));
        let address = links::own_address(directory, &path).or_else(public).unwrap_or_default();
        Link { id: self.id, label: self.label, asset: self.asset, path, address, created_at: self.created_at }
    }
}

const COLUMNS: &str = "tenant_id, id, form_id, asset_id, label, created_at, revoked_at";

fn read(row: &AnyRow) -> DbResult<StoredLink> {
    let text = |index: usize| row.try_get::<String, _>(index);
    let wrong = |e: uuid::Error| sqlx::Error::Decode(e.into());
    let asset: Option<String> = row.try_get(3)?;
    Ok(StoredLink {
        tenant: text(0)?.parse().map_err(wrong)?,
        id: text(1)?.parse().map_err(wrong)?,
        form: text(2)?.parse().map_err(wrong)?,
        asset: asset.and_then(|a| a.parse().ok()),
        label: text(4)?,
        created_at: Timestamp(row.try_get(5)?),
        revoked_at: row.try_get::<Option<i64>, _>(6)?.map(Timestamp),
    })
}

/// The link with this id, of whatever organisation (index `form_links_id`).
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, id: LinkId) -> DbResult<Option<StoredLink>> {
    let sql = format!("select {COLUMNS} from form_links where id = $1");
    let row = query(&sql).bind(id.to_string()).fetch_optional(db.pool()).await?;
    row.as_ref().map(read).transpose()
}

/// The links of an organisation that were not withdrawn, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn links_of(db: &Db, tenant: TenantId) -> DbResult<Vec<StoredLink>> {
    let sql =
        format!("select {COLUMNS} from form_links where tenant_id = $1 and revoked_at is null order by created_at, id");
    let rows = query(&sql).bind(tenant.to_string()).fetch_all(db.pool()).await?;
    rows.iter().map(read).collect()
}

/// Stores a link.
///
/// # Errors
/// When the database fails.
pub async fn put_link(tx: &mut Tx, link: &StoredLink) -> DbResult<()> {
    sqlx::query(
        "insert into form_links (tenant_id, id, form_id, asset_id, label, created_at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(link.tenant.to_string())
    .bind(link.id.to_string())
    .bind(link.form.to_string())
    .bind(link.asset.map(|a| a.to_string()))
    .bind(link.label.as_str())
    .bind(link.created_at.ms())
    .execute(tx.on())
    .await?;
    Ok(())
}

/// Withdraws a link; returns whether there was one.
///
/// # Errors
/// When the database fails.
pub async fn revoke(tx: &mut Tx, tenant: TenantId, id: LinkId, now: Timestamp) -> DbResult<bool> {
    let done =
        sqlx::query("update form_links set revoked_at = coalesce(revoked_at, $1) where tenant_id = $2 and id = $3")
            .bind(now.ms())
            .bind(tenant.to_string())
            .bind(id.to_string())
            .execute(tx.on())
            .await?;
    Ok(done.rows_affected() > 0)
}
