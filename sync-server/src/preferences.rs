//! `GET` and `PUT /preferences`: how the signed-in person wants the desk to look and behave (ORG-10, ORG-13).

use axum::extract::State;
use sqlx::Row as _;
use truckroll_protocol::api::{NewPreferences, Preferences, PreferencesNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Strict};
use crate::zones;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, replace))
}

/// Preferences with how the clocks of the person's zone run.
fn now(app: &App, preferences: Preferences) -> PreferencesNow {
    let offsets = zones::offsets(&preferences.time_zone, app.clock.now()).filter(|_| !preferences.time_zone.is_empty());
    PreferencesNow { preferences, offsets, zones: Vec::new() }
}

#[utoipa::path(
    get,
    path = "/preferences",
    tag = "account",
    operation_id = "preferences",
    description = "How the signed-in person wants the desk to look and behave.",
    responses((status = 200, description = "`PreferencesNow`", body = serde_json::Value), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<PreferencesNow>> {
    // the primary key of preferences
    let row = sqlx::query("select body from preferences where tenant_id = $1 and agent_id = $2")
        .bind(session.tenant.to_string())
        .bind(session.agent.to_string())
        .fetch_optional(app.db.pool())
        .await?;
    let body: String = row.map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
    let now = now(&app, serde_json::from_str(&body).unwrap_or_default());
    Ok(axum::Json(PreferencesNow { zones: zones::names(), ..now }))
}

#[utoipa::path(
    put,
    path = "/preferences",
    tag = "account",
    operation_id = "replace_preferences",
    description = "Says how the desk should look and behave. It is so on every device where the person works at the desk.",
    request_body(content = serde_json::Value, description = "`NewPreferences`"),
    responses(
        (status = 200, description = "`PreferencesNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewPreferences>,
) -> Answer<axum::Json<PreferencesNow>> {
    let preferences = asked.preferences;
    preferences.check().map_err(|problems| {
        let fault = Fault::unacceptable("preferences");
        problems.into_iter().fold(fault, |fault, (member, problem)| fault.field(member, problem))
    })?;
    if !preferences.time_zone.is_empty() && zones::offsets(&preferences.time_zone, app.clock.now()).is_none() {
        return Err(Fault::unacceptable("preferences").field("time_zone", "unknown"));
    }
    let body = serde_json::to_string(&preferences).map_err(|_| Fault::internal())?;
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "insert into preferences (tenant_id, agent_id, body) values ($1, $2, $3) \
         on conflict (tenant_id, agent_id) do update set body = excluded.body",
    )
    .bind(session.tenant.to_string())
    .bind(session.agent.to_string())
    .bind(body)
    .execute(tx.on())
    .await?;
    tx.commit().await?;
    Ok(axum::Json(now(&app, preferences)))
}
