//! `/ticket-views`: views as they are kept, their counts, what is in them.

use axum::extract::State;
use axum::http::StatusCode;
use truckroll_domain::ViewId;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::views::TicketView;
use truckroll_protocol::api::staff::Removal;
use truckroll_protocol::api::views::{
    NewTicketView, TicketViewNow, ViewCount, ViewOrder, ViewPage, ViewQuery, ViewsQuery,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::store::{self, Change};
use super::{open, schema};
use crate::App;
use crate::auth::Session;
use crate::customers::query::must_not_tell;
use crate::http::{Answer, Id, Query, Strict};
use crate::staff::unacceptable;

/// Rows of a preview.
const PREVIEWED: i64 = 8;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, make))
        .routes(routes!(order))
        .routes(routes!(counts))
        .routes(routes!(preview))
        .routes(routes!(replace, remove))
        .routes(routes!(tickets))
}

#[utoipa::path(
    get,
    path = "/ticket-views",
    tag = "tickets",
    operation_id = "ticket_views",
    description = "The views this person sees, in their order: the organisation's (or the system's while there are none), then his own.",
    params(("all" = Option<bool>, Query, description = "All of the organisation, closed ones too; for administrators")),
    responses(
        (status = 200, description = "List of `TicketViewNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator, or no right to see tickets"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<ViewsQuery>,
) -> Answer<axum::Json<Vec<TicketViewNow>>> {
    let directory = app.directory(session.tenant).await?;
    if asked.all {
        session.must_administer()?;
        return Ok(axum::Json(store::in_order(&directory, Vec::new())));
    }
    session.must(Area::Tickets, Verb::View)?;
    Ok(axum::Json(store::seen(&app, &session, &directory).await?))
}

#[utoipa::path(
    post,
    path = "/ticket-views",
    tag = "tickets",
    operation_id = "make_ticket_view",
    description = "Makes a view; it is the last one in the order. Administrators make those of the organisation, everybody those \
                   he alone sees (`owner`).",
    request_body(content = serde_json::Value, description = "`NewTicketView` with the number 0"),
    responses(
        (status = 201, description = "`TicketViewNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator, or it asks for numbers that are kept from this person"),
        (status = 409, description = "There is one with this id"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn make(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewTicketView>,
) -> Answer<(StatusCode, axum::Json<TicketViewNow>)> {
    session.must(Area::Tickets, Verb::View)?;
    let mut change = Change::begin(&app, &session).await?;
    let now = change.make(asked).await?;
    change.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(now)))
}

#[utoipa::path(
    put,
    path = "/ticket-views/{id}",
    tag = "tickets",
    operation_id = "replace_ticket_view",
    description = "Replaces a view, closes it (`closed_at`) or opens it again.",
    params(("id" = String, Path, description = "View")),
    request_body(content = serde_json::Value, description = "`NewTicketView`"),
    responses(
        (status = 200, description = "`TicketViewNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator, or it asks for numbers that are kept from this person"),
        (status = 404, description = "No such view"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Id(id): Id<ViewId>,
    Strict(asked): Strict<NewTicketView>,
) -> Answer<axum::Json<TicketViewNow>> {
    session.must(Area::Tickets, Verb::View)?;
    let mut change = Change::begin(&app, &session).await?;
    let now = change.replace(id, asked).await?;
    change.commit().await?;
    Ok(axum::Json(now))
}

#[utoipa::path(
    delete,
    path = "/ticket-views/{id}",
    tag = "tickets",
    operation_id = "remove_ticket_view",
    description = "Removes a view. When the organisation's last one goes, the system's stand in again.",
    params(("id" = String, Path, description = "View")),
    request_body(content = serde_json::Value, description = "`Removal`"),
    responses(
        (status = 204, description = "Removed"),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such view"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(
    State(app): State<App>,
    session: Session,
    Id(id): Id<ViewId>,
    Strict(asked): Strict<Removal>,
) -> Answer<StatusCode> {
    session.must(Area::Tickets, Verb::View)?;
    let mut change = Change::begin(&app, &session).await?;
    change.remove(id, asked.seq).await?;
    change.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    put,
    path = "/ticket-views/order",
    tag = "tickets",
    operation_id = "order_ticket_views",
    description = "Puts the organisation's views into another order and other folders.",
    request_body(content = serde_json::Value, description = "`ViewOrder` with all views"),
    responses(
        (status = 200, description = "List of `TicketViewNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "There are other views meanwhile"),
        (status = 422, description = "A folder's name is not acceptable"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn order(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<ViewOrder>,
) -> Answer<axum::Json<Vec<TicketViewNow>>> {
    session.must_administer()?;
    let mut change = Change::begin(&app, &session).await?;
    change.order(&asked.places).await?;
    change.commit().await?;
    Ok(axum::Json(store::in_order(&*app.directory(session.tenant).await?, Vec::new())))
}

#[utoipa::path(
    get,
    path = "/ticket-views/counts",
    tag = "tickets",
    operation_id = "ticket_view_counts",
    description = "How many tickets each of the views this person sees shows him.",
    responses(
        (status = 200, description = "List of `ViewCount`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "No right to see tickets"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn counts(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<ViewCount>>> {
    session.must(Area::Tickets, Verb::View)?;
    let directory = app.directory(session.tenant).await?;
    let views: Vec<TicketView> =
        store::seen(&app, &session, &directory).await?.into_iter().map(|now| now.view).collect();
    Ok(axum::Json(open::counts(&app, &session, &directory, &views).await?))
}

#[utoipa::path(
    post,
    path = "/ticket-views/preview",
    tag = "tickets",
    operation_id = "preview_ticket_view",
    description = "What a view would show to whoever asks: the number of tickets, the groups and the first few rows. Nothing is kept.",
    request_body(content = serde_json::Value, description = "`NewTicketView`"),
    responses(
        (status = 200, description = "`ViewPage`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "No right to see tickets, or it asks for numbers that are kept from this person"),
        (status = 422, description = "The conditions cannot be read; `fields` names them"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn preview(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewTicketView>,
) -> Answer<axum::Json<ViewPage>> {
    session.must(Area::Tickets, Verb::View)?;
    must_not_tell(&session, &asked.view.when)?;
    let directory = app.directory(session.tenant).await?;
    let mut problems = asked.view.check(&schema(&directory)).err().unwrap_or_default();
    // a view without a name or an audience can be looked at
    problems.retain(|member, _| ["when", "columns", "group_by", "sort"].iter().any(|part| member.starts_with(part)));
    if !problems.is_empty() {
        return Err(unacceptable(TicketView::KIND, problems));
    }
    let query = ViewQuery { limit: Some(PREVIEWED), ..ViewQuery::default() };
    Ok(axum::Json(open::page(&app, &session, &directory, &asked.view, &query).await?))
}

#[utoipa::path(
    get,
    path = "/ticket-views/{id}/tickets",
    tag = "tickets",
    operation_id = "tickets_of_view",
    description = "A page of a view, with the values of its own columns and the counts of all its groups.",
    params(
        ("id" = String, Path, description = "View"),
        ("q" = Option<String>, Query, description = "Words to look for"),
        ("group" = Option<String>, Query, description = "Only this group; empty for the tickets that are in none"),
        ("sort" = Option<String>, Query, description = "A column to order by, behind `-` the largest first"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<i64>, Query, description = "Rows a page, 1 to 200; 50 by default"),
    ),
    responses(
        (status = 200, description = "`ViewPage`", body = serde_json::Value),
        (status = 400, description = "The query cannot be read"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "No right to see tickets"),
        (status = 404, description = "No such view for this person"),
        (status = 409, description = "The view asks for a field that is no more"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn tickets(
    State(app): State<App>,
    session: Session,
    Id(id): Id<ViewId>,
    Query(asked): Query<ViewQuery>,
) -> Answer<axum::Json<ViewPage>> {
    Ok(axum::Json(super::page(&app, &session, id, &asked).await?))
}
