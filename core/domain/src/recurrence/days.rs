//! Which days a rule holds on: the parts of a rule that are about days, as one test of a day.
//!
//! All parts must hold; of one part's values one must. Where a rule says nothing about days, the start does: its weekday in a
//! weekly rule, its day of the month in a monthly one, its month and day in a yearly one (RFC 5545, section 3.3.10).

use jiff::civil::{Date, Weekday};

use super::rule::{Frequency, Parts, WeekdayPart};
use crate::day;

/// The parts about days.
pub(super) struct Days {
    months: Vec<i16>,
    week_numbers: Vec<i16>,
    year_days: Vec<i16>,
    month_days: Vec<i16>,
    weekdays: Vec<WeekdayPart>,
    week_start: Weekday,
    /// Ordinals of weekdays count within the year, not the month.
    in_year: bool,
}

impl Days {
    pub fn new(parts: &Parts, start: Date) -> Self {
        let mut days = Self {
            months: parts.months.clone(),
            week_numbers: parts.week_numbers.clone(),
            year_days: parts.year_days.clone(),
            month_days: parts.month_days.clone(),
            weekdays: parts.weekdays.clone(),
            week_start: parts.week_start,
            in_year: parts.frequency == Frequency::Yearly && parts.months.is_empty(),
        };
        let lists = [&days.week_numbers, &days.year_days, &days.month_days];
        if days.weekdays.is_empty() && lists.iter().all(|list| list.is_empty()) {
            match parts.frequency {
                Frequency::Yearly => {
                    days.month_days.push(i16::from(start.day()));
                    if days.months.is_empty() {
                        days.months.push(i16::from(start.month()));
                    }
                }
                Frequency::Monthly => days.month_days.push(i16::from(start.day())),
                Frequency::Weekly => days.weekdays.push(WeekdayPart::every(start.weekday())),
                _ => {}
            }
        }
        days
    }

    /// Whether a day meets every part.
    pub fn hold(&self, day: Date) -> bool {
        if !self.holds_month(day) {
            return false;
        }
        let month_day = (i16::from(day.day()), i16::from(day.days_in_month()));
        let year_day = (day.day_of_year(), day.days_in_year());
        is_listed(&self.month_days, month_day)
            && is_listed(&self.year_days, year_day)
            && self.holds_weekday(day, if self.in_year { year_day } else { month_day })
            && (self.week_numbers.is_empty()
                || week(day, self.week_start).is_some_and(|week| is_listed(&self.week_numbers, week)))
    }

    /// The number of the first day after one that does not hold on which the rule could: months it does not have are passed over.
    pub fn next_after(&self, day: Date) -> i64 {
        let days = if self.holds_month(day) { 1 } else { day.days_in_month() - day.day() + 1 };
        day::number(day) + i64::from(days)
    }

    fn holds_month(&self, day: Date) -> bool {
        self.months.is_empty() || self.months.contains(&i16::from(day.month()))
    }

    fn holds_weekday(&self, day: Date, (place, of): (i16, i16)) -> bool {
        if self.weekdays.is_empty() {
            return true;
        }
        let weekday = day.weekday();
        // the first seven days hold the first of each weekday, the last seven the last
        let (from_start, from_end) = ((place - 1) / 7 + 1, -((of - place) / 7 + 1));
        let fits = |ordinal: i16| ordinal == from_start || ordinal == from_end;
        self.weekdays.iter().any(|part| part.weekday == weekday && part.ordinal.is_none_or(fits))
    }
}

/// Whether a place, counted from 1, is among the values of a list, of which negative ones count from the end. An empty list has
/// every place.
fn is_listed(list: &[i16], (place, of): (i16, i16)) -> bool {
    list.is_empty() || list.iter().any(|n| *n == place || *n == place - of - 1)
}

/// The week of a day: its number in the year to which it belongs, and how many weeks that year has. A week belongs to the year that
/// has most of its days (ISO 8601, with any first weekday).
fn week(day: Date, week_start: Weekday) -> Option<(i16, i16)> {
    let begins = week_begin(day::number(day), week_start);
    let year = day::plus(day, begins + 3 - day::number(day))?.year();
    let fourth = Date::new(year, 1, 4).ok()?;
    let first = week_begin(day::number(fourth), week_start);
    let next = week_begin(day::number(fourth) + i64::from(fourth.days_in_year()), week_start);
    Some((i16::try_from((begins - first) / 7 + 1).ok()?, i16::try_from((next - first) / 7).ok()?))
}

/// The number of the day on which the week of a day begins.
pub(super) fn week_begin(number: i64, week_start: Weekday) -> i64 {
    // day 0 was a Thursday, three days after a Monday
    number - (number + 3 - i64::from(week_start.to_monday_zero_offset())).rem_euclid(7)
}
