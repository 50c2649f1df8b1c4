//! Rows of sessions and devices: opened, found again by their token, ended with a code that says why.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::attachments::hash_of;
use truckroll_domain::time::{DAY_MS, MINUTE_MS};
use truckroll_domain::{AgentId, DeviceId, TenantId, Timestamp};
use truckroll_protocol::api::NewDevice;

use super::{DESK, PHONE, Session};
use crate::App;
use crate::db::{DbResult, Tx};
use crate::http::{Answer, Fault};
use crate::news::{self, News};

/// A session that nobody used for so long is over.
const IDLE_MS: i64 = 90 * DAY_MS;
/// How exactly the last use is remembered.
const SEEN_MS: i64 = 10 * MINUTE_MS;

/// A session that was just opened.
pub(super) struct Opened {
    pub token: String,
    pub session: String,
    pub kind: String,
}

fn hash(token: &str) -> String {
    hash_of(token.as_bytes())
}

/// Opens a session. Ends other sessions of the device, and for a phone the account's other phones.
pub(super) async fn open(app: &App, tenant: TenantId, agent: AgentId, device: Option<&NewDevice>) -> Answer<Opened> {
    let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let session = app.fresh::<uuid::Uuid>().to_string();
    let now = app.clock.now();
    let kind = device.map_or(DESK, |d| d.kind.as_str()).to_owned();
    let mut tx = app.db.begin().await?;
    // one sign-in of an organisation at a time, so that two phones cannot both believe to be the only one
    tx.take_seq(tenant, 0).await?;
    let mut over = Vec::new();
    if let Some(device) = device {
        enrol(&mut tx, tenant, agent, device, now).await?;
        let same_device = sqlx::query(
            "update sessions set ended_at = $1, ended_code = 'signed_out' \
             where tenant_id = $2 and device_id = $3 and ended_at is null returning id",
        )
        .bind(now.ms())
        .bind(tenant.to_string())
        .bind(device.id.to_string())
        .fetch_all(tx.on())
        .await?;
        over.extend(ended(&same_device, "signed_out")?);
        if kind == PHONE {
            let other_phones = sqlx::query(
                "update sessions set ended_at = $1, ended_code = 'signed_in_elsewhere' \
                 where tenant_id = $2 and agent_id = $3 and kind = 'phone' and ended_at is null returning id",
            )
            .bind(now.ms())
            .bind(tenant.to_string())
            .bind(agent.to_string())
            .fetch_all(tx.on())
            .await?;
            over.extend(ended(&other_phones, "signed_in_elsewhere")?);
        }
    }
    sqlx::query(
        "insert into sessions (tenant_id, id, token_hash, agent_id, device_id, kind, created_at, seen_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(tenant.to_string())
    .bind(session.as_str())
    .bind(hash(&token))
    .bind(agent.to_string())
    .bind(device.map(|d| d.id.to_string()))
    .bind(kind.as_str())
    .bind(now.ms())
    .bind(now.ms())
    .execute(tx.on())
    .await?;
    tell(&mut tx, &over).await?;
    tx.commit().await?;
    hear(app, over);
    Ok(Opened { token, session, kind })
}

/// Sessions that ended with a code, as news.
fn ended(rows: &[AnyRow], code: &str) -> DbResult<Vec<News>> {
    rows.iter().map(|row| Ok(News::Ended { session: row.try_get(0)?, code: code.to_owned() })).collect()
}

async fn tell(tx: &mut Tx, news: &[News]) -> DbResult<()> {
    for one in news {
        news::tell(tx, one).await?;
    }
    Ok(())
}

fn hear(app: &App, news: Vec<News>) {
    for one in news {
        app.hear(one);
    }
}

/// Notes that a device belongs to an agent now. A device of another organisation is never taken over.
async fn enrol(tx: &mut Tx, tenant: TenantId, agent: AgentId, device: &NewDevice, now: Timestamp) -> Answer<()> {
    let elsewhere = sqlx::query("select 1 from devices where id = $1 and tenant_id <> $2")
        .bind(device.id.to_string())
        .bind(tenant.to_string())
        .fetch_optional(tx.on())
        .await?;
    if elsewhere.is_some() {
        return Err(Fault::conflict("device"));
    }
    sqlx::query(
        "insert into devices (tenant_id, id, agent_id, kind, name, created_at, seen_at) values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (tenant_id, id) do update set agent_id = excluded.agent_id, kind = excluded.kind, \
         name = excluded.name, seen_at = excluded.seen_at",
    )
    .bind(tenant.to_string())
    .bind(device.id.to_string())
    .bind(agent.to_string())
    .bind(device.kind.as_str())
    .bind(device.name.as_str())
    .bind(now.ms())
    .bind(now.ms())
    .execute(tx.on())
    .await?;
    Ok(())
}

/// Finds the session of a token.
pub(super) async fn find(app: &App, token: &str, by_cookie: bool) -> Answer<Session> {
    let row = sqlx::query(
        "select tenant_id, id, agent_id, device_id, kind, seen_at, ended_code, ended_at from sessions where token_hash = $1",
    )
    .bind(hash(token))
    .fetch_optional(app.db.pool())
    .await?;
    let row = row.ok_or_else(|| Fault::unauthenticated("token"))?;
    if row.try_get::<Option<i64>, _>(7)?.is_some() {
        let code: Option<String> = row.try_get(6)?;
        return Err(Fault::unauthenticated(code.unwrap_or_default()));
    }
    let now = app.clock.now();
    let seen = Timestamp(row.try_get(5)?);
    if now.since_ms(seen) >= IDLE_MS {
        return Err(Fault::unauthenticated("expired"));
    }
    let text = |index: usize| row.try_get::<String, _>(index);
    let (tenant, agent) = (id::<TenantId>(&text(0)?)?, id::<AgentId>(&text(2)?)?);
    let device: Option<String> = row.try_get(3)?;
    let device = device.map(|d| id::<DeviceId>(&d)).transpose()?;
    let directory = app.directory(tenant).await?;
    let actor = directory.actor(agent).ok_or_else(|| Fault::unauthenticated("disabled"))?;
    let switches = directory.policy.switches.clone();
    let masks = directory.privacy.masks_for(&actor);
    let session = Session { id: text(1)?, tenant, agent, device, kind: text(4)?, actor, by_cookie, switches, masks };
    if now.since_ms(seen) >= SEEN_MS {
        touch(app, &session, now).await?;
    }
    Ok(session)
}

fn id<T: std::str::FromStr>(text: &str) -> Answer<T> {
    text.parse().map_err(|_| Fault::internal())
}

async fn touch(app: &App, session: &Session, now: Timestamp) -> DbResult<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query("update sessions set seen_at = $1 where tenant_id = $2 and id = $3")
        .bind(now.ms())
        .bind(session.tenant.to_string())
        .bind(session.id.as_str())
        .execute(tx.on())
        .await?;
    if let Some(device) = session.device {
        sqlx::query("update devices set seen_at = $1 where tenant_id = $2 and id = $3")
            .bind(now.ms())
            .bind(session.tenant.to_string())
            .bind(device.to_string())
            .execute(tx.on())
            .await?;
    }
    tx.commit().await
}

