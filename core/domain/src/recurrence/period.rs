//! Periods: the years, months, weeks, days, hours, minutes or seconds that a rule goes through, numbered one after the other, and
//! the occurrences within one of them.

use jiff::civil::{Date, DateTime, Time, Weekday};

use super::days::week_begin;
use super::rule::Frequency;
use crate::day;

/// How periods of a frequency are numbered.
#[derive(Clone, Copy)]
pub(super) struct Periods {
    pub frequency: Frequency,
    pub week_start: Weekday,
}

impl Periods {
    /// How many periods a day has, for frequencies no longer than a day.
    pub fn per_day(self) -> Option<i64> {
        match self.frequency {
            Frequency::Daily => Some(1),
            Frequency::Hourly => Some(24),
            Frequency::Minutely => Some(24 * 60),
            Frequency::Secondly => Some(24 * 60 * 60),
            _ => None,
        }
    }

    /// After how many periods without an occurrence a rule has none any more.
    ///
    /// The calendar repeats itself after 400 years, so of years, months, weeks and days that is proven. Shorter periods are gone
    /// through in leaps (see [`super::occurrences`]); so many leaps reach across 400 years of days as well.
    pub fn patience(self) -> u32 {
        match self.frequency {
            Frequency::Yearly => 401,
            Frequency::Monthly => 4_801,
            Frequency::Weekly => 20_872,
            Frequency::Daily => 146_098,
            _ => 200_000,
        }
    }

    /// The hour, the minute and the second of a period, as far as it is that short; with each the period after that hour, minute or
    /// second.
    pub fn clock(self, period: i64) -> impl Iterator<Item = (i16, i64)> {
        let per_day = self.per_day().unwrap_or(1);
        let units = [(24, 24), (24 * 60, 60), (24 * 60 * 60, 60)].into_iter();
        units.take_while(move |(units, _)| *units <= per_day).map(move |(units, base)| {
            let periods = per_day / units;
            let unit = period.div_euclid(periods);
            (i16::try_from(unit.rem_euclid(base)).unwrap_or(0), (unit + 1) * periods)
        })
    }

    /// Most days of a period.
    pub fn most_days(self) -> usize {
        match self.frequency {
            Frequency::Yearly => 366,
            Frequency::Monthly => 31,
            Frequency::Weekly => 7,
            _ => 1,
        }
    }

    /// The number of the period that holds a time.
    pub fn of(self, at: DateTime) -> i64 {
        let number = day::number(at.date());
        let (hour, minute, second) = (i64::from(at.hour()), i64::from(at.minute()), i64::from(at.second()));
        match self.frequency {
            Frequency::Yearly => i64::from(at.year()),
            Frequency::Monthly => i64::from(at.year()) * 12 + i64::from(at.month()) - 1,
            Frequency::Weekly => week_begin(number, self.week_start).div_euclid(7),
            Frequency::Daily => number,
            Frequency::Hourly => number * 24 + hour,
            Frequency::Minutely => (number * 24 + hour) * 60 + minute,
            Frequency::Secondly => ((number * 24 + hour) * 60 + minute) * 60 + second,
        }
    }

    /// The first day of a period and how many days it has; `None` after the calendar's end.
    pub fn days(self, period: i64) -> Option<(Date, i16)> {
        match self.frequency {
            Frequency::Yearly => {
                let first = Date::new(i16::try_from(period).ok()?, 1, 1).ok()?;
                Some((first, first.days_in_year()))
            }
            Frequency::Monthly => {
                let month = i8::try_from(period.rem_euclid(12) + 1).ok()?;
                let first = Date::new(i16::try_from(period.div_euclid(12)).ok()?, month, 1).ok()?;
                Some((first, i16::from(first.days_in_month())))
            }
            Frequency::Weekly => {
                // the remainder of a week's first day, which is the same for all weeks
                let offset = week_begin(0, self.week_start).rem_euclid(7);
                date(period * 7 + offset).map(|first| (first, 7))
            }
            _ => date(period.div_euclid(self.per_day().unwrap_or(1))).map(|first| (first, 1)),
        }
    }
}

/// The day of a number: the reverse of [`day::number`], which steps through centuries of days ask for a hundred thousand times.
fn date(number: i64) -> Option<Date> {
    // H. Hinnant's `civil_from_days`: years begin in March, so that leap days are last
    let number = number + 719_468;
    let day_of_era = number.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = number.div_euclid(146_097) * 400 + year_of_era + later;
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Hours, minutes and seconds, each in order: together the times of every hour with every minute and every second.
pub(super) struct Clock(pub [Vec<i16>; 3]);

impl Clock {
    pub fn len(&self) -> usize {
        self.0.iter().map(Vec::len).product()
    }

    fn at(&self, place: usize) -> Option<Time> {
        let [hours, minutes, seconds] = &self.0;
        let small = |list: &[i16], place: usize| list.get(place).and_then(|n| i8::try_from(*n).ok());
        let hour = small(hours, place / (minutes.len() * seconds.len()))?;
        let minute = small(minutes, place / seconds.len() % minutes.len())?;
        Time::new(hour, minute, small(seconds, place % seconds.len())?, 0).ok()
    }
}

/// The occurrences of one period, in order, never all made at once: a year can have millions.
pub(super) struct Period {
    pub days: Vec<Date>,
    pub clock: Clock,
    /// Which of days × times there are, where not all.
    picked: Option<Vec<usize>>,
    next: usize,
}

impl Period {
    /// A period without occurrences.
    pub fn empty(clock: Clock) -> Self {
        Self { days: Vec::new(), clock, picked: None, next: 0 }
    }

    /// Begins anew after `days` and `clock` were set. Of a rule with positions only those occurrences are there.
    pub fn begin(&mut self, positions: &[i16]) {
        self.next = 0;
        if positions.is_empty() {
            return;
        }
        let all = self.days.len() * self.clock.len();
        let place = |position: &i16| {
            let size = usize::from(position.unsigned_abs());
            if *position > 0 { size.checked_sub(1) } else { all.checked_sub(size) }
        };
        let mut picked: Vec<usize> = positions.iter().filter_map(place).filter(|place| *place < all).collect();
        picked.sort_unstable();
        picked.dedup();
        self.picked = Some(picked);
    }

    fn len(&self) -> usize {
        self.picked.as_ref().map_or_else(|| self.days.len() * self.clock.len(), Vec::len)
    }

    fn at(&self, place: usize) -> Option<DateTime> {
        let place = match &self.picked {
            Some(picked) => *picked.get(place)?,
            None => place,
        };
        let times = self.clock.len();
        let day = self.days.get(place.checked_div(times)?)?;
        Some(day.to_datetime(self.clock.at(place % times)?))
    }

    /// The next occurrence, which stays the next.
    pub fn peek(&self) -> Option<DateTime> {
        self.at(self.next)
    }

    /// Takes the next occurrence away.
    pub fn pass(&mut self) {
        self.next += 1;
    }

    /// Takes all away that are earlier than a time, and says how many they were.
    pub fn skip_before(&mut self, at: DateTime) -> usize {
        let (from, mut low, mut high) = (self.next, self.next, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at(middle).is_some_and(|there| there < at) { low = middle + 1 } else { high = middle }
        }
        self.next = low;
        low - from
    }
}
