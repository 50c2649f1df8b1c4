//! Values of a ticket by the keys of its fields, and what differs between two states of it.

use super::{Ticket, TicketOverlay};
use crate::Timestamp;
use crate::fields::{FieldChange, FieldValue};

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
        crate::customers::edited(MEMBERS.into_iter().chain(keys), |key| (before.value(key), self.value(key)))
    }
}
