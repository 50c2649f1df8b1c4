//! The fields of one noun, in order, and how an administrator may change them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Field, FieldKind, Noun, is_key, standard};
use crate::Timestamp;
use crate::decode::Deserialize;

/// Most fields of a noun, archived ones among them.
const MAX_FIELDS: usize = 200;
/// Longest unit, characters.
const MAX_UNIT: usize = 20;

/// What is wrong with a set: problem keys by member (`fields.2.label`).
pub type FieldProblems = BTreeMap<String, &'static str>;

/// The fields of one noun, in the order people see them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct FieldSet {
    /// System fields and own ones.
    #[serde(deserialize_with = "crate::tolerant::list")]
    pub fields: Vec<Field>,
}

impl FieldSet {
    /// The kind of the definition; its id is the noun's word.
    pub const KIND: &'static str = "fields";

    /// What a new organisation has.
    #[must_use]
    pub fn standard(noun: Noun) -> Self {
        Self { fields: standard::fields(noun) }
    }

    /// The set with every system field in it: what an older server wrote lacks those that came later.
    #[must_use]
    pub fn complete(mut self, noun: Noun) -> Self {
        for field in standard::fields(noun) {
            match self.fields.iter_mut().find(|f| f.key == field.key) {
                Some(known) => {
                    known.system = true;
                    known.kind = field.kind;
                }
                None => self.fields.push(field),
            }
        }
        self
    }

    /// The field with this key, archived or not.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.key == key)
    }

    /// The kind of the field with this key.
    #[must_use]
    pub fn kind(&self, key: &str) -> Option<&FieldKind> {
        self.field(key).map(|f| &f.kind)
    }

    /// The organisation's own fields, archived or not.
    pub fn own(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|f| !f.system)
    }

    /// What screens show, in order.
    pub fn shown(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|f| f.is_shown())
    }

    /// Checks the set by itself.
    ///
    /// # Errors
    /// All problems at once, as keys of the message files.
    pub fn check(&self, noun: Noun) -> Result<(), FieldProblems> {
        let system = standard::fields(noun);
        let mut problems = FieldProblems::new();
        if self.fields.len() > MAX_FIELDS {
            problems.insert("fields".into(), "too_many");
        }
        let mut keys = BTreeSet::new();
        for (index, field) in self.fields.iter().enumerate() {
            let mut wrong = |member: &str, problem| {
                problems.insert(format!("fields.{index}.{member}"), problem);
            };
            let named = system.iter().any(|s| s.key == field.key);
            if !is_key(&field.key) {
                wrong("key", "not_a_key");
            } else if !keys.insert(field.key.as_str()) {
                wrong("key", "taken");
            } else if named != field.system {
                wrong("key", if named { "reserved" } else { "not_a_system_field" });
            }
            let nameless = field.system && field.label == super::Label::default();
            if let Some(problem) = field.label.problem().filter(|_| !nameless) {
                wrong("label", problem);
            }
            if field.unit.chars().count() > MAX_UNIT {
                wrong("unit", "too_long");
            }
            if field.system {
                if standard::is_always_required(&field.key) && (field.hidden || !field.required) {
                    wrong("required", "always_required");
                }
                if standard::is_given(noun, &field.key) && field.required {
                    wrong("required", "is_given");
                }
                if field.archived_at.is_some() {
                    wrong("archived_at", "system");
                }
            } else if !field.kind.is_for_own() {
                wrong("kind", "system");
            } else if field.kind.is_for_tickets() && noun != Noun::Ticket {
                wrong("kind", "for_tickets");
            }
            if !field.system {
                for (member, problem) in field.kind.problems() {
                    wrong(&member, problem);
                }
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// This set as the successor of `former`: checked, with every system field in it and every own field of `former` that
    /// is not in it archived at `at`.
    ///
    /// # Errors
    /// All problems at once; a key of `former` may not come back with another kind, and new fields for phone numbers, and
    /// they alone, have keys that begin with [`OWN`](crate::privacy::OWN).
    pub fn replacing(self, former: &FieldSet, noun: Noun, at: Timestamp) -> Result<Self, FieldProblems> {
        let mut problems = self.check(noun).err().unwrap_or_default();
        for (index, field) in self.fields.iter().enumerate() {
            let known = former.kind(&field.key).filter(|_| !field.system);
            if known.is_some_and(|kind| !kind.is_same_kind(&field.kind)) {
                problems.insert(format!("fields.{index}.kind"), "other_kind");
            }
            let named = field.key.starts_with(crate::privacy::OWN);
            if !field.system && known.is_none() && named != field.kind.holds_number() {
                let problem = if named { "for_phones" } else { "not_for_phones" };
                problems.entry(format!("fields.{index}.key")).or_insert(problem);
            }
        }
        let mut set = self.complete(noun);
        let gone: Vec<Field> = former.own().filter(|f| set.field(&f.key).is_none()).cloned().collect();
        set.fields.extend(gone.into_iter().map(|f| Field { archived_at: f.archived_at.or(Some(at)), ..f }));
        if set.fields.len() > MAX_FIELDS {
            problems.insert("fields".into(), "too_many");
        }
        for field in set.fields.iter_mut().filter(|f| f.archived_at.is_some()) {
            field.required = false;
        }
        if problems.is_empty() { Ok(set) } else { Err(problems) }
    }
}
