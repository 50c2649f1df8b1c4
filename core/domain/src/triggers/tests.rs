//! Conditions over a change, checks of rules and targets, placeholders.

use std::collections::{BTreeMap, BTreeSet};

use super::placeholders::{fill, names};
use super::*;
use crate::fields::{Field, FieldKind};
use crate::fields::{FieldSet, FieldValue, Label, Noun, Projected, project};
use crate::filter::{Condition, Operand, Operator};
use crate::tickets::{TicketRow, TicketSchema};
use crate::{AgentId, GroupId, TargetId};

fn sets() -> (FieldSet, FieldSet, FieldSet) {
    let mut company = FieldSet::standard(Noun::Company);
    company.fields.push(Field::new("level", Label::new("Level", "级别"), FieldKind::Text));
    let mut ticket = FieldSet::standard(Noun::Ticket);
    ticket.fields.push(Field::new("meter", Label::new("Meter", "读数"), FieldKind::Whole));
    (company, FieldSet::standard(Noun::Contact), ticket)
}

fn schema<'a>(sets: &'a (FieldSet, FieldSet, FieldSet)) -> RuleSchema<'a, TicketSchema<'a>> {
    RuleSchema { ticket: TicketSchema { set: &sets.2 }, company: &sets.0, contact: &sets.1 }
}

fn ticket(status: &str, priority: i64, assignee: Option<&str>) -> Snapshot {
    let row = TicketRow {
        status: status.to_owned(),
        priority,
        assignee: assignee.map(str::to_owned),
        title: "Lift 7 stands".to_owned(),
        ..TicketRow::default()
    };
    let meter = project(&FieldKind::Whole, &FieldValue::Int(priority * 100));
    Snapshot::of(&row, vec![("meter".to_owned(), meter)])
}

fn condition(field: &str, op: Operator, value: impl Into<Option<Operand>>) -> Condition {
    Condition { field: field.to_owned(), op, value: value.into() }
}

fn text(text: &str) -> Operand {
    Operand::Text(text.to_owned())
}

#[test]
fn conditions_look_at_the_ticket_before_and_after() {
    use Operator as O;
    let sets = sets();
    let schema = schema(&sets);
    // what is stored beside a change is what it was
    let stored = |s: Snapshot| serde_json::from_str::<Snapshot>(&serde_json::to_string(&s).unwrap()).unwrap();
    let (open, closed) = (stored(ticket("open", 2, None)), stored(ticket("closed", 0, Some("wang"))));
    let level = project(&FieldKind::Text, &FieldValue::Text("gold".to_owned()));
    let row = crate::companies::CompanyRow { name: "Oriental Plaza".to_owned(), ..Default::default() };
    let company = Snapshot::of(&row, vec![("level".to_owned(), level)]);
    let hours = [("created", 30.0, 9.5)];
    let facts = |before, after, event| Facts {
        schema: &schema,
        event,
        by: "agent",
        before,
        after,
        rating: None,
        company: Some(&company),
        contact: None,
        hours: &hours,
    };
    let changed = facts(Some(&open), &closed, Change::Updated);
    let same = facts(Some(&closed), &closed, Change::Updated);
    let new = facts(None, &closed, Change::Created);
    // condition; holds for: changed, unchanged, new
    let table: Vec<(Condition, [bool; 3])> = vec![
        (condition("status", O::Is, text("closed")), [true, true, true]),
        (condition("was.status", O::Is, text("open")), [true, false, false]),
        (condition("was.status", O::Empty, None), [false, false, true]),
        (condition("changed.status", O::NotEmpty, None), [true, false, false]),
        (condition("changed.status", O::Empty, None), [false, true, true]),
        (condition("changed.title", O::NotEmpty, None), [false, false, false]),
        (condition("changed_to.status", O::Is, text("closed")), [true, false, false]),
        (condition("changed_to.status", O::Is, text("open")), [false, false, false]),
        (
            condition("changed_from.status", O::OneOf, Operand::List(vec!["open".into(), "new".into()])),
            [true, false, false],
        ),
        (condition("changed_to.priority", O::Is, text("urgent")), [true, false, false]),
        (condition("changed_to.fields.meter", O::Less, Operand::Int(100)), [true, false, false]),
        (condition("was.fields.meter", O::Is, Operand::Int(200)), [true, false, false]),
        (condition("changed_from.assignee", O::Empty, None), [true, true, true]),
        (condition("changed_to.assignee", O::NotEmpty, None), [true, false, false]),
        (condition("event", O::Is, text("created")), [false, false, true]),
        (condition("event", O::OneOf, Operand::List(vec!["created".into(), "updated".into()])), [true, true, true]),
        (condition("rating", O::AtMost, Operand::Int(2)), [false, false, false]),
        (condition("by", O::Is, text("customer")), [false, false, false]),
        (condition("by", O::IsNot, text("system")), [true, true, true]),
        (condition("company.name", O::Contains, text("plaza")), [true, true, true]),
        (condition("company.fields.level", O::Is, text("gold")), [true, true, true]),
        (condition("contact.name", O::Empty, None), [true, true, true]),
        (condition("hours.created", O::AtLeast, Operand::Int(24)), [true, true, true]),
        (condition("business_hours.created", O::AtLeast, Operand::Int(24)), [false, false, false]),
        (condition("hours.closed", O::AtLeast, Operand::Int(0)), [false, false, false]),
    ];
    for (condition, wanted) in table {
        let filter = Filter { all: vec![condition.clone()], any: Vec::new() };
        assert_eq!(filter.check_over(&schema), Ok(()), "{condition:?}");
        let held = [&changed, &same, &new].map(|facts| filter.holds(&schema, facts, None));
        assert_eq!(held, wanted, "{condition:?}");
    }
}

