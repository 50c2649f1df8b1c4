//! The one place that stores.
//!
//! Order inside the transaction: sequence numbers first (on PostgreSQL that is the tenant's lock), then the
//! check that no document moved since it was loaded, then everything, then word to the other nodes. After the commit:
//! word to this one.

use std::collections::{BTreeSet, HashMap};

use sqlx::Row as _;
use truckroll_domain::document::inspect;
use truckroll_domain::{AgentId, Content, DocumentId, Entry, Kind, TenantId, Timestamp};

use super::receive::hex;
use super::{Beside, Caller, Prepared, load, scopes};
use crate::App;
use crate::assets::unique;
use crate::customers::index::{self, Customer};
use crate::customers::merge;
use crate::db::{Cell, Db, DbResult, Tx, insert_many, marks, query};
use crate::directory::Directory;
use crate::news::{self, Announcement, Changed, News};
use crate::rules::queue;

/// Why nothing was stored.
#[derive(Debug)]
pub(super) enum CommitError {
    /// A document or command moved since it was loaded: load and work again.
    Moved,
    /// What had to be written beside them could not be.
    Overtaken,
    /// Another row of an asset table has the value by which this one is told from all others.
    Taken {
        /// The row.
        document: DocumentId,
        /// The field.
        field: String,
    },
    /// The database failed.
    Database(sqlx::Error),
}

impl From<sqlx::Error> for CommitError {
    fn from(error: sqlx::Error) -> Self {
        // two nodes stored the same new document or command at the same time
        if error.as_database_error().is_some_and(|e| e.is_unique_violation()) {
            CommitError::Moved
        } else {
            CommitError::Database(error)
        }
    }
}

/// Bytes put aside for inspection.
pub(super) struct Quarantined {
    pub document: DocumentId,
    pub reason: String,
    pub bytes: Vec<u8>,
}

/// Stores prepared documents, the outcomes of commands (`results`: id and JSON), quarantined bytes, and what is written
/// beside them.
/// Returns the last sequence number.
pub(super) async fn commit(
    app: &App,
    caller: &Caller,
    directory: &Directory,
    mut prepared: Vec<Prepared>,
    results: Vec<(String, String)>,
    quarantined: Vec<Quarantined>,
    beside: &Beside,
) -> Result<i64, CommitError> {
    if prepared.is_empty() && results.is_empty() && quarantined.is_empty() && beside.is_empty() {
        return Ok(0);
    }
    let tenant = caller.tenant;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let count = i64::try_from(prepared.len()).unwrap_or(i64::MAX);
    let last = tx.take_seq(tenant, count).await?;
    if moved(&mut tx, tenant, &prepared).await? {
        return Err(CommitError::Moved);
    }
    give_numbers(&mut tx, tenant, &mut prepared, now).await?;
    let with_seq: Vec<(i64, &Prepared)> = (last - count + 1..).zip(&prepared).collect();
    write_documents(&mut tx, tenant, &with_seq).await?;
    write_changes(&mut tx, caller, &with_seq).await?;
    load::write_rows(&mut tx, tenant, prepared.iter().map(|p| p.content.row(p.id)).collect()).await?;
    index::write(&mut tx, tenant, directory, customers(&prepared)).await?;
    write_entries(&mut tx, tenant, &with_seq).await?;
    let mut agents = scopes::update(&mut tx, tenant, &with_seq).await?;
    // what a device has done is kept, and told apart by people
    if caller.device.is_none()
        && let Some((document, field)) = unique::clash(&mut tx, tenant, directory, &prepared).await?
    {
        return Err(CommitError::Taken { document, field });
    }
    if prepared.iter().any(|p| matches!(p.kind, Kind::Company | Kind::Contact)) {
        agents.extend(directory.with_all_customers());
    }
    write_events(&mut tx, tenant, &with_seq).await?;
    let touched = with_seq.iter().map(|(seq, p)| p.touched(*seq)).collect();
    queue::write(&mut tx, directory, tenant, touched, beside.cause.as_ref(), now).await?;
    let mut noticed = plan_notices(&mut tx, app, directory, tenant, &prepared, now).await?;
    noticed.extend(&beside.noticed);
    let news = news_of(tenant, last, &prepared, agents, noticed);
    let rows = results
        .into_iter()
        .map(|(id, outcome)| vec![tenant.to_string().into(), id.into(), outcome.into(), last.into(), now.ms().into()])
        .collect();
    insert_many(&mut tx, "commands", &["tenant_id", "id", "outcome", "seq", "at"], rows, "").await?;
    let rows = quarantined
        .into_iter()
        .map(|q| {
            vec![
                tenant.to_string().into(),
                app.fresh::<DocumentId>().to_string().into(),
                caller.device.map(|d| d.to_string()).into(),
                q.document.to_string().into(),
                q.reason.into(),
                q.bytes.into(),
                now.ms().into(),
            ]
        })
        .collect();
    let columns = ["tenant_id", "id", "device_id", "document_id", "reason", "bytes", "at"];
    insert_many(&mut tx, "quarantine", &columns, rows, "").await?;
    if !beside.write(&mut tx).await? {
        return Err(CommitError::Overtaken);
    }
    let names_merged = merge::names_merged(&mut tx, tenant, prepared.iter().map(|p| (p.id, &p.content))).await?;
    for one in &news {
        news::tell(&mut tx, one).await?;
    }
    tx.commit().await?;
    for one in news {
        app.hear(one);
    }
    if names_merged {
        app.merged.notify_one();
    }
    Ok(last)
}

