//! What an organisation adds to the navigation (ORG-26, APP-25).

use serde::Serialize;
use truckroll_domain::Timestamp;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::tenants::Navigation;

/// Entries with the number they were written at; 0 while nobody has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct NavigationNow {
    /// Sequence number of the transaction that wrote them.
    pub seq: i64,
    /// All of them, for administrators.
    pub entries: Navigation,
    /// When the secret was made that signs who comes, for administrators; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_at: Option<Timestamp>,
    /// Those of the reader, as links.
    pub mine: Vec<NavLink>,
}

/// An entry of the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NavLink {
    /// Its word.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The word of its icon.
    pub icon: String,
    /// Where a press leads. At the desk an entry that carries who comes leads by way of the server, which signs it then; on a
    /// phone it is signed for a quarter of an hour.
    pub address: String,
}

/// Entries in the place of those that were read at `seq`; others meanwhile are a `conflict`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewNavigation {
    /// The number they were read at.
    pub seq: i64,
    /// All entries.
    pub entries: Navigation,
}

/// The secret that signs who comes, told once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NavigationSecret {
    /// The secret: the key of HMAC-SHA256, as text.
    pub secret: String,
}