#[test]
fn two_hundred_triggers_are_looked_at_quickly() {
    let sets = sets();
    let schema = schema(&sets);
    let (open, closed) = (ticket("open", 2, None), ticket("closed", 0, Some("wang")));
    let facts = Facts {
        schema: &schema,
        event: Change::Updated,
        by: "agent",
        before: Some(&open),
        after: &closed,
        rating: Some(2),
        company: None,
        contact: None,
        hours: &[],
    };
    let filter = |n: i64| Filter {
        all: vec![
            condition("changed_to.status", Operator::Is, text("closed")),
            condition("fields.meter", Operator::AtMost, Operand::Int(n)),
            condition("title", Operator::Contains, text("lift")),
            condition("rating", Operator::AtMost, Operand::Int(3)),
        ],
        any: Vec::new(),
    };
    let held = (0..200).filter(|n| filter(*n).holds(&schema, &facts, None)).count();
    assert_eq!(held, 200);
}

fn known<'a>(sets: &'a (FieldSet, FieldSet, FieldSet)) -> Known<'a, TicketSchema<'a>> {
    Known {
        schema: schema(sets),
        fields: &sets.2,
        agent: &|id| id == AgentId::from_parts(1, [1; 10]),
        group: &|id| id == GroupId::from_parts(1, [1; 10]),
        target: &|id| id == TargetId::from_parts(1, [1; 10]),
        sms: false,
    }
}

fn rule(actions: Vec<Action>) -> Rule {
    Rule {
        title: "Urgent ones to the lift group".to_owned(),
        enabled: true,
        events: BTreeSet::from([Change::Created]),
        when: Filter { all: vec![condition("priority", Operator::Is, text("urgent"))], any: Vec::new() },
        actions,
    }
}

