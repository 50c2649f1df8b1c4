//! Edits of one, of the following and of all occurrences.

use super::*;

fn mondays(end: &str) -> Series {
    Series::new(at("2026-03-02"), rule(&format!("FREQ=WEEKLY;BYDAY=MO{end}")))
}

fn originals(series: &Series, count: usize) -> Vec<DateTime> {
    let found = series.between(at("1990-01-01"), DateTime::MAX, &always, count);
    found.into_iter().map(|one| one.original).collect()
}

fn moved(to: &str) -> Change<()> {
    Change::Changed { at: Some(at(to)), duration_min: None, values: None }
}

#[test]
fn one_occurrence_is_changed_and_changed_back() {
    let series = mondays("");
    let changed = series.edit_one(at("2026-03-09"), Some(moved("2026-03-10"))).expect("is there");
    assert_eq!(changed.between(at("2026-03-09"), at("2026-03-16"), &always, 9)[0].at, at("2026-03-10"));
    assert_eq!(changed.edit_one(at("2026-03-09"), None), Ok(series.clone()));
    let cancelled = changed.edit_one(at("2026-03-09"), Some(Change::Cancelled)).expect("is there");
    assert_eq!(originals(&cancelled, 2), times(&["2026-03-02", "2026-03-16"]));
    let tuesday = at("2026-03-10");
    assert_eq!(series.edit_one(tuesday, Some(Change::Cancelled)), Err(EditError::NoOccurrence(tuesday)));
}

#[test]
fn a_series_has_only_so_many_changes() {
    let mut series = mondays("");
    let all: Vec<DateTime> = series.rule.occurrences(series.start).take(MAX_EXCEPTIONS + 1).collect();
    series.changes = all[..MAX_EXCEPTIONS].iter().map(|original| (*original, Change::Cancelled)).collect();
    assert_eq!(series.edit_one(all[MAX_EXCEPTIONS], Some(Change::Cancelled)), Err(EditError::TooMany(MAX_EXCEPTIONS)));
    assert!(series.edit_one(all[0], Some(moved("2026-03-03"))).is_ok(), "one that is changed already may change again");
}

#[test]
fn a_counted_rule_is_divided_into_what_happened_and_the_rest() {
    let mut series = mondays(";COUNT=5");
    // exceptions count as well
    series.except = [at("2026-03-09")].into();
    let split = series.edit_following(at("2026-03-16"), &Edit::default()).expect("is there");
    assert_eq!(split.before.rule.parts().end, End::Count(2));
    assert_eq!((split.after.start, split.after.rule.parts().end), (at("2026-03-16"), End::Count(3)));
    assert_eq!(originals(&split.before, 9), times(&["2026-03-02"]));
    assert_eq!(originals(&split.after, 9), times(&["2026-03-16", "2026-03-23", "2026-03-30"]));
    let from_first = series.edit_following(at("2026-03-02"), &Edit::default()).expect("is there");
    assert_eq!((originals(&from_first.before, 9), from_first.after.rule.parts().end), (Vec::new(), End::Count(5)));
}

#[test]
fn what_follows_can_have_another_rule_and_another_start() {
    let mut series = mondays(";UNTIL=20260501");
    series.changes = [(at("2026-03-09"), Change::Cancelled), (at("2026-03-23"), moved("2026-03-24"))].into();
    series.except = [at("2026-03-30")].into();
    let edit = Edit { start: Some(at("2026-03-17T14:00:00")), rule: Some(rule("FREQ=WEEKLY;BYDAY=TU;COUNT=2")) };
    let split = series.edit_following(at("2026-03-16"), &edit).expect("is there");
    assert_eq!(split.before.rule.to_string(), "FREQ=WEEKLY;UNTIL=20260316T085959;BYDAY=MO");
    assert_eq!(originals(&split.before, 9), times(&["2026-03-02"]));
    assert_eq!(originals(&split.after, 9), times(&["2026-03-17T14:00:00", "2026-03-24T14:00:00"]));
    assert_eq!(split.dropped.except, [at("2026-03-30")].into());
    assert_eq!(split.dropped.changes, [(at("2026-03-23"), moved("2026-03-24"))].into());
    assert!(split.before.changes.contains_key(&at("2026-03-09")), "the past keeps what was changed");
}

#[test]
fn a_split_at_an_extra_time_goes_on_with_the_rule() {
    let mut series = mondays(";COUNT=3");
    series.extra = [at("2026-03-11"), at("2026-04-01")].into();
    let split = series.edit_following(at("2026-03-11"), &Edit::default()).expect("is there");
    assert_eq!(originals(&split.before, 9), times(&["2026-03-02", "2026-03-09"]));
    assert_eq!(originals(&split.after, 9), times(&["2026-03-11", "2026-03-16", "2026-04-01"]));
    let last = series.edit_following(at("2026-04-01"), &Edit::default()).expect("is there");
    assert_eq!(originals(&last.before, 9), times(&["2026-03-02", "2026-03-09", "2026-03-11", "2026-03-16"]));
    assert_eq!(originals(&last.after, 9), times(&["2026-04-01"]));
}

#[test]
fn an_edit_of_all_keeps_what_still_fits_and_names_what_does_not() {
    let mut series = mondays("");
    series.extra = [at("2026-03-04")].into();
    series.except = [at("2026-03-09"), at("2026-03-16")].into();
    series.changes = [(at("2026-03-04"), Change::Cancelled), (at("2026-03-23"), Change::Cancelled)].into();
    let edited = series.edit_all(&Edit { start: None, rule: Some(rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")) });
    assert_eq!(edited.series.except, [at("2026-03-16")].into());
    assert_eq!(edited.series.changes, [(at("2026-03-04"), Change::Cancelled)].into());
    assert_eq!(edited.dropped.except, [at("2026-03-09")].into());
    assert_eq!(edited.dropped.changes, [(at("2026-03-23"), Change::Cancelled)].into());
    let same = series.edit_all(&Edit::default());
    assert!(same.dropped.is_empty() && same.series == series);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn both_parts_of_an_unchanged_series_have_what_it_had(
        rule in any_rule(), start in start(), place in 0_usize..30, extra in vec(0_i64..40_000, 0..4), every in 3_usize..8,
    ) {
        let mut series: Series = Series::new(start, rule);
        let later = |minutes: i64| start.checked_add(jiff::Span::new().minutes(minutes)).expect("a time");
        series.extra = extra.into_iter().map(later).collect();
        for (n, original) in originals(&series, 40).into_iter().enumerate() {
            if n % every == 1 {
                series.except.insert(original);
            } else if n % every == 2 {
                series.changes.insert(original, moved("2050-01-01"));
            }
        }
        let whole = originals(&series, 100);
        if let Some(original) = whole.get(place) {
            let split = series.edit_following(*original, &Edit::default()).expect("is there");
            prop_assert!(split.dropped.is_empty());
            let before = series.between(at("1990-01-01"), DateTime::MAX, &always, 100);
            let mut parts = split.before.between(at("1990-01-01"), DateTime::MAX, &always, 200);
            prop_assert!(parts.iter().all(|one| one.original < *original));
            let after = split.after.between(at("1990-01-01"), DateTime::MAX, &always, 100);
            prop_assert!(after.iter().all(|one| one.original >= *original));
            parts.extend(after);
            parts.sort_by_key(|one| (one.at, one.original));
            parts.truncate(before.len());
            prop_assert_eq!(parts, before);
        }
    }
}
