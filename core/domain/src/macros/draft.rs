//! A ticket as it would be: fields are set one by one, system fields among them, and come out as commands.

use crate::fields::{FieldKind, FieldValue, ValueEdits};
use crate::tickets::{Priority, Status, StatusFact, Ticket, TicketCommand, TicketEdit, TicketOverlay};
use crate::{AgentId, LineId, Timestamp};

/// A ticket with what is not stored yet.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Draft {
    /// Its document.
    pub ticket: Ticket,
    /// The server's part.
    pub overlay: TicketOverlay,
}

/// System fields that a draft can set.
const SYSTEM: [&str; 6] = ["type", "priority", "status", "assignee", "group", "cc"];

/// Members that people fill in and macros listen to.
const MEMBERS: [&str; 7] = ["title", "description", "company_name", "contact_name", "phone", "address", "asset_name"];

impl Draft {
    /// A ticket as it stands.
    #[must_use]
    pub fn of(ticket: &Ticket, overlay: &TicketOverlay) -> Self {
        Self { ticket: ticket.clone(), overlay: overlay.clone() }
    }

    /// What stands in a field.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<FieldValue> {
        self.ticket.value_with(&self.overlay, key)
    }

    /// Puts a value into a field; nothing empties it. What does not fit a system field leaves it as it is.
    pub fn set(&mut self, key: &str, value: Option<&FieldValue>, now: Timestamp) {
        let text = value.map(FieldValue::typed).unwrap_or_default();
        match key {
            "type" => self.ticket.kind = text,
            "priority" => {
                let named = Priority::ALL.into_iter().find(|one| one.word() == text);
                self.ticket.priority = named.unwrap_or(self.ticket.priority);
            }
            "status" => {
                if let Some(status) = Status::from_word(&text).filter(|status| *status != self.ticket.status()) {
                    let last = self.ticket.statuses.values().map(|fact| fact.at).max();
                    let at = last.map_or(now, |last| now.max(last.plus_ms(1)));
                    let fact = StatusFact { status, at, by: String::new() };
                    self.ticket.statuses.insert(LineId(uuid::Uuid::max()), fact);
                }
            }
            "assignee" => {
                self.overlay.assignee = text.parse().ok();
                self.overlay.assignee_name.clear();
            }
            "group" => self.overlay.group = text.parse().ok(),
            "cc" => {
                let named = agents(value);
                if named.is_empty() {
                    self.ticket.cc.values_mut().for_each(|on| *on = false);
                }
                self.ticket.cc.extend(named.into_iter().map(|agent| (agent, true)));
            }
            own => match value {
                Some(value) => drop(self.ticket.fields.insert(own.to_owned(), value.clone())),
                None => drop(self.ticket.fields.remove(own)),
            },
        }
    }

    /// With these values set.
    #[must_use]
    pub fn with(mut self, edits: &ValueEdits, now: Timestamp) -> Self {
        for (key, value) in edits {
            self.set(key, value.as_ref(), now);
        }
        self
    }

    /// Keys of the fields in which it differs from another state of the ticket.
    #[must_use]
    pub fn differs(&self, from: &Self) -> Vec<String> {
        let own = self.ticket.fields.keys().chain(from.ticket.fields.keys()).map(String::as_str);
        let mut keys: Vec<String> = Vec::new();
        for key in MEMBERS.into_iter().chain(SYSTEM).chain(own) {
            if self.value(key) != from.value(key) && !keys.iter().any(|known| known == key) {
                keys.push(key.to_owned());
            }
        }
        for (key, rows) in &self.ticket.rows {
            if from.ticket.rows.get(key) != Some(rows) {
                keys.push(key.clone());
            }
        }
        keys
    }

    /// The commands that make `self` of the stored ticket: one for values, then the status, who reads along, and who has it.
    /// Rows are written by commands of their own.
    #[must_use]
    pub fn commands(&self, stored: &Self, fresh: &mut dyn FnMut() -> LineId) -> Vec<TicketCommand> {
        let mut all = Vec::new();
        let mut edit = TicketEdit::default();
        for key in self.differs(stored) {
            match key.as_str() {
                "type" => edit.kind = Some(self.ticket.kind.clone()),
                "priority" => edit.priority = Some(self.ticket.priority),
                "title" => edit.title = Some(self.ticket.title.clone()),
                "description" => edit.description = Some(self.ticket.description.clone()),
                "status" | "assignee" | "group" | "cc" | "company_name" | "contact_name" | "phone" | "address"
                | "asset_name" => {}
                own if self.ticket.fields.contains_key(own) || stored.ticket.fields.contains_key(own) => {
                    edit.fields.insert(own.to_owned(), self.ticket.fields.get(own).cloned());
                }
                _ => {}
            }
        }
        if edit != TicketEdit::default() {
            all.push(TicketCommand::Edit { edit: Box::new(edit) });
        }
        if self.ticket.status() != stored.ticket.status() {
            all.push(TicketCommand::SetStatus { fact: fresh(), status: self.ticket.status() });
        }
        for (agent, on) in &self.ticket.cc {
            if stored.ticket.cc.get(agent).copied().unwrap_or(false) != *on {
                all.push(TicketCommand::SetCc { agent: *agent, on: *on });
            }
        }
        let (now, was) = (&self.overlay, &stored.overlay);
        if now.assignee != was.assignee || now.group != was.group {
            all.push(TicketCommand::Assign {
                agent: now.assignee,
                agent_name: now.assignee_name.clone(),
                group: now.group,
                seen: was.assignee,
            });
        }
        all
    }
}

/// Agents that are named by a value.
fn agents(value: Option<&FieldValue>) -> Vec<AgentId> {
    match value {
        Some(FieldValue::List(list)) => list.iter().filter_map(|id| id.parse().ok()).collect(),
        Some(FieldValue::Text(text)) => text.parse().ok().into_iter().collect(),
        _ => Vec::new(),
    }
}

/// A value in the form in which a field of this kind holds it; a system field by its words and ids. `None` where it does not fit.
pub(super) fn fitting(key: &str, kind: &FieldKind, value: &FieldValue) -> Option<Option<FieldValue>> {
    let text = value.typed();
    match key {
        "status" => Status::from_word(&text).map(|_| FieldValue::text(&text)),
        "priority" => Priority::ALL.iter().any(|one| one.word() == text).then(|| FieldValue::text(&text)),
        "assignee" => text.parse::<AgentId>().ok().map(|_| FieldValue::text(&text)),
        "group" => text.parse::<crate::GroupId>().ok().map(|_| FieldValue::text(&text)),
        "cc" => Some(agents(Some(value))).filter(|named| !named.is_empty()).map(|_| Some(value.clone())),
        // numbers, days and so on are also read as a person would type them
        _ => kind.normalise(value).or_else(|_| kind.normalise(&FieldValue::Text(text))).ok(),
    }
}
