//! Macros of tickets (TKT-26): `GET` and `POST /macros`, `PUT /macros/order`, `PUT` and `DELETE /macros/{id}`.
//!
//! Administrators keep them; who works with tickets reads those that run for him. They travel to phones as definitions, and what
//! they stop is stopped here too (`crate::ingest`), except for work that was done before its device could know them.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::StatusCode;
use truckroll_domain::access::{Area, Verb, Viewer};
use truckroll_domain::audit::Action;
use truckroll_domain::macros::{AtNode, Known, MOST, Macro, MacroProblems};
use truckroll_domain::tickets::TemplateRef;
use truckroll_domain::workflows::NodeKind;
use truckroll_domain::{MacroId, TenantId, Timestamp};
use truckroll_protocol::api::macros::{MacroNow, MacroOrder, NewMacro};
use truckroll_protocol::api::staff::Removal;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::db::{DbResult, Tx};
use crate::directory::{Directory, Writing, replace_definition, written};
use crate::http::{Answer, Fault, Id, Json, Strict, input};
use crate::news::{self, Announcement, Changed, News};
use crate::staff::unacceptable;

/// Kind of the definition, as answers name it.
const KIND: &str = Macro::KIND;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(order)).routes(routes!(replace, remove))
}

/// The macros of an organisation.
#[derive(Clone, Debug, Default)]
pub struct Macros {
    /// All of them in their order, those that are switched off among them.
    pub all: Vec<Macro>,
    seqs: BTreeMap<MacroId, i64>,
    /// When one was last written or removed: by number, and by time where that was noted.
    last: (i64, Option<Timestamp>),
}

impl Macros {
    /// Takes one that was read.
    pub(crate) fn take(&mut self, seq: i64, body: &str) {
        if let Ok(one) = serde_json::from_str::<Macro>(body) {
            self.last.0 = self.last.0.max(seq);
            self.seqs.insert(one.id, seq);
            self.all.push(one);
        }
    }

    /// Puts them in order once all are there, and reads when one was last written.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn complete(&mut self, on: &mut sqlx::AnyConnection, tenant: TenantId) -> DbResult<()> {
        self.all.sort_by_key(|one| (one.place, one.id));
        if let Some((seq, noted)) = written(on, tenant, KIND, 1).await?.first() {
            self.last = (self.last.0.max(*seq), Some(noted.at));
        }
        Ok(())
    }

    /// Whether work that a device did at `at` may have been done by other macros: it has read everything up to `known`.
    pub(crate) fn are_newer(&self, at: Timestamp, known: i64, now: Timestamp) -> bool {
        let (seq, written_at) = self.last;
        let long_ago = |written: Timestamp| now.ms() - written.ms() > crate::directory::FORMER_RULES_MS;
        (seq > known || written_at.is_some_and(|written| written > at)) && !written_at.is_some_and(long_ago)
    }

    /// Those that run for somebody, for tickets of one template where it is said which.
    pub(crate) fn of(&self, viewer: Viewer<'_>, template: Option<Option<TemplateRef>>) -> Vec<Macro> {
        let fits = |one: &Macro| match template {
            Some(of) => one.templates.is_empty() || of.is_some_and(|of| one.templates.contains(&of.id)),
            None => true,
        };
        self.all.iter().filter(|one| one.enabled && one.scope.includes(viewer) && fits(one)).cloned().collect()
    }

    fn now(&self, one: &Macro) -> MacroNow {
        MacroNow { seq: self.seqs.get(&one.id).copied().unwrap_or_default(), body: one.clone() }
    }
}

