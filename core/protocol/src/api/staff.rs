//! Staff administration: agents, groups, roles, switches.
//!
//! Each is read with the number it was written at (`seq`) and replaced by it: another one meanwhile is a `conflict`, so
//! that of two administrators the second learns of the first. `docs/api.md` says how.

use std::collections::BTreeMap;

use serde::Serialize;
use truckroll_domain::access::{Module, Role, Switches};
use truckroll_domain::decode::Deserialize;
use truckroll_domain::imports::Mapping;
use truckroll_domain::people::{Agent, Group};
use truckroll_domain::tenants::Licence;
use truckroll_domain::{AgentId, GroupId, RoleId};

use super::RefusedCells;

/// Which agents are asked for. Without anything: all of them, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct StaffQuery {
    /// In name, account, employee number, skill or tag.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// Of this group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// With this role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
    /// `enabled`: those who work here; `disabled`; empty: all.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
    /// This one alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<AgentId>,
    /// Those who may work in an area, by its word: who can take over what a colleague leaves.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub works: String,
    /// Those whom the reader may change.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub changeable: bool,
    /// `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Agents a page, 1 to 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}

/// Everything the staff pages show, in one answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct StaffNow {
    /// A page of the agents that were asked for, by name.
    pub agents: Vec<AgentNow>,
    /// How many were asked for, on all pages.
    pub total: i64,
    /// `after` of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Groups in the order of the tree.
    pub groups: Vec<GroupNow>,
    /// Roles: built-in ones first, then by name.
    pub roles: Vec<RoleNow>,
    /// Switches.
    pub switches: SwitchesNow,
    /// Agents that hold a licence, by the word of its module.
    #[serde(deserialize_with = "truckroll_domain::tolerant::map")]
    pub seats: BTreeMap<String, i64>,
    /// Those who supervise a group.
    pub supervisors: Vec<Named>,
    /// Skills that agents have, by name.
    pub skills: Vec<String>,
    /// Tags that agents have, by name.
    pub tags: Vec<String>,
}

/// Somebody by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Who.
    pub id: AgentId,
    /// What he is called.
    pub name: String,
}

/// An agent with what an administrator decides by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgentNow {
    /// The agent.
    pub agent: Agent,
    /// Number it was written at.
    pub seq: i64,
    /// Tickets that are not closed and are his.
    #[serde(default)]
    pub open_tickets: i64,
    /// Visits that are not finished and are his.
    #[serde(default)]
    pub open_visits: i64,
}

/// A group with the number it was written at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupNow {
    /// The group.
    pub group: Group,
    /// Number it was written at.
    pub seq: i64,
    /// Agents in it, disabled ones not counted.
    #[serde(default)]
    pub members: i64,
}

/// A role with the number it was written at; 0 for a built-in one that nobody changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleNow {
    /// The role.
    pub role: Role,
    /// Number it was written at.
    pub seq: i64,
    /// Whether every organisation has it.
    #[serde(default)]
    pub built_in: bool,
    /// Agents who have it, disabled ones not counted.
    #[serde(default)]
    pub members: i64,
}

/// Switches with the number they were written at; 0 while nobody has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct SwitchesNow {
    /// What was said about features.
    pub switches: Switches,
    /// Number they were written at.
    pub seq: i64,
    /// What hangs on features.
    pub dependents: Vec<Dependent>,
}

/// So many things that a feature must be on for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dependent {
    /// Word of the feature.
    pub feature: String,
    /// Key of the message that names them: `open_tickets`, `open_visits`, `published_links`.
    pub what: String,
    /// How many.
    pub count: i64,
}

/// Whether an account name can be taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountCheck {
    /// The name as it would be stored.
    pub account: String,
    /// Nobody has it, in any organisation.
    pub free: bool,
    /// What is wrong with it otherwise: `length` or `characters`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// An agent to make. Id and times are the server's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAgent {
    /// The agent; `id`, `roles` and `disabled_at` are not read.
    pub agent: Agent,
    /// First password.
    pub password: String,
}

