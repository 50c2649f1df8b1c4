//! Importing and exporting customers, rows of asset tables (CUS-05 to CUS-08, CUS-28) and tickets (TKT-40, TKT-41): files come and go as tables, and a whole import can be taken back.
//!
//! A file is read once, when it comes, and kept as rows (`read.rs`); a person says what its columns stand for and lets it be
//! checked or stored. That is work in the background: a row of `imports` says what is wanted, [`work`] does it in chunks and is woken by
//! who asks and by time ([`start`]). Rows become commands (`plan.rs`) and go through the same door as those of people, with the
//! rights of who began the import. Exports are written as they are read (`export.rs`, of
//! tickets `tickets_out.rs`).

mod asset;
mod export;
mod files;
mod lines;
mod look;
mod plan;
pub(crate) mod read;
mod routes;
mod run;
mod store;
mod ticket;
mod tickets_out;
mod undo;
pub(crate) mod words;
pub(crate) mod write;

pub use routes::routes;
pub use run::{clear_old, start, work};
