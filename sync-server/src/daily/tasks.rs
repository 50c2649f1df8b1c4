//! `GET`, `POST /tickets/tasks`, `POST`, `DELETE /tickets/tasks/{id}`: tickets that somebody works through one after the other
//! (TKT-29). A task is kept for the person, so it is gone on with on any computer, and at any time.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::{DocumentId, TicketId, Timestamp};
use truckroll_protocol::api::daily::{NewTicketTask, TicketTask, TicketTaskStep};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, Tx};
use crate::http::{Answer, Fault, Id, Strict};

/// Most tickets of one task.
const MAX_TICKETS: usize = 500;
/// Most tasks of one person; the oldest give way.
const MAX_TASKS: i64 = 20;

const COLUMNS: &str = "id, tickets, skipped, at, seen_at";

/// Routes of this verb.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, begin)).routes(routes!(step, leave))
}

fn task(row: &AnyRow) -> DbResult<TicketTask> {
    let (id, tickets, skipped): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let wrong = |error: serde_json::Error| sqlx::Error::Decode(error.into());
    Ok(TicketTask {
        id: id.parse().map_err(|error: uuid::Error| sqlx::Error::Decode(error.into()))?,
        tickets: serde_json::from_str(&tickets).map_err(wrong)?,
        skipped: serde_json::from_str(&skipped).map_err(wrong)?,
        at: Timestamp(row.try_get(3)?),
        seen_at: Timestamp(row.try_get(4)?),
    })
}

fn text<T: serde::Serialize>(value: &T) -> DbResult<String> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// The tasks of this person, the last one worked on first.
async fn mine(app: &App, session: &Session) -> DbResult<Vec<TicketTask>> {
    // index ticket_tasks_agent
    let sql = format!(
        "select {COLUMNS} from ticket_tasks where tenant_id = $1 and agent_id = $2 order by seen_at desc, id desc limit 50"
    );
    let rows = crate::db::query(&sql)
        .bind(session.tenant.to_string())
        .bind(session.agent.to_string())
        .fetch_all(app.db.pool())
        .await?;
    rows.iter().map(task).collect()
}

async fn held(tx: &mut Tx, session: &Session, id: DocumentId) -> DbResult<Option<TicketTask>> {
    // first, because it locks the organisation's row: of two windows none forgets what the other one noted
    tx.take_seq(session.tenant, 0).await?;
    let sql = format!("select {COLUMNS} from ticket_tasks where tenant_id = $1 and id = $2 and agent_id = $3");
    let row = crate::db::query(&sql)
        .bind(session.tenant.to_string())
        .bind(id.to_string())
        .bind(session.agent.to_string())
        .fetch_optional(tx.on())
        .await?;
    row.as_ref().map(task).transpose()
}

#[utoipa::path(
    get,
    path = "/tickets/tasks",
    tag = "tickets",
    operation_id = "ticket_tasks",
    description = "The tickets that the signed-in person works through: tasks that are not finished, the last one worked on first.",
    responses((status = 200, description = "list of `TicketTask`", body = serde_json::Value)),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<TicketTask>>> {
    Ok(axum::Json(mine(&app, &session).await?))
}

