//! Everything that would leave a ticket stranded, or a reader of the drawing puzzled.

use std::collections::BTreeSet;

use super::{MAX_LIMIT_MIN, MAX_LINKS, MAX_MARKS, MAX_NAME, MAX_NODES, MAX_TEXT, Node, NodeKind, Workflow};
use crate::fields::is_key;
use crate::filter::Filter;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing is said where something must be, or too much.
    Name,
    /// More than can be drawn.
    TooMany,
    /// No proper key, or one that occurs twice.
    Key,
    /// There is no start.
    NoStart,
    /// There is more than one start.
    SeveralStarts,
    /// There is no end.
    NoEnd,
    /// A link leaves or reaches a node that is not there.
    Loose,
    /// Something leads to the start, or away from an end.
    Direction,
    /// No ticket ever comes here.
    Unreachable,
    /// No way leads from here to an end.
    NoWayOut,
    /// When no condition holds there is no way on.
    NoDefault,
    /// A default names no link of its branch.
    Default,
    /// A link that is always taken stands before others, which are never tried.
    NeverTried,
    /// Branches lead to one another in a circle without a place to stand.
    Circle,
    /// A condition asks for something that is not there, or in a way it cannot be asked.
    Condition,
    /// A time limit of nothing, or of more than a year.
    Limit,
    /// A lane that is not there.
    Lane,
    /// A field that is required and cannot be changed.
    Access,
}

impl Problem {
    /// The word in message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Problem::Name => "name",
            Problem::TooMany => "too_many",
            Problem::Key => "key",
            Problem::NoStart => "no_start",
            Problem::SeveralStarts => "several_starts",
            Problem::NoEnd => "no_end",
            Problem::Loose => "loose",
            Problem::Direction => "direction",
            Problem::Unreachable => "unreachable",
            Problem::NoWayOut => "no_way_out",
            Problem::NoDefault => "no_default",
            Problem::Default => "default",
            Problem::NeverTried => "never_tried",
            Problem::Circle => "circle",
            Problem::Condition => "condition",
            Problem::Limit => "limit",
            Problem::Lane => "lane",
            Problem::Access => "access",
        }
    }
}

/// Something that is wrong with a node, a link, or the whole (an empty key).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The key of the node or link.
    pub on: String,
    /// What is wrong.
    pub problem: Problem,
}

struct Faults(Vec<Fault>);

impl Faults {
    fn check(&mut self, wrong: bool, on: &str, problem: Problem) {
        if wrong {
            self.0.push(Fault { on: on.to_owned(), problem });
        }
    }
}

fn is_named(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control)
}

impl Workflow {
    /// Everything that is wrong; what has no fault can be published. `can_be_asked` says whether a condition fits the fields of
    /// the tickets.
    #[must_use]
    pub fn verify(&self, can_be_asked: &dyn Fn(&Filter) -> bool) -> Vec<Fault> {
        let mut faults = Faults(Vec::new());
        let too_long = |text: &str| text.chars().count() > MAX_TEXT;
        faults.check(!is_named(&self.name) || too_long(&self.description), "", Problem::Name);
        let many = self.nodes.len() > MAX_NODES
            || self.links.len() > MAX_LINKS
            || self.lanes.len() > MAX_MARKS
            || self.notes.len() > MAX_MARKS;
        faults.check(many, "", Problem::TooMany);
        if many {
            return faults.0;
        }
        faults.check(self.notes.iter().any(|note| too_long(&note.text)), "", Problem::Name);
        self.verify_keys(&mut faults);
        self.verify_ends(&mut faults);
        for node in &self.nodes {
            self.verify_node(node, &mut faults);
        }
        for link in &self.links {
            let (from, to) = (self.node(&link.from), self.node(&link.to));
            faults.check(from.is_none() || to.is_none(), &link.key, Problem::Loose);
            let backwards =
                from.is_some_and(|n| n.kind == NodeKind::End) || to.is_some_and(|n| n.kind == NodeKind::Start);
            faults.check(backwards, &link.key, Problem::Direction);
            faults.check(link.title.chars().count() > MAX_NAME, &link.key, Problem::Name);
            faults.check(!can_be_asked(&link.when), &link.key, Problem::Condition);
        }
        self.verify_ways(&mut faults);
        faults.0
    }

