//! `GET /book`: what screens of the desk look up - fields, asset tables, groups, tags and the names of staff - in one answer.

use axum::extract::State;
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::BookNow;
use truckroll_protocol::api::staff::Named;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::assets::tables;
use crate::auth::Session;
use crate::customers::settings;
use crate::fields;
use crate::http::Answer;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read))
}

#[utoipa::path(
    get,
    path = "/book",
    tag = "fields",
    operation_id = "book",
    description = "What screens look up, each part as its own address answers it: the fields of companies, contacts and tickets, asset \
                   tables, the settings of customers, and staff by name.",
    responses(
        (status = 200, description = "`BookNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<BookNow>> {
    let directory = app.directory(session.tenant).await?;
    let tables = tables::all(&app, &session, &directory).await?;
    let mut agents: Vec<Named> =
        directory.agents.values().map(|agent| Named { id: agent.id, name: agent.name.clone() }).collect();
    agents.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    Ok(axum::Json(BookNow {
        company: fields::now(&directory, Noun::Company),
        contact: fields::now(&directory, Noun::Contact),
        ticket: fields::now(&directory, Noun::Ticket),
        tables,
        customers: settings::now(&directory),
        agents,
    }))
}
