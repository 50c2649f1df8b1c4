//! Agents (staff), their groups and roles. Part of the staff directory that every device holds.

mod check;
mod presence;
pub mod table;

pub use check::{AgentProblems, GroupProblems, account_problem, check_agent, check_group};
pub use presence::{Channel, Presence, PresenceState, PresenceStates, Presences, Said, Saying, TONES};

use std::collections::BTreeMap;

use serde::Serialize;

use crate::access::Module;
use crate::decode::Deserialize;
use crate::{AgentId, GroupId, Place, RoleId, Timestamp};

/// What a member of staff may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works visits in the field.
    Engineer,
    /// Decides who goes when.
    Dispatcher,
    /// May change settings and everything else.
    Admin,
}

/// One member of staff as colleagues see them (directory entry).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    /// Id.
    pub id: AgentId,
    /// Sign-in name, unique over all organisations.
    pub account: String,
    /// Full name.
    pub name: String,
    /// The name customers see ("first name").
    #[serde(default)]
    pub given_name: String,
    /// What the role amounts to in the words of earlier versions; the server keeps it in step with `role`. Where there
    /// is no `role`, it is the role.
    #[serde(deserialize_with = "crate::tolerant::list")]
    pub roles: Vec<Role>,
    /// The role (ORG-23).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
    /// Modules the agent is licensed for; `None`, as before there were licences, is all of them (ORG-20).
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "licences")]
    pub licences: Option<Vec<Module>>,
    /// Groups the agent belongs to.
    #[serde(default)]
    pub groups: Vec<GroupId>,
    /// Mobile number.
    #[serde(default)]
    pub mobile: String,
    /// Landline number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub landline: String,
    /// Number in the organisation's own books, announced to callers.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub employee_number: String,
    /// E-mail address.
    #[serde(default)]
    pub email: String,
    /// Tags, by which chats find an agent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Skills, as keys (`lift-a`, `boiler`).
    #[serde(default)]
    pub skills: Vec<String>,
    /// When a skill expires, by its key; the others last.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "crate::tolerant::map")]
    pub skills_until: BTreeMap<String, Timestamp>,
    /// Where the agent starts the day.
    #[serde(default)]
    pub home: Option<Place>,
    /// The same in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub home_address: String,
    /// Hash of the portrait, if there is one.
    #[serde(default)]
    pub photo: Option<String>,
    /// Start of the daily shift, minutes after local midnight.
    #[serde(default)]
    pub shift_from_min: Option<u16>,
    /// End of the daily shift, minutes after local midnight.
    #[serde(default)]
    pub shift_to_min: Option<u16>,
    /// Whether the agent takes new work now.
    #[serde(default = "yes")]
    pub accepting: bool,
    /// When the account was disabled, if it was.
    #[serde(default)]
    pub disabled_at: Option<Timestamp>,
}

fn yes() -> bool {
    true
}

/// Modules that this version does not know are passed over; something else than a list is no licence at all.
fn licences<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Vec<Module>>, D::Error> {
    crate::tolerant::list(from).map(Some)
}

impl Default for Agent {
    fn default() -> Self {
        Self {
            id: AgentId::default(),
            account: String::new(),
            name: String::new(),
            given_name: String::new(),
            roles: Vec::new(),
            role: None,
            licences: None,
            groups: Vec::new(),
            mobile: String::new(),
            landline: String::new(),
            employee_number: String::new(),
            email: String::new(),
            tags: Vec::new(),
            skills: Vec::new(),
            skills_until: BTreeMap::new(),
            home: None,
            home_address: String::new(),
            photo: None,
            shift_from_min: None,
            shift_to_min: None,
            accepting: true,
            disabled_at: None,
        }
    }
}

impl Agent {
    /// Whether the agent is licensed for a module.
    #[must_use]
    pub fn licensed(&self, module: Module) -> bool {
        self.licences.as_ref().is_none_or(|licences| licences.contains(&module))
    }

    /// The skills that hold at `now`.
    #[must_use]
    pub fn skills_at(&self, now: Timestamp) -> Vec<String> {
        let holds = |skill: &&String| self.skills_until.get(*skill).is_none_or(|until| now < *until);
        self.skills.iter().filter(holds).cloned().collect()
    }

    /// Whether the agent can be given visits at all.
    #[must_use]
    pub fn is_engineer(&self) -> bool {
        self.disabled_at.is_none() && self.roles.contains(&Role::Engineer)
    }

    /// Whether `minute` (minutes after local midnight) lies in the shift. Without a shift: always.
    /// A shift may pass midnight (22:00 to 06:00).
    #[must_use]
    pub fn on_shift(&self, minute: u16) -> bool {
        match (self.shift_from_min, self.shift_to_min) {
            (Some(from), Some(to)) if from <= to => (from..to).contains(&minute),
            (Some(from), Some(to)) => minute >= from || minute < to,
            _ => true,
        }
    }
}

/// A group of agents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Id.
    pub id: GroupId,
    /// Name.
    pub name: String,
    /// The group above, if any.
    #[serde(default)]
    pub parent: Option<GroupId>,
    /// Agents who see the work of this group and of those below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supervisors: Vec<AgentId>,
    /// Place among its siblings, smallest first.
    #[serde(default)]
    pub position: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shift(from: u16, to: u16) -> Agent {
        Agent { shift_from_min: Some(from), shift_to_min: Some(to), ..Agent::default() }
    }

    #[test]
    fn shifts_hold_their_start_and_not_their_end() {
        for (from, to, minute, on) in [
            (480, 1080, 480, true),
            (480, 1080, 1079, true),
            (480, 1080, 1080, false),
            (480, 1080, 100, false),
            (1320, 360, 1350, true),
            (1320, 360, 100, true),
            (1320, 360, 360, false),
        ] {
            assert_eq!(shift(from, to).on_shift(minute), on, "{from}-{to} at {minute}");
        }
    }
}
