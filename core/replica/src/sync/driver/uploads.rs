//! Photos and files on their way to the server, one at a time.

use truckroll_domain::Timestamp;
use truckroll_domain::decode::from_json_bytes;
use truckroll_protocol::api::{NewUpload, UploadState};

use super::{Action, Driver, Purpose, UPLOAD_RETRY_MS};
use crate::ask::Changed;
use crate::replica::ReplicaError;

impl Driver {
    pub(super) fn go_on_uploading(&mut self, now: Timestamp) -> Result<(), ReplicaError> {
        if self.uploading || !self.online || self.replica.me().is_none() {
            return Ok(());
        }
        if let Some(at) = self.upload_retry_at {
            self.wake(at);
            return Ok(());
        }
        let Some(piece) = self.replica.next_upload()? else { return Ok(()) };
        self.uploading = true;
        let body = NewUpload { hash: piece.hash.clone(), size: piece.size, mime: piece.mime };
        let body = truckroll_domain::encode::to_json(&body).unwrap_or_default().into_bytes();
        let purpose = Purpose::UploadState { hash: piece.hash, size: piece.size };
        self.http(purpose, "POST", "/api/v1/uploads".to_owned(), "application/json", body);
        let _ = now;
        Ok(())
    }

    pub(super) fn upload_state(
        &mut self,
        hash: &str,
        size: u64,
        status: u16,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), ReplicaError> {
        self.uploading = false;
        match (status, from_json_bytes::<UploadState>(body)) {
            (200..=299, Ok(state)) if state.complete => {
                self.replica.uploaded(hash)?;
                self.round.files += 1;
                self.actions.push_back(Action::Changed(Changed { sync: true, ..Changed::default() }));
            }
            (200..=299, Ok(state)) if state.offset < size => {
                let piece = self.replica.piece(hash, state.offset)?;
                self.uploading = true;
                let path = format!("/api/v1/uploads/{hash}?offset={}", state.offset);
                let purpose = Purpose::UploadState { hash: hash.to_owned(), size };
                self.http(purpose, "PATCH", path, "application/octet-stream", piece);
            }
            _ => {
                // where it stands is asked again: a wrong offset heals itself
                let at = now.plus_ms(UPLOAD_RETRY_MS);
                self.upload_retry_at = Some(at);
                self.wake(at);
            }
        }
        Ok(())
    }
}

/// The media type by the first bytes of a picture.
pub(super) fn picture_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => "application/octet-stream",
    }
}
