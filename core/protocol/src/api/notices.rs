//! Uploads, notices to people, and where notices are pushed.

use std::collections::BTreeMap;

use serde::Serialize;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::{DocumentId, Kind, Timestamp};

/// An upload to begin or go on with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewUpload {
    /// SHA-256 of the whole, hexadecimal.
    pub hash: String,
    /// Bytes of the whole.
    pub size: u64,
    /// Media type.
    pub mime: String,
}

/// How far an upload is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UploadState {
    /// Bytes stored; send the next piece from here.
    pub offset: u64,
    /// All bytes are there and the hash is right.
    pub complete: bool,
}

/// A notice to a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notification {
    /// Id.
    pub id: String,
    /// Message key of the notice, `visit_assigned`, …
    pub kind: String,
    /// Arguments of the message.
    pub args: BTreeMap<String, String>,
    /// The document it is about.
    #[serde(default)]
    pub document: Option<DocumentId>,
    /// Its kind.
    #[serde(default, deserialize_with = "truckroll_domain::tolerant::optional")]
    pub on: Option<Kind>,
    /// When.
    pub created_at: Timestamp,
    /// When it was read.
    #[serde(default)]
    pub read_at: Option<Timestamp>,
}

/// Notices to mark as read; none means all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct ReadNotifications {
    /// Ids.
    pub ids: Vec<String>,
}

/// A browser's push subscription (Push API, RFC 8030).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PushSubscription {
    /// Address of the push service.
    pub endpoint: String,
    /// Public key of the browser, base64url.
    pub p256dh: String,
    /// Secret of the browser, base64url.
    pub auth: String,
}
