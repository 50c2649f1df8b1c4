//! The rows a person may see: all, or those that travel to him and those of the agents and groups his role reaches.

use truckroll_domain::access::{Area, Circle, Verb, may_read};
use truckroll_domain::{Content, DocumentId, Kind, TicketId, Value};

use crate::App;
use crate::auth::Session;
use crate::db::DbResult;
use crate::http::{Answer, Fault};
use crate::ingest::{self, Stored};
use crate::lists::Conditions;

/// Most agents or groups that are named one by one; an organisation has fewer.
const MAX_NAMED: usize = 5_000;

/// The area, the table, and the columns that name agents and groups.
const fn columns(kind: Kind) -> (Area, &'static str, &'static [&'static str], &'static [&'static str]) {
    match kind {
        Kind::Ticket => (Area::Tickets, "tickets", &["assignee"], &["group_id"]),
        Kind::Visit => (Area::Visits, "visits", &["assignee", "created_by"], &[]),
        Kind::Company => (Area::Customers, "companies", &[], &[]),
        Kind::Contact => (Area::Customers, "contacts", &[], &[]),
        Kind::Asset => (Area::Customers, "assets", &[], &[]),
    }
}

/// The rows of a kind that this person may see.
#[must_use]
pub fn reached(session: &Session, kind: Kind) -> Conditions {
    let mut conditions = Conditions::of(session.tenant);
    let (area, table, agents, groups) = columns(kind);
    let rights = session.rights();
    if rights.all(area, Verb::View) {
        return conditions;
    }
    if !rights.allow(area, Verb::View) {
        conditions.and("1 = 0");
        return conditions;
    }
    let me = conditions.text(session.agent.to_string());
    // index scopes_document, then the primary key of scopes
    let mut any = vec![format!(
        "exists (select 1 from scopes s where s.tenant_id = {table}.tenant_id and s.agent_id = {me} \
         and s.document_id = {table}.id and s.gone = 0)"
    )];
    let circle: &Circle = rights.circle(area);
    // indexes tickets_assignee, visits_assignee
    let ids: Vec<String> = circle.agents.iter().take(MAX_NAMED).map(ToString::to_string).collect();
    any.extend(named(&mut conditions, agents, &ids));
    let ids: Vec<String> = circle.groups.iter().take(MAX_NAMED).map(ToString::to_string).collect();
    any.extend(named(&mut conditions, groups, &ids));
    conditions.and(format!("({})", any.join(" or ")));
    conditions
}

/// The ids of the tickets that this person may see, found from each side by itself: what travels to him (index
/// `scopes_pull`), what agents of his circle answer for (`tickets_assignee`), what groups do (`tickets_group`).
///
/// # Errors
/// When the database fails.
pub(crate) async fn reached_tickets(app: &App, session: &Session) -> DbResult<Vec<String>> {
    use sqlx::Row as _;
    let rights = session.rights();
    if !rights.allow(Area::Tickets, Verb::View) {
        return Ok(Vec::new());
    }
    let circle: &Circle = rights.circle(Area::Tickets);
    let texts = |ids: &mut dyn Iterator<Item = String>| ids.take(MAX_NAMED).collect::<Vec<String>>();
    let agents = texts(&mut circle.agents.iter().map(ToString::to_string));
    let groups = texts(&mut circle.groups.iter().map(ToString::to_string));
    let travels = "select t.id from scopes s join tickets t on t.tenant_id = s.tenant_id and t.id = s.document_id \
                   where s.tenant_id = $1 and s.gone = 0 and s.agent_id in";
    let me = vec![session.agent.to_string()];
    let given = "select id from tickets where tenant_id = $1 and";
    let mut all = Vec::new();
    for (head, ids) in
        [(travels.to_owned(), me), (format!("{given} assignee in"), agents), (format!("{given} group_id in"), groups)]
    {
        if ids.is_empty() {
            continue;
        }
        let sql = format!("{head} ({})", crate::db::marks(2, ids.len()));
        let select = crate::db::query(&sql).bind(session.tenant.to_string());
        let select = ids.into_iter().fold(select, |select, id| select.bind(id));
        for row in select.fetch_all(app.db.pool()).await? {
            all.push(row.try_get(0)?);
        }
    }
    Ok(all)
}

fn named(conditions: &mut Conditions, columns: &[&str], ids: &[String]) -> Vec<String> {
    if ids.is_empty() || columns.is_empty() {
        return Vec::new();
    }
    let marks: Vec<String> = ids.iter().map(|id| conditions.value(Value::Text(id.clone()))).collect();
    let marks = marks.join(", ");
    columns.iter().map(|column| format!("{column} in ({marks})")).collect()
}

/// Whether a document travels to this person's devices.
///
/// # Errors
/// When the database fails.
pub async fn holds(app: &App, session: &Session, id: DocumentId) -> DbResult<bool> {
    use sqlx::Row as _;
    let row = sqlx::query(
        "select cast(count(*) as bigint) from scopes where tenant_id = $1 and agent_id = $2 and document_id = $3 and gone = 0",
    )
    .bind(session.tenant.to_string())
    .bind(session.agent.to_string())
    .bind(id.to_string())
    .fetch_one(app.db.pool())
    .await?;
    Ok(row.try_get::<i64, _>(0)? > 0)
}

/// A ticket as this person may read it, with what the server keeps of it: his devices hold it, or his rights reach it.
///
/// # Errors
/// 404 when there is none, or not for him.
pub async fn readable_ticket(app: &App, session: &Session, id: TicketId) -> Answer<Stored> {
    let missing = || Fault::not_found("ticket");
    let document = DocumentId::from(id);
    let stored = ingest::load(&app.db, session.tenant, &[document]).await?.remove(&document).ok_or_else(missing)?;
    if reads_ticket(app, session, id, &stored.content).await? { Ok(stored) } else { Err(missing()) }
}

/// Whether this person may read a ticket: his devices hold it, or his rights reach it.
///
/// # Errors
/// When the database fails.
pub async fn reads_ticket(app: &App, session: &Session, id: TicketId, content: &Content) -> DbResult<bool> {
    let travels = session.actor.may(Area::Tickets, Verb::View) && holds(app, session, id.into()).await?;
    Ok(travels || may_read(&session.actor, content))
}
