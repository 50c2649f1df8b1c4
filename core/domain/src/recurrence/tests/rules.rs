//! What rules give beyond the RFC's own examples, and that they always end.

use super::*;

fn first(text: &str, start: &str, count: usize) -> Vec<DateTime> {
    rule(text).occurrences(at(start)).take(count).collect()
}

#[test]
fn what_a_rule_leaves_open_comes_from_its_start() {
    for (text, start, expected) in [
        ("FREQ=YEARLY", "2024-02-29", ["2024-02-29", "2028-02-29", "2032-02-29"]),
        ("FREQ=MONTHLY", "2026-01-31", ["2026-01-31", "2026-03-31", "2026-05-31"]),
        ("FREQ=WEEKLY", "2026-03-02", ["2026-03-02", "2026-03-09", "2026-03-16"]),
        ("FREQ=WEEKLY;BYDAY=FR", "2026-03-02", ["2026-03-06", "2026-03-13", "2026-03-20"]),
        ("FREQ=DAILY;BYHOUR=7,9", "2026-03-02", ["2026-03-02", "2026-03-03T07:00:00", "2026-03-03"]),
        ("FREQ=HOURLY;INTERVAL=12", "2026-03-02", ["2026-03-02", "2026-03-02T21:00:00", "2026-03-03"]),
    ] {
        assert_eq!(first(text, start, 3), times(&expected), "{text}");
    }
}

#[test]
fn weekdays_with_and_without_an_ordinal_stand_side_by_side() {
    let both = first("FREQ=MONTHLY;BYDAY=MO,1TU", "2026-03-01", 6);
    assert_eq!(both, times(&["2026-03-02", "2026-03-03", "2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30"]));
}

#[test]
fn positions_count_the_whole_first_week() {
    let wednesday = "2026-03-04";
    assert_eq!(first("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1", wednesday, 2), times(&["2026-03-09", "2026-03-16"]));
    assert_eq!(first("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2", wednesday, 2), times(&["2026-03-04", "2026-03-11"]));
}

#[test]
fn weeks_are_numbered_as_iso_numbers_them() {
    for week in 1..=53_i16 {
        let from_start = rule(&format!("FREQ=YEARLY;BYWEEKNO={week}")).occurrences(at("2001-01-01")).take(100);
        let days: Vec<DateTime> = from_start.collect();
        let mut wanted = (0..).map(|n| crate::day::plus(at("2001-01-01").date(), n).expect("in the calendar"));
        for found in days {
            let next = wanted.find(|day| i16::from(day.iso_week_date().week()) == week);
            assert_eq!(Some(found.date()), next, "week {week}");
        }
    }
    // the last week but 52 is the first one of a year of 53, and there is none in a year of 52
    let first = first("FREQ=YEARLY;BYWEEKNO=-53;BYDAY=MO", "2001-01-01", 3);
    assert_eq!(first, times(&["2003-12-29", "2008-12-29", "2014-12-29"]));
}

#[test]
fn what_never_matches_ends() {
    for text in [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;INTERVAL=2;BYSECOND=1",
        "FREQ=MINUTELY;INTERVAL=60;BYMINUTE=30",
        "FREQ=HOURLY;INTERVAL=168;BYDAY=SU",
        "FREQ=SECONDLY;BYSETPOS=2",
        "FREQ=YEARLY;BYMONTH=1;BYYEARDAY=200",
        "FREQ=DAILY;INTERVAL=7;BYDAY=SU;COUNT=5",
        "FREQ=YEARLY;INTERVAL=1000000;BYDAY=53MO;BYMONTH=2",
        "FREQ=DAILY;UNTIL=20200101",
    ] {
        assert_eq!(first(text, "2026-03-02", 1), [], "{text}");
    }
}

