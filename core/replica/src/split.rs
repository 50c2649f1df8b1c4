//! Parts of tickets on the device: splitting one without a network, all of it or nothing, and the tickets that belong together.

use truckroll_domain::fields::Noun;
use truckroll_domain::tickets::{NewPart, Ticket, TicketRow};
use truckroll_domain::{Command, CommandId, Content, Refusal, Row, TicketId, Timestamp};

use crate::ask::{Changed, Family, Relative};
use crate::db::read_row;
use crate::replica::{Replica, ReplicaError};

impl Replica {
    /// Splits parts off a ticket: carries out each command of the split in one transaction. Says the command of the ticket itself.
    ///
    /// # Errors
    /// [`ReplicaError::Refused`] by the rules; then nothing was stored. Otherwise the store's failure.
    pub fn split(
        &mut self,
        id: TicketId,
        parts: &[NewPart],
        closes_last: bool,
        now: Timestamp,
        offline: bool,
    ) -> Result<(CommandId, Changed), ReplicaError> {
        let Some((_, Content::Ticket(ticket, _))) = self.open_document(id.into())? else {
            return Err(ReplicaError::Refused(Refusal::NotFound));
        };
        let (set, forms) = (self.fields(Noun::Ticket), self.row_forms());
        let commands = ticket.split(id, parts, closes_last, (&set, &forms)).map_err(ReplicaError::Refused)?;
        self.connection.execute_batch("begin immediate")?;
        let done = self.all(&commands, now, offline);
        let ended = self.connection.execute_batch(if done.is_ok() { "commit" } else { "rollback" });
        if done.is_err() || ended.is_err() {
            // what was carried out before the refusal is in memory alone
            self.cache.clear();
        }
        let done = done?;
        ended?;
        Ok(done)
    }

    fn all(
        &mut self,
        commands: &[Command],
        now: Timestamp,
        offline: bool,
    ) -> Result<(CommandId, Changed), ReplicaError> {
        let (mut last, mut all) = (CommandId::default(), Changed::default());
        for command in commands {
            let (id, changed) = self.execute(command, now, offline)?;
            last = id;
            all.kinds = changed.kinds;
            all.ids.extend(changed.ids.into_iter().filter(|id| !all.ids.contains(id)).collect::<Vec<_>>());
            all.sync = true;
        }
        Ok((last, all))
    }

    /// Refuses to close a ticket before its parts, as far as this device knows them.
    pub(crate) fn closes_after_parts(&self, command: &Command, content: &Content) -> Result<(), ReplicaError> {
        let (Command::Ticket { id, command }, Content::Ticket(ticket, _)) = (command, content) else { return Ok(()) };
        if !ticket.waits_for_parts(command) {
            return Ok(());
        }
        let sql = "select coalesce(number, title) from tickets where parent_id = ?1 and status <> 'closed' order by created_at, number, id";
        let mut select = self.connection.prepare_cached(sql)?;
        let tickets: Vec<String> = select.query_map([id.to_string()], |row| row.get(0))?.collect::<Result<_, _>>()?;
        if tickets.is_empty() { Ok(()) } else { Err(ReplicaError::Refused(Refusal::OpenParts { tickets })) }
    }

    /// The ticket a ticket was split off and the parts that were split off it, the ones on this device with their state.
    pub(crate) fn family(&self, id: TicketId, ticket: &Ticket) -> Result<Family, ReplicaError> {
        let sql = format!(
            "select {} from tickets where id = ?1 or parent_id = ?2 order by created_at, number, id limit 500",
            TicketRow::column_list()
        );
        let parent = ticket.parent.map(|parent| parent.to_string());
        let rows: Vec<TicketRow> = self
            .connection
            .prepare_cached(&sql)?
            .query_map([parent.clone(), Some(id.to_string())], read_row)?
            .collect::<Result<_, _>>()?;
        let mut family = Family::default();
        for row in rows {
            let known = Relative { id: row.id.clone(), number: row.number, title: row.title, status: row.status };
            if Some(&row.id) == parent.as_ref() { family.parent = Some(known) } else { family.parts.push(known) }
        }
        for (id, part) in &ticket.parts {
            let id = id.to_string();
            if family.parts.iter().all(|known| known.id != id) {
                family.parts.push(Relative { id, title: part.title.clone(), ..Relative::default() });
            }
        }
        if let (None, Some(id)) = (&family.parent, parent) {
            family.parent = Some(Relative { id, ..Relative::default() });
        }
        Ok(family)
    }
}
