//! `GET` and `POST /tokens`, `DELETE /tokens/{id}`: API tokens, for administrators at a desk.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use truckroll_domain::Timestamp;
use truckroll_domain::audit::Action;
use truckroll_domain::sign_in::Scope;
use truckroll_domain::time::DAY_MS;
use truckroll_protocol::api::{ApiToken, MadeApiToken, NewApiToken};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Session, tokens};
use crate::App;
use crate::audit::{self, Entry};
use crate::http::{Answer, Fault, Strict};

/// Longest name of a token, characters.
const MAX_NAME: usize = 100;
/// Most days a token may stand.
const MAX_DAYS: i64 = 3_650;
/// Most tokens of an organisation that stand.
const MAX_TOKENS: usize = 200;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(revoke))
}

#[utoipa::path(
    get,
    path = "/tokens",
    tag = "security",
    operation_id = "api_tokens",
    description = "API tokens of the organisation, without the tokens themselves.",
    responses(
        (status = 200, description = "List of `ApiToken`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<ApiToken>>> {
    session.must_administer()?;
    Ok(axum::Json(tokens::list(&app, session.tenant).await?))
}

#[utoipa::path(
    post,
    path = "/tokens",
    tag = "security",
    operation_id = "new_api_token",
    description = "Makes an API token that acts as the one who makes it. The answer shows it once.",
    request_body(content = serde_json::Value, description = "`NewApiToken`"),
    responses(
        (status = 201, description = "`MadeApiToken`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "There are too many"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn make(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewApiToken>,
) -> Answer<(StatusCode, axum::Json<MadeApiToken>)> {
    session.must_administer()?;
    let wrong = |member: &str, problem: &str| Fault::unacceptable(member).field(member, problem);
    let name = asked.name.trim();
    if name.is_empty() {
        return Err(wrong("name", "required"));
    }
    if name.chars().count() > MAX_NAME {
        return Err(wrong("name", "too_long"));
    }
    let mut scopes: Vec<Scope> = Vec::new();
    for word in asked.scopes.iter().take(Scope::ALL.len() + 1) {
        scopes.push(Scope::from_word(word).ok_or_else(|| wrong("scopes", "unknown"))?);
    }
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(wrong("scopes", "required"));
    }
    if asked.days.is_some_and(|days| !(1..=MAX_DAYS).contains(&days)) {
        return Err(wrong("days", "out_of_range"));
    }
    let standing = tokens::list(&app, session.tenant).await?.iter().filter(|t| t.revoked_at.is_none()).count();
    if standing >= MAX_TOKENS {
        return Err(Fault::conflict("too_many"));
    }
    let now: Timestamp = app.clock.now();
    let item = ApiToken {
        id: app.fresh::<uuid::Uuid>().to_string(),
        name: name.to_owned(),
        scopes: scopes.iter().map(|s| s.word().to_owned()).collect(),
        agent: session.agent,
        agent_name: session.actor.name().to_owned(),
        created_at: now,
        expires_at: asked.days.map(|days| now.plus_ms(days * DAY_MS)),
        used_at: None,
        revoked_at: None,
    };
    let token = tokens::fresh();
    let mut tx = app.db.begin().await?;
    tokens::put(&mut tx, session.tenant, &token, &item).await?;
    let state = serde_json::json!({ "scopes": item.scopes, "expires_at": item.expires_at });
    let entry = Entry::of(&app, &session, Action::TokenMade).about("token", &item.id, &item.name).after(&state);
    audit::write(&mut tx, entry).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(MadeApiToken { token, item })))
}

#[utoipa::path(
    delete,
    path = "/tokens/{id}",
    tag = "security",
    operation_id = "revoke_api_token",
    description = "Withdraws an API token; its next request is refused.",
    params(("id" = String, Path, description = "Token")),
    responses(
        (status = 204, description = "Withdrawn"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such token"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn revoke(State(app): State<App>, session: Session, Path(id): Path<String>) -> Answer<StatusCode> {
    session.must_administer()?;
    let mut tx = app.db.begin().await?;
    let gone = tokens::revoke(&mut tx, session.tenant, &id, app.clock.now()).await?;
    let gone = gone.ok_or_else(|| Fault::not_found("token"))?;
    let entry = Entry::of(&app, &session, Action::TokenRevoked).about("token", &gone.id, &gone.name);
    audit::write(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