#[test]
fn what_is_rare_is_found_and_the_calendar_ends_with_the_year_9999() {
    let rare = first("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "2040-01-01", 3);
    assert_eq!(rare, times(&["2044-02-29", "2072-02-29", "2112-02-29"]));
    // 2100, 2200 and 2300 are no leap years
    assert_eq!(first("FREQ=YEARLY;INTERVAL=100", "2000-02-29", 2), times(&["2000-02-29", "2400-02-29"]));
    let last = rule("FREQ=YEARLY;BYHOUR=23").occurrences(at("9990-12-31")).last();
    assert_eq!(last, Some(at("9999-12-31T23:00:00")));
    for frequency in ["MONTHLY", "WEEKLY", "DAILY", "HOURLY"] {
        let days = rule(&format!("FREQ={frequency};BYDAY=MO,TU,WE,TH,FR,SA,SU")).occurrences(at("9999-12-01"));
        assert!(days.last().is_some_and(|last| last > at("9999-12-29")), "{frequency}");
    }
}

#[test]
fn a_visit_stays_at_nine_when_clocks_change() {
    let zone = TimeZone::get("Europe/Berlin").expect("is a zone");
    let hours = |at: DateTime| instant(at, &zone).map(|moment| moment.ms().div_euclid(crate::time::HOUR_MS));
    let days = first("FREQ=DAILY", "2026-03-28", 3);
    assert_eq!(days, times(&["2026-03-28", "2026-03-29", "2026-03-30"]));
    let between: Vec<_> = days.windows(2).map(|pair| Some(hours(pair[1])? - hours(pair[0])?)).collect();
    assert_eq!(between, [Some(23), Some(24)]);
    // 02:30 is skipped on 29 March and shown twice on 25 October
    for (civil, same) in
        [("2026-03-29T02:30:00", "2026-03-29T01:30:00Z"), ("2026-10-25T02:30:00", "2026-10-25T00:30:00Z")]
    {
        let moment: jiff::Timestamp = same.parse().expect("a moment");
        assert_eq!(instant(at(civil), &zone), Some(Timestamp(moment.as_millisecond())), "{civil}");
    }
    assert_eq!(instant(DateTime::MAX, &zone), None);
}

#[test]
fn people_speak_of_rules_in_few_terms() {
    use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
    let days = [Monday, Tuesday, Wednesday, Thursday, Friday];
    for (text, weekdays, ordinal, complete) in [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,MO", &[Monday, Friday][..], None, true),
        ("FREQ=MONTHLY;BYDAY=1MO,3MO", &[Monday], Some(Ordinal::Each(vec![1, 3])), true),
        ("FREQ=MONTHLY;BYDAY=-1MO,-1FR", &[Monday, Friday], Some(Ordinal::Each(vec![-1])), true),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2", &[Monday], Some(Ordinal::Each(vec![2])), true),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", &days, Some(Ordinal::Among(vec![-1])), true),
        ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1", &[], None, true),
        ("FREQ=MONTHLY;BYDAY=1MO,2TU", &[Monday, Tuesday], Some(Ordinal::Each(vec![1, 2])), false),
        ("FREQ=MONTHLY;BYDAY=FR,1MO", &[Monday, Friday], Some(Ordinal::Each(vec![1])), false),
        ("FREQ=YEARLY;BYMONTH=1,2;BYDAY=MO;BYSETPOS=1", &[Monday], None, false),
        ("FREQ=YEARLY;BYWEEKNO=20", &[], None, false),
        ("FREQ=DAILY;BYHOUR=9,12", &[], None, false),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,MO;WKST=SU", &[Monday, Friday], None, false),
    ] {
        let summary = rule(text).summary();
        assert_eq!(
            (summary.weekdays.as_slice(), summary.ordinal, summary.complete),
            (weekdays, ordinal, complete),
            "{text}"
        );
    }
    let summary = rule("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1;COUNT=4").summary();
    assert_eq!((summary.frequency, summary.interval, summary.end), (Frequency::Monthly, 3, End::Count(4)));
    assert_eq!(summary.month_days, [-1]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn occurrences_only_go_forward_and_keep_to_their_rule(rule in any_rule(), start in start()) {
        let found: Vec<DateTime> = rule.occurrences(start).take(60).collect();
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(found.iter().all(|at| *at >= start));
        match rule.parts().end {
            End::Count(count) => prop_assert!(found.len() <= usize::try_from(count).unwrap_or(0)),
            End::Until(until) => prop_assert!(found.iter().all(|at| *at <= until)),
            End::Never => {}
        }
    }

    #[test]
    fn a_leap_ahead_lands_where_walking_does(rule in any_rule(), start in start(), place in 0_usize..40, more in 0_i64..100) {
        let found: Vec<DateTime> = rule.occurrences(start).take(60).collect();
        if let Some(from) = found.get(place) {
            let from = from.checked_add(jiff::Span::new().seconds(more)).expect("in the calendar");
            let walked: Vec<DateTime> = found.iter().copied().filter(|at| *at >= from).collect();
            let leapt: Vec<DateTime> = rule.occurrences_from(start, from).take(walked.len()).collect();
            prop_assert_eq!(&leapt, &walked);
            prop_assert!(walked.iter().take(5).all(|at| rule.occurs(start, *at)));
        }
    }
}
