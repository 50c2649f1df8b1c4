//! Agents (staff), their groups and roles. Part of the staff directory that every device holds.

use serde::{Deserialize, Serialize};

use crate::{AgentId, GroupId, Place, Timestamp};

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
    /// Roles; one that this version does not know gives no right here.
    #[serde(deserialize_with = "crate::tolerant::list")]
    pub roles: Vec<Role>,
    /// Groups the agent belongs to.
    #[serde(default)]
    pub groups: Vec<GroupId>,
    /// Mobile number.
    #[serde(default)]
    pub mobile: String,
    /// E-mail address.
    #[serde(default)]
    pub email: String,
    /// Skills, as keys (`lift-a`, `boiler`).
    #[serde(default)]
    pub skills: Vec<String>,
    /// Where the agent starts the day.
    #[serde(default)]
    pub home: Option<Place>,
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

impl Agent {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shift(from: u16, to: u16) -> Agent {
        Agent {
            id: AgentId::default(),
            account: "li".into(),
            name: "Li".into(),
            given_name: String::new(),
            roles: vec![Role::Engineer],
            groups: vec![],
            mobile: String::new(),
            email: String::new(),
            skills: vec![],
            home: None,
            photo: None,
            shift_from_min: Some(from),
            shift_to_min: Some(to),
            accepting: true,
            disabled_at: None,
        }
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
