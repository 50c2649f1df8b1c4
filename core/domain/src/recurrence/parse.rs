//! Reading a rule's text: `RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE`. Names and words may be in any case, the name `RRULE:` in
//! front may be missing, parts may be in any order. What is read is small (see [`super::rule::MAX_TEXT`]), and reading is one pass.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{Offset, TimeZone};

use super::fault::{Problem, RuleError};
use super::local::two_digits;
use super::rule::{
    End, Frequency, MAX_COUNT, MAX_INTERVAL, MAX_LIST, MAX_TEXT, NUMBERS, Parts, Rule, WeekdayPart, in_range,
};

/// Each frequency and its word.
pub(super) const FREQUENCIES: [(&str, Frequency); 7] = [
    ("SECONDLY", Frequency::Secondly),
    ("MINUTELY", Frequency::Minutely),
    ("HOURLY", Frequency::Hourly),
    ("DAILY", Frequency::Daily),
    ("WEEKLY", Frequency::Weekly),
    ("MONTHLY", Frequency::Monthly),
    ("YEARLY", Frequency::Yearly),
];

/// Each weekday and its word.
pub(super) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

impl Rule {
    /// Reads a rule whose `UNTIL`, if it has one, is a civil time.
    ///
    /// # Errors
    /// [`RuleError`], which names the part and says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        Self::read(text, None)
    }

    /// Reads a rule for a series in a time zone, as calendars of others have it: an `UNTIL` in UTC (`…Z`) becomes what clocks in the
    /// zone show then.
    ///
    /// # Errors
    /// As [`Rule::parse`].
    pub fn parse_in(text: &str, zone: &TimeZone) -> Result<Self, RuleError> {
        Self::read(text, Some(zone))
    }

    fn read(text: &str, zone: Option<&TimeZone>) -> Result<Self, RuleError> {
        if text.len() > MAX_TEXT {
            return Err(RuleError::new("RRULE", Problem::TooLong { limit: MAX_TEXT }));
        }
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        let mut frequency = None;
        // the frequency may stand anywhere, and everything else goes into parts
        let mut parts = Parts::new(Frequency::Daily);
        let mut seen = Vec::new();
        for part in text.split(';') {
            let Some((name, value)) = part.split_once('=') else {
                return Err(RuleError::unreadable("RRULE", part));
            };
            if seen.contains(&name) {
                return Err(RuleError::new(name, Problem::Twice));
            }
            match name {
                "FREQ" => frequency = Some(word(name, value, &FREQUENCIES)?),
                "INTERVAL" => parts.interval = count(name, value, MAX_INTERVAL)?,
                "COUNT" => parts.end = End::Count(count(name, value, MAX_COUNT)?),
                "UNTIL" => parts.end = End::Until(until(value, zone)?),
                "WKST" => parts.week_start = word(name, value, &WEEKDAYS)?,
                "BYDAY" => parts.weekdays = list(name, value, |one| weekday(name, one))?,
                _ => {
                    let mut lists = NUMBERS.iter().zip(parts.numbers_mut());
                    let Some((_, numbers)) = lists.find(|(kind, _)| kind.name == name) else {
                        return Err(RuleError::new(name, Problem::Unknown));
                    };
                    *numbers = list(name, value, |one| number(name, one))?;
                }
            }
            seen.push(name);
        }
        if seen.contains(&"COUNT") && seen.contains(&"UNTIL") {
            return Err(RuleError::new("COUNT", Problem::Conflict { other: "UNTIL" }));
        }
        parts.frequency = frequency.ok_or_else(|| RuleError::new("FREQ", Problem::Missing))?;
        Self::new(parts)
    }
}

fn word<T: Copy>(part: &str, value: &str, words: &[(&str, T)]) -> Result<T, RuleError> {
    let known = words.iter().find(|(word, _)| *word == value);
    known.map(|(_, meant)| *meant).ok_or_else(|| RuleError::unreadable(part, value))
}

fn number<T: std::str::FromStr>(part: &str, value: &str) -> Result<T, RuleError> {
    value.parse().map_err(|_| RuleError::unreadable(part, value))
}

/// A number from 1 to `most`.
fn count(part: &str, value: &str, most: u32) -> Result<u32, RuleError> {
    let count: i64 = number(part, value)?;
    in_range(part, count, (1, i64::from(most)))?;
    u32::try_from(count).map_err(|_| RuleError::unreadable(part, value))
}

fn list<T>(part: &str, value: &str, read: impl Fn(&str) -> Result<T, RuleError>) -> Result<Vec<T>, RuleError> {
    if value.split(',').count() > MAX_LIST {
        return Err(RuleError::new(part, Problem::TooMany { limit: MAX_LIST }));
    }
    value.split(',').map(read).collect()
}

/// `MO`, `1MO`, `+1MO`, `-1FR`.
fn weekday(part: &str, value: &str) -> Result<WeekdayPart, RuleError> {
    let unreadable = || RuleError::unreadable(part, value);
    let at = value.len().checked_sub(2).ok_or_else(unreadable)?;
    let (ordinal, day) = value.split_at_checked(at).ok_or_else(unreadable)?;
    let weekday = word(part, day, &WEEKDAYS).map_err(|_| unreadable())?;
    let ordinal = if ordinal.is_empty() { None } else { Some(number(part, ordinal).map_err(|_| unreadable())?) };
    Ok(WeekdayPart { ordinal, weekday })
}

/// `19971224`, `19971224T090000`, `19971224T090000Z`.
fn until(value: &str, zone: Option<&TimeZone>) -> Result<DateTime, RuleError> {
    let unreadable = || RuleError::unreadable("UNTIL", value);
    let (text, utc) = value.strip_suffix('Z').map_or((value, false), |text| (text, true));
    let (date, time) = text.split_once('T').unwrap_or((text, "000000"));
    let at =
        basic_date(date).zip(basic_time(time)).map(|(date, time)| date.to_datetime(time)).ok_or_else(unreadable)?;
    match (utc, zone) {
        (false, _) => Ok(at),
        (true, None) => Err(RuleError::new("UNTIL", Problem::NeedsZone)),
        (true, Some(zone)) => {
            let moment = Offset::UTC.to_timestamp(at).map_err(|_| unreadable())?;
            Ok(zone.to_datetime(moment))
        }
    }
}

fn basic_date(text: &str) -> Option<Date> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    let year = if year.bytes().all(|b| b.is_ascii_digit()) { year.parse().ok()? } else { return None };
    Date::new(year, two_digits(month)?, two_digits(day)?).ok()
}

fn basic_time(text: &str) -> Option<Time> {
    let (hour, rest) = text.split_at_checked(2)?;
    let (minute, second) = rest.split_at_checked(2)?;
    Time::new(two_digits(hour)?, two_digits(minute)?, two_digits(second)?.min(59), 0).ok()
}
