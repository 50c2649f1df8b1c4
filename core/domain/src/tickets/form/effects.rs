//! What macros and the node of a workflow do to a form: fields that are shown or hidden besides what the template says, and
//! fields that are only read.

use std::collections::BTreeSet;

use crate::tickets::{Ticket, TicketOverlay};

/// What is added to a template's word.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Effects {
    /// Shown, whatever the template says.
    pub shown: BTreeSet<String>,
    /// Hidden, whatever the template says.
    pub hidden: BTreeSet<String>,
    /// Read only.
    pub read_only: BTreeSet<String>,
    /// Everything is read only.
    pub all_read_only: bool,
    /// Fields about which a screen may know more than who judges: they are neither demanded nor refused.
    pub open: BTreeSet<String>,
    /// All fields are like that.
    pub all_open: bool,
}

impl Effects {
    /// What the node does at which a ticket stands.
    #[must_use]
    pub fn of_node(ticket: &Ticket, overlay: &TicketOverlay) -> Self {
        let mut effects = Self::default();
        let Some(flow) = &overlay.flow else { return effects };
        let here = ticket.node(overlay).map(|(node, ..)| node);
        if flow.access_at.is_empty() || here != Some(flow.access_at.as_str()) {
            return effects;
        }
        effects.hidden.extend(flow.hidden.iter().cloned());
        effects.read_only.extend(flow.read_only.iter().cloned());
        effects
    }
    /// Shows a field; the last word counts.
    pub fn show(&mut self, key: &str) {
        self.hidden.remove(key);
        self.shown.insert(key.to_owned());
    }
    /// Hides a field; the last word counts.
    pub fn hide(&mut self, key: &str) {
        self.shown.remove(key);
        self.hidden.insert(key.to_owned());
    }
    /// Whether a field is only read.
    #[must_use]
    pub fn locks(&self, key: &str) -> bool {
        self.all_read_only || self.read_only.contains(key)
    }
    /// Whether nothing is demanded and nothing refused of a field.
    #[must_use]
    pub fn leaves_open(&self, key: &str) -> bool {
        self.all_open || self.open.contains(key)
    }
}
