//! `GET /account`, `POST /account/password`: one's own account.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use truckroll_domain::audit::Action;
use truckroll_domain::sign_in::{Owner, PasswordProblem, check_password};
use truckroll_domain::{AgentId, TenantId};
use truckroll_protocol::api::{Account, ChangePassword};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Door, Known, Session, accounts, password, sessions, two_step};
use crate::App;
use crate::audit::{self, Entry};
use crate::db::Tx;
use crate::http::{Answer, Fault, Strict};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read)).routes(routes!(change))
}

#[utoipa::path(
    get,
    path = "/account",
    tag = "account",
    operation_id = "account",
    description = "How one's own account is secured.",
    responses((status = 200, description = "`Account`", body = serde_json::Value), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<Account>> {
    let (tenant, agent) = (session.tenant, session.agent);
    let known = accounts::of_agent(&app, tenant, agent).await?.ok_or_else(|| Fault::not_found("account"))?;
    let directory = app.directory(tenant).await?;
    Ok(axum::Json(Account {
        account: known.account,
        two_step: known.two_step,
        two_step_at: two_step::confirmed_at(&app, tenant, agent).await?,
        recovery_codes: two_step::codes_left(&app, tenant, agent).await?,
        password_at: known.password_at,
        two_step_demanded: directory.sign_in.two_step.asks(session.must_administer().is_ok()),
    }))
}

#[utoipa::path(
    post,
    path = "/account/password",
    tag = "account",
    operation_id = "change_password",
    description = "Changes one's own password. Ends the person's other sessions.",
    request_body(content = serde_json::Value, description = "`ChangePassword`"),
    responses(
        (status = 204, description = "Changed"),
        (status = 401, description = "Not signed in"),
        (status = 422, description = "The old one is wrong or the new one is not acceptable; `fields` says which"),
        (status = 429, description = "Too many attempts"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn change(State(app): State<App>, session: Session, Strict(asked): Strict<ChangePassword>) -> Answer<StatusCode> {
    let same = asked.old == asked.new;
    let known = checked(&app, &session, asked.old, "old").await?;
    if same {
        return Err(Fault::unacceptable("new").field("new", "same"));
    }
    acceptable(&app, &known, &asked.new, "new").await?;
    let hash = hashed(Arc::clone(&app.door), asked.new).await?;
    let mut tx = app.db.begin().await?;
    accounts::put_password(&mut tx, &known, &hash, app.clock.now()).await?;
    let over = sessions::end_in(&app, &mut tx, (session.tenant, session.agent), Some(&session.id), CHANGED).await?;
    let entry = Entry::of(&app, &session, Action::PasswordChanged);
    audit::write(&mut tx, entry.about("agent", session.agent, session.actor.name())).await?;
    tx.commit().await?;
    sessions::hear(&app, over);
    Ok(StatusCode::NO_CONTENT)
}

/// Why sessions end when a password changes.
pub(super) const CHANGED: &str = "password_changed";

/// The account of a session whose person has just said his password. Twenty times in a quarter of an hour.
pub(super) async fn proven(app: &App, session: &Session, password: String) -> Answer<Known> {
    checked(app, session, password, "password").await
}

async fn checked(app: &App, session: &Session, password: String, member: &'static str) -> Answer<Known> {
    app.door.proofs.take(&session.agent.to_string(), app.clock.now()).map_err(Fault::rate_limited)?;
    let known = accounts::of_agent(app, session.tenant, session.agent).await?;
    let known = known.ok_or_else(|| Fault::not_found("account"))?;
    if !verified(Arc::clone(&app.door), password, Some(known.hash.clone())).await? {
        return Err(Fault::unacceptable(member).field(member, "wrong"));
    }
    Ok(known)
}

/// Refuses a new password by the rules that the screens know too.
pub(super) async fn acceptable(app: &App, known: &Known, password: &str, member: &'static str) -> Answer<()> {
    let directory = app.directory(known.tenant).await?;
    let owner = Owner { account: &known.account, name: &known.name, organisation: &directory.tenant_name };
    let refused = |problem: PasswordProblem| Fault::unacceptable(member).field(member, problem.word());
    check_password(password, &owner).map_err(refused)
}

/// Checks a password against the stored hash, or against nobody's, which takes as long and never fits.
pub(super) async fn verified(door: Arc<Door>, given: String, stored: Option<String>) -> Answer<bool> {
    let permit = door.permits.acquire().await.map_err(|_| Fault::unavailable("stopping"))?;
    let checked = tokio::task::spawn_blocking(move || {
        let right = password::verify(&given, stored.as_deref().unwrap_or(password::NOBODYS));
        right && stored.is_some()
    })
    .await;
    drop(permit);
    checked.map_err(|_| Fault::internal())
}

/// The hash of a new password.
pub(super) async fn hashed(door: Arc<Door>, password: String) -> Answer<String> {
    let permit = door.permits.acquire().await.map_err(|_| Fault::unavailable("stopping"))?;
    let hashed = tokio::task::spawn_blocking(move || password::hash(&password)).await;
    drop(permit);
    hashed.map_err(|_| Fault::internal())
}

/// Takes a password in the place of the temporary one while signing in.
pub(super) async fn replaced(app: &App, tx: &mut Tx, known: &Known, hash: &str, address: &str) -> Answer<()> {
    accounts::put_password(tx, known, hash, app.clock.now()).await?;
    let who: (TenantId, AgentId) = (known.tenant, known.agent);
    let entry = Entry::by_person(app, who.0, (who.1, &known.name), address, Action::PasswordChanged);
    audit::write(tx, entry.about("agent", who.1, &known.name)).await?;
    Ok(())
}
