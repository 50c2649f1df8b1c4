//! Copies of documents with masked phone numbers, for devices of people under the mask (`docs/adr/0010-masked-documents.md`).
//!
//! The history of a document holds the number, so a copy has a history of its own: one change that writes the masked
//! document. It is made anew whenever the document goes to such a device, and goes whole.

use truckroll_domain::document::Document;
use truckroll_domain::privacy::{Masked as _, mask_json};
use truckroll_domain::{Content, Kind};
use truckroll_protocol::sync::{Body, Bytes, DocumentUpdate, Masking, PackedEntries};

use crate::db::DbResult;

/// The actor of every masked copy.
const ACTOR: [u8; 16] = *b"masked copy 0001";

/// Whether everything is read again: the device holds copies of the other kind.
pub(super) fn again(masks: bool, held: Masking) -> bool {
    match held {
        Masking::None | Masking::Lifting => masks,
        Masking::All => !masks,
    }
}

/// What the device holds after a page, when `more` wait.
pub(super) fn after(masks: bool, held: Masking, more: bool) -> Masking {
    match held {
        _ if masks => Masking::All,
        Masking::None => Masking::None,
        Masking::All | Masking::Lifting if more => Masking::Lifting,
        Masking::All | Masking::Lifting => Masking::None,
    }
}

/// The masked copies of whole documents. One that cannot be copied does not go.
pub(super) async fn copies(updates: Vec<DocumentUpdate>) -> DbResult<Vec<DocumentUpdate>> {
    let made = tokio::task::spawn_blocking(move || updates.into_iter().filter_map(copy).collect());
    made.await.map_err(|e| sqlx::Error::Protocol(e.to_string()))
}

fn copy(mut update: DocumentUpdate) -> Option<DocumentUpdate> {
    let Body::Snapshot(bytes) = &update.body else { return None };
    let Some(copied) = document(update.kind, &bytes.0) else {
        tracing::error!(document.id = %update.id, "no masked copy can be made of a stored document");
        return None;
    };
    update.body = Body::Snapshot(Bytes(copied));
    if let Ok(mut overlay) = serde_json::from_str(&update.overlay) {
        mask_json(&mut overlay);
        update.overlay = overlay.to_string();
    }
    if let Some(row) = &mut update.row {
        row.mask();
    }
    let mut entries = update.packed.unpack(update.id).ok()?;
    entries.mask();
    update.packed = PackedEntries::pack(&entries);
    update.entries.mask();
    Some(update)
}

/// A masked document, saved.
fn document(kind: Kind, snapshot: &[u8]) -> Option<Vec<u8>> {
    let mut json = Document::load(snapshot).ok()?.to_json();
    mask_json(&mut json);
    let mut copy = Document::new();
    copy.edit(&ACTOR, &serde_json::json!({}), &json, Content::text_keys(kind));
    Some(copy.save())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_reads_again_when_its_copies_are_of_the_other_kind() {
        use Masking::{All, Lifting, None};
        for (masks, held, reads_again, with_more, at_the_end) in [
            (false, None, false, None, None),
            (true, None, true, All, All),
            (true, All, false, All, All),
            (false, All, true, Lifting, None),
            (false, Lifting, false, Lifting, None),
            (true, Lifting, true, All, All),
        ] {
            assert_eq!(again(masks, held), reads_again, "{masks} {held:?}");
            assert_eq!(after(masks, held, true), with_more, "{masks} {held:?}");
            assert_eq!(after(masks, held, false), at_the_end, "{masks} {held:?}");
        }
    }
}
