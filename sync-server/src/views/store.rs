//! Views as they are kept: the organisation's in one order, and those a person keeps for himself, which travel to his devices
//! alone.
//!
//! While the organisation has none, the system's stand in. The first change of one makes definitions of all of them, so that
//! each can be edited, closed, moved and removed like any other.

use std::collections::BTreeSet;

use sqlx::Row as _;
use truckroll_domain::access::Targets;
use truckroll_domain::audit::Action;
use truckroll_domain::views::{TicketView, ViewProblems, or_standard, standard};
use truckroll_domain::{AgentId, TenantId, Timestamp, ViewId};
use truckroll_protocol::api::views::{NewTicketView, TicketViewNow, ViewPlace};

use super::schema;
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::customers::query::must_not_tell;
use crate::db::{DbResult, Tx};
use crate::directory::{Directory, Writing, replace_definition, replace_own_definition};
use crate::http::{Answer, Fault};
use crate::news::{self, Announcement, Changed, News};
use crate::staff::unacceptable;

/// Kind of the definition, as answers name it.
const KIND: &str = TicketView::KIND;

/// The views that a person keeps for himself (primary key of definitions).
pub(super) async fn own(
    on: &mut sqlx::AnyConnection,
    tenant: TenantId,
    agent: AgentId,
) -> DbResult<Vec<TicketViewNow>> {
    let rows = sqlx::query(
        "select seq, body from definitions where tenant_id = $1 and kind = $2 and agent_id = $3 and body <> ''",
    )
    .bind(tenant.to_string())
    .bind(KIND)
    .bind(agent.to_string())
    .fetch_all(on)
    .await?;
    let mut views = Vec::new();
    for row in rows {
        let body: String = row.try_get(1)?;
        if let Ok(view) = serde_json::from_str::<TicketView>(&body) {
            views.push(TicketViewNow { seq: row.try_get(0)?, view: TicketView { owner: Some(agent), ..view } });
        }
    }
    Ok(views)
}

/// All views with their numbers, in order: those of the organisation, or the system's in their place, then `own`.
pub(super) fn in_order(directory: &Directory, own: Vec<TicketViewNow>) -> Vec<TicketViewNow> {
    let mut seqs: std::collections::HashMap<(ViewId, bool), i64> = std::collections::HashMap::new();
    let kept = directory.ticket_views.values().map(|(seq, view)| TicketViewNow { seq: *seq, view: view.clone() });
    let all: Vec<TicketView> = kept
        .chain(own)
        .map(|now| {
            seqs.insert((now.view.id, now.view.owner.is_some()), now.seq);
            now.view
        })
        .collect();
    let seq = |view: &TicketView| seqs.get(&(view.id, view.owner.is_some())).copied().unwrap_or_default();
    or_standard(all).into_iter().map(|view| TicketViewNow { seq: seq(&view), view }).collect()
}

/// The views this person sees, in their order.
pub(super) async fn seen(app: &App, session: &Session, directory: &Directory) -> Answer<Vec<TicketViewNow>> {
    let mut connection = app.db.pool().acquire().await?;
    let own = own(&mut connection, session.tenant, session.agent).await?;
    let mut all = in_order(directory, own);
    let viewer = directory.viewer(session);
    all.retain(|now| now.view.is_for(viewer));
    Ok(all)
}

/// A view this person sees.
pub(super) async fn one(app: &App, session: &Session, directory: &Directory, id: ViewId) -> Answer<TicketView> {
    let found = seen(app, session, directory).await?.into_iter().find(|now| now.view.id == id);
    found.map(|now| now.view).ok_or_else(|| Fault::not_found(KIND))
}

/// Views under change: nobody else writes one until the end.
pub(super) struct Change<'a> {
    app: &'a App,
    session: &'a Session,
    tx: Tx,
    directory: Directory,
    own: Vec<TicketViewNow>,
    at: Timestamp,
    seq: i64,
    /// Whether anything of the organisation changed.
    shared: bool,
}

