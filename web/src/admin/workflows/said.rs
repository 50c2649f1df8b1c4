//! How nodes, links and faults of a workflow read, for the eye and for a screen reader.

use truckroll_domain::workflows::{Fault, Link, Node, NodeKind, Participant, Task, Workflow};
use truckroll_ui::prelude::*;

use super::asked::said;
use super::plan::word;
use crate::admin::said::list;
use crate::desk::conditions::Ask;

/// Minutes of an hour and of a working day.
pub const HOUR: u32 = 60;
/// A working day is eight open hours.
pub const DAY: u32 = 8 * HOUR;

/// What people read of a kind of node.
#[must_use]
pub fn kind(kind: &NodeKind) -> String {
    tr(&format!("flow-kind-{}", word(kind)))
}

/// A node's title, or its kind while it has none.
#[must_use]
pub fn title(node: &Node) -> String {
    if node.title.trim().is_empty() { kind(&node.kind) } else { node.title.clone() }
}

/// The title of the node with a key.
#[must_use]
pub fn title_of(workflow: &Workflow, key: &str) -> String {
    workflow.node(key).map_or_else(|| tr("flow-nothing"), title)
}

/// The words along a link: its title, else when it is taken.
#[must_use]
pub fn link(link: &Link, workflow: &Workflow, subjects: &[Ask]) -> String {
    if !link.title.trim().is_empty() {
        return link.title.clone();
    }
    if let Some(NodeKind::Branch { none, all }) = workflow.node(&link.from).map(|node| &node.kind) {
        if *none == link.key {
            return tr("flow-otherwise");
        }
        if *all == link.key {
            return tr("flow-all-hold");
        }
    }
    when(link, subjects).unwrap_or_default()
}

/// When a link is taken, in short; nothing where it always is.
#[must_use]
pub fn when(link: &Link, subjects: &[Ask]) -> Option<String> {
    let mut all = link.when.all.iter().chain(&link.when.any);
    let first = said(all.next()?, subjects);
    let more = all.count();
    Some(if more == 0 { first } else { tr!("flow-and-more", first = first, count = more) })
}

/// An amount of open time.
#[must_use]
pub fn limit(minutes: u32) -> String {
    let (count, unit) = amount(minutes);
    tr!(&format!("flow-limit-{unit}"), count = count)
}

/// An amount of open time in the largest unit that it is a whole number of.
#[must_use]
pub fn amount(minutes: u32) -> (u32, &'static str) {
    match minutes {
        m if m > 0 && m % DAY == 0 => (m / DAY, "days"),
        m if m > 0 && m % HOUR == 0 => (m / HOUR, "hours"),
        m => (m, "minutes"),
    }
}

/// A participant; `named` gives the names of people, groups and roles by id.
#[must_use]
pub fn participant(one: &Participant, named: &dyn Fn(&str) -> Option<String>) -> String {
    let known = |key: &str, id: &str| tr!(key, name = named(id).unwrap_or_else(|| tr("flow-somebody")));
    match one {
        Participant::Agent { id } => known("flow-who-agent", &id.to_string()),
        Participant::Group { id } => known("flow-who-group", &id.to_string()),
        Participant::Role { key } => known("flow-who-role", key),
        Participant::Creator => tr("flow-who-creator"),
        Participant::Owner => tr("flow-who-owner"),
        Participant::Previous => tr("flow-who-previous"),
        Participant::Unknown => tr("flow-somebody"),
    }
}

/// The small line under a node's title: how many work there, and how long.
#[must_use]
pub fn below(node: &Node) -> String {
    let NodeKind::Task { task } = &node.kind else { return String::new() };
    let Task { participants, limit_min, .. } = task.as_ref();
    let mut parts = Vec::new();
    if !participants.is_empty() {
        parts.push(match participants.as_slice() {
            [one @ (Participant::Creator | Participant::Owner | Participant::Previous)] => participant(one, &|_| None),
            all => tr!("flow-participants-count", count = all.len()),
        });
    }
    parts.extend(limit_min.map(limit));
    parts.join(" · ")
}

/// What a screen reader says of a node: title, kind, where it leads, and whether something is wrong.
#[must_use]
pub fn node(node: &Node, workflow: &Workflow, faults: &[Fault]) -> String {
    let to = list(workflow.leaving(&node.key).map(|link| title_of(workflow, &link.to)));
    // what is seen is part of the name
    let seen = [title(node), below(node)].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ");
    let mut said = tr!("flow-node-said", title = seen, kind = kind(&node.kind));
    if !to.is_empty() {
        said.push_str(&tr!("flow-node-leads", to = to));
    }
    let wrong = faults.iter().filter(|fault| fault.on == node.key).count();
    if wrong > 0 {
        said.push_str(&tr!("flow-node-wrong", count = wrong));
    }
    said
}

/// A fault: what it is about, and what is wrong.
#[must_use]
pub fn fault(fault: &Fault, workflow: &Workflow) -> (String, String) {
    let about = if let Some(node) = workflow.node(&fault.on) {
        title(node)
    } else if let Some(link) = workflow.links.iter().find(|link| link.key == fault.on) {
        tr!("flow-from-to", from = title_of(workflow, &link.from), to = title_of(workflow, &link.to))
    } else {
        workflow
            .lanes
            .iter()
            .find(|lane| lane.key == fault.on)
            .map_or_else(|| tr("flow-whole"), |lane| lane.title.clone())
    };
    (about, tr(&format!("flow-fault-{}", fault.problem.word().replace('_', "-"))))
}
