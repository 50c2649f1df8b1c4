//! The REST interface and the live connection, asked as clients ask them, on both databases.

mod account;
mod audit;
mod database;
mod edge;
mod isolation;
mod live;
mod nodes;
mod reads;
mod sessions;
#[path = "../support/mod.rs"]
mod support;
mod tokens;
mod uploads;
mod visit_rules;
