//! The platform in a browser, through `web-sys`.
//!
//! Listeners live as long as the page, except those of a [`Socket`], which go with it.

use js_sys::{Date, Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, Event, EventTarget, KeyboardEvent, MessageEvent, WebSocket, Window};

use super::{Heard, KeyPress};

/// Up to this width a window is a phone's.
const NARROW: &str = "(max-width: 719px)";

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// Milliseconds since 1970 UTC.
#[must_use]
pub fn now_ms() -> i64 {
    Date::now() as i64
}

/// Minutes east of UTC.
#[must_use]
pub fn utc_offset_min() -> i32 {
    -(Date::new_0().get_timezone_offset() as i32)
}

/// The IANA name of this device's time zone; UTC where the browser does not say.
#[must_use]
pub fn time_zone() -> String {
    let options = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new()).resolved_options();
    let zone = js_sys::Reflect::get(&options, &JsValue::from_str("timeZone")).ok().and_then(|zone| zone.as_string());
    zone.filter(|zone| !zone.is_empty()).unwrap_or_else(|| "Etc/UTC".to_owned())
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

/// Sends a request with the session's cookie; status and body, or `None` when the server is out of reach.
pub async fn fetch(method: &str, url: &str, body: Option<String>) -> Option<(u16, String)> {
    let body = body.map(|body| ("application/json", JsValue::from_str(&body)));
    send(method, url, body).await
}

/// Sends the bytes of a file; status and body, or `None` when the server is out of reach.
pub async fn send_bytes(method: &str, url: &str, bytes: &[u8]) -> Option<(u16, String)> {
    let body: JsValue = js_sys::Uint8Array::from(bytes).into();
    send(method, url, Some(("application/octet-stream", body))).await
}

/// Posts JSON and hands the file that comes back to the browser to keep under `name`; status, and the text of what is no
/// file. `None` when the server is out of reach.
pub async fn fetch_file(url: &str, body: String, name: &str) -> Option<(u16, String)> {
    let answer = answer("POST", url, Some(("application/json", JsValue::from_str(&body)))).await?;
    if !answer.ok() {
        let text = JsFuture::from(answer.text().ok()?).await.ok()?;
        return Some((answer.status(), text.as_string().unwrap_or_default()));
    }
    let file: web_sys::Blob = JsFuture::from(answer.blob().ok()?).await.ok()?.dyn_into().ok()?;
    let address = web_sys::Url::create_object_url_with_blob(&file).ok()?;
    let link: web_sys::HtmlElement = document()?.create_element("a").ok()?.dyn_into().ok()?;
    link.set_attribute("href", &address).ok()?;
    link.set_attribute("download", name).ok()?;
    link.click();
    wasm_bindgen_futures::spawn_local(async move {
        // until then the browser has read it
        sleep(60_000).await;
        let _ = web_sys::Url::revoke_object_url(&address);
    });
    Some((answer.status(), String::new()))
}

async fn send(method: &str, url: &str, body: Option<(&str, JsValue)>) -> Option<(u16, String)> {
    let answer = answer(method, url, body).await?;
    let text = JsFuture::from(answer.text().ok()?).await.ok()?;
    Some((answer.status(), text.as_string().unwrap_or_default()))
}

async fn answer(method: &str, url: &str, body: Option<(&str, JsValue)>) -> Option<web_sys::Response> {
    let init = web_sys::RequestInit::new();
    init.set_method(method);
    let headers = web_sys::Headers::new().ok()?;
    headers.set("accept", "application/json").ok()?;
    // A page of another site cannot set this header; the server asks for it beside the cookie.
    headers.set("x-truckroll", "1").ok()?;
    if let Some((kind, body)) = body {
        headers.set("content-type", kind).ok()?;
        init.set_body(&body);
    }
    init.set_headers(&headers);
    let answer = JsFuture::from(window()?.fetch_with_str_and_init(url, &init)).await.ok()?;
    answer.dyn_into().ok()
}

/// Keeps a setting on this device.
pub fn keep(name: &str, value: &str) {
    if let Some(store) = window().and_then(|w| w.local_storage().ok().flatten()) {
        // A full or forbidden store only forgets a preference.
        let _ = store.set_item(&format!("truckroll-{name}"), value);
    }
}

/// A setting kept on this device.
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

/// Scheme, host and port of the page.
#[must_use]
pub fn origin() -> String {
    window().and_then(|w| w.location().origin().ok()).unwrap_or_default()
}

/// The query of the page's address, with its question mark.
#[must_use]
pub fn query() -> String {
    window().and_then(|w| w.location().search().ok()).unwrap_or_default()
}

/// Whether nobody looks at the page: another tab or program covers it.
#[must_use]
pub fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// The title of the page.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

fn listen<E: JsCast + 'static>(target: &EventTarget, name: &str, hear: impl FnMut(E) + 'static) {
    let mut hear = hear;
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if let Ok(event) = event.dyn_into::<E>() {
            hear(event);
        }
    });
    if target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref()).is_ok() {
        closure.forget();
    }
}

/// Hears every key; `true` keeps it from the browser.
pub fn on_keys(mut hear: impl FnMut(KeyPress) -> bool + 'static) {
    let Some(document) = document() else { return };
    let page = document.clone();
    listen(&document, "keydown", move |event: KeyboardEvent| {
        if event.is_composing() || event.alt_key() || event.default_prevented() {
            return;
        }
        let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        let is = |names: &str| target.as_ref().is_some_and(|t| t.matches(names).unwrap_or(false));
        let press = KeyPress {
            key: event.key(),
            command: event.ctrl_key() || event.meta_key(),
            typing: is("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]"),
            on_control: is("button, a[href], [role=tab], summary"),
            in_dialog: page.query_selector("dialog[open]").ok().flatten().is_some(),
        };
        if hear(press) {
            event.prevent_default();
        }
    });
}

