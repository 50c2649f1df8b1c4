//! Commands: the only way anything changes, and what they are answered with.

use serde::Serialize;

use crate::assets::AssetCommand;
use crate::companies::CompanyCommand;
use crate::contacts::ContactCommand;
use crate::decode::Deserialize;
use crate::event::{Event, EventKind};
use crate::fields::Label;
use crate::tickets::TicketCommand;
use crate::visits::{VisitCommand, VisitState};
use crate::{
    AgentId, AssetId, CommandId, CompanyId, ContactId, Context, DocumentId, Entry, Kind, TicketId, Timestamp, VisitId,
};

/// A command on one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(missing_docs, reason = "one variant a noun")]
pub enum Command {
    Visit { id: VisitId, command: VisitCommand },
    Ticket { id: TicketId, command: TicketCommand },
    Company { id: CompanyId, command: CompanyCommand },
    Contact { id: ContactId, command: ContactCommand },
    Asset { id: AssetId, command: AssetCommand },
}

crate::tagged!(Command, "on");

impl Command {
    /// The document it changes.
    #[must_use]
    pub fn document(&self) -> DocumentId {
        match self {
            Command::Visit { id, .. } => (*id).into(),
            Command::Ticket { id, .. } => (*id).into(),
            Command::Company { id, .. } => (*id).into(),
            Command::Contact { id, .. } => (*id).into(),
            Command::Asset { id, .. } => (*id).into(),
        }
    }
    /// The kind of that document.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Command::Visit { .. } => Kind::Visit,
            Command::Ticket { .. } => Kind::Ticket,
            Command::Company { .. } => Kind::Company,
            Command::Contact { .. } => Kind::Contact,
            Command::Asset { .. } => Kind::Asset,
        }
    }
    /// Whether only the server decides it; a device keeps it pending and shows so.
    #[must_use]
    pub fn server_only(&self) -> bool {
        match self {
            Command::Visit { command, .. } => command.server_only(),
            Command::Ticket { command, .. } => command.server_only(),
            Command::Company { command, .. } => command.server_only(),
            Command::Contact { command, .. } => command.server_only(),
            Command::Asset { command, .. } => command.server_only(),
        }
    }
    /// Whether something is counted or looked at before it is given, so that it is given only by the server's own routes.
    #[must_use]
    pub fn is_counted_first(&self) -> bool {
        match self {
            Command::Company { command, .. } => command.server_only(),
            Command::Contact { command, .. } => command.server_only(),
            Command::Ticket { command, .. } => command.is_half(),
            Command::Visit { .. } | Command::Asset { .. } => false,
        }
    }
    /// Whether it makes the document.
    #[must_use]
    pub fn creates(&self) -> bool {
        match self {
            Command::Visit { command, .. } => matches!(command, VisitCommand::Create { .. }),
            Command::Ticket { command, .. } => matches!(command, TicketCommand::Create { .. }),
            Command::Company { command, .. } => matches!(command, CompanyCommand::Create { .. }),
            Command::Contact { command, .. } => matches!(command, ContactCommand::Create { .. }),
            Command::Asset { command, .. } => matches!(command, AssetCommand::Create { .. }),
        }
    }
    /// The action's name, as the flow log and the message files use it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Command::Visit { command, .. } => command.name(),
            Command::Ticket { command, .. } => command.name(),
            Command::Company { command, .. } => command.name(),
            Command::Contact { command, .. } => command.name(),
            Command::Asset { command, .. } => command.name(),
        }
    }
}

/// A command with what was known where it was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Names the command; a repeated delivery has the same id.
    pub id: CommandId,
    /// When it was given, by the clock of that device.
    pub at: Timestamp,
    /// Whether the device had no connection then.
    #[serde(default)]
    pub offline: bool,
    /// The command.
    pub command: Command,
}

/// What a command did besides changing the document.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Applied {
    /// Entries it added.
    pub entries: Vec<Entry>,
    /// What happened.
    pub events: Vec<Event>,
    /// Set when the facts were kept but do not count, because the visit had moved on meanwhile.
    pub late: Option<Refusal>,
}

impl Applied {
    /// Adds an event made by `ctx`'s actor.
    #[must_use]
    pub fn event(self, ctx: &Context, kind: EventKind, on: Kind, document: DocumentId) -> Self {
        self.event_about(ctx, kind, on, document, None, None)
    }
    /// Adds an event about an agent who gained or lost something.
    #[must_use]
    pub fn event_about(
        mut self,
        ctx: &Context,
        kind: EventKind,
        on: Kind,
        document: DocumentId,
        agent: Option<AgentId>,
        former: Option<AgentId>,
    ) -> Self {
        self.events.push(Event { kind, on, document, by: ctx.actor.clone(), at: ctx.at, agent, former });
        self
    }
    /// Adds an entry.
    #[must_use]
    pub fn entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }
}

