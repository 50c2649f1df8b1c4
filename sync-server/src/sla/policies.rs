//! `GET` and `POST /sla-policies`, `PUT /sla-policies/order`, `PUT` and `DELETE /sla-policies/{id}`.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use truckroll_domain::audit::Action;
use truckroll_domain::sla::{Recipient, SlaPolicy, SlaProblems};
use truckroll_domain::{SlaPolicyId, Timestamp};
use truckroll_protocol::api::sla::{NewSlaPolicy, SlaOrder, SlaPolicyNow};
use truckroll_protocol::api::staff::Removal;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::schema;
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::db::Tx;
use crate::directory::{Directory, Writing, put_definition, replace_definition};
use crate::http::{Answer, Fault, Id, Json, Strict, input};
use crate::news::{self, Announcement, Changed, News};
use crate::staff::unacceptable;

/// Kind of the definition, as answers name it.
const KIND: &str = SlaPolicy::KIND;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(order)).routes(routes!(replace, remove))
}

fn all(directory: &Directory) -> Vec<SlaPolicyNow> {
    let seq = |policy: &SlaPolicy| directory.sla.seqs.get(&policy.id).copied().unwrap_or_default();
    let now = |policy: &SlaPolicy| SlaPolicyNow { seq: seq(policy), policy: policy.clone() };
    directory.sla.book.policies.iter().map(now).collect()
}

#[utoipa::path(
    get,
    path = "/sla-policies",
    tag = "sla",
    operation_id = "sla_policies",
    description = "The service level policies in their order, each with the number to replace it by.",
    responses(
        (status = 200, description = "List of `SlaPolicyNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<SlaPolicyNow>>> {
    session.must_administer()?;
    Ok(axum::Json(all(&*app.directory(session.tenant).await?)))
}

#[utoipa::path(
    post,
    path = "/sla-policies",
    tag = "sla",
    operation_id = "make_sla_policy",
    description = "Makes a service level policy; it is the last one in the order.",
    request_body(content = serde_json::Value, description = "`NewSlaPolicy` with the number 0"),
    responses(
        (status = 201, description = "`SlaPolicyNow`", body = serde_json::Value),
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
    Strict(asked): Strict<NewSlaPolicy>,
) -> Answer<(StatusCode, axum::Json<SlaPolicyNow>)> {
    session.must_administer()?;
    let mut change = Change::begin(&app, &session).await?;
    let book = &change.directory.sla.book;
    let known = |version: &&SlaPolicy| version.id == asked.policy.id;
    if asked.seq != 0 || book.versions.iter().any(|version| known(&version)) {
        return Err(Fault::conflict(KIND));
    }
    if book.policies.len() >= SlaPolicy::MOST {
        return Err(unacceptable(KIND, [("name".to_owned(), "too_many")].into()));
    }
    let place = book.policies.iter().map(|policy| policy.place).max().unwrap_or(0) + 1;
    let now = change.write(SlaPolicy { place, version: 1, ..asked.policy }, 0).await?;
    change.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(now)))
}