/// Those of the documents that are customers or rows under them.
fn customers(prepared: &[Prepared]) -> Vec<Customer<'_>> {
    let customers = prepared.iter().filter(|p| p.kind != Kind::Visit);
    customers.map(|p| Customer { id: p.id, content: &p.content, known: p.base_seq > 0 }).collect()
}

/// What this transaction tells: who has notices, and what was stored for whom.
fn news_of(
    tenant: TenantId,
    seq: i64,
    prepared: &[Prepared],
    mut agents: BTreeSet<AgentId>,
    noticed: Vec<AgentId>,
) -> Vec<News> {
    let mut news = Vec::new();
    agents.extend(noticed.iter().copied());
    if !noticed.is_empty() {
        news.push(News::Noticed { tenant, agents: Some(noticed) });
    }
    if !prepared.is_empty() {
        news.push(News::Stored(Announcement {
            tenant,
            seq,
            changed: Changed::Documents(prepared.iter().map(|p| (p.kind, p.id)).collect()),
            agents: Some(agents.into_iter().collect()),
        }));
    }
    news
}

/// Whether any document has another number than the one it was loaded with.
async fn moved(tx: &mut Tx, tenant: TenantId, prepared: &[Prepared]) -> DbResult<bool> {
    for chunk in prepared.chunks(500) {
        let sql = format!("select id, seq from documents where tenant_id = $1 and id in ({})", marks(2, chunk.len()));
        let mut select = query(&sql).bind(tenant.to_string());
        for p in chunk {
            select = select.bind(p.id.to_string());
        }
        let mut found: HashMap<String, i64> = HashMap::new();
        for row in select.fetch_all(tx.on()).await? {
            found.insert(row.try_get(0)?, row.try_get(1)?);
        }
        if chunk.iter().any(|p| found.get(&p.id.to_string()).copied().unwrap_or(0) != p.base_seq) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// New tickets and visits get their numbers (`T-2026-000412`), by year of the server's clock.
async fn give_numbers(tx: &mut Tx, tenant: TenantId, prepared: &mut [Prepared], now: Timestamp) -> DbResult<()> {
    let year = year_of(now);
    for (kind, letter) in [(Kind::Ticket, 'T'), (Kind::Visit, 'V')] {
        let new: Vec<&mut Prepared> = prepared.iter_mut().filter(|p| p.kind == kind && p.base_seq == 0).collect();
        if new.is_empty() {
            continue;
        }
        let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
        let last: i64 = sqlx::query(
            "insert into numbers (tenant_id, kind, year, last) values ($1, $2, $3, $4) \
             on conflict (tenant_id, kind, year) do update set last = numbers.last + excluded.last returning last",
        )
        .bind(tenant.to_string())
        .bind(kind.word())
        .bind(year)
        .bind(count)
        .fetch_one(tx.on())
        .await?
        .try_get(0)?;
        for (number, document) in (last - count + 1..).zip(new) {
            let number = Some(format!("{letter}-{year}-{number:06}"));
            match &mut document.content {
                Content::Ticket(_, overlay) => overlay.number = number,
                Content::Visit(_, overlay) => overlay.number = number,
                _ => {}
            }
        }
    }
    Ok(())
}

/// The civil year (UTC) of a moment; H. Hinnant's `civil_from_days`.
fn year_of(at: Timestamp) -> i64 {
    let days = at.ms().div_euclid(86_400_000) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    year_of_era + era * 400 + i64::from(march_month >= 10)
}

async fn write_documents(tx: &mut Tx, tenant: TenantId, documents: &[(i64, &Prepared)]) -> DbResult<()> {
    let mut whole: Vec<Vec<Cell>> = Vec::new();
    for (seq, p) in documents {
        if let Some(snapshot) = &p.snapshot {
            whole.push(vec![
                tenant.to_string().into(),
                p.id.to_string().into(),
                p.kind.word().into(),
                (*seq).into(),
                p.heads.clone().into(),
                snapshot.clone().into(),
                p.content.overlay_json().into(),
            ]);
        } else {
            sqlx::query("update documents set seq = $1, overlay = $2 where tenant_id = $3 and id = $4")
                .bind(*seq)
                .bind(p.content.overlay_json())
                .bind(tenant.to_string())
                .bind(p.id.to_string())
                .execute(tx.on())
                .await?;
        }
    }
    insert_many(
        tx,
        "documents",
        &["tenant_id", "id", "kind", "seq", "heads", "snapshot", "overlay"],
        whole,
        "(tenant_id, id) do update set seq = excluded.seq, heads = excluded.heads, \
         snapshot = excluded.snapshot, overlay = excluded.overlay",
    )
    .await
}

async fn write_changes(tx: &mut Tx, caller: &Caller, documents: &[(i64, &Prepared)]) -> DbResult<()> {
    let device = caller.device.map(|d| d.to_string());
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (seq, p) in documents {
        for change in &p.changes {
            let Ok(info) = inspect(change) else { continue };
            rows.push(vec![
                caller.tenant.to_string().into(),
                p.id.to_string().into(),
                (*seq).into(),
                hex(&info.hash).into(),
                device.clone().into(),
                change.clone().into(),
            ]);
        }
    }
    insert_many(
        tx,
        "changes",
        &["tenant_id", "document_id", "seq", "hash", "device_id", "bytes"],
        rows,
        "(tenant_id, document_id, seq, hash) do nothing",
    )
    .await
}

async fn write_entries(tx: &mut Tx, tenant: TenantId, documents: &[(i64, &Prepared)]) -> DbResult<()> {
    let mut rows = Vec::new();
    for (seq, p) in documents {
        for entry in p.entries() {
            rows.push(entry_row(tenant, *seq, entry)?);
        }
    }
    insert_entries(tx, rows).await
}

/// Writes a line of a log about what is no command, in a transaction that took the number `seq`.
pub(crate) async fn note(tx: &mut Tx, tenant: TenantId, seq: i64, entry: &Entry) -> DbResult<()> {
    let row = entry_row(tenant, seq, entry)?;
    insert_entries(tx, vec![row]).await
}

fn entry_row(tenant: TenantId, seq: i64, entry: &Entry) -> DbResult<Vec<Cell>> {
    let body = serde_json::to_string(entry).map_err(|e| sqlx::Error::Encode(e.into()))?;
    let audience = match entry.audience {
        truckroll_domain::entry::Audience::Internal => "internal",
        truckroll_domain::entry::Audience::Public => "public",
    };
    Ok(vec![
        tenant.to_string().into(),
        entry.id.to_string().into(),
        entry.parent.to_string().into(),
        seq.into(),
        entry.body.kind().into(),
        audience.into(),
        entry.at.ms().into(),
        body.into(),
    ])
}

async fn insert_entries(tx: &mut Tx, rows: Vec<Vec<Cell>>) -> DbResult<()> {
    let columns = ["tenant_id", "id", "parent_id", "seq", "kind", "audience", "at", "body"];
    insert_many(tx, "entries", &columns, rows, "(tenant_id, id) do nothing").await
}

async fn write_events(tx: &mut Tx, tenant: TenantId, documents: &[(i64, &Prepared)]) -> DbResult<()> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (seq, p) in documents {
        let events = p.effects.iter().flat_map(|(_, applied)| &applied.events);
        for (n, event) in (0_i64..).zip(events) {
            let body = serde_json::to_string(event).map_err(|e| sqlx::Error::Encode(e.into()))?;
            let kind = serde_json::to_value(event.kind).ok().and_then(|v| v.as_str().map(str::to_owned));
            rows.push(vec![
                tenant.to_string().into(),
                (*seq).into(),
                n.into(),
                kind.unwrap_or_default().into(),
                p.id.to_string().into(),
                body.into(),
                event.at.ms().into(),
            ]);
        }
    }
    insert_many(tx, "events", &["tenant_id", "seq", "n", "kind", "document_id", "body", "at"], rows, "").await
}

/// Notices to people and effects on the world, planned inside the transaction.
async fn plan_notices(
    tx: &mut Tx,
    app: &App,
    directory: &Directory,
    tenant: TenantId,
    prepared: &[Prepared],
    now: Timestamp,
) -> DbResult<Vec<AgentId>> {
    let events: Vec<truckroll_domain::event::Event> =
        prepared.iter().flat_map(|p| p.effects.iter().flat_map(|(_, a)| a.events.clone())).collect();
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let titles: HashMap<DocumentId, (String, String)> = prepared
        .iter()
        .map(|p| {
            let (number, title) = match &p.content {
                Content::Ticket(t, o) => (o.number.clone().unwrap_or_default(), t.title.clone()),
                Content::Visit(v, o) => (o.number.clone().unwrap_or_default(), v.title.clone()),
                Content::Company(c) => (String::new(), c.name.clone()),
                Content::Contact(c) => (String::new(), c.name.clone()),
                Content::Asset(a) => (String::new(), a.name.clone()),
            };
            (p.id, (number, title))
        })
        .collect();
    crate::notify::plan(tx, app, directory, tenant, &events, &titles, now).await
}

/// Binds automerge actors to the device that first uses them; returns those the device may write as.
pub(super) async fn bind_actors(db: &Db, caller: &Caller, actors: &[String]) -> DbResult<Vec<String>> {
    let Some(device) = caller.device else { return Ok(Vec::new()) };
    if actors.is_empty() {
        return Ok(Vec::new());
    }
    let device = device.to_string();
    let mut bound: HashMap<String, String> = HashMap::new();
    for chunk in actors.chunks(500) {
        let sql = format!(
            "select actor, device_id from actors where tenant_id = $1 and actor in ({})",
            marks(2, chunk.len())
        );
        let mut select = query(&sql).bind(caller.tenant.to_string());
        for actor in chunk {
            select = select.bind(actor.as_str());
        }
        for row in select.fetch_all(db.pool()).await? {
            bound.insert(row.try_get(0)?, row.try_get(1)?);
        }
    }
    let new: Vec<&String> = actors.iter().filter(|a| !bound.contains_key(*a)).collect();
    if !new.is_empty() {
        let mut tx = db.begin().await?;
        let rows = new
            .iter()
            .map(|a| vec![caller.tenant.to_string().into(), (*a).clone().into(), device.clone().into()])
            .collect();
        insert_many(&mut tx, "actors", &["tenant_id", "actor", "device_id"], rows, "(tenant_id, actor) do nothing")
            .await?;
        tx.commit().await?;
        for actor in new {
            bound.insert(actor.clone(), device.clone());
        }
    }
    Ok(actors.iter().filter(|a| bound.get(*a) == Some(&device)).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_turn_at_midnight_utc() {
        for (ms, year) in [
            (0, 1970),
            (-1, 1969),
            (1_767_225_599_999, 2025),
            (1_767_225_600_000, 2026),
            (951_782_400_000, 2000),
            (4_102_444_800_000, 2100),
        ] {
            assert_eq!(year_of(Timestamp(ms)), year, "{ms}");
        }
    }
}
