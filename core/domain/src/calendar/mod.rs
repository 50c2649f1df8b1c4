//! Working hours, holidays and the business-time clock (ORG-16, ORG-17, ORG-18).
//!
//! A [`Calendar`] says when an organisation (or a part of it) is open. The clock answers three questions about it, on the
//! server and on a phone without network alike: [`Calendar::is_open`], [`Calendar::add_work_time`] and
//! [`Calendar::work_time_between`]. Deadlines, node limits, routing and shifts ask nothing else.
//!
//! What decides at a moment, strongest first: a holiday (closed); a period marked as not working; a working period; otherwise
//! closed. A range belongs to the day on which it begins, so `Mon 22:00–06:00` covers Tuesday's small hours; it is cut
//! off where a holiday begins, and one that would begin on a holiday does not begin. A make-up day is worked like the weekday
//! it stands in for, holiday or not.
//!
//! Local time follows [`Offsets`], a list of changes of the offset from UTC that the server reads from the time-zone database and
//! sends along: devices need no database of their own. An hour that the clock shows twice counts twice; one that it skips
//! does not count.

use jiff::civil::{Date, Weekday};
use serde::Serialize;

use crate::decode::Deserialize;
use crate::time::{DAY_MS, MINUTE_MS, SECOND_MS};
use crate::{CalendarId, Timestamp};

mod clock;
mod day;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;

/// Minutes of a day.
pub const DAY_MIN: u16 = 24 * 60;
/// Most periods of a calendar.
pub const MAX_PERIODS: usize = 50;
/// Most ranges of a period.
pub const MAX_RANGES: usize = 20;
/// Most holidays and make-up days of a calendar.
pub const MAX_SPECIALS: usize = 500;
/// Longest special stretch, days.
const MAX_SPECIAL_DAYS: i64 = 366;
/// Longest name, characters.
const MAX_NAME: usize = 100;

/// A part of the day in minutes after local midnight. `to <= from` ends on the next day; 0 to 0 and 0 to 1440 are a whole
/// day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// Begins, 0 to 1439.
    pub from_min: u16,
    /// Ends before this minute, 0 to 1440.
    pub to_min: u16,
}

impl Range {
    /// Whether it holds a minute of the day it begins on, where it ends on that day too.
    #[must_use]
    pub fn holds(&self, minute: u16) -> bool {
        (self.from_min..self.to_min).contains(&minute)
    }
}

/// Hours that repeat every week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// What people call it.
    pub name: String,
    /// Open in these hours; `false` closes them whatever else says.
    pub working: bool,
    /// Days on which the ranges begin: bit 0 = Monday to bit 6 = Sunday.
    pub weekdays: u8,
    /// Parts of those days.
    pub ranges: Vec<Range>,
}

/// What is special about a stretch of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum SpecialKind {
    /// Closed.
    Holiday,
    /// Worked like a weekday: 0 = Monday to 6 = Sunday.
    MakeUp {
        /// That weekday.
        like: u8,
    },
}

/// Holidays, or days worked in their place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Special {
    /// Its title.
    pub title: String,
    /// More about it.
    #[serde(default)]
    pub description: String,
    /// First day, in the calendar's time zone.
    pub from: Date,
    /// Last day, included.
    pub to: Date,
    /// What it is.
    #[serde(flatten)]
    pub kind: SpecialKind,
}

/// How local time runs: the offset from UTC before the first change, and each change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Offsets {
    /// Seconds east of UTC before the first change.
    pub before_s: i32,
    /// Moment of a change and the seconds east of UTC from then on, in order of time.
    pub changes: Vec<(Timestamp, i32)>,
}

/// When it is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Calendar {
    /// Id.
    pub id: CalendarId,
    /// What people call it.
    pub name: String,
    /// The organisation's own calendar, where nothing names another; exactly one is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub default: bool,
    /// IANA time zone; the source of `offsets`.
    pub time_zone: String,
    /// How that zone's clocks run.
    pub offsets: Offsets,
    /// Weekly hours.
    pub periods: Vec<Period>,
    /// Holidays and make-up days.
    pub specials: Vec<Special>,
}

