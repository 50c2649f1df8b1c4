//! `GET /tickets…`: list and detail.
//!
//! Dispatchers and administrators see all tickets of their organisation, an engineer those his devices hold: his
//! own and those behind his visits.

use axum::extract::State;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::content::AnyRow;
use truckroll_domain::filter::Today;
use truckroll_domain::tickets::{Status, TicketRow, TicketSchema};
use truckroll_domain::{Content, DocumentId, Kind, TicketId};
use truckroll_protocol::api::{Page, TicketDetail, TicketQuery};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::customers::query::must_not_tell;
use crate::http::{Answer, Fault, Id, Query};
use crate::ingest;
use crate::lists::{self, Key};
use crate::reach::{reached, readable_ticket};
use crate::views::order::Wanted;
use crate::views::search;
use crate::visits::{conflicts, known_words};
use crate::workflows;

/// Columns that are searched for words, and those that are searched from their beginning.
pub(crate) const SEARCHED: (&[&str], &[&str]) =
    (&["title", "company_name", "contact_name", "phone", "description"], &["number"]);
/// Most visits shown with a ticket.
const MAX_VISITS: i64 = 200;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(detail))
}

/// The sort keys behind a word, and those without one.
pub(crate) fn order(sort: Option<&str>) -> Answer<&'static [Key<'static>]> {
    const UPDATED: [Key<'static>; 2] = [Key::number("updated_at").descending(), Key::text("id").descending()];
    const CREATED: [Key<'static>; 2] = [Key::number("created_at").descending(), Key::text("id").descending()];
    const PRIORITY: [Key<'static>; 2] = [Key::number("priority"), Key::text("id").descending()];
    match sort {
        None | Some("updated") => Ok(&UPDATED),
        Some("created") => Ok(&CREATED),
        Some("priority") => Ok(&PRIORITY),
        Some("due") => Ok(&crate::sla::BY_DUE),
        Some(_) => Err(Fault::bad_request("sort")),
    }
}

#[utoipa::path(
    get,
    path = "/tickets",
    tag = "tickets",
    operation_id = "tickets",
    description = "Tickets, last touched first unless sorted otherwise.",
    params(
        ("q" = Option<String>, Query, description = "Words to look for"),
        ("status" = Option<String>, Query, description = "Status words, comma separated"),
        ("assignee" = Option<String>, Query, description = "Responsible agent"),
        ("filter" = Option<String>, Query, description = "A `Filter` as JSON text"),
        ("sort" = Option<String>, Query, description = "`updated`, `created`, `priority` or `due`"),
        ("sla" = Option<String>, Query, description = "`missed` or `soon`: where service levels are broken, or soon will be"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<i64>, Query, description = "Rows a page, 1 to 200"),
    ),
    responses((status = 200, description = "`Page` of `TicketRow`", body = serde_json::Value)),
    security(("bearer" = []), ("cookie" = []))
)]
pub(crate) async fn list(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<TicketQuery>,
) -> Answer<axum::Json<Page<TicketRow>>> {
    let limit = lists::limit(asked.limit)?;
    let keys = order(asked.sort.as_deref())?;
    let after = asked.after.as_deref();
    let by_words = match words_alone(&asked) {
        Some(q) => search::first(&app, &session, q, keys, Wanted { after, limit }).await?,
        None => None,
    };
    let mut page = match by_words {
        Some((total, (ids, next))) => Page {
            rows: lists::named(&app.db, session.tenant, &ids).await?,
            total: i64::try_from(total).unwrap_or(i64::MAX),
            next,
        },
        None => lists::page(&app.db, &narrowed(&app, &session, &asked).await?, keys, after, limit).await?,
    };
    session.mask(&mut page.rows);
    Ok(axum::Json(page))
}

/// The words that are looked for where nothing else narrows the list.
fn words_alone(asked: &TicketQuery) -> Option<&str> {
    let unfiltered = asked.parsed_filter().is_ok_and(|filter| filter.all.is_empty() && filter.any.is_empty());
    let promised = asked.sla.as_deref().is_some_and(|which| !which.is_empty());
    let alone = unfiltered && asked.status.is_none() && asked.assignee.is_none() && !promised;
    let q = asked.q.as_deref()?;
    (alone && truckroll_domain::publishing::receipt::read(q).is_none()).then_some(q)
}

/// What narrows the list.
pub(crate) async fn narrowed(app: &App, session: &Session, asked: &TicketQuery) -> Answer<lists::Conditions> {
    let filter = asked.parsed_filter().map_err(|e| Fault::bad_request(format!("filter: {e}")))?;
    must_not_tell(session, &filter)?;
    let mut conditions = reached(session, Kind::Ticket);
    if let Some(words) = &asked.status {
        let words = known_words(words, |w| Status::from_word(w).is_some(), "status")?;
        conditions.one_of("status", &words);
    }
    if let Some(agent) = asked.assignee {
        let agent = conditions.text(agent.to_string());
        conditions.and(format!("assignee = {agent}"));
    }
    crate::sla::narrow(&mut conditions, asked.sla.as_deref(), app.clock.now())?;
    let directory = app.directory(session.tenant).await?;
    let schema = TicketSchema { set: &directory.ticket_fields.now };
    let today = Today { at: app.clock.now(), offset_min: directory.settings.utc_offset_min };
    let clause = filter.clause(&schema, Some(today), app.db.dialect(), conditions.next_mark());
    let clause = clause.map_err(|e| Fault::bad_request(format!("filter: {e}")))?;
    conditions.and_with(format!("({})", clause.sql), clause.values);
    let q = asked.q.as_deref().unwrap_or_default();
    match truckroll_domain::publishing::receipt::read(q) {
        // a receipt is looked for as what it is
        Some(receipt) => crate::publishing::by_receipt(&mut conditions, &receipt),
        None => search::narrow(app, session, &mut conditions, q, SEARCHED).await?,
    }
    Ok(conditions)
}

#[utoipa::path(
    get,
    path = "/tickets/{id}",
    tag = "tickets",
    operation_id = "ticket",
    description = "A ticket with conversation, visits and company.",
    params(("id" = String, Path, description = "Ticket")),
    responses((status = 200, description = "`TicketDetail`", body = serde_json::Value), (status = 404, description = "No such ticket")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn detail(State(app): State<App>, session: Session, Id(id): Id<TicketId>) -> Answer<axum::Json<TicketDetail>> {
    let document = DocumentId::from(id);
    let stored = readable_ticket(&app, &session, id).await?;
    let Content::Ticket(ticket, overlay) = stored.content.clone() else { return Err(Fault::not_found("ticket")) };
    let mut of_ticket = reached(&session, Kind::Visit);
    let mark = of_ticket.text(id.to_string());
    of_ticket.and(format!("ticket_id = {mark}"));
    let company = match ticket.customer.company {
        Some(company) => {
            let found = ingest::load(&app.db, session.tenant, &[company.into()]).await?.remove(&company.into());
            found.and_then(|s| company_row(&s.content, company.into()))
        }
        None => None,
    };
    let directory = app.directory(session.tenant).await?;
    let flow = workflows::progress::of(&app, &session, &directory, id, &ticket, &overlay).await?;
    let mut entries = ingest::entries(&app.db, session.tenant, document).await?;
    entries.extend(crate::daily::family::said(&app, session.tenant, id, &overlay).await?);
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
    let mut detail = TicketDetail {
        flow,
        row: ticket.project(id, &overlay),
        entries,
        family: crate::daily::family::of(&app, &session, id, &ticket, &overlay).await?,
        visits: lists::rows(&app.db, &of_ticket, "created_at desc, id", MAX_VISITS).await?,
        company,
        conflicts: conflicts(&stored),
        progress_path: Some(app.secrets.links.progress_path(session.tenant, id)),
        form: directory.form_of(&ticket, directory.viewer(&session)),
        ticket,
        overlay,
    };
    session.mask(&mut detail);
    Ok(axum::Json(detail))
}

fn company_row(content: &Content, id: DocumentId) -> Option<CompanyRow> {
    match content.row(id) {
        AnyRow::Company(row) => Some(*row),
        _ => None,
    }
}
