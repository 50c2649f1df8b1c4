//! Policies, what the server notes of them, and when their rows fall due: stories with known ends.

use std::collections::BTreeMap;

use super::*;
use crate::calendar::Offsets;
use crate::filter::{Condition, Filter, Operand, Operator, RowRecord, RowSchema};
use crate::tickets::{StatusFact, Ticket, TicketOverlay, TicketRow};
use crate::{AgentId, CalendarId, LineId, SlaPolicyId, TicketId};

fn at(minute: i64) -> Timestamp {
    Timestamp(1_772_409_600_000 + minute * MINUTE_MS)
}

fn line(n: u8) -> LineId {
    LineId::from_parts(u64::from(n), [n; 10])
}

fn policy(n: u8, resolution: u32) -> SlaPolicy {
    SlaPolicy {
        id: SlaPolicyId::from_parts(u64::from(n), [n; 10]),
        name: format!("Policy {n}"),
        place: i64::from(n),
        limits: BTreeMap::from([(Priority::Normal, Limits::from([(Target::Resolution, resolution)]))]),
        version: 1,
        ..SlaPolicy::default()
    }
}

fn action(n: u8, when: When, minutes: u32) -> SlaAction {
    let to = vec![Recipient::Assignee];
    SlaAction { id: line(n), target: Target::Resolution, when, minutes, kind: ActionKind::Notice, to }
}

fn condition(field: &str, op: Operator, value: Operand) -> Condition {
    Condition { field: field.into(), op, value: Some(value) }
}

fn ticket() -> Ticket {
    Ticket { schema: 1, created_at: at(0), ..Ticket::default() }
}

fn noted(overlay: &[TermsFact]) -> TicketOverlay {
    TicketOverlay { terms: overlay.to_vec(), ..TicketOverlay::default() }
}

#[test]
fn what_is_wrong_with_a_policy_is_said_member_by_member() {
    let rows = RowSchema::<TicketRow>::new();
    assert_eq!(policy(1, 30).check(&rows), Ok(()));
    let to_contact = SlaAction { to: vec![Recipient::Contact], ..action(1, When::After, 5) };
    let only = |all: Vec<Condition>| Filter { all, any: Vec::new() };
    type Case = (fn(&mut SlaPolicy), &'static str, &'static str);
    let cases: [Case; 7] = [
        (|p| p.name = " ".into(), "name", "required"),
        (|p| p.limits.clear(), "limits", "required"),
        (
            |p| drop(p.limits.insert(Priority::Low, Limits::from([(Target::FirstResponse, 0)]))),
            "limits.low.first_response",
            "out_of_range",
        ),
        (
            |p| drop(p.limits.insert(Priority::Low, Limits::from([(Target::FirstResponse, MAX_MINUTES + 1)]))),
            "limits.low.first_response",
            "out_of_range",
        ),
        (|p| p.pauses.push(Status::Closed), "pauses", "solved_stops"),
        (|p| p.actions = vec![SlaAction { to: vec![], ..action(1, When::After, 5) }], "actions.0.to", "required"),
        (|p| p.actions = vec![action(1, When::After, 5), action(1, When::Before, 5)], "actions.1.id", "taken"),
    ];
    for (change, member, problem) in cases {
        let mut wrong = policy(1, 30);
        change(&mut wrong);
        let problems = wrong.check(&rows).expect_err("refused");
        assert_eq!(problems, SlaProblems::from([(member.to_owned(), problem)]));
    }
    let wrong = SlaPolicy { actions: vec![to_contact.clone()], ..policy(1, 30) };
    assert_eq!(wrong.check(&rows).expect_err("refused").get("actions.0.to"), Some(&"contact_by_letter"));
    let letter = SlaAction { kind: ActionKind::Email, ..to_contact };
    assert_eq!(SlaPolicy { actions: vec![letter], ..policy(1, 30) }.check(&rows), Ok(()));
    for (filter, problem) in [
        (only(vec![condition("nothing", Operator::Is, Operand::Text("x".into()))]), "not_a_condition"),
        (only(vec![condition("priority", Operator::Is, Operand::Text("x".into()))]), "not_a_condition"),
        (only(vec![condition("created_at", Operator::WithinLastDays, Operand::Int(3))]), "days_go_by"),
    ] {
        let wrong = SlaPolicy { when: filter, ..policy(1, 30) };
        assert_eq!(wrong.check(&rows).expect_err("refused").get("when"), Some(&problem));
    }
}