#[test]
fn a_rule_is_saved_when_everything_in_it_means_something() {
    let sets = sets();
    let known = known(&sets);
    let agent = AgentId::from_parts(1, [1; 10]);
    let set = |field: &str, value: &str| Action::SetTicket { field: field.to_owned(), value: value.to_owned() };
    let assign = |mode, agent, skills: &str| Action::Assign { mode, agent, group: None, skills: skills.to_owned() };
    let good = rule(vec![
        set("status", "open"),
        set("priority", "high"),
        set("title", "{{company.name}}: {{ticket.title}}"),
        set("fields.meter", "17"),
        Action::SetCompany { field: "fields.level".into(), value: "gold".into() },
        Action::SetContact { field: "remark".into(), value: "{{ ticket.number }}".into() },
        assign(AssignMode::Fixed, Some(agent), ""),
        assign(AssignMode::Nearest, None, ""),
        assign(AssignMode::Skill, None, "lift, {{ticket.type}}"),
        Action::AddCc { agent },
        Action::Note { text: "{{ticket.descript}} {{event}}".into() },
        Action::Tell {
            to: vec![Recipient::Assignee, Recipient::Agent { id: agent }],
            text: "See {{ticket.ticketId}}".into(),
        },
        Action::Call { target: TargetId::from_parts(1, [1; 10]) },
    ]);
    assert_eq!(good.check(RuleKind::Trigger, &known), Ok(()));
    let stranger = AgentId::from_parts(9, [9; 10]);
    let table: Vec<(Action, &str, &str)> = vec![
        (set("status", "done"), "actions.0.value", "wrong_value"),
        (set("number", "1"), "actions.0.field", "unknown_field"),
        (set("fields.meter", "many"), "actions.0.value", "wrong_value"),
        (set("fields.metre", "1"), "actions.0.field", "unknown_field"),
        (set("title", " "), "actions.0.value", "wrong_value"),
        (set("title", "{{ticket.colour}}"), "actions.0.value", "unknown_placeholder:ticket.colour"),
        (Action::SetCompany { field: "level".into(), value: String::new() }, "actions.0.field", "unknown_field"),
        (Action::SetCompany { field: "email".into(), value: "nobody".into() }, "actions.0.value", "wrong_value"),
        (Action::SetCompany { field: "created_at".into(), value: String::new() }, "actions.0.field", "unknown_field"),
        (assign(AssignMode::Fixed, None, ""), "actions.0.agent", "required"),
        (assign(AssignMode::Fixed, Some(stranger), ""), "actions.0.agent", "unknown"),
        (assign(AssignMode::Fixed, Some(agent), "lift"), "actions.0.skills", "not_with_mode"),
        (assign(AssignMode::LeastOpen, Some(agent), ""), "actions.0.agent", "not_with_mode"),
        (assign(AssignMode::Nearest, Some(agent), ""), "actions.0.agent", "not_with_mode"),
        (assign(AssignMode::Nearest, None, "lift"), "actions.0.skills", "not_with_mode"),
        (assign(AssignMode::Skill, None, " "), "actions.0.skills", "required"),
        (assign(AssignMode::Skill, None, "{{ticket.colour}}"), "actions.0.skills", "unknown_placeholder:ticket.colour"),
        (Action::AddCc { agent: stranger }, "actions.0.agent", "unknown"),
        (Action::Note { text: " ".into() }, "actions.0.text", "required"),
        (Action::Note { text: "x".repeat(10_001) }, "actions.0.text", "too_long"),
        (Action::Tell { to: vec![], text: "x".into() }, "actions.0.to", "required"),
        (Action::Mail { subject: String::new(), text: "x".into() }, "actions.0.subject", "required"),
        (Action::Call { target: TargetId::default() }, "actions.0.target", "unknown"),
    ];
    for (action, member, problem) in table {
        let problems = rule(vec![action.clone()]).check(RuleKind::Trigger, &known).expect_err("refused");
        assert_eq!(problems, BTreeMap::from([(member.to_owned(), problem.to_owned())]), "{action:?}");
    }
    let mut wrong = rule(vec![]);
    wrong.when.any =
        vec![condition("weather", Operator::Is, text("bad")), condition("priority", Operator::Is, text("very"))];
    wrong.title = String::new();
    let problems = wrong.check(RuleKind::Automation, &known).expect_err("refused");
    let members: Vec<&str> = problems.keys().map(String::as_str).collect();
    assert_eq!(members, ["actions", "events", "title", "when.any.0", "when.any.1"]);
}

