//! What live connections hear besides announcements and movements: notices, ended sessions.

use tokio::sync::broadcast;
use truckroll_domain::{AgentId, TenantId};

/// Something live connections tell.
#[derive(Clone, Debug)]
pub enum Signal {
    /// People have a new notice.
    Noticed {
        /// The organisation.
        tenant: TenantId,
        /// Who. `None`: anybody.
        agents: Option<Vec<AgentId>>,
    },
    /// A session ended.
    Ended {
        /// Which.
        session: String,
        /// Why.
        code: String,
    },
    /// What other nodes told may have been missed.
    Missed,
}

/// Hands signals to all live connections of this process.
#[derive(Clone, Debug)]
pub struct Hub(broadcast::Sender<Signal>);

impl Default for Hub {
    fn default() -> Self {
        Self(broadcast::channel(1024).0)
    }
}

impl Hub {
    /// People have a new notice.
    pub(crate) fn noticed(&self, tenant: TenantId, agents: Option<Vec<AgentId>>) {
        self.send(Signal::Noticed { tenant, agents });
    }
    /// A session ended.
    pub(crate) fn ended(&self, session: String, code: String) {
        self.send(Signal::Ended { session, code });
    }
    /// What other nodes told may have been missed.
    pub(crate) fn missed(&self) {
        self.send(Signal::Missed);
    }
    /// Listens.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Signal> {
        self.0.subscribe()
    }
    fn send(&self, signal: Signal) {
        // nobody listening is fine
        let _ = self.0.send(signal);
    }
}
