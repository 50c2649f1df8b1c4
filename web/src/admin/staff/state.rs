//! An agent as an administrator is changing him: what was read, what he has made of it, what is wrong with it.
//!
//! The checks are the domain's own, so the screen never offers to save what the server would refuse.

use std::collections::BTreeMap;

use truckroll_domain::access::{Area, BuiltIn, Feature, Module, Policy, Rights, Role, Verb};
use truckroll_domain::customers::place_of;
use truckroll_domain::people::{Agent, check_agent};
use truckroll_domain::{GroupId, Place, RoleId, Timestamp};
use truckroll_protocol::api::staff::{AgentChange, AgentNow, NewAgent, StaffNow};

/// Problem keys by member.
pub type Problems = BTreeMap<String, String>;

/// Shortest first password, characters; the server's own limit.
const MIN_PASSWORD: usize = 10;

/// The policy of what was read.
#[must_use]
pub fn policy(now: &StaffNow) -> Policy {
    Policy::new(
        now.roles.iter().map(|one| one.role.clone()),
        now.groups.iter().map(|one| one.group.clone()),
        now.agents.iter().map(|one| &one.agent),
        now.switches.switches.clone(),
    )
}

/// An agent under change.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was read; nothing for a new one.
    pub read: Option<AgentNow>,
    /// What the administrator has made of it.
    pub agent: Agent,
    /// First password of a new one.
    pub password: String,
    /// Where he starts the day, as it was typed.
    pub home: String,
}

/// A place as it is typed.
fn typed(home: Option<Place>) -> String {
    home.map(|place| format!("{}, {}", place.lat, place.lon)).unwrap_or_default()
}

/// The place of what was typed.
fn place(text: &str) -> Option<Place> {
    place_of(&text.replace(char::is_whitespace, "").replace('，', ","))
}

impl Draft {
    /// A new agent.
    #[must_use]
    pub fn empty() -> Self {
        Self { read: None, agent: Agent::default(), password: String::new(), home: String::new() }
    }

    /// Nothing changed yet.
    #[must_use]
    pub fn of(read: AgentNow) -> Self {
        let home = typed(read.agent.home);
        Self { agent: read.agent.clone(), read: Some(read), password: String::new(), home }
    }

    /// Whether there is something to save.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        match &self.read {
            Some(read) => read.agent != self.agent || self.home.trim() != typed(read.agent.home),
            None => self.agent != Agent::default() || !self.password.is_empty(),
        }
    }

    /// The number he was read at; 0 for a new one.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.read.as_ref().map_or(0, |read| read.seq)
    }

    /// What is wrong, by member.
    #[must_use]
    pub fn problems(&self, policy: &Policy) -> Problems {
        let found = check_agent(&self.tidied(), policy).err().unwrap_or_default();
        let mut problems: Problems = found.into_iter().map(|(member, key)| (member, key.to_owned())).collect();
        if !self.home.trim().is_empty() && place(&self.home).is_none() {
            problems.insert("home".to_owned(), "not_a_place".to_owned());
        }
        if self.read.is_none() && self.password.chars().count() < MIN_PASSWORD {
            problems.insert("password".to_owned(), "too_short".to_owned());
        }
        problems
    }

    /// The agent without blanks around what was typed, as the server keeps him.
    fn tidied(&self) -> Agent {
        let mut agent = self.agent.clone();
        for text in [
            &mut agent.name,
            &mut agent.given_name,
            &mut agent.mobile,
            &mut agent.landline,
            &mut agent.employee_number,
            &mut agent.email,
            &mut agent.home_address,
        ] {
            *text = text.trim().to_owned();
        }
        agent
    }

    /// What is sent to make a new one.
    #[must_use]
    pub fn new_agent(&self) -> NewAgent {
        NewAgent { agent: self.tidied(), password: self.password.clone() }
    }

    /// What is sent to change him.
    #[must_use]
    pub fn change(&self) -> AgentChange {
        AgentChange { seq: self.seq(), agent: self.tidied() }
    }

    /// The same changes over what somebody else wrote meanwhile. What has a button of its own (disabled or not) is not
    /// part of them.
    #[must_use]
    pub fn over(&self, read: AgentNow) -> Self {
        let agent =
            Agent { disabled_at: read.agent.disabled_at, roles: read.agent.roles.clone(), ..self.agent.clone() };
        Self { agent, read: Some(read), password: String::new(), home: self.home.clone() }
    }

    /// Sets where the agent starts the day, as it is typed.
    pub fn set_home(&mut self, text: String) {
        self.agent.home = place(&text);
        self.home = text;
    }

    /// Puts him into a group or takes him out.
    pub fn set_group(&mut self, group: GroupId, member: bool) {
        self.agent.groups.retain(|known| *known != group);
        if member {
            self.agent.groups.push(group);
        }
    }

    /// Adds a skill.
    pub fn add_skill(&mut self, skill: &str) {
        add(&mut self.agent.skills, skill);
    }

    /// Takes a skill and its date away.
    pub fn remove_skill(&mut self, skill: &str) {
        self.agent.skills.retain(|known| known != skill);
        self.agent.skills_until.remove(skill);
    }

    /// Sets when a skill expires; `None`: it lasts.
    pub fn set_until(&mut self, skill: &str, until: Option<Timestamp>) {
        match until {
            Some(until) => self.agent.skills_until.insert(skill.to_owned(), until),
            None => self.agent.skills_until.remove(skill),
        };
    }

    /// Adds a tag.
    pub fn add_tag(&mut self, tag: &str) {
        add(&mut self.agent.tags, tag);
    }
}

