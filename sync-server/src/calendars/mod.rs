//! Calendars of working hours (ORG-16 to ORG-18): written by whoever may change settings, read by everybody.
//!
//! A calendar is a definition and travels to every device with the changes of its zone's clocks, which the server takes
//! from the time-zone database: what a client sends of them is not read. [`renew`] tells them anew before they end. One
//! calendar is the organisation's own; the first one is, and another takes its place by saying so.

pub mod ics;
mod renew;
mod routes;

pub use renew::{renew, start};
pub use routes::routes;
