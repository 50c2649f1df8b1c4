//! The tree of groups as a list, its order, and a group under change.

use std::collections::BTreeSet;

use truckroll_domain::access::{MAX_DEPTH, Policy};
use truckroll_domain::people::{Group, check_group};
use truckroll_domain::{AgentId, GroupId};
use truckroll_protocol::api::staff::{GroupChange, GroupNow};

use crate::admin::staff::state::Problems;

/// A group in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The group.
    pub now: GroupNow,
    /// Groups above it.
    pub depth: usize,
    /// Its place among its siblings, from 0, and how many they are.
    pub place: (usize, usize),
}

/// The groups from the top, each with those below it behind it. One whose parent is not there stands at the top.
#[must_use]
pub fn tree(groups: &[GroupNow]) -> Vec<Placed> {
    let known: BTreeSet<GroupId> = groups.iter().map(|one| one.group.id).collect();
    let parent = |one: &GroupNow| one.group.parent.filter(|parent| known.contains(parent));
    let mut placed = Vec::new();
    // what remains to be placed, the next one last
    let mut waiting: Vec<Placed> = Vec::new();
    let below = |of: Option<GroupId>, depth: usize| -> Vec<Placed> {
        let siblings: Vec<&GroupNow> = groups.iter().filter(|one| parent(one) == of).collect();
        let count = siblings.len();
        let place = |(at, one): (usize, &GroupNow)| Placed { now: one.clone(), depth, place: (at, count) };
        siblings.into_iter().enumerate().map(place).rev().collect()
    };
    waiting.extend(below(None, 0));
    while let Some(next) = waiting.pop() {
        if next.depth < MAX_DEPTH {
            waiting.extend(below(Some(next.now.group.id), next.depth + 1));
        }
        placed.push(next);
    }
    placed
}

/// The groups beside one, in their order, with it at another place; nothing when nothing moves.
#[must_use]
pub fn moved(groups: &[GroupNow], group: GroupId, to: usize) -> Option<Vec<GroupId>> {
    let parent = groups.iter().find(|one| one.group.id == group)?.group.parent;
    let mut siblings: Vec<GroupId> =
        groups.iter().filter(|one| one.group.parent == parent).map(|one| one.group.id).collect();
    let at = siblings.iter().position(|id| *id == group)?;
    let to = to.min(siblings.len().saturating_sub(1));
    if at == to {
        return None;
    }
    let id = siblings.remove(at);
    siblings.insert(to, id);
    Some(siblings)
}

/// The order after a group was dropped on another one of the same parent; nothing when it is of another parent.
#[must_use]
pub fn dropped(groups: &[GroupNow], group: GroupId, on: GroupId) -> Option<Vec<GroupId>> {
    let of = |id: GroupId| groups.iter().find(|one| one.group.id == id).map(|one| one.group.parent);
    let parent = of(on)?;
    if of(group)? != parent {
        return None;
    }
    let to = groups.iter().filter(|one| one.group.parent == parent).position(|one| one.group.id == on)?;
    moved(groups, group, to)
}

/// A group under change.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was read; nothing for a new one.
    pub read: Option<GroupNow>,
    /// What has become of it.
    pub group: Group,
}

impl Draft {
    /// A new group below another one, or at the top.
    #[must_use]
    pub fn new(parent: Option<GroupId>) -> Self {
        let group = Group { id: GroupId::default(), name: String::new(), parent, supervisors: Vec::new(), position: 0 };
        Self { read: None, group }
    }

    /// Nothing changed yet.
    #[must_use]
    pub fn of(read: GroupNow) -> Self {
        Self { group: read.group.clone(), read: Some(read) }
    }

