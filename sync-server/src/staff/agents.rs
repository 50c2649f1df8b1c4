//! Agents: made, changed, licensed, disabled and enabled again (ORG-19, ORG-20, ORG-23). Never deleted: what they did keeps
//! their name.

use axum::extract::State;
use axum::http::StatusCode;
use truckroll_domain::AgentId;
use truckroll_domain::access::{Area, Module, Verb};
use truckroll_domain::people::{Agent, check_agent};
use truckroll_domain::sign_in::{Owner, check_password};
use truckroll_protocol::api::staff::{AgentChange, AgentNow, Disable, LicenceChange, NewAgent, Removal};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::read::{agent_now, open_work, parties, taken};
use super::{AGENT, Draft, hand_over, in_use, must_cover, must_keep_an_administrator, numbers, portrait, unacceptable};
use crate::App;
use crate::auth::{self, Session, account_key, password};
use crate::directory::Directory;
use crate::http::{Answer, Fault, Id, Strict};

/// Most agents of an organisation.
const MAX_AGENTS: usize = 20_000;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(change))
        .routes(routes!(licence))
        .routes(routes!(disable))
        .routes(routes!(enable))
}

/// An agent under the lock, whom this person may change.
fn known<'a>(session: &Session, directory: &'a Directory, id: AgentId) -> Answer<&'a Agent> {
    let agent = directory.agents.get(&id).ok_or_else(|| Fault::not_found("agent"))?;
    if !session.rights().on(Area::Staff, Verb::Edit, &parties(agent)) {
        return Err(Fault::not_found("agent"));
    }
    // nobody changes whoever may do more than himself
    must_cover(session, &directory.policy.rights(&Agent { disabled_at: None, ..agent.clone() }))?;
    Ok(agent)
}

fn trimmed(mut agent: Agent) -> Agent {
    for text in [
        &mut agent.name,
        &mut agent.given_name,
        &mut agent.mobile,
        &mut agent.landline,
        &mut agent.employee_number,
        &mut agent.email,
        &mut agent.home_address,
    ] {
        *text = text.trim().to_owned();
    }
    for words in [&mut agent.skills, &mut agent.tags] {
        for word in words.iter_mut() {
            *word = word.trim().to_owned();
        }
    }
    agent
}

#[utoipa::path(
    post,
    path = "/agents",
    tag = "people",
    operation_id = "create_agent",
    description = "Makes an agent with a sign-in name and a first password.",
    request_body(content = serde_json::Value, description = "`NewAgent`"),
    responses(
        (status = 201, description = "`AgentNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to make agents, or not with that role"),
        (status = 409, description = "The sign-in name is taken; `seats_used_up`: no seat is left"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn create(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewAgent>,
) -> Answer<(StatusCode, axum::Json<AgentNow>)> {
    session.must(Area::Staff, Verb::Create)?;
    let account = account_key(&asked.agent.account);
    let organisation = app.directory(session.tenant).await?.tenant_name.clone();
    let owner = Owner { account: &account, name: &asked.agent.name, organisation: &organisation };
    check_password(&asked.password, &owner)
        .map_err(|problem| Fault::unacceptable("agent").field("password", problem.word()))?;
    if taken(&app.db, &account).await? {
        return Err(Fault::conflict("account").field("account", "taken"));
    }
    let password = asked.password;
    let hash = tokio::task::spawn_blocking(move || password::hash(&password)).await.map_err(|_| Fault::internal())?;
    let mut draft = Draft::begin(&app, &session).await?;
    let directory = draft.directory().await?;
    if directory.agents.len() >= MAX_AGENTS {
        return Err(Fault::unacceptable("agent").field("agents", "too_many"));
    }
    let mut agent = Agent { id: app.fresh(), account, disabled_at: None, roles: Vec::new(), ..trimmed(asked.agent) };
    check_agent(&agent, &directory.policy).map_err(|problems| unacceptable("agent", problems))?;
    must_cover(&session, &directory.policy.rights(&agent))?;
    must_have_room(&directory, &agent)?;
    portrait::must_be_a_picture(&app, &session, &agent, None).await?;
    agent.roles = directory.policy.duties(&agent);
    auth::put_account(&mut draft.tx, session.tenant, agent.id, &agent.account, &hash).await.map_err(
        |error| match error {
            sqlx::Error::RowNotFound => Fault::conflict("account").field("account", "taken"),
            other => other.into(),
        },
    )?;
    let seq = draft.put(AGENT, &agent.id.to_string(), 0, &agent).await?;
    draft.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(AgentNow { agent, seq, open_tickets: 0, open_visits: 0 })))
}

