//! The second step of signing in: a code of an authenticator app, or one of ten recovery codes, each once.
//!
//! The secret is stored encrypted and counts once a code of it was given. A step of time that was used is not taken
//! again, so a code that somebody saw being typed is worth nothing. Recovery codes have 79 random bits and are stored
//! as hashes.

mod routes;
pub mod totp;

pub(super) use routes::routes;

use sqlx::Row as _;
use truckroll_domain::attachments::hash_of;
use truckroll_domain::{AgentId, TenantId, Timestamp};

use crate::App;
use crate::db::{DbResult, Tx};

/// Recovery codes that are made at once.
const CODES: usize = 10;
/// Letters of recovery codes and temporary passwords: none that is taken for another.
const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// What proved the second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// A code of the app.
    Code,
    /// A recovery code, which is used up.
    Recovery,
}

fn purpose(tenant: TenantId, agent: AgentId) -> String {
    format!("two-step {tenant} {agent}")
}

/// Sixteen letters in groups of four: 79 random bits.
pub(super) fn random_words() -> String {
    let mut groups = Vec::new();
    for _ in 0..4 {
        let group: String = (0..4).map(|_| char::from(LETTERS[rand::random_range(0..LETTERS.len())])).collect();
        groups.push(group);
    }
    groups.join("-")
}

/// When a person's second step was confirmed, if it was.
pub(super) async fn confirmed_at(app: &App, tenant: TenantId, agent: AgentId) -> DbResult<Option<Timestamp>> {
    let row = sqlx::query("select confirmed_at from second_steps where tenant_id = $1 and agent_id = $2")
        .bind(tenant.to_string())
        .bind(agent.to_string())
        .fetch_optional(app.db.pool())
        .await?;
    Ok(row.map_or(Ok(None), |row| row.try_get::<Option<i64>, _>(0))?.map(Timestamp))
}

/// Makes a fresh secret that does not count yet; a confirmed one stays, and then there is none.
async fn begin(app: &App, tenant: TenantId, agent: AgentId) -> DbResult<Option<[u8; 20]>> {
    let secret: [u8; 20] = rand::random();
    let sealed = app.secrets.seal.seal(&secret, &purpose(tenant, agent));
    let mut tx = app.db.begin().await?;
    let done = sqlx::query(
        "insert into second_steps (tenant_id, agent_id, secret, created_at, last_step) values ($1, $2, $3, $4, 0) \
         on conflict (tenant_id, agent_id) do update set secret = excluded.secret, created_at = excluded.created_at \
         where second_steps.confirmed_at is null",
    )
    .bind(tenant.to_string())
    .bind(agent.to_string())
    .bind(sealed)
    .bind(app.clock.now().ms())
    .execute(tx.on())
    .await?;
    tx.commit().await?;
    Ok((done.rows_affected() > 0).then_some(secret))
}

/// Uses a code of the app; a step that was used before is refused. `confirming`: the secret does not count yet.
async fn use_code(app: &App, tx: &mut Tx, who: (TenantId, AgentId), code: &str, confirming: bool) -> DbResult<bool> {
    let (tenant, agent) = who;
    let row = sqlx::query("select secret, confirmed_at from second_steps where tenant_id = $1 and agent_id = $2")
        .bind(tenant.to_string())
        .bind(agent.to_string())
        .fetch_optional(tx.on())
        .await?;
    let Some(row) = row else { return Ok(false) };
    let (sealed, confirmed): (String, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
    let Some(secret) = app.secrets.seal.open(&sealed, &purpose(tenant, agent)) else { return Ok(false) };
    let now = app.clock.now();
    let step = totp::step_of(&secret, code, now).filter(|_| confirmed.is_none() == confirming);
    let Some(step) = step else { return Ok(false) };
    // of two requests with the same code one changes the row
    let done = sqlx::query(
        "update second_steps set last_step = $1, confirmed_at = coalesce(confirmed_at, $2) \
         where tenant_id = $3 and agent_id = $4 and last_step < $5",
    )
    .bind(step)
    .bind(now.ms())
    .bind(tenant.to_string())
    .bind(agent.to_string())
    .bind(step)
    .execute(tx.on())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Uses a code of the app or a recovery code.
pub(super) async fn prove(app: &App, tx: &mut Tx, who: (TenantId, AgentId), code: &str) -> DbResult<Option<Proof>> {
    if use_code(app, tx, who, code, false).await? {
        return Ok(Some(Proof::Code));
    }
    let done = sqlx::query(
        "update recovery_codes set used_at = $1 \
         where tenant_id = $2 and agent_id = $3 and code_hash = $4 and used_at is null",
    )
    .bind(app.clock.now().ms())
    .bind(who.0.to_string())
    .bind(who.1.to_string())
    .bind(recovery_hash(code))
    .execute(tx.on())
    .await?;
    Ok((done.rows_affected() > 0).then_some(Proof::Recovery))
}

/// However it was typed: with or without hyphens and spaces, small or capital.
fn recovery_hash(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    hash_of(plain.to_lowercase().as_bytes())
}

/// Makes recovery codes in the place of those there were.
async fn make_codes(tx: &mut Tx, who: (TenantId, AgentId)) -> DbResult<Vec<String>> {
    remove_codes(tx, who).await?;
    let codes: Vec<String> = (0..CODES).map(|_| random_words()).collect();
    for code in &codes {
        sqlx::query("insert into recovery_codes (tenant_id, agent_id, code_hash) values ($1, $2, $3)")
            .bind(who.0.to_string())
            .bind(who.1.to_string())
            .bind(recovery_hash(code))
            .execute(tx.on())
            .await?;
    }
    Ok(codes)
}

async fn remove_codes(tx: &mut Tx, (tenant, agent): (TenantId, AgentId)) -> DbResult<()> {
    sqlx::query("delete from recovery_codes where tenant_id = $1 and agent_id = $2")
        .bind(tenant.to_string())
        .bind(agent.to_string())
        .execute(tx.on())
        .await?;
    Ok(())
}

/// Ends the second step; returns whether there was one.
pub(super) async fn remove(tx: &mut Tx, who: (TenantId, AgentId)) -> DbResult<bool> {
    remove_codes(tx, who).await?;
    let done = sqlx::query("delete from second_steps where tenant_id = $1 and agent_id = $2")
        .bind(who.0.to_string())
        .bind(who.1.to_string())
        .execute(tx.on())
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Recovery codes that were not used yet.
pub(super) async fn codes_left(app: &App, tenant: TenantId, agent: AgentId) -> DbResult<i64> {
    let row = sqlx::query(
        "select cast(count(*) as bigint) from recovery_codes where tenant_id = $1 and agent_id = $2 and used_at is null",
    )
    .bind(tenant.to_string())
    .bind(agent.to_string())
    .fetch_one(app.db.pool())
    .await?;
    row.try_get(0)
}
