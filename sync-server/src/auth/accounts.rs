//! Rows of accounts: found by name or by agent, given a password.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::people::Agent;
use truckroll_domain::{AgentId, TenantId, Timestamp};

use crate::App;
use crate::db::{DbResult, Tx, query};

/// An account that exists.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Organisation.
    pub tenant: TenantId,
    /// Whose it is.
    pub agent: AgentId,
    /// His name, empty when he is not in the directory.
    pub name: String,
    /// Account name.
    pub account: String,
    /// Hash of the password.
    pub hash: String,
    /// Whether the password is a temporary one.
    pub must_change: bool,
    /// When it was changed last.
    pub password_at: Option<Timestamp>,
    /// Whether a second step counts.
    pub two_step: bool,
}

impl Known {
    /// Somebody who signs in by other means than a password.
    pub fn without_password(tenant: TenantId, agent: &Agent) -> Self {
        Self {
            tenant,
            agent: agent.id,
            name: agent.name.clone(),
            account: agent.account.clone(),
            hash: String::new(),
            must_change: false,
            password_at: None,
            two_step: false,
        }
    }
}

const SELECT: &str = "select a.tenant_id, a.agent_id, a.account, a.password_hash, a.must_change, a.password_at, t.confirmed_at \
     from accounts a left join second_steps t on t.tenant_id = a.tenant_id and t.agent_id = a.agent_id";

/// The account of this name, of whatever organisation (primary key).
pub(super) async fn by_name(app: &App, account: &str) -> DbResult<Option<Known>> {
    let sql = format!("{SELECT} where a.account = $1");
    let row = query(&sql).bind(account.to_owned()).fetch_optional(app.db.pool()).await?;
    read(app, row).await
}

/// The account of an agent (index `accounts_agent`).
pub(super) async fn of_agent(app: &App, tenant: TenantId, agent: AgentId) -> DbResult<Option<Known>> {
    let sql = format!("{SELECT} where a.tenant_id = $1 and a.agent_id = $2");
    let row = query(&sql).bind(tenant.to_string()).bind(agent.to_string()).fetch_optional(app.db.pool()).await?;
    read(app, row).await
}

async fn read(app: &App, row: Option<AnyRow>) -> DbResult<Option<Known>> {
    let Some(row) = row else { return Ok(None) };
    let id = |index: usize| row.try_get::<String, _>(index);
    let damaged = || sqlx::Error::Decode("an id of an account cannot be read".into());
    let tenant: TenantId = id(0)?.parse().map_err(|_| damaged())?;
    let agent: AgentId = id(1)?.parse().map_err(|_| damaged())?;
    let directory = app.directory(tenant).await?;
    Ok(Some(Known {
        tenant,
        agent,
        name: directory.agents.get(&agent).map(|a| a.name.clone()).unwrap_or_default(),
        account: row.try_get(2)?,
        hash: row.try_get(3)?,
        must_change: row.try_get::<i64, _>(4)? != 0,
        password_at: row.try_get::<Option<i64>, _>(5)?.map(Timestamp),
        two_step: row.try_get::<Option<i64>, _>(6)?.is_some(),
    }))
}

/// Stores a password that its owner chose.
pub(super) async fn put_password(tx: &mut Tx, known: &Known, hash: &str, at: Timestamp) -> DbResult<()> {
    sqlx::query(
        "update accounts set password_hash = $1, must_change = 0, password_at = $2 where tenant_id = $3 and account = $4",
    )
    .bind(hash)
    .bind(at.ms())
    .bind(known.tenant.to_string())
    .bind(known.account.as_str())
    .execute(tx.on())
    .await?;
    Ok(())
}

/// Notes that a password is a temporary one.
pub(super) async fn mark_temporary(tx: &mut Tx, tenant: TenantId, account: &str, at: Timestamp) -> DbResult<()> {
    sqlx::query("update accounts set must_change = 1, password_at = $1 where tenant_id = $2 and account = $3")
        .bind(at.ms())
        .bind(tenant.to_string())
        .bind(account)
        .execute(tx.on())
        .await?;
    Ok(())
}
