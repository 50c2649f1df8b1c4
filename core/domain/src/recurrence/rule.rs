//! A rule as data: its parts, their limits, and the one form that they are kept in.

use jiff::civil::{DateTime, Weekday};

use super::fault::{Problem, RuleError};
use super::local;

/// Longest text of a rule, bytes.
pub const MAX_TEXT: usize = 4_000;
/// Most values of one part.
pub const MAX_LIST: usize = 366;
/// Largest interval, in units of the frequency.
pub const MAX_INTERVAL: u32 = 1_000_000;
/// Most occurrences of a rule that counts them.
pub const MAX_COUNT: u32 = 100_000;

/// How often, in the RFC's words (`FREQ`). Every frequency is read and followed; people are offered [`Frequency::OFFERED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the RFC's words")]
pub enum Frequency {
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

impl Frequency {
    /// Those that make sense for work on site.
    pub const OFFERED: [Self; 5] = [Self::Hourly, Self::Daily, Self::Weekly, Self::Monthly, Self::Yearly];
}

/// How a rule ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum End {
    /// Never.
    #[default]
    Never,
    /// After so many occurrences, 1 to [`MAX_COUNT`] (`COUNT`). Exceptions of a series count too.
    Count(u32),
    /// With the last occurrence at or before this civil time (`UNTIL`). A date alone is its midnight.
    Until(DateTime),
}

/// A value of `BYDAY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekdayPart {
    /// Which of these weekdays in the month (or in the year, in a yearly rule without months): 1 to 53 from the beginning, -1 to
    /// -53 from the end. `None` is each of them.
    pub ordinal: Option<i16>,
    /// The weekday.
    pub weekday: Weekday,
}

impl WeekdayPart {
    /// Every such weekday.
    #[must_use]
    pub const fn every(weekday: Weekday) -> Self {
        Self { ordinal: None, weekday }
    }
}

/// The parts of a rule (RFC 5545, section 3.3.10). An empty list is a part that is left out. Negative numbers count from the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// `FREQ`.
    pub frequency: Frequency,
    /// `INTERVAL`: every so many units of the frequency, 1 to [`MAX_INTERVAL`].
    pub interval: u32,
    /// `COUNT` or `UNTIL`.
    pub end: End,
    /// `BYMONTH`: 1 to 12.
    pub months: Vec<i16>,
    /// `BYWEEKNO`: ±1 to ±53. Week 1 is the first with four days in the year; weeks begin on `week_start`.
    pub week_numbers: Vec<i16>,
    /// `BYYEARDAY`: ±1 to ±366.
    pub year_days: Vec<i16>,
    /// `BYMONTHDAY`: ±1 to ±31.
    pub month_days: Vec<i16>,
    /// `BYDAY`. Ordinals are for monthly and yearly rules.
    pub weekdays: Vec<WeekdayPart>,
    /// `BYHOUR`: 0 to 23.
    pub hours: Vec<i16>,
    /// `BYMINUTE`: 0 to 59.
    pub minutes: Vec<i16>,
    /// `BYSECOND`: 0 to 59; 60, a leap second, becomes 59 as section 3.3.12 asks for.
    pub seconds: Vec<i16>,
    /// `BYSETPOS`: which of the occurrences of one year, month, week and so on, ±1 to ±366.
    pub positions: Vec<i16>,
    /// `WKST`: the first day of a week.
    pub week_start: Weekday,
}

/// What a list of numbers is called and may hold.
pub(super) struct Numbers {
    pub name: &'static str,
    from: i16,
    to: i16,
    negative: bool,
}

impl Numbers {
    const fn positive(name: &'static str, from: i16, to: i16) -> Self {
        Self { name, from, to, negative: false }
    }
    const fn both(name: &'static str, to: i16) -> Self {
        Self { name, from: 1, to, negative: true }
    }

    fn check(&self, value: i16) -> Result<(), RuleError> {
        let size = if self.negative { value.checked_abs().unwrap_or(i16::MAX) } else { value };
        in_range(self.name, i64::from(size), (i64::from(self.from), i64::from(self.to))).map_err(|mut fault| {
            if let Problem::OutOfRange { value: shown, .. } = &mut fault.problem {
                *shown = i64::from(value);
            }
            fault
        })
    }
}

