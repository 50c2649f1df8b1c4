//! Carries out what rules say, once.

use sqlx::Row as _;
use truckroll_domain::triggers::{Change, MAX_DEPTH, RuleKind};
use truckroll_domain::{Actor, CommandId, Envelope, RuleId, TenantId, Timestamp, Value};
use truckroll_protocol::api::rules::RuleLogItem;
use uuid::Uuid;

use super::plan::{self, Cannot, For, Planned};
use super::queue::{self, Cause, Queued};
use super::scene::{Asked, Scene};
use super::{Kept, facts, log, targets, tasks};
use crate::App;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::ingest::{self, Beside, Caller, ExecuteError};
use crate::news::{self, News};
use crate::notify;

/// The code of a refusal that other tickets can take away.
const WAITS: &str = "open_parts";

/// A change that could not be worked on so often is given up.
const MAX_ATTEMPTS: i64 = 5;

/// Asks triggers about changes, and automation tasks about tickets.
pub struct Worker {
    pub(super) app: App,
}

/// What a rule is carried out for.
pub(super) struct Occasion<'a> {
    /// The organisation.
    pub tenant: TenantId,
    /// Trigger or automation task.
    pub kind: RuleKind,
    /// `created`, …, or `time`.
    pub event: &'a str,
    /// Names it among all occasions of the rule.
    pub key: String,
    /// When it was.
    pub at: Timestamp,
    /// The rule's place among those that run on it.
    pub order: usize,
    /// What brought it about.
    pub cause: Cause,
    /// What else is written once with what the rule does.
    pub once: Option<(&'static str, Vec<Value>)>,
}

impl Occasion<'_> {
    /// An id that this rule always gets on this occasion.
    fn id(&self, app: &App, rule: &Kept, n: u32) -> Uuid {
        let ms = u64::try_from(self.at.ms()).unwrap_or(0);
        let base = uuid::Builder::from_unix_timestamp_millis(ms, &[0; 10]).into_uuid();
        let more = format!("{} {} {} {n}", rule.id, rule.version, self.key);
        let id = app.secrets.links.derived_id("rule", self.tenant, base, more.as_bytes());
        // what is done in one moment is listed in the order in which it was done: the bits after the time count
        let place = u128::from(n % 32) + 32 * u128::try_from(self.order.min(127)).unwrap_or(0);
        let counted = 0xfff_u128 << 64;
        Uuid::from_u128((id.as_u128() & !counted) | (place << 64))
    }
}

/// Whether a rule wants to run.
pub(super) fn fires(kept: &Kept, directory: &Directory, asked: &Asked<'_>, now: Timestamp) -> bool {
    kept.ready(&facts::schema(directory), facts::today(directory, now)).holds(&asked.facts())
}

