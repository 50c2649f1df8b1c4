//! A device's copy of what its person works with: rusqlite, native and in the browser.
//!
//! [`Replica`] is one open database. A screen asks ([`Ask`]) and gets values; a command is carried out at once by
//! the same domain code as on the server, stored with the automerge changes it made, and queued. All of a
//! command (change, row, entries, outbox line) is one transaction: when [`Answer::Executed`] is told, it is on disk.
//!
//! [`sync::driver::Driver`] wraps a replica for a host that carries bytes: a worker in the browser, a service on a
//! phone, a test. Nothing here knows how bytes travel.

pub mod ask;
mod attachments;
mod clocks;
mod commit;
mod db;
mod documents;
mod forget;
mod macros;
mod outbox;
mod presence;
mod reads;
mod receive;
mod replica;
mod search;
mod split;
pub mod sync;
mod ticket_form;
mod way;

pub use ask::{Answer, Ask, Changed};
pub use replica::{Replica, ReplicaError};