#[utoipa::path(
    put,
    path = "/sla-policies/{id}",
    tag = "sla",
    operation_id = "replace_sla_policy",
    description = "Replaces a service level policy by a new version. Tickets remember which version held when.",
    params(("id" = String, Path, description = "Policy")),
    request_body(content = serde_json::Value, description = "`NewSlaPolicy`"),
    responses(
        (status = 200, description = "`SlaPolicyNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such policy"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Id(id): Id<SlaPolicyId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<axum::Json<SlaPolicyNow>> {
    session.must_administer()?;
    let mut change = Change::begin(&app, &session).await?;
    let former = change.known(id)?;
    let asked: NewSlaPolicy = input::strictly(given.to_string().as_bytes())?;
    if asked.policy.id != id {
        return Err(unacceptable(KIND, [("id".to_owned(), "not_a_key")].into()));
    }
    let policy = SlaPolicy { place: former.place, version: former.version + 1, ..asked.policy };
    let now = change.write(policy, asked.seq).await?;
    change.commit().await?;
    Ok(axum::Json(now))
}

#[utoipa::path(
    put,
    path = "/sla-policies/order",
    tag = "sla",
    operation_id = "order_sla_policies",
    description = "Puts the service level policies into another order: the first one whose conditions a ticket meets holds.",
    request_body(content = serde_json::Value, description = "`SlaOrder` with all policies"),
    responses(
        (status = 200, description = "List of `SlaPolicyNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "There are other policies meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn order(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<SlaOrder>,
) -> Answer<axum::Json<Vec<SlaPolicyNow>>> {
    session.must_administer()?;
    let mut change = Change::begin(&app, &session).await?;
    let now = all(&change.directory);
    let there: BTreeSet<SlaPolicyId> = now.iter().map(|one| one.policy.id).collect();
    if asked.ids.len() != there.len() || asked.ids.iter().copied().collect::<BTreeSet<_>>() != there {
        return Err(Fault::conflict(KIND));
    }
    for one in now {
        let place = asked.ids.iter().position(|id| *id == one.policy.id).and_then(|n| i64::try_from(n + 1).ok());
        let place = place.unwrap_or(one.policy.place);
        if place != one.policy.place {
            // what is promised stays as it is, and so does its version
            let moved = SlaPolicy { place, ..one.policy.clone() };
            change.put(one.policy.id, one.seq, Some(&one.policy), Some(&moved)).await?;
        }
    }
    change.commit().await?;
    Ok(axum::Json(all(&*app.directory(session.tenant).await?)))
}

#[utoipa::path(
    delete,
    path = "/sla-policies/{id}",
    tag = "sla",
    operation_id = "remove_sla_policy",
    description = "Removes a service level policy. What it promised so far stays readable in tickets.",
    params(("id" = String, Path, description = "Policy")),
    request_body(content = serde_json::Value, description = "`Removal`"),
    responses(
        (status = 204, description = "Removed"),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such policy"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(
    State(app): State<App>,
    session: Session,
    Id(id): Id<SlaPolicyId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<StatusCode> {
    session.must_administer()?;
    let mut change = Change::begin(&app, &session).await?;
    let former = change.known(id)?;
    let asked: Removal = input::strictly(given.to_string().as_bytes())?;
    change.put(id, asked.seq, Some(&former), None).await?;
    change.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Policies under change: nobody else writes one until the end.
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

    fn known(&self, id: SlaPolicyId) -> Answer<SlaPolicy> {
        let found = self.directory.sla.book.policies.iter().find(|policy| policy.id == id).cloned();
        found.ok_or_else(|| Fault::not_found(KIND))
    }

    /// Everything that is wrong with a policy.
    fn problems(&self, policy: &SlaPolicy) -> SlaProblems {
        let mut problems = policy.check(&schema(&self.directory)).err().unwrap_or_default();
        let mut others = self.directory.sla.book.policies.iter().filter(|other| other.id != policy.id);
        if others.any(|other| other.name == policy.name) {
            problems.insert("name".to_owned(), "taken");
        }
        if policy.calendar.is_some_and(|id| !self.directory.calendars.contains_key(&id)) {
            problems.insert("calendar".to_owned(), "unknown");
        }
        for (n, action) in policy.actions.iter().enumerate() {
            let stranger =
                |to: &Recipient| matches!(to, Recipient::Agent { id } if !self.directory.agents.contains_key(id));
            if action.to.iter().any(stranger) {
                problems.insert(format!("actions.{n}.to"), "unknown");
            }
        }
        problems
    }

    /// Writes a policy and the version that stays.
    async fn write(&mut self, policy: SlaPolicy, seen: i64) -> Answer<SlaPolicyNow> {
        let policy = SlaPolicy { written_at: self.at, ..policy.settled() };
        let problems = self.problems(&policy);
        if !problems.is_empty() {
            return Err(unacceptable(KIND, problems));
        }
        let former = self.known(policy.id).ok();
        self.put(policy.id, seen, former.as_ref(), Some(&policy)).await?;
        let (seq, id) = (self.seq, policy.version_id());
        put_definition(&mut self.tx, self.session.tenant, SlaPolicy::VERSION_KIND, &id, &policy).await?;
        Ok(SlaPolicyNow { seq, policy })
    }

    async fn put(
        &mut self,
        id: SlaPolicyId,
        seen: i64,
        before: Option<&SlaPolicy>,
        after: Option<&SlaPolicy>,
    ) -> Answer<()> {
        let id = id.to_string();
        let writing =
            Writing { tenant: self.session.tenant, of: (KIND, &id), seen, by: &self.session.actor, at: self.at };
        let written = replace_definition(&mut self.tx, &writing, after).await?;
        self.seq = written.ok_or_else(|| Fault::conflict(KIND))?;
        let name = after.or(before).map(|policy| policy.name.as_str()).unwrap_or_default();
        let entry = Entry::of(self.app, self.session, Action::SlaPolicyWritten).about(KIND, &id, name);
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
        tracing::info!(seq, "service level policies written");
        Ok(())
    }
}
