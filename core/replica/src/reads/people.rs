//! Colleagues on the device.

use truckroll_domain::people::Agent;

use crate::replica::{Replica, ReplicaError};

impl Replica {
    pub(crate) fn colleagues(&self) -> Result<Vec<Agent>, ReplicaError> {
        let mut agents: Vec<Agent> = self.definitions("agent")?;
        agents.retain(|a| a.disabled_at.is_none());
        agents.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(agents)
    }
}
