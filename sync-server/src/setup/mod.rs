//! Opening an organisation on a server that has none, and the wizard that sets it up (ORG-09).
//!
//! A server without organisation prints a code at its start. Whoever knows it opens the organisation and becomes its
//! administrator; the code is gone in the same transaction, so there is exactly one. What the wizard asks and makes is in
//! the domain ([`truckroll_domain::setup`]); here it is stored.

mod open;
mod seed;
mod wizard;

use sqlx::Row as _;
use utoipa_axum::router::OpenApiRouter;

use crate::App;
use crate::db::{Db, DbResult};

/// The row of `secrets` that holds the code.
const CODE: &str = "setup_code";
/// Letters and digits that are not mistaken for others.
const SIGNS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(open::routes()).merge(wizard::routes())
}

/// The code that opens an organisation, while there is none. It stays the same until it is used, on every node.
///
/// # Errors
/// When the database fails.
pub async fn code(app: &App) -> DbResult<Option<String>> {
    if has_organisation(&app.db).await? {
        return Ok(None);
    }
    let fresh: String =
        rand::random::<[u8; 8]>().iter().map(|byte| char::from(SIGNS[usize::from(*byte) % 32])).collect();
    let mut tx = app.db.begin().await?;
    sqlx::query("insert into secrets (name, value) values ($1, $2) on conflict (name) do nothing")
        .bind(CODE)
        .bind(fresh)
        .execute(tx.on())
        .await?;
    let row = sqlx::query("select value from secrets where name = $1").bind(CODE).fetch_one(tx.on()).await?;
    tx.commit().await?;
    row.try_get(0).map(Some)
}

/// Whether there is an organisation. Over all of them, because this is about the server.
async fn has_organisation(db: &Db) -> DbResult<bool> {
    Ok(sqlx::query("select 1 from tenants limit 1").fetch_optional(db.pool()).await?.is_some())
}
