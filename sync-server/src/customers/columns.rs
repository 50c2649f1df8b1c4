//! `/columns`: which columns of a list somebody wants to see (CUS-12). Kept for each agent.

use axum::extract::State;
use serde::Deserialize;
use sqlx::Row as _;
use truckroll_domain::customers::CustomerSchema;
use truckroll_domain::fields::Noun;
use truckroll_domain::filter::Schema as _;
use truckroll_protocol::api::Columns;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Query, Strict};

/// Most columns.
const MOST: usize = 40;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, replace))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    list: String,
}

/// The noun of a list, and the asset table.
fn noun_of(list: &str) -> Answer<(Noun, &str)> {
    match list.split_once('.') {
        None if list == "companies" => Ok((Noun::Company, "")),
        None if list == "contacts" => Ok((Noun::Contact, "")),
        Some(("assets", table)) if truckroll_domain::fields::is_key(table) => Ok((Noun::Asset, table)),
        _ => Err(Fault::bad_request("list")),
    }
}

#[utoipa::path(
    get,
    path = "/columns",
    tag = "customers",
    operation_id = "columns",
    description = "The columns of a list as this person chose them; none while he has not.",
    params(("list" = String, Query, description = "`companies`, `contacts` or `assets.<table>`")),
    responses(
        (status = 200, description = "`Columns`", body = serde_json::Value),
        (status = 400, description = "No such list"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session, Query(asked): Query<Asked>) -> Answer<axum::Json<Columns>> {
    noun_of(&asked.list)?;
    let row = sqlx::query("select columns from list_columns where tenant_id = $1 and agent_id = $2 and list = $3")
        .bind(session.tenant.to_string())
        .bind(session.agent.to_string())
        .bind(&asked.list)
        .fetch_optional(app.db.pool())
        .await?;
    let columns: Option<String> = row.map(|row| row.try_get(0)).transpose()?;
    let columns = columns.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    Ok(axum::Json(Columns { list: asked.list, columns }))
}

#[utoipa::path(
    put,
    path = "/columns",
    tag = "customers",
    operation_id = "replace_columns",
    description = "Chooses the columns of a list; `contact.<field>` are those of a company's first contact.",
    request_body(content = serde_json::Value, description = "`Columns`"),
    responses(
        (status = 200, description = "`Columns`", body = serde_json::Value),
        (status = 400, description = "A list or column that is none"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<Columns>,
) -> Answer<axum::Json<Columns>> {
    let (noun, table) = noun_of(&asked.list)?;
    if asked.columns.len() > MOST {
        return Err(Fault::bad_request(format!("columns: at most {MOST}")));
    }
    let directory = app.directory(session.tenant).await?;
    let own = super::query::schema(&directory, noun, table)?;
    let people = CustomerSchema { noun: Noun::Contact, set: &directory.contact_fields.now };
    for column in &asked.columns {
        let known = match column.strip_prefix("contact.") {
            Some(of) if noun == Noun::Company => people.subject(of).is_some(),
            Some(_) => false,
            None => own.subject(column).is_some(),
        };
        if !known {
            return Err(Fault::bad_request(format!("columns: {column}")));
        }
    }
    let text = serde_json::to_string(&asked.columns).map_err(|e| Fault::bad_request(e.to_string()))?;
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "insert into list_columns (tenant_id, agent_id, list, columns) values ($1, $2, $3, $4) \
         on conflict (tenant_id, agent_id, list) do update set columns = excluded.columns",
    )
    .bind(session.tenant.to_string())
    .bind(session.agent.to_string())
    .bind(&asked.list)
    .bind(text)
    .execute(tx.on())
    .await?;
    tx.commit().await?;
    Ok(axum::Json(asked))
}
