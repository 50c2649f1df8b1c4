//! Links to published ticket templates.

use serde::{Deserialize, Serialize};
use truckroll_domain::publishing::Publication;
use truckroll_domain::{LinkId, Timestamp};

/// A saved link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicationNow {
    /// Id.
    pub id: LinkId,
    /// Grows with every change.
    pub version: i64,
    /// Path of its page.
    pub path: String,
    /// Whole address, where the server knows under which name it is reached.
    pub address: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was switched off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<Timestamp>,
    /// What it asks and says.
    pub publication: Publication,
}

/// A link to be saved, new or in the place of the version that was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPublication {
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// Whether its page says that it is closed.
    #[serde(default)]
    pub disabled: bool,
    /// All of it.
    pub publication: Publication,
}

/// A link that is kept nowhere but in its own address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedLink {
    /// Path of its page.
    pub path: String,
    /// Whole address, where the server knows under which name it is reached.
    pub address: String,
}
