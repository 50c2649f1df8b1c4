//! Tables of working time, and comparison with the slow reference.

use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::time::{DAY_MS, HOUR_MS};

/// The changes of a zone's offset from 2019 to 2031, as the server reads them.
fn offsets(zone: &TimeZone) -> Offsets {
    let at = |year: i16| date(year, 1, 1).to_zoned(TimeZone::UTC).expect("is a date").timestamp();
    let changes = zone.following(at(2019)).take_while(|change| change.timestamp() < at(2031));
    Offsets {
        before_s: zone.to_offset(at(2019)).seconds(),
        changes: changes.map(|c| (Timestamp(c.timestamp().as_millisecond()), c.offset().seconds())).collect(),
    }
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("the time zone database has it")
}

fn moment(zone: &TimeZone, text: &str) -> Timestamp {
    let local: jiff::civil::DateTime = text.parse().expect("is a time");
    Timestamp(local.to_zoned(zone.clone()).expect("is there").timestamp().as_millisecond())
}

fn office(name: &str) -> (Calendar, TimeZone) {
    let zone = zone(name);
    (Calendar::office_hours(CalendarId::default(), "Office", name, offsets(&zone)), zone)
}

fn special(from: &str, to: &str, kind: SpecialKind) -> Special {
    let day = |text: &str| text.parse().expect("is a date");
    Special { title: "Special".into(), description: String::new(), from: day(from), to: day(to), kind }
}

#[test]
fn office_hours_open_at_nine_and_close_at_six_on_weekdays() {
    let (calendar, zone) = office("Asia/Shanghai");
    for (text, open) in [
        ("2026-11-27T08:59:59.999", false),
        ("2026-11-27T09:00", true),
        ("2026-11-27T17:59:59.999", true),
        ("2026-11-27T18:00", false),
        ("2026-11-28T12:00", false),
        ("2026-11-30T12:00", true),
    ] {
        assert_eq!(calendar.is_open(moment(&zone, text)), open, "{text}");
    }
}

#[test]
fn a_deadline_passes_over_the_weekend_and_a_holiday() {
    let (mut calendar, zone) = office("Asia/Shanghai");
    let friday = moment(&zone, "2026-11-27T16:30");
    assert_eq!(calendar.add_work_time(friday, 2 * HOUR_MS), Some(moment(&zone, "2026-11-30T09:30")));
    calendar.specials.push(special("2026-11-30", "2026-12-01", SpecialKind::Holiday));
    assert_eq!(calendar.add_work_time(friday, 2 * HOUR_MS), Some(moment(&zone, "2026-12-02T09:30")));
    calendar.specials.push(special("2026-11-28", "2026-11-28", SpecialKind::MakeUp { like: 0 }));
    assert_eq!(calendar.add_work_time(friday, 2 * HOUR_MS), Some(moment(&zone, "2026-11-28T09:30")));
}

#[test]
fn a_holiday_is_closed_whatever_else_says_and_a_make_up_day_beats_it() {
    let (mut calendar, zone) = office("Asia/Shanghai");
    let noon = moment(&zone, "2026-10-05T12:00");
    calendar.specials.push(special("2026-10-01", "2026-10-07", SpecialKind::Holiday));
    assert!(!calendar.is_open(noon));
    calendar.specials.push(special("2026-10-05", "2026-10-05", SpecialKind::MakeUp { like: 4 }));
    assert!(calendar.is_open(noon));
    calendar.specials[1].kind = SpecialKind::MakeUp { like: 6 };
    assert!(!calendar.is_open(noon), "worked like a Sunday");
}

#[test]
fn a_night_shift_belongs_to_the_evening_it_begins_and_stops_where_a_holiday_begins() {
    let zone = zone("Europe/Berlin");
    let mut calendar = Calendar { offsets: offsets(&zone), ..Calendar::default() };
    let ranges = vec![Range { from_min: 22 * 60, to_min: 6 * 60 }];
    calendar.periods.push(Period { name: "Night".into(), working: true, weekdays: 1 << 4, ranges });
    let (evening, morning) = (moment(&zone, "2026-11-27T23:00"), moment(&zone, "2026-11-28T05:59"));
    assert!(calendar.is_open(evening) && calendar.is_open(morning));
    assert!(!calendar.is_open(moment(&zone, "2026-11-27T05:00")), "Thursday had no night");
    calendar.specials.push(special("2026-11-28", "2026-11-28", SpecialKind::Holiday));
    assert!(calendar.is_open(evening) && !calendar.is_open(morning));
    calendar.specials[0] = special("2026-11-27", "2026-11-27", SpecialKind::Holiday);
    assert!(!calendar.is_open(evening) && !calendar.is_open(morning), "a night that does not begin has no morning");
}

#[test]
fn a_break_closes_working_hours() {
    let (mut calendar, zone) = office("Asia/Shanghai");
    let ranges = vec![Range { from_min: 12 * 60, to_min: 13 * 60 }];
    calendar.periods.push(Period { name: "Lunch".into(), working: false, weekdays: 0b1_1111, ranges });
    let day = moment(&zone, "2026-11-27T00:00");
    assert_eq!(calendar.work_time_between(day, day.plus_ms(DAY_MS)), 8 * HOUR_MS);
    assert_eq!(
        calendar.add_work_time(moment(&zone, "2026-11-27T11:30"), HOUR_MS),
        Some(moment(&zone, "2026-11-27T13:30"))
    );
}

