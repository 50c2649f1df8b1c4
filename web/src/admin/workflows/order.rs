//! In which order the nodes are read, and which one lies next to another.

use std::collections::{BTreeSet, VecDeque};

use truckroll_domain::workflows::{Node, NodeKind, Workflow};

use super::plan::size;

/// A direction of the arrow keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
}

impl Way {
    /// The direction of a key's name.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        match key {
            "ArrowLeft" => Some(Way::Left),
            "ArrowRight" => Some(Way::Right),
            "ArrowUp" => Some(Way::Up),
            "ArrowDown" => Some(Way::Down),
            _ => None,
        }
    }

    /// One step that way.
    #[must_use]
    pub fn step(self) -> (i32, i32) {
        match self {
            Way::Left => (-1, 0),
            Way::Right => (1, 0),
            Way::Up => (0, -1),
            Way::Down => (0, 1),
        }
    }
}

/// The nodes as they are read: from the start along the links, then what nothing leads to, from the upper left.
#[must_use]
pub fn reading(workflow: &Workflow) -> Vec<&Node> {
    let mut loose: Vec<&Node> = workflow.nodes.iter().collect();
    loose.sort_by_key(|node| (node.kind != NodeKind::Start, node.spot.y, node.spot.x));
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    for first in loose {
        let mut ahead = VecDeque::from([first]);
        while let Some(node) = ahead.pop_front() {
            if !seen.insert(node.key.as_str()) {
                continue;
            }
            order.push(node);
            let next = workflow.leaving(&node.key).filter_map(|link| workflow.node(&link.to));
            // the end is read last, wherever a way to it is short
            ahead.extend(next.filter(|node| node.kind != NodeKind::End));
        }
    }
    let (ends, mut others): (Vec<&Node>, Vec<&Node>) = order.into_iter().partition(|node| node.kind == NodeKind::End);
    others.extend(ends);
    others
}

/// The nearest node that way: what lies more to the side counts as farther.
#[must_use]
pub fn neighbour<'a>(workflow: &'a Workflow, from: &str, way: Way) -> Option<&'a Node> {
    let middle = |node: &Node| {
        let (width, height) = size(&node.kind);
        (2 * node.spot.x + width, 2 * node.spot.y + height)
    };
    let here = middle(workflow.node(from)?);
    let (step_x, step_y) = way.step();
    let far = |node: &Node| {
        let there = middle(node);
        let (x, y) = (there.0 - here.0, there.1 - here.1);
        let (along, aside) = (x * step_x + y * step_y, (x * step_y + y * step_x).abs());
        (along > 0).then_some(along + 2 * aside)
    };
    let others = workflow.nodes.iter().filter(|node| node.key != from);
    others.filter_map(|node| Some((far(node)?, node))).min_by_key(|(far, _)| *far).map(|(_, node)| node)
}

#[cfg(test)]
mod tests {
    use truckroll_domain::workflows::Spot;

    use super::super::plan::{self, New};
    use super::*;

    fn drawn() -> Workflow {
        let mut workflow = plan::first("Repair", "Start", "End");
        let which = plan::add_after(&mut workflow, "start_1", New::Branch, "Which?");
        plan::connect(&mut workflow, &which, "end_1");
        let repair = plan::add_after(&mut workflow, &which, New::Task, "Repair");
        plan::add_after(&mut workflow, &which, New::Task, "Replace");
        plan::connect(&mut workflow, &repair, "end_1");
        plan::add(&mut workflow, New::Task, "Loose", Spot { x: 0, y: 30 });
        workflow
    }

    #[test]
    fn it_is_read_along_the_links_with_the_end_last() {
        let workflow = drawn();
        let order: Vec<&str> = reading(&workflow).iter().map(|node| node.title.as_str()).collect();
        assert_eq!(order, ["Start", "Which?", "Repair", "Replace", "Loose", "End"]);
    }

    #[test]
    fn arrow_keys_lead_to_what_lies_that_way() {
        let workflow = drawn();
        let next = |from, way| neighbour(&workflow, from, way).map(|node| node.title.as_str());
        assert_eq!(next("start_1", Way::Right), Some("Which?"));
        assert_eq!(next("branch_1", Way::Right), Some("End"));
        assert_eq!(next("end_1", Way::Down), Some("Repair"));
        assert_eq!(next("task_1", Way::Down), Some("Replace"));
        assert_eq!(next("task_2", Way::Up), Some("Repair"));
        assert_eq!(next("start_1", Way::Left), None);
        assert_eq!(next("start_1", Way::Down), Some("Loose"));
        assert_eq!(next("gone", Way::Down), None);
        assert_eq!(Way::of("ArrowUp").map(Way::step), Some((0, -1)));
        assert_eq!(Way::of("x"), None);
    }
}
