//! One's own account, the sign-in of others, API tokens, the audit log.

use truckroll_domain::Timestamp;
use truckroll_domain::people::Saying;
use truckroll_protocol::api::staff::NewPortrait;
use truckroll_protocol::api::{
    Account, AgentSecurity, ApiToken, AuditPage, BeginTwoStep, ChangePassword, ConfirmTwoStep, MadeApiToken, Me,
    NewApiToken, NewPreferences, NewPresence, NewPresenceStates, NewSignInSettings, Preferences, PreferencesNow,
    PresenceStatesNow, Problem, ProveTwoStep, Provider, RecoveryCodes, Session as NewSession, SessionItem, SignIn,
    SignInSettings, TemporaryPassword, TwoStepSecret,
};
use truckroll_protocol::api::{NavigationNow, NavigationSecret, NewNavigation};

use super::staff::{Outcome, outcome};
use super::{Answer, Fault, PAGE, ask, get, post, put};
use crate::platform;
use crate::query::{Query, encode};

/// Signs in; the token stays in a cookie that no script reads.
pub async fn sign_in(request: &SignIn) -> Answer<Me> {
    let body = serde_json::to_string(request).map_err(|_| Fault::Unreadable)?;
    // 401 means a wrong password here, not the end of a session.
    let (status, text) = platform::fetch("POST", "/api/v1/sessions", Some(body)).await.ok_or(Fault::OutOfReach)?;
    if (200..300).contains(&status) {
        let session: NewSession = serde_json::from_str(&text).map_err(|_| Fault::Unreadable)?;
        return Ok(session.me);
    }
    let problem = serde_json::from_str::<Problem>(&text).unwrap_or_default();
    Err(Fault::Problem(Box::new(Problem { status, ..problem })))
}

