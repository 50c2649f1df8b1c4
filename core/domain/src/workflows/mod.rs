//! Workflows: the way of a ticket from one desk to the next, as an administrator draws it (TKT-09 to TKT-15).
//!
//! A workflow is a picture with a meaning: [`Node`]s joined by [`Link`]s. A ticket stands at one task node; when it is submitted
//! there, [`Workflow::next`] says where it goes. Branches are no places: a ticket passes through them. The picture is drawn as a
//! draft, [`Workflow::verify`] finds everything that would leave a ticket stranded, and only what has no fault is published.
//! A ticket stays on the version it started with.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::decode::Deserialize;
use crate::filter::Filter;
use crate::{AgentId, GroupId};

mod design;
mod here;
#[cfg(test)]
mod tests;
mod verify;
mod walk;

pub use design::{Design, DesignProblems, Published, Version};
pub use verify::{Fault, Problem};
pub use walk::Stuck;

/// Most nodes of a workflow.
pub const MAX_NODES: usize = 100;
/// Most links of a workflow.
pub const MAX_LINKS: usize = 300;
/// Most lanes and most notes.
pub const MAX_MARKS: usize = 50;
/// Longest name or title, characters.
pub const MAX_NAME: usize = 100;
/// Longest description or note, characters.
pub const MAX_TEXT: usize = 2_000;
/// Longest time limit of a node: a year, minutes.
pub const MAX_LIMIT_MIN: u32 = 366 * 24 * 60;

/// Where something is drawn, in units of the grid from the upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Spot {
    /// To the right.
    pub x: i32,
    /// Downwards.
    pub y: i32,
}

/// Who works at a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Participant {
    /// One agent.
    Agent {
        /// He.
        id: AgentId,
    },
    /// Everybody of a group.
    Group {
        /// The group.
        id: GroupId,
    },
    /// Everybody with a role, by its key.
    Role {
        /// Its key.
        key: String,
    },
    /// Whoever made the ticket.
    Creator,
    /// Whoever is responsible for it.
    Owner,
    /// Whoever worked at the node before.
    Previous,
    /// Somebody this version does not know.
    #[serde(other)]
    Unknown,
}

crate::tagged!(Participant, "who");

/// What a node lets people do with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldAccess {
    /// Whether it is shown.
    pub visible: bool,
    /// Whether it can be changed.
    pub editable: bool,
    /// Whether it must be filled before the ticket goes on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

impl Default for FieldAccess {
    fn default() -> Self {
        Self { visible: true, editable: true, required: false }
    }
}

/// What is done at a task node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Task {
    /// Fields that differ from shown and editable, by key.
    pub fields: BTreeMap<String, FieldAccess>,
    /// Who works here; nobody named means whoever has the ticket.
    pub participants: Vec<Participant>,
    /// Open time that may be used here, minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_min: Option<u32>,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum NodeKind {
    /// Where tickets begin; exactly one.
    Start,
    /// Where they end.
    End,
    /// Where somebody works.
    Task {
        /// What is done.
        task: Box<Task>,
    },
    /// Where the way parts. Each default names a link that leaves it.
    Branch {
        /// The way when none of the conditions holds.
        #[serde(default)]
        none: String,
        /// The way when all of several hold; empty takes the first that holds.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        all: String,
    },
    /// Something this version does not know; a ticket waits there.
    #[serde(other)]
    Unknown,
}

crate::tagged!(NodeKind, "is");

/// A node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Key, unique in the workflow.
    pub key: String,
    /// What people read.
    pub title: String,
    /// What it is.
    pub kind: NodeKind,
    /// Where it is drawn.
    #[serde(default)]
    pub spot: Spot,
    /// The lane it lies in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lane: String,
}

/// A way from one node to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Key, unique in the workflow.
    pub key: String,
    /// Key of the node it leaves.
    pub from: String,
    /// Key of the node it leads to.
    pub to: String,
    /// What people read along it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// When it is taken; nothing said is always.
    #[serde(default)]
    pub when: Filter,
}

/// A lane of the drawing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Key, unique in the workflow.
    pub key: String,
    /// What people read.
    pub title: String,
}

/// An explanation in the drawing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it says.
    pub text: String,
    /// Where it is drawn.
    #[serde(default)]
    pub spot: Spot,
}

/// A workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Workflow {
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Nodes.
    pub nodes: Vec<Node>,
    /// Links, those of one node in the order they are tried.
    pub links: Vec<Link>,
    /// Lanes from top to bottom.
    pub lanes: Vec<Lane>,
    /// Notes.
    pub notes: Vec<Note>,
}

impl Workflow {
    /// The node with a key.
    #[must_use]
    pub fn node(&self, key: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.key == key)
    }
    /// The node tickets begin at.
    #[must_use]
    pub fn start(&self) -> Option<&Node> {
        self.nodes.iter().find(|node| node.kind == NodeKind::Start)
    }
    /// The links that leave a node, in the order they are tried.
    pub fn leaving<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Link> + 'a {
        self.links.iter().filter(move |link| link.from == key)
    }
    /// The nodes that can be reached from a node, itself among them.
    fn reached(&self, from: &str, backwards: bool) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut ahead: Vec<&str> = self.node(from).map(|node| node.key.as_str()).into_iter().collect();
        while let Some(key) = ahead.pop() {
            if !reached.insert(key) {
                continue;
            }
            for link in &self.links {
                let (near, far) = if backwards { (&link.to, &link.from) } else { (&link.from, &link.to) };
                if near == key {
                    ahead.push(far);
                }
            }
        }
        reached
    }
}
