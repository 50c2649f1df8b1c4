//! Parcels: whole documents as they go to devices, packed ahead of time.
//!
//! A parcel has everything that is the same for every reader: snapshot, row, entries, and the overlay unless the
//! document is a visit, whose overlay gets the customer's link when it is sent. It counts only while its number is the
//! document's present one and its form the one this program makes now, so nothing has to be told when a document
//! changes, and the table may be emptied at any time: what has no parcel is read from its parts.

use std::collections::HashSet;

use sha2::{Digest as _, Sha256};
use sqlx::Row as _;
use truckroll_domain::assets::AssetRow;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{DocumentId, Kind, TenantId};
use truckroll_protocol::sync::{Bytes, DocumentUpdate, PackedEntries, Parcel};

use super::read;
use crate::App;
use crate::db::{Cell, Db, DbResult, insert_many, marks, query, row_table_sql};

/// Raise it when the same document is packed in other bytes than before.
const PACKING: u8 = 1;
/// Documents packed and stored at once.
pub(super) const TOGETHER: usize = 50;
/// Documents looked at when one is sought that has no parcel.
const LOOKED_AT: i64 = 500;

/// A parcel that counts.
pub(super) struct Fresh {
    pub id: DocumentId,
    pub parcel: Parcel,
    /// What is missing in it: the overlay of a visit.
    pub overlay: Option<String>,
}

/// What a parcel's bytes depend on besides the document's number: the program, its rows, and the server's history,
/// because a document that was put back to an older state may get a number again that it has had.
fn form(epoch: i64) -> i64 {
    let mut hash = Sha256::new();
    // a newer program may know members of an entry that an older one left out
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update([PACKING]);
    hash.update(truckroll_protocol::VERSION.to_be_bytes());
    hash.update(epoch.to_be_bytes());
    for shape in [
        row_table_sql::<TicketRow>(),
        row_table_sql::<VisitRow>(),
        row_table_sql::<CompanyRow>(),
        row_table_sql::<ContactRow>(),
        row_table_sql::<AssetRow>(),
    ] {
        hash.update(shape);
    }
    hash.finalize().iter().take(8).fold(0, |form, byte| form << 8 | i64::from(*byte))
}

/// Parcels of these documents that count.
pub(super) async fn fresh(db: &Db, tenant: TenantId, epoch: i64, ids: &[DocumentId]) -> DbResult<Vec<Fresh>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    // primary keys of both: one state of the document and of its parcel
    let sql = format!(
        "select p.document_id, p.body, case d.kind when 'visit' then d.overlay end \
         from parcels p join documents d on d.tenant_id = p.tenant_id and d.id = p.document_id and d.seq = p.seq \
         where p.tenant_id = $1 and p.form = $2 and p.document_id in ({})",
        marks(3, ids.len())
    );
    let mut select = query(&sql).bind(tenant.to_string()).bind(form(epoch));
    for id in ids {
        select = select.bind(id.to_string());
    }
    let mut found = Vec::with_capacity(ids.len());
    for row in select.fetch_all(db.pool()).await? {
        let id: String = row.try_get(0)?;
        let Ok(id) = id.parse() else { continue };
        found.push(Fresh { id, parcel: Parcel(Bytes(row.try_get(1)?)), overlay: row.try_get(2)? });
    }
    Ok(found)
}

