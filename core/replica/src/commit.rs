//! Carrying out a command: one transaction, durable when it returns.

use rusqlite::{Connection, params};
use truckroll_domain::access::judge;
use truckroll_domain::content::AnyRow;
use truckroll_domain::document::Document;
use truckroll_domain::fields::{Noun, settle};
use truckroll_domain::{
    Command, CommandId, Content, Context, DocumentId, Entry, Envelope, Kind, Refusal, Side, Timestamp,
};

use crate::ask::Changed;
use crate::db::to_sql;
use crate::replica::{Replica, ReplicaError};

/// Writes a document's row.
pub(crate) fn upsert_row(connection: &Connection, row: &AnyRow) -> rusqlite::Result<()> {
    let (table, columns, values) = row.parts();
    let names: Vec<&str> = columns.iter().map(|c| c.name).collect();
    let marks: Vec<String> = (1..=names.len()).map(|n| format!("?{n}")).collect();
    let sql = format!("insert or replace into {table} ({}) values ({})", names.join(", "), marks.join(", "));
    let mut insert = connection.prepare_cached(&sql)?;
    insert.execute(rusqlite::params_from_iter(values.iter().map(to_sql)))?;
    if let AnyRow::Ticket(row) = row {
        // counted anew when a list shows it
        connection.prepare_cached("delete from ticket_clocks where ticket_id = ?1")?.execute([&row.id])?;
    }
    Ok(())
}

/// Writes an entry; the server's version replaces the one made here.
pub(crate) fn upsert_entry(
    connection: &Connection,
    entry: &Entry,
    made_by: Option<CommandId>,
) -> Result<(), ReplicaError> {
    let body = truckroll_domain::encode::to_json(entry).map_err(|e| ReplicaError::Record(e.to_string()))?;
    let mut insert = connection.prepare_cached(
        "insert or replace into entries (id, parent_id, at, command_id, body) values (?1, ?2, ?3, ?4, ?5)",
    )?;
    insert.execute(params![
        entry.id.to_string(),
        entry.parent.to_string(),
        entry.at.ms(),
        made_by.map(|c| c.to_string()),
        body
    ])?;
    Ok(())
}

pub(crate) fn queue_for_search(connection: &Connection, id: DocumentId) -> rusqlite::Result<()> {
    connection
        .prepare_cached("insert or ignore into search_queue (document_id) values (?1)")?
        .execute([id.to_string()])?;
    Ok(())
}

fn title_of(row: &AnyRow) -> String {
    let (number, title) = match row {
        AnyRow::Ticket(r) => (r.number.clone(), &r.title),
        AnyRow::Visit(r) => (r.number.clone(), &r.title),
        AnyRow::Company(r) => (None, &r.name),
        AnyRow::Contact(r) => (None, &r.name),
        AnyRow::Asset(r) => (None, &r.name),
    };
    match number {
        Some(number) => format!("{number} {title}"),
        None => title.clone(),
    }
}

/// The circumstances of a command on this device.
fn context(replica: &Replica, envelope: &Envelope) -> Result<Context, ReplicaError> {
    Ok(Context {
        tenant: replica.me().map(|me| me.tenant).unwrap_or_default(),
        actor: replica.actor_of_me()?,
        device: Some(replica.device()?),
        command: envelope.id,
        at: envelope.at,
        received_at: None,
        offline: envelope.offline,
        side: Side::Device,
        visit_rules: replica.visit_rules(),
    })
}

