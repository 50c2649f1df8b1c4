//! `GET` and `PUT /customer-settings`: by company or person, region of phone numbers, customer groups, tags (CUS-01,
//! CUS-18). Everybody reads them, administrators replace them.

use axum::extract::State;
use truckroll_domain::audit::Action;
use truckroll_domain::customers::CustomerSettings;
use truckroll_protocol::api::{CustomersNow, NewCustomers};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::index;
use crate::App;
use crate::auth::Session;
use crate::directory::Directory;
use crate::http::{Answer, Fault, Strict};
use crate::{definitions, phones};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, replace))
}

impl Directory {
    /// The region whose phone numbers need no country code; empty when nothing tells.
    #[must_use]
    pub fn region(&self) -> String {
        let set = &self.customers.now.region;
        let derived = || phones::region_of(&self.settings.time_zone, &self.settings.locale).to_owned();
        if set.is_empty() { derived() } else { set.clone() }
    }
}

#[utoipa::path(
    get,
    path = "/customer-settings",
    tag = "customers",
    operation_id = "customer_settings",
    description = "How customers are kept, archived groups and tags among it, with the number to replace it by.",
    responses((status = 200, description = "`CustomersNow`", body = serde_json::Value)),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<CustomersNow>> {
    Ok(axum::Json(now(&*app.directory(session.tenant).await?)))
}

/// The settings as they are answered.
pub(crate) fn now(directory: &Directory) -> CustomersNow {
    let (by, at) = directory.customers.by.clone().unzip();
    CustomersNow {
        seq: directory.customers.seq,
        settings: directory.customers.now.clone(),
        region: directory.region(),
        by: by.unwrap_or_default(),
        at,
    }
}

#[utoipa::path(
    put,
    path = "/customer-settings",
    tag = "customers",
    operation_id = "replace_customer_settings",
    description = "Replaces how customers are kept. A group or tag that is left out is archived.",
    request_body(content = serde_json::Value, description = "`NewCustomers`"),
    responses(
        (status = 200, description = "`CustomersNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else replaced them meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewCustomers>,
) -> Answer<axum::Json<CustomersNow>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    if directory.customers.seq != asked.seq {
        return Err(Fault::conflict(CustomerSettings::KIND));
    }
    let unacceptable = || Fault::unacceptable(CustomerSettings::KIND);
    if !asked.settings.region.is_empty() && !phones::is_region(&asked.settings.region) {
        return Err(unacceptable().field("region", "not_a_region"));
    }
    let settings = asked.settings.replacing(&directory.customers.now, app.clock.now()).map_err(|problems| {
        problems.iter().fold(unacceptable(), |fault, (member, problem)| fault.field(member, *problem))
    })?;
    let of = (CustomerSettings::KIND, CustomerSettings::ID);
    let (seq, at) = definitions::replace(
        &app,
        &session,
        of,
        asked.seq,
        &directory.customers.now,
        &settings,
        Action::CustomerSettings,
    )
    .await?;
    let region = app.directory(session.tenant).await?.region();
    if region != directory.region() {
        // the same digits are other numbers now; it goes on when the caller does not wait for it
        let (then, tenant) = (app.clone(), session.tenant);
        let written = tokio::spawn(async move { index::write_again(&then, tenant).await });
        written.await.map_err(|_| Fault::unavailable("worker"))??;
    }
    Ok(axum::Json(CustomersNow { seq, settings, region, by: session.actor.name().to_owned(), at: Some(at) }))
}
