//! The REST interface and the live connection, asked as clients ask them, on both databases.

mod customers;
mod database;
mod edge;
mod fields;
mod isolation;
mod live;
mod nodes;
mod queries;
mod reads;
mod sessions;
#[path = "../support/mod.rs"]
mod support;
mod uploads;
mod visit_rules;
