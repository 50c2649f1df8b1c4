//! `GET /account/sessions` and what ends them: one's own sessions and devices.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use truckroll_domain::audit::Action;
use truckroll_protocol::api::SessionItem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Session, sessions};
use crate::App;
use crate::audit::{self, Entry};
use crate::http::{Answer, Fault};

/// Why a session is over that was ended from elsewhere.
pub(super) const REVOKED: &str = "revoked";

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(end)).routes(routes!(end_others))
}

#[utoipa::path(
    get,
    path = "/account/sessions",
    tag = "account",
    operation_id = "own_sessions",
    description = "Where one is signed in, last used first.",
    responses(
        (status = 200, description = "List of `SessionItem`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<SessionItem>>> {
    Ok(axum::Json(sessions::list(&app, session.tenant, session.agent, &session.id).await?))
}

#[utoipa::path(
    delete,
    path = "/account/sessions/{id}",
    tag = "account",
    operation_id = "end_own_session",
    description = "Ends one of one's own sessions. Open connections of it are closed at once.",
    params(("id" = String, Path, description = "Session")),
    responses(
        (status = 204, description = "Ended"),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "No such session"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn end(State(app): State<App>, session: Session, Path(id): Path<String>) -> Answer<StatusCode> {
    let who = (session.tenant, session.agent);
    revoke(&app, &session, who, session.actor.name(), &id).await
}

#[utoipa::path(
    post,
    path = "/account/sessions/end-others",
    tag = "account",
    operation_id = "end_other_sessions",
    description = "Ends all of one's own sessions but this one.",
    responses((status = 204, description = "Ended"), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn end_others(State(app): State<App>, session: Session) -> Answer<StatusCode> {
    let who = (session.tenant, session.agent);
    revoke_all(&app, &session, who, session.actor.name()).await
}

/// Ends one session of a person.
pub(super) async fn revoke(
    app: &App,
    session: &Session,
    who: (truckroll_domain::TenantId, truckroll_domain::AgentId),
    name: &str,
    id: &str,
) -> Answer<StatusCode> {
    let mut tx = app.db.begin().await?;
    let over = sessions::end_one_in(app, &mut tx, who, id, REVOKED).await?;
    if over.is_empty() {
        return Err(Fault::not_found("session"));
    }
    let entry = Entry::of(app, session, Action::SessionRevoked).about("agent", who.1, name);
    audit::write(&mut tx, entry.after(&serde_json::json!({ "session": id }))).await?;
    tx.commit().await?;
    sessions::hear(app, over);
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all sessions of a person but the one that asks.
pub(super) async fn revoke_all(
    app: &App,
    session: &Session,
    who: (truckroll_domain::TenantId, truckroll_domain::AgentId),
    name: &str,
) -> Answer<StatusCode> {
    let mut tx = app.db.begin().await?;
    let over = sessions::end_in(app, &mut tx, who, Some(&session.id), REVOKED).await?;
    if !over.is_empty() {
        let entry = Entry::of(app, session, Action::SessionRevoked).about("agent", who.1, name);
        audit::write(&mut tx, entry.after(&serde_json::json!({ "sessions": over.len() }))).await?;
    }
    tx.commit().await?;
    sessions::hear(app, over);
    Ok(StatusCode::NO_CONTENT)
}
