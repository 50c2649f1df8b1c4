//! Opening an organisation, and the wizard that sets it up (ORG-09).
//!
//! A server without organisation prints a code at its start, and `truckroll invite` prints one for another organisation
//! beside those that are there. Whoever knows it opens the organisation and becomes its administrator; the code is gone in
//! the same transaction, so it opens exactly one. What the wizard asks and makes is in the domain
//! ([`truckroll_domain::setup`]); here it is stored.

mod open;
mod seed;
mod wizard;

use sqlx::Row as _;
use utoipa_axum::router::OpenApiRouter;

use crate::App;
use crate::config::Place;
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
    if has_organisation(&app.db).await? { Ok(None) } else { any_code(&app.db).await.map(Some) }
}

/// `truckroll invite`: prints a code that opens another organisation on this server.
///
/// # Errors
/// When the database cannot be opened or written.
pub async fn invite(place: &Place) -> anyhow::Result<()> {
    let (db, _) = Db::open(&place.data, place.database_url.as_deref()).await?;
    println!(
        "Open /desk/?new-organisation at the server's address and enter the set-up code {}",
        in_two(&any_code(&db).await?)
    );
    Ok(())
}

/// A code as people read it.
#[must_use]
pub fn in_two(code: &str) -> String {
    let (one, two) = code.split_at(code.len() / 2);
    format!("{one}-{two}")
}

/// The code that waits; a fresh one if none does.
///
/// # Errors
/// When the database fails.
pub async fn any_code(db: &Db) -> DbResult<String> {
    let fresh: String =
        rand::random::<[u8; 8]>().iter().map(|byte| char::from(SIGNS[usize::from(*byte) % 32])).collect();
    let mut tx = db.begin().await?;
    sqlx::query("insert into secrets (name, value) values ($1, $2) on conflict (name) do nothing")
        .bind(CODE)
        .bind(fresh)
        .execute(tx.on())
        .await?;
    let row = sqlx::query("select value from secrets where name = $1").bind(CODE).fetch_one(tx.on()).await?;
    tx.commit().await?;
    row.try_get(0)
}

/// Whether a code waits for somebody to open an organisation.
async fn code_waits(db: &Db) -> DbResult<bool> {
    let row = sqlx::query("select 1 from secrets where name = $1").bind(CODE).fetch_optional(db.pool()).await?;
    Ok(row.is_some())
}

/// Whether there is an organisation. Over all of them, because this is about the server.
async fn has_organisation(db: &Db) -> DbResult<bool> {
    Ok(sqlx::query("select 1 from tenants limit 1").fetch_optional(db.pool()).await?.is_some())
}
