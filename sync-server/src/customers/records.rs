//! What happened with a customer, over all channels there are (CUS-25): `GET /companies/{id}/timeline` and
//! `/contacts/{id}/timeline`; and what people write down by hand: `POST /service-records`, `PUT` and `DELETE
//! /service-records/{id}`.
//!
//! A note is a row of the server, not a part of the customer's document: a private follow-up does not travel to phones.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::attachments::is_hash;
use truckroll_domain::customers::ServiceKind;
use truckroll_domain::fields::{MAX_FILES, Noun};
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::time::DAY_MS;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{CommandId, CompanyId, ContactId, DocumentId, Kind, Timestamp, Value};
use truckroll_protocol::api::{NewServiceRecord, Page, StoredFiles, TimelineItem};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bulk::is_thrown_away;
use super::detail::readable;
use super::merge::column_of;
use crate::App;
use crate::attachments;
use crate::auth::Session;
use crate::db::{DbResult, Tx, bind, query};
use crate::http::{Answer, Fault, Id, Query, Strict};
use crate::lists::{self, Conditions};
use crate::news::{self, Announcement, Changed, News};
use crate::reach::reached;

/// Longest text of a note, characters.
const MAX_TEXT: usize = 10_000;
/// 2000-01-01: nothing that happened before is written down here.
const FIRST_MS: i64 = 946_684_800_000;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_company))
        .routes(routes!(of_contact))
        .routes(routes!(write))
        .routes(routes!(change, remove))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    kinds: String,
    from: Option<i64>,
    to: Option<i64>,
    after: Option<String>,
    limit: Option<i64>,
}

macro_rules! timelines {
    ($($name:ident, $path:literal, $operation:literal, $id:ident, $noun:ident, $what:literal;)*) => {$(
        #[utoipa::path(
            get,
            path = $path,
            tag = "customers",
            operation_id = $operation,
            description = "Tickets, visits and notes of services, newest first. A visit counts from its end, or from when it was made.",
            params(
                ("id" = String, Path, description = $what),
                ("kinds" = Option<String>, Query, description = "`ticket`, `visit`, `follow_up`, `call`, `message`, `meeting`, `other`, with commas; all by default"),
                ("from" = Option<i64>, Query, description = "At or after, ms UTC"),
                ("to" = Option<i64>, Query, description = "Before, ms UTC"),
                ("after" = Option<String>, Query, description = "`next` of the page before"),
                ("limit" = Option<i64>, Query, description = "Rows a page, 1 to 200"),
            ),
            responses(
                (status = 200, description = "`Page` of `TimelineItem`; `total` is that of the page", body = serde_json::Value),
                (status = 404, description = "No such customer"),
            ),
            security(("bearer" = []), ("cookie" = []))
        )]
        async fn $name(
            State(app): State<App>,
            session: Session,
            Id(id): Id<$id>,
            Query(asked): Query<Asked>,
        ) -> Answer<axum::Json<Page<TimelineItem>>> {
            timeline(&app, &session, Noun::$noun, id.into(), &asked).await.map(axum::Json)
        }
    )*};
}

timelines! {
    of_company, "/companies/{id}/timeline", "company_timeline", CompanyId, Company, "Company";
    of_contact, "/contacts/{id}/timeline", "contact_timeline", ContactId, Contact, "Contact";
}

/// What is asked for, read.
struct Wanted {
    kinds: Vec<ServiceKind>,
    from: i64,
    to: i64,
    after: Option<(i64, String)>,
    limit: i64,
}

impl Wanted {
    fn read(asked: &Asked) -> Answer<Self> {
        let words: Vec<&str> = asked.kinds.split(',').filter(|word| !word.is_empty()).collect();
        let kinds: Option<Vec<ServiceKind>> = words.iter().map(|word| ServiceKind::from_word(word)).collect();
        let kinds = kinds.ok_or_else(|| Fault::bad_request("kinds"))?;
        let after = match asked.after.as_deref() {
            None => None,
            Some(cursor) => {
                let (at, id) = cursor.split_once('~').ok_or_else(|| Fault::bad_request("after"))?;
                Some((at.parse().map_err(|_| Fault::bad_request("after"))?, id.to_owned()))
            }
        };
        Ok(Self {
            kinds: if kinds.is_empty() { ServiceKind::ALL.to_vec() } else { kinds },
            from: asked.from.unwrap_or(0),
            to: asked.to.unwrap_or(i64::MAX),
            after,
            limit: lists::limit(asked.limit)?,
        })
    }

