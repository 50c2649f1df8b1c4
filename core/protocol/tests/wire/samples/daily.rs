//! Daily use of tickets: splits, merges, history, batches, tasks.

use std::collections::BTreeMap;

use truckroll_domain::fields::FieldValue;
use truckroll_domain::tickets::{Allocation, Priority};
use truckroll_protocol::api::daily::{
    AlikeTicketQuery, NewSplit, NewTicketBatch, NewTicketMerge, NewTicketTask, RefusedCustomer, Taker, TicketBatchNow,
    TicketFamily, TicketHistory, TicketRelative, TicketTask, TicketTaskStep,
};

use super::{at, chen, hua_plaza, id, lift_group, tickets, zhou_min};

pub fn new_split() -> NewSplit {
    NewSplit { id: id(0x70), parts: vec![tickets::part()], closes_last: true }
}

pub fn new_merge() -> NewTicketMerge {
    NewTicketMerge { into: id(0x68) }
}

pub fn relative() -> TicketRelative {
    TicketRelative {
        id: id(0x68),
        number: Some("T-2026-000410".into()),
        title: "Lift stuck".into(),
        status: "open".into(),
        assignee_name: "Dana Xu".into(),
    }
}

pub fn family() -> TicketFamily {
    TicketFamily {
        parent: Some(relative()),
        parts: vec![relative()],
        merged_into: Some(relative()),
        merged: vec![relative()],
    }
}

pub fn history() -> TicketHistory {
    let entries = super::api::said();
    let devices = entries.iter().map(|entry| (entry.id, "Pixel 8".to_owned())).collect();
    TicketHistory { entries, devices }
}

pub fn alike() -> AlikeTicketQuery {
    AlikeTicketQuery { title: "Lift stuck".into(), company: Some(hua_plaza().into()), contact: Some(zhou_min().into()) }
}

pub fn allocations() -> Vec<(&'static str, Allocation)> {
    vec![
        ("nobody", Allocation::Nobody),
        ("all", Allocation::All),
        ("group", Allocation::Group { group: lift_group() }),
        ("agent", Allocation::Agent { agent: chen() }),
        ("given", Allocation::Given { counts: BTreeMap::from([(chen(), 12)]) }),
    ]
}

pub fn new_batch() -> NewTicketBatch {
    NewTicketBatch {
        id: id(0x71),
        customers: vec![hua_plaza().into()],
        template: Some(id(0x55)),
        title: "Yearly check".into(),
        description: "Bring the list.".into(),
        priority: Priority::Low,
        fields: BTreeMap::from([("floors".into(), Some(FieldValue::Int(12)))]),
        to: Allocation::Group { group: lift_group() },
    }
}

pub fn taker() -> Taker {
    Taker {
        agent: chen(),
        name: "Chen Li".into(),
        groups: BTreeMap::from([(lift_group(), "Lifts".into())]),
        accepts: true,
        state: "in_town".into(),
        state_name: "In town".into(),
    }
}

pub fn refused() -> RefusedCustomer {
    RefusedCustomer {
        id: hua_plaza().into(),
        name: "Hua Plaza".into(),
        why: "invalid".into(),
        field: Some("floors".into()),
    }
}

pub fn batch() -> TicketBatchNow {
    TicketBatchNow {
        id: id(0x71),
        title: "Yearly check".into(),
        total: 1_000,
        done: 340,
        ended: true,
        at: at(3),
        refused: vec![refused()],
    }
}

pub fn new_task() -> NewTicketTask {
    NewTicketTask { id: id(0x72), tickets: vec![id(0x68), id(0x69)] }
}

pub fn step() -> TicketTaskStep {
    TicketTaskStep { ticket: id(0x68), skipped: true }
}

pub fn task() -> TicketTask {
    TicketTask {
        id: id(0x72),
        tickets: vec![id(0x68), id(0x69)],
        skipped: BTreeMap::from([(id(0x68), true)]),
        at: at(1),
        seen_at: at(4),
    }
}
