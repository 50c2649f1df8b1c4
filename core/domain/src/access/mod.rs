//! Who may see a document and give a command at all. The finer preconditions live beside each command.
//!
//! The server asks before it reads or applies anything; a device asks so that a screen never offers what
//! would be refused. Deny by default: `allowed = licence(module) AND role(permission) AND switch(feature)`, on records
//! that the role reaches ([`Rights`]).

mod licence;
mod lock;
mod policy;
mod role;
mod targets;
#[cfg(test)]
mod tests;

pub use licence::{Feature, Module, Switches};
pub use lock::{Lock, Restrictions, lock_of};
pub use policy::{Circle, MAX_DEPTH, Parties, Policy, Rights};
pub(crate) use role::words;
pub use role::{Area, BuiltIn, Grant, Reach, Role, RoleProblems, Verb};
pub use targets::{Targets, Viewer};

use crate::assets::AssetCommand;
use crate::companies::CompanyCommand;
use crate::contacts::ContactCommand;
use crate::tickets::TicketCommand;
use crate::visits::VisitCommand;
use crate::{Actor, Command, Content, Refusal};

/// The area a document belongs to.
#[must_use]
pub fn area(content: &Content) -> Area {
    match content {
        Content::Ticket(..) => Area::Tickets,
        Content::Visit(..) => Area::Visits,
        Content::Company(_) | Content::Contact(_) | Content::Asset(_) => Area::Customers,
    }
}

/// Who a document belongs to.
#[must_use]
pub fn parties(content: &Content) -> Parties {
    match content {
        Content::Ticket(ticket, overlay) => {
            Parties { agents: ticket.holders(overlay), groups: overlay.group.into_iter().collect() }
        }
        Content::Visit(visit, overlay) => {
            let mut agents = visit.holders(overlay);
            agents.extend(overlay.assignments.values().map(|a| a.agent));
            Parties { agents, groups: Vec::new() }
        }
        Content::Company(company) => Parties { agents: company.owner.into_iter().collect(), groups: Vec::new() },
        Content::Contact(contact) => Parties { agents: contact.owner.into_iter().collect(), groups: Vec::new() },
        Content::Asset(_) => Parties::default(),
    }
}

/// Whether `actor` may read this document for its own sake. What travels to him because of other work (the customer
/// behind his visit) is the store's to know.
#[must_use]
pub fn may_read(actor: &Actor, content: &Content) -> bool {
    match actor {
        Actor::System => true,
        Actor::Customer { .. } => false,
        Actor::Agent { rights, .. } => rights.on(area(content), Verb::View, &parties(content)),
    }
}

