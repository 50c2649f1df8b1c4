//! `/agents/{id}/security` and what administrators do about somebody's sign-in.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use truckroll_domain::audit::Action;
use truckroll_domain::people::Agent;
use truckroll_domain::{AgentId, TenantId};
use truckroll_protocol::api::{AgentSecurity, TemporaryPassword};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Session, account, accounts, devices, failures, put_account, sessions, two_step};
use crate::App;
use crate::audit::{self, Entry};
use crate::db::Tx;
use crate::http::{Answer, Fault, Id};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read))
        .routes(routes!(reset_password))
        .routes(routes!(unlock))
        .routes(routes!(end_two_step))
        .routes(routes!(end_sessions))
        .routes(routes!(end_session))
}

/// The agent, for an administrator.
async fn subject(app: &App, session: &Session, agent: AgentId) -> Answer<Agent> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    directory.agents.get(&agent).cloned().ok_or_else(|| Fault::not_found("agent"))
}

/// A temporary password and its hash.
///
/// # Errors
/// When the server is stopping.
pub(crate) async fn start_password(app: &App) -> Answer<(String, String)> {
    let password = two_step::random_words();
    let hash = account::hashed(Arc::clone(&app.door), password.clone()).await?;
    Ok((password, hash))
}

/// Gives a new agent an account whose password must be changed at the first sign-in.
///
/// # Errors
/// 409 when somebody signs in by that name.
pub(crate) async fn put_start_password(
    app: &App,
    tx: &mut Tx,
    tenant: TenantId,
    agent: &Agent,
    hash: &str,
) -> Answer<()> {
    let stored = put_account(tx, tenant, agent.id, &agent.account, hash).await;
    stored.map_err(|error| match error {
        sqlx::Error::RowNotFound => Fault::conflict("account").field("account", "taken"),
        other => other.into(),
    })?;
    accounts::mark_temporary(tx, tenant, &agent.account, app.clock.now()).await?;
    Ok(())
}

