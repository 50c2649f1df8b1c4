//! Service levels on the device (TKT-65): how much is left of what was promised for a ticket, counted here by the functions that
//! the server counts by, from the ticket, its log and the versions of policies and calendars in the feed.
//!
//! Which policy holds is noted in a ticket by the server, so one that was made here has its clocks with the next sync. What a
//! calendar was before it was changed is not on the device: stretches from before count by the hours that hold now. At most
//! 1,000 lines of a log are read, as of every log.

use rusqlite::OptionalExtension;
use truckroll_domain::calendar::Calendar;
use truckroll_domain::decode::from_json;
use truckroll_domain::sla::{Book, Promise, SlaPolicy, State, Target, facts};
use truckroll_domain::tickets::{Status, Ticket, TicketOverlay};
use truckroll_domain::{Content, DocumentId, Entry, Timestamp, encode};

use crate::ask::{Clock, TicketItem};
use crate::replica::{Replica, ReplicaError};

/// Most tickets of a list that are counted anew for one answer; the others follow with the next one.
const AT_ONCE: usize = 100;

impl Replica {
    /// What the organisation promises, as far as this device knows.
    pub(crate) fn book(&self) -> Result<Book, ReplicaError> {
        let versions: Vec<Promise> = self.definitions(SlaPolicy::VERSION_KIND)?;
        let versions = versions.into_iter().map(SlaPolicy::from).collect();
        Ok(Book { versions, calendars: self.definitions(Calendar::KIND)?, ..Book::default() })
    }

    /// The clocks of a ticket that have a limit, in the order of targets.
    pub(crate) fn clocks_of(
        &self,
        ticket: &Ticket,
        overlay: &TicketOverlay,
        entries: &[Entry],
        now: Timestamp,
    ) -> Result<Vec<Clock>, ReplicaError> {
        if overlay.terms.is_empty() {
            return Ok(Vec::new());
        }
        Ok(clocks(ticket, overlay, entries, &self.book()?, now))
    }

    /// A list with the promise of each ticket that runs out, or ran out, first. Each is counted once and kept.
    pub(crate) fn with_clocks(
        &mut self,
        mut items: Vec<TicketItem>,
        now: Timestamp,
    ) -> Result<Vec<TicketItem>, ReplicaError> {
        let mut book = None;
        let mut counted = 0;
        for item in &mut items {
            let solved = [Status::Resolved, Status::Closed].map(Status::word);
            if solved.contains(&item.row.status.as_str()) {
                continue;
            }
            let kept: Option<String> = self
                .connection
                .prepare_cached("select clock from ticket_clocks where ticket_id = ?1")?
                .query_row([&item.row.id], |row| row.get(0))
                .optional()?;
            if let Some(kept) = kept {
                item.clock = from_json(&kept).ok();
                continue;
            }
            let Ok(id) = item.row.id.parse::<DocumentId>() else { continue };
            if counted == AT_ONCE {
                continue;
            }
            counted += 1;
            // a damaged one is asked for anew and says nothing until then
            if let Ok(Some((_, Content::Ticket(ticket, overlay)))) = self.open_document(id)
                && !overlay.terms.is_empty()
            {
                let entries = self.entries(id)?;
                let book = match &book {
                    Some(book) => book,
                    None => book.insert(self.book()?),
                };
                item.clock = first(clocks(&ticket, &overlay, &entries, book, now));
            }
            let text = item.clock.as_ref().and_then(|clock| encode::to_json(clock).ok()).unwrap_or_default();
            self.connection
                .prepare_cached("insert or replace into ticket_clocks (ticket_id, clock) values (?1, ?2)")?
                .execute([&item.row.id, &text])?;
        }
        Ok(items)
    }
}

