//! Who may see a document and give a command at all. The finer preconditions live beside each command.
//!
//! The server asks before it reads or applies anything; a device asks so that a screen never offers what
//! would be refused. Deny by default.

use crate::people::Role;
use crate::tickets::TicketCommand;
use crate::visits::VisitCommand;
use crate::{Actor, Command, Content};

/// Whether `actor` may read this document.
#[must_use]
pub fn may_read(actor: &Actor, content: &Content) -> bool {
    match (actor, content) {
        (Actor::System, _) => true,
        (Actor::Customer { .. }, _) => false,
        (Actor::Agent { .. }, Content::Visit(visit, overlay)) => crate::visits::may_see(actor, visit, overlay),
        (Actor::Agent { id, .. }, Content::Ticket(ticket, overlay)) => {
            actor.dispatches() || ticket.holders(overlay).contains(id)
        }
        (Actor::Agent { .. }, Content::Company(_) | Content::Contact(_) | Content::Asset(_)) => actor.dispatches(),
    }
}

/// Whether `actor` may give this command at all. `holds` says that the document travels to his devices
/// (his own, or behind one of his visits).
#[must_use]
pub fn may_command(actor: &Actor, command: &Command, holds: bool) -> bool {
    match actor {
        Actor::System => true,
        Actor::Customer { .. } => matches!(
            command,
            Command::Ticket { command: TicketCommand::Create { .. } | TicketCommand::Reply { .. }, .. }
                | Command::Visit { command: VisitCommand::Rate { .. }, .. }
        ),
        Actor::Agent { .. } if actor.dispatches() => {
            !matches!(command, Command::Visit { command: VisitCommand::Rate { .. }, .. })
        }
        Actor::Agent { .. } if actor.has(Role::Engineer) => match command {
            Command::Visit { command: VisitCommand::Rate { .. }, .. } => false,
            Command::Visit { command: VisitCommand::Create { .. }, .. }
            | Command::Ticket { command: TicketCommand::Create { .. }, .. } => true,
            // an engineer's own attempt may be written whether or not he still holds the visit
            Command::Visit { command, .. } if command.assignment().is_some() => true,
            Command::Visit { .. } | Command::Ticket { .. } => holds,
            Command::Company { .. } | Command::Contact { .. } | Command::Asset { .. } => false,
        },
        Actor::Agent { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visits::VisitCommand as V;
    use crate::{AgentId, AssignmentId, CompanyId, TicketId, VisitId};

    fn agent(role: Role) -> Actor {
        Actor::Agent { id: AgentId::default(), name: "A".into(), roles: vec![role] }
    }

    #[test]
    fn roles_may_give_the_commands_of_their_work_and_no_others() {
        let accept = Command::Visit {
            id: VisitId::default(),
            command: V::Accept { assignment: AssignmentId::default(), place: None },
        };
        let edit = Command::Visit { id: VisitId::default(), command: V::Edit { edit: Box::default() } };
        let rate = Command::Visit { id: VisitId::default(), command: V::Rate { stars: 5, comment: String::new() } };
        let reply = Command::Ticket {
            id: TicketId::default(),
            command: TicketCommand::Reply {
                entry: crate::EntryId::default(),
                text: "x".into(),
                public: true,
                attachments: vec![],
            },
        };
        let company = Command::Company {
            id: CompanyId::default(),
            command: crate::companies::CompanyCommand::Create { company: Box::default() },
        };
        let customer = Actor::Customer { name: String::new() };
        for (actor, command, holds, allowed) in [
            (agent(Role::Engineer), &accept, false, true),
            (agent(Role::Engineer), &edit, false, false),
            (agent(Role::Engineer), &reply, true, true),
            (agent(Role::Engineer), &reply, false, false),
            (agent(Role::Engineer), &rate, true, false),
            (agent(Role::Engineer), &company, true, false),
            (agent(Role::Dispatcher), &edit, false, true),
            (agent(Role::Dispatcher), &rate, false, false),
            (agent(Role::Admin), &company, false, true),
            (customer.clone(), &rate, false, true),
            (customer.clone(), &reply, false, true),
            (customer, &edit, false, false),
        ] {
            assert_eq!(may_command(&actor, command, holds), allowed, "{actor:?} {}", command.name());
        }
    }
}
