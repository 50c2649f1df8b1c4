//! What happens by itself: triggers, automation tasks, external targets (TKT-20 to TKT-25). ADR 25.
//!
//! - A commit that changes tickets writes what changed into `rule_queue`, in its own transaction (`queue`).
//! - The [`Worker`] takes those rows in order, asks the triggers, and carries out what they say. What a rule did and the line
//!   of the log about it are stored in one transaction, and the line's id follows from rule, version and change: so it
//!   happens once, whoever dies in between.
//! - Once a minute the same worker looks for tickets that an automation task waits for (`tasks`).
//! - Calls of external targets are rows as well, delivered by [`targets::Caller`].

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use sqlx::Row as _;
use tokio::sync::broadcast::error::RecvError;
use truckroll_domain::filter::{Ready, Schema, Today};
use truckroll_domain::sla::reads_days;
use truckroll_domain::triggers::{Rule, RuleKind, Target};
use truckroll_domain::{RuleId, TargetId, TenantId, TicketId, Timestamp};

use crate::App;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::notify::Reach;

mod dry;
mod facts;
mod log;
mod people;
mod plan;
pub(crate) mod queue;
mod routes;
mod run;
pub(crate) mod scene;
mod store;
pub mod targets;
mod tasks;
pub(crate) mod wording;

pub use routes::routes;
pub use run::Worker;
pub(crate) use store::begin_with;
pub use tasks::waiting_sql;

/// When to look again at the latest.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_secs(5);

/// A rule as the directory holds it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Id.
    pub id: RuleId,
    /// How often it was written.
    pub version: i64,
    /// The rule.
    pub rule: Rule,
    /// Its conditions as they were understood when they were first asked; the directory is read again when fields change.
    ready: OnceLock<Ready>,
}

impl Kept {
    /// Its conditions, understood once; those that count days are understood anew each time.
    fn ready(&self, schema: &impl Schema, today: Today) -> Cow<'_, Ready> {
        let mut conditions = self.rule.when.all.iter().chain(&self.rule.when.any);
        if conditions.any(|condition| reads_days(condition.op)) {
            return Cow::Owned(self.rule.when.ready(schema, Some(today)));
        }
        Cow::Borrowed(self.ready.get_or_init(|| self.rule.when.ready(schema, Some(today))))
    }
}

/// A target as the directory holds it.
#[derive(Clone, Debug)]
pub struct KeptTarget {
    /// How often it was written.
    pub version: i64,
    /// The target.
    pub target: Target,
    /// Whether a password or token is kept.
    pub has_secret: bool,
}

/// The rules and targets of an organisation.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Triggers in their order.
    pub triggers: Vec<Kept>,
    /// Automation tasks in their order.
    pub automations: Vec<Kept>,
    /// Targets.
    pub targets: BTreeMap<TargetId, KeptTarget>,
}

/// Whether a placeholder says something of tickets of an organisation.
pub(crate) fn speaks_of(directory: &Directory, name: &str) -> bool {
    store::with_known(directory, false, |known| known.placeholder(name))
}

/// What placeholders say of a ticket to people; `None` when there is no such ticket.
pub(crate) async fn said_of(
    app: &App,
    directory: &Directory,
    tenant: TenantId,
    ticket: TicketId,
    names: &[&str],
) -> DbResult<Option<BTreeMap<String, String>>> {
    let scene = scene::Scene::load(app, directory, tenant, ticket, "").await?;
    let said = |scene: scene::Scene| {
        let value = |name: &&str| Some(((*name).to_owned(), scene.say(directory, scene::Manner::People, name)?));
        names.iter().filter_map(value).collect()
    };
    Ok(scene.map(said))
}

