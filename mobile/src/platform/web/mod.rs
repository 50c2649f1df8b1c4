//! The platform in a browser. The program is loaded twice: by the page, and by the worker beside it.
//!
//! `tab.rs` is the page's way to the store, `worker.rs` the store's host, `wire.rs` what they say to each
//! other, `browser.js` what is said more shortly in JavaScript. Listeners live as long as the page.

mod tab;
mod wire;
mod worker;

use js_sys::{Array, Date, Function, Promise, Uint8Array};
use truckroll_domain::Place;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, Document, Event, Window};

use super::{Fix, Notices, PickedContact, Picture, StorageState};

pub use tab::{ask, on_changed, store_lasts};

/// Longest side of a picture that is sent, pixels.
const PICTURE_SIDE: u32 = 2048;
/// A picture of at most this many bytes and that size is sent as it is.
const PICTURE_SMALL: u32 = 2_000_000;
const SERVICE_WORKER: &str = "/engineer/sw.js";
const SCOPE: &str = "/engineer/";

/// The functions of `browser.js`.
mod script {
    use super::{Promise, Uint8Array, wasm_bindgen};
    use wasm_bindgen::JsValue;

    #[wasm_bindgen(module = "/src/platform/web/browser.js")]
    extern "C" {
        #[wasm_bindgen(js_name = startWorker)]
        pub fn start_worker(address: &str, name: &str, failed: &JsValue);
        #[wasm_bindgen(js_name = registerServiceWorker)]
        pub fn register_service_worker(address: &str, scope: &str);
        #[wasm_bindgen(js_name = holdLock)]
        pub fn hold_lock(name: &str) -> Promise;
        #[wasm_bindgen(js_name = hasFiles)]
        pub fn has_files() -> Promise;
        pub fn send(method: &str, path: &str, kind: &str, body: &Uint8Array, limit: f64) -> Promise;
        #[wasm_bindgen(js_name = liveOpen)]
        pub fn live_open(path: &str, opened: &JsValue, closed: &JsValue, heard: &JsValue);
        #[wasm_bindgen(js_name = liveSend)]
        pub fn live_send(bytes: &Uint8Array);
        #[wasm_bindgen(js_name = liveClose)]
        pub fn live_close();
        #[wasm_bindgen(js_name = positionWithin)]
        pub fn position_within(limit: u32) -> Promise;
        #[wasm_bindgen(js_name = watchPosition)]
        pub fn watch_position(hear: &JsValue) -> f64;
        #[wasm_bindgen(js_name = endWatch)]
        pub fn end_watch(number: f64);
        pub fn shrink(bytes: &Uint8Array, kind: &str, side: u32, small: u32, lines: &str) -> Promise;
        #[wasm_bindgen(js_name = objectUrl)]
        pub fn object_url(bytes: &Uint8Array, kind: &str) -> String;
        #[wasm_bindgen(js_name = keepStorage)]
        pub fn keep_storage() -> Promise;
        pub fn notices() -> Promise;
        #[wasm_bindgen(js_name = setNotices)]
        pub fn set_notices(on: bool) -> Promise;
        #[wasm_bindgen(js_name = keepNoticeWords)]
        pub fn keep_notice_words(words: &str) -> Promise;
        #[wasm_bindgen(js_name = zoneTurns)]
        pub fn zone_turns(zone: &str, now: f64) -> Vec<f64>;
        #[wasm_bindgen(js_name = zoneHere)]
        pub fn zone_here() -> String;
        #[wasm_bindgen(js_name = zoneName)]
        pub fn zone_name(zone: &str, language: &str) -> String;
        pub fn arrived() -> String;
        #[wasm_bindgen(js_name = updateWaits)]
        pub fn update_waits() -> Promise;
        #[wasm_bindgen(js_name = hasContacts)]
        pub fn has_contacts() -> bool;
        #[wasm_bindgen(js_name = pickContact)]
        pub fn pick_contact() -> Promise;
        #[wasm_bindgen(js_name = canScan)]
        pub fn can_scan() -> bool;
        pub fn scan(video: &str) -> Promise;
        #[wasm_bindgen(js_name = endScan)]
        pub fn end_scan();
        #[wasm_bindgen(js_name = goToElement)]
        pub fn go_to_element(id: &str);
    }
}

/// Starts whichever of the two this is.
pub fn start() {
    match js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        Ok(scope) => worker::run(scope),
        Err(_) => {
            tab::open(&worker_address());
            script::register_service_worker(SERVICE_WORKER, SCOPE);
            dioxus::web::launch::launch_cfg(crate::app::App, dioxus::web::Config::new());
        }
    }
}

