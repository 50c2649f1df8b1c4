//! The automerge document behind every entity, seen as plain JSON.
//!
//! Domain code works on ordinary structs. This module turns a struct's JSON into the smallest automerge
//! edit ([`Document::edit`]), reads a document back as JSON, and takes in changes of others behind a gate
//! ([`Document::receive`]): checksums verified, nothing left waiting for missing parents, and the merged
//! document saved and loaded again before anybody may store it.
//!
//! Two rules keep merges whole. Maps are keyed by line ids and are created, empty, together with their
//! parent: two replicas never create the same map. Free texts that several people edit are automerge
//! `Text`; all other values are last-writer registers in automerge's own order.
//!
//! Automerge can panic on forged changes, so whoever takes in changes from a peer calls `receive` on a
//! scratch copy inside `catch_unwind`.

use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, Change, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value as AmValue};
use serde_json::{Map, Number, Value};

/// Largest change that is taken in, bytes.
pub const MAX_CHANGE_BYTES: usize = 256 * 1024;
/// Largest document that is stored, bytes (saved form).
pub const MAX_DOCUMENT_BYTES: usize = 2 * 1024 * 1024;
/// Most changes of one document in one delivery.
pub const MAX_CHANGES: usize = 1_000;
/// Deepest nesting of maps.
const MAX_DEPTH: usize = 12;

/// Why bytes of a peer were not taken in.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DocumentError {
    /// Larger than allowed.
    #[error("change of {bytes} bytes is over the limit")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Not a change or document, or its checksum is wrong.
    #[error("bytes are not a valid change: {0}")]
    Malformed(String),
    /// A change builds on one that is not here.
    #[error("a change depends on one that is missing")]
    MissingParent,
    /// After merging, the document does not survive saving and loading.
    #[error("merged document cannot be loaded again")]
    Unloadable,
    /// The shape inside is not one that this kind of document has.
    #[error("document has an unexpected shape: {0}")]
    Shape(String),
}

/// A value that more than one person set at the same time.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Where, as dotted keys.
    pub path: String,
    /// All values that stand, the shown one last.
    pub values: Vec<Value>,
}

/// One automerge document.
#[derive(Clone, Debug)]
pub struct Document {
    am: Automerge,
}

/// A change with the parts that the outside asks about.
#[derive(Clone, Debug)]
pub struct ChangeInfo {
    /// The actor that made it.
    pub actor: Vec<u8>,
    /// Its number among the actor's changes in this document.
    pub seq: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

/// Reads actor, number and hash of a change without applying it.
///
/// # Errors
/// [`DocumentError::TooLarge`] or [`DocumentError::Malformed`].
pub fn inspect(bytes: &[u8]) -> Result<ChangeInfo, DocumentError> {
    if bytes.len() > MAX_CHANGE_BYTES {
        return Err(DocumentError::TooLarge { bytes: bytes.len() });
    }
    let change = Change::from_bytes(bytes.to_vec()).map_err(|e| DocumentError::Malformed(e.to_string()))?;
    Ok(ChangeInfo { actor: change.actor_id().to_bytes().to_vec(), seq: change.seq(), hash: change.hash().0 })
}

/// What begins a change or a document.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// The words in changes that stand one behind the other, one value a line, whatever else they are: also in changes that nobody
/// could take in.
#[must_use]
pub fn words(bytes: &[u8]) -> String {
    let starts: Vec<usize> =
        bytes.windows(MAGIC.len()).enumerate().filter(|(_, four)| *four == MAGIC).map(|(at, _)| at).collect();
    let mut said = String::new();
    let mut at = 0;
    for next in starts.into_iter().chain([bytes.len()]) {
        let piece = bytes.get(at..next).unwrap_or_default();
        if !piece.is_empty() {
            said.push_str(&words_of(piece).unwrap_or_else(|| String::from_utf8_lossy(piece).into_owned()));
            said.push('\n');
        }
        at = next;
    }
    said
}

/// The words of one change; characters of a text stand together.
fn words_of(bytes: &[u8]) -> Option<String> {
    let change = Change::from_bytes(bytes.to_vec()).ok()?;
    // what was forged can be more than its reader expects
    let expanded = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| change.decode())).ok()?;
    let mut said = String::new();
    for op in &expanded.operations {
        if let Some(ScalarValue::Str(text)) = op.primitive_value() {
            if !op.insert {
                said.push('\n');
            }
            said.push_str(&text);
        }
    }
    Some(said)
}

impl Default for Document {
    fn default() -> Self {
        Self::new()
    }
}

impl Document {
    /// An empty document.
    #[must_use]
    pub fn new() -> Self {
        Self { am: Automerge::new() }
    }

