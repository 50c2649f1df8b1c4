//! A ticket on its way through a workflow (TKT-09, TKT-13, TKT-15): where it began is the server's to say, where it went are facts
//! of its document, like its statuses.
//!
//! The node a ticket goes to comes with the command, so that a device can send it on without network; whether the workflow says so
//! too is asked by the server, of the version the ticket holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Priority, Ticket, TicketEdit, TicketOverlay};
use crate::command::check_required;
use crate::fields::FieldValue;
use crate::{AgentId, Context, Entry, EntryBody, GroupId, LineId, Refusal, Timestamp, WorkflowId};

/// Most steps of one ticket.
const MAX_STEPS: usize = 1_000;
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
    /// When it left; what people had filled in then is in its log.
    pub at: Timestamp,
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
    /// The node that `hidden` and `read_only` are about; a ticket that went on without the server has none for its new one yet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub access_at: String,
    /// Keys of the fields that are not shown there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<String>,
    /// Keys of the fields that are only read there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read_only: Vec<String>,
    /// The stay at a node, by its beginning, of which it was noted that its time is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue: Option<Timestamp>,
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

    /// The edit that makes it as it was at a moment, by the changes that its log tells of since then: title, description, type,
    /// priority and own fields. The customer, the place and the machine stay as they are known now.
    #[must_use]
    pub fn restored(&self, at: Timestamp, log: &[Entry]) -> TicketEdit {
        let mut since: Vec<&Entry> = log.iter().filter(|entry| entry.at > at).collect();
        since.sort_by_key(|entry| (entry.at, entry.id));
        let mut edit = TicketEdit::default();
        // the oldest change says what stood there
        for entry in since.into_iter().rev() {
            let EntryBody::Log { changes, .. } = &entry.body else { continue };
            for change in changes {
                // who the customer is stays, and so does what is known by its beginning only
                if super::history::goes_back(&change.field, change.from.as_ref()) {
                    edit.put_back(&change.field, change.from.clone());
                } else {
                    edit.leave(&change.field);
                }
            }
        }
        edit
    }
}

impl TicketEdit {
    /// Has it write a value that stood in a field.
    pub(super) fn put_back(&mut self, field: &str, value: Option<FieldValue>) {
        let text = || value.as_ref().map(FieldValue::typed).unwrap_or_default();
        match field {
            "title" => self.title = Some(text()),
            "description" => self.description = Some(text()),
            "type" => self.kind = Some(text()),
            "priority" => self.priority = Priority::ALL.into_iter().find(|one| one.word() == text()),
            own => {
                self.fields.insert(own.to_owned(), value);
            }
        }
    }
}

impl TicketEdit {
    /// Has it leave a field as it is.
    fn leave(&mut self, field: &str) {
        match field {
            "title" => self.title = None,
            "description" => self.description = None,
            "type" => self.kind = None,
            "priority" => self.priority = None,
            own => {
                self.fields.remove(own);
            }
        }
    }
}

/// Whether a text in a log is only the beginning of what stood there, as logs of older versions hold it.
pub(super) fn is_cut(text: &str) -> bool {
    text.ends_with('…') && text.chars().count() == 201
}

/// Notes that the time at a node is over: once for each stay.
pub(super) fn note_overdue(ticket: &Ticket, overlay: &mut TicketOverlay, since: Timestamp) -> Result<String, Refusal> {
    let no_flow = || Refusal::invalid("node", "no_flow");
    let (_, title, here_since, noted) = ticket.place(overlay).ok_or_else(no_flow)?;
    let title = title.to_owned();
    if here_since != since || noted {
        return Err(Refusal::ChangedMeanwhile { current: title });
    }
    let of_flow = overlay.flow.as_mut().map(|flow| &mut flow.overdue);
    match of_flow.or_else(|| overlay.stays.as_mut().map(|stays| &mut stays.overdue)) {
        Some(overdue) => *overdue = Some(since),
        None => return Err(no_flow()),
    }
    Ok(title)
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