#[utoipa::path(
    post,
    path = "/tickets/tasks",
    tag = "tickets",
    operation_id = "begin_ticket_task",
    description = "Begins to work through 1 to 500 tickets in this order. With the same id it is the same task. Of more than 20 the oldest give way.",
    request_body(content = serde_json::Value, description = "`NewTicketTask`"),
    responses(
        (status = 200, description = "list of `TicketTask`", body = serde_json::Value),
        (status = 400, description = "Unreadable"),
        (status = 422, description = "None, or too many tickets"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn begin(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewTicketTask>,
) -> Answer<axum::Json<Vec<TicketTask>>> {
    let mut tickets: Vec<TicketId> = Vec::with_capacity(asked.tickets.len().min(MAX_TICKETS));
    if asked.tickets.len() > MAX_TICKETS {
        return Err(Fault::unacceptable("tickets").field("tickets", "too_many"));
    }
    for ticket in asked.tickets {
        if !tickets.contains(&ticket) {
            tickets.push(ticket);
        }
    }
    if tickets.is_empty() {
        return Err(Fault::unacceptable("tickets").field("tickets", "required"));
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    tx.take_seq(session.tenant, 0).await?;
    sqlx::query(
        "insert into ticket_tasks (tenant_id, id, agent_id, tickets, skipped, at, seen_at) values ($1, $2, $3, $4, '{}', $5, $6) \
         on conflict (tenant_id, id) do nothing",
    )
    .bind(session.tenant.to_string())
    .bind(asked.id.to_string())
    .bind(session.agent.to_string())
    .bind(text(&tickets)?)
    .bind(now.ms())
    .bind(now.ms())
    .execute(tx.on())
    .await?;
    // index ticket_tasks_agent
    sqlx::query(
        "delete from ticket_tasks where tenant_id = $1 and agent_id = $2 and id not in (select id from ticket_tasks \
         where tenant_id = $1 and agent_id = $2 order by seen_at desc, id desc limit $3)",
    )
    .bind(session.tenant.to_string())
    .bind(session.agent.to_string())
    .bind(MAX_TASKS)
    .execute(tx.on())
    .await?;
    tx.commit().await?;
    Ok(axum::Json(mine(&app, &session).await?))
}

#[utoipa::path(
    post,
    path = "/tickets/tasks/{id}",
    tag = "tickets",
    operation_id = "step_ticket_task",
    description = "Notes that a ticket of a task is done or passed over. A task of which nothing waits is over.",
    params(("id" = String, Path, description = "Task")),
    request_body(content = serde_json::Value, description = "`TicketTaskStep`"),
    responses(
        (status = 200, description = "`TicketTask` as it stands", body = serde_json::Value),
        (status = 404, description = "No such task of this person"),
        (status = 422, description = "The ticket is not among its tickets"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn step(
    State(app): State<App>,
    session: Session,
    Id(id): Id<DocumentId>,
    Strict(asked): Strict<TicketTaskStep>,
) -> Answer<axum::Json<TicketTask>> {
    let mut tx = app.db.begin().await?;
    let mut task = held(&mut tx, &session, id).await?.ok_or_else(|| Fault::not_found("task"))?;
    if !task.tickets.contains(&asked.ticket) {
        return Err(Fault::unacceptable("ticket").field("ticket", "unknown"));
    }
    // what was passed over and is done after all is done
    let skipped: &mut BTreeMap<TicketId, bool> = &mut task.skipped;
    skipped.entry(asked.ticket).and_modify(|skipped| *skipped &= asked.skipped).or_insert(asked.skipped);
    task.seen_at = app.clock.now();
    let key = (session.tenant.to_string(), id.to_string());
    if task.is_done() {
        sqlx::query("delete from ticket_tasks where tenant_id = $1 and id = $2")
            .bind(key.0)
            .bind(key.1)
            .execute(tx.on())
            .await?;
    } else {
        sqlx::query("update ticket_tasks set skipped = $1, seen_at = $2 where tenant_id = $3 and id = $4")
            .bind(text(&task.skipped)?)
            .bind(task.seen_at.ms())
            .bind(key.0)
            .bind(key.1)
            .execute(tx.on())
            .await?;
    }
    tx.commit().await?;
    Ok(axum::Json(task))
}

#[utoipa::path(
    delete,
    path = "/tickets/tasks/{id}",
    tag = "tickets",
    operation_id = "leave_ticket_task",
    description = "Ends a task; its tickets stay as they are.",
    params(("id" = String, Path, description = "Task")),
    responses((status = 204, description = "Ended"), (status = 404, description = "No such task of this person")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn leave(State(app): State<App>, session: Session, Id(id): Id<DocumentId>) -> Answer<StatusCode> {
    let mut tx = app.db.begin().await?;
    held(&mut tx, &session, id).await?.ok_or_else(|| Fault::not_found("task"))?;
    sqlx::query("delete from ticket_tasks where tenant_id = $1 and id = $2")
        .bind(session.tenant.to_string())
        .bind(id.to_string())
        .execute(tx.on())
        .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