fn clocks(ticket: &Ticket, overlay: &TicketOverlay, entries: &[Entry], book: &Book, now: Timestamp) -> Vec<Clock> {
    let story = facts(ticket, overlay, entries, book);
    let read = |target| {
        let course = story.measure(target, now);
        Some(Clock {
            target,
            state: course.now.state,
            left_ms: course.now.left_ms()?,
            limit_ms: course.now.limit_ms?,
            due_at: course.now.due_at,
            amber_at: course.amber_at(),
            missed_at: course.now.missed_at,
        })
    };
    Target::ALL.into_iter().filter_map(read).collect()
}

/// The one of those that still count that runs out, or ran out, first.
fn first(clocks: Vec<Clock>) -> Option<Clock> {
    let counts = |clock: &Clock| matches!(clock.state, State::Running | State::Paused);
    let at = |clock: &Clock| clock.missed_at.or(clock.due_at).unwrap_or(Timestamp(i64::MAX));
    clocks.into_iter().filter(counts).min_by_key(at)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rusqlite::Connection;
    use truckroll_domain::sla::{Colour, TermsFact};
    use truckroll_domain::tickets::Priority;
    use truckroll_domain::time::MINUTE_MS;
    use truckroll_domain::{LineId, SlaPolicyId};

    use super::*;

    /// Half an hour for the first answer, two hours for the solution.
    fn replica() -> Replica {
        let replica = Replica::open(Connection::open_in_memory().expect("memory"), || [7; 16]).expect("opens");
        let limits = BTreeMap::from([(Target::FirstResponse, 30), (Target::Resolution, 120)]);
        let policy = SlaPolicy {
            limits: BTreeMap::from([(Priority::Normal, limits)]),
            pauses: vec![Status::AwaitingResponse],
            version: 1,
            ..SlaPolicy::default()
        };
        let body = serde_json::to_string(&policy).expect("is written");
        replica
            .connection
            .execute(
                "insert into definitions (kind, id, body) values (?1, ?2, ?3)",
                [SlaPolicy::VERSION_KIND, &policy.version_id(), &body],
            )
            .expect("is stored");
        replica
    }

    #[test]
    fn what_is_left_is_counted_on_the_device_and_turns_amber_and_red() {
        let replica = replica();
        let begin = Timestamp(1_000_000_000);
        let mut ticket = Ticket { schema: 1, created_at: begin, ..Ticket::default() };
        let terms = TermsFact { at: begin, policy: Some(SlaPolicyId::default()), version: 1 };
        let overlay = TicketOverlay { terms: vec![terms], ..TicketOverlay::default() };
        let at = |minutes: i64| begin.plus_ms(minutes * MINUTE_MS);
        let read = |ticket: &Ticket, now| replica.clocks_of(ticket, &overlay, &[], now).expect("is read");
        for (minutes, left, colour) in [(10, 20, Colour::Green), (26, 4, Colour::Amber), (40, -10, Colour::Red)] {
            let clocks = read(&ticket, at(minutes));
            assert_eq!(clocks.len(), 2, "the second answer is not promised");
            assert_eq!(clocks[0].left_ms, left * MINUTE_MS);
            assert_eq!(clocks[0].colour(at(minutes)), colour, "{minutes}");
            assert_eq!(first(clocks).map(|clock| clock.target), Some(Target::FirstResponse));
        }
        // what a list was told once turns by itself
        let told = first(read(&ticket, at(1))).expect("is promised");
        assert_eq!([5, 25, 31].map(|m| told.colour(at(m))), [Colour::Green, Colour::Amber, Colour::Red]);
        let waits =
            truckroll_domain::tickets::StatusFact { status: Status::AwaitingResponse, at: at(10), by: String::new() };
        ticket.statuses.insert(LineId::default(), waits);
        let paused = read(&ticket, at(500));
        assert_eq!((paused[0].state, paused[0].left_ms), (State::Paused, 20 * MINUTE_MS));
        let bare = TicketOverlay::default();
        assert_eq!(replica.clocks_of(&ticket, &bare, &[], at(5)).expect("is read"), []);
    }
}
