//! Workflows as administrators draw and publish them.

use serde::{Deserialize, Serialize};
use truckroll_domain::workflows::{Design, Workflow};
use truckroll_domain::{TemplateId, WorkflowId};

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
