//! Reads a posted form: answers, place and photos, within limits, into what the rest works with.
//!
//! Photos are stored as they come, one at a time, so that a page that comes back with problems can keep them. What
//! a photo is, its first bytes say, not its name or declared type.

use std::collections::BTreeMap;

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use sqlx::Row as _;
use truckroll_domain::attachments::{Attachment, MAX_ATTACHMENT_BYTES, MAX_VISIT_PHOTOS};
use truckroll_domain::forms::Form;
use truckroll_domain::{Place, TenantId};
use truckroll_portal::error::Problem;
use truckroll_portal::form::{KeptPhoto, PhotoProblem};
use truckroll_portal::names;
use uuid::Uuid;

use super::MAX_FORM_BYTES;
use crate::App;
use crate::attachments::{self, StoreError};
use crate::db::DbResult;

/// Most parts of one form.
const MAX_PARTS: usize = 250;
/// Most bytes of one answer; what is longer is cut and then found too long.
const MAX_TEXT_BYTES: usize = 64 * 1024;
/// Longest file name, bytes.
const MAX_NAME_BYTES: usize = 200;

/// A posted form.
#[derive(Default)]
pub(super) struct Submission {
    pub id: Option<Uuid>,
    pub answers: BTreeMap<String, String>,
    pub photos: Vec<Attachment>,
    pub photo_problems: Vec<PhotoProblem>,
    pub place: Option<Place>,
    pub is_machine: bool,
}

impl Submission {
    /// The photos as the page keeps them.
    pub fn kept(&self) -> Vec<KeptPhoto> {
        self.photos.iter().map(|p| KeptPhoto { hash: p.hash.clone(), name: p.name.clone() }).collect()
    }
}

/// What a photo field said about itself.
pub(super) struct Sent {
    pub name: String,
    pub bytes: Vec<u8>,
    pub size: u64,
}

/// Reads all parts.
///
/// # Errors
/// The page to answer with.
pub(super) async fn read(
    app: &App,
    tenant: TenantId,
    form: &Form,
    mut parts: Multipart,
) -> Result<Submission, Problem> {
    let most = usize::try_from(form.max_photos).unwrap_or(0).min(MAX_VISIT_PHOTOS);
    let mut submission = Submission::default();
    let (mut lat, mut lon, mut accuracy) = (None, None, None);
    let mut given = 0;
    let mut count = 0;
    while let Some(mut part) = parts.next_field().await.map_err(|e| unreadable(&e))? {
        count += 1;
        if count > MAX_PARTS {
            return Err(Problem::Unreadable);
        }
        let name = part.name().unwrap_or_default().to_owned();
        if name == names::PHOTOS {
            let room = given < most;
            let sent = photo(&mut part, room).await.map_err(|e| unreadable(&e))?;
            if sent.size == 0 {
                continue;
            }
            given += 1;
            if room {
                keep(app, tenant, &mut submission, sent).await?;
            }
            continue;
        }
        let value = text(&mut part).await.map_err(|e| unreadable(&e))?;
        if let Some(key) = names::answer_key(&name) {
            submission.answers.insert(key.to_owned(), value.replace("\r\n", "\n"));
            continue;
        }
        match name.as_str() {
            names::SUBMISSION => submission.id = value.trim().parse().ok(),
            names::HONEYPOT => submission.is_machine |= !value.trim().is_empty(),
            names::LAT => lat = value.trim().parse::<f64>().ok(),
            names::LON => lon = value.trim().parse::<f64>().ok(),
            names::ACCURACY => accuracy = value.trim().parse::<f64>().ok(),
            names::KEPT => {
                let Some(kept) = KeptPhoto::from_value(&value) else { continue };
                given += 1;
                if given <= most {
                    let stored = stored(app, tenant, kept).await.map_err(|e| lost(&StoreError::Database(e)))?;
                    submission.photos.extend(stored.filter(Attachment::is_picture));
                }
            }
            // a newer page may post more than this server knows
            _ => {}
        }
    }
    if given > most {
        submission.photo_problems.push(PhotoProblem::TooMany { given });
    }
    let place = lat.zip(lon).map(|(lat, lon)| Place { lat, lon, accuracy_m: accuracy });
    submission.place = place.filter(|p| form.ask_place && p.is_valid());
    // what people leave empty is not an answer to a question that is not asked
    submission.answers.retain(|key, value| !value.is_empty() || form.fields.iter().any(|f| f.key == *key));
    Ok(submission)
}

pub(super) async fn text(part: &mut Field<'_>) -> Result<String, MultipartError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await? {
        let room = MAX_TEXT_BYTES - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(String::from_utf8_lossy(&bytes).replace('\0', ""))
}

/// Reads a photo; beyond the limit, or without room for it, only its size.
pub(super) async fn photo(part: &mut Field<'_>, room: bool) -> Result<Sent, MultipartError> {
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

async fn keep(app: &App, tenant: TenantId, submission: &mut Submission, sent: Sent) -> Result<(), Problem> {
    if sent.size > MAX_ATTACHMENT_BYTES {
        submission.photo_problems.push(PhotoProblem::TooLarge { name: sent.name, size: sent.size });
        return Ok(());
    }
    let Some(mime) = picture_type(&sent.bytes) else {
        submission.photo_problems.push(PhotoProblem::NotAPicture { name: sent.name });
        return Ok(());
    };
    let stored = attachments::store(app, tenant, mime, &sent.name, sent.bytes).await.map_err(|e| lost(&e))?;
    submission.photos.push(stored);
    Ok(())
}

/// A photo that came with the same form before. Who names its hash has had its bytes.
pub(super) async fn stored(app: &App, tenant: TenantId, kept: KeptPhoto) -> DbResult<Option<Attachment>> {
    let row = sqlx::query(
        "select size, mime from attachments where tenant_id = $1 and hash = $2 and completed_at is not null",
    )
    .bind(tenant.to_string())
    .bind(kept.hash.as_str())
    .fetch_optional(app.db.pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let size = u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0);
    let photo = Attachment { hash: kept.hash, size, mime: row.try_get(1)?, name: tidy(&kept.name) };
    Ok(Some(photo).filter(Attachment::is_valid))
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

pub(super) fn unreadable(error: &MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge { limit: MAX_FORM_BYTES as u64 },
        _ => Problem::Unreadable,
    }
}

pub(super) fn lost(error: &StoreError) -> Problem {
    tracing::warn!(%error, "a customer's photo was not stored");
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
