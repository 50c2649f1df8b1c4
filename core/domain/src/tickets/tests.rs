//! Rules of tickets.

use super::*;
use crate::visits::VisitRules;
use crate::{Actor, CommandId, Context, Refusal, Side, TenantId};

fn ctx(at: i64) -> Context {
    Context {
        tenant: TenantId::default(),
        actor: Actor::System,
        device: None,
        command: CommandId::from_parts(at.unsigned_abs(), [1; 10]),
        at: Timestamp(at),
        received_at: None,
        offline: false,
        side: Side::Server,
        visit_rules: VisitRules::default(),
    }
}

fn made() -> (Ticket, TicketOverlay) {
    let (mut ticket, mut overlay) = (Ticket::default(), TicketOverlay::default());
    let new = NewTicket { title: "Lift 3 stuck".into(), ..NewTicket::default() };
    apply(&ctx(1), TicketId::default(), &mut ticket, &mut overlay, &TicketCommand::Create { ticket: Box::new(new) })
        .expect("is made");
    (ticket, overlay)
}

#[test]
fn a_ticket_without_a_title_is_refused() {
    let command = TicketCommand::Create { ticket: Box::default() };
    let refused = apply(&ctx(1), TicketId::default(), &mut Ticket::default(), &mut TicketOverlay::default(), &command);
    assert_eq!(refused, Err(Refusal::Missing { fields: vec!["title".into()] }));
}

#[test]
fn the_latest_status_fact_counts_whatever_order_they_arrived_in() {
    let (mut ticket, mut overlay) = made();
    for (at, status) in [(30, Status::Resolved), (20, Status::Open)] {
        let fact = LineId::from_parts(at, [2; 10]);
        apply(
            &ctx(i64::try_from(at).expect("small")),
            TicketId::default(),
            &mut ticket,
            &mut overlay,
            &TicketCommand::SetStatus { fact, status },
        )
        .expect("is allowed");
    }
    assert_eq!(ticket.status(), Status::Resolved);
    assert_eq!(ticket.project(TicketId::default(), &overlay).resolved_at, Some(30));
}

#[test]
fn an_assigned_new_ticket_shows_as_open() {
    let (mut ticket, mut overlay) = made();
    assert_eq!(ticket.project(TicketId::default(), &overlay).status, "new");
    let agent = AgentId::from_parts(1, [3; 10]);
    let assign = TicketCommand::Assign { agent: Some(agent), agent_name: "Chen".into(), group: None, seen: None };
    apply(&ctx(5), TicketId::default(), &mut ticket, &mut overlay, &assign).expect("is allowed");
    assert_eq!(ticket.project(TicketId::default(), &overlay).status, "open");
    let second = apply(&ctx(6), TicketId::default(), &mut ticket, &mut overlay, &assign);
    assert_eq!(second, Err(Refusal::ChangedMeanwhile { current: "Chen".into() }));
}

fn on_its_way() -> (Ticket, TicketOverlay) {
    let (ticket, mut overlay) = made();
    overlay.flow = Some(Box::new(Flow {
        workflow: crate::WorkflowId::default(),
        version: 1,
        node: "report".into(),
        title: "Report".into(),
        at: Timestamp(1),
        left: BTreeMap::new(),
        access_at: String::new(),
        hidden: Vec::new(),
        read_only: Vec::new(),
        overdue: None,
    }));
    (ticket, overlay)
}

fn advance(at: i64, from: &str, to: &str) -> TicketCommand {
    let fact = LineId::from_parts(at.unsigned_abs(), [7; 10]);
    TicketCommand::Advance { fact, from: from.into(), to: to.into(), title: to.into() }
}

#[test]
fn a_ticket_goes_on_from_the_node_it_is_at_and_from_no_other() {
    let (mut ticket, mut overlay) = on_its_way();
    assert_eq!(ticket.node(&overlay).map(|(key, ..)| key), Some("report"));
    let mut go = |ticket: &mut Ticket, at, from, to| {
        apply(&ctx(at), TicketId::default(), ticket, &mut overlay, &advance(at, from, to)).map(|_| ())
    };
    assert_eq!(go(&mut ticket, 5, "report", "repair"), Ok(()));
    assert_eq!(
        go(&mut ticket, 6, "report", "check"),
        Err(Refusal::ChangedMeanwhile { current: "repair".into() }),
        "somebody was faster"
    );
    assert_eq!(go(&mut ticket, 2, "repair", "check"), Ok(()), "a clock may be slow");
    assert_eq!(ticket.step().map(|fact| (fact.node.as_str(), fact.at)), Some(("check", Timestamp(6))));
    assert_eq!(go(&mut ticket, 7, "check", ""), Err(Refusal::Missing { fields: vec!["node".into()] }));
    let row = ticket.project(TicketId::default(), &overlay);
    assert_eq!((row.node.as_deref(), row.node_since), (Some("check"), Some(6)));
    let (mut free, mut none) = made();
    let refused = apply(&ctx(9), TicketId::default(), &mut free, &mut none, &advance(9, "report", "repair"));
    assert_eq!(refused, Err(Refusal::invalid("node", "no_flow")));
}

