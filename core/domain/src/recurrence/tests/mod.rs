//! Named cases and properties. Agreement with python-dateutil is judged in the whole system's tests.

mod edits;
mod parse;
mod rfc;
mod rules;
mod series;

use jiff::civil::{Date, DateTime, Weekday};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// A civil time; a date alone is nine o'clock.
fn at(text: &str) -> DateTime {
    let whole = if text.contains('T') { text.to_owned() } else { format!("{text}T09:00:00") };
    local::parse(&whole).expect("a civil time")
}

fn rule(text: &str) -> Rule {
    Rule::parse(text).expect("a rule")
}

fn times(texts: &[&str]) -> Vec<DateTime> {
    texts.iter().map(|text| at(text)).collect()
}

fn always(_: Date) -> bool {
    true
}

fn weekday() -> impl Strategy<Value = Weekday> {
    (0_i8..7).prop_map(|n| Weekday::from_monday_zero_offset(n).expect("0 to 6"))
}

/// Numbers from 1 to a limit, some from the end.
fn signed(to: i16, most: usize) -> impl Strategy<Value = Vec<i16>> {
    vec((1..=to, any::<bool>()).prop_map(|(n, back)| if back { -n } else { n }), 0..=most)
}

fn start() -> impl Strategy<Value = DateTime> {
    (1_990_i16..2_100, 1_i8..=12, 1_i8..=31, 0_i8..24, 0_i8..60, 0_i8..60)
        .prop_filter_map("is in the calendar", |(year, month, day, hour, minute, second)| {
            DateTime::new(year, month, day, hour, minute, second, 0).ok()
        })
}

/// Every part of a rule; left out more often than not.
fn any_rule() -> impl Strategy<Value = Rule> {
    let frequency = prop_oneof![
        4 => proptest::sample::select(Frequency::OFFERED.to_vec()),
        1 => Just(Frequency::Minutely),
        1 => Just(Frequency::Secondly),
    ];
    let end = prop_oneof![
        2 => Just(End::Never),
        1 => (1_u32..60).prop_map(End::Count),
        1 => start().prop_map(End::Until),
    ];
    let days = (
        prop_oneof![3 => Just(Vec::new()), 1 => vec(1_i16..=12, 1..5)],
        prop_oneof![6 => Just(Vec::new()), 1 => signed(53, 6)],
        prop_oneof![6 => Just(Vec::new()), 1 => signed(366, 20)],
        prop_oneof![3 => Just(Vec::new()), 1 => signed(31, 8)],
        prop_oneof![1 => Just(Vec::new()), 1 => vec((proptest::option::of(signed(5, 1)), weekday()), 0..4)],
    );
    let clock = (
        prop_oneof![3 => Just(Vec::new()), 1 => vec(0_i16..24, 0..4)],
        prop_oneof![3 => Just(Vec::new()), 1 => vec(0_i16..60, 0..4)],
        prop_oneof![3 => Just(Vec::new()), 1 => vec(0_i16..=60, 0..4)],
        prop_oneof![4 => Just(Vec::new()), 1 => signed(5, 3)],
    );
    (frequency, 1_u32..8, end, days, clock, weekday()).prop_map(
        |(frequency, interval, end, days, clock, week_start)| {
            let ordinals = frequency >= Frequency::Monthly;
            let part = |(ordinal, weekday): (Option<Vec<i16>>, Weekday)| WeekdayPart {
                ordinal: ordinal.and_then(|n| n.first().copied()).filter(|_| ordinals),
                weekday,
            };
            Rule::new(Parts {
                frequency,
                interval,
                end,
                months: days.0,
                week_numbers: days.1,
                year_days: days.2,
                month_days: days.3,
                weekdays: days.4.into_iter().map(part).collect(),
                hours: clock.0,
                minutes: clock.1,
                seconds: clock.2,
                positions: clock.3,
                week_start,
            })
            .expect("within limits")
        },
    )
}