/// Adds a word that is not there yet.
fn add(words: &mut Vec<String>, word: &str) {
    let word = word.trim();
    if !word.is_empty() && !words.iter().any(|known| known == word) {
        words.push(word.to_owned());
    }
}

/// The same agent with a licence more or less.
#[must_use]
pub fn licensed(mut agent: Agent, module: Module, on: bool) -> Agent {
    let mut licences = agent.licences.unwrap_or_else(|| Module::ALL.to_vec());
    licences.retain(|known| *known != module);
    if on {
        licences.push(module);
        licences.sort_unstable();
    }
    agent.licences = Some(licences);
    agent
}

/// What one area of an agent's role comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// These verbs, this far.
    Holds,
    /// Nothing, because the licence for this module is missing.
    NoLicence(Module),
    /// Nothing, because the organisation has switched this off.
    Off(Feature),
}

/// What his role grants and what becomes of it, area by area; areas without a grant are left out.
#[must_use]
pub fn effects(agent: &Agent, policy: &Policy) -> Vec<(Area, truckroll_domain::access::Grant, Effect)> {
    // licences and switches left aside: what the role says
    let mut licensed = policy.clone();
    for feature in Feature::ALL {
        licensed.switches = licensed.switches.with(*feature, true);
    }
    let granted = licensed.rights(&Agent { licences: None, disabled_at: None, ..agent.clone() });
    let effect = |area: Area| {
        if let Some(feature) = area.feature().filter(|feature| !policy.on(*feature)) {
            Effect::Off(feature)
        } else if let Some(module) = area.module().filter(|module| !agent.licensed(*module)) {
            Effect::NoLicence(module)
        } else {
            Effect::Holds
        }
    };
    granted
        .grants()
        .iter()
        .filter(|(_, grant)| !grant.verbs.is_empty())
        .map(|(area, grant)| (*area, grant.clone(), effect(*area)))
        .collect()
}

/// Whether somebody with these rights may change this agent: nobody changes whoever may do more than himself.
#[must_use]
pub fn may_change(mine: &Rights, agent: &Agent, policy: &Policy) -> bool {
    let his = policy.rights(&Agent { disabled_at: None, ..agent.clone() });
    mine.allow(Area::Staff, Verb::Edit) && (mine.administers() || mine.covers(&his))
}

/// The roles that can be given, in the order of the list.
#[must_use]
pub fn givable(now: &StaffNow, policy: &Policy) -> Vec<Role> {
    let mut roles: Vec<&Role> = now.roles.iter().map(|one| &one.role).collect();
    // the built-in ones in their own order, which is that of their ids
    roles.sort_by_key(|role| (BuiltIn::of(role.id).is_none(), BuiltIn::of(role.id)));
    let own = policy.on(Feature::RoleManagement);
    roles.into_iter().filter(|role| own || BuiltIn::of(role.id).is_some()).cloned().collect()
}

/// A role by its id among what was read.
#[must_use]
pub fn role(now: &StaffNow, id: RoleId) -> Option<Role> {
    now.roles.iter().map(|one| &one.role).find(|role| role.id == id).cloned()
}

#[cfg(test)]
mod tests {
    use truckroll_domain::access::{Grant, Reach, Switches};

    use super::*;
    use crate::sample;

    fn draft(id: u8) -> Draft {
        let now = sample::staff();
        Draft::of(now.agents.into_iter().find(|one| one.agent.id == sample::agent_id(id)).expect("an agent"))
    }

    #[test]
    fn nothing_is_changed_until_something_is() {
        let policy = policy(&sample::staff());
        let mut draft = draft(1);
        assert!(!draft.is_changed() && draft.problems(&policy).is_empty(), "{:?}", draft.problems(&policy));
        draft.agent.email = " chen@lifts.example ".into();
        assert!(draft.is_changed() && draft.problems(&policy).is_empty());
        assert_eq!(draft.change().agent.email, "chen@lifts.example");
        assert_eq!(draft.change().seq, 11);
    }

