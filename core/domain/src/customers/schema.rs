//! What can be asked about companies, contacts and rows of asset tables: columns of their rows, lines of the side table, own fields
//! (`fields.<key>`).

use crate::Row;
use crate::assets::{Asset, AssetRow};
use crate::companies::{Company, CompanyRow};
use crate::contacts::{Contact, ContactRow};
use crate::fields::{FieldKind, FieldSet, FieldValue, Noun, Projected, project};
use crate::filter::{At, Schema, Subject, Type};

/// System fields of companies that are columns, with their column.
const COMPANY_COLUMNS: [(&str, &str); 11] = [
    ("name", "name"),
    ("phone", "phone"),
    ("mobile", "mobile"),
    ("email", "email"),
    ("address", "address"),
    ("service_from", "service_from"),
    ("service_to", "service_to"),
    ("created_at", "created_at"),
    ("group", "group_key"),
    ("owner", "owner"),
    ("owner_group", "owner_group"),
];
/// System fields of contacts that are columns, with their column.
const CONTACT_COLUMNS: [(&str, &str); 8] = [
    ("name", "name"),
    ("phone", "phone"),
    ("landline", "landline"),
    ("email", "email"),
    ("position", "position"),
    ("company_name", "company_name"),
    ("owner", "owner"),
    ("created_at", "created_at"),
];
/// System fields of assets that are columns, and whom they belong to, with their column.
const ASSET_COLUMNS: [(&str, &str); 9] = [
    ("name", "name"),
    ("model", "model"),
    ("serial_number", "serial_number"),
    ("address", "address"),
    ("owner_name", "owner_name"),
    ("company_id", "company_id"),
    ("contact_id", "contact_id"),
    ("agent_id", "agent_id"),
    ("created_at", "created_at"),
];
/// What stands before the key of an own field.
const OWN: &str = "fields.";

/// What can be asked about the rows of a noun.
#[derive(Clone, Copy, Debug)]
pub struct CustomerSchema<'a> {
    /// The noun.
    pub noun: Noun,
    /// Its fields.
    pub set: &'a FieldSet,
}

impl CustomerSchema<'_> {
    /// The kind of a subject's values, for screens.
    #[must_use]
    pub fn kind_of(&self, name: &str) -> Option<&FieldKind> {
        let key = name.strip_prefix(OWN).unwrap_or(name);
        self.set.kind(key)
    }

    fn columns(&self) -> &'static [(&'static str, &'static str)] {
        match self.noun {
            Noun::Company => &COMPANY_COLUMNS,
            Noun::Contact => &CONTACT_COLUMNS,
            Noun::Asset => &ASSET_COLUMNS,
            Noun::Ticket => &[],
        }
    }
}

/// How values of a kind compare.
pub(crate) fn type_of(kind: &FieldKind) -> Type {
    match kind {
        FieldKind::Whole | FieldKind::Decimal | FieldKind::Stars => Type::Number,
        FieldKind::DateTime => Type::Moment,
        FieldKind::Date => Type::Day,
        FieldKind::Checkbox => Type::Flag,
        FieldKind::Cascade { .. }
        | FieldKind::Choices { .. }
        | FieldKind::Attachment
        | FieldKind::Texts
        | FieldKind::Agents
        | FieldKind::Signature
        | FieldKind::Rows { .. }
        | FieldKind::AssetRows { .. }
        | FieldKind::Satisfaction { .. }
        | FieldKind::Tags
        | FieldKind::Companies => Type::Many,
        _ => Type::Text,
    }
}

impl Schema for CustomerSchema<'_> {
    fn table(&self) -> &'static str {
        match self.noun {
            Noun::Company => CompanyRow::TABLE,
            Noun::Contact => ContactRow::TABLE,
            Noun::Asset => AssetRow::TABLE,
            Noun::Ticket => crate::tickets::TicketRow::TABLE,
        }
    }
    fn kind(&self) -> &'static str {
        self.noun.word()
    }
    fn subject(&self, name: &str) -> Option<Subject> {
        if let Some(key) = name.strip_prefix(OWN) {
            let field = self.set.field(key).filter(|f| !f.system)?;
            return Some(Subject { of: type_of(&field.kind), at: At::Values(key.to_owned()) });
        }
        if let Some((_, column)) = self.columns().iter().find(|(key, _)| *key == name) {
            let of = if name.starts_with("service_") || name == "created_at" { Type::Moment } else { Type::Text };
            return Some(Subject { of, at: At::Column(column) });
        }
        let field = self.set.field(name).filter(|f| f.system)?;
        Some(Subject { of: type_of(&field.kind), at: At::Values(name.to_owned()) })
    }
}

/// The lines of a customer's values that are no columns, by key.
fn lines_of(
    noun: Noun,
    set: &FieldSet,
    value: impl Fn(&str) -> Option<FieldValue>,
    own: &crate::fields::Values,
) -> Vec<(String, Vec<Projected>)> {
    let schema = CustomerSchema { noun, set };
    let mut all = Vec::new();
    for field in set.fields.iter().filter(|f| f.system) {
        let is_line = schema.subject(&field.key).is_some_and(|s| matches!(s.at, At::Values(_)));
        if let Some(value) = value(&field.key).filter(|_| is_line) {
            all.push((field.key.clone(), project(&field.kind, &value)));
        }
    }
    for (key, value) in own {
        // a value of a field that nobody knows any more is a text
        let kind = set.kind(key).unwrap_or(&FieldKind::Text);
        all.push((key.clone(), project(kind, value)));
    }
    all
}

impl Company {
    /// The lines of its values that are no columns, by key.
    #[must_use]
    pub fn lines(&self, set: &FieldSet) -> Vec<(String, Vec<Projected>)> {
        lines_of(Noun::Company, set, |key| self.value(key), &self.fields)
    }
}

impl Contact {
    /// The lines of its values that are no columns, by key.
    #[must_use]
    pub fn lines(&self, set: &FieldSet) -> Vec<(String, Vec<Projected>)> {
        lines_of(Noun::Contact, set, |key| self.value(key), &self.fields)
    }
}

impl Asset {
    /// The lines of its values that are no columns, by key. `set` is that of its table.
    #[must_use]
    pub fn lines(&self, set: &FieldSet) -> Vec<(String, Vec<Projected>)> {
        lines_of(Noun::Asset, set, |key| self.value(key), &self.fields)
    }
}
