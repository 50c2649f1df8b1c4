//! A page of what is new to a device since its cursor.
//!
//! The scopes of the device's agent say which documents moved. A document that was granted after the cursor goes
//! whole (snapshot, row, all entries); any other goes as the changes and entries since the cursor, those of the
//! same request left out. Pages are cut by size; the cursor never passes a document that was not sent.

use std::collections::{BTreeMap, HashMap, HashSet};

use sqlx::Row as _;
use truckroll_domain::{DocumentId, Entry, Kind, TenantId, VisitId};
use truckroll_protocol::sync::{
    Body, Bytes, Cursor, DefinitionUpdate, DocumentUpdate, PackedEntries, SyncRequest, SyncResponse,
};

use super::customers::Reading;
use super::masked;
use crate::App;
use crate::db::{Db, DbResult, marks, query};
use crate::ingest::{Caller, hex};

/// Bytes of documents in a page, unless the device asks for fewer.
const PAGE_BYTES: usize = 1024 * 1024;
/// Most documents of a page.
pub(super) const PAGE_DOCUMENTS: i64 = 500;
/// Documents read at once.
const TOGETHER: usize = 50;
/// From this version on a device takes entries packed.
const PACKED_FROM: u16 = 2;
/// Most documents a device may want whole in one request.
const MAX_WANTED: usize = 100;

/// A document that is new to a device.
pub(super) struct Moved {
    pub id: DocumentId,
    /// Its number; 0 for one that the device wants whatever its number.
    pub seq: i64,
    /// It goes whole.
    pub granted: bool,
    /// It goes nowhere any more.
    pub gone: bool,
}

/// Reads a page.
pub(super) async fn pull(
    app: &App,
    caller: &Caller,
    request: &SyncRequest,
    sent: &[[u8; 32]],
) -> DbResult<SyncResponse> {
    let (db, tenant) = (&app.db, caller.tenant);
    let Some(agent) = caller.actor.agent() else { return Ok(SyncResponse::default()) };
    let me = agent.to_string();
    let (top, epoch) = top(db, tenant).await?;
    let asked = request.cursor;
    let masks = app.directory(tenant).await?.privacy.masks_for(&caller.actor);
    // documents of the other kind of copy are worth nothing: everything is read again
    let remasked = masked::again(masks, asked.masked);
    let fresh = asked.epoch != epoch || remasked;
    let reset = fresh && asked != Cursor::default();
    let since = if fresh { 0 } else { asked.seq.clamp(0, top) };
    let mut customers = Reading::of(caller, request, fresh);
    // what was granted after the reading began goes whole, even if its page comes late because it moved again
    let floor = asked.floor.filter(|_| !fresh).map_or(since, |floor| floor.clamp(0, since));
    let mut response = SyncResponse { cursor: Cursor::at(epoch, top), reset, ..SyncResponse::default() };
    response.cursor.directory = customers.at;
    response.cursor.masked = masked::after(masks, asked.masked, false);
    if since == top && request.want.is_empty() && customers.at_rest() {
        return Ok(response);
    }
    response.drops = customers.begin(db, tenant, &me, top).await?;
    response.definitions = definitions(db, tenant, since).await?;
    let mut moved = moved(db, tenant, &me, since, floor).await?;
    response.drops.extend(customers.add_moved(db, tenant, (&me, since, floor, top), &mut moved).await?);
    let full = moved.len() as i64 == PAGE_DOCUMENTS;
    let wanted: Vec<DocumentId> = request.want.iter().take(MAX_WANTED).copied().collect();
    let mut holds = held(db, tenant, &me, &wanted).await?;
    holds.extend(customers.wanted(db, tenant, &wanted).await?);
    for id in holds {
        match moved.iter_mut().find(|m| m.id == id) {
            Some(known) => known.granted = true,
            None => moved.insert(0, Moved { id, seq: 0, granted: true, gone: false }),
        }
    }
    // a wanted document that is no longer held is dropped
    response.drops.extend(wanted.iter().filter(|id| !moved.iter().any(|m| m.id == **id)));
    let limit = match request.max_bytes {
        0 => PAGE_BYTES,
        n => (n as usize).clamp(16 * 1024, PAGE_BYTES * 4),
    };
    let page = Page { app, tenant, since, sent, packed: request.version >= PACKED_FROM, masks, limit };
    let mut bytes = 0;
    let cut = page.fill(moved.as_mut_slice(), &mut bytes, &mut response).await?;
    let last = moved.iter().map(|m| m.seq).max().unwrap_or(0);
    if let Some(cut) = cut {
        response.cursor.seq = cut - 1;
        response.more = true;
    } else if full {
        response.cursor.seq = last;
        response.more = true;
    } else {
        response.cursor.seq = top.max(last);
    }
    // behind the agent's own work, where the page has room
    if !response.more && bytes <= limit {
        let mut known = customers.page(db, tenant).await?;
        let last = known.last().map(|m| m.seq);
        let cut = page.fill(&mut known, &mut bytes, &mut response).await?;
        customers.sent(cut.map(|cut| cut - 1).or(last));
    }
    response.more |= customers.at.is_some_and(|at| at.reading());
    response.cursor.directory = customers.at;
    response.cursor.floor = response.more.then_some(floor);
    response.cursor.masked = masked::after(masks, asked.masked, response.more);
    Ok(response)
}

