//! `/saved-queries`: questions that are kept under a name (CUS-11). Their author and administrators change them.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::fields::Noun;
use truckroll_domain::filter::Schema as _;
use truckroll_domain::people::Role;
use truckroll_domain::{AgentId, DocumentId, GroupId, TenantId, Timestamp};
use truckroll_protocol::api::{KeptQuery, NewSavedQuery, SavedQuery, Visible};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::{Db, DbResult, Tx};
use crate::directory::Directory;
use crate::http::{Answer, Fault, Id, Json, Query, Strict};

/// Most queries of an organisation.
const MOST: i64 = 1_000;
/// Longest name, characters.
const MAX_NAME: usize = 100;
/// Most agents or groups that are named.
const MAX_NAMED: usize = 500;
/// Most columns and sort keys.
const MAX_COLUMNS: usize = 40;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(replace, remove))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    noun: Noun,
}

#[utoipa::path(
    get,
    path = "/saved-queries",
    tag = "customers",
    operation_id = "saved_queries",
    description = "The saved queries over a noun that this person sees, in the order they were made.",
    params(("noun" = String, Query, description = "`company`, `contact` or `asset`")),
    responses((status = 200, description = "list of `SavedQuery`", body = serde_json::Value)),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(
    State(app): State<App>,
    session: Session,
    Query(Asked { noun }): Query<Asked>,
) -> Answer<axum::Json<Vec<SavedQuery>>> {
    let directory = app.directory(session.tenant).await?;
    // index saved_queries_noun
    let rows = sqlx::query(
        "select id, author, author_name, body, updated_at from saved_queries \
         where tenant_id = $1 and noun = $2 order by created_at, id limit $3",
    )
    .bind(session.tenant.to_string())
    .bind(noun.word())
    .bind(MOST)
    .fetch_all(app.db.pool())
    .await?;
    let mut seen = Vec::new();
    for row in &rows {
        if let Some(query) = read(row, &session)?
            && sees(&query, &session, &directory)
        {
            seen.push(query);
        }
    }
    Ok(axum::Json(seen))
}

/// A stored query; `None` when this version cannot read it.
fn read(row: &AnyRow, session: &Session) -> DbResult<Option<SavedQuery>> {
    let (id, author): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let (author_name, body): (String, String) = (row.try_get(2)?, row.try_get(3)?);
    let (Ok(author), Ok(query)) = (author.parse::<AgentId>(), serde_json::from_str::<KeptQuery>(&body)) else {
        return Ok(None);
    };
    let mine = author == session.agent || session.actor.has(Role::Admin);
    Ok(Some(SavedQuery { id, query, author, author_name, mine, updated_at: Timestamp(row.try_get(4)?) }))
}

fn sees(saved: &SavedQuery, session: &Session, directory: &Directory) -> bool {
    if saved.author == session.agent {
        return true;
    }
    match &saved.query.visible {
        Visible::Me => false,
        Visible::All => true,
        Visible::Agents { agents } => agents.contains(&session.agent),
        Visible::Groups { groups } => {
            let mine = directory.agents.get(&session.agent).map_or(&[][..], |agent| agent.groups.as_slice());
            mine.iter().any(|group: &GroupId| groups.contains(group))
        }
    }
}

/// What was asked for, if it can be kept.
fn fitting(asked: &KeptQuery, directory: &Directory) -> Answer<String> {
    let fault = |member: &str, problem: &str| Fault::unacceptable("saved_query").field(member, problem);
    if asked.name.trim().is_empty() {
        return Err(fault("name", "required"));
    }
    if asked.name.chars().count() > MAX_NAME {
        return Err(fault("name", "too_long"));
    }
    let schema = super::query::schema(directory, asked.noun, &asked.table)?;
    asked.filter.check_over(&schema).map_err(|e| fault("filter", &e.to_string()))?;
    if asked.order.len() > 3 || asked.order.iter().any(|o| schema.subject(&o.field).is_none()) {
        return Err(fault("order", "unknown"));
    }
    if asked.columns.len() > MAX_COLUMNS || asked.columns.iter().any(|c| c.chars().count() > MAX_NAME) {
        return Err(fault("columns", "too_many"));
    }
    let named = match &asked.visible {
        Visible::Me | Visible::All => 0,
        Visible::Groups { groups } => groups.len(),
        Visible::Agents { agents } => agents.len(),
    };
    if named > MAX_NAMED {
        return Err(fault("visible", "too_many"));
    }
    serde_json::to_string(asked).map_err(|e| Fault::bad_request(e.to_string()))
}

