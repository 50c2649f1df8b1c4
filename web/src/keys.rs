//! Keys that work anywhere on a screen: `j k a ?` and the like.
//!
//! The root hears the keyboard once and hands a press to the handlers, the youngest first, until one takes
//! it. While somebody writes or a dialog is open only presses with Ctrl or ⌘, and Escape, are handed on.

use dioxus::prelude::*;

use crate::platform::{self, KeyPress};

type Handler = Callback<KeyPress, bool>;

/// The handlers of the screens that are open; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Keys {
    handlers: Signal<Vec<(u64, Handler)>>,
    next: Signal<u64>,
}

/// Provides [`Keys`] and starts to hear; call it in the root.
pub fn use_keys_provider() {
    let handlers = use_signal(Vec::<(u64, Handler)>::new);
    let next = use_signal(|| 0_u64);
    use_context_provider(|| Keys { handlers, next });
    let hear = use_callback(move |press: KeyPress| {
        if press.in_dialog || (press.typing && !press.command && press.key != "Escape") {
            return false;
        }
        let all: Vec<Handler> = handlers.peek().iter().rev().map(|(_, handler)| *handler).collect();
        all.into_iter().any(|handler| handler.call(press.clone()))
    });
    use_hook(move || platform::on_keys(move |press| hear.call(press)));
}

/// Hears keys while this component is there. `hear` says whether the press was for it.
pub fn use_keys(hear: impl FnMut(KeyPress) -> bool + 'static) {
    let handler = use_callback(hear);
    let keys = try_consume_context::<Keys>();
    let number = use_hook(|| {
        let Keys { mut handlers, mut next } = keys?;
        let number = *next.peek();
        next.set(number.wrapping_add(1));
        handlers.write().push((number, handler));
        Some(number)
    });
    use_drop(move || {
        if let (Some(mut keys), Some(number)) = (keys, number) {
            keys.handlers.write().retain(|(n, _)| *n != number);
        }
    });
}
