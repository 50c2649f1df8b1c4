//! What can be asked about tickets: columns of their rows, who reads along, own fields (`fields.<key>`).

use super::{Priority, Ticket, TicketOverlay, TicketRow};
use crate::customers::type_of;
use crate::fields::{FieldKind, FieldSet, FieldValue, Projected, project};
use crate::filter::{At, LinedRecord, Schema, Subject, Type};
use crate::{Row, TicketId};

/// A ticket in memory, to be asked as the database is.
pub type TicketRecord = LinedRecord<TicketRow>;

/// What can be asked that is text in a column, with the column.
const TEXTS: [(&str, &str); 24] = [
    ("number", "number"),
    ("title", "title"),
    ("description", "description"),
    ("type", "type_word"),
    ("status", "status"),
    ("source", "source"),
    ("template", "template"),
    ("company", "company_id"),
    ("company_name", "company_name"),
    ("contact", "contact_id"),
    ("contact_name", "contact_name"),
    ("phone", "phone"),
    ("asset", "asset_id"),
    ("asset_name", "asset_name"),
    ("assignee", "assignee"),
    ("group", "group_id"),
    ("parent", "parent_id"),
    ("merged_into", "merged_into"),
    ("node", "node"),
    // as the columns were called before there were keys
    ("type_word", "type_word"),
    ("company_id", "company_id"),
    ("contact_id", "contact_id"),
    ("asset_id", "asset_id"),
    ("group_id", "group_id"),
];
/// What can be asked that is a moment in a column.
const MOMENTS: [&str; 5] = ["created_at", "updated_at", "resolved_at", "closed_at", "node_since"];
/// Words of priorities, most urgent first, as their ranks count.
const PRIORITIES: [&str; 4] =
    [Priority::ALL[0].word(), Priority::ALL[1].word(), Priority::ALL[2].word(), Priority::ALL[3].word()];
/// Who reads along.
const CC: &str = "cc";
/// What stands before the key of an own field.
const OWN: &str = "fields.";

/// What can be asked about tickets.
#[derive(Clone, Copy, Debug)]
pub struct TicketSchema<'a> {
    /// Their fields.
    pub set: &'a FieldSet,
}

impl TicketSchema<'_> {
    /// The kind of a subject's values, for screens.
    #[must_use]
    pub fn kind_of(&self, name: &str) -> Option<&FieldKind> {
        self.set.kind(name.strip_prefix(OWN).unwrap_or(name))
    }
}

impl Schema for TicketSchema<'_> {
    fn table(&self) -> &'static str {
        TicketRow::TABLE
    }
    fn kind(&self) -> &'static str {
        crate::Kind::Ticket.word()
    }
    fn subject(&self, name: &str) -> Option<Subject> {
        if let Some(key) = name.strip_prefix(OWN) {
            let field = self.set.field(key).filter(|field| !field.system)?;
            return Some(Subject { of: type_of(&field.kind), at: At::Values(key.to_owned()) });
        }
        if let Some((_, column)) = TEXTS.iter().find(|(key, _)| *key == name) {
            return Some(Subject { of: Type::Text, at: At::Column(column) });
        }
        if let Some(column) = MOMENTS.iter().find(|key| **key == name) {
            return Some(Subject { of: Type::Moment, at: At::Column(column) });
        }
        match name {
            "created_by" => Some(Subject { of: Type::Text, at: At::Column("created_by") }),
            "priority" => Some(Subject { of: Type::Ranked(&PRIORITIES), at: At::Column("priority") }),
            CC => Some(Subject { of: Type::Many, at: At::Values(CC.to_owned()) }),
            _ => None,
        }
    }
}

impl Ticket {
    /// The lines of its values that are no columns, by key.
    #[must_use]
    pub fn lines(&self, set: &FieldSet) -> Vec<(String, Vec<Projected>)> {
        let mut all = Vec::new();
        let readers = FieldValue::list(self.cc.iter().filter(|(_, on)| **on).map(|(agent, _)| agent.to_string()));
        if let Some(readers) = readers {
            all.push((CC.to_owned(), project(&FieldKind::Agents, &readers)));
        }
        for (key, value) in &self.fields {
            // an answer under a key that is no field is a text
            let kind = set.kind(key).unwrap_or(&FieldKind::Text);
            all.push((key.clone(), project(kind, value)));
        }
        all
    }

    /// The ticket to be asked in memory.
    #[must_use]
    pub fn record(&self, id: TicketId, overlay: &TicketOverlay, set: &FieldSet) -> TicketRecord {
        TicketRecord::new(self.project(id, overlay), self.lines(set))
    }
}
