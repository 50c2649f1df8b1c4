//! Working hours: calendars, what a file of holidays would bring, and what the clock answers.

use serde::Serialize;
use truckroll_domain::Timestamp;
use truckroll_domain::calendar::{Calendar, Special};
use truckroll_domain::decode::Deserialize;

/// Calendars by name, the default one first, and the zones there are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CalendarsNow {
    /// Calendars.
    pub calendars: Vec<CalendarNow>,
    /// IANA names of time zones.
    pub zones: Vec<String>,
    /// The organisation's zone.
    pub time_zone: String,
}

/// A calendar with the number it was written at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalendarNow {
    /// The calendar.
    pub calendar: Calendar,
    /// Number it was written at.
    pub seq: i64,
}

/// A calendar in the place of the one that was read at `seq`; 0 for a new one. Its `offsets` are not read: the server
/// knows how clocks run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarChange {
    /// The number it was read at.
    pub seq: i64,
    /// The calendar.
    pub calendar: Calendar,
}

/// What a file of holidays holds; nothing is stored yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct IcsPreview {
    /// Whole days, in order.
    pub holidays: Vec<Special>,
    /// What was not taken.
    pub refused: Vec<IcsRefused>,
}

/// An event that is not taken as a holiday.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IcsRefused {
    /// Its title, or what stands in its place.
    pub title: String,
    /// Key of the reason: `not_whole_days`, `recurrence`, `no_date`, `too_long`, `too_many`.
    pub why: String,
}

/// What a calendar's clock says about a moment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct ClockAnswer {
    /// Whether it is open then.
    pub is_open: bool,
    /// When it opens next; the moment itself while it is open, nothing when it never does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_open: Option<Timestamp>,
    /// When so many open minutes will have passed, if that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timestamp>,
    /// Open milliseconds until the other moment, if one was given; negative when it is earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_ms: Option<i64>,
}
