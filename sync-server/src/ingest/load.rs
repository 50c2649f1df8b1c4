//! Reading documents, entries and earlier outcomes.

use std::collections::HashMap;

use sqlx::Row as _;
use truckroll_domain::document::Document;
use truckroll_domain::{Content, DocumentId, Entry, Kind, TenantId};

use super::{Holders, Known};
use crate::App;
use crate::customers::index::{self, Customer};
use crate::db::{Cell, Db, DbResult, Tx, insert_many, marks, query};

/// A stored document, loaded.
#[derive(Clone)]
pub struct Stored {
    /// Kind.
    pub kind: Kind,
    /// Sequence number of its last change.
    pub seq: i64,
    /// The automerge document.
    pub document: Document,
    /// Document and overlay as the domain sees them.
    pub content: Content,
}

impl Stored {
    /// A ticket from what is stored of it; `None` when it cannot be loaded.
    pub(crate) fn open_ticket(snapshot: &[u8], overlay: &str) -> Option<Content> {
        let document = Document::load(snapshot).ok()?;
        Content::read(Kind::Ticket, document.to_json(), overlay).ok()
    }
}

/// A stored document before it is loaded; loading is work for a worker thread.
#[derive(Clone)]
pub(crate) struct Raw {
    pub kind: Kind,
    pub seq: i64,
    pub snapshot: Vec<u8>,
    pub overlay: String,
}

impl Raw {
    /// Loads the document. What is in the database was proven to load before it was stored.
    pub fn open(&self) -> Result<Stored, truckroll_domain::document::DocumentError> {
        let document = Document::load(&self.snapshot)?;
        let content = Content::read(self.kind, document.to_json(), &self.overlay)?;
        Ok(Stored { kind: self.kind, seq: self.seq, document, content })
    }
}

/// Most ids in one `in (…)`.
const CHUNK: usize = 500;

pub(crate) async fn raw(db: &Db, tenant: TenantId, ids: &[DocumentId]) -> DbResult<HashMap<DocumentId, Raw>> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let sql = format!(
            "select id, kind, seq, snapshot, overlay from documents where tenant_id = $1 and id in ({})",
            marks(2, chunk.len())
        );
        let mut select = query(&sql).bind(tenant.to_string());
        for id in chunk {
            select = select.bind(id.to_string());
        }
        for row in select.fetch_all(db.pool()).await? {
            let (id, kind): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let (Ok(id), Some(kind)) = (id.parse::<DocumentId>(), Kind::from_word(&kind)) else { continue };
            let raw = Raw { kind, seq: row.try_get(2)?, snapshot: row.try_get(3)?, overlay: row.try_get(4)? };
            found.insert(id, raw);
        }
    }
    Ok(found)
}

/// Loads documents of one tenant; those that do not exist are absent.
///
/// # Errors
/// When the database fails.
pub async fn load(db: &Db, tenant: TenantId, ids: &[DocumentId]) -> DbResult<HashMap<DocumentId, Stored>> {
    let raw = raw(db, tenant, ids).await?;
    let opened = tokio::task::spawn_blocking(move || {
        raw.into_iter()
            .filter_map(|(id, raw)| match raw.open() {
                Ok(stored) => Some((id, stored)),
                Err(error) => {
                    tracing::error!(document.id = %id, %error, "a stored document cannot be loaded");
                    None
                }
            })
            .collect()
    });
    opened.await.map_err(|e| sqlx::Error::Protocol(e.to_string()))
}

/// The entries of a document, newest first.
///
/// # Errors
/// When the database fails.
pub async fn entries(db: &Db, tenant: TenantId, parent: DocumentId) -> DbResult<Vec<Entry>> {
    // index entries_parent
    let rows =
        sqlx::query("select body from entries where tenant_id = $1 and parent_id = $2 order by at desc, id desc")
            .bind(tenant.to_string())
            .bind(parent.to_string())
            .fetch_all(db.pool())
            .await?;
    rows.iter()
        .map(|row| Ok(serde_json::from_str(&row.try_get::<String, _>(0)?).ok()))
        .filter_map(Result::transpose)
        .collect()
}

