//! A page of what is new to a device since its cursor.
//!
//! The scopes of the device's agent say which documents moved. A document that was granted after the cursor goes
//! whole (snapshot, row, all entries); any other goes as the changes and entries since the cursor, those of the
//! same request left out. Pages are cut by size; the cursor never passes a document that was not sent. What goes whole
//! is sent as the parcel that was made of it ahead of time (`parcels.rs`), where there is one of its present state.

use std::collections::HashMap;

use sqlx::Row as _;
use truckroll_domain::print::PrintTemplate;
use truckroll_domain::reports::TicketReport;
use truckroll_domain::workflows::{Design, Published};
use truckroll_domain::{DocumentId, Kind, TenantId};
use truckroll_protocol::sync::{
    Body, Cursor, DefinitionUpdate, DocumentUpdate, PackedEntries, Parcel, SyncRequest, SyncResponse,
};

use super::customers::Reading;
use super::{flows, masked, parcels, read};
use crate::App;
use crate::db::{Db, DbResult, marks, query};
use crate::directory::Directory;
use crate::ingest::Caller;

/// Bytes of documents in a page, unless the device asks for fewer.
const PAGE_BYTES: usize = 2 * 1024 * 1024;
/// Reasons to hold a document that are read for a page: about as many as it has documents.
const PAGE_ROWS: i64 = 300;
/// Documents read at once before it is known how large they are.
const TOGETHER: usize = 50;
/// Most documents read at once.
const MOST_TOGETHER: usize = 250;
/// From this version on a device takes entries packed.
const PACKED_FROM: u16 = 2;
/// From this version on a device takes parcels.
const PARCELS_FROM: u16 = 3;

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
    response.definitions = definitions(db, tenant, &me, since).await?;
    let (mut moved, end) = moved(db, tenant, &me, since, floor).await?;
    let (drops, known_to) = customers.add_moved(db, tenant, (&me, since, floor, top), &mut moved).await?;
    response.drops.extend(drops);
    // up to here both the agent's own and the directory are all there
    let end = end.into_iter().chain(known_to).min();
    moved.retain(|m| end.is_none_or(|end| m.seq <= end));
    let wanted = &request.want;
    let mut holds = held(db, tenant, &me, wanted).await?;
    holds.extend(customers.wanted(db, tenant, wanted).await?);
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
        n => (n as usize).clamp(16 * 1024, PAGE_BYTES * 2),
    };
    let mut page = Page {
        tenant,
        epoch,
        since,
        sent,
        version: request.version,
        masks,
        limit,
        bytes: 0,
        taken: 0,
        put: Vec::new(),
    };
    let cut = page.fill(app, &moved, &mut response).await?;
    let last = moved.iter().map(|m| m.seq).max().unwrap_or(0);
    response.more = cut.or(end).is_some();
    response.cursor.seq = cut.or(end).unwrap_or(top.max(last));
    // behind the agent's own work, where the page has room
    if !response.more && page.bytes <= limit {
        let known = customers.page(db, tenant).await?;
        let last = known.last().map(|m| m.seq);
        let cut = page.fill(app, &known, &mut response).await?;
        customers.sent(cut.or(last));
    }
    response.definitions.extend(flows::versions(db, tenant, &page.put).await?);
    response.more |= customers.at.is_some_and(|at| at.reading());
    response.cursor.directory = customers.at;
    response.cursor.floor = response.more.then_some(floor);
    response.cursor.masked = masked::after(masks, asked.masked, response.more);
    Ok(response)
}

/// What is put into one page.
struct Page<'r> {
    tenant: TenantId,
    epoch: i64,
    since: i64,
    sent: &'r [[u8; 32]],
    version: u16,
    masks: bool,
    limit: usize,
    bytes: usize,
    taken: usize,
    /// What was put into it, and whether it goes whole.
    put: Vec<(DocumentId, bool)>,
}

/// A document as it goes into a page.
enum Ready {
    Parcel(Parcel),
    Update(Box<DocumentUpdate>),
}