/// Hears when the network comes and goes.
pub fn on_network(hear: impl FnMut(bool) + 'static) {
    let Some(window) = window() else { return };
    let hear = std::rc::Rc::new(std::cell::RefCell::new(hear));
    for (name, online) in [("online", true), ("offline", false)] {
        let hear = hear.clone();
        listen(&window, name, move |_: Event| (hear.borrow_mut())(online));
    }
}

/// Hears whether the window is as narrow as a phone, at once and at every change.
pub fn on_narrow(mut hear: impl FnMut(bool) + 'static) {
    let Some(media) = window().and_then(|w| w.match_media(NARROW).ok().flatten()) else { return };
    hear(media.matches());
    let now = media.clone();
    listen(&media, "change", move |_: Event| hear(now.matches()));
}

/// Puts a text on the clipboard; `false` when the browser does not let us.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window() else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// Two short tones, where the browser lets a page sound.
pub fn chime() {
    let sound = || -> Result<(), JsValue> {
        let context = web_sys::AudioContext::new()?;
        let gain = context.create_gain()?;
        gain.gain().set_value(0.08);
        gain.connect_with_audio_node(&context.destination())?;
        for (n, hertz) in [(0.0, 660.0), (0.14, 880.0)] {
            let tone = context.create_oscillator()?;
            tone.frequency().set_value(hertz);
            tone.connect_with_audio_node(&gain)?;
            let begins = context.current_time() + n;
            tone.start_with_when(begins)?;
            tone.stop_with_when(begins + 0.12)?;
        }
        Ok(())
    };
    // a page that nobody has touched yet may not sound
    let _ = sound();
}

/// Whether the browser shows notices of this page; asks for it where nobody has said.
pub async fn ask_to_notify() -> bool {
    let Ok(asked) = web_sys::Notification::request_permission() else { return false };
    let answer = JsFuture::from(asked).await.ok().and_then(|answer| answer.as_string());
    answer.as_deref() == Some("granted")
}

/// Shows a notice by way of the browser while the page is not looked at.
pub fn notify(title: &str) {
    if is_hidden() && web_sys::Notification::permission() == web_sys::NotificationPermission::Granted {
        // a browser that shows none of them leaves the list under the bell
        let _ = web_sys::Notification::new(title);
    }
}

/// Moves the focus to the element with this id.
pub fn focus(id: &str) {
    let element = document().and_then(|d| d.get_element_by_id(id));
    if let Some(element) = element {
        // Figures of a drawing take the focus too. An element that cannot take it leaves it where it is.
        let _ = element.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// Forgets which files were chosen in the field with this id, so that the same ones can be chosen again.
pub fn forget_files(id: &str) {
    if let Some(field) = document().and_then(|d| d.get_element_by_id(id)) {
        // A field that is none of files has nothing to forget.
        let _ = js_sys::Reflect::set(&field, &JsValue::from_str("value"), &JsValue::from_str(""));
    }
}

/// Hears before the page is left: with the address that the reader goes back or forward to, or with none when the window is
/// closed or loaded anew. `stay` answers the address that holds where he has to be asked first; the browser asks itself
/// before it closes.
pub fn on_leaving(stay: impl FnMut(Option<String>) -> Option<String> + 'static) {
    let Some(window) = window() else { return };
    let stay = std::rc::Rc::new(std::cell::RefCell::new(stay));
    let closing = stay.clone();
    listen(&window, "beforeunload", move |event: Event| {
        if (closing.borrow_mut())(None).is_some() {
            event.prevent_default();
            // Older browsers ask only where this is filled.
            let _ = js_sys::Reflect::set(&event, &JsValue::from_str("returnValue"), &JsValue::TRUE);
        }
    });
    let here = window.clone();
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let location = here.location();
        let to = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
        if let Some(holds) = (stay.borrow_mut())(Some(to)) {
            // The router does not hear of it; the address says again what is seen.
            event.stop_immediate_propagation();
            if let Ok(history) = here.history() {
                // An address that cannot be put back is that of the page before, and the page stays.
                let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&holds));
            }
        }
    });
    // Before the router, which hears the same without capture.
    let added = window.add_event_listener_with_callback_and_bool("popstate", closure.as_ref().unchecked_ref(), true);
    if added.is_ok() {
        closure.forget();
    }
}

type Listener = Closure<dyn FnMut(Event)>;

/// An open socket; dropping it closes it.
pub struct Socket {
    socket: WebSocket,
    _listeners: Vec<Listener>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // A socket that is closed already needs no closing.
        let _ = self.socket.close();
    }
}

/// Opens a socket to a path of this server.
#[must_use]
pub fn open_socket(path: &str, hear: impl FnMut(Heard) + 'static) -> Option<Socket> {
    let url = format!("{}{path}", origin().replacen("http", "ws", 1));
    let socket = WebSocket::new(&url).ok()?;
    let hear = std::rc::Rc::new(std::cell::RefCell::new(hear));
    let opened = hear.clone();
    let on_open = Listener::new(move |_| (opened.borrow_mut())(Heard::Opened));
    let told = hear.clone();
    let on_message = Listener::new(move |event: Event| {
        let text = event.dyn_into::<MessageEvent>().ok().and_then(|m| m.data().as_string());
        if let Some(text) = text {
            (told.borrow_mut())(Heard::Text(text));
        }
    });
    let on_close = Listener::new(move |_| (hear.borrow_mut())(Heard::Closed));
    socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
    socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
    Some(Socket { socket, _listeners: vec![on_open, on_message, on_close] })
}