#[utoipa::path(
    get,
    path = "/macros",
    tag = "tickets",
    operation_id = "macros",
    description = "The macros in their order, each with the number to replace it by. Administrators see all, others those that run \
                   for them.",
    responses(
        (status = 200, description = "List of `MacroNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "No right to see tickets"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<MacroNow>>> {
    let directory = app.directory(session.tenant).await?;
    let macros = &directory.macros;
    if session.must_administer().is_ok() {
        return Ok(axum::Json(macros.all.iter().map(|one| macros.now(one)).collect()));
    }
    session.must(Area::Tickets, Verb::View)?;
    Ok(axum::Json(macros.of(directory.viewer(&session), None).iter().map(|one| macros.now(one)).collect()))
}

#[utoipa::path(
    post,
    path = "/macros",
    tag = "tickets",
    operation_id = "make_macro",
    description = "Makes a macro; it is the last one in the order.",
    request_body(content = serde_json::Value, description = "`NewMacro` with the number 0"),
    responses(
        (status = 201, description = "`MacroNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "There is one with this id"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn make(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewMacro>,
) -> Answer<(StatusCode, axum::Json<MacroNow>)> {
    session.must_administer()?;
    let mut change = Change::begin(&app, &session).await?;
    let all = &change.directory.macros.all;
    if asked.seq != 0 || all.iter().any(|one| one.id == asked.body.id) {
        return Err(Fault::conflict(KIND));
    }
    if all.len() >= MOST {
        return Err(unacceptable(KIND, [("title".to_owned(), "too_many")].into()));
    }
    let place = all.iter().map(|one| one.place).max().unwrap_or(0) + 1;
    let now = change.write(Macro { place, ..asked.body }, 0).await?;
    change.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(now)))
}

