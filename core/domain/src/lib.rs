//! The vocabulary of a field-service organisation and its rules.
//!
//! Everything here is pure: no input or output, no clock, no randomness, no async. Time, ids and the
//! acting person arrive in a [`Context`]; a [`Command`] changes a [`Content`] or is answered with a
//! [`Refusal`]. Device and server run exactly this code, so they cannot disagree about a rule.
//!
//! Start with [`visits`], the slice that teaches the style; every other noun looks the same.

// The derive names this crate from the outside.
extern crate self as truckroll_domain;

pub mod access;
pub mod assets;
pub mod attachments;
pub mod audit;
pub mod calendar;
pub mod command;
pub mod companies;
pub mod contacts;
pub mod content;
pub mod context;
pub mod customers;
pub mod day;
pub mod decode;
pub mod dispatch;
pub mod document;
pub mod encode;
pub mod entry;
pub mod event;
pub mod expression;
pub mod fields;
pub mod filter;
pub mod forms;
pub mod gather;
pub mod id;
pub mod imports;
pub mod linked;
pub mod macros;
pub mod money;
mod pattern;
pub mod people;
pub mod phrases;
pub mod place;
pub mod print;
pub mod privacy;
pub mod publishing;
pub mod recurrence;
pub mod reports;
pub mod roster;
pub mod row;
pub mod setup;
pub mod sign_in;
pub mod sla;
pub mod tagged;
pub mod tenants;
pub mod tickets;
pub mod time;
pub mod tolerant;
pub mod triggers;
pub mod views;
pub mod visits;
pub mod workflows;

pub use command::{Applied, Command, Envelope, Refusal};
pub use content::{Content, Kind};
pub use context::{Actor, Context, Side};
pub use entry::{Entry, EntryBody};
pub use id::*;
pub use place::Place;
pub use row::{Column, Row, RowReader, Value};
pub use time::Timestamp;
