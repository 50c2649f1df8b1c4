//! Staff administration: agents, groups, roles and switches (ORG-12, ORG-19 to ORG-24).
//!
//! Each of them is a definition that travels to every device. It is read with the number it was written at and replaced by
//! it (`Draft`); who wrote what is noted in the same transaction. What a role amounts to in the words of earlier
//! versions (`Agent::roles`) is kept in step here, whenever a role, a switch or an agent changes.

mod agents;
mod export;
mod groups;
mod hand_over;
mod import;
mod portrait;
mod read;
mod roles;
mod switches;

use std::collections::BTreeMap;

use serde::Serialize;
use sqlx::Row as _;
use truckroll_domain::access::{Policy, Rights, Role};
use truckroll_domain::audit::Action;
use truckroll_domain::people::Agent;
use truckroll_domain::{TenantId, Timestamp};
use utoipa_axum::router::OpenApiRouter;

use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::db::{DbResult, Tx};
use crate::directory::{Directory, Writing, definition, replace_definition};
use crate::http::{Answer, Fault};
use crate::news::{self, Announcement, Changed, News};

pub(crate) use read::open_work;

/// Kind word of agents.
const AGENT: &str = "agent";
/// Kind word of groups.
const GROUP: &str = "group";

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(read::routes())
        .merge(agents::routes())
        .merge(import::routes())
        .merge(portrait::routes())
        .merge(export::routes())
        .merge(groups::routes())
        .merge(roles::routes())
        .merge(switches::routes())
}

/// Definitions under change by one administrator, in one transaction.
pub(crate) struct Draft<'a> {
    app: &'a App,
    session: &'a Session,
    /// The transaction.
    pub(crate) tx: Tx,
    at: Timestamp,
    seq: i64,
    kinds: Vec<&'static str>,
}

impl<'a> Draft<'a> {
    /// Locks the organisation's row.
    pub(crate) async fn begin(app: &'a App, session: &'a Session) -> Answer<Self> {
        let mut tx = app.db.begin().await?;
        // first, because it locks the organisation's row: nobody else writes a definition until the end
        let seq = tx.take_seq(session.tenant, 1).await?;
        Ok(Self { app, session, tx, at: app.clock.now(), seq, kinds: Vec::new() })
    }

    /// The directory as it is under the lock.
    pub(crate) async fn directory(&mut self) -> Answer<Directory> {
        Ok(Directory::read(self.tx.on(), self.session.tenant).await?)
    }

    /// Writes a definition in the place of the one read at `seen` (0: there was none).
    pub(crate) async fn put<T: Serialize>(&mut self, kind: &'static str, id: &str, seen: i64, body: &T) -> Answer<i64> {
        self.write(kind, id, seen, Some(body)).await
    }

    /// Removes a definition.
    pub(crate) async fn remove(&mut self, kind: &'static str, id: &str, seen: i64) -> Answer<i64> {
        self.write::<()>(kind, id, seen, None).await
    }

    async fn write<T: Serialize>(&mut self, kind: &'static str, id: &str, seen: i64, body: Option<&T>) -> Answer<i64> {
        let writing =
            Writing { tenant: self.session.tenant, of: (kind, id), seen, by: &self.session.actor, at: self.at };
        let known = definition::<serde_json::Value>(self.tx.on(), self.session.tenant, kind, id).await?;
        let before = known.map(|(before, _)| before).unwrap_or_default();
        let written = replace_definition(&mut self.tx, &writing, body).await?;
        self.seq = written.ok_or_else(|| Fault::conflict(kind))?;
        let after = serde_json::to_value(body).map_err(|_| Fault::internal())?;
        let named = if after.is_null() { &before } else { &after };
        let name = named["name"].as_str().unwrap_or_default().to_owned();
        let entry = Entry::of(self.app, self.session, action(kind)).about(kind, id, &name);
        audit::write(&mut self.tx, entry.before(&before).after(&after)).await?;
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
        Ok(self.seq)
    }

    /// Brings the former words of agents in step with a policy that is about to hold.
    async fn keep_words(&mut self, directory: &Directory, policy: &Policy) -> Answer<()> {
        let numbers = numbers(&mut self.tx, self.session.tenant, AGENT).await?;
        let mut agents: Vec<&Agent> = directory.agents.values().collect();
        agents.sort_by_key(|agent| agent.id);
        for agent in agents {
            let roles = policy.duties(agent);
            // without a role of his own the words are his role
            if agent.role.is_some() && roles != agent.roles {
                let id = agent.id.to_string();
                let seen = numbers.get(&id).copied().unwrap_or_default();
                self.put(AGENT, &id, seen, &Agent { roles, ..agent.clone() }).await?;
            }
        }
        Ok(())
    }

    /// Commits and tells everybody.
    pub(crate) async fn commit(self) -> Answer<i64> {
        let Self { app, session, mut tx, seq, kinds, .. } = self;
        let changed = Changed::Definitions(kinds.iter().map(|kind| (*kind).to_owned()).collect());
        let news = News::Stored(Announcement { tenant: session.tenant, seq, changed, agents: None });
        news::tell(&mut tx, &news).await?;
        tx.commit().await?;
        app.hear(News::Directory { tenant: session.tenant });
        app.hear(news);
        tracing::info!(definitions = kinds.join(","), seq, "definitions written");
        Ok(seq)
    }
}

/// What writing a definition is called in the audit log.
fn action(kind: &str) -> Action {
    match kind {
        AGENT => Action::AgentWritten,
        GROUP => Action::GroupWritten,
        Role::KIND => Action::RoleWritten,
        _ => Action::SwitchesWritten,
    }
}

/// The numbers that definitions of a kind were written at, by id.
pub(crate) async fn numbers(tx: &mut Tx, tenant: TenantId, kind: &str) -> DbResult<BTreeMap<String, i64>> {
    // the primary key of definitions
    let rows = sqlx::query("select id, seq from definitions where tenant_id = $1 and kind = $2 and body <> ''")
        .bind(tenant.to_string())
        .bind(kind)
        .fetch_all(tx.on())
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Problems by member as an answer: 422.
pub(crate) fn unacceptable(what: &str, problems: BTreeMap<String, &'static str>) -> Fault {
    problems.iter().fold(Fault::unacceptable(what.to_owned()), |fault, (member, problem)| fault.field(member, *problem))
}

/// Counts that stand against something, as an answer: 409 with the counts by key.
pub(crate) fn in_use(usage: &BTreeMap<String, i64>) -> Fault {
    usage
        .iter()
        .filter(|(_, count)| **count > 0)
        .fold(Fault::conflict("in_use"), |fault, (what, count)| fault.field(what, count.to_string()))
}

/// Refuses whoever would give or take more than he has himself.
fn must_cover(session: &Session, rights: &Rights) -> Answer<()> {
    if covers(session, rights) { Ok(()) } else { Err(Fault::forbidden("beyond_your_role")) }
}

/// Whether somebody has at least these rights.
fn covers(session: &Session, rights: &Rights) -> bool {
    let mine = session.rights();
    mine.administers() || mine.covers(rights)
}

/// Refuses to leave the organisation without an administrator.
fn must_keep_an_administrator<'a>(policy: &Policy, mut agents: impl Iterator<Item = &'a Agent>) -> Answer<()> {
    if agents.any(|agent| policy.rights(agent).administers()) {
        Ok(())
    } else {
        Err(Fault::conflict("last_administrator"))
    }
}
