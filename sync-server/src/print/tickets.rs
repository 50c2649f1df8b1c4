//! `GET /tickets/{id}/print` and `GET /tickets/print?ids=`: tickets as PDF files, for who may read them.
//!
//! Files leave the house: each one is noted in the audit log with the tickets in it.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use truckroll_domain::audit::Action;
use truckroll_domain::{Content, TicketId};
use truckroll_portal::Locale;
use truckroll_protocol::api::{PrintManyQuery, PrintQuery};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::page::Trouble;
use super::subject::Subject;
use super::{draw, markup, templates};
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::http::{Answer, Fault, Id, Query};
use crate::reach::reads_ticket;
use crate::rules::scene::Scene;

/// Most tickets of one file.
const MOST: usize = 20;
/// The word of the default template.
const STANDARD: &str = "standard";

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(one)).routes(routes!(several))
}

#[utoipa::path(
    get,
    path = "/tickets/{id}/print",
    tag = "tickets",
    operation_id = "print_ticket",
    description = "A ticket as a PDF file, as the person may see it. It is noted in the audit log.",
    params(
        ("id" = String, Path, description = "Ticket"),
        ("template" = Option<String>, Query, description = "Print template, or `standard`; the one for its ticket template where it is left out"),
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/pdf"),
        (status = 404, description = "No such ticket or template"),
        (status = 422, description = "It would have more than 200 pages"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn one(
    State(app): State<App>,
    session: Session,
    Id(id): Id<TicketId>,
    Query(asked): Query<PrintQuery>,
) -> Answer<Response> {
    print(&app, &session, vec![id], asked.template.as_deref()).await
}

#[utoipa::path(
    get,
    path = "/tickets/print",
    tag = "tickets",
    operation_id = "print_tickets",
    description = "Up to 20 tickets as one PDF file, each from a new page. It is noted in the audit log.",
    params(
        ("ids" = String, Query, description = "Tickets, comma separated"),
        ("template" = Option<String>, Query, description = "Print template, or `standard`"),
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/pdf"),
        (status = 400, description = "No tickets, or too many"),
        (status = 404, description = "No such ticket or template"),
        (status = 422, description = "It would have more than 200 pages"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn several(State(app): State<App>, session: Session, Query(asked): Query<PrintManyQuery>) -> Answer<Response> {
    let ids: Option<Vec<TicketId>> = asked.ids.split(',').map(|id| id.trim().parse().ok()).collect();
    let ids = ids.filter(|ids| !ids.is_empty()).ok_or_else(|| Fault::bad_request("ids"))?;
    if ids.len() > MOST {
        return Err(Fault::bad_request(format!("ids: more than {MOST}")));
    }
    print(&app, &session, ids, asked.template.as_deref()).await
}

async fn print(app: &App, session: &Session, ids: Vec<TicketId>, wanted: Option<&str>) -> Answer<Response> {
    let directory = app.directory(session.tenant).await?;
    let all = templates::all(&app.db, session.tenant).await?;
    let administers = session.must_administer().is_ok();
    let chosen = match wanted {
        None | Some(STANDARD) => None,
        Some(id) => {
            let chosen = all.iter().map(|now| &now.template).find(|template| template.id.to_string() == id);
            // one that is not offered can be looked at by who writes it
            let chosen = chosen.filter(|template| administers || template.disabled_at.is_none());
            Some(chosen.ok_or_else(|| Fault::not_found("print_template"))?)
        }
    };
    let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
    let mut subjects = Vec::new();
    for id in &ids {
        let missing = || Fault::not_found("ticket");
        let scene = Scene::load(app, &directory, session.tenant, *id, "").await?.ok_or_else(missing)?;
        let content = Content::Ticket(scene.ticket.clone(), scene.overlay.clone());
        if !reads_ticket(app, session, *id, &content).await? {
            return Err(missing());
        }
        let template = scene.ticket.template.map(|of| of.id);
        let bound = all.iter().map(|now| &now.template).filter(|print| print.is_for(template));
        let own = bound.max_by_key(|print| (print.ticket_template.is_some(), std::cmp::Reverse(print.name.clone())));
        let body = match (wanted, chosen) {
            (_, Some(chosen)) => chosen.body.as_str(),
            (None, None) => own.map_or(templates::standard(locale), |print| print.body.as_str()),
            (Some(_), None) => templates::standard(locale),
        };
        // what was written under fields that are gone by now is left out
        let blocks =
            markup::read(body).map_err(|_| Fault::unacceptable("print_template").field("body", "mark"))?.blocks;
        subjects.push((Subject::gather(app, session, directory.clone(), scene).await?, blocks));
    }
    let numbers: Vec<String> = subjects.iter().map(|(subject, _)| subject.number()).collect();
    let file = set(app, subjects).await?;
    let about = ids.first().map(ToString::to_string).unwrap_or_default();
    let entry = Entry::of(app, session, Action::TicketsPrinted).about("ticket", about, &numbers.join(", "));
    let told = serde_json::json!({ "tickets": ids, "template": wanted, "masked": session.masks });
    let mut tx = app.db.begin().await?;
    audit::write(&mut tx, entry.after(&told)).await?;
    tx.commit().await?;
    Ok(answer(file, if numbers.len() == 1 { numbers.first() } else { None }))
}

async fn set(app: &App, subjects: Vec<(Subject, Vec<markup::Block>)>) -> Answer<Vec<u8>> {
    let _turn = app.print.turns.acquire().await.map_err(|_| Fault::unavailable("print"))?;
    let (press, data) = (app.print.clone(), app.config.data.clone());
    let set = tokio::task::spawn_blocking(move || draw::file(&subjects, press.fonts(&data))).await;
    match set.map_err(|_| Fault::unavailable("print"))? {
        Ok(file) => Ok(file),
        Err(Trouble::TooLong) => Err(Fault::unacceptable("print").field("pages", "too_many")),
        Err(Trouble::Unwritten) => Err(Fault::internal()),
    }
}

fn answer(file: Vec<u8>, number: Option<&String>) -> Response {
    let name: String =
        number.map_or("tickets", String::as_str).chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let mut response = file.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    let disposition = HeaderValue::from_str(&format!("inline; filename=\"{name}.pdf\""));
    headers.insert(header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("inline")));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // the desk shows it in a frame of its own page, and nobody else does
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("frame-ancestors 'self'"));
    response
}
