//! Tickets: a request of a customer and its conversation (TKT-01).
//!
//! The document holds what was asked and status *facts*; replies are entries. Number and assignment are
//! the server's, in the [`TicketOverlay`].

use std::collections::BTreeMap;

use serde::{Deserializer, Serialize};

use crate::attachments::Attachment;
use crate::decode::Deserialize;
use crate::fields::Values;
use crate::visits::{Address, Customer};
use crate::{AgentId, AssetId, DocumentId, GroupId, LineId, TicketId, Timestamp};

mod allocation;
mod command;
mod flow;
pub mod form;
mod history;
mod likeness;
mod merge;
mod row_form;
mod rows;
pub mod satisfaction;
mod schema;
mod split;
mod stays;
mod template;
mod terms;
#[cfg(test)]
mod tests;
mod values;
mod version;

pub use allocation::Allocation;
pub use command::{NewTicket, TicketCommand, TicketEdit, apply};
pub(crate) use command::{build, edit};
pub use flow::{Flow, Left, NodeFact};
pub use history::assignee_at;
pub use likeness::alike;
pub use merge::{Merged, MergedInto};
pub use row_form::{RowForm, RowFormProblems};
pub use rows::{Cells, Rows};
pub(crate) use rows::{remove as remove_row, set as set_row};
pub use schema::{TicketRecord, TicketSchema};
pub use split::{MAX_AT_ONCE, NewPart, Part};
pub use stays::{AGENT_FIELD, NodeField, Stay, Stays, used};
pub use template::{FieldGroup, TicketField, TicketSettings, TicketTemplate, TicketTemplateProblems};
pub use version::TemplateRef;

/// How urgent something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the words")]
pub enum Priority {
    Urgent,
    High,
    #[default]
    Normal,
    Low,
}

impl Priority {
    /// All priorities, most urgent first.
    pub const ALL: [Priority; 4] = [Priority::Urgent, Priority::High, Priority::Normal, Priority::Low];
    /// 0 = urgent to 3 = low: sorts in columns.
    #[must_use]
    pub fn rank(self) -> i64 {
        match self {
            Priority::Urgent => 0,
            Priority::High => 1,
            Priority::Normal => 2,
            Priority::Low => 3,
        }
    }
    /// The priority of a rank.
    #[must_use]
    pub fn from_rank(rank: i64) -> Self {
        Self::ALL.into_iter().find(|p| p.rank() == rank).unwrap_or_default()
    }
    /// The word in message keys.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Priority::Urgent => "urgent",
            Priority::High => "high",
            Priority::Normal => "normal",
            Priority::Low => "low",
        }
    }
}

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the words")]
pub enum Status {
    #[default]
    New,
    Open,
    AwaitingResponse,
    Resolved,
    Closed,
}

impl Status {
    /// All statuses in the order of work.
    pub const ALL: [Status; 5] =
        [Status::New, Status::Open, Status::AwaitingResponse, Status::Resolved, Status::Closed];
    /// The word in columns and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Status::New => "new",
            Status::Open => "open",
            Status::AwaitingResponse => "awaiting_response",
            Status::Resolved => "resolved",
            Status::Closed => "closed",
        }
    }
    /// The status named by `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// How the ticket came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the words")]
pub enum Source {
    Remote,
    Chat,
    CallCentre,
    Message,
    #[default]
    System,
    Other,
    Api,
    Publishing,
    Email,
    OtherTenant,
}

impl Source {
    /// All sources.
    pub const ALL: [Source; 10] = [
        Source::Remote,
        Source::Chat,
        Source::CallCentre,
        Source::Message,
        Source::System,
        Source::Other,
        Source::Api,
        Source::Publishing,
        Source::Email,
        Source::OtherTenant,
    ];
    /// The word in columns and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Source::Remote => "remote",
            Source::Chat => "chat",
            Source::CallCentre => "call_centre",
            Source::Message => "message",
            Source::System => "system",
            Source::Other => "other",
            Source::Api => "api",
            Source::Publishing => "publishing",
            Source::Email => "email",
            Source::OtherTenant => "other_tenant",
        }
    }
}

/// A moment at which the status changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusFact {
    /// The status it changed to; one that this version does not know is work in hand.
    #[serde(deserialize_with = "status_or_open")]
    pub status: Status,
    /// When, by the clock where it was done.
    pub at: Timestamp,
    /// By whom.
    #[serde(default)]
    pub by: String,
}

