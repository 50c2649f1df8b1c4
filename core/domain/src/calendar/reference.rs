//! The same clock, minute by minute and straight from the rules: slow, and easy to believe.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

use super::{Calendar, SpecialKind};
use crate::Timestamp;
use crate::time::MINUTE_MS;

fn weekday_of(calendar: &Calendar, date: Date) -> Option<u8> {
    let on: Vec<_> = calendar.specials.iter().filter(|s| s.from <= date && date <= s.to).collect();
    if let Some(like) = on.iter().find_map(|s| match s.kind {
        SpecialKind::MakeUp { like } => Some(like),
        SpecialKind::Holiday => None,
    }) {
        return Some(like);
    }
    let weekday = u8::try_from(date.weekday().to_monday_zero_offset()).expect("0 to 6");
    on.is_empty().then_some(weekday)
}

/// Whether the calendar is open in the minute that holds a moment, by the zone's own rules.
pub fn is_open(calendar: &Calendar, zone: &TimeZone, at: Timestamp) -> bool {
    let local: Zoned = jiff::Timestamp::from_millisecond(at.ms()).expect("in range").to_zoned(zone.clone());
    let (date, minute) = (local.date(), local.hour() as u16 * 60 + local.minute() as u16);
    let Some(today) = weekday_of(calendar, date) else { return false };
    let yesterday = weekday_of(calendar, date.checked_sub(1.day()).expect("in range"));
    let covered = |working: bool| {
        calendar.periods.iter().filter(|p| p.working == working).any(|period| {
            let on = |day: u8| period.weekdays >> day & 1 == 1;
            period.ranges.iter().any(|r| {
                let overnight = r.to_min <= r.from_min;
                let begun = on(today) && minute >= r.from_min && (overnight || minute < r.to_min);
                let tail = overnight && yesterday.is_some_and(on) && minute < r.to_min;
                begun || tail
            })
        })
    };
    covered(true) && !covered(false)
}

/// Open minutes between two whole minutes.
pub fn minutes_between(calendar: &Calendar, zone: &TimeZone, from: Timestamp, to: Timestamp) -> i64 {
    let mut at = from;
    let mut count = 0;
    while at < to {
        count += i64::from(is_open(calendar, zone, at));
        at = at.plus_ms(MINUTE_MS);
    }
    count
}
