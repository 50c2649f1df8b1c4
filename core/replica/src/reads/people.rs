//! Colleagues on the device.

use truckroll_domain::gather;
use truckroll_domain::people::{Agent, Channel, Group, Presence, PresenceState, PresenceStates};
use truckroll_domain::roster::{RosterMonth, Shift, Swap};

use crate::ask::Answer;
use crate::replica::{Replica, ReplicaError};

impl Replica {
    /// The person's own shifts and swaps, as far as the server has told this device.
    pub(crate) fn roster(&self) -> Result<Answer, ReplicaError> {
        let me = self.me().map(|me| me.agent.id);
        let months: Vec<RosterMonth> = self.definitions(RosterMonth::KIND)?;
        let mut swaps: Vec<Swap> = self.definitions(Swap::KIND)?;
        swaps.retain(|swap| swap.state.is_open() && [Some(swap.asker), Some(swap.colleague)].contains(&me));
        gather::sort_by_key(&mut swaps, |swap| (swap.asked_at, swap.id));
        Ok(Answer::Roster {
            shifts: self.definitions(Shift::KIND)?,
            days: gather::map(months.into_iter().filter(|month| Some(month.agent) == me).flat_map(|month| month.days)),
            swaps,
        })
    }

    /// Who takes tickets now, as far as they said so, who does not, and the groups.
    pub(crate) fn takers(&self) -> Result<Answer, ReplicaError> {
        let states: PresenceStates = self.definition(PresenceStates::KIND)?.unwrap_or_default();
        let known = states.of(Channel::Tickets);
        let (mut agents, mut away) = (Vec::new(), Vec::new());
        for agent in self.colleagues()? {
            // a word that cannot be read keeps nobody from working
            let said: Option<Presence> = self.definition_of(Presence::KIND, &agent.id.to_string()).ok().flatten();
            let word = said.as_ref().map_or("online", |said| said.state(Channel::Tickets));
            match known.iter().find(|state| state.key == word && !state.accepts) {
                Some(state) => away.push((agent, state.clone())),
                None if agent.accepting => agents.push(agent),
                None => away.push((agent, PresenceState::default())),
            }
        }
        let mut groups: Vec<Group> = self.definitions("group")?;
        gather::sort_by(&mut groups, |a, b| a.name.cmp(&b.name));
        Ok(Answer::Takers { agents, groups, away })
    }

    pub(crate) fn colleagues(&self) -> Result<Vec<Agent>, ReplicaError> {
        let mut agents: Vec<Agent> = self.definitions("agent")?;
        agents.retain(|a| a.disabled_at.is_none());
        gather::sort_by(&mut agents, |a, b| a.name.cmp(&b.name));
        Ok(agents)
    }
}
