//! The business-time clock: open stretches as moments, counted and added up.

use super::{Calendar, day, minutes};
use crate::Timestamp;
use crate::time::DAY_MS;

/// How far ahead open time is looked for, days: a calendar that is closed for longer has no deadline.
pub const HORIZON_DAYS: i64 = 3_660;

/// Moments beyond this are closed: about the years -4600 to 8500.
const BOUND_MS: i64 = 206_000_000_000_000;

impl Calendar {
    /// Whether it is open at a moment.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.spans(at, at.plus_ms(1)).next().is_some()
    }

    /// Open milliseconds from `from` to `to`; negative when `to` is earlier.
    #[must_use]
    pub fn work_time_between(&self, from: Timestamp, to: Timestamp) -> i64 {
        if to < from {
            return -self.work_time_between(to, from);
        }
        self.spans(from, to).map(|(begins, ends)| ends.since_ms(begins)).sum()
    }

    /// The first moment by which `ms` open milliseconds have passed since `from`: `from` itself for 0 or less, `None` when the
    /// next ten years do not hold so much.
    #[must_use]
    pub fn add_work_time(&self, from: Timestamp, ms: i64) -> Option<Timestamp> {
        let mut left = ms;
        if left <= 0 {
            return Some(from);
        }
        let horizon = from.plus_ms(HORIZON_DAYS * DAY_MS);
        for (begins, ends) in self.spans(from, horizon) {
            let length = ends.since_ms(begins);
            if length >= left {
                return Some(begins.plus_ms(left));
            }
            left -= length;
        }
        None
    }

    /// The next moment at or after `from` at which it is open; `None` when the next ten years have none.
    #[must_use]
    pub fn next_open(&self, from: Timestamp) -> Option<Timestamp> {
        self.spans(from, from.plus_ms(HORIZON_DAYS * DAY_MS)).next().map(|(begins, _)| begins)
    }

    /// Open stretches between two moments, in order. Two stretches may touch at midnight.
    pub fn spans(&self, from: Timestamp, to: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        // further away than any date has a name
        let bound = |at: Timestamp| at.clamp(Timestamp(-BOUND_MS), Timestamp(BOUND_MS));
        Spans { calendar: self, at: bound(from), to: bound(to), ready: Vec::new() }
    }
}

/// Walks local days; a day on which the offset changes is walked once for each offset.
struct Spans<'a> {
    calendar: &'a Calendar,
    at: Timestamp,
    to: Timestamp,
    /// Stretches of the day that was read last, the next one at the end.
    ready: Vec<(Timestamp, Timestamp)>,
}

impl Iterator for Spans<'_> {
    type Item = (Timestamp, Timestamp);

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() && self.at < self.to {
            self.read_day();
        }
        self.ready.pop()
    }
}

impl Spans<'_> {
    fn read_day(&mut self) {
        let (_, until, offset_ms) = self.calendar.offsets.stretch(self.at);
        let number = self.at.plus_ms(offset_ms).ms().div_euclid(DAY_MS);
        let midnight = Timestamp(number * DAY_MS - offset_ms);
        // this day, as far as this offset holds
        let ends = midnight.plus_ms(DAY_MS).min(until).min(self.to);
        let parts = self.calendar.open_parts(day::date(number));
        self.ready = parts
            .into_iter()
            .rev()
            .map(|(from, to)| (midnight.plus_ms(minutes(from)).max(self.at), midnight.plus_ms(minutes(to)).min(ends)))
            .filter(|(begins, ends)| begins < ends)
            .collect();
        self.at = ends;
    }
}