/// The script that loads this program, from the page's list of addresses.
fn worker_address() -> String {
    let listed = document().and_then(|d| d.get_element_by_id("assets")).and_then(|e| e.text_content());
    let names: serde_json::Value =
        listed.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(serde_json::Value::Null);
    names["start"].as_str().unwrap_or_default().to_owned()
}

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// Milliseconds since 1970 UTC.
#[must_use]
pub fn now_ms() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "the present in milliseconds is a whole number")]
    let now = Date::now() as i64;
    now
}

/// Minutes east of UTC.
#[must_use]
pub fn utc_offset_min() -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "at most 840 minutes")]
    let west = Date::new_0().get_timezone_offset() as i32;
    -west
}

/// The zone that the phone's own clock follows.
#[must_use]
pub fn zone_here() -> String {
    script::zone_here()
}

/// When the clocks of a zone change around now; empty where the zone is not known.
#[must_use]
pub fn zone_turns(zone: &str, now_ms: i64) -> Vec<(i64, i32)> {
    #[expect(clippy::cast_precision_loss, reason = "the present in milliseconds fits a double")]
    let flat = script::zone_turns(zone, now_ms as f64);
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds and minutes; the earliest saturates")]
    flat.chunks_exact(2).map(|turn| (turn[0] as i64, turn[1] as i32)).collect()
}

/// What people of a language call a zone; its own name where that is not known.
#[must_use]
pub fn zone_name(zone: &str, language: &str) -> String {
    script::zone_name(zone, language)
}

/// Waits.
pub async fn sleep(ms: i32) {
    let timer = Promise::new(&mut |done: Function, _| {
        if let Some(window) = window() {
            // Without a timer the promise stays open and the waiting task rests for ever.
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, ms);
        }
    });
    let _ = JsFuture::from(timer).await;
}

/// Keeps a setting on this phone.
pub fn keep(name: &str, value: &str) {
    if let Some(store) = window().and_then(|w| w.local_storage().ok().flatten()) {
        // A full or forbidden store only forgets a preference.
        let _ = store.set_item(&format!("truckroll-{name}"), value);
    }
}

/// A setting kept on this phone.
#[must_use]
pub fn kept(name: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(&format!("truckroll-{name}")).ok()?
}

/// The reader's languages, comma joined, best first.
#[must_use]
pub fn languages() -> String {
    let Some(window) = window() else { return String::new() };
    let list: Vec<String> = window.navigator().languages().iter().filter_map(|l| l.as_string()).collect();
    list.join(",")
}

/// The title of the page.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

fn listen(target: &web_sys::EventTarget, name: &str, hear: impl FnMut() + 'static) {
    let mut hear = hear;
    let closure = Closure::<dyn FnMut(Event)>::new(move |_| hear());
    if target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref()).is_ok() {
        closure.forget();
    }
}

/// Hears when the network comes and goes, and when the app comes to the foreground again.
pub fn on_network(hear: impl FnMut(bool) + 'static) {
    let (Some(window), Some(document)) = (window(), document()) else { return };
    let hear = std::rc::Rc::new(std::cell::RefCell::new(hear));
    for (name, online) in [("online", true), ("offline", false)] {
        let hear = hear.clone();
        listen(&window, name, move || (hear.borrow_mut())(online));
    }
    listen(&document, "visibilitychange", move || (hear.borrow_mut())(is_online()));
}

/// Whether there is a network, as far as the phone knows.
#[must_use]
pub fn is_online() -> bool {
    window().is_none_or(|w| w.navigator().on_line())
}

fn fix(lat: f64, lon: f64, accuracy: f64, at: f64) -> Option<Fix> {
    let place = Place { lat, lon, accuracy_m: Some(accuracy).filter(|m| m.is_finite() && *m >= 0.0) };
    #[expect(clippy::cast_possible_truncation, reason = "the present in milliseconds is a whole number")]
    place.is_valid().then_some(Fix { place, at_ms: at as i64 })
}

/// The position now, if it is found within so many milliseconds.
pub async fn position_within(ms: u32) -> Option<Fix> {
    let found: Array = JsFuture::from(script::position_within(ms)).await.ok()?.dyn_into().ok()?;
    let number = |at: u32| found.get(at).as_f64().unwrap_or(f64::NAN);
    fix(number(0), number(1), number(2), number(3))
}

/// A position watch; dropping it ends it.
pub struct Watch {
    number: f64,
    _hear: Closure<dyn FnMut(f64, f64, f64, f64)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        script::end_watch(self.number);
    }
}

