//! Roles: made, changed and removed by administrators (ORG-22).

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use truckroll_domain::RoleId;
use truckroll_domain::access::{BuiltIn, Feature, Role};
use truckroll_protocol::api::staff::{Removal, RoleChange, RoleNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::read::role_now;
use super::{Draft, in_use, must_keep_an_administrator, unacceptable};
use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Id, Strict};

/// Most roles of an organisation.
const MAX_ROLES: usize = 200;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(change, remove))
}

#[utoipa::path(
    post,
    path = "/roles",
    tag = "people",
    operation_id = "create_role",
    description = "Makes a role.",
    request_body(content = serde_json::Value, description = "`RoleChange` with `seq` 0"),
    responses(
        (status = 201, description = "`RoleNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator, or roles are switched off"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn create(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<RoleChange>,
) -> Answer<(StatusCode, axum::Json<RoleNow>)> {
    let role = Role { id: app.fresh(), ..asked.role };
    let now = write(&app, &session, role, 0).await?;
    Ok((StatusCode::CREATED, axum::Json(now)))
}

#[utoipa::path(
    put,
    path = "/roles/{id}",
    tag = "people",
    operation_id = "change_role",
    description = "Changes what a role grants. Whoever has it has the new rights at his next request.",
    params(("id" = String, Path, description = "Role")),
    request_body(content = serde_json::Value, description = "`RoleChange`"),
    responses(
        (status = 200, description = "`RoleNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator, or roles are switched off"),
        (status = 404, description = "No such role"),
        (status = 409, description = "Somebody else changed it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn change(
    State(app): State<App>,
    session: Session,
    Id(id): Id<RoleId>,
    Strict(asked): Strict<RoleChange>,
) -> Answer<axum::Json<RoleNow>> {
    let directory = app.directory(session.tenant).await?;
    if directory.policy.role(id).is_none() {
        session.must_administer()?;
        return Err(Fault::not_found("role"));
    }
    write(&app, &session, Role { id, ..asked.role }, asked.seq).await.map(axum::Json)
}

async fn write(app: &App, session: &Session, mut role: Role, seen: i64) -> Answer<RoleNow> {
    session.must_administer()?;
    session.must_be_on(Feature::RoleManagement)?;
    role.name = role.name.trim().to_owned();
    role.remark = role.remark.trim().to_owned();
    role.grants.retain(|_, grant| !grant.verbs.is_empty());
    role.check().map_err(|problems| unacceptable("role", problems))?;
    let mut draft = Draft::begin(app, session).await?;
    let directory = draft.directory().await?;
    let policy = &directory.policy;
    if policy.roles.len() >= MAX_ROLES && !policy.roles.contains_key(&role.id) {
        return Err(Fault::unacceptable("role").field("roles", "too_many"));
    }
    let same = |other: &Role| other.id != role.id && !role.name.is_empty() && other.name == role.name;
    if policy.roles.values().any(same) {
        return Err(unacceptable("role", BTreeMap::from([("name".to_owned(), "taken")])));
    }
    let mut after = policy.clone();
    after.roles.insert(role.id, role.clone());
    must_keep_an_administrator(&after, directory.agents.values())?;
    let seq = draft.put(Role::KIND, &role.id.to_string(), seen, &role).await?;
    draft.keep_words(&directory, &after).await?;
    draft.commit().await?;
    Ok(role_now(&directory, role, seq))
}

#[utoipa::path(
    delete,
    path = "/roles/{id}",
    tag = "people",
    operation_id = "remove_role",
    description = "Removes a role that nobody has any more. A built-in role goes back to how it came.",
    params(("id" = String, Path, description = "Role")),
    request_body(content = serde_json::Value, description = "`Removal`"),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such role"),
        (status = 409, description = "Agents have it, or it changed meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(
    State(app): State<App>,
    session: Session,
    Id(id): Id<RoleId>,
    Strict(asked): Strict<Removal>,
) -> Answer<StatusCode> {
    session.must_administer()?;
    let mut draft = Draft::begin(&app, &session).await?;
    let directory = draft.directory().await?;
    if !directory.policy.roles.contains_key(&id) {
        return Err(Fault::not_found("role"));
    }
    if BuiltIn::of(id).is_none() {
        let agents = directory.agents.values().filter(|agent| agent.role == Some(id)).count();
        let agents = i64::try_from(agents).unwrap_or(i64::MAX);
        if agents > 0 {
            return Err(in_use(&BTreeMap::from([("agents".to_owned(), agents)])));
        }
    }
    let mut after = directory.policy.clone();
    after.roles.remove(&id);
    draft.remove(Role::KIND, &id.to_string(), asked.seq).await?;
    draft.keep_words(&directory, &after).await?;
    draft.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
