//! What each agent may do now: roles, groups, switches and licences of an organisation taken together.
//!
//! Server and device hold the same definitions and so come to the same [`Rights`]. Rights are worked out once for a
//! person ([`Policy::rights`]) and travel with the acting [`Actor`](crate::Actor); they are never serialised.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::licence::{Feature, Module, Switches};
use super::lock::{Lock, Restrictions};
use super::role::{Area, BuiltIn, Grant, Reach, Role, Verb};
use crate::people::{Agent, Group, Role as Duty};
use crate::{Actor, AgentId, GroupId, RoleId, gather};

/// Deepest tree of groups (ORG-21).
pub const MAX_DEPTH: usize = 5;

/// Everything that decides what agents may do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    /// Roles that were made or changed; built-in ones that were not are known anyway.
    pub roles: BTreeMap<RoleId, Role>,
    /// Groups.
    pub groups: BTreeMap<GroupId, Group>,
    /// Groups of each agent.
    pub members: BTreeMap<AgentId, Vec<GroupId>>,
    /// Switches.
    pub switches: Switches,
    /// What nobody may do with customers.
    pub restrictions: Restrictions,
}

/// The agents and groups a reach stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circle {
    /// Agents whose records are reached.
    pub agents: BTreeSet<AgentId>,
    /// Groups whose records are reached.
    pub groups: BTreeSet<GroupId>,
}

/// Who a record belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    /// Agents it is given to, made by, or owned by.
    pub agents: Vec<AgentId>,
    /// Group that is responsible.
    pub groups: Vec<GroupId>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Inner {
    administrator: bool,
    restrictions: Restrictions,
    grants: BTreeMap<Area, Grant>,
    own: Circle,
    group: Circle,
    tree: Circle,
}

/// What one agent may do. The default is nothing at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights(Arc<Inner>);

impl Rights {
    /// Whether the verb is granted in the area, on some records at least.
    #[must_use]
    pub fn allow(&self, area: Area, verb: Verb) -> bool {
        self.0.grants.get(&area).is_some_and(|grant| grant.verbs.contains(&verb))
    }

    /// Whose records the area's verbs reach; `None` where nothing is granted.
    #[must_use]
    pub fn reach(&self, area: Area) -> Option<Reach> {
        self.0.grants.get(&area).filter(|grant| !grant.verbs.is_empty()).map(|grant| grant.reach)
    }

    /// Whether the verb is granted on all records.
    #[must_use]
    pub fn all(&self, area: Area, verb: Verb) -> bool {
        self.allow(area, verb) && self.reach(area) == Some(Reach::All)
    }

    /// The agents and groups whose records an area reaches; of no meaning where it reaches all.
    #[must_use]
    pub fn circle(&self, area: Area) -> &Circle {
        match self.reach(area) {
            Some(Reach::Tree | Reach::All) => &self.0.tree,
            Some(Reach::Group) => &self.0.group,
            Some(Reach::Own) | None => &self.0.own,
        }
    }

    /// Whether the verb is granted on a record of these parties.
    #[must_use]
    pub fn on(&self, area: Area, verb: Verb, parties: &Parties) -> bool {
        if !self.allow(area, verb) {
            return false;
        }
        let circle = self.circle(area);
        self.reach(area) == Some(Reach::All)
            || parties.agents.iter().any(|agent| circle.agents.contains(agent))
            || parties.groups.iter().any(|group| circle.groups.contains(group))
    }

    /// Whether this is the built-in administrator, to whom masks and some locks do not apply.
    #[must_use]
    pub fn administers(&self) -> bool {
        self.0.administrator
    }

    /// Whether the organisation has locked this for everybody.
    #[must_use]
    pub fn locked(&self, lock: impl Into<Option<Lock>>) -> bool {
        lock.into().is_some_and(|lock| self.0.restrictions.on(lock))
    }

