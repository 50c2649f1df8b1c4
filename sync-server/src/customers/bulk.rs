//! `POST /customers/edit` and `/customers/edit/{id}/undo`: one change for up to 500 customers or rows of an asset table, and
//! taking it back within a day (CUS-16, CUS-18, CUS-28). Each is judged alone: what one refuses the others do not suffer.
//!
//! Adding many to a group is such a change. What was there before is kept for a day in `bulk_changes`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::extract::State;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use truckroll_domain::access::{Area, Lock, Verb, may_read};
use truckroll_domain::assets::AssetTable;
use truckroll_domain::customers::{BulkChange, edit_of, name_of, put_back_values, value_of};
use truckroll_domain::fields::{Field, FieldChange, FieldKind, FieldValue, Noun, ValueEdits};
use truckroll_domain::time::DAY_MS;
use truckroll_domain::{AgentId, CommandId, Content, DocumentId, Envelope, GroupId, Refusal, Value};
use truckroll_protocol::api::{BulkAnswer, BulkEdit, RowProblem};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::trash::MOST;
use crate::App;
use crate::auth::Session;
use crate::directory::Directory;
use crate::http::{Answer, Fault, Id, Strict};
use crate::ingest::{self, Beside};

/// How long a change can be taken back.
pub(super) const KEPT_MS: i64 = DAY_MS;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(edit)).routes(routes!(undo))
}

/// What a change wrote into one customer or row.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Written {
    id: DocumentId,
    changes: Vec<FieldChange>,
}