#[utoipa::path(
    put,
    path = "/agents/{id}",
    tag = "people",
    operation_id = "change_agent",
    description = "Changes an agent. The sign-in name stays.",
    params(("id" = String, Path, description = "Agent")),
    request_body(content = serde_json::Value, description = "`AgentChange`"),
    responses(
        (status = 200, description = "`AgentNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change agents, or he may do more than you"),
        (status = 404, description = "No such agent"),
        (status = 409, description = "Somebody else changed him meanwhile, or he is the last administrator"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn change(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AgentId>,
    Strict(asked): Strict<AgentChange>,
) -> Answer<axum::Json<AgentNow>> {
    session.must(Area::Staff, Verb::Edit)?;
    let mut draft = Draft::begin(&app, &session).await?;
    let directory = draft.directory().await?;
    let former = known(&session, &directory, id)?;
    let mut agent = Agent {
        id,
        account: former.account.clone(),
        disabled_at: former.disabled_at,
        roles: former.roles.clone(),
        ..trimmed(asked.agent)
    };
    check_agent(&agent, &directory.policy).map_err(|problems| unacceptable("agent", problems))?;
    if agent.role.is_none() {
        // back to the role of any agent; the former words would go on giving rights
        agent.roles = if former.role.is_none() { former.roles.clone() } else { Vec::new() };
    }
    write(&app, &session, draft, &directory, agent, asked.seq).await
}

/// Refuses an agent who takes a seat that is not there.
fn must_have_room(directory: &Directory, agent: &Agent) -> Answer<()> {
    let former = directory.agents.get(&agent.id);
    directory.licence.room(directory.agents.values(), former, agent).map_err(|full| Fault::seats_used_up(&full))
}

/// Writes a changed agent whose rights this person covers.
async fn write(
    app: &App,
    session: &Session,
    mut draft: Draft<'_>,
    directory: &Directory,
    mut agent: Agent,
    seen: i64,
) -> Answer<axum::Json<AgentNow>> {
    let policy = &directory.policy;
    must_cover(session, &policy.rights(&Agent { disabled_at: None, ..agent.clone() }))?;
    if agent.role.is_some() {
        agent.roles = policy.duties(&agent);
    }
    let others = directory.agents.values().filter(|other| other.id != agent.id);
    must_keep_an_administrator(policy, others.chain([&agent]))?;
    must_have_room(directory, &agent)?;
    portrait::must_be_a_picture(app, session, &agent, directory.agents.get(&agent.id)).await?;
    let seq = draft.put(AGENT, &agent.id.to_string(), seen, &agent).await?;
    draft.commit().await?;
    let open = open_work(&app.db, session.tenant, Some(&[agent.id])).await?;
    Ok(axum::Json(agent_now(agent, seq, &open)))
}

#[utoipa::path(
    post,
    path = "/agents/{id}/licence",
    tag = "people",
    operation_id = "license_agent",
    description = "Gives an agent the licence for a module or takes it; it counts at his next request.",
    params(("id" = String, Path, description = "Agent")),
    request_body(content = serde_json::Value, description = "`LicenceChange`"),
    responses(
        (status = 200, description = "`AgentNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change agents, or he may do more than you"),
        (status = 404, description = "No such agent"),
        (status = 409, description = "`seats_used_up`: no seat is left; the last administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn licence(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AgentId>,
    Strict(asked): Strict<LicenceChange>,
) -> Answer<axum::Json<AgentNow>> {
    session.must(Area::Staff, Verb::Edit)?;
    let mut draft = Draft::begin(&app, &session).await?;
    let directory = draft.directory().await?;
    let former = known(&session, &directory, id)?;
    let mut licences = former.licences.clone().unwrap_or_else(|| Module::ALL.to_vec());
    licences.retain(|module| *module != asked.module);
    if asked.on {
        licences.push(asked.module);
        licences.sort_unstable();
    }
    let agent = Agent { licences: Some(licences), ..former.clone() };
    let seen = numbers(&mut draft.tx, session.tenant, AGENT).await?.get(&id.to_string()).copied().unwrap_or_default();
    write(&app, &session, draft, &directory, agent, seen).await
}

#[utoipa::path(
    post,
    path = "/agents/{id}/disable",
    tag = "people",
    operation_id = "disable_agent",
    description = "Ends all of an agent's sessions and lets him sign in no more. Open work must be handed over first: \
                   without `hand_over` it is counted in `fields`.",
    params(("id" = String, Path, description = "Agent")),
    request_body(content = serde_json::Value, description = "`Disable`"),
    responses(
        (status = 200, description = "`AgentNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to disable agents, or he may do more than you"),
        (status = 404, description = "No such agent"),
        (status = 409, description = "Open work, changed meanwhile, or the last administrator"),
        (status = 422, description = "Whoever takes over cannot"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn disable(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AgentId>,
    Strict(asked): Strict<Disable>,
) -> Answer<axum::Json<AgentNow>> {
    session.must(Area::Staff, Verb::Delete)?;
    if id == session.agent {
        return Err(Fault::conflict("yourself"));
    }
    if let Some(to) = &asked.hand_over {
        // checked before anything moves
        let directory = app.directory(session.tenant).await?;
        known(&session, &directory, id)?;
        hand_over::check(&directory, id, to)?;
        hand_over::carry_out(&app, &session, id, to).await?;
    }
    let mut draft = Draft::begin(&app, &session).await?;
    let directory = draft.directory().await?;
    let former = known(&session, &directory, id)?;
    // nobody is given work under the lock that this transaction holds
    let usage = hand_over::open(&mut draft.tx, session.tenant, id).await?;
    if usage.values().any(|count| *count > 0) {
        return Err(in_use(&usage));
    }
    let agent = Agent { disabled_at: former.disabled_at.or(Some(draft.at)), ..former.clone() };
    let answer = write(&app, &session, draft, &directory, agent, asked.seq).await?;
    auth::end_all_of(&app, session.tenant, id, "disabled").await?;
    Ok(answer)
}

#[utoipa::path(
    post,
    path = "/agents/{id}/enable",
    tag = "people",
    operation_id = "enable_agent",
    description = "Lets a disabled agent sign in again.",
    params(("id" = String, Path, description = "Agent")),
    request_body(content = serde_json::Value, description = "`Removal`: the number he was read at"),
    responses(
        (status = 200, description = "`AgentNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to disable agents, or he may do more than you"),
        (status = 404, description = "No such agent"),
        (status = 409, description = "Somebody else changed him meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn enable(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AgentId>,
    Strict(asked): Strict<Removal>,
) -> Answer<axum::Json<AgentNow>> {
    session.must(Area::Staff, Verb::Delete)?;
    let mut draft = Draft::begin(&app, &session).await?;
    let directory = draft.directory().await?;
    let agent = Agent { disabled_at: None, ..known(&session, &directory, id)?.clone() };
    write(&app, &session, draft, &directory, agent, asked.seq).await
}
