//! Service levels (TKT-63, TKT-64, TKT-65): how long a ticket may wait for its first answer, its second and its solution.
//!
//! The clock is a pure function of what happened to a ticket. [`measure`] is given the [`Fact`]s in any order and the
//! [`Terms`] they name, and says for each [`Target`] how much time was used, how much there is, when it runs out, and line by
//! line why. Nothing is kept between two readings: a phone without network, the server after a restart and a test say the
//! same, and a fact that arrives late is counted where it belongs.
//!
//! The rules, which the tests hold to a slow reference:
//! - only open time of the calendar in force counts, each stretch by the calendar of its own time;
//! - time counts from creation, but for stretches without terms (nobody promised anything), in a status that pauses by the terms
//!   in force, and between resolving and reopening;
//! - changing terms or priority changes what is allowed and keeps what was used, and a pause stays a pause;
//! - an answer stops its clock for good; solving stops all clocks until the ticket is reopened, and they go on where they stopped;
//! - a target is missed when *more* than the allowed time was used: who answers at the last moment is in time, and so is who
//!   answers after closing time when the time ran out at closing time;
//! - when a change allows more than was used, what was missed is missed no longer.
//!
//! Where the facts come from: [`facts`] reads them from a ticket, its log and the [`Book`] of an organisation's policies and
//! calendars. Which [`SlaPolicy`] holds is noted in the ticket by the server ([`TermsFact`]), so that nobody has to guess
//! afterwards.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Timestamp;
use crate::calendar::Calendar;
use crate::decode::Deserialize;
use crate::tickets::{Priority, Status};
use crate::time::MINUTE_MS;

mod actions;
mod book;
mod clock;
mod facts;
#[cfg(test)]
mod month;
mod policy;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod tests;

pub use actions::{falls_at, standing_since};
pub use book::{Book, FormerCalendar};
pub use clock::{Course, Line, Why, measure};
pub use facts::{Story, facts};
pub use policy::{
    ActionKind, MAX_MINUTES, Promise, Recipient, SlaAction, SlaPolicy, SlaProblems, TermsFact, When, reads_days,
};

/// What is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The first public answer of staff.
    FirstResponse,
    /// The second.
    SecondResponse,
    /// The solution.
    Resolution,
}

impl Target {
    /// All of them.
    pub const ALL: [Target; 3] = [Target::FirstResponse, Target::SecondResponse, Target::Resolution];
    /// The word in columns and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Target::FirstResponse => "first_response",
            Target::SecondResponse => "second_response",
            Target::Resolution => "resolution",
        }
    }
    /// The target named by `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.word() == word)
    }
    /// After how many answers it is met; a solution is no number of answers.
    fn answers(self) -> Option<usize> {
        match self {
            Target::FirstResponse => Some(1),
            Target::SecondResponse => Some(2),
            Target::Resolution => None,
        }
    }
}

/// Allowed open time by target, minutes; what is not there is not promised.
pub type Limits = BTreeMap<Target, u32>;

/// What holds for a ticket during some time: a policy as it was then, and the calendar it counts by.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// What people call the policy.
    pub name: String,
    /// Allowed time by priority.
    pub limits: BTreeMap<Priority, Limits>,
    /// Statuses in which time does not count.
    pub pauses: Vec<Status>,
    /// The open hours it counts by.
    pub calendar: Calendar,
}

impl Terms {
    fn limit_ms(&self, priority: Priority, target: Target) -> Option<i64> {
        let minutes = self.limits.get(&priority)?.get(&target)?;
        Some(i64::from(*minutes) * MINUTE_MS)
    }
}

/// Something that happened to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It was made. Facts before it count from here.
    Created,
    /// Its status changed.
    Status(Status),
    /// Its priority changed.
    Priority(Priority),
    /// Other terms hold, by their place in the list; or none.
    Terms(Option<usize>),
    /// Staff answered where the customer can read it.
    Answered,
}

/// Something that happened, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// When, by the clock of where it was done.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// Where a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing is promised.
    Unset,
    /// Time is counted while the calendar is open.
    Running,
    /// The ticket waits for somebody else.
    Paused,
    /// Done what was promised.
    Stopped,
}

impl State {
    /// The state named by `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [State::Unset, State::Running, State::Paused, State::Stopped].into_iter().find(|state| state.word() == word)
    }
    /// The word in columns and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            State::Unset => "unset",
            State::Running => "running",
            State::Paused => "paused",
            State::Stopped => "stopped",
        }
    }
}

/// How much is left, in the colours of a traffic light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// More than a fifth.
    Green,
    /// A fifth or less.
    Amber,
    /// Missed.
    Red,
}

/// What a clock shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Of what.
    pub target: Target,
    /// Where it stands.
    pub state: State,
    /// Open time used, ms.
    pub used_ms: i64,
    /// Open time allowed now, ms; `None` when nothing is promised.
    pub limit_ms: Option<i64>,
    /// When the time runs out, or ran out, if nothing changes; `None` while paused or stopped before.
    pub due_at: Option<Timestamp>,
    /// Since when it is missed.
    pub missed_at: Option<Timestamp>,
    /// When it was met.
    pub stopped_at: Option<Timestamp>,
}

impl Reading {
    /// Open time that is left, ms; negative when missed.
    #[must_use]
    pub fn left_ms(&self) -> Option<i64> {
        Some(self.limit_ms? - self.used_ms)
    }
    /// The colour it is shown in; none where nothing is promised.
    #[must_use]
    pub fn colour(&self) -> Option<Colour> {
        let limit = self.limit_ms?;
        Some(match self.left_ms()? {
            left if left < 0 => Colour::Red,
            left if self.state != State::Stopped && left.saturating_mul(5) <= limit => Colour::Amber,
            _ => Colour::Green,
        })
    }
}
