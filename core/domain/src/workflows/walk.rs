//! Where a ticket goes when it is submitted at a node.

use super::{Link, Node, NodeKind, Workflow};
use crate::filter::Filter;

/// Why a ticket stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stuck {
    /// Its node is not in this workflow.
    NotHere,
    /// It has ended.
    Ended,
    /// No way on is open.
    NoWay,
}

impl Workflow {
    /// The node a ticket goes to from `from`, passing through branches: always a task or an end. `holds` says whether a condition
    /// holds for the ticket.
    ///
    /// # Errors
    /// [`Stuck`]; a verified workflow gives it only at its ends.
    pub fn next(&self, from: &str, holds: &dyn Fn(&Filter) -> bool) -> Result<&Node, Stuck> {
        let mut node = self.node(from).ok_or(Stuck::NotHere)?;
        if matches!(node.kind, NodeKind::End | NodeKind::Unknown) {
            return Err(Stuck::Ended);
        }
        // a circle of branches ends when every node was passed
        for _ in 0..=self.nodes.len() {
            let link = self.way(node, holds).ok_or(Stuck::NoWay)?;
            node = self.node(&link.to).ok_or(Stuck::NoWay)?;
            match node.kind {
                NodeKind::Task { .. } | NodeKind::End => return Ok(node),
                NodeKind::Branch { .. } | NodeKind::Start | NodeKind::Unknown => {}
            }
        }
        Err(Stuck::NoWay)
    }

    /// The link that is taken from a node.
    fn way<'a>(&'a self, node: &'a Node, holds: &dyn Fn(&Filter) -> bool) -> Option<&'a Link> {
        let NodeKind::Branch { none, all } = &node.kind else {
            return self.leaving(&node.key).find(|link| holds(&link.when));
        };
        let named = |key: &str| self.leaving(&node.key).find(|link| link.key == *key);
        // defaults have no say of their own
        let asked: Vec<&Link> = self.leaving(&node.key).filter(|link| link.key != *none && link.key != *all).collect();
        let open: Vec<&Link> = asked.iter().copied().filter(|link| holds(&link.when)).collect();
        if open.len() > 1 && open.len() == asked.len() && !all.is_empty() {
            return named(all);
        }
        open.first().copied().or_else(|| named(none))
    }

    /// The tasks a ticket can be returned to from `from`: those it was at before, each once, the latest first.
    #[must_use]
    pub fn returns<'a>(&'a self, from: &str, been: &[String]) -> Vec<&'a Node> {
        let mut nodes: Vec<&Node> = Vec::new();
        for key in been.iter().rev().filter(|key| *key != from) {
            let task = self.node(key).filter(|node| matches!(node.kind, NodeKind::Task { .. }));
            nodes.extend(task.filter(|node| !nodes.iter().any(|n| n.key == node.key)));
        }
        nodes
    }
}
