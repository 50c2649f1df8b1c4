//! Facts that happened, in the past tense. Written in the transaction that caused them; rules,
//! notices and webhooks react to them.

use serde::Serialize;

use crate::decode::Deserialize;
use crate::{Actor, AgentId, DocumentId, Kind, Timestamp};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the sentences")]
pub enum EventKind {
    TicketCreated,
    TicketEdited,
    TicketStatusChanged,
    TicketAssigned,
    TicketReplied,
    VisitCreated,
    VisitEdited,
    VisitAssigned,
    VisitReassigned,
    VisitUnassigned,
    VisitAccepted,
    VisitRejected,
    EngineerDeparted,
    EngineerArrived,
    VisitPaused,
    VisitResumed,
    VisitCompleted,
    VisitReopened,
    CancelRequested,
    CancelRefused,
    VisitCancelled,
    LateRecordKept,
    LateRecordAccepted,
    LateRecordSetAside,
    VisitRated,
    CompanyCreated,
    CompanyEdited,
    ContactCreated,
    ContactEdited,
    AssetCreated,
    AssetEdited,
    TicketAdvanced,
    TicketReturned,
    TicketSplit,
    TicketRated,
    TicketOverdue,
    TicketWithdrawn,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The kind of document it happened to.
    pub on: Kind,
    /// The document it happened to.
    pub document: DocumentId,
    /// Who did it.
    pub by: Actor,
    /// When, by the clock where it was done.
    pub at: Timestamp,
    /// The agent it is about: the engineer who gained (or, for `VisitUnassigned`, lost) the visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// The agent who lost the work, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<AgentId>,
}

/// A definition (rules, forms, staff) was written. Kept beside the events of documents, with what was there before, so
/// that an administrator can see who changed what and the server can judge late work by the rules that held then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DefinitionWritten {
    /// Kind of the definition.
    pub definition: String,
    /// Its id within the kind.
    pub id: String,
    /// Who wrote it.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// Its body before; null when it is new.
    pub before: serde_json::Value,
    /// Its body now.
    pub after: serde_json::Value,
}

impl DefinitionWritten {
    /// The word of this event, where events are stored.
    pub const WORD: &'static str = "definition_written";
}
