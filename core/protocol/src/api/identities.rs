//! Ids by which channels know a contact: the JSON of `/contacts/{id}/identities`.

use serde::Serialize;
use truckroll_domain::Timestamp;
use truckroll_domain::contacts::IdentityKind;
use truckroll_domain::decode::Deserialize;

/// An id that is bound to a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The channel.
    pub kind: IdentityKind,
    /// The id, in its stored form.
    pub id: String,
    /// When it was bound.
    pub at: Timestamp,
    /// The name of who bound it.
    #[serde(default)]
    pub by: String,
}

/// An id to bind to a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewIdentity {
    /// The channel.
    pub kind: IdentityKind,
    /// The id, as typed.
    pub id: String,
    /// Take it from the contact who has it.
    #[serde(default, rename = "move", skip_serializing_if = "std::ops::Not::not")]
    pub moves: bool,
}

/// An id to take away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityRef {
    /// The channel.
    pub kind: IdentityKind,
    /// The id.
    pub id: String,
}
