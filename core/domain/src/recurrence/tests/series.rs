//! What a series has in a stretch of time: exceptions, changes, holidays, keys, and its form in JSON.

use std::collections::BTreeSet;

use super::*;

type Plain = Series<String>;

/// Mondays at nine from 2 March 2026.
fn mondays() -> Plain {
    Series { duration_min: Some(90), ..Series::new(at("2026-03-02"), rule("FREQ=WEEKLY;BYDAY=MO")) }
}

fn moved(to: &str) -> Change<String> {
    Change::Changed { at: Some(at(to)), duration_min: None, values: None }
}

/// When the occurrences of a stretch are.
fn placed(series: &Plain, from: &str, to: &str, working: &dyn Fn(Date) -> bool) -> Vec<DateTime> {
    series.between(at(from), at(to), working, 100).into_iter().map(|one| one.at).collect()
}

#[test]
fn extra_times_are_there_and_exceptions_are_not() {
    let mut series = mondays();
    series.extra = [at("2026-03-04"), at("2026-03-09"), at("2026-02-01")].into();
    series.except = [at("2026-03-16"), at("2026-03-17")].into();
    let found = placed(&series, "2026-03-01", "2026-03-30", &always);
    assert_eq!(found, times(&["2026-03-02", "2026-03-04", "2026-03-09", "2026-03-23"]), "the end is not in it");
    assert_eq!(
        placed(&series, "2026-01-01", "2026-03-01", &always),
        times(&["2026-02-01"]),
        "extra times need no rule"
    );
    assert!(series.has(at("2026-03-04")) && !series.has(at("2026-03-16")) && !series.has(at("2026-03-05")));
}

#[test]
fn a_changed_occurrence_counts_where_it_is_and_keeps_its_name() {
    let mut series = mondays();
    series.changes = [
        (at("2026-03-09"), moved("2026-04-01T14:00:00")),
        (at("2026-03-16"), Change::Cancelled),
        (at("2026-03-23"), Change::Changed { at: None, duration_min: Some(30), values: Some("two people".into()) }),
        // no Monday: a change of nothing
        (at("2026-03-24"), moved("2026-03-25")),
    ]
    .into();
    assert_eq!(
        placed(&series, "2026-03-01", "2026-03-31", &always),
        times(&["2026-03-02", "2026-03-23", "2026-03-30"])
    );
    let april = series.between(at("2026-04-01"), at("2026-04-02"), &always, 10);
    let wanted = Occurrence {
        original: at("2026-03-09"),
        at: at("2026-04-01T14:00:00"),
        duration_min: Some(90),
        placed: Placed::Changed,
        values: None,
    };
    assert_eq!(april, [wanted]);
    assert_eq!(april[0].key(&"S-7"), "S-7/2026-03-09T09:00:00");
    assert_eq!(april[0].ends(), Some(at("2026-04-01T15:30:00")));
    let changed = series.between(at("2026-03-23"), at("2026-03-24"), &always, 10);
    assert_eq!((changed[0].duration_min, changed[0].values.as_deref()), (Some(30), Some("two people")));
}

#[test]
fn on_a_holiday_it_stays_is_left_out_or_moves_to_a_working_day() {
    let closed =
        |day: Date| !["2026-03-09", "2026-03-10", "2026-03-08", "2026-03-07"].contains(&day.to_string().as_str());
    for (on_holiday, second) in [
        (OnHoliday::Keep, Some("2026-03-09")),
        (OnHoliday::Skip, None),
        (OnHoliday::Next, Some("2026-03-11")),
        (OnHoliday::Previous, Some("2026-03-06")),
    ] {
        let series = Series { on_holiday, ..mondays() };
        let wanted: Vec<&str> = ["2026-03-02"].into_iter().chain(second).chain(["2026-03-16"]).collect();
        assert_eq!(placed(&series, "2026-03-01", "2026-03-20", &closed), times(&wanted), "{on_holiday:?}");
    }
    // found in the stretch into which it moved, and in no other
    let next = Series { on_holiday: OnHoliday::Next, ..mondays() };
    assert_eq!(placed(&next, "2026-03-11", "2026-03-12", &closed), times(&["2026-03-11"]));
    assert_eq!(placed(&next, "2026-03-09", "2026-03-11", &closed), []);
    // what a person moved stays where it was put
    let mut by_hand = next;
    by_hand.changes = [(at("2026-03-02"), moved("2026-03-10"))].into();
    let on_tenth = by_hand.between(at("2026-03-10"), at("2026-03-11"), &closed, 9);
    assert_eq!((on_tenth[0].at, on_tenth[0].placed), (at("2026-03-10"), Placed::Changed));
}

