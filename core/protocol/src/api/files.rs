//! What is known of stored files beside their names: told with whatever names them, so that a page shows a picture as a
//! picture and says how large anything else is.

use std::collections::BTreeMap;

use serde::Serialize;
use truckroll_domain::attachments::is_picture;
use truckroll_domain::decode::Deserialize;

/// A file as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Size in bytes.
    pub size: i64,
    /// Media type, as whoever sent it named it.
    pub mime: String,
}

impl StoredFile {
    /// Whether a browser shows it as a picture.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        is_picture(&self.mime)
    }
}

/// Stored files by hash. One whose bytes have not arrived is not among them.
pub type StoredFiles = BTreeMap<String, StoredFile>;
