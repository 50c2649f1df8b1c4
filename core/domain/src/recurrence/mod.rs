//! What comes again: planned visits and maintenance contracts.
//!
//! A [`Rule`] is a recurrence rule of RFC 5545 (section 3.3.10), such as `FREQ=MONTHLY;BYDAY=1MO`. A [`Series`] is a rule with a
//! first time, extra times, exceptions, single occurrences that were changed, and what to do on holidays. Both are pure data;
//! asked for a stretch of time, they say what happens in it, the same on a phone and on the server.
//!
//! What holds:
//! - **Times are those of a wall clock** (`civil::DateTime`, whole seconds, no zone): a visit at 09:00 stays at 09:00 when
//!   clocks change. [`instant`] says which moment that is in a zone.
//! - **Each occurrence has a name**, its original time, whatever becomes of it. [`key`] makes it unique among all series, so what
//!   is generated ahead twice is there once.
//! - **Everything ends.** Texts and lists have limits, a rule that never matches is given up after the calendar has repeated
//!   itself, and the calendar ends with the year 9999. Nothing that can be read panics.
//! - Rules mean what the RFC says; where it leaves room, what the widespread readers of it agree on: combinations that it does not
//!   define are intersections, parts left out come from the start, and a start that the rule does not match is no occurrence.
//!
//! Editing ([`Series::edit_one`], [`Series::edit_following`], [`Series::edit_all`]) makes new series and changes none.

use std::fmt::Display;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::Timestamp;

mod between;
mod days;
mod edit;
mod fault;
pub mod local;
mod occurrences;
mod parse;
mod period;
mod rule;
mod series;
mod summary;
#[cfg(test)]
mod tests;
mod write;

pub use between::{MAX_EXAMINED, MAX_SHIFT_DAYS};
pub use edit::{Dropped, Edit, EditError, Edited, Split};
pub use fault::{Problem, RuleError};
pub use rule::{End, Frequency, MAX_COUNT, MAX_INTERVAL, MAX_LIST, MAX_TEXT, Parts, Rule, WeekdayPart};
pub use series::{Change, MAX_DURATION_MIN, MAX_EXCEPTIONS, Occurrence, OnHoliday, Placed, Series};
pub use summary::{Ordinal, Summary};

/// The moment at which clocks in a zone show a civil time. A time that they skip is as much later as they skip; of a time that they
/// show twice it is the first. `None` at the ends of the calendar, where the moment has no number.
#[must_use]
pub fn instant(at: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = zone.to_ambiguous_zoned(at).compatible().ok()?;
    Some(Timestamp(zoned.timestamp().as_millisecond()))
}

/// The name of one occurrence among those of all series: the series, and the occurrence's original time as in
/// `2026-03-02T09:00:00`. It stays the same when the occurrence is moved.
#[must_use]
pub fn key(series: &impl Display, original: DateTime) -> String {
    format!("{series}/{}", local::written(original))
}