/// Why a session is over, or `None` while it stands.
pub(crate) async fn ended_code(app: &App, session: &Session) -> DbResult<Option<String>> {
    let row = sqlx::query("select ended_at, ended_code from sessions where tenant_id = $1 and id = $2")
        .bind(session.tenant.to_string())
        .bind(session.id.as_str())
        .fetch_optional(app.db.pool())
        .await?;
    let Some(row) = row else { return Ok(Some("signed_out".to_owned())) };
    if row.try_get::<Option<i64>, _>(0)?.is_some() {
        return Ok(Some(row.try_get::<Option<String>, _>(1)?.unwrap_or_default()));
    }
    let stands = app.directory(session.tenant).await?.actor(session.agent).is_some();
    Ok((!stands).then(|| "disabled".to_owned()))
}

/// Ends one session.
///
/// # Errors
/// When the database fails.
pub async fn end(app: &App, tenant: TenantId, session: &str, code: &str) -> DbResult<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "update sessions set ended_at = $1, ended_code = $2 where tenant_id = $3 and id = $4 and ended_at is null",
    )
    .bind(app.clock.now().ms())
    .bind(code)
    .bind(tenant.to_string())
    .bind(session)
    .execute(tx.on())
    .await?;
    let over = News::Ended { session: session.to_owned(), code: code.to_owned() };
    news::tell(&mut tx, &over).await?;
    tx.commit().await?;
    app.hear(over);
    Ok(())
}

/// Ends all sessions of an agent: the account was disabled or its password changed.
///
/// # Errors
/// When the database fails.
pub async fn end_all_of(app: &App, tenant: TenantId, agent: AgentId, code: &str) -> DbResult<()> {
    let mut tx = app.db.begin().await?;
    let rows = sqlx::query(
        "update sessions set ended_at = $1, ended_code = $2 \
         where tenant_id = $3 and agent_id = $4 and ended_at is null returning id",
    )
    .bind(app.clock.now().ms())
    .bind(code)
    .bind(tenant.to_string())
    .bind(agent.to_string())
    .fetch_all(tx.on())
    .await?;
    let over = ended(&rows, code)?;
    tell(&mut tx, &over).await?;
    tx.commit().await?;
    hear(app, over);
    Ok(())
}
