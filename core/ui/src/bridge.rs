//! The narrow way to the browser: calls `window.truckroll`, which `assets/truckroll.js` registers.
//!
//! Content-Security-Policy forbids evaluated scripts, so nothing here evaluates text: each call looks up
//! a named function and passes strings and numbers. Where there is no browser (server rendering, tests)
//! or the script is missing, calls do nothing and say so by `false` or `None`; a page stays usable.

/// A JavaScript listener kept alive; drop it only after the JavaScript side let go of it.
#[cfg(target_arch = "wasm32")]
pub struct Listener(
    #[expect(dead_code, reason = "owned so that JavaScript may call it")]
    wasm_bindgen::closure::Closure<dyn FnMut(String)>,
);

/// A JavaScript listener; without a browser there is nothing to keep.
#[cfg(not(target_arch = "wasm32"))]
pub struct Listener(());

#[cfg(target_arch = "wasm32")]
mod browser {
    use js_sys::{Array, Function, Reflect, Uint8Array};
    use wasm_bindgen::closure::Closure;
    use wasm_bindgen::{JsCast, JsValue};

    use super::Listener;

    /// Calls `window.truckroll.<name>(..args)`.
    fn call(name: &str, args: &[JsValue]) -> Option<JsValue> {
        let space = Reflect::get(&js_sys::global(), &JsValue::from_str("truckroll")).ok()?;
        let function: Function = Reflect::get(&space, &JsValue::from_str(name)).ok()?.dyn_into().ok()?;
        let list: Array = args.iter().collect();
        function.apply(&space, &list).ok()
    }

    pub fn tell(name: &str, args: &[&str]) -> bool {
        let args: Vec<JsValue> = args.iter().map(|a| JsValue::from_str(a)).collect();
        call(name, &args).is_some()
    }

    pub fn tell_numbers(name: &str, id: &str, numbers: &[f64]) -> bool {
        let mut args = vec![JsValue::from_str(id)];
        args.extend(numbers.iter().map(|n| JsValue::from_f64(*n)));
        call(name, &args).is_some()
    }

    pub fn listen(name: &str, args: &[&str], hear: impl FnMut(String) + 'static) -> Option<Listener> {
        let closure = Closure::<dyn FnMut(String)>::new(hear);
        let mut all: Vec<JsValue> = args.iter().map(|a| JsValue::from_str(a)).collect();
        all.push(closure.as_ref().clone());
        call(name, &all)?;
        Some(Listener(closure))
    }

    pub async fn ask_bytes(name: &str, args: &[&str]) -> Option<Vec<u8>> {
        let args: Vec<JsValue> = args.iter().map(|a| JsValue::from_str(a)).collect();
        let promise: js_sys::Promise = call(name, &args)?.dyn_into().ok()?;
        let answer = wasm_bindgen_futures::JsFuture::from(promise).await.ok()?;
        let bytes: Uint8Array = answer.dyn_into().ok()?;
        Some(bytes.to_vec())
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod browser {
    use super::Listener;

    pub fn tell(_name: &str, _args: &[&str]) -> bool {
        false
    }

    pub fn tell_numbers(_name: &str, _id: &str, _numbers: &[f64]) -> bool {
        false
    }

    pub fn listen(_name: &str, _args: &[&str], _hear: impl FnMut(String) + 'static) -> Option<Listener> {
        None
    }

    pub async fn ask_bytes(_name: &str, _args: &[&str]) -> Option<Vec<u8>> {
        std::future::ready(None).await
    }
}

/// Sets an attribute of the document's root element; an empty value removes it.
pub fn set_page_attribute(name: &str, value: &str) -> bool {
    browser::tell("pageAttribute", &[name, value])
}

/// Opens the `<dialog>` with this id as modal and remembers where the focus was.
pub fn show_modal(id: &str) -> bool {
    browser::tell("dialogShow", &[id])
}

/// Gives the focus back to where it was before [`show_modal`].
pub fn leave_modal(id: &str) -> bool {
    browser::tell("dialogLeave", &[id])
}

/// Moves the focus to the element with this id.
pub fn focus(id: &str) -> bool {
    browser::tell("focus", &[id])
}

/// Scrolls the container `id` so that the band from `top` to `top + height` pixels is visible.
pub fn scroll_to_band(id: &str, top: f64, height: f64) -> bool {
    browser::tell_numbers("scrollToBand", id, &[top, height])
}

/// Scrolls the row around the element `id` sideways, and nothing else, until the element is seen.
pub fn show_in_strip(id: &str) -> bool {
    browser::tell("showInStrip", &[id])
}

/// Makes the canvas `id` a signature pad; `hear` gets `drawn` or `empty` as strokes come and go.
pub fn signature_open(id: &str, hear: impl FnMut(String) + 'static) -> Option<Listener> {
    browser::listen("signatureOpen", &[id], hear)
}

/// Takes the listeners off the canvas `id`.
pub fn signature_close(id: &str) -> bool {
    browser::tell("signatureClose", &[id])
}

/// Wipes the canvas `id`.
pub fn signature_clear(id: &str) -> bool {
    browser::tell("signatureClear", &[id])
}

/// Writes `name` on the canvas `id` in place of strokes.
pub fn signature_write(id: &str, name: &str) -> bool {
    browser::tell("signatureWrite", &[id, name])
}

/// The canvas `id` as PNG bytes, dark ink on white.
pub async fn signature_png(id: &str) -> Option<Vec<u8>> {
    browser::ask_bytes("signaturePng", &[id]).await
}

/// Watches the element `id` for being pulled down; `hear` gets `pulled`.
pub fn pull_open(id: &str, hear: impl FnMut(String) + 'static) -> Option<Listener> {
    browser::listen("pullOpen", &[id], hear)
}

/// Watches the element `id` no longer.
pub fn pull_close(id: &str) -> bool {
    browser::tell("pullClose", &[id])
}

/// Starts a map in the element `id`. `setting` and `scene` are JSON (see [`map`](crate::map)); `hear` gets
/// JSON events.
pub fn map_open(id: &str, setting: &str, scene: &str, hear: impl FnMut(String) + 'static) -> Option<Listener> {
    browser::listen("mapOpen", &[id, setting, scene], hear)
}

/// Shows another scene on the map `id`.
pub fn map_show(id: &str, scene: &str) -> bool {
    browser::tell("mapShow", &[id, scene])
}

/// Ends the map `id`; afterwards it calls no listener.
pub fn map_close(id: &str) -> bool {
    browser::tell("mapClose", &[id])
}

#[cfg(test)]
mod tests {
    #[test]
    fn without_a_browser_a_call_says_so() {
        assert!(!super::show_modal("x"));
        assert!(super::map_open("x", "{}", "{}", |_| {}).is_none());
    }
}
