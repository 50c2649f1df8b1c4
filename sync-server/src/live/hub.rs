//! What live connections hear besides announcements and movements: notices, ended sessions.

use tokio::sync::broadcast;
use truckroll_domain::{AgentId, TenantId};

/// Something live connections tell.
#[derive(Clone, Debug)]
pub enum Signal {
    /// A person has a new notice.
    Notified {
        /// The organisation.
        tenant: TenantId,
        /// The person.
        agent: AgentId,
    },
    /// A session ended.
    Ended {
        /// Which.
        session: String,
        /// Why.
        code: &'static str,
    },
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
    /// A person has a new notice.
    pub fn notified(&self, tenant: TenantId, agent: AgentId) {
        self.send(Signal::Notified { tenant, agent });
    }
    /// A session ended.
    pub fn ended(&self, session: &str, code: &'static str) {
        self.send(Signal::Ended { session: session.to_owned(), code });
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
