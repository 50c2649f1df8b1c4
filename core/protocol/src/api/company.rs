//! The organisation as its administrators describe it, and what an agent says of himself.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use truckroll_domain::Timestamp;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::people::{Presence, PresenceStates, Saying};
use truckroll_domain::tenants::{Branding, ContactState, Profile};

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
    /// How the e-mail address of the contact person stands.
    pub contact: ContactMail,
    /// Whether the licence lets the organisation appear under a name of its own.
    pub white_label: bool,
}

/// How the e-mail address of the contact person stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct ContactMail {
    /// How it stands.
    #[serde(deserialize_with = "truckroll_domain::tolerant::or_default")]
    pub state: ContactState,
    /// When it was asked or confirmed.
    pub at: Option<Timestamp>,
    /// Whether this server sends e-mail.
    pub mail: bool,
}

/// The white label with the number it was written at; 0 while nobody has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct BrandingNow {
    /// How often it was written.
    pub seq: i64,
    /// The white label.
    pub branding: Branding,
}

/// A white label in the place of the one that was read at `seq`; another one meanwhile is a `conflict`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewBranding {
    /// The number it was read at.
    pub seq: i64,
    /// The white label.
    pub branding: Branding,
}

/// A picture that was taken in as a logo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Logo {
    /// Hash of what is kept of it.
    pub logo: String,
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
