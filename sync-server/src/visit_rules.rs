//! `GET` and `PUT /visit-rules`: what the organisation demands of its visits (VIS-04). For administrators.
//!
//! Rules are read with a number and replaced by it, so that of two administrators the second learns of the first
//! instead of undoing his work. Devices get them with the next sync, desks hear that they changed.

use axum::extract::State;
use truckroll_domain::audit::Action;
use truckroll_domain::visits::VisitRules;
use truckroll_protocol::api::{NewVisitRules, VisitRulesNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::definitions;
use crate::http::{Answer, Fault, Json, input};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, replace))
}

#[utoipa::path(
    get,
    path = "/visit-rules",
    tag = "visits",
    operation_id = "visit_rules",
    description = "What visits demand, retired fields among them, with the number to replace them by.",
    responses(
        (status = 200, description = "`VisitRulesNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<VisitRulesNow>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let (by, at) = directory.visit_rules_by.clone().unzip();
    Ok(axum::Json(VisitRulesNow {
        seq: directory.visit_rules_seq,
        rules: directory.visit_rules.clone(),
        by: by.unwrap_or_default(),
        at,
    }))
}

#[utoipa::path(
    put,
    path = "/visit-rules",
    tag = "visits",
    operation_id = "replace_visit_rules",
    description = "Replaces what visits demand. A field that is left out is retired: it keeps its key and kind.",
    request_body(content = serde_json::Value, description = "`NewVisitRules`"),
    responses(
        (status = 200, description = "`VisitRulesNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else replaced them meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Json(given): Json<serde_json::Value>,
) -> Answer<axum::Json<VisitRulesNow>> {
    session.must_administer()?;
    let asked = understood(&given)?;
    let directory = app.directory(session.tenant).await?;
    if directory.visit_rules_seq != asked.seq {
        return Err(Fault::conflict("visit_rules"));
    }
    let rules = asked.rules.replacing(&directory.visit_rules).map_err(|problems| {
        problems
            .iter()
            .fold(Fault::unacceptable("visit_rules"), |fault, (member, problem)| fault.field(member, *problem))
    })?;
    let (seq, at) = definitions::replace(
        &app,
        &session,
        (VisitRules::KIND, VisitRules::ID),
        asked.seq,
        &directory.visit_rules,
        &rules,
        Action::VisitRules,
    )
    .await?;
    let by = session.actor.name().to_owned();
    Ok(axum::Json(VisitRulesNow { seq, rules, by, at: Some(at) }))
}

/// The rules as they were meant: a word that this version would read as another one is refused by its member.
fn understood(given: &serde_json::Value) -> Answer<NewVisitRules> {
    let asked: NewVisitRules = input::strictly(given.to_string().as_bytes())?;
    let read = serde_json::to_value(&asked).map_err(|e| Fault::bad_request(e.to_string()))?;
    for index in 0..asked.rules.fields.len() {
        for member in ["input", "required_at"] {
            let word = |of: &serde_json::Value| of["rules"]["fields"][index][member].as_str().map(str::to_owned);
            if word(given).is_some_and(|given| word(&read) != Some(given)) {
                let path = format!("fields.{index}.{member}");
                return Err(Fault::bad_request(path.clone()).field(&path, "unknown"));
            }
        }
    }
    Ok(asked)
}
