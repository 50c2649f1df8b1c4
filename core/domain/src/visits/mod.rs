//! Visits: one attendance on site. The slice that teaches the style.
//!
//! A visit's document holds *facts with times*; its [`VisitState`] is derived, never stored. Its parts have
//! one owner each: dispatch owns what, where and when; every engineer owns his own [`Attempt`], kept under
//! the id of the assignment that made it; the customer owns nothing and rates through the overlay. Two
//! people therefore never write the same register, and what an engineer recorded after the visit had gone
//! to somebody else stays where he wrote it, beside the current attempt.
//!
//! The [`VisitOverlay`] is the server's: number, who is assigned, decisions. Devices read it.
//!
//! `command.rs` is the way in, `plan.rs` and `attempt.rs` hold the two owners' rules, `rules.rs` what the organisation
//! demands, `row.rs` projects a visit, `tests.rs` has the table of transitions (VIS-05).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::attachments::Attachment;
use crate::decode::Deserialize;
use crate::{AgentId, AssetId, AssignmentId, CompanyId, ContactId, DocumentId, LineId, Place, TicketId, Timestamp};

mod attempt;
mod command;
mod plan;
mod row;
mod rules;
#[cfg(test)]
mod tests;

pub use command::{CancelDecision, NewVisit, VisitCommand, VisitEdit, apply};
pub use row::VisitRow;
pub use rules::{RuleProblems, Stage, VisitField, VisitRules};

/// Where a visit stands (VIS-05). Derived by [`Visit::state`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum VisitState {
    /// Not accepted; with or without an engineer.
    #[default]
    New,
    /// Accepted by its engineer.
    Accepted,
    /// The engineer is driving there.
    OnTheWay,
    /// The engineer is on site.
    Arrived,
    /// On site, work rests (waiting for parts).
    Paused,
    /// Done.
    Completed,
    /// Somebody asked to cancel it; a dispatcher decides.
    CancelRequested,
    /// Cancelled; kept and counted apart.
    Cancelled,
}

impl VisitState {
    /// All states in the order of work.
    pub const ALL: [VisitState; 8] = [
        VisitState::New,
        VisitState::Accepted,
        VisitState::OnTheWay,
        VisitState::Arrived,
        VisitState::Paused,
        VisitState::Completed,
        VisitState::CancelRequested,
        VisitState::Cancelled,
    ];
    /// The word in columns and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            VisitState::New => "new",
            VisitState::Accepted => "accepted",
            VisitState::OnTheWay => "on_the_way",
            VisitState::Arrived => "arrived",
            VisitState::Paused => "paused",
            VisitState::Completed => "completed",
            VisitState::CancelRequested => "cancel_requested",
            VisitState::Cancelled => "cancelled",
        }
    }
    /// The state named by `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
    /// Whether nothing more will happen on site.
    #[must_use]
    pub fn is_finished(self) -> bool {
        matches!(self, VisitState::Completed | VisitState::Cancelled)
    }
}

/// The customer as known when the visit (or ticket) was made; the ids lead to the living records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Customer {
    /// Company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    /// Name of the company.
    pub company_name: String,
    /// Contact person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactId>,
    /// Name of the contact person.
    pub contact_name: String,
    /// Phone number as given.
    pub phone: String,
}

/// A postal address with an optional pin. A pin set by hand beats a computed one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Address {
    /// Province or state.
    pub province: String,
    /// City.
    pub city: String,
    /// District.
    pub district: String,
    /// Street, house, floor.
    pub detail: String,
    /// The pin, WGS-84.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

impl Address {
    /// The address on one line.
    #[must_use]
    pub fn line(&self) -> String {
        [&self.province, &self.city, &self.district, &self.detail]
            .into_iter()
            .filter(|p| !p.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// A moment of execution with its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stamp {
    /// When, by the engineer's device.
    pub at: Timestamp,
    /// Where; `None` without GPS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Distance to the site in metres, for arrivals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<i64>,
    /// A reason that was given or demanded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Whether the device had no connection.
    #[serde(default)]
    pub offline: bool,
}

/// Work rested from … to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pause {
    /// Start.
    pub from: Timestamp,
    /// End; `None` while it rests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// What a photo shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum PhotoTag {
    /// Before the work.
    Before,
    /// After the work.
    After,
    /// Anything else.
    #[default]
    Other,
}

/// One photo of a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Photo {
    /// The bytes.
    #[serde(flatten)]
    pub attachment: Attachment,
    /// When it was taken.
    pub at: Timestamp,
    /// What it shows.
    #[serde(default, deserialize_with = "crate::tolerant::or_default")]
    pub tag: PhotoTag,
    /// Where it was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// When it was taken by what the picture's file said, before it was made small; a photo from an album may be old.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<Timestamp>,
    /// Where it was taken by what the picture's file said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_place: Option<Place>,
}

