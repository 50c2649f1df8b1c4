//! The ticket: Zhou Min reported that lift 3 is stuck.

use std::collections::BTreeMap;

use truckroll_domain::fields::{FieldValue, Values};
use truckroll_domain::tickets::{
    Cells, Flow, Left, Merged, MergedInto, NewPart, NewTicket, NodeFact, Part, Priority, Rows, Source, Status,
    StatusFact, Stay, Stays, TemplateRef, Ticket, TicketCommand, TicketEdit, TicketOverlay,
};

use super::customers::{address, customer};
use super::{at, chen, dana, id, lift_3, lift_group, picture};

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.into())
}

fn template() -> TemplateRef {
    TemplateRef { id: id(0x55), version: 3 }
}

fn row() -> Values {
    BTreeMap::from([("part".into(), text("Door motor")), ("count".into(), FieldValue::Int(2))])
}

pub fn ticket() -> Ticket {
    let fact = |status, minutes| StatusFact { status, at: at(minutes), by: "Dana Xu".into() };
    Ticket {
        schema: 1,
        title: "Lift 3 stuck on floor 12".into(),
        description: "Two people inside, nobody hurt.".into(),
        kind: "fault".into(),
        priority: Priority::Urgent,
        source: Source::Publishing,
        customer: customer(),
        address: address(),
        asset: Some(lift_3()),
        asset_name: "Lift 3".into(),
        template: Some(template()),
        fields: BTreeMap::from([("people_inside".into(), text("true")), ("floors".into(), text("12"))]),
        rows: BTreeMap::from([("parts".into(), Rows(BTreeMap::from([(id(0x54), Cells(row()))])))]),
        attachments: BTreeMap::from([(id(0x50), picture("panel"))]),
        cc: BTreeMap::from([(chen(), true), (dana(), false)]),
        statuses: BTreeMap::from([(id(0x51), fact(Status::Open, 2)), (id(0x52), fact(Status::Resolved, 90))]),
        nodes: BTreeMap::from([(id(0x64), node("repair", 5, false)), (id(0x65), node("report", 7, true))]),
        parent: Some(id(0x66)),
        parts: BTreeMap::from([(id(0x67), Part { title: "Door".into(), at: at(6), by: "Dana Xu".into() })]),
        closes_last: true,
        created_at: at(0),
        created_by: Some(dana()),
    }
}

pub fn part() -> NewPart {
    NewPart {
        id: id(0x67),
        title: "Door".into(),
        description: "It scrapes.".into(),
        agent: Some(dana()),
        group: Some(lift_group()),
    }
}

fn node(key: &str, minutes: i64, back: bool) -> NodeFact {
    NodeFact { node: key.into(), title: "Repair".into(), at: at(minutes), by: "Dana Xu".into(), back }
}

fn edit() -> TicketEdit {
    TicketEdit {
        title: Some("Lift 3 stuck on floor 11".into()),
        description: Some("One person inside.".into()),
        kind: Some("rescue".into()),
        priority: Some(Priority::High),
        customer: Some(customer()),
        address: Some(address()),
        fields: BTreeMap::from([("floors".into(), Some(text("11")))]),
    }
}

fn flow() -> Flow {
    let left = Left { assignee: Some(dana()), assignee_name: "Dana Xu".into(), group: Some(lift_group()), at: at(5) };
    Flow {
        workflow: id(0x63),
        version: 1,
        node: "report".into(),
        title: "Report".into(),
        at: at(0),
        left: BTreeMap::from([("report".into(), left)]),
        access_at: "report".into(),
        hidden: vec!["floors".into()],
        read_only: vec!["people_inside".into()],
        overdue: Some(at(0)),
    }
}

fn stays() -> Stays {
    let stay = |node: &str, title: &str, minutes| Stay {
        node: node.into(),
        title: title.into(),
        at: at(minutes),
        by: "Dana Xu".into(),
    };
    Stays {
        template: Some(template()),
        field: "stage".into(),
        all: vec![stay("repair", "Repair", 5), stay("check", "Check", 60)],
        overdue: Some(at(60)),
    }
}

