//! Decides who is told about an event, inside the transaction that caused it.
//!
//! A notice is a row per person; an effect on the world (a push message, an e-mail) is a row of the outbox. Nobody
//! is told what he did himself, and what an import or seed records about the past is no news.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::Row as _;
use truckroll_domain::event::{Event, EventKind};
use truckroll_domain::people::Role;
use truckroll_domain::time::{DAY_MS, HOUR_MS};
use truckroll_domain::{Actor, AgentId, DocumentId, Kind, TenantId, Timestamp};
use truckroll_protocol::api::NoticePreferences;
use uuid::Uuid;

use super::mail::Letter;
use super::preferences;
use crate::App;
use crate::db::{Cell, DbResult, Tx, insert_many, marks, query};
use crate::directory::Directory;

/// What rules and imports report is news for this long.
const SYSTEM_NEWS_MS: i64 = HOUR_MS;
/// What people report (phones come back after weeks) is news for this long.
const NEWS_MS: i64 = 14 * DAY_MS;

/// Every kind of notice; each has words in the message files.
pub const KINDS: [&str; 34] = [
    "visit_assigned",
    "visit_taken",
    "visit_unassigned",
    "visit_cancelled",
    "visit_rejected",
    "visit_completed",
    "cancel_requested",
    "late_record",
    "ticket_created",
    "ticket_replied",
    "ticket_withdrawn",
    "swap_asked",
    "swap_agreed",
    "swap_to_approve",
    "swap_declined",
    "swap_withdrawn",
    "swap_approved",
    "swap_rejected",
    "licence_ends",
    "link_asked",
    "link_agreed",
    "link_declined",
    "link_withdrawn",
    "link_unbound",
    "details_to_review",
    "sla_first_due",
    "sla_second_due",
    "sla_solution_due",
    "sla_first_missed",
    "sla_second_missed",
    "sla_solution_missed",
    "rule_told",
    "payment_paid",
    "payment_unclear",
];

/// A notice to one person.
struct Notice<'a> {
    to: AgentId,
    kind: &'static str,
    event: &'a Event,
}

/// Numbers and titles of the documents that events are about.
pub type Titles = HashMap<DocumentId, (String, String)>;

/// Writes the notices and effects of events; returns the agents who got a notice.
///
/// # Errors
/// When the database fails.
pub async fn plan(
    tx: &mut Tx,
    app: &App,
    directory: &Directory,
    tenant: TenantId,
    events: &[Event],
    titles: &Titles,
    now: Timestamp,
) -> DbResult<Vec<AgentId>> {
    let fresh: Vec<&Event> = events.iter().filter(|e| is_news(e, now)).collect();
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    let creators = creators(tx, tenant, &fresh).await?;
    let notices: Vec<Notice<'_>> = fresh.iter().flat_map(|e| notices(directory, &creators, e)).collect();
    let lines: Vec<(AgentId, About)> = notices
        .iter()
        .map(|notice| {
            let (number, title) = titles.get(&notice.event.document).cloned().unwrap_or_default();
            let (on, document) = (notice.event.on, notice.event.document);
            let by = notice.event.by.name().to_owned();
            (notice.to, About { kind: notice.kind, on, document, number, title, by })
        })
        .collect();
    write(tx, app, directory, tenant, &lines, now).await?;
    if app.config.smtp_url.is_some() {
        receipts(tx, app, directory, tenant, &fresh, now).await?;
    }
    let told: BTreeSet<AgentId> = notices.iter().map(|n| n.to).collect();
    Ok(told.into_iter().collect())
}

/// What a notice about a document says.
#[derive(Clone, Debug)]
pub struct About {
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// The document's kind.
    pub on: Kind,
    /// The document.
    pub document: DocumentId,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Who did it; empty for nobody.
    pub by: String,
}

/// Tells people about a document by the channels they want; returns whom.
///
/// # Errors
/// When the database fails.
pub async fn tell_about(
    tx: &mut Tx,
    app: &App,
    directory: &Directory,
    tenant: TenantId,
    about: &About,
    people: &BTreeSet<AgentId>,
    now: Timestamp,
) -> DbResult<Vec<AgentId>> {
    let lines: Vec<(AgentId, About)> = people.iter().map(|to| (*to, about.clone())).collect();
    write(tx, app, directory, tenant, &lines, now).await?;
    Ok(people.iter().copied().collect())
}

/// A notice that is about no document.
pub struct Told {
    /// To whom.
    pub to: AgentId,
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// What its words name: `number`, `title`, `by`.
    pub args: BTreeMap<&'static str, String>,
}