    /// Adds the conditions on when something happened.
    fn narrow(&self, conditions: &mut Conditions, at: &str) {
        let (from, to) = (conditions.value(Value::Int(self.from)), conditions.value(Value::Int(self.to)));
        conditions.and(format!("{at} >= {from} and {at} < {to}"));
        if let Some((last, id)) = &self.after {
            let (last, id) = (conditions.value(Value::Int(*last)), conditions.text(id.clone()));
            conditions.and(format!("({at} < {last} or ({at} = {last} and id < {id}))"));
        }
    }
}

async fn timeline(
    app: &App,
    session: &Session,
    noun: Noun,
    id: DocumentId,
    asked: &Asked,
) -> Answer<Page<TimelineItem>> {
    let wanted = Wanted::read(asked)?;
    readable(app, session, id, noun.word()).await?;
    let column = column_of(if noun == Noun::Company { Kind::Company } else { Kind::Contact });
    let of = |kind: Kind| {
        let mut conditions = reached(session, kind);
        let mark = conditions.text(id.to_string());
        conditions.and(format!("{column} = {mark}"));
        conditions
    };
    let mut items = Vec::new();
    if wanted.kinds.contains(&ServiceKind::Ticket) {
        // indexes tickets_company, tickets_contact
        let mut conditions = of(Kind::Ticket);
        wanted.narrow(&mut conditions, "created_at");
        let rows: Vec<TicketRow> =
            lists::rows(&app.db, &conditions, "created_at desc, id desc", wanted.limit + 1).await?;
        items.extend(rows.into_iter().map(of_ticket));
    }
    if wanted.kinds.contains(&ServiceKind::Visit) {
        // indexes visits_company, visits_contact
        let mut conditions = of(Kind::Visit);
        wanted.narrow(&mut conditions, "coalesce(completed_at, created_at)");
        let order = "coalesce(completed_at, created_at) desc, id desc";
        let rows: Vec<VisitRow> = lists::rows(&app.db, &conditions, order, wanted.limit + 1).await?;
        items.extend(rows.into_iter().map(of_visit));
    }
    items.extend(notes(app, session, column, id, &wanted).await?);
    items.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    let most = usize::try_from(wanted.limit).unwrap_or(usize::MAX);
    let more = items.len() > most;
    items.truncate(most);
    let next = items.last().filter(|_| more).map(|last| format!("{}~{}", last.at.ms(), last.id));
    let files = items.iter().flat_map(|item| item.files.keys().cloned());
    let stored = attachments::about(&app.db, session.tenant, files).await?;
    for item in &mut items {
        item.stored = of_stored(&stored, item.files.keys());
    }
    Ok(Page { total: i64::try_from(items.len()).unwrap_or(i64::MAX), rows: items, next })
}

/// What is known of these files.
fn of_stored<'a>(stored: &StoredFiles, hashes: impl Iterator<Item = &'a String>) -> StoredFiles {
    hashes.filter_map(|hash| stored.get(hash).map(|file| (hash.clone(), file.clone()))).collect()
}

fn of_ticket(row: TicketRow) -> TimelineItem {
    TimelineItem {
        id: row.id,
        kind: ServiceKind::Ticket,
        at: Timestamp(row.created_at),
        title: row.title,
        number: row.number.unwrap_or_default(),
        state: row.status,
        agent: row.assignee_name,
        rating: None,
        files: BTreeMap::new(),
        stored: BTreeMap::new(),
        own: false,
    }
}

fn of_visit(row: VisitRow) -> TimelineItem {
    TimelineItem {
        id: row.id,
        kind: ServiceKind::Visit,
        at: Timestamp(row.completed_at.unwrap_or(row.created_at)),
        title: row.title,
        number: row.number.unwrap_or_default(),
        state: row.state,
        agent: row.assignee_name,
        rating: row.rating,
        files: BTreeMap::new(),
        stored: BTreeMap::new(),
        own: false,
    }
}

const COLUMNS: &str = "id, kind, at, text, agent_name, files, agent_id";

/// Whether somebody's note is this person's to see, or to change.
fn may(session: &Session, verb: Verb, author: &str) -> bool {
    let rights = session.rights();
    if author == session.agent.to_string() {
        return rights.allow(Area::ServiceRecords, Verb::View);
    }
    let parties =
        truckroll_domain::access::Parties { agents: author.parse().into_iter().collect(), groups: Vec::new() };
    rights.on(Area::ServiceRecords, verb, &parties)
}

fn of_note(session: &Session, row: &AnyRow) -> DbResult<Option<TimelineItem>> {
    let text = |n: usize| row.try_get::<String, _>(n);
    let Some(kind) = ServiceKind::from_word(&text(1)?) else { return Ok(None) };
    let author = text(6)?;
    Ok(Some(TimelineItem {
        id: text(0)?,
        kind,
        at: Timestamp(row.try_get(2)?),
        // whole: whoever changes a note writes back what he was told
        title: text(3)?,
        number: String::new(),
        state: String::new(),
        agent: text(4)?,
        rating: None,
        files: serde_json::from_str(&text(5)?).unwrap_or_default(),
        stored: BTreeMap::new(),
        own: may(session, Verb::Edit, &author),
    }))
}

