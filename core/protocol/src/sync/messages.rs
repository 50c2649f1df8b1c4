//! The messages. Members are short because idle devices ask often; all have defaults, so either side may
//! be older. Bytes are CBOR byte strings.
//!
//! Unknown members are ignored. An element of a list that cannot be read (a kind of document, entry or outcome
//! that is newer than the reader) is passed over and the rest is taken: a device reads what it passed over when
//! its program is newer and begins again, and a command that a server passed over waits on the device.

use std::borrow::Cow;

use serde::{Deserializer, Serialize};
use truckroll_domain::content::AnyRow;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::people::Saying;
use truckroll_domain::{CommandId, DocumentId, Entry, Envelope, Kind, Refusal, Timestamp, tolerant};

use super::{PackedEntries, Parcel};

/// Bytes that are serialised as a byte string.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Bytes(pub Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bytes({})", self.0.len())
    }
}
impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}
impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Bytes;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, v: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(v.to_vec()))
            }
            fn visit_byte_buf<E>(self, v: Vec<u8>) -> Result<Bytes, E> {
                Ok(Bytes(v))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Bytes, A::Error> {
                let mut out = Vec::new();
                while let Some(byte) = seq.next_element()? {
                    out.push(byte);
                }
                Ok(Bytes(out))
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}

/// How far a device has read: the server's epoch (new after a restore from backup) and its sequence number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub struct Cursor {
    /// Epoch of the server's history.
    #[serde(rename = "e")]
    pub epoch: i64,
    /// Last sequence number read.
    #[serde(rename = "s")]
    pub seq: i64,
    /// While pages of one reading wait: the number it began after. What was granted since then is not on the
    /// device before its page came, however often it moved meanwhile.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<i64>,
    /// How the customer directory stands on the device; `None` while it holds none.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<Directory>,
    /// Whether phone numbers are masked in what the device holds.
    #[serde(
        rename = "m",
        default,
        skip_serializing_if = "Masking::is_none",
        deserialize_with = "tolerant::or_default"
    )]
    pub masked: Masking,
}

impl Cursor {
    /// A cursor between two readings.
    #[must_use]
    pub const fn at(epoch: i64, seq: i64) -> Self {
        Self { epoch, seq, floor: None, directory: None, masked: Masking::None }
    }
}

/// How far a device has read the customer directory: all companies and contacts, for those who may see all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Directory {
    /// Sequence number at which reading it began. What moved later comes with the feed.
    #[serde(rename = "b")]
    pub began: i64,
    /// It is read up to here; completely at `began`.
    #[serde(rename = "r")]
    pub read: i64,
    /// It is too large for a device, which holds nothing of it and asks the server instead.
    #[serde(rename = "l", skip_serializing_if = "is_false")]
    pub large: bool,
}

impl Directory {
    /// Whether pages of the first reading wait.
    #[must_use]
    pub const fn reading(&self) -> bool {
        self.read < self.began && !self.large
    }
}

/// Whether phone numbers are masked in the documents that a device holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Masking {
    /// In none.
    #[default]
    None,
    /// In all.
    All,
    /// In some: the device is reading everything again without masks.
    Lifting,
}

impl Masking {
    /// Whether nothing is masked.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Masking::None
    }
}

/// A command with the changes it made on the device (none for commands only the server decides).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Push {
    /// The command.
    #[serde(rename = "c")]
    pub command: Envelope,
    /// Automerge changes it made.
    #[serde(rename = "g", default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Bytes>,
}

/// What a device says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct SyncRequest {
    /// Version of the conversation.
    #[serde(rename = "v", default)]
    pub version: u16,
    /// How far it has read.
    #[serde(rename = "k", default)]
    pub cursor: Cursor,
    /// Commands in the order they were given.
    #[serde(
        rename = "p",
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "super::pushes::understood"
    )]
    pub push: Vec<Push>,
    /// Documents it wants whole, whatever the cursor: damaged here, or refused and to be rebuilt.
    #[serde(rename = "w", default, skip_serializing_if = "Vec::is_empty")]
    pub want: Vec<DocumentId>,
    /// What the person said of himself since, until it comes back as a definition.
    #[serde(rename = "o", default, skip_serializing_if = "Vec::is_empty", deserialize_with = "tolerant::list")]
    pub says: Vec<Saying>,
    /// Most bytes of documents in the answer; 0 leaves it to the server.
    #[serde(rename = "m", default, skip_serializing_if = "is_zero")]
    pub max_bytes: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it by reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Outcome {
    /// Carried out, now or when it was first delivered.
    Applied,
    /// Stored where it belongs, but it does not count: the visit had moved on. The device keeps it in
    /// "needs attention".
    Kept {
        /// Why.
        #[serde(deserialize_with = "reason")]
        why: Refusal,
    },
    /// Not carried out. The device rebuilds the document and keeps what was recorded.
    Refused {
        /// Why.
        #[serde(deserialize_with = "reason")]
        why: Refusal,
    },
}

truckroll_domain::tagged!(Outcome, "r");

