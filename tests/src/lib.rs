//! A small world for whole-system tests: one server, a dispatcher, several phones, and a network that loses,
//! repeats, delays and reorders. The clock is moved by hand; nothing sleeps.
//!
//! [`World`] runs the real server code and real replicas with their real drivers; only the wires are simulated.

pub mod bench;
pub mod checks;
pub mod database;
pub mod desk;
pub mod gateway;
pub mod phone;
pub mod story;
pub mod world;

pub use database::Database;
pub use phone::{Fate, Phone};
pub use story::on_both;
pub use world::World;
