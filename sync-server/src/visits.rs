//! `GET /visits…`: list, detail, ranked engineers.
//!
//! Dispatchers and administrators see all visits of their organisation, an engineer those he has, had or sent.

use axum::extract::State;
use serde::Deserialize;
use truckroll_domain::access::may_read;
use truckroll_domain::content::AnyRow;
use truckroll_domain::dispatch::{Ranked, rank};
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::visits::{Visit, VisitOverlay, VisitRow, VisitState};
use truckroll_domain::{Content, DocumentId, Kind, TenantId, TicketId, Timestamp, VisitId};
use truckroll_protocol::api::{Page, VisitDetail, VisitQuery};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::DbResult;
use crate::http::{Answer, Fault, Id, Query};
use crate::ingest::{self, Stored};
use crate::lists::{self, Key};
use crate::reach::reached;
use crate::{attachments, home, people};

/// Columns that are searched for words, and those that are searched from their beginning.
pub(crate) const SEARCHED: (&[&str], &[&str]) =
    (&["title", "company_name", "contact_name", "phone", "address", "description"], &["number"]);
/// Latest window first.
const ORDER: [Key<'static>; 2] =
    [Key::number("coalesce(window_from, due_at, created_at)").descending(), Key::text("id").descending()];

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(detail)).routes(routes!(candidates))
}

#[utoipa::path(
    get,
    path = "/visits",
    tag = "visits",
    operation_id = "visits",
    description = "Visits, latest window first.",
    params(
        ("q" = Option<String>, Query, description = "Words to look for"),
        ("state" = Option<String>, Query, description = "State words, comma separated"),
        ("assignee" = Option<String>, Query, description = "Engineer"),
        ("ticket" = Option<String>, Query, description = "Visits of this ticket"),
        ("from" = Option<i64>, Query, description = "Windows that start at or after this"),
        ("to" = Option<i64>, Query, description = "Windows that start before this"),
        ("due_before" = Option<i64>, Query, description = "Unfinished visits that should have been done before this"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<i64>, Query, description = "Rows a page, 1 to 200"),
    ),
    responses((status = 200, description = "`Page` of `VisitRow`", body = serde_json::Value)),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<VisitQuery>,
) -> Answer<axum::Json<Page<VisitRow>>> {
    let limit = lists::limit(asked.limit)?;
    let mut conditions = reached(&session, Kind::Visit);
    if let Some(words) = &asked.state {
        let words = known_words(words, |w| VisitState::from_word(w).is_some(), "state")?;
        conditions.one_of("state", &words);
    }
    if let Some(agent) = asked.assignee {
        let agent = conditions.text(agent.to_string());
        conditions.and(format!("assignee = {agent}"));
    }
    if let Some(ticket) = asked.ticket {
        let ticket = conditions.text(ticket.to_string());
        conditions.and(format!("ticket_id = {ticket}"));
    }
    for (bound, comparison) in [(asked.from, ">="), (asked.to, "<")] {
        if let Some(at) = bound {
            let at = conditions.value(truckroll_domain::Value::Int(at));
            conditions.and(format!("window_from {comparison} {at}"));
        }
    }
    if let Some(before) = asked.due_before {
        home::overdue_at(&mut conditions, Timestamp(before));
    }
    conditions.words(asked.q.as_deref().unwrap_or_default(), &session.searched(SEARCHED.0), SEARCHED.1);
    let mut page = lists::page(&app.db, &conditions, &ORDER, asked.after.as_deref(), limit).await?;
    session.mask(&mut page.rows);
    Ok(axum::Json(page))
}

/// Splits comma separated words and refuses unknown ones.
pub(crate) fn known_words<'a>(words: &'a str, known: impl Fn(&str) -> bool, member: &str) -> Answer<Vec<&'a str>> {
    let words: Vec<&str> = words.split(',').map(str::trim).filter(|w| !w.is_empty()).collect();
    if words.iter().all(|w| known(w)) { Ok(words) } else { Err(Fault::bad_request(member)) }
}