#[test]
fn a_stay_at_a_value_of_the_node_field_is_overdue_once() {
    let (mut ticket, mut overlay) = made();
    let mut stays = Stays { field: "step".into(), ..Stays::default() };
    stays.come(Stay { node: "check".into(), title: "Check".into(), at: Timestamp(5), by: String::new() });
    overlay.stays = Some(Box::new(stays));
    let system = Context { actor: Actor::System, ..ctx(9) };
    let mut note = |since, overlay: &mut TicketOverlay| {
        let command = TicketCommand::NoteOverdue { since: Timestamp(since) };
        apply(&system, TicketId::default(), &mut ticket, overlay, &command).map(|applied| applied.events[0].kind)
    };
    let meanwhile = Err(Refusal::ChangedMeanwhile { current: "Check".into() });
    assert_eq!(note(4, &mut overlay), meanwhile, "another stay");
    assert_eq!(note(5, &mut overlay), Ok(crate::event::EventKind::TicketOverdue));
    assert_eq!(note(5, &mut overlay), meanwhile, "it was noted");
    let row = ticket.project(TicketId::default(), &overlay);
    assert_eq!(
        (row.node.as_deref(), row.node_title.as_str(), row.node_since, row.node_over),
        (Some("check"), "Check", Some(5), 1)
    );
    if let Some(stays) = overlay.stays.as_mut() {
        stays.come(Stay { node: "repair".into(), title: "Repair".into(), at: Timestamp(20), by: String::new() });
    }
    let row = ticket.project(TicketId::default(), &overlay);
    assert_eq!((row.node.as_deref(), row.node_over), (Some("repair"), 0), "the next stay is not over");
}

#[test]
fn a_ticket_sent_back_is_as_it_was_there_and_says_why() {
    let (mut ticket, mut overlay) = on_its_way();
    let mut run = |ticket: &mut Ticket, at, command: &TicketCommand| {
        apply(&ctx(at), TicketId::default(), ticket, &mut overlay, command)
    };
    run(&mut ticket, 5, &advance(5, "report", "repair")).expect("goes on");
    let edit = TicketEdit { title: Some("Lift 4 stuck".into()), ..TicketEdit::default() };
    let changed = run(&mut ticket, 6, &TicketCommand::Edit { edit: Box::new(edit) }).expect("is changed");
    let restored = ticket.restored(Timestamp(5), &changed.entries);
    assert_eq!(restored, TicketEdit { title: Some("Lift 3 stuck".into()), ..TicketEdit::default() });
    assert_eq!(ticket.restored(Timestamp(6), &changed.entries), TicketEdit::default(), "it was changed before");
    let back = |reason: &str| TicketCommand::ReturnTo {
        fact: LineId::from_parts(7, [8; 10]),
        from: "repair".into(),
        to: "report".into(),
        reason: reason.into(),
        title: "Report".into(),
        values: Box::new(restored.clone()),
    };
    assert_eq!(run(&mut ticket, 7, &back(" ")), Err(Refusal::Missing { fields: vec!["reason".into()] }));
    let applied = run(&mut ticket, 7, &back("The floor is missing.")).expect("goes back");
    assert_eq!(ticket.title, "Lift 3 stuck");
    assert_eq!(ticket.step().map(|fact| (fact.node.as_str(), fact.back)), Some(("report", true)));
    assert_eq!(applied.events.first().map(|event| event.kind), Some(crate::event::EventKind::TicketReturned));
}

#[test]
fn a_customer_takes_back_what_is_open_and_nothing_else_is_his_to_close() {
    let customer = Context { actor: Actor::Customer { name: "Mr Wu".into() }, ..ctx(9) };
    let phone = Context { side: Side::Device, ..customer.clone() };
    let withdraw =
        |reason: &str| TicketCommand::Withdraw { fact: LineId::from_parts(9, [3; 10]), reason: reason.into() };
    let close = TicketCommand::SetStatus { fact: LineId::from_parts(9, [4; 10]), status: Status::Closed };
    for (status, ctx, command, wanted) in [
        (Status::New, &customer, withdraw(" It runs again. "), Ok(Status::Closed)),
        (Status::AwaitingResponse, &customer, withdraw(""), Ok(Status::Closed)),
        (Status::Open, &ctx(9), withdraw(""), Ok(Status::Closed)),
        (Status::Resolved, &customer, withdraw(""), Err(Refusal::ChangedMeanwhile { current: String::new() })),
        (Status::Closed, &customer, withdraw(""), Err(Refusal::ChangedMeanwhile { current: String::new() })),
        (Status::New, &customer, withdraw(&"x".repeat(501)), Err(Refusal::invalid("reason", "too_long"))),
        (Status::New, &phone, withdraw(""), Err(Refusal::NotAllowed)),
        (Status::New, &customer, close, Err(Refusal::NotAllowed)),
    ] {
        let (mut ticket, mut overlay) = made();
        let set = TicketCommand::SetStatus { fact: LineId::from_parts(2, [2; 10]), status };
        apply(&self::ctx(2), TicketId::default(), &mut ticket, &mut overlay, &set).expect("is set");
        let applied = apply(ctx, TicketId::default(), &mut ticket, &mut overlay, &command);
        let kinds = applied.as_ref().map(|applied| applied.events.iter().map(|event| event.kind).collect::<Vec<_>>());
        if kinds.is_ok() {
            assert_eq!(kinds, Ok(vec![crate::event::EventKind::TicketWithdrawn]), "{status:?}");
        }
        assert_eq!(applied.map(|_| ticket.status()), wanted, "{status:?} {command:?}");
    }
}
