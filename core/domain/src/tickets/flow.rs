//! A ticket on its way through a workflow (TKT-09, TKT-13, TKT-15): where it began is the server's to say, where it went are facts
//! of its document, like its statuses.
//!
//! The node a ticket goes to comes with the command, so that a device can send it on without network; whether the workflow says so
//! too is asked by the server, of the version the ticket holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Priority, Ticket, TicketEdit, TicketOverlay};
use crate::command::check_required;
use crate::fields::{FieldValue, Values};
use crate::{AgentId, Context, GroupId, LineId, Refusal, Timestamp, WorkflowId};

/// Most steps of one ticket.
const MAX_STEPS: usize = 1_000;
/// Members that are remembered when a ticket leaves a node.
const MEMBERS: [&str; 4] = ["title", "description", "type", "priority"];
/// What stands before the key of an own field.
const OWN: &str = "fields.";
/// Longest title of a node, characters.
const MAX_TITLE: usize = 100;

/// A moment at which the ticket came to a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeFact {
    /// Key of the node.
    pub node: String,
    /// Its title then.
    #[serde(default)]
    pub title: String,
    /// When, by the clock where it was done.
    pub at: Timestamp,
    /// By whom.
    #[serde(default)]
    pub by: String,
    /// Whether it was sent back here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
}

/// What stood when a ticket left a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Left {
    /// Responsible agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<AgentId>,
    /// His name.
    pub assignee_name: String,
    /// Responsible group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// What people had filled in: members by their keys, own fields as `fields.<key>`.
    #[serde(deserialize_with = "crate::tolerant::map")]
    pub values: Values,
}

/// The workflow a ticket goes by, at the version it began with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// The workflow.
    pub workflow: WorkflowId,
    /// Its version.
    pub version: u32,
    /// Key of the node the ticket began at.
    pub node: String,
    /// Its title.
    pub title: String,
    /// When it began.
    pub at: Timestamp,
    /// What stood when it left a node, the latest time, by key of the node.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "crate::tolerant::map")]
    pub left: BTreeMap<String, Left>,
}

impl Ticket {
    /// The latest step: by time, then by id, so that all replicas agree.
    #[must_use]
    pub fn step(&self) -> Option<&NodeFact> {
        self.nodes.iter().max_by_key(|(id, fact)| (fact.at, **id)).map(|(_, fact)| fact)
    }

    /// The node it is at: key, title, since when. Nothing while it goes by no workflow.
    #[must_use]
    pub fn node<'a>(&'a self, overlay: &'a TicketOverlay) -> Option<(&'a str, &'a str, Timestamp)> {
        let flow = overlay.flow.as_ref()?;
        Some(match self.step() {
            Some(fact) => (&fact.node, &fact.title, fact.at),
            None => (&flow.node, &flow.title, flow.at),
        })
    }

    /// What people filled in, as it is remembered.
    #[must_use]
    pub fn filled(&self) -> Values {
        let members = MEMBERS.iter().filter_map(|key| Some(((*key).to_owned(), self.value(key)?)));
        let own = self.fields.iter().map(|(key, value)| (format!("{OWN}{key}"), value.clone()));
        crate::gather::map(members.chain(own))
    }

    /// The edit that makes it as it was then; own fields that were empty then are emptied.
    #[must_use]
    pub fn restored(&self, then: &Values) -> TicketEdit {
        let text = |key: &str| match then.get(key) {
            Some(FieldValue::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let word = text("priority");
        let own = then.iter().filter_map(|(key, value)| Some((key.strip_prefix(OWN)?.to_owned(), Some(value.clone()))));
        let gone = self.fields.keys().map(|key| (key.clone(), None));
        TicketEdit {
            title: Some(text("title")).filter(|title| !title.is_empty()),
            description: Some(text("description")),
            kind: Some(text("type")),
            priority: Priority::ALL.into_iter().find(|priority| priority.word() == word),
            customer: None,
            address: None,
            fields: crate::gather::map(gone.chain(own)),
        }
    }
}

/// Writes a step from the node the sender saw to another one.
pub(super) fn step(
    ctx: &Context,
    ticket: &mut Ticket,
    overlay: &TicketOverlay,
    fact: LineId,
    from: &str,
    to: NodeFact,
) -> Result<(), Refusal> {
    let Some((node, title, since)) = ticket.node(overlay) else { return Err(Refusal::invalid("node", "no_flow")) };
    if node != from {
        return Err(Refusal::ChangedMeanwhile { current: title.to_owned() });
    }
    check_required("node", &to.node, MAX_TITLE)?;
    check_required("title", &to.title, MAX_TITLE)?;
    if ticket.nodes.len() >= MAX_STEPS {
        return Err(Refusal::TooMany { field: "nodes".into(), limit: 1_000 });
    }
    // a step follows the one it was taken from, also by a clock that is slow
    let at = ctx.at.max(since.plus_ms(1));
    ticket.nodes.insert(fact, NodeFact { at, by: ctx.actor.name().to_owned(), ..to });
    Ok(())
}
