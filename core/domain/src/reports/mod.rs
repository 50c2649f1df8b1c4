//! Statistics of tickets (TKT-61): what happened to a ticket, as facts with their moments, and the stretches they are counted in;
//! reports that somebody keeps (TKT-62, [`TicketReport`]).
//!
//! The facts follow from the ticket's own status facts, which are only ever added: a ticket that is opened again next month
//! changes nothing of what was counted in this one.

use jiff::civil::{Date, Weekday};
use serde::Serialize;

use crate::calendar::Offsets;
use crate::day;
use crate::decode::Deserialize;
use crate::tickets::{Status, Ticket, TicketOverlay};
use crate::{LineId, Timestamp};

mod measure;
mod period;
mod report;
#[cfg(test)]
mod tests;

pub use measure::{Bucket, Counted, Measure, Tally, buckets};
pub use period::{Period, Span};
pub use report::{ReportProblems, ReportSeries, TicketReport};

/// Longest period, days.
pub const MAX_DAYS: i64 = 366;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Happening {
    /// It was made.
    New,
    /// It was marked as resolved for the first time.
    Resolved,
    /// It was closed.
    Closed,
    /// It was resolved or closed, and was not before.
    Done,
    /// It was neither any more.
    Reopened,
    /// Staff answered the customer for the first time.
    Answered,
}

impl Happening {
    /// All of them.
    pub const ALL: [Happening; 6] = [
        Happening::New,
        Happening::Resolved,
        Happening::Closed,
        Happening::Done,
        Happening::Reopened,
        Happening::Answered,
    ];
    /// The word in tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Happening::New => "new",
            Happening::Resolved => "resolved",
            Happening::Closed => "closed",
            Happening::Done => "done",
            Happening::Reopened => "reopened",
            Happening::Answered => "answered",
        }
    }
    /// The happening of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Something that happened to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What.
    pub what: Happening,
    /// When; never before the ticket was made.
    pub at: Timestamp,
    /// How long after that.
    pub took_ms: i64,
}

fn is_done(status: Status) -> bool {
    matches!(status, Status::Resolved | Status::Closed)
}

/// What happened to a ticket, in order.
#[must_use]
pub fn facts(ticket: &Ticket, overlay: &TicketOverlay) -> Vec<Fact> {
    let made = ticket.created_at;
    // a clock that was wrong does not let anything happen before there was a ticket
    let fact = |what, at: Timestamp| Fact { what, at: at.max(made), took_ms: at.since_ms(made).max(0) };
    let mut all = vec![fact(Happening::New, made)];
    let mut steps: Vec<(Timestamp, LineId, Status)> =
        ticket.statuses.iter().map(|(id, fact)| (fact.at, *id, fact.status)).collect();
    steps.sort_unstable_by_key(|(at, id, _)| (*at, *id));
    let (mut status, mut was_resolved) = (Status::New, false);
    for (at, _, next) in steps {
        if next == Status::Resolved && !was_resolved {
            was_resolved = true;
            all.push(fact(Happening::Resolved, at));
        }
        if next == Status::Closed && status != Status::Closed {
            all.push(fact(Happening::Closed, at));
        }
        match (is_done(status), is_done(next)) {
            (false, true) => all.push(fact(Happening::Done, at)),
            (true, false) => all.push(fact(Happening::Reopened, at)),
            _ => {}
        }
        status = next;
    }
    all.extend(overlay.first_response_at.map(|at| fact(Happening::Answered, at)));
    all
}

/// By what figures are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum By {
    /// Hours of the day, whichever day it was: 24 rows.
    Hour,
    #[default]
    Day,
    /// From Monday to Sunday.
    Week,
    Month,
    Agent,
    Group,
}

impl By {
    /// All of them, in the order of the choice.
    pub const ALL: [By; 6] = [By::Hour, By::Day, By::Week, By::Month, By::Agent, By::Group];
    /// The word in addresses and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            By::Hour => "hour",
            By::Day => "day",
            By::Week => "week",
            By::Month => "month",
            By::Agent => "agent",
            By::Group => "group",
        }
    }
    /// The one of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.word() == word)
    }
}

/// The first day of the stretch in which a day lies: the Monday of its week, the first of its month.
#[must_use]
pub fn stretch(by: By, date: Date) -> Date {
    match by {
        By::Week => {
            let back = i64::from(date.weekday().since(Weekday::Monday));
            day::plus(date, -back).unwrap_or(date)
        }
        By::Month => date.first_of_month(),
        By::Hour | By::Day | By::Agent | By::Group => date,
    }
}

/// Stretches of time in which clocks do not change, each with how far they are ahead of UTC, ms.
#[must_use]
pub fn steady(offsets: &Offsets, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp, i64)> {
    let turns = offsets.changes.iter().map(|(at, _)| *at).filter(|at| *at > from && *at < to);
    let mut edges: Vec<Timestamp> = std::iter::once(from).chain(turns).collect();
    edges.push(to);
    edges.windows(2).map(|pair| (pair[0], pair[1], offsets.offset_ms(pair[0]))).collect()
}
