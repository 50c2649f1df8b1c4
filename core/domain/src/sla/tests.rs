//! The clock beside a slow reference, and the stories that went wrong elsewhere.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::CalendarId;
use crate::calendar::{Offsets, Period, Range};
use crate::time::{DAY_MS, HOUR_MS};

/// Monday 2026-03-02, 09:00 where the office is.
fn monday_nine() -> Timestamp {
    Timestamp(crate::day::number(date(2026, 3, 2)) * DAY_MS + HOUR_MS)
}

fn offsets() -> Offsets {
    Offsets::fixed(8 * 60)
}

fn office() -> Calendar {
    Calendar::office_hours(CalendarId::default(), "Office", "Asia/Shanghai", offsets())
}

fn always() -> Calendar {
    Calendar::around_the_clock(CalendarId::default(), "Always", "Asia/Shanghai", offsets())
}

fn limits(first: u32, second: u32, resolution: u32) -> Limits {
    Limits::from([(Target::FirstResponse, first), (Target::SecondResponse, second), (Target::Resolution, resolution)])
}

/// The manual's own sample of minutes: 5, 8, 11 for urgent work up to 35, 38, 41.
fn terms(calendar: Calendar) -> Terms {
    Terms {
        name: "Sample".into(),
        limits: BTreeMap::from([
            (Priority::Urgent, limits(5, 8, 11)),
            (Priority::High, limits(15, 18, 21)),
            (Priority::Normal, limits(25, 28, 31)),
            (Priority::Low, limits(35, 38, 41)),
        ]),
        pauses: vec![Status::AwaitingResponse],
        calendar,
    }
}

/// Facts at minutes after Monday, nine o'clock.
fn facts(list: &[(i64, What)]) -> Vec<Fact> {
    list.iter().map(|(minute, what)| Fact { at: monday_nine().plus_ms(minute * MINUTE_MS), what: *what }).collect()
}

fn at(minute: i64) -> Timestamp {
    monday_nine().plus_ms(minute * MINUTE_MS)
}

fn read(target: Target, list: &[(i64, What)], terms: &[Terms], minute: i64) -> Reading {
    measure(target, &facts(list), terms, at(minute)).now
}

const FIRST: Target = Target::FirstResponse;
const SOLUTION: Target = Target::Resolution;

#[test]
fn an_answer_at_the_last_moment_is_in_time_and_a_minute_later_it_is_not() {
    let terms = [terms(always())];
    let begun = [(0, What::Created), (0, What::Terms(Some(0)))];
    for (minute, state, missed) in
        [(24, State::Running, None), (25, State::Running, None), (26, State::Running, Some(at(25)))]
    {
        let now = read(FIRST, &begun, &terms, minute);
        assert_eq!((now.state, now.missed_at, now.due_at), (state, missed, Some(at(25))), "{minute}");
    }
    for (minute, missed) in [(25, None), (26, Some(at(25)))] {
        let now = read(FIRST, &[&begun[..], &[(minute, What::Answered)]].concat(), &terms, 600);
        assert_eq!((now.state, now.missed_at, now.used_ms), (State::Stopped, missed, minute * MINUTE_MS));
        assert_eq!(now.stopped_at, Some(at(minute)));
    }
    let second =
        read(Target::SecondResponse, &[&begun[..], &[(5, What::Answered), (20, What::Answered)]].concat(), &terms, 600);
    assert_eq!((second.state, second.used_ms), (State::Stopped, 20 * MINUTE_MS));
}

#[test]
fn colours_are_those_of_a_traffic_light() {
    let terms = [terms(always())];
    let begun = [(0, What::Created), (0, What::Terms(Some(0)))];
    for (minute, colour) in
        [(0, Colour::Green), (19, Colour::Green), (20, Colour::Amber), (25, Colour::Amber), (26, Colour::Red)]
    {
        assert_eq!(read(FIRST, &begun, &terms, minute).colour(), Some(colour), "{minute}");
    }
    let answered = [&begun[..], &[(24, What::Answered)]].concat();
    assert_eq!(read(FIRST, &answered, &terms, 90).colour(), Some(Colour::Green));
    assert_eq!(read(FIRST, &begun[..1], &terms, 90).colour(), None);
}

/// osTicket #3034: time went on while the customer was to answer.
#[test]
fn time_stands_while_the_customer_is_to_answer() {
    let terms = [terms(always())];
    let story = [
        (0, What::Created),
        (0, What::Terms(Some(0))),
        (10, What::Status(Status::AwaitingResponse)),
        (500, What::Status(Status::Open)),
    ];
    let paused = read(SOLUTION, &story, &terms, 400);
    assert_eq!((paused.state, paused.used_ms, paused.due_at), (State::Paused, 10 * MINUTE_MS, None));
    let again = read(SOLUTION, &story, &terms, 505);
    assert_eq!((again.state, again.used_ms, again.due_at), (State::Running, 15 * MINUTE_MS, Some(at(521))));
}