impl Photo {
    /// A photo of now, whose file says nothing else.
    #[must_use]
    pub fn new(attachment: Attachment, at: Timestamp, tag: PhotoTag, place: Option<Place>) -> Self {
        Self { attachment, at, tag, place, taken_at: None, taken_place: None }
    }
    /// When the picture was taken, as well as that is known.
    #[must_use]
    pub fn shows_at(&self) -> Timestamp {
        self.taken_at.unwrap_or(self.at)
    }
}

/// A part that was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Name.
    pub name: String,
    /// Part number, or empty.
    #[serde(default)]
    pub part_number: String,
    /// How many; more than zero.
    pub quantity: i64,
}

/// A signature of the customer. Several may exist; none replaces another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// The drawing (PNG).
    #[serde(flatten)]
    pub attachment: Attachment,
    /// Who signed.
    pub signer: String,
    /// When.
    pub at: Timestamp,
}

/// One engineer's turn at a visit. Owned by that engineer alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Attempt {
    /// When he accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Stamp>,
    /// When and why he rejected it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected: Option<Stamp>,
    /// When he set out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departed: Option<Stamp>,
    /// When he arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrived: Option<Stamp>,
    /// When he finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed: Option<Stamp>,
    /// Rests.
    pub pauses: BTreeMap<LineId, Pause>,
    /// Photos.
    pub photos: BTreeMap<LineId, Photo>,
    /// Parts used.
    pub parts: BTreeMap<LineId, Part>,
    /// Signatures.
    pub signatures: BTreeMap<LineId, Signature>,
    /// Answers to the organisation's own visit fields.
    pub answers: BTreeMap<String, String>,
    /// What was done.
    pub solution: String,
    /// Anything else.
    pub remark: String,
    /// Minutes worked, where the engineer says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_minutes: Option<i64>,
}

impl Attempt {
    /// Whether the engineer has written anything that would be missed.
    #[must_use]
    pub fn has_facts(&self) -> bool {
        *self != Attempt::default()
    }
    /// The pause that is still open.
    #[must_use]
    pub fn open_pause(&self) -> Option<LineId> {
        self.pauses.iter().find(|(_, p)| p.to.is_none()).map(|(id, _)| *id)
    }
    /// Milliseconds of all ended pauses.
    #[must_use]
    pub fn paused_ms(&self) -> i64 {
        self.pauses.values().filter_map(|p| p.to.map(|to| to.since_ms(p.from).max(0))).sum()
    }
    /// The state this attempt alone would give the visit.
    #[must_use]
    pub fn state(&self) -> VisitState {
        if self.completed.is_some() {
            VisitState::Completed
        } else if self.arrived.is_some() {
            if self.open_pause().is_some() { VisitState::Paused } else { VisitState::Arrived }
        } else if self.departed.is_some() {
            VisitState::OnTheWay
        } else if self.accepted.is_some() {
            VisitState::Accepted
        } else {
            VisitState::New
        }
    }
}

/// A request to cancel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CancelRequest {
    /// Who asks.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// The visit's document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Visit {
    /// Shape of this document; readers keep what they do not know.
    pub schema: i64,
    /// One line that says what it is about.
    pub title: String,
    /// What is wrong, in the customer's words.
    pub description: String,
    /// Problem type, level 1 to 3, joined by ` / `.
    pub problem_type: String,
    /// Service item.
    pub service_item: String,
    /// Urgent, high, normal or low.
    #[serde(deserialize_with = "crate::tolerant::or_default")]
    pub priority: crate::tickets::Priority,
    /// For whom.
    pub customer: Customer,
    /// Where.
    pub address: Address,
    /// The ticket behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// The machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<AssetId>,
    /// Name of the machine.
    pub asset_name: String,
    /// Start of the window promised to the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_from: Option<Timestamp>,
    /// End of that window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_to: Option<Timestamp>,
    /// Estimated minutes on site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_min: Option<i64>,
    /// The service target (SLA), if one is promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Skills it needs, as keys.
    pub skills: Vec<String>,
    /// The organisation's own fields filled when it was made.
    pub fields: BTreeMap<String, String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// The agent who made it, `None` for forms and rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<AgentId>,
    /// His name.
    pub created_by_name: String,
    /// Attempts by assignment.
    pub attempts: BTreeMap<AssignmentId, Attempt>,
    /// Requests to cancel.
    pub cancel_requests: BTreeMap<LineId, CancelRequest>,
}

/// One assignment, past or present.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The engineer.
    pub agent: AgentId,
    /// His name.
    pub agent_name: String,
    /// When he got it.
    pub at: Timestamp,
    /// Who gave it.
    pub by: String,
    /// Why it changed hands, if it did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// When it was taken from him, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// What the dispatcher decided about facts that arrived after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<LateDecision>,
    /// When facts arrived that no longer counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_at: Option<Timestamp>,
}

