//! Tickets that became one (TKT-37): one is closed and points to the other, in whose conversation what was said in it is read
//! through that link. Nothing is copied, so a merge can be taken back, and what is written to the closed one later is not lost.
//!
//! The link is the server's to write, in the overlay of both: the server gives the two halves of a merge in one transaction.

use serde::Serialize;

use super::{Status, StatusFact, Ticket, TicketOverlay};
use crate::command::check_length;
use crate::decode::Deserialize;
use crate::{Context, LineId, Refusal, TicketId, Timestamp};

/// Most tickets that were merged into one.
const MAX_MERGED: usize = 100;
/// Longest name of the other ticket, characters.
const MAX_NAME: usize = 600;

/// Where a ticket went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergedInto {
    /// The ticket it was merged into.
    pub ticket: TicketId,
    /// Number and title of that one then.
    #[serde(default)]
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    #[serde(default)]
    pub by: String,
    /// The status it had.
    #[serde(default, deserialize_with = "crate::tolerant::or_default")]
    pub was: Status,
}

/// A ticket that was merged into this one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merged {
    /// Its number and title then.
    #[serde(default)]
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    #[serde(default)]
    pub by: String,
}

fn merged() -> Refusal {
    Refusal::invalid("ticket", "merged")
}

/// Now, and after every status it had, also where a clock was fast.
fn after_all(ctx: &Context, ticket: &Ticket) -> Timestamp {
    let last = ticket.statuses.values().map(|fact| fact.at.plus_ms(1)).max();
    last.map_or(ctx.at, |last| ctx.at.max(last))
}

/// Closes a ticket and points it to another one.
pub(super) fn into(
    ctx: &Context,
    id: TicketId,
    (ticket, overlay): (&mut Ticket, &mut TicketOverlay),
    fact: LineId,
    other: TicketId,
    name: &str,
) -> Result<(), Refusal> {
    check_length("name", name, MAX_NAME)?;
    if overlay.merged_into.is_some() || other == id {
        return Err(merged());
    }
    let (was, by) = (ticket.status(), ctx.actor.name().to_owned());
    if was != Status::Closed {
        let at = after_all(ctx, ticket);
        ticket.statuses.insert(fact, StatusFact { status: Status::Closed, at, by: by.clone() });
    }
    let name = name.to_owned();
    overlay.merged_into = Some(Box::new(MergedInto { ticket: other, name, at: ctx.at, by, was }));
    Ok(())
}

/// Ends that link; the ticket has its status back, unless it was opened meanwhile. Says where it had gone.
pub(super) fn back(
    ctx: &Context,
    ticket: &mut Ticket,
    overlay: &mut TicketOverlay,
    fact: LineId,
) -> Result<String, Refusal> {
    let link = overlay.merged_into.take().ok_or_else(|| Refusal::invalid("ticket", "not_merged"))?;
    if ticket.status() == Status::Closed && link.was != Status::Closed {
        let by = ctx.actor.name().to_owned();
        let at = after_all(ctx, ticket);
        ticket.statuses.insert(fact, StatusFact { status: link.was, at, by });
    }
    Ok(link.name)
}

/// Takes another ticket in.
pub(super) fn take_in(ctx: &Context, overlay: &mut TicketOverlay, other: TicketId, name: &str) -> Result<(), Refusal> {
    check_length("name", name, MAX_NAME)?;
    if overlay.merged_into.is_some() || overlay.merged.contains_key(&other) {
        return Err(merged());
    }
    if overlay.merged.len() >= MAX_MERGED {
        return Err(Refusal::TooMany { field: "merged".into(), limit: 100 });
    }
    let by = ctx.actor.name().to_owned();
    overlay.merged.insert(other, Merged { name: name.to_owned(), at: ctx.at, by });
    Ok(())
}

