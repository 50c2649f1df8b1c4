//! Failed attempts to sign in, counted by account name and kept in the database: after [`ATTEMPTS`] of them in a quarter
//! of an hour the name is locked for a quarter of an hour, whether somebody has it or not, on every node and after a
//! restart. While it is locked a right password is not looked at.
//!
//! An attempt is counted before its password is checked, so that many at once are no more than [`ATTEMPTS`].

use sqlx::Row as _;
use truckroll_domain::attachments::hash_of;
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{Timestamp, audit::Action};

use super::Known;
use crate::App;
use crate::audit::{self, Entry};
use crate::db::{DbResult, Tx};
use crate::http::{Answer, Fault};

/// Attempts per account name in a quarter of an hour.
const ATTEMPTS: i64 = 10;
/// They are counted together for so long.
const WINDOW_MS: i64 = 15 * MINUTE_MS;
/// So long a name is locked.
const LOCK_MS: i64 = 15 * MINUTE_MS;

/// An attempt that was counted.
pub(super) struct Attempt {
    key: String,
    number: i64,
}

/// Names are stored as hashes: people type passwords into the wrong field.
fn key(account: &str) -> String {
    hash_of(account.as_bytes())
}

/// Counts an attempt.
pub(super) async fn begin(app: &App, account: &str) -> Answer<Attempt> {
    let now = app.clock.now();
    let key = key(account);
    let mut tx = app.db.begin().await?;
    let row = sqlx::query(
        "insert into sign_in_failures (account_hash, failures, from_at, locked_until) values ($1, 1, $2, 0) \
         on conflict (account_hash) do update set \
         failures = case when sign_in_failures.locked_until > $3 then sign_in_failures.failures \
           when sign_in_failures.locked_until > 0 or sign_in_failures.from_at <= $4 then 1 \
           else sign_in_failures.failures + 1 end, \
         from_at = case when sign_in_failures.locked_until > $5 then sign_in_failures.from_at \
           when sign_in_failures.locked_until > 0 or sign_in_failures.from_at <= $6 then $7 \
           else sign_in_failures.from_at end, \
         locked_until = case when sign_in_failures.locked_until > $8 then sign_in_failures.locked_until else 0 end \
         returning failures, from_at, locked_until",
    )
    .bind(key.as_str())
    .bind(now.ms())
    .bind(now.ms())
    .bind(now.ms() - WINDOW_MS)
    .bind(now.ms())
    .bind(now.ms() - WINDOW_MS)
    .bind(now.ms())
    .bind(now.ms())
    .fetch_one(tx.on())
    .await?;
    let (number, from_at, locked_until): (i64, i64, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    tx.commit().await?;
    let until = if locked_until > now.ms() { locked_until } else { from_at + WINDOW_MS };
    if locked_until > now.ms() || number > ATTEMPTS {
        return Err(Fault::rate_limited((until - now.ms() + 999) / 1_000));
    }
    Ok(Attempt { key, number })
}

impl Attempt {
    /// It was wrong; `what` says in the log whether the password was or the code.
    pub async fn failed(self, app: &App, address: &str, known: Option<&Known>, what: &'static str) -> DbResult<()> {
        let locks = self.number >= ATTEMPTS;
        if !locks && known.is_none() {
            return Ok(());
        }
        let mut tx = app.db.begin().await?;
        if locks {
            sqlx::query("update sign_in_failures set locked_until = $1 where account_hash = $2")
                .bind(app.clock.now().plus_ms(LOCK_MS).ms())
                .bind(self.key)
                .execute(tx.on())
                .await?;
        }
        if let Some(known) = known {
            let entry = |action| {
                Entry::by_person(app, known.tenant, (known.agent, &known.name), address, action).about(
                    "agent",
                    known.agent,
                    &known.name,
                )
            };
            audit::write(&mut tx, entry(Action::SignInRefused).after(&serde_json::json!({ "wrong": what }))).await?;
            if locks {
                audit::write(&mut tx, entry(Action::AccountLocked)).await?;
            }
        }
        tx.commit().await
    }

    /// It was neither right nor wrong: something is still to be said.
    pub async fn taken_back(self, app: &App) -> DbResult<()> {
        let mut tx = app.db.begin().await?;
        sqlx::query("update sign_in_failures set failures = failures - 1 where account_hash = $1 and failures > 0")
            .bind(self.key)
            .execute(tx.on())
            .await?;
        tx.commit().await
    }

    /// It was right.
    pub async fn succeeded(self, app: &App) -> DbResult<()> {
        let mut tx = app.db.begin().await?;
        remove(&mut tx, self.key).await?;
        tx.commit().await
    }
}

async fn remove(tx: &mut Tx, key: String) -> DbResult<()> {
    sqlx::query("delete from sign_in_failures where account_hash = $1").bind(key).execute(tx.on()).await?;
    Ok(())
}

/// Ends a lock.
pub(super) async fn unlock(tx: &mut Tx, account: &str) -> DbResult<()> {
    remove(tx, key(account)).await
}

/// Until when an account is locked, if it is.
pub(super) async fn locked_until(app: &App, account: &str) -> DbResult<Option<Timestamp>> {
    let row = sqlx::query("select locked_until from sign_in_failures where account_hash = $1")
        .bind(key(account))
        .fetch_optional(app.db.pool())
        .await?;
    let until: i64 = row.map_or(Ok(0), |row| row.try_get(0))?;
    Ok((until > app.clock.now().ms()).then_some(Timestamp(until)))
}

/// Forgets attempts that count no more (index `sign_in_failures_from`).
///
/// # Errors
/// When the database fails.
pub async fn forget_old_failures(app: &App) -> DbResult<()> {
    let now = app.clock.now().ms();
    let mut tx = app.db.begin().await?;
    sqlx::query("delete from sign_in_failures where from_at < $1 and locked_until < $2")
        .bind(now - WINDOW_MS)
        .bind(now)
        .execute(tx.on())
        .await?;
    tx.commit().await
}
