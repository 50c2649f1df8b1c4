//! The REST interface and the live connection, asked as clients ask them, on both databases.

mod account;
mod assets;
mod audit;
mod bulk;
mod calendars;
mod customers;
mod database;
mod edge;
mod exports;
mod fields;
mod home;
mod identities;
mod imports;
mod isolation;
mod licence;
mod linked;
mod live;
mod merges;
mod navigation;
mod nearby;
mod nodes;
mod own_people;
mod parcels;
mod queries;
mod reads;
mod roster;
mod service;
mod sessions;
mod setup;
mod staff;
mod staff_table;
#[path = "../support/mod.rs"]
mod support;
mod tokens;
mod uploads;
mod visit_rules;
