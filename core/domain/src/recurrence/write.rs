//! A rule as text, in one form: what is read back is equal, and equal rules are written alike. The text is the serialised form too,
//! so other programs can read it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Weekday;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fault::RuleError;
use super::parse::{FREQUENCIES, WEEKDAYS};
use super::rule::{End, NUMBERS, Rule};

fn word<T: PartialEq>(words: &[(&'static str, T)], meant: &T) -> &'static str {
    words.iter().find(|(_, one)| one == meant).map_or("", |(word, _)| *word)
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts();
        write!(f, "FREQ={}", word(&FREQUENCIES, &parts.frequency))?;
        if parts.interval != 1 {
            write!(f, ";INTERVAL={}", parts.interval)?;
        }
        match parts.end {
            End::Never => {}
            End::Count(count) => write!(f, ";COUNT={count}")?,
            End::Until(at) => {
                let (year, month, day) = (at.year(), at.month(), at.day());
                let (hour, minute, second) = (at.hour(), at.minute(), at.second());
                write!(f, ";UNTIL={year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}")?;
            }
        }
        for (kind, list) in NUMBERS.iter().zip(parts.numbers()) {
            if kind.name == "BYHOUR" {
                let days = parts.weekdays.iter().map(|day| {
                    let ordinal = day.ordinal.map(|n| n.to_string()).unwrap_or_default();
                    format!("{ordinal}{}", word(&WEEKDAYS, &day.weekday))
                });
                write_list(f, "BYDAY", days)?;
            }
            write_list(f, kind.name, list.iter().map(i16::to_string))?;
        }
        if parts.week_start != Weekday::Monday {
            write!(f, ";WKST={}", word(&WEEKDAYS, &parts.week_start))?;
        }
        Ok(())
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, name: &str, values: impl Iterator<Item = String>) -> fmt::Result {
    for (place, value) in values.enumerate() {
        if place == 0 {
            write!(f, ";{name}={value}")?;
        } else {
            write!(f, ",{value}")?;
        }
    }
    Ok(())
}

impl FromStr for Rule {
    type Err = RuleError;
    fn from_str(text: &str) -> Result<Self, RuleError> {
        Self::parse(text)
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}