    /// Loads a saved document.
    ///
    /// # Errors
    /// [`DocumentError::TooLarge`] or [`DocumentError::Malformed`].
    pub fn load(bytes: &[u8]) -> Result<Self, DocumentError> {
        if bytes.len() > MAX_DOCUMENT_BYTES {
            return Err(DocumentError::TooLarge { bytes: bytes.len() });
        }
        let am = Automerge::load(bytes).map_err(|e| DocumentError::Malformed(e.to_string()))?;
        Ok(Self { am })
    }

    /// Saves without automerge's own compression: batches of documents compress better together.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        self.am.save_nocompress()
    }

    /// The heads as concatenated sorted hashes; equal heads mean equal documents.
    #[must_use]
    pub fn heads(&self) -> Vec<u8> {
        let mut heads: Vec<[u8; 32]> = self.am.get_heads().iter().map(|h| h.0).collect();
        heads.sort_unstable();
        heads.concat()
    }

    /// Whether nothing was ever written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.am.get_heads().is_empty()
    }

    /// The whole document as a JSON object.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.read_map(&ROOT, 0)
    }

    /// Writes the difference of `before` and `after` (JSON objects) as one change by `actor`.
    /// Keys in `text` are automerge texts. Returns the change, or `None` where nothing differs.
    pub fn edit(&mut self, actor: &[u8], before: &Value, after: &Value, text: &[&str]) -> Option<Vec<u8>> {
        let empty = Map::new();
        let before = before.as_object().unwrap_or(&empty);
        let after = after.as_object().unwrap_or(&empty);
        if before == after {
            return None;
        }
        self.am.set_actor(ActorId::from(actor));
        let mut tx = self.am.transaction();
        let written = write_map(&mut tx, &ROOT, before, after, text);
        if written.is_err() {
            tx.rollback();
            return None;
        }
        tx.commit();
        self.am.get_last_local_change().map(|c| c.raw_bytes().to_vec())
    }

    /// Takes in changes of others. On any error the document must be thrown away (see the module's page).
    ///
    /// # Errors
    /// Every [`DocumentError`]; see there.
    pub fn receive(&mut self, changes: &[impl AsRef<[u8]>]) -> Result<(), DocumentError> {
        if changes.len() > MAX_CHANGES {
            return Err(DocumentError::TooLarge { bytes: changes.iter().map(|c| c.as_ref().len()).sum() });
        }
        let mut all = Vec::new();
        let mut hashes = Vec::with_capacity(changes.len());
        for change in changes {
            hashes.push(inspect(change.as_ref())?.hash);
            all.extend_from_slice(change.as_ref());
        }
        self.am.load_incremental(&all).map_err(|e| DocumentError::Malformed(e.to_string()))?;
        let wanted: Vec<automerge::ChangeHash> = hashes.into_iter().map(automerge::ChangeHash).collect();
        if !self.am.get_missing_deps(&wanted).is_empty() {
            return Err(DocumentError::MissingParent);
        }
        Ok(())
    }

    /// Saves, loads again and compares heads: what passes can be stored.
    ///
    /// # Errors
    /// [`DocumentError::Unloadable`] or [`DocumentError::TooLarge`].
    pub fn proven_bytes(&self) -> Result<Vec<u8>, DocumentError> {
        let bytes = self.save();
        let again = Self::load(&bytes).map_err(|e| match e {
            DocumentError::TooLarge { bytes } => DocumentError::TooLarge { bytes },
            _ => DocumentError::Unloadable,
        })?;
        if again.heads() == self.heads() { Ok(bytes) } else { Err(DocumentError::Unloadable) }
    }

    /// All changes that the document with `heads` lacks, oldest first.
    #[must_use]
    pub fn changes_since(&self, heads: &[u8]) -> Vec<Vec<u8>> {
        let have: Vec<automerge::ChangeHash> =
            heads.chunks_exact(32).filter_map(|h| <[u8; 32]>::try_from(h).ok()).map(automerge::ChangeHash).collect();
        self.am.get_changes(&have).iter().map(|c| c.raw_bytes().to_vec()).collect()
    }

    /// Values set by several people at the same time, outermost first.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Conflict> {
        let mut found = Vec::new();
        self.find_conflicts(&ROOT, "", 0, &mut found);
        found
    }

    fn find_conflicts(&self, map: &ObjId, path: &str, depth: usize, found: &mut Vec<Conflict>) {
        if depth > MAX_DEPTH {
            return;
        }
        for item in self.am.map_range(map, ..) {
            let key = item.key.to_string();
            let here = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            if item.conflict
                && let Ok(all) = self.am.get_all(map, key.as_str())
            {
                let mut values: Vec<Value> = Vec::new();
                for (value, id) in &all {
                    let value = self.read_value(value, id, depth + 1);
                    values.retain(|v| *v != value);
                    values.push(value);
                }
                if values.len() > 1 {
                    found.push(Conflict { path: here.clone(), values });
                }
            }
            if let Ok(Some((AmValue::Object(ObjType::Map), id))) = self.am.get(map, key.as_str()) {
                self.find_conflicts(&id, &here, depth + 1, found);
            }
        }
    }

    fn read_map(&self, map: &ObjId, depth: usize) -> Value {
        let mut out = Map::new();
        if depth > MAX_DEPTH {
            return Value::Object(out);
        }
        for item in self.am.map_range(map, ..) {
            let key = item.key.to_string();
            let id = item.id();
            let value: AmValue<'_> = item.value.clone().into();
            out.insert(key, self.read_value(&value, &id, depth + 1));
        }
        Value::Object(out)
    }

    fn read_value(&self, value: &AmValue<'_>, id: &ObjId, depth: usize) -> Value {
        match value {
            AmValue::Object(ObjType::Map | ObjType::Table) => self.read_map(id, depth),
            AmValue::Object(ObjType::Text) => Value::String(self.am.text(id).unwrap_or_default()),
            AmValue::Object(ObjType::List) => {
                if depth > MAX_DEPTH {
                    return Value::Array(Vec::new());
                }
                Value::Array(self.am.values(id).map(|(value, id)| self.read_value(&value, &id, depth + 1)).collect())
            }
            AmValue::Scalar(scalar) => read_scalar(scalar),
        }
    }
}

