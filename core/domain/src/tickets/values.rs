//! Values of a ticket by the keys of its fields, and what differs between two states of it.

use super::{Ticket, TicketOverlay, history};
use crate::fields::{FieldChange, FieldValue};
use crate::{LineId, Timestamp};

/// Members that people fill in, by the keys of their fields.
const MEMBERS: [&str; 9] =
    ["title", "description", "type", "priority", "company_name", "contact_name", "phone", "address", "asset_name"];

impl Ticket {
    /// What stands in a field that people fill in: a member by its key, else an own field.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<FieldValue> {
        match key {
            "title" => FieldValue::text(&self.title),
            "description" => FieldValue::text(&self.description),
            "type" => FieldValue::text(&self.kind),
            "priority" => FieldValue::text(self.priority.word()),
            "company_name" => FieldValue::text(&self.customer.company_name),
            "contact_name" => FieldValue::text(&self.customer.contact_name),
            "phone" => FieldValue::text(&self.customer.phone),
            "address" => FieldValue::text(&self.address.line()),
            "asset_name" => FieldValue::text(&self.asset_name),
            own => self.fields.get(own).cloned(),
        }
    }

    /// The same of every field, those that the server fills among them.
    #[must_use]
    pub fn value_with(&self, overlay: &TicketOverlay, key: &str) -> Option<FieldValue> {
        let moment = |at: Option<Timestamp>| at.map(|at| FieldValue::Int(at.ms()));
        match key {
            "status" => FieldValue::text(self.status().word()),
            "source" => FieldValue::text(self.source.word()),
            "number" => overlay.number.as_deref().and_then(FieldValue::text),
            "assignee" => overlay.assignee.map(|agent| FieldValue::Text(agent.to_string())),
            "group" => overlay.group.map(|group| FieldValue::Text(group.to_string())),
            "cc" => FieldValue::list(self.cc.iter().filter(|(_, on)| **on).map(|(agent, _)| agent.to_string())),
            "created_at" => moment(Some(self.created_at)),
            "updated_at" => moment(overlay.updated_at),
            "resolved_at" => moment(self.entered_at(super::Status::Resolved)),
            "closed_at" => moment(self.entered_at(super::Status::Closed)),
            other => self.value(other),
        }
    }

    /// What differs from `before` in the fields that people fill in.
    #[must_use]
    pub fn changes_since(&self, before: &Ticket) -> Vec<FieldChange> {
        let keys = before.fields.keys().chain(self.fields.keys()).map(String::as_str);
        let mut seen = std::collections::BTreeSet::new();
        let mut changes = Vec::new();
        // whole, however long: a ticket can be made as it was
        for key in MEMBERS.into_iter().chain(keys).filter(|key| seen.insert((*key).to_owned())) {
            let (from, to) = (before.value(key), self.value(key));
            if from != to {
                changes.push(FieldChange { field: key.to_owned(), from, to });
            }
        }
        changes
    }

    /// The same with what is noted beside: who the customer is and where it is, as no field says it.
    pub(super) fn noted_since(&self, before: &Ticket) -> Vec<FieldChange> {
        let mut changes = self.changes_since(before);
        for (key, of) in history::BESIDE {
            let (from, to) = (of(before), of(self));
            if from != to {
                changes.push(FieldChange { field: key.to_owned(), from: Some(from), to: Some(to) });
            }
        }
        changes
    }

    /// What differs from `before` in the cells of one row, as `field.column`.
    pub(super) fn cells_since(&self, before: &Ticket, field: &str, line: LineId) -> Vec<FieldChange> {
        let cells = |ticket: &Ticket| {
            let row = ticket.rows.get(field).and_then(|rows| rows.0.get(&line));
            row.map(|cells| cells.0.clone()).unwrap_or_default()
        };
        let (was, is) = (cells(before), cells(self));
        let mut changes = Vec::new();
        for key in was.keys().chain(is.keys().filter(|key| !was.contains_key(*key))) {
            let (from, to) = (was.get(key).cloned(), is.get(key).cloned());
            if from != to {
                changes.push(FieldChange { field: format!("{field}.{key}"), from, to });
            }
        }
        changes
    }
}
