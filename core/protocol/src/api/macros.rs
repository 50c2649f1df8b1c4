//! Macros of tickets as administrators keep them, and as who works with tickets reads them.

use serde::{Deserialize, Serialize};
use truckroll_domain::MacroId;
use truckroll_domain::macros::Macro;

/// A macro, with the number it was written at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MacroNow {
    /// Sequence number of the transaction that wrote it.
    pub seq: i64,
    /// The macro.
    #[serde(rename = "macro")]
    pub body: Macro,
}

/// A macro in the place of the one that was read at `seq`; 0 for a new one. Its place is the server's to count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMacro {
    /// The number of the macro that was read.
    pub seq: i64,
    /// All of the macro.
    #[serde(rename = "macro")]
    pub body: Macro,
}

/// The order in which macros run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MacroOrder {
    /// All macros, the first one first.
    pub ids: Vec<MacroId>,
}
