//! What organisations may use (ORG-07, ORG-20): set by the operator with `truckroll licence`, read by administrators with
//! `GET /licence`, counted in `staff`, and looked at by every request that would change something.
//!
//! It is part of the directory in memory. Another process sets it, so every node looks every few seconds what was written.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::extract::State;
use jiff::civil::Date;
use sqlx::Row as _;
use truckroll_domain::access::Module;
use truckroll_domain::audit::Action;
use truckroll_domain::people::Agent;
use truckroll_domain::tenants::{Licence, MAX_EDITION, SEATS};
use truckroll_domain::{AgentId, TenantId, Timestamp, day};
use truckroll_protocol::api::staff::LicenceNow;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::app::Clock;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::config::{Config, SetLicence, Switch};
use crate::db::{Db, DbResult};
use crate::directory::Directory;
use crate::http::Answer;
use crate::news::News;
use crate::notify::{self, Told};

/// How often it is looked for what the operator set, and for what ends soon.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// Most seats that can be written.
const MAX_SEATS: i64 = 1_000_000;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read))
}

#[utoipa::path(
    get,
    path = "/licence",
    tag = "people",
    operation_id = "licence",
    description = "What the organisation may use: edition, seats, seats of each module, the last day; and what is used of it.",
    responses(
        (status = 200, description = "`LicenceNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<LicenceNow>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    Ok(axum::Json(now(&directory, app.clock.now())))
}

/// The licence with what is used of it.
fn now(directory: &Directory, at: Timestamp) -> LicenceNow {
    let enabled = || directory.agents.values().filter(|agent| agent.disabled_at.is_none());
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let mut used = BTreeMap::from([(SEATS.to_owned(), count(enabled().count()))]);
    for module in Module::ALL {
        let licensed = enabled().filter(|agent: &&Agent| agent.licensed(*module)).count();
        used.insert(module.word().to_owned(), count(licensed));
    }
    let today = directory.today(at);
    let licence = directory.licence.clone();
    LicenceNow { used, days_left: licence.days_left(today), over: licence.is_over(today), licence }
}

impl Directory {
    /// The day by the organisation's clock.
    #[must_use]
    pub fn today(&self, at: Timestamp) -> Date {
        self.settings.offsets(at).local(at).0
    }

    /// Whether the organisation's licence is over: it reads and does not write.
    #[must_use]
    pub fn licence_is_over(&self, at: Timestamp) -> bool {
        self.licence.last_day.is_some() && self.licence.is_over(self.today(at))
    }
}

/// The licence of an organisation and when it was written.
pub(crate) async fn load(on: &mut sqlx::AnyConnection, tenant: TenantId) -> DbResult<(Licence, i64)> {
    let row = sqlx::query("select body, written_at from tenant_licences where tenant_id = $1")
        .bind(tenant.to_string())
        .fetch_optional(on)
        .await?;
    let Some(row) = row else { return Ok((Licence::default(), 0)) };
    Ok((serde_json::from_str(&row.try_get::<String, _>(0)?).unwrap_or_default(), row.try_get(1)?))
}

/// Sets what an organisation may use, as the operator of the installation.
///
/// # Errors
/// When the database fails.
pub async fn set(app: &App, tenant: TenantId, licence: &Licence) -> DbResult<()> {
    let mut tx = app.db.begin().await?;
    // first, because it locks the organisation's row: nobody takes a seat meanwhile
    tx.take_seq(tenant, 0).await?;
    let (before, _) = load(tx.on(), tenant).await?;
    let body = serde_json::to_string(licence).map_err(|e| sqlx::Error::Encode(e.into()))?;
    sqlx::query(
        "insert into tenant_licences (tenant_id, body, written_at, warned) values ($1, $2, $3, null) \
         on conflict (tenant_id) do update set body = excluded.body, written_at = excluded.written_at, warned = null",
    )
    .bind(tenant.to_string())
    .bind(body)
    .bind(app.clock.now().ms())
    .execute(tx.on())
    .await?;
    let entry = Entry::by_system(app, tenant, Action::LicenceWritten).about("licence", tenant, &licence.edition);
    audit::write(&mut tx, entry.before(&before).after(licence)).await?;
    crate::news::tell(&mut tx, &News::Directory { tenant }).await?;
    tx.commit().await?;
    app.hear(News::Directory { tenant });
    Ok(())
}

/// Starts the look at what was set and what ends; it ends with the runtime.
pub fn start(app: &App) -> tokio::task::JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(LOOK_AGAIN);
        loop {
            tick.tick().await;
            if let Err(error) = look(&app).await {
                tracing::warn!(%error, "licences were not looked at");
            }
        }
    })
}

