//! Fields that an organisation names for itself: what they are called, what may stand in them, in which order.
//!
//! One system for every noun. A noun has a [`FieldSet`]: its system fields (they may be renamed, moved and hidden, never
//! removed) and the organisation's own. The set is one definition, [`FieldSet::KIND`] with the [`Noun`]'s word as its id, and
//! travels to devices. A field that is taken away is *archived*: it is asked of nobody and its values stay.
//!
//! - [`FieldKind`] says what a value may be; [`FieldKind::normalise`] checks a value and gives it its stored form.
//! - [`FieldValue`] is what stands in documents and commands.
//! - [`settle`] checks the values of a command by the set that holds; device and server do it before a command is
//!   carried out, and doing it twice is doing it once.
//!
//! Forms and visit rules keep their own words on the wire ([`crate::forms::Input`]); their answers are checked here too.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::decode::Deserialize;

mod kind;
mod project;
mod set;
mod settle;
mod standard;
#[cfg(test)]
mod tests;
mod value;
pub mod verified;

pub(crate) use kind::choices_problems;
pub use kind::{Branch, FieldKind, MAX_DEPTH, branches_of_lines};
pub(crate) use project::{INDEXED, beginning};
pub use project::{Projected, project, restore};
pub use set::{FieldProblems, FieldSet};
pub use settle::settle;
pub use standard::{is_always_required, is_given};
pub(crate) use value::days_of;
pub use value::{FieldValue, MAX_FILES, MAX_LIST, MAX_LONG, MAX_WHOLE};

use crate::Timestamp;

/// Longest key, characters.
pub(crate) const MAX_KEY: usize = 40;
/// Longest label, characters.
pub(crate) const MAX_LABEL: usize = 100;

/// The nouns that have field sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the nouns themselves")]
pub enum Noun {
    Company,
    Contact,
    /// Rows of asset tables; each table has a set of its own.
    Asset,
    Ticket,
}

impl Noun {
    /// All of them.
    pub const ALL: [Noun; 4] = [Noun::Company, Noun::Contact, Noun::Asset, Noun::Ticket];
    /// Those that are brought in from files.
    pub const IMPORTED: [Noun; 4] = [Noun::Company, Noun::Contact, Noun::Asset, Noun::Ticket];
    /// Those whose set is one definition of its own.
    pub const WITH_ONE_SET: [Noun; 3] = [Noun::Company, Noun::Contact, Noun::Ticket];
    /// Those that are customers.
    pub const CUSTOMERS: [Noun; 2] = [Noun::Company, Noun::Contact];
    /// The word in addresses and as the definition's id.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Noun::Company => "company",
            Noun::Contact => "contact",
            Noun::Asset => "asset",
            Noun::Ticket => "ticket",
        }
    }
    /// The kind of its documents.
    #[must_use]
    pub fn kind(self) -> crate::Kind {
        match self {
            Noun::Company => crate::Kind::Company,
            Noun::Contact => crate::Kind::Contact,
            Noun::Asset => crate::Kind::Asset,
            Noun::Ticket => crate::Kind::Ticket,
        }
    }
    /// The noun named by `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|n| n.word() == word)
    }
    /// What there is of each kind of customers; nothing of what is none.
    #[must_use]
    pub fn customer<T>(self, company: T, contact: T) -> Option<T> {
        match self {
            Noun::Company => Some(company),
            Noun::Contact => Some(contact),
            Noun::Asset | Noun::Ticket => None,
        }
    }
    /// The noun of a kind of documents, if it has one set of fields.
    #[must_use]
    pub fn of(kind: crate::Kind) -> Option<Self> {
        match kind {
            crate::Kind::Company => Some(Noun::Company),
            crate::Kind::Contact => Some(Noun::Contact),
            crate::Kind::Ticket => Some(Noun::Ticket),
            crate::Kind::Visit | crate::Kind::Asset => None,
        }
    }
    /// The customer noun of a kind of documents.
    #[must_use]
    pub fn of_customer(kind: crate::Kind) -> Option<Self> {
        Self::of(kind).filter(|noun| Self::CUSTOMERS.contains(noun))
    }
}

/// A name in the languages of the product; one of them is enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Label {
    /// English.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub en: String,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN", skip_serializing_if = "String::is_empty")]
    pub zh_cn: String,
}

impl Label {
    /// A label in both languages.
    #[must_use]
    pub fn new(en: &str, zh_cn: &str) -> Self {
        Self { en: en.to_owned(), zh_cn: zh_cn.to_owned() }
    }
    /// The name for a reader of the language with this tag (`en`, `zh-CN`), else the other one.
    #[must_use]
    pub fn text(&self, tag: &str) -> &str {
        let (own, other) = if tag.starts_with("zh") { (&self.zh_cn, &self.en) } else { (&self.en, &self.zh_cn) };
        if own.is_empty() { other } else { own }
    }
    /// What is wrong with it, as a key of the message files.
    #[must_use]
    pub fn problem(&self) -> Option<&'static str> {
        if self.en.trim().is_empty() && self.zh_cn.trim().is_empty() {
            return Some("required");
        }
        [&self.en, &self.zh_cn].into_iter().filter(|t| !t.is_empty()).find_map(|text| label_problem(text))
    }
}

/// One field of a noun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Stable key.
    pub key: String,
    /// What people read; empty for a system field that has its own name in the message files.
    #[serde(default)]
    pub label: Label,
    /// What may stand in it.
    #[serde(flatten)]
    pub kind: FieldKind,
    /// Unit behind a number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Whether people must fill it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Whether screens leave it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// When it was taken away; its values stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Timestamp>,
    /// Whether the program itself has it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub system: bool,
}

impl Field {
    /// A field with a key and a kind and nothing else said.
    #[must_use]
    pub fn new(key: &str, label: Label, kind: FieldKind) -> Self {
        Self {
            key: key.to_owned(),
            label,
            kind,
            unit: String::new(),
            required: false,
            hidden: false,
            archived_at: None,
            system: false,
        }
    }
    /// Whether screens show it and ask for it.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        !self.hidden && self.archived_at.is_none()
    }
}

/// Values of own fields, by key, as documents hold them.
pub type Values = BTreeMap<String, FieldValue>;
/// Values of own fields in an edit: what is `None` is emptied.
pub type ValueEdits = BTreeMap<String, Option<FieldValue>>;

/// What happened to one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Key of the field.
    pub field: String,
    /// What stood there.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub from: Option<FieldValue>,
    /// What stands there now.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub to: Option<FieldValue>,
}

impl FieldChange {
    /// Whether people read it. What a log notes beside, so that a record can be made as it was, has a `:` in its key, which no
    /// field has.
    #[must_use]
    pub fn is_told(&self) -> bool {
        !self.field.contains(':')
    }
}

/// Small letters, digits and `_`, a letter first.
#[must_use]
pub fn is_key(key: &str) -> bool {
    key.len() <= MAX_KEY
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// What is wrong with a name that people read, as a key of the message files.
#[must_use]
pub fn label_problem(label: &str) -> Option<&'static str> {
    if label.trim().is_empty() {
        Some("required")
    } else if label.chars().count() > MAX_LABEL {
        Some("too_long")
    } else if label.chars().any(char::is_control) {
        Some("one_line")
    } else {
        None
    }
}
