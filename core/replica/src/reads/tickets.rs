//! Tickets on the device.

use truckroll_domain::tickets::{Status, TicketRow};
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{Content, Row, TicketId, Timestamp};

use crate::ask::{TicketItem, TicketPage};
use crate::db::read_row;
use crate::replica::{Replica, ReplicaError};

impl Replica {
    /// Tickets that contain the words, newest movement first (index `tickets_updated`). Status words that do not
    /// exist are ignored.
    pub(crate) fn tickets(&self, q: &str, statuses: &[String]) -> Result<Vec<TicketItem>, ReplicaError> {
        let known: Vec<&str> = statuses.iter().filter_map(|s| Status::from_word(s)).map(Status::word).collect();
        let narrowed =
            if known.is_empty() { String::new() } else { format!("and status in ('{}')", known.join("', '")) };
        let sql = format!(
            "select {} from tickets where (?1 = '' or instr(lower(title || ' ' || coalesce(number, '') || ' ' || company_name \
             || ' ' || contact_name), lower(?1)) > 0) {narrowed} order by updated_at desc, id limit 2000",
            TicketRow::column_list()
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let rows: Vec<TicketRow> = select.query_map([q.trim()], read_row)?.collect::<Result<_, _>>()?;
        let marks = self.marks()?;
        Ok(rows.into_iter().map(|row| TicketItem { mark: marks.of(&row.id), row, clock: None }).collect())
    }

    /// Open tickets of the person that he did not make himself.
    pub(crate) fn assigned(&self) -> Result<Vec<(String, String, Timestamp)>, ReplicaError> {
        let me = self.me_id()?.to_string();
        let mut select = self.connection.prepare_cached(
            "select id, title, updated_at from tickets where assignee = ?1 and status not in ('resolved', 'closed') \
             and coalesce(created_by, '') <> ?1",
        )?;
        let told = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, Timestamp(row.get(2)?)));
        Ok(select.query_map([me], told)?.collect::<Result<_, _>>()?)
    }

    pub(crate) fn ticket_page(&mut self, id: TicketId, now: Timestamp) -> Result<Option<TicketPage>, ReplicaError> {
        let Some((_, Content::Ticket(ticket, overlay))) = self.open_document(id.into())? else { return Ok(None) };
        let row = ticket.project(id, &overlay);
        let sql = format!(
            "select {} from visits where ticket_id = ?1 order by created_at desc limit 100",
            VisitRow::column_list()
        );
        let visits: Vec<VisitRow> =
            self.connection.prepare_cached(&sql)?.query_map([id.to_string()], read_row)?.collect::<Result<_, _>>()?;
        let waiting = self.waiting_for(id.into())?;
        let pending = waiting.iter().filter(|e| e.command.server_only()).map(|e| e.command.name().to_owned()).collect();
        let (form, groups) = self.form_of(id, &ticket, &overlay, now);
        let macros = self.macros_of(id, &ticket, &overlay, now);
        let mut entries = self.entries(id.into())?;
        // promises are kept by what was said in the ticket itself
        let clocks = self.clocks_of(&ticket, &overlay, &entries, now)?;
        if !overlay.merged.is_empty() {
            // what was said in tickets that were merged into it is read here
            for merged in overlay.merged.keys() {
                entries.extend(self.entries((*merged).into())?);
            }
            entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
        }
        Ok(Some(TicketPage {
            clocks,
            way: self.way_of(id, &ticket, &overlay, now),
            form,
            family: self.family(id, &ticket)?,
            groups,
            macros,
            pending,
            mark: self.marks()?.of(&row.id),
            row,
            ticket,
            overlay,
            entries,
            visits,
        }))
    }
}
