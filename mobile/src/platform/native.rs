//! The platform without a browser: answers that are always the same and touch nothing.

use std::future::{pending, ready};

use truckroll_replica::ask::{Answer, Ask, Changed};

use super::{Fix, Notices, PickedContact, Picture, StorageState};

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

/// The zone that the phone's own clock follows.
#[must_use]
pub fn zone_here() -> String {
    String::new()
}

/// When the clocks of a zone change around now; empty where the zone is not known.
#[must_use]
pub fn zone_turns(_zone: &str, _now_ms: i64) -> Vec<(i64, i32)> {
    Vec::new()
}

/// What people of a language call a zone; its own name where that is not known.
#[must_use]
pub fn zone_name(zone: &str, _language: &str) -> String {
    zone.to_owned()
}

/// Ends never: nothing moves without a browser.
pub async fn sleep(_ms: i32) {
    pending().await
}

/// Keeps a setting on this phone.
pub fn keep(_name: &str, _value: &str) {}

/// A setting kept on this phone.
#[must_use]
pub fn kept(_name: &str) -> Option<String> {
    None
}

/// The reader's languages, comma joined, best first.
#[must_use]
pub fn languages() -> String {
    String::new()
}

/// The title of the page.
pub fn set_title(_title: &str) {}

/// Asks the store; without one the answer never comes.
pub async fn ask(_ask: Ask) -> Answer {
    pending().await
}

/// Hears what changed in the store.
pub fn on_changed(_hear: impl FnMut(Changed) + 'static) {}

/// Whether the store outlives the page; `None` until it has answered.
#[must_use]
pub fn store_lasts() -> Option<bool> {
    None
}

/// Hears when the network comes and goes.
pub fn on_network(_hear: impl FnMut(bool) + 'static) {}

/// Whether there is a network, as far as the phone knows.
#[must_use]
pub fn is_online() -> bool {
    true
}

/// The position now, if it is found within so many milliseconds.
pub async fn position_within(_ms: u32) -> Option<Fix> {
    ready(None).await
}

/// A position watch; dropping it ends it.
pub struct Watch(());

/// Hears positions until the watch is dropped.
#[must_use]
pub fn watch_position(_hear: impl FnMut(Fix) + 'static) -> Option<Watch> {
    let _ = Watch(());
    None
}

/// Where the app came from: scheme, host and port.
#[must_use]
pub fn origin() -> String {
    String::new()
}

/// The path of the page.
#[must_use]
pub fn path() -> String {
    String::new()
}

/// How a visit to an identity provider ended from which the page was opened (`done`, `failed`, `nobody`); empty for any
/// other start. Said once.
#[must_use]
pub fn arrived() -> String {
    String::new()
}

/// Whether a newer version of the app is here and waits until this one is closed.
pub async fn update_waits() -> bool {
    ready(false).await
}

/// Whether the phone lets a person pick somebody of its own contacts.
#[must_use]
pub fn has_contacts() -> bool {
    false
}

/// Lets the person pick one of the phone's own contacts; `None` when he picked nobody.
pub async fn pick_contact() -> Option<PickedContact> {
    ready(None).await
}

/// Whether the phone can read codes with its camera.
#[must_use]
pub fn can_scan() -> bool {
    false
}

/// Reads a code with the camera.
pub async fn scan(_video: &str) -> Option<String> {
    ready(None).await
}

/// Lets go of the camera.
pub fn end_scan() {}

/// Makes a picture small enough to send and writes `lines` into it; `None` when it is no picture.
pub async fn shrink_picture(_bytes: Vec<u8>, _mime: String, _lines: &[String]) -> Option<Picture> {
    ready(None).await
}

/// An address under which the page can show bytes.
#[must_use]
pub fn object_url(_bytes: &[u8], _mime: &str) -> String {
    String::new()
}

/// Lets go of an address made by [`object_url`].
pub fn drop_url(_url: &str) {}

/// Asks the browser not to clear the store by itself.
pub async fn keep_storage() -> StorageState {
    ready(StorageState { lasting: false, used: 0 }).await
}

/// How notices stand.
pub async fn notices() -> Notices {
    ready(Notices::Unsupported).await
}

/// Turns notices on or off; the person may be asked.
pub async fn set_notices(_on: bool) -> Notices {
    ready(Notices::Unsupported).await
}

/// Hands the words of notices to the program that shows them while the app is closed.
pub fn keep_notice_words(_words: &str) {}

/// Scrolls to the element with this id and gives it the focus.
pub fn go_to_element(_id: &str) {}
