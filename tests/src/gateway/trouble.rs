//! Trouble on demand: what goes wrong with the next answer or the next notice of a house.

use serde::{Deserialize, Serialize};

use crate::gateway::world::House;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Status 500 and no JSON.
    Status500,
    /// The house's own way to say: try again.
    SystemError,
    /// A body larger than any answer.
    TooLarge,
    /// No JSON, properly signed.
    Garbage,
    /// Without a signature.
    NoSignature,
    /// The signature is of something else.
    WrongSignature,
    /// The signature names a key that does not exist; the list of certificates names another number than they have.
    UnknownSerial,
    /// Signed ten minutes ago.
    Stale,
    /// One letter changed after signing.
    Tampered,
    /// What is sealed was changed before signing.
    WrongSeal,
    /// The file of a day has one byte changed.
    BillTampered,
    /// Somebody pays at the moment when an order that nobody scanned is being closed; of Alipay.
    PaidMeanwhile,
    /// Refused with a code: not enough money for a refund.
    NotEnough,
}

/// Where it goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the next answer.
    #[default]
    Answer,
    /// In the next notice.
    Notice,
    /// In the next file, or the next list of certificates.
    File,
}

/// Trouble that waits.
pub(crate) type Waiting = (House, Place, Trouble);

/// Takes the trouble that waits for this house and place.
pub(crate) fn take(waiting: &mut Vec<Waiting>, house: House, place: Place) -> Option<Trouble> {
    let found = waiting.iter().position(|(of, at, _)| (*of, *at) == (house, place))?;
    Some(waiting.remove(found).2)
}
