//! What happened to a ticket, for the clock: read from its document, its log and what the server noted.

use super::{Book, Course, Fact, Target, Terms, What, measure};
use crate::entry::Audience;
use crate::fields::FieldValue;
use crate::gather;
use crate::tickets::{Priority, Status, Ticket, TicketOverlay};
use crate::{Entry, EntryBody, Timestamp};

/// Facts of a ticket and the terms they name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Story {
    /// What happened.
    pub facts: Vec<Fact>,
    /// What was promised, stretch by stretch.
    pub terms: Vec<Terms>,
}

impl Story {
    /// Reads one of its clocks.
    #[must_use]
    pub fn measure(&self, target: Target, now: Timestamp) -> Course<'_> {
        measure(target, &self.facts, &self.terms, now)
    }
}

/// Gathers the facts of a ticket: its beginning, its statuses, changes of priority and public answers of staff from the log (in
/// any order), and what the server noted about policies, cut where a calendar changed.
#[must_use]
pub fn facts(ticket: &Ticket, overlay: &TicketOverlay, entries: &[Entry], book: &Book) -> Story {
    let mut story = Story::default();
    let mut tell = |at, what| story.facts.push(Fact { at, what });
    tell(ticket.created_at, What::Created);
    for (at, priority) in priorities(ticket, entries) {
        tell(at, What::Priority(priority));
    }
    for (at, status) in statuses(ticket, overlay, entries) {
        tell(at, What::Status(status));
    }
    for entry in entries {
        let public = entry.audience == Audience::Public && entry.author.is_some();
        if public && matches!(entry.body, EntryBody::Reply { .. }) {
            tell(entry.at, What::Answered);
        }
    }
    let mut noted = overlay.terms.clone();
    gather::sort_by_key(&mut noted, |fact| fact.at);
    for (n, fact) in noted.iter().enumerate() {
        let until = noted.get(n + 1).map_or(Timestamp(i64::MAX), |next| next.at);
        let Some(policy) = book.version(fact) else {
            story.facts.push(Fact { at: fact.at, what: What::Terms(None) });
            continue;
        };
        let mut begin = |at: Timestamp, terms: Terms| {
            story.facts.push(Fact { at, what: What::Terms(Some(story.terms.len())) });
            story.terms.push(terms);
        };
        let mut held = book.terms(policy, fact.at);
        begin(fact.at, held.clone());
        for at in book.calendar_changes(fact.at, until) {
            let next = book.terms(policy, at);
            if next != held {
                held = next;
                begin(at, held.clone());
            }
        }
    }
    story
}

/// The first priority and each later one. The document has the last word about the present one.
fn priorities(ticket: &Ticket, entries: &[Entry]) -> Vec<(Timestamp, Priority)> {
    let mut changes = Vec::new();
    for entry in entries {
        let EntryBody::Log { changes: told, .. } = &entry.body else { continue };
        for change in told.iter().filter(|change| change.field == "priority") {
            changes.push((entry.at, entry.id, word(change.from.as_ref()), word(change.to.as_ref())));
        }
    }
    gather::sort_by_key(&mut changes, |(at, id, ..)| (*at, *id));
    let first = changes.first().and_then(|(_, _, from, _)| *from).unwrap_or(ticket.priority);
    let mut all = vec![(ticket.created_at, first)];
    all.extend(changes.into_iter().filter_map(|(at, _, _, to)| Some((at, to?))));
    if let Some((at, _)) = all.last().copied().filter(|(_, last)| *last != ticket.priority) {
        all.push((at, ticket.priority));
    }
    all
}

fn word(value: Option<&FieldValue>) -> Option<Priority> {
    let FieldValue::Text(word) = value? else { return None };
    Priority::ALL.into_iter().find(|priority| priority.word() == word)
}

/// The statuses as the ticket's row shows them: a new ticket that somebody answers for is open.
fn statuses(ticket: &Ticket, overlay: &TicketOverlay, entries: &[Entry]) -> Vec<(Timestamp, Status)> {
    enum Step {
        Status(Status),
        Assigned(bool),
    }
    let mut steps: Vec<(Timestamp, u128, Step)> = Vec::new();
    for (id, fact) in &ticket.statuses {
        steps.push((fact.at, id.0.as_u128(), Step::Status(fact.status)));
    }
    let mut assigned = false;
    for entry in entries {
        if let EntryBody::Log { action, subject, .. } = &entry.body
            && action == "assign"
        {
            assigned = true;
            steps.push((entry.at, entry.id.0.as_u128(), Step::Assigned(!subject.is_empty())));
        }
    }
    if let Some(at) = overlay.assigned_at.filter(|_| !assigned) {
        steps.push((at, 0, Step::Assigned(overlay.assignee.is_some())));
    }
    gather::sort_by_key(&mut steps, |(at, id, _)| (*at, *id));
    let (mut status, mut held, mut shown) = (Status::New, false, Status::New);
    let mut all = Vec::new();
    for (at, _, step) in steps {
        match step {
            Step::Status(to) => status = to,
            Step::Assigned(is) => held = is,
        }
        let now = if status == Status::New && held { Status::Open } else { status };
        if now != shown {
            shown = now;
            all.push((at, now));
        }
    }
    all
}
