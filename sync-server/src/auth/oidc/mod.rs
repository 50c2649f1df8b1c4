//! Signing in with the organisation's own accounts: OpenID Connect, authorization code with PKCE, state and nonce.
//!
//! What has to be remembered between the two visits of the browser travels in a sealed cookie, so that an answer counts
//! only in the browser that asked, for ten minutes. A person is found by an e-mail address that the provider calls
//! verified, among those who are in the directory; nobody is added. A phone goes the same way and names itself, so that it
//! is registered as with a password and ends the account's other phone; it comes back to the page it left. The provider sees to second steps itself. Where it
//! does not work, the browser is led back to the sign-in screen, which says so; why is in the log of the server.

mod http;
mod routes;

pub use routes::routes;

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims};
use openidconnect::{
    AccessToken, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    HttpRequest, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    SubjectIdentifier, TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use truckroll_domain::people::Agent;
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{DeviceId, TenantId, Timestamp};

use super::SignInRules;
use super::settings::{purpose, reach};
use crate::App;
use crate::notify::{Reach, endpoint};

/// So long somebody may take at his provider.
const PATIENCE_MS: i64 = 10 * MINUTE_MS;

/// The library's client once it knows its provider.
type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Why it did not work; for the log.
type Why = String;

/// What is remembered while somebody is at his provider.
#[derive(Serialize, Deserialize)]
struct Waiting {
    tenant: TenantId,
    state: String,
    nonce: String,
    verifier: String,
    at: Timestamp,
    redirect: String,
    /// The phone that asks; none at the desk.
    #[serde(default)]
    device: Option<DeviceId>,
    /// Where the browser goes then.
    #[serde(default)]
    to: String,
}

/// What cookies of this kind are sealed for.
const WAITING: &str = "oidc waiting";

/// The library's client for an organisation's provider.
async fn discover(app: &App, tenant: TenantId, rules: &SignInRules, redirect: &str) -> Result<Client, Why> {
    let oidc = rules.oidc.as_ref().ok_or("the organisation has no identity provider")?;
    let reach = reach(app);
    let ask = move |request: HttpRequest| http::call(request, reach);
    let issuer = IssuerUrl::new(oidc.issuer.clone()).map_err(|e| e.to_string())?;
    let metadata = CoreProviderMetadata::discover_async(issuer, &ask).await.map_err(|e| format!("discovery: {e}"))?;
    let secret = rules.sealed_secret.as_deref().map(|sealed| app.secrets.seal.open(sealed, &purpose(tenant)));
    let secret = secret.flatten().and_then(|bytes| String::from_utf8(bytes).ok()).map(ClientSecret::new);
    let redirect = RedirectUrl::new(redirect.to_owned()).map_err(|e| e.to_string())?;
    Ok(CoreClient::from_provider_metadata(metadata, ClientId::new(oidc.client_id.clone()), secret)
        .set_redirect_uri(redirect))
}

/// Where to send the browser, and what to remember, sealed.
async fn begin(
    app: &App,
    tenant: TenantId,
    rules: &SignInRules,
    redirect: String,
    (device, to): (Option<DeviceId>, String),
) -> Result<(String, String), Why> {
    let client = discover(app, tenant, rules, &redirect).await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let (url, state, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("email".to_owned()))
        .add_scope(Scope::new("profile".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    // the browser goes there; nothing but a web address
    endpoint(url.as_str(), reach(app)).ok_or("the provider's page has an address that may not be used")?;
    let waiting = Waiting {
        tenant,
        state: state.into_secret(),
        nonce: nonce.secret().clone(),
        verifier: verifier.into_secret(),
        at: app.clock.now(),
        redirect,
        device,
        to,
    };
    let text = serde_json::to_vec(&waiting).map_err(|e| e.to_string())?;
    Ok((url.into(), app.secrets.seal.seal(&text, WAITING)))
}

/// What a browser brought back, if it was this one that asked, and not too long ago.
fn remembered(app: &App, cookie: &str, state: &str) -> Result<Waiting, Why> {
    let bytes = app.secrets.seal.open(cookie, WAITING).ok_or("another browser, or too late")?;
    let waiting: Waiting = serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
    let age = app.clock.now().since_ms(waiting.at);
    if waiting.state != state || !(0..PATIENCE_MS).contains(&age) {
        return Err("the state does not match, or it took too long".to_owned());
    }
    Ok(waiting)
}

/// The verified e-mail address of the person who comes back with a code.
async fn address_of(app: &App, waiting: &Waiting, rules: &SignInRules, code: String) -> Result<String, Why> {
    let client = discover(app, waiting.tenant, rules, &waiting.redirect).await?;
    let reach = reach(app);
    let ask = move |request: HttpRequest| http::call(request, reach);
    let answer = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|e| e.to_string())?
        .set_pkce_verifier(PkceCodeVerifier::new(waiting.verifier.clone()))
        .request_async(&ask)
        .await
        .map_err(|e| format!("token: {e}"))?;
    let token = answer.id_token().ok_or("the provider gives no ID token")?;
    let claims = token
        .claims(&client.id_token_verifier(), &Nonce::new(waiting.nonce.clone()))
        .map_err(|e| format!("ID token: {e}"))?;
    let verified = match (claims.email(), claims.email_verified()) {
        (Some(email), Some(true)) => Some(email.to_string()),
        // many providers tell it only when asked
        (None, _) | (_, None) => asked(&client, answer.access_token().clone(), claims.subject().clone(), reach).await?,
        (Some(_), Some(false)) => None,
    };
    verified.ok_or_else(|| "the provider does not vouch for an e-mail address".to_owned())
}

async fn asked(
    client: &Client,
    token: AccessToken,
    subject: SubjectIdentifier,
    reach: Reach,
) -> Result<Option<String>, Why> {
    let ask = move |request: HttpRequest| http::call(request, reach);
    let request = client.user_info(token, Some(subject)).map_err(|e| e.to_string())?;
    let claims: CoreUserInfoClaims = request.request_async(&ask).await.map_err(|e| format!("user info: {e}"))?;
    let email = claims.email().filter(|_| claims.email_verified() == Some(true));
    Ok(email.map(|email| email.to_string()))
}

/// Who of an organisation has this address: exactly one person who is not disabled.
fn person<'a>(agents: impl Iterator<Item = &'a Agent>, email: &str, domain: &str) -> Option<&'a Agent> {
    let email = email.trim().to_lowercase();
    let own = email.rsplit_once('@')?.1;
    if !domain.is_empty() && own != domain {
        return None;
    }
    let mut found = agents.filter(|a| a.disabled_at.is_none() && a.email.trim().to_lowercase() == email);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_person_is_found_by_his_address_and_never_guessed() {
        let agent = |n: u32, email: &str, disabled: bool| -> Agent {
            let id = format!("018f0000-0000-7000-8000-{n:012}");
            let at = disabled.then_some(1);
            let agent = json!({"id": id, "account": n.to_string(), "name": n.to_string(), "roles": [], "email": email, "disabled_at": at});
            serde_json::from_value(agent).expect("an agent")
        };
        let staff = [
            agent(1, "li@lifts.example", false),
            agent(2, "Wang@Lifts.example ", false),
            agent(3, "gone@lifts.example", true),
            agent(4, "two@lifts.example", false),
            agent(5, "two@lifts.example", false),
            agent(6, "", false),
        ];
        for (email, domain, found) in [
            ("LI@lifts.example", "", Some("1")),
            ("wang@lifts.example", "lifts.example", Some("2")),
            ("li@lifts.example", "other.example", None),
            ("li@lifts.example.evil.example", "lifts.example", None),
            ("gone@lifts.example", "", None),
            ("two@lifts.example", "", None),
            ("nobody@lifts.example", "", None),
            ("", "", None),
        ] {
            assert_eq!(person(staff.iter(), email, domain).map(|a| a.name.as_str()), found, "{email}");
        }
    }
}
