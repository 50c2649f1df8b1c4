//! Reading what a device pushes when the device may be newer than the server.
//!
//! A server carries out a command only if it understands all of it. One that it cannot read, or of which
//! something would be missing when it is written again, is passed over: it gets no outcome and so waits on
//! the device until the server is newer. What follows on the same document waits with it, because it builds
//! on it; the work on other documents goes on.

use std::collections::BTreeSet;

use ciborium::Value;
use serde::{Deserialize, Deserializer};
use truckroll_domain::DocumentId;

use super::Push;

/// The pushes that are understood, in order.
pub(super) fn understood<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Push>, D::Error> {
    let given: Vec<Value> = Vec::deserialize(from)?;
    let mut pushes = Vec::with_capacity(given.len());
    let mut waiting = BTreeSet::new();
    for value in &given {
        match read(value) {
            Some(push) if waiting.contains(&push.command.command.document()) => {}
            Some(push) => pushes.push(push),
            None => match document(value) {
                Some(id) => {
                    waiting.insert(id);
                }
                // it may be any document
                None => break,
            },
        }
    }
    Ok(pushes)
}

fn read(value: &Value) -> Option<Push> {
    let push: Push = value.deserialized().ok()?;
    let again = Value::serialized(&push.command).ok()?;
    keeps(member(value, "c")?, &again).then_some(push)
}

/// The document that a command is on, where the command itself cannot be read.
fn document(value: &Value) -> Option<DocumentId> {
    member(member(member(value, "c")?, "command")?, "id")?.deserialized().ok()
}

fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_map()?.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
}

/// Whether all of `given` is in `again`. What is empty may be left out.
fn keeps(given: &Value, again: &Value) -> bool {
    match (given, again) {
        (Value::Map(given), Value::Map(again)) => {
            given.iter().all(|(key, value)| match again.iter().find(|(known, _)| known == key) {
                Some((_, same)) => keeps(value, same),
                None => is_empty(value),
            })
        }
        (Value::Array(given), Value::Array(again)) => {
            given.len() == again.len() && given.iter().zip(again).all(|(a, b)| keeps(a, b))
        }
        // a rule refuses what is not a number; that is understood
        (Value::Float(a), Value::Float(b)) => a.total_cmp(b).is_eq() || (a.is_nan() && b.is_nan()),
        (a, b) => a == b,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Text(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => false,
    }
}
