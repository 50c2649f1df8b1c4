//! `/sms/settings` for administrators; `/sms/codes` for whoever verifies a customer's number at the desk.

use axum::extract::State;
use axum::http::StatusCode;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::triggers::{SmsSettings, TargetKind};
use truckroll_portal::Locale;
use truckroll_protocol::api::{NewSmsSettings, SmsCodeAsked, SmsCodeGiven, SmsCodeRight, SmsCodeSent, SmsNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::codes::{self, Trouble};
use crate::App;
use crate::auth::Session;
use crate::definitions;
use crate::http::{Answer, Fault, Id, Strict};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(settings, write_settings)).routes(routes!(ask_code)).routes(routes!(give_code))
}

#[utoipa::path(
    get,
    path = "/sms/settings",
    tag = "rules",
    operation_id = "sms_settings",
    description = "Who carries the organisation's short messages.",
    responses(
        (status = 200, description = "`SmsNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn settings(State(app): State<App>, session: Session) -> Answer<axum::Json<SmsNow>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    Ok(axum::Json(SmsNow {
        seq: directory.sms.seq,
        settings: directory.sms.now,
        log: app.config.sms_log,
        ready: super::is_ready(&app, &directory),
    }))
}

#[utoipa::path(
    put,
    path = "/sms/settings",
    tag = "rules",
    operation_id = "write_sms_settings",
    description = "Says who carries the organisation's short messages: a URL target, or nobody.",
    request_body(content = serde_json::Value, description = "`NewSmsSettings`"),
    responses(
        (status = 200, description = "`NewSmsSettings` with the number it was written at", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "No such URL target"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn write_settings(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewSmsSettings>,
) -> Answer<axum::Json<NewSmsSettings>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    if let Some(id) = asked.settings.provider {
        let is_url = directory.rules.targets.get(&id).map(|kept| matches!(kept.target.what, TargetKind::Url { .. }));
        match is_url {
            Some(true) => {}
            Some(false) => return Err(Fault::unacceptable(SmsSettings::KIND).field("provider", "not_a_url")),
            None => return Err(Fault::unacceptable(SmsSettings::KIND).field("provider", "unknown")),
        }
    }
    let of = (SmsSettings::KIND, SmsSettings::ID);
    let former = &directory.sms.now;
    let action = Action::SmsSettingsWritten;
    let (seq, _) = definitions::replace(&app, &session, of, asked.seq, former, &asked.settings, action).await?;
    Ok(axum::Json(NewSmsSettings { seq, ..asked }))
}

fn fault(trouble: Trouble) -> Fault {
    match trouble {
        Trouble::Wait(seconds) => Fault::rate_limited(seconds),
        Trouble::NoSender => Fault::conflict("no_sender"),
        Trouble::Database(error) => error.into(),
        Trouble::NotAPhone => Fault::unacceptable("sms_code").field("to", "not_a_phone"),
        wrong @ (Trouble::Wrong | Trouble::Over) => Fault::unacceptable("sms_code").field("code", wrong.word()),
    }
}

#[utoipa::path(
    post,
    path = "/sms/codes",
    tag = "rules",
    operation_id = "ask_sms_code",
    description = "Sends a code to a number, which its owner reads out. Five an hour for a number; a code is good for five minutes \
                   and five tries.",
    request_body(content = serde_json::Value, description = "`SmsCodeAsked`"),
    responses(
        (status = 201, description = "`SmsCodeSent`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "May not write tickets"),
        (status = 409, description = "Nobody carries short messages"),
        (status = 422, description = "Not a phone number"),
        (status = 429, description = "Too many"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn ask_code(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<SmsCodeAsked>,
) -> Answer<(StatusCode, axum::Json<SmsCodeSent>)> {
    session.must(Area::Tickets, Verb::Edit)?;
    let directory = app.directory(session.tenant).await?;
    let who = session.actor.agent().map(|agent| agent.to_string()).unwrap_or_default();
    let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
    let sent = codes::send(&app, &directory, session.tenant, &asked.to, &who, locale).await.map_err(fault)?;
    Ok((StatusCode::CREATED, axum::Json(sent)))
}

#[utoipa::path(
    post,
    path = "/sms/codes/{id}",
    tag = "rules",
    operation_id = "give_sms_code",
    description = "Gives a code back. What is answered is the value of a field for verified numbers; the server takes no other.",
    params(("id" = String, Path, description = "The code that was sent")),
    request_body(content = serde_json::Value, description = "`SmsCodeGiven`"),
    responses(
        (status = 200, description = "`SmsCodeRight`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "May not write tickets"),
        (status = 404, description = "No such code"),
        (status = 422, description = "Wrong, used, or too late"),
        (status = 429, description = "Too many"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn give_code(
    State(app): State<App>,
    session: Session,
    Id(id): Id<String>,
    Strict(given): Strict<SmsCodeGiven>,
) -> Answer<axum::Json<SmsCodeRight>> {
    session.must(Area::Tickets, Verb::Edit)?;
    if !codes::is_known(&app, session.tenant, &id).await? {
        return Err(Fault::not_found("sms_code"));
    }
    let who = session.actor.agent().map(|agent| agent.to_string()).unwrap_or_default();
    let value = codes::verified(&app, session.tenant, &id, &given.code, &who).await.map_err(fault)?;
    Ok(axum::Json(SmsCodeRight { value }))
}
