//! What can be done to a drawing, and nothing of how it looks: nodes and links that come, move and go, lanes, notes.
//!
//! Places are units of the grid. A node lies in the lane that its middle lies in; nobody chooses it.

use truckroll_domain::workflows::{Lane, Link, Node, NodeKind, Note, Spot, Task, Workflow};

/// Height of a lane.
pub const LANE: i32 = 7;
/// Width of a note.
pub const NOTE: i32 = 10;
/// As far to the right or down as anything can lie.
const FAR: i32 = 400;
/// Between a node and the one that is put behind it.
const APART: i32 = 7;

/// Width and height of a node.
#[must_use]
pub fn size(kind: &NodeKind) -> (i32, i32) {
    match kind {
        NodeKind::Start | NodeKind::End => (6, 4),
        NodeKind::Task { .. } | NodeKind::Unknown => (10, 4),
        NodeKind::Branch { .. } => (9, 4),
    }
}

/// A kind of node that can be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum New {
    /// Where somebody works.
    Task,
    /// Where the way parts.
    Branch,
    /// Where tickets end.
    End,
    /// Where they begin.
    Start,
}

impl New {
    /// All of them, in the order of the tools.
    pub const ALL: [New; 4] = [New::Task, New::Branch, New::End, New::Start];

    /// The word in keys and messages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            New::Task => "task",
            New::Branch => "branch",
            New::End => "end",
            New::Start => "start",
        }
    }

    fn kind(self) -> NodeKind {
        match self {
            New::Task => NodeKind::Task { task: Box::<Task>::default() },
            New::Branch => NodeKind::Branch { none: String::new(), all: String::new() },
            New::End => NodeKind::End,
            New::Start => NodeKind::Start,
        }
    }
}

/// The word of a kind of node in messages and classes.
#[must_use]
pub fn word(kind: &NodeKind) -> &'static str {
    match kind {
        NodeKind::Start => "start",
        NodeKind::End => "end",
        NodeKind::Task { .. } => "task",
        NodeKind::Branch { .. } => "branch",
        NodeKind::Unknown => "unknown",
    }
}

/// A key that nothing in the workflow has.
fn fresh(workflow: &Workflow, stem: &str) -> String {
    let nodes = workflow.nodes.iter().map(|node| &node.key);
    let links = workflow.links.iter().map(|link| &link.key);
    let taken: Vec<&String> = nodes.chain(links).chain(workflow.lanes.iter().map(|lane| &lane.key)).collect();
    let key = |number: usize| format!("{stem}_{number}");
    (1..).map(key).find(|key| !taken.contains(&key)).unwrap_or_default()
}

fn within(spot: Spot) -> Spot {
    Spot { x: spot.x.clamp(0, FAR), y: spot.y.clamp(0, FAR) }
}

/// Whether a node of this size would lie over another one, or closer than a unit.
fn is_taken(workflow: &Workflow, spot: Spot, (width, height): (i32, i32)) -> bool {
    workflow.nodes.iter().any(|node| {
        let (w, h) = size(&node.kind);
        spot.x < node.spot.x + w + 1
            && node.spot.x < spot.x + width + 1
            && spot.y < node.spot.y + h + 1
            && node.spot.y < spot.y + height + 1
    })
}

/// The first free place at `spot`, or below it.
fn free(workflow: &Workflow, spot: Spot, of: (i32, i32)) -> Spot {
    let mut spot = within(spot);
    while is_taken(workflow, spot, of) && spot.y < FAR {
        spot.y += if workflow.lanes.is_empty() { 6 } else { LANE };
    }
    spot
}

/// A drawing to begin with: where tickets begin and where they end.
#[must_use]
pub fn first(name: &str, start: &str, end: &str) -> Workflow {
    let mut workflow = Workflow { name: name.to_owned(), ..Workflow::default() };
    add(&mut workflow, New::Start, start, Spot { x: 2, y: 2 });
    add(&mut workflow, New::End, end, Spot { x: 8 + APART, y: 2 });
    workflow
}

/// Adds a node at a place, or below what lies there. Returns its key.
pub fn add(workflow: &mut Workflow, new: New, title: &str, spot: Spot) -> String {
    let key = fresh(workflow, new.word());
    let kind = new.kind();
    let spot = free(workflow, spot, size(&kind));
    workflow.nodes.push(Node { key: key.clone(), title: title.to_owned(), kind, spot, lane: String::new() });
    settle(workflow);
    key
}