#[test]
fn the_first_enabled_policy_whose_conditions_are_met_holds() {
    let lift = Filter { all: vec![condition("type_word", Operator::Is, Operand::Text("lift".into()))], any: vec![] };
    let book = Book {
        policies: vec![
            SlaPolicy { enabled: false, ..policy(1, 10) },
            SlaPolicy { when: lift, ..policy(2, 20) },
            policy(3, 30),
        ],
        ..Book::default()
    };
    let schema = RowSchema::<TicketRow>::new();
    for (kind, wanted) in [("lift", "Policy 2"), ("boiler", "Policy 3")] {
        let row = Ticket { kind: kind.into(), ..ticket() }.project(TicketId::default(), &TicketOverlay::default());
        let held = book.holding(&schema, &RowRecord::new(&row));
        assert_eq!(held.map(|p| p.name.as_str()), Some(wanted));
    }
}

/// Whatever the server was doing meanwhile, what it notes names the moment at which it became so.
#[test]
fn what_is_noted_does_not_depend_on_when_it_is_asked() {
    let none = TicketOverlay::default();
    let first = policy(1, 30);
    let about_status =
        Filter { all: vec![condition("status", Operator::Is, Operand::Text("open".into()))], any: vec![] };
    let book = |policies: Vec<SlaPolicy>, changed: i64| Book {
        versions: policies.clone(),
        policies,
        changed_at: Some(at(changed)),
        ..Book::default()
    };
    let fact = |minute, n: u8, version| TermsFact { at: at(minute), policy: Some(policy(n, 1).id), version };
    // the policy was there before the ticket
    assert_eq!(book(vec![first.clone()], -60).noted(Some(&first), &ticket(), &none, &[]), Some(fact(0, 1, 1)));
    // it came later: nobody promised anything before
    assert_eq!(book(vec![first.clone()], 90).noted(Some(&first), &ticket(), &none, &[]), Some(fact(90, 1, 1)));
    // it asks about the status, which changed
    let of_status = SlaPolicy { when: about_status, ..policy(1, 30) };
    let mut opened = ticket();
    opened.statuses.insert(line(1), StatusFact { status: Status::Open, at: at(15), by: String::new() });
    let held = book(vec![of_status.clone()], -60).noted(Some(&of_status), &opened, &none, &[]);
    assert_eq!(held, Some(fact(15, 1, 1)));
    // a policy that does not ask about it holds from the beginning
    assert_eq!(book(vec![first.clone()], -60).noted(Some(&first), &opened, &none, &[]), Some(fact(0, 1, 1)));
    // it was written anew
    let anew = SlaPolicy { version: 2, written_at: at(40), ..policy(1, 60) };
    let overlay = noted(&[fact(0, 1, 1)]);
    let renewed = book(vec![anew.clone()], 300);
    assert_eq!(renewed.noted(Some(&anew), &ticket(), &overlay, &[]), Some(fact(40, 1, 2)));
    // nothing holds any more
    let gone = Book { changed_at: Some(at(50)), ..Book::default() };
    let nothing = TermsFact { at: at(50), policy: None, version: 0 };
    assert_eq!(gone.noted(None, &ticket(), &overlay, &[]), Some(nothing));
    // and what is noted is not noted again
    assert_eq!(renewed.noted(Some(&anew), &ticket(), &noted(&[fact(0, 1, 1), fact(40, 1, 2)]), &[]), None);
    assert_eq!(gone.noted(None, &ticket(), &none, &[]), None);
}

#[test]
fn each_stretch_counts_by_the_calendar_of_its_time() {
    let office = |n: u8, name: &str| {
        Calendar::office_hours(CalendarId::from_parts(1, [n; 10]), name, "Etc/UTC", Offsets::default())
    };
    let own = |name: &str| Calendar { default: true, ..office(1, name) };
    let book = Book {
        calendars: vec![own("Now"), office(2, "Special")],
        former: vec![
            FormerCalendar { id: own("").id, was: Some(own("First")), until: at(100) },
            FormerCalendar { id: office(2, "").id, was: None, until: at(150) },
            FormerCalendar { id: own("").id, was: Some(own("Second")), until: at(200) },
        ],
        ..Book::default()
    };
    let name = |wanted, minute| book.calendar_at(wanted, at(minute)).name;
    for (minute, wanted) in [(0, "First"), (99, "First"), (100, "Second"), (199, "Second"), (200, "Now")] {
        assert_eq!(name(None, minute), wanted, "{minute}");
    }
    let special = Some(office(2, "").id);
    assert_eq!((name(special, 149).as_str(), name(special, 150).as_str()), ("Second", "Special"));
    let nothing = Book::default().calendar_at(special, at(0));
    assert!(nothing.is_open(at(0)) && nothing.is_open(at(1_000)), "without a calendar it is always open");
}

