//! The live connection of the desk.

use serde::Serialize;
use truckroll_domain::{AgentId, DocumentId, Kind, Place, Timestamp};

/// What the server says on the live connection of the desk, as JSON text.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Live {
    /// Documents of these kinds changed; ask again for what is on the screen.
    Changed {
        /// Kinds.
        #[serde(deserialize_with = "truckroll_domain::tolerant::list")]
        kinds: Vec<Kind>,
        /// Ids; empty when there were too many to name.
        ids: Vec<DocumentId>,
        /// Sequence number.
        seq: i64,
    },
    /// Engineers moved: agent, place, time.
    Positions {
        /// New positions.
        moved: Vec<(AgentId, Place, Timestamp)>,
    },
    /// Definitions of these kinds (`visit_rules`, …) were written; ask again for what depends on them.
    Defined {
        /// Kind words.
        kinds: Vec<String>,
    },
    /// A notice came for this person.
    Notified,
    /// The session ended; the code says why.
    Ended {
        /// `signed_in_elsewhere`, `signed_out`, `disabled`, `revoked` or `password_changed`.
        code: String,
    },
}
