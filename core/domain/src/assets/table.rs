//! Asset tables: what an organisation keeps lists of, and the fields of their rows (CUS-28).
//!
//! A table is one definition, [`AssetTable::KIND`] with its key as the id. The built-in table of machines is there without
//! one. A table that is archived takes no new rows; those it has stay, and so do their values.

use serde::Serialize;

use crate::Timestamp;
use crate::decode::Deserialize;
use crate::fields::{Field, FieldKind, FieldProblems, FieldSet, Label, Noun, is_key};
use crate::tickets::RowForm;

/// System fields that a table may do without.
const SPARE: [&str; 6] = ["model", "serial_number", "province", "city", "district", "street"];

/// A table of assets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct AssetTable {
    /// Stable key, unique in the organisation.
    pub key: String,
    /// What people read; empty for the built-in table, which has its name in the message files.
    pub title: Label,
    /// Key of the field by whose value a row is told from all others of the table; empty where none does.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unique: String,
    /// The fields of its rows.
    pub set: FieldSet,
    /// When it was taken away; its rows stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Timestamp>,
}

/// The key of a table as people and addresses name it.
pub(super) fn key(stored: &str) -> &str {
    if stored.is_empty() { AssetTable::BUILT_IN } else { stored }
}

/// The key as documents hold it: that of the built-in table is left out, as documents of before it had none.
pub(super) fn stored_key(key: &str) -> &str {
    if key == AssetTable::BUILT_IN { "" } else { key }
}

/// Whether a row has something else by this name.
fn is_reserved(key: &str) -> bool {
    key == "place" || super::OWNERS.contains(&key)
}

impl AssetTable {
    /// The kind of the definition.
    pub const KIND: &'static str = "asset_table";
    /// The key of the table of machines.
    pub const BUILT_IN: &'static str = "assets";
    /// Most tables of an organisation, archived ones among them.
    pub const MOST: usize = 50;

    /// The table of machines as a new organisation has it.
    #[must_use]
    pub fn built_in() -> Self {
        Self { key: Self::BUILT_IN.to_owned(), set: FieldSet::standard(Noun::Asset), ..Self::default() }
    }

    /// A new table: its rows have a name and a remark, all else can be brought in.
    #[must_use]
    pub fn fresh(key: &str, title: Label) -> Self {
        let mut set = FieldSet::standard(Noun::Asset);
        set.fields.iter_mut().filter(|field| SPARE.contains(&field.key.as_str())).for_each(|field| field.hidden = true);
        Self { key: key.to_owned(), title, set, ..Self::default() }
    }

    /// A new table for what a form of rows lists (TKT-08): with its columns as fields, besides those that tables cannot hold, as
    /// computed ones.
    #[must_use]
    pub fn of_form(key: &str, title: Label, form: &RowForm) -> Self {
        let mut table = Self::fresh(key, title);
        for column in form.fields.iter().filter(|column| column.archived_at.is_none()) {
            if let Some(own) = table.set.fields.iter_mut().find(|field| field.key == column.key) {
                own.hidden = false;
            } else if column.kind.is_for_own() && !column.kind.is_for_tickets() && !is_reserved(&column.key) {
                table.set.fields.push(column.clone());
            }
        }
        table
    }

    /// Whether it is the table of machines.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.key == Self::BUILT_IN
    }

    /// The table with every system field in it.
    #[must_use]
    pub fn complete(mut self) -> Self {
        self.set = self.set.complete(Noun::Asset);
        self
    }

    /// Whether rows can be told apart by a field: one line of text or a number, of the table's own or name, model or serial
    /// number.
    #[must_use]
    pub fn can_be_unique(field: &Field) -> bool {
        let one_line = matches!(
            field.kind,
            FieldKind::Text | FieldKind::Pattern { .. } | FieldKind::Phone | FieldKind::Email | FieldKind::Whole
        );
        one_line
            && field.archived_at.is_none()
            && (!field.system || matches!(field.key.as_str(), "name" | "model" | "serial_number"))
    }

    /// This table as the successor of `former` (none for a new one): checked, with the fields that left archived at `at`.
    ///
    /// # Errors
    /// All problems at once, as keys of the message files by member.
    pub fn replacing(self, former: Option<&AssetTable>, at: Timestamp) -> Result<Self, FieldProblems> {
        let none = FieldSet::default();
        let mut problems = FieldProblems::new();
        let before = former.map_or(&none, |former| &former.set);
        if !is_key(&self.key) {
            problems.insert("key".to_owned(), "not_a_key");
        }
        let nameless = self.is_built_in() && self.title == Label::default();
        if let Some(problem) = self.title.problem().filter(|_| !nameless) {
            problems.insert("title".to_owned(), problem);
        }
        if self.is_built_in() && self.archived_at.is_some() {
            problems.insert("archived_at".to_owned(), "system");
        }
        let set = match self.set.clone().replacing(before, Noun::Asset, at) {
            Ok(set) => set,
            Err(fields) => {
                problems.extend(fields);
                FieldSet::default()
            }
        };
        for (index, field) in self.set.fields.iter().enumerate() {
            if !field.system && is_reserved(&field.key) {
                problems.insert(format!("fields.{index}.key"), "reserved");
            }
        }
        if !self.unique.is_empty() && !self.set.field(&self.unique).is_some_and(Self::can_be_unique) {
            problems.insert("unique".to_owned(), "not_a_choice");
        }
        if problems.is_empty() { Ok(Self { set, ..self }) } else { Err(problems) }
    }
}