#[test]
fn two_that_move_to_the_same_day_stay_two() {
    let text = "FREQ=DAILY;BYHOUR=9,15";
    let series = Series { on_holiday: OnHoliday::Next, ..Plain::new(at("2026-03-06"), rule(text)) };
    let week = |day: Date| day.weekday().to_monday_zero_offset() < 5;
    let found = series.between(at("2026-03-07"), at("2026-03-10T00:00:00"), &week, 100);
    let pairs: Vec<(DateTime, DateTime)> = found.iter().map(|one| (one.at, one.original)).collect();
    let monday = ["2026-03-09", "2026-03-09T15:00:00"].map(at);
    let originals =
        ["2026-03-07", "2026-03-08", "2026-03-09", "2026-03-07T15:00:00", "2026-03-08T15:00:00", "2026-03-09T15:00:00"];
    let wanted: Vec<_> = originals.iter().enumerate().map(|(n, one)| (monday[n / 3], at(one))).collect();
    assert_eq!(pairs, wanted);
    // a limit takes the first ones, although Saturday's afternoon was looked at before Sunday's morning
    let first: Vec<_> =
        series.between(at("2026-03-07"), at("2026-06-01"), &week, 3).iter().map(|one| one.original).collect();
    assert_eq!(first, times(&originals[..3]));
}

#[test]
fn without_a_working_day_in_reach_it_stays_and_the_search_ends() {
    for on_holiday in [OnHoliday::Next, OnHoliday::Previous] {
        let series = Series { on_holiday, ..mondays() };
        let found = series.between(at("2026-03-01"), at("2026-03-10"), &|_| false, 10);
        assert!(found.iter().all(|one| one.at == one.original && one.placed == Placed::Planned));
        assert_eq!(found.len(), 2);
    }
    let last = Series { on_holiday: OnHoliday::Next, ..Plain::new(at("9999-12-20"), rule("FREQ=DAILY")) };
    assert!(!last.between(at("9999-12-25"), DateTime::MAX, &|_| false, 10).is_empty());
}

#[test]
fn a_rule_by_the_second_does_not_keep_anybody_waiting() {
    let series = Plain::new(at("2000-01-01"), rule("FREQ=SECONDLY"));
    let found = series.between(at("2026-03-02"), at("2036-03-02"), &always, usize::MAX);
    assert_eq!(found.len(), MAX_EXAMINED);
    assert_eq!(series.between(at("2026-03-02"), at("2036-03-02"), &always, 2).len(), 2);
    let counted = Plain::new(at("2000-01-01"), rule("FREQ=SECONDLY;COUNT=100000"));
    assert_eq!(counted.between(at("2000-01-02"), at("2036-03-02"), &always, usize::MAX).len(), 100_000 - 86_400);
    assert_eq!(mondays().between(at("2026-03-02"), at("2026-03-02"), &always, 9), []);
}

#[test]
fn days_that_are_left_out_do_not_use_up_the_search() {
    // 7 February 2066 is a Sunday
    let weekdays = |day: Date| day.weekday() != Weekday::Sunday && day.weekday() != Weekday::Monday;
    let never_on_two_days = |day: Date| ![8, 9].contains(&day.day());
    type Case<'a> = (OnHoliday, &'a str, &'a str, &'a dyn Fn(Date) -> bool, usize);
    let cases: [Case<'_>; 6] = [
        // two days of seconds are skipped before the first that counts
        (OnHoliday::Skip, "2066-02-07T00:00:00", "2066-02-09T00:10:00", &weekdays, 600),
        (OnHoliday::Skip, "2066-02-06T23:59:00", "2066-02-09T00:10:00", &weekdays, 660),
        (OnHoliday::Keep, "2066-02-07T00:00:00", "2066-02-07T00:10:00", &weekdays, 600),
        // two days land on the third: all three of them count
        (OnHoliday::Next, "2066-02-10T00:00:00", "2066-02-10T00:10:00", &never_on_two_days, 1_800),
        (OnHoliday::Previous, "2066-02-07T23:50:00", "2066-02-08T00:10:00", &never_on_two_days, 1_800),
        // a stretch within a day does not look at what is before it
        (OnHoliday::Next, "2066-02-10T23:50:00", "2066-02-11T00:00:00", &never_on_two_days, 1_800),
    ];
    for (on_holiday, from, to, working, wanted) in cases {
        let series = Series { on_holiday, ..Plain::new(at("2066-02-01T00:00:00"), rule("FREQ=SECONDLY")) };
        let found = series.between(at(from), at(to), working, 5_000);
        assert_eq!(found.len(), wanted, "{on_holiday:?} {from}");
        assert_eq!(found[..7], series.between(at(from), at(to), working, 7)[..], "{on_holiday:?} {from}");
        let middle = at(from).checked_add(jiff::Span::new().hours(24)).expect("a time").min(at(to));
        let mut parts = series.between(at(from), middle, working, 5_000);
        parts.extend(series.between(middle, at(to), working, 5_000));
        assert_eq!(parts, found, "{on_holiday:?} {from}");
    }
}

#[test]
fn generating_ahead_twice_makes_nothing_twice() {
    let series = Series { on_holiday: OnHoliday::Next, ..mondays() };
    let mut keys = BTreeSet::new();
    for (from, to) in [("2026-03-01", "2026-04-01"), ("2026-03-15", "2026-05-01")] {
        keys.extend(series.between(at(from), at(to), &always, 100).iter().map(|one| one.key(&7)));
    }
    assert_eq!(keys.len(), series.between(at("2026-03-01"), at("2026-05-01"), &always, 100).len());
    assert!(keys.contains("7/2026-03-02T09:00:00"));
}