/// Adds a node to the right of another one, with a link to it where one can leave. The first one behind a node pushes what
/// stands there aside; the next ones go below.
pub fn add_after(workflow: &mut Workflow, from: &str, new: New, title: &str) -> String {
    let place = workflow.node(from).map(|node| {
        let (width, _) = size(&node.kind);
        Spot { x: node.spot.x + width + APART, y: node.spot.y }
    });
    let of = size(&new.kind());
    if let Some(place) = place.filter(|place| is_taken(workflow, *place, of))
        && workflow.leaving(from).next().is_none()
    {
        for node in workflow.nodes.iter_mut().filter(|node| node.key != from && node.spot.x + APART > place.x) {
            node.spot.x += of.0 + APART;
        }
    }
    let key = add(workflow, new, title, place.unwrap_or_else(|| behind(workflow)));
    connect(workflow, from, &key);
    key
}

/// The place to the right of everything.
#[must_use]
pub fn behind(workflow: &Workflow) -> Spot {
    let right = workflow.nodes.iter().map(|node| node.spot.x + size(&node.kind).0 + APART).max();
    Spot { x: right.unwrap_or(2), y: workflow.nodes.iter().map(|node| node.spot.y).min().unwrap_or(2) }
}

/// Whether a link from one node to another says something: no second one, none to a start, none from an end.
#[must_use]
pub fn can_connect(workflow: &Workflow, from: &str, to: &str) -> bool {
    let ends = workflow.node(from).zip(workflow.node(to));
    from != to
        && ends.is_some_and(|(from, to)| from.kind != NodeKind::End && to.kind != NodeKind::Start)
        && !workflow.leaving(from).any(|link| link.to == to)
}

/// Joins two nodes. The first link of a branch is its way when nothing holds, until somebody says otherwise.
pub fn connect(workflow: &mut Workflow, from: &str, to: &str) -> Option<String> {
    if !can_connect(workflow, from, to) {
        return None;
    }
    let key = fresh(workflow, "link");
    let link = Link {
        key: key.clone(),
        from: from.to_owned(),
        to: to.to_owned(),
        title: String::new(),
        when: truckroll_domain::filter::Filter::default(),
    };
    // a link that is always taken stays behind those with conditions
    workflow.links.push(link);
    if let Some(NodeKind::Branch { none, .. }) = node_mut(workflow, from).map(|node| &mut node.kind)
        && none.is_empty()
    {
        none.clone_from(&key);
    }
    Some(key)
}

/// The node with a key, to change it.
pub fn node_mut<'a>(workflow: &'a mut Workflow, key: &str) -> Option<&'a mut Node> {
    workflow.nodes.iter_mut().find(|node| node.key == key)
}

/// The link with a key, to change it.
pub fn link_mut<'a>(workflow: &'a mut Workflow, key: &str) -> Option<&'a mut Link> {
    workflow.links.iter_mut().find(|link| link.key == key)
}

/// Takes a node away with the links that touch it.
pub fn remove_node(workflow: &mut Workflow, key: &str) {
    workflow.nodes.retain(|node| node.key != key);
    let gone: Vec<String> =
        workflow.links.iter().filter(|link| link.from == key || link.to == key).map(|link| link.key.clone()).collect();
    for link in gone {
        remove_link(workflow, &link);
    }
}

/// Takes a link away; a branch that named it as a default names none.
pub fn remove_link(workflow: &mut Workflow, key: &str) {
    workflow.links.retain(|link| link.key != key);
    for node in &mut workflow.nodes {
        if let NodeKind::Branch { none, all } = &mut node.kind {
            for named in [none, all] {
                if named == key {
                    named.clear();
                }
            }
        }
    }
}

/// Puts a node beside itself once more, without its links.
pub fn duplicate(workflow: &mut Workflow, key: &str) -> Option<String> {
    let node = workflow.node(key)?.clone();
    let copy = fresh(workflow, word(&node.kind));
    let kind = match node.kind {
        NodeKind::Branch { .. } => New::Branch.kind(),
        other => other,
    };
    let spot = free(workflow, Spot { x: node.spot.x, y: node.spot.y + 6 }, size(&kind));
    workflow.nodes.push(Node { key: copy.clone(), kind, spot, ..node });
    settle(workflow);
    Some(copy)
}

