//! `/navigation`: what an organisation adds to the navigation (ORG-26, APP-25), and who comes, signed.
//!
//! The signed word is `<payload>.<mac>` in the query parameter `truckroll`: base64url of a JSON object with agent, account,
//! organisation and end, and of its HMAC-SHA256 under the organisation's secret. The secret is told once and kept sealed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use sqlx::Row as _;
use truckroll_domain::audit::Action;
use truckroll_domain::tenants::{NavEntry, Navigation, Terminal};
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{AgentId, RoleId, TenantId, Timestamp};
use truckroll_protocol::api::{NavLink, NavigationNow, NavigationSecret, NewNavigation};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::http::{API, Answer, Fault, Query, Strict};
use crate::{company, definitions};

/// How long a signed word holds.
const HOLDS_MS: i64 = 15 * MINUTE_MS;
/// The query parameter that carries it.
const PARAMETER: &str = "truckroll";

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, replace)).routes(routes!(secret)).routes(routes!(open))
}

/// The purpose that an organisation's secret is sealed for.
fn purpose(tenant: TenantId) -> String {
    format!("navigation {tenant}")
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Where {
    terminal: String,
}

#[utoipa::path(
    get,
    path = "/navigation",
    tag = "people",
    operation_id = "navigation",
    description = "What the organisation adds to the navigation: the reader's entries as links; for administrators all of them with \
                   the number to replace them by.",
    params(("terminal" = Option<String>, Query, description = "`phone`; else those of the desk")),
    responses((status = 200, description = "`NavigationNow`", body = serde_json::Value), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<Where>,
) -> Answer<axum::Json<NavigationNow>> {
    let directory = app.directory(session.tenant).await?;
    let terminal = if asked.terminal == "phone" { Terminal::Phone } else { Terminal::Web };
    let mut now = NavigationNow::default();
    for entry in directory.navigation.of(&roles(&directory, session.agent), terminal) {
        let address = match terminal {
            Terminal::Web if entry.signed => format!("{API}/navigation/{}/open", entry.key),
            _ => address(&app, &session, &directory, entry).await?,
        };
        let NavEntry { key, title, icon, .. } = entry.clone();
        now.mine.push(NavLink { key, title, icon, address });
    }
    if session.must_administer().is_ok() {
        now.seq = directory.navigation_seq;
        now.entries = directory.navigation.clone();
        now.secret_at = stored(&app, session.tenant).await?.map(|(_, at)| at);
    }
    Ok(axum::Json(now))
}

fn roles(directory: &Directory, agent: AgentId) -> Vec<RoleId> {
    directory.agents.get(&agent).map(|agent| directory.policy.roles_of(agent)).unwrap_or_default()
}

#[utoipa::path(
    put,
    path = "/navigation",
    tag = "people",
    operation_id = "replace_navigation",
    description = "Replaces what the organisation adds to the navigation.",
    request_body(content = serde_json::Value, description = "`NewNavigation`"),
    responses(
        (status = 200, description = "`NavigationNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else replaced it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewNavigation>,
) -> Answer<axum::Json<NavigationNow>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let mut problems = asked.entries.check().err().unwrap_or_default();
    for (n, entry) in asked.entries.0.iter().enumerate() {
        if entry.roles.iter().any(|role| directory.policy.role(*role).is_none()) {
            problems.insert(format!("{n}.roles"), "unknown_role");
        }
        if reqwest::Url::parse(&entry.address).is_err() {
            problems.entry(format!("{n}.address")).or_insert("not_a_web_address");
        }
    }
    if !problems.is_empty() {
        let fault = Fault::unacceptable(Navigation::KIND);
        return Err(problems.iter().fold(fault, |fault, (member, problem)| fault.field(member, *problem)));
    }
    let of = (Navigation::KIND, Navigation::ID);
    let (before, action) = (&directory.navigation, Action::NavigationWritten);
    let (seq, _) = definitions::replace(&app, &session, of, asked.seq, before, &asked.entries, action).await?;
    let secret_at = stored(&app, session.tenant).await?.map(|(_, at)| at);
    Ok(axum::Json(NavigationNow { seq, entries: asked.entries, secret_at, mine: Vec::new() }))
}

#[utoipa::path(
    post,
    path = "/navigation/secret",
    tag = "people",
    operation_id = "make_navigation_secret",
    description = "Makes the secret that signs who comes, in the place of the former one. It is told in this answer alone.",
    responses(
        (status = 201, description = "`NavigationSecret`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn secret(State(app): State<App>, session: Session) -> Answer<(StatusCode, axum::Json<NavigationSecret>)> {
    session.must_administer()?;
    let secret = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let sealed = app.secrets.seal.seal(secret.as_bytes(), &purpose(session.tenant));
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "insert into navigation_secrets (tenant_id, sealed, made_at) values ($1, $2, $3) \
         on conflict (tenant_id) do update set sealed = excluded.sealed, made_at = excluded.made_at",
    )
    .bind(session.tenant.to_string())
    .bind(sealed)
    .bind(app.clock.now().ms())
    .execute(tx.on())
    .await?;
    let entry = Entry::of(&app, &session, Action::NavigationKeyMade);
    audit::write(&mut tx, entry.about(Navigation::KIND, Navigation::ID, "")).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(NavigationSecret { secret })))
}

