//! The REST interface and the live connection, asked as clients ask them, on both databases.

mod database;
mod edge;
mod isolation;
mod live;
mod nodes;
mod own_people;
mod reads;
mod sessions;
mod staff;
#[path = "../support/mod.rs"]
mod support;
mod uploads;
mod visit_rules;
