//! Civil times as they are written, `2026-03-02T09:00:00`: whole seconds, no zone, the years 1 to 9999.
//!
//! As with days (see [`crate::day`]), one form is read and the calendar library's reader of all forms is not needed on phones. A
//! fraction of a second is read and left out, since nothing here is finer than a second.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{DateTime, Time};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};

use crate::{day, gather};

/// The time of `2026-03-02T09:00:00`.
#[must_use]
pub fn parse(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once('T')?;
    let time = match time.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit()) => whole,
        Some(_) => return None,
        None => time,
    };
    let mut parts = time.splitn(3, ':');
    let mut part = || parts.next().and_then(two_digits);
    let time = Time::new(part()?, part()?, part()?, 0).ok()?;
    let date = day::parse(date).filter(|date| date.year() >= 1)?;
    Some(date.to_datetime(time))
}

/// The time as it is written.
#[must_use]
pub fn written(at: DateTime) -> String {
    whole(at).to_string()
}

/// The time without its fraction of a second.
#[must_use]
pub fn whole(at: DateTime) -> DateTime {
    // these were the hour, minute and second of a time before
    Time::new(at.hour(), at.minute(), at.second(), 0).map_or(at, |time| at.date().to_datetime(time))
}

/// A number of exactly two digits.
pub(super) fn two_digits(text: &str) -> Option<i8> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn none<E: Error>() -> E {
    E::custom("not a civil time as in 2026-03-02T09:00:00")
}

/// Reads a time.
///
/// # Errors
/// When it is no text of that form.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime, D::Error> {
    parse(&String::deserialize(from)?).ok_or_else(none)
}

/// Reads a time that may be left out.
///
/// # Errors
/// As [`deserialize`].
pub fn optional<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime>, D::Error> {
    let text: Option<String> = Option::deserialize(from)?;
    text.map(|text| parse(&text).ok_or_else(none)).transpose()
}

/// Reads a list of times; each counts once.
///
/// # Errors
/// As [`deserialize`].
pub fn set<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeSet<DateTime>, D::Error> {
    let mut times = BTreeSet::new();
    for text in Vec::<String>::deserialize(from)? {
        times.insert(parse(&text).ok_or_else(none)?);
    }
    Ok(times)
}

/// Reads what there is for each time.
///
/// # Errors
/// When a key is no time or a value is not known.
pub fn keyed<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<BTreeMap<DateTime, T>, D::Error> {
    let mut times = Vec::new();
    for (text, value) in BTreeMap::<String, T>::deserialize(from)? {
        times.push((parse(&text).ok_or_else(none)?, value));
    }
    Ok(gather::map(times))
}
