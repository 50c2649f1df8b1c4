//! API tokens: `trk_` and 32 random bytes, stored as a hash. A token acts as the person who made it, with the rights he has
//! at that moment and never more than its scopes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::attachments::hash_of;
use truckroll_domain::sign_in::Scope;
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{AgentId, TenantId, Timestamp};
use truckroll_protocol::api::ApiToken;

use super::Session;
use crate::App;
use crate::db::{DbResult, Tx, query};
use crate::http::{Answer, Fault};

/// What every token begins with, so that it is recognised where it does not belong.
pub const PREFIX: &str = "trk_";
/// The kind of such a session.
pub const KIND: &str = "token";
/// How exactly the last use is remembered.
const USED_MS: i64 = 10 * MINUTE_MS;

/// The token of a request.
#[derive(Clone, Debug)]
pub struct TokenUse {
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
}

/// Makes the text of a token.
pub(super) fn fresh() -> String {
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
}

/// Stores a token.
pub(super) async fn put(tx: &mut Tx, tenant: TenantId, token: &str, item: &ApiToken) -> DbResult<()> {
    sqlx::query(
        "insert into api_tokens (tenant_id, id, token_hash, agent_id, name, scopes, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(tenant.to_string())
    .bind(item.id.as_str())
    .bind(hash_of(token.as_bytes()))
    .bind(item.agent.to_string())
    .bind(item.name.as_str())
    .bind(item.scopes.join(" "))
    .bind(item.created_at.ms())
    .bind(item.expires_at.map(Timestamp::ms))
    .execute(tx.on())
    .await?;
    Ok(())
}

const COLUMNS: &str = "id, agent_id, name, scopes, created_at, expires_at, used_at, revoked_at";

/// The tokens of an organisation, newest first, those that were withdrawn last (primary key).
pub(super) async fn list(app: &App, tenant: TenantId) -> Answer<Vec<ApiToken>> {
    let sql =
        format!("select {COLUMNS} from api_tokens where tenant_id = $1 order by created_at desc, id desc limit 1000");
    let rows = query(&sql).bind(tenant.to_string()).fetch_all(app.db.pool()).await?;
    let directory = app.directory(tenant).await?;
    let mut items: Vec<ApiToken> = rows.iter().map(item).collect::<DbResult<_>>()?;
    for item in &mut items {
        item.agent_name = directory.agents.get(&item.agent).map(|a| a.name.clone()).unwrap_or_default();
    }
    items.sort_by_key(|item| item.revoked_at.is_some());
    Ok(items)
}

fn item(row: &AnyRow) -> DbResult<ApiToken> {
    let time = |index: usize| row.try_get::<Option<i64>, _>(index).map(|at| at.map(Timestamp));
    let agent: String = row.try_get(1)?;
    let scopes: String = row.try_get(3)?;
    Ok(ApiToken {
        id: row.try_get(0)?,
        name: row.try_get(2)?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        agent: agent.parse().unwrap_or_default(),
        agent_name: String::new(),
        created_at: Timestamp(row.try_get(4)?),
        expires_at: time(5)?,
        used_at: time(6)?,
        revoked_at: time(7)?,
    })
}

/// Withdraws a token; gives what it was, or nothing if there is none that stands.
pub(super) async fn revoke(tx: &mut Tx, tenant: TenantId, id: &str, now: Timestamp) -> DbResult<Option<ApiToken>> {
    let sql = format!(
        "update api_tokens set revoked_at = $1 where tenant_id = $2 and id = $3 and revoked_at is null returning {COLUMNS}"
    );
    let row = query(&sql).bind(now.ms()).bind(tenant.to_string()).bind(id.to_owned()).fetch_optional(tx.on()).await?;
    row.as_ref().map(item).transpose()
}

/// The session that a token stands for, as its maker is now.
pub(super) async fn find(app: &App, token: &str, address: String) -> Answer<Session> {
    let unknown = || Fault::unauthenticated("token");
    let sql = format!("select {COLUMNS}, tenant_id from api_tokens where token_hash = $1");
    let row = query(&sql).bind(hash_of(token.as_bytes())).fetch_optional(app.db.pool()).await?.ok_or_else(unknown)?;
    let stored = item(&row)?;
    let tenant: TenantId = row.try_get::<String, _>(8)?.parse().map_err(|_| Fault::internal())?;
    let now = app.clock.now();
    if stored.revoked_at.is_some() {
        return Err(Fault::unauthenticated("revoked"));
    }
    if stored.expires_at.is_some_and(|at| at <= now) {
        return Err(Fault::unauthenticated("expired"));
    }
    let agent: AgentId = stored.agent;
    let directory = app.directory(tenant).await?;
    let actor = directory.actor(agent).ok_or_else(|| Fault::unauthenticated("disabled"))?;
    if stored.used_at.is_none_or(|at| now.since_ms(at) >= USED_MS) {
        let mut tx = app.db.begin().await?;
        sqlx::query("update api_tokens set used_at = $1 where tenant_id = $2 and id = $3")
            .bind(now.ms())
            .bind(tenant.to_string())
            .bind(stored.id.as_str())
            .execute(tx.on())
            .await?;
        tx.commit().await?;
    }
    let masks = directory.privacy.masks_for(&actor);
    let scopes = stored.scopes.iter().filter_map(|word| Scope::from_word(word)).collect();
    Ok(Session {
        id: stored.id,
        tenant,
        agent,
        device: None,
        kind: KIND.to_owned(),
        actor,
        by_cookie: false,
        switches: directory.policy.switches.clone(),
        masks,
        address,
        token: Some(TokenUse { name: stored.name, scopes }),
        demand: None,
    })
}