/// Packs these documents as they are now.
///
/// # Errors
/// When the database fails; some may be stored.
pub async fn pack(app: &App, tenant: TenantId, ids: &[DocumentId]) -> DbResult<()> {
    let mut ids = ids.to_vec();
    // two nodes that store the same ones wait for each other in the same order
    ids.sort_unstable();
    ids.dedup();
    for chunk in ids.chunks(TOGETHER) {
        let rows = packed(app, tenant, chunk).await?;
        let mut tx = app.db.begin().await?;
        insert_many(
            &mut tx,
            "parcels",
            &["tenant_id", "document_id", "seq", "form", "body"],
            rows,
            "(tenant_id, document_id) do update set seq = excluded.seq, form = excluded.form, body = excluded.body",
        )
        .await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn packed(app: &App, tenant: TenantId, ids: &[DocumentId]) -> DbResult<Vec<Vec<Cell>>> {
    let db = &app.db;
    let form = form(epoch(db, tenant).await?);
    // The document first, with its number: if it still has that number when the parcel is used, then nothing was stored
    // for it after this moment, and what is read below belongs to it.
    let mut updates = read::documents(db, tenant, ids, true).await?;
    let kinds: Vec<(DocumentId, Kind)> = updates.iter().map(|u| (u.id, u.kind)).collect();
    let ids: Vec<DocumentId> = updates.iter().map(|u| u.id).collect();
    let (mut rows, mut entries) = tokio::try_join!(read::rows(db, tenant, &kinds), read::entries(db, tenant, &ids, 0))?;
    updates.sort_unstable_by_key(|update| update.id);
    let work = move || {
        let pack = |mut update: DocumentUpdate| {
            // another node may be projecting all rows again
            update.row = Some(rows.remove(&update.id)?);
            update.packed = PackedEntries::pack(&entries.remove(&update.id).unwrap_or_default());
            if update.kind == Kind::Visit {
                update.overlay.clear();
            }
            let (id, seq, body) = (update.id.to_string(), update.seq, Parcel::pack(&update).0.0);
            Some(vec![tenant.to_string().into(), id.into(), seq.into(), form.into(), body.into()])
        };
        updates.into_iter().filter_map(pack).collect()
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| sqlx::Error::Protocol(e.to_string()))
}

async fn epoch(db: &Db, tenant: TenantId) -> DbResult<i64> {
    let row = sqlx::query("select epoch from tenants where id = $1").bind(tenant.to_string()).fetch_one(db.pool());
    row.await?.try_get(0)
}

/// Those of these documents that have no parcel that counts: another node may have been faster.
pub(super) async fn still_lacking(db: &Db, tenant: TenantId, ids: &[DocumentId]) -> DbResult<Vec<DocumentId>> {
    let form = form(epoch(db, tenant).await?);
    // primary keys of both
    let sql = format!(
        "select d.id from documents d join parcels p \
         on p.tenant_id = d.tenant_id and p.document_id = d.id and p.seq = d.seq \
         where d.tenant_id = $1 and p.form = $2 and d.id in ({})",
        marks(3, ids.len())
    );
    let mut select = query(&sql).bind(tenant.to_string()).bind(form);
    for id in ids {
        select = select.bind(id.to_string());
    }
    let mut packed = HashSet::with_capacity(ids.len());
    for row in select.fetch_all(db.pool()).await? {
        packed.insert(row.try_get::<String, _>(0)?);
    }
    Ok(ids.iter().copied().filter(|id| !packed.contains(&id.to_string())).collect())
}

/// Documents without a parcel that counts among those that follow `after`, and the last that was looked at; `None` at
/// the end.
pub(super) async fn lacking(db: &Db, tenant: TenantId, after: &str) -> DbResult<(Vec<DocumentId>, Option<String>)> {
    let form = form(epoch(db, tenant).await?);
    // primary keys of both
    let rows = sqlx::query(
        "select d.id, p.form from documents d left join parcels p \
         on p.tenant_id = d.tenant_id and p.document_id = d.id and p.seq = d.seq \
         where d.tenant_id = $1 and d.id > $2 order by d.id limit $3",
    )
    .bind(tenant.to_string())
    .bind(after)
    .bind(LOOKED_AT)
    .fetch_all(db.pool())
    .await?;
    let (mut lacking, mut last) = (Vec::new(), None);
    for row in rows {
        let (id, of): (String, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
        if of != Some(form)
            && let Ok(known) = id.parse()
        {
            lacking.push(known);
        }
        last = Some(id);
    }
    Ok((lacking, last))
}

/// Packs all documents of an organisation that have no parcel that counts. Returns how many those were.
///
/// # Errors
/// When the database fails.
pub async fn pack_all(app: &App, tenant: TenantId) -> DbResult<usize> {
    let (mut after, mut count) = (String::new(), 0);
    loop {
        let (ids, last) = lacking(&app.db, tenant, &after).await?;
        pack(app, tenant, &ids).await?;
        count += ids.len();
        match last {
            Some(last) => after = last,
            None => return Ok(count),
        }
    }
}
