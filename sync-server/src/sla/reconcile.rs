//! Compares what is with what should be: which policy a ticket notes, what its clocks show, which rows of policies are due.
//!
//! How far it has read is a row of `sla_cursors`; the numbers of the feed become visible in their order, so nothing before it is
//! left out, whatever was announced to whom. A ticket is read whole and everything about it follows from what is stored: doing
//! it twice, or on two nodes at once, comes to the same.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;

use sqlx::Row as _;
use tokio::sync::broadcast::error::RecvError;
use truckroll_domain::calendar::Calendar;
use truckroll_domain::entry::EntryBody;
use truckroll_domain::sla::{SlaPolicy, Story, Target, facts};
use truckroll_domain::tickets::{Status, Ticket, TicketCommand, TicketOverlay};
use truckroll_domain::{Actor, Command, Content, DocumentId, Entry, Envelope, Kind, TenantId, TicketId, Timestamp};

use super::happen::{self, Due};
use super::holding;
use crate::App;
use crate::db::{Cell, DbResult, insert_many, marks, query};
use crate::directory::Directory;
use crate::ingest::{self, Caller, ExecuteError};
use crate::news::{self, Announcement, Changed, News};

/// When time alone changes something, it is seen within this.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// Tickets that are read at once.
const BATCH: usize = 200;
/// Tickets that are swept at once, between looks at what was written meanwhile.
const SWEPT: usize = 50;
/// The topic under which desks are told that clocks show something else.
const TOPIC: &str = "ticket_clocks";

/// A ticket that is looked at.
struct Case {
    id: TicketId,
    seq: i64,
    ticket: Ticket,
    overlay: TicketOverlay,
    entries: Vec<Entry>,
}

/// Starts the reconciler: woken by what is stored, and by time. It ends with the runtime.
pub fn start(app: &App) -> tokio::task::JoinHandle<()> {
    let app = app.clone();
    let mut stored = app.listen();
    tokio::spawn(async move {
        loop {
            match run(&app).await {
                Ok(0) => {}
                Ok(tickets) => tracing::debug!(tickets, "clocks of tickets are right again"),
                Err(error) => tracing::warn!(%error, "clocks of tickets wait for the database"),
            }
            match tokio::time::timeout(LOOK_AGAIN, stored.recv()).await {
                Ok(Err(RecvError::Closed)) => return,
                Ok(Ok(_) | Err(RecvError::Lagged(_))) | Err(_) => {}
            }
            // one look is enough for all that came meanwhile
            stored = stored.resubscribe();
        }
    })
}

/// Brings everything in order that is not. Returns how many tickets it looked at.
///
/// # Errors
/// When the database fails; what was not done is done the next time.
pub async fn run(app: &App) -> DbResult<u64> {
    let mut looked = 0;
    // the primary keys of both
    let behind = query(
        "select t.id, t.seq, coalesce(c.seq, 0), coalesce(c.definitions_seq, 0) from tenants t \
         left join sla_cursors c on c.tenant_id = t.id where c.seq is null or c.seq < t.seq",
    );
    for row in behind.fetch_all(app.db.pool()).await? {
        let Ok(tenant) = row.try_get::<String, _>(0)?.parse::<TenantId>() else { continue };
        looked += follow(app, tenant, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?).await?;
    }
    Ok(looked + of_time(app).await?)
}

/// Follows an organisation's feed from `seq` to `top`.
async fn follow(app: &App, tenant: TenantId, top: i64, seq: i64, definitions: i64) -> DbResult<u64> {
    let directory = app.directory(tenant).await?;
    let mut looked = 0;
    let mut written = definitions;
    if !directory.sla.is_empty() {
        written = last_written(app, tenant).await?;
        looked += feed(app, tenant, &directory, (seq, top), &HashSet::new()).await?.0;
        if written > definitions {
            looked += sweep(app, tenant, &directory, top).await?;
        }
    }
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "insert into sla_cursors (tenant_id, seq, definitions_seq) values ($1, $2, $3) on conflict (tenant_id) do update \
         set seq = excluded.seq, definitions_seq = excluded.definitions_seq where sla_cursors.seq <= excluded.seq",
    )
    .bind(tenant.to_string())
    .bind(top)
    .bind(written)
    .execute(tx.on())
    .await?;
    tx.commit().await?;
    Ok(looked)
}

