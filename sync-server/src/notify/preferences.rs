//! How people want to be told (ORG-14): by kind of notice and channel. `GET` and `PUT /notifications/preferences`.

use std::collections::{BTreeSet, HashMap};

use axum::extract::State;
use sqlx::Row as _;
use truckroll_domain::{AgentId, TenantId};
use truckroll_protocol::api::{NewNoticePreferences, NoticePreferences, NoticePreferencesNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::KINDS;
use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, Tx, marks, query};
use crate::http::{Answer, Fault, Strict};

/// The channels there are.
const CHANNELS: [&str; 3] = ["app", "push", "email"];

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, replace))
}

fn now(app: &App, preferences: NoticePreferences) -> NoticePreferencesNow {
    let kinds = KINDS.iter().map(|kind| (*kind).to_owned()).collect();
    NoticePreferencesNow { kinds, preferences, mail: app.config.smtp_url.is_some() }
}

#[utoipa::path(
    get,
    path = "/notifications/preferences",
    tag = "notifications",
    operation_id = "notice_preferences",
    description = "By which channels each kind of notice comes to the signed-in person.",
    responses((status = 200, description = "`NoticePreferencesNow`", body = serde_json::Value), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<NoticePreferencesNow>> {
    // the primary key of notice_preferences
    let row = sqlx::query("select body from notice_preferences where tenant_id = $1 and agent_id = $2")
        .bind(session.tenant.to_string())
        .bind(session.agent.to_string())
        .fetch_optional(app.db.pool())
        .await?;
    let body: String = row.map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
    Ok(axum::Json(now(&app, serde_json::from_str(&body).unwrap_or_default())))
}

#[utoipa::path(
    put,
    path = "/notifications/preferences",
    tag = "notifications",
    operation_id = "replace_notice_preferences",
    description = "Says by which channels notices come. A kind that is left out comes in the app and by push.",
    request_body(content = serde_json::Value, description = "`NewNoticePreferences`"),
    responses(
        (status = 200, description = "`NoticePreferencesNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 422, description = "There is no such kind or channel"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewNoticePreferences>,
) -> Answer<axum::Json<NoticePreferencesNow>> {
    let asked = asked.preferences;
    for (kind, channels) in &asked.channels {
        let known = KINDS.contains(&kind.as_str()) && channels.iter().all(|c| CHANNELS.contains(&c.as_str()));
        if !known {
            let short: String = kind.chars().take(60).collect();
            return Err(Fault::unacceptable("notice_preferences").field(&short, "unknown"));
        }
    }
    let body = serde_json::to_string(&asked).map_err(|_| Fault::internal())?;
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "insert into notice_preferences (tenant_id, agent_id, body) values ($1, $2, $3) \
         on conflict (tenant_id, agent_id) do update set body = excluded.body",
    )
    .bind(session.tenant.to_string())
    .bind(session.agent.to_string())
    .bind(body)
    .execute(tx.on())
    .await?;
    tx.commit().await?;
    Ok(axum::Json(now(&app, asked)))
}

/// What each of these people said; who said nothing is absent.
///
/// # Errors
/// When the database fails.
pub(super) async fn of(
    tx: &mut Tx,
    tenant: TenantId,
    people: &BTreeSet<AgentId>,
) -> DbResult<HashMap<AgentId, NoticePreferences>> {
    let people: Vec<AgentId> = people.iter().copied().collect();
    let mut found = HashMap::new();
    for chunk in people.chunks(500) {
        // the primary key of notice_preferences
        let sql = format!(
            "select agent_id, body from notice_preferences where tenant_id = $1 and agent_id in ({})",
            marks(2, chunk.len())
        );
        let mut select = query(&sql).bind(tenant.to_string());
        for id in chunk {
            select = select.bind(id.to_string());
        }
        for row in select.fetch_all(tx.on()).await? {
            let (agent, body): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            if let (Ok(agent), Ok(said)) = (agent.parse(), serde_json::from_str(&body)) {
                found.insert(agent, said);
            }
        }
    }
    Ok(found)
}
