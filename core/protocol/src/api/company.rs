//! The organisation as its administrators describe it, and what an agent says of himself.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use truckroll_domain::people::{Presence, PresenceStates, Saying};
use truckroll_domain::tenants::Profile;

/// The profile with the number it was written at; 0 while nobody has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CompanyNow {
    /// Sequence number of the transaction that wrote it.
    pub seq: i64,
    /// The organisation's own name.
    pub tenant_name: String,
    /// The profile.
    pub profile: Profile,
}

/// A profile in the place of what was read at `seq`; another one meanwhile is a `conflict`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCompany {
    /// The number it was read at.
    pub seq: i64,
    /// The profile; `vendor_id` is the server's and not read.
    pub profile: Profile,
}

/// What the signed-in person says of himself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPresence {
    /// Channels and states.
    pub says: Vec<Saying>,
}

/// The organisation's own states with the number they were written at; 0 while nobody has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PresenceStatesNow {
    /// Sequence number of the transaction that wrote them.
    pub seq: i64,
    /// The states.
    pub states: PresenceStates,
    /// What the reader says of himself.
    pub mine: Presence,
}

/// States in the place of those that were read at `seq`; others meanwhile are a `conflict`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPresenceStates {
    /// The number they were read at.
    pub seq: i64,
    /// All of the organisation's own states.
    pub states: PresenceStates,
}

/// How the signed-in person wants to be told (ORG-14).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct NoticePreferences {
    /// The channels (`app`, `push`, `email`) that a kind of notice comes by. A kind that does not stand here comes in the app
    /// and by push.
    #[serde(deserialize_with = "truckroll_domain::tolerant::map")]
    pub channels: BTreeMap<String, BTreeSet<String>>,
}

impl NoticePreferences {
    /// Whether a kind of notice comes by a channel.
    #[must_use]
    pub fn wants(&self, kind: &str, channel: &str) -> bool {
        match self.channels.get(kind) {
            Some(channels) => channels.contains(channel),
            None => channel != "email",
        }
    }
}

/// Preferences to keep in the place of the former ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewNoticePreferences {
    /// The preferences.
    pub preferences: NoticePreferences,
}

/// Preferences as they are kept, and all kinds there are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct NoticePreferencesNow {
    /// Every kind of notice.
    pub kinds: Vec<String>,
    /// What the person said.
    pub preferences: NoticePreferences,
    /// Whether this server sends e-mail.
    pub mail: bool,
}
