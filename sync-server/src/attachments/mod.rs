//! Photos and files: bytes under their SHA-256 in the data folder, uploaded piece by piece.
//!
//! An upload names hash, size and type first, then sends pieces of at most 1 MB from the offset the server names.
//! Each piece is on disk before its offset is written, the last one is checked against the hash, and an upload is
//! complete once file and row are both durable. Bytes are found only by their own organisation. What nobody goes on
//! with is cleared away after a week (`abandoned`).
//!
//! Files: `DATA/files/<tenant>/<first two digits>/<hash>`, unfinished ones with `.part`.

mod abandoned;
pub(crate) mod picture;
mod routes;
mod store;

pub use abandoned::{ABANDONED_MS, Cleared, clear_abandoned, start};
pub use routes::routes;
pub(crate) use routes::safely;
pub(crate) use store::about;
pub(crate) use store::remove;
pub use store::{StoreError, Upload, begin, complete_mime, missing, path_of, put_piece, store};

/// Bytes an organisation may store, finished and unfinished.
pub const MAX_TENANT_BYTES: i64 = 500 * 1024 * 1024 * 1024;
