//! `GET` and `PUT /fields`: the fields of a noun, in order (CUS-03). Everybody reads them, administrators replace them.
//!
//! They are read with a number and replaced by it, as visit rules are.

use axum::extract::State;
use serde::Deserialize;
use truckroll_domain::audit::Action;
use truckroll_domain::fields::{FieldSet, Noun};
use truckroll_protocol::api::{FieldsNow, NewFields};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::definitions;
use crate::directory::Directory;
use crate::http::{Answer, Fault, Json, Query, input};
use crate::ticket_forms::formulas;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, replace))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    noun: Noun,
}

#[utoipa::path(
    get,
    path = "/fields",
    tag = "fields",
    operation_id = "fields",
    description = "The fields of a noun in order, archived ones among them, with the number to replace them by.",
    params(("noun" = String, Query, description = "`company`, `contact` or `ticket`")),
    responses(
        (status = 200, description = "`FieldsNow`", body = serde_json::Value),
        (status = 400, description = "No such noun"),
        (status = 401, description = "Not signed in"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(
    State(app): State<App>,
    session: Session,
    Query(Asked { noun }): Query<Asked>,
) -> Answer<axum::Json<FieldsNow>> {
    must_have_one_set(noun)?;
    Ok(axum::Json(now(&*app.directory(session.tenant).await?, noun)))
}

/// The fields of a noun as they are answered.
pub(crate) fn now(directory: &Directory, noun: Noun) -> FieldsNow {
    let fields = directory.fields(noun);
    let (by, at) = fields.by.clone().unzip();
    FieldsNow { noun, seq: fields.seq, set: fields.now.clone(), by: by.unwrap_or_default(), at }
}

#[utoipa::path(
    put,
    path = "/fields",
    tag = "fields",
    operation_id = "replace_fields",
    description = "Replaces the fields of a noun. An own field that is left out is archived; a system field comes back.",
    request_body(content = serde_json::Value, description = "`NewFields`"),
    responses(
        (status = 200, description = "`FieldsNow`", body = serde_json::Value),
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
) -> Answer<axum::Json<FieldsNow>> {
    session.must_administer()?;
    let asked = understood(&given)?;
    let noun = asked.noun;
    must_have_one_set(noun)?;
    let directory = app.directory(session.tenant).await?;
    let former = directory.fields(noun);
    if former.seq != asked.seq {
        return Err(Fault::conflict(FieldSet::KIND));
    }
    let set = asked.set.replacing(&former.now, noun, app.clock.now()).map_err(|problems| {
        let fault = Fault::unacceptable(FieldSet::KIND);
        problems.iter().fold(fault, |fault, (member, problem)| fault.field(member, *problem))
    })?;
    let problems = formulas(noun, &set, &directory);
    if !problems.is_empty() {
        let fault = Fault::unacceptable(FieldSet::KIND);
        return Err(problems.iter().fold(fault, |fault, (member, problem)| fault.field(member, *problem)));
    }
    let (seq, at) = definitions::replace(
        &app,
        &session,
        (FieldSet::KIND, noun.word()),
        asked.seq,
        &former.now,
        &set,
        Action::FieldsWritten,
    )
    .await?;
    Ok(axum::Json(FieldsNow { noun, seq, set, by: session.actor.name().to_owned(), at: Some(at) }))
}

/// Asset tables have each a set of their own, see `assets/tables.rs`.
fn must_have_one_set(noun: Noun) -> Answer<()> {
    if Noun::WITH_ONE_SET.contains(&noun) { Ok(()) } else { Err(Fault::bad_request("noun")) }
}

/// The fields as they were meant: what this version would read as something else or leave out is refused by its member.
fn understood(given: &serde_json::Value) -> Answer<NewFields> {
    let asked: NewFields = input::strictly(given.to_string().as_bytes())?;
    all_understood(&given["set"], &asked.set)?;
    Ok(asked)
}

/// Refuses a set of which a field was read as something else.
///
/// # Errors
/// 400 naming the field.
pub(crate) fn all_understood(given: &serde_json::Value, read: &FieldSet) -> Answer<()> {
    let given = given["fields"].as_array().map_or(&[][..], Vec::as_slice);
    for (index, field) in given.iter().enumerate() {
        let kind = field["kind"].as_str().unwrap_or_default();
        if read.fields.get(index).map(|f| f.kind.word()) != Some(kind) {
            let path = format!("fields.{index}.kind");
            return Err(Fault::bad_request(path.clone()).field(&path, "unknown"));
        }
    }
    Ok(())
}
