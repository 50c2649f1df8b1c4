//! What an administrator promises (TKT-63) and what happens around a deadline (TKT-64).
//!
//! A policy is a definition, [`SlaPolicy::KIND`] with its id. Each time it is written its version grows by one, and what was
//! written stays as [`SlaPolicy::VERSION_KIND`] under `id@n` for ever: tickets note which version held when.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::{Limits, Target};
use crate::filter::{Filter, Operator, Schema};
use crate::gather;
use crate::tickets::{Priority, Status};
use crate::{AgentId, CalendarId, LineId, SlaPolicyId, Timestamp};

/// Longest time that can be promised, minutes: a year.
pub const MAX_MINUTES: u32 = 366 * 24 * 60;
/// Longest name, characters.
const MAX_NAME: usize = 100;
/// Longest description, characters.
const MAX_DESCRIPTION: usize = 1_000;
/// Most actions of one policy.
const MAX_ACTIONS: usize = 50;
/// Most people of one action.
const MAX_PEOPLE: usize = 50;

/// What is wrong with a policy: problem keys by member (`limits.urgent.resolution`, `actions.2.to`).
pub type SlaProblems = BTreeMap<String, &'static str>;

/// Before or after a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the words")]
pub enum When {
    Before,
    After,
}

/// How people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// A notice in the apps, and what else its reader wants notices by.
    Notice,
    /// A letter.
    Email,
    /// A short message.
    Sms,
}

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Recipient {
    /// Who answers for the ticket.
    Assignee,
    /// Everybody in the group that answers for it.
    Group,
    /// Who supervises that group.
    Supervisors,
    /// The agent who made it.
    Creator,
    /// Colleagues who read along.
    Cc,
    /// The customer's contact person; by letter or short message only.
    Contact,
    /// This agent.
    Agent {
        /// Who.
        id: AgentId,
    },
}

crate::tagged!(Recipient, "is");

/// One row of what happens around a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaAction {
    /// Names the row, so that it happens once.
    pub id: LineId,
    /// Of which promise.
    pub target: Target,
    /// Before or after.
    pub when: When,
    /// How long before or after, minutes of the time that the promise counts.
    pub minutes: u32,
    /// How people are told.
    pub kind: ActionKind,
    /// Who is told.
    #[serde(deserialize_with = "crate::tolerant::list")]
    pub to: Vec<Recipient>,
}

/// What is promised for some tickets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SlaPolicy {
    /// Id.
    pub id: SlaPolicyId,
    /// What people read.
    pub name: String,
    /// More about it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Place in the order, smallest first: of the policies whose conditions a ticket meets the first one holds.
    pub place: i64,
    /// Which tickets it is for; without conditions all of them.
    pub when: Filter,
    /// Allowed time by priority and target, minutes.
    #[serde(deserialize_with = "limits")]
    pub limits: BTreeMap<Priority, Limits>,
    /// Statuses in which time does not count.
    #[serde(deserialize_with = "crate::tolerant::list")]
    pub pauses: Vec<Status>,
    /// The calendar that says when time counts; without one the organisation's own, and without that, always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarId>,
    /// Whether it holds for tickets.
    pub enabled: bool,
    /// What happens around deadlines.
    #[serde(deserialize_with = "crate::tolerant::list", skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<SlaAction>,
    /// How often it was written; the server counts.
    pub version: i64,
    /// When it was; the server's clock.
    pub written_at: Timestamp,
}

/// A policy as its clock needs it, without whom it is for and what happens around deadlines: all that a phone reads of one.
#[derive(Clone, Debug, PartialEq, crate::decode::Deserialize, Default)]
#[serde(default)]
pub struct Promise {
    /// Id.
    pub id: SlaPolicyId,
    /// What people read.
    pub name: String,
    /// Allowed time by priority and target, minutes.
    #[serde(deserialize_with = "limits")]
    pub limits: BTreeMap<Priority, Limits>,
    /// Statuses in which time does not count.
    #[serde(deserialize_with = "crate::tolerant::list")]
    pub pauses: Vec<Status>,
    /// The calendar that says when time counts.
    pub calendar: Option<CalendarId>,
    /// Its version.
    pub version: i64,
}

impl From<Promise> for SlaPolicy {
    fn from(Promise { id, name, limits, pauses, calendar, version }: Promise) -> Self {
        Self { id, name, limits, pauses, calendar, version, ..Self::default() }
    }
}

impl Default for SlaPolicy {
    fn default() -> Self {
        Self {
            id: SlaPolicyId::default(),
            name: String::new(),
            description: String::new(),
            place: 0,
            when: Filter::default(),
            limits: BTreeMap::new(),
            pauses: vec![Status::AwaitingResponse],
            calendar: None,
            enabled: true,
            actions: Vec::new(),
            version: 0,
            written_at: Timestamp(0),
        }
    }
}

