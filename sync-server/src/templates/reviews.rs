//! `GET /detail-reviews` and `POST /detail-reviews/{id}`: what customers changed of themselves and somebody has to look at.
//!
//! What waits is a row, not a document: until it is accepted nothing of it is known of the customer. Accepting writes by the
//! domain's command, in the name of whoever accepts, in one transaction with the decision.

use std::collections::{BTreeMap, HashMap};

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::access::{Area, Verb, parties};
use truckroll_domain::audit::Action;
use truckroll_domain::customers::{edit_of, name_of, value_of};
use truckroll_domain::fields::{FieldValue, Noun, ValueEdits};
use truckroll_domain::privacy::{holds_numbers, mask_value};
use truckroll_domain::{AgentId, CommandId, Content, DocumentId, Envelope, Kind, TenantId, Timestamp, Value};
use truckroll_protocol::api::{DetailReview, ReviewDecision, ReviewField};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::audit::Entry;
use crate::auth::Session;
use crate::customers::bulk::is_thrown_away;
use crate::customers::merge::now_at;
use crate::db::{Db, DbResult, Tx};
use crate::directory::Directory;
use crate::http::{Answer, Fault, Id, Json, input};
use crate::ingest::{self, Beside, ExecuteError};
use crate::news::{self, News};
use crate::notify::{Told, tell};
use crate::reach::holds;

/// Most reviews that are listed; the oldest come first.
const SHOWN: i64 = 200;
/// Most reviews of one customer that wait.
const MOST: i64 = 10;
/// Most people who are told of one.
const MAX_TOLD: usize = 500;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(decide))
}

/// A field of what was sent, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Wish {
    /// Key of the field.
    pub field: String,
    /// What stood there.
    #[serde(default)]
    pub from: Option<FieldValue>,
    /// What is to stand there.
    #[serde(default)]
    pub to: Option<FieldValue>,
    /// Whether it was accepted, once it is decided.
    #[serde(default)]
    pub accepted: Option<bool>,
}

/// A row.
struct Stored {
    id: String,
    noun: Noun,
    document: DocumentId,
    template: String,
    wishes: Vec<Wish>,
    sent_at: Timestamp,
    version: i64,
}

const COLUMNS: &str = "id, kind, document_id, template_name, changes, sent_at, version";

/// A row as it was stored; `None` when this version cannot read it.
fn read(row: &AnyRow) -> DbResult<Option<Stored>> {
    let text = |index: usize| row.try_get::<String, _>(index);
    let (kind, document, changes) = (text(1)?, text(2)?, text(4)?);
    let (Some(noun), Ok(document), Ok(wishes)) =
        (Noun::from_word(&kind), document.parse(), serde_json::from_str::<Vec<Wish>>(&changes))
    else {
        return Ok(None);
    };
    Ok(Some(Stored {
        id: text(0)?,
        noun,
        document,
        template: text(3)?,
        wishes,
        sent_at: Timestamp(row.try_get(5)?),
        version: row.try_get(6)?,
    }))
}

/// What of one customer waits, oldest first (index `detail_reviews_document`).
pub(crate) async fn waiting(db: &Db, tenant: TenantId, document: DocumentId) -> DbResult<Vec<Wish>> {
    let sql = format!(
        "select {COLUMNS} from detail_reviews where tenant_id = $1 and document_id = $2 and waits = 1 order by sent_at, id"
    );
    let rows = crate::db::query(&sql).bind(tenant.to_string()).bind(document.to_string()).fetch_all(db.pool()).await?;
    let stored: Vec<Option<Stored>> = rows.iter().map(read).collect::<DbResult<_>>()?;
    let wishes = stored.into_iter().flatten().flat_map(|stored| stored.wishes);
    Ok(wishes.filter(|wish| wish.accepted.is_none()).collect())
}

/// What a customer sent.
pub(crate) struct Sent<'a> {
    /// The same for what is posted again.
    pub id: CommandId,
    /// The customer, as it stands.
    pub document: DocumentId,
    /// Its content.
    pub content: &'a Content,
    /// Name of the template.
    pub template: &'a str,
    /// The fields.
    pub wishes: Vec<Wish>,
}

