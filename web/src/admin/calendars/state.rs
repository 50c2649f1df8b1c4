//! A calendar as it is being changed, and what is drawn of it. Pure.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use truckroll_domain::CalendarId;
use truckroll_domain::calendar::{Calendar, DAY_MIN, Offsets, Period, Range, Special, SpecialKind};
use truckroll_protocol::api::calendars::{CalendarChange, CalendarNow};

/// Problem keys by member.
pub type Problems = BTreeMap<String, String>;

/// A calendar under change.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was read; nothing for a new one.
    pub read: Option<CalendarNow>,
    /// What was made of it.
    pub calendar: Calendar,
}

/// A stretch of one weekday to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// 0 = Monday.
    pub weekday: usize,
    /// Minutes after midnight.
    pub from: u16,
    /// Minutes after midnight, up to 1440.
    pub to: u16,
    /// Open or closed.
    pub working: bool,
    /// Name of its hours.
    pub name: String,
}

impl Draft {
    /// Nothing changed yet.
    #[must_use]
    pub fn of(read: CalendarNow) -> Self {
        Self { calendar: read.calendar.clone(), read: Some(read) }
    }

    /// Office hours to begin with.
    #[must_use]
    pub fn new(name: &str, time_zone: &str) -> Self {
        let calendar = Calendar::office_hours(CalendarId::default(), name, time_zone, Offsets::default());
        Self { read: None, calendar: Calendar { name: String::new(), ..calendar } }
    }

    /// Whether there is something to save.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.read.as_ref().is_none_or(|read| read.calendar != self.calendar)
    }

    /// What is sent.
    #[must_use]
    pub fn change(&self) -> CalendarChange {
        CalendarChange { seq: self.read.as_ref().map_or(0, |read| read.seq), calendar: self.calendar.clone() }
    }

    /// The same changes over what somebody else wrote meanwhile.
    #[must_use]
    pub fn over(&self, read: CalendarNow) -> Self {
        Self { calendar: self.calendar.clone(), read: Some(read) }
    }

    /// What is wrong before the server is asked.
    #[must_use]
    pub fn problems(&self, zones: &[String]) -> Problems {
        let mut problems: Problems =
            self.calendar.faults().into_iter().map(|(member, why)| (member, why.to_owned())).collect();
        if !zones.contains(&self.calendar.time_zone) {
            problems.insert("time_zone".to_owned(), "unknown".to_owned());
        }
        problems
    }

    /// Adds hours for Monday to Friday.
    pub fn add_period(&mut self, name: &str) {
        let ranges = vec![Range { from_min: 9 * 60, to_min: 18 * 60 }];
        self.calendar.periods.push(Period { name: name.to_owned(), working: true, weekdays: 0b1_1111, ranges });
    }

    /// Adds days that are not there yet, in order.
    pub fn add_specials(&mut self, specials: Vec<Special>) {
        for special in specials {
            if !self.calendar.specials.contains(&special) {
                self.calendar.specials.push(special);
            }
        }
        self.calendar.specials.sort_by_key(|special| (special.from, special.to));
    }
}

/// The week as blocks; what passes midnight goes on at the top of the next day.
#[must_use]
pub fn blocks(periods: &[Period]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for period in periods {
        for weekday in (0..7).filter(|n| period.weekdays & (1 << n) != 0) {
            for range in &period.ranges {
                let wraps = range.to_min <= range.from_min;
                let block =
                    |weekday, from, to| Block { weekday, from, to, working: period.working, name: period.name.clone() };
                blocks.push(block(weekday, range.from_min, if wraps { DAY_MIN } else { range.to_min }));
                if wraps && range.to_min > 0 {
                    blocks.push(block((weekday + 1) % 7, 0, range.to_min));
                }
            }
        }
    }
    // closed hours are drawn over open ones
    blocks.sort_by_key(|block| (!block.working, block.weekday, block.from, block.to));
    blocks
}

/// The minute an `<input type="time">` says; midnight at the end of a range is the end of the day.
#[must_use]
pub fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.get(..2)?.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// The days shown for a month: whole weeks from Monday on.
#[must_use]
pub fn weeks(month: Date) -> Vec<Vec<Date>> {
    let first = month.first_of_month();
    let before = i64::from(first.weekday().to_monday_zero_offset());
    let start = first.checked_sub(before.days()).unwrap_or(first);
    let mut weeks = Vec::new();
    let mut day = start;
    while weeks.len() < 6 && day <= month.last_of_month() {
        let week: Vec<Date> = (0..7).filter_map(|n| day.checked_add(n.days()).ok()).collect();
        weeks.push(week);
        day = day.checked_add(7.days()).unwrap_or(Date::MAX);
    }
    weeks
}

/// The special days that hold a day; make-up days first, because they are stronger.
#[must_use]
pub fn special_on(specials: &[Special], day: Date) -> Option<&Special> {
    let on = |special: &&Special| (special.from..=special.to).contains(&day);
    let make_up = |special: &&Special| matches!(special.kind, SpecialKind::MakeUp { .. });
    specials.iter().filter(on).find(make_up).or_else(|| specials.iter().find(on))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_passes_midnight_goes_on_at_the_top_of_the_next_day() {
        let night = Period {
            name: "Night".into(),
            working: true,
            weekdays: 0b100_0001,
            ranges: vec![Range { from_min: 1320, to_min: 360 }, Range { from_min: 0, to_min: 0 }],
        };
        let found: Vec<_> = blocks(&[night]).iter().map(|b| (b.weekday, b.from, b.to)).collect();
        assert_eq!(found, [(0, 0, 360), (0, 0, 1440), (0, 1320, 1440), (1, 0, 360), (6, 0, 1440), (6, 1320, 1440)]);
    }

    #[test]
    fn times_are_read_as_browsers_write_them() {
        for (text, minutes) in
            [("09:30", Some(570)), ("00:00", Some(0)), ("23:59:00", Some(1439)), ("", None), ("24:00", None)]
        {
            assert_eq!(minute(text), minutes, "{text}");
        }
    }

    #[test]
    fn a_month_is_shown_in_whole_weeks() {
        let may = weeks(date(2026, 5, 20));
        assert_eq!((may.len(), may[0][0], may[4][6]), (5, date(2026, 4, 27), date(2026, 5, 31)));
        assert_eq!(weeks(date(2026, 2, 1)).len(), 5);
        assert_eq!(weeks(date(2027, 2, 1)).len(), 4);
    }

    #[test]
    fn imported_days_are_added_once_and_in_order() {
        let day = |d| Special {
            title: "x".into(),
            description: String::new(),
            from: date(2026, 5, d),
            to: date(2026, 5, d),
            kind: SpecialKind::Holiday,
        };
        let mut draft = Draft::new("Office", "Etc/UTC");
        draft.add_specials(vec![day(3), day(1)]);
        draft.add_specials(vec![day(1), day(2)]);
        let days: Vec<_> = draft.calendar.specials.iter().map(|s| s.from.day()).collect();
        assert_eq!(days, [1, 2, 3]);
        assert!(draft.problems(&["Etc/UTC".to_owned()]).contains_key("name"));
        assert!(draft.problems(&[]).contains_key("time_zone"));
    }
}
