//! `GET /setup`, `POST /setup`: a new organisation and its main account.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use truckroll_domain::TenantId;
use truckroll_domain::access::BuiltIn;
use truckroll_domain::people::{Agent, account_problem};
use truckroll_domain::setup::Setup;
use truckroll_domain::sign_in::{Owner, check_password};
use truckroll_protocol::api::setup::{NewOrganisation, SetupNeeded};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{CODE, code_waits, has_organisation};
use crate::App;
use crate::auth::{self, account_key, password};
use crate::directory::{Settings, put_definition};
use crate::http::{Answer, Fault, PeerAddress, Strict};

/// Longest name, characters.
const MAX_NAME: usize = 60;
/// The largest offset there is, minutes.
const MAX_OFFSET_MIN: i32 = 14 * 60;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(needed, open))
}

#[utoipa::path(
    get,
    path = "/setup",
    tag = "setup",
    operation_id = "setup_needed",
    description = "Whether this server waits for its organisation, or for another one.",
    responses((status = 200, description = "`SetupNeeded`", body = serde_json::Value)),
    security(())
)]
async fn needed(State(app): State<App>) -> Answer<axum::Json<SetupNeeded>> {
    let needed = !has_organisation(&app.db).await?;
    Ok(axum::Json(SetupNeeded { needed, invited: !needed && code_waits(&app.db).await? }))
}

#[utoipa::path(
    post,
    path = "/setup",
    tag = "setup",
    operation_id = "open_organisation",
    description = "Opens an organisation with its main account. The server printed the code at its start, or `truckroll invite`.",
    request_body(content = serde_json::Value, description = "`NewOrganisation`"),
    responses(
        (status = 201, description = "Opened; sign in"),
        (status = 403, description = "Another code"),
        (status = 409, description = "There is an organisation already, and no other was invited"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
        (status = 429, description = "Too many attempts"),
    ),
    security(())
)]
async fn open(
    State(app): State<App>,
    PeerAddress(address): PeerAddress,
    Strict(asked): Strict<NewOrganisation>,
) -> Answer<StatusCode> {
    app.door.attempt(&address, app.clock.now()).map_err(Fault::rate_limited)?;
    if has_organisation(&app.db).await? && !code_waits(&app.db).await? {
        return Err(Fault::conflict("organisation"));
    }
    let problems = problems(&asked);
    if !problems.is_empty() {
        let fault = Fault::unacceptable("organisation");
        return Err(problems.into_iter().fold(fault, |fault, (member, problem)| fault.field(member, problem)));
    }
    let secret = asked.password.clone();
    let hash = tokio::task::spawn_blocking(move || password::hash(&secret)).await.map_err(|_| Fault::internal())?;
    let mut tx = app.db.begin().await?;
    // whoever takes the code away is the one who opens the organisation
    let taken = sqlx::query("delete from secrets where name = $1 and value = $2")
        .bind(CODE)
        .bind(asked.code.trim().to_uppercase().replace('-', ""))
        .execute(tx.on())
        .await?;
    if taken.rows_affected() == 0 {
        return Err(Fault::forbidden("code"));
    }
    let tenant: TenantId = app.fresh();
    let settings = Settings {
        time_zone: asked.time_zone.trim().to_owned(),
        utc_offset_min: asked.utc_offset_min,
        locale: asked.locale.clone(),
        ..Settings::default()
    };
    let text = serde_json::to_string(&settings).map_err(|_| Fault::internal())?;
    sqlx::query("insert into tenants (id, name, seq, epoch, settings, created_at) values ($1, $2, 0, 1, $3, $4)")
        .bind(tenant.to_string())
        .bind(asked.organisation.trim())
        .bind(text)
        .bind(app.clock.now().ms())
        .execute(tx.on())
        .await?;
    let mut agent = Agent {
        id: app.fresh(),
        account: account_key(&asked.account),
        name: asked.name.trim().to_owned(),
        role: Some(BuiltIn::Administrator.id()),
        ..Agent::default()
    };
    agent.roles = truckroll_domain::access::Policy::default().duties(&agent);
    auth::put_account(&mut tx, tenant, agent.id, &agent.account, &hash).await?;
    put_definition(&mut tx, tenant, "agent", &agent.id.to_string(), &agent).await?;
    put_definition(&mut tx, tenant, Setup::KIND, Setup::ID, &Setup::default()).await?;
    crate::rules::begin_with(&mut tx, tenant, app.fresh(), &settings.locale).await?;
    tx.commit().await?;
    tracing::info!("organisation opened");
    Ok(StatusCode::CREATED)
}

fn problems(asked: &NewOrganisation) -> BTreeMap<&'static str, &'static str> {
    let mut problems = BTreeMap::new();
    for (member, text) in [("organisation", &asked.organisation), ("name", &asked.name)] {
        if text.trim().is_empty() {
            problems.insert(member, "required");
        } else if text.chars().count() > MAX_NAME {
            problems.insert(member, "too_long");
        }
    }
    if let Some(problem) = account_problem(&account_key(&asked.account)) {
        problems.insert("account", problem);
    }
    let owner = Owner { account: &asked.account, name: &asked.name, organisation: &asked.organisation };
    if let Err(problem) = check_password(&asked.password, &owner) {
        problems.insert("password", problem.word());
    }
    if truckroll_portal::Locale::from_tag(&asked.locale).is_none() {
        problems.insert("locale", "unknown");
    }
    if asked.time_zone.trim().is_empty() || asked.time_zone.chars().count() > MAX_NAME {
        problems.insert("time_zone", "unknown");
    }
    if asked.utc_offset_min.abs() > MAX_OFFSET_MIN {
        problems.insert("utc_offset_min", "not_an_offset");
    }
    problems
}
