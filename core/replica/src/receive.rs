//! Taking in the server's answer: outcomes, a page of documents, definitions, drops. One transaction a page, and
//! the cursor moves with it, so a cut connection or a killed app costs nothing but the page.

use rusqlite::params;
use truckroll_domain::access::{Restrictions, Role, Switches};
use truckroll_domain::calendar::Calendar;
use truckroll_domain::customers::Erased;
use truckroll_domain::people::{Presence, PresenceStates};
use truckroll_domain::sla::SlaPolicy;
use truckroll_domain::tenants::Profile;
use truckroll_domain::tickets::TicketTemplate;
use truckroll_domain::views::TicketView;
use truckroll_domain::visits::VisitRules;
use truckroll_domain::workflows::Published;
use truckroll_domain::{CommandId, DocumentId, Kind, Refusal, Timestamp};
use truckroll_protocol::sync::{Ack, Body, Bytes, DocumentUpdate, Outcome, SyncResponse};

use crate::ask::Changed;
use crate::commit::{queue_for_search, upsert_entry, upsert_row};
use crate::documents::{assemble, record, stored_changes};
use crate::outbox::{KEPT, REFUSED, WAITS};
use crate::replica::{Replica, ReplicaError};

/// More ids than this are not named in [`Changed`].
const NAMED: usize = 50;

/// Changes after the snapshot beyond which a new snapshot is made.
const COMPACT_AT: usize = 64;

impl Replica {
    /// Stores an answer.
    ///
    /// # Errors
    /// When the database fails; then nothing of the page was stored and it is asked for again.
    pub fn receive(&mut self, response: &SyncResponse, now: Timestamp) -> Result<Changed, ReplicaError> {
        let mut changed = Changed { sync: true, ..Changed::default() };
        // What people did is already on disk; a page can be asked for again. What it writes goes from the log into the
        // database when the device has time, in `index_some`.
        self.connection
            .execute_batch("pragma synchronous = normal; pragma wal_autocheckpoint = 16000; begin immediate")?;
        let before = self.received;
        let stored = self.store(response, now, &mut changed);
        match &stored {
            Ok(()) => self.connection.execute_batch("commit; pragma synchronous = full")?,
            Err(_) => {
                self.cache.clear();
                self.received = before;
                // the transaction may be gone already when SQLite itself failed
                let _ = self.connection.execute_batch("rollback");
                self.recall_me();
                self.connection.execute_batch("pragma synchronous = full")?;
            }
        }
        stored?;
        if changed.ids.len() > NAMED {
            changed.ids.clear();
        }
        Ok(changed)
    }

