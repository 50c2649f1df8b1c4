//! `POST /sessions`, `GET` and `DELETE /sessions/current`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use truckroll_domain::audit::Action;
use truckroll_domain::people::Role;
use truckroll_domain::sign_in::Demand;
use truckroll_domain::time::DAY_MS;
use truckroll_domain::{AgentId, DeviceId, TenantId};
use truckroll_protocol::api::{self, Me, NewDevice, SignIn};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::session::{COOKIE, Session};
use super::sessions::Opening;
use super::{DESK, PHONE, account, account_key, accounts, failures, sessions, two_step};
use crate::App;
use crate::audit::{self, Entry};
use crate::http::{Answer, Fault, Json, PeerAddress, Query, apps};

/// Longest account name, characters.
const MAX_ACCOUNT: usize = 200;
/// Longest name of a device, characters.
const MAX_NAME: usize = 100;
/// Days a browser keeps the cookie; the session's idle time ends it sooner.
pub(super) const COOKIE_AGE_S: i64 = 90 * 24 * 3_600;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in))
        .routes(routes!(current, sign_out))
        .merge(super::account::routes())
        .merge(super::devices::routes())
        .merge(super::two_step::routes())
        .merge(super::agents::routes())
        .merge(super::settings::routes())
        .merge(super::oidc::routes())
        .merge(super::token_routes::routes())
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
        (status = 401, description = "Account or password is wrong; `second_step_required`: give a code too"),
        (status = 403, description = "On a phone: something must be done first, `password_change_required` or `second_step_setup_required`"),
        (status = 409, description = "The device belongs to another organisation"),
        (status = 422, description = "The new password is not acceptable"),
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
    app.door.addresses.take(&address, app.clock.now()).map_err(Fault::rate_limited)?;
    let attempt = failures::begin(&app, &account).await?;
    let known = accounts::by_name(&app, &account).await?;
    let stored = known.as_ref().map(|known| known.hash.clone());
    let right = account::verified(Arc::clone(&app.door), request.password, stored).await?;
    let me = match &known {
        Some(known) if right => me(&app, known.tenant, known.agent).await?,
        _ => None,
    };
    let (Some(known), Some(mut me)) = (known.as_ref(), me) else {
        attempt.failed(&app, &address, known.as_ref(), "password").await?;
        return Err(Fault::unauthenticated("account_or_password"));
    };
    // what is still to be said is asked for before anything is used up
    if known.two_step && request.code.is_none() {
        attempt.taken_back(&app).await?;
        return Err(Fault::second_step(""));
    }
    let asked = app.directory(known.tenant).await?.sign_in.two_step.asks(me.has(Role::Admin));
    let mut demand = sessions::demand(known.must_change, asked, known.two_step);
    let mut new_hash = None;
    if let (Some(Demand::PasswordChange), Some(new)) = (demand, request.new_password) {
        if let Err(fault) = account::acceptable(&app, known, &new, "new_password").await {
            attempt.taken_back(&app).await?;
            return Err(fault);
        }
        new_hash = Some(account::hashed(Arc::clone(&app.door), new).await?);
        demand = sessions::demand(false, asked, known.two_step);
    }
    // a phone has no screen for what is demanded first
    if let (Some(demand), Some(PHONE)) = (demand, request.device.as_ref().map(|d| d.kind.as_str())) {
        attempt.taken_back(&app).await?;
        return Err(Fault::demanded(demand));
    }
    let mut tx = app.db.begin().await?;
    if let Some(code) = request.code.as_deref().filter(|_| known.two_step) {
        let who = (known.tenant, known.agent);
        match two_step::prove(&app, &mut tx, who, code).await? {
            None => {
                drop(tx);
                attempt.failed(&app, &address, Some(known), "code").await?;
                return Err(Fault::second_step("code"));
            }
            Some(two_step::Proof::Recovery) => {
                let entry = Entry::by_person(&app, who.0, (who.1, &known.name), &address, Action::RecoveryCodeUsed);
                audit::write(&mut tx, entry.about("agent", who.1, &known.name)).await?;
            }
            Some(two_step::Proof::Code) => {}
        }
    }
    if let Some(hash) = new_hash {
        account::replaced(&app, &mut tx, known, &hash, &address).await?;
    }
    let agent_header = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let opening = Opening {
        known,
        device: request.device.as_ref(),
        address: &address,
        agent_header,
        proof: sessions::BY_PASSWORD,
    };
    let (opened, over) = sessions::open(&app, &mut tx, &opening).await?;
    tx.commit().await?;
    sessions::hear(&app, over);
    attempt.succeeded(&app).await?;
    app.door.addresses.forgive(&address);
    tracing::info!(session.id = opened.session, kind = opened.kind, "signed in");
    let token = (!request.cookie).then(|| opened.token.clone());
    me.demand = demand.map(|d| d.word().to_owned());
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

pub(super) fn set_cookie(app: &App, headers: &HeaderMap, response: &mut Response, token: &str, age_s: i64) {
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
        restrictions: directory.policy.restrictions.clone(),
        setup_waits: directory.setup_waits && directory.policy.rights(agent).administers(),
        server_time: now,
        demand: None,
    }))
}

/// Whose session is asked for.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Of {
    device: Option<DeviceId>,
}

#[utoipa::path(
    get,
    path = "/sessions/current",
    tag = "sessions",
    operation_id = "current_session",
    description = "Who is signed in, with what the app needs to start.",
    params(("device" = Option<String>, Query, description = "Only if the session was opened for this device")),
    responses((status = 200, description = "`Me`", body = serde_json::Value), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn current(State(app): State<App>, session: Session, Query(of): Query<Of>) -> Answer<axum::Json<Me>> {
    if of.device.is_some() && of.device != session.device {
        return Err(Fault::unauthenticated("device"));
    }
    let mut me = me(&app, session.tenant, session.agent).await?.ok_or_else(|| Fault::unauthenticated("disabled"))?;
    me.demand = session.demand.map(|d| d.word().to_owned());
    Ok(axum::Json(me))
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
    let mut tx = app.db.begin().await?;
    let who = (session.tenant, session.agent);
    let over = sessions::end_one_in(&app, &mut tx, who, &session.id, "signed_out").await?;
    let entry = Entry::of(&app, &session, Action::SignedOut);
    audit::write(&mut tx, entry.about("agent", session.agent, session.actor.name())).await?;
    tx.commit().await?;
    sessions::hear(&app, over);
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&app, &headers, &mut response, "", 0);
    Ok(response)
}
