//! Links to published ticket templates; short messages: who carries them, and codes that prove a number.

use serde::{Deserialize, Serialize};
use truckroll_domain::publishing::Publication;
use truckroll_domain::triggers::SmsSettings;
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

/// How short messages are sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SmsNow {
    /// The number it was written at; 0 while nobody has.
    pub seq: i64,
    /// It.
    pub settings: SmsSettings,
    /// Whether messages without a provider are kept in a log here.
    pub log: bool,
    /// Whether a message would be sent or kept.
    pub ready: bool,
}

/// How short messages are sent, in the place of what was read at `seq`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSmsSettings {
    /// The number of what was read; 0 where nobody had written it.
    pub seq: i64,
    /// All of it.
    pub settings: SmsSettings,
}

/// Asks for a code to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsCodeAsked {
    /// The number it goes to.
    pub to: String,
}

/// A code is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsCodeSent {
    /// Under which it is given back.
    pub id: String,
    /// Until when it is good.
    pub until: Timestamp,
}

/// A code as somebody read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsCodeGiven {
    /// Six digits.
    pub code: String,
}

/// The code was right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsCodeRight {
    /// What a field for verified numbers takes: the number, when, and the server's proof.
    pub value: String,
}
