//! What stands in a field, and the small checks that several kinds share.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::decode::Node;
use crate::gather;

/// Longest one-line text, characters.
pub const MAX_TEXT: usize = 500;
/// Longest text of several lines, characters.
pub const MAX_LONG: usize = 10_000;
/// Most values of a field that takes several.
pub const MAX_LIST: usize = 100;
/// Most files in one field.
pub const MAX_FILES: usize = 20;
/// Largest whole number either way: what JSON readers keep exactly.
pub const MAX_WHOLE: i64 = 9_007_199_254_740_991;

/// What stands in a field.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// Yes or no.
    Flag(bool),
    /// A whole number; also a moment, ms UTC.
    Int(i64),
    /// A number.
    Real(f64),
    /// A text; also a day (`YYYY-MM-DD`), the key of a choice, the path of a cascade (`a/b/c`), a place (`lat,lon`).
    Text(String),
    /// Several texts.
    List(Vec<String>),
    /// Files: names by hash.
    Files(BTreeMap<String, String>),
}

impl<'de> Deserialize<'de> for FieldValue {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let whole = |text: Node| match text {
            Node::Text(text) => Some(text),
            _ => None,
        };
        let value = match Node::deserialize(from)? {
            Node::Bool(is) => Some(FieldValue::Flag(is)),
            // Beyond what a whole number holds it is still a number.
            #[expect(clippy::cast_precision_loss, reason = "as JSON readers do")]
            Node::Unsigned(n) => Some(i64::try_from(n).map_or(FieldValue::Real(n as f64), FieldValue::Int)),
            Node::Signed(n) => Some(FieldValue::Int(n)),
            Node::Real(n) => Some(FieldValue::Real(n)),
            Node::Text(text) => Some(FieldValue::Text(text)),
            Node::List(list) => list.into_iter().map(whole).collect::<Option<_>>().map(FieldValue::List),
            Node::Map(map) => {
                let files: Option<Vec<_>> = map.into_iter().map(|(key, value)| whole(key).zip(whole(value))).collect();
                files.map(|files| FieldValue::Files(gather::map(files)))
            }
            Node::Null | Node::Bytes(_) => None,
        };
        value.ok_or_else(|| D::Error::custom("not a value of a field"))
    }
}

impl FieldValue {
    /// A text; `None` for an empty one.
    #[must_use]
    pub fn text(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| FieldValue::Text(text.to_owned()))
    }
    /// Several texts; `None` for none.
    #[must_use]
    pub fn list(list: impl IntoIterator<Item = String>) -> Option<Self> {
        let list: Vec<String> = list.into_iter().collect();
        (!list.is_empty()).then_some(FieldValue::List(list))
    }
    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            FieldValue::Text(text) => Some(text),
            _ => None,
        }
    }
    /// The whole number, if it is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self {
            FieldValue::Int(n) => Some(*n),
            _ => None,
        }
    }
    /// The value as a person would type it on one line.
    #[must_use]
    pub fn typed(&self) -> String {
        match self {
            FieldValue::Flag(yes) => yes.to_string(),
            FieldValue::Int(n) => n.to_string(),
            FieldValue::Real(n) => n.to_string(),
            FieldValue::Text(text) => text.clone(),
            FieldValue::List(list) => list.join(", "),
            FieldValue::Files(files) => files.values().cloned().collect::<Vec<_>>().join(", "),
        }
    }
}

/// Splits what a person typed into several values.
pub(super) fn split(text: &str) -> Vec<String> {
    let parts = text.split([',', '，', ';', '；', '、', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// A day as `YYYY-MM-DD`; read with `-`, `/` or `.` between its parts, which may lack their zeros.
pub(super) fn day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().split(['-', '/', '.']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    if year.len() != 4 || ![year, month, day].iter().all(|p| (1..=4).contains(&p.len())) {
        return None;
    }
    let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<i64>().ok()).flatten();
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    let written = format!("{year:04}-{month:02}-{day:02}");
    crate::forms::is_date(&written).then_some(written)
}

/// Days since 1970-01-01 of a day `YYYY-MM-DD`.
#[must_use]
pub(crate) fn days_of(text: &str) -> Option<i64> {
    crate::day::parse(&day(text)?).map(crate::day::number)
}

/// A web address with its scheme; `https` where none was typed.
pub(super) fn web(text: &str) -> Option<String> {
    let text = text.trim();
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let (scheme, rest) = with_scheme.split_once("://")?;
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") || with_scheme.len() > 2_000 {
        return None;
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let name = host.split(':').next().unwrap_or_default();
    let fits = name.contains('.')
        && !name.starts_with('.')
        && !name.ends_with('.')
        && name.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '-')
        && !with_scheme.chars().any(|c| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c));
    fits.then_some(with_scheme)
}

/// A place as `lat,lon` with six decimals (a tenth of a metre).
pub(super) fn location(text: &str) -> Option<String> {
    let (lat, lon) = text.split_once([',', '，', ' '])?;
    let place = crate::Place::new(lat.trim().parse().ok()?, lon.trim_matches([',', ' ']).parse().ok()?);
    place.is_valid().then(|| format!("{:.6},{:.6}", place.lat, place.lon))
}
