//! Agenda, lists and one visit.

use rusqlite::{OptionalExtension, ToSql, params};
use truckroll_domain::assets::Asset;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{Content, Row, Timestamp, VisitId};

use crate::ask::{Answer, VisitItem, VisitList, VisitPage};
use crate::db::read_row;
use crate::replica::{Replica, ReplicaError};

/// Most rows of a list.
const LIMIT: i64 = 500;

impl Replica {
    fn visit_rows(&self, clause: &str, values: &[&dyn ToSql]) -> Result<Vec<VisitItem>, ReplicaError> {
        let sql = format!("select {} from visits where {clause} limit {LIMIT}", VisitRow::column_list());
        let mut select = self.connection.prepare_cached(&sql)?;
        let rows: Vec<VisitRow> = select.query_map(values, read_row)?.collect::<Result<_, _>>()?;
        let marks = self.marks()?;
        Ok(rows.into_iter().map(|row| VisitItem { mark: marks.of(&row.id), row }).collect())
    }

    /// Today: what is at work first, then by window; then what comes later (index `visits_agenda`).
    pub(crate) fn agenda(&self, from: Timestamp, to: Timestamp) -> Result<Answer, ReplicaError> {
        let me = self.me_id()?.to_string();
        let (from, to) = (from.ms(), to.ms());
        let today = self.visit_rows(
            "assignee = ?1 and ((state not in ('completed', 'cancelled') and coalesce(window_from, assigned_at, created_at) < ?3) \
             or (state = 'completed' and completed_at >= ?2 and completed_at < ?3)) \
             order by case state when 'arrived' then 0 when 'paused' then 0 when 'on_the_way' then 1 when 'completed' then 9 \
             when 'cancel_requested' then 8 else 2 end, coalesce(window_from, due_at, created_at), id",
            &[&me, &from, &to],
        )?;
        let next = self.visit_rows(
            "assignee = ?1 and state not in ('completed', 'cancelled') and coalesce(window_from, assigned_at, created_at) >= ?2 \
             order by coalesce(window_from, created_at), id",
            &[&me, &to],
        )?;
        let (_, _, attention) = self.counts()?;
        Ok(Answer::Agenda { today, next, attention })
    }

    pub(crate) fn visits(&self, list: VisitList) -> Result<Vec<VisitItem>, ReplicaError> {
        let me = self.me_id()?.to_string();
        match list {
            VisitList::ToDo => self.visit_rows(
                "assignee = ?1 and state not in ('completed', 'cancelled') order by coalesce(window_from, due_at, created_at), id",
                &[&me],
            ),
            VisitList::Sent => self.visit_rows(
                "created_by = ?1 and coalesce(assignee, '') <> ?1 order by created_at desc, id",
                &[&me],
            ),
            VisitList::Done => self.visit_rows(
                "assignee = ?1 and state in ('completed', 'cancelled') order by coalesce(completed_at, cancelled_at) desc, id",
                &[&me],
            ),
        }
    }

    pub(crate) fn visit_page(&mut self, id: VisitId) -> Result<Option<VisitPage>, ReplicaError> {
        let Some((document, content)) = self.open_document(id.into())? else { return Ok(None) };
        let Content::Visit(visit, overlay) = content else { return Ok(None) };
        let row = visit.project(id, &overlay);
        let me = self.me_id()?;
        let mine = visit.assignee(&overlay).is_some_and(|a| a.agent == me);
        let ticket = match visit.ticket {
            Some(ticket) => self.ticket_row(&ticket.to_string())?,
            None => None,
        };
        let asset: Option<Asset> = match visit.asset {
            Some(asset) => match self.open_document(asset.into())? {
                Some((_, Content::Asset(asset))) => Some(asset),
                _ => None,
            },
            None => None,
        };
        let waiting = self.waiting_for(id.into())?;
        let pending = waiting.iter().filter(|e| e.command.server_only()).map(|e| e.command.name().to_owned()).collect();
        let mut unsent_photos = Vec::new();
        let hashes = visit.attempts.values().flat_map(|a| a.photos.values().map(|p| &p.attachment.hash));
        for hash in hashes {
            if self.waits_for_upload(hash)? {
                unsent_photos.push(hash.clone());
            }
        }
        let conflicts = document.conflicts().into_iter().map(|c| (c.path, c.values)).collect();
        Ok(Some(VisitPage {
            mark: self.marks()?.of(&row.id),
            row,
            visit: *visit,
            overlay: *overlay,
            entries: self.entries(id.into())?,
            ticket,
            asset,
            pending,
            mine,
            unsent_photos,
            conflicts,
        }))
    }

    pub(crate) fn ticket_row(&self, id: &str) -> Result<Option<TicketRow>, ReplicaError> {
        let sql = format!("select {} from tickets where id = ?1", TicketRow::column_list());
        let mut select = self.connection.prepare_cached(&sql)?;
        Ok(select.query_row(params![id], read_row).optional()?)
    }
}
