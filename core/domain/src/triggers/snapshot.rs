//! A record as it was at one moment, small enough to be stored beside the change it belongs to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::fields::Projected;
use crate::filter::Record;
use crate::{Row, Value};

/// Columns and lines of a record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Snapshot {
    columns: BTreeMap<String, Json>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    lines: BTreeMap<String, Vec<(String, Option<f64>)>>,
}

impl Snapshot {
    /// The snapshot of a row with the lines of its document. Empty columns take no room.
    #[must_use]
    pub fn of<R: Row>(row: &R, lines: Vec<(String, Vec<Projected>)>) -> Self {
        let columns = R::COLUMNS.iter().zip(row.values()).filter_map(|(column, value)| {
            let value = match value {
                Value::Text(text) if !text.is_empty() => Json::from(text),
                Value::Int(n) => Json::from(n),
                Value::Real(n) => Json::from(n),
                Value::Text(_) | Value::Null => return None,
            };
            Some((column.name.to_owned(), value))
        });
        let lines = lines.into_iter().map(|(key, lines)| {
            let whole = |line: &Projected| (line.whole().to_owned(), line.number);
            (key, lines.iter().map(whole).collect())
        });
        Self { columns: columns.collect(), lines: lines.collect() }
    }
}

impl Record for Snapshot {
    fn column(&self, name: &str) -> Value {
        match self.columns.get(name) {
            Some(Json::String(text)) => Value::Text(text.clone()),
            Some(Json::Number(n)) => match n.as_i64() {
                Some(n) => Value::Int(n),
                None => n.as_f64().map_or(Value::Null, Value::Real),
            },
            _ => Value::Null,
        }
    }

    fn lines(&self, key: &str) -> Vec<Projected> {
        let of = |(text, number): &(String, Option<f64>)| Projected { text: text.clone(), long: None, number: *number };
        self.lines.get(key).map(|lines| lines.iter().map(of).collect()).unwrap_or_default()
    }
}
