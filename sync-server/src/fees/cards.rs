//! Service cards (FEE-02): what services cost. They are definitions, so that devices have the price list without a network.

use axum::extract::State;
use truckroll_domain::CardId;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::money::cards::ServiceCard;
use truckroll_protocol::api::fees::{NewServiceCard, ServiceCardNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::DbResult;
use crate::definitions;
use crate::directory::definition;
use crate::http::{Answer, Fault, Id, Strict};
use sqlx::Row as _;

/// Kind word of the definition.
const KIND: &str = "service_card";
/// Most cards of an organisation; archived ones count.
const MOST: usize = 500;

/// Routes of this noun.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(replace))
}

async fn all(app: &App, session: &Session) -> DbResult<Vec<ServiceCardNow>> {
    let rows =
        sqlx::query("select seq, body from definitions where tenant_id = $1 and kind = $2 and body <> '' order by id")
            .bind(session.tenant.to_string())
            .bind(KIND)
            .fetch_all(app.db.pool())
            .await?;
    let mut cards = Vec::with_capacity(rows.len());
    for row in rows {
        let body: String = row.try_get(1)?;
        let card = serde_json::from_str(&body).map_err(|error| sqlx::Error::Decode(error.into()))?;
        cards.push(ServiceCardNow { seq: row.try_get(0)?, card });
    }
    Ok(cards)
}

#[utoipa::path(
    get,
    path = "/service-cards",
    tag = "fees",
    operation_id = "service_cards",
    description = "Services with their prices, archived ones among them, in the order in which they were made.",
    responses(
        (status = 200, description = "A list of `ServiceCardNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to see fees"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<ServiceCardNow>>> {
    session.must(Area::Fees, Verb::View)?;
    Ok(axum::Json(all(&app, &session).await?))
}

fn fitting(mut card: ServiceCard) -> Answer<ServiceCard> {
    card.name = card.name.trim().to_owned();
    match card.check() {
        Ok(()) => Ok(card),
        Err(problems) => {
            let fault = Fault::unacceptable(KIND);
            Err(problems.into_iter().fold(fault, |fault, (member, problem)| fault.field(member, problem)))
        }
    }
}

async fn write(
    app: &App,
    session: &Session,
    seq: i64,
    former: Option<&ServiceCard>,
    card: ServiceCard,
) -> Answer<axum::Json<ServiceCardNow>> {
    let id = card.id.to_string();
    let change = (former, Some(&card));
    let (seq, _) = definitions::write(app, session, (KIND, &id), seq, change, Action::ServiceCardWritten).await?;
    Ok(axum::Json(ServiceCardNow { seq, card }))
}

#[utoipa::path(
    post,
    path = "/service-cards",
    tag = "fees",
    operation_id = "make_service_card",
    description = "Makes a service card.",
    request_body(content = serde_json::Value, description = "`NewServiceCard`"),
    responses(
        (status = 200, description = "`ServiceCardNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to change prices"),
        (status = 409, description = "There is one with this id, or `too_many`"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn make(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewServiceCard>,
) -> Answer<axum::Json<ServiceCardNow>> {
    session.must(Area::Fees, Verb::Edit)?;
    let card = fitting(asked.card)?;
    if all(&app, &session).await?.len() >= MOST {
        return Err(Fault::conflict("too_many"));
    }
    write(&app, &session, 0, None, card).await
}

#[utoipa::path(
    put,
    path = "/service-cards/{id}",
    tag = "fees",
    operation_id = "replace_service_card",
    description = "Replaces the service card that was read at `seq`. A card is archived, never removed.",
    params(("id" = String, Path, description = "Card")),
    request_body(content = serde_json::Value, description = "`NewServiceCard`"),
    responses(
        (status = 200, description = "`ServiceCardNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to change prices"),
        (status = 404, description = "No such card"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CardId>,
    Strict(asked): Strict<NewServiceCard>,
) -> Answer<axum::Json<ServiceCardNow>> {
    session.must(Area::Fees, Verb::Edit)?;
    let former: Option<(ServiceCard, i64)> = {
        let mut connection = app.db.pool().acquire().await?;
        definition(&mut connection, session.tenant, KIND, &id.to_string()).await?
    };
    let (former, _) = former.ok_or_else(|| Fault::not_found(KIND))?;
    if asked.card.id != id {
        return Err(Fault::unacceptable(KIND).field("id", "not_this"));
    }
    write(&app, &session, asked.seq, Some(&former), fitting(asked.card)?).await
}
