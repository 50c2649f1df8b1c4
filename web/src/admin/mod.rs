//! What administrators set up, one editor a definition. The server decides who may; a screen only asks.

pub mod company;
pub mod visit_rules;
