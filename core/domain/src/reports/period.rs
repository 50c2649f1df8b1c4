//! The period of a report (TKT-62): days that follow from the day it is looked at, or days that are named.
//!
//! Days are those of the organisation: who asks says which day it is there. A day has as many hours as clocks show of it.

use jiff::civil::Date;
use serde::Serialize;

use super::{By, MAX_DAYS, stretch};
use crate::access::words;
use crate::day;
use crate::decode::Deserialize;

words! {
    /// How a period is told.
    Span {
        /// The day it is looked at.
        Today = "today",
        /// The day before.
        Yesterday = "yesterday",
        /// From Monday to today.
        ThisWeek = "this_week",
        /// The week before, from Monday to Sunday.
        LastWeek = "last_week",
        /// From the first of the month to today.
        ThisMonth = "this_month",
        /// The month before, as a whole.
        LastMonth = "last_month",
        /// So many days, today the last of them.
        LastDays = "last_days",
        /// From a day to a day.
        Days = "days",
    }
}

/// The period of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Period {
    /// How it is told.
    pub is: Span,
    /// How many days, with [`Span::LastDays`]; else 0.
    pub count: i64,
    /// The first day, with [`Span::Days`].
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "day::optional")]
    pub from: Option<Date>,
    /// The last day, with [`Span::Days`].
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "day::optional")]
    pub to: Option<Date>,
}

impl Default for Period {
    fn default() -> Self {
        Self { is: Span::LastDays, count: 30, from: None, to: None }
    }
}

impl Period {
    /// The period without what its way of being told does not use.
    #[must_use]
    pub fn settled(self) -> Self {
        let count = if self.is == Span::LastDays { self.count } else { 0 };
        let named = self.is == Span::Days;
        Self { count, from: self.from.filter(|_| named), to: self.to.filter(|_| named), ..self }
    }

    /// Its first and last day, for who looks today; none where it is not told to the end.
    #[must_use]
    pub fn days(&self, today: Date) -> Option<(Date, Date)> {
        let back = |days: i64| day::plus(today, -days);
        match self.is {
            Span::Today => Some((today, today)),
            Span::Yesterday => back(1).map(|before| (before, before)),
            Span::ThisWeek => Some((stretch(By::Week, today), today)),
            Span::LastWeek => {
                let monday = stretch(By::Week, today);
                Some((day::plus(monday, -7)?, day::plus(monday, -1)?))
            }
            Span::ThisMonth => Some((stretch(By::Month, today), today)),
            Span::LastMonth => {
                let last = day::plus(stretch(By::Month, today), -1)?;
                Some((stretch(By::Month, last), last))
            }
            Span::LastDays => Some((back(self.count.checked_sub(1)?)?, today)),
            Span::Days => self.from.zip(self.to),
        }
    }

