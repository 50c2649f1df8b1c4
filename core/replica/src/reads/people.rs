//! Colleagues on the device.

use truckroll_domain::gather;
use truckroll_domain::people::Agent;
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

    pub(crate) fn colleagues(&self) -> Result<Vec<Agent>, ReplicaError> {
        let mut agents: Vec<Agent> = self.definitions("agent")?;
        agents.retain(|a| a.disabled_at.is_none());
        gather::sort_by(&mut agents, |a, b| a.name.cmp(&b.name));
        Ok(agents)
    }
}
