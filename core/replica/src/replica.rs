//! The open replica: who is signed in, and the one entry for screens.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};
use truckroll_domain::access::{Policy, Restrictions, Role, Switches};
use truckroll_domain::decode::from_json;
use truckroll_domain::document::Document;
use truckroll_domain::fields::{FieldSet, Noun};
use truckroll_domain::people::Agent;
use truckroll_domain::visits::VisitRules;
use truckroll_domain::{Actor, AgentId, Content, DeviceId, DocumentId, Kind, Refusal, Timestamp};
use truckroll_protocol::api::Me;
use truckroll_protocol::sync::{Cursor, Directory, Masking};

use crate::ask::{Answer, Ask, Changed};
use crate::db;

/// Why the store itself failed.
#[derive(Debug, thiserror::Error)]
pub enum ReplicaError {
    /// SQLite.
    #[error("local database failed")]
    Database(#[from] rusqlite::Error),
    /// A document on the device cannot be read; it was marked and will be asked for anew.
    #[error("document {0} is damaged")]
    Damaged(DocumentId),
    /// A value in the database has an unexpected form.
    #[error("local record is damaged: {0}")]
    Record(String),
    /// The rules refuse the command.
    #[error("refused: {0}")]
    Refused(Refusal),
}

/// Opened documents kept in memory.
const CACHED_DOCUMENTS: usize = 64;

/// One open database of one person on one device.
pub struct Replica {
    pub(crate) connection: Connection,
    pub(crate) entropy: fn() -> [u8; 16],
    /// The automerge actor: fresh at every opening and after every refusal, so that a restored backup or a
    /// rebuilt document never uses a number twice.
    pub(crate) actor: [u8; 16],
    pub(crate) cache: HashMap<DocumentId, (Document, Content)>,
    /// How many documents and definitions came or went since somebody counted.
    pub(crate) received: i64,
    me: Option<Me>,
}

impl Replica {
    /// Opens a replica in `connection`; `entropy` gives 16 random bytes a call.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub fn open(mut connection: Connection, entropy: fn() -> [u8; 16]) -> Result<Self, ReplicaError> {
        db::prepare(&connection)?;
        let stale = db::migrate(&mut connection)?;
        let mut replica = Self { connection, entropy, actor: entropy(), cache: HashMap::new(), received: 0, me: None };
        if replica.get("device")?.is_none() {
            let id = uuid::Builder::from_random_bytes(entropy()).into_uuid();
            replica.set("device", &id.to_string())?;
        }
        // what an older program passed over is read by a newer one, which begins again
        let version = truckroll_protocol::VERSION.to_string();
        if replica.get("version")?.is_some_and(|read_by| read_by != version) {
            replica.connection.execute("delete from kv where k = 'cursor'", [])?;
        }
        replica.set("version", &version)?;
        replica.recall_me();
        for kind in stale {
            replica.project_again(kind)?;
        }
        Ok(replica)
    }

