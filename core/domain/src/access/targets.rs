//! Targets: whom something is for: everybody, agents of some groups, some agents, or several of these together (TKT-04).

use serde::{Deserialize, Serialize};

use crate::{AgentId, GroupId};

/// Whom something is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Targets {
    /// Everybody on the staff.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
    /// Agents of these groups.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "crate::tolerant::list")]
    pub groups: Vec<GroupId>,
    /// These agents.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "crate::tolerant::list")]
    pub agents: Vec<AgentId>,
}

/// Who looks at something.
#[derive(Clone, Copy, Debug, Default)]
pub struct Viewer<'a> {
    /// The agent; `None` for customers, rules and jobs.
    pub agent: Option<AgentId>,
    /// His groups.
    pub groups: &'a [GroupId],
}

impl Targets {
    /// Most groups and most agents of one.
    pub const MOST: usize = 200;

    /// Everybody.
    #[must_use]
    pub fn everybody() -> Self {
        Self { all: true, ..Self::default() }
    }
    /// Whether it is for nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.all && self.groups.is_empty() && self.agents.is_empty()
    }
    /// Whether it is for this agent. Rules, jobs and customers are nobody's audience.
    #[must_use]
    pub fn includes(&self, viewer: Viewer<'_>) -> bool {
        let Some(agent) = viewer.agent else { return false };
        self.all || self.agents.contains(&agent) || viewer.groups.iter().any(|group| self.groups.contains(group))
    }
    /// What is wrong with it, as a key of the message files.
    #[must_use]
    pub fn problem(&self) -> Option<&'static str> {
        (self.groups.len() > Self::MOST || self.agents.len() > Self::MOST).then_some("too_many")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_targets_are_one() {
        let (me, other) = (AgentId::from_parts(1, [1; 10]), AgentId::from_parts(1, [2; 10]));
        let (north, south) = (GroupId::from_parts(1, [3; 10]), GroupId::from_parts(1, [4; 10]));
        let targets = Targets { groups: vec![north], agents: vec![other], ..Targets::default() };
        for (agent, groups, within) in [
            (Some(me), vec![north], true),
            (Some(me), vec![south], false),
            (Some(other), vec![], true),
            (None, vec![north], false),
        ] {
            assert_eq!(targets.includes(Viewer { agent, groups: &groups }), within, "{agent:?} {groups:?}");
        }
        assert!(Targets::everybody().includes(Viewer { agent: Some(me), groups: &[] }));
        assert!(
            Targets::default().is_empty() && !Targets::default().includes(Viewer { agent: Some(me), groups: &[north] })
        );
    }
}
