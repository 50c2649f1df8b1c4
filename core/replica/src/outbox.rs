//! The outbox: commands in the order they were given, until the server has answered each.

use rusqlite::params;
use truckroll_domain::decode::from_json;
use truckroll_domain::{Command, CommandId, DocumentId, Envelope, Kind, Refusal, Timestamp};
use truckroll_protocol::sync::{Bytes, Push, SyncRequest};

use crate::ask::AttentionItem;
use crate::replica::{Replica, ReplicaError};

/// Waits for the server.
pub(crate) const WAITS: i64 = 0;
/// Stored on the server, but it does not count.
pub(crate) const KEPT: i64 = 1;
/// Refused.
pub(crate) const REFUSED: i64 = 2;
/// Read by the person.
const SEEN: i64 = 3;

/// Most commands of one request.
const MAX_PUSH: i64 = 200;
/// Most bytes of changes in one request.
const MAX_PUSH_BYTES: usize = 2 * 1024 * 1024;

impl Replica {
    /// The request that says everything the server does not know yet.
    ///
    /// # Errors
    /// When the database fails.
    pub fn request(&self) -> Result<SyncRequest, ReplicaError> {
        let mut request = SyncRequest {
            version: truckroll_protocol::VERSION,
            cursor: self.cursor()?,
            want: self.wanted()?,
            says: self.unsaid()?,
            ..SyncRequest::default()
        };
        let mut bytes = 0;
        // documents that wait to be rebuilt keep their commands back
        let mut select = self.connection.prepare_cached(
            "select o.id, o.command from outbox o left join documents d on d.id = o.document_id \
             where o.state = 0 and coalesce(d.state, 0) not in (2, 3) order by o.n limit ?1",
        )?;
        let waiting: Vec<(String, String)> =
            select.query_map([MAX_PUSH], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
        let mut changes = self
            .connection
            .prepare_cached("select bytes from changes where document_id = ?1 and command_id = ?2 order by n")?;
        for (id, text) in waiting {
            let command: Envelope = from_json(&text).map_err(|e| ReplicaError::Record(e.to_string()))?;
            let document = command.command.document().to_string();
            let made: Vec<Vec<u8>> = changes.query_map([document, id], |r| r.get(0))?.collect::<Result<_, _>>()?;
            bytes += made.iter().map(Vec::len).sum::<usize>() + text.len();
            if bytes > MAX_PUSH_BYTES && !request.push.is_empty() {
                break;
            }
            request.push.push(Push { command, changes: made.into_iter().map(Bytes).collect() });
        }
        Ok(request)
    }

    /// Documents to ask for whole.
    fn wanted(&self) -> Result<Vec<DocumentId>, ReplicaError> {
        let mut select = self.connection.prepare_cached("select id from documents where state in (2, 3) limit 50")?;
        let ids: Vec<String> = select.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
        Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
    }

    /// Whether there is something to send or to ask for beyond the cursor.
    ///
    /// # Errors
    /// When the database fails.
    pub fn has_unsent(&self) -> Result<bool, ReplicaError> {
        let unsent: bool = self.connection.query_row(
            "select exists(select 1 from outbox where state = 0) or exists(select 1 from documents where state in (2, 3))",
            [],
            |r| r.get(0),
        )?;
        Ok(unsent)
    }

    /// Waiting commands, waiting uploads, items that need attention.
    pub(crate) fn counts(&self) -> Result<(i64, i64, i64), ReplicaError> {
        Ok(self.connection.query_row(
            "select (select count(*) from outbox where state = 0), \
             (select count(*) from attachments where upload = 1), \
             (select count(*) from outbox where state in (1, 2))",
            [],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
        )?)
    }

    /// Waiting commands of one document, in order.
    pub(crate) fn waiting_for(&self, id: DocumentId) -> Result<Vec<Envelope>, ReplicaError> {
        let mut select = self
            .connection
            .prepare_cached("select command from outbox where document_id = ?1 and state = 0 order by n")?;
        let texts: Vec<String> = select.query_map([id.to_string()], |r| r.get(0))?.collect::<Result<_, _>>()?;
        Ok(texts.iter().filter_map(|t| from_json(t).ok()).collect())
    }

    pub(crate) fn mark_refused(&self, id: CommandId, why: &Refusal) -> Result<(), ReplicaError> {
        self.mark(id, REFUSED, why)
    }

    pub(crate) fn mark(&self, id: CommandId, state: i64, why: &Refusal) -> Result<(), ReplicaError> {
        let why = truckroll_domain::encode::to_json(why).map_err(|e| ReplicaError::Record(e.to_string()))?;
        self.connection
            .execute("update outbox set state = ?2, why = ?3 where id = ?1", params![id.to_string(), state, why])?;
        Ok(())
    }

    /// Refused commands and records that did not count, newest first.
    pub(crate) fn attention(&self) -> Result<Vec<AttentionItem>, ReplicaError> {
        let mut select = self.connection.prepare_cached(
            "select document_id, kind, title, command, state, why, at from outbox where state in (1, 2) order by n desc",
        )?;
        let rows = select.query_map([], |r| {
            let item: (String, String, String, String, i64, Option<String>, i64) =
                (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?, r.get(6)?);
            Ok(item)
        })?;
        let mut items = Vec::new();
        for row in rows {
            let (document, kind, title, command, state, why, at) = row?;
            let (Ok(document), Some(kind), Ok(envelope)) =
                (document.parse(), Kind::from_word(&kind), from_json::<Envelope>(&command))
            else {
                continue;
            };
            let why = why.and_then(|t| from_json(&t).ok()).unwrap_or(Refusal::NotFound);
            let command: Command = envelope.command;
            let (id, at) = (envelope.id, Timestamp(at));
            items.push(AttentionItem { id, document, kind, title, command, at, why, kept: state == KEPT });
        }
        Ok(items)
    }

    /// Takes an item off the list; it stays in the database for a later question.
    pub(crate) fn dismiss(&self, id: CommandId) -> Result<(), ReplicaError> {
        self.connection
            .execute("update outbox set state = ?2 where id = ?1 and state in (1, 2)", params![id.to_string(), SEEN])?;
        Ok(())
    }
}
