//! Field values as lines of a side table, for filters, orders and lists on the server.
//!
//! A value gives one line or several (each chosen option, each level of a cascade), so that "is" finds a value among
//! several and everything below a branch. [`restore`] makes the value of its lines again.

use super::value::days_of;
use super::{FieldKind, FieldValue};
use crate::time::DAY_MS;

/// Characters of a text that are indexed; the rest is beside it.
pub(crate) const INDEXED: usize = 200;

/// One line of the side table.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Projected {
    /// The text, or its beginning.
    pub text: String,
    /// The whole text where it is longer than what is indexed.
    pub long: Option<String>,
    /// Its number: of numbers themselves, of moments and days ms UTC, of a tick 1.
    pub number: Option<f64>,
}

impl Projected {
    fn text(text: &str) -> Self {
        let text = text.replace('\0', "");
        let beginning: String = text.chars().take(INDEXED).collect();
        let long = (beginning.len() < text.len()).then_some(text);
        Self { text: beginning, long, number: None }
    }
    fn number(number: f64) -> Self {
        Self { number: Some(number), ..Self::default() }
    }
    /// Whether it is this text.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        if text.chars().count() < INDEXED {
            self.text == text
        } else {
            self.text == beginning(text) && self.whole() == text
        }
    }
    /// The whole text.
    #[must_use]
    pub fn whole(&self) -> &str {
        self.long.as_deref().unwrap_or(&self.text)
    }
}

/// The beginning of a text that is indexed.
#[must_use]
pub(crate) fn beginning(text: &str) -> String {
    text.chars().take(INDEXED).collect()
}

/// The lines of a value.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "whole numbers of fields are within 2^53")]
pub fn project(kind: &FieldKind, value: &FieldValue) -> Vec<Projected> {
    match (kind, value) {
        (FieldKind::Cascade { .. } | FieldKind::CustomerGroup, FieldValue::Text(path)) => {
            let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
            ends.filter_map(|end| path.get(..end)).map(Projected::text).collect()
        }
        (FieldKind::Date, FieldValue::Text(day)) => {
            vec![Projected { number: days_of(day).map(|d| (d * DAY_MS) as f64), ..Projected::text(day) }]
        }
        (_, FieldValue::Text(text)) => vec![Projected::text(text)],
        (_, FieldValue::Int(n)) => vec![Projected::number(*n as f64)],
        (_, FieldValue::Real(n)) => vec![Projected::number(*n)],
        (_, FieldValue::Flag(yes)) => vec![Projected::number(f64::from(u8::from(*yes)))],
        (_, FieldValue::List(list)) => list.iter().map(|text| Projected::text(text)).collect(),
        (_, FieldValue::Files(files)) => files
            .iter()
            .map(|(hash, name)| Projected { long: Some(format!("{hash} {name}")), ..Projected::text(name) })
            .collect(),
    }
}

/// The value that gave these lines.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "whole numbers of fields are within 2^53")]
pub fn restore(kind: &FieldKind, lines: &[Projected]) -> Option<FieldValue> {
    let last = lines.last()?;
    Some(match kind {
        FieldKind::Whole | FieldKind::DateTime => FieldValue::Int(last.number? as i64),
        FieldKind::Decimal => FieldValue::Real(last.number?),
        FieldKind::Checkbox => FieldValue::Flag(last.number? > 0.0),
        FieldKind::Choices { .. } | FieldKind::Texts | FieldKind::Tags | FieldKind::Companies => {
            FieldValue::List(lines.iter().map(|l| l.whole().to_owned()).collect())
        }
        FieldKind::Attachment => FieldValue::Files(
            lines
                .iter()
                .filter_map(|l| l.whole().split_once(' '))
                .map(|(hash, name)| (hash.to_owned(), name.to_owned()))
                .collect(),
        ),
        _ => FieldValue::Text(last.whole().to_owned()),
    })
}