/// Takes over what another process set, and tells administrators whose licence ends in thirty days, in seven, tomorrow.
/// Returns how many were told.
///
/// # Errors
/// When the database fails.
pub async fn look(app: &App) -> DbResult<usize> {
    let rows =
        sqlx::query("select tenant_id, written_at, warned from tenant_licences").fetch_all(app.db.pool()).await?;
    let (now, mut count) = (app.clock.now(), 0);
    for row in rows {
        let Ok(tenant) = row.try_get::<String, _>(0)?.parse::<TenantId>() else { continue };
        let (written_at, warned): (i64, Option<i64>) = (row.try_get(1)?, row.try_get(2)?);
        if app.directory(tenant).await?.licence_at != written_at {
            app.hear(News::Directory { tenant });
        }
        let directory = app.directory(tenant).await?;
        let due = directory.licence.warning(directory.today(now));
        let due = due.filter(|days| warned.is_none_or(|warned| *days < warned));
        if let (Some(days), Some(last)) = (due, directory.licence.last_day) {
            count += warn(app, tenant, &directory, (days, written_at, warned), last).await?;
        }
    }
    Ok(count)
}

async fn warn(
    app: &App,
    tenant: TenantId,
    directory: &Directory,
    (days, written_at, warned): (i64, i64, Option<i64>),
    last: Date,
) -> DbResult<usize> {
    let mut tx = app.db.begin().await?;
    let taken = sqlx::query(
        "update tenant_licences set warned = $1 where tenant_id = $2 and written_at = $3 and coalesce(warned, -1) = $4",
    )
    .bind(days)
    .bind(tenant.to_string())
    .bind(written_at)
    .bind(warned.unwrap_or(-1))
    .execute(tx.on())
    .await?;
    if taken.rows_affected() != 1 {
        return Ok(0);
    }
    let administers = |agent: &&Agent| directory.policy.rights(agent).administers();
    let to: Vec<AgentId> = directory.agents.values().filter(administers).map(|agent| agent.id).collect();
    let args = BTreeMap::from([("title", last.to_string())]);
    let told: Vec<Told> = to.into_iter().map(|to| Told { to, kind: "licence_ends", args: args.clone() }).collect();
    let agents = notify::tell(&mut tx, app, tenant, &told, app.clock.now()).await?;
    if app.config.smtp_url.is_some()
        && let Some(email) = crate::company::confirmed(tx.on(), tenant, directory).await?
    {
        let letter = notify::Letter::licence_ends(directory, &last.to_string());
        notify::post(&mut tx, app, tenant, &email, &letter).await?;
    }
    let news = News::Noticed { tenant, agents: Some(agents) };
    crate::news::tell(&mut tx, &news).await?;
    tx.commit().await?;
    app.hear(news);
    Ok(told.len())
}

/// `truckroll licence`: shows what an organisation may use, and sets what is said.
///
/// # Errors
/// When the data cannot be opened, no organisation or several are meant, or a value is none.
pub async fn command(asked: SetLicence) -> anyhow::Result<()> {
    let changes = asked.changes();
    let config =
        Config { database_url: asked.place.database_url.clone(), ..Config::in_folder(asked.place.data.clone()) };
    let app = App::open(config, Clock::system()).await.context("failed to open the data folder or database")?;
    let (tenant, name) = organisation(&app.db, asked.organisation.as_deref()).await?;
    let mut connection = app.db.pool().acquire().await?;
    let (licence, _) = load(&mut connection, tenant).await?;
    drop(connection);
    let licence = changed(licence, &asked)?;
    if changes {
        set(&app, tenant, &licence).await?;
    }
    let directory = app.directory(tenant).await?;
    let used = now(&directory, app.clock.now()).used;
    println!("{name}");
    println!("  edition: {}", if licence.edition.is_empty() { "none" } else { &licence.edition });
    let seats = |most: Option<i64>| most.map_or_else(|| "without limit".to_owned(), |most| most.to_string());
    println!("  seats: {} of {}", used.get(SEATS).copied().unwrap_or_default(), seats(licence.seats));
    for module in Module::ALL {
        let most = licence.modules.get(module.word()).copied();
        println!("  {}: {} of {}", module.word(), used.get(module.word()).copied().unwrap_or_default(), seats(most));
    }
    println!("  white label: {}", if licence.white_label { "on" } else { "off" });
    println!("  last day: {}", licence.last_day.map_or_else(|| "never".to_owned(), |day| day.to_string()));
    Ok(())
}

