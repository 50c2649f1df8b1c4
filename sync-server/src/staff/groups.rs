//! Groups of agents: a tree with supervisors (ORG-21).

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use sqlx::Row as _;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::people::check_group;
use truckroll_domain::{GroupId, TenantId};
use truckroll_protocol::api::staff::{GroupChange, GroupNow, GroupOrder, Removal, Usage, Written};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Draft, GROUP, in_use, numbers, unacceptable};
use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, Tx};
use crate::directory::Directory;
use crate::http::{Answer, Fault, Id, Strict};

/// Most groups of an organisation.
const MAX_GROUPS: usize = 500;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create, order)).routes(routes!(change, remove))
}

#[utoipa::path(
    post,
    path = "/groups",
    tag = "people",
    operation_id = "create_group",
    description = "Makes a group.",
    request_body(content = serde_json::Value, description = "`GroupChange` with `seq` 0"),
    responses(
        (status = 201, description = "`GroupNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to make groups"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn create(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<GroupChange>,
) -> Answer<(StatusCode, axum::Json<GroupNow>)> {
    session.must(Area::Staff, Verb::Create)?;
    let mut draft = Draft::begin(&app, &session).await?;
    let directory = draft.directory().await?;
    if directory.groups.len() >= MAX_GROUPS {
        return Err(Fault::unacceptable("group").field("groups", "too_many"));
    }
    let mut group = asked.group;
    group.id = app.fresh();
    group.name = group.name.trim().to_owned();
    let siblings = directory.groups.iter().filter(|g| g.parent == group.parent);
    group.position = siblings.map(|g| g.position).max().unwrap_or(0).saturating_add(1);
    check_group(&group, &directory.policy).map_err(|problems| unacceptable("group", problems))?;
    let seq = draft.put(GROUP, &group.id.to_string(), 0, &group).await?;
    draft.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(GroupNow { group, seq, members: 0 })))
}

#[utoipa::path(
    put,
    path = "/groups/{id}",
    tag = "people",
    operation_id = "change_group",
    description = "Renames a group, moves it in the tree, or changes who supervises it.",
    params(("id" = String, Path, description = "Group")),
    request_body(content = serde_json::Value, description = "`GroupChange`"),
    responses(
        (status = 200, description = "`GroupNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change groups"),
        (status = 404, description = "No such group"),
        (status = 409, description = "Somebody else changed it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn change(
    State(app): State<App>,
    session: Session,
    Id(id): Id<GroupId>,
    Strict(asked): Strict<GroupChange>,
) -> Answer<axum::Json<GroupNow>> {
    session.must(Area::Staff, Verb::Edit)?;
    let mut draft = Draft::begin(&app, &session).await?;
    let directory = draft.directory().await?;
    let known = directory.policy.groups.get(&id).ok_or_else(|| Fault::not_found("group"))?;
    let mut group = asked.group;
    group.id = id;
    group.name = group.name.trim().to_owned();
    group.position = known.position;
    check_group(&group, &directory.policy).map_err(|problems| unacceptable("group", problems))?;
    let seq = draft.put(GROUP, &id.to_string(), asked.seq, &group).await?;
    draft.commit().await?;
    let members = members(&directory, id);
    Ok(axum::Json(GroupNow { group, seq, members }))
}

fn members(directory: &Directory, group: GroupId) -> i64 {
    let of = directory.agents.values().filter(|agent| agent.disabled_at.is_none() && agent.groups.contains(&group));
    i64::try_from(of.count()).unwrap_or(i64::MAX)
}

#[utoipa::path(
    put,
    path = "/groups",
    tag = "people",
    operation_id = "order_groups",
    description = "Puts the groups below one parent into an order.",
    request_body(content = serde_json::Value, description = "`GroupOrder`: all groups of one parent"),
    responses(
        (status = 200, description = "`Written`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change groups"),
        (status = 409, description = "The groups are not those of one parent any more"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn order(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<GroupOrder>,
) -> Answer<axum::Json<Written>> {
    session.must(Area::Staff, Verb::Edit)?;
    let mut draft = Draft::begin(&app, &session).await?;
    let directory = draft.directory().await?;
    let groups = &directory.policy.groups;
    let first = asked.groups.first().and_then(|id| groups.get(id)).ok_or_else(|| Fault::conflict(GROUP))?;
    let mut siblings: Vec<GroupId> = groups.values().filter(|g| g.parent == first.parent).map(|g| g.id).collect();
    let mut given = asked.groups.clone();
    siblings.sort_unstable();
    given.sort_unstable();
    if siblings != given {
        return Err(Fault::conflict(GROUP));
    }
    let numbers = numbers(&mut draft.tx, session.tenant, GROUP).await?;
    for (position, id) in (1..).zip(&asked.groups) {
        let Some(group) = groups.get(id).filter(|group| group.position != position) else { continue };
        let moved = truckroll_domain::people::Group { position, ..group.clone() };
        let seen = numbers.get(&id.to_string()).copied().unwrap_or_default();
        draft.put(GROUP, &id.to_string(), seen, &moved).await?;
    }
    let seq = draft.commit().await?;
    Ok(axum::Json(Written { seq }))
}

#[utoipa::path(
    delete,
    path = "/groups/{id}",
    tag = "people",
    operation_id = "remove_group",
    description = "Removes a group that nothing uses any more; else `fields` counts what does.",
    params(("id" = String, Path, description = "Group")),
    request_body(content = serde_json::Value, description = "`Removal`"),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to remove groups"),
        (status = 404, description = "No such group"),
        (status = 409, description = "In use, or changed meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(
    State(app): State<App>,
    session: Session,
    Id(id): Id<GroupId>,
    Strict(asked): Strict<Removal>,
) -> Answer<StatusCode> {
    session.must(Area::Staff, Verb::Delete)?;
    let mut draft = Draft::begin(&app, &session).await?;
    let directory = draft.directory().await?;
    if !directory.policy.groups.contains_key(&id) {
        return Err(Fault::not_found("group"));
    }
    let usage = usage(&mut draft.tx, session.tenant, &directory, id).await?;
    if usage.values().any(|count| *count > 0) {
        return Err(in_use(&usage));
    }
    draft.remove(GROUP, &id.to_string(), asked.seq).await?;
    draft.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What uses a group: agents, groups below it, open tickets.
async fn usage(tx: &mut Tx, tenant: TenantId, directory: &Directory, id: GroupId) -> DbResult<Usage> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let agents = directory.agents.values().filter(|agent| agent.groups.contains(&id)).count();
    let below = directory.groups.iter().filter(|group| group.parent == Some(id)).count();
    // index tickets_status
    let row = sqlx::query(
        "select cast(count(*) as bigint) from tickets where tenant_id = $1 and group_id = $2 and status not in ('resolved', 'closed')",
    )
    .bind(tenant.to_string())
    .bind(id.to_string())
    .fetch_one(tx.on())
    .await?;
    Ok(BTreeMap::from([
        ("agents".to_owned(), count(agents)),
        ("groups".to_owned(), count(below)),
        ("open_tickets".to_owned(), row.try_get(0)?),
    ]))
}
