//! Entries: what is only ever added. A reply, a note, a line of the flow log.
//!
//! An entry is made by a command with an id the command carries, so a repeated delivery makes the same
//! entry again and changes nothing. Entries never conflict; the server stamps `received_at`.

use serde::Serialize;

use crate::attachments::Attachment;
use crate::decode::Deserialize;
use crate::{Actor, AgentId, DeviceId, DocumentId, EntryId, Place, Timestamp};

/// Who may see an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Staff and the customer.
    Public,
    /// Staff only; also any audience that this version does not know.
    #[default]
    #[serde(other)]
    Internal,
}

/// One immutable entry under a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Id made where the entry was made.
    pub id: EntryId,
    /// The document it belongs to.
    pub parent: DocumentId,
    /// Who may see it.
    pub audience: Audience,
    /// The agent who made it; `None` for customers and the system.
    pub author: Option<AgentId>,
    /// The author's name at that time.
    pub author_name: String,
    /// The device it was made on.
    pub device: Option<DeviceId>,
    /// When it was made, by the clock of that device.
    pub at: Timestamp,
    /// When the server received it; `None` while it waits on a device.
    pub received_at: Option<Timestamp>,
    /// Whether the device had no connection when it was made.
    pub offline: bool,
    /// What it says.
    pub body: EntryBody,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum EntryBody {
    /// A message in the ticket's conversation.
    Reply {
        /// The text.
        text: String,
        /// Files sent along.
        #[serde(default)]
        attachments: Vec<Attachment>,
        /// Whether a rule wrote it, not a person.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        automatic: bool,
    },
    /// A free note on a visit or ticket.
    Note {
        /// The text.
        text: String,
    },
    /// A line of the flow log: what was done and the state it led to.
    Log {
        /// The action, as the command is named (`accept`, `assign`).
        action: String,
        /// The state after it.
        state: String,
        /// A reason or short text that belongs to it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
        /// Who it was about (the engineer an assignment went to).
        #[serde(default, skip_serializing_if = "String::is_empty")]
        subject: String,
        /// Where it was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<Place>,
        /// Distance to the site in metres, where that matters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        distance_m: Option<i64>,
        /// Marks worth a look: `no_gps`, `far_from_site`, `late`, `clock_off`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        flags: Vec<String>,
        /// What stood in fields before and after.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changes: Vec<crate::fields::FieldChange>,
    },
}

crate::tagged!(EntryBody, "kind");

impl EntryBody {
    /// The word that names the kind in columns and filters.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            EntryBody::Reply { .. } => "reply",
            EntryBody::Note { .. } => "note",
            EntryBody::Log { .. } => "log",
        }
    }
}

impl Entry {
    /// Whether the customer said it; what a rule writes has no author either.
    #[must_use]
    pub fn from_customer(&self) -> bool {
        let automatic = matches!(self.body, EntryBody::Reply { automatic: true, .. });
        self.author.is_none() && self.audience == Audience::Public && !automatic
    }
    /// An entry made by `ctx`'s actor now.
    #[must_use]
    pub fn new(id: EntryId, parent: DocumentId, audience: Audience, ctx: &crate::Context, body: EntryBody) -> Self {
        Self {
            id,
            parent,
            audience,
            author: ctx.actor.agent(),
            author_name: match &ctx.actor {
                Actor::Agent { name, .. } | Actor::Customer { name } => name.clone(),
                Actor::System => String::new(),
            },
            device: ctx.device,
            at: ctx.at,
            received_at: ctx.received_at,
            offline: ctx.offline,
            body,
        }
    }
}