/// Looks at the tickets that were written after `seq` and up to `top`, but for some. Returns how many, and the number of the last one.
async fn feed(
    app: &App,
    tenant: TenantId,
    directory: &Directory,
    (seq, top): (i64, i64),
    but: &HashSet<DocumentId>,
) -> DbResult<(u64, i64)> {
    let (mut looked, mut after) = (0, seq);
    loop {
        // index documents_kind
        let rows = sqlx::query(
            "select id, seq from documents where tenant_id = $1 and kind = $2 and seq > $3 and seq <= $4 \
             order by seq limit $5",
        )
        .bind(tenant.to_string())
        .bind(Kind::Ticket.word())
        .bind(after)
        .bind(top)
        .bind(i64::try_from(BATCH).unwrap_or(i64::MAX))
        .fetch_all(app.db.pool())
        .await?;
        let Some(last) = rows.last() else { return Ok((looked, after)) };
        after = last.try_get(1)?;
        let mut ids = ids(&rows)?;
        ids.retain(|id| !but.contains(id));
        looked += look(app, tenant, directory, &ids).await?;
    }
}

/// The number at which a policy or calendar was last written or removed.
async fn last_written(app: &App, tenant: TenantId) -> DbResult<i64> {
    // the primary key of definitions
    let row = sqlx::query("select max(seq) from definitions where tenant_id = $1 and kind in ($2, $3)")
        .bind(tenant.to_string())
        .bind(SlaPolicy::KIND)
        .bind(Calendar::KIND)
        .fetch_one(app.db.pool())
        .await?;
    Ok(row.try_get::<Option<i64>, _>(0)?.unwrap_or_default())
}

/// Looks at all tickets that are not solved, after policies or calendars changed. Of many that takes a while, and people wait for what
/// they write now: tickets that are written meanwhile, after `top`, are looked at in between. The next run looks at them again, by what is
/// the policy then.
async fn sweep(app: &App, tenant: TenantId, directory: &Directory, top: i64) -> DbResult<u64> {
    let (mut looked, mut after, mut seen) = (0, String::new(), top);
    // looking at a ticket writes it
    let mut swept = HashSet::new();
    loop {
        // the primary key of tickets
        let rows = sqlx::query(
            "select id from tickets where tenant_id = $1 and id > $2 and status not in ($3, $4) order by id limit $5",
        )
        .bind(tenant.to_string())
        .bind(&after)
        .bind(Status::Resolved.word())
        .bind(Status::Closed.word())
        .bind(i64::try_from(SWEPT).unwrap_or(i64::MAX))
        .fetch_all(app.db.pool())
        .await?;
        let Some(last) = rows.last() else { return Ok(looked) };
        after = last.try_get(0)?;
        let ids = ids(&rows)?;
        looked += look(app, tenant, directory, &ids).await?;
        swept.extend(ids);
        let (came, last) = feed(app, tenant, directory, (seen, i64::MAX), &swept).await?;
        (looked, seen) = (looked + came, last);
    }
}

/// Looks at tickets about which time alone changes something.
async fn of_time(app: &App) -> DbResult<u64> {
    let (mut looked, mut seen) = (0, BTreeSet::new());
    loop {
        // index ticket_clocks_look
        let rows = sqlx::query(
            "select distinct tenant_id, ticket_id from ticket_clocks where look_at is not null and look_at <= $1 limit $2",
        )
        .bind(app.clock.now().ms())
        .bind(i64::try_from(BATCH).unwrap_or(i64::MAX))
        .fetch_all(app.db.pool())
        .await?;
        let mut due: HashMap<TenantId, Vec<DocumentId>> = HashMap::new();
        for row in &rows {
            let (tenant, ticket): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            if let (Ok(tenant), Ok(ticket)) = (tenant.parse::<TenantId>(), ticket.parse::<DocumentId>())
                && seen.insert((tenant, ticket))
            {
                due.entry(tenant).or_default().push(ticket);
            }
        }
        if due.is_empty() {
            return Ok(looked);
        }
        for (tenant, tickets) in due {
            let directory = app.directory(tenant).await?;
            looked += look(app, tenant, &directory, &tickets).await?;
        }
    }
}

