//! Triggers, automation tasks, external targets: as they are kept, tried out, logged and delivered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use truckroll_domain::tickets::{Status, TicketEdit};
use truckroll_domain::triggers::{Change, Rule, RuleKind, Target};
use truckroll_domain::{RuleId, TargetId, TicketId, Timestamp};

/// A rule as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleNow {
    /// Id.
    pub id: RuleId,
    /// Trigger or automation task.
    pub kind: RuleKind,
    /// How often it was written.
    pub version: i64,
    /// Its place in the order, smallest first.
    pub position: i64,
    /// The rule.
    pub rule: Rule,
    /// When it last did something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fired_at: Option<Timestamp>,
}

/// A rule in the place of the version that was read; 0 for a new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    /// Trigger or automation task; it never changes.
    pub kind: RuleKind,
    /// The version that was read.
    #[serde(default)]
    pub version: i64,
    /// All of the rule.
    pub rule: Rule,
}

/// The order in which rules of a kind run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleOrder {
    /// Their kind.
    pub kind: RuleKind,
    /// All of them.
    pub ids: Vec<RuleId>,
}

/// What a rule did, or why it could not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleLogItem {
    /// Id.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// The rule; it may be gone.
    pub rule: RuleId,
    /// Its kind.
    pub kind: RuleKind,
    /// What it was called.
    pub title: String,
    /// The ticket.
    pub ticket: TicketId,
    /// Its number, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// What happened to it: a word of a change, or `time`.
    pub event: String,
    /// `done`, `failed` (nothing was done) or `stopped` (by the guard against endless chains).
    pub outcome: String,
    /// What it did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RuleStep>,
    /// Why it could not: a word, with the member after a colon where there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// One thing a rule did or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct RuleStep {
    /// Word of the action.
    pub action: String,
    /// On what: a field, a person, a target.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on: String,
    /// The value or text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// It was so already, or there is nobody to do it to: a word.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub skipped: String,
}

/// A page of the log, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleLogPage {
    /// Lines.
    pub rows: Vec<RuleLogItem>,
    /// Where the next page begins, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What would happen to a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct RuleTrial {
    /// The ticket.
    pub ticket: TicketId,
    /// What happens to it.
    pub event: Change,
    /// What somebody would write into it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<Box<TicketEdit>>,
    /// The status somebody would give it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// A rule that is not saved yet, tried alone; without it all triggers are, in their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Box<NewRule>>,
}

/// What a rule would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleTried {
    /// The rule, once it is saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RuleId>,
    /// What it is called.
    pub title: String,
    /// It waits for this change.
    pub waits: bool,
    /// Which of its `all` conditions hold, in order.
    pub all: Vec<bool>,
    /// Which of its `any` conditions hold, in order.
    pub any: Vec<bool>,
    /// It would run.
    pub fires: bool,
    /// What it would do; nothing when it would not run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RuleStep>,
    /// Why it would fail, in the words of the log.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// An external target as it is kept; its secrets never come back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetNow {
    /// Id.
    pub id: TargetId,
    /// How often it was written.
    pub version: i64,
    /// The target.
    pub target: Target,
    /// A password or token is kept.
    #[serde(default)]
    pub has_secret: bool,
    /// The secret its calls are signed with: told once, when it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing: Option<String>,
}

/// An external target in the place of the version that was read; 0 for a new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTarget {
    /// The version that was read.
    #[serde(default)]
    pub version: i64,
    /// All of the target.
    pub target: Target,
    /// Password or token; without it the kept one stays as long as the address keeps its host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Make a new signing secret.
    #[serde(default)]
    pub new_signing: bool,
}

/// One call of a target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// Id; the receiver sees it as `webhook-id`.
    pub id: String,
    /// The target.
    pub target: TargetId,
    /// What it was called then.
    pub title: String,
    /// `url`, `email` or `sms`.
    pub kind: String,
    /// The rule that called, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
    /// The ticket it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// When it was asked for.
    pub at: Timestamp,
    /// `waiting`, `delivered` or `failed`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Timestamp>,
    /// What was sent: method and address or receiver, names of headers, body. No secrets.
    pub request: DeliveryRequest,
    /// Status of the last answer, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    /// Beginning of the last answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// What went wrong, in English, for the people who keep the target.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub error: String,
}

/// What is sent to a target, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct DeliveryRequest {
    /// HTTP method; empty where it is no call over HTTP.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub method: String,
    /// Address, e-mail address or number.
    pub to: String,
    /// Headers the target adds. Their values are shown blotted.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Subject of a letter.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// Body or text.
    pub body: String,
}

/// A page of deliveries, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryPage {
    /// Deliveries.
    pub rows: Vec<Delivery>,
    /// Where the next page begins, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A short message that the development sender kept instead of sending it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsKept {
    /// Id.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Number.
    pub to: String,
    /// Text.
    pub text: String,
}
