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
