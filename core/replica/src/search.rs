//! Full-text search over everything on the device.
//!
//! Indexing is not part of a person's edit (it would triple its slowest case): edits note what is out of date,
//! and the index is brought up to date in small batches when the app is idle or somebody searches. Trigrams serve
//! Chinese and English alike; words of one or two characters are looked for directly.

use rusqlite::params;
use truckroll_domain::assets::AssetRow;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::content::AnyRow;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{DocumentId, Kind, Row};
use truckroll_protocol::api::Hit;

use crate::db::read_row;
use crate::replica::{Replica, ReplicaError};

/// Documents indexed in one go.
const BATCH: i64 = 200;
/// Most hits.
const HITS: i64 = 50;

impl Replica {
    /// Indexes a batch of documents that are out of date; returns whether more wait.
    ///
    /// # Errors
    /// When the database fails.
    pub fn index_some(&mut self) -> Result<bool, ReplicaError> {
        // SQLite's own number: pages that were read may have made the log longer, and the next commit empties it
        self.connection.execute_batch("pragma wal_autocheckpoint = 1000")?;
        let ids: Vec<(String, Option<String>)> = self
            .connection
            .prepare_cached(
                "select q.document_id, d.kind from search_queue q left join documents d on d.id = q.document_id limit ?1",
            )?
            .query_map([BATCH], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let more = i64::try_from(ids.len()) == Ok(BATCH);
        if ids.is_empty() {
            self.write_anew()?;
            return Ok(false);
        }
        let mut found = Vec::new();
        for (id, kind) in &ids {
            let kind = kind.as_deref().and_then(Kind::from_word);
            found.push((id, kind.map(|k| (k, self.row_of(k, id)))));
        }
        let found: Vec<(&String, Option<(Kind, String)>)> = found
            .into_iter()
            .map(|(id, row)| {
                Ok((
                    id,
                    row.map(|(k, r)| r.map(|r| r.filter(|r| !is_thrown_away(r)).map(|r| (k, r.search_text()))))
                        .transpose()?
                        .flatten(),
                ))
            })
            .collect::<Result<_, ReplicaError>>()?;
        let tx = self.connection.transaction()?;
        for (id, text) in found {
            tx.prepare_cached("delete from search where document_id = ?1")?.execute([id])?;
            // what was thrown away is found no more
            if let Some((kind, text)) = text {
                tx.prepare_cached("insert into search (document_id, kind, body) values (?1, ?2, ?3)")?
                    .execute(params![id, kind.word(), text])?;
            }
            tx.prepare_cached("delete from search_queue where document_id = ?1")?.execute([id])?;
        }
        tx.commit()?;
        if !more {
            self.write_anew()?;
        }
        Ok(more)
    }

    pub(crate) fn row_of(&self, kind: Kind, id: &str) -> Result<Option<AnyRow>, ReplicaError> {
        fn one<R: Row>(replica: &Replica, id: &str) -> Result<Option<R>, ReplicaError> {
            let sql = format!("select {} from {} where id = ?1", R::column_list(), R::TABLE);
            let mut select = replica.connection.prepare_cached(&sql)?;
            let mut rows = select.query_map([id], read_row)?;
            Ok(rows.next().transpose()?)
        }
        Ok(match kind {
            Kind::Ticket => one::<TicketRow>(self, id)?.map(|r| AnyRow::Ticket(Box::new(r))),
            Kind::Visit => one::<VisitRow>(self, id)?.map(|r| AnyRow::Visit(Box::new(r))),
            Kind::Company => one::<CompanyRow>(self, id)?.map(|r| AnyRow::Company(Box::new(r))),
            Kind::Contact => one::<ContactRow>(self, id)?.map(|r| AnyRow::Contact(Box::new(r))),
            Kind::Asset => one::<AssetRow>(self, id)?.map(|r| AnyRow::Asset(Box::new(r))),
        })
    }

    pub(crate) fn search(&mut self, q: &str) -> Result<Vec<Hit>, ReplicaError> {
        while self.index_some()? {}
        let q = q.trim();
        if q.is_empty() {
            return Ok(Vec::new());
        }
        let words: Vec<&str> = q.split_whitespace().take(8).collect();
        let found: Vec<(String, String)> = if words.iter().all(|w| w.chars().count() >= 3) {
            let phrase: Vec<String> = words.iter().map(|w| format!("\"{}\"", w.replace('"', "\"\""))).collect();
            self.connection
                .prepare_cached("select document_id, kind from search where search match ?1 order by rank limit ?2")?
                .query_map(params![phrase.join(" AND "), HITS], |r| Ok((r.get(0)?, r.get(1)?)))?
                .collect::<Result<_, _>>()?
        } else {
            self.connection
                .prepare_cached(
                    "select document_id, kind from search where instr(lower(body), lower(?1)) > 0 limit ?2",
                )?
                .query_map(params![q, HITS], |r| Ok((r.get(0)?, r.get(1)?)))?
                .collect::<Result<_, _>>()?
        };
        let mut hits = Vec::new();
        for (id, kind) in found {
            let (Ok(document), Some(kind)) = (id.parse::<DocumentId>(), Kind::from_word(&kind)) else { continue };
            let Some(row) = self.row_of(kind, &id)? else { continue };
            let (title, subtitle) = lines(&row);
            hits.push(Hit { kind, id: document, title, subtitle });
        }
        Ok(hits)
    }
}

fn is_thrown_away(row: &AnyRow) -> bool {
    match row {
        AnyRow::Company(row) => row.deleted_at.is_some(),
        AnyRow::Contact(row) => row.deleted_at.is_some(),
        AnyRow::Asset(row) => row.deleted_at.is_some(),
        AnyRow::Ticket(_) | AnyRow::Visit(_) => false,
    }
}

fn lines(row: &AnyRow) -> (String, String) {
    let join = |parts: &[&str]| parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" · ");
    match row {
        AnyRow::Ticket(r) => (r.title.clone(), join(&[r.number.as_deref().unwrap_or(""), &r.company_name])),
        AnyRow::Visit(r) => (r.title.clone(), join(&[r.number.as_deref().unwrap_or(""), &r.company_name, &r.address])),
        AnyRow::Company(r) => (r.name.clone(), join(&[&r.phone, &r.address])),
        AnyRow::Contact(r) => (r.name.clone(), join(&[&r.phone, &r.company_name])),
        AnyRow::Asset(r) => (r.name.clone(), join(&[&r.model, &r.owner_name])),
    }
}
