//! `GET /companies/{id}` and `/contacts/{id}`: everything a customer's page shows (CUS-14, CUS-25, CUS-26).
//!
//! Dispatchers and administrators see all customers; an engineer those behind his visits.

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use sqlx::Row as _;
use truckroll_domain::access::{Area, Verb, may_read};
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::fields::{FieldValue, Values};
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{CompanyId, ContactId, Content, DocumentId, Kind, Row};
use truckroll_protocol::api::{CompanyDetail, ContactDetail, PhoneNumber};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::merge;
use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, query, read_row};
use crate::http::{API, Answer, Fault, Id};
use crate::lists;
use crate::reach::{holds, reached};
use crate::{attachments, ingest, phones};

/// Tickets and visits shown with a customer.
const SHOWN: i64 = 50;
/// People shown with a company.
const MAX_PEOPLE: i64 = 200;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(company)).routes(routes!(contact))
}

pub(crate) async fn readable(app: &App, session: &Session, id: DocumentId, what: &str) -> Answer<Content> {
    let missing = || Fault::not_found(what);
    let stored = ingest::load(&app.db, session.tenant, &[id]).await?.remove(&id).ok_or_else(missing)?;
    let travels = session.actor.may(Area::Customers, Verb::View) && holds(app, session, id).await?;
    if !travels && !may_read(&session.actor, &stored.content) {
        return Err(missing());
    }
    Ok(stored.content)
}

#[utoipa::path(
    get,
    path = "/companies/{id}",
    tag = "customers",
    operation_id = "company",
    description = "A company with its people, its log, its latest tickets and visits.",
    params(("id" = String, Path, description = "Company")),
    responses(
        (status = 200, description = "`CompanyDetail`", body = serde_json::Value),
        (status = 307, description = "It was merged; the address of the one that it was merged into"),
        (status = 404, description = "No such company"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn company(State(app): State<App>, session: Session, Id(id): Id<CompanyId>) -> Answer<Response> {
    if let Some(now) = merge::now_at(&app.db, session.tenant, id.into()).await? {
        return Ok(Redirect::temporary(&format!("{API}/companies/{now}")).into_response());
    }
    let Content::Company(company) = readable(&app, &session, id.into(), "company").await? else {
        return Err(Fault::not_found("company"));
    };
    let region = app.directory(session.tenant).await?.region();
    // indexes tickets_company, visits_company
    let mut of_tickets = reached(&session, Kind::Ticket);
    let mark = of_tickets.text(id.to_string());
    of_tickets.and(format!("company_id = {mark}"));
    let mut of_visits = reached(&session, Kind::Visit);
    let mark = of_visits.text(id.to_string());
    of_visits.and(format!("company_id = {mark}"));
    let mut detail = CompanyDetail {
        row: company.project(id),
        entries: ingest::entries(&app.db, session.tenant, id.into()).await?,
        contacts: people(&app, &session, id).await?,
        tickets: lists::rows(&app.db, &of_tickets, "created_at desc, id", SHOWN).await?,
        visits: lists::rows(&app.db, &of_visits, "created_at desc, id", SHOWN).await?,
        phones: dialled(&region, &[("phone", &company.phone), ("mobile", &company.mobile)]),
        service_account: if session.actor.may(Area::Customers, Verb::Edit) {
            super::service::account_of(&app.db, session.tenant, id).await?.unwrap_or_default()
        } else {
            String::new()
        },
        stored: attachments::about(
            &app.db,
            session.tenant,
            company.files.keys().cloned().chain(files_of(&company.fields)),
        )
        .await?,
        company,
    };
    session.mask(&mut detail);
    Ok(axum::Json(detail).into_response())
}

#[utoipa::path(
    get,
    path = "/contacts/{id}",
    tag = "customers",
    operation_id = "contact",
    description = "A person with the log, the latest tickets and the visits behind them.",
    params(("id" = String, Path, description = "Contact")),
    responses(
        (status = 200, description = "`ContactDetail`", body = serde_json::Value),
        (status = 307, description = "It was merged; the address of the one that it was merged into"),
        (status = 404, description = "No such contact"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn contact(State(app): State<App>, session: Session, Id(id): Id<ContactId>) -> Answer<Response> {
    if let Some(now) = merge::now_at(&app.db, session.tenant, id.into()).await? {
        return Ok(Redirect::temporary(&format!("{API}/contacts/{now}")).into_response());
    }
    let Content::Contact(contact) = readable(&app, &session, id.into(), "contact").await? else {
        return Err(Fault::not_found("contact"));
    };
    let region = app.directory(session.tenant).await?.region();
    // indexes tickets_contact, visits_ticket
    let mut of_tickets = reached(&session, Kind::Ticket);
    let mark = of_tickets.text(id.to_string());
    of_tickets.and(format!("contact_id = {mark}"));
    let mut of_visits = reached(&session, Kind::Visit);
    let mark = of_visits.text(id.to_string());
    of_visits
        .and(format!("ticket_id in (select t.id from tickets t where t.tenant_id = $1 and t.contact_id = {mark})"));
    let mut detail = ContactDetail {
        row: contact.project(id),
        entries: ingest::entries(&app.db, session.tenant, id.into()).await?,
        tickets: lists::rows(&app.db, &of_tickets, "created_at desc, id", SHOWN).await?,
        visits: lists::rows::<VisitRow>(&app.db, &of_visits, "created_at desc, id", SHOWN).await?,
        phones: dialled(&region, &[("phone", &contact.phone), ("landline", &contact.landline)]),
        identities: super::identities::of(&app.db, session.tenant, id).await?,
        stored: attachments::about(&app.db, session.tenant, files_of(&contact.fields)).await?,
        contact,
    };
    session.mask(&mut detail);
    Ok(axum::Json(detail).into_response())
}

/// Hashes of the files in own fields.
pub(crate) fn files_of(values: &Values) -> impl Iterator<Item = String> {
    let files = values.values().filter_map(|value| match value {
        FieldValue::Files(files) => Some(files.keys().cloned()),
        _ => None,
    });
    files.flatten()
}

/// The people of a company, the one to talk to first in front (primary keys of `company_contacts` and `contacts`).
async fn people(app: &App, session: &Session, id: CompanyId) -> DbResult<Vec<ContactRow>> {
    let columns: Vec<String> = ContactRow::COLUMNS.iter().map(|c| format!("c.{}", c.name)).collect();
    let sql = format!(
        "select l.first, {} from company_contacts l join contacts c on c.tenant_id = l.tenant_id and c.id = l.contact_id \
         where l.tenant_id = $1 and l.company_id = $2 and c.deleted_at is null \
         order by l.first desc, c.created_at, c.id limit {MAX_PEOPLE}",
        columns.join(", ")
    );
    let rows = query(&sql).bind(session.tenant.to_string()).bind(id.to_string()).fetch_all(app.db.pool()).await?;
    rows.iter().map(|row| row.try_get::<i64, _>(0).and_then(|_| read_row(row, 1))).collect()
}

/// Phone numbers as they are dialled.
fn dialled(region: &str, fields: &[(&str, &String)]) -> Vec<PhoneNumber> {
    let of = |(field, text): &(&str, &String)| {
        let field = (*field).to_owned();
        let number = move |typed: &str| PhoneNumber {
            field: field.clone(),
            typed: typed.to_owned(),
            e164: phones::normalised(typed, region).unwrap_or_default(),
        };
        phones::numbers(text).map(number).collect::<Vec<_>>()
    };
    fields.iter().flat_map(of).collect()
}
