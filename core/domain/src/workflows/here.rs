//! What holds for a ticket at the node it is at: who works there, what must be filled before it goes on. The server decides by
//! it, and a phone without network shows by it what the server will say.

use super::{NodeKind, Participant, Task, Workflow};
use crate::people::Agent;
use crate::tickets::{Flow, Ticket, TicketOverlay};

impl Workflow {
    /// What is done at a node, where it is a task.
    #[must_use]
    pub fn task(&self, node: &str) -> Option<&Task> {
        match &self.node(node)?.kind {
            NodeKind::Task { task } => Some(task),
            _ => None,
        }
    }
}

impl Task {
    /// The fields that must be filled here and are not.
    #[must_use]
    pub fn missing(&self, ticket: &Ticket, overlay: &TicketOverlay) -> Vec<String> {
        let demanded = self.fields.iter().filter(|(_, access)| access.required).map(|(key, _)| key);
        demanded.filter(|key| ticket.value_with(overlay, key).is_none()).cloned().collect()
    }

    /// Whether somebody is among those who are named. Where nobody is, whoever may change the ticket works here.
    #[must_use]
    pub fn takes_part(&self, ticket: &Ticket, overlay: &TicketOverlay, me: &Agent) -> bool {
        let is_me = |one: &Participant| match one {
            Participant::Agent { id } => *id == me.id,
            Participant::Group { id } => me.groups.contains(id),
            Participant::Role { key } => me.role.is_some_and(|role| role.to_string() == *key),
            Participant::Creator => ticket.created_by == Some(me.id),
            Participant::Owner | Participant::Previous => overlay.assignee == Some(me.id),
            Participant::Unknown => false,
        };
        self.participants.is_empty() || self.participants.iter().any(is_me)
    }
}

impl Ticket {
    /// The nodes it was at, in order, the first one included.
    #[must_use]
    pub fn been(&self, flow: &Flow) -> Vec<String> {
        let mut facts: Vec<_> = self.nodes.iter().collect();
        crate::gather::sort_by_key(&mut facts, |(id, fact)| (fact.at, **id));
        let first = std::iter::once(flow.node.clone());
        first.chain(facts.into_iter().map(|(_, fact)| fact.node.clone())).collect()
    }
}
