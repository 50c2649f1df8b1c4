//! Opening an organisation, and the wizard that sets it up.

use serde::Serialize;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::setup::{Answers, Setup, Step};

/// Whether this server waits for its organisation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetupNeeded {
    /// There is none yet: the page that opens one is shown.
    pub needed: bool,
    /// Another one was invited: the page is shown to whoever asks for it.
    #[serde(default)]
    pub invited: bool,
}

/// The organisation to open, with its main account. Whoever sends it then signs in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOrganisation {
    /// The code that the server printed at its start.
    pub code: String,
    /// Name of the organisation.
    pub organisation: String,
    /// Name of the administrator.
    pub name: String,
    /// Sign-in name of the administrator.
    pub account: String,
    /// Password.
    pub password: String,
    /// `en` or `zh-CN`.
    pub locale: String,
    /// IANA time zone.
    pub time_zone: String,
    /// Minutes east of UTC there now.
    pub utc_offset_min: i32,
}

/// How far the wizard has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetupNow {
    /// Answers and what was made of them.
    pub setup: Setup,
    /// Number it was written at; 0 while nobody has.
    pub seq: i64,
    /// The pages there are.
    #[serde(deserialize_with = "truckroll_domain::tolerant::list")]
    pub steps: Vec<Step>,
}

/// Answers to keep, and the page to go on with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetupProgress {
    /// The number that was read.
    pub seq: i64,
    /// All answers so far.
    pub answers: Answers,
    /// The page that is shown now.
    pub step: Step,
}

/// The end of the wizard.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinishSetup {
    /// The number that was read.
    pub seq: i64,
    /// The answers are made use of; else the wizard is only put away.
    pub apply: bool,
}

/// What the wizard made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetupDone {
    /// How far it is now.
    pub now: SetupNow,
    /// The form behind QR codes, if one was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<truckroll_domain::FormId>,
    /// Switches that were set, by their words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub switched: Vec<String>,
}
