//! `POST /shifts`, `PUT` and `DELETE /shifts/{id}`: templates.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use sqlx::Row as _;
use truckroll_domain::ShiftId;
use truckroll_domain::access::{Area, Feature, Verb};
use truckroll_domain::roster::Shift;
use truckroll_protocol::api::roster::{ShiftChange, ShiftNow};
use truckroll_protocol::api::staff::Removal;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Id, Strict};
use crate::staff::{Draft, in_use, unacceptable};

/// Most templates of an organisation, archived ones too.
const MAX_SHIFTS: usize = 200;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(change, remove))
}

#[utoipa::path(
    post,
    path = "/shifts",
    tag = "roster",
    operation_id = "create_shift",
    description = "Makes a shift template.",
    request_body(content = serde_json::Value, description = "`ShiftChange` with `seq` 0"),
    responses(
        (status = 201, description = "`ShiftNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change staff, or the roster is switched off"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn create(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<ShiftChange>,
) -> Answer<(StatusCode, axum::Json<ShiftNow>)> {
    let shift = Shift { id: app.fresh(), ..asked.shift };
    Ok((StatusCode::CREATED, axum::Json(write(&app, &session, shift, None).await?)))
}

#[utoipa::path(
    put,
    path = "/shifts/{id}",
    tag = "roster",
    operation_id = "change_shift",
    description = "Changes a template, and with it all days that have it; archived, nobody is given it any more.",
    params(("id" = String, Path, description = "Shift")),
    request_body(content = serde_json::Value, description = "`ShiftChange`"),
    responses(
        (status = 200, description = "`ShiftNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change staff, or the roster is switched off"),
        (status = 404, description = "No such shift"),
        (status = 409, description = "Somebody else changed it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn change(
    State(app): State<App>,
    session: Session,
    Id(id): Id<ShiftId>,
    Strict(asked): Strict<ShiftChange>,
) -> Answer<axum::Json<ShiftNow>> {
    write(&app, &session, Shift { id, ..asked.shift }, Some(asked.seq)).await.map(axum::Json)
}

async fn write(app: &App, session: &Session, mut shift: Shift, seen: Option<i64>) -> Answer<ShiftNow> {
    session.must_be_on(Feature::Roster)?;
    session.must(Area::Staff, Verb::Edit)?;
    shift.name = shift.name.trim().to_owned();
    let mut problems: BTreeMap<String, &'static str> = shift.faults();
    let mut draft = Draft::begin(app, session).await?;
    let directory = draft.directory().await?;
    if seen.is_some() && !directory.shifts.contains_key(&shift.id) {
        return Err(Fault::not_found("shift"));
    }
    if seen.is_none() && directory.shifts.len() >= MAX_SHIFTS {
        problems.insert("shifts".to_owned(), "too_many");
    }
    let same = |other: &&Shift| other.id != shift.id && !other.archived && other.name == shift.name;
    if !shift.archived && directory.shifts.values().any(|other| same(&other)) {
        problems.insert("name".to_owned(), "taken");
    }
    if !problems.is_empty() {
        return Err(unacceptable("shift", problems));
    }
    let seq = draft.put(Shift::KIND, &shift.id.to_string(), seen.unwrap_or_default(), &shift).await?;
    draft.commit().await?;
    Ok(ShiftNow { shift, seq })
}

#[utoipa::path(
    delete,
    path = "/shifts/{id}",
    tag = "roster",
    operation_id = "remove_shift",
    description = "Removes a template that no day has; else `fields` counts the days. Archive it then.",
    params(("id" = String, Path, description = "Shift")),
    request_body(content = serde_json::Value, description = "`Removal`"),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change staff, or the roster is switched off"),
        (status = 404, description = "No such shift"),
        (status = 409, description = "In use, or changed meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(
    State(app): State<App>,
    session: Session,
    Id(id): Id<ShiftId>,
    Strict(asked): Strict<Removal>,
) -> Answer<StatusCode> {
    session.must_be_on(Feature::Roster)?;
    session.must(Area::Staff, Verb::Edit)?;
    let mut draft = Draft::begin(&app, &session).await?;
    if !draft.directory().await?.shifts.contains_key(&id) {
        return Err(Fault::not_found("shift"));
    }
    // index roster_shift
    let row = sqlx::query("select cast(count(*) as bigint) from roster where tenant_id = $1 and shift_id = $2")
        .bind(session.tenant.to_string())
        .bind(id.to_string())
        .fetch_one(draft.tx.on())
        .await?;
    let days: i64 = row.try_get(0)?;
    if days > 0 {
        return Err(in_use(&BTreeMap::from([("days".to_owned(), days)])));
    }
    draft.remove(Shift::KIND, &id.to_string(), asked.seq).await?;
    draft.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
