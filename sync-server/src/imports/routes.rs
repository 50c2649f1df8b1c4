//! `/imports`: files come, are checked and stored, and are taken back. For who may import customers, or tickets.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::fields::{FieldSet, Noun};
use truckroll_domain::imports::{ImportState, MAX_ROWS, MAX_TICKETS, Mapping, guess};
use truckroll_domain::{DocumentId, Timestamp};
use truckroll_protocol::api::{ImportNow, ImportStart, LeftCustomer, RefusedCells};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::lines::{self, Which};
use super::read;
use super::run::KEPT_MS;
use super::{store, undo};
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::customers::bulk::must_not_be_locked;
use crate::directory::Directory;
use crate::http::{Answer, Fault, Id, Json, Query, input};
use crate::ingest;

/// Refused rows and customers that were left, told with an import; all refused rows are in its table.
const SHOWN: i64 = 100;
/// Largest file of tickets, bytes.
const MAX_TICKETS_BYTES: usize = 10 * 1024 * 1024;
/// Longest name of a file, characters.
const MAX_NAME: usize = 200;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, upload))
        .routes(routes!(one))
        .routes(routes!(start))
        .routes(routes!(take_back))
        .routes(routes!(stop))
        .merge(super::files::routes())
        .merge(super::export::routes())
        .merge(super::tickets_out::routes())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfNoun {
    noun: Noun,
    #[serde(default)]
    table: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Coming {
    noun: Noun,
    #[serde(default)]
    table: String,
    #[serde(default)]
    name: String,
}

/// The fields of what a file brings. An asset table that was taken away takes no rows.
pub(super) fn takes<'a>(directory: &'a Directory, noun: Noun, table: &str) -> Answer<&'a FieldSet> {
    let open = match noun {
        Noun::Company | Noun::Contact | Noun::Ticket => true,
        Noun::Asset => directory.open_table(table).is_some(),
    };
    let fits = (noun == Noun::Asset) != table.is_empty();
    directory.fields_in(noun, table).filter(|_| open && fits).ok_or_else(|| Fault::bad_request("table"))
}

/// The area in which somebody needs the right to import a noun.
pub(super) fn area(noun: Noun) -> Area {
    match noun {
        Noun::Company | Noun::Contact | Noun::Asset => Area::Customers,
        Noun::Ticket => Area::Tickets,
    }
}

/// Refuses who may not import this.
pub(super) fn must_import(session: &Session, noun: Noun) -> Answer<()> {
    session.must(area(noun), Verb::Import)
}

/// Largest file of a noun, bytes, and most rows of it.
fn limits(noun: Noun) -> (usize, usize) {
    match noun {
        Noun::Company | Noun::Contact | Noun::Asset => (read::MAX_BYTES, MAX_ROWS),
        Noun::Ticket => (MAX_TICKETS_BYTES, MAX_TICKETS),
    }
}

