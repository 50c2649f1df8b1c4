//! Workflows as administrators draw and publish them.

use serde::{Deserialize, Serialize};
use truckroll_domain::workflows::{Design, Workflow};
use truckroll_domain::{TemplateId, Timestamp, WorkflowId};

/// A workflow in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowLine {
    /// Id.
    pub id: WorkflowId,
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// The template whose tickets go this way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateId>,
    /// How many task nodes are drawn.
    pub tasks: usize,
    /// The latest version; 0 while nothing is published.
    pub version: u32,
    /// Whether the draft differs from it.
    pub changed: bool,
}

/// A workflow, with the number it was written at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowNow {
    /// Sequence number of the transaction that wrote it.
    pub seq: i64,
    /// Draft and versions.
    pub design: Design,
}

/// A draft in the place of the one that was read at `seq`; 0 for a new workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewWorkflow {
    /// The number of the workflow that was read.
    pub seq: i64,
    /// Id, made by whoever makes the workflow.
    pub id: WorkflowId,
    /// The template whose tickets go this way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateId>,
    /// All of the draft.
    pub workflow: Workflow,
}

/// A ticket's way through its workflow, or through the values of its template's node field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowNow {
    /// The workflow's name; of a node field the name that the organisation gave it.
    pub name: String,
    /// The version the ticket goes by.
    pub version: u32,
    /// Key of the field whose values are the nodes; empty where a workflow is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// Key of the node it is at.
    pub node: String,
    /// What it went through, where it is, and where it goes if nothing changes.
    pub steps: Vec<FlowStep>,
    /// Where it goes from here; nothing at an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<FlowPlace>,
    /// Fields that must be filled before.
    #[serde(default)]
    pub missing: Vec<String>,
    /// Whether the reader takes part at this node.
    pub mine: bool,
    /// Nodes it can be sent back to, the latest first.
    #[serde(default)]
    pub returns: Vec<FlowPlace>,
}

/// A node of a workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowPlace {
    /// Its key.
    pub node: String,
    /// Its title.
    pub title: String,
}

/// A step of a ticket's way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowStep {
    /// The node.
    pub place: FlowPlace,
    /// When the ticket came here; nothing while it has not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// By whom.
    #[serde(default)]
    pub by: String,
    /// Whether it was sent back here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
    /// Whether it is here now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub here: bool,
    /// Open time it has used here, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_ms: Option<i64>,
    /// Open time it may use here, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_ms: Option<i64>,
    /// Whether it used more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overdue: bool,
}
