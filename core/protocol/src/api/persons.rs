//! What is known of one person, and erasing it: the JSON of `/contacts/{id}/erase` and `/contacts/{id}/erase/preview`.

use serde::Serialize;
use truckroll_domain::decode::Deserialize;

/// How much is known of a person, and what an erasure does with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PersonCounts {
    /// The name, which has to be typed.
    pub name: String,
    /// Contacts that were merged into this one and go with it.
    pub twins: i64,
    /// Tickets that are written anew.
    pub tickets: i64,
    /// Visits that are written anew.
    pub visits: i64,
    /// Machines and other rows that are written anew.
    pub assets: i64,
    /// Texts the person wrote, which go.
    pub texts: i64,
    /// Signatures and files, which go.
    pub files: i64,
    /// Notes of services.
    pub records: i64,
    /// Ids of channels.
    pub identities: i64,
}

/// Asks to erase a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct NewErasure {
    /// The person's name, typed by whoever asks.
    pub confirm: String,
}

/// An erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Its id.
    pub id: String,
    /// How far it is: `records`, `sweep`, `files`, `pages`, `done`. It goes on by itself.
    pub state: String,
}