/// Moves a node to a place.
pub fn move_node(workflow: &mut Workflow, key: &str, spot: Spot) {
    if let Some(node) = node_mut(workflow, key) {
        node.spot = within(spot);
    }
    settle(workflow);
}

/// Moves a note to a place.
pub fn move_note(workflow: &mut Workflow, index: usize, spot: Spot) {
    if let Some(note) = workflow.notes.get_mut(index) {
        note.spot = within(spot);
    }
}

/// Adds a note below everything.
pub fn add_note(workflow: &mut Workflow, text: &str) -> usize {
    let below = workflow.nodes.iter().map(|node| node.spot.y + size(&node.kind).1 + 2).max().unwrap_or(2);
    let x = 2 + 12 * i32::try_from(workflow.notes.len() % 4).unwrap_or_default();
    workflow.notes.push(Note { text: text.to_owned(), spot: within(Spot { x, y: below }) });
    workflow.notes.len() - 1
}

/// Adds a lane below the others.
pub fn add_lane(workflow: &mut Workflow, title: &str) -> String {
    let key = fresh(workflow, "lane");
    workflow.lanes.push(Lane { key: key.clone(), title: title.to_owned() });
    settle(workflow);
    key
}

/// Takes a lane away; what lies there stays where it is.
pub fn remove_lane(workflow: &mut Workflow, key: &str) {
    workflow.lanes.retain(|lane| lane.key != key);
    settle(workflow);
}

/// Changes the places of a lane and its neighbour, with what lies in them.
pub fn shift_lane(workflow: &mut Workflow, key: &str, down: bool) {
    let Some(index) = workflow.lanes.iter().position(|lane| lane.key == key) else { return };
    let other = if down { index.checked_add(1) } else { index.checked_sub(1) };
    let Some(other) = other.filter(|other| *other < workflow.lanes.len()) else { return };
    let keys = [index, other].map(|at| workflow.lanes[at].key.clone());
    let step = if down { LANE } else { -LANE };
    for node in &mut workflow.nodes {
        if node.lane == keys[0] {
            node.spot.y += step;
        } else if node.lane == keys[1] {
            node.spot.y -= step;
        }
    }
    workflow.lanes.swap(index, other);
    settle(workflow);
}

/// Changes the order of a link among those that leave the same node.
pub fn shift_link(workflow: &mut Workflow, key: &str, down: bool) {
    let Some(from) = workflow.links.iter().find(|link| link.key == key).map(|link| link.from.clone()) else { return };
    let places: Vec<usize> =
        workflow.links.iter().enumerate().filter(|(_, link)| link.from == from).map(|(at, _)| at).collect();
    let Some(here) = places.iter().position(|at| workflow.links[*at].key == key) else { return };
    let other = if down { here.checked_add(1) } else { here.checked_sub(1) };
    if let Some(other) = other.and_then(|other| places.get(other)) {
        workflow.links.swap(places[here], *other);
    }
}

