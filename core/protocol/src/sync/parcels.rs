//! Whole documents that were packed ahead of time.
//!
//! A server sends the same whole document to every device that is given it. It packs it once, keeps the bytes, and sends
//! them on as they are; only the device opens them, and not before it has asked for the next page.

use serde::Serialize;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::decode::{Form, Node};

use super::{Bytes, DocumentUpdate};
use crate::frame::FrameError;

/// The CBOR of a [`DocumentUpdate`], as a byte string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Parcel(pub Bytes);

/// First byte of a CBOR map; its low bits count the members, as long as they are fewer than 24.
const MAP: u8 = 0xa0;
/// Most members after which one more is still counted in the first byte.
const MAX_COUNTED: u8 = 22;

impl Parcel {
    /// Packs a document.
    #[must_use]
    pub fn pack(update: &DocumentUpdate) -> Self {
        let mut bytes = Vec::new();
        ciborium::into_writer(update, &mut bytes).expect("messages have no unserialisable member");
        Self(Bytes(bytes))
    }

    /// Adds the overlay to a document that was packed without one. Bytes that do not begin as a packed document stay as
    /// they are.
    #[must_use]
    pub fn with_overlay(mut self, overlay: &str) -> Self {
        let bytes = &mut self.0.0;
        if let (Some(first @ MAP..), false) = (bytes.first_mut(), overlay.is_empty())
            && *first <= MAP + MAX_COUNTED
        {
            *first += 1;
            for text in ["o", overlay] {
                ciborium::into_writer(text, &mut *bytes).expect("text is serialisable");
            }
        }
        self
    }

    /// The document.
    ///
    /// # Errors
    /// [`FrameError::Malformed`], also for a kind of document that is newer than its reader.
    pub fn open(&self) -> Result<DocumentUpdate, FrameError> {
        let node: Node = ciborium::de::from_reader_with_recursion_limit(self.0.0.as_slice(), 64)
            .map_err(|e| FrameError::Malformed(e.to_string()))?;
        node.decode(Form::Compact).map_err(|e| FrameError::Malformed(e.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::{Content, DocumentId, Kind};

    use super::*;
    use crate::sync::{Body, PackedEntries};

    fn update(kind: Kind, overlay: &str) -> DocumentUpdate {
        let id = DocumentId::default();
        DocumentUpdate {
            id,
            kind,
            seq: 7,
            body: Body::Snapshot(Bytes((0..255).collect())),
            overlay: overlay.to_owned(),
            row: Some(Content::empty(kind).row(id)),
            entries: Vec::new(),
            packed: PackedEntries(Bytes(vec![1, 2])),
        }
    }

    #[test]
    fn what_is_packed_comes_back_with_the_overlay_it_is_given() {
        let long = format!("{{\"customer_link\":\"{}\"}}", "l".repeat(70_000));
        for kind in Kind::ALL {
            for overlay in ["", "{}", &long] {
                let whole = update(kind, overlay);
                assert_eq!(Parcel::pack(&whole).open().expect("is read"), whole);
                let bare = Parcel::pack(&update(kind, ""));
                assert_eq!(bare.with_overlay(overlay).open().expect("is read"), whole);
            }
        }
    }

    #[test]
    fn damaged_bytes_are_an_error_and_never_a_panic() {
        let whole = Parcel::pack(&update(Kind::Visit, "")).0.0;
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut damaged = whole.clone();
                damaged[at] ^= 1 << bit;
                let _ = Parcel(Bytes(damaged)).with_overlay("{}").open();
            }
            assert!(Parcel(Bytes(whole[..at].to_vec())).with_overlay("{}").open().is_err());
        }
    }
}