/// Lets what a customer sent wait, and tells those who may decide. `false` when too much waits already.
pub(crate) async fn wait(app: &App, tenant: TenantId, directory: &Directory, sent: Sent<'_>) -> DbResult<bool> {
    let now = app.clock.now();
    let Some(noun) = Noun::of_customer(sent.content.kind()) else { return Ok(false) };
    let mut tx = app.db.begin().await?;
    let row = sqlx::query(
        "select cast(count(*) as bigint), cast(coalesce(sum(case when id = $3 then 1 else 0 end), 0) as bigint) \
         from detail_reviews where tenant_id = $1 and document_id = $2 and (waits = 1 or id = $3)",
    )
    .bind(tenant.to_string())
    .bind(sent.document.to_string())
    .bind(sent.id.to_string())
    .fetch_one(tx.on())
    .await?;
    let (waits, known): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    if known > 0 {
        return Ok(true);
    }
    if waits >= MOST {
        return Ok(false);
    }
    let changes = serde_json::to_string(&sent.wishes).map_err(|e| sqlx::Error::Encode(e.into()))?;
    let written = sqlx::query(
        "insert into detail_reviews (tenant_id, id, kind, document_id, template_name, changes, sent_at, waits, version) \
         values ($1, $2, $3, $4, $5, $6, $7, 1, 1) on conflict (tenant_id, id) do nothing",
    )
    .bind(tenant.to_string())
    .bind(sent.id.to_string())
    .bind(noun.word())
    .bind(sent.document.to_string())
    .bind(sent.template.to_owned())
    .bind(changes)
    .bind(now.ms())
    .execute(tx.on())
    .await?;
    if written.rows_affected() == 0 {
        return Ok(true);
    }
    let told = told(directory, sent.content);
    let agents = tell(&mut tx, app, tenant, &told, now).await?;
    let news = (!agents.is_empty()).then_some(News::Noticed { tenant, agents: Some(agents) });
    if let Some(news) = &news {
        news::tell(&mut tx, news).await?;
    }
    tx.commit().await?;
    if let Some(news) = news {
        app.hear(news);
    }
    Ok(true)
}

/// Notices to those who may decide about this customer.
fn told(directory: &Directory, content: &Content) -> Vec<Told> {
    let of = parties(content);
    let mut to: Vec<AgentId> = directory
        .agents
        .values()
        .filter(|agent| agent.disabled_at.is_none())
        .filter(|agent| directory.policy.rights(agent).on(Area::Customers, Verb::Edit, &of))
        .map(|agent| agent.id)
        .collect();
    to.sort_unstable();
    to.truncate(MAX_TOLD);
    let name = name_of(content).to_owned();
    let args: BTreeMap<&'static str, String> =
        [("number", String::new()), ("title", name.clone()), ("by", name)].into();
    to.into_iter().map(|to| Told { to, kind: "details_to_review", args: args.clone() }).collect()
}

/// Whether this person may decide about a customer.
async fn may_decide(app: &App, session: &Session, id: DocumentId, content: &Content) -> Answer<bool> {
    let rights = session.rights();
    let own = rights.on(Area::Customers, Verb::Edit, &parties(content));
    Ok(own || rights.allow(Area::Customers, Verb::Edit) && holds(app, session, id).await?)
}