impl Page<'_> {
    /// Puts documents into the answer until it is full. Returns where it was cut, if it was.
    async fn fill(&mut self, app: &App, moved: &[Moved], response: &mut SyncResponse) -> DbResult<Option<i64>> {
        let (mut rest, mut before) = (moved, 0);
        while let Some(first) = rest.first() {
            // documents of one number stay together: the cursor passes all of them or none
            if self.bytes > self.limit && first.seq > before {
                return Ok(Some(first.seq - 1));
            }
            let (chunk, later) = rest.split_at(self.together().min(rest.len()));
            let mut ready = self.read(app, chunk).await?;
            for m in chunk {
                if self.bytes > self.limit && m.seq > before {
                    return Ok(Some(m.seq - 1));
                }
                before = m.seq;
                self.taken += 1;
                if m.gone {
                    response.drops.push(m.id);
                    continue;
                }
                match ready.remove(&m.id) {
                    Some(Ready::Parcel(parcel)) => {
                        self.put.push((m.id, true));
                        self.bytes += parcel.0.0.len();
                        response.parcels.push(parcel);
                    }
                    Some(Ready::Update(update)) => {
                        self.put.push((m.id, matches!(update.body, Body::Snapshot(_))));
                        self.bytes += size_of(&update);
                        response.documents.push(*update);
                    }
                    None => {}
                }
            }
            rest = later;
        }
        Ok(None)
    }

    /// How many documents are read at once: about as many as still go into the page.
    fn together(&self) -> usize {
        if self.taken == 0 {
            return TOGETHER;
        }
        let room = self.limit.saturating_sub(self.bytes) + 1;
        (room * self.taken).div_ceil(self.bytes.max(1)).clamp(1, MOST_TOGETHER)
    }

    async fn read(&self, app: &App, chunk: &[Moved]) -> DbResult<HashMap<DocumentId, Ready>> {
        let (whole, known): (Vec<&Moved>, Vec<&Moved>) = chunk.iter().filter(|m| !m.gone).partition(|m| m.granted);
        let (mut whole, known): (Vec<DocumentId>, Vec<DocumentId>) =
            (whole.iter().map(|m| m.id).collect(), known.iter().map(|m| m.id).collect());
        let mut known = known;
        if self.masks {
            // a masked copy has no history that the device could go on with
            whole.append(&mut known);
        }
        let mut ready = HashMap::with_capacity(chunk.len());
        let directory = app.directory(self.tenant).await?;
        if self.version >= PARCELS_FROM && !self.masks {
            for found in parcels::fresh(&app.db, self.tenant, self.epoch, &whole).await? {
                let parcel = match found.overlay {
                    Some(overlay) => {
                        found.parcel.with_overlay(&with_link(app, &directory, self.tenant, found.id, overlay))
                    }
                    None => found.parcel,
                };
                ready.insert(found.id, Ready::Parcel(parcel));
            }
            whole.retain(|id| !ready.contains_key(id));
        }
        let mut updates = self.updates(&app.db, &whole, &known).await?;
        if self.masks {
            updates = masked::copies(updates).await?;
        }
        for mut update in updates {
            if update.kind == Kind::Visit {
                update.overlay = with_link(app, &directory, self.tenant, update.id, update.overlay);
            }
            ready.insert(update.id, Ready::Update(Box::new(update)));
        }
        Ok(ready)
    }

    async fn updates(&self, db: &Db, whole: &[DocumentId], known: &[DocumentId]) -> DbResult<Vec<DocumentUpdate>> {
        let (tenant, since) = (self.tenant, self.since);
        // each has a connection of its own: a page waits for the slowest, not for their sum
        let (mut updates, others, mut changes, mut entries, newer) = tokio::try_join!(
            read::documents(db, tenant, whole, true),
            read::documents(db, tenant, known, false),
            read::changes(db, tenant, known, since, self.sent),
            read::entries(db, tenant, whole, 0),
            read::entries(db, tenant, known, since),
        )?;
        let ids: Vec<(DocumentId, Kind)> = updates.iter().map(|u| (u.id, u.kind)).collect();
        let mut rows = read::rows(db, tenant, &ids).await?;
        updates.extend(others);
        entries.extend(newer);
        for update in &mut updates {
            if let Body::Changes(list) = &mut update.body {
                *list = changes.remove(&update.id).unwrap_or_default();
            }
            update.row = rows.remove(&update.id);
            let said = entries.remove(&update.id).unwrap_or_default();
            if self.version >= PACKED_FROM {
                update.packed = PackedEntries::pack(&said);
            } else {
                update.entries = said;
            }
        }
        Ok(updates)
    }
}

/// A visit's overlay with the address of the customer's page, for the engineer to show when the work is done. Whoever
/// gets the visit may read it, and the desk shows the same people the same kind of link.
fn with_link(app: &App, directory: &Directory, tenant: TenantId, visit: DocumentId, overlay: String) -> String {
    let Ok(mut members) = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&overlay) else {
        return overlay;
    };
    let path = app.secrets.links.visit_path(tenant, visit.into());
    // Without a public address the device knows better than the server how it is reached.
    let own = crate::links::own_address(directory, &path);
    let public = || app.config.public_url.is_some().then(|| crate::links::address(&app.config, &path));
    let link = own.or_else(public).unwrap_or(path);
    members.insert("customer_link".to_owned(), link.into());
    serde_json::Value::Object(members).to_string()
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

async fn definitions(db: &Db, tenant: TenantId, agent: &str, since: i64) -> DbResult<Vec<DefinitionUpdate>> {
    // index definitions_seq; some are one agent's alone, and so is the news that they are gone
    let rows = sqlx::query(
        "select kind, id, body from definitions where tenant_id = $1 and seq > $2 \
         and (agent_id is null or agent_id = $3) and kind not in ($4, $5, $6, $7) order by seq",
    )
    .bind(tenant.to_string())
    .bind(since)
    .bind(agent)
    // drawings, reports and what pages look like are for the desk; versions go with the tickets that go by them
    .bind(Design::KIND)
    .bind(Published::KIND)
    .bind(PrintTemplate::KIND)
    .bind(TicketReport::KIND)
    .fetch_all(db.pool())
    .await?;
    let read = |row: &sqlx::any::AnyRow| {
        let update = DefinitionUpdate { kind: row.try_get(0)?, id: row.try_get(1)?, body: row.try_get(2)? };
        Ok(if update.kind == "agent" && update.id != agent { without_home(update) } else { update })
    };
    rows.iter().map(read).collect()
}

