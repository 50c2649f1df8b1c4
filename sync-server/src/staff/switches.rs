//! Feature switches (ORG-12): what is off is hidden everywhere and refused by the server. Nothing is deleted.

use axum::extract::State;
use sqlx::Row as _;
use truckroll_domain::TenantId;
use truckroll_domain::access::{Feature, Switches};
use truckroll_protocol::api::staff::{Dependent, NewSwitches, SwitchesNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Draft;
use crate::App;
use crate::auth::Session;
use crate::db::{Db, DbResult};
use crate::http::{Answer, Fault, Strict};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(replace))
}

#[utoipa::path(
    put,
    path = "/switches",
    tag = "people",
    operation_id = "replace_switches",
    description = "Switches features on or off. Everybody feels it at his next request.",
    request_body(content = serde_json::Value, description = "`NewSwitches`"),
    responses(
        (status = 200, description = "`SwitchesNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else switched meanwhile"),
        (status = 422, description = "There is no such feature"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewSwitches>,
) -> Answer<axum::Json<SwitchesNow>> {
    session.must_administer()?;
    for word in asked.switches.0.keys() {
        if Feature::ALL.iter().all(|feature| feature.word() != word) {
            return Err(Fault::unacceptable("switches").field(word, "unknown"));
        }
    }
    let mut draft = Draft::begin(&app, &session).await?;
    let directory = draft.directory().await?;
    let mut after = directory.policy.clone();
    after.switches.0.extend(asked.switches.0);
    let seq = draft.put(Switches::KIND, Switches::ID, asked.seq, &after.switches).await?;
    draft.keep_words(&directory, &after).await?;
    draft.commit().await?;
    let dependents = dependents(&app.db, session.tenant).await?;
    Ok(axum::Json(SwitchesNow { switches: after.switches, seq, dependents }))
}

/// What hangs on each feature, for the warning before it is switched off.
pub(super) async fn dependents(db: &Db, tenant: TenantId) -> DbResult<Vec<Dependent>> {
    let mut found = Vec::new();
    // indexes tickets_status, visits_board; links of an organisation are few
    for (feature, what, sql) in [
        (
            Feature::Tickets,
            "open_tickets",
            "select cast(count(*) as bigint) from tickets where tenant_id = $1 and status not in ('resolved', 'closed')",
        ),
        (
            Feature::Visits,
            "open_visits",
            "select cast(count(*) as bigint) from visits where tenant_id = $1 and state not in ('completed', 'cancelled')",
        ),
        (
            Feature::CustomerForms,
            "published_links",
            "select cast(count(*) as bigint) from form_links where tenant_id = $1 and revoked_at is null",
        ),
    ] {
        let count: i64 = sqlx::query(sql).bind(tenant.to_string()).fetch_one(db.pool()).await?.try_get(0)?;
        if count > 0 {
            found.push(Dependent { feature: feature.word().to_owned(), what: what.to_owned(), count });
        }
    }
    Ok(found)
}
