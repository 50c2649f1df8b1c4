//! The gate for what devices send.
//!
//! A device sends a command together with the automerge changes it made. The server trusts neither: it merges
//! the changes into a scratch copy (checksums verified, panics caught, missing parents refused), carries the
//! command out by its own rules on its own copy, and accepts the changes only if they do nothing but what the
//! command does. A value the merge decided otherwise (somebody else wrote later) is fine; a value or member
//! that the command would not have written is not. Before anything is stored the merged document was saved and
//! loaded again.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Map, Value};
use truckroll_domain::document::{Document, DocumentError};
use truckroll_domain::{Applied, Command, Content, Context, Refusal};

/// Why a delivery did not pass.
#[derive(Debug)]
pub(crate) enum Rejected {
    /// The rules refuse the command.
    Refused(Refusal),
    /// The bytes are damaged, forged or do something else; they go to quarantine.
    Quarantine(Refusal, String),
}

/// Takes a command with its changes through the gate. On success `document` and `content` hold the result.
pub(crate) fn pass(
    ctx: &Context,
    command: &Command,
    changes: &[impl AsRef<[u8]>],
    document: &mut Document,
    content: &mut Content,
) -> Result<Applied, Rejected> {
    let mut expected = content.clone();
    let applied = expected.apply(ctx, command).map_err(Rejected::Refused)?;
    if changes.is_empty() {
        // only entries, or nothing the server does not hold already
        if expected.document_json() != content.document_json() {
            return Err(Rejected::Refused(Refusal::Mismatch));
        }
        *content = expected;
        return Ok(applied);
    }
    let before = document.to_json();
    let merged = catch_unwind(AssertUnwindSafe(|| {
        let mut scratch = document.clone();
        scratch.receive(changes)?;
        let after = scratch.to_json();
        Ok::<_, DocumentError>((scratch, after))
    }));
    let (scratch, after) = match merged {
        Ok(Ok(merged)) => merged,
        Ok(Err(DocumentError::MissingParent)) => return Err(Rejected::Refused(Refusal::Superseded)),
        Ok(Err(error)) => return Err(Rejected::Quarantine(Refusal::Quarantined, error.to_string())),
        Err(_) => return Err(Rejected::Quarantine(Refusal::Quarantined, "merging panicked".to_owned())),
    };
    let kind = content.kind();
    let typed_before = if document.is_empty() { Value::Object(Map::new()) } else { content.document_json() };
    let typed_after = expected.document_json();
    if let Err(path) = within(&before, &after, &typed_before, &typed_after, Content::text_keys(kind), "") {
        return Err(Rejected::Quarantine(Refusal::Mismatch, format!("the changes also write {path}")));
    }
    match Content::read(kind, after, &expected.overlay_json()) {
        Ok(merged) => *content = merged,
        Err(error) => return Err(Rejected::Quarantine(Refusal::Quarantined, error.to_string())),
    }
    *document = scratch;
    Ok(applied)
}

/// Saves and loads again; `None` when that fails or panics.
pub(crate) fn prove(document: &Document) -> Option<Vec<u8>> {
    catch_unwind(AssertUnwindSafe(|| document.proven_bytes())).ok()?.ok()
}

/// Whether every difference of `before` → `after` is also one of `old` → `new`, with the same value. Returns
/// the first path that is not.
fn within(before: &Value, after: &Value, old: &Value, new: &Value, text: &[&str], path: &str) -> Result<(), String> {
    let empty = Map::new();
    let object = |v: &'_ Value| v.as_object().cloned().unwrap_or_else(|| empty.clone());
    let (before, after, old, new) = (object(before), object(after), object(old), object(new));
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let (was, is) = (before.get(key), after.get(key));
        if was == is {
            continue;
        }
        let here = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let (expected_was, expected_is) = (old.get(key), new.get(key));
        if expected_was == expected_is {
            return Err(here);
        }
        match (was, is, expected_is) {
            (_, None, None) => {}
            (Some(was @ Value::Object(_)), Some(is @ Value::Object(_)), Some(wanted @ Value::Object(_))) => {
                within(was, is, expected_was.unwrap_or(&Value::Null), wanted, text, &here)?;
            }
            (_, Some(Value::String(_)), Some(Value::String(_))) if text.contains(&key.as_str()) => {}
            (_, Some(is), Some(wanted)) if is == wanted => {}
            _ => return Err(here),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_the_command_writes_may_differ() {
        let before = json!({"title": "a", "attempts": {"x": {"photos": {}}}, "future": 1});
        let old = json!({"title": "a", "attempts": {"x": {"photos": {}}}});
        let new = json!({"title": "a", "attempts": {"x": {"photos": {"p": {"n": 1}}}}});
        for (after, verdict) in [
            (json!({"title": "a", "attempts": {"x": {"photos": {"p": {"n": 1}}}}, "future": 1}), Ok(())),
            (before.clone(), Ok(())),
            (json!({"title": "b", "attempts": {"x": {"photos": {}}}, "future": 1}), Err("title")),
            (
                json!({"title": "a", "attempts": {"x": {"photos": {"p": {"n": 2}}}}, "future": 1}),
                Err("attempts.x.photos.p"),
            ),
            (json!({"title": "a", "attempts": {"x": {"photos": {}}}, "future": 2}), Err("future")),
            (json!({"title": "a", "attempts": {}, "future": 1}), Err("attempts.x")),
            (json!({"title": "a", "attempts": {"x": {"photos": {}}, "y": {}}, "future": 1}), Err("attempts.y")),
        ] {
            let result = within(&before, &after, &old, &new, &[], "");
            assert_eq!(result, verdict.map_err(str::to_owned), "{after}");
        }
    }
}
