//! Statistics of tickets (TKT-61): what happened to a ticket, as facts with their moments, and the stretches they are counted in.
//!
//! The facts follow from the ticket's own status facts, which are only ever added: a ticket that is opened again next month
//! changes nothing of what was counted in this one.

use jiff::civil::{Date, Weekday};

use crate::calendar::Offsets;
use crate::day;
use crate::tickets::{Status, Ticket, TicketOverlay};
use crate::{LineId, Timestamp};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tickets::StatusFact;

    fn ticket(created: i64, steps: &[(i64, Status)]) -> Ticket {
        let line = |n: usize| LineId::from_parts(1, [u8::try_from(n).expect("few"); 10]);
        let fact = |at: i64, status| StatusFact { status, at: Timestamp(at), by: String::new() };
        let statuses = steps.iter().enumerate().map(|(n, (at, status))| (line(n), fact(*at, *status))).collect();
        Ticket { created_at: Timestamp(created), statuses, ..Ticket::default() }
    }

    /// As somebody would count who looks at the ticket at a moment, without any facts.
    fn waits(ticket: &Ticket, at: i64) -> bool {
        let latest = ticket
            .statuses
            .iter()
            .filter(|(_, fact)| fact.at.ms().max(ticket.created_at.ms()) <= at)
            .max_by_key(|(id, fact)| (fact.at, **id))
            .map(|(_, fact)| fact.status);
        ticket.created_at.ms() <= at && !is_done(latest.unwrap_or_default())
    }

    #[test]
    fn opening_a_ticket_again_changes_nothing_of_what_was_counted() {
        let steps = [(5, Status::Open), (10, Status::Resolved), (12, Status::Closed)];
        let before = facts(&ticket(0, &steps), &TicketOverlay::default());
        let again: Vec<(i64, Status)> =
            steps.into_iter().chain([(20, Status::Open), (30, Status::Resolved), (31, Status::Closed)]).collect();
        let after = facts(&ticket(0, &again), &TicketOverlay::default());
        assert_eq!(after[..before.len()], before);
        let words: Vec<(&str, i64)> = after.iter().map(|fact| (fact.what.word(), fact.at.ms())).collect();
        assert_eq!(
            words,
            [
                ("new", 0),
                ("resolved", 10),
                ("done", 10),
                ("closed", 12),
                ("reopened", 20),
                ("done", 30),
                ("closed", 31)
            ]
        );
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        for (by, day, wanted) in [
            (By::Week, "2026-03-01", "2026-02-23"),
            (By::Week, "2026-03-02", "2026-03-02"),
            (By::Month, "2026-03-31", "2026-03-01"),
            (By::Day, "2026-03-31", "2026-03-31"),
        ] {
            let day = day::parse(day).expect("a day");
            assert_eq!(stretch(by, day).to_string(), wanted);
        }
    }

    #[test]
    fn steady_stretches_lie_side_by_side() {
        let clocks = Offsets { before_s: 3_600, changes: vec![(Timestamp(100), 7_200), (Timestamp(200), 3_600)] };
        let at = |ms| Timestamp(ms);
        assert_eq!(steady(&clocks, at(50), at(150)), [(at(50), at(100), 3_600_000), (at(100), at(150), 7_200_000)]);
        assert_eq!(steady(&clocks, at(250), at(300)), [(at(250), at(300), 3_600_000)]);
    }

    fn any_status() -> impl Strategy<Value = Status> {
        prop::sample::select(Status::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn what_waits_follows_from_the_facts(
            created in 0_i64..50,
            steps in prop::collection::vec((0_i64..100, any_status()), 0..12),
            at in 0_i64..120,
        ) {
            let ticket = ticket(created, &steps);
            let all = facts(&ticket, &TicketOverlay::default());
            let sum: i64 = all.iter().filter(|fact| fact.at.ms() <= at).map(|fact| match fact.what {
                Happening::New | Happening::Reopened => 1,
                Happening::Done => -1,
                Happening::Resolved | Happening::Closed | Happening::Answered => 0,
            }).sum();
            prop_assert_eq!(sum, i64::from(waits(&ticket, at)));
            let resolved = all.iter().filter(|fact| fact.what == Happening::Resolved).count();
            let ever = ticket.statuses.values().any(|fact| fact.status == Status::Resolved);
            prop_assert_eq!(resolved, usize::from(ever));
            prop_assert!(all.iter().all(|fact| fact.took_ms >= 0 && fact.at >= ticket.created_at));
        }
    }
}
