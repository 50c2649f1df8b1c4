//! `POST /account/two-step` and what follows: setting the second step up and giving it up.

use axum::extract::State;
use axum::http::StatusCode;
use truckroll_domain::audit::Action;
use truckroll_protocol::api::{BeginTwoStep, ConfirmTwoStep, ProveTwoStep, RecoveryCodes, TwoStepSecret};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{Session, account};
use super::{Proof, begin, make_codes, prove, remove, totp, use_code};
use crate::App;
use crate::audit::{self, Entry};
use crate::http::{Answer, Fault, Strict};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(set_up))
        .routes(routes!(confirm))
        .routes(routes!(new_codes))
        .routes(routes!(give_up))
}

/// Percent-encodes a part of an `otpauth` address.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[utoipa::path(
    post,
    path = "/account/two-step",
    tag = "account",
    operation_id = "begin_two_step",
    description = "Makes a secret for an authenticator app. It counts once a code of it is given.",
    request_body(content = serde_json::Value, description = "`BeginTwoStep`"),
    responses(
        (status = 200, description = "`TwoStepSecret`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 409, description = "It is set up already"),
        (status = 422, description = "The password is wrong"),
        (status = 429, description = "Too many attempts"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn set_up(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<BeginTwoStep>,
) -> Answer<axum::Json<TwoStepSecret>> {
    let known = account::proven(&app, &session, asked.password).await?;
    let secret = begin(&app, session.tenant, session.agent).await?.ok_or_else(|| Fault::conflict("two_step"))?;
    let secret = totp::base32(&secret);
    let organisation = encoded(&app.directory(session.tenant).await?.tenant_name);
    let label = encoded(&known.account);
    let uri = format!("otpauth://totp/{organisation}:{label}?secret={secret}&issuer={organisation}");
    let groups: Vec<&str> = secret.as_bytes().chunks(4).filter_map(|g| std::str::from_utf8(g).ok()).collect();
    Ok(axum::Json(TwoStepSecret { secret: groups.join(" "), uri }))
}

#[utoipa::path(
    post,
    path = "/account/two-step/confirm",
    tag = "account",
    operation_id = "confirm_two_step",
    description = "Gives the first code; from now on signing in needs one. Answers recovery codes, which are shown once.",
    request_body(content = serde_json::Value, description = "`ConfirmTwoStep`"),
    responses(
        (status = 200, description = "`RecoveryCodes`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 422, description = "The code is wrong, or nothing was begun"),
        (status = 429, description = "Too many attempts"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn confirm(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<ConfirmTwoStep>,
) -> Answer<axum::Json<RecoveryCodes>> {
    app.door.proofs.take(&session.agent.to_string(), app.clock.now()).map_err(Fault::rate_limited)?;
    let who = (session.tenant, session.agent);
    let mut tx = app.db.begin().await?;
    if !use_code(&app, &mut tx, who, &asked.code, true).await? {
        return Err(Fault::unacceptable("code").field("code", "wrong"));
    }
    let codes = make_codes(&mut tx, who).await?;
    audit::write(&mut tx, mine(&app, &session, Action::SecondStepOn)).await?;
    tx.commit().await?;
    Ok(axum::Json(RecoveryCodes { codes }))
}

fn mine(app: &App, session: &Session, action: Action) -> Entry {
    Entry::of(app, session, action).about("agent", session.agent, session.actor.name())
}

#[utoipa::path(
    post,
    path = "/account/two-step/codes",
    tag = "account",
    operation_id = "new_recovery_codes",
    description = "Makes recovery codes in the place of those there were.",
    request_body(content = serde_json::Value, description = "`ProveTwoStep`"),
    responses(
        (status = 200, description = "`RecoveryCodes`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 422, description = "Password or code is wrong"),
        (status = 429, description = "Too many attempts"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn new_codes(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<ProveTwoStep>,
) -> Answer<axum::Json<RecoveryCodes>> {
    account::proven(&app, &session, asked.password).await?;
    let who = (session.tenant, session.agent);
    let mut tx = app.db.begin().await?;
    demand(prove(&app, &mut tx, who, &asked.code).await?)?;
    let codes = make_codes(&mut tx, who).await?;
    audit::write(&mut tx, mine(&app, &session, Action::RecoveryCodesMade)).await?;
    tx.commit().await?;
    Ok(axum::Json(RecoveryCodes { codes }))
}

fn demand(proof: Option<Proof>) -> Answer<Proof> {
    proof.ok_or_else(|| Fault::unacceptable("code").field("code", "wrong"))
}

#[utoipa::path(
    post,
    path = "/account/two-step/off",
    tag = "account",
    operation_id = "end_two_step",
    description = "Gives up the second step.",
    request_body(content = serde_json::Value, description = "`ProveTwoStep`"),
    responses(
        (status = 204, description = "It is off"),
        (status = 401, description = "Not signed in"),
        (status = 422, description = "Password or code is wrong"),
        (status = 429, description = "Too many attempts"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn give_up(State(app): State<App>, session: Session, Strict(asked): Strict<ProveTwoStep>) -> Answer<StatusCode> {
    account::proven(&app, &session, asked.password).await?;
    let who = (session.tenant, session.agent);
    let mut tx = app.db.begin().await?;
    let proof = demand(prove(&app, &mut tx, who, &asked.code).await?)?;
    remove(&mut tx, who).await?;
    if proof == Proof::Recovery {
        audit::write(&mut tx, mine(&app, &session, Action::RecoveryCodeUsed)).await?;
    }
    audit::write(&mut tx, mine(&app, &session, Action::SecondStepOff)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