#[utoipa::path(
    get,
    path = "/detail-reviews",
    tag = "customers",
    operation_id = "detail_reviews",
    description = "What customers changed of themselves and nobody has decided about, oldest first, as far as this person may.",
    responses(
        (status = 200, description = "List of `DetailReview`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change customers"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<DetailReview>>> {
    session.must(Area::Customers, Verb::Edit)?;
    // index detail_reviews_waits
    let sql = format!(
        "select {COLUMNS} from detail_reviews where tenant_id = $1 and waits = 1 order by sent_at, id limit $2"
    );
    let rows = crate::db::query(&sql).bind(session.tenant.to_string()).bind(SHOWN).fetch_all(app.db.pool()).await?;
    let stored: Vec<Stored> = rows.iter().filter_map(|row| read(row).transpose()).collect::<DbResult<_>>()?;
    let ids: Vec<DocumentId> = stored.iter().map(|one| one.document).collect();
    let mut contents = load(&app, &session, &ids).await?;
    let mut shown = Vec::new();
    for mut one in stored {
        let gone = contents.get(&one.document).is_none_or(is_thrown_away);
        if gone && let Some(now) = now_at(&app.db, session.tenant, one.document).await? {
            one.document = now;
            contents.extend(load(&app, &session, &[now]).await?);
        }
        let Some(content) = contents.get(&one.document).filter(|content| !is_thrown_away(content)) else { continue };
        if may_decide(&app, &session, one.document, content).await? {
            shown.push(review(&session, one, content));
        }
    }
    Ok(axum::Json(shown))
}

async fn load(app: &App, session: &Session, ids: &[DocumentId]) -> DbResult<HashMap<DocumentId, Content>> {
    let stored = ingest::load(&app.db, session.tenant, ids).await?;
    Ok(stored.into_iter().map(|(id, s)| (id, s.content)).collect())
}

/// What waits, as this person may see it.
fn review(session: &Session, stored: Stored, content: &Content) -> DetailReview {
    let seen = |field: &str, value: Option<FieldValue>| {
        let mut value = value?;
        if session.masks && holds_numbers(field) {
            mask_value(&mut value);
        }
        Some(value)
    };
    let fields = stored.wishes.into_iter().filter(|wish| wish.accepted.is_none()).map(|wish| {
        let now = value_of(content, &wish.field);
        let moved = now != wish.from;
        ReviewField {
            from: seen(&wish.field, wish.from),
            to: seen(&wish.field, wish.to),
            moved,
            now: if moved { seen(&wish.field, now) } else { None },
            field: wish.field,
        }
    });
    DetailReview {
        id: stored.id,
        noun: stored.noun,
        document: stored.document,
        name: name_of(content).to_owned(),
        template: stored.template,
        sent_at: stored.sent_at,
        fields: fields.collect(),
    }
}

#[utoipa::path(
    post,
    path = "/detail-reviews/{id}",
    tag = "customers",
    operation_id = "decide_detail_review",
    description = "Accepts and declines fields that a customer changed. What is accepted is written in this person's name; where \
                   something else stands meanwhile, only with `over`.",
    params(("id" = String, Path, description = "Review")),
    request_body(content = serde_json::Value, description = "`ReviewDecision`"),
    responses(
        (status = 204, description = "Decided"),
        (status = 400, description = "No field that waits"),
        (status = 403, description = "Without the right to change customers, or the organisation has locked it"),
        (status = 404, description = "No such review, or it is decided"),
        (status = 409, description = "Somebody was faster, or something else stands there (`moved`)"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn decide(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CommandId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<StatusCode> {
    session.must(Area::Customers, Verb::Edit)?;
    let missing = || Fault::not_found("review");
    let sql = format!("select {COLUMNS} from detail_reviews where tenant_id = $1 and id = $2 and waits = 1");
    let row = crate::db::query(&sql)
        .bind(session.tenant.to_string())
        .bind(id.to_string())
        .fetch_optional(app.db.pool())
        .await?;
    let mut stored = row.as_ref().map(read).transpose()?.flatten().ok_or_else(missing)?;
    let document = now_at(&app.db, session.tenant, stored.document).await?.unwrap_or(stored.document);
    let content = ingest::load(&app.db, session.tenant, &[document]).await?.remove(&document).map(|s| s.content);
    let content = content.filter(|content| !is_thrown_away(content)).ok_or_else(missing)?;
    if !may_decide(&app, &session, document, &content).await? {
        return Err(missing());
    }
    let asked: ReviewDecision = input::strictly(given.to_string().as_bytes())?;
    let writes = settle(&mut stored.wishes, &asked, &content)?;
    let waits = stored.wishes.iter().any(|wish| wish.accepted.is_none());
    let beside = written(&app, &session, &stored, waits, &content)?;
    let command = if writes.is_empty() { None } else { edit_of(document, &content, &writes) };
    match command {
        Some(command) => {
            let envelope = Envelope { id: app.fresh(), at: app.clock.now(), offline: false, command };
            // the numbers are the customer's own, so none of them is a masked one
            let done = ingest::execute_beside(&app, &session.caller(), vec![envelope], &beside).await;
            done.map_err(refused)?;
        }
        None => {
            let mut tx = app.db.begin().await?;
            if !beside.write(&mut tx).await? {
                return Err(Fault::conflict("review"));
            }
            tx.commit().await?;
        }
    }
    told_again(&app, &session, &stored, &content).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn refused(error: ExecuteError) -> Fault {
    match error {
        ExecuteError::Refused { why, .. } => {
            let detail = why.to_string();
            Fault::refused(why, detail)
        }
        ExecuteError::Overtaken => Fault::conflict("review"),
        ExecuteError::Invalid(what) => Fault::bad_request(what),
        ExecuteError::Database(error) => error.into(),
    }
}

/// Marks what is decided; returns what has to be written for it.
fn settle(wishes: &mut [Wish], asked: &ReviewDecision, content: &Content) -> Answer<ValueEdits> {
    let mut writes = ValueEdits::new();
    for (keys, accepted) in [(&asked.accept, true), (&asked.decline, false)] {
        for key in keys {
            let wish = wishes.iter_mut().find(|wish| wish.field == *key && wish.accepted.is_none());
            let Some(wish) = wish else { return Err(Fault::bad_request("field").field(key, "unknown")) };
            wish.accepted = Some(accepted);
            let now = value_of(content, key);
            if !accepted || now == wish.to {
                continue;
            }
            if now != wish.from && !asked.over {
                return Err(Fault::conflict("moved").field(key, "moved"));
            }
            writes.insert(key.clone(), wish.to.clone());
        }
    }
    if asked.accept.is_empty() && asked.decline.is_empty() {
        return Err(Fault::bad_request("decision: no field"));
    }
    Ok(writes)
}

/// The decision as it is stored, if nobody decided meanwhile.
fn written(app: &App, session: &Session, stored: &Stored, waits: bool, content: &Content) -> Answer<Beside> {
    let changes = serde_json::to_string(&stored.wishes).map_err(|e| Fault::bad_request(e.to_string()))?;
    let mut beside = Beside::default();
    beside.must(
        "update detail_reviews set changes = $1, waits = $2, decided_at = $3, version = version + 1 \
         where tenant_id = $4 and id = $5 and version = $6",
        vec![
            Value::Text(changes),
            Value::Int(i64::from(waits)),
            Value::Int(app.clock.now().ms()),
            Value::Text(session.tenant.to_string()),
            Value::Text(stored.id.clone()),
            Value::Int(stored.version),
        ],
    );
    let kind = if content.kind() == Kind::Company { "company" } else { "contact" };
    let decided: BTreeMap<&str, bool> =
        stored.wishes.iter().filter_map(|wish| Some((wish.field.as_str(), wish.accepted?))).collect();
    let entry = Entry::of(app, session, Action::DetailsDecided).about(kind, stored.document, name_of(content));
    beside.audit.push(entry.after(&decided));
    Ok(beside)
}

/// Whoever was told of what waits looks again.
async fn told_again(app: &App, session: &Session, stored: &Stored, content: &Content) -> Answer<()> {
    let directory = app.directory(session.tenant).await?;
    let agents = told(&directory, content).into_iter().map(|told| told.to).collect();
    let news = News::Noticed { tenant: session.tenant, agents: Some(agents) };
    let mut tx: Tx = app.db.begin().await?;
    news::tell(&mut tx, &news).await?;
    tx.commit().await?;
    app.hear(news);
    tracing::info!(review = %stored.id, "customer's details decided");
    Ok(())
}
