//! The audit log: every security and administrative event, who, when, from where, before and after (ORG, invariant 4).
//!
//! [`write()`] is called inside the transaction that does what it tells, so one is never there without the other. An
//! entry is never changed; it goes when it is older than [`KEPT_MS`]. Passwords, secrets and hashes are not in it:
//! callers leave them out, and members of such names are blotted out all the same.

pub(crate) mod csv;
mod read;
mod routes;
mod write;

pub use routes::routes;
pub use write::{Entry, write};

use std::time::Duration;

use sqlx::Row as _;
use truckroll_domain::time::DAY_MS;

use crate::App;
use crate::db::DbResult;

/// How long entries are kept: two years.
pub const KEPT_MS: i64 = 730 * DAY_MS;
/// How often old ones are looked for.
const LOOK_AGAIN: Duration = Duration::from_secs(3 * 3_600);
/// Entries that go in one transaction.
const SLICE: i64 = 1_000;

/// Clears away old entries, and failed attempts to sign in that count no more, every few hours; ends with the runtime.
pub fn start(app: &App) -> tokio::task::JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(LOOK_AGAIN);
        loop {
            tick.tick().await;
            match clear_old(&app).await {
                Ok(0) => {}
                Ok(entries) => tracing::info!(entries, "old entries of the audit log are cleared away"),
                Err(error) => tracing::warn!(%error, "old entries of the audit log were not cleared away"),
            }
            if let Err(error) = crate::auth::forget_old_failures(&app).await {
                tracing::warn!(%error, "old attempts to sign in were not forgotten");
            }
        }
    })
}

/// Clears away entries that are older than [`KEPT_MS`]; returns how many went.
///
/// # Errors
/// When the database fails; what was cleared away before that is gone.
pub async fn clear_old(app: &App) -> DbResult<u64> {
    let before = app.clock.now().plus_ms(-KEPT_MS);
    let tenants = sqlx::query("select id from tenants").fetch_all(app.db.pool()).await?;
    let mut gone = 0;
    for tenant in tenants {
        let tenant: String = tenant.try_get(0)?;
        loop {
            let mut tx = app.db.begin().await?;
            // index audit_at
            let done = sqlx::query(
                "delete from audit where tenant_id = $1 and id in \
                 (select id from audit where tenant_id = $1 and at < $2 order by at, id limit $3)",
            )
            .bind(tenant.as_str())
            .bind(before.ms())
            .bind(SLICE)
            .execute(tx.on())
            .await?
            .rows_affected();
            tx.commit().await?;
            gone += done;
            if done < SLICE.unsigned_abs() {
                break;
            }
        }
    }
    Ok(gone)
}
