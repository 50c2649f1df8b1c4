//! Triggers, automation tasks, external targets, what they did and what was delivered.

use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::tickets::{Priority, Status, TicketEdit};
use truckroll_domain::triggers::{
    Action, AssignMode, Auth, Change, Expect, Method, Recipient, Rule, RuleKind, Target, TargetKind,
};
use truckroll_protocol::api::rules::{
    Delivery, DeliveryPage, DeliveryRequest, NewRule, NewTarget, RuleLogItem, RuleLogPage, RuleNow, RuleOrder,
    RuleStep, RuleTrial, RuleTried, SmsKept, TargetNow,
};

use super::{Named, at, chen, dana, id};

fn condition(field: &str, op: Operator, value: Option<Operand>) -> Condition {
    Condition { field: field.into(), op, value }
}

pub fn rule() -> Rule {
    Rule {
        title: "Urgent ones".into(),
        enabled: true,
        events: [Change::Created, Change::Updated].into(),
        when: Filter {
            all: vec![condition("priority", Operator::Is, Some(Operand::Text("urgent".into())))],
            any: vec![condition("changed.status", Operator::NotEmpty, None)],
        },
        actions: actions(),
    }
}

pub fn actions() -> Vec<Action> {
    let text = || "See {{ticket.number}}".to_owned();
    vec![
        Action::SetTicket { field: "status".into(), value: "open".into() },
        Action::SetCompany { field: "fields.level".into(), value: "gold".into() },
        Action::SetContact { field: "remark".into(), value: String::new() },
        Action::Assign { mode: AssignMode::RoundRobin, agent: None, group: Some(id(0x0b1)), skills: String::new() },
        Action::Assign { mode: AssignMode::Fixed, agent: Some(chen()), group: None, skills: String::new() },
        Action::AddCc { agent: dana() },
        Action::Note { text: text() },
        Action::Reply { text: text() },
        Action::Tell { to: recipients(), text: text() },
        Action::Mail { subject: "{{ticket.number}}".into(), text: text() },
        Action::Call { target: id(0x0b2) },
        Action::Assign { mode: AssignMode::Skill, agent: None, group: None, skills: "lift, {{ticket.type}}".into() },
    ]
}

pub fn recipients() -> Vec<Recipient> {
    vec![
        Recipient::Assignee,
        Recipient::Group,
        Recipient::Supervisor,
        Recipient::Cc,
        Recipient::Creator,
        Recipient::Contact,
        Recipient::Agent { id: dana() },
    ]
}

pub fn rule_now() -> RuleNow {
    RuleNow { id: id(0x0b3), kind: RuleKind::Trigger, version: 2, position: 1, rule: rule(), fired_at: Some(at(5)) }
}

pub fn new_rule() -> NewRule {
    NewRule { kind: RuleKind::Trigger, version: 2, rule: rule() }
}

pub fn order() -> RuleOrder {
    RuleOrder { kind: RuleKind::Automation, ids: vec![id(0x0b3), id(0x0b4)] }
}

pub fn step() -> RuleStep {
    RuleStep { action: "set_ticket".into(), on: "status".into(), text: "open".into(), skipped: "already".into() }
}

pub fn log_item() -> RuleLogItem {
    RuleLogItem {
        id: "019cabcd-0000-7000-8000-0000000000b5".into(),
        at: at(6),
        rule: id(0x0b3),
        kind: RuleKind::Trigger,
        title: "Urgent ones".into(),
        ticket: id(0x10),
        number: "T-2026-000412".into(),
        event: "created".into(),
        outcome: "failed".into(),
        steps: vec![step()],
        why: "wrong_value:fields.meter".into(),
    }
}

pub fn log_page() -> RuleLogPage {
    RuleLogPage { rows: vec![log_item()], next: Some("1772413200000~019cabcd".into()) }
}

pub fn trial() -> RuleTrial {
    let edit = TicketEdit { priority: Some(Priority::Urgent), ..TicketEdit::default() };
    RuleTrial {
        ticket: id(0x10),
        event: Change::Updated,
        edit: Some(Box::new(edit)),
        status: Some(Status::Resolved),
        rule: Some(Box::new(new_rule())),
    }
}

pub fn tried() -> RuleTried {
    RuleTried {
        id: Some(id(0x0b3)),
        title: "Urgent ones".into(),
        waits: true,
        all: vec![true],
        any: vec![false],
        fires: true,
        steps: vec![step()],
        why: "no_number".into(),
    }
}

fn url() -> TargetKind {
    TargetKind::Url {
        method: Method::Put,
        address: "https://board.example/t/{{ticket.id}}".into(),
        headers: [("X-Branch".to_owned(), "7".to_owned())].into(),
        auth: Auth::Basic { user: "truckroll".into() },
        body: r#"{"subject": "{{ticket.title}}"}"#.into(),
        expect: Expect::Text { contains: "OK".into() },
    }
}

fn target(what: TargetKind) -> Target {
    Target { title: "Board".into(), enabled: true, what }
}

pub fn target_now() -> TargetNow {
    TargetNow {
        id: id(0x0b2),
        version: 3,
        target: target(url()),
        has_secret: true,
        signing: Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into()),
    }
}

pub fn new_targets() -> Named<NewTarget> {
    let new = |what| NewTarget { version: 3, target: target(what), secret: Some("word".into()), new_signing: true };
    let plain = TargetKind::Url {
        method: Method::Get,
        address: "https://board.example/".into(),
        headers: Default::default(),
        auth: Auth::Bearer,
        body: String::new(),
        expect: Expect::Json,
    };
    let email = TargetKind::Email { to: "a@b.example".into(), subject: "x".into(), text: "y".into() };
    let sms = TargetKind::Sms { to: "{{ticket.phone}}".into(), text: "y".into(), provider: Some(id(0x0b2)) };
    vec![
        ("request/new_target", new(url())),
        ("request/new_target_plain", new(plain)),
        ("request/new_target_email", new(email)),
        ("request/new_target_sms", new(sms)),
    ]
}

pub fn delivery_request() -> DeliveryRequest {
    DeliveryRequest {
        method: "PUT".into(),
        to: "https://board.example/t/1".into(),
        headers: [("X-Branch".to_owned(), "•••".to_owned())].into(),
        subject: "x".into(),
        body: r#"{"subject":"Lift 3"}"#.into(),
    }
}

pub fn delivery() -> Delivery {
    Delivery {
        id: "019cabcd-0000-7000-8000-0000000000b6".into(),
        target: id(0x0b2),
        title: "Board".into(),
        kind: "url".into(),
        rule: Some(id(0x0b3)),
        ticket: Some(id(0x10)),
        at: at(7),
        state: "waiting".into(),
        attempts: 1,
        next_at: Some(at(8)),
        request: delivery_request(),
        status: Some(503),
        answer: "later".into(),
        error: "the receiver answered 503".into(),
    }
}

pub fn deliveries() -> DeliveryPage {
    DeliveryPage { rows: vec![delivery()], next: Some("1772413200000~019cabcd".into()) }
}

pub fn sms() -> SmsKept {
    SmsKept { id: "019cabcd-0000-7000-8000-0000000000b7".into(), at: at(9), to: "+86 135".into(), text: "Hello".into() }
}