/// What a page is filled by.
struct Page<'a> {
    app: &'a App,
    tenant: TenantId,
    since: i64,
    sent: &'a [[u8; 32]],
    packed: bool,
    masks: bool,
    limit: usize,
}

impl Page<'_> {
    /// Adds what moved until the page is full. Returns the number of the first that found no room.
    async fn fill(&self, moved: &mut [Moved], bytes: &mut usize, response: &mut SyncResponse) -> DbResult<Option<i64>> {
        for chunk in moved.chunks_mut(TOGETHER) {
            // a masked copy has no history that the device could go on with
            chunk.iter_mut().for_each(|m| m.granted |= self.masks);
            let mut updates = read(self.app, self.tenant, chunk, self.since, self.sent, self.packed).await?;
            if self.masks {
                updates = masked::copies(updates).await?;
            }
            let mut updates: HashMap<DocumentId, DocumentUpdate> = updates.into_iter().map(|u| (u.id, u)).collect();
            for m in chunk {
                if *bytes > self.limit && m.seq > 0 {
                    return Ok(Some(m.seq));
                }
                if m.gone {
                    response.drops.push(m.id);
                } else if let Some(update) = updates.remove(&m.id) {
                    *bytes += size_of(&update);
                    response.documents.push(update);
                }
            }
        }
        Ok(None)
    }
}

fn size_of(update: &DocumentUpdate) -> usize {
    let body = match &update.body {
        Body::Snapshot(bytes) => bytes.0.len(),
        Body::Changes(changes) => changes.iter().map(|c| c.0.len()).sum(),
    };
    body + update.overlay.len() + update.packed.0.0.len() + 200 * update.entries.len() + 300
}

async fn top(db: &Db, tenant: TenantId) -> DbResult<(i64, i64)> {
    let row = sqlx::query("select seq, epoch from tenants where id = $1")
        .bind(tenant.to_string())
        .fetch_one(db.pool())
        .await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

async fn definitions(db: &Db, tenant: TenantId, since: i64) -> DbResult<Vec<DefinitionUpdate>> {
    // index definitions_seq
    let rows = sqlx::query("select kind, id, body from definitions where tenant_id = $1 and seq > $2 order by seq")
        .bind(tenant.to_string())
        .bind(since)
        .fetch_all(db.pool())
        .await?;
    rows.iter()
        .map(|row| Ok(DefinitionUpdate { kind: row.try_get(0)?, id: row.try_get(1)?, body: row.try_get(2)? }))
        .collect()
}

async fn moved(db: &Db, tenant: TenantId, agent: &str, since: i64, floor: i64) -> DbResult<Vec<Moved>> {
    // index scopes_pull: a range of this agent's rows, whatever the tenant holds
    let rows = sqlx::query(
        "select document_id, max(seq), max(granted_seq), min(gone) from scopes \
         where tenant_id = $1 and agent_id = $2 and seq > $3 group by document_id order by max(seq) limit $4",
    )
    .bind(tenant.to_string())
    .bind(agent)
    .bind(since)
    .bind(PAGE_DOCUMENTS)
    .fetch_all(db.pool())
    .await?;
    let mut moved = Vec::with_capacity(rows.len());
    for row in rows {
        let id: String = row.try_get(0)?;
        let Ok(id) = id.parse() else { continue };
        let (granted, gone): (i64, i64) = (row.try_get(2)?, row.try_get(3)?);
        moved.push(Moved { id, seq: row.try_get(1)?, granted: granted > floor, gone: gone == 1 });
    }
    Ok(moved)
}

async fn held(db: &Db, tenant: TenantId, agent: &str, ids: &[DocumentId]) -> DbResult<Vec<DocumentId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select distinct document_id from scopes where tenant_id = $1 and agent_id = $2 and gone = 0 and document_id in ({})",
        marks(3, ids.len())
    );
    let mut select = query(&sql).bind(tenant.to_string()).bind(agent.to_owned());
    for id in ids {
        select = select.bind(id.to_string());
    }
    let rows = select.fetch_all(db.pool()).await?;
    rows.iter().map(|r| r.try_get::<String, _>(0)).filter_map(|id| id.map(|id| id.parse().ok()).transpose()).collect()
}