#[utoipa::path(
    put,
    path = "/macros/{id}",
    tag = "tickets",
    operation_id = "replace_macro",
    description = "Replaces a macro; it keeps its place.",
    params(("id" = String, Path, description = "Macro")),
    request_body(content = serde_json::Value, description = "`NewMacro`"),
    responses(
        (status = 200, description = "`MacroNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such macro"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Id(id): Id<MacroId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<axum::Json<MacroNow>> {
    session.must_administer()?;
    let mut change = Change::begin(&app, &session).await?;
    let former = change.known(id)?;
    let asked: NewMacro = input::strictly(given.to_string().as_bytes())?;
    if asked.body.id != id {
        return Err(unacceptable(KIND, [("id".to_owned(), "not_a_key")].into()));
    }
    let now = change.write(Macro { place: former.place, ..asked.body }, asked.seq).await?;
    change.commit().await?;
    Ok(axum::Json(now))
}

#[utoipa::path(
    put,
    path = "/macros/order",
    tag = "tickets",
    operation_id = "order_macros",
    description = "Puts the macros into another order: they run one after the other, and the last word counts.",
    request_body(content = serde_json::Value, description = "`MacroOrder` with all macros"),
    responses(
        (status = 200, description = "List of `MacroNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "There are other macros meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn order(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<MacroOrder>,
) -> Answer<axum::Json<Vec<MacroNow>>> {
    session.must_administer()?;
    let mut change = Change::begin(&app, &session).await?;
    let macros = change.directory.macros.clone();
    let there: BTreeSet<MacroId> = macros.all.iter().map(|one| one.id).collect();
    if asked.ids.len() != there.len() || asked.ids.iter().copied().collect::<BTreeSet<_>>() != there {
        return Err(Fault::conflict(KIND));
    }
    for one in &macros.all {
        let place = asked.ids.iter().position(|id| *id == one.id).and_then(|n| u32::try_from(n + 1).ok());
        let place = place.unwrap_or(one.place);
        if place != one.place {
            let moved = Macro { place, ..one.clone() };
            change.put(one.id, macros.now(one).seq, Some(one), Some(&moved)).await?;
        }
    }
    change.commit().await?;
    let directory = app.directory(session.tenant).await?;
    Ok(axum::Json(directory.macros.all.iter().map(|one| directory.macros.now(one)).collect()))
}

#[utoipa::path(
    delete,
    path = "/macros/{id}",
    tag = "tickets",
    operation_id = "remove_macro",
    description = "Removes a macro. One that others hide or ask about stays.",
    params(("id" = String, Path, description = "Macro")),
    request_body(content = serde_json::Value, description = "`Removal`"),
    responses(
        (status = 204, description = "Removed"),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such macro"),
        (status = 409, description = "Somebody else wrote it meanwhile, or another macro names it"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(
    State(app): State<App>,
    session: Session,
    Id(id): Id<MacroId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<StatusCode> {
    session.must_administer()?;
    let mut change = Change::begin(&app, &session).await?;
    let former = change.known(id)?;
    let asked: Removal = input::strictly(given.to_string().as_bytes())?;
    if change.directory.macros.all.iter().any(|other| other.id != id && other.names(id)) {
        return Err(Fault::conflict("another macro names it"));
    }
    change.put(id, asked.seq, Some(&former), None).await?;
    change.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Macros under change: nobody else writes one until the end.
struct Change<'a> {
    app: &'a App,
    session: &'a Session,
    tx: Tx,
    directory: Directory,
    at: Timestamp,
    seq: i64,
}

impl<'a> Change<'a> {
    async fn begin(app: &'a App, session: &'a Session) -> Answer<Self> {
        let mut tx = app.db.begin().await?;
        // first, because it locks the organisation's row
        let seq = tx.take_seq(session.tenant, 1).await?;
        let directory = Directory::read(tx.on(), session.tenant).await?;
        Ok(Self { app, session, tx, directory, at: app.clock.now(), seq })
    }

    fn known(&self, id: MacroId) -> Answer<Macro> {
        let found = self.directory.macros.all.iter().find(|one| one.id == id).cloned();
        found.ok_or_else(|| Fault::not_found(KIND))
    }

    /// Everything that is wrong with a macro.
    fn problems(&self, one: &Macro) -> MacroProblems {
        let directory = &self.directory;
        // a macro that was there before a field or node was taken away keeps its name for it until it is written again
        let node = |at: &AtNode| {
            directory.workflows.get(&at.workflow).is_some_and(|(_, design)| {
                let found = design.draft.node(&at.node);
                found.is_some_and(|node| matches!(node.kind, NodeKind::Task { .. }))
            })
        };
        let known = Known {
            set: &directory.ticket_fields.now,
            forms: &directory.row_forms,
            template: &|id| directory.ticket_templates.contains_key(&id),
            agent: &|id| directory.agents.contains_key(&id),
            group: &|id| directory.groups.iter().any(|group| group.id == id),
            other: &|id| directory.macros.all.iter().any(|other| other.id == id),
            node: &node,
        };
        let mut problems = one.check(&known).err().unwrap_or_default();
        if directory.macros.all.iter().any(|other| other.id != one.id && other.title == one.title) {
            problems.insert("title".to_owned(), "taken");
        }
        problems
    }

    async fn write(&mut self, one: Macro, seen: i64) -> Answer<MacroNow> {
        let one = Macro { title: one.title.trim().to_owned(), ..one };
        let problems = self.problems(&one);
        if !problems.is_empty() {
            return Err(unacceptable(KIND, problems));
        }
        let former = self.known(one.id).ok();
        self.put(one.id, seen, former.as_ref(), Some(&one)).await?;
        Ok(MacroNow { seq: self.seq, body: one })
    }

    async fn put(&mut self, id: MacroId, seen: i64, before: Option<&Macro>, after: Option<&Macro>) -> Answer<()> {
        let id = id.to_string();
        let writing =
            Writing { tenant: self.session.tenant, of: (KIND, &id), seen, by: &self.session.actor, at: self.at };
        let written = replace_definition(&mut self.tx, &writing, after).await?;
        self.seq = written.ok_or_else(|| Fault::conflict(KIND))?;
        let title = after.or(before).map(|one| one.title.as_str()).unwrap_or_default();
        let entry = Entry::of(self.app, self.session, Action::MacroWritten).about(KIND, &id, title);
        audit::write(&mut self.tx, entry.before(&before).after(&after)).await?;
        Ok(())
    }

    async fn commit(self) -> Answer<()> {
        let Self { app, session, mut tx, seq, .. } = self;
        let changed = Changed::Definitions(vec![KIND.to_owned()]);
        let news = News::Stored(Announcement { tenant: session.tenant, seq, changed, agents: None });
        news::tell(&mut tx, &news).await?;
        tx.commit().await?;
        app.hear(News::Directory { tenant: session.tenant });
        app.hear(news);
        tracing::info!(seq, "macros written");
        Ok(())
    }
}