#[test]
fn a_series_has_one_form_in_json() {
    let mut series = mondays();
    series.on_holiday = OnHoliday::Previous;
    series.extra = [at("2026-03-04")].into();
    series.except = [at("2026-03-16")].into();
    series.changes = [
        (at("2026-03-09"), moved("2026-03-10")),
        (at("2026-03-23"), Change::Cancelled),
        (at("2026-03-30"), Change::Changed { at: None, duration_min: Some(30), values: Some("two".into()) }),
    ]
    .into();
    let json = concat!(
        r#"{"start":"2026-03-02T09:00:00","duration_min":90,"rule":"FREQ=WEEKLY;BYDAY=MO","extra":["2026-03-04T09:00:00"],"#,
        r#""except":["2026-03-16T09:00:00"],"changes":{"2026-03-09T09:00:00":{"changed":{"at":"2026-03-10T09:00:00"}},"#,
        r#""2026-03-23T09:00:00":"cancelled","2026-03-30T09:00:00":{"changed":{"duration_min":30,"values":"two"}}},"#,
        r#""on_holiday":"previous"}"#
    );
    assert_eq!(serde_json::to_string(&series).expect("writes"), json);
    assert_eq!(crate::decode::from_json::<Plain>(json).expect("reads"), series);
    assert_eq!(serde_json::from_str::<Plain>(json).expect("reads"), series);
}

#[test]
fn members_of_a_newer_version_are_passed_over_and_unknown_words_are_refused() {
    let read = |more: &str| {
        crate::decode::from_json::<Plain>(&format!(
            r#"{{"start":"2026-03-02T09:00:00","rule":"FREQ=WEEKLY;BYDAY=MO"{more}}}"#
        ))
    };
    assert_eq!(read("").expect("reads"), Series { duration_min: None, ..mondays() });
    assert_eq!(read(r#","colour":"red""#).ok(), read("").ok());
    assert!(read(r#","changes":{"2026-03-09T09:00:00":{"changed":{"by":"me"}}}"#).is_ok());
    for wrong in [
        r#","on_holiday":"ask""#,
        r#","changes":{"2026-03-09T09:00:00":"postponed"}"#,
        r#","changes":{"2026-03-09":"cancelled"}"#,
        r#","extra":["soon"]"#,
        r#","rule":"FREQ=DAILY""#,
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn every_fault_of_a_series_is_named() {
    let mut series = mondays();
    assert_eq!(series.faults(), []);
    series.duration_min = Some(MAX_DURATION_MIN + 1);
    series.extra = series.rule.occurrences(series.start).take(MAX_EXCEPTIONS + 1).collect();
    series.changes =
        [(at("2026-03-09"), Change::Changed { at: None, duration_min: Some(u32::MAX), values: None })].into();
    assert_eq!(series.faults(), [("duration_min", "too_long"), ("extra", "too_many"), ("changes", "too_long")]);
    assert_eq!(
        series.between(at("2026-03-09"), at("2026-03-10"), &always, 1)[0].ends(),
        at("2026-03-09").checked_add(jiff::Span::new().minutes(i64::from(u32::MAX))).ok()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn stretches_side_by_side_have_what_the_whole_has(
        rule in any_rule(), start in start(), closed in 0_u8..128, place in 0_usize..30, days in (1_i64..40, 1_i64..40),
        on_holiday in proptest::sample::select(vec![OnHoliday::Keep, OnHoliday::Skip, OnHoliday::Next, OnHoliday::Previous]),
    ) {
        let mut series = Series { on_holiday, ..Plain::new(start, rule) };
        let originals: Vec<DateTime> = series.rule.occurrences(start).take(40).collect();
        for (n, original) in originals.iter().enumerate() {
            match n % 7 {
                2 => drop(series.except.insert(*original)),
                3 => drop(series.changes.insert(*original, Change::Cancelled)),
                5 => {
                    let there = original.checked_add(jiff::Span::new().hours(31)).expect("a time");
                    series.changes.insert(*original, Change::Changed { at: Some(there), duration_min: None, values: None });
                }
                _ => {}
            }
        }
        let from = originals.get(place).copied().unwrap_or(start);
        let after = |days: i64| from.checked_add(jiff::Span::new().days(days)).expect("a time");
        let (middle, to) = (after(days.0), after(days.0 + days.1));
        let working = |day: Date| closed >> day.weekday().to_monday_zero_offset() & 1 == 0;
        let whole = series.between(from, to, &working, 5_000);
        if whole.len() < 5_000 {
            let mut parts = series.between(from, middle, &working, 5_000);
            parts.extend(series.between(middle, to, &working, 5_000));
            prop_assert_eq!(&parts, &whole);
        }
        prop_assert!(whole.windows(2).all(|pair| (pair[0].at, pair[0].original) < (pair[1].at, pair[1].original)));
        let originals: BTreeSet<DateTime> = whole.iter().map(|one| one.original).collect();
        prop_assert_eq!(originals.len(), whole.len());
        prop_assert_eq!(&series.between(from, to, &working, 3)[..], &whole[..whole.len().min(3)]);
    }
}
