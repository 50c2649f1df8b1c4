//! Triggers and automation tasks: what the organisation lets happen to its tickets by itself (TKT-20 to TKT-25).
//!
//! A trigger looks at one change of a ticket, an automation task at tickets as time passes. Both say *when* in the one
//! condition language ([`Filter`], over the subjects of [`RuleSchema`]) and *what* in one list of [`Action`]s whose texts
//! may hold placeholders. Nothing here has an effect: the server asks, and gives the commands.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::filter::Filter;

mod action;
mod check;
pub mod placeholders;
mod sms;
mod snapshot;
mod standard;
mod subjects;
mod target;
#[cfg(test)]
mod tests;

pub use action::{Action, AssignMode, Recipient};
pub use check::{Known, Problems, STATUS_FIELD, TICKET_FIELDS};
pub use sms::SmsSettings;
pub use snapshot::Snapshot;
pub use standard::{CLOSES_AFTER_H, closing};
pub use subjects::{Facts, HOURS, RuleSchema};
pub use target::{Auth, Expect, MAX_HEADERS, Method, TARGET_METHODS, Target, TargetKind};

/// Longest title, characters.
pub const MAX_TITLE: usize = 100;
/// Most actions of one rule.
pub const MAX_ACTIONS: usize = 20;
/// Most rules of one kind.
pub const MAX_RULES: usize = 500;
/// How far what triggers do may set off further triggers.
pub const MAX_DEPTH: i64 = 5;

/// What kind of rule it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Looks at changes.
    #[default]
    Trigger,
    /// Looks at the clock.
    Automation,
}

impl RuleKind {
    /// Both.
    pub const ALL: [RuleKind; 2] = [RuleKind::Trigger, RuleKind::Automation];
    /// The word in columns, URLs and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            RuleKind::Trigger => "trigger",
            RuleKind::Automation => "automation",
        }
    }
    /// The kind named by `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A change of a ticket that a trigger can wait for (TKT-21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It was made.
    Created,
    /// Anything about it changed, a reply among it.
    #[default]
    Updated,
    /// The customer rated the work.
    RatedByCustomer,
    /// Somebody of the organisation entered a rating.
    RatedByAgent,
    /// Whoever made it took it back.
    Withdrawn,
    /// It went back to an earlier node of its flow.
    Returned,
    /// The time at a node of its flow is over; once for each stay there.
    NodeOverdue,
    /// It was split; each child runs the actions.
    Split,
}

impl Change {
    /// All changes, in the order screens show them.
    pub const ALL: [Change; 8] = [
        Change::Created,
        Change::Updated,
        Change::RatedByCustomer,
        Change::RatedByAgent,
        Change::Withdrawn,
        Change::Returned,
        Change::NodeOverdue,
        Change::Split,
    ];
    /// The word in columns and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Change::Created => "created",
            Change::Updated => "updated",
            Change::RatedByCustomer => "rated_by_customer",
            Change::RatedByAgent => "rated_by_agent",
            Change::Withdrawn => "withdrawn",
            Change::Returned => "returned",
            Change::NodeOverdue => "node_overdue",
            Change::Split => "split",
        }
    }
    /// The change named by `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.word() == word)
    }
}

/// A trigger or automation task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Rule {
    /// What it is called; no other rule of its kind has the same name.
    pub title: String,
    /// Whether it runs.
    pub enabled: bool,
    /// The changes a trigger waits for; none for an automation task.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub events: BTreeSet<Change>,
    /// When it runs.
    pub when: Filter,
    /// What it does, in order.
    pub actions: Vec<Action>,
}

impl Rule {
    /// Every text of it that may hold placeholders or names of subjects, to see what must be read for it.
    #[must_use]
    pub fn asks(&self, prefix: &str) -> bool {
        self.when.all.iter().chain(&self.when.any).any(|condition| condition.field.starts_with(prefix))
    }
}