/// The organisation that is meant: by vendor id or name, or the only one.
async fn organisation(db: &Db, wanted: Option<&str>) -> anyhow::Result<(TenantId, String)> {
    let rows = sqlx::query(
        "select t.id, t.name, v.vendor_id from tenants t left join vendors v on v.tenant_id = t.id order by t.name",
    )
    .fetch_all(db.pool())
    .await?;
    let mut found = Vec::new();
    for row in rows {
        let (id, name, vendor): (String, String, Option<i64>) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let is_meant = |wanted: &str| wanted == name || vendor.is_some_and(|vendor| vendor.to_string() == wanted);
        if wanted.is_none_or(is_meant) {
            found.push((id.parse()?, name));
        }
    }
    match found.len() {
        0 => bail!("there is no such organisation; give its name or its vendor id with --organisation"),
        1 => Ok(found.remove(0)),
        _ => bail!("there are several organisations; name one by its vendor id with --organisation"),
    }
}

/// A number of seats; `none` is without limit.
fn seats(text: &str) -> anyhow::Result<Option<i64>> {
    if text == "none" {
        return Ok(None);
    }
    let number = text.parse().ok().filter(|number| (0..=MAX_SEATS).contains(number));
    number.map(Some).with_context(|| format!("{text} is no number of seats; give one, or none"))
}

/// A licence with what the operator says of it.
fn changed(mut licence: Licence, asked: &SetLicence) -> anyhow::Result<Licence> {
    if let Some(edition) = &asked.edition {
        if edition.chars().count() > MAX_EDITION {
            bail!("an edition has at most {MAX_EDITION} characters");
        }
        edition.trim().clone_into(&mut licence.edition);
    }
    if let Some(text) = &asked.seats {
        licence.seats = seats(text)?;
    }
    for text in &asked.modules {
        let (word, number) = text.split_once('=').with_context(|| format!("{text} is not as in chat=5"))?;
        if Module::ALL.iter().all(|module| module.word() != word) {
            let words: Vec<&str> = Module::ALL.iter().map(|module| module.word()).collect();
            bail!("there is no module {word}; the modules are {}", words.join(", "));
        }
        match seats(number)? {
            Some(most) => licence.modules.insert(word.to_owned(), most),
            None => licence.modules.remove(word),
        };
    }
    if let Some(switch) = asked.white_label {
        licence.white_label = switch == Switch::On;
    }
    if let Some(text) = &asked.until {
        licence.last_day = match text.as_str() {
            "never" => None,
            text => Some(day::parse(text).with_context(|| format!("{text} is no day; write 2027-01-31, or never"))?),
        };
    }
    Ok(licence)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::config::{Action as Doing, Cli};

    fn said(arguments: &[&str]) -> anyhow::Result<Licence> {
        let cli = Cli::try_parse_from(["truckroll", "licence"].iter().chain(arguments))?;
        let Doing::Licence(asked) = cli.action else { bail!("another command") };
        changed(Licence { seats: Some(3), ..Licence::default() }, &asked)
    }

    #[test]
    fn what_is_said_is_changed_and_the_rest_stays() {
        assert_eq!(said(&[]).expect("nothing").seats, Some(3));
        let all = [
            "--edition",
            "Team",
            "--seats",
            "none",
            "--module",
            "chat=5",
            "--module",
            "calls=0",
            "--until",
            "2027-01-31",
            "--white-label",
            "on",
        ];
        let licence = said(&all).expect("good");
        assert_eq!((licence.edition.as_str(), licence.seats), ("Team", None));
        assert_eq!(licence.modules, BTreeMap::from([("calls".to_owned(), 0), ("chat".to_owned(), 5)]));
        assert_eq!(licence.last_day, day::parse("2027-01-31"));
        assert!(licence.white_label && !said(&["--white-label", "off"]).expect("good").white_label);
        assert!(said(&["--white-label", "maybe"]).is_err());
        for wrong in
            [["--seats", "many"], ["--seats", "-1"], ["--module", "fax=1"], ["--module", "chat"], ["--until", "soon"]]
        {
            assert!(said(&wrong).is_err(), "{wrong:?}");
        }
    }
}