impl<'a> Change<'a> {
    pub async fn begin(app: &'a App, session: &'a Session) -> Answer<Self> {
        let mut tx = app.db.begin().await?;
        // first, because it locks the organisation's row
        let seq = tx.take_seq(session.tenant, 1).await?;
        let directory = Directory::read(tx.on(), session.tenant).await?;
        let own = own(tx.on(), session.tenant, session.agent).await?;
        Ok(Self { app, session, tx, directory, own, at: app.clock.now(), seq, shared: false })
    }

    /// The view as it is kept, the system's ones among them.
    pub fn known(&self, id: ViewId) -> Answer<TicketViewNow> {
        let all = in_order(&self.directory, self.own.clone());
        all.into_iter().find(|now| now.view.id == id).ok_or_else(|| Fault::not_found(KIND))
    }

    /// Refuses whoever may not write this view: administrators those of the organisation, everybody his own.
    pub fn allowed(&self, view: &TicketView) -> Answer<()> {
        match view.owner {
            None => self.session.must_administer(),
            Some(owner) if owner == self.session.agent => Ok(()),
            Some(_) => Err(Fault::not_found(KIND)),
        }
    }

    /// Makes definitions of the system's views, where they still stand in.
    async fn keep_standard(&mut self) -> Answer<()> {
        if !self.directory.ticket_views.is_empty() {
            return Ok(());
        }
        for view in standard() {
            let seq = self.put(&view, 0, None, Some(&view)).await?;
            self.directory.ticket_views.insert(view.id, (seq, view));
        }
        Ok(())
    }

    /// Everything that is wrong with a view.
    fn problems(&self, view: &TicketView) -> ViewProblems {
        let mut problems = view.check(&schema(&self.directory)).err().unwrap_or_default();
        let name = view.name.to_lowercase();
        let twin = |other: &TicketView| other.id != view.id && !name.is_empty() && other.name.to_lowercase() == name;
        let taken = match view.owner {
            None => self.directory.ticket_views.values().any(|(_, other)| twin(other)),
            Some(_) => self.own.iter().any(|now| twin(&now.view)),
        };
        if taken {
            problems.insert("name".to_owned(), "taken");
        }
        if view.template.is_some_and(|id| !self.directory.ticket_templates.contains_key(&id)) {
            problems.insert("template".to_owned(), "unknown");
        }
        let Targets { groups, agents, .. } = &view.audience;
        let stranger = groups.iter().any(|id| !self.directory.policy.groups.contains_key(id))
            || agents.iter().any(|id| !self.directory.agents.contains_key(id));
        if stranger {
            problems.entry("audience".to_owned()).or_insert("unknown");
        }
        problems
    }

    /// Makes a view; it is the last one in its order.
    pub async fn make(&mut self, asked: NewTicketView) -> Answer<TicketViewNow> {
        let view = asked.view.settled();
        self.allowed(&view)?;
        if asked.seq != 0 || self.known(view.id).is_ok() {
            return Err(Fault::conflict(KIND));
        }
        let (count, most) = match view.owner {
            Some(_) => (self.own.len(), TicketView::MOST_OWN),
            None => (self.directory.ticket_views.len(), TicketView::MOST),
        };
        if count >= most {
            return Err(unacceptable(KIND, ViewProblems::from([("name".to_owned(), "too_many")])));
        }
        if view.owner.is_none() {
            self.keep_standard().await?;
        }
        let all = in_order(&self.directory, self.own.clone());
        let others = all.iter().filter(|now| now.view.owner == view.owner);
        let place = others.map(|now| now.view.place).max().unwrap_or(0) + 1;
        self.write(TicketView { place, closed_at: None, ..view }, 0, None).await
    }

    /// Replaces a view.
    pub async fn replace(&mut self, id: ViewId, asked: NewTicketView) -> Answer<TicketViewNow> {
        let former = self.known(id)?;
        self.allowed(&former.view)?;
        let view = asked.view.settled();
        if view.id != id || view.owner != former.view.owner {
            return Err(unacceptable(KIND, ViewProblems::from([("id".to_owned(), "not_a_key")])));
        }
        if asked.seq != former.seq {
            return Err(Fault::conflict(KIND));
        }
        let closed_at = view.closed_at.map(|_| former.view.closed_at.unwrap_or(self.at));
        let view = TicketView { place: former.view.place, closed_at, ..view };
        if view.owner.is_none() {
            self.keep_standard().await?;
        }
        // what was there before the system's views became definitions has its number now
        let former = self.known(id)?;
        self.write(view, former.seq, Some(former.view)).await
    }

