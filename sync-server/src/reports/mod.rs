//! Statistics of tickets (TKT-61): `GET /ticket-statistics` and `/ticket-statistics/export.csv`.
//!
//! What happened to each ticket is a row of `ticket_facts`, made from the ticket's document by
//! [`truckroll_domain::reports::facts`]. The rows follow the feed (`follow.rs`): in the background, and once more before they are
//! counted, so that figures are those of this moment (`docs/adr/0032`).

mod figures;
mod follow;

pub use figures::routes;
pub use follow::{run, start};
