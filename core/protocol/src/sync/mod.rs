//! Sync in one sentence: a device pushes commands with the changes they made and asks what is new since its
//! cursor; the server answers with an outcome for each command and a page of documents it may see.
//!
//! The same messages travel in the body of `POST /api/v1/sync` and as binary messages of `/api/v1/live`.
//! Pushing is at-least-once: a command's id makes a repetition harmless. The cursor moves in the same
//! transaction that stores a page, so a cut in the middle costs nothing but the page.
//!
//! [`device`] and [`server`] are pure state machines; the programs around them only carry bytes and time.

pub mod device;
mod entries;
pub mod messages;
mod parcels;
mod pushes;
pub mod server;

pub use entries::PackedEntries;
pub use messages::*;
pub use parcels::Parcel;