    fn verify_keys(&self, faults: &mut Faults) {
        let mut seen = BTreeSet::new();
        let nodes = self.nodes.iter().map(|n| &n.key);
        for key in nodes.chain(self.links.iter().map(|l| &l.key)).chain(self.lanes.iter().map(|l| &l.key)) {
            faults.check(!is_key(key) || !seen.insert(key), key, Problem::Key);
        }
        for lane in &self.lanes {
            faults.check(!is_named(&lane.title), &lane.key, Problem::Name);
        }
    }

    fn verify_ends(&self, faults: &mut Faults) {
        let starts: Vec<&Node> = self.nodes.iter().filter(|n| n.kind == NodeKind::Start).collect();
        faults.check(starts.is_empty(), "", Problem::NoStart);
        for node in starts.iter().skip(1) {
            faults.check(true, &node.key, Problem::SeveralStarts);
        }
        faults.check(!self.nodes.iter().any(|n| n.kind == NodeKind::End), "", Problem::NoEnd);
    }

    fn verify_node(&self, node: &Node, faults: &mut Faults) {
        faults.check(!is_named(&node.title), &node.key, Problem::Name);
        let in_lane = node.lane.is_empty() || self.lanes.iter().any(|lane| lane.key == node.lane);
        faults.check(!in_lane, &node.key, Problem::Lane);
        let leaving: Vec<_> = self.leaving(&node.key).collect();
        let is_always = |filter: &Filter| filter.all.is_empty() && filter.any.is_empty();
        let first_always = leaving.iter().position(|link| is_always(&link.when));
        match &node.kind {
            NodeKind::Branch { none, all } => {
                let leaves = |key: &String| leaving.iter().any(|link| link.key == *key);
                faults.check(none.is_empty(), &node.key, Problem::NoDefault);
                let wrong = [none, all].into_iter().any(|key| !key.is_empty() && !leaves(key));
                faults.check(wrong, &node.key, Problem::Default);
            }
            NodeKind::Start | NodeKind::Task { .. } => {
                // without any way on it is reported as one without a way out
                faults.check(!leaving.is_empty() && first_always.is_none(), &node.key, Problem::NoDefault);
                for link in leaving.iter().skip(first_always.map_or(leaving.len(), |n| n + 1)) {
                    faults.check(true, &link.key, Problem::NeverTried);
                }
            }
            NodeKind::End | NodeKind::Unknown => {}
        }
        if let NodeKind::Task { task } = &node.kind {
            let limit = task.limit_min.is_some_and(|min| min == 0 || min > MAX_LIMIT_MIN);
            faults.check(limit, &node.key, Problem::Limit);
            let stuck = task.fields.values().any(|a| a.required && !(a.visible && a.editable));
            faults.check(stuck, &node.key, Problem::Access);
        }
    }

    fn verify_ways(&self, faults: &mut Faults) {
        let reached = self.start().map(|start| self.reached(&start.key, false)).unwrap_or_default();
        let ends = self.nodes.iter().filter(|n| n.kind == NodeKind::End);
        let leads_out: BTreeSet<&str> = ends.flat_map(|end| self.reached(&end.key, true)).collect();
        for node in &self.nodes {
            let key = node.key.as_str();
            faults.check(self.start().is_some() && !reached.contains(key), key, Problem::Unreachable);
            faults.check(!leads_out.is_empty() && !leads_out.contains(key), key, Problem::NoWayOut);
            if matches!(node.kind, NodeKind::Branch { .. }) {
                faults.check(self.circles(key), key, Problem::Circle);
            }
        }
    }

    /// Whether branches alone lead from a branch back to it.
    fn circles(&self, branch: &str) -> bool {
        let is_branch = |key: &str| self.node(key).is_some_and(|n| matches!(n.kind, NodeKind::Branch { .. }));
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut ahead: Vec<&str> = vec![branch];
        while let Some(key) = ahead.pop() {
            for link in self.leaving(key).filter(|link| is_branch(&link.to)) {
                if link.to == branch {
                    return true;
                }
                if seen.insert(&link.to) {
                    ahead.push(&link.to);
                }
            }
        }
        false
    }
}