impl Rules {
    /// Reads them, as part of the directory.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(on: &mut sqlx::AnyConnection, tenant: TenantId) -> DbResult<Self> {
        let mut rules = Self::default();
        let rows = sqlx::query("select id, kind, version, body from rules where tenant_id = $1 order by position, id")
            .bind(tenant.to_string())
            .fetch_all(&mut *on)
            .await?;
        for row in rows {
            let (id, kind, body): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(3)?);
            let (Ok(id), Ok(rule)) = (id.parse(), serde_json::from_str(&body)) else { continue };
            let kept = Kept { id, version: row.try_get(2)?, rule, ready: OnceLock::new() };
            match RuleKind::from_word(&kind) {
                Some(RuleKind::Trigger) => rules.triggers.push(kept),
                Some(RuleKind::Automation) => rules.automations.push(kept),
                None => {}
            }
        }
        let rows = sqlx::query("select id, version, body, secret from targets where tenant_id = $1")
            .bind(tenant.to_string())
            .fetch_all(on)
            .await?;
        for row in rows {
            let (id, body): (String, String) = (row.try_get(0)?, row.try_get(2)?);
            let (Ok(id), Ok(target)) = (id.parse(), serde_json::from_str(&body)) else { continue };
            let has_secret = row.try_get::<Option<String>, _>(3)?.is_some();
            rules.targets.insert(id, KeptTarget { version: row.try_get(1)?, target, has_secret });
        }
        Ok(rules)
    }

    /// Whether anything waits for changes of tickets.
    #[must_use]
    pub fn wait_for_changes(&self) -> bool {
        self.triggers.iter().any(|kept| kept.rule.enabled)
    }

    /// The rules of a kind.
    #[must_use]
    pub fn of(&self, kind: RuleKind) -> &[Kept] {
        match kind {
            RuleKind::Trigger => &self.triggers,
            RuleKind::Automation => &self.automations,
        }
    }
}

/// Which addresses targets may have.
#[must_use]
pub fn reach(app: &App) -> Reach {
    if app.config.targets_any_address { Reach::AnyAddress } else { Reach::PublicOnly }
}

/// Starts the workers; they end with the runtime.
///
/// # Errors
/// When the client for calls cannot be made.
pub fn start(app: &App) -> anyhow::Result<()> {
    let (worker, caller) = (Worker::new(app.clone()), targets::Caller::new(app.clone(), reach(app))?);
    let clock = app.clock.clone();
    let (mut news, app_of_tasks) = (app.listen(), app.clone());
    tokio::spawn(async move {
        let mut looked: Option<Timestamp> = None;
        loop {
            match tokio::time::timeout(LOOK_AGAIN, news.recv()).await {
                Ok(Err(RecvError::Closed)) => return,
                Ok(Ok(_) | Err(RecvError::Lagged(_))) | Err(_) => {}
            }
            if let Err(error) = worker.run_due().await {
                tracing::warn!(%error, "triggers wait for the database");
            }
            let now = clock.now();
            if looked.is_none_or(|at| now.since_ms(at) >= tasks::EVERY_MS) {
                looked = Some(now);
                if let Err(error) = worker.run_tasks().await {
                    tracing::warn!(%error, "automation tasks wait for the database");
                }
                if let Err(error) = crate::workflows::overdue::note(&app_of_tasks).await {
                    tracing::warn!(%error, "limits of nodes wait for the database");
                }
            }
        }
    });
    let mut news = app.listen();
    let app = app.clone();
    tokio::spawn(async move {
        let mut cleared = app.clock.now();
        loop {
            match tokio::time::timeout(LOOK_AGAIN, news.recv()).await {
                Ok(Err(RecvError::Closed)) => return,
                Ok(Ok(_) | Err(RecvError::Lagged(_))) | Err(_) => {}
            }
            if let Err(error) = caller.run_due().await {
                tracing::warn!(%error, "external targets wait for the database");
            }
            let now = app.clock.now();
            if now.since_ms(cleared) >= truckroll_domain::time::DAY_MS {
                cleared = now;
                if let Err(error) = log::clear(&app).await {
                    tracing::warn!(%error, "the log of rules was not cleared");
                }
            }
        }
    });
    Ok(())
}