    /// Removes a view.
    pub async fn remove(&mut self, id: ViewId, seen: i64) -> Answer<()> {
        let former = self.known(id)?;
        self.allowed(&former.view)?;
        if seen != former.seq {
            return Err(Fault::conflict(KIND));
        }
        if former.view.owner.is_none() {
            self.keep_standard().await?;
        }
        let former = self.known(id)?;
        self.put(&former.view, former.seq, Some(&former.view), None).await?;
        Ok(())
    }

    /// Puts the organisation's views into another order and other folders.
    pub async fn order(&mut self, places: &[ViewPlace]) -> Answer<()> {
        self.session.must_administer()?;
        self.keep_standard().await?;
        let wanted: BTreeSet<ViewId> = places.iter().map(|place| place.id).collect();
        let there: BTreeSet<ViewId> = self.directory.ticket_views.keys().copied().collect();
        if places.len() != there.len() || wanted != there {
            return Err(Fault::conflict(KIND));
        }
        for (n, place) in (1_i64..).zip(places) {
            let Some((seq, view)) = self.directory.ticket_views.get(&place.id).cloned() else { continue };
            let moved = TicketView { place: n, folder: place.folder.clone(), ..view.clone() }.settled();
            if moved == view {
                continue;
            }
            let problems = self.problems(&moved);
            if let Some(problem) = problems.get("folder") {
                return Err(unacceptable(KIND, ViewProblems::from([("folder".to_owned(), *problem)])));
            }
            self.put(&moved, seq, Some(&view), Some(&moved)).await?;
        }
        Ok(())
    }

    async fn write(&mut self, view: TicketView, seen: i64, former: Option<TicketView>) -> Answer<TicketViewNow> {
        let problems = self.problems(&view);
        if !problems.is_empty() {
            return Err(unacceptable(KIND, problems));
        }
        if view.owner.is_some() {
            must_not_tell(self.session, &view.when)?;
        }
        let seq = self.put(&view, seen, former.as_ref(), Some(&view)).await?;
        Ok(TicketViewNow { seq, view })
    }

    async fn put(
        &mut self,
        view: &TicketView,
        seen: i64,
        before: Option<&TicketView>,
        after: Option<&TicketView>,
    ) -> Answer<i64> {
        let id = view.definition_id();
        let writing =
            Writing { tenant: self.session.tenant, of: (KIND, &id), seen, by: &self.session.actor, at: self.at };
        let written = match view.owner {
            Some(owner) => replace_own_definition(&mut self.tx, &writing, owner, after).await?,
            None => replace_definition(&mut self.tx, &writing, after).await?,
        };
        self.seq = written.ok_or_else(|| Fault::conflict(KIND))?;
        if view.owner.is_none() {
            self.shared = true;
            let name = if view.name.is_empty() { view.standard.as_str() } else { view.name.as_str() };
            let entry = Entry::of(self.app, self.session, Action::TicketViewWritten).about(KIND, &id, name);
            audit::write(&mut self.tx, entry.before(&before).after(&after)).await?;
        }
        Ok(self.seq)
    }

    pub async fn commit(self) -> Answer<()> {
        let Self { app, session, mut tx, seq, shared, .. } = self;
        let changed = Changed::Definitions(vec![KIND.to_owned()]);
        let agents = (!shared).then(|| vec![session.agent]);
        let news = News::Stored(Announcement { tenant: session.tenant, seq, changed, agents });
        news::tell(&mut tx, &news).await?;
        tx.commit().await?;
        if shared {
            app.hear(News::Directory { tenant: session.tenant });
        }
        app.hear(news);
        tracing::info!(seq, shared, "views of tickets written");
        Ok(())
    }
}