/// What is wrong with a calendar: the member, and a word for the reason.
pub type Fault = (String, &'static str);

impl Period {
    /// Whether its ranges begin on this weekday.
    #[must_use]
    pub fn begins_on(&self, weekday: Weekday) -> bool {
        self.weekdays & (1 << weekday.to_monday_zero_offset()) != 0
    }
}

impl Calendar {
    /// Kind word of the definition.
    pub const KIND: &'static str = "calendar";

    /// Monday to Friday, nine to six, in a time zone.
    #[must_use]
    pub fn office_hours(id: CalendarId, name: &str, time_zone: &str, offsets: Offsets) -> Self {
        let ranges = vec![Range { from_min: 9 * 60, to_min: 18 * 60 }];
        let periods = vec![Period { name: name.to_owned(), working: true, weekdays: 0b1_1111, ranges }];
        let (name, time_zone) = (name.to_owned(), time_zone.to_owned());
        Self { id, name, default: false, time_zone, offsets, periods, specials: Vec::new() }
    }

    /// Open always.
    #[must_use]
    pub fn around_the_clock(id: CalendarId, name: &str, time_zone: &str, offsets: Offsets) -> Self {
        let ranges = vec![Range { from_min: 0, to_min: DAY_MIN }];
        let periods = vec![Period { name: name.to_owned(), working: true, weekdays: 0b111_1111, ranges }];
        let (name, time_zone) = (name.to_owned(), time_zone.to_owned());
        Self { id, name, default: false, time_zone, offsets, periods, specials: Vec::new() }
    }

    /// Everything that is wrong with it, for a form.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut check = |wrong: bool, member: String, why| {
            if wrong {
                faults.push((member, why));
            }
        };
        let named = |name: &str| !name.trim().is_empty() && name.chars().count() <= MAX_NAME;
        check(!named(&self.name), "name".to_owned(), "required");
        check(self.periods.len() > MAX_PERIODS, "periods".to_owned(), "too_many");
        check(self.specials.len() > MAX_SPECIALS, "specials".to_owned(), "too_many");
        for (n, period) in self.periods.iter().take(MAX_PERIODS).enumerate() {
            check(!named(&period.name), format!("periods.{n}.name"), "required");
            check(period.weekdays == 0 || period.weekdays > 0b111_1111, format!("periods.{n}.weekdays"), "required");
            check(period.ranges.is_empty(), format!("periods.{n}.ranges"), "required");
            check(period.ranges.len() > MAX_RANGES, format!("periods.{n}.ranges"), "too_many");
            let outside = |r: &Range| r.from_min >= DAY_MIN || r.to_min > DAY_MIN;
            check(period.ranges.iter().any(outside), format!("periods.{n}.ranges"), "not_a_time");
        }
        for (n, special) in self.specials.iter().take(MAX_SPECIALS).enumerate() {
            check(!named(&special.title), format!("specials.{n}.title"), "required");
            let days = crate::day::number(special.to) - crate::day::number(special.from);
            check(!(0..=MAX_SPECIAL_DAYS).contains(&days), format!("specials.{n}.to"), "not_a_range");
            let like = matches!(special.kind, SpecialKind::MakeUp { like } if like > 6);
            check(like, format!("specials.{n}.like"), "not_a_weekday");
        }
        faults
    }
}

impl Offsets {
    /// The same offset for ever.
    #[must_use]
    pub fn fixed(minutes: i32) -> Self {
        Self { before_s: minutes * 60, changes: Vec::new() }
    }

    /// Milliseconds east of UTC at a moment.
    #[must_use]
    pub fn offset_ms(&self, at: Timestamp) -> i64 {
        self.stretch(at).2
    }

    /// The local date of a moment, and the minute of that day (0 to 1439).
    #[must_use]
    pub fn local(&self, at: Timestamp) -> (Date, u16) {
        let local = at.plus_ms(self.offset_ms(at)).ms();
        let minute = u16::try_from(local.rem_euclid(DAY_MS) / MINUTE_MS).unwrap_or(0);
        (day::date(local.div_euclid(DAY_MS)), minute)
    }

    /// The moment at which clocks show so many minutes (0 to 1440) after the midnight of a date: the earlier one where
    /// they show it twice; where they leave it out, the moment of their change.
    #[must_use]
    pub fn moment(&self, date: Date, minute: u16) -> Timestamp {
        let wanted = crate::day::number(date) * DAY_MS + minutes(minute);
        // no offset is as large as a day
        let (_, ends, before) = self.stretch(Timestamp(wanted - DAY_MS));
        let early = Timestamp(wanted - before);
        if early < ends {
            return early;
        }
        let (_, ends_next, after) = self.stretch(ends);
        let late = Timestamp(wanted - after).max(ends);
        if late < ends_next { late } else { Timestamp(wanted - self.stretch(ends_next).2).max(ends_next) }
    }

    /// The same clocks between two moments only: the offset at `from` holds before it, the last one for ever.
    #[must_use]
    pub fn between(&self, from: Timestamp, to: Timestamp) -> Self {
        let within = self.changes.iter().filter(|(at, _)| from < *at && *at < to);
        let before_s = i32::try_from(self.offset_ms(from) / SECOND_MS).unwrap_or(0);
        Self { before_s, changes: within.copied().collect() }
    }

    /// Whether nothing was said: as in UTC.
    #[must_use]
    pub fn is_utc(&self) -> bool {
        *self == Self::default()
    }

    /// The stretch of one offset that holds a moment: begins, ends, milliseconds east of UTC.
    fn stretch(&self, at: Timestamp) -> (Timestamp, Timestamp, i64) {
        let after = self.changes.partition_point(|(from, _)| *from <= at);
        let (from, seconds) = match after.checked_sub(1).and_then(|n| self.changes.get(n)) {
            Some((from, seconds)) => (*from, *seconds),
            None => (Timestamp(i64::MIN), self.before_s),
        };
        let to = self.changes.get(after).map_or(Timestamp(i64::MAX), |(to, _)| *to);
        (from, to, i64::from(seconds) * SECOND_MS)
    }
}

/// Minutes as milliseconds.
fn minutes(count: u16) -> i64 {
    i64::from(count) * MINUTE_MS
}