#[test]
fn an_hour_shown_twice_counts_twice_and_a_skipped_one_not_at_all() {
    let zone = zone("Europe/Berlin");
    let calendar = Calendar::around_the_clock(CalendarId::default(), "Always", "Europe/Berlin", offsets(&zone));
    for (from, hours) in [("2026-03-29T00:00", 23), ("2026-10-25T00:00", 25), ("2026-02-28T00:00", 24)] {
        let begins = moment(&zone, from);
        let next: jiff::civil::DateTime = from.parse().expect("is a time");
        let ends = moment(&zone, &next.checked_add(jiff::ToSpan::day(1)).expect("is a day").to_string());
        assert_eq!(calendar.work_time_between(begins, ends), hours * HOUR_MS, "{from}");
    }
}

#[test]
fn a_calendar_that_never_opens_has_no_deadline() {
    let calendar = Calendar::default();
    assert_eq!(calendar.add_work_time(Timestamp(0), 1), None);
    assert_eq!(calendar.add_work_time(Timestamp(0), 0), Some(Timestamp(0)));
    assert_eq!(calendar.next_open(Timestamp(0)), None);
}

#[test]
fn every_fault_is_named() {
    let mut calendar = office("Asia/Shanghai").0;
    assert!(calendar.faults().is_empty());
    calendar.name = " ".into();
    calendar.periods[0].weekdays = 0;
    calendar.periods[0].ranges[0].to_min = 2_000;
    calendar.specials.push(special("2026-10-07", "2026-10-01", SpecialKind::MakeUp { like: 7 }));
    let members: Vec<String> = calendar.faults().into_iter().map(|(member, _)| member).collect();
    assert_eq!(members, ["name", "periods.0.weekdays", "periods.0.ranges", "specials.0.to", "specials.0.like"]);
}

fn any_period() -> impl Strategy<Value = Period> {
    let range = (0_u16..DAY_MIN, 0_u16..=DAY_MIN).prop_map(|(from_min, to_min)| Range { from_min, to_min });
    (any::<bool>(), 1_u8..128, proptest::collection::vec(range, 1..3)).prop_map(|(working, weekdays, ranges)| Period {
        name: "p".into(),
        working,
        weekdays,
        ranges,
    })
}

/// Special days around a change of the offset in spring 2028, a leap year.
fn any_special() -> impl Strategy<Value = Special> {
    (0_i64..60, 0_i64..4, proptest::option::of(0_u8..7)).prop_map(|(from, length, like)| {
        let first = crate::day::number(date(2028, 2, 20)) + from;
        Special {
            title: "s".into(),
            description: String::new(),
            from: super::day::date(first),
            to: super::day::date(first + length),
            kind: like.map_or(SpecialKind::Holiday, |like| SpecialKind::MakeUp { like }),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_clock_agrees_with_the_slow_reference(
        name in proptest::sample::select(vec!["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
        periods in proptest::collection::vec(any_period(), 0..4),
        specials in proptest::collection::vec(any_special(), 0..4),
        start in 0_i64..50 * 24 * 60,
        length in 0_i64..5 * 24 * 60,
    ) {
        let zone = zone(name);
        let calendar = Calendar { offsets: offsets(&zone), periods, specials, ..Calendar::default() };
        let from = moment(&zone, "2028-02-22T00:00").plus_ms(start * MINUTE_MS);
        let to = from.plus_ms(length * MINUTE_MS);
        let open = calendar.work_time_between(from, to);
        prop_assert_eq!(open, reference::minutes_between(&calendar, &zone, from, to) * MINUTE_MS);
        prop_assert_eq!(calendar.work_time_between(to, from), -open);
        prop_assert_eq!(calendar.is_open(from), reference::is_open(&calendar, &zone, from));
        // the deadline is the first moment by which so much has passed
        if let Some(due) = calendar.add_work_time(from, open) {
            prop_assert!(due <= to);
            prop_assert_eq!(calendar.work_time_between(from, due), open);
            prop_assert!(open == 0 || calendar.work_time_between(from, due.plus_ms(-1)) == open - 1);
        } else {
            prop_assert!(false, "what has passed has a deadline");
        }
        if let Some(next) = calendar.next_open(from) {
            prop_assert!(calendar.is_open(next) && calendar.work_time_between(from, next) == 0);
        }
    }

    #[test]
    fn no_calendar_and_no_moment_does_harm(
        periods in proptest::collection::vec(any_period(), 0..3), at in any::<i64>(), ms in any::<i64>(), before_s in any::<i32>(),
    ) {
        let calendar = Calendar { offsets: Offsets { before_s, changes: vec![] }, periods, ..Calendar::default() };
        let at = Timestamp(at);
        let _ = (calendar.is_open(at), calendar.add_work_time(at, ms), calendar.next_open(at));
    }
}
