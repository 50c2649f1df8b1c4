//! Service levels: two hours for the lift, with a pause, a warning to its group and a letter to Zhou Min.

use std::collections::BTreeMap;

use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::sla::{
    ActionKind, Colour, Limits, Recipient, SlaAction, SlaPolicy, State, Target, TermsFact, When,
};
use truckroll_domain::tickets::{Priority, Status};
use truckroll_protocol::api::sla::{
    ClockLine, ClockNow, ClockRow, ClocksQuery, NewSlaPolicy, SlaOrder, SlaPolicyNow, TicketClocks,
};

use super::{at, chen, id, ticket_id};

pub fn recipients() -> Vec<Recipient> {
    vec![
        Recipient::Assignee,
        Recipient::Group,
        Recipient::Supervisors,
        Recipient::Creator,
        Recipient::Cc,
        Recipient::Contact,
        Recipient::Agent { id: chen() },
    ]
}

pub fn action() -> SlaAction {
    SlaAction {
        id: id(0x71),
        target: Target::FirstResponse,
        when: When::Before,
        minutes: 10,
        kind: ActionKind::Email,
        to: recipients(),
    }
}

pub fn policy() -> SlaPolicy {
    let lifts = Condition { field: "type_word".into(), op: Operator::Is, value: Some(Operand::Text("fault".into())) };
    SlaPolicy {
        id: id(0x70),
        name: "Lifts".into(),
        description: "Somebody may be inside.".into(),
        place: 1,
        when: Filter { all: vec![lifts], any: Vec::new() },
        limits: BTreeMap::from([(
            Priority::Urgent,
            Limits::from([(Target::FirstResponse, 15), (Target::SecondResponse, 30), (Target::Resolution, 120)]),
        )]),
        pauses: vec![Status::AwaitingResponse],
        calendar: Some(id(0x72)),
        enabled: true,
        actions: vec![action()],
        version: 3,
        written_at: at(-500),
    }
}

pub fn terms() -> TermsFact {
    TermsFact { at: at(0), policy: Some(id(0x70)), version: 3 }
}

pub fn new_policy() -> NewSlaPolicy {
    NewSlaPolicy { seq: 90, policy: policy() }
}

pub fn policy_now() -> SlaPolicyNow {
    SlaPolicyNow { seq: 91, policy: policy() }
}

pub fn order() -> SlaOrder {
    SlaOrder { ids: vec![id(0x70), id(0x73)] }
}

pub fn line() -> ClockLine {
    ClockLine {
        began: "status".into(),
        with: "awaiting_response".into(),
        from: at(10),
        to: at(25),
        why: "paused".into(),
        status: "awaiting_response".into(),
        calendar: "Office".into(),
        priority: Priority::Urgent,
        counted_ms: 0,
        used_ms: 600_000,
        limit_ms: Some(900_000),
    }
}

pub fn clock() -> ClockNow {
    ClockNow {
        target: Target::FirstResponse,
        state: State::Stopped,
        colour: Colour::Red,
        used_ms: 960_000,
        limit_ms: 900_000,
        due_at: Some(at(30)),
        missed_at: Some(at(30)),
        stopped_at: Some(at(31)),
        lines: vec![line()],
    }
}

pub fn clocks() -> TicketClocks {
    TicketClocks { at: at(40), policy: Some("Lifts".into()), clocks: vec![clock()] }
}

pub fn row() -> ClockRow {
    ClockRow {
        ticket: ticket_id(),
        target: Target::Resolution,
        state: State::Running,
        due_at: Some(at(135)),
        amber_at: Some(at(111)),
        missed_at: Some(at(135)),
    }
}

pub fn query() -> ClocksQuery {
    ClocksQuery { ids: ticket_id().to_string() }
}