    /// What is wrong with it: the member and a key of the message files.
    #[must_use]
    pub fn problem(&self) -> Option<(&'static str, &'static str)> {
        match self.is {
            Span::LastDays if !(1..=MAX_DAYS).contains(&self.count) => Some(("count", "not_a_number_of_days")),
            Span::Days => match (self.from, self.to) {
                (None, _) => Some(("from", "required")),
                (_, None) => Some(("to", "required")),
                (Some(from), Some(to)) if to < from => Some(("to", "before_from")),
                (Some(from), Some(to)) if day::number(to) - day::number(from) >= MAX_DAYS => Some(("to", "too_long")),
                _ => None,
            },
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;
    use crate::calendar::Offsets;
    use crate::time::HOUR_MS;

    fn is(span: Span) -> Period {
        Period { is: span, count: 0, from: None, to: None }
    }

    fn named(from: &str, to: &str) -> Period {
        Period { from: day::parse(from), to: day::parse(to), ..is(Span::Days) }
    }

    #[test]
    fn relative_periods_follow_from_the_day_they_are_looked_at() {
        let last = |count| Period { count, ..is(Span::LastDays) };
        for (period, today, from, to) in [
            (is(Span::Today), "2026-03-01", "2026-03-01", "2026-03-01"),
            // over the ends of months, leap years and years
            (is(Span::Yesterday), "2026-03-01", "2026-02-28", "2026-02-28"),
            (is(Span::Yesterday), "2024-03-01", "2024-02-29", "2024-02-29"),
            (is(Span::Yesterday), "2026-01-01", "2025-12-31", "2025-12-31"),
            // weeks begin on Monday: a Sunday, a Monday, a week over the end of the year
            (is(Span::ThisWeek), "2026-03-01", "2026-02-23", "2026-03-01"),
            (is(Span::ThisWeek), "2026-03-02", "2026-03-02", "2026-03-02"),
            (is(Span::ThisWeek), "2026-01-01", "2025-12-29", "2026-01-01"),
            (is(Span::LastWeek), "2026-03-02", "2026-02-23", "2026-03-01"),
            (is(Span::LastWeek), "2026-01-05", "2025-12-29", "2026-01-04"),
            (is(Span::ThisMonth), "2026-03-31", "2026-03-01", "2026-03-31"),
            (is(Span::LastMonth), "2026-03-31", "2026-02-01", "2026-02-28"),
            (is(Span::LastMonth), "2024-03-30", "2024-02-01", "2024-02-29"),
            (is(Span::LastMonth), "2026-01-15", "2025-12-01", "2025-12-31"),
            (last(1), "2026-01-01", "2026-01-01", "2026-01-01"),
            (last(30), "2026-01-15", "2025-12-17", "2026-01-15"),
            (last(366), "2024-12-31", "2024-01-01", "2024-12-31"),
            (named("2025-12-24", "2026-01-06"), "2030-01-01", "2025-12-24", "2026-01-06"),
        ] {
            let days = period.days(day::parse(today).expect("a day")).expect("told to the end");
            assert_eq!((days.0.to_string(), days.1.to_string()), (from.into(), to.into()), "{period:?} on {today}");
            assert_eq!(period.problem(), None);
        }
    }

    #[test]
    fn days_are_those_of_the_organisation_and_as_long_as_its_clocks_say() {
        // Berlin in 2026: summer from 29 March, winter from 25 October, both at 01:00 UTC
        let turn = |text: &str| Timestamp(day::number(day::parse(text).expect("a day")) * 24 * HOUR_MS + HOUR_MS);
        let clocks =
            Offsets { before_s: 3_600, changes: vec![(turn("2026-03-29"), 7_200), (turn("2026-10-25"), 3_600)] };
        for (span, at, from, hours) in [
            // 22:30 UTC on 28 March is 23:30 there; an hour later it is the short day
            (Span::Today, (day::parse("2026-03-28"), 22), "2026-03-28", 24),
            (Span::Today, (day::parse("2026-03-28"), 23), "2026-03-29", 23),
            (Span::Yesterday, (day::parse("2026-03-29"), 22), "2026-03-29", 23),
            (Span::Today, (day::parse("2026-10-24"), 22), "2026-10-25", 25),
            (Span::LastWeek, (day::parse("2026-10-26"), 12), "2026-10-19", 7 * 24 + 1),
            (Span::LastMonth, (day::parse("2026-04-01"), 0), "2026-03-01", 31 * 24 - 1),
            (Span::LastMonth, (day::parse("2026-10-31"), 23), "2026-10-01", 31 * 24 + 1),
        ] {
            let now = Timestamp(day::number(at.0.expect("a day")) * 24 * HOUR_MS + at.1 * HOUR_MS + HOUR_MS / 2);
            let (first, last) = is(span).days(clocks.local(now).0).expect("told to the end");
            let ends = clocks.moment(day::plus(last, 1).expect("a day"), 0);
            assert_eq!(first.to_string(), from, "{span:?}");
            assert_eq!(ends.since_ms(clocks.moment(first, 0)), hours * HOUR_MS, "{span:?}");
        }
    }

    #[test]
    fn what_is_not_told_to_the_end_is_named() {
        let last = |count| Period { count, ..is(Span::LastDays) };
        for (period, problem) in [
            (last(0), ("count", "not_a_number_of_days")),
            (last(-1), ("count", "not_a_number_of_days")),
            (last(367), ("count", "not_a_number_of_days")),
            (named("", "2026-01-01"), ("from", "required")),
            (named("2026-01-01", ""), ("to", "required")),
            (named("2026-01-02", "2026-01-01"), ("to", "before_from")),
            (named("2026-01-01", "2027-01-02"), ("to", "too_long")),
        ] {
            assert_eq!(period.problem(), Some(problem), "{period:?}");
        }
        assert_eq!(named("2026-01-01", "2027-01-01").problem(), None);
        let day = day::parse("2026-01-01").expect("a day");
        assert_eq!(last(i64::MIN).days(day), None);
        assert_eq!(Period { count: 9, ..is(Span::Today) }.settled(), is(Span::Today));
        assert_eq!(Period { is: Span::Today, ..named("2026-01-01", "2026-01-02") }.settled(), is(Span::Today));
    }
}
