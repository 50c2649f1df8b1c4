//! `POST /sessions`, `GET` and `DELETE /sessions/current`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sqlx::Row as _;
use truckroll_domain::time::DAY_MS;
use truckroll_domain::{AgentId, TenantId};
use truckroll_protocol::api::{self, Me, NewDevice, SignIn};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::session::{COOKIE, Session};
use super::{DESK, Door, PHONE, account_key, password, sessions};
use crate::App;
use crate::http::{Answer, Fault, Json, PeerAddress, apps};

/// Longest account name, characters.
const MAX_ACCOUNT: usize = 200;
/// Longest name of a device, characters.
const MAX_NAME: usize = 100;
/// Days a browser keeps the cookie; the session's idle time ends it sooner.
const COOKIE_AGE_S: i64 = 90 * 24 * 3_600;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(sign_in)).routes(routes!(current, sign_out))
}

#[utoipa::path(
    post,
    path = "/sessions",
    tag = "sessions",
    operation_id = "sign_in",
    description = "Signs in with account and password. A phone ends the account's session on another phone.",
    request_body(content = serde_json::Value, description = "`SignIn`"),
    responses(
        (status = 201, description = "`Session`", body = serde_json::Value),
        (status = 401, description = "Account or password is wrong"),
        (status = 409, description = "The device belongs to another organisation"),
        (status = 429, description = "Too many attempts"),
    ),
    security(())
)]
async fn sign_in(
    State(app): State<App>,
    PeerAddress(address): PeerAddress,
    headers: HeaderMap,
    Json(request): Json<SignIn>,
) -> Answer<Response> {
    if let Some(device) = &request.device {
        check(device)?;
    }
    let account: String = account_key(&request.account).chars().take(MAX_ACCOUNT).collect();
    let now = app.clock.now();
    app.door.addresses.take(&address, now).map_err(Fault::rate_limited)?;
    app.door.accounts.take(&account, now).map_err(Fault::rate_limited)?;
    let known = find(&app, &account).await?;
    let stored = known.as_ref().map(|(_, _, hash)| hash.clone());
    let right = verify(Arc::clone(&app.door), request.password, stored).await?;
    let wrong = || Fault::unauthenticated("account_or_password");
    let (tenant, agent, _) = known.filter(|_| right).ok_or_else(wrong)?;
    let me = me(&app, tenant, agent).await?.ok_or_else(wrong)?;
    let opened = sessions::open(&app, tenant, agent, request.device.as_ref()).await?;
    app.door.accounts.clear(&account);
    app.door.addresses.forgive(&address);
    tracing::info!(session.id = opened.session, kind = opened.kind, "signed in");
    let token = (!request.cookie).then(|| opened.token.clone());
    let mut response = (StatusCode::CREATED, axum::Json(api::Session { token, me })).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if request.cookie {
        set_cookie(&app, &headers, &mut response, &opened.token, COOKIE_AGE_S);
    }
    Ok(response)
}

fn check(device: &NewDevice) -> Answer<()> {
    if ![PHONE, DESK].contains(&device.kind.as_str()) {
        return Err(Fault::bad_request("device.kind"));
    }
    if device.name.chars().count() > MAX_NAME {
        return Err(Fault::bad_request("device.name"));
    }
    Ok(())
}

async fn find(app: &App, account: &str) -> Answer<Option<(TenantId, AgentId, String)>> {
    let row = sqlx::query("select tenant_id, agent_id, password_hash from accounts where account = $1")
        .bind(account)
        .fetch_optional(app.db.pool())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (tenant, agent): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let ids = tenant.parse().ok().zip(agent.parse().ok());
    let (tenant, agent) = ids.ok_or_else(Fault::internal)?;
    Ok(Some((tenant, agent, row.try_get(2)?)))
}

/// Checks a password against the stored hash, or against nobody's, which takes as long and never fits.
async fn verify(door: Arc<Door>, given: String, stored: Option<String>) -> Answer<bool> {
    let permit = door.permits.acquire().await.map_err(|_| Fault::unavailable("stopping"))?;
    let checked = tokio::task::spawn_blocking(move || {
        let right = password::verify(&given, stored.as_deref().unwrap_or(password::NOBODYS));
        right && stored.is_some()
    })
    .await;
    drop(permit);
    checked.map_err(|_| Fault::internal())
}

fn set_cookie(app: &App, headers: &HeaderMap, response: &mut Response, token: &str, age_s: i64) {
    let public = app.config.public_url.as_deref().is_some_and(|url| url.starts_with("https:"));
    let forwarded = headers.get("x-forwarded-proto").is_some_and(|v| v == "https");
    let secure = if public || forwarded { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age_s}{secure}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// What the app of a signed-in person needs; `None` for nobody.
async fn me(app: &App, tenant: TenantId, agent: AgentId) -> Answer<Option<Me>> {
    let directory = app.directory(tenant).await?;
    let Some(agent) = directory.agents.get(&agent).filter(|a| a.disabled_at.is_none()) else { return Ok(None) };
    let settings = &directory.settings;
    let now = app.clock.now();
    let mut map = settings.map.clone();
    if map.raster_url.is_none() && map.style_url.is_none() && map.pmtiles_url.is_none() {
        map.pmtiles_url = apps::local_map(&app.config.data);
    }
    Ok(Some(Me {
        agent: agent.clone(),
        tenant_name: directory.tenant_name.clone(),
        tenant,
        time_zone: settings.time_zone.clone(),
        utc_offset_min: settings.offset_min(now),
        offsets: settings.offsets(now).between(now.plus_ms(-366 * DAY_MS), now.plus_ms(366 * DAY_MS)),
        locale: settings.locale.clone(),
        map,
        visit_rules: directory.visit_rules.clone(),
        roles: directory
            .policy
            .roles_of(agent)
            .iter()
            .filter_map(|id| directory.policy.roles.get(id).cloned())
            .collect(),
        switches: directory.policy.switches.clone(),
        server_time: now,
    }))
}

#[utoipa::path(
    get,
    path = "/sessions/current",
    tag = "sessions",
    operation_id = "current_session",
    description = "Who is signed in, with what the app needs to start.",
    responses((status = 200, description = "`Me`", body = serde_json::Value), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn current(State(app): State<App>, session: Session) -> Answer<axum::Json<Me>> {
    let me = me(&app, session.tenant, session.agent).await?;
    me.map(axum::Json).ok_or_else(|| Fault::unauthenticated("disabled"))
}

#[utoipa::path(
    delete,
    path = "/sessions/current",
    tag = "sessions",
    operation_id = "sign_out",
    description = "Ends the session. What the device has not sent yet stays on it.",
    responses((status = 204, description = "Ended"), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn sign_out(State(app): State<App>, headers: HeaderMap, session: Session) -> Answer<Response> {
    sessions::end(&app, session.tenant, &session.id, "signed_out").await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&app, &headers, &mut response, "", 0);
    Ok(response)
}
