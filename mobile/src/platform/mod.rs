//! What the app asks of the place it runs in: clock, settings, store, position, pictures, notices.
//!
//! `web/` is the browser: the page, the worker with the database and the channel between them. `native.rs`
//! answers without a browser, for rendering in tests: no store, no position, a clock at zero.

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(not(target_arch = "wasm32"))]
pub use native::*;
#[cfg(target_arch = "wasm32")]
pub use web::*;

use truckroll_domain::Place;

/// A position of the phone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fix {
    /// Where.
    pub place: Place,
    /// When, ms UTC.
    pub at_ms: i64,
}

/// A picture made small enough to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Media type.
    pub mime: String,
    /// Bytes.
    pub bytes: Vec<u8>,
}

/// Somebody of the phone's own contacts, as far as the person agreed to share him. Nothing of it is kept by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PickedContact {
    /// Name.
    pub name: String,
    /// Phone numbers.
    pub numbers: Vec<String>,
    /// E-mail address.
    pub email: String,
}

/// How notices of the phone stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notices {
    /// This browser has none.
    Unsupported,
    /// The person has said no; only the browser's settings change that.
    Denied,
    /// Not asked yet, or turned off.
    Off,
    /// On.
    On,
}

/// How much the phone holds for the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageState {
    /// The browser promised not to clear it by itself.
    pub lasting: bool,
    /// Bytes used.
    pub used: u64,
}
