//! `/ticket-reports`: reports that are kept (TKT-62). Whoever sees statistics makes some; who made one and administrators change
//! it. They are definitions that stay with the server and are read where they are asked for.

use axum::extract::State;
use axum::http::StatusCode;
use sqlx::Row as _;
use truckroll_domain::access::{Area, Targets, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::reports::{ReportProblems, TicketReport};
use truckroll_domain::{ReportId, TenantId};
use truckroll_protocol::api::staff::Removal;
use truckroll_protocol::api::{NewTicketReport, TicketReportNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::customers::query::must_not_tell;
use crate::db::{DbResult, Tx};
use crate::directory::{Directory, Writing, definition, replace_definition};
use crate::http::{Answer, Fault, Id, Strict};
use crate::news::{self, Announcement, Changed, News};
use crate::staff::unacceptable;
use crate::views::schema;

/// Kind of the definition, as answers name it.
const KIND: &str = TicketReport::KIND;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(replace, remove))
}

/// A report with the number it was written at.
type Kept = (i64, TicketReport);

/// The reports of an organisation (primary key of `definitions`), those that this version can read.
async fn all(on: &mut sqlx::AnyConnection, tenant: TenantId) -> DbResult<Vec<Kept>> {
    let rows = sqlx::query("select seq, body from definitions where tenant_id = $1 and kind = $2 and body <> ''")
        .bind(tenant.to_string())
        .bind(KIND)
        .fetch_all(on)
        .await?;
    let mut all = Vec::new();
    for row in rows {
        let (seq, body): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        all.extend(serde_json::from_str(&body).ok().map(|report| (seq, report)));
    }
    Ok(all)
}

fn sees(session: &Session, directory: &Directory, report: &TicketReport) -> bool {
    session.must_administer().is_ok() || report.is_for(directory.viewer(session))
}

fn may_change(session: &Session, directory: &Directory, report: &TicketReport) -> bool {
    session.must_administer().is_ok() || report.is_of(directory.viewer(session))
}

fn told(session: &Session, directory: &Directory, (seq, report): Kept) -> TicketReportNow {
    let owner = report.owner.and_then(|id| directory.agents.get(&id));
    let owner_name = owner.map(|agent| agent.name.clone()).unwrap_or_default();
    TicketReportNow { seq, owner_name, mine: may_change(session, directory, &report), report }
}

/// A report that this person sees.
///
/// # Errors
/// 404 when there is none for him.
pub(super) async fn one(app: &App, session: &Session, directory: &Directory, id: ReportId) -> Answer<TicketReport> {
    let mut connection = app.db.pool().acquire().await?;
    let found = definition::<TicketReport>(&mut connection, session.tenant, KIND, &id.to_string()).await?;
    let report = found.map(|(report, _)| report).filter(|report| sees(session, directory, report));
    report.ok_or_else(|| Fault::not_found(KIND))
}

