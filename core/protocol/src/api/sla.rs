//! Service levels: policies as administrators keep them, and the clocks of tickets with what they counted.

use serde::{Deserialize, Serialize};
use truckroll_domain::sla::{Colour, SlaPolicy, State, Target};
use truckroll_domain::tickets::Priority;
use truckroll_domain::{SlaPolicyId, TicketId, Timestamp};

/// A policy, with the number it was written at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SlaPolicyNow {
    /// Sequence number of the transaction that wrote it.
    pub seq: i64,
    /// The policy.
    pub policy: SlaPolicy,
}

/// A policy in the place of the one that was read at `seq`; 0 for a new one. Its id, place, version and time are the server's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSlaPolicy {
    /// The number of the policy that was read.
    pub seq: i64,
    /// All of the policy.
    pub policy: SlaPolicy,
}

/// The order in which policies are looked through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlaOrder {
    /// All policies, the first one first.
    pub ids: Vec<SlaPolicyId>,
}

/// The clocks of a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketClocks {
    /// When they were read.
    pub at: Timestamp,
    /// The policy that holds; `None`: nobody promised anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The clocks with a limit, in the order of targets.
    pub clocks: Vec<ClockNow>,
}

/// A clock and what it counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockNow {
    /// Of what.
    pub target: Target,
    /// Where it stands.
    pub state: State,
    /// The colour it is shown in.
    pub colour: Colour,
    /// Open time used, ms.
    pub used_ms: i64,
    /// Open time allowed, ms.
    pub limit_ms: i64,
    /// When the time runs out, or ran out, if nothing changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Since when it is missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_at: Option<Timestamp>,
    /// When it was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Timestamp>,
    /// Stretch by stretch, oldest first.
    pub lines: Vec<ClockLine>,
}

/// One stretch of a clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockLine {
    /// What began it: `created`, `status`, `priority`, `policy`, `no_policy`, `answered`.
    pub began: String,
    /// The status or priority that began, as a word, or the policy's name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub with: String,
    /// From.
    pub from: Timestamp,
    /// To.
    pub to: Timestamp,
    /// Why it counts or does not: `running`, `paused`, `solved`, `answered`, `no_terms`.
    pub why: String,
    /// The status that pauses or solves.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// The calendar it counts by; empty for none, which is always.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub calendar: String,
    /// The priority in it.
    #[serde(deserialize_with = "truckroll_domain::tolerant::or_default")]
    pub priority: Priority,
    /// Open time counted in it, ms.
    pub counted_ms: i64,
    /// Open time used at its end, ms.
    pub used_ms: i64,
    /// Open time allowed in it, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_ms: Option<i64>,
}

/// What a list shows of a ticket's next clock: the one that runs out, or ran out, first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockRow {
    /// The ticket.
    pub ticket: TicketId,
    /// Of what.
    pub target: Target,
    /// Where it stands.
    pub state: State,
    /// When the time runs out, or ran out, if nothing changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// From when on a fifth or less is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amber_at: Option<Timestamp>,
    /// Since when it is missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_at: Option<Timestamp>,
}

impl ClockRow {
    /// The colour it is shown in at `now`.
    #[must_use]
    pub fn colour(&self, now: Timestamp) -> Colour {
        let running = self.state == State::Running;
        if self.missed_at.is_some() || (running && self.due_at.is_some_and(|due| due < now)) {
            Colour::Red
        } else if self.amber_at.is_some_and(|amber| amber <= now) {
            Colour::Amber
        } else {
            Colour::Green
        }
    }
}

/// Whose clocks a list asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClocksQuery {
    /// Tickets, comma separated; at most 200.
    pub ids: String,
}