fn read_scalar(scalar: &ScalarValue) -> Value {
    match scalar {
        ScalarValue::Str(s) => Value::String(s.to_string()),
        ScalarValue::Int(n) | ScalarValue::Timestamp(n) => Value::Number((*n).into()),
        ScalarValue::Uint(n) => Value::Number((*n).into()),
        ScalarValue::F64(n) => Number::from_f64(*n).map_or(Value::Null, Value::Number),
        ScalarValue::Boolean(b) => Value::Bool(*b),
        ScalarValue::Counter(c) => Value::Number(i64::from(c).into()),
        ScalarValue::Bytes(_) | ScalarValue::Unknown { .. } | ScalarValue::Null => Value::Null,
    }
}

fn scalar_of(value: &Value) -> ScalarValue {
    match value {
        Value::String(s) => ScalarValue::Str(s.as_str().into()),
        Value::Bool(b) => ScalarValue::Boolean(*b),
        Value::Number(n) => n.as_i64().map_or_else(|| ScalarValue::F64(n.as_f64().unwrap_or(0.0)), ScalarValue::Int),
        _ => ScalarValue::Null,
    }
}

type Written = Result<(), automerge::AutomergeError>;

fn write_map<T: Transactable>(
    tx: &mut T,
    map: &ObjId,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    text: &[&str],
) -> Written {
    for key in before.keys().filter(|k| !after.contains_key(*k)) {
        tx.delete(map, key.as_str())?;
    }
    for (key, value) in after {
        let old = before.get(key);
        if old == Some(value) {
            continue;
        }
        match (value, old) {
            (Value::Object(new), Some(Value::Object(old))) => match tx.get(map, key.as_str())? {
                Some((AmValue::Object(ObjType::Map), id)) => write_map(tx, &id, old, new, text)?,
                _ => put_new(tx, map, key, value, text)?,
            },
            (Value::String(new), Some(Value::String(_))) if text.contains(&key.as_str()) => {
                match tx.get(map, key.as_str())? {
                    Some((AmValue::Object(ObjType::Text), id)) => tx.update_text(&id, new)?,
                    _ => put_new(tx, map, key, value, text)?,
                }
            }
            _ => put_new(tx, map, key, value, text)?,
        }
    }
    Ok(())
}