#[utoipa::path(
    get,
    path = "/ticket-reports",
    tag = "tickets",
    operation_id = "ticket_reports",
    description = "The reports this person made or that are for him, by name; for administrators all of them.",
    responses(
        (status = 200, description = "List of `TicketReportNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to see statistics"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<TicketReportNow>>> {
    session.must(Area::Statistics, Verb::View)?;
    let directory = app.directory(session.tenant).await?;
    let mut connection = app.db.pool().acquire().await?;
    let mut all = all(&mut connection, session.tenant).await?;
    all.retain(|(_, report)| sees(&session, &directory, report));
    all.sort_by_cached_key(|(_, report)| (report.name.to_lowercase(), report.id));
    Ok(axum::Json(all.into_iter().map(|kept| told(&session, &directory, kept)).collect()))
}

/// Reports under change: nobody else writes one until the end.
struct Change<'a> {
    app: &'a App,
    session: &'a Session,
    tx: Tx,
    directory: Directory,
    all: Vec<Kept>,
}

impl<'a> Change<'a> {
    async fn begin(app: &'a App, session: &'a Session) -> Answer<Self> {
        session.must(Area::Statistics, Verb::View)?;
        let mut tx = app.db.begin().await?;
        // first, because it locks the organisation's row
        tx.take_seq(session.tenant, 1).await?;
        let directory = Directory::read(tx.on(), session.tenant).await?;
        let all = all(tx.on(), session.tenant).await?;
        Ok(Self { app, session, tx, directory, all })
    }

    /// The report, for who may change it.
    fn known(&self, id: ReportId) -> Answer<TicketReport> {
        let found = self.all.iter().map(|(_, report)| report).find(|report| report.id == id);
        let found = found.filter(|report| sees(self.session, &self.directory, report));
        let report = found.cloned().ok_or_else(|| Fault::not_found(KIND))?;
        if may_change(self.session, &self.directory, &report) { Ok(report) } else { Err(Fault::forbidden("owner")) }
    }

    /// Refuses what cannot be kept.
    fn fits(&self, report: &TicketReport) -> Answer<()> {
        let mut problems: ReportProblems = report.check(&schema(&self.directory)).err().unwrap_or_default();
        let name = report.name.to_lowercase();
        let twin = |other: &TicketReport| other.id != report.id && other.name.to_lowercase() == name;
        if !name.is_empty() && self.all.iter().any(|(_, other)| twin(other)) {
            problems.insert("name".to_owned(), "taken");
        }
        let Targets { groups, agents, .. } = &report.audience;
        let stranger = groups.iter().any(|id| !self.directory.policy.groups.contains_key(id))
            || agents.iter().any(|id| !self.directory.agents.contains_key(id));
        if stranger {
            problems.entry("audience".to_owned()).or_insert("unknown");
        }
        if !problems.is_empty() {
            return Err(unacceptable(KIND, problems));
        }
        report.series.iter().try_for_each(|series| must_not_tell(self.session, &series.when))
    }

    /// Writes `after` in the place of `before`, which was read at `seen`; returns its number.
    async fn write(mut self, seen: i64, change: (Option<&TicketReport>, Option<&TicketReport>)) -> Answer<i64> {
        let (before, after) = change;
        let Some(named) = after.or(before) else { return Err(Fault::not_found(KIND)) };
        let (tenant, id, at) = (self.session.tenant, named.id.to_string(), self.app.clock.now());
        let writing = Writing { tenant, of: (KIND, &id), seen, by: &self.session.actor, at };
        let written = replace_definition(&mut self.tx, &writing, after).await?;
        let seq = written.ok_or_else(|| Fault::conflict(KIND))?;
        let entry = Entry::of(self.app, self.session, Action::TicketReportWritten).about(KIND, &id, &named.name);
        audit::write(&mut self.tx, entry.before(&before).after(&after)).await?;
        let changed = Changed::Definitions(vec![KIND.to_owned()]);
        let news = News::Stored(Announcement { tenant, seq, changed, agents: None });
        news::tell(&mut self.tx, &news).await?;
        self.tx.commit().await?;
        self.app.hear(News::Directory { tenant });
        self.app.hear(news);
        tracing::info!(seq, "report of tickets written");
        Ok(seq)
    }
}

#[utoipa::path(
    post,
    path = "/ticket-reports",
    tag = "tickets",
    operation_id = "make_ticket_report",
    description = "Makes a report of at most ten data series. It belongs to whoever makes it.",
    request_body(content = serde_json::Value, description = "`NewTicketReport` with the number 0"),
    responses(
        (status = 201, description = "`TicketReportNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to see statistics, or it asks for numbers that are kept from this person"),
        (status = 409, description = "There is one with this id"),
        (status = 422, description = "Not acceptable; `fields` names the members, `series.10` an eleventh series"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn make(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewTicketReport>,
) -> Answer<(StatusCode, axum::Json<TicketReportNow>)> {
    let change = Change::begin(&app, &session).await?;
    let report = TicketReport { owner: Some(session.agent), ..asked.report.settled() };
    if asked.seq != 0 || change.all.iter().any(|(_, other)| other.id == report.id) {
        return Err(Fault::conflict(KIND));
    }
    if change.all.len() >= TicketReport::MOST {
        return Err(unacceptable(KIND, ReportProblems::from([("name".to_owned(), "too_many")])));
    }
    change.fits(&report)?;
    let seq = change.write(0, (None, Some(&report))).await?;
    let directory = app.directory(session.tenant).await?;
    Ok((StatusCode::CREATED, axum::Json(told(&session, &directory, (seq, report)))))
}

#[utoipa::path(
    put,
    path = "/ticket-reports/{id}",
    tag = "tickets",
    operation_id = "replace_ticket_report",
    description = "Replaces a report. It stays with whoever made it.",
    params(("id" = String, Path, description = "Report")),
    request_body(content = serde_json::Value, description = "`NewTicketReport`"),
    responses(
        (status = 200, description = "`TicketReportNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Made by somebody else, or it asks for numbers that are kept from this person"),
        (status = 404, description = "No such report for this person"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members, `series.10` an eleventh series"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Id(id): Id<ReportId>,
    Strict(asked): Strict<NewTicketReport>,
) -> Answer<axum::Json<TicketReportNow>> {
    let change = Change::begin(&app, &session).await?;
    let former = change.known(id)?;
    if asked.report.id != id {
        return Err(unacceptable(KIND, ReportProblems::from([("id".to_owned(), "not_a_key")])));
    }
    let report = TicketReport { owner: former.owner, ..asked.report.settled() };
    change.fits(&report)?;
    let seq = change.write(asked.seq, (Some(&former), Some(&report))).await?;
    let directory = app.directory(session.tenant).await?;
    Ok(axum::Json(told(&session, &directory, (seq, report))))
}

#[utoipa::path(
    delete,
    path = "/ticket-reports/{id}",
    tag = "tickets",
    operation_id = "remove_ticket_report",
    description = "Removes a report.",
    params(("id" = String, Path, description = "Report")),
    request_body(content = serde_json::Value, description = "`Removal`"),
    responses(
        (status = 204, description = "Removed"),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Made by somebody else"),
        (status = 404, description = "No such report for this person"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(
    State(app): State<App>,
    session: Session,
    Id(id): Id<ReportId>,
    Strict(asked): Strict<Removal>,
) -> Answer<StatusCode> {
    let change = Change::begin(&app, &session).await?;
    let former = change.known(id)?;
    change.write(asked.seq, (Some(&former), None)).await?;
    Ok(StatusCode::NO_CONTENT)
}