    fn store(&mut self, response: &SyncResponse, now: Timestamp, changed: &mut Changed) -> Result<(), ReplicaError> {
        if response.reset {
            self.connection.execute("update documents set seq = -1 where seq > 0", [])?;
            self.set("resetting", "1")?;
        }
        for ack in &response.acks {
            self.acknowledge(ack, changed)?;
        }
        for update in response.updates() {
            self.take(&update)?;
            self.received += 1;
            if !changed.kinds.contains(&update.kind) {
                changed.kinds.push(update.kind);
            }
            changed.ids.push(update.id);
        }
        for definition in &response.definitions {
            let (kind, id) = (definition.kind.as_str(), definition.id.as_str());
            // screens ask who is here and what is demanded of him
            let told = [
                VisitRules::KIND,
                Role::KIND,
                Switches::KIND,
                Restrictions::KIND,
                Profile::KIND,
                Presence::KIND,
                PresenceStates::KIND,
            ];
            changed.session |= told.contains(&kind);
            if kind == "agent" {
                changed.people = true;
                changed.session |= self.am_changed(&definition.body)?;
            }
            let counts = [SlaPolicy::VERSION_KIND, Calendar::KIND].contains(&kind);
            if counts {
                self.connection.execute("delete from ticket_clocks", [])?;
            }
            // what screens of tickets show hangs on these
            let shown = [TicketView::KIND, TicketTemplate::KIND, Published::KIND].contains(&kind);
            if (counts || shown) && !changed.kinds.contains(&Kind::Ticket) {
                changed.kinds.push(Kind::Ticket);
            }
            if kind == Erased::KIND {
                self.forget(&definition.body)?;
            }
            if definition.body.is_empty() {
                self.connection.execute("delete from definitions where kind = ?1 and id = ?2", [kind, id])?;
            } else {
                self.connection
                    .prepare_cached("insert or replace into definitions (kind, id, body) values (?1, ?2, ?3)")?
                    .execute([kind, id, &definition.body])?;
            }
        }
        let others = response.definitions.len() + response.drops.len();
        self.received = self.received.saturating_add(i64::try_from(others).unwrap_or(i64::MAX));
        for id in &response.drops {
            self.drop_document(*id, changed)?;
        }
        if !response.more && self.get("resetting")?.is_some() {
            // one that was made here and is taken in, and did not come back, belongs to others now
            let gone = self.ids(
                "select d.id from documents d where d.seq = -1 or (d.seq = 0 and not exists \
                 (select 1 from outbox o where o.document_id = d.id and o.state = 0))",
            )?;
            for id in gone {
                self.drop_document(id, changed)?;
            }
            self.connection.execute("delete from kv where k = 'resetting'", [])?;
        }
        // documents that were only kept for unsent work, which has now been sent
        let done = self.ids(
            "select d.id from documents d where d.state = 4 and not exists \
             (select 1 from outbox o where o.document_id = d.id and o.state = 0)",
        )?;
        for id in done {
            self.drop_document(id, changed)?;
        }
        if self.cursor()?.directory != response.cursor.directory {
            // a list of customers says how much of the directory is here; its last page has no documents
            for kind in [Kind::Company, Kind::Contact] {
                if !changed.kinds.contains(&kind) {
                    changed.kinds.push(kind);
                }
            }
        }
        self.set_cursor(response.cursor)?;
        self.set("heard_at", &now.ms().to_string())?;
        Ok(())
    }

    fn ids(&self, sql: &str) -> Result<Vec<DocumentId>, ReplicaError> {
        let mut select = self.connection.prepare_cached(sql)?;
        let ids: Vec<String> = select.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
        Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
    }

    fn acknowledge(&mut self, ack: &Ack, changed: &mut Changed) -> Result<(), ReplicaError> {
        let id = ack.command.to_string();
        let mut select =
            self.connection.prepare_cached("select document_id from outbox where id = ?1 and state = ?2")?;
        let mut rows = select.query(params![id, WAITS])?;
        let Some(row) = rows.next()? else { return Ok(()) };
        let document: String = row.get(0)?;
        drop(rows);
        drop(select);
        if let Ok(document) = document.parse() {
            changed.ids.push(document);
        }
        match &ack.outcome {
            Outcome::Applied => {
                self.confirm(&id)?;
                self.connection.execute("delete from outbox where id = ?1", [&id])?;
            }
            Outcome::Kept { why } => {
                self.confirm(&id)?;
                self.mark(ack.command, KEPT, why)?;
            }
            Outcome::Refused { why } => self.refused(ack.command, &document, why)?,
        }
        Ok(())
    }

    /// The server holds the command's changes: they are no longer unsent.
    fn confirm(&self, id: &str) -> Result<(), ReplicaError> {
        for table in ["changes", "entries"] {
            // what the server says of it takes its place
            let sql = format!("update {table} set command_id = null where command_id = ?1");
            self.connection.prepare_cached(&sql)?.execute([id])?;
        }
        Ok(())
    }

