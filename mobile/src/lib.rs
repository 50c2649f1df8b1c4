//! The app of engineers: a Dioxus program that works without a network, installed from `/engineer/`.
//!
//! A screen takes ids, asks its [`store`] by [`Ask`](truckroll_replica::ask::Ask), shows the answer and sends
//! commands; it keeps no state of the organisation. The store runs in a worker beside the page
//! ([`platform`]) and announces what changed, whereupon screens ask again. Every pane takes plain values,
//! so that all its states render natively in tests.

pub mod agenda;
pub mod app;
pub mod attention;
pub mod contacts;
pub mod ids;
pub mod notices;
pub mod platform;
pub mod route;
pub mod search;
pub mod session;
pub mod settings;
pub mod shell;
pub mod shifts;
pub mod sign_in;
pub mod store;
pub mod tickets;
pub mod visits;
pub mod words;

#[cfg(test)]
mod sample;

/// Starts the app: as the page, or as the worker that holds the store, depending on where it runs.
pub fn start() {
    truckroll_ui::i18n::speak(truckroll_ui::i18n::PHONE);
    #[cfg(target_arch = "wasm32")]
    platform::start();
}
