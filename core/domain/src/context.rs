//! Who does something, when, where it is decided, and the tenant's settings the rules need.

use serde::Serialize;

use crate::access::{Area, Rights, Verb};
use crate::decode::Deserialize;
use crate::people::Role;
use crate::visits::VisitRules;
use crate::{AgentId, CommandId, DeviceId, TenantId, Timestamp};

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Actor {
    /// A member of staff.
    Agent {
        /// The agent.
        id: AgentId,
        /// Name at that time; kept on records so that history survives the agent's removal.
        name: String,
        /// Roles at that time.
        #[serde(deserialize_with = "crate::tolerant::list")]
        roles: Vec<Role>,
        /// What he may do now. Never stored and never sent: who is read from a record may do nothing.
        #[serde(skip)]
        rights: Rights,
    },
    /// A customer, by a form or a secret link.
    Customer {
        /// The name given, or empty.
        name: String,
    },
    /// A rule or job of the system.
    System,
}

crate::tagged!(Actor, "as");

impl Actor {
    /// The agent's id, if an agent acts.
    #[must_use]
    pub fn agent(&self) -> Option<AgentId> {
        match self {
            Actor::Agent { id, .. } => Some(*id),
            _ => None,
        }
    }
    /// The same person with every right: an act that was allowed as a whole has parts (a merge moves visits), which
    /// are carried out in his name.
    #[must_use]
    pub fn carrying_out(&self) -> Self {
        match self {
            Actor::Agent { id, name, roles, .. } => {
                Actor::Agent { id: *id, name: name.clone(), roles: roles.clone(), rights: Rights::whole() }
            }
            other => other.clone(),
        }
    }
    /// Whether an agent with this role acts.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        matches!(self, Actor::Agent { roles, .. } if roles.contains(&role))
    }
    /// Whether the actor may do this, on some records at least. The system may do everything.
    #[must_use]
    pub fn may(&self, area: Area, verb: Verb) -> bool {
        match self {
            Actor::System => true,
            Actor::Customer { .. } => false,
            Actor::Agent { rights, .. } => rights.allow(area, verb),
        }
    }
    /// Whether the actor decides who goes where: dispatcher, administrator or the system itself.
    #[must_use]
    pub fn dispatches(&self) -> bool {
        self.may(Area::Visits, Verb::Assign)
    }
    /// The name to keep on records; empty for the system.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Actor::Agent { name, .. } | Actor::Customer { name } => name,
            Actor::System => "",
        }
    }
}

/// Where a command is decided. A device decides what is its owner's to decide; the server decides all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// On a phone or browser replica: server-owned state is only read.
    Device,
    /// On the server.
    Server,
}

/// Everything a rule may know about the circumstances of a command.
#[derive(Clone, Debug)]
pub struct Context {
    /// The organisation.
    pub tenant: TenantId,
    /// Who acts.
    pub actor: Actor,
    /// The device, if it came through one.
    pub device: Option<DeviceId>,
    /// The command; its id also names the log line it leaves.
    pub command: CommandId,
    /// When it was done, by the clock of the device where it was done.
    pub at: Timestamp,
    /// When the server received it; `None` on a device.
    pub received_at: Option<Timestamp>,
    /// Whether the device had no connection when it was done.
    pub offline: bool,
    /// Where it is being decided.
    pub side: Side,
    /// What the organisation demands of visits.
    pub visit_rules: VisitRules,
}
