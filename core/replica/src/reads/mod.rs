//! What screens read. One question, one pass over rows; documents are only opened for a detail.

mod people;
mod tickets;
mod visits;

use std::collections::HashSet;

use rusqlite::params;
use truckroll_domain::decode::from_json;
use truckroll_domain::{DocumentId, Entry};

use crate::ask::Mark;
use crate::replica::{Replica, ReplicaError};

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

    /// Entries of a document, newest first (index `entries_parent`).
    pub(crate) fn entries(&self, parent: DocumentId) -> Result<Vec<Entry>, ReplicaError> {
        let mut select = self
            .connection
            .prepare_cached("select body from entries where parent_id = ?1 order by at desc, id desc limit 1000")?;
        let rows: Vec<String> =
            select.query_map(params![parent.to_string()], |r| r.get(0))?.collect::<Result<_, _>>()?;
        Ok(rows.iter().filter_map(|body| from_json(body).ok()).collect())
    }
}