/// Notes of services (indexes `service_records_company`, `service_records_contact`).
async fn notes(
    app: &App,
    session: &Session,
    column: &str,
    id: DocumentId,
    wanted: &Wanted,
) -> DbResult<Vec<TimelineItem>> {
    let words: Vec<&str> = wanted.kinds.iter().filter(|kind| kind.by_hand()).map(|kind| kind.word()).collect();
    let rights = session.rights();
    if words.is_empty() || !rights.allow(Area::ServiceRecords, Verb::View) {
        return Ok(Vec::new());
    }
    let mut conditions = Conditions::of(session.tenant);
    let mark = conditions.text(id.to_string());
    conditions.and(format!("{column} = {mark}"));
    conditions.one_of("kind", &words);
    if !rights.all(Area::ServiceRecords, Verb::View) {
        let agents: Vec<String> = rights.circle(Area::ServiceRecords).agents.iter().map(ToString::to_string).collect();
        conditions.one_of("agent_id", &agents.iter().map(String::as_str).collect::<Vec<_>>());
    }
    wanted.narrow(&mut conditions, "at");
    let sql = format!(
        "select {COLUMNS} from service_records where {} order by at desc, id desc limit {}",
        conditions.sql(),
        wanted.limit + 1
    );
    let rows = conditions.values().iter().cloned().fold(query(&sql), bind).fetch_all(app.db.pool()).await?;
    rows.iter().map(|row| of_note(session, row)).filter_map(Result::transpose).collect()
}

/// Checks a note.
fn checked(app: &App, asked: &NewServiceRecord) -> Answer<()> {
    let mut fault = None;
    let mut wrong = |member: &str, problem: &str| {
        fault = Some(fault.take().unwrap_or_else(|| Fault::unacceptable("service_record")).field(member, problem));
    };
    if !asked.kind.by_hand() {
        wrong("kind", "not_by_hand");
    }
    if asked.text.trim().is_empty() {
        wrong("text", "required");
    } else if asked.text.chars().count() > MAX_TEXT {
        wrong("text", "too_long");
    }
    if asked.at.ms() < FIRST_MS || asked.at > app.clock.now().plus_ms(DAY_MS) {
        wrong("at", "out_of_range");
    }
    let fits = |(hash, name): (&String, &String)| is_hash(hash) && !name.is_empty() && name.chars().count() <= 255;
    if asked.files.len() > MAX_FILES || !asked.files.iter().all(fits) {
        wrong("files", "not_a_file");
    }
    fault.map_or(Ok(()), Err)
}

/// Who wrote a note and of which customer it is.
async fn author_of(app: &App, session: &Session, id: CommandId) -> Answer<(String, DocumentId, Kind)> {
    // primary key of service_records
    let row =
        sqlx::query("select agent_id, company_id, contact_id from service_records where tenant_id = $1 and id = $2")
            .bind(session.tenant.to_string())
            .bind(id.to_string())
            .fetch_optional(app.db.pool())
            .await?;
    let row = row.ok_or_else(|| Fault::not_found("service_record"))?;
    let (author, company, contact): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let (kind, customer) = if company.is_empty() { (Kind::Contact, contact) } else { (Kind::Company, company) };
    let customer = customer.parse().map_err(|_| Fault::not_found("service_record"))?;
    if !may(session, Verb::View, &author) {
        return Err(Fault::not_found("service_record"));
    }
    Ok((author, customer, kind))
}

/// Tells those who look at the customer.
async fn told(tx: &mut Tx, session: &Session, kind: Kind, customer: DocumentId) -> DbResult<News> {
    let seq = tx.take_seq(session.tenant, 1).await?;
    let changed = Changed::Documents(vec![(kind, customer)]);
    let news = News::Stored(Announcement { tenant: session.tenant, seq, changed, agents: Some(Vec::new()) });
    news::tell(tx, &news).await?;
    Ok(news)
}

