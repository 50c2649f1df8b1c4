//! Facts follow from tickets, stretches from days.

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
        [("new", 0), ("resolved", 10), ("done", 10), ("closed", 12), ("reopened", 20), ("done", 30), ("closed", 31)]
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
