//! The parts of documents that go to devices, many documents at once.

use std::collections::{BTreeMap, HashMap, HashSet};

use sqlx::Row as _;
use truckroll_domain::{DocumentId, Entry, Kind, TenantId};
use truckroll_protocol::sync::{Body, Bytes, DocumentUpdate, PackedEntries};

use crate::db::{Db, DbResult, marks, query};
use crate::ingest::hex;

/// Documents with or without their snapshots; no rows, no entries.
pub(super) async fn documents(
    db: &Db,
    tenant: TenantId,
    ids: &[DocumentId],
    whole: bool,
) -> DbResult<Vec<DocumentUpdate>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let snapshot = if whole { ", snapshot" } else { "" };
    let sql = format!(
        "select id, kind, seq, overlay{snapshot} from documents where tenant_id = $1 and id in ({})",
        marks(2, ids.len())
    );
    let mut select = query(&sql).bind(tenant.to_string());
    for id in ids {
        select = select.bind(id.to_string());
    }
    let mut updates = Vec::with_capacity(ids.len());
    for row in select.fetch_all(db.pool()).await? {
        let (id, kind): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let (Ok(id), Some(kind)) = (id.parse::<DocumentId>(), Kind::from_word(&kind)) else { continue };
        let body = if whole { Body::Snapshot(Bytes(row.try_get(4)?)) } else { Body::Changes(Vec::new()) };
        let (seq, overlay): (i64, String) = (row.try_get(2)?, row.try_get(3)?);
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

/// Changes after `since`, those left out whose hash is in `sent`.
pub(super) async fn changes(
    db: &Db,
    tenant: TenantId,
    ids: &[DocumentId],
    since: i64,
    sent: &[[u8; 32]],
) -> DbResult<HashMap<DocumentId, Vec<Bytes>>> {
    let mut found: HashMap<DocumentId, Vec<Bytes>> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "select document_id, hash, bytes from changes where tenant_id = $1 and seq > $2 and document_id in ({}) order by seq",
        marks(3, ids.len())
    );
    let mut select = query(&sql).bind(tenant.to_string()).bind(since);
    for id in ids {
        select = select.bind(id.to_string());
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

/// The hashes of all changes of these documents, in hexadecimal.
pub(super) async fn hashes(db: &Db, tenant: TenantId, ids: &[DocumentId]) -> DbResult<HashSet<String>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    // the primary key of changes
    let sql = format!("select hash from changes where tenant_id = $1 and document_id in ({})", marks(2, ids.len()));
    let mut select = query(&sql).bind(tenant.to_string());
    for id in ids {
        select = select.bind(id.to_string());
    }
    select.fetch_all(db.pool()).await?.iter().map(|row| row.try_get(0)).collect()
}

/// Entries after `since`, in the order they were stored. One line of text a document: a row an entry costs more than the
/// entry. No body has a line end in it, because JSON writes it otherwise.
pub(super) async fn entries(
    db: &Db,
    tenant: TenantId,
    ids: &[DocumentId],
    since: i64,
) -> DbResult<HashMap<DocumentId, Vec<Entry>>> {
    let mut found: HashMap<DocumentId, Vec<Entry>> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    // index entries_parent
    let sql = format!(
        "select parent_id, string_agg(body, '\n' order by seq, id) from entries \
         where tenant_id = $1 and seq > $2 and parent_id in ({}) group by parent_id",
        marks(3, ids.len())
    );
    let mut select = query(&sql).bind(tenant.to_string()).bind(since);
    for id in ids {
        select = select.bind(id.to_string());
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
pub(super) async fn rows(
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