#[utoipa::path(
    get,
    path = "/agents/{id}/security",
    tag = "security",
    operation_id = "agent_security",
    description = "How an agent's account is secured, with his sessions.",
    params(("id" = String, Path, description = "Agent")),
    responses(
        (status = 200, description = "`AgentSecurity`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such agent"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session, Id(agent): Id<AgentId>) -> Answer<axum::Json<AgentSecurity>> {
    subject(&app, &session, agent).await?;
    let known = accounts::of_agent(&app, session.tenant, agent).await?;
    let locked_until = match &known {
        Some(known) => failures::locked_until(&app, &known.account).await?,
        None => None,
    };
    Ok(axum::Json(AgentSecurity {
        sessions: sessions::list(&app, session.tenant, agent, &session.id).await?,
        two_step: known.as_ref().is_some_and(|k| k.two_step),
        locked_until,
        must_change: known.as_ref().is_some_and(|k| k.must_change),
        has_account: known.is_some(),
    }))
}

#[utoipa::path(
    post,
    path = "/agents/{id}/password",
    tag = "security",
    operation_id = "reset_password",
    description = "Gives a temporary password, shown once, that must be changed at the next sign-in. Ends all sessions.",
    params(("id" = String, Path, description = "Agent")),
    responses(
        (status = 200, description = "`TemporaryPassword`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such agent"),
        (status = 409, description = "One's own account, or the account name belongs to somebody else"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn reset_password(
    State(app): State<App>,
    session: Session,
    Id(agent): Id<AgentId>,
) -> Answer<axum::Json<TemporaryPassword>> {
    let agent = subject(&app, &session, agent).await?;
    if agent.id == session.agent {
        return Err(Fault::conflict("own_account"));
    }
    let (password, hash) = start_password(&app).await?;
    let known = accounts::of_agent(&app, session.tenant, agent.id).await?;
    let mut tx = app.db.begin().await?;
    let name = known.as_ref().map_or(agent.account.as_str(), |k| &k.account).to_owned();
    let stored = put_account(&mut tx, session.tenant, agent.id, &name, &hash).await;
    stored.map_err(|error| match error {
        sqlx::Error::RowNotFound => Fault::conflict("account"),
        other => other.into(),
    })?;
    accounts::mark_temporary(&mut tx, session.tenant, &super::account_key(&name), app.clock.now()).await?;
    failures::unlock(&mut tx, &super::account_key(&name)).await?;
    let over = sessions::end_in(&app, &mut tx, (session.tenant, agent.id), None, account::CHANGED).await?;
    let entry = Entry::of(&app, &session, Action::PasswordReset);
    audit::write(&mut tx, entry.about("agent", agent.id, &agent.name)).await?;
    tx.commit().await?;
    sessions::hear(&app, over);
    Ok(axum::Json(TemporaryPassword { password }))
}

#[utoipa::path(
    post,
    path = "/agents/{id}/unlock",
    tag = "security",
    operation_id = "unlock_account",
    description = "Ends the lock after too many wrong passwords.",
    params(("id" = String, Path, description = "Agent")),
    responses(
        (status = 204, description = "Unlocked"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such agent, or he has no account"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn unlock(State(app): State<App>, session: Session, Id(agent): Id<AgentId>) -> Answer<StatusCode> {
    let agent = subject(&app, &session, agent).await?;
    let known = accounts::of_agent(&app, session.tenant, agent.id).await?;
    let known = known.ok_or_else(|| Fault::not_found("account"))?;
    let mut tx = app.db.begin().await?;
    failures::unlock(&mut tx, &known.account).await?;
    let entry = Entry::of(&app, &session, Action::AccountUnlocked);
    audit::write(&mut tx, entry.about("agent", agent.id, &agent.name)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    post,
    path = "/agents/{id}/two-step/off",
    tag = "security",
    operation_id = "end_agents_two_step",
    description = "Ends an agent's second step: his phone is lost and his recovery codes too.",
    params(("id" = String, Path, description = "Agent")),
    responses(
        (status = 204, description = "It is off"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such agent, or he has none"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn end_two_step(State(app): State<App>, session: Session, Id(agent): Id<AgentId>) -> Answer<StatusCode> {
    let agent = subject(&app, &session, agent).await?;
    let mut tx = app.db.begin().await?;
    if !two_step::remove(&mut tx, (session.tenant, agent.id)).await? {
        return Err(Fault::not_found("two_step"));
    }
    let entry = Entry::of(&app, &session, Action::SecondStepOff);
    audit::write(&mut tx, entry.about("agent", agent.id, &agent.name)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    post,
    path = "/agents/{id}/sessions/end",
    tag = "security",
    operation_id = "end_agents_sessions",
    description = "Ends all sessions of an agent but the one that asks.",
    params(("id" = String, Path, description = "Agent")),
    responses(
        (status = 204, description = "Ended"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such agent"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn end_sessions(State(app): State<App>, session: Session, Id(agent): Id<AgentId>) -> Answer<StatusCode> {
    let agent = subject(&app, &session, agent).await?;
    devices::revoke_all(&app, &session, (session.tenant, agent.id), &agent.name).await
}

#[utoipa::path(
    delete,
    path = "/agents/{id}/sessions/{session}",
    tag = "security",
    operation_id = "end_agents_session",
    description = "Ends one session of an agent.",
    params(("id" = String, Path, description = "Agent"), ("session" = String, Path, description = "Session")),
    responses(
        (status = 204, description = "Ended"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such agent or session"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn end_session(
    State(app): State<App>,
    session: Session,
    Path((agent, id)): Path<(String, String)>,
) -> Answer<StatusCode> {
    let agent = agent.parse().map_err(|_| Fault::not_found("agent"))?;
    let agent = subject(&app, &session, agent).await?;
    devices::revoke(&app, &session, (session.tenant, agent.id), &agent.name, &id).await
}
