//! The device's side of sync.

pub mod driver;