impl Replica {
    /// Carries out a command of the signed-in person and queues it for the server.
    ///
    /// # Errors
    /// [`ReplicaError::Refused`] by the rules; then nothing was stored. Otherwise the store's failure.
    pub fn execute(
        &mut self,
        command: &Command,
        now: Timestamp,
        offline: bool,
    ) -> Result<(CommandId, Changed), ReplicaError> {
        let mut command = command.clone();
        if let Some(noun) = Noun::of(command.kind()) {
            let actor = self.actor_of_me()?;
            settle(&mut command, &self.fields(noun), &actor).map_err(ReplicaError::Refused)?;
        }
        let id = command.document();
        let kind = command.kind();
        let opened = self.open_document(id)?;
        let actor = self.actor_of_me()?;
        if opened.is_some() && command.creates() {
            return Err(ReplicaError::Refused(Refusal::AlreadyExists));
        }
        let holds = opened.is_some();
        let (mut document, mut content) = match opened {
            Some(known) => known,
            None if command.creates() => (Document::new(), Content::empty(kind)),
            None => return Err(ReplicaError::Refused(Refusal::NotFound)),
        };
        judge(&actor, &command, &content, holds).map_err(ReplicaError::Refused)?;
        self.keeps_to_form(&mut command, &content, &actor, now).map_err(ReplicaError::Refused)?;
        self.closes_after_parts(&command, &content)?;
        let command = &command;
        let envelope = Envelope { id: self.fresh(now), at: now, offline, command: command.clone() };
        let mut entries = Vec::new();
        let mut change = None;
        if !command.server_only() {
            let ctx = context(self, &envelope)?;
            let done = content.execute(&ctx, command, &mut document, &self.actor).map_err(ReplicaError::Refused)?;
            entries = done.0.entries;
            change = done.1;
        }
        let row = content.row(id);
        let text = truckroll_domain::encode::to_json(&envelope).map_err(|e| ReplicaError::Record(e.to_string()))?;
        // inside the transaction of a split, where there is one
        let tx = self.connection.savepoint()?;
        if !holds {
            tx.execute(
                "insert into documents (id, kind, seq, state, snapshot, overlay) values (?1, ?2, 0, 0, x'', '')",
                params![id.to_string(), kind.word()],
            )?;
        }
        if let Some(change) = &change {
            tx.prepare_cached("insert into changes (document_id, command_id, bytes) values (?1, ?2, ?3)")?
                .execute(params![id.to_string(), envelope.id.to_string(), change])?;
        }
        tx.prepare_cached(
            "insert into outbox (id, document_id, kind, title, command, state, at) values (?1, ?2, ?3, ?4, ?5, 0, ?6)",
        )?
        .execute(params![
            envelope.id.to_string(),
            id.to_string(),
            kind.word(),
            title_of(&row),
            text,
            now.ms()
        ])?;
        for entry in &entries {
            upsert_entry(&tx, entry, Some(envelope.id))?;
        }
        upsert_row(&tx, &row)?;
        queue_for_search(&tx, id)?;
        tx.commit()?;
        self.remember(id, document, content);
        Ok((envelope.id, Changed { kinds: vec![kind], ids: vec![id], sync: true, ..Changed::default() }))
    }

    /// Whether commands on one document pass one after the other, without storing anything.
    pub(crate) fn would_pass(&mut self, all: &[Command], now: Timestamp) -> Result<(), ReplicaError> {
        let Some(first) = all.first() else { return Ok(()) };
        let actor = self.actor_of_me()?;
        let held = self.open_document(first.document())?;
        let holds = held.is_some();
        let mut content = held.map_or_else(|| Content::empty(first.kind()), |(_, content)| content);
        for command in all {
            let mut command = command.clone();
            if let Some(noun) = Noun::of(command.kind()) {
                settle(&mut command, &self.fields(noun), &actor).map_err(ReplicaError::Refused)?;
            }
            judge(&actor, &command, &content, holds).map_err(ReplicaError::Refused)?;
            self.keeps_to_form(&mut command, &content, &actor, now).map_err(ReplicaError::Refused)?;
            if !command.server_only() {
                let envelope = Envelope { id: self.fresh(now), at: now, offline: false, command };
                content.apply(&context(self, &envelope)?, &envelope.command).map_err(ReplicaError::Refused)?;
            }
        }
        Ok(())
    }

    /// Carries out the waiting commands of a document again on the server's copy, after one was refused. The
    /// caller has put `document` and `content` in place of the old ones and holds no transaction.
    pub(crate) fn replay(
        &mut self,
        id: DocumentId,
        kind: Kind,
        mut document: Document,
        mut content: Content,
    ) -> Result<(Document, Content), ReplicaError> {
        self.actor = (self.entropy)();
        self.connection
            .execute("delete from entries where parent_id = ?1 and command_id is not null", [id.to_string()])?;
        for waiting in self.waiting_for(id)? {
            if waiting.command.server_only() {
                continue;
            }
            let ctx = context(self, &waiting)?;
            match content.execute(&ctx, &waiting.command, &mut document, &self.actor) {
                Ok((applied, change)) => {
                    if let Some(change) = change {
                        self.connection.execute(
                            "insert into changes (document_id, command_id, bytes) values (?1, ?2, ?3)",
                            params![id.to_string(), waiting.id.to_string(), change],
                        )?;
                    }
                    for entry in &applied.entries {
                        upsert_entry(&self.connection, entry, Some(waiting.id))?;
                    }
                }
                Err(why) => self.mark_refused(waiting.id, &why)?,
            }
        }
        debug_assert_eq!(content.kind(), kind);
        Ok((document, content))
    }
}