/// A reason that cannot be read is a reason all the same.
fn reason<'de, D: Deserializer<'de>>(from: D) -> Result<Refusal, D::Error> {
    Ok(tolerant::optional(from)?.unwrap_or(Refusal::Unknown))
}

/// The outcome of one command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ack {
    /// The command.
    #[serde(rename = "c")]
    pub command: CommandId,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The content of a document in a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// The whole document: it is new to the device, or its old changes are no longer kept one by one.
    #[serde(rename = "s")]
    Snapshot(Bytes),
    /// Changes since the device's cursor, those it just sent left out; may be none.
    #[serde(rename = "c")]
    Changes(Vec<Bytes>),
}

/// A document in a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentUpdate {
    /// Id.
    #[serde(rename = "i")]
    pub id: DocumentId,
    /// Kind.
    #[serde(rename = "k")]
    pub kind: Kind,
    /// Sequence number of its last change.
    #[serde(rename = "q")]
    pub seq: i64,
    /// Content.
    #[serde(rename = "b")]
    pub body: Body,
    /// The server-owned overlay as JSON text.
    #[serde(rename = "o", default, skip_serializing_if = "String::is_empty")]
    pub overlay: String,
    /// The projected row, sent with snapshots so that a device lists documents it has never opened.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none", deserialize_with = "tolerant::optional")]
    pub row: Option<AnyRow>,
    /// Its entries: all of them with a snapshot, the new ones otherwise.
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty", deserialize_with = "tolerant::list")]
    pub entries: Vec<Entry>,
    /// The same, packed; for devices from version 2 of the conversation on, which then find nothing in `entries`.
    #[serde(rename = "e", default, skip_serializing_if = "PackedEntries::is_empty")]
    pub packed: PackedEntries,
}

/// A versioned definition: staff directory, forms, visit rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DefinitionUpdate {
    /// Kind word: `agent`, `group`, `form`, `visit_rules`, `tenant`.
    #[serde(rename = "k")]
    pub kind: String,
    /// Id within the kind.
    #[serde(rename = "i")]
    pub id: String,
    /// JSON text, empty when it was removed.
    #[serde(rename = "b", default)]
    pub body: String,
}

/// What the server says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct SyncResponse {
    /// Where the device stands after storing this page.
    #[serde(rename = "k", default)]
    pub cursor: Cursor,
    /// Outcomes of the pushed commands, in order.
    #[serde(rename = "a", default, skip_serializing_if = "Vec::is_empty", deserialize_with = "tolerant::list")]
    pub acks: Vec<Ack>,
    /// Documents, oldest change first.
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty", deserialize_with = "tolerant::list")]
    pub documents: Vec<DocumentUpdate>,
    /// Whole documents that the server had packed; for devices from version 3 of the conversation on. They mean the same
    /// as if they were among `documents`.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty", deserialize_with = "tolerant::list")]
    pub parcels: Vec<Parcel>,
    /// Documents the device may no longer hold.
    #[serde(rename = "x", default, skip_serializing_if = "Vec::is_empty")]
    pub drops: Vec<DocumentId>,
    /// Definitions that changed.
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    pub definitions: Vec<DefinitionUpdate>,
    /// The server began a new history: throw away the cursor, keep unpushed work, read from the start.
    #[serde(rename = "z", default, skip_serializing_if = "is_false")]
    pub reset: bool,
    /// More pages wait.
    #[serde(rename = "m", default, skip_serializing_if = "is_false")]
    pub more: bool,
    /// The server's clock; only sent with documents or outcomes.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub server_time: Option<Timestamp>,
}

impl SyncResponse {
    /// Whether there are documents in it.
    #[must_use]
    pub fn has_documents(&self) -> bool {
        !self.documents.is_empty() || !self.parcels.is_empty()
    }

    /// All documents in it. A parcel that cannot be read is passed over, as an element of `documents` is.
    pub fn updates(&self) -> impl Iterator<Item = Cow<'_, DocumentUpdate>> {
        let parcels = self.parcels.iter().filter_map(|parcel| parcel.open().ok());
        self.documents.iter().map(Cow::Borrowed).chain(parcels.map(Cow::Owned))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it by reference")]
fn is_false(b: &bool) -> bool {
    !*b
}

/// What the server says on the live connection of a device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveMessage {
    /// The answer to a sync request sent over this connection.
    #[serde(rename = "a")]
    Answer(Box<SyncResponse>),
    /// Something new is there: ask.
    #[serde(rename = "p")]
    Poke(i64),
    /// The session ended; the code says why (`signed_in_elsewhere`, `signed_out`, `disabled`).
    #[serde(rename = "e")]
    Ended(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asking_and_answering_nothing_new_takes_few_bytes() {
        let request =
            SyncRequest { version: crate::VERSION, cursor: Cursor::at(1, 1_234_567), ..SyncRequest::default() };
        let response = SyncResponse { cursor: request.cursor, ..SyncResponse::default() };
        let asked = crate::frame::pack(&request, 3).len();
        let answered = crate::frame::pack(&LiveMessage::Answer(Box::new(response)), 3).len();
        assert!(asked + answered <= 60, "{asked} + {answered}");
    }
}