/// Tells every node the lane it lies in.
fn settle(workflow: &mut Workflow) {
    let lanes: Vec<String> = workflow.lanes.iter().map(|lane| lane.key.clone()).collect();
    for node in &mut workflow.nodes {
        let middle = node.spot.y + size(&node.kind).1 / 2;
        let lane = usize::try_from(middle / LANE).ok().and_then(|at| lanes.get(at));
        node.lane = lane.cloned().unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(workflow: &Workflow) -> Vec<&str> {
        workflow.nodes.iter().map(|node| node.key.as_str()).collect()
    }

    #[test]
    fn what_is_added_behind_a_node_is_joined_to_it_and_lies_over_nothing() {
        let mut workflow = first("Repair", "Start", "End");
        let report = add_after(&mut workflow, "start_1", New::Task, "Report");
        let which = add_after(&mut workflow, &report, New::Branch, "Which?");
        let repair = add_after(&mut workflow, &which, New::Task, "Repair");
        let replace = add_after(&mut workflow, &which, New::Task, "Replace");
        assert_eq!(keys(&workflow), ["start_1", "end_1", "task_1", "branch_1", "task_2", "task_3"]);
        for node in &workflow.nodes {
            let mut others = workflow.clone();
            others.nodes.retain(|other| other.key != node.key);
            assert!(!is_taken(&others, node.spot, size(&node.kind)), "{node:?}");
        }
        let first_way = workflow.leaving(&which).next().map(|link| link.key.clone());
        let branch = workflow.node(&which).map(|node| node.kind.clone());
        assert_eq!(branch, Some(NodeKind::Branch { none: first_way.unwrap_or_default(), all: String::new() }));
        assert_eq!(connect(&mut workflow, &repair, &replace).as_deref(), Some("link_5"));
        assert_eq!(connect(&mut workflow, &repair, &replace), None, "one is enough");
        assert_eq!(connect(&mut workflow, "end_1", &repair), None);
        assert_eq!(connect(&mut workflow, &repair, "start_1"), None);
        assert_eq!(connect(&mut workflow, &repair, &repair), None);
    }

    #[test]
    fn what_goes_takes_its_links_and_defaults_along() {
        let mut workflow = first("Repair", "Start", "End");
        let which = add_after(&mut workflow, "start_1", New::Branch, "Which?");
        let repair = add_after(&mut workflow, &which, New::Task, "Repair");
        connect(&mut workflow, &repair, "end_1");
        let copy = duplicate(&mut workflow, &which);
        assert_eq!(copy.as_deref(), Some("branch_2"));
        remove_node(&mut workflow, &repair);
        assert_eq!(workflow.links.len(), 1);
        let none = NodeKind::Branch { none: String::new(), all: String::new() };
        assert_eq!(workflow.node(&which).map(|node| &node.kind), Some(&none));
        assert_eq!(add(&mut workflow, New::Task, "Again", Spot { x: -3, y: 900 }), "task_1");
        assert_eq!(workflow.node("task_1").map(|node| node.spot), Some(Spot { x: 0, y: FAR }));
    }

    #[test]
    fn a_node_lies_in_the_lane_of_its_middle_and_moves_with_it() {
        let mut workflow = first("Repair", "Start", "End");
        let (office, field) = (add_lane(&mut workflow, "Office"), add_lane(&mut workflow, "Field"));
        move_node(&mut workflow, "end_1", Spot { x: 20, y: LANE + 1 });
        let lane = |workflow: &Workflow, key| workflow.node(key).map(|node| node.lane.clone());
        assert_eq!(lane(&workflow, "start_1"), Some(office.clone()));
        assert_eq!(lane(&workflow, "end_1"), Some(field.clone()));
        shift_lane(&mut workflow, &field, false);
        assert_eq!(workflow.node("end_1").map(|node| node.spot.y), Some(1));
        assert_eq!(lane(&workflow, "end_1"), Some(field.clone()));
        shift_lane(&mut workflow, &field, false);
        assert_eq!(workflow.lanes[0].key, field, "there is nothing above it");
        remove_lane(&mut workflow, &office);
        assert_eq!(lane(&workflow, "start_1"), Some(String::new()));
    }

    #[test]
    fn links_of_one_node_change_their_order_and_no_others() {
        let mut workflow = first("Repair", "Start", "End");
        let which = add_after(&mut workflow, "start_1", New::Branch, "Which?");
        let repair = add_after(&mut workflow, &which, New::Task, "Repair");
        connect(&mut workflow, &repair, "end_1");
        connect(&mut workflow, &which, "end_1");
        let order = |workflow: &Workflow| workflow.leaving(&which).map(|link| link.key.clone()).collect::<Vec<_>>();
        assert_eq!(order(&workflow), ["link_2", "link_4"]);
        shift_link(&mut workflow, "link_4", false);
        assert_eq!(order(&workflow), ["link_4", "link_2"]);
        shift_link(&mut workflow, "link_4", false);
        shift_link(&mut workflow, "link_1", true);
        assert_eq!(order(&workflow), ["link_4", "link_2"]);
    }

    #[test]
    fn notes_lie_below_and_can_be_moved() {
        let mut workflow = first("Repair", "Start", "End");
        assert_eq!(add_note(&mut workflow, "Ask for the key first."), 0);
        assert_eq!(workflow.notes[0].spot, Spot { x: 2, y: 8 });
        move_note(&mut workflow, 0, Spot { x: -1, y: 3 });
        move_note(&mut workflow, 7, Spot { x: 1, y: 1 });
        assert_eq!(workflow.notes[0].spot, Spot { x: 0, y: 3 });
    }
}