/// Outcomes of commands that were delivered before.
pub(crate) async fn known(db: &Db, tenant: TenantId, ids: &[String]) -> DbResult<Known> {
    let mut known = Known::new();
    for chunk in ids.chunks(CHUNK) {
        let sql =
            format!("select id, outcome from commands where tenant_id = $1 and id in ({})", marks(2, chunk.len()));
        let mut select = query(&sql).bind(tenant.to_string());
        for id in chunk {
            select = select.bind(id.as_str());
        }
        for row in select.fetch_all(db.pool()).await? {
            known.insert(row.try_get(0)?, row.try_get(1)?);
        }
    }
    Ok(known)
}

/// Which agents hold these documents (index `scopes_document`). Who held a customer that was merged meanwhile may have
/// written about it before he heard of that (primary key of `redirects`).
pub(crate) async fn holders(db: &Db, tenant: TenantId, ids: &[DocumentId]) -> DbResult<Holders> {
    let mut holders = Holders::new();
    for chunk in ids.chunks(CHUNK) {
        let sql = format!(
            "select document_id, agent_id from scopes where tenant_id = $1 and document_id in ({}) and (gone = 0 or exists \
             (select 1 from redirects r where r.tenant_id = scopes.tenant_id and r.source_id = scopes.document_id))",
            marks(2, chunk.len())
        );
        let mut select = query(&sql).bind(tenant.to_string());
        for id in chunk {
            select = select.bind(id.to_string());
        }
        for row in select.fetch_all(db.pool()).await? {
            let (document, agent): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            if let (Ok(document), Ok(agent)) = (document.parse::<DocumentId>(), agent.parse()) {
                holders.entry(document).or_default().push(agent);
            }
        }
    }
    Ok(holders)
}

/// Writes the rows of documents.
pub(crate) async fn write_rows(
    tx: &mut Tx,
    tenant: TenantId,
    rows: Vec<truckroll_domain::content::AnyRow>,
) -> DbResult<()> {
    type Table = (&'static [truckroll_domain::Column], Vec<Vec<Cell>>);
    let mut tables: std::collections::BTreeMap<&'static str, Table> = std::collections::BTreeMap::new();
    for row in rows {
        let (table, columns, values) = row.parts();
        let mut cells: Vec<Cell> = vec![tenant.to_string().into()];
        cells.extend(values.into_iter().zip(columns).map(|(value, column)| Cell::typed(value, column.sql_type)));
        tables.entry(table).or_insert_with(|| (columns, Vec::new())).1.push(cells);
    }
    for (table, (columns, rows)) in tables {
        let names: Vec<&str> = std::iter::once("tenant_id").chain(columns.iter().map(|c| c.name)).collect();
        let sets: Vec<String> =
            columns.iter().filter(|c| c.name != "id").map(|c| format!("{0} = excluded.{0}", c.name)).collect();
        let conflict = format!("(tenant_id, id) do update set {}", sets.join(", "));
        insert_many(tx, table, &names, rows, &conflict).await?;
    }
    Ok(())
}

/// Projects all documents of a kind again, after the columns of its rows changed.
///
/// # Errors
/// When the database fails.
pub async fn project_again(app: &App, kind: Kind) -> DbResult<()> {
    let mut after = (String::new(), String::new());
    loop {
        let rows = sqlx::query(
            "select tenant_id, id, seq, snapshot, overlay from documents \
             where kind = $1 and (tenant_id > $2 or (tenant_id = $2 and id > $3)) order by tenant_id, id limit 500",
        )
        .bind(kind.word())
        .bind(&after.0)
        .bind(&after.1)
        .fetch_all(app.db.pool())
        .await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut tx = app.db.begin().await?;
        for row in &rows {
            after = (row.try_get(0)?, row.try_get(1)?);
            let raw = Raw { kind, seq: row.try_get(2)?, snapshot: row.try_get(3)?, overlay: row.try_get(4)? };
            let (Ok(tenant), Ok(id)) = (after.0.parse::<TenantId>(), after.1.parse::<DocumentId>()) else { continue };
            if let Ok(stored) = raw.open() {
                write_rows(&mut tx, tenant, vec![stored.content.row(id)]).await?;
                let customer = Customer { id, content: &stored.content, known: true };
                index::write(&mut tx, tenant, &*app.directory(tenant).await?, vec![customer]).await?;
            }
        }
        tx.commit().await?;
    }
}