async fn read(
    app: &App,
    tenant: TenantId,
    chunk: &[Moved],
    since: i64,
    sent: &[[u8; 32]],
    packed: bool,
) -> DbResult<Vec<DocumentUpdate>> {
    let (whole, known): (Vec<&Moved>, Vec<&Moved>) = chunk.iter().filter(|m| !m.gone).partition(|m| m.granted);
    let db = &app.db;
    // each has a connection of its own: a page waits for the slowest, not for their sum
    let (mut updates, others, mut changes, mut entries, newer) = tokio::try_join!(
        documents(app, tenant, &whole, true),
        documents(app, tenant, &known, false),
        changes(db, tenant, &known, since, sent),
        entries(db, tenant, &whole, 0),
        entries(db, tenant, &known, since),
    )?;
    let ids: Vec<(DocumentId, Kind)> = updates.iter().map(|u| (u.id, u.kind)).collect();
    let mut rows = rows(db, tenant, &ids).await?;
    updates.extend(others);
    entries.extend(newer);
    for update in &mut updates {
        if let Body::Changes(list) = &mut update.body {
            *list = changes.remove(&update.id).unwrap_or_default();
        }
        update.row = rows.remove(&update.id);
        let said = entries.remove(&update.id).unwrap_or_default();
        if packed {
            update.packed = PackedEntries::pack(&said);
        } else {
            update.entries = said;
        }
    }
    Ok(updates)
}

/// Documents with or without their snapshots.
async fn documents(app: &App, tenant: TenantId, moved: &[&Moved], whole: bool) -> DbResult<Vec<DocumentUpdate>> {
    if moved.is_empty() {
        return Ok(Vec::new());
    }
    let snapshot = if whole { ", snapshot" } else { "" };
    let sql = format!(
        "select id, kind, seq, overlay{snapshot} from documents where tenant_id = $1 and id in ({})",
        marks(2, moved.len())
    );
    let mut select = query(&sql).bind(tenant.to_string());
    for m in moved {
        select = select.bind(m.id.to_string());
    }
    let mut updates = Vec::with_capacity(moved.len());
    for row in select.fetch_all(app.db.pool()).await? {
        let (id, kind): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let (Ok(id), Some(kind)) = (id.parse::<DocumentId>(), Kind::from_word(&kind)) else { continue };
        let body = if whole { Body::Snapshot(Bytes(row.try_get(4)?)) } else { Body::Changes(Vec::new()) };
        let (seq, overlay): (i64, String) = (row.try_get(2)?, row.try_get(3)?);
        let overlay = if kind == Kind::Visit { with_link(app, tenant, id.into(), overlay) } else { overlay };
        updates.push(DocumentUpdate {
            id,
            kind,
            seq,
            body,
            overlay,
            row: None,
            entries: Vec::new(),
            packed: PackedEntries::default(),
        });
    }
    Ok(updates)
}

/// A visit's overlay with the address of the customer's page, for the engineer to show when the work is done. Whoever
/// gets the visit may read it, and the desk shows the same people the same kind of link.
fn with_link(app: &App, tenant: TenantId, visit: VisitId, overlay: String) -> String {
    let Ok(mut members) = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&overlay) else {
        return overlay;
    };
    let path = app.secrets.links.visit_path(tenant, visit);
    // Without a public address the device knows better than the server how it is reached.
    let link = if app.config.public_url.is_some() { crate::links::address(&app.config, &path) } else { path };
    members.insert("customer_link".to_owned(), link.into());
    serde_json::Value::Object(members).to_string()
}

