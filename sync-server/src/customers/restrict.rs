//! `GET` and `PUT /customer-restrictions`: what nobody may do with customers (CUS-24). Everybody reads it, the main account
//! turns it, as a person and not by a token.

use axum::extract::State;
use truckroll_domain::access::{Lock, Restrictions};
use truckroll_domain::audit::Action;
use truckroll_protocol::api::{NewRestrictions, RestrictionsNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::definitions;
use crate::directory::Directory;
use crate::http::{Answer, Fault, Strict};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, replace))
}

fn told(directory: &Directory, session: &Session) -> RestrictionsNow {
    let main = directory.policy.main_account(directory.agents.values());
    let name = main.and_then(|id| directory.agents.get(&id)).map(|agent| agent.name.clone());
    RestrictionsNow {
        seq: directory.restrictions_seq,
        restrictions: directory.policy.restrictions.clone(),
        main_account: name.unwrap_or_default(),
        mine: main == Some(session.agent) && session.token.is_none(),
    }
}

#[utoipa::path(
    get,
    path = "/customer-restrictions",
    tag = "customers",
    operation_id = "customer_restrictions",
    description = "What nobody may do with customers, and who says so.",
    responses((status = 200, description = "`RestrictionsNow`", body = serde_json::Value)),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<RestrictionsNow>> {
    let directory = app.directory(session.tenant).await?;
    Ok(axum::Json(told(&directory, &session)))
}

#[utoipa::path(
    put,
    path = "/customer-restrictions",
    tag = "customers",
    operation_id = "replace_customer_restrictions",
    description = "Locks adding, deleting or changing companies and contacts for everybody. For the main account.",
    request_body(content = serde_json::Value, description = "`NewRestrictions`"),
    responses(
        (status = 200, description = "`RestrictionsNow`", body = serde_json::Value),
        (status = 403, description = "Not the main account"),
        (status = 409, description = "Replaced meanwhile"),
        (status = 422, description = "There is no such lock"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewRestrictions>,
) -> Answer<axum::Json<RestrictionsNow>> {
    let directory = app.directory(session.tenant).await?;
    if !told(&directory, &session).mine {
        return Err(Fault::forbidden("main_account"));
    }
    if let Some(word) = asked.restrictions.0.keys().find(|word| Lock::ALL.iter().all(|lock| lock.word() != *word)) {
        return Err(Fault::unacceptable(Restrictions::KIND).field(word, "unknown"));
    }
    let of = (Restrictions::KIND, Restrictions::ID);
    let before = directory.policy.restrictions.clone();
    definitions::replace(&app, &session, of, asked.seq, &before, &asked.restrictions, Action::Restrictions).await?;
    let directory = app.directory(session.tenant).await?;
    Ok(axum::Json(told(&directory, &session)))
}