    /// A refusal: the document is asked for whole. A command that was only behind a refused one stays in line,
    /// unless the document is no longer ours: then nothing can be rebuilt.
    fn refused(&mut self, id: CommandId, document: &str, why: &Refusal) -> Result<(), ReplicaError> {
        let gone: bool = self.connection.query_row(
            "select not exists (select 1 from documents where id = ?1 and state <> 4)",
            [document],
            |r| r.get(0),
        )?;
        match why {
            Refusal::Superseded if gone => self.mark(id, REFUSED, &Refusal::NotYours)?,
            Refusal::Superseded => {}
            _ => self.mark(id, REFUSED, why)?,
        }
        self.connection.execute("delete from entries where command_id = ?1", [id.to_string()])?;
        self.connection.execute("update documents set state = 3 where id = ?1 and state <> 4", [document])?;
        Ok(())
    }

    fn take(&mut self, update: &DocumentUpdate) -> Result<(), ReplicaError> {
        let id = update.id;
        let known = record(&self.connection, id)?;
        match &update.body {
            Body::Snapshot(bytes) => {
                let rebuild = known.as_ref().is_some_and(|k| matches!(k.state, 2 | 3));
                self.take_snapshot(update, &bytes.0, rebuild)?;
            }
            Body::Changes(changes) => {
                let Some(known) = known else {
                    // the device lost it: ask for it whole
                    self.connection.execute(
                        "insert into documents (id, kind, seq, state, snapshot, overlay) values (?1, ?2, ?3, 2, x'', '')",
                        params![id.to_string(), update.kind.word(), update.seq],
                    )?;
                    return Ok(());
                };
                self.take_changes(update, &known, changes)?;
            }
        }
        self.take_entries(update)?;
        queue_for_search(&self.connection, id)?;
        Ok(())
    }

    /// Entries that come with a whole document stay packed until somebody opens it.
    fn take_entries(&self, update: &DocumentUpdate) -> Result<(), ReplicaError> {
        let id = update.id.to_string();
        let mut came = update.entries.clone();
        if let Body::Snapshot(_) = update.body {
            // all confirmed ones come with it
            self.connection
                .prepare_cached("delete from entries where parent_id = ?1 and command_id is null")?
                .execute([&id])?;
            self.connection
                .prepare_cached("insert or replace into packed_entries (document_id, entries) values (?1, ?2)")?
                .execute(params![id, update.packed.0.0])?;
        } else {
            came.extend(update.packed.unpack(update.id).map_err(|e| ReplicaError::Record(e.to_string()))?);
        }
        for entry in &came {
            upsert_entry(&self.connection, entry, None)?;
        }
        Ok(())
    }

    fn take_snapshot(&mut self, update: &DocumentUpdate, bytes: &[u8], rebuild: bool) -> Result<(), ReplicaError> {
        let id = update.id;
        self.cache.remove(&id);
        if rebuild {
            self.connection.execute("delete from changes where document_id = ?1", [id.to_string()])?;
        } else {
            // confirmed changes are in the snapshot; unsent ones stay
            self.connection
                .prepare_cached("delete from changes where document_id = ?1 and command_id is null")?
                .execute([id.to_string()])?;
        }
        self.connection
            .prepare_cached(
                "insert or replace into documents (id, kind, seq, state, snapshot, overlay) values (?1, ?2, ?3, 0, ?4, ?5)",
            )?
            .execute(params![id.to_string(), update.kind.word(), update.seq, bytes, update.overlay])?;
        let unsent = !self.waiting_for(id)?.is_empty();
        if let (Some(row), false) = (&update.row, unsent) {
            upsert_row(&self.connection, row)?;
            return Ok(());
        }
        let local = if rebuild { Vec::new() } else { stored_changes(&self.connection, id)? };
        let mut assembled = assemble(update.kind, bytes, &local, &update.overlay);
        let mut rebuild = rebuild;
        if assembled.is_none() && !local.is_empty() {
            // the server's copy has another history (it is masked now, or no longer): what waits is done again on it
            self.connection.execute("delete from changes where document_id = ?1", [id.to_string()])?;
            assembled = assemble(update.kind, bytes, &[], &update.overlay);
            rebuild = true;
        }
        let Some((mut document, mut content)) = assembled else { return self.damaged(id) };
        if rebuild {
            (document, content) = self.replay(id, update.kind, document, content)?;
        }
        upsert_row(&self.connection, &content.row(id))?;
        self.remember(id, document, content);
        Ok(())
    }

