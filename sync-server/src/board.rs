//! `GET /board`: the dispatch screen in one answer.

use std::collections::BTreeMap;

use axum::extract::State;
use sqlx::Row as _;
use truckroll_domain::visits::VisitState;
use truckroll_domain::{TenantId, Timestamp};
use truckroll_protocol::api::Board;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::{Db, DbResult};
use crate::http::Answer;
use crate::lists::{self, Conditions};
use crate::people;

/// Most visits of one list of the board.
const MAX_VISITS: i64 = 500;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(board))
}

#[utoipa::path(
    get,
    path = "/board",
    tag = "visits",
    operation_id = "board",
    description = "Unassigned work in the order of urgency, active visits, engineers with position and load, today's counts.",
    responses((status = 200, description = "`Board`", body = serde_json::Value), (status = 403, description = "Not a dispatcher")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn board(State(app): State<App>, session: Session) -> Answer<axum::Json<Board>> {
    session.must_dispatch()?;
    let tenant = session.tenant;
    let now = app.clock.now();
    let settings = app.directory(tenant).await?.settings.clone();
    let (from, to) = people::day(&settings.offsets(now), now);
    let mut unassigned = Conditions::of(tenant);
    unassigned.and(
        "((assignee is null and state not in ('completed', 'cancelled')) or state = 'cancel_requested' or attention > 0)",
    );
    let urgency = "case when state = 'cancel_requested' or attention > 0 then 0 else 1 end, \
                   case when due_at is null then 1 else 0 end, due_at, priority, created_at, id";
    let mut active = Conditions::of(tenant);
    active.and("assignee is not null and state not in ('completed', 'cancelled')");
    let by_window = "coalesce(window_from, due_at, created_at), id";
    let mut board = Board {
        unassigned: lists::rows(&app.db, &unassigned, urgency, MAX_VISITS).await?,
        active: lists::rows(&app.db, &active, by_window, MAX_VISITS).await?,
        engineers: people::engineers(&app, tenant).await?.into_iter().map(people::Engineer::pin).collect(),
        today: today(&app.db, tenant, from, to).await?,
        server_time: now,
    };
    session.mask(&mut board.unassigned);
    session.mask(&mut board.active);
    Ok(axum::Json(board))
}

/// Visits that are meant for today, or were finished today, by state word; states without visits are 0.
async fn today(db: &Db, tenant: TenantId, from: Timestamp, to: Timestamp) -> DbResult<BTreeMap<String, i64>> {
    let mut counts: BTreeMap<String, i64> = VisitState::ALL.iter().map(|s| (s.word().to_owned(), 0)).collect();
    let rows = sqlx::query(
        "select state, cast(count(*) as bigint) from visits where tenant_id = $1 \
         and ((coalesce(window_from, due_at, created_at) >= $2 and coalesce(window_from, due_at, created_at) < $3) \
         or (completed_at >= $4 and completed_at < $5)) group by state",
    )
    .bind(tenant.to_string())
    .bind(from.ms())
    .bind(to.ms())
    .bind(from.ms())
    .bind(to.ms())
    .fetch_all(db.pool())
    .await?;
    for row in rows {
        counts.insert(row.try_get(0)?, row.try_get(1)?);
    }
    Ok(counts)
}
