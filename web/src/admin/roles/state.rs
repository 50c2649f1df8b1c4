//! A role as an administrator is changing it: what was read, which verbs are ticked, what is wrong with it.

use truckroll_domain::RoleId;
use truckroll_domain::access::{Area, BuiltIn, Grant, Policy, Reach, Role, Verb};
use truckroll_protocol::api::staff::{RoleChange, RoleNow, StaffNow};

use crate::admin::said;
use crate::admin::staff::state::Problems;

/// A role under change.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was read; nothing for a new one.
    pub read: Option<RoleNow>,
    /// What has become of it.
    pub role: Role,
}

impl Draft {
    /// A new role that grants nothing.
    #[must_use]
    pub fn empty() -> Self {
        let role =
            Role { id: RoleId::default(), name: String::new(), remark: String::new(), grants: Default::default() };
        Self { read: None, role }
    }

    /// A new role with the rights of another one.
    #[must_use]
    pub fn copy(of: &Role, name: String) -> Self {
        Self { read: None, role: Role { id: RoleId::default(), name, ..of.clone() } }
    }

    /// Nothing changed yet.
    #[must_use]
    pub fn of(read: RoleNow) -> Self {
        Self { role: read.role.clone(), read: Some(read) }
    }

    /// Whether there is something to save.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        match &self.read {
            Some(read) => self.tidied() != tidied(&read.role),
            None => !self.role.name.is_empty() || !self.role.grants.is_empty() || !self.role.remark.is_empty(),
        }
    }

    /// The number it was read at; 0 for a new or untouched built-in one.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.read.as_ref().map_or(0, |read| read.seq)
    }

    /// Whether every organisation has it.
    #[must_use]
    pub fn built_in(&self) -> Option<BuiltIn> {
        BuiltIn::of(self.role.id)
    }

    /// Whether its rights can be changed: the administrator's cannot, so that nobody locks everybody out.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.built_in() == Some(BuiltIn::Administrator)
    }

    /// What is wrong, by member.
    #[must_use]
    pub fn problems(&self, policy: &Policy) -> Problems {
        let role = self.tidied();
        let found = role.check().err().unwrap_or_default();
        let mut problems: Problems = found.into_iter().map(|(member, key)| (member, key.to_owned())).collect();
        let same = |other: &Role| other.id != role.id && !role.name.is_empty() && other.name == role.name;
        if policy.roles.values().any(same) {
            problems.insert("name".to_owned(), "taken".to_owned());
        }
        problems
    }

    fn tidied(&self) -> Role {
        tidied(&self.role)
    }

    /// What is sent.
    #[must_use]
    pub fn change(&self) -> RoleChange {
        RoleChange { seq: self.seq(), role: self.tidied() }
    }

    /// The same changes over what somebody else wrote meanwhile.
    #[must_use]
    pub fn over(&self, read: RoleNow) -> Self {
        Self { role: self.role.clone(), read: Some(read) }
    }

    /// Whether a verb is ticked.
    #[must_use]
    pub fn has(&self, area: Area, verb: Verb) -> bool {
        self.role.grants.get(&area).is_some_and(|grant| grant.verbs.contains(&verb))
    }

    /// How far an area reaches; the narrowest while nothing is ticked.
    #[must_use]
    pub fn reach(&self, area: Area) -> Reach {
        self.role.grants.get(&area).map_or(Reach::Own, |grant| grant.reach)
    }

    /// Ticks or unticks a verb. Whoever changes something sees it: another verb ticks seeing, and without seeing there is
    /// no other.
    pub fn set(&mut self, area: Area, verb: Verb, on: bool) {
        let grant = self.role.grants.entry(area).or_insert_with(|| Grant::of(&[], Reach::Own));
        match (verb, on) {
            (verb, true) => grant.verbs.extend([Verb::View, verb]),
            (Verb::View, false) => grant.verbs.clear(),
            (verb, false) => {
                grant.verbs.remove(&verb);
            }
        }
    }

    /// Ticks or unticks a whole area.
    pub fn set_all(&mut self, area: Area, on: bool) {
        let reach = self.reach(area);
        let verbs = if on { area.verbs() } else { &[] };
        self.role.grants.insert(area, Grant::of(verbs, reach));
    }

    /// Sets how far an area reaches.
    pub fn set_reach(&mut self, area: Area, reach: Reach) {
        self.role.grants.entry(area).or_insert_with(|| Grant::of(&[], reach)).reach = reach;
    }
}

/// A role as the server keeps it: no blanks around, no area without a verb.
fn tidied(role: &Role) -> Role {
    let mut role = role.clone();
    role.name = role.name.trim().to_owned();
    role.remark = role.remark.trim().to_owned();
    role.grants.retain(|_, grant| !grant.verbs.is_empty());
    role
}

/// A name for the copy of a role that nobody has yet.
#[must_use]
pub fn copy_name(of: &Role, now: &StaffNow, said: impl Fn(&str) -> String) -> String {
    let wanted = said(&said::role_name(of));
    let taken = |name: &str| now.roles.iter().any(|one| one.role.name == name);
    if !taken(&wanted) {
        return wanted;
    }
    (2..).map(|n| format!("{wanted} {n}")).find(|name| !taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::staff::state::policy;
    use crate::sample;

    fn draft(built_in: BuiltIn) -> Draft {
        Draft::of(RoleNow { role: built_in.role(), seq: 0, built_in: true, members: 1 })
    }

    #[test]
    fn whoever_changes_something_sees_it() {
        let mut draft = Draft::empty();
        draft.set(Area::Tickets, Verb::Edit, true);
        assert!(draft.has(Area::Tickets, Verb::View) && draft.has(Area::Tickets, Verb::Edit));
        draft.set(Area::Tickets, Verb::View, false);
        assert!(!draft.has(Area::Tickets, Verb::Edit));
        draft.set_all(Area::Statistics, true);
        assert_eq!(draft.role.grants[&Area::Statistics].verbs.len(), Area::Statistics.verbs().len());
        draft.role.name = "Lead".into();
        assert!(draft.problems(&Policy::default()).is_empty());
        assert!(!draft.change().role.grants.contains_key(&Area::Tickets), "an empty area is not kept");
    }

    #[test]
    fn ticking_back_and_forth_changes_nothing() {
        let mut draft = draft(BuiltIn::Agent);
        draft.set(Area::Settings, Verb::View, true);
        assert!(draft.is_changed());
        draft.set(Area::Settings, Verb::View, false);
        assert!(!draft.is_changed());
        draft.set_reach(Area::Monitoring, Reach::All);
        assert!(!draft.is_changed(), "a reach without verbs is nothing");
        draft.set_reach(Area::Tickets, Reach::All);
        assert!(draft.is_changed());
    }

    #[test]
    fn the_administrator_stays_as_he_is() {
        assert!(draft(BuiltIn::Administrator).is_fixed());
        let mut draft = draft(BuiltIn::Administrator);
        draft.set(Area::Settings, Verb::Edit, false);
        assert_eq!(draft.problems(&Policy::default())["grants"], "administrator");
    }

    #[test]
    fn names_are_needed_and_different() {
        let now = sample::staff();
        let policy = policy(&now);
        let mut draft = Draft::empty();
        assert_eq!(draft.problems(&policy)["name"], "required");
        draft.role.name = " Team lead ".into();
        assert_eq!(draft.problems(&policy)["name"], "taken");
        let name = copy_name(&now.roles[4].role, &now, |name| name.to_owned());
        assert_eq!(name, "Team lead 2");
        assert_eq!(Draft::copy(&now.roles[4].role, name).problems(&policy), Problems::new());
    }
}
