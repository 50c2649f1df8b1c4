//! The demo organisation: a lift service in Shanghai with a past of sixty days and a lively today.
//!
//! Everything goes through the door of commands (`ingest`), as the people and the system themselves would have done it,
//! with times relative to the moment of the first start. Ids are fixed, so a start that was interrupted goes on
//! where it stopped. Accounts are listed in the README; all have the password [`PASSWORD`].

mod assets;
mod customers;
mod people;
pub(crate) mod pictures;
pub(crate) mod source;
mod tickets;
mod today;
mod visits;

use sqlx::Row as _;
use truckroll_domain::time::{DAY_MS, MINUTE_MS};
use truckroll_domain::{Actor, AgentId, Command, CommandId, Envelope, TenantId, Timestamp};

use crate::App;
use crate::app::Clock;
use crate::ingest::{Caller, execute_past};

/// The password of every account of the demo.
pub const PASSWORD: &str = "truckroll-demo";
/// How long the demo's past is.
const PAST_MS: i64 = 60 * DAY_MS;
/// What happened within this time is written together; shorter is truer, longer is quicker.
const TOGETHER_MS: i64 = 3 * DAY_MS;
/// Hours east of UTC in Shanghai.
const SHANGHAI: i32 = 8;

type SeedResult<T> = anyhow::Result<T>;

/// The demo's organisation.
#[must_use]
pub fn tenant() -> TenantId {
    source::id(1, 1)
}

/// Makes the demo organisation when the database has no organisation, or goes on making it.
///
/// # Errors
/// When the database or a file cannot be written.
pub async fn seed(app: &App) -> anyhow::Result<()> {
    let Some(now) = begin(app).await? else { return Ok(()) };
    let mut seed = Seed { app: app.clone(), tenant: tenant(), now, commands: 0 };
    let pictures = pictures::make(app, seed.tenant).await?;
    let staff = people::staff(&seed, &pictures).await?;
    let customers = people::customers(&mut seed, &staff).await?;
    people::links(&seed, &customers).await?;
    let tickets = tickets::make(&mut seed, &staff, &customers, &pictures).await?;
    visits::make(&mut seed, &staff, &tickets, &pictures).await?;
    quiet(app).await?;
    today::make(&mut seed, &staff, &customers, &tickets, &pictures).await?;
    end(app).await?;
    tracing::info!(commands = seed.commands, "demo organisation is ready");
    Ok(())
}

/// What all parts of the seed need.
struct Seed {
    app: App,
    tenant: TenantId,
    /// The moment that is the demo's present.
    now: Timestamp,
    /// Commands so far; each has its number in its id.
    commands: u64,
}

impl Seed {
    /// The next command's envelope. Nothing of the demo lies in the future.
    fn envelope(&mut self, at: Timestamp, command: Command) -> Envelope {
        self.commands += 1;
        Envelope { id: source::id::<CommandId>(9, self.commands), at: at.min(self.now), offline: false, command }
    }

    /// Carries out what one person did. What he did without network arrives now.
    async fn act(&self, actor: Actor, commands: Vec<Envelope>) -> SeedResult<()> {
        if commands.is_empty() {
            return Ok(());
        }
        let caller = Caller { tenant: self.tenant, actor, device: None };
        let last = commands.iter().map(|c| c.at).max().unwrap_or(self.now);
        let received = if commands.iter().any(|c| c.offline) { self.now } else { last.min(self.now) };
        let mut then = self.app.clone();
        then.clock = Clock::from_fn(move || received);
        execute_past(&then, &caller, commands).await?;
        Ok(())
    }

    /// Minutes east of UTC by which the organisation lives.
    fn offset_min(&self) -> i32 {
        self.app.config.demo_hours_east * 60
    }

    /// The organisation's time zone.
    fn time_zone(&self) -> String {
        match self.app.config.demo_hours_east {
            SHANGHAI => "Asia/Shanghai".to_owned(),
            // the signs of these names are those of POSIX
            hours => format!("Etc/GMT{:+}", -hours),
        }
    }

    /// The organisation's midnight, `days` days ago.
    fn midnight(&self, days: i64) -> Timestamp {
        let offset = i64::from(self.offset_min()) * MINUTE_MS;
        let local = self.now.ms() + offset;
        Timestamp(local.div_euclid(DAY_MS) * DAY_MS - offset - days * DAY_MS)
    }

    /// An agent as actor.
    async fn agent(&self, id: AgentId) -> SeedResult<Actor> {
        let directory = self.app.directory(self.tenant).await?;
        directory.actor(id).ok_or_else(|| anyhow::anyhow!("the demo has no agent {id}"))
    }
}

/// The demo's present, if there is something to make.
async fn begin(app: &App) -> SeedResult<Option<Timestamp>> {
    let mut tx = app.db.begin().await?;
    let others = sqlx::query("select cast(count(*) as bigint) from tenants where id <> $1")
        .bind(tenant().to_string())
        .fetch_one(tx.on())
        .await?;
    let done = sqlx::query("select value from secrets where name = 'demo_done'").fetch_optional(tx.on()).await?;
    if done.is_some() || others.try_get::<i64, _>(0)? > 0 {
        return Ok(None);
    }
    sqlx::query("insert into secrets (name, value) values ('demo_present', $1) on conflict (name) do nothing")
        .bind(app.clock.now().ms().to_string())
        .execute(tx.on())
        .await?;
    let row = sqlx::query("select value from secrets where name = 'demo_present'").fetch_one(tx.on()).await?;
    let now: String = row.try_get(0)?;
    tx.commit().await?;
    Ok(Some(Timestamp(now.parse()?)))
}

async fn end(app: &App) -> SeedResult<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query("insert into secrets (name, value) values ('demo_done', 'yes') on conflict (name) do nothing")
        .execute(tx.on())
        .await?;
    tx.commit().await?;
    app.forget_directory(tenant());
    Ok(())
}

/// What happened in the past was noticed then.
async fn quiet(app: &App) -> SeedResult<()> {
    let mut tx = app.db.begin().await?;
    for sql in ["delete from notices where tenant_id = $1", "delete from outbox where tenant_id = $1"] {
        sqlx::query(sql).bind(tenant().to_string()).execute(tx.on()).await?;
    }
    tx.commit().await?;
    Ok(())
}
