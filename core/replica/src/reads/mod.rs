//! What screens read. One question, one pass over rows; documents are only opened for a detail.

mod assets;
mod customers;
mod people;
mod tickets;
mod views;
mod visits;

use std::collections::{HashMap, HashSet};

use rusqlite::OptionalExtension;
use truckroll_domain::decode::from_json;
use truckroll_domain::{DocumentId, Entry, EntryId, gather};
use truckroll_protocol::sync::{Bytes, PackedEntries};

use crate::ask::Mark;
use crate::replica::{Replica, ReplicaError};

/// Most entries of one document that a screen gets.
const ENTRIES: usize = 1_000;

/// Documents with waiting commands, and with refused ones.
pub(crate) struct Marks {
    waiting: HashSet<String>,
    attention: HashSet<String>,
}

impl Marks {
    pub(crate) fn of(&self, id: &str) -> Mark {
        if self.attention.contains(id) {
            Mark::Attention
        } else if self.waiting.contains(id) {
            Mark::Waiting
        } else {
            Mark::InStep
        }
    }
}

impl Replica {
    pub(crate) fn marks(&self) -> Result<Marks, ReplicaError> {
        let mut select = self
            .connection
            .prepare_cached("select document_id, max(state) from outbox where state < 3 group by document_id")?;
        let mut marks = Marks { waiting: HashSet::new(), attention: HashSet::new() };
        let rows = select.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))?;
        for row in rows {
            let (id, state) = row?;
            if state > 0 {
                marks.attention.insert(id);
            } else {
                marks.waiting.insert(id);
            }
        }
        Ok(marks)
    }

    /// Entries of a document, newest first, at most 1,000 (index `entries_parent`).
    ///
    /// # Errors
    /// When the database fails.
    pub fn entries(&self, parent: DocumentId) -> Result<Vec<Entry>, ReplicaError> {
        let id = parent.to_string();
        let mut select = self.connection.prepare_cached("select entries from packed_entries where document_id = ?1")?;
        let packed: Option<Vec<u8>> = select.query_row([&id], |r| r.get(0)).optional()?;
        // what was damaged on the disk must not hide what was not
        let packed = PackedEntries(Bytes(packed.unwrap_or_default())).unpack(parent).unwrap_or_default();
        let mut all: HashMap<EntryId, Entry> = packed.into_iter().map(|entry| (entry.id, entry)).collect();
        let mut select = self.connection.prepare_cached(
            "select body, command_id is not null from entries where parent_id = ?1 order by at desc, id desc limit 1000",
        )?;
        let rows: Vec<(String, bool)> =
            select.query_map([&id], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
        for (body, unconfirmed) in rows {
            let Ok(entry) = from_json::<Entry>(&body) else { continue };
            // what was made here and came back in the package is the server's now
            if !(unconfirmed && all.contains_key(&entry.id)) {
                all.insert(entry.id, entry);
            }
        }
        let mut all: Vec<Entry> = all.into_values().collect();
        gather::sort_by_key(&mut all, |entry| std::cmp::Reverse((entry.at, entry.id)));
        all.truncate(ENTRIES);
        Ok(all)
    }
}
