//! Photos and files: content-addressed bytes that documents and entries refer to by hash.

use serde::Serialize;

use crate::decode::Deserialize;

/// Largest photo or file, bytes.
pub const MAX_ATTACHMENT_BYTES: u64 = 50 * 1024 * 1024;
/// Most photos on one visit (VIS-11).
pub const MAX_VISIT_PHOTOS: usize = 9;
/// Largest piece of an upload, bytes.
pub const MAX_CHUNK_BYTES: u64 = 1024 * 1024;

/// A reference to bytes that are stored (or still on their way) elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    pub hash: String,
    /// Size in bytes.
    pub size: u64,
    /// Media type.
    pub mime: String,
    /// File name shown to people.
    #[serde(default)]
    pub name: String,
}

impl Attachment {
    /// Whether hash, size and type have the right form.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        is_hash(&self.hash)
            && self.size > 0
            && self.size <= MAX_ATTACHMENT_BYTES
            && self.mime.len() <= 100
            && self.mime.contains('/')
            && self.name.len() <= 255
    }
    /// Whether the bytes are a picture that a browser shows.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        is_picture(&self.mime)
    }
}

/// Whether bytes of this media type are a picture that a browser shows.
#[must_use]
pub fn is_picture(mime: &str) -> bool {
    matches!(mime, "image/jpeg" | "image/png" | "image/webp")
}

/// Whether `text` is a SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// SHA-256 of `bytes` as 64 hexadecimal digits.
#[must_use]
pub fn hash_of(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