#[utoipa::path(
    get,
    path = "/imports",
    tag = "customers",
    operation_id = "imports",
    description = "The latest imports of companies or contacts: who, when, what they came to.",
    params(
        ("noun" = String, Query, description = "`company`, `contact`, `asset` or `ticket`"),
        ("table" = Option<String>, Query, description = "Key of the asset table"),
    ),
    responses(
        (status = 200, description = "list of `ImportNow`", body = serde_json::Value),
        (status = 403, description = "Without the right to import customers"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(
    State(app): State<App>,
    session: Session,
    Query(OfNoun { noun, table }): Query<OfNoun>,
) -> Answer<axum::Json<Vec<ImportNow>>> {
    must_import(&session, noun)?;
    let all = store::list(&app.db, session.tenant, noun, &table).await?;
    let all = all.into_iter().map(|now| ImportNow { can_undo: can_undo(&app, &session, &now), ..now });
    Ok(axum::Json(all.collect()))
}

#[utoipa::path(
    post,
    path = "/imports",
    tag = "customers",
    operation_id = "upload_import",
    description = "Takes a file of companies or contacts in: `.xlsx`, `.xls`, or CSV in UTF-8, UTF-16 or GB18030. Nothing is stored \
                   of it among the customers; the answer shows its first rows and what its columns seem to stand for.",
    params(
        ("noun" = String, Query, description = "`company`, `contact`, `asset` or `ticket`"),
        ("table" = Option<String>, Query, description = "Key of the asset table"),
        ("name" = Option<String>, Query, description = "Name of the file, for the list"),
    ),
    request_body(content = String, description = "The file, at most 50 MB, 100,000 rows and 200 columns; of tickets 10 MB and 5,000 rows", content_type = "application/octet-stream"),
    responses(
        (status = 201, description = "`ImportNow`", body = serde_json::Value),
        (status = 403, description = "Without the right to import customers"),
        (status = 413, description = "Larger than the limit"),
        (status = 422, description = "Not a table, or too large a one; `fields.file` says why"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn upload(
    State(app): State<App>,
    session: Session,
    Query(coming): Query<Coming>,
    body: Body,
) -> Answer<(StatusCode, axum::Json<ImportNow>)> {
    must_import(&session, coming.noun)?;
    let directory = app.directory(session.tenant).await?;
    let set = takes(&directory, coming.noun, &coming.table)?;
    let (most_bytes, most_rows) = limits(coming.noun);
    let bytes = input::body(body, most_bytes).await?;
    let table = tokio::task::spawn_blocking(move || read::read(&bytes)).await;
    let table = table.map_err(|_| Fault::unavailable("worker"))?;
    let table = table.map_err(|problem| Fault::unacceptable("import").field("file", problem))?;
    // a row of headings may stand above them
    if table.rows > i64::try_from(most_rows).unwrap_or(i64::MAX) + 1 {
        return Err(Fault::unacceptable("import").field("file", too_many_rows(coming.noun)));
    }
    let mut columns = guess(coming.noun, set, table.head.first().map_or(&[][..], Vec::as_slice));
    // what no heading says nothing of is passed over
    let header = columns.iter().any(|key| !key.is_empty());
    columns.resize(table.columns, String::new());
    let mapping = Mapping { header, columns, ..Mapping::default() };
    let name: String = coming.name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    let id = store::insert(&app, &session, (coming.noun, &coming.table), &name, table, &mapping).await?;
    Ok((StatusCode::CREATED, axum::Json(shown(&app, &session, &id).await?)))
}

#[utoipa::path(
    get,
    path = "/imports/{id}",
    tag = "customers",
    operation_id = "import",
    description = "How far an import is, its first rows, its first refused rows, and whom taking it back left.",
    params(("id" = String, Path, description = "Import")),
    responses(
        (status = 200, description = "`ImportNow`", body = serde_json::Value),
        (status = 403, description = "Without the right to import customers"),
        (status = 404, description = "No such import"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn one(State(app): State<App>, session: Session, Id(id): Id<DocumentId>) -> Answer<axum::Json<ImportNow>> {
    shown(&app, &session, &id.to_string()).await.map(axum::Json)
}

/// The problem key of a file with too many rows.
fn too_many_rows(noun: Noun) -> &'static str {
    if noun == Noun::Ticket { "too_many_tickets" } else { "too_many_rows" }
}

/// Whether the reader may see the cells of the file: under the mask only those of his own.
pub(super) fn may_see(session: &Session, now: &ImportNow) -> bool {
    !session.masks || now.agent == session.agent
}

/// Whether rows of it were stored. A check that was interrupted has counted, and no more.
fn has_written(now: &ImportNow) -> bool {
    !now.dry && now.result.created + now.result.updated + now.result.companies_created > 0
}

fn can_undo(app: &App, session: &Session, now: &ImportNow) -> bool {
    let ended = matches!(now.state, ImportState::Done | ImportState::Failed);
    let young = now.at >= app.clock.now().plus_ms(-KEPT_MS);
    // tickets are not thrown away: what was imported is closed, if need be
    let goes = now.noun != Noun::Ticket && session.actor.may(Area::Customers, Verb::Delete);
    ended && young && has_written(now) && goes
}

/// An import as its page shows it.
async fn shown(app: &App, session: &Session, id: &str) -> Answer<ImportNow> {
    let (mut now, attempt) = found(app, session, id).await?;
    if !may_see(session, &now) {
        now.head.clear();
    }
    now.can_undo = can_undo(app, session, &now);
    let of = (session.tenant, id, attempt);
    for (done, _) in lines::lines(&app.db, of, Which::Refused { after: 0 }, SHOWN).await? {
        let faults = serde_json::from_str(&done.body).unwrap_or_default();
        now.refused.push(RefusedCells { row: done.row, faults });
    }
    if now.left > 0 {
        let lines = lines::lines(&app.db, of, Which::Left, SHOWN).await?;
        let ids: Vec<DocumentId> = lines.iter().filter_map(|(done, _)| done.document).collect();
        let stored = ingest::load(&app.db, session.tenant, &ids).await?;
        for (done, why) in lines {
            let Some(id) = done.document else { continue };
            let name = match stored.get(&id).map(|stored| &stored.content) {
                Some(truckroll_domain::Content::Company(company)) => company.name.clone(),
                Some(truckroll_domain::Content::Contact(contact)) => contact.name.clone(),
                Some(truckroll_domain::Content::Asset(asset)) => asset.name.clone(),
                _ => String::new(),
            };
            now.left_customers.push(LeftCustomer { row: done.row, noun: done.noun, id, name, why });
        }
    }
    Ok(now)
}

/// An import that this person may see.
pub(super) async fn found(app: &App, session: &Session, id: &str) -> Answer<(ImportNow, i64)> {
    let found = store::one(&app.db, session.tenant, id).await?.ok_or_else(|| Fault::not_found("import"))?;
    must_import(session, found.0.noun)?;
    Ok(found)
}

#[utoipa::path(
    post,
    path = "/imports/{id}/start",
    tag = "customers",
    operation_id = "start_import",
    description = "Begins to check the rows of a file (`dry`), or to store them. The work goes on when nobody waits for it; \
                   `GET /imports/{id}` says how far it is.",
    params(("id" = String, Path, description = "Import")),
    request_body(content = serde_json::Value, description = "`ImportStart`"),
    responses(
        (status = 202, description = "`ImportNow`", body = serde_json::Value),
        (status = 403, description = "Without the right to import customers"),
        (status = 404, description = "No such import"),
        (status = 409, description = "It is being worked on, was stored already, or another import is being stored"),
        (status = 422, description = "The columns cannot be read like this; `fields` names the one"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn start(
    State(app): State<App>,
    session: Session,
    Id(id): Id<DocumentId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<(StatusCode, axum::Json<ImportNow>)> {
    let id = id.to_string();
    let (now, _) = found(&app, &session, &id).await?;
    if now.agent != session.agent {
        // the rows are taken with the rights of who brought them
        return Err(Fault::forbidden("author"));
    }
    let asked: ImportStart = input::strictly(given.to_string().as_bytes())?;
    let directory = app.directory(session.tenant).await?;
    let set = takes(&directory, now.noun, &now.table)?;
    let wrong = |(member, problem): (String, &str)| Fault::unacceptable("import").field(&member, problem);
    asked.mapping.check(now.noun, set, directory.customers.now.mode).map_err(wrong)?;
    let rows = now.rows - i64::from(asked.mapping.header);
    if rows > i64::try_from(limits(now.noun).1).unwrap_or(i64::MAX) {
        return Err(wrong(("file".to_owned(), too_many_rows(now.noun))));
    }
    if rows == 0 {
        return Err(wrong(("file".to_owned(), "only_headings")));
    }
    if now.at < app.clock.now().plus_ms(-KEPT_MS) {
        return Err(Fault::conflict("cleared_away"));
    }
    let at: Timestamp = app.clock.now();
    let mut tx = app.db.begin().await?;
    // one after another
    tx.take_seq(session.tenant, 0).await?;
    if !asked.dry && store::is_another_busy(&mut tx, session.tenant, &id).await? {
        return Err(Fault::conflict("another_import"));
    }
    let to = if asked.dry { ImportState::Checking } else { ImportState::Running };
    let mut from = vec![ImportState::Uploaded, ImportState::Checked, ImportState::Undone];
    // an import that failed on its way has stored rows; it is taken back first
    from.extend((!has_written(&now)).then_some(ImportState::Failed));
    if !store::begin(&mut tx, session.tenant, &id, &from, (to, Some(&asked.mapping)), at).await? {
        return Err(Fault::conflict("import"));
    }
    if !asked.dry {
        let entry = Entry::of(&app, &session, Action::ImportStarted).about("import", &id, &now.file);
        let told = serde_json::json!({ "noun": now.noun, "table": now.table, "rows": rows, "mapping": asked.mapping });
        audit::write(&mut tx, entry.after(&told)).await?;
    }
    tx.commit().await?;
    app.imports.notify_one();
    Ok((StatusCode::ACCEPTED, axum::Json(shown(&app, &session, &id).await?)))
}

#[utoipa::path(
    post,
    path = "/imports/{id}/stop",
    tag = "customers",
    operation_id = "stop_import",
    description = "Ends a check or an import that is under way. What was stored until then stays, and can be taken back.",
    params(("id" = String, Path, description = "Import")),
    responses(
        (status = 200, description = "`ImportNow`", body = serde_json::Value),
        (status = 403, description = "Without the right to import customers"),
        (status = 404, description = "No such import"),
        (status = 409, description = "Nobody works on it"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn stop(State(app): State<App>, session: Session, Id(id): Id<DocumentId>) -> Answer<axum::Json<ImportNow>> {
    let id = id.to_string();
    let (now, _) = found(&app, &session, &id).await?;
    let mut tx = app.db.begin().await?;
    if !store::stop(&mut tx, session.tenant, &id, app.clock.now()).await? {
        return Err(Fault::conflict("import"));
    }
    let entry = Entry::of(&app, &session, Action::ImportStopped).about("import", &id, &now.file);
    audit::write(&mut tx, entry.after(&now.result)).await?;
    tx.commit().await?;
    Ok(axum::Json(shown(&app, &session, &id).await?))
}

#[utoipa::path(
    post,
    path = "/imports/{id}/undo",
    tag = "customers",
    operation_id = "undo_import",
    description = "Takes an import back within thirty days: customers it made are thrown away, those it changed get their \
                   earlier values. Who was changed since stays as he is and is named. For who may delete customers.",
    params(("id" = String, Path, description = "Import")),
    responses(
        (status = 202, description = "`ImportNow`", body = serde_json::Value),
        (status = 403, description = "Without the right to import or to delete customers, or it is locked"),
        (status = 404, description = "No such import"),
        (status = 409, description = "Nothing to take back, too late, or another import is being stored"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn take_back(
    State(app): State<App>,
    session: Session,
    Id(id): Id<DocumentId>,
) -> Answer<(StatusCode, axum::Json<ImportNow>)> {
    let id = id.to_string();
    let (now, _) = found(&app, &session, &id).await?;
    session.must(area(now.noun), Verb::Delete)?;
    if now.noun == Noun::Ticket {
        return Err(Fault::conflict("tickets"));
    }
    for lock in undo::locks(now.noun, now.result.companies_created > 0) {
        must_not_be_locked(&session, lock)?;
    }
    if !can_undo(&app, &session, &now) {
        return Err(Fault::conflict("import"));
    }
    let mut tx = app.db.begin().await?;
    tx.take_seq(session.tenant, 0).await?;
    if store::is_another_busy(&mut tx, session.tenant, &id).await? {
        return Err(Fault::conflict("another_import"));
    }
    let from = [ImportState::Done, ImportState::Failed];
    if !store::begin(&mut tx, session.tenant, &id, &from, (ImportState::Undoing, None), app.clock.now()).await? {
        return Err(Fault::conflict("import"));
    }
    store::note_undo(&mut tx, &session, &id).await?;
    let entry = Entry::of(&app, &session, Action::ImportUndone).about("import", &id, &now.file);
    audit::write(&mut tx, entry.before(&now.result)).await?;
    tx.commit().await?;
    app.imports.notify_one();
    Ok((StatusCode::ACCEPTED, axum::Json(shown(&app, &session, &id).await?)))
}
