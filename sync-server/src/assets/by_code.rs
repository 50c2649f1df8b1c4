//! `GET /machines?code=`: the machine that a scanned or typed code names, for a phone that does not hold it (APP-08).
//!
//! A code is the address on a printed label of a form (whoever stands before the machine may read that, so it names the machine to
//! everybody who may make tickets), an id or a serial number (of rows the person may see).

use axum::extract::State;
use serde::Deserialize;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::assets::AssetRow;
use truckroll_domain::{AssetId, Content, Kind};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::DbResult;
use crate::http::{Answer, Fault, Query};
use crate::links::FormToken;
use crate::reach::reached;
use crate::{forms, ingest, lists};

/// Which machine.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// What was scanned or typed.
    code: String,
}

/// Longest code, characters.
const MAX_CODE: usize = 500;
/// Most machines of one code.
const MOST: i64 = 10;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(machines))
}

#[utoipa::path(
    get,
    path = "/machines",
    tag = "customers",
    operation_id = "machines_by_code",
    description = "The machines that the code on a label names: the address of its form, its id or its serial number.",
    params(("code" = String, Query, description = "What was scanned or typed")),
    responses(
        (status = 200, description = "List of `AssetRow`, at most 10", body = serde_json::Value),
        (status = 400, description = "No code, or too long"),
        (status = 403, description = "Not allowed to make tickets"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn machines(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Answer<axum::Json<Vec<AssetRow>>> {
    let code = asked.code.trim();
    if code.is_empty() || code.chars().count() > MAX_CODE {
        return Err(Fault::bad_request("code"));
    }
    if !session.actor.may(Area::Tickets, Verb::Create) {
        return Err(Fault::forbidden("tickets"));
    }
    if let Some(row) = of_label(&app, &session, code).await? {
        return Ok(axum::Json(vec![row]));
    }
    // the id may stand in an address
    let id = code.rsplit('/').next().and_then(|last| last.parse::<AssetId>().ok());
    let mut conditions = reached(&session, Kind::Asset);
    // primary key, and index assets_serial
    if let Some(id) = id {
        let mark = conditions.text(id.to_string());
        conditions.and(format!("id = {mark}"));
    } else {
        let directory = app.directory(session.tenant).await?;
        let tables: Vec<&str> = directory.asset_tables.keys().map(String::as_str).collect();
        conditions.one_of("table_key", &tables);
        let mark = conditions.text(code);
        conditions.and(format!("serial_number = {mark}"));
    }
    conditions.and("deleted_at is null");
    Ok(axum::Json(lists::rows(&app.db, &conditions, "name, id", MOST).await?))
}

/// The machine behind the address on a label of this organisation.
async fn of_label(app: &App, session: &Session, code: &str) -> DbResult<Option<AssetRow>> {
    let token = code.rsplit_once("/f/").and_then(|(_, rest)| FormToken::parse(rest.split(['?', '#']).next()?));
    let Some(token) = token.filter(|token| app.secrets.links.opens_form(session.tenant, token)) else {
        return Ok(None);
    };
    let link = forms::find(&app.db, token.link).await?;
    let link = link.filter(|link| link.tenant == session.tenant && link.revoked_at.is_none());
    let Some(id) = link.and_then(|link| link.asset) else { return Ok(None) };
    let stored = ingest::load(&app.db, session.tenant, &[id.into()]).await?.remove(&id.into());
    Ok(match stored.map(|one| one.content) {
        Some(Content::Asset(asset)) if asset.deleted_at.is_none() => Some(asset.project(id)),
        _ => None,
    })
}