fn put_new<T: Transactable>(tx: &mut T, map: &ObjId, key: &str, value: &Value, text: &[&str]) -> Written {
    match value {
        Value::Object(new) => {
            let id = tx.put_object(map, key, ObjType::Map)?;
            write_map(tx, &id, &Map::new(), new, text)
        }
        Value::Array(items) => {
            let id = tx.put_object(map, key, ObjType::List)?;
            for (index, item) in items.iter().enumerate() {
                tx.insert(&id, index, scalar_of(item))?;
            }
            Ok(())
        }
        Value::String(s) if text.contains(&key) => {
            let id = tx.put_object(map, key, ObjType::Text)?;
            tx.splice_text(&id, 0, 0, s)
        }
        other => tx.put(map, key, scalar_of(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn made(actor: u8, value: &Value) -> (Document, Vec<u8>) {
        let mut doc = Document::new();
        let change = doc.edit(&[actor; 16], &json!({}), value, &["body"]).expect("something was written");
        (doc, change)
    }

    #[test]
    fn json_survives_the_way_through_a_document() {
        let value = json!({"title": "Lift 3", "n": 3, "x": 1.5, "ok": true, "body": "some text",
            "tags": ["a", "b"], "lines": {"l1": {"qty": 2}}, "empty": {}});
        let (doc, _) = made(1, &value);
        assert_eq!(doc.to_json(), value);
        assert_eq!(Document::load(&doc.proven_bytes().expect("loads")).expect("loads").to_json(), value);
    }

    #[test]
    fn edits_of_different_keys_both_stand_after_a_merge() {
        let start = json!({"from": 1, "to": 2, "lines": {}});
        let (mut a, _) = made(1, &start);
        let mut b = Document::load(&a.save()).expect("loads");
        let ca = a.edit(&[2; 16], &start, &json!({"from": 9, "to": 2, "lines": {"x": {"n": 1}}}), &[]).expect("edit");
        let cb = b.edit(&[3; 16], &start, &json!({"from": 1, "to": 8, "lines": {"y": {"n": 2}}}), &[]).expect("edit");
        a.receive(&[cb]).expect("merges");
        b.receive(&[ca]).expect("merges");
        assert_eq!(a.to_json(), json!({"from": 9, "to": 8, "lines": {"x": {"n": 1}, "y": {"n": 2}}}));
        assert_eq!(a.to_json(), b.to_json());
        assert_eq!(a.heads(), b.heads());
        assert!(a.conflicts().is_empty());
    }

    #[test]
    fn a_value_set_by_two_is_reported_with_both_values() {
        let start = json!({"title": "a"});
        let (mut a, _) = made(1, &start);
        let mut b = Document::load(&a.save()).expect("loads");
        a.edit(&[2; 16], &start, &json!({"title": "b"}), &[]).expect("edit");
        let cb = b.edit(&[3; 16], &start, &json!({"title": "c"}), &[]).expect("edit");
        a.receive(&[cb]).expect("merges");
        let conflicts = a.conflicts();
        assert_eq!(conflicts.len(), 1);
        assert_eq!(conflicts[0].path, "title");
        assert_eq!(conflicts[0].values.len(), 2);
    }

    /// Why maps are made together with their parent, and what a map that is new to old documents has to beware of.
    #[test]
    fn of_a_map_that_two_make_at_once_one_side_is_shown_and_the_other_is_a_conflict() {
        let start = json!({"title": "a"});
        let with = |line: &str| json!({"title": "a", "lines": {line: {"n": 1}}});
        let typed = json!({"title": "a", "lines": {}});
        let (mut a, _) = made(1, &start);
        let mut b = Document::load(&a.save()).expect("loads");
        a.edit(&[2; 16], &typed, &with("x"), &[]).expect("edit");
        let cb = b.edit(&[3; 16], &typed, &with("y"), &[]).expect("edit");
        a.receive(&[cb]).expect("merges");
        let lines = a.to_json()["lines"].clone();
        assert!(lines == json!({"x": {"n": 1}}) || lines == json!({"y": {"n": 1}}), "{lines}");
        assert_eq!(a.conflicts().first().map(|c| (c.path.as_str(), c.values.len())), Some(("lines", 2)));
    }

    #[test]
    fn a_change_whose_parent_is_missing_is_refused() {
        let start = json!({"a": 1});
        let (mut doc, _) = made(1, &start);
        let second = doc.edit(&[1; 16], &start, &json!({"a": 2}), &[]).expect("edit");
        assert_eq!(Document::new().receive(&[second]), Err(DocumentError::MissingParent));
    }

    #[test]
    fn words_of_changes_are_read_whatever_became_of_the_changes() {
        let value = json!({"name": "Zora", "body": "smells of rubber ".repeat(40), "list": ["a", "b"]});
        let (_, first) = made(1, &value);
        let (_, second) = made(2, &json!({"phone": "138"}));
        let said = words(&[first.as_slice(), second.as_slice(), b"\x85\x6f\x4a\x83 torn Quill"].concat());
        for word in ["\nZora", &"smells of rubber ".repeat(40), "\n138\n", "torn Quill"] {
            assert!(said.contains(word), "{word}: {said}");
        }
    }

    #[test]
    fn an_edit_that_changes_nothing_makes_no_change() {
        let start = json!({"a": 1});
        let (mut doc, _) = made(1, &start);
        assert_eq!(doc.edit(&[1; 16], &start, &start, &[]), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_edit_sequence_reads_back_as_its_last_value(values in proptest::collection::vec(
            proptest::collection::btree_map("[a-d]", 0i64..4, 0..4), 1..8)) {
            let mut doc = Document::new();
            let mut now = json!({});
            for value in values {
                let next = json!({"lines": value, "body": value.len().to_string()});
                doc.edit(&[7; 16], &now, &next, &["body"]);
                now = next;
            }
            prop_assert_eq!(doc.to_json(), now);
        }
    }
}