    #[test]
    fn a_new_agent_needs_account_name_role_and_password() {
        let policy = policy(&sample::staff());
        let mut new = Draft::empty();
        assert!(!new.is_changed());
        let missing: Vec<String> = new.problems(&policy).into_keys().collect();
        assert_eq!(missing, ["account", "name", "password", "role"]);
        new.agent.account = "mei".into();
        new.agent.name = "Mei Lin".into();
        new.agent.role = Some(BuiltIn::Agent.id());
        new.password = "a long one".into();
        assert!(new.problems(&policy).is_empty());
    }

    #[test]
    fn a_home_is_typed_as_latitude_and_longitude() {
        let policy = policy(&sample::staff());
        let mut draft = draft(1);
        draft.set_home("31.2304， 121.4737 ".into());
        assert_eq!(draft.agent.home, Some(Place::new(31.2304, 121.4737)));
        assert!(draft.is_changed() && draft.problems(&policy).is_empty());
        draft.set_home("by the river".into());
        assert_eq!(draft.problems(&policy)["home"], "not_a_place");
        draft.set_home(String::new());
        assert!(draft.problems(&policy).is_empty() && draft.agent.home.is_none());
    }

    #[test]
    fn skills_come_once_and_go_with_their_date() {
        let mut draft = draft(1);
        draft.add_skill(" boiler ");
        draft.add_skill("boiler");
        assert_eq!(draft.agent.skills, ["lift-a", "boiler"]);
        draft.set_until("boiler", Some(Timestamp(5)));
        draft.remove_skill("boiler");
        assert_eq!((draft.agent.skills.len(), draft.agent.skills_until.len()), (1, 0));
        draft.set_group(sample::group_id(2), true);
        draft.set_group(sample::group_id(2), true);
        assert_eq!(draft.agent.groups, [sample::group_id(1), sample::group_id(2)]);
    }

    #[test]
    fn changes_are_kept_over_what_a_colleague_wrote() {
        let mut mine = draft(1);
        mine.agent.mobile = "13900000000".into();
        let mut other = draft(1).read.expect("was read");
        other.seq = 12;
        other.agent.disabled_at = Some(Timestamp(9));
        let kept = mine.over(other);
        assert_eq!((kept.seq(), kept.agent.mobile.as_str()), (12, "13900000000"));
        assert_eq!(kept.agent.disabled_at, Some(Timestamp(9)), "disabling has its own button");
    }

    #[test]
    fn the_preview_says_what_licence_and_switch_take_away() {
        let mut policy = policy(&sample::staff());
        let agent = licensed(draft(1).agent, Module::Tickets, false);
        let of = |effects: &[(Area, Grant, Effect)], area| {
            effects.iter().find(|(of, ..)| *of == area).map(|(_, grant, effect)| (grant.reach, effect.clone()))
        };
        let found = effects(&agent, &policy);
        assert_eq!(of(&found, Area::Tickets), Some((Reach::Own, Effect::NoLicence(Module::Tickets))));
        assert_eq!(of(&found, Area::Visits), Some((Reach::Own, Effect::Holds)));
        assert_eq!(of(&found, Area::Settings), None);
        policy.switches = Switches::default().with(Feature::Visits, false);
        assert_eq!(of(&effects(&agent, &policy), Area::Visits), Some((Reach::Own, Effect::Off(Feature::Visits))));
        // the same answer as the policy's
        for (area, grant, effect) in effects(&agent, &policy) {
            let verb = *grant.verbs.first().expect("a verb");
            assert_eq!(policy.rights(&agent).allow(area, verb), effect == Effect::Holds, "{area:?}");
        }
    }

    #[test]
    fn nobody_changes_whoever_may_do_more() {
        let now = sample::staff();
        let policy = policy(&now);
        let agent = |name: &str| now.agents.iter().map(|one| &one.agent).find(|a| a.name == name).expect("an agent");
        let sun = policy.rights(agent("Sun Li"));
        assert!(may_change(&sun, agent("Dana Fang"), &policy));
        let dana = policy.rights(agent("Dana Fang"));
        assert!(!may_change(&dana, agent("Chen Wei"), &policy), "she sees staff and changes nobody");
        let office = Role {
            id: RoleId::from_parts(9, [9; 10]),
            name: "Office".into(),
            remark: String::new(),
            grants: [(Area::Staff, Grant::of(&[Verb::View, Verb::Edit], Reach::All))].into(),
        };
        let clerk = Agent { role: Some(office.id), ..Agent::default() };
        let clerk = Policy::new([office], [], [], Switches::default()).rights(&clerk);
        assert!(!may_change(&clerk, agent("Sun Li"), &policy));
    }

    #[test]
    fn own_roles_are_given_only_while_roles_are_managed() {
        let now = sample::staff();
        let mut policy = policy(&now);
        let names: Vec<String> = givable(&now, &policy).iter().map(|role| role.name.clone()).collect();
        assert_eq!(names, ["", "", "", "", "Team lead"]);
        policy.switches = policy.switches.with(Feature::RoleManagement, false);
        assert_eq!(givable(&now, &policy).len(), 4);
    }
}