/// A visit of the organisation that this person may read.
async fn find(app: &App, session: &Session, id: VisitId) -> Answer<(Stored, Visit, VisitOverlay)> {
    let stored = ingest::load(&app.db, session.tenant, &[id.into()]).await?.remove(&DocumentId::from(id));
    let stored = stored.filter(|s| may_read(&session.actor, &s.content)).ok_or_else(|| Fault::not_found("visit"))?;
    match stored.content.clone() {
        Content::Visit(visit, overlay) => Ok((stored, *visit, *overlay)),
        _ => Err(Fault::not_found("visit")),
    }
}

#[utoipa::path(
    get,
    path = "/visits/{id}",
    tag = "visits",
    operation_id = "visit",
    description = "A visit with flow log, ticket and what needs a decision.",
    params(("id" = String, Path, description = "Visit")),
    responses((status = 200, description = "`VisitDetail`", body = serde_json::Value), (status = 404, description = "No such visit")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn detail(State(app): State<App>, session: Session, Id(id): Id<VisitId>) -> Answer<axum::Json<VisitDetail>> {
    let (stored, visit, overlay) = find(&app, &session, id).await?;
    let ticket = match visit.ticket {
        Some(ticket) => ticket_row(&app, session.tenant, ticket).await?,
        None => None,
    };
    let mut detail = VisitDetail {
        row: visit.project(id, &overlay),
        entries: ingest::entries(&app.db, session.tenant, id.into()).await?,
        ticket,
        late: overlay.undecided_late().map(|(id, _)| id).collect(),
        conflicts: conflicts(&stored),
        missing_bytes: attachments::missing(&app.db, session.tenant, hashes(&visit)).await?,
        progress_path: visit.ticket.map(|ticket| app.secrets.links.progress_path(session.tenant, ticket)),
        visit,
        overlay,
    };
    session.mask(&mut detail);
    Ok(axum::Json(detail))
}

/// Hashes of all photos and signatures.
fn hashes(visit: &Visit) -> Vec<String> {
    let attempts = || visit.attempts.values();
    let photos = attempts().flat_map(|a| a.photos.values()).map(|p| &p.attachment);
    let signatures = attempts().flat_map(|a| a.signatures.values()).map(|s| &s.attachment);
    photos.chain(signatures).map(|a| a.hash.clone()).collect()
}

/// Values that several people set at once.
pub(crate) fn conflicts(stored: &Stored) -> Vec<(String, Vec<serde_json::Value>)> {
    stored.document.conflicts().into_iter().map(|c| (c.path, c.values)).collect()
}

async fn ticket_row(app: &App, tenant: TenantId, ticket: TicketId) -> DbResult<Option<TicketRow>> {
    let found = ingest::load(&app.db, tenant, &[ticket.into()]).await?.remove(&DocumentId::from(ticket));
    Ok(found.filter(|s| s.kind == Kind::Ticket).and_then(|s| match s.content.row(ticket.into()) {
        AnyRow::Ticket(row) => Some(*row),
        _ => None,
    }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Wanted {
    include_unskilled: Option<bool>,
}

#[utoipa::path(
    get,
    path = "/visits/{id}/candidates",
    tag = "visits",
    operation_id = "visit_candidates",
    description = "Engineers for a visit, best first, with every part of the score.",
    params(
        ("id" = String, Path, description = "Visit"),
        ("include_unskilled" = Option<bool>, Query, description = "List engineers without a needed skill too"),
    ),
    responses((status = 200, description = "list of `Ranked`", body = serde_json::Value), (status = 404, description = "No such visit")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn candidates(
    State(app): State<App>,
    session: Session,
    Id(id): Id<VisitId>,
    Query(wanted): Query<Wanted>,
) -> Answer<axum::Json<Vec<Ranked>>> {
    session.must_dispatch()?;
    let (_, visit, _) = find(&app, &session, id).await?;
    let candidates: Vec<_> =
        people::engineers(&app, session.tenant).await?.into_iter().map(people::Engineer::candidate).collect();
    let site = visit.address.place.filter(truckroll_domain::Place::is_valid);
    let include = wanted.include_unskilled.unwrap_or(false);
    Ok(axum::Json(rank(&candidates, site, &visit.skills, include, app.clock.now())))
}
