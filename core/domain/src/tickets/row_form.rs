//! Forms of rows (TKT-08): the columns of a field that has rows, kept by themselves so that several fields share them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::Timestamp;
use crate::decode::Deserialize;
use crate::expression::Expression;
use crate::fields::{Field, FieldKind, Label, is_key};

/// Most columns of one form.
const MAX_COLUMNS: usize = 50;

/// What is wrong with a form: problem keys by member (`fields.2.label`).
pub type RowFormProblems = BTreeMap<String, &'static str>;

/// The columns of a field that has rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct RowForm {
    /// Stable key, by which fields name it.
    pub key: String,
    /// What people read.
    pub name: Label,
    /// Columns in order; a computed one reads the others of its row.
    #[serde(deserialize_with = "crate::tolerant::list")]
    pub fields: Vec<Field>,
    /// Whether customers can be asked to fill it in: for satisfaction forms.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub published: bool,
    /// When it was taken away; rows that are there stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Timestamp>,
}

impl RowForm {
    /// The kind of the definition; its id is the key.
    pub const KIND: &'static str = "row_form";
    /// Most forms of an organisation.
    pub const MOST: usize = 100;

    /// The columns of rows of an asset table: what was taken, and how many.
    #[must_use]
    pub fn of_assets() -> Self {
        let column = |key: &str, en: &str, zh: &str, kind| Field::new(key, Label::new(en, zh), kind);
        let count = Field { required: true, ..column("count", "Count", "数量", FieldKind::Decimal) };
        Self {
            key: "assets".to_owned(),
            name: Label::new("Assets", "资产"),
            fields: vec![
                column("asset", "Id", "编号", FieldKind::Text),
                Field { required: true, ..column("name", "Name", "名称", FieldKind::Text) },
                column("model", "Model", "型号", FieldKind::Text),
                column("serial_number", "Serial number", "序列号", FieldKind::Text),
                count,
            ],
            published: false,
            archived_at: None,
        }
    }

    /// The column with this key.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Whether a column can be of a kind: no rows within rows, nothing that is drawn or verified.
    #[must_use]
    pub fn takes(kind: &FieldKind) -> bool {
        kind.is_for_own() && !kind.has_rows() && !matches!(kind, FieldKind::Signature | FieldKind::VerifiedPhone)
    }

    /// Checks the form by itself.
    ///
    /// # Errors
    /// All problems at once, as keys of the message files.
    pub fn check(&self) -> Result<(), RowFormProblems> {
        let mut problems = RowFormProblems::new();
        if !is_key(&self.key) {
            problems.insert("key".to_owned(), "not_a_key");
        }
        if let Some(problem) = self.name.problem() {
            problems.insert("name".to_owned(), problem);
        }
        if self.fields.is_empty() {
            problems.insert("fields".to_owned(), "required");
        } else if self.fields.len() > MAX_COLUMNS {
            problems.insert("fields".to_owned(), "too_many");
        }
        let mut keys = BTreeSet::new();
        for (index, field) in self.fields.iter().enumerate() {
            let mut wrong = |member: &str, problem| {
                problems.insert(format!("fields.{index}.{member}"), problem);
            };
            if !is_key(&field.key) {
                wrong("key", "not_a_key");
            } else if !keys.insert(field.key.as_str()) {
                wrong("key", "taken");
            }
            // numbers are masked by the keys they stand under
            let named = field.key.starts_with(crate::privacy::OWN);
            if named != field.kind.holds_number() {
                wrong("key", if named { "for_phones" } else { "not_for_phones" });
            }
            if let Some(problem) = field.label.problem() {
                wrong("label", problem);
            }
            if !Self::takes(&field.kind) {
                wrong("kind", "not_in_rows");
            }
            for (member, problem) in field.kind.problems() {
                wrong(&member, problem);
            }
            if let FieldKind::Computed { formula } = &field.kind
                && let Ok(read) = Expression::parse(formula)
                && read.reads().iter().any(|key| self.column(key).is_none_or(|of| of.key == field.key))
            {
                wrong("formula", "unknown_field");
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}
