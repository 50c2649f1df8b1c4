//! Rows of a ticket's fields that have rows. Each lies under a line id of its own and each cell is written by itself, so that
//! rows and cells of two people merge.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Ticket;
use crate::command::check_required;
use crate::decode::Deserialize;
use crate::fields::{ValueEdits, Values, is_key};
use crate::{LineId, Refusal};

/// Most rows of one field.
const MAX_ROWS: usize = 500;
/// Most cells of one row.
const MAX_CELLS: usize = 50;
/// Most fields with rows of one ticket.
const MAX_FIELDS: usize = 50;

/// The rows of one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Rows(#[serde(deserialize_with = "crate::tolerant::keyed")] pub BTreeMap<LineId, Cells>);

/// The cells of one row, by the keys of the form's fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Cells(#[serde(deserialize_with = "crate::tolerant::map")] pub Values);

/// Writes cells of a row, which [`crate::fields::settle`] has checked.
pub(crate) fn set(ticket: &mut Ticket, field: &str, line: LineId, values: &ValueEdits) -> Result<(), Refusal> {
    check_required("field", field, 100)?;
    if !ticket.rows.contains_key(field) && ticket.rows.len() >= MAX_FIELDS {
        return Err(Refusal::TooMany { field: "rows".into(), limit: 50 });
    }
    let Rows(rows) = ticket.rows.entry(field.to_owned()).or_default();
    if !rows.contains_key(&line) && rows.len() >= MAX_ROWS {
        return Err(Refusal::TooMany { field: field.to_owned(), limit: 500 });
    }
    let Cells(row) = rows.entry(line).or_default();
    for (key, value) in values {
        if !is_key(key) {
            return Err(Refusal::invalid(field, "not_a_key"));
        }
        match value {
            Some(value) => row.insert(key.clone(), value.clone()),
            None => row.remove(key),
        };
    }
    if row.len() > MAX_CELLS { Err(Refusal::TooMany { field: field.to_owned(), limit: 50 }) } else { Ok(()) }
}

/// Takes a row away.
pub(crate) fn remove(ticket: &mut Ticket, field: &str, line: LineId) -> Result<(), Refusal> {
    let Rows(rows) = ticket.rows.get_mut(field).ok_or(Refusal::NotFound)?;
    rows.remove(&line).ok_or(Refusal::NotFound)?;
    if rows.is_empty() {
        ticket.rows.remove(field);
    }
    Ok(())
}

/// Rows that come with a new ticket.
pub(super) fn written(rows: BTreeMap<String, BTreeMap<LineId, Values>>) -> Result<BTreeMap<String, Rows>, Refusal> {
    if rows.len() > MAX_FIELDS {
        return Err(Refusal::TooMany { field: "rows".into(), limit: 50 });
    }
    let mut all = BTreeMap::new();
    for (field, lines) in rows {
        check_required("field", &field, 100)?;
        if lines.len() > MAX_ROWS {
            return Err(Refusal::TooMany { field, limit: 500 });
        }
        let mut rows = Rows::default();
        for (line, cells) in lines {
            if cells.keys().any(|key| !is_key(key)) {
                return Err(Refusal::invalid(&field, "not_a_key"));
            }
            if cells.len() > MAX_CELLS {
                return Err(Refusal::TooMany { field, limit: 50 });
            }
            rows.0.insert(line, Cells(cells));
        }
        all.insert(field, rows);
    }
    Ok(all)
}