/// A colleague's home is nobody else's business.
fn without_home(mut update: DefinitionUpdate) -> DefinitionUpdate {
    if let Ok(serde_json::Value::Object(mut members)) = serde_json::from_str(&update.body)
        && (members.get("home").is_some_and(|home| !home.is_null()) || members.contains_key("home_address"))
    {
        members.remove("home");
        members.remove("home_address");
        update.body = serde_json::Value::Object(members).to_string();
    }
    update
}

/// Documents that moved after `since`, in the order of their numbers, as many as a page may hold. If there are more,
/// also the number up to which these are all.
async fn moved(db: &Db, tenant: TenantId, agent: &str, since: i64, floor: i64) -> DbResult<(Vec<Moved>, Option<i64>)> {
    // index scopes_pull: some rows in its order, whatever the agent holds
    let rows = sqlx::query(
        "select document_id, seq, granted_seq, gone from scopes \
         where tenant_id = $1 and agent_id = $2 and seq > $3 order by seq limit $4",
    )
    .bind(tenant.to_string())
    .bind(agent)
    .bind(since)
    .bind(PAGE_ROWS)
    .fetch_all(db.pool())
    .await?;
    let full = i64::try_from(rows.len()) == Ok(PAGE_ROWS);
    let mut scopes = rows.iter().map(scope).collect::<DbResult<Vec<_>>>()?;
    let end = scopes.last().filter(|_| full).map(|last| last.seq);
    if let Some(end) = end {
        scopes.retain(|scope| scope.seq < end);
        scopes.extend(numbered(db, tenant, agent, end).await?);
    }
    let mut moved: HashMap<DocumentId, Moved> = HashMap::with_capacity(scopes.len());
    for Scope { document, seq, granted_seq, gone } in scopes {
        let Ok(id) = document.parse() else { continue };
        let m = moved.entry(id).or_insert(Moved { id, seq, granted: false, gone: true });
        m.seq = m.seq.max(seq);
        m.granted |= granted_seq > floor;
        m.gone &= gone;
    }
    if let Some(end) = end {
        // held for several reasons: it comes with the last of them
        for id in moved_after(db, tenant, agent, end, moved.keys().copied()).await? {
            moved.remove(&id);
        }
    }
    let mut moved: Vec<Moved> = moved.into_values().collect();
    moved.sort_unstable_by_key(|m| (m.seq, m.id));
    Ok((moved, end))
}

/// A reason why an agent holds a document, or held it.
struct Scope {
    document: String,
    seq: i64,
    granted_seq: i64,
    gone: bool,
}

fn scope(row: &sqlx::any::AnyRow) -> DbResult<Scope> {
    let gone: i64 = row.try_get(3)?;
    Ok(Scope { document: row.try_get(0)?, seq: row.try_get(1)?, granted_seq: row.try_get(2)?, gone: gone == 1 })
}

/// Everything of one number: a customer of many visits has that many rows of it.
async fn numbered(db: &Db, tenant: TenantId, agent: &str, seq: i64) -> DbResult<Vec<Scope>> {
    // index scopes_pull
    let rows = sqlx::query(
        "select document_id, max(seq), max(granted_seq), min(gone) from scopes \
         where tenant_id = $1 and agent_id = $2 and seq = $3 group by document_id",
    )
    .bind(tenant.to_string())
    .bind(agent)
    .bind(seq)
    .fetch_all(db.pool())
    .await?;
    rows.iter().map(scope).collect()
}

/// Which of these documents moved again after `seq`.
async fn moved_after(
    db: &Db,
    tenant: TenantId,
    agent: &str,
    seq: i64,
    ids: impl ExactSizeIterator<Item = DocumentId>,
) -> DbResult<Vec<DocumentId>> {
    // primary key: the sum keeps the databases from reading everything that follows by scopes_pull
    let sql = format!(
        "select distinct document_id from scopes \
         where tenant_id = $1 and agent_id = $2 and seq + 0 > $3 and document_id in ({})",
        marks(4, ids.len())
    );
    let mut select = query(&sql).bind(tenant.to_string()).bind(agent.to_owned()).bind(seq);
    for id in ids {
        select = select.bind(id.to_string());
    }
    documents_of(&select.fetch_all(db.pool()).await?)
}

fn documents_of(rows: &[sqlx::any::AnyRow]) -> DbResult<Vec<DocumentId>> {
    rows.iter().map(|r| r.try_get::<String, _>(0)).filter_map(|id| id.map(|id| id.parse().ok()).transpose()).collect()
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