/// The lists of numbers in the order in which they are written; `BYDAY` stands between the fourth and the fifth.
pub(super) const NUMBERS: [Numbers; 8] = [
    Numbers::positive("BYMONTH", 1, 12),
    Numbers::both("BYWEEKNO", 53),
    Numbers::both("BYYEARDAY", 366),
    Numbers::both("BYMONTHDAY", 31),
    Numbers::positive("BYHOUR", 0, 23),
    Numbers::positive("BYMINUTE", 0, 59),
    Numbers::positive("BYSECOND", 0, 60),
    Numbers::both("BYSETPOS", 366),
];

/// Refuses a number outside of a part's range.
pub(super) fn in_range(part: &str, value: i64, (from, to): (i64, i64)) -> Result<(), RuleError> {
    if (from..=to).contains(&value) {
        return Ok(());
    }
    Err(RuleError::new(part, Problem::OutOfRange { value, from, to }))
}

fn at_most(part: &str, length: usize) -> Result<(), RuleError> {
    if length <= MAX_LIST { Ok(()) } else { Err(RuleError::new(part, Problem::TooMany { limit: MAX_LIST })) }
}

impl Parts {
    /// A rule of this frequency and nothing else.
    #[must_use]
    pub fn new(frequency: Frequency) -> Self {
        let none = Vec::new;
        Self {
            frequency,
            interval: 1,
            end: End::Never,
            months: none(),
            week_numbers: none(),
            year_days: none(),
            month_days: none(),
            weekdays: Vec::new(),
            hours: none(),
            minutes: none(),
            seconds: none(),
            positions: none(),
            week_start: Weekday::Monday,
        }
    }

    /// The lists of numbers, in the order of [`NUMBERS`].
    pub(super) fn numbers(&self) -> [&Vec<i16>; 8] {
        let Self { months, week_numbers, year_days, month_days, hours, minutes, seconds, positions, .. } = self;
        [months, week_numbers, year_days, month_days, hours, minutes, seconds, positions]
    }

    /// The lists of numbers, in the order of [`NUMBERS`].
    pub(super) fn numbers_mut(&mut self) -> [&mut Vec<i16>; 8] {
        let Self { months, week_numbers, year_days, month_days, hours, minutes, seconds, positions, .. } = self;
        [months, week_numbers, year_days, month_days, hours, minutes, seconds, positions]
    }
}

/// A rule whose parts are within their limits and in one order: equal rules have equal texts.
///
/// Its serialised form is its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule(Parts);

impl Rule {
    /// A rule of these parts; they are put in order.
    ///
    /// # Errors
    /// [`RuleError`] with the part that is outside of its limits or that RFC 5545 forbids beside another.
    pub fn new(mut parts: Parts) -> Result<Self, RuleError> {
        in_range("INTERVAL", i64::from(parts.interval), (1, i64::from(MAX_INTERVAL)))?;
        match &mut parts.end {
            End::Never => {}
            End::Count(count) => in_range("COUNT", i64::from(*count), (1, i64::from(MAX_COUNT)))?,
            End::Until(at) => {
                in_range("UNTIL", i64::from(at.year()), (1, 9_999))?;
                *at = local::whole(*at);
            }
        }
        for (kind, list) in NUMBERS.iter().zip(parts.numbers()) {
            at_most(kind.name, list.len())?;
            list.iter().try_for_each(|value| kind.check(*value))?;
        }
        at_most("BYDAY", parts.weekdays.len())?;
        for ordinal in parts.weekdays.iter().filter_map(|day| day.ordinal) {
            Numbers::both("BYDAY", 53).check(ordinal)?;
            if parts.frequency < Frequency::Monthly {
                return Err(RuleError::new("BYDAY", Problem::Conflict { other: "FREQ" }));
            }
        }
        parts.seconds.iter_mut().for_each(|second| *second = (*second).min(59));
        for list in parts.numbers_mut() {
            // from the beginning first, then from the end
            list.sort_unstable_by_key(|n| (*n < 0, *n));
            list.dedup();
        }
        parts.weekdays.sort_by_key(|day| {
            let ordinal = day.ordinal.unwrap_or(0);
            (ordinal < 0, ordinal, day.weekday.to_monday_zero_offset())
        });
        parts.weekdays.dedup();
        Ok(Self(parts))
    }

    /// Its parts, in order.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.0
    }

    /// The same rule with another end.
    ///
    /// # Errors
    /// [`RuleError`] when the end is outside of its limits.
    pub fn ending(&self, end: End) -> Result<Self, RuleError> {
        Self::new(Parts { end, ..self.0.clone() })
    }
}