#[utoipa::path(
    get,
    path = "/navigation/{key}/open",
    tag = "account",
    operation_id = "open_navigation",
    description = "Leads to an entry of the navigation, with who comes where the entry carries that.",
    params(("key" = String, Path, description = "Word of the entry")),
    responses(
        (status = 303, description = "There it is"),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "No such entry for this person"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn open(State(app): State<App>, session: Session, Path(key): Path<String>) -> Answer<Redirect> {
    let directory = app.directory(session.tenant).await?;
    let roles = roles(&directory, session.agent);
    let entry = directory.navigation.of(&roles, Terminal::Web).find(|entry| entry.key == key);
    let entry = entry.ok_or_else(|| Fault::not_found("navigation"))?;
    Ok(Redirect::to(&address(&app, &session, &directory, entry).await?))
}

/// Who comes.
#[derive(Debug, Serialize)]
struct Visitor<'a> {
    agent: AgentId,
    account: &'a str,
    vendor: i64,
    /// The last moment that it holds, seconds since 1970 UTC.
    exp: i64,
}

/// Where an entry leads now. Without a secret nothing can be signed, and the address stands alone.
async fn address(app: &App, session: &Session, directory: &Directory, entry: &NavEntry) -> Answer<String> {
    let agent = directory.agents.get(&session.agent).filter(|_| entry.signed);
    let (Some(agent), Some((secret, _))) = (agent, stored(app, session.tenant).await?) else {
        return Ok(entry.address.clone());
    };
    let mut tx = app.db.begin().await?;
    let vendor = company::vendor_id(&mut tx, session.tenant).await?;
    tx.commit().await?;
    let exp = app.clock.now().plus_ms(HOLDS_MS).ms() / 1_000;
    let visitor = Visitor { agent: agent.id, account: &agent.account, vendor, exp };
    let text = serde_json::to_vec(&visitor).map_err(|_| Fault::internal())?;
    let mut address = reqwest::Url::parse(&entry.address).map_err(|_| Fault::internal())?;
    address.query_pairs_mut().append_pair(PARAMETER, &signed(&text, &secret));
    Ok(address.into())
}

/// A text with its signature.
fn signed(text: &[u8], secret: &[u8]) -> String {
    let payload = URL_SAFE_NO_PAD.encode(text);
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(payload.as_bytes());
    format!("{payload}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// The secret of an organisation and when it was made.
async fn stored(app: &App, tenant: TenantId) -> DbResult<Option<(Vec<u8>, Timestamp)>> {
    let row = sqlx::query("select sealed, made_at from navigation_secrets where tenant_id = $1")
        .bind(tenant.to_string())
        .fetch_optional(app.db.pool())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (sealed, at): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
    Ok(app.secrets.seal.open(&sealed, &purpose(tenant)).map(|secret| (secret, Timestamp(at))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_standard() {
        // RFC 4231, test case 2, over the payload as it travels
        let word = signed(b"{}", b"Jefe");
        let (payload, mac) = word.split_once('.').expect("two parts");
        assert_eq!(payload, "e30");
        let mut wanted = Hmac::<Sha256>::new_from_slice(b"Jefe").expect("a key");
        wanted.update(b"e30");
        wanted.verify_slice(&URL_SAFE_NO_PAD.decode(mac).expect("base64url")).expect("the same");
    }
}
