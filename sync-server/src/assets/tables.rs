//! `GET`, `POST /asset-tables` and `PUT /asset-tables/{key}`: what an organisation keeps tables of. Everybody reads them,
//! administrators write them.
//!
//! A table is read with a number and replaced by it, as fields are. Nothing is ever removed:
//! a table or field that is taken away is archived, and its rows and values stay.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::StatusCode;
use sqlx::Row as _;
use truckroll_domain::assets::AssetTable;
use truckroll_domain::audit::Action;
use truckroll_domain::fields::FieldProblems;
use truckroll_domain::{Kind, TenantId};
use truckroll_protocol::api::{AssetTableNow, NewAssetTable};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::{Db, DbResult};
use crate::definitions;
use crate::directory::Directory;
use crate::fields::all_understood;
use crate::http::{Answer, Fault, Id, Json, input};
use crate::lists;
use crate::reach::reached;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(replace))
}

#[utoipa::path(
    get,
    path = "/asset-tables",
    tag = "customers",
    operation_id = "asset_tables",
    description = "The asset tables, that of machines first, archived ones last, each with the number to replace it by.",
    responses(
        (status = 200, description = "List of `AssetTableNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<AssetTableNow>>> {
    let directory = app.directory(session.tenant).await?;
    Ok(axum::Json(all(&app, &session, &directory).await?))
}

/// All tables as they are answered to somebody, archived ones at the end.
pub(crate) async fn all(app: &App, session: &Session, directory: &Directory) -> DbResult<Vec<AssetTableNow>> {
    // who does not see all rows is not told how many there are
    let conditions = reached(session, Kind::Asset);
    let all = conditions.values().len() == 1;
    let rows = if all { counts(&app.db, session.tenant).await? } else { HashMap::new() };
    let mut tables: Vec<AssetTableNow> =
        directory.asset_tables.keys().filter_map(|key| now(directory, key, &rows)).collect();
    tables.sort_by_key(|now| (now.table.archived_at.is_some(), !now.table.is_built_in(), now.table.key.clone()));
    Ok(tables)
}

fn now(directory: &Directory, key: &str, rows: &HashMap<String, i64>) -> Option<AssetTableNow> {
    let defined = directory.asset_tables.get(key)?;
    let (by, at) = defined.by.clone().unzip();
    Some(AssetTableNow {
        seq: defined.seq,
        table: defined.now.clone(),
        rows: rows.get(key).copied().unwrap_or_default(),
        by: by.unwrap_or_default(),
        at,
    })
}

/// How many rows each table has (index `assets_table`).
async fn counts(db: &Db, tenant: TenantId) -> DbResult<HashMap<String, i64>> {
    let rows = sqlx::query(
        "select table_key, cast(count(*) as bigint) from assets where tenant_id = $1 and deleted_at is null group by table_key",
    )
    .bind(tenant.to_string())
    .fetch_all(db.pool())
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

#[utoipa::path(
    post,
    path = "/asset-tables",
    tag = "customers",
    operation_id = "make_asset_table",
    description = "Makes an asset table under a key that no other table has.",
    request_body(content = serde_json::Value, description = "`NewAssetTable` with the number 0"),
    responses(
        (status = 201, description = "`AssetTableNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn make(
    State(app): State<App>,
    session: Session,
    Json(given): Json<serde_json::Value>,
) -> Answer<(StatusCode, axum::Json<AssetTableNow>)> {
    session.must_administer()?;
    let asked = understood(&given)?;
    let directory = app.directory(session.tenant).await?;
    if directory.asset_tables.contains_key(&asked.table.key) {
        return Err(unacceptable(&[("key".to_owned(), "taken")].into()));
    }
    if directory.asset_tables.len() >= AssetTable::MOST {
        return Err(unacceptable(&[("key".to_owned(), "too_many")].into()));
    }
    let written = write(&app, &session, NewAssetTable { seq: 0, ..asked }, None).await?;
    Ok((StatusCode::CREATED, axum::Json(written)))
}

#[utoipa::path(
    put,
    path = "/asset-tables/{key}",
    tag = "customers",
    operation_id = "replace_asset_table",
    description = "Replaces an asset table. An own field that is left out is archived; `archived_at` takes the table itself away. \
                   A field can tell rows apart as long as no two rows have the same value in it.",
    params(("key" = String, Path, description = "Key of the table")),
    request_body(content = serde_json::Value, description = "`NewAssetTable`"),
    responses(
        (status = 200, description = "`AssetTableNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such table"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Id(key): Id<String>,
    Json(given): Json<serde_json::Value>,
) -> Answer<axum::Json<AssetTableNow>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let known = directory.asset_tables.get(&key).ok_or_else(|| Fault::not_found(AssetTable::KIND))?;
    let asked = understood(&given)?;
    if known.seq != asked.seq {
        return Err(Fault::conflict(AssetTable::KIND));
    }
    if asked.table.key != key {
        return Err(unacceptable(&[("key".to_owned(), "not_a_key")].into()));
    }
    write(&app, &session, asked, Some(&known.now)).await.map(axum::Json)
}

/// The table as it was meant: a field that this version would read as something else is refused by its member.
fn understood(given: &serde_json::Value) -> Answer<NewAssetTable> {
    let asked: NewAssetTable = input::strictly(given.to_string().as_bytes())?;
    all_understood(&given["table"]["set"], &asked.table.set)?;
    Ok(asked)
}

fn unacceptable(problems: &FieldProblems) -> Fault {
    let fault = Fault::unacceptable(AssetTable::KIND);
    problems.iter().fold(fault, |fault, (member, problem)| fault.field(member, *problem))
}

async fn write(
    app: &App,
    session: &Session,
    asked: NewAssetTable,
    former: Option<&AssetTable>,
) -> Answer<AssetTableNow> {
    let table = asked.table.replacing(former, app.clock.now()).map_err(|problems| unacceptable(&problems))?;
    if !table.unique.is_empty()
        && former.is_some_and(|former| former.unique != table.unique)
        && super::unique::has_twins(&app.db, session.tenant, &table).await?
    {
        return Err(unacceptable(&[("unique".to_owned(), "has_twins")].into()));
    }
    let before = former.cloned().unwrap_or_default();
    let of = (AssetTable::KIND, table.key.as_str());
    let (seq, at) =
        definitions::replace(app, session, of, asked.seq, &before, &table, Action::AssetTableWritten).await?;
    let mut conditions = reached(session, Kind::Asset);
    conditions.and("deleted_at is null");
    let mark = conditions.text(table.key.as_str());
    conditions.and(format!("table_key = {mark}"));
    let rows = lists::count(&app.db, "assets", &conditions).await?;
    Ok(AssetTableNow { seq, table, rows, by: session.actor.name().to_owned(), at: Some(at) })
}
