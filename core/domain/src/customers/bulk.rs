//! One change for many customers (CUS-16) or rows of an asset table (CUS-28): only what is ticked is written.

use serde::Serialize;

use super::value_of;
use crate::Content;
use crate::decode::Deserialize;
use crate::fields::{FieldValue, ValueEdits};

/// How tags change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum TagHow {
    /// They are given.
    #[default]
    Add,
    /// They are taken.
    Remove,
    /// Exactly these are left.
    Replace,
}

impl TagHow {
    /// All of them.
    pub const ALL: [TagHow; 3] = [TagHow::Add, TagHow::Remove, TagHow::Replace];
    /// The word in JSON and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            TagHow::Add => "add",
            TagHow::Remove => "remove",
            TagHow::Replace => "replace",
        }
    }
}

/// Tags that change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct TagChange {
    /// How.
    pub how: TagHow,
    /// Keys of tags.
    pub keys: Vec<String>,
}

/// One change for many customers or rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct BulkChange {
    /// What is written, by key of the field; `null` empties one. Files are added to those that are there.
    #[serde(skip_serializing_if = "ValueEdits::is_empty")]
    pub set: ValueEdits,
    /// Tags that change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<TagChange>,
}

impl BulkChange {
    /// Whether nothing is ticked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.tags.is_none()
    }

    /// What changes in one of them: nothing where everything stands there already.
    #[must_use]
    pub fn of(&self, content: &Content) -> ValueEdits {
        let mut changed = ValueEdits::new();
        for (key, value) in &self.set {
            let now = value_of(content, key);
            let wanted = match (value, &now) {
                (Some(FieldValue::Files(new)), Some(FieldValue::Files(there))) => {
                    let all = there.iter().chain(new).map(|(hash, name)| (hash.clone(), name.clone()));
                    Some(FieldValue::Files(all.collect()))
                }
                (value, _) => value.clone(),
            };
            if wanted != now {
                changed.insert(key.clone(), wanted);
            }
        }
        if let Some(TagChange { how, keys }) = &self.tags {
            let now = match value_of(content, "tags") {
                Some(FieldValue::List(keys)) => keys,
                _ => Vec::new(),
            };
            let mut wanted: Vec<String> = match how {
                TagHow::Add => now.iter().chain(keys).cloned().collect(),
                TagHow::Remove => now.iter().filter(|key| !keys.contains(key)).cloned().collect(),
                TagHow::Replace => keys.clone(),
            };
            wanted.sort_unstable();
            wanted.dedup();
            if wanted != now {
                changed.insert("tags".to_owned(), FieldValue::list(wanted));
            }
        }
        changed
    }
}
