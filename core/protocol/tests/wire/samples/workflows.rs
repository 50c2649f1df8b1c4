//! A workflow as an administrator draws it.

use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::workflows::{
    Design, FieldAccess, Lane, Link, Node, NodeKind, Note, Participant, Published, Spot, Task, Version, Workflow,
};
use truckroll_protocol::api::{FlowNow, FlowPlace, FlowStep, NewWorkflow, WorkflowLine, WorkflowNow};

use super::{at, dana, id, lift_group};

fn node(key: &str, title: &str, kind: NodeKind, x: i32) -> Node {
    Node { key: key.into(), title: title.into(), kind, spot: Spot { x, y: 2 }, lane: "field".into() }
}

fn link(key: &str, from: &str, to: &str, when: Filter) -> Link {
    Link { key: key.into(), from: from.into(), to: to.into(), title: "on".into(), when }
}

pub fn workflow() -> Workflow {
    let access = FieldAccess { visible: true, editable: true, required: true };
    let participants = vec![
        Participant::Agent { id: dana() },
        Participant::Group { id: lift_group() },
        Participant::Role { key: "engineer".into() },
        Participant::Creator,
        Participant::Owner,
        Participant::Previous,
    ];
    let task = Task { fields: [("priority".to_owned(), access)].into(), participants, limit_min: Some(240) };
    let urgent = Condition { field: "priority".into(), op: Operator::Is, value: Some(Operand::Text("urgent".into())) };
    Workflow {
        name: "Repair".into(),
        description: "From the report to the bill.".into(),
        nodes: vec![
            node("start", "Start", NodeKind::Start, 0),
            node("repair", "Repair", NodeKind::Task { task: Box::new(task) }, 8),
            node("which", "Bill?", NodeKind::Branch { none: "done".into(), all: "again".into() }, 16),
            node("end", "End", NodeKind::End, 24),
        ],
        links: vec![
            link("begin", "start", "repair", Filter::default()),
            link("on", "repair", "which", Filter::default()),
            link("again", "which", "repair", Filter { all: vec![urgent], any: Vec::new() }),
            link("done", "which", "end", Filter::default()),
        ],
        lanes: vec![Lane { key: "field".into(), title: "In the field".into() }],
        notes: vec![Note { text: "Ask for the key first.".into(), spot: Spot { x: 2, y: 6 } }],
    }
}

fn design() -> Design {
    let version = Version { number: 1, at: at(3), by: "Dana".into() };
    Design { id: id(0x63), template: Some(id(0x61)), draft: workflow(), changed: true, versions: vec![version] }
}

pub fn new_workflow() -> NewWorkflow {
    NewWorkflow { seq: 7, id: id(0x63), template: Some(id(0x61)), workflow: workflow() }
}

pub fn now() -> WorkflowNow {
    WorkflowNow { seq: 8, design: design() }
}

pub fn line() -> WorkflowLine {
    WorkflowLine {
        id: id(0x63),
        name: "Repair".into(),
        description: "From the report to the bill.".into(),
        template: Some(id(0x61)),
        tasks: 1,
        version: 1,
        changed: true,
    }
}

pub fn published() -> Published {
    Published { id: id(0x63), version: 1, template: Some(id(0x61)), workflow: workflow() }
}

pub fn place() -> FlowPlace {
    FlowPlace { node: "repair".into(), title: "Repair".into() }
}

pub fn step() -> FlowStep {
    FlowStep {
        place: place(),
        at: Some(at(5)),
        by: "Dana".into(),
        back: true,
        here: true,
        used_ms: Some(600_000),
        limit_ms: Some(300_000),
        overdue: true,
    }
}

pub fn flow() -> FlowNow {
    FlowNow {
        name: "Repair".into(),
        version: 1,
        field: "stage".into(),
        node: "repair".into(),
        steps: vec![step()],
        next: Some(place()),
        missing: vec!["priority".into()],
        mine: true,
        returns: vec![place()],
    }
}
