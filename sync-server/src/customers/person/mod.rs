//! One person's data (GDPR, articles 15, 17 and 20): `GET /contacts/{id}/personal-data` hands out everything that is known,
//! `GET /contacts/{id}/erase/preview` says what would go, `POST /contacts/{id}/erase` erases.
//!
//! `known` says what is of a person, `needles` how he is found in words, `anew` how a record is written without him. An
//! erasure is a row (`job`) that is carried on in steps: `records`, `sweep`, `bytes`. `late` sees to what comes afterwards. Why
//! it is like that is in `docs/adr/0018-a-person-is-erased-by-writing-anew.md`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use sqlx::Row as _;
use truckroll_domain::access::Lock;
use truckroll_domain::fields::Noun;
use truckroll_domain::{ContactId, Kind, TenantId};
use truckroll_protocol::api::{Erasure as ErasureNow, NewErasure, PersonCounts};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bulk::must_not_be_locked;
use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, marks, query};
use crate::http::{Answer, Fault, Id, Strict};

mod anew;
mod bytes;
mod export;
mod job;
mod known;
pub(crate) mod late;
mod needles;
mod records;
mod sweep;

pub use job::{start, work};
pub(crate) use late::is_erased;
pub use late::{Erasure, load};

use known::Known;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(personal_data)).routes(routes!(preview)).routes(routes!(erase))
}

async fn known(app: &App, session: &Session, id: ContactId) -> Answer<Known> {
    session.must_administer()?;
    Known::load(app, session.tenant, id).await?.ok_or_else(|| Fault::not_found("contact"))
}

/// How much is known of a person.
async fn counts(app: &App, tenant: TenantId, known: &Known) -> DbResult<PersonCounts> {
    let ids: Vec<String> = known.contacts.keys().map(ToString::to_string).collect();
    let mut beside = [0_i64; 2];
    for (count, table) in beside.iter_mut().zip(["service_records", "identities"]) {
        let sql = format!(
            "select cast(count(*) as bigint) from {table} where tenant_id = $1 and contact_id in ({})",
            marks(2, ids.len())
        );
        let select = ids.iter().fold(query(&sql).bind(tenant.to_string()), |query, id| query.bind(id.clone()));
        *count = select.fetch_one(app.db.pool()).await?.try_get(0)?;
    }
    let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Ok(PersonCounts {
        name: known.name().to_owned(),
        twins: whole(known.contacts.len()) - 1,
        tickets: known.count(Kind::Ticket),
        visits: known.count(Kind::Visit),
        assets: known.count(Kind::Asset),
        texts: known.texts(),
        files: whole(known.files().len()),
        records: beside[0],
        identities: beside[1],
    })
}

#[utoipa::path(
    get,
    path = "/contacts/{id}/personal-data",
    tag = "customers",
    operation_id = "personal_data",
    description = "Everything that is known of a person as a `.zip`: `person.json` and the files. Numbers are masked for whoever is \
                   under the mask. It is noted in the audit log. For administrators.",
    params(("id" = String, Path, description = "Contact")),
    responses(
        (status = 200, description = "`.zip` with `person.json` and `files/`"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such contact"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn personal_data(State(app): State<App>, session: Session, Id(id): Id<ContactId>) -> Answer<Response> {
    let known = known(&app, &session, id).await?;
    export::answer(&app, &session, &known).await
}

#[utoipa::path(
    get,
    path = "/contacts/{id}/erase/preview",
    tag = "customers",
    operation_id = "preview_erasure",
    description = "What erasing a person would take away and write anew; nothing is changed. For administrators.",
    params(("id" = String, Path, description = "Contact")),
    responses(
        (status = 200, description = "`PersonCounts`", body = serde_json::Value),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such contact"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn preview(State(app): State<App>, session: Session, Id(id): Id<ContactId>) -> Answer<axum::Json<PersonCounts>> {
    let known = known(&app, &session, id).await?;
    Ok(axum::Json(counts(&app, session.tenant, &known).await?))
}

#[utoipa::path(
    post,
    path = "/contacts/{id}/erase",
    tag = "customers",
    operation_id = "erase_person",
    description = "Erases a person for good, everywhere on the server and on all devices; the work that was done stays. It cannot be \
                   taken back. The contact is gone when this is answered, the rest goes on by itself. For administrators.",
    params(("id" = String, Path, description = "Contact")),
    request_body(content = serde_json::Value, description = "`NewErasure`"),
    responses(
        (status = 202, description = "`Erasure`", body = serde_json::Value),
        (status = 403, description = "Not an administrator, or the organisation has locked deleting contacts"),
        (status = 404, description = "No such contact"),
        (status = 422, description = "The name that was typed is not the person's"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn erase(
    State(app): State<App>,
    session: Session,
    Id(id): Id<ContactId>,
    Strict(asked): Strict<NewErasure>,
) -> Answer<(StatusCode, axum::Json<ErasureNow>)> {
    let known = known(&app, &session, id).await?;
    must_not_be_locked(&session, Lock::delete(Noun::Contact))?;
    if asked.confirm.trim() != known.name().trim() {
        return Err(Fault::unacceptable("confirm").field("confirm", "not_the_name"));
    }
    // what stands in the place of signatures is there before they go
    crate::attachments::store(&app, session.tenant, "image/png", "", anew::white())
        .await
        .map_err(|error| Fault::unavailable(error.to_string()))?;
    let id = job::begin(&app, &session, &known).await?;
    if let Err(error) = job::step(&app, &session.tenant.to_string(), &id).await {
        // it is noted, and goes on by itself
        tracing::warn!(%error, "an erasure waits");
    }
    app.erasures.notify_one();
    let state = job::state(&app, session.tenant, &id).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(ErasureNow { id, state })))
}
