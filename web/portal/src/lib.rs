//! Pages for customers: the form behind a QR code, the progress page, their own details, label sheets, plain errors.
//!
//! Every page is a pure function from a view model to an HTML document; the server fetches, stores and
//! parses, this crate words and draws. Pages work without JavaScript; `portal.js` only improves them. They
//! load two files of ours and nothing else, hold no inline script or style, and so live under
//! `default-src 'self'; img-src 'self' blob: data:`.
//!
//! Start with [`form::render`] and [`progress::render`]; the names of posted fields are in [`names`].

pub mod confirm;
pub mod details;
pub mod error;
pub mod form;
pub mod history;
pub mod names;
pub mod page;
pub mod progress;
pub mod questions;
pub mod request;
pub use truckroll_ui::qr;
pub mod sheet;

pub use page::{Frame, LanguageLink, Look, PORTAL_CSS, PORTAL_JS};
pub use truckroll_ui::format::{Format, Turns};
pub use truckroll_ui::i18n::Locale;
