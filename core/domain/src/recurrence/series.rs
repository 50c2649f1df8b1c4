//! A series: a rule with its start, and everything that people changed about it since.
//!
//! It follows RFC 5545's recurrence set (section 3.8.5): what the rule gives and the extra times, without the exceptions. An
//! occurrence is known by its original time. A single one that was changed (`RECURRENCE-ID`) stays the same occurrence, wherever
//! it went.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use jiff::civil::DateTime;
use serde::Serialize;

use super::occurrences::Walk;
use super::rule::Rule;
use super::{key, local};
use crate::decode::Deserialize;

/// Most extra times, most exceptions and most changed occurrences of a series.
pub const MAX_EXCEPTIONS: usize = 1_000;
/// Longest occurrence, minutes: a year.
pub const MAX_DURATION_MIN: u32 = 366 * 24 * 60;

/// What becomes of an occurrence that falls on a day that is not worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnHoliday {
    /// It stays.
    #[default]
    Keep,
    /// It does not happen.
    Skip,
    /// It is on the next working day, at the same time of day.
    Next,
    /// It is on the working day before, at the same time of day.
    Previous,
}

/// What became of a single occurrence. `T` is whatever else can differ from occurrence to occurrence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change<T> {
    /// It does not happen.
    Cancelled,
    /// It happens in another way.
    Changed {
        /// At this civil time instead. People chose it, so holidays do not move it.
        #[serde(default, deserialize_with = "local::optional", skip_serializing_if = "Option::is_none")]
        at: Option<DateTime>,
        /// So long instead, minutes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        duration_min: Option<u32>,
        /// With these values instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        values: Option<T>,
    },
}

/// A rule, its start, and what differs from it. All times are civil times in whole seconds; the zone is the caller's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series<T = ()> {
    /// From when the rule holds (`DTSTART`): what the rule leaves open, the time of day for one, comes from here.
    #[serde(deserialize_with = "local::deserialize")]
    pub start: DateTime,
    /// How long an occurrence takes, minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_min: Option<u32>,
    /// When it comes again (`RRULE`).
    pub rule: Rule,
    /// Occurrences beside those of the rule (`RDATE`).
    #[serde(default, deserialize_with = "local::set", skip_serializing_if = "BTreeSet::is_empty")]
    pub extra: BTreeSet<DateTime>,
    /// Occurrences that there are not (`EXDATE`).
    #[serde(default, deserialize_with = "local::set", skip_serializing_if = "BTreeSet::is_empty")]
    pub except: BTreeSet<DateTime>,
    /// Occurrences that were changed, by their original time (`RECURRENCE-ID`).
    #[serde(default = "BTreeMap::new", deserialize_with = "local::keyed", skip_serializing_if = "BTreeMap::is_empty")]
    pub changes: BTreeMap<DateTime, Change<T>>,
    /// What to do on days that are not worked.
    #[serde(default)]
    pub on_holiday: OnHoliday,
}

/// Why an occurrence is when it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// The rule or an extra time says so.
    Planned,
    /// It was moved off a holiday.
    Shifted,
    /// A person said so.
    Changed,
}

/// One occurrence of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence<T = ()> {
    /// When it was planned at first: its name within the series.
    pub original: DateTime,
    /// When it is.
    pub at: DateTime,
    /// How long it takes, minutes.
    pub duration_min: Option<u32>,
    /// Why it is when it is.
    pub placed: Placed,
    /// What else differs from the series.
    pub values: Option<T>,
}

impl<T> Occurrence<T> {
    /// Its name among the occurrences of all series; see [`key`].
    #[must_use]
    pub fn key(&self, series: &impl Display) -> String {
        key(series, self.original)
    }

    /// When it ends, on a clock that does not change in between; `None` without a duration.
    #[must_use]
    pub fn ends(&self) -> Option<DateTime> {
        self.at.checked_add(jiff::Span::new().try_minutes(self.duration_min?).ok()?).ok()
    }
}

impl<T> Series<T> {
    /// A series of a rule and nothing else.
    #[must_use]
    pub fn new(start: DateTime, rule: Rule) -> Self {
        Self {
            start: local::whole(start),
            duration_min: None,
            rule,
            extra: BTreeSet::new(),
            except: BTreeSet::new(),
            changes: BTreeMap::new(),
            on_holiday: OnHoliday::Keep,
        }
    }

    /// What is wrong with it, for a form: the member, and a word for the reason. A rule has been checked where it was made.
    #[must_use]
    pub fn faults(&self) -> Vec<(&'static str, &'static str)> {
        let mut faults = Vec::new();
        let too_long = |minutes: Option<u32>| minutes.is_some_and(|minutes| minutes > MAX_DURATION_MIN);
        let of_one = |change: &Change<T>| match change {
            Change::Cancelled => None,
            Change::Changed { duration_min, .. } => *duration_min,
        };
        if too_long(self.duration_min) {
            faults.push(("duration_min", "too_long"));
        }
        let sizes = [("extra", self.extra.len()), ("except", self.except.len()), ("changes", self.changes.len())];
        faults.extend(sizes.iter().filter(|(_, size)| *size > MAX_EXCEPTIONS).map(|(member, _)| (*member, "too_many")));
        if self.changes.values().any(|change| too_long(of_one(change))) {
            faults.push(("changes", "too_long"));
        }
        faults
    }

    /// Whether it has an occurrence whose original time this is, changed or cancelled ones included.
    #[must_use]
    pub fn has(&self, original: DateTime) -> bool {
        !self.except.contains(&original) && !self.planned(std::iter::once(original)).is_empty()
    }

    /// Those of some times, given in order, that the rule or an extra time gives, exceptions included. One walk for all of them.
    pub(super) fn planned(&self, times: impl Iterator<Item = DateTime>) -> BTreeSet<DateTime> {
        let mut walk = Walk::new(&self.rule, self.start);
        let mut by_rule = |at: DateTime| {
            walk.skip_before(at);
            walk.peek() == Some(at)
        };
        let mut planned = BTreeSet::new();
        planned.extend(times.filter(|at| self.extra.contains(at) || by_rule(*at)));
        planned
    }
}