/// Priorities and targets that this version does not know are passed over.
fn limits<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Priority, Limits>, D::Error> {
    /// The limits of one priority.
    #[derive(crate::decode::Deserialize)]
    #[serde(transparent)]
    struct ByTarget(#[serde(deserialize_with = "crate::tolerant::map")] BTreeMap<String, u32>);
    let all: BTreeMap<String, ByTarget> = crate::tolerant::map(from)?;
    let of = |limits: ByTarget| {
        gather::map(limits.0.into_iter().filter_map(|(word, minutes)| Some((Target::from_word(&word)?, minutes))))
    };
    let known = |word: &str| Priority::ALL.into_iter().find(|priority| priority.word() == word);
    Ok(gather::map(all.into_iter().filter_map(|(word, limits)| Some((known(&word)?, of(limits))))))
}

/// What held for a ticket from a moment on, as the server noted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsFact {
    /// From then on.
    pub at: Timestamp,
    /// The policy; `None`: nobody promises anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<SlaPolicyId>,
    /// Its version.
    #[serde(default)]
    pub version: i64,
}

impl TermsFact {
    /// Whether the same holds.
    #[must_use]
    pub fn is(&self, policy: Option<&SlaPolicy>) -> bool {
        match policy {
            Some(policy) => self.policy == Some(policy.id) && self.version == policy.version,
            None => self.policy.is_none(),
        }
    }
}

/// Whether a condition looks at how many days something is away: a promise does not change because days go by.
#[must_use]
pub fn reads_days(op: Operator) -> bool {
    matches!(op, Operator::WithinLastDays | Operator::WithinNextDays)
}

impl SlaPolicy {
    /// The kind of the definition.
    pub const KIND: &'static str = "sla_policy";
    /// The kind of what was written once.
    pub const VERSION_KIND: &'static str = "sla_policy_version";
    /// Most policies of an organisation.
    pub const MOST: usize = 100;

    /// The id under which this version stays.
    #[must_use]
    pub fn version_id(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    /// The policy as it is kept: targets without a limit are left out.
    #[must_use]
    pub fn settled(mut self) -> Self {
        self.name = self.name.trim().to_owned();
        self.limits.retain(|_, limits| !limits.is_empty());
        self.pauses.sort_unstable();
        self.pauses.dedup();
        self
    }

    /// Checks everything that needs no directory.
    ///
    /// # Errors
    /// All problems at once, as keys of the message files by member.
    pub fn check(&self, tickets: &impl Schema) -> Result<(), SlaProblems> {
        let mut problems = SlaProblems::new();
        let mut wrong = |is: bool, member: String, why: &'static str| {
            if is {
                problems.insert(member, why);
            }
        };
        wrong(self.name.trim().is_empty(), "name".into(), "required");
        wrong(self.name.chars().count() > MAX_NAME, "name".into(), "too_long");
        wrong(self.description.chars().count() > MAX_DESCRIPTION, "description".into(), "too_long");
        let conditions = || self.when.all.iter().chain(&self.when.any);
        wrong(self.when.check_over(tickets).is_err(), "when".into(), "not_a_condition");
        wrong(conditions().any(|c| reads_days(c.op)), "when".into(), "days_go_by");
        wrong(self.limits.values().all(BTreeMap::is_empty), "limits".into(), "required");
        for (priority, limits) in &self.limits {
            for (target, minutes) in limits {
                let member = format!("limits.{}.{}", priority.word(), target.word());
                wrong(!(1..=MAX_MINUTES).contains(minutes), member, "out_of_range");
            }
        }
        let solved = [Status::Resolved, Status::Closed];
        wrong(self.pauses.iter().any(|status| solved.contains(status)), "pauses".into(), "solved_stops");
        wrong(self.actions.len() > MAX_ACTIONS, "actions".into(), "too_many");
        for (n, action) in self.actions.iter().take(MAX_ACTIONS).enumerate() {
            let member = |name: &str| format!("actions.{n}.{name}");
            wrong(action.minutes > MAX_MINUTES, member("minutes"), "out_of_range");
            wrong(action.to.is_empty(), member("to"), "required");
            wrong(action.to.len() > MAX_PEOPLE, member("to"), "too_many");
            let contact = action.to.contains(&Recipient::Contact) && action.kind == ActionKind::Notice;
            wrong(contact, member("to"), "contact_by_letter");
            let twice = self.actions.iter().take(n).any(|other| other.id == action.id);
            wrong(twice, member("id"), "taken");
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}
