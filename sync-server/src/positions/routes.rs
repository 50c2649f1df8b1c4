//! `POST /positions` and `GET /visits/{id}/track`.

use axum::extract::State;
use axum::http::StatusCode;
use truckroll_domain::VisitId;
use truckroll_domain::access::{Area, Feature, Verb, may_read};
use truckroll_protocol::api::{Positions, Track};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{MAX_BATCH, take, track, track_of};
use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Id, Strict};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(post_positions)).routes(routes!(visit_track))
}

#[utoipa::path(
    post,
    path = "/positions",
    tag = "visits",
    operation_id = "post_positions",
    description = "A batch of positions of the signed-in engineer, old ones too. Points outside accepted to completed \
                   belong to no track and only move the last position.",
    request_body(content = serde_json::Value, description = "`Positions`, at most 1,000 points"),
    responses(
        (status = 204, description = "Taken"),
        (status = 400, description = "A point is not on the earth"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an engineer"),
        (status = 413, description = "Too many points"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn post_positions(
    State(app): State<App>,
    session: Session,
    Strict(batch): Strict<Positions>,
) -> Answer<StatusCode> {
    session.must(Area::Visits, Verb::Work)?;
    if batch.points.len() > MAX_BATCH {
        return Err(Fault::too_large("points", MAX_BATCH as u64));
    }
    if let Some(index) = batch.points.iter().position(|p| !track::is_valid(p)) {
        return Err(Fault::bad_request(format!("points[{index}]")).field("points", "not_a_place"));
    }
    if !session.switches.on(Feature::Tracks) {
        // phones that have not heard of it go on sending; nothing of it is kept
        return Ok(StatusCode::NO_CONTENT);
    }
    take(&app, session.tenant, session.agent, batch.visit, batch.points).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    get,
    path = "/visits/{id}/track",
    tag = "visits",
    operation_id = "visit_track",
    description = "The way to and at a visit: the points a line needs to run within 5 m of all, the first, the last and \
                   every stop among them. The length is that of all points. Dispatchers see everybody's, an engineer \
                   his own. Kept for 90 days.",
    params(("id" = String, Path, description = "Visit")),
    responses(
        (status = 200, description = "`Track`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "No such visit"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn visit_track(State(app): State<App>, session: Session, Id(visit): Id<VisitId>) -> Answer<axum::Json<Track>> {
    let stored = crate::ingest::load(&app.db, session.tenant, &[visit.into()]).await?;
    let stored = stored.get(&visit.into()).filter(|s| matches!(s.content, truckroll_domain::Content::Visit(..)));
    stored.filter(|s| may_read(&session.actor, &s.content)).ok_or_else(|| Fault::not_found("visit"))?;
    let only = (!session.actor.dispatches()).then_some(session.agent);
    Ok(axum::Json(track_of(&app, session.tenant, visit, only).await?))
}
