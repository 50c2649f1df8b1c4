//! The platform without a browser: answers that are always the same and touch nothing.

use std::future::{pending, ready};

use super::{Heard, KeyPress};

/// Milliseconds since 1970 UTC.
#[must_use]
pub fn now_ms() -> i64 {
    0
}

/// Minutes east of UTC.
#[must_use]
pub fn utc_offset_min() -> i32 {
    0
}

/// The IANA name of this device's time zone.
#[must_use]
pub fn time_zone() -> String {
    "Etc/UTC".to_owned()
}

/// Ends never: nothing moves without a browser.
pub async fn sleep(_ms: i32) {
    pending().await
}

/// Sends a request; status and body, or `None` when the server is out of reach.
pub async fn fetch(_method: &str, _url: &str, _body: Option<String>) -> Option<(u16, String)> {
    ready(None).await
}

/// Sends the bytes of a file; status and body, or `None` when the server is out of reach.
pub async fn send_bytes(_method: &str, _url: &str, _bytes: &[u8]) -> Option<(u16, String)> {
    ready(None).await
}

/// Keeps a setting on this device.
pub fn keep(_name: &str, _value: &str) {}

/// A setting kept on this device.
#[must_use]
pub fn kept(_name: &str) -> Option<String> {
    None
}

/// The reader's languages, comma joined, best first.
#[must_use]
pub fn languages() -> String {
    String::new()
}

/// Scheme, host and port of the page.
#[must_use]
pub fn origin() -> String {
    String::new()
}

/// The query of the page's address.
#[must_use]
pub fn query() -> String {
    String::new()
}

/// Whether nobody looks at the page: never.
#[must_use]
pub fn is_hidden() -> bool {
    false
}

/// The title of the page.
pub fn set_title(_title: &str) {}

/// Hears every key; `true` keeps it from the browser.
pub fn on_keys(_hear: impl FnMut(KeyPress) -> bool + 'static) {}

/// Hears when the network comes and goes.
pub fn on_network(_hear: impl FnMut(bool) + 'static) {}

/// Hears whether the window is as narrow as a phone, at once and at every change.
pub fn on_narrow(_hear: impl FnMut(bool) + 'static) {}

/// Posts JSON and hands the file that comes back to the browser to keep.
pub async fn fetch_file(_url: &str, _body: String, _name: &str) -> Option<(u16, String)> {
    ready(None).await
}

/// Puts a text on the clipboard; `false` when the browser does not let us.
pub async fn copy(_text: &str) -> bool {
    ready(false).await
}

/// Two short tones.
pub fn chime() {}

/// Whether the browser shows notices of this page.
pub async fn ask_to_notify() -> bool {
    ready(false).await
}

/// Shows a notice by way of the browser.
pub fn notify(_title: &str) {}

/// Moves the focus to the element with this id.
pub fn focus(_id: &str) {}

/// Forgets which files were chosen in a field.
pub fn forget_files(_id: &str) {}

/// Hears before the page is left.
pub fn on_leaving(_stay: impl FnMut(Option<String>) -> Option<String> + 'static) {}

/// An open socket; dropping it closes it.
pub struct Socket(());

/// Opens a socket to a path of this server.
#[must_use]
pub fn open_socket(_path: &str, _hear: impl FnMut(Heard) + 'static) -> Option<Socket> {
    let _ = Socket(());
    None
}