/// Writes notices that are about no document, and their push messages; returns whom they are to.
///
/// # Errors
/// When the database fails.
pub async fn tell(tx: &mut Tx, app: &App, tenant: TenantId, told: &[Told], now: Timestamp) -> DbResult<Vec<AgentId>> {
    let people: BTreeSet<AgentId> = told.iter().map(|one| one.to).collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let people: Vec<AgentId> = people.into_iter().collect();
    let subscriptions = subscriptions(tx, tenant, &people).await?;
    let (mut rows, mut pushes) = (Vec::new(), Vec::new());
    for one in told {
        let id: Uuid = app.fresh();
        let args = serde_json::to_string(&one.args).map_err(|e| sqlx::Error::Encode(e.into()))?;
        for endpoint in subscriptions.get(&one.to).into_iter().flatten() {
            let body = serde_json::json!({ "notice": id.to_string() }).to_string();
            pushes.push(effect(tenant, app.fresh(), "push", endpoint, body, now));
        }
        rows.push(vec![
            tenant.to_string().into(),
            id.to_string().into(),
            one.to.to_string().into(),
            one.kind.into(),
            args.into(),
            now.ms().into(),
        ]);
    }
    let columns = ["tenant_id", "id", "agent_id", "kind", "args", "created_at"];
    insert_many(tx, "notices", &columns, rows, "").await?;
    insert_effects(tx, pushes).await?;
    Ok(people)
}

fn is_news(event: &Event, now: Timestamp) -> bool {
    let limit = if event.by == Actor::System { SYSTEM_NEWS_MS } else { NEWS_MS };
    now.since_ms(event.at) <= limit
}

fn notices<'a>(directory: &Directory, creators: &HashMap<DocumentId, AgentId>, event: &'a Event) -> Vec<Notice<'a>> {
    let one = |to: Option<AgentId>, kind| to.map(|to| (to, kind)).into_iter().collect::<Vec<_>>();
    let desk = |kind| dispatchers(directory).into_iter().map(|to| (to, kind)).collect::<Vec<_>>();
    let customer = matches!(event.by, Actor::Customer { .. });
    let to = match event.kind {
        EventKind::VisitAssigned => one(event.agent, "visit_assigned"),
        EventKind::VisitReassigned => {
            let mut both = one(event.agent, "visit_assigned");
            if event.former != event.agent {
                both.extend(one(event.former, "visit_taken"));
            }
            both
        }
        EventKind::VisitUnassigned => one(event.former.or(event.agent), "visit_unassigned"),
        EventKind::VisitCancelled => one(event.agent, "visit_cancelled"),
        EventKind::VisitRejected => desk("visit_rejected"),
        EventKind::CancelRequested => desk("cancel_requested"),
        EventKind::LateRecordKept => desk("late_record"),
        EventKind::VisitCompleted => one(creators.get(&event.document).copied(), "visit_completed"),
        EventKind::TicketCreated if !event.by.has(Role::Dispatcher) => desk("ticket_created"),
        EventKind::TicketReplied if customer => desk("ticket_replied"),
        EventKind::TicketWithdrawn if customer => desk("ticket_withdrawn"),
        _ => Vec::new(),
    };
    let me = event.by.agent();
    to.into_iter().filter(|(to, _)| Some(*to) != me).map(|(to, kind)| Notice { to, kind, event }).collect()
}

fn dispatchers(directory: &Directory) -> Vec<AgentId> {
    let with = |role| {
        let agents = directory.agents.values().filter(move |a| a.disabled_at.is_none() && a.roles.contains(&role));
        agents.map(|a| a.id).collect::<Vec<_>>()
    };
    let dispatchers = with(Role::Dispatcher);
    if dispatchers.is_empty() { with(Role::Admin) } else { dispatchers }
}

/// Who made the visits that were completed.
async fn creators(tx: &mut Tx, tenant: TenantId, events: &[&Event]) -> DbResult<HashMap<DocumentId, AgentId>> {
    let mut ids: Vec<DocumentId> =
        events.iter().filter(|e| e.kind == EventKind::VisitCompleted).map(|e| e.document).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut creators = HashMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!(
            "select id, created_by from visits where tenant_id = $1 and created_by is not null and id in ({})",
            marks(2, chunk.len())
        );
        let mut select = query(&sql).bind(tenant.to_string());
        for id in chunk {
            select = select.bind(id.to_string());
        }
        for row in select.fetch_all(tx.on()).await? {
            let (id, by): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            if let (Ok(id), Ok(by)) = (id.parse(), by.parse()) {
                creators.insert(id, by);
            }
        }
    }
    Ok(creators)
}