#[utoipa::path(
    post,
    path = "/saved-queries",
    tag = "customers",
    operation_id = "save_query",
    description = "Keeps a query.",
    request_body(content = serde_json::Value, description = "`NewSavedQuery`"),
    responses(
        (status = 201, description = "`SavedQuery`", body = serde_json::Value),
        (status = 403, description = "Neither dispatcher nor administrator"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn create(
    State(app): State<App>,
    session: Session,
    Strict(NewSavedQuery { query: asked }): Strict<NewSavedQuery>,
) -> Answer<(StatusCode, axum::Json<SavedQuery>)> {
    session.must_dispatch()?;
    fitting(&asked, &*app.directory(session.tenant).await?)?;
    let id = app.fresh::<DocumentId>().to_string();
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let count = sqlx::query("select cast(count(*) as bigint) from saved_queries where tenant_id = $1")
        .bind(session.tenant.to_string())
        .fetch_one(tx.on())
        .await?;
    if count.try_get::<i64, _>(0)? >= MOST {
        return Err(Fault::unacceptable("saved_query").field("name", "too_many"));
    }
    insert(&mut tx, session.tenant, &id, &asked, (session.agent, session.actor.name()), now).await?;
    tx.commit().await?;
    let saved = SavedQuery {
        id,
        query: asked,
        author: session.agent,
        author_name: session.actor.name().to_owned(),
        mine: true,
        updated_at: now,
    };
    Ok((StatusCode::CREATED, axum::Json(saved)))
}

/// Writes a new query.
pub(crate) async fn insert(
    tx: &mut Tx,
    tenant: TenantId,
    id: &str,
    query: &KeptQuery,
    (author, name): (AgentId, &str),
    at: Timestamp,
) -> DbResult<()> {
    let body = serde_json::to_string(query).map_err(|e| sqlx::Error::Encode(e.into()))?;
    sqlx::query(
        "insert into saved_queries (tenant_id, id, noun, name, author, author_name, body, created_at, updated_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8) on conflict (tenant_id, id) do nothing",
    )
    .bind(tenant.to_string())
    .bind(id.to_owned())
    .bind(query.noun.word())
    .bind(query.name.clone())
    .bind(author.to_string())
    .bind(name.to_owned())
    .bind(body)
    .bind(at.ms())
    .execute(tx.on())
    .await?;
    Ok(())
}

/// The query with this id, if this person may change it.
async fn changeable(db: &Db, session: &Session, id: DocumentId) -> Answer<SavedQuery> {
    let missing = || Fault::not_found("saved_query");
    let row = sqlx::query(
        "select id, author, author_name, body, updated_at from saved_queries where tenant_id = $1 and id = $2",
    )
    .bind(session.tenant.to_string())
    .bind(id.to_string())
    .fetch_optional(db.pool())
    .await?;
    let saved = row.as_ref().map(|row| read(row, session)).transpose()?.flatten().ok_or_else(missing)?;
    if saved.mine { Ok(saved) } else { Err(Fault::forbidden("author")) }
}

#[utoipa::path(
    put,
    path = "/saved-queries/{id}",
    tag = "customers",
    operation_id = "replace_saved_query",
    description = "Changes a query that was kept.",
    params(("id" = String, Path, description = "Saved query")),
    request_body(content = serde_json::Value, description = "`NewSavedQuery`"),
    responses(
        (status = 200, description = "`SavedQuery`", body = serde_json::Value),
        (status = 403, description = "Neither its author nor an administrator"),
        (status = 404, description = "No such query"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Id(id): Id<DocumentId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<axum::Json<SavedQuery>> {
    let saved = changeable(&app.db, &session, id).await?;
    let NewSavedQuery { query: asked } = crate::http::input::strictly(given.to_string().as_bytes())?;
    let body = fitting(&asked, &*app.directory(session.tenant).await?)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "update saved_queries set noun = $1, name = $2, body = $3, updated_at = $4 where tenant_id = $5 and id = $6",
    )
    .bind(asked.noun.word())
    .bind(&asked.name)
    .bind(body)
    .bind(now.ms())
    .bind(session.tenant.to_string())
    .bind(id.to_string())
    .execute(tx.on())
    .await?;
    tx.commit().await?;
    Ok(axum::Json(SavedQuery { query: asked, updated_at: now, ..saved }))
}

#[utoipa::path(
    delete,
    path = "/saved-queries/{id}",
    tag = "customers",
    operation_id = "remove_saved_query",
    description = "Takes a query away.",
    params(("id" = String, Path, description = "Saved query")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "Neither its author nor an administrator"),
        (status = 404, description = "No such query"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(State(app): State<App>, session: Session, Id(id): Id<DocumentId>) -> Answer<StatusCode> {
    changeable(&app.db, &session, id).await?;
    let mut tx = app.db.begin().await?;
    sqlx::query("delete from saved_queries where tenant_id = $1 and id = $2")
        .bind(session.tenant.to_string())
        .bind(id.to_string())
        .execute(tx.on())
        .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