pub fn overlay() -> TicketOverlay {
    TicketOverlay {
        number: Some("T-2026-000412".into()),
        assignee: Some(dana()),
        assignee_name: "Dana Xu".into(),
        group: Some(lift_group()),
        assigned_at: Some(at(1)),
        first_response_at: Some(at(4)),
        updated_at: Some(at(90)),
        terms: vec![super::sla::terms()],
        flow: Some(Box::new(flow())),
        merged_into: Some(Box::new(MergedInto {
            ticket: id(0x68),
            name: "T-2026-000410 Lift stuck".into(),
            at: at(95),
            by: "Dana Xu".into(),
            was: Status::Resolved,
        })),
        merged: BTreeMap::from([(
            id(0x69),
            Merged { name: "T-2026-000411 Stuck again".into(), at: at(80), by: "Dana Xu".into() },
        )]),
        stays: Some(Box::new(stays())),
    }
}

pub fn new_ticket() -> NewTicket {
    NewTicket {
        title: "Lift 3 stuck on floor 12".into(),
        description: "Two people inside, nobody hurt.".into(),
        kind: "fault".into(),
        priority: Priority::Urgent,
        source: Source::CallCentre,
        customer: customer(),
        address: address(),
        asset: Some(lift_3()),
        asset_name: "Lift 3".into(),
        template: Some(template()),
        fields: BTreeMap::from([("people_inside".into(), Some(text("true")))]),
        rows: BTreeMap::from([("parts".into(), BTreeMap::from([(id(0x54), row())]))]),
        parent: Some(id(0x66)),
        attachments: BTreeMap::from([(id(0x50), picture("panel"))]),
    }
}

pub fn commands() -> Vec<TicketCommand> {
    vec![
        TicketCommand::Create { ticket: Box::new(new_ticket()) },
        TicketCommand::Edit { edit: Box::new(edit()) },
        TicketCommand::SetStatus { fact: id(0x53), status: Status::AwaitingResponse },
        TicketCommand::Reply {
            entry: id(0x60),
            text: "Chen is on the way.".into(),
            public: true,
            attachments: vec![picture("map")],
        },
        TicketCommand::SetRow {
            field: "parts".into(),
            line: id(0x54),
            values: row().into_iter().map(|(key, value)| (key, Some(value))).collect(),
        },
        TicketCommand::RemoveRow { field: "parts".into(), line: id(0x54) },
        TicketCommand::Advance { fact: id(0x64), from: "report".into(), to: "repair".into(), title: "Repair".into() },
        TicketCommand::ReturnTo {
            fact: id(0x65),
            from: "repair".into(),
            to: "report".into(),
            reason: "The floor is missing.".into(),
            title: "Report".into(),
            values: Box::new(edit()),
        },
        TicketCommand::SetCc { agent: chen(), on: true },
        TicketCommand::SetTerms { terms: super::sla::terms() },
        TicketCommand::Split { parts: BTreeMap::from([(id(0x67), "Door".into())]), closes_last: true },
        TicketCommand::MergeInto { fact: id(0x53), into: id(0x68), name: "T-2026-000410 Lift stuck".into() },
        TicketCommand::TakeIn { ticket: id(0x69), name: "T-2026-000411 Stuck again".into() },
        TicketCommand::Unmerge { fact: id(0x53) },
        TicketCommand::GiveBack { ticket: id(0x69) },
        TicketCommand::NoteOverdue { since: at(5) },
        TicketCommand::Assign {
            agent: Some(dana()),
            agent_name: "Dana Xu".into(),
            group: Some(lift_group()),
            seen: Some(chen()),
        },
        TicketCommand::Withdraw { fact: id(0x6a), reason: "It runs again.".into() },
    ]
}