#[utoipa::path(
    post,
    path = "/customers/edit",
    tag = "customers",
    operation_id = "edit_customers",
    description = "Writes the given fields into up to 500 companies, contacts or rows of one asset table. Files are added; tags \
                   are added, removed or replaced. Each is judged alone.",
    request_body(content = serde_json::Value, description = "`BulkEdit`"),
    responses(
        (status = 200, description = "`BulkAnswer`", body = serde_json::Value),
        (status = 400, description = "Nothing to write, or too many customers"),
        (status = 403, description = "May not change customers, or the organisation has locked it"),
        (status = 404, description = "No such asset table"),
        (status = 422, description = "A value is not acceptable; `fields` names the fields"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn edit(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<BulkEdit>,
) -> Answer<axum::Json<BulkAnswer>> {
    session.must(Area::Customers, Verb::Edit)?;
    let ids: BTreeSet<DocumentId> = asked.ids.iter().copied().collect();
    if ids.is_empty() || ids.len() > MOST {
        return Err(Fault::bad_request(format!("ids: 1 to {MOST}")));
    }
    if asked.change.is_empty() {
        return Err(Fault::bad_request("change: nothing is ticked"));
    }
    if !asked.change.set.is_empty() {
        must_not_be_locked(&session, Lock::edit(asked.noun))?;
    }
    let directory = app.directory(session.tenant).await?;
    let change = checked(&directory, &asked)?;
    let mut work = Work::load(&app, &session, asked.noun, ids).await?;
    work.only_of(&asked.table);
    for id in work.ids.clone() {
        let edits = change.of(&work.contents[&id]);
        work.plan(id, &edits);
    }
    work.carry_out(&app, &session, None).await.map(axum::Json)
}

/// Refuses what the organisation has locked for everybody.
pub(crate) fn must_not_be_locked(session: &Session, lock: impl Into<Option<Lock>>) -> Answer<()> {
    if let Some(lock) = lock.into().filter(|lock| session.rights().locked(*lock)) {
        return Err(Fault::refused(Refusal::Restricted { lock: lock.word().to_owned() }, "restricted"));
    }
    Ok(())
}

#[utoipa::path(
    post,
    path = "/customers/edit/{id}/undo",
    tag = "customers",
    operation_id = "undo_edit_customers",
    description = "Takes a change of many customers back, within a day and by whoever made it. Fields in which somebody wrote \
                   something else meanwhile stay.",
    params(("id" = String, Path, description = "`undo` of the change")),
    responses(
        (status = 200, description = "`BulkAnswer`", body = serde_json::Value),
        (status = 404, description = "No such change of this person, or it is too old or taken back"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn undo(State(app): State<App>, session: Session, Id(id): Id<CommandId>) -> Answer<axum::Json<BulkAnswer>> {
    session.must(Area::Customers, Verb::Edit)?;
    // primary key of bulk_changes
    let row = sqlx::query(
        "select noun, body from bulk_changes where tenant_id = $1 and id = $2 and agent_id = $3 and at > $4 and undone_at is null",
    )
    .bind(session.tenant.to_string())
    .bind(id.to_string())
    .bind(session.agent.to_string())
    .bind(app.clock.now().plus_ms(-KEPT_MS).ms())
    .fetch_optional(app.db.pool())
    .await?;
    let row = row.ok_or_else(|| Fault::not_found("change"))?;
    let (noun, body): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let (Some(noun), Ok(written)) = (Noun::from_word(&noun), serde_json::from_str::<Vec<Written>>(&body)) else {
        return Err(Fault::not_found("change"));
    };
    let mut work = Work::load(&app, &session, noun, written.iter().map(|w| w.id).collect()).await?;
    for Written { id, changes } in written {
        let Some(content) = work.contents.get(&id) else { continue };
        let (back, stays) = put_back_values(content, &changes);
        if stays.is_empty() || !back.is_empty() {
            work.plan(id, &back);
        }
        if !stays.is_empty() {
            work.refused(id, Refusal::ChangedMeanwhile { current: String::new() });
        }
    }
    work.carry_out(&app, &session, Some(id)).await.map(axum::Json)
}

/// The change with values in their stored form.
fn checked(directory: &Directory, asked: &BulkEdit) -> Answer<BulkChange> {
    let missing = || Fault::not_found(AssetTable::KIND);
    let set = directory.fields_in(asked.noun, &asked.table).ok_or_else(missing)?;
    // what tells rows apart is none of many
    let alone = directory.asset_tables.get(&asked.table).filter(|_| asked.noun == Noun::Asset);
    let alone = alone.map(|table| table.now.unique.as_str()).unwrap_or_default();
    let change = asked.change.clone();
    let mut problems: BTreeMap<String, &'static str> = BTreeMap::new();
    let mut settled = ValueEdits::new();
    for (key, value) in change.set {
        let field = set.field(&key).filter(|f| f.archived_at.is_none());
        let Some(field) = field else {
            problems.insert(key, "unknown_field");
            continue;
        };
        if field.key == alone {
            problems.insert(key, "not_for_many");
            continue;
        }
        match settle(directory, field, value) {
            Ok(value) => {
                settled.insert(key, value);
            }
            Err(problem) => {
                problems.insert(key, problem);
            }
        }
    }
    let known = |key: &String| asked.noun != Noun::Asset && directory.customers.now.tag(key).is_some();
    if change.tags.as_ref().is_some_and(|tags| !tags.keys.iter().all(known)) {
        problems.insert("tags".to_owned(), "unknown");
    }
    if problems.is_empty() {
        return Ok(BulkChange { set: settled, ..change });
    }
    Err(problems.into_iter().fold(Fault::unacceptable("change"), |fault, (key, problem)| fault.field(&key, problem)))
}

/// A value in its stored form.
fn settle(directory: &Directory, field: &Field, value: Option<FieldValue>) -> Result<Option<FieldValue>, &'static str> {
    // names tell customers apart, and tags and companies have ways of their own
    if matches!(field.key.as_str(), "name" | "created_at" | "tags" | "companies") {
        return Err("not_for_many");
    }
    // files are added: none of them would be no change, and never takes away those that are there
    let must = field.required || field.kind == FieldKind::Attachment;
    let Some(value) = value else { return if must { Err("required") } else { Ok(None) } };
    let text = value.as_text().unwrap_or_default();
    let is_there = match field.kind {
        FieldKind::Agent => text.parse::<AgentId>().is_ok_and(|id| directory.actor(id).is_some()),
        FieldKind::Team => text.parse::<GroupId>().is_ok_and(|id| directory.groups.iter().any(|g| g.id == id)),
        FieldKind::CustomerGroup => directory.customers.now.group(text).is_some_and(|g| g.archived_at.is_none()),
        _ => {
            let normal = field.kind.normalise(&value)?;
            return if normal.is_none() && must { Err("required") } else { Ok(normal) };
        }
    };
    if is_there { Ok(Some(value)) } else { Err("unknown") }
}

/// A change of many customers or rows under way.
struct Work {
    noun: Noun,
    ids: Vec<DocumentId>,
    contents: HashMap<DocumentId, Content>,
    planned: Vec<(Envelope, Written)>,
    answer: BulkAnswer,
}

impl Work {
    /// Reads those that are there and may be seen; the others are refused.
    async fn load(app: &App, session: &Session, noun: Noun, ids: BTreeSet<DocumentId>) -> Answer<Self> {
        let ids: Vec<DocumentId> = ids.into_iter().collect();
        let stored = ingest::load(&app.db, session.tenant, &ids).await?;
        let seen = |content: &Content| {
            content.kind() == noun.kind() && may_read(&session.actor, content) && !is_thrown_away(content)
        };
        let contents: HashMap<DocumentId, Content> =
            stored.into_iter().map(|(id, s)| (id, s.content)).filter(|(_, content)| seen(content)).collect();
        let mut work = Self { noun, ids: Vec::new(), contents, planned: Vec::new(), answer: BulkAnswer::default() };
        for id in ids {
            if work.contents.contains_key(&id) {
                work.ids.push(id);
            } else {
                work.refused(id, Refusal::NotFound);
            }
        }
        Ok(work)
    }

    /// Leaves out rows of other tables than the one whose fields are written.
    fn only_of(&mut self, table: &str) {
        let others = |id: &DocumentId| matches!(&self.contents[id], Content::Asset(row) if row.table_key() != table);
        let (others, ids): (Vec<DocumentId>, Vec<DocumentId>) = self.ids.iter().copied().partition(others);
        self.ids = ids;
        for id in others {
            self.refused(id, Refusal::NotFound);
        }
    }

    fn refused(&mut self, id: DocumentId, refusal: Refusal) {
        let name = self.contents.get(&id).map(name_of).unwrap_or_default().to_owned();
        self.answer.failed.push(RowProblem { id, name, refusal });
    }

    fn plan(&mut self, id: DocumentId, edits: &ValueEdits) {
        let Some(content) = self.contents.get(&id) else { return };
        let command = if edits.is_empty() { None } else { edit_of(id, content, edits) };
        let Some(command) = command else {
            self.answer.unchanged += 1;
            return;
        };
        let change = |(key, to): (&String, &Option<FieldValue>)| FieldChange {
            field: key.clone(),
            from: value_of(content, key),
            to: to.clone(),
        };
        let changes = edits.iter().map(change).collect();
        let at = truckroll_domain::Timestamp::default();
        let envelope = Envelope { id: CommandId::default(), at, offline: false, command };
        self.planned.push((envelope, Written { id, changes }));
    }

    /// Carries out what was planned; `undoes` is the change that is taken back by it.
    async fn carry_out(mut self, app: &App, session: &Session, undoes: Option<CommandId>) -> Answer<BulkAnswer> {
        let at = app.clock.now();
        let (envelopes, written): (Vec<Envelope>, Vec<Written>) = self
            .planned
            .drain(..)
            .map(|(envelope, written)| (Envelope { id: app.fresh(), at, ..envelope }, written))
            .unzip();
        let (tenant, agent, name) = (session.tenant.to_string(), session.agent.to_string(), app.fresh::<CommandId>());
        let noun = self.noun;
        let text = |text: &str| Value::Text(text.to_owned());
        let beside = |refused: &[Option<Refusal>]| {
            let done: Vec<&Written> =
                written.iter().zip(refused).filter(|(_, r)| r.is_none()).map(|(w, _)| w).collect();
            let mut beside = Beside::default();
            match undoes {
                Some(id) => beside.and(
                    "update bulk_changes set undone_at = $1, body = '[]' where tenant_id = $2 and id = $3",
                    vec![Value::Int(at.ms()), text(&tenant), text(&id.to_string())],
                ),
                None if done.is_empty() => {}
                None => beside.and(
                    "insert into bulk_changes (tenant_id, id, agent_id, noun, at, body) values ($1, $2, $3, $4, $5, $6)",
                    vec![
                        text(&tenant),
                        text(&name.to_string()),
                        text(&agent),
                        text(noun.word()),
                        Value::Int(at.ms()),
                        Value::Text(serde_json::to_string(&done).unwrap_or_default()),
                    ],
                ),
            }
            beside
        };
        let refused = ingest::execute_each(app, &session.caller(), envelopes, beside).await?;
        for (written, refused) in written.iter().zip(refused) {
            match refused {
                None => self.answer.done += 1,
                Some(why) => self.refused(written.id, why),
            }
        }
        self.answer.undo = (undoes.is_none() && self.answer.done > 0).then(|| name.to_string());
        self.answer.failed.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(self.answer)
    }
}

/// Whether a customer was thrown away or merged, or a row thrown away.
pub(crate) fn is_thrown_away(content: &Content) -> bool {
    match content {
        Content::Company(company) => company.deleted_at.is_some(),
        Content::Contact(contact) => contact.deleted_at.is_some(),
        Content::Asset(asset) => asset.deleted_at.is_some(),
        Content::Ticket(..) | Content::Visit(..) => false,
    }
}