/// Identity providers of the sign-in screen; none while they cannot be asked for.
pub async fn providers() -> Vec<Provider> {
    let answer = platform::fetch("GET", "/api/v1/sign-in/providers", None).await;
    answer.and_then(|(_, text)| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// How one's own account is secured.
pub async fn account() -> Answer<Account> {
    get("/account").await
}

/// Changes one's own password.
pub async fn change_password(asked: &ChangePassword) -> Answer<()> {
    post("/account/password", asked).await
}

/// Gives oneself a portrait that was taken in, or none.
pub async fn replace_portrait(photo: Option<String>) -> Answer<()> {
    put("/account/portrait", &NewPortrait { photo }).await
}

/// What the organisation's own states are, and what one says of oneself.
pub async fn presence() -> Answer<PresenceStatesNow> {
    get("/presence-states").await
}

/// Says something of oneself.
pub async fn say_presence(channel: &str, state: &str, at: Timestamp) -> Answer<()> {
    let says = vec![Saying { channel: channel.to_owned(), state: state.to_owned(), at }];
    put("/presence", &NewPresence { says }).await
}

/// Replaces the organisation's own states.
pub async fn replace_presence_states(states: &NewPresenceStates) -> Answer<Outcome<PresenceStatesNow>> {
    outcome(put("/presence-states", states).await, "presence")
}

/// What the organisation adds to the navigation.
pub async fn navigation() -> Answer<NavigationNow> {
    get("/navigation").await
}

/// Replaces what it adds.
pub async fn replace_navigation(navigation: &NewNavigation) -> Answer<Outcome<NavigationNow>> {
    outcome(put("/navigation", navigation).await, "navigation")
}

/// Makes the secret that signs who comes.
pub async fn make_navigation_secret() -> Answer<NavigationSecret> {
    post("/navigation/secret", &()).await
}

/// How one wants the desk.
pub async fn preferences() -> Answer<PreferencesNow> {
    get("/preferences").await
}

/// Says how one wants the desk.
pub async fn replace_preferences(preferences: Preferences) -> Answer<PreferencesNow> {
    put("/preferences", &NewPreferences { preferences }).await
}

/// Where one is signed in.
pub async fn sessions() -> Answer<Vec<SessionItem>> {
    get("/account/sessions").await
}

/// Ends one of one's own sessions.
pub async fn end_session(id: &str) -> Answer<()> {
    ask("DELETE", &format!("/account/sessions/{}", encode(id)), None).await
}

/// Ends all of one's own sessions but this one.
pub async fn end_other_sessions() -> Answer<()> {
    post("/account/sessions/end-others", &()).await
}

/// Begins to set up the second step.
pub async fn begin_two_step(asked: &BeginTwoStep) -> Answer<TwoStepSecret> {
    post("/account/two-step", asked).await
}

/// Gives the first code.
pub async fn confirm_two_step(asked: &ConfirmTwoStep) -> Answer<RecoveryCodes> {
    post("/account/two-step/confirm", asked).await
}

/// Makes new recovery codes.
pub async fn new_recovery_codes(asked: &ProveTwoStep) -> Answer<RecoveryCodes> {
    post("/account/two-step/codes", asked).await
}

/// Gives up the second step.
pub async fn end_two_step(asked: &ProveTwoStep) -> Answer<()> {
    post("/account/two-step/off", asked).await
}

/// How an agent's account is secured.
pub async fn agent_security(agent: &str) -> Answer<AgentSecurity> {
    get(&format!("/agents/{}/security", encode(agent))).await
}

/// Gives an agent a temporary password.
pub async fn reset_password(agent: &str) -> Answer<TemporaryPassword> {
    post(&format!("/agents/{}/password", encode(agent)), &()).await
}

/// Ends the lock of an agent's account.
pub async fn unlock(agent: &str) -> Answer<()> {
    post(&format!("/agents/{}/unlock", encode(agent)), &()).await
}

/// Ends an agent's second step.
pub async fn end_agents_two_step(agent: &str) -> Answer<()> {
    post(&format!("/agents/{}/two-step/off", encode(agent)), &()).await
}

/// Ends one session of an agent, or all but this one.
pub async fn end_agents_session(agent: &str, session: Option<&str>) -> Answer<()> {
    let agent = encode(agent);
    match session {
        Some(session) => ask("DELETE", &format!("/agents/{agent}/sessions/{}", encode(session)), None).await,
        None => post(&format!("/agents/{agent}/sessions/end"), &()).await,
    }
}

/// How the organisation signs in.
pub async fn sign_in_settings() -> Answer<SignInSettings> {
    get("/sign-in/settings").await
}

/// Replaces how the organisation signs in.
pub async fn replace_sign_in_settings(settings: &NewSignInSettings) -> Answer<SignInSettings> {
    put("/sign-in/settings", settings).await
}

/// API tokens.
pub async fn tokens() -> Answer<Vec<ApiToken>> {
    get("/tokens").await
}

/// Makes an API token.
pub async fn new_token(asked: &NewApiToken) -> Answer<MadeApiToken> {
    post("/tokens", asked).await
}

/// Withdraws an API token.
pub async fn revoke_token(id: &str) -> Answer<()> {
    ask("DELETE", &format!("/tokens/{}", encode(id)), None).await
}

/// The first `pages` pages of the audit log, as one; the query is that of `AuditQuery`.
pub async fn audit(query: &Query, pages: usize) -> Answer<AuditPage> {
    let query = query.with("limit", &PAGE.to_string());
    let mut all: AuditPage = get(&format!("/audit{}", query.suffix())).await?;
    for _ in 1..pages {
        let Some(next) = all.next.take() else { break };
        let page: AuditPage = get(&format!("/audit{}", query.with("after", &next).suffix())).await?;
        all.rows.extend(page.rows);
        all.next = page.next;
    }
    Ok(all)
}

/// The address of the audit log as a file.
#[must_use]
pub fn audit_export(query: &Query) -> String {
    format!("/api/v1/audit/export.csv{}", query.suffix())
}
