//! Views of tickets (TKT-16 to TKT-19). ADR 28.
//!
//! - `store` keeps them: definitions in one order, those of the organisation and those of one person alone.
//! - `board` knows, of each organisation, which tickets are in which view. It reads each view once and afterwards only what
//!   changed, so the counts of thirty views cost what changed since somebody last asked.
//! - `open` reads a page of a view with its groups.
//! - `customer` is what a contact sees.

pub(crate) mod bits;
pub(crate) mod board;
pub mod customer;
mod open;
mod routes;
pub(crate) mod search;
mod store;

pub use board::Boards;
pub use routes::routes;

use truckroll_domain::tickets::TicketSchema;

use crate::directory::Directory;

/// What can be asked about tickets of this organisation.
pub(crate) fn schema(directory: &Directory) -> TicketSchema<'_> {
    TicketSchema { set: &directory.ticket_fields.now }
}
