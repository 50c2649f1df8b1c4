//! `/rules`: triggers and automation tasks, for administrators; `/rules/log` for supervisors too.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use truckroll_domain::RuleId;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::triggers::RuleKind;
use truckroll_protocol::api::rules::{NewRule, RuleLogPage, RuleNow, RuleOrder, RuleTrial, RuleTried};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{dry, log, store, targets};
use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Id, Query, Strict};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
        .routes(routes!(order))
        .routes(routes!(read_log))
        .routes(routes!(dry_run))
        .merge(targets::routes::routes())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    kind: RuleKind,
}

#[utoipa::path(
    get,
    path = "/rules",
    tag = "rules",
    operation_id = "rules",
    description = "Triggers or automation tasks, in the order in which they run.",
    params(("kind" = String, Query, description = "`trigger` or `automation`")),
    responses(
        (status = 200, description = "List of `RuleNow`", body = serde_json::Value),
        (status = 400, description = "No such kind"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Answer<axum::Json<Vec<RuleNow>>> {
    session.must_administer()?;
    Ok(axum::Json(store::list(&app, session.tenant, asked.kind).await?))
}

#[utoipa::path(
    post,
    path = "/rules",
    tag = "rules",
    operation_id = "new_rule",
    description = "Makes a rule; it runs after all others of its kind.",
    request_body(content = serde_json::Value, description = "`NewRule`"),
    responses(
        (status = 201, description = "`RuleNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "There are too many"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn create(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewRule>,
) -> Answer<(StatusCode, axum::Json<RuleNow>)> {
    session.must_administer()?;
    Ok((StatusCode::CREATED, axum::Json(store::put(&app, &session, None, asked).await?)))
}

#[utoipa::path(
    put,
    path = "/rules/{id}",
    tag = "rules",
    operation_id = "replace_rule",
    description = "Replaces a rule by the version that was read.",
    params(("id" = String, Path, description = "Rule")),
    request_body(content = serde_json::Value, description = "`NewRule`"),
    responses(
        (status = 200, description = "`RuleNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such rule"),
        (status = 409, description = "Somebody else replaced it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn change(
    State(app): State<App>,
    session: Session,
    Id(id): Id<RuleId>,
    Strict(asked): Strict<NewRule>,
) -> Answer<axum::Json<RuleNow>> {
    session.must_administer()?;
    Ok(axum::Json(store::put(&app, &session, Some(id), asked).await?))
}

#[utoipa::path(
    delete,
    path = "/rules/{id}",
    tag = "rules",
    operation_id = "remove_rule",
    description = "Removes a rule. The log keeps what it did.",
    params(("id" = String, Path, description = "Rule")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such rule"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(State(app): State<App>, session: Session, Id(id): Id<RuleId>) -> Answer<StatusCode> {
    session.must_administer()?;
    store::remove(&app, &session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    post,
    path = "/rules/order",
    tag = "rules",
    operation_id = "order_rules",
    description = "Sets the order in which rules of a kind run. Rules that are not named come last.",
    request_body(content = serde_json::Value, description = "`RuleOrder`"),
    responses(
        (status = 204, description = "Ordered"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such rule"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn order(State(app): State<App>, session: Session, Strict(asked): Strict<RuleOrder>) -> Answer<StatusCode> {
    session.must_administer()?;
    store::order(&app, &session, &asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    get,
    path = "/rules/log",
    tag = "rules",
    operation_id = "rule_log",
    description = "What rules did in the last thirty days and what they could not do, newest first. For whoever sees what \
                   happens at this moment and all tickets.",
    params(
        ("rule" = Option<String>, Query, description = "Of this rule"),
        ("ticket" = Option<String>, Query, description = "About this ticket"),
        ("outcome" = Option<String>, Query, description = "`done`, `failed` or `stopped`"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses(
        (status = 200, description = "`RuleLogPage`", body = serde_json::Value),
        (status = 400, description = "The query cannot be read"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "No right to see it"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read_log(
    State(app): State<App>,
    session: Session,
    Query(wanted): Query<log::Wanted>,
) -> Answer<axum::Json<RuleLogPage>> {
    session.must(Area::Monitoring, Verb::View)?;
    if !session.rights().all(Area::Tickets, Verb::View) {
        return Err(Fault::forbidden("role"));
    }
    let mut page = log::page(&app.db, session.tenant, &wanted).await?;
    if session.masks {
        // texts may hold numbers that are kept from this person
        page.rows.iter_mut().flat_map(|row| &mut row.steps).for_each(|step| step.text.clear());
    }
    Ok(axum::Json(page))
}

#[utoipa::path(
    post,
    path = "/rules/dry-run",
    tag = "rules",
    operation_id = "dry_run_rules",
    description = "What triggers would do to a ticket if something happened to it; nothing is done.",
    request_body(content = serde_json::Value, description = "`RuleTrial`"),
    responses(
        (status = 200, description = "List of `RuleTried`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such ticket"),
        (status = 422, description = "The rule is not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn dry_run(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<RuleTrial>,
) -> Answer<axum::Json<Vec<RuleTried>>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    if let Some(new) = &asked.rule {
        store::check(&directory, new.kind, &new.rule)?;
    }
    Ok(axum::Json(dry::run(&app, &session, &directory, &asked).await?))
}
