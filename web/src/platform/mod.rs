//! What the app asks of the place it runs in: clock, chance, storage, network, keyboard, clipboard.
//!
//! `browser.rs` is the real thing. `native.rs` answers without a browser, for rendering in tests: no
//! network, a clock at zero, nothing stored.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(target_arch = "wasm32")]
pub use browser::*;
#[cfg(not(target_arch = "wasm32"))]
pub use native::*;

/// A key that was pressed anywhere in the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPress {
    /// Its name as the browser says it: `j`, `Enter`, `ArrowDown`, `?`.
    pub key: String,
    /// Ctrl or ⌘ is held.
    pub command: bool,
    /// The focus is where people write.
    pub typing: bool,
    /// The focus is on a button or link, which answers Enter and Space itself.
    pub on_control: bool,
    /// A dialog is open.
    pub in_dialog: bool,
}

/// What a socket says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is open.
    Opened,
    /// A text message.
    Text(String),
    /// It closed or never opened.
    Closed,
}
