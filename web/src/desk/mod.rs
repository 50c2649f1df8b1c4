//! The screens of the desk, one folder a module, and the frame around them.

pub mod account;
pub mod conditions;
pub mod customers;
pub mod dispatch;
pub mod engineers;
pub mod files;
pub mod forms;
pub mod help;
pub mod home;
pub mod line;
pub mod modules;
pub mod names;
pub mod notices;
pub mod notices_prefs;
pub mod pages;
pub mod picture;
pub mod preferences;
pub mod presence;
pub mod reports;
pub mod roster;
pub mod search;
pub mod shell;
pub mod sign_in;
pub mod tickets;
pub mod trouble;
pub mod visits;