#[test]
fn a_new_organisation_begins_with_a_task_that_can_be_saved() {
    let sets = sets();
    let task = closing("Close resolved tickets".to_owned(), CLOSES_AFTER_H);
    assert_eq!(task.check(RuleKind::Automation, &known(&sets)), Ok(()));
    // status, hours since it was resolved; whether it is closed
    for (status, hours, closes) in [
        ("resolved", Some(71.9), false),
        ("resolved", Some(72.0), true),
        ("open", None, false),
        ("awaiting_response", Some(100.0), false),
        ("closed", None, false),
    ] {
        let after = ticket(status, 2, None);
        let hours: Vec<(&str, f64, f64)> = hours.map(|hours| ("resolved", hours, 0.0)).into_iter().collect();
        let schema = schema(&sets);
        let facts = Facts {
            schema: &schema,
            event: Change::Updated,
            by: "system",
            before: Some(&after),
            after: &after,
            rating: None,
            company: None,
            contact: None,
            hours: &hours,
        };
        assert_eq!(task.when.holds(&schema, &facts, None), closes, "{status} {hours:?}");
    }
}

#[test]
fn an_automation_needs_a_condition() {
    let sets = sets();
    let known = known(&sets);
    let mut task = rule(vec![Action::Note { text: "x".into() }]);
    task.events.clear();
    assert_eq!(task.check(RuleKind::Automation, &known), Ok(()));
    task.when = Filter::default();
    assert_eq!(task.check(RuleKind::Automation, &known).expect_err("refused")["when"], "required");
}

fn url(address: &str, body: &str, headers: &[(&str, &str)]) -> Target {
    Target {
        title: "Dispatch board".to_owned(),
        enabled: true,
        what: TargetKind::Url {
            method: Method::Put,
            address: address.to_owned(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            auth: Auth::None,
            body: body.to_owned(),
            expect: Expect::Nothing,
        },
    }
}

#[test]
fn a_target_names_its_host_and_sends_no_header_of_ours() {
    let sets = sets();
    let known = known(&sets);
    let body = r#"{"ticket": {"ticketId": "{{ticket.ticketId}}"}}"#;
    assert_eq!(url("https://a.example/x/{{ticket.id}}", body, &[("X-Branch", "7")]).check(&known), Ok(()));
    for (target, member, problem) in [
        (url("ftp://a.example/", "", &[]), "address", "not_an_address"),
        (url("https://{{company.website}}/", "", &[]), "address", "not_an_address"),
        (url("", "", &[]), "address", "required"),
        (url("https://a.example/", "{", &[]), "body", "not_json"),
        (url("https://a.example/", "{{company.nothing}}", &[]), "body", "unknown_placeholder:company.nothing"),
        (url("https://a.example/", "", &[("Authorization", "x")]), "headers.Authorization", "not_a_header"),
        (url("https://a.example/", "", &[("webhook-id", "x")]), "headers.webhook-id", "not_a_header"),
        (url("https://a.example/", "", &[("X", "a\r\nb")]), "headers.X", "not_a_header_value"),
    ] {
        let problems = target.check(&known).expect_err("refused");
        assert_eq!(problems, BTreeMap::from([(member.to_owned(), problem.to_owned())]));
    }
}

#[test]
fn placeholders_are_filled_once_and_strange_braces_stay() {
    let value = |name: &str| (name == "a").then(|| "{{b}}".to_owned());
    for (template, wanted) in [
        ("", ""),
        ("plain", "plain"),
        ("{{a}}", "{{b}}"),
        ("x{{ a }}y{{a}}", "x{{b}}y{{b}}"),
        ("{{unknown}}!", "!"),
        ("{{", "{{"),
        ("{{}}", "{{}}"),
        ("{{ {{a}}", "{{ {{b}}"),
        ("{ {a} }", "{ {a} }"),
        ("级{{a}}别", "级{{b}}别"),
    ] {
        assert_eq!(fill(template, value), wanted, "{template}");
    }
    assert_eq!(names("{{a}} {{ b.c }} {{ {{d}}"), ["a", "b.c", "d"]);
}

#[test]
fn what_travels_comes_back_as_it_was() {
    let action = r#"{"do":"tell","to":[{"who":"assignee"},{"who":"cc"}],"text":"x"}"#;
    let read: Action = serde_json::from_str(action).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), action);
    let target = url("https://a.example/", "", &[]);
    let text = serde_json::to_string(&target).unwrap();
    assert_eq!(serde_json::from_str::<Target>(&text).unwrap(), target);
    assert_eq!(Projected::default().whole(), "");
}