/// Gives it back. Says which one it was.
pub(super) fn give_back(overlay: &mut TicketOverlay, other: TicketId) -> Result<String, Refusal> {
    let link = overlay.merged.remove(&other).ok_or_else(|| Refusal::invalid("ticket", "not_merged"))?;
    Ok(link.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tickets::{NewTicket, TicketCommand, apply};
    use crate::visits::VisitRules;
    use crate::{Actor, CommandId, Side, TenantId};

    fn id(n: u8) -> TicketId {
        TicketId::from_parts(1, [n; 10])
    }

    fn run(on: u8, at: i64, of: &mut (Ticket, TicketOverlay), command: &TicketCommand) -> Result<(), Refusal> {
        let ctx = Context {
            tenant: TenantId::default(),
            actor: Actor::System,
            device: None,
            command: CommandId::from_parts(at.unsigned_abs(), [1; 10]),
            at: Timestamp(at),
            received_at: None,
            offline: false,
            side: Side::Server,
            visit_rules: VisitRules::default(),
        };
        apply(&ctx, id(on), &mut of.0, &mut of.1, command).map(|_| ())
    }

    fn ticket() -> (Ticket, TicketOverlay) {
        let mut made = (Ticket::default(), TicketOverlay::default());
        let new = NewTicket { title: "Lift 3 stuck".into(), ..NewTicket::default() };
        run(0, 1, &mut made, &TicketCommand::Create { ticket: Box::new(new) }).expect("is made");
        made
    }

    fn line(n: u8) -> LineId {
        LineId::from_parts(2, [n; 10])
    }

    #[test]
    fn a_merge_closes_the_source_and_taking_it_back_gives_it_its_status_again() {
        let mut source = ticket();
        run(1, 2, &mut source, &TicketCommand::SetStatus { fact: line(1), status: Status::AwaitingResponse })
            .expect("is set");
        let merge = TicketCommand::MergeInto { fact: line(2), into: id(2), name: "T-2 Lift".into() };
        run(1, 3, &mut source, &merge).expect("is merged");
        assert_eq!(source.0.status(), Status::Closed);
        assert_eq!(source.0.project(id(1), &source.1).merged_into, Some(id(2).to_string()));
        assert_eq!(run(1, 4, &mut source, &merge), Err(Refusal::invalid("ticket", "merged")), "it is merged already");
        run(1, 5, &mut source, &TicketCommand::Unmerge { fact: line(3) }).expect("is taken back");
        assert_eq!((source.0.status(), source.1.merged_into.is_none()), (Status::AwaitingResponse, true));
        let again = run(1, 6, &mut source, &TicketCommand::Unmerge { fact: line(4) });
        assert_eq!(again, Err(Refusal::invalid("ticket", "not_merged")));
    }

    #[test]
    fn a_ticket_that_was_opened_meanwhile_stays_as_it_is() {
        let mut source = ticket();
        run(1, 3, &mut source, &TicketCommand::MergeInto { fact: line(2), into: id(2), name: String::new() })
            .expect("is merged");
        run(1, 4, &mut source, &TicketCommand::SetStatus { fact: line(5), status: Status::Open })
            .expect("a phone opened it");
        run(1, 5, &mut source, &TicketCommand::Unmerge { fact: line(3) }).expect("is taken back");
        assert_eq!(source.0.status(), Status::Open);
    }

    #[test]
    fn a_ticket_takes_others_in_once_and_none_into_what_was_merged_itself() {
        let mut target = ticket();
        let take = TicketCommand::TakeIn { ticket: id(1), name: "T-1 Noise".into() };
        run(2, 2, &mut target, &take).expect("is taken in");
        assert_eq!(run(2, 3, &mut target, &take), Err(Refusal::invalid("ticket", "merged")));
        run(2, 4, &mut target, &TicketCommand::GiveBack { ticket: id(1) }).expect("is given back");
        assert!(target.1.merged.is_empty());
        run(2, 5, &mut target, &TicketCommand::MergeInto { fact: line(2), into: id(3), name: String::new() })
            .expect("is merged");
        assert_eq!(run(2, 6, &mut target, &take), Err(Refusal::invalid("ticket", "merged")));
        let itself = TicketCommand::MergeInto { fact: line(2), into: id(0), name: String::new() };
        assert_eq!(run(0, 7, &mut ticket(), &itself), Err(Refusal::invalid("ticket", "merged")));
    }
}