    /// Whether there is something to save.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.read.as_ref().is_none_or(|read| read.group != self.group)
    }

    /// What is wrong, by member.
    #[must_use]
    pub fn problems(&self, policy: &Policy) -> Problems {
        let group = Group { name: self.group.name.trim().to_owned(), ..self.group.clone() };
        let found = check_group(&group, policy).err().unwrap_or_default();
        found.into_iter().map(|(member, key)| (member, key.to_owned())).collect()
    }

    /// The same changes over what somebody else wrote meanwhile.
    #[must_use]
    pub fn over(&self, read: GroupNow) -> Self {
        Self { group: Group { position: read.group.position, ..self.group.clone() }, read: Some(read) }
    }

    /// What is sent.
    #[must_use]
    pub fn change(&self) -> GroupChange {
        GroupChange { seq: self.read.as_ref().map_or(0, |read| read.seq), group: self.group.clone() }
    }

    /// Where it can hang without becoming a circle or too deep, in the order of the tree.
    #[must_use]
    pub fn parents(&self, policy: &Policy, groups: &[GroupNow]) -> Vec<Placed> {
        let fits = |one: &Placed| {
            let under = Draft { group: Group { parent: Some(one.now.group.id), ..self.group.clone() }, read: None };
            !under.problems(policy).contains_key("parent")
        };
        tree(groups).into_iter().filter(fits).collect()
    }

    /// Adds a supervisor.
    pub fn add_supervisor(&mut self, agent: AgentId) {
        if !self.group.supervisors.contains(&agent) {
            self.group.supervisors.push(agent);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::staff::state::policy;
    use crate::sample::{self, group_id};

    fn groups() -> Vec<GroupNow> {
        sample::staff().groups
    }

    #[test]
    fn the_tree_is_walked_from_the_top() {
        let found: Vec<(String, usize, (usize, usize))> =
            tree(&groups()).into_iter().map(|one| (one.now.group.name, one.depth, one.place)).collect();
        let expected = [("East", 0, (0, 2)), ("Pudong", 1, (0, 1)), ("West", 0, (1, 2))];
        assert_eq!(found, expected.map(|(name, depth, place)| (name.to_owned(), depth, place)));
        let mut orphans = groups();
        orphans.remove(0);
        assert!(tree(&orphans).iter().all(|one| one.depth == 0), "a group without its parent is not lost");
    }

    #[test]
    fn a_circle_ends() {
        let mut circle = groups();
        circle[0].group.parent = Some(group_id(2));
        assert!(tree(&circle).len() <= circle.len());
    }

    #[test]
    fn siblings_change_places_and_others_do_not() {
        let groups = groups();
        assert_eq!(moved(&groups, group_id(3), 0), Some(vec![group_id(3), group_id(1)]));
        assert_eq!(moved(&groups, group_id(3), 9), None);
        assert_eq!(moved(&groups, group_id(9), 0), None);
        assert_eq!(dropped(&groups, group_id(1), group_id(3)), Some(vec![group_id(3), group_id(1)]));
        assert_eq!(dropped(&groups, group_id(2), group_id(3)), None, "another parent is for the form");
        assert_eq!(dropped(&groups, group_id(1), group_id(1)), None);
    }

    #[test]
    fn a_group_hangs_below_neither_itself_nor_those_below_it() {
        let now = sample::staff();
        let policy = policy(&now);
        let names = |draft: &Draft| -> Vec<String> {
            draft.parents(&policy, &now.groups).into_iter().map(|one| one.now.group.name).collect()
        };
        assert_eq!(names(&Draft::of(now.groups[0].clone())), ["West"]);
        assert_eq!(names(&Draft::of(now.groups[1].clone())), ["East", "West"]);
        let new = Draft::new(Some(group_id(1)));
        assert_eq!(names(&new), ["East", "Pudong", "West"]);
        assert_eq!(new.problems(&policy)["name"], "required");
        let twin = Draft { group: Group { name: " Pudong ".into(), ..new.group.clone() }, read: None };
        assert_eq!(twin.problems(&policy)["name"], "taken");
    }

    #[test]
    fn a_colleague_who_was_faster_does_not_undo_what_was_typed() {
        let mut draft = Draft::of(groups().remove(0));
        draft.group.name = "Far East".into();
        let other = GroupNow { seq: 40, ..groups().remove(0) };
        let kept = draft.over(other);
        assert_eq!((kept.change().seq, kept.group.name.as_str()), (40, "Far East"));
    }
}