async fn write(
    tx: &mut Tx,
    app: &App,
    directory: &Directory,
    tenant: TenantId,
    notices: &[(AgentId, About)],
    now: Timestamp,
) -> DbResult<()> {
    if notices.is_empty() {
        return Ok(());
    }
    let people: BTreeSet<AgentId> = notices.iter().map(|(to, _)| *to).collect();
    let told: Vec<AgentId> = people.iter().copied().collect();
    let subscriptions = subscriptions(tx, tenant, &told).await?;
    let preferences = preferences::of(tx, tenant, &people).await?;
    let (mut rows, mut effects) = (Vec::new(), Vec::new());
    for (to, about) in notices {
        let default = NoticePreferences::default();
        let wants = |channel| preferences.get(to).unwrap_or(&default).wants(about.kind, channel);
        if !["app", "push", "email"].into_iter().any(wants) {
            continue;
        }
        let id: Uuid = app.fresh();
        for endpoint in subscriptions.get(to).into_iter().flatten().filter(|_| wants("push")) {
            // one row a browser, so that one broken subscription repeats alone
            let body = serde_json::json!({ "notice": id.to_string() }).to_string();
            effects.push(effect(tenant, app.fresh(), "push", endpoint, body, now));
        }
        let mail = directory.agents.get(to).map(|agent| agent.email.as_str()).filter(|mail| !mail.is_empty());
        if let (Some(mail), true) = (mail, wants("email") && app.config.smtp_url.is_some()) {
            let letter = Letter::notice(directory, about.kind, &about.number, &about.title, &about.by);
            let body = serde_json::to_string(&letter).map_err(|e| sqlx::Error::Encode(e.into()))?;
            effects.push(effect(tenant, app.fresh(), "email", mail, body, now));
        }
        let quiet = i64::from(!wants("app"));
        let args = BTreeMap::from([("number", &about.number), ("title", &about.title), ("by", &about.by)]);
        let args = serde_json::to_string(&args).map_err(|e| sqlx::Error::Encode(e.into()))?;
        rows.push(vec![
            tenant.to_string().into(),
            id.to_string().into(),
            to.to_string().into(),
            about.kind.into(),
            about.on.word().into(),
            about.document.to_string().into(),
            args.into(),
            now.ms().into(),
            quiet.into(),
        ]);
    }
    let columns =
        ["tenant_id", "id", "agent_id", "kind", "document_kind", "document_id", "args", "created_at", "quiet"];
    insert_many(tx, "notices", &columns, rows, "").await?;
    insert_effects(tx, effects).await
}

pub(super) async fn subscriptions(
    tx: &mut Tx,
    tenant: TenantId,
    told: &[AgentId],
) -> DbResult<HashMap<AgentId, Vec<String>>> {
    let mut found: HashMap<AgentId, Vec<String>> = HashMap::new();
    for chunk in told.chunks(500) {
        let sql = format!(
            "select agent_id, endpoint from push_subscriptions where tenant_id = $1 and agent_id in ({})",
            marks(2, chunk.len())
        );
        let mut select = query(&sql).bind(tenant.to_string());
        for id in chunk {
            select = select.bind(id.to_string());
        }
        for row in select.fetch_all(tx.on()).await? {
            if let Ok(agent) = row.try_get::<String, _>(0)?.parse() {
                found.entry(agent).or_default().push(row.try_get(1)?);
            }
        }
    }
    Ok(found)
}

/// A receipt by e-mail for customers whose address is known.
async fn receipts(
    tx: &mut Tx,
    app: &App,
    directory: &Directory,
    tenant: TenantId,
    events: &[&Event],
    now: Timestamp,
) -> DbResult<()> {
    let mut letters = Vec::new();
    let made = events.iter().filter(|e| e.kind == EventKind::TicketCreated && e.by.agent().is_none());
    for event in made.take(500) {
        let row = sqlx::query(
            "select t.number, t.title, c.email from tickets t \
             join contacts c on c.tenant_id = t.tenant_id and c.id = t.contact_id \
             where t.tenant_id = $1 and t.id = $2 and c.email <> ''",
        )
        .bind(tenant.to_string())
        .bind(event.document.to_string())
        .fetch_optional(tx.on())
        .await?;
        let Some(row) = row else { continue };
        let number: Option<String> = row.try_get(0)?;
        let (title, to): (String, String) = (row.try_get(1)?, row.try_get(2)?);
        let path = app.secrets.links.progress_path(tenant, event.document.into());
        let link = crate::links::customer_address(&app.config, directory, &path);
        let letter = Letter::receipt(directory, &number.unwrap_or_default(), &title, &link);
        let body = serde_json::to_string(&letter).map_err(|e| sqlx::Error::Encode(e.into()))?;
        letters.push(effect(tenant, app.fresh(), "email", &to, body, now));
    }
    insert_effects(tx, letters).await
}

/// Lets a letter to somebody outside wait to be sent.
///
/// # Errors
/// When the database fails.
pub async fn post(tx: &mut Tx, app: &App, tenant: TenantId, to: &str, letter: &Letter) -> DbResult<()> {
    let body = serde_json::to_string(letter).map_err(|e| sqlx::Error::Encode(e.into()))?;
    insert_effects(tx, vec![effect(tenant, app.fresh(), "email", to, body, app.clock.now())]).await
}

pub(super) fn effect(
    tenant: TenantId,
    id: Uuid,
    channel: &str,
    target: &str,
    body: String,
    now: Timestamp,
) -> Vec<Cell> {
    vec![
        tenant.to_string().into(),
        id.to_string().into(),
        channel.into(),
        target.into(),
        body.into(),
        now.ms().into(),
        0.into(),
        now.ms().into(),
        0.into(),
    ]
}

/// Columns of the outbox, in the order of [`effect`].
pub(super) const OUTBOX: [&str; 9] =
    ["tenant_id", "id", "channel", "target", "body", "created_at", "attempts", "next_at", "leased_until"];

async fn insert_effects(tx: &mut Tx, rows: Vec<Vec<Cell>>) -> DbResult<()> {
    insert_many(tx, "outbox", &OUTBOX, rows, "").await
}