/// GLPI #15605: a change of policy forgot the pauses before it.
#[test]
fn a_change_of_policy_keeps_what_was_used_and_what_was_paused() {
    let other = Terms { limits: BTreeMap::from([(Priority::Normal, limits(60, 60, 120))]), ..terms(always()) };
    let terms = [terms(always()), other];
    let story = [
        (0, What::Created),
        (0, What::Terms(Some(0))),
        (10, What::Status(Status::AwaitingResponse)),
        (300, What::Terms(Some(1))),
        (400, What::Status(Status::Open)),
    ];
    let now = read(SOLUTION, &story, &terms, 420);
    assert_eq!((now.used_ms, now.limit_ms), (30 * MINUTE_MS, Some(120 * MINUTE_MS)));
    assert_eq!((now.missed_at, now.due_at), (None, Some(at(510))));
    assert_eq!(read(SOLUTION, &story, &terms, 350).state, State::Paused);
}

/// frappe #1554: time was counted in a status that pauses when it was entered again.
#[test]
fn entering_a_pause_twice_is_entering_it_once() {
    let terms = [terms(always())];
    let story = [
        (0, What::Created),
        (0, What::Terms(Some(0))),
        (5, What::Status(Status::AwaitingResponse)),
        (6, What::Status(Status::AwaitingResponse)),
        (7, What::Priority(Priority::Low)),
    ];
    let now = read(SOLUTION, &story, &terms, 1_000);
    assert_eq!((now.state, now.used_ms, now.missed_at), (State::Paused, 5 * MINUTE_MS, None));
}

/// Zammad: a ticket that was reopened escalated at once, because the time it was closed had been counted.
#[test]
fn a_reopened_ticket_goes_on_where_it_stopped() {
    let terms = [terms(always())];
    let story = [
        (0, What::Created),
        (0, What::Terms(Some(0))),
        (20, What::Status(Status::Resolved)),
        (30, What::Status(Status::Closed)),
        (10_000, What::Status(Status::Open)),
    ];
    let solved = read(SOLUTION, &story, &terms, 9_000);
    assert_eq!((solved.state, solved.used_ms, solved.stopped_at), (State::Stopped, 20 * MINUTE_MS, Some(at(20))));
    let now = read(SOLUTION, &story, &terms, 10_001);
    assert_eq!((now.state, now.used_ms, now.missed_at), (State::Running, 21 * MINUTE_MS, None));
    assert_eq!((now.due_at, now.stopped_at), (Some(at(10_011)), None));
    // nobody answered before it was solved: the first answer is owed again
    assert_eq!(read(FIRST, &story, &terms, 10_001).due_at, Some(at(10_005)));
}

#[test]
fn what_was_kept_is_judged_by_what_held_then() {
    let terms = [terms(always())];
    let story =
        [(0, What::Created), (0, What::Terms(Some(0))), (20, What::Answered), (30, What::Priority(Priority::Urgent))];
    let first = read(FIRST, &story, &terms, 60);
    assert_eq!((first.state, first.limit_ms, first.missed_at), (State::Stopped, Some(25 * MINUTE_MS), None));
    // the solution is still owed, and urgent work allows eleven minutes
    let solution = read(SOLUTION, &story, &terms, 60);
    assert_eq!((solution.limit_ms, solution.missed_at), (Some(11 * MINUTE_MS), Some(at(30))));
    let calmer = [&story[..], &[(40, What::Priority(Priority::Low))]].concat();
    assert_eq!(read(SOLUTION, &calmer, &terms, 41).missed_at, None);
    assert_eq!(read(SOLUTION, &calmer, &terms, 42).missed_at, Some(at(41)));
}

#[test]
fn closing_time_is_nobodys_fault() {
    let terms = [terms(office())];
    // 17:40 on Monday; 25 minutes run out at 9:05 on Tuesday
    let begun = [(520, What::Created), (520, What::Terms(Some(0)))];
    let course = measure(FIRST, &facts(&begun), &terms, at(540));
    assert_eq!((course.now.used_ms, course.now.due_at), (20 * MINUTE_MS, Some(at(24 * 60 + 5))));
    assert_eq!(course.reaches(20 * MINUTE_MS), Some(at(540)));
    assert_eq!(course.reaches(41 * MINUTE_MS), Some(at(24 * 60 + 21)));
    // 17:35: they run out as the office closes, and an answer in the evening is in time
    let evening = [(515, What::Created), (515, What::Terms(Some(0))), (700, What::Answered)];
    let now = read(FIRST, &evening, &terms, 3_000);
    assert_eq!((now.state, now.missed_at, now.used_ms), (State::Stopped, None, 25 * MINUTE_MS));
}