/// The decision about a late record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LateDecision {
    /// Whether it counts.
    pub accepted: bool,
    /// When it was decided.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

/// The decision about a cancel request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CancelOutcome {
    /// Whether the visit was cancelled.
    pub approved: bool,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

/// What a customer thought of the visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    /// 1 to 5.
    pub stars: i64,
    /// Words.
    #[serde(default)]
    pub comment: String,
    /// When.
    pub at: Timestamp,
}

/// The server's part of a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct VisitOverlay {
    /// Human number (`V-2026-000412`), given by the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// All assignments.
    pub assignments: BTreeMap<AssignmentId, Assignment>,
    /// The one that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<AssignmentId>,
    /// Decisions about cancel requests.
    pub cancel_outcomes: BTreeMap<LineId, CancelOutcome>,
    /// When it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Timestamp>,
    /// Times a supervisor reopened it after completion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reopened_at: Option<Timestamp>,
    /// The customer's rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// The customer's own page of this visit, an address or a path on the server; a secret. It is not stored: the
    /// server adds it to what a device gets that may read the visit.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub customer_link: String,
}

impl VisitOverlay {
    /// The current assignment.
    #[must_use]
    pub fn assignment(&self) -> Option<(AssignmentId, &Assignment)> {
        let id = self.current?;
        self.assignments.get(&id).map(|a| (id, a))
    }
    /// Assignments with facts that arrived too late and await a decision.
    pub fn undecided_late(&self) -> impl Iterator<Item = (AssignmentId, &Assignment)> {
        self.assignments.iter().filter(|(_, a)| a.late_at.is_some() && a.late.is_none()).map(|(id, a)| (*id, a))
    }
}

impl Visit {
    /// The attempt that counts.
    #[must_use]
    pub fn attempt(&self, overlay: &VisitOverlay) -> Option<&Attempt> {
        overlay.current.and_then(|id| self.attempts.get(&id))
    }

    /// The engineer who has it: the assigned one, unless he rejected it.
    #[must_use]
    pub fn assignee<'a>(&self, overlay: &'a VisitOverlay) -> Option<&'a Assignment> {
        let (id, assignment) = overlay.assignment()?;
        let rejected = self.attempts.get(&id).is_some_and(|a| a.rejected.is_some());
        if rejected { None } else { Some(assignment) }
    }

    /// The request to cancel that waits for a decision.
    #[must_use]
    pub fn open_cancel_request(&self, overlay: &VisitOverlay) -> Option<(LineId, &CancelRequest)> {
        self.cancel_requests
            .iter()
            .find(|(id, _)| !overlay.cancel_outcomes.contains_key(*id))
            .map(|(id, request)| (*id, request))
    }

    /// Where the visit stands.
    #[must_use]
    pub fn state(&self, overlay: &VisitOverlay) -> VisitState {
        if overlay.cancelled_at.is_some() {
            return VisitState::Cancelled;
        }
        let work = match self.attempt(overlay) {
            Some(attempt) if attempt.rejected.is_some() => VisitState::New,
            Some(attempt) => self.reopened(attempt, overlay),
            None => VisitState::New,
        };
        if work != VisitState::Completed && self.open_cancel_request(overlay).is_some() {
            VisitState::CancelRequested
        } else {
            work
        }
    }

    fn reopened(&self, attempt: &Attempt, overlay: &VisitOverlay) -> VisitState {
        match (&attempt.completed, overlay.reopened_at) {
            (Some(done), Some(reopened)) if reopened > done.at => VisitState::Arrived,
            _ => attempt.state(),
        }
    }

    /// All photos of all attempts; the limit of nine counts them together.
    #[must_use]
    pub fn photo_count(&self) -> usize {
        self.attempts.values().map(|a| a.photos.len()).sum()
    }

    /// The agents whose devices hold the visit: its engineer and the colleague who sent it.
    #[must_use]
    pub fn holders(&self, overlay: &VisitOverlay) -> Vec<AgentId> {
        let mut holders: Vec<AgentId> = self.assignee(overlay).map(|a| a.agent).into_iter().collect();
        holders.extend(self.created_by);
        holders.sort_unstable();
        holders.dedup();
        holders
    }

    /// Ticket, company, contact and asset behind the visit.
    #[must_use]
    pub fn related(&self) -> Vec<DocumentId> {
        let mut ids: Vec<DocumentId> = Vec::new();
        ids.extend(self.ticket.map(DocumentId::from));
        ids.extend(self.customer.company.map(DocumentId::from));
        ids.extend(self.customer.contact.map(DocumentId::from));
        ids.extend(self.asset.map(DocumentId::from));
        ids
    }
}