/// Hears positions until the watch is dropped.
#[must_use]
pub fn watch_position(mut hear: impl FnMut(Fix) + 'static) -> Option<Watch> {
    let closure = Closure::<dyn FnMut(f64, f64, f64, f64)>::new(move |lat, lon, accuracy, at| {
        if let Some(fix) = fix(lat, lon, accuracy, at) {
            hear(fix);
        }
    });
    let number = script::watch_position(closure.as_ref());
    (number >= 0.0).then_some(Watch { number, _hear: closure })
}

/// Where the app came from: scheme, host and port.
#[must_use]
pub fn origin() -> String {
    window().and_then(|w| w.location().origin().ok()).unwrap_or_default()
}

/// The path of the page.
#[must_use]
pub fn path() -> String {
    window().and_then(|w| w.location().pathname().ok()).unwrap_or_default()
}

/// How a visit to an identity provider ended from which the page was opened (`done`, `failed`, `nobody`); empty for any
/// other start. Said once.
#[must_use]
pub fn arrived() -> String {
    script::arrived()
}

/// Whether a newer version of the app is here and waits until this one is closed.
pub async fn update_waits() -> bool {
    JsFuture::from(script::update_waits()).await.is_ok_and(|waits| waits.is_truthy())
}

/// Whether the phone lets a person pick somebody of its own contacts.
#[must_use]
pub fn has_contacts() -> bool {
    script::has_contacts()
}

/// Lets the person pick one of the phone's own contacts; `None` when he picked nobody.
pub async fn pick_contact() -> Option<PickedContact> {
    let picked: Array = JsFuture::from(script::pick_contact()).await.ok()?.dyn_into().ok()?;
    let mut texts = picked.iter().filter_map(|text| text.as_string());
    Some(PickedContact { name: texts.next()?, email: texts.next()?, numbers: texts.collect() })
}

/// Whether the phone can read codes with its camera.
#[must_use]
pub fn can_scan() -> bool {
    script::can_scan()
}

/// Shows the camera in the video element with this id until a code is read; `None` when there is no camera, or no leave to use
/// it.
pub async fn scan(video: &str) -> Option<String> {
    JsFuture::from(script::scan(video)).await.ok()?.as_string()
}

/// Lets go of the camera; a scan that goes on never ends then.
pub fn end_scan() {
    script::end_scan();
}

/// Makes a picture small enough to send and writes `lines` into it; `None` when it is no picture.
pub async fn shrink_picture(bytes: Vec<u8>, mime: String, lines: &[String]) -> Option<Picture> {
    let bytes = Uint8Array::from(bytes.as_slice());
    let shrunk = script::shrink(&bytes, &mime, PICTURE_SIDE, PICTURE_SMALL, &lines.join("\n"));
    let shrunk: Array = JsFuture::from(shrunk).await.ok()?.dyn_into().ok()?;
    let bytes: Uint8Array = shrunk.get(1).dyn_into().ok()?;
    Some(Picture { mime: shrunk.get(0).as_string()?, bytes: bytes.to_vec() })
}

/// An address under which the page can show bytes.
#[must_use]
pub fn object_url(bytes: &[u8], mime: &str) -> String {
    script::object_url(&Uint8Array::from(bytes), mime)
}

/// Lets go of an address made by [`object_url`].
pub fn drop_url(url: &str) {
    // An address that is gone already needs no letting go.
    let _ = web_sys::Url::revoke_object_url(url);
}

/// Asks the browser not to clear the store by itself.
pub async fn keep_storage() -> StorageState {
    let answer = JsFuture::from(script::keep_storage()).await.ok().and_then(|a| a.dyn_into::<Array>().ok());
    let Some(answer) = answer else { return StorageState { lasting: false, used: 0 } };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of bytes")]
    let used = answer.get(1).as_f64().unwrap_or_default() as u64;
    StorageState { lasting: answer.get(0).is_truthy(), used }
}

fn standing(word: Result<JsValue, JsValue>) -> Notices {
    match word.ok().and_then(|w| w.as_string()).as_deref() {
        Some("on") => Notices::On,
        Some("off") => Notices::Off,
        Some("denied") => Notices::Denied,
        _ => Notices::Unsupported,
    }
}

/// How notices stand.
pub async fn notices() -> Notices {
    standing(JsFuture::from(script::notices()).await)
}

/// Turns notices on or off; the person may be asked.
pub async fn set_notices(on: bool) -> Notices {
    standing(JsFuture::from(script::set_notices(on)).await)
}

/// Hands the words of notices to the program that shows them while the app is closed.
pub fn keep_notice_words(words: &str) {
    // Kept or not, nothing in the page waits for it.
    let _ = script::keep_notice_words(words);
}

/// Scrolls to the element with this id and gives it the focus.
pub fn go_to_element(id: &str) {
    script::go_to_element(id);
}
