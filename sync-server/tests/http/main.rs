//! The REST interface and the live connection, asked as clients ask them, on both databases.

mod account;
mod audit;
mod customers;
mod calendars;
mod database;
mod edge;
mod fields;
mod isolation;
mod live;
mod nodes;
mod parcels;
mod queries;
mod reads;
mod roster;
mod sessions;
mod setup;
mod staff;
#[path = "../support/mod.rs"]
mod support;
mod tokens;
mod uploads;
mod visit_rules;