fn status_or_open<'de, D: Deserializer<'de>>(from: D) -> Result<Status, D::Error> {
    Ok(crate::tolerant::optional(from)?.unwrap_or(Status::Open))
}

fn source_or_other<'de, D: Deserializer<'de>>(from: D) -> Result<Source, D::Error> {
    Ok(crate::tolerant::optional(from)?.unwrap_or(Source::Other))
}

/// The ticket's document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Ticket {
    /// Shape of this document; readers keep what they do not know.
    pub schema: i64,
    /// One line.
    pub title: String,
    /// What was asked.
    pub description: String,
    /// Type of request, free word.
    #[serde(rename = "type")]
    pub kind: String,
    /// Priority.
    #[serde(deserialize_with = "crate::tolerant::or_default")]
    pub priority: Priority,
    /// How it came in.
    #[serde(deserialize_with = "source_or_other")]
    pub source: Source,
    /// For whom.
    pub customer: Customer,
    /// Where.
    pub address: Address,
    /// The machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<AssetId>,
    /// Name of the machine.
    pub asset_name: String,
    /// The template it was made from, at the version it stays on.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub template: Option<TemplateRef>,
    /// Values of own fields by key; under other keys, answers of published forms.
    #[serde(deserialize_with = "crate::tolerant::map")]
    pub fields: Values,
    /// Rows of fields that have rows, by field and line.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "crate::tolerant::map")]
    pub rows: BTreeMap<String, Rows>,
    /// Files the customer sent along.
    pub attachments: BTreeMap<LineId, Attachment>,
    /// Colleagues who read along.
    pub cc: BTreeMap<AgentId, bool>,
    /// Status changes.
    pub statuses: BTreeMap<LineId, StatusFact>,
    /// The nodes of its workflow that it came to.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub nodes: BTreeMap<LineId, NodeFact>,
    /// The ticket it was split off.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub parent: Option<TicketId>,
    /// Parts that were split off it.
    #[serde(deserialize_with = "crate::tolerant::keyed")]
    pub parts: BTreeMap<TicketId, Part>,
    /// It is closed only after all its parts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub closes_last: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// The agent who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<AgentId>,
}

/// The server's part of a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketOverlay {
    /// Human number (`T-2026-000412`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Responsible agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<AgentId>,
    /// His name.
    pub assignee_name: String,
    /// Responsible group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// When it was last assigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assigned_at: Option<Timestamp>,
    /// Time of the first public reply by staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_response_at: Option<Timestamp>,
    /// When anything last happened to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// The ticket it was merged into.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub merged_into: Option<Box<MergedInto>>,
    /// Tickets that were merged into it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "crate::tolerant::keyed")]
    pub merged: BTreeMap<TicketId, Merged>,
    /// Which service level policy held from when on, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "crate::tolerant::list")]
    pub terms: Vec<crate::sla::TermsFact>,
    /// The workflow it goes by, and where it began.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub flow: Option<Box<Flow>>,
    /// Its stays at the values of its template's node field, where it goes by no workflow.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub stays: Option<Box<Stays>>,
}

crate::row! {
    /// One row of `tickets`. Times are ms UTC.
    TicketRow in "tickets" {
        /// Ticket id.
        id: String,
        /// Human number, once the server gave one.
        number: Option<String>,
        /// One line.
        title: String,
        /// First 500 characters of what was asked.
        description: String,
        /// Type of request.
        type_word: String,
        /// Status word.
        status: String,
        /// Priority, 0 = urgent to 3 = low.
        priority: i64,
        /// Source word.
        source: String,
        /// Id of the template it was made from.
        template: Option<String>,
        /// Company.
        company_id: Option<String>,
        /// Its name.
        company_name: String,
        /// Contact person.
        contact_id: Option<String>,
        /// Name of the contact person.
        contact_name: String,
        /// Phone number.
        phone: String,
        /// Asset.
        asset_id: Option<String>,
        /// Its name.
        asset_name: String,
        /// Site latitude.
        lat: Option<f64>,
        /// Site longitude.
        lon: Option<f64>,
        /// Responsible agent.
        assignee: Option<String>,
        /// His name.
        assignee_name: String,
        /// Responsible group.
        group_id: Option<String>,
        /// The ticket it was split off.
        parent_id: Option<String>,
        /// How many parts were split off it.
        parts: i64,
        /// The ticket it was merged into.
        merged_into: Option<String>,
        /// The agent who made it.
        created_by: Option<String>,
        /// When it was made.
        created_at: i64,
        /// When anything last happened.
        updated_at: i64,
        /// When it was resolved.
        resolved_at: Option<i64>,
        /// When it was closed.
        closed_at: Option<i64>,
        /// Key of the node it is at: of its workflow, or the value of its node field.
        node: Option<String>,
        /// Title of that node.
        node_title: String,
        /// Since when it is there.
        node_since: Option<i64>,
        /// 1 while it was noted that the time there is over.
        node_over: i64,
    }
}