/// What a command asks for: the area and the verb.
#[must_use]
pub fn asks(command: &Command) -> (Area, Verb) {
    match command {
        Command::Ticket { command, .. } => {
            let verb = match command {
                TicketCommand::Create { .. } => Verb::Create,
                TicketCommand::Assign { .. } => Verb::Assign,
                TicketCommand::Edit { .. }
                | TicketCommand::Reply { .. }
                | TicketCommand::SetRow { .. }
                | TicketCommand::RemoveRow { .. }
                | TicketCommand::SetStatus { .. }
                | TicketCommand::Advance { .. }
                | TicketCommand::ReturnTo { .. }
                | TicketCommand::Split { .. }
                | TicketCommand::MergeInto { .. }
                | TicketCommand::TakeIn { .. }
                | TicketCommand::Unmerge { .. }
                | TicketCommand::GiveBack { .. }
                | TicketCommand::SetCc { .. }
                | TicketCommand::SetTerms { .. }
                | TicketCommand::Withdraw { .. }
                | TicketCommand::NoteOverdue { .. } => Verb::Edit,
            };
            (Area::Tickets, verb)
        }
        Command::Visit { command, .. } => {
            let verb = match command {
                VisitCommand::Create { .. } => Verb::Create,
                VisitCommand::Assign { .. }
                | VisitCommand::Unassign { .. }
                | VisitCommand::DecideCancel { .. }
                | VisitCommand::DecideLate { .. }
                | VisitCommand::Reopen { .. } => Verb::Assign,
                command if command.assignment().is_some() => Verb::Work,
                _ => Verb::Edit,
            };
            (Area::Visits, verb)
        }
        Command::Company { command, .. } => (
            Area::Customers,
            match command {
                CompanyCommand::Create { .. } => Verb::Create,
                CompanyCommand::Edit { .. } => Verb::Edit,
                CompanyCommand::Delete
                | CompanyCommand::Restore
                | CompanyCommand::Merge { .. }
                | CompanyCommand::Unmerge => Verb::Delete,
            },
        ),
        Command::Contact { command, .. } => (
            Area::Customers,
            match command {
                ContactCommand::Create { .. } => Verb::Create,
                ContactCommand::Edit { .. } => Verb::Edit,
                ContactCommand::Delete
                | ContactCommand::Restore
                | ContactCommand::Merge { .. }
                | ContactCommand::Unmerge => Verb::Delete,
            },
        ),
        Command::Asset { command, .. } => {
            let verb = match command {
                AssetCommand::Create { .. } => Verb::Create,
                AssetCommand::Edit { .. } => Verb::Edit,
                AssetCommand::Delete | AssetCommand::Restore => Verb::Delete,
            };
            (Area::Customers, verb)
        }
    }
}

/// Whether a command may be given at all, with the reason where it may not: device and server ask before they carry it
/// out.
///
/// # Errors
/// [`Refusal::Restricted`] for what the organisation has locked for everybody, else [`Refusal::NotAllowed`].
pub fn judge(actor: &Actor, command: &Command, content: &Content, holds: bool) -> Result<(), Refusal> {
    if !may_command(actor, command, content, holds) {
        return Err(Refusal::NotAllowed);
    }
    match (actor, lock_of(command)) {
        (Actor::Agent { rights, .. }, Some(lock)) if rights.locked(lock) => {
            Err(Refusal::Restricted { lock: lock.word().to_owned() })
        }
        _ => Ok(()),
    }
}

/// Whether `actor` may give this command at all on a document as it is now (empty for one that is made). `holds` says
/// that the document travels to his devices: his own, or behind one of his visits.
#[must_use]
pub fn may_command(actor: &Actor, command: &Command, content: &Content, holds: bool) -> bool {
    let rights = match actor {
        Actor::System => return true,
        Actor::Customer { .. } => {
            return matches!(
                command,
                Command::Ticket {
                    command: TicketCommand::Create { .. }
                        | TicketCommand::Reply { .. }
                        | TicketCommand::SetRow { .. }
                        | TicketCommand::Withdraw { .. },
                    ..
                }
                    | Command::Visit { command: VisitCommand::Rate { .. }, .. }
                    // his own details; which customer he is, the server knows by what he proved
                    | Command::Company { command: CompanyCommand::Edit { .. }, .. }
                    | Command::Contact { command: ContactCommand::Edit { .. }, .. }
            );
        }
        Actor::Agent { rights, .. } => rights,
    };
    let (area, verb) = asks(command);
    match command {
        Command::Visit { command: VisitCommand::Rate { .. }, .. } => false,
        // whoever takes part in a ticket may hand on what is his
        Command::Ticket { command: TicketCommand::Assign { .. }, .. } => {
            rights.on(area, verb, &parties(content)) || (rights.allow(area, Verb::Edit) && holds)
        }
        // an engineer's own attempt may be written whether or not he still holds the visit; a dispatcher may see to it
        Command::Visit { .. } if verb == Verb::Work => {
            rights.allow(area, Verb::Work) || rights.on(area, Verb::Assign, &parties(content))
        }
        _ if verb == Verb::Create => rights.allow(area, verb),
        // what travels to somebody's devices is reached like his own
        _ => rights.on(area, verb, &parties(content)) || (rights.allow(area, verb) && holds),
    }
}
