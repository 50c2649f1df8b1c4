//! Daily use of tickets: split and merged ones, what was changed by whom and where, one ticket for each of many customers, tickets
//! worked through one after the other.

use std::collections::BTreeMap;

use serde::Serialize;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::entry::Entry;
use truckroll_domain::fields::ValueEdits;
use truckroll_domain::tickets::{Allocation, NewPart, Priority};
use truckroll_domain::{AgentId, CommandId, DocumentId, EntryId, GroupId, TemplateId, TicketId, Timestamp};

/// A split. Repeated with the same ids it changes nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSplit {
    /// Names the split.
    pub id: CommandId,
    /// 1 to 15 parts.
    pub parts: Vec<NewPart>,
    /// The ticket is closed only after its parts.
    #[serde(default)]
    pub closes_last: bool,
}

/// A merge of a ticket into another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTicketMerge {
    /// The other one.
    pub into: TicketId,
}

/// Tickets that belong together with a ticket, as far as the reader may know of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketFamily {
    /// The one it was split off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<TicketRelative>,
    /// The ones that were split off it, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<TicketRelative>,
    /// The one it was merged into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<TicketRelative>,
    /// The ones that were merged into it; what was said in them is among its entries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<TicketRelative>,
}

/// A ticket that belongs together with another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketRelative {
    /// Which.
    pub id: TicketId,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// Its status word; empty where the reader may not see the ticket.
    pub status: String,
    /// Who answers for it.
    pub assignee_name: String,
}

/// Everything that was done to a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketHistory {
    /// Lines of its log and replies, newest first.
    pub entries: Vec<Entry>,
    /// On which phone or in which browser an entry was made, where that is known.
    #[serde(deserialize_with = "truckroll_domain::tolerant::keyed")]
    pub devices: BTreeMap<EntryId, String>,
}

/// Which tickets are like one that is being written.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct AlikeTicketQuery {
    /// Its title.
    pub title: String,
    /// Its company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<DocumentId>,
    /// Its contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<DocumentId>,
}

/// One ticket for each of some customers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTicketBatch {
    /// Names the batch: asked for again it is the same one.
    pub id: DocumentId,
    /// 1 to 1,000 companies or contacts.
    pub customers: Vec<DocumentId>,
    /// The template of the tickets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateId>,
    /// Their title.
    pub title: String,
    /// Their description.
    #[serde(default)]
    pub description: String,
    /// Their priority.
    #[serde(default)]
    pub priority: Priority,
    /// Their own fields.
    #[serde(default)]
    pub fields: ValueEdits,
    /// To whom they go.
    #[serde(default)]
    pub to: Allocation,
}

/// An agent who works on tickets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Taker {
    /// Who.
    pub agent: AgentId,
    /// His name.
    pub name: String,
    /// His groups and what they are called.
    #[serde(deserialize_with = "truckroll_domain::tolerant::keyed")]
    pub groups: BTreeMap<GroupId, String>,
    /// He takes new ones now.
    pub accepts: bool,
    /// The word of the state he says he is in.
    pub state: String,
    /// What the organisation calls that state; empty for one that every organisation has.
    pub state_name: String,
}

/// A batch as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketBatchNow {
    /// Its id.
    pub id: DocumentId,
    /// What its tickets are called.
    pub title: String,
    /// How many there will be.
    pub total: i64,
    /// How many were made or refused.
    pub done: i64,
    /// Nothing more is done.
    pub ended: bool,
    /// When it was asked for.
    pub at: Timestamp,
    /// Customers without a ticket: the first ones, with the reason.
    pub refused: Vec<RefusedCustomer>,
}

/// A customer for whom no ticket was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct RefusedCustomer {
    /// Which.
    pub id: DocumentId,
    /// What he is called.
    pub name: String,
    /// Code of the refusal.
    pub why: String,
    /// The member that is wrong, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// Tickets to be worked through.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTicketTask {
    /// Names the task: asked for again it is the same one.
    pub id: DocumentId,
    /// 1 to 500 tickets in their order.
    pub tickets: Vec<TicketId>,
}

/// A step of a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketTaskStep {
    /// The ticket that was worked on.
    pub ticket: TicketId,
    /// It was passed over.
    #[serde(default)]
    pub skipped: bool,
}

/// A task as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketTask {
    /// Its id.
    pub id: DocumentId,
    /// Its tickets in their order.
    pub tickets: Vec<TicketId>,
    /// What was done with them; the others wait.
    #[serde(deserialize_with = "truckroll_domain::tolerant::keyed")]
    pub skipped: BTreeMap<TicketId, bool>,
    /// When it was begun.
    pub at: Timestamp,
    /// When it was last worked on.
    pub seen_at: Timestamp,
}

impl TicketTask {
    /// The first ticket that waits, behind `after` where there is one, else from the beginning.
    #[must_use]
    pub fn next(&self, after: Option<TicketId>) -> Option<TicketId> {
        let from = after.and_then(|after| self.tickets.iter().position(|one| *one == after)).map_or(0, |at| at + 1);
        let (before, behind) = self.tickets.split_at_checked(from).unwrap_or_default();
        behind.iter().chain(before).find(|one| !self.skipped.contains_key(one) && Some(**one) != after).copied()
    }
    /// The place of a ticket in it, from 1.
    #[must_use]
    pub fn place(&self, ticket: TicketId) -> Option<usize> {
        self.tickets.iter().position(|one| *one == ticket).map(|at| at + 1)
    }
    /// Nothing waits any more.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.tickets.iter().all(|one| self.skipped.contains_key(one))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> TicketId {
        TicketId::from_parts(1, [n; 10])
    }

    #[test]
    fn a_task_goes_on_behind_the_last_one_and_comes_back_to_what_was_left() {
        let mut task = TicketTask { tickets: vec![id(1), id(2), id(3)], ..TicketTask::default() };
        assert_eq!((task.next(None), task.next(Some(id(1)))), (Some(id(1)), Some(id(2))));
        task.skipped = BTreeMap::from([(id(2), true), (id(3), false)]);
        assert_eq!(task.next(Some(id(3))), Some(id(1)));
        assert_eq!(task.next(Some(id(1))), None);
        assert_eq!((task.place(id(3)), task.is_done()), (Some(3), false));
        task.skipped.insert(id(1), false);
        assert!(task.is_done() && task.next(None).is_none());
    }
}