impl Ticket {
    /// The latest status fact: by time, then by id, so that all replicas agree.
    #[must_use]
    pub fn status(&self) -> Status {
        self.statuses.iter().max_by_key(|(id, fact)| (fact.at, **id)).map(|(_, f)| f.status).unwrap_or_default()
    }

    /// When `status` was last entered.
    #[must_use]
    pub fn entered_at(&self, status: Status) -> Option<Timestamp> {
        self.statuses.values().filter(|f| f.status == status).map(|f| f.at).max()
    }

    /// Projects the ticket to its row.
    #[must_use]
    pub fn project(&self, id: TicketId, overlay: &TicketOverlay) -> TicketRow {
        let status = match (self.status(), overlay.assignee) {
            (Status::New, Some(_)) => Status::Open,
            (status, _) => status,
        };
        let place = self.address.place.filter(crate::Place::is_valid);
        let last_fact = self.statuses.values().map(|f| f.at).max();
        let node = self.place(overlay);
        TicketRow {
            id: id.to_string(),
            number: overlay.number.clone(),
            title: self.title.clone(),
            description: self.description.chars().take(500).collect(),
            type_word: self.kind.clone(),
            status: status.word().to_owned(),
            priority: self.priority.rank(),
            source: self.source.word().to_owned(),
            template: self.template.map(|t| t.id.to_string()),
            company_id: self.customer.company.map(|c| c.to_string()),
            company_name: self.customer.company_name.clone(),
            contact_id: self.customer.contact.map(|c| c.to_string()),
            contact_name: self.customer.contact_name.clone(),
            phone: self.customer.phone.clone(),
            asset_id: self.asset.map(|a| a.to_string()),
            asset_name: self.asset_name.clone(),
            lat: place.map(|p| p.lat),
            lon: place.map(|p| p.lon),
            assignee: overlay.assignee.map(|a| a.to_string()),
            assignee_name: overlay.assignee_name.clone(),
            group_id: overlay.group.map(|g| g.to_string()),
            parent_id: self.parent.map(|p| p.to_string()),
            parts: i64::try_from(self.parts.len()).unwrap_or(i64::MAX),
            merged_into: overlay.merged_into.as_ref().map(|link| link.ticket.to_string()),
            created_by: self.created_by.map(|a| a.to_string()),
            created_at: self.created_at.ms(),
            updated_at: overlay.updated_at.max(last_fact).unwrap_or(self.created_at).ms(),
            resolved_at: self.entered_at(Status::Resolved).map(|t| t.ms()),
            closed_at: self.entered_at(Status::Closed).map(|t| t.ms()),
            node: node.map(|(key, ..)| key.to_owned()),
            node_title: node.map(|(_, title, ..)| title.to_owned()).unwrap_or_default(),
            node_since: node.map(|(_, _, since, _)| since.ms()),
            node_over: i64::from(node.is_some_and(|(.., over)| over)),
        }
    }

    /// The agents whose devices hold the ticket for its own sake.
    #[must_use]
    pub fn holders(&self, overlay: &TicketOverlay) -> Vec<AgentId> {
        let mut holders: Vec<AgentId> = overlay.assignee.into_iter().collect();
        holders.extend(self.cc.iter().filter(|(_, on)| **on).map(|(id, _)| *id));
        holders.extend(self.created_by);
        holders.sort_unstable();
        holders.dedup();
        holders
    }

    /// Customer and asset behind the ticket.
    #[must_use]
    pub fn related(&self) -> Vec<DocumentId> {
        let mut ids: Vec<DocumentId> = Vec::new();
        ids.extend(self.customer.company.map(DocumentId::from));
        ids.extend(self.customer.contact.map(DocumentId::from));
        ids.extend(self.asset.map(DocumentId::from));
        ids
    }
}