    fn take_changes(
        &mut self,
        update: &DocumentUpdate,
        known: &crate::documents::Record,
        changes: &[Bytes],
    ) -> Result<(), ReplicaError> {
        let id = update.id;
        self.cache.remove(&id);
        let mut all = stored_changes(&self.connection, id)?;
        let held = all.len();
        // an answer that was lost is told again
        let changes: Vec<&Bytes> = changes.iter().filter(|c| !all.contains(&c.0)).collect();
        all.extend(changes.iter().map(|c| c.0.clone()));
        let Some((document, content)) = assemble(update.kind, &known.snapshot, &all, &update.overlay) else {
            return self.damaged(id);
        };
        let unsent = !self.waiting_for(id)?.is_empty();
        if held + changes.len() > COMPACT_AT && !unsent {
            self.connection.execute("delete from changes where document_id = ?1", [id.to_string()])?;
            self.connection.execute(
                "update documents set snapshot = ?2 where id = ?1",
                params![id.to_string(), document.save()],
            )?;
        } else {
            let mut insert = self
                .connection
                .prepare_cached("insert into changes (document_id, command_id, bytes) values (?1, null, ?2)")?;
            for change in &changes {
                insert.execute(params![id.to_string(), change.0])?;
            }
        }
        let state = if matches!(known.state, 2 | 3) { known.state } else { 0 };
        self.connection
            .prepare_cached("update documents set seq = ?2, overlay = ?3, state = ?4 where id = ?1")?
            .execute(params![id.to_string(), update.seq, update.overlay, state])?;
        upsert_row(&self.connection, &content.row(id))?;
        self.remember(id, document, content);
        Ok(())
    }

    fn damaged(&self, id: DocumentId) -> Result<(), ReplicaError> {
        self.connection.execute("update documents set state = 2 where id = ?1", [id.to_string()])?;
        Ok(())
    }

    /// Removes a document that is no longer ours. One with unsent work stays until that is sent.
    fn drop_document(&mut self, id: DocumentId, changed: &mut Changed) -> Result<(), ReplicaError> {
        let text = id.to_string();
        let Some(known) = record(&self.connection, id)? else { return Ok(()) };
        if !changed.kinds.contains(&known.kind) {
            changed.kinds.push(known.kind);
        }
        changed.ids.push(id);
        if known.state == 3 {
            // it was refused and is not ours: nothing can be replayed
            for waiting in self.waiting_for(id)? {
                self.mark_refused(waiting.id, &Refusal::NotYours)?;
            }
        } else if !self.waiting_for(id)?.is_empty() {
            self.connection.execute("update documents set state = 4 where id = ?1", [&text])?;
            return Ok(());
        }
        self.cache.remove(&id);
        self.connection.execute("delete from documents where id = ?1", [&text])?;
        self.connection.execute("delete from changes where document_id = ?1", [&text])?;
        self.connection.execute("delete from entries where parent_id = ?1", [&text])?;
        self.connection.execute("delete from packed_entries where document_id = ?1", [&text])?;
        self.connection.execute("delete from search where document_id = ?1", [&text])?;
        self.connection.execute("delete from search_queue where document_id = ?1", [&text])?;
        self.connection.execute("delete from ticket_clocks where ticket_id = ?1", [&text])?;
        for (kind, table, _) in crate::db::row_kinds() {
            if kind == known.kind {
                self.connection.execute(&format!("delete from {table} where id = ?1"), [&text])?;
            }
        }
        Ok(())
    }
}
