//! What posted forms of several parts are read with: texts, and files that are stored as they come.
//!
//! A page that comes back with problems keeps the files that arrived, by their hashes. What a file is, its first bytes say, not
//! its name or declared type; what nobody can tell is bytes and nothing else.

use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use sqlx::Row as _;
use truckroll_domain::TenantId;
use truckroll_domain::attachments::{Attachment, MAX_ATTACHMENT_BYTES};
use truckroll_portal::error::Problem;
use truckroll_portal::form::KeptPhoto;

use super::MAX_FORM_BYTES;
use crate::App;
use crate::attachments::{self, StoreError};

/// Most bytes of one answer; what is longer is cut and then found too long.
const MAX_TEXT_BYTES: usize = 64 * 1024;
/// Longest file name, bytes.
const MAX_NAME_BYTES: usize = 200;

/// A file that was sent.
pub(super) struct Sent {
    pub name: String,
    pub bytes: Vec<u8>,
    pub size: u64,
}

/// Reads a text.
pub(super) async fn text(part: &mut Field<'_>) -> Result<String, MultipartError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await? {
        let room = MAX_TEXT_BYTES - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(String::from_utf8_lossy(&bytes).replace('\0', ""))
}

/// Reads a file; beyond the limit, or without room for it, only its size.
pub(super) async fn file(part: &mut Field<'_>, room: bool) -> Result<Sent, MultipartError> {
    let mut sent = Sent { name: tidy(part.file_name().unwrap_or_default()), bytes: Vec::new(), size: 0 };
    while let Some(chunk) = part.chunk().await? {
        sent.size += chunk.len() as u64;
        if room && sent.size <= MAX_ATTACHMENT_BYTES {
            sent.bytes.extend_from_slice(&chunk);
        } else {
            sent.bytes = Vec::new();
        }
    }
    Ok(sent)
}

/// A file that came with the same form before. Who names its hash has had its bytes.
pub(super) async fn stored(app: &App, tenant: TenantId, kept: KeptPhoto) -> Result<Option<Attachment>, Problem> {
    let row = sqlx::query(
        "select size, mime from attachments where tenant_id = $1 and hash = $2 and completed_at is not null",
    )
    .bind(tenant.to_string())
    .bind(kept.hash.as_str())
    .fetch_optional(app.db.pool())
    .await
    .map_err(|e| lost(&e.into()))?;
    let Some(row) = row else { return Ok(None) };
    let about = |row: &sqlx::any::AnyRow| Ok((row.try_get::<i64, _>(0)?, row.try_get::<String, _>(1)?));
    let (size, mime) = about(&row).map_err(|e: sqlx::Error| lost(&e.into()))?;
    let size = u64::try_from(size).unwrap_or(0);
    let file = Attachment { hash: kept.hash, size, mime, name: tidy(&kept.name) };
    Ok(Some(file).filter(Attachment::is_valid))
}

/// The media type of a picture by its first bytes.
pub(super) fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// Stores a file of any type.
///
/// # Errors
/// The page to answer with.
pub(super) async fn keep(app: &App, tenant: TenantId, sent: Sent) -> Result<Attachment, Problem> {
    let mime = match picture_type(&sent.bytes) {
        Some(mime) => mime,
        None if sent.bytes.starts_with(b"%PDF-") => "application/pdf",
        None => "application/octet-stream",
    };
    let name = if sent.name.is_empty() { "file" } else { &sent.name };
    attachments::store(app, tenant, mime, name, sent.bytes).await.map_err(|e| lost(&e))
}

/// What is wrong with a file by itself: too much of it, or more than there is room for.
pub(super) fn wrong(sent: &Sent, room: bool, most_bytes: u64) -> Option<&'static str> {
    if !room {
        Some("too_many")
    } else if sent.size > most_bytes || sent.bytes.is_empty() {
        Some("file_too_large")
    } else {
        None
    }
}

/// A file name without folders and control characters, of bounded length.
fn tidy(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut tidy = String::new();
    for c in last.chars().filter(|c| !c.is_control()) {
        if tidy.len() + c.len_utf8() > MAX_NAME_BYTES {
            break;
        }
        tidy.push(c);
    }
    tidy
}

/// Why parts cannot be read.
pub(super) fn unreadable(error: &MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge { limit: MAX_FORM_BYTES as u64 },
        _ => Problem::Unreadable,
    }
}

/// Why a file is not there.
pub(super) fn lost(error: &StoreError) -> Problem {
    tracing::warn!(%error, "a customer's file was not stored");
    Problem::Unavailable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_told_by_their_first_bytes() {
        for (bytes, mime) in [
            (&b"\xff\xd8\xff\xe0rest"[..], Some("image/jpeg")),
            (b"\x89PNG\r\n\x1a\nrest", Some("image/png")),
            (b"RIFF\x01\x02\x03\x04WEBPVP8 ", Some("image/webp")),
            (b"RIFF\x01\x02\x03\x04WAVE", None),
            (b"GIF89a", None),
            (b"<svg xmlns", None),
            (b"\xff\xd8", None),
            (b"", None),
        ] {
            assert_eq!(picture_type(bytes), mime);
        }
    }

    #[test]
    fn file_names_lose_folders_and_controls_and_stay_short() {
        assert_eq!(tidy("C:\\photos\\lift 3.jpg"), "lift 3.jpg");
        assert_eq!(tidy("../../etc/passwd"), "passwd");
        assert_eq!(tidy("a\r\nb\0.png"), "ab.png");
        assert!(tidy(&"电".repeat(500)).len() <= MAX_NAME_BYTES);
        assert!(
            KeptPhoto::from_value(&KeptPhoto { hash: "a".repeat(64), name: tidy(&"梯".repeat(300)) }.to_value())
                .is_some()
        );
    }
}