/// An agent in the place of the one that was read at `seq`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentChange {
    /// The number it was read at.
    pub seq: i64,
    /// All of the agent; `account`, `roles` and `disabled_at` stay as they are.
    pub agent: Agent,
}

/// Licences of many agents at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenceChange {
    /// The module.
    pub module: Module,
    /// Given or taken.
    pub on: bool,
}

/// Who takes over what an agent leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct HandOver {
    /// Who gets the open tickets; `None`: nobody yet.
    pub tickets_to: Option<AgentId>,
    /// Who gets the unfinished visits; `None`: nobody yet.
    pub visits_to: Option<AgentId>,
}

/// Disabling an agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disable {
    /// The number the agent was read at.
    pub seq: i64,
    /// What happens to his open work; without it an agent who has some is not disabled.
    #[serde(default)]
    pub hand_over: Option<HandOver>,
}

/// A group in the place of the one that was read at `seq`; 0 for a new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupChange {
    /// The number it was read at.
    pub seq: i64,
    /// The group.
    pub group: Group,
}

/// Groups of one parent in their new order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupOrder {
    /// All groups of one parent, first to last.
    pub groups: Vec<GroupId>,
}

/// A role in the place of the one that was read at `seq`; 0 for a new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleChange {
    /// The number it was read at.
    pub seq: i64,
    /// The role.
    pub role: Role,
}

/// What is thrown away, by the number it was read at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// The number it was read at.
    pub seq: i64,
}

/// Switches in the place of those that were read at `seq`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSwitches {
    /// The number they were read at.
    pub seq: i64,
    /// Features to switch, by their words; what is left out stays.
    pub switches: Switches,
}

/// A thing that was written.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// The number it was written at.
    pub seq: i64,
}

/// What stands against removing something: counts by the key of a message (`agents`, `groups`, `open_tickets`).
pub type Usage = BTreeMap<String, i64>;

/// What the organisation may use, and how much of it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct LicenceNow {
    /// What the operator of the installation set.
    pub licence: Licence,
    /// Seats that are taken: `seats`, and by the word of each module.
    #[serde(deserialize_with = "truckroll_domain::tolerant::map")]
    pub used: BTreeMap<String, i64>,
    /// Days that are left, the last one counted as 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_left: Option<i64>,
    /// It is over: the organisation reads and does not write.
    pub over: bool,
}

/// What to do with a file of agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct StaffImport {
    /// `look`: what its columns seem to stand for. `check`: what its rows would come to. `store`: make and change agents.
    pub step: String,
    /// Language of reasons and headings, `en` or `zh-CN`.
    pub language: String,
    /// A [`Mapping`] as JSON; empty only with `look`.
    pub mapping: String,
}

/// A file of agents as it was read, and what its rows came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct StaffImported {
    /// Rows of the file, a row of headings among them.
    pub rows: i64,
    /// The first of them.
    pub head: Vec<Vec<String>>,
    /// What its columns stand for: as guessed, or as they were sent.
    pub mapping: Mapping,
    /// Agents who were, or would be, made.
    pub created: i64,
    /// Agents who were, or would be, changed.
    pub updated: i64,
    /// Rows whose agent stays as he is.
    pub kept: i64,
    /// Rows that were refused.
    pub rejected: i64,
    /// The first refused rows.
    pub refused: Vec<RefusedCells>,
    /// All refused rows with their reasons, as CSV.
    pub refused_csv: String,
    /// Start passwords of those who were made. They are told here and nowhere else.
    pub passwords: Vec<StartPassword>,
    /// The same as CSV.
    pub passwords_csv: String,
}

/// A password that must be changed at the first sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartPassword {
    /// Sign-in name.
    pub account: String,
    /// Name.
    pub name: String,
    /// The password.
    pub password: String,
}

/// A portrait that was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portrait {
    /// Its hash, by which an agent is given it.
    pub photo: String,
}

/// The portrait of the signed-in person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct NewPortrait {
    /// The hash of one that was taken in; `None`: none.
    pub photo: Option<String>,
}
