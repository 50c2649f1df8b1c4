//! A workflow as administrators work on it: its draft, which may be unfinished, and the versions that were published of it.
//!
//! The draft is one definition ([`Design::KIND`]) that is replaced again and again. Each version is a definition of its own
//! ([`Published::KIND`], `<id>@<number>`) that nobody changes or removes, because tickets finish under the version they began
//! with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{MAX_LINKS, MAX_MARKS, MAX_NODES, MAX_TEXT, Node, NodeKind, Participant, Workflow};
use crate::fields::label_problem;
use crate::{TemplateId, Timestamp, WorkflowId};

/// What is wrong with a draft: problem keys by member.
pub type DesignProblems = BTreeMap<String, &'static str>;

/// Most bytes of a draft as JSON.
const MAX_BYTES: usize = 512 * 1024;

/// A version that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// 1 for the first.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// Name of who did it.
    #[serde(default)]
    pub by: String,
}

/// A workflow under work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Design {
    /// Id.
    pub id: WorkflowId,
    /// The template whose tickets go this way; none governs no ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateId>,
    /// What is drawn, finished or not.
    #[serde(default)]
    pub draft: Workflow,
    /// Whether the draft or the template differ from the latest version.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
    /// What was published, the first version first.
    #[serde(default)]
    pub versions: Vec<Version>,
}

/// A published version. Phones read those that their tickets go by.
#[derive(Clone, Debug, PartialEq, Serialize, crate::decode::Deserialize)]
pub struct Published {
    /// Id of the workflow.
    pub id: WorkflowId,
    /// Its number.
    pub version: u32,
    /// The template whose tickets begin under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateId>,
    /// The workflow as it was then.
    pub workflow: Workflow,
}

impl Published {
    /// The kind of the definition.
    pub const KIND: &'static str = "workflow_version";

    /// The id of the definition: `<id>@<number>`.
    #[must_use]
    pub fn key(id: WorkflowId, version: u32) -> String {
        format!("{id}@{version}")
    }
}

impl Design {
    /// The kind of the definition.
    pub const KIND: &'static str = "workflow";
    /// Most workflows of an organisation.
    pub const MOST: usize = 100;

    /// The number of the latest version; 0 while nothing is published.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.versions.last().map_or(0, |version| version.number)
    }

    /// Checks what even an unfinished draft must have. What is still missing for a ticket is told by [`Workflow::verify`].
    ///
    /// # Errors
    /// All problems at once, as keys of the message files by member.
    pub fn check(&self) -> Result<(), DesignProblems> {
        let draft = &self.draft;
        let mut problems = DesignProblems::new();
        let mut wrong = |is: bool, member: &str, problem| {
            if is {
                problems.insert(member.to_owned(), problem);
            }
        };
        if let Some(problem) = label_problem(&draft.name) {
            wrong(true, "name", problem);
        }
        wrong(draft.description.chars().count() > MAX_TEXT, "description", "too_long");
        wrong(draft.nodes.len() > MAX_NODES, "nodes", "too_many");
        wrong(draft.links.len() > MAX_LINKS, "links", "too_many");
        wrong(draft.lanes.len() > MAX_MARKS, "lanes", "too_many");
        wrong(draft.notes.len() > MAX_MARKS, "notes", "too_many");
        for (index, node) in draft.nodes.iter().enumerate() {
            wrong(is_unknown(node), &format!("nodes.{index}"), "unknown");
        }
        // what one member holds is bounded by the whole
        let bytes = serde_json::to_string(draft).map_or(usize::MAX, |text| text.len());
        wrong(bytes > MAX_BYTES, "nodes", "too_large");
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// Whether a node says something that this version would keep as something else.
fn is_unknown(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Unknown => true,
        NodeKind::Task { task } => task.participants.contains(&Participant::Unknown),
        NodeKind::Start | NodeKind::End | NodeKind::Branch { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Spot;
    use super::*;

    fn design(draft: Workflow) -> Design {
        Design { id: WorkflowId::default(), template: None, draft, changed: true, versions: Vec::new() }
    }

    fn node(kind: NodeKind) -> Node {
        Node { key: "x".into(), title: "x".into(), kind, spot: Spot::default(), lane: String::new() }
    }

    #[test]
    fn a_draft_may_be_unfinished_and_is_refused_by_the_member_that_is_wrong() {
        let named = |nodes| Workflow { name: "Repair".into(), nodes, ..Workflow::default() };
        assert_eq!(design(named(Vec::new())).check(), Ok(()), "nothing is drawn yet");
        let stranger = super::super::Task { participants: vec![Participant::Unknown], ..Default::default() };
        let long = Node { title: "x".repeat(MAX_BYTES), ..node(NodeKind::End) };
        for (draft, member, problem) in [
            (Workflow::default(), "name", "required"),
            (Workflow { description: "x".repeat(MAX_TEXT + 1), ..named(Vec::new()) }, "description", "too_long"),
            (named(vec![node(NodeKind::End); MAX_NODES + 1]), "nodes", "too_many"),
            (named(vec![node(NodeKind::End), node(NodeKind::Unknown)]), "nodes.1", "unknown"),
            (named(vec![node(NodeKind::Task { task: Box::new(stranger) })]), "nodes.0", "unknown"),
            (named(vec![long]), "nodes", "too_large"),
        ] {
            let problems = design(draft).check().unwrap_err();
            assert_eq!(problems, DesignProblems::from([(member.to_owned(), problem)]));
        }
    }

    #[test]
    fn versions_count_from_one() {
        let mut design = design(Workflow::default());
        assert_eq!(design.version(), 0);
        design.versions.push(Version { number: 1, at: Timestamp(5), by: "Sun Li".into() });
        assert_eq!(design.version(), 1);
        assert_eq!(Published::key(design.id, 1), format!("{}@1", design.id));
    }
}
