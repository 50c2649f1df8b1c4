//! The REST interface and the live connection, asked as clients ask them, on both databases.

mod account;
mod audit;
mod database;
mod edge;
mod isolation;
mod live;
mod nodes;
mod parcels;
mod reads;
mod sessions;
mod setup;
mod staff;
#[path = "../support/mod.rs"]
mod support;
mod tokens;
mod uploads;
mod visit_rules;