fn ids(rows: &[sqlx::any::AnyRow]) -> DbResult<Vec<DocumentId>> {
    let texts: Vec<String> = rows.iter().map(|row| row.try_get(0)).collect::<DbResult<_>>()?;
    Ok(texts.iter().filter_map(|id| id.parse().ok()).collect())
}

/// Brings everything about these tickets in order.
async fn look(app: &App, tenant: TenantId, directory: &Directory, ids: &[DocumentId]) -> DbResult<u64> {
    if ids.is_empty() {
        return Ok(0);
    }
    let mut cases = cases(app, tenant, ids).await?;
    note_terms(app, tenant, directory, &mut cases).await?;
    let now = app.clock.now();
    let (mut rows, mut due) = (Vec::new(), Vec::new());
    for case in cases.iter().filter(|case| !case.overlay.terms.is_empty()) {
        let story = facts(&case.ticket, &case.overlay, &case.entries, &directory.sla.book);
        let rows_due = happen::due(&directory.sla.book, &case.overlay, &story, now);
        for target in Target::ALL {
            rows.push(clock_row(tenant, case, &story, target, &rows_due, now));
        }
        due.extend(rows_due.into_iter().filter(|due| due.at <= now).map(|due| (case.id, due)));
    }
    write(app, tenant, directory, rows, due, &cases, now).await?;
    Ok(cases.len() as u64)
}

async fn cases(app: &App, tenant: TenantId, ids: &[DocumentId]) -> DbResult<Vec<Case>> {
    let mut entries = entries_of(app, tenant, ids).await?;
    let mut cases = Vec::new();
    for (id, stored) in ingest::load(&app.db, tenant, ids).await? {
        if let Content::Ticket(ticket, overlay) = stored.content {
            let entries = entries.remove(&id).unwrap_or_default();
            cases.push(Case { id: id.into(), seq: stored.seq, ticket, overlay, entries });
        }
    }
    cases.sort_by_key(|case| case.id);
    Ok(cases)
}

async fn entries_of(app: &App, tenant: TenantId, ids: &[DocumentId]) -> DbResult<HashMap<DocumentId, Vec<Entry>>> {
    let mut entries: HashMap<DocumentId, Vec<Entry>> = HashMap::new();
    if ids.is_empty() {
        return Ok(entries);
    }
    // index entries_parent
    let sql = format!("select body from entries where tenant_id = $1 and parent_id in ({})", marks(2, ids.len()));
    let mut select = query(&sql).bind(tenant.to_string());
    for id in ids {
        select = select.bind(id.to_string());
    }
    for row in select.fetch_all(app.db.pool()).await? {
        let Ok(entry) = serde_json::from_str::<Entry>(&row.try_get::<String, _>(0)?) else { continue };
        if !matches!(entry.body, EntryBody::Note { .. }) {
            entries.entry(entry.parent).or_default().push(entry);
        }
    }
    Ok(entries)
}

/// Notes which policy holds where something else is noted. What is solved keeps what held, and what arrives solved, from a phone
/// that had no network, has what held when that was done.
async fn note_terms(app: &App, tenant: TenantId, directory: &Directory, cases: &mut [Case]) -> DbResult<()> {
    let book = &directory.sla.book;
    let mut commands = Vec::new();
    for case in cases.iter_mut() {
        let solved = matches!(case.ticket.status(), Status::Resolved | Status::Closed);
        if solved && !(case.overlay.terms.is_empty() && made_offline(&case.entries)) {
            continue;
        }
        let wanted = holding(directory, case.id, &case.ticket, &case.overlay);
        let Some(terms) = book.noted(wanted, &case.ticket, &case.overlay, &case.entries) else { continue };
        if solved && case.ticket.statuses.values().map(|fact| fact.at).max().is_none_or(|solved| solved < terms.at) {
            continue;
        }
        case.overlay.terms.push(terms);
        let command = Command::Ticket { id: case.id, command: TicketCommand::SetTerms { terms } };
        commands.push(Envelope { id: app.fresh(), at: app.clock.now(), offline: false, command });
    }
    if commands.is_empty() {
        return Ok(());
    }
    let caller = Caller { tenant, actor: Actor::System, device: None };
    match ingest::execute_each(app, &caller, commands, |_| ingest::Beside::default()).await {
        Ok(refused) => {
            for why in refused.into_iter().flatten() {
                tracing::warn!(%why, "a policy could not be noted in a ticket");
            }
            Ok(())
        }
        Err(ExecuteError::Database(error)) => Err(error),
        Err(error) => Err(sqlx::Error::Protocol(error.to_string())),
    }
}

