//! The Truckroll server: one binary with one data folder.
//!
//! State changes through two doors only: [`ingest::execute`] (commands of the web desk, forms and rules) and
//! [`ingest::receive`] (commands of devices with the changes they made). Both end in `ingest/commit.rs`, the one
//! place that stores: changes, snapshot, row, entries, events and notices in one transaction, then an
//! announcement. Everything else reads rows or reacts to announcements.

pub mod app;
pub mod assets;
pub mod attachments;
pub mod audit;
pub mod auth;
pub mod board;
pub mod book;
pub mod calendars;
pub mod commands;
pub mod company;
pub mod config;
pub mod customers;
pub mod daily;
pub mod db;
pub(crate) mod definitions;
pub mod demo;
pub mod directory;
pub mod fees;
pub mod fields;
pub mod forms;
pub mod home;
pub mod http;
pub mod imports;
pub mod ingest;
pub mod licence;
pub mod linked;
pub mod links;
pub mod lists;
pub mod live;
pub mod macros;
pub mod navigation;
pub mod news;
pub mod notify;
pub mod payments;
pub mod people;
pub mod phones;
pub mod phrases;
pub mod portal;
pub mod positions;
pub mod preferences;
pub mod presence;
pub mod print;
pub mod privacy;
pub mod publishing;
pub mod reach;
pub mod reports;
pub mod roster;
pub mod rules;
pub mod search;
pub mod secrets;
pub mod setup;
pub mod simulate;
pub mod sla;
pub mod sms;
pub mod staff;
pub mod sync;
pub mod templates;
pub mod ticket_forms;
pub mod tickets;
pub mod views;
pub mod visit_rules;
pub mod visits;
pub mod workflows;
pub mod zones;

pub use app::App;
pub use config::Config;

pub use uuid::Uuid;