    /// Every right on every record: of somebody who carries out the parts of what was allowed him as a whole.
    #[must_use]
    pub(crate) fn whole() -> Self {
        let all = |area: &Area| (*area, Grant::of(area.verbs(), Reach::All));
        let grants = Area::ALL.iter().map(all).collect();
        Self(Arc::new(Inner { administrator: true, grants, ..Inner::default() }))
    }

    /// Whether these rights contain the others: each verb, with at least the reach.
    #[must_use]
    pub fn covers(&self, other: &Rights) -> bool {
        let contained = |(area, grant): (&Area, &Grant)| {
            self.0
                .grants
                .get(area)
                .is_some_and(|mine| mine.reach >= grant.reach && mine.verbs.is_superset(&grant.verbs))
        };
        (self.0.administrator || !other.0.administrator) && other.0.grants.iter().all(contained)
    }

    /// Everything that is granted.
    #[must_use]
    pub fn grants(&self) -> &BTreeMap<Area, Grant> {
        &self.0.grants
    }
}

impl Policy {
    /// The policy of these definitions.
    #[must_use]
    pub fn new<'a>(
        roles: impl IntoIterator<Item = Role>,
        groups: impl IntoIterator<Item = Group>,
        agents: impl IntoIterator<Item = &'a Agent>,
        switches: Switches,
    ) -> Self {
        Self {
            roles: gather::map(roles.into_iter().map(|role| (role.id, role))),
            groups: gather::map(groups.into_iter().map(|group| (group.id, group))),
            members: gather::map(agents.into_iter().map(|agent| (agent.id, agent.groups.clone()))),
            switches,
            restrictions: Restrictions::default(),
        }
    }

    /// The same with what nobody may do with customers.
    #[must_use]
    pub fn restricted(self, restrictions: Restrictions) -> Self {
        Self { restrictions, ..self }
    }

    /// The main account of an organisation: of those who administer it now, the one who was there first. It opened the
    /// organisation, or took over when whoever did had left.
    #[must_use]
    pub fn main_account<'a>(&self, agents: impl IntoIterator<Item = &'a Agent>) -> Option<AgentId> {
        let administers = |agent: &&Agent| self.rights(agent).administers();
        agents.into_iter().filter(administers).map(|agent| agent.id).min()
    }

    /// A role by its id; a built-in one as it came if nobody changed it. The administrator may always do everything, also
    /// what did not exist yet when somebody wrote a remark on that role.
    #[must_use]
    pub fn role(&self, id: RoleId) -> Option<Role> {
        let kept = self.roles.get(&id).cloned();
        match BuiltIn::of(id) {
            Some(built_in @ BuiltIn::Administrator) => {
                let Role { grants, .. } = built_in.role();
                Some(kept.map_or_else(|| built_in.role(), |role| Role { grants, ..role }))
            }
            built_in => kept.or_else(|| built_in.map(BuiltIn::role)),
        }
    }

    /// The roles of an agent: the one he was given, else what earlier versions noted, else that of any agent.
    #[must_use]
    pub fn roles_of(&self, agent: &Agent) -> Vec<RoleId> {
        match agent.role {
            // a role that is gone gives nothing
            Some(role) => vec![role],
            None if agent.roles.is_empty() => vec![BuiltIn::Agent.id()],
            None => agent.roles.iter().map(|duty| BuiltIn::from_duty(*duty).id()).collect(),
        }
    }

    /// What an agent may do. A disabled agent may do nothing.
    #[must_use]
    pub fn rights(&self, agent: &Agent) -> Rights {
        if agent.disabled_at.is_some() {
            return Rights::default();
        }
        let (own, group, tree) = self.circles(agent);
        let Inner { administrator, restrictions, grants, .. } = self.granted(agent);
        Rights(Arc::new(Inner { administrator, restrictions, grants, own, group, tree }))
    }

    /// What an agent may do, and not on whose records: circles are not looked up, which is much in a large organisation.
    #[must_use]
    pub fn verbs(&self, agent: &Agent) -> Rights {
        if agent.disabled_at.is_some() { Rights::default() } else { Rights(Arc::new(self.granted(agent))) }
    }

    /// What the roles of an agent grant.
    fn granted(&self, agent: &Agent) -> Inner {
        let ids = self.roles_of(agent);
        let mut grants: BTreeMap<Area, Grant> = BTreeMap::new();
        for role in ids.iter().filter_map(|id| self.role(*id)) {
            for (area, grant) in role.grants {
                if !self.counts(agent, area) {
                    continue;
                }
                let known = grants.entry(area).or_insert_with(|| Grant::of(&[], Reach::Own));
                known.verbs.extend(grant.verbs);
                known.reach = known.reach.max(grant.reach);
            }
        }
        let administrator = ids.contains(&BuiltIn::Administrator.id());
        Inner { administrator, restrictions: self.restrictions.clone(), grants, ..Inner::default() }
    }

    /// Whether rights in the area have an effect: it is switched on and the agent is licensed for it.
    fn counts(&self, agent: &Agent, area: Area) -> bool {
        area.feature().is_none_or(|feature| self.switches.on(feature))
            && area.module().is_none_or(|module| agent.licensed(module))
    }

    /// An agent as the actor of commands.
    #[must_use]
    pub fn actor(&self, agent: &Agent) -> Actor {
        Actor::Agent { id: agent.id, name: agent.name.clone(), roles: agent.roles.clone(), rights: self.rights(agent) }
    }

    /// An agent's role in the words of earlier versions, which devices and lists still go by: administers,
    /// dispatches, works visits.
    #[must_use]
    pub fn duties(&self, agent: &Agent) -> Vec<Duty> {
        let rights = self.rights(&Agent { disabled_at: None, ..agent.clone() });
        let mut duties = Vec::new();
        if rights.allow(Area::Visits, Verb::Work) {
            duties.push(Duty::Engineer);
        }
        if rights.administers() {
            duties.push(Duty::Admin);
        } else if rights.allow(Area::Visits, Verb::Assign) {
            duties.push(Duty::Dispatcher);
        }
        duties
    }

    /// Groups directly and indirectly below these, themselves included.
    #[must_use]
    pub fn tree(&self, roots: &BTreeSet<GroupId>) -> BTreeSet<GroupId> {
        let mut found = roots.clone();
        for _ in 0..MAX_DEPTH {
            let below: Vec<GroupId> = self
                .groups
                .values()
                .filter(|group| group.parent.is_some_and(|parent| found.contains(&parent)))
                .map(|group| group.id)
                .collect();
            found.extend(below);
        }
        found
    }

    /// The circles of an agent: own, group, tree. A supervisor reaches his groups and those below in each of them.
    fn circles(&self, agent: &Agent) -> (Circle, Circle, Circle) {
        let supervises = |group: &&Group| group.supervisors.contains(&agent.id);
        let supervised = gather::set(self.groups.values().filter(supervises).map(|group| group.id));
        let supervised = self.tree(&supervised);
        let member = gather::set(agent.groups.iter().copied());
        let circle = |groups: BTreeSet<GroupId>| {
            let within = |(_, of): &(&AgentId, &Vec<GroupId>)| of.iter().any(|group| groups.contains(group));
            let mut agents = gather::set(self.members.iter().filter(within).map(|(id, _)| *id));
            agents.insert(agent.id);
            Circle { agents, groups }
        };
        let own = circle(supervised.clone());
        let group = circle(gather::set(supervised.union(&member).copied()));
        let tree = circle(gather::set(supervised.union(&self.tree(&member)).copied()));
        (own, group, tree)
    }

    /// Whether a feature is on.
    #[must_use]
    pub fn on(&self, feature: Feature) -> bool {
        self.switches.on(feature)
    }

    /// Agents that hold a licence for a module, of those given.
    #[must_use]
    pub fn seats<'a>(&self, agents: impl IntoIterator<Item = &'a Agent>, module: Module) -> usize {
        agents.into_iter().filter(|agent| agent.disabled_at.is_none() && agent.licensed(module)).count()
    }
}
