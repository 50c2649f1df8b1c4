//! That a person was erased, as devices hear of it: nothing in it says who it was.

use serde::Serialize;

use crate::ContactId;
use crate::decode::Deserialize;

/// An erasure. Travels to all devices as a definition under the erasure's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Erased {
    /// The contact, and those that were merged into it.
    pub contacts: Vec<ContactId>,
    /// Hashes of files that are gone.
    pub files: Vec<String>,
    /// What stands in the place of the name.
    pub mark: String,
}

impl Erased {
    /// Kind word of the definition.
    pub const KIND: &'static str = "erased";
}