async fn changes(
    db: &Db,
    tenant: TenantId,
    known: &[&Moved],
    since: i64,
    sent: &[[u8; 32]],
) -> DbResult<HashMap<DocumentId, Vec<Bytes>>> {
    let mut found: HashMap<DocumentId, Vec<Bytes>> = HashMap::new();
    if known.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "select document_id, hash, bytes from changes where tenant_id = $1 and seq > $2 and document_id in ({}) order by seq",
        marks(3, known.len())
    );
    let mut select = query(&sql).bind(tenant.to_string()).bind(since);
    for m in known {
        select = select.bind(m.id.to_string());
    }
    let sent: HashSet<String> = sent.iter().map(|hash| hex(hash)).collect();
    for row in select.fetch_all(db.pool()).await? {
        let (id, hash): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        if let (Ok(id), false) = (id.parse(), sent.contains(&hash)) {
            found.entry(id).or_default().push(Bytes(row.try_get(2)?));
        }
    }
    Ok(found)
}

/// Entries after `since`, in the order they were stored. One line of text a document: a row an entry costs more than the
/// entry. No body has a line end in it, because JSON writes it otherwise.
async fn entries(db: &Db, tenant: TenantId, moved: &[&Moved], since: i64) -> DbResult<HashMap<DocumentId, Vec<Entry>>> {
    let mut found: HashMap<DocumentId, Vec<Entry>> = HashMap::new();
    if moved.is_empty() {
        return Ok(found);
    }
    // index entries_parent
    let sql = format!(
        "select parent_id, string_agg(body, '\n' order by seq, id) from entries \
         where tenant_id = $1 and seq > $2 and parent_id in ({}) group by parent_id",
        marks(3, moved.len())
    );
    let mut select = query(&sql).bind(tenant.to_string()).bind(since);
    for m in moved {
        select = select.bind(m.id.to_string());
    }
    for row in select.fetch_all(db.pool()).await? {
        let (id, bodies): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        if let Ok(id) = id.parse() {
            found.insert(id, bodies.lines().filter_map(|body| serde_json::from_str(body).ok()).collect());
        }
    }
    Ok(found)
}

/// Projected rows of documents that go whole, so that a device lists what it has not opened.
async fn rows(
    db: &Db,
    tenant: TenantId,
    ids: &[(DocumentId, Kind)],
) -> DbResult<HashMap<DocumentId, truckroll_domain::content::AnyRow>> {
    use truckroll_domain::content::AnyRow as A;
    let mut by_kind: BTreeMap<Kind, Vec<DocumentId>> = BTreeMap::new();
    for (id, kind) in ids {
        by_kind.entry(*kind).or_default().push(*id);
    }
    let mut found = HashMap::new();
    for (kind, ids) in by_kind {
        match kind {
            Kind::Ticket => select_rows(db, tenant, &ids, |r| A::Ticket(Box::new(r)), &mut found).await?,
            Kind::Visit => select_rows(db, tenant, &ids, |r| A::Visit(Box::new(r)), &mut found).await?,
            Kind::Company => select_rows(db, tenant, &ids, |r| A::Company(Box::new(r)), &mut found).await?,
            Kind::Contact => select_rows(db, tenant, &ids, |r| A::Contact(Box::new(r)), &mut found).await?,
            Kind::Asset => select_rows(db, tenant, &ids, |r| A::Asset(Box::new(r)), &mut found).await?,
        }
    }
    Ok(found)
}

async fn select_rows<R: truckroll_domain::Row>(
    db: &Db,
    tenant: TenantId,
    ids: &[DocumentId],
    wrap: impl Fn(R) -> truckroll_domain::content::AnyRow,
    found: &mut HashMap<DocumentId, truckroll_domain::content::AnyRow>,
) -> DbResult<()> {
    let sql = format!(
        "select {} from {} where tenant_id = $1 and id in ({})",
        R::column_list(),
        R::TABLE,
        marks(2, ids.len())
    );
    let mut select = query(&sql).bind(tenant.to_string());
    for id in ids {
        select = select.bind(id.to_string());
    }
    for row in select.fetch_all(db.pool()).await? {
        let id: String = row.try_get(0)?;
        if let Ok(id) = id.parse() {
            found.insert(id, wrap(crate::db::read_row(&row, 0)?));
        }
    }
    Ok(())
}
