//! Days of the calendar as they are written, `2026-03-03`.
//!
//! The calendar library's own reader takes every form that a date can have, and the words with which it says what is wrong
//! are forty kilobytes of a phone's program. We write one form, and a text is one or it is not.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};

use crate::time::DAY_MS;
use crate::{gather, tolerant};

/// The day of `2026-03-03`.
#[must_use]
pub fn parse(text: &str) -> Option<Date> {
    let whole = |part: &str, size: usize| -> Option<i16> {
        (part.len() == size && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let small = |part: &str| whole(part, 2).and_then(|n| i8::try_from(n).ok());
    let mut parts = text.splitn(3, '-');
    Date::new(whole(parts.next()?, 4)?, small(parts.next()?)?, small(parts.next()?)?).ok()
}

/// Days since 1970-01-01.
#[must_use]
pub fn number(day: Date) -> i64 {
    let (year, month, day) = (i64::from(day.year()), i64::from(day.month()), i64::from(day.day()));
    // H. Hinnant's `days_from_civil`: years begin in March, so that leap days are last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The day so many days later; earlier when negative. `None` outside the calendar (the years 1 to 9999 hold).
#[must_use]
pub fn plus(day: Date, days: i64) -> Option<Date> {
    let then = number(day).checked_add(days)?.checked_mul(DAY_MS)?;
    Some(Offset::UTC.to_datetime(Timestamp::from_millisecond(then).ok()?).date())
}

/// The day with this number, as it is written; empty outside the calendar.
#[must_use]
pub fn written(number: i64) -> String {
    plus(Date::constant(1970, 1, 1), number).map(|day| day.to_string()).unwrap_or_default()
}

fn none<E: Error>() -> E {
    E::custom("not a day as in 2026-03-03")
}

/// Reads a day.
///
/// # Errors
/// When it is no text of that form.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    parse(&String::deserialize(from)?).ok_or_else(none)
}

/// Reads a day that may be left out.
///
/// # Errors
/// As [`deserialize`].
pub fn optional<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    let text: Option<String> = Option::deserialize(from)?;
    text.map(|text| parse(&text).ok_or_else(none)).transpose()
}

/// Reads what there is for each day, without what this version does not know.
///
/// # Errors
/// When it is not a map.
pub fn keyed<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<BTreeMap<Date, T>, D::Error> {
    let all = tolerant::map::<D, T>(from)?;
    Ok(gather::map(all.into_iter().filter_map(|(day, value)| Some((parse(&day)?, value)))))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_written_form_is_a_day() {
        assert_eq!(parse("2026-03-03"), Some(date(2026, 3, 3)));
        assert_eq!(parse("2024-02-29"), Some(date(2024, 2, 29)));
        for wrong in
            ["", "2026-3-3", "2023-02-29", "2026-03-03T10:00", "+026-03-03", "2026-13-01", "20260303", "２026-03-03"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn days_are_read_as_written_and_counted_as_the_library_counts(day in 1_i64..3_600_000, more in -400_000_i64..400_000) {
            let first = plus(date(1, 1, 1), day).expect("in the calendar");
            prop_assert_eq!(parse(&first.to_string()), Some(first));
            let by_library = first.checked_add(jiff::Span::new().days(more)).ok();
            prop_assert_eq!(plus(first, more), by_library);
            prop_assert_eq!(number(first), date(1970, 1, 1).until(first).map_or(0, |span| i64::from(span.get_days())));
        }
    }
}
