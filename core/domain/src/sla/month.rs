//! A month of tickets, minute by minute: what [`facts`](super::facts) reads from documents and logs counts the same as a slow
//! walk through what was really done, with policies and calendars that change on the way.

use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::calendar::{Offsets, Period, Range};
use crate::entry::Audience;
use crate::fields::{FieldChange, FieldValue};
use crate::tickets::{StatusFact, Ticket, TicketOverlay};
use crate::time::{DAY_MS, HOUR_MS};
use crate::{AgentId, CalendarId, Entry, EntryBody, EntryId, LineId, SlaPolicyId};

/// Monday 2026-03-02, 00:00 UTC, when everything begins; the month has thirty days.
fn begin() -> Timestamp {
    Timestamp(crate::day::number(date(2026, 3, 2)) * DAY_MS)
}

const MONTH_MIN: i64 = 30 * 24 * 60;

fn at(minute: i64) -> Timestamp {
    begin().plus_ms(minute * MINUTE_MS)
}

/// Something that is done on the way.
#[derive(Clone, Debug)]
enum Done {
    Status(Status),
    Priority(Priority),
    Answer,
    Note,
    CustomerAnswers,
    Policy { limits: u32, pauses: Vec<Status>, own_calendar: bool },
    NoPolicy,
    Calendar { from_min: u16, to_min: u16, weekdays: u8 },
}

fn any_done() -> impl Strategy<Value = Done> {
    prop_oneof![
        6 => prop::sample::select(Status::ALL.to_vec()).prop_map(Done::Status),
        3 => prop::sample::select(Priority::ALL.to_vec()).prop_map(Done::Priority),
        1 => Just(Done::Answer),
        1 => Just(Done::Note),
        1 => Just(Done::CustomerAnswers),
        2 => (1_u32..6_000, proptest::collection::vec(prop::sample::select(Status::ALL[..3].to_vec()), 0..2), any::<bool>())
            .prop_map(|(limits, pauses, own_calendar)| Done::Policy { limits, pauses, own_calendar }),
        1 => Just(Done::NoPolicy),
        2 => (0_u16..1_440, 1_u16..=1_440, 1_u8..128)
            .prop_map(|(from_min, to_min, weekdays)| Done::Calendar { from_min, to_min, weekdays }),
    ]
}

fn calendar(from_min: u16, to_min: u16, weekdays: u8) -> Calendar {
    Calendar {
        id: CalendarId::from_parts(1, [7; 10]),
        name: "Office".into(),
        default: true,
        time_zone: "Asia/Shanghai".into(),
        offsets: Offsets::fixed(480),
        periods: vec![Period { name: "p".into(), working: true, weekdays, ranges: vec![Range { from_min, to_min }] }],
        specials: Vec::new(),
    }
}

fn limits(base: u32) -> BTreeMap<Priority, Limits> {
    let of = |n: u32| {
        Limits::from([
            (Target::FirstResponse, base * n),
            (Target::SecondResponse, base * n + 30),
            (Target::Resolution, base * n + 90),
        ])
    };
    // nothing is promised for what is low
    BTreeMap::from([(Priority::Urgent, of(1)), (Priority::High, of(2)), (Priority::Normal, of(3))])
}

fn entry(n: usize, minute: i64, author: bool, public: bool, body: EntryBody) -> Entry {
    Entry {
        id: entry_id(n),
        parent: crate::DocumentId::default(),
        audience: if public { Audience::Public } else { Audience::Internal },
        author: author.then(AgentId::default),
        author_name: String::new(),
        device: None,
        at: at(minute),
        received_at: Some(at(minute)),
        offline: false,
        body,
    }
}

fn entry_id(n: usize) -> EntryId {
    EntryId::from_parts(n as u64 + 1, [0; 10])
}

/// The records that what was done leaves behind, and the same as the slow walk takes it: facts, and terms that know their
/// calendar from the beginning.
struct Records {
    ticket: Ticket,
    overlay: TicketOverlay,
    entries: Vec<Entry>,
    book: Book,
    facts: Vec<Fact>,
    terms: Vec<Terms>,
}