    /// This device's id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn device(&self) -> Result<DeviceId, ReplicaError> {
        let text = self.get("device")?.unwrap_or_default();
        text.parse().map_err(|_| ReplicaError::Record("device id".to_owned()))
    }

    /// Who is signed in.
    #[must_use]
    pub fn me(&self) -> Option<&Me> {
        self.me.as_ref()
    }

    pub(crate) fn me_id(&self) -> Result<AgentId, ReplicaError> {
        self.me.as_ref().map(|me| me.agent.id).ok_or(ReplicaError::Refused(Refusal::NotAllowed))
    }

    pub(crate) fn actor_of_me(&self) -> Result<Actor, ReplicaError> {
        let me = self.me.as_ref().ok_or(ReplicaError::Refused(Refusal::NotAllowed))?;
        Ok(self.policy().actor(&me.agent))
    }

    /// Reads again who is signed in.
    pub(crate) fn recall_me(&mut self) {
        let text = match self.get("signed_in") {
            Ok(Some(_)) => self.get("me").ok().flatten(),
            _ => None,
        };
        self.me = text.and_then(|text| from_json(&text).ok());
    }

    /// Takes in what the directory says of the signed-in person, if it is about him. Whether it was.
    pub(crate) fn am_changed(&mut self, body: &str) -> Result<bool, ReplicaError> {
        let Some((me, agent)) = self.me.as_mut().zip(from_json::<Agent>(body).ok()) else { return Ok(false) };
        if me.agent.id != agent.id || me.agent == agent {
            return Ok(false);
        }
        me.agent = agent;
        let text = truckroll_domain::encode::to_json(me).map_err(|e| ReplicaError::Record(e.to_string()))?;
        self.set("me", &text)?;
        Ok(true)
    }

    /// What decides the rights of the signed-in person on this device. What a device holds it holds for him, so it
    /// asks nobody's groups.
    pub(crate) fn policy(&self) -> Policy {
        let roles = self.definitions::<Role>(Role::KIND).unwrap_or_default();
        let switches = self.definition::<Switches>(Switches::KIND).ok().flatten().unwrap_or_default();
        let restrictions = self.definition::<Restrictions>(Restrictions::KIND).ok().flatten().unwrap_or_default();
        Policy::new(roles, [], [], switches).restricted(restrictions)
    }

    pub(crate) fn visit_rules(&self) -> VisitRules {
        let sent = self.definition::<VisitRules>(VisitRules::KIND).ok().flatten();
        sent.or_else(|| self.me.as_ref().map(|me| me.visit_rules.clone())).unwrap_or_default()
    }

    /// The fields of a noun as this device knows them.
    pub(crate) fn fields(&self, noun: Noun) -> FieldSet {
        let sent = self.definition_of::<FieldSet>(FieldSet::KIND, noun.word()).ok().flatten();
        sent.unwrap_or_default().complete(noun)
    }

    /// Whose unsent work is here, if it is somebody else's than `agent`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn holds_work_of_another(&self, agent: AgentId) -> Result<Option<String>, ReplicaError> {
        let former = self.get("me")?.and_then(|text| from_json::<Me>(&text).ok());
        match former {
            Some(me) if me.agent.id != agent && self.counts()?.0 > 0 => Ok(Some(me.agent.name)),
            _ => Ok(None),
        }
    }

    /// Remembers who signed in. Another person than before finds an empty device.
    ///
    /// # Errors
    /// When the database fails.
    pub fn signed_in(&mut self, me: Me) -> Result<(), ReplicaError> {
        let former = self.get("me")?.and_then(|text| from_json::<Me>(&text).ok());
        if former.is_some_and(|f| f.agent.id != me.agent.id || f.tenant != me.tenant) {
            self.wipe()?;
        }
        let text = truckroll_domain::encode::to_json(&me).map_err(|e| ReplicaError::Record(e.to_string()))?;
        self.set("me", &text)?;
        self.set("signed_in", "1")?;
        self.me = Some(me);
        Ok(())
    }

    /// Takes in what the server says now of the person at work: roles, time zone, map. Returns whether anything is new.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) fn still_me(&mut self, me: Me) -> Result<bool, ReplicaError> {
        let Some(known) = self.me.as_ref().filter(|known| known.agent.id == me.agent.id && known.tenant == me.tenant)
        else {
            return Ok(false);
        };
        if *known == (Me { server_time: known.server_time, ..me.clone() }) {
            return Ok(false);
        }
        let text = truckroll_domain::encode::to_json(&me).map_err(|e| ReplicaError::Record(e.to_string()))?;
        self.set("me", &text)?;
        self.me = Some(me);
        Ok(true)
    }

    /// Signs out. Without unsent work the device forgets everything; with it, the work waits for the same
    /// person.
    ///
    /// # Errors
    /// When the database fails.
    pub fn signed_out(&mut self) -> Result<(), ReplicaError> {
        if self.counts()?.0 == 0 {
            self.wipe()?;
        }
        self.connection.execute("delete from kv where k = 'signed_in'", [])?;
        self.me = None;
        Ok(())
    }

    /// Forgets all data of the person; what belongs to the device and its program stays.
    pub(crate) fn wipe(&mut self) -> Result<(), ReplicaError> {
        let tx = self.connection.transaction()?;
        tx.execute_batch(
            "delete from kv where k not in ('device', 'version'); delete from documents; delete from changes; delete from outbox; \
             delete from entries; delete from packed_entries; delete from definitions; delete from attachments; delete from search_queue; \
             delete from search; delete from positions; delete from ticket_clocks;",
        )?;
        for (_, table, _) in db::row_kinds() {
            tx.execute_batch(&format!("delete from {table}"))?;
        }
        tx.commit()?;
        self.cache.clear();
        self.me = None;
        Ok(())
    }

    /// How far the server's feed was read.
    ///
    /// # Errors
    /// When the database fails.
    pub fn cursor(&self) -> Result<Cursor, ReplicaError> {
        let text = self.get("cursor")?.unwrap_or_default();
        let mut parts = text.split(':').map(|p| p.parse::<i64>().ok());
        let mut next = || parts.next().flatten();
        let cursor = Cursor { floor: None, ..Cursor::at(next().unwrap_or(0), next().unwrap_or(0)) };
        let floor = next();
        let directory = next().zip(next()).zip(next());
        let directory = directory.map(|((began, read), large)| Directory { began, read, large: large == 1 });
        let masked = match next() {
            Some(1) => Masking::All,
            Some(2) => Masking::Lifting,
            _ => Masking::None,
        };
        Ok(Cursor { floor, directory, masked, ..cursor })
    }

    /// Notes how far the server's feed was read; in the transaction that stores what was read.
    pub(crate) fn set_cursor(&self, cursor: Cursor) -> Result<(), ReplicaError> {
        let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
        let masked = match cursor.masked {
            Masking::None => 0,
            Masking::All => 1,
            Masking::Lifting => 2,
        };
        let at = cursor.directory;
        let parts = [
            cursor.epoch.to_string(),
            cursor.seq.to_string(),
            number(cursor.floor),
            number(at.map(|at| at.began)),
            number(at.map(|at| at.read)),
            number(at.map(|at| i64::from(at.large))),
            masked.to_string(),
        ];
        self.set("cursor", &parts.join(":"))
    }

    pub(crate) fn get(&self, key: &str) -> Result<Option<String>, ReplicaError> {
        let mut select = self.connection.prepare_cached("select v from kv where k = ?1")?;
        Ok(select.query_row([key], |r| r.get(0)).optional()?)
    }

    pub(crate) fn set(&self, key: &str, value: &str) -> Result<(), ReplicaError> {
        let mut insert = self.connection.prepare_cached("insert or replace into kv (k, v) values (?1, ?2)")?;
        insert.execute([key, value])?;
        Ok(())
    }

    /// A fresh id of the time `now`.
    pub(crate) fn fresh<T: From<uuid::Uuid>>(&self, now: Timestamp) -> T {
        let random = (self.entropy)();
        let mut ten = [0; 10];
        ten.copy_from_slice(&random[..10]);
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(now.ms()).unwrap_or(0), &ten).into_uuid().into()
    }

    pub(crate) fn remember(&mut self, id: DocumentId, document: Document, content: Content) {
        if self.cache.len() >= CACHED_DOCUMENTS
            && let Some(any) = self.cache.keys().next().copied()
        {
            self.cache.remove(&any);
        }
        self.cache.insert(id, (document, content));
    }

    /// Answers a screen. What needs a connection is the driver's part and is answered [`Answer::Absent`] here.
    pub fn answer(&mut self, ask: &Ask, now: Timestamp, online: bool) -> (Answer, Changed) {
        let mut changed = Changed::default();
        let answer = self.try_answer(ask, now, online, &mut changed);
        let answer = answer.unwrap_or_else(|error| match error {
            ReplicaError::Refused(why) => Answer::Refused { why },
            other => Answer::Broken { detail: chain(&other) },
        });
        (answer, changed)
    }

    fn try_answer(
        &mut self,
        ask: &Ask,
        now: Timestamp,
        online: bool,
        changed: &mut Changed,
    ) -> Result<Answer, ReplicaError> {
        Ok(match ask {
            Ask::Me => {
                // what the organisation demands may have changed since this person signed in
                let now = |me: Me| {
                    let Policy { roles, switches, restrictions, .. } = self.policy();
                    let roles = roles.into_values().collect();
                    Me { visit_rules: self.visit_rules(), roles, switches, restrictions, ..me }
                };
                Answer::Me { me: self.me.clone().map(now).map(Box::new) }
            }
            Ask::Agenda { from, to } => self.agenda(*from, *to)?,
            Ask::Visits { list, narrow } => Answer::Visits { visits: self.visits(*list, narrow)? },
            Ask::Visit { id } => Answer::Visit { page: self.visit_page(*id)?.map(Box::new) },
            Ask::Tickets { q, statuses } => {
                let tickets = self.tickets(q, statuses)?;
                Answer::Tickets { tickets: self.with_clocks(tickets, now)? }
            }
            Ask::Views => Answer::Views { views: self.views(now)? },
            Ask::ViewTickets { id, q, narrow } => match self.view_tickets(*id, q, narrow, now)? {
                Some((view, parts)) => Answer::ViewTickets { view: Box::new(view), parts },
                None => Answer::Absent,
            },
            Ask::Assigned => Answer::Assigned { tickets: self.assigned()? },
            Ask::Ticket { id } => Answer::Ticket { page: self.ticket_page(*id, now)?.map(Box::new) },
            Ask::TicketDraft { ticket } => Answer::TicketDraft { draft: Box::new(self.ticket_draft(ticket, now)?) },
            Ask::Assets { q, table } => Answer::Assets { assets: self.assets(q, table)? },
            Ask::Machine { code } => Answer::Assets { assets: self.machine(code)? },
            Ask::Takers => self.takers()?,
            Ask::Customers { q } => self.customers(q)?,
            Ask::Company { id } => Answer::Company { page: self.company_page(*id)?.map(Box::new) },
            Ask::Contact { id } => Answer::Contact { page: self.contact_page(*id)?.map(Box::new) },
            Ask::Nearby { near } => Answer::Nearby { companies: self.nearby(near)? },
            Ask::Organisation => Answer::Organisation { profile: Box::new(self.profile()?) },
            Ask::Presence => {
                let (mine, states) = self.presence()?;
                Answer::Presence { mine, states }
            }
            Ask::Say { channel, state } => {
                self.says(*channel, state, now)?;
                *changed = Changed { session: true, sync: true, ..Changed::default() };
                Answer::Done
            }
            Ask::Colleagues => Answer::Colleagues { agents: self.colleagues()? },
            Ask::Roster => self.roster()?,
            Ask::AskSwap { .. } | Ask::StepSwap { .. } => Answer::NotDone { code: "unreachable".to_owned() },
            Ask::Search { q } => Answer::Hits { hits: self.search(q)? },
            Ask::Rounds => Answer::Rounds { rounds: self.rounds()? },
            Ask::Device => Answer::Device { id: self.device()? },
            Ask::Attention => Answer::Attention { items: self.attention()? },
            Ask::Dismiss { command } => {
                self.dismiss(*command)?;
                changed.sync = true;
                Answer::Done
            }
            Ask::Execute { command } => {
                let (id, what) = self.submit(command, now, !online)?;
                *changed = what;
                Answer::Executed { command: id }
            }
            Ask::Press { ticket, id } => {
                let (id, what) = self.press(*ticket, *id, now, !online)?;
                *changed = what;
                Answer::Executed { command: id }
            }
            Ask::Split { id, parts, closes_last } => {
                let (id, what) = self.split(*id, parts, *closes_last, now, !online)?;
                *changed = what;
                Answer::Executed { command: id }
            }
            Ask::Keep { mime, bytes, .. } => {
                let (hash, size) = self.keep(mime, bytes, now)?;
                changed.sync = true;
                Answer::Stored { hash, size }
            }
            Ask::Attachment { hash } => match self.attachment(hash, now)? {
                Some((mime, bytes)) => Answer::Bytes { mime, bytes },
                None => Answer::Absent,
            },
            Ask::Position { at, lat, lon, accuracy_m } => {
                self.record_position(*at, *lat, *lon, *accuracy_m)?;
                Answer::Done
            }
            Ask::SignIn { .. }
            | Ask::Enter
            | Ask::Call { .. }
            | Ask::SignOut
            | Ask::SyncNow
            | Ask::Network { .. }
            | Ask::SyncState => Answer::Absent,
        })
    }

    /// Keeps a position for the visit at work: only between accepted and completed (VIS-09).
    fn record_position(
        &mut self,
        at: Timestamp,
        lat: f64,
        lon: f64,
        accuracy_m: Option<f64>,
    ) -> Result<(), ReplicaError> {
        let place = truckroll_domain::Place { lat, lon, accuracy_m };
        let (Some(me), true) = (&self.me, place.is_valid()) else { return Ok(()) };
        let at_work: Option<String> = self
            .connection
            .query_row(
                "select id from visits where assignee = ?1 and state in ('accepted', 'on_the_way', 'arrived', 'paused') \
                 order by coalesce(arrived_at, departed_at, accepted_at) desc limit 1",
                [me.agent.id.to_string()],
                |r| r.get(0),
            )
            .optional()?;
        if let Some(visit) = at_work {
            self.connection.execute(
                "insert into positions (visit_id, at, lat, lon, accuracy_m) values (?1, ?2, ?3, ?4, ?5)",
                rusqlite::params![visit, at.ms(), lat, lon, accuracy_m],
            )?;
        }
        Ok(())
    }

    fn project_again(&mut self, kind: Kind) -> Result<(), ReplicaError> {
        let ids: Vec<String> = self
            .connection
            .prepare("select id from documents where kind = ?1")?
            .query_map([kind.word()], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        for id in ids {
            let Ok(id) = id.parse::<DocumentId>() else { continue };
            if let Ok(Some((_, content))) = self.open_document(id) {
                crate::commit::upsert_row(&self.connection, &content.row(id))?;
            }
        }
        Ok(())
    }
}

/// An error with its sources, for a report.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entropy() -> [u8; 16] {
        [7; 16]
    }

    #[test]
    fn the_same_program_reads_on_and_a_newer_one_from_the_start() {
        let replica = Replica::open(Connection::open_in_memory().expect("memory"), entropy).expect("opens");
        replica.set("cursor", "3:412").expect("is stored");
        let replica = Replica::open(replica.connection, entropy).expect("opens");
        assert_eq!(replica.cursor().expect("is read"), Cursor::at(3, 412));
        let directory = Some(Directory { began: 400, read: 120, large: false });
        for cursor in [
            Cursor { directory, ..Cursor::at(3, 412) },
            Cursor { floor: Some(7), masked: Masking::All, ..Cursor::at(3, 412) },
            Cursor { floor: Some(7), directory, masked: Masking::Lifting, ..Cursor::at(3, 412) },
        ] {
            replica.set_cursor(cursor).expect("is stored");
            assert_eq!(replica.cursor().expect("is read"), cursor);
        }
        replica.set("version", "0").expect("is stored");
        let replica = Replica::open(replica.connection, entropy).expect("opens");
        assert_eq!(replica.cursor().expect("is read"), Cursor::default());
    }
}
