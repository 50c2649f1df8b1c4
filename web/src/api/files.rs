//! Files that belong to something else, such as a logo: sent in pieces, kept by their hash.

use truckroll_domain::attachments::hash_of;
use truckroll_protocol::api::staff::Portrait;
use truckroll_protocol::api::{Logo, NewUpload, UploadState};

use super::{Answer, Fault, post, send};

/// Bytes of a piece; the server takes no larger one.
const PIECE: usize = 1_000_000;

/// Sends a picture of a person; the hash is that of its middle, which the server keeps small.
pub async fn portrait(bytes: &[u8]) -> Answer<String> {
    send("POST", "/portraits", bytes).await.map(|taken: Portrait| taken.photo)
}

/// Sends a logo; the hash is that of the small picture which the server makes of it.
pub async fn logo(bytes: &[u8]) -> Answer<String> {
    send("POST", "/logos", bytes).await.map(|taken: Logo| taken.logo)
}

/// Sends a file and returns its hash. What the server holds of it already is not sent again.
pub async fn upload(mime: &str, bytes: &[u8]) -> Answer<String> {
    upload_telling(mime, bytes, |_| ()).await
}

/// As [`upload`]; `told` hears how many bytes are there, after each piece.
pub async fn upload_telling(mime: &str, bytes: &[u8], mut told: impl FnMut(usize)) -> Answer<String> {
    let hash = hash_of(bytes);
    let new = NewUpload { hash: hash.clone(), size: bytes.len() as u64, mime: mime.to_owned() };
    let mut state: UploadState = post("/uploads", &new).await?;
    while !state.complete {
        let from = usize::try_from(state.offset).unwrap_or(usize::MAX);
        told(from);
        let rest = bytes.get(from..).filter(|rest| !rest.is_empty()).ok_or(Fault::Unreadable)?;
        let piece = &rest[..rest.len().min(PIECE)];
        state = send("PATCH", &format!("/uploads/{hash}?offset={from}"), piece).await?;
    }
    Ok(hash)
}