impl Worker {
    /// A worker on this database.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { app }
    }

    /// Works on every change that waits, in order, and on what that brings about. Returns how many it took.
    ///
    /// # Errors
    /// When the database fails; what was claimed comes again when its lease ends.
    pub async fn run_due(&self) -> DbResult<usize> {
        let mut taken = 0;
        loop {
            let queued = self.claim().await?;
            if queued.is_empty() {
                return Ok(taken);
            }
            taken += queued.len();
            for one in &queued {
                self.work(one).await?;
            }
        }
    }

    /// Takes the first change of every organisation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim(&self) -> DbResult<Vec<Queued>> {
        queue::claim(&self.app).await
    }

    /// Works on one change and takes it off the queue.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn work(&self, queued: &Queued) -> DbResult<()> {
        self.ask(queued).await?;
        queue::drop_row(&self.app, &queued.tenant.to_string(), queued.at).await
    }

    /// Asks every trigger about a change and carries out what they say, leaving the change in the queue.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ask(&self, queued: &Queued) -> DbResult<()> {
        let directory = self.app.directory(queued.tenant).await?;
        let waits = |kept: &&Kept| kept.rule.enabled && kept.rule.events.contains(&queued.event);
        if !directory.rules.triggers.iter().any(|kept| waits(&kept)) {
            return Ok(());
        }
        let load = || Scene::load(&self.app, &directory, queued.tenant, queued.ticket, queued.event.word());
        let Some(mut scene) = load().await? else { return Ok(()) };
        let now = self.app.clock.now();
        let schema = facts::schema(&directory);
        let change = (queued.event, queued.facts.by.as_str());
        let states = (queued.facts.before.as_ref(), &queued.facts.after);
        let asked = Asked::new(&directory, &schema, &scene, change, states).rated(queued.facts.rating);
        let firing: Vec<&Kept> =
            directory.rules.triggers.iter().filter(waits).filter(|kept| fires(kept, &directory, &asked, now)).collect();
        for (index, kept) in firing.into_iter().enumerate() {
            if index > 0 {
                // the one before may have changed the ticket
                match load().await? {
                    Some(later) => scene = later,
                    None => return Ok(()),
                }
            }
            let occasion = Occasion {
                tenant: queued.tenant,
                kind: RuleKind::Trigger,
                event: queued.event.word(),
                key: format!("{}.{}", queued.at.0, queued.at.1),
                at: queued.stored_at,
                order: index,
                cause: queued.cause.clone(),
                once: None,
            };
            let stopped = if queued.cause.chain.contains(&kept.id) {
                Some("own_change")
            } else if queued.cause.depth > MAX_DEPTH {
                Some("too_deep")
            } else if queued.attempts > MAX_ATTEMPTS {
                Some("gave_up")
            } else {
                None
            };
            match stopped {
                Some(why) => {
                    let item = self.line(&occasion, kept, &scene, "stopped", why.to_owned());
                    log::write(&self.app, queued.tenant, &item).await?;
                }
                None => self.carry_out(&directory, &occasion, kept, &scene).await?,
            }
        }
        Ok(())
    }

    fn line(&self, occasion: &Occasion<'_>, rule: &Kept, scene: &Scene, outcome: &str, why: String) -> RuleLogItem {
        RuleLogItem {
            id: occasion.id(&self.app, rule, 0).to_string(),
            at: self.app.clock.now(),
            rule: rule.id,
            kind: occasion.kind,
            title: rule.rule.title.clone(),
            ticket: scene.id,
            number: scene.number().to_owned(),
            event: occasion.event.to_owned(),
            outcome: outcome.to_owned(),
            steps: Vec::new(),
            why,
        }
    }

    /// Carries out what a rule says, with the line of the log about it, in one transaction; nothing when that line is there.
    pub(super) async fn carry_out(
        &self,
        directory: &Directory,
        occasion: &Occasion<'_>,
        rule: &Kept,
        scene: &Scene,
    ) -> DbResult<()> {
        let ids = |n: u32| occasion.id(&self.app, rule, n);
        let whom = For { id: rule.id, title: &rule.rule.title, ids: &ids };
        let planned = match plan::plan(&self.app, directory, scene, &whom, &rule.rule.actions).await {
            Ok(planned) => planned,
            Err(cannot) => {
                let why = plan::database(cannot)?;
                return self.failed(occasion, rule, scene, why).await;
            }
        };
        let commands: Vec<Envelope> = (1_u32..)
            .zip(&planned.commands)
            .map(|(n, command)| Envelope {
                id: CommandId(ids(n)),
                at: scene.now,
                offline: false,
                command: command.clone(),
            })
            .collect();
        let beside = match self.beside(directory, occasion, rule, scene, planned).await {
            Ok(beside) => beside,
            Err(cannot) => {
                let why = plan::database(cannot)?;
                return self.failed(occasion, rule, scene, why).await;
            }
        };
        if commands.is_empty() {
            return self.alone(occasion.tenant, &beside).await;
        }
        let caller = Caller { tenant: occasion.tenant, actor: Actor::System, device: None };
        match ingest::execute_beside(&self.app, &caller, commands, &beside).await {
            // whoever was first has done it
            Ok(_) | Err(ExecuteError::Overtaken) => Ok(()),
            Err(ExecuteError::Refused { why, .. }) => {
                let member = match &why {
                    truckroll_domain::Refusal::Invalid { field, problem } => format!("{problem}:{field}"),
                    other => other.code().to_owned(),
                };
                self.failed(occasion, rule, scene, member).await
            }
            Err(ExecuteError::Invalid(why)) => Err(sqlx::Error::Protocol(why)),
            Err(ExecuteError::Database(error)) => Err(error),
        }
    }

    /// What is written with the commands.
    async fn beside(
        &self,
        directory: &Directory,
        occasion: &Occasion<'_>,
        rule: &Kept,
        scene: &Scene,
        planned: Planned,
    ) -> Result<Beside, Cannot> {
        let (app, tenant) = (&self.app, occasion.tenant);
        let mut beside = Beside::of_rule(&rule.rule.title);
        let mut item = self.line(occasion, rule, scene, "done", String::new());
        item.steps = planned.steps;
        log::once(&mut beside, tenant, &item)?;
        if let Some((sql, values)) = &occasion.once {
            beside.must(*sql, values.clone());
        }
        beside.and(
            "update rules set fired_at = $1 where tenant_id = $2 and id = $3",
            vec![Value::Int(scene.now.ms()), Value::Text(tenant.to_string()), Value::Text(rule.id.to_string())],
        );
        for (group, agent) in &planned.turns {
            beside.and(
                "insert into rule_turns (tenant_id, rule_id, group_id, agent_id) values ($1, $2, $3, $4) \
                 on conflict (tenant_id, rule_id, group_id) do update set agent_id = excluded.agent_id",
                [tenant.to_string(), rule.id.to_string(), group.to_string(), agent.to_string()]
                    .map(Value::Text)
                    .to_vec(),
            );
        }
        for (n, target) in (2_000_u32..).zip(&planned.calls) {
            let rendered =
                targets::render(directory, Some((scene, &rule.rule.title)), *target).map_err(Cannot::Word)?;
            let id = occasion.id(app, rule, n);
            targets::queue(
                app,
                &mut beside,
                tenant,
                id,
                *target,
                (Some(rule.id), Some(scene.id)),
                &rendered,
                scene.now,
            )?;
        }
        notify::letters(app, &mut beside, tenant, planned.letters, scene.now)?;
        notify::browsers::tell(app, &mut beside, tenant, &planned.told, scene.now)?;
        let about = (tenant, scene.id, scene.number());
        beside.noticed = notify::messages(app, directory, &mut beside, about, &planned.messages, scene.now).await?;
        let mut chain: Vec<RuleId> = occasion.cause.chain.clone();
        chain.push(rule.id);
        beside.cause = Some(Cause { depth: occasion.cause.depth, chain });
        Ok(beside)
    }

    /// Writes what a rule does that has no commands.
    async fn alone(&self, tenant: TenantId, beside: &Beside) -> DbResult<()> {
        let mut tx = self.app.db.begin().await?;
        if !beside.write(&mut tx).await? {
            // it was done before
            return Ok(());
        }
        let news = (!beside.noticed.is_empty()).then(|| News::Noticed { tenant, agents: Some(beside.noticed.clone()) });
        if let Some(news) = &news {
            news::tell(&mut tx, news).await?;
        }
        tx.commit().await?;
        if let Some(news) = news {
            self.app.hear(news);
        }
        Ok(())
    }

    async fn failed(&self, occasion: &Occasion<'_>, rule: &Kept, scene: &Scene, why: String) -> DbResult<()> {
        tracing::info!(rule = %rule.id, ticket = %scene.id, why, "a rule could not do what it says");
        let waits = why == WAITS;
        let item = self.line(occasion, rule, scene, "failed", why);
        let mut beside = Beside::default();
        log::once(&mut beside, occasion.tenant, &item)?;
        if let Some((sql, values)) = &occasion.once {
            beside.must(*sql, values.clone());
            if waits {
                let mark = [occasion.tenant.to_string(), rule.id.to_string(), scene.id.to_string()];
                beside.and(tasks::WAITS_FOR_PARTS, mark.map(Value::Text).to_vec());
            }
        }
        let mut tx = self.app.db.begin().await?;
        if beside.write(&mut tx).await? {
            tx.commit().await?;
        }
        Ok(())
    }

    /// How many changes wait; for tests and metrics.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting(&self, tenant: TenantId) -> DbResult<i64> {
        sqlx::query("select cast(count(*) as bigint) from rule_queue where tenant_id = $1")
            .bind(tenant.to_string())
            .fetch_one(self.app.db.pool())
            .await?
            .try_get(0)
    }
}

/// The change a ticket undergoes when only time passes.
pub(super) const BY_TIME: Change = Change::Updated;