/// Why a command was not carried out, in words a screen can turn into a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Refusal {
    /// The document does not exist or may not be seen.
    #[error("not found")]
    NotFound,
    /// A document with this id exists already.
    #[error("already exists")]
    AlreadyExists,
    /// The actor has no right to do this.
    #[error("not allowed")]
    NotAllowed,
    /// The organisation has locked this for everybody (CUS-24).
    #[error("the organisation has locked this: {lock}")]
    Restricted {
        /// The word of the lock.
        lock: String,
    },
    /// The visit is not assigned to the actor.
    #[error("visit is not assigned to you")]
    NotYours,
    /// The visit went to somebody else meanwhile.
    #[error("visit was given to {to}")]
    Reassigned {
        /// The engineer who has it now, or empty.
        to: String,
        /// When.
        at: Timestamp,
    },
    /// The visit was cancelled meanwhile.
    #[error("visit was cancelled")]
    Cancelled {
        /// When.
        at: Timestamp,
    },
    /// The action does not fit the state.
    #[error("not possible while {state:?}")]
    WrongState {
        /// The state it is in.
        state: VisitState,
    },
    /// Somebody decided the same thing first.
    #[error("changed meanwhile")]
    ChangedMeanwhile {
        /// Who has it now (an assignment), or empty.
        current: String,
    },
    /// Something that is demanded is missing.
    #[error("missing: {}", fields.join(", "))]
    Missing {
        /// Keys of what is missing.
        fields: Vec<String>,
    },
    /// A value is not acceptable.
    #[error("invalid {field}: {problem}")]
    Invalid {
        /// The member.
        field: String,
        /// What is wrong, as a key of the message files (`too_long`, `not_a_place`).
        problem: String,
    },
    /// More than the limit.
    #[error("at most {limit}")]
    TooMany {
        /// What there is too much of.
        field: String,
        /// The limit.
        limit: i64,
    },
    /// A reason is needed: the engineer is far from the site.
    #[error("{distance_m} m from the site, a reason is needed")]
    FarFromSite {
        /// Distance in metres.
        distance_m: i64,
    },
    /// It is closed only after its parts, and these are open.
    #[error("parts are open: {}", tickets.join(", "))]
    OpenParts {
        /// Their numbers; titles of those that have none yet.
        tickets: Vec<String>,
    },
    /// An earlier command of the same delivery was refused; send again what still holds.
    #[error("an earlier change of this document was refused")]
    Superseded,
    /// The changes sent along do something else than the command says.
    #[error("changes do not match the command")]
    Mismatch,
    /// The changes are damaged or forged; they were put aside for inspection.
    #[error("changes could not be read")]
    Quarantined,
    /// A macro of the organisation stops it.
    #[error("stopped by “{title}”: {}", text.text("en"))]
    Blocked {
        /// Title of the macro.
        title: String,
        /// What it says.
        text: Label,
    },
    /// A reason that this version does not know. It is only ever read.
    #[error("refused for a reason that this version does not know")]
    #[serde(other)]
    Unknown,
}

crate::tagged!(Refusal, "code");

impl Refusal {
    /// The stable code, as serialised.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NotFound => "not_found",
            Refusal::AlreadyExists => "already_exists",
            Refusal::NotAllowed => "not_allowed",
            Refusal::Restricted { .. } => "restricted",
            Refusal::NotYours => "not_yours",
            Refusal::Reassigned { .. } => "reassigned",
            Refusal::Cancelled { .. } => "cancelled",
            Refusal::WrongState { .. } => "wrong_state",
            Refusal::ChangedMeanwhile { .. } => "changed_meanwhile",
            Refusal::Missing { .. } => "missing",
            Refusal::Invalid { .. } => "invalid",
            Refusal::TooMany { .. } => "too_many",
            Refusal::FarFromSite { .. } => "far_from_site",
            Refusal::OpenParts { .. } => "open_parts",
            Refusal::Superseded => "superseded",
            Refusal::Mismatch => "mismatch",
            Refusal::Quarantined => "quarantined",
            Refusal::Blocked { .. } => "blocked",
            Refusal::Unknown => "unknown",
        }
    }
    /// Whether other rules of the organisation might have let it pass.
    #[must_use]
    pub fn depends_on_rules(&self) -> bool {
        matches!(
            self,
            Refusal::Missing { .. }
                | Refusal::Invalid { .. }
                | Refusal::TooMany { .. }
                | Refusal::FarFromSite { .. }
                | Refusal::Blocked { .. }
        )
    }
    /// A refusal of one member's value.
    #[must_use]
    pub fn invalid(field: &str, problem: &str) -> Self {
        Refusal::Invalid { field: field.to_owned(), problem: problem.to_owned() }
    }
}

/// Checks the length of a free text (in characters).
///
/// # Errors
/// [`Refusal::Invalid`] with `too_long`.
pub fn check_length(field: &str, text: &str, limit: usize) -> Result<(), Refusal> {
    if text.chars().count() > limit { Err(Refusal::invalid(field, "too_long")) } else { Ok(()) }
}

/// Checks that a text says something and is not too long.
///
/// # Errors
/// [`Refusal::Missing`] or [`Refusal::Invalid`].
pub fn check_required(field: &str, text: &str, limit: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::Missing { fields: vec![field.to_owned()] });
    }
    check_length(field, text, limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EntryId;

    #[test]
    fn an_envelope_survives_the_wire() {
        let command = VisitCommand::Note { entry: EntryId::default(), text: "x".into() };
        let command = Command::Visit { id: VisitId::from_parts(1, [1; 10]), command };
        let envelope = Envelope { id: CommandId::from_parts(2, [2; 10]), at: Timestamp(3), offline: true, command };
        let text = serde_json::to_string(&envelope).expect("writes");
        assert_eq!(serde_json::from_str::<Envelope>(&text).expect("reads"), envelope, "{text}");
    }
}
