//! `GET /sign-in/providers`, `/sign-in/oidc/{tenant}` and `/sign-in/oidc/callback`: the browser's way to the provider and
//! back.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::Row as _;
use truckroll_domain::audit::Action;
use truckroll_domain::{DeviceId, TenantId};
use truckroll_protocol::api::{NewDevice, Provider};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{WAITING, Waiting, address_of, begin, person, remembered};
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::routes::{COOKIE_AGE_S, set_cookie};
use crate::auth::sessions::{BY_OIDC, Opening};
use crate::auth::settings::redirect_uri;
use crate::auth::{Known, PHONE, accounts, sessions};
use crate::http::{API, Answer, Fault, Id, PeerAddress, Query};

/// Name of the cookie while somebody is at his provider.
const COOKIE: &str = "truckroll_oidc";
/// Seconds it is kept.
const WAITING_S: i64 = 600;
/// Most providers on the sign-in screen.
const MAX_PROVIDERS: i64 = 20;
/// Where a person goes who is in.
const DESK: &str = "/desk/dispatch";
/// Below this are the pages of a phone, and which of them it is without another word.
const PHONE_PAGES: &str = "/engineer/";
const PHONE_HOME: &str = "/engineer/today";
/// Longest address of a page to come back to.
const MAX_TO: usize = 200;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(providers)).routes(routes!(callback)).routes(routes!(start))
}

#[utoipa::path(
    get,
    path = "/sign-in/providers",
    tag = "sessions",
    operation_id = "providers",
    description = "Identity providers of the organisations here, for the sign-in screen.",
    responses((status = 200, description = "List of `Provider`", body = serde_json::Value)),
    security(())
)]
async fn providers(State(app): State<App>) -> Answer<axum::Json<Vec<Provider>>> {
    // of every organisation: nobody is signed in yet
    let rows = sqlx::query(
        "select s.tenant_id, s.label, t.name from sign_in_settings s join tenants t on t.id = s.tenant_id \
         where s.issuer is not null order by s.tenant_id limit $1",
    )
    .bind(MAX_PROVIDERS)
    .fetch_all(app.db.pool())
    .await?;
    let mut list = Vec::new();
    for row in rows {
        let (tenant, label, name): (String, Option<String>, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let label = label.filter(|l| !l.is_empty()).unwrap_or(name);
        list.extend(tenant.parse().ok().map(|tenant| Provider { tenant, label }));
    }
    Ok(axum::Json(list))
}

fn to(place: &str) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(header::CACHE_CONTROL, "no-store")]).into_response();
    if let Ok(place) = HeaderValue::from_str(place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

/// Back to the sign-in screen of a page, which says what this word means.
fn back(page: &str, word: &str) -> Response {
    to(&format!("{page}?sign-in={word}"))
}

/// The page that a browser comes back to: the one a phone left, if it is one of the phone's own.
fn landing(device: Option<DeviceId>, asked: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_');
    let own = asked.starts_with(PHONE_PAGES) && !asked.contains("//") && asked.chars().all(plain);
    match device {
        None => DESK.to_owned(),
        Some(_) if own && asked.len() <= MAX_TO => asked.to_owned(),
        Some(_) => PHONE_HOME.to_owned(),
    }
}

/// Sets or clears the cookie of those who are at their provider.
fn remember(redirect: &str, response: &mut Response, sealed: &str, age_s: i64) {
    let secure = if redirect.starts_with("https:") { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={sealed}; Path={API}/sign-in/oidc; HttpOnly; SameSite=Lax; Max-Age={age_s}{secure}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

#[utoipa::path(
    get,
    path = "/sign-in/oidc/{tenant}",
    tag = "sessions",
    operation_id = "begin_oidc",
    description = "Leads the browser to the organisation's identity provider.",
    params(
        ("tenant" = String, Path, description = "Organisation"),
        ("device" = Option<String>, Query, description = "The phone that signs in; without it the session is one of the desk"),
        ("to" = Option<String>, Query, description = "The page of the phone to come back to"),
    ),
    responses(
        (status = 303, description = "To the provider, or back to the sign-in screen"),
        (status = 429, description = "Too many attempts"),
    ),
    security(())
)]
async fn start(
    State(app): State<App>,
    PeerAddress(address): PeerAddress,
    headers: HeaderMap,
    Id(tenant): Id<TenantId>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let page = landing(asked.device, &asked.to);
    app.door.addresses.take(&address, app.clock.now()).map_err(Fault::rate_limited)?;
    let directory = match app.directory(tenant).await {
        Ok(directory) => directory,
        Err(sqlx::Error::RowNotFound) => return Ok(back(&page, "failed")),
        Err(error) => return Err(error.into()),
    };
    let redirect = redirect_uri(&app, &headers);
    Ok(match begin(&app, tenant, &directory.sign_in, redirect.clone(), (asked.device, page.clone())).await {
        Ok((place, sealed)) => {
            let mut response = to(&place);
            remember(&redirect, &mut response, &sealed, WAITING_S);
            response
        }
        Err(why) => {
            tracing::warn!(%tenant, why, "an identity provider cannot be used");
            back(&page, "failed")
        }
    })
}

/// What a phone says of itself.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    device: Option<DeviceId>,
    to: String,
}