#[test]
fn every_stretch_says_why_it_counts() {
    let terms = [terms(always())];
    let story = facts(&[
        (0, What::Created),
        (3, What::Terms(Some(0))),
        (10, What::Status(Status::AwaitingResponse)),
        (20, What::Answered),
        (30, What::Status(Status::Open)),
        (35, What::Status(Status::Closed)),
    ]);
    let course = measure(SOLUTION, &story, &terms, at(60));
    let told: Vec<(Why, i64, i64)> =
        course.lines.iter().map(|l| (l.why, l.counted_ms / MINUTE_MS, l.used_ms / MINUTE_MS)).collect();
    let waiting = Why::Paused(Status::AwaitingResponse);
    assert_eq!(
        told,
        [
            (Why::NoTerms, 0, 0),
            (Why::Running, 7, 7),
            (waiting, 0, 7),
            (waiting, 0, 7),
            (Why::Running, 5, 12),
            (Why::Solved(Status::Closed), 0, 12)
        ]
    );
    assert_eq!(course.lines.last().map(|l| (l.from, l.to)), Some((at(35), at(60))));
}

#[test]
fn facts_come_in_any_order_and_what_is_to_come_has_not_happened() {
    let terms = [terms(always())];
    let mut story = facts(&[
        (0, What::Created),
        (1, What::Terms(Some(0))),
        (9, What::Status(Status::AwaitingResponse)),
        (40, What::Status(Status::Open)),
        (50, What::Status(Status::Resolved)),
    ]);
    let wanted = measure(SOLUTION, &story, &terms, at(45)).now;
    story.reverse();
    assert_eq!(measure(SOLUTION, &story, &terms, at(45)).now, wanted);
    assert_eq!(wanted.used_ms, 13 * MINUTE_MS);
    // a fact of a phone whose clock is behind counts from the ticket's beginning, and nothing begins without it
    story.push(Fact { at: at(-500), what: What::Priority(Priority::Urgent) });
    assert_eq!(measure(SOLUTION, &story, &terms, at(45)).now.limit_ms, Some(11 * MINUTE_MS));
    story.retain(|f| f.what != What::Created);
    assert_eq!(measure(SOLUTION, &story, &terms, at(45)).now.state, State::Unset);
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    let range = (0_u16..1_440, 1_u16..=1_440).prop_map(|(from_min, to_min)| Range { from_min, to_min });
    (1_u8..128, proptest::collection::vec(range, 1..3), -720_i32..720).prop_map(|(weekdays, ranges, offset)| Calendar {
        periods: vec![Period { name: "p".into(), working: true, weekdays, ranges }],
        offsets: Offsets::fixed(offset),
        ..Calendar::default()
    })
}

fn any_terms() -> impl Strategy<Value = Terms> {
    let limit = proptest::collection::btree_map(
        prop::sample::select(Target::ALL.to_vec()),
        prop_oneof![0_u32..60, 0_u32..4_000],
        0..4,
    );
    let limits = proptest::collection::btree_map(prop::sample::select(Priority::ALL.to_vec()), limit, 1..5);
    (any_calendar(), limits, proptest::collection::vec(prop::sample::select(Status::ALL.to_vec()), 0..2))
        .prop_map(|(calendar, limits, pauses)| Terms { name: String::new(), limits, pauses, calendar })
}

fn any_what() -> impl Strategy<Value = What> {
    prop_oneof![
        4 => prop::sample::select(Status::ALL.to_vec()).prop_map(What::Status),
        2 => prop::sample::select(Priority::ALL.to_vec()).prop_map(What::Priority),
        2 => prop::option::weighted(0.8, 0_usize..3).prop_map(What::Terms),
        1 => Just(What::Answered),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// A month of a ticket, minute by minute.
    #[test]
    fn the_clock_agrees_with_the_slow_reference(
        terms in proptest::collection::vec(any_terms(), 1..4),
        mut happened in proptest::collection::vec((prop_oneof![0_i64..200, 0_i64..30 * 24 * 60], any_what()), 0..30),
        length in 0_i64..30 * 24 * 60,
    ) {
        happened.sort_by_key(|(minute, _)| *minute);
        let list = [vec![(0, What::Created), (0, What::Terms(Some(0)))], happened].concat();
        let story = facts(&list);
        for target in Target::ALL {
            let course = measure(target, &story, &terms, at(length));
            let slow = reference::measure(target, &story, &terms, at(length));
            let fast = reference::Shown {
                used: course.now.used_ms / MINUTE_MS,
                limit: course.now.limit_ms.map(|ms| ms / MINUTE_MS),
                missed_at: course.now.missed_at,
            };
            prop_assert_eq!(fast, slow);
            // if nothing else happens, the time runs out when it was said, and not before
            if let (State::Running, Some(due), Some(limit)) = (course.now.state, course.now.due_at, course.now.limit_ms) {
                let so_far: Vec<Fact> = story.iter().filter(|f| f.at <= at(length)).copied().collect();
                if due > at(length) {
                    let then = measure(target, &so_far, &terms, due).now;
                    prop_assert_eq!((then.used_ms, then.missed_at), (limit, None));
                    let before = measure(target, &so_far, &terms, due.plus_ms(-1)).now;
                    prop_assert!(before.used_ms < limit);
                }
            }
        }
    }
}
