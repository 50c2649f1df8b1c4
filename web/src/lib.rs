//! The app of dispatchers and administrators: a Dioxus program in the browser under `/desk`.
//!
//! A screen takes ids and a query from the address, asks [`api`] through live reads, and sends commands;
//! it writes no state of the organisation itself. [`live`] tells the screens when to ask again. What only a
//! browser can do is in [`platform`], so that every pane renders natively in tests.

pub mod admin;
pub mod api;
pub mod app;
pub mod desk;
pub mod keys;
pub mod live;
pub mod platform;
pub mod preferences;
pub mod query;
pub mod route;
pub mod session;
pub mod setup;
pub mod unsaved;
pub mod words;

#[cfg(test)]
mod sample;

/// Starts the app in the page. Outside a browser there is no page and nothing happens.
pub fn start() {
    truckroll_domain::sign_in::know_common_passwords();
    truckroll_ui::i18n::speak(truckroll_ui::i18n::ALL);
    #[cfg(target_arch = "wasm32")]
    dioxus::web::launch::launch_cfg(app::App, dioxus::web::Config::new());
}