#[utoipa::path(
    post,
    path = "/service-records",
    tag = "customers",
    operation_id = "write_service_record",
    description = "Writes down what happened with a customer: a call, a private follow-up.",
    request_body(content = serde_json::Value, description = "`NewServiceRecord`"),
    responses(
        (status = 201, description = "`TimelineItem`", body = serde_json::Value),
        (status = 403, description = "May not write service records"),
        (status = 404, description = "No such customer"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn write(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewServiceRecord>,
) -> Answer<(StatusCode, axum::Json<TimelineItem>)> {
    session.must(Area::ServiceRecords, Verb::Create)?;
    checked(&app, &asked)?;
    let content = readable(&app, &session, asked.customer, asked.noun.word()).await?;
    if Noun::of(content.kind()) != Some(asked.noun) || is_thrown_away(&content) {
        return Err(Fault::not_found(asked.noun.word()));
    }
    let (company, contact) = match asked.noun {
        Noun::Company => (asked.customer.to_string(), String::new()),
        Noun::Contact => (String::new(), asked.customer.to_string()),
        // of a row nothing is written down, and a ticket has its own conversation
        Noun::Asset | Noun::Ticket => return Err(Fault::not_found(asked.noun.word())),
    };
    let (id, now): (CommandId, Timestamp) = (app.fresh(), app.clock.now());
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "insert into service_records (tenant_id, id, company_id, contact_id, kind, at, agent_id, agent_name, text, files, \
         created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
    )
    .bind(session.tenant.to_string())
    .bind(id.to_string())
    .bind(company)
    .bind(contact)
    .bind(asked.kind.word())
    .bind(asked.at.ms())
    .bind(session.agent.to_string())
    .bind(session.actor.name())
    .bind(asked.text.trim())
    .bind(serde_json::to_string(&asked.files).unwrap_or_default())
    .bind(now.ms())
    .execute(tx.on())
    .await?;
    let news = told(&mut tx, &session, content.kind(), asked.customer).await?;
    tx.commit().await?;
    app.hear(news);
    let author = session.actor.name().to_owned();
    Ok((StatusCode::CREATED, axum::Json(item(id, asked, author))))
}

fn item(id: CommandId, asked: NewServiceRecord, agent: String) -> TimelineItem {
    TimelineItem {
        id: id.to_string(),
        kind: asked.kind,
        at: asked.at,
        title: asked.text.trim().to_owned(),
        number: String::new(),
        state: String::new(),
        agent,
        rating: None,
        files: asked.files,
        stored: BTreeMap::new(),
        own: true,
    }
}

#[utoipa::path(
    put,
    path = "/service-records/{id}",
    tag = "customers",
    operation_id = "change_service_record",
    description = "Changes a note: its author, or whoever may change service records.",
    params(("id" = String, Path, description = "Note")),
    request_body(content = serde_json::Value, description = "`NewServiceRecord`; the customer stays"),
    responses(
        (status = 200, description = "`TimelineItem`", body = serde_json::Value),
        (status = 403, description = "Somebody else's"),
        (status = 404, description = "No such note"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn change(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CommandId>,
    Strict(asked): Strict<NewServiceRecord>,
) -> Answer<axum::Json<TimelineItem>> {
    let (author, customer, kind) = author_of(&app, &session, id).await?;
    if !may(&session, Verb::Edit, &author) {
        return Err(Fault::forbidden("role"));
    }
    checked(&app, &asked)?;
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "update service_records set kind = $1, at = $2, text = $3, files = $4, updated_at = $5 \
         where tenant_id = $6 and id = $7",
    )
    .bind(asked.kind.word())
    .bind(asked.at.ms())
    .bind(asked.text.trim())
    .bind(serde_json::to_string(&asked.files).unwrap_or_default())
    .bind(app.clock.now().ms())
    .bind(session.tenant.to_string())
    .bind(id.to_string())
    .execute(tx.on())
    .await?;
    let news = told(&mut tx, &session, kind, customer).await?;
    tx.commit().await?;
    app.hear(news);
    let directory = app.directory(session.tenant).await?;
    let name = author.parse().ok().and_then(|id| directory.agents.get(&id)).map(|agent| agent.name.clone());
    Ok(axum::Json(item(id, asked, name.unwrap_or_default())))
}

#[utoipa::path(
    delete,
    path = "/service-records/{id}",
    tag = "customers",
    operation_id = "remove_service_record",
    description = "Removes a note: its author, or whoever may delete service records.",
    params(("id" = String, Path, description = "Note")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "Somebody else's"),
        (status = 404, description = "No such note"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(State(app): State<App>, session: Session, Id(id): Id<CommandId>) -> Answer<StatusCode> {
    let (author, customer, kind) = author_of(&app, &session, id).await?;
    if !may(&session, Verb::Delete, &author) {
        return Err(Fault::forbidden("role"));
    }
    let mut tx = app.db.begin().await?;
    sqlx::query("delete from service_records where tenant_id = $1 and id = $2")
        .bind(session.tenant.to_string())
        .bind(id.to_string())
        .execute(tx.on())
        .await?;
    let news = told(&mut tx, &session, kind, customer).await?;
    tx.commit().await?;
    app.hear(news);
    Ok(StatusCode::NO_CONTENT)
}