/// What a provider sends back; it may say more.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Returned {
    code: String,
    state: String,
    error: Option<String>,
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    all.filter_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('=')).next()
}

#[utoipa::path(
    get,
    path = "/sign-in/oidc/callback",
    tag = "sessions",
    operation_id = "end_oidc",
    description = "Where the identity provider sends the browser back to: opens a session of the desk.",
    params(
        ("code" = Option<String>, Query, description = "Code of the provider"),
        ("state" = Option<String>, Query, description = "What the browser went there with"),
        ("error" = Option<String>, Query, description = "Why not"),
    ),
    responses((status = 303, description = "To the desk, or back to the sign-in screen"), (status = 429, description = "Too many attempts")),
    security(())
)]
async fn callback(
    State(app): State<App>,
    PeerAddress(address): PeerAddress,
    headers: HeaderMap,
    Query(returned): Query<Returned>,
) -> Answer<Response> {
    app.door.addresses.take(&address, app.clock.now()).map_err(Fault::rate_limited)?;
    let waiting = match (returned.error, cookie(&headers)) {
        (Some(error), _) => Err(format!("the provider says {error:.100}")),
        (None, None) => Err("another browser, or too late".to_owned()),
        (None, Some(cookie)) => remembered(&app, cookie, &returned.state),
    };
    let waiting = match waiting {
        Ok(waiting) => waiting,
        Err(why) => {
            tracing::info!(why, "a sign-in by an identity provider did not work");
            return Ok(back(&went_from(&app, &headers), "failed"));
        }
    };
    let mut response = enter(&app, &headers, &address, &waiting, returned.code).await?;
    // the code was used, and so was this
    remember(&waiting.redirect, &mut response, "", 0);
    Ok(response)
}

/// The page of the browser's own visit to the provider, whatever became of it.
fn went_from(app: &App, headers: &HeaderMap) -> String {
    let sealed = cookie(headers).and_then(|cookie| app.secrets.seal.open(cookie, WAITING));
    let waiting = sealed.and_then(|bytes| serde_json::from_slice::<Waiting>(&bytes).ok());
    waiting.map_or_else(|| DESK.to_owned(), |waiting| landing(waiting.device, &waiting.to))
}

async fn enter(app: &App, headers: &HeaderMap, address: &str, waiting: &Waiting, code: String) -> Answer<Response> {
    let tenant = waiting.tenant;
    let page = landing(waiting.device, &waiting.to);
    let directory = app.directory(tenant).await?;
    let email = match address_of(app, waiting, &directory.sign_in, code).await {
        Ok(email) => email,
        Err(why) => {
            tracing::warn!(%tenant, why, "a sign-in by an identity provider did not work");
            return Ok(back(&page, "failed"));
        }
    };
    let domain = directory.sign_in.oidc.as_ref().map(|oidc| oidc.domain.clone()).unwrap_or_default();
    let Some(agent) = person(directory.agents.values(), &email, &domain) else {
        let mut tx = app.db.begin().await?;
        let entry = Entry::by_system(app, tenant, Action::SignInRefused);
        let state = serde_json::json!({ "wrong": "nobody", "by": BY_OIDC, "email": email });
        audit::write(&mut tx, entry.after(&state)).await?;
        tx.commit().await?;
        return Ok(back(&page, "nobody"));
    };
    let known = match accounts::of_agent(app, tenant, agent.id).await? {
        Some(known) => known,
        None => Known::without_password(tenant, agent),
    };
    let agent_header = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let phone = waiting.device.map(|id| NewDevice { id, kind: PHONE.to_owned(), name: String::new() });
    let opening = Opening { known: &known, device: phone.as_ref(), address, agent_header, proof: BY_OIDC };
    let mut tx = app.db.begin().await?;
    let (opened, over) = match sessions::open(app, &mut tx, &opening).await {
        Ok(opened) => opened,
        // the phone is another organisation's
        Err(fault) if fault.0.code == "conflict" => return Ok(back(&page, "failed")),
        Err(fault) => return Err(fault),
    };
    tx.commit().await?;
    sessions::hear(app, over);
    app.door.addresses.forgive(address);
    tracing::info!(session.id = opened.session, "signed in by an identity provider");
    let mut response = if phone.is_some() { back(&page, "done") } else { to(&page) };
    set_cookie(app, headers, &mut response, &opened.token, COOKIE_AGE_S);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_comes_back_to_a_page_of_its_own_and_the_desk_to_the_desk() {
        let phone = Some(DeviceId::from_parts(1, [1; 10]));
        let visit = "/engineer/visits/018f0000-0000-7000-8000-000000000001";
        assert_eq!(landing(phone, visit), visit);
        assert_eq!(landing(None, visit), DESK);
        for odd in [
            "",
            "/desk/dispatch",
            "https://evil.example/engineer/",
            "//evil.example/engineer/",
            "/engineer//evil.example",
            "/engineer/../desk",
            "/engineer/\r\nset-cookie: x",
            "/engineer/today?x=1",
            &format!("/engineer/{}", "a".repeat(300)),
        ] {
            assert_eq!(landing(phone, odd), PHONE_HOME, "{odd}");
        }
    }
}
