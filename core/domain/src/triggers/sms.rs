//! Who carries the organisation's short messages.

use serde::Serialize;

use crate::TargetId;
use crate::decode::Deserialize;

/// How the organisation sends short messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct SmsSettings {
    /// The URL target that is the provider's; without one nothing is sent, or all goes into the development log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<TargetId>,
}

impl SmsSettings {
    /// The kind of the definition.
    pub const KIND: &'static str = "sms_settings";
    /// Its only id.
    pub const ID: &'static str = "tenant";
}