#[test]
fn a_new_ticket_that_somebody_answers_for_is_open_to_the_clock_too() {
    let new_waits = SlaPolicy { pauses: vec![Status::New], ..policy(1, 30) };
    let book = Book { versions: vec![new_waits.clone()], ..Book::default() };
    let overlay = TicketOverlay {
        assignee: Some(AgentId::default()),
        assigned_at: Some(at(10)),
        ..noted(&[TermsFact { at: at(0), policy: Some(new_waits.id), version: 1 }])
    };
    let now = facts(&ticket(), &overlay, &[], &book).measure(Target::Resolution, at(25)).now;
    assert_eq!((now.state, now.used_ms), (State::Running, 15 * MINUTE_MS));
}

/// The manual's rows: a while before, and after a deadline. A pause moves what has not happened; what has happened stays.
#[test]
fn rows_fall_due_on_the_clock_of_their_target() {
    let rows = [action(1, When::Before, 10), action(2, When::After, 0), action(3, When::After, 20)];
    let before_begin = action(4, When::Before, 90);
    let with_rows = SlaPolicy { actions: rows.to_vec(), ..policy(1, 60) };
    let book = Book { versions: vec![with_rows.clone()], ..Book::default() };
    let overlay = noted(&[TermsFact { at: at(0), policy: Some(with_rows.id), version: 1 }]);
    let falls = |ticket: &Ticket, now: i64, row: &SlaAction| {
        let story = facts(ticket, &overlay, &[], &book);
        falls_at(&story.measure(row.target, at(now)), row)
    };
    let mut story = ticket();
    let all = |story: &Ticket, now| rows.each_ref().map(|row| falls(story, now, row));
    assert_eq!(all(&story, 5), [Some(at(50)), Some(at(60)), Some(at(80))]);
    assert_eq!(falls(&story, 5, &before_begin), Some(at(0)), "more than there is time: at once");
    story.statuses.insert(line(1), StatusFact { status: Status::AwaitingResponse, at: at(55), by: String::new() });
    assert_eq!(all(&story, 70), [Some(at(50)), None, None], "what waits has no time");
    story.statuses.insert(line(2), StatusFact { status: Status::Open, at: at(155), by: String::new() });
    assert_eq!(all(&story, 156), [Some(at(50)), Some(at(160)), Some(at(180))]);
    story.statuses.insert(line(3), StatusFact { status: Status::Resolved, at: at(158), by: String::new() });
    assert_eq!(all(&story, 400), [None; 3], "what was met is nobody's worry");
}

#[test]
fn a_row_does_not_look_back_behind_its_own_beginning() {
    let first = policy(1, 60);
    let row = action(1, When::After, 0);
    let anew = SlaPolicy { version: 2, actions: vec![row.clone()], ..first.clone() };
    let third = SlaPolicy { version: 3, name: "Renamed".into(), ..anew.clone() };
    let longer = SlaAction { minutes: 5, ..row.clone() };
    let fourth = SlaPolicy { version: 4, actions: vec![longer.clone()], ..first.clone() };
    let book = Book { versions: vec![first.clone(), anew, third, fourth], ..Book::default() };
    let fact = |minute, version| TermsFact { at: at(minute), policy: Some(first.id), version };
    let told = [fact(0, 1), fact(100, 2), fact(200, 3)];
    assert_eq!(standing_since(&book, &noted(&told), &row), Some(at(100)), "a new name is no new row");
    let told = [fact(0, 1), fact(100, 2), fact(200, 3), fact(300, 4)];
    assert_eq!(standing_since(&book, &noted(&told), &longer), Some(at(300)));
    assert_eq!(standing_since(&book, &noted(&told), &row), None);
}

#[test]
fn a_limit_that_was_used_up_when_it_became_one_is_reached_then() {
    let strict = SlaPolicy {
        limits: BTreeMap::from([
            (Priority::Normal, Limits::from([(Target::Resolution, 60)])),
            (Priority::Urgent, Limits::from([(Target::Resolution, 10)])),
        ]),
        ..policy(1, 60)
    };
    let list = [
        Fact { at: at(0), what: What::Created },
        Fact { at: at(0), what: What::Terms(Some(0)) },
        Fact { at: at(30), what: What::Priority(Priority::Urgent) },
    ];
    let terms = [Book::default().terms(&strict, at(0))];
    let course = measure(Target::Resolution, &list, &terms, at(40));
    assert_eq!(course.limit_since(), Some(at(30)));
    assert_eq!(falls_at(&course, &action(1, When::After, 0)), Some(at(30)));
    assert_eq!(course.amber_at(), Some(at(8)));
}