fn record(done: &[(i64, Done)]) -> Records {
    let mut ticket = Ticket { schema: 1, created_at: at(0), priority: Priority::Normal, ..Ticket::default() };
    let (mut overlay, mut entries, mut book) = (TicketOverlay::default(), Vec::new(), Book::default());
    let (mut facts, mut terms) = (vec![Fact { at: at(0), what: What::Created }], Vec::<Terms>::new());
    book.calendars = vec![calendar(9 * 60, 18 * 60, 0b1_1111)];
    let mut held: Option<SlaPolicy> = None;
    let begins = (0, Done::Policy { limits: 60, pauses: vec![Status::AwaitingResponse], own_calendar: false });
    for (n, (minute, one)) in std::iter::once(&begins).chain(done).enumerate() {
        let now = at(*minute);
        let mut tell = |what| facts.push(Fact { at: now, what });
        match one {
            Done::Status(status) => {
                let fact = StatusFact { status: *status, at: now, by: String::new() };
                ticket.statuses.insert(LineId::from_parts(n as u64 + 1, [0; 10]), fact);
                tell(What::Status(*status));
            }
            Done::Priority(priority) => {
                let text = |priority: Priority| FieldValue::text(priority.word());
                let change = FieldChange { field: "priority".into(), from: text(ticket.priority), to: text(*priority) };
                ticket.priority = *priority;
                let body = EntryBody::Log {
                    action: "edit".into(),
                    state: String::new(),
                    text: String::new(),
                    subject: String::new(),
                    place: None,
                    distance_m: None,
                    flags: Vec::new(),
                    changes: vec![change],
                };
                entries.push(entry(n, *minute, true, false, body));
                tell(What::Priority(*priority));
            }
            Done::Answer | Done::Note | Done::CustomerAnswers => {
                let (staff, public) = (!matches!(one, Done::CustomerAnswers), !matches!(one, Done::Note));
                let body = EntryBody::Reply { text: "x".into(), attachments: Vec::new(), automatic: false };
                entries.push(entry(n, *minute, staff, public, body));
                if staff && public {
                    tell(What::Answered);
                }
            }
            Done::Policy { limits: base, pauses, own_calendar } => {
                let policy = SlaPolicy {
                    id: SlaPolicyId::from_parts(1, [1; 10]),
                    name: format!("Version {n}"),
                    limits: limits(*base),
                    pauses: pauses.clone(),
                    // a calendar that is not there: the organisation's own counts
                    calendar: own_calendar.then(|| CalendarId::from_parts(9, [9; 10])),
                    version: n as i64 + 1,
                    written_at: now,
                    ..SlaPolicy::default()
                };
                overlay.terms.push(TermsFact { at: now, policy: Some(policy.id), version: policy.version });
                book.versions.push(policy.clone());
                held = Some(policy);
            }
            Done::NoPolicy => {
                overlay.terms.push(TermsFact { at: now, policy: None, version: 0 });
                held = None;
            }
            Done::Calendar { from_min, to_min, weekdays } => {
                let was = std::mem::replace(&mut book.calendars[0], calendar(*from_min, *to_min, *weekdays));
                book.former.push(FormerCalendar { id: was.id, was: Some(was), until: now });
            }
        }
        if matches!(one, Done::Policy { .. } | Done::NoPolicy | Done::Calendar { .. }) {
            let place = held.as_ref().map(|policy| {
                terms.push(Terms {
                    name: policy.name.clone(),
                    limits: policy.limits.clone(),
                    pauses: policy.pauses.clone(),
                    calendar: book.calendars[0].clone(),
                });
                terms.len() - 1
            });
            facts.push(Fact { at: now, what: What::Terms(place) });
        }
    }
    Records { ticket, overlay, entries, book, facts, terms }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Records are read in any order, and every clock shows at every hour what the slow walk counted minute by minute.
    #[test]
    fn a_month_read_from_its_records_counts_as_it_happened(
        mut done in proptest::collection::vec((1_i64..MONTH_MIN, any_done()), 0..40),
        hours in proptest::collection::vec(0_i64..30 * 24, 4),
        swap in any::<prop::sample::Index>(),
    ) {
        done.sort_by_key(|(minute, _)| *minute);
        // one thing a minute: at one moment the order of different records is nobody's to know
        done.dedup_by_key(|(minute, _)| *minute);
        let mut records = record(&done);
        let count = records.entries.len();
        records.entries.rotate_left(swap.index(count.max(1)).min(count));
        let story = facts(&records.ticket, &records.overlay, &records.entries, &records.book);
        for hour in hours.into_iter().chain([30 * 24]) {
            let now = begin().plus_ms(hour * HOUR_MS);
            for target in Target::ALL {
                let slow = reference::measure(target, &records.facts, &records.terms, now);
                let course = story.measure(target, now);
                let fast = reference::Shown {
                    used: course.now.used_ms / MINUTE_MS,
                    limit: course.now.limit_ms.map(|ms| ms / MINUTE_MS),
                    missed_at: course.now.missed_at,
                };
                prop_assert_eq!(fast, slow, "{:?} at hour {}", target, hour);
            }
        }
    }
}
