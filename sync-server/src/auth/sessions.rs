//! Rows of sessions and devices: opened, found again by their token, ended with a code that says why.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::attachments::hash_of;
use truckroll_domain::audit::Action;
use truckroll_domain::sign_in::Demand;
use truckroll_domain::time::{DAY_MS, MINUTE_MS};
use truckroll_domain::{AgentId, DeviceId, TenantId, Timestamp};
use truckroll_protocol::api::{NewDevice, SessionItem};

use super::{DESK, Known, PHONE, Session};
use crate::App;
use crate::audit::{self, Entry};
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

/// What a session is opened with.
pub(super) struct Opening<'a> {
    /// Whose it is.
    pub known: &'a Known,
    /// The device, if one signs in.
    pub device: Option<&'a NewDevice>,
    /// Where from.
    pub address: &'a str,
    /// What the browser calls itself.
    pub agent_header: &'a str,
    /// What the person proved himself by: [`BY_PASSWORD`] or [`BY_OIDC`].
    pub proof: &'static str,
}

/// By password, and a code where there is a second step.
pub(super) const BY_PASSWORD: &str = "password";
/// By an identity provider, which sees to second steps itself.
pub(super) const BY_OIDC: &str = "oidc";

/// Opens a session. Ends other sessions of the device, and for a phone the account's other phones.
pub(super) async fn open(app: &App, tx: &mut Tx, opening: &Opening<'_>) -> Answer<(Opened, Vec<News>)> {
    let Opening { known, device, address, agent_header, proof } = *opening;
    let (tenant, agent) = (known.tenant, known.agent);
    let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let session = app.fresh::<uuid::Uuid>().to_string();
    let now = app.clock.now();
    let kind = device.map_or(DESK, |d| d.kind.as_str()).to_owned();
    // one sign-in of an organisation at a time, so that two phones cannot both believe to be the only one
    tx.take_seq(tenant, 0).await?;
    let mut over = Vec::new();
    if let Some(device) = device {
        enrol(tx, tenant, agent, device, now).await?;
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
        "insert into sessions (tenant_id, id, token_hash, agent_id, device_id, kind, created_at, seen_at, address, name, proof) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(tenant.to_string())
    .bind(session.as_str())
    .bind(hash(&token))
    .bind(agent.to_string())
    .bind(device.map(|d| d.id.to_string()))
    .bind(kind.as_str())
    .bind(now.ms())
    .bind(now.ms())
    .bind(address)
    .bind(device.map(|d| d.name.clone()).filter(|n| !n.is_empty()).unwrap_or_else(|| browser(agent_header)))
    .bind(proof)
    .execute(tx.on())
    .await?;
    tell(tx, &over).await?;
    let entry = Entry::by_person(app, tenant, (agent, &known.name), address, Action::SignedIn).within(&session);
    let state = serde_json::json!({ "kind": kind, "by": proof });
    audit::write(tx, entry.about("agent", agent, &known.name).after(&state)).await?;
    Ok((Opened { token, session, kind }, over))
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

/// A browser by its name and system, as people know them.
fn browser(header: &str) -> String {
    let first = |words: &[(&str, &'static str)]| {
        words.iter().find(|(mark, _)| header.contains(mark)).map_or("", |(_, name)| *name)
    };
    // each calls itself by the names of older ones too, so the order matters
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
}

pub(super) fn hear(app: &App, news: Vec<News>) {
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

/// Finds the session of a token, with what is demanded of its person (keys of all three tables, `accounts_agent`).
pub(super) async fn find(app: &App, token: &str, by_cookie: bool, address: String) -> Answer<Session> {
    let row = sqlx::query(
        "select s.tenant_id, s.id, s.agent_id, s.device_id, s.kind, s.seen_at, s.ended_code, s.ended_at, s.proof, \
         a.must_change, t.confirmed_at from sessions s \
         left join accounts a on a.tenant_id = s.tenant_id and a.agent_id = s.agent_id \
         left join second_steps t on t.tenant_id = s.tenant_id and t.agent_id = s.agent_id where s.token_hash = $1",
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
    let (must_change, confirmed): (Option<i64>, Option<i64>) = (row.try_get(9)?, row.try_get(10)?);
    let masks = directory.privacy.masks_for(&actor);
    let mut session = Session {
        id: text(1)?,
        tenant,
        agent,
        device,
        kind: text(4)?,
        actor,
        by_cookie,
        switches,
        masks,
        address,
        token: None,
        demand: None,
    };
    if text(8)? == BY_PASSWORD {
        let asked = directory.sign_in.two_step.asks(session.must_administer().is_ok());
        session.demand = demand(must_change.unwrap_or_default() != 0, asked, confirmed.is_some());
    }
    if now.since_ms(seen) >= SEEN_MS {
        touch(app, &session, now).await?;
    }
    Ok(session)
}

fn id<T: std::str::FromStr>(text: &str) -> Answer<T> {
    text.parse().map_err(|_| Fault::internal())
}

/// What is demanded of a person who signed in by password.
pub(super) fn demand(must_change: bool, second_step_asked: bool, second_step_there: bool) -> Option<Demand> {
    if must_change {
        Some(Demand::PasswordChange)
    } else if second_step_asked && !second_step_there {
        Some(Demand::SecondStep)
    } else {
        None
    }
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
    let row = sqlx::query(
        "select s.ended_at, s.ended_code, s.proof, a.must_change, t.confirmed_at from sessions s \
         left join accounts a on a.tenant_id = s.tenant_id and a.agent_id = s.agent_id \
         left join second_steps t on t.tenant_id = s.tenant_id and t.agent_id = s.agent_id \
         where s.tenant_id = $1 and s.id = $2",
    )
    .bind(session.tenant.to_string())
    .bind(session.id.as_str())
    .fetch_optional(app.db.pool())
    .await?;
    let Some(row) = row else { return Ok(Some("signed_out".to_owned())) };
    if row.try_get::<Option<i64>, _>(0)?.is_some() {
        return Ok(Some(row.try_get::<Option<String>, _>(1)?.unwrap_or_default()));
    }
    let directory = app.directory(session.tenant).await?;
    if directory.actor(session.agent).is_none() {
        return Ok(Some("disabled".to_owned()));
    }
    // a phone has no screen for what is demanded first: it signs in anew and is told there
    if session.kind == PHONE && row.try_get::<String, _>(2)? == BY_PASSWORD {
        let (must_change, confirmed): (Option<i64>, Option<i64>) = (row.try_get(3)?, row.try_get(4)?);
        let asked = directory.sign_in.two_step.asks(session.must_administer().is_ok());
        let demand = demand(must_change.unwrap_or_default() != 0, asked, confirmed.is_some());
        return Ok(demand.map(|d| d.code().to_owned()));
    }
    Ok(None)
}

/// The sessions of a person that stand, last used first (index `sessions_agent`).
pub(super) async fn list(app: &App, tenant: TenantId, agent: AgentId, own: &str) -> DbResult<Vec<SessionItem>> {
    let rows = sqlx::query(
        "select s.id, s.kind, s.name, s.address, s.created_at, s.seen_at, d.name from sessions s \
         left join devices d on d.tenant_id = s.tenant_id and d.id = s.device_id \
         where s.tenant_id = $1 and s.agent_id = $2 and s.ended_at is null and s.seen_at > $3 \
         order by s.seen_at desc, s.id limit 200",
    )
    .bind(tenant.to_string())
    .bind(agent.to_string())
    .bind(app.clock.now().plus_ms(-IDLE_MS).ms())
    .fetch_all(app.db.pool())
    .await?;
    let item = |row: &AnyRow| {
        let id: String = row.try_get(0)?;
        let (name, device): (String, Option<String>) = (row.try_get(2)?, row.try_get(6)?);
        Ok(SessionItem {
            current: id == own,
            id,
            kind: row.try_get(1)?,
            name: device.filter(|d| !d.is_empty()).unwrap_or(name),
            address: row.try_get(3)?,
            created_at: Timestamp(row.try_get(4)?),
            seen_at: Timestamp(row.try_get(5)?),
        })
    };
    rows.iter().map(item).collect()
}

/// Ends one session of a person in a transaction; the caller hears the news after the commit. None: it did not stand.
pub(super) async fn end_one_in(
    app: &App,
    tx: &mut Tx,
    (tenant, agent): (TenantId, AgentId),
    session: &str,
    code: &str,
) -> DbResult<Vec<News>> {
    let rows = sqlx::query(
        "update sessions set ended_at = $1, ended_code = $2 \
         where tenant_id = $3 and agent_id = $4 and id = $5 and ended_at is null returning id",
    )
    .bind(app.clock.now().ms())
    .bind(code)
    .bind(tenant.to_string())
    .bind(agent.to_string())
    .bind(session)
    .fetch_all(tx.on())
    .await?;
    let over = ended(&rows, code)?;
    tell(tx, &over).await?;
    Ok(over)
}

/// Ends all sessions of a person but one in a transaction; the caller hears the news after the commit.
pub(super) async fn end_in(
    app: &App,
    tx: &mut Tx,
    (tenant, agent): (TenantId, AgentId),
    except: Option<&str>,
    code: &str,
) -> DbResult<Vec<News>> {
    // no session has an empty id
    let rows = sqlx::query(
        "update sessions set ended_at = $1, ended_code = $2 \
         where tenant_id = $3 and agent_id = $4 and ended_at is null and id <> $5 returning id",
    )
    .bind(app.clock.now().ms())
    .bind(code)
    .bind(tenant.to_string())
    .bind(agent.to_string())
    .bind(except.unwrap_or_default())
    .fetch_all(tx.on())
    .await?;
    let over = ended(&rows, code)?;
    tell(tx, &over).await?;
    Ok(over)
}

/// Ends all sessions of an agent: the account was disabled.
///
/// # Errors
/// When the database fails.
pub async fn end_all_of(app: &App, tenant: TenantId, agent: AgentId, code: &str) -> DbResult<()> {
    let mut tx = app.db.begin().await?;
    let over = end_in(app, &mut tx, (tenant, agent), None, code).await?;
    tx.commit().await?;
    hear(app, over);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_as_people_know_it() {
        for (header, name) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
                "Chrome · Android",
            ),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iOS"),
            ("curl/8.0", ""),
            ("", ""),
        ] {
            assert_eq!(browser(header), name);
        }
    }
}
