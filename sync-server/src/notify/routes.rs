//! `GET /notifications`, `POST /notifications/read`, `GET /push/key`, `POST /push/subscriptions`.

use axum::extract::State;
use axum::http::StatusCode;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::{Kind, Timestamp};
use truckroll_protocol::api::{Notification, PushSubscription, ReadNotifications};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Reach;
use super::encryption::Recipient;
use super::preferences;
use super::push::endpoint;
use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, marks, query};
use crate::http::{Answer, Fault, Strict};
use crate::news::{self, News};

/// Notices of one answer.
const SHOWN: i64 = 100;
/// Most ids of one request.
const MAX_IDS: usize = 1_000;
/// Most browsers one person is told in.
const MAX_SUBSCRIPTIONS: i64 = 10;

pub(super) const NOTICE_COLUMNS: &str = "id, kind, document_kind, document_id, args, created_at, read_at";

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(notifications, clear_notifications))
        .merge(preferences::routes())
        .routes(routes!(read_notifications))
        .routes(routes!(push_key))
        .routes(routes!(subscribe))
}

/// Reads the columns of [`NOTICE_COLUMNS`].
pub(super) fn read_notice(row: &AnyRow) -> DbResult<Notification> {
    let kind: Option<String> = row.try_get(2)?;
    let document: Option<String> = row.try_get(3)?;
    let args: String = row.try_get(4)?;
    Ok(Notification {
        id: row.try_get(0)?,
        kind: row.try_get(1)?,
        args: serde_json::from_str(&args).unwrap_or_default(),
        document: document.and_then(|d| d.parse().ok()),
        on: kind.and_then(|k| Kind::from_word(&k)),
        created_at: Timestamp(row.try_get(5)?),
        read_at: row.try_get::<Option<i64>, _>(6)?.map(Timestamp),
    })
}

#[utoipa::path(
    get,
    path = "/notifications",
    tag = "notifications",
    operation_id = "notifications",
    description = "The newest 100 notices of the signed-in person.",
    responses((status = 200, description = "List of `Notification`", body = serde_json::Value), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn notifications(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<Notification>>> {
    // index notices_agent
    let sql = format!(
        "select {NOTICE_COLUMNS} from notices where tenant_id = $1 and agent_id = $2 and quiet = 0 order by created_at desc, id desc limit $3"
    );
    let rows = query(&sql)
        .bind(session.tenant.to_string())
        .bind(session.agent.to_string())
        .bind(SHOWN)
        .fetch_all(app.db.pool())
        .await?;
    Ok(axum::Json(rows.iter().map(read_notice).collect::<DbResult<_>>()?))
}

#[utoipa::path(
    delete,
    path = "/notifications",
    tag = "notifications",
    operation_id = "clear_notifications",
    description = "Takes every notice off the signed-in person's list.",
    responses((status = 204, description = "The list is empty"), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn clear_notifications(State(app): State<App>, session: Session) -> Answer<StatusCode> {
    let mut tx = app.db.begin().await?;
    // index notices_agent; what is still on its way by push or mail is about something that was read
    sqlx::query("delete from notices where tenant_id = $1 and agent_id = $2")
        .bind(session.tenant.to_string())
        .bind(session.agent.to_string())
        .execute(tx.on())
        .await?;
    let news = News::Noticed { tenant: session.tenant, agents: Some(vec![session.agent]) };
    news::tell(&mut tx, &news).await?;
    tx.commit().await?;
    app.hear(news);
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    post,
    path = "/notifications/read",
    tag = "notifications",
    operation_id = "read_notifications",
    description = "Marks notices of the signed-in person as read; without ids all of them.",
    request_body(content = serde_json::Value, description = "`ReadNotifications`"),
    responses((status = 204, description = "Marked"), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read_notifications(
    State(app): State<App>,
    session: Session,
    Strict(request): Strict<ReadNotifications>,
) -> Answer<StatusCode> {
    if request.ids.len() > MAX_IDS {
        return Err(Fault::too_large("ids", MAX_IDS as u64));
    }
    let mut sql =
        "update notices set read_at = $1 where tenant_id = $2 and agent_id = $3 and read_at is null".to_owned();
    if !request.ids.is_empty() {
        sql.push_str(&format!(" and id in ({})", marks(4, request.ids.len())));
    }
    let mut update =
        query(&sql).bind(app.clock.now().ms()).bind(session.tenant.to_string()).bind(session.agent.to_string());
    for id in request.ids {
        update = update.bind(id);
    }
    let mut tx = app.db.begin().await?;
    update.execute(tx.on()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    get,
    path = "/push/key",
    tag = "notifications",
    operation_id = "push_key",
    description = "The server's public key for `PushManager.subscribe` (VAPID), base64url.",
    responses((status = 200, description = "`{ \"key\": … }`", body = serde_json::Value), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn push_key(State(app): State<App>, _: Session) -> axum::Json<serde_json::Value> {
    axum::Json(serde_json::json!({ "key": app.secrets.vapid.public_key() }))
}

#[utoipa::path(
    post,
    path = "/push/subscriptions",
    tag = "notifications",
    operation_id = "subscribe",
    description = "Sends the signed-in person's notices to this browser too. The same address again replaces the former.",
    request_body(content = serde_json::Value, description = "`PushSubscription`"),
    responses(
        (status = 204, description = "Subscribed"),
        (status = 400, description = "Not a subscription of a push service"),
        (status = 401, description = "Not signed in"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn subscribe(
    State(app): State<App>,
    session: Session,
    Strict(request): Strict<PushSubscription>,
) -> Answer<StatusCode> {
    if endpoint(&request.endpoint, Reach::PublicOnly).is_none() {
        return Err(Fault::bad_request("endpoint").field("endpoint", "not_a_push_service"));
    }
    if Recipient::read(&request.p256dh, &request.auth).is_none() {
        return Err(Fault::bad_request("p256dh").field("p256dh", "not_a_key"));
    }
    let (tenant, agent) = (session.tenant.to_string(), session.agent.to_string());
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "insert into push_subscriptions (tenant_id, endpoint, agent_id, p256dh, auth, created_at) \
         values ($1, $2, $3, $4, $5, $6) on conflict (tenant_id, endpoint) do update set \
         agent_id = excluded.agent_id, p256dh = excluded.p256dh, auth = excluded.auth, created_at = excluded.created_at",
    )
    .bind(&tenant)
    .bind(&request.endpoint)
    .bind(&agent)
    .bind(&request.p256dh)
    .bind(&request.auth)
    .bind(app.clock.now().ms())
    .execute(tx.on())
    .await?;
    // beyond the limit the oldest browsers are told no more
    sqlx::query(
        "delete from push_subscriptions where tenant_id = $1 and agent_id = $2 and endpoint not in \
         (select endpoint from push_subscriptions where tenant_id = $1 and agent_id = $2 \
          order by created_at desc, endpoint limit $3)",
    )
    .bind(&tenant)
    .bind(&agent)
    .bind(MAX_SUBSCRIPTIONS)
    .execute(tx.on())
    .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
