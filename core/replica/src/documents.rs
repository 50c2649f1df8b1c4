//! Documents on the device: a snapshot and the changes after it. Only opened ones are in memory.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::{Connection, OptionalExtension};
use serde::de::DeserializeOwned;
use truckroll_domain::decode::from_json;
use truckroll_domain::document::Document;
use truckroll_domain::{Content, DocumentId, Kind};

use crate::replica::{Replica, ReplicaError};

/// A stored document's columns.
pub(crate) struct Record {
    pub kind: Kind,
    pub state: i64,
    pub snapshot: Vec<u8>,
    pub overlay: String,
}

pub(crate) fn record(connection: &Connection, id: DocumentId) -> rusqlite::Result<Option<Record>> {
    let mut select = connection.prepare_cached("select kind, state, snapshot, overlay from documents where id = ?1")?;
    select
        .query_row([id.to_string()], |r| {
            let kind: String = r.get(0)?;
            Ok(Record {
                kind: Kind::from_word(&kind).ok_or(rusqlite::Error::InvalidQuery)?,
                state: r.get(1)?,
                snapshot: r.get(2)?,
                overlay: r.get(3)?,
            })
        })
        .optional()
}

/// Changes stored after the snapshot, oldest first; `unsent` selects those of commands that still wait.
pub(crate) fn stored_changes(connection: &Connection, id: DocumentId) -> rusqlite::Result<Vec<Vec<u8>>> {
    let mut select = connection.prepare_cached("select bytes from changes where document_id = ?1 order by n")?;
    select.query_map([id.to_string()], |r| r.get(0))?.collect()
}

/// Puts a document together. A panic or error inside automerge means that it is damaged.
pub(crate) fn assemble(kind: Kind, snapshot: &[u8], changes: &[Vec<u8>], overlay: &str) -> Option<(Document, Content)> {
    catch_unwind(AssertUnwindSafe(|| {
        let mut document = if snapshot.is_empty() { Document::new() } else { Document::load(snapshot).ok()? };
        if !changes.is_empty() {
            document.receive(changes).ok()?;
        }
        let content = Content::read(kind, document.to_json(), overlay).ok()?;
        Some((document, content))
    }))
    .ok()?
}

impl Replica {
    /// Opens a document. A damaged one is marked, asked for anew and reported.
    pub(crate) fn open_document(&mut self, id: DocumentId) -> Result<Option<(Document, Content)>, ReplicaError> {
        if let Some(known) = self.cache.get(&id) {
            return Ok(Some(known.clone()));
        }
        let Some(record) = record(&self.connection, id)? else { return Ok(None) };
        let changes = stored_changes(&self.connection, id)?;
        match assemble(record.kind, &record.snapshot, &changes, &record.overlay) {
            Some((document, content)) => {
                self.remember(id, document.clone(), content.clone());
                Ok(Some((document, content)))
            }
            None => {
                if record.state == 0 {
                    self.connection.execute("update documents set state = 2 where id = ?1", [id.to_string()])?;
                }
                Err(ReplicaError::Damaged(id))
            }
        }
    }

    pub(crate) fn definitions<T: DeserializeOwned>(&self, kind: &str) -> Result<Vec<T>, ReplicaError> {
        let mut select = self.connection.prepare_cached("select body from definitions where kind = ?1 order by id")?;
        let bodies: Vec<String> = select.query_map([kind], |r| r.get(0))?.collect::<Result<_, _>>()?;
        Ok(bodies.iter().filter_map(|body| from_json(body).ok()).collect())
    }

    pub(crate) fn definition_of<T: DeserializeOwned>(&self, kind: &str, id: &str) -> Result<Option<T>, ReplicaError> {
        let mut select = self.connection.prepare_cached("select body from definitions where kind = ?1 and id = ?2")?;
        let body: Option<String> = select.query_row([kind, id], |r| r.get(0)).optional()?;
        Ok(body.and_then(|text| from_json(&text).ok()))
    }

    pub(crate) fn definition<T: DeserializeOwned>(&self, kind: &str) -> Result<Option<T>, ReplicaError> {
        let mut select =
            self.connection.prepare_cached("select body from definitions where kind = ?1 order by id limit 1")?;
        let body: Option<String> = select.query_row([kind], |r| r.get(0)).optional()?;
        Ok(body.and_then(|text| from_json(&text).ok()))
    }
}
