//! The two doors through which state changes, and the one place that stores.
//!
//! - [`execute`]: commands of people at the desk, of customers' forms and of rules. All or none.
//! - [`receive`]: commands of devices with the automerge changes they made. Each has its own outcome.
//!
//! Both load documents, work on scratch copies in worker threads (`gate.rs` for what devices send), and store
//! through `commit.rs`: changes, snapshot, overlay, row, entries, scopes, events, notices and the commands' outcomes
//! in one transaction. If a document moved meanwhile, the work is done again on its new state.

use std::collections::HashMap;

use truckroll_domain::{
    Actor, AgentId, Applied, Command, Content, Context, DeviceId, DocumentId, Entry, Envelope, Kind, Refusal, Side,
    TenantId, Timestamp,
};

mod commit;
mod execute;
mod gate;
mod load;
mod receive;
mod scopes;

pub(crate) use commit::{Beside, Lines};
pub use execute::{ExecuteError, Executed, execute};
pub(crate) use execute::{execute_beside, execute_past};
pub(crate) use load::holders;
pub use load::{Stored, entries, load, project_again};
pub(crate) use receive::hex;
pub use receive::{Taken, receive, receive_from, receive_recast};

/// Who brings commands.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The organisation.
    pub tenant: TenantId,
    /// The person or rule.
    pub actor: Actor,
    /// The device, if it comes from one.
    pub device: Option<DeviceId>,
}

/// A document after commands were carried out on it, ready to be stored.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub id: DocumentId,
    pub kind: Kind,
    /// The sequence number it was loaded with; 0 for a new document.
    pub base_seq: i64,
    /// The saved document, proven to load again; `None` when only overlay or entries changed.
    pub snapshot: Option<Vec<u8>>,
    pub heads: Vec<u8>,
    pub changes: Vec<Vec<u8>>,
    pub content: Content,
    pub effects: Vec<(Envelope, Applied)>,
}

impl Prepared {
    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.effects.iter().flat_map(|(_, applied)| &applied.entries)
    }
}

/// The circumstances of a command as the server sees them.
pub(crate) fn context(
    caller: &Caller,
    rules: &truckroll_domain::visits::VisitRules,
    envelope: &Envelope,
    now: Timestamp,
) -> Context {
    Context {
        tenant: caller.tenant,
        actor: caller.actor.clone(),
        device: caller.device,
        command: envelope.id,
        at: envelope.at,
        received_at: Some(now),
        offline: envelope.offline,
        side: Side::Server,
        visit_rules: rules.clone(),
    }
}

/// The fields that the values of a command are checked by.
fn fields_of<'a>(
    command: &Command,
    directory: &'a crate::directory::Directory,
) -> Option<&'a crate::directory::Defined<truckroll_domain::fields::FieldSet>> {
    truckroll_domain::fields::Noun::of(command.kind()).map(|noun| directory.fields(noun))
}

/// Fills in what only the server knows: names of the agents a command gives work to.
fn resolve(command: &mut Command, directory: &crate::directory::Directory) -> Result<(), Refusal> {
    use truckroll_domain::tickets::TicketCommand;
    use truckroll_domain::visits::VisitCommand;
    match command {
        Command::Visit { command: VisitCommand::Assign { agent, agent_name, .. }, .. } => {
            *agent_name = directory.engineer_name(*agent)?;
        }
        Command::Ticket { command: TicketCommand::Assign { agent, agent_name, .. }, .. } => {
            *agent_name = match agent {
                Some(id) => match directory.actor(*id) {
                    Some(actor) => actor.name().to_owned(),
                    None => return Err(Refusal::invalid("agent", "unknown")),
                },
                None => String::new(),
            };
        }
        _ => {}
    }
    Ok(())
}

/// Outcomes of commands that were delivered before, by id text.
type Known = HashMap<String, String>;

/// Agents whose devices hold a document, by document.
type Holders = HashMap<DocumentId, Vec<AgentId>>;