/// Whether a ticket was made where there was no network.
fn made_offline(entries: &[Entry]) -> bool {
    let made = |entry: &Entry| matches!(&entry.body, EntryBody::Log { action, .. } if action == "create");
    entries.iter().any(|entry| entry.offline && made(entry))
}

const COLUMNS: [&str; 12] = [
    "tenant_id",
    "ticket_id",
    "target",
    "state",
    "used_ms",
    "limit_ms",
    "due_at",
    "amber_at",
    "missed_at",
    "stopped_at",
    "seq",
    "look_at",
];
/// Newer readings take the place of older ones. A target without a limit keeps a row that shows nothing.
const CONFLICT: &str = "(tenant_id, ticket_id, target) do update set state = excluded.state, used_ms = excluded.used_ms, \
     limit_ms = excluded.limit_ms, due_at = excluded.due_at, amber_at = excluded.amber_at, missed_at = excluded.missed_at, \
     stopped_at = excluded.stopped_at, seq = excluded.seq, look_at = excluded.look_at where ticket_clocks.seq <= excluded.seq";

fn clock_row(tenant: TenantId, case: &Case, story: &Story, target: Target, due: &[Due], now: Timestamp) -> Vec<Cell> {
    let course = story.measure(target, now);
    let reading = &course.now;
    // it is missed when more than the limit was used
    let breaks = reading.limit_ms.filter(|_| reading.missed_at.is_none());
    let breaks = breaks.and_then(|limit| course.reaches(limit + 1)).filter(|at| *at > now);
    let next = due.iter().filter(|due| due.action.target == target && due.at > now).map(|due| due.at).min();
    let look_at = [breaks, next].into_iter().flatten().min();
    let time = |at: Option<Timestamp>| at.map_or(Cell::Null("bigint"), |at| at.ms().into());
    vec![
        tenant.to_string().into(),
        case.id.to_string().into(),
        target.word().into(),
        reading.state.word().into(),
        reading.used_ms.into(),
        reading.limit_ms.unwrap_or_default().into(),
        time(reading.due_at),
        time(course.amber_at()),
        time(reading.missed_at),
        time(reading.stopped_at),
        case.seq.into(),
        time(look_at),
    ]
}

/// Writes what clocks show and what happens, in one transaction.
async fn write(
    app: &App,
    tenant: TenantId,
    directory: &Directory,
    rows: Vec<Vec<Cell>>,
    due: Vec<(TicketId, Due)>,
    cases: &[Case],
    now: Timestamp,
) -> DbResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    insert_many(&mut tx, "ticket_clocks", &COLUMNS, rows, CONFLICT).await?;
    let mut told = Vec::new();
    for (id, due) in due {
        if let Some(case) = cases.iter().find(|case| case.id == id)
            && happen::is_first(&mut tx, tenant, id, &due, now).await?
        {
            let about = happen::About { id, ticket: &case.ticket, overlay: &case.overlay };
            told.extend(happen::tell(&mut tx, app, directory, tenant, &about, &due, now).await?);
        }
    }
    let mut news = vec![News::Stored(Announcement {
        tenant,
        seq: 0,
        changed: Changed::Definitions(vec![TOPIC.to_owned()]),
        agents: Some(Vec::new()),
    })];
    if !told.is_empty() {
        news.push(News::Noticed { tenant, agents: Some(told) });
    }
    for one in &news {
        news::tell(&mut tx, one).await?;
    }
    tx.commit().await?;
    for one in news {
        app.hear(one);
    }
    Ok(())
}
