//! Short remarks at the edge of the screen, with an undo where there is one.
//!
//! The app provides [`Toasts`] and places one [`ToastRegion`]. A toast leaves when its CSS animation ends
//! (10 s; it pauses under pointer and focus), so there is no timer and it cannot vanish while being read.
//! At most three are shown; what matters longer belongs into the page.

use dioxus::prelude::*;

use crate::badge::ShapeMark;
use crate::icon::{Glyph, Icon};
use crate::tone::Tone;
use crate::tr;

/// The button of a toast.
#[derive(Clone, PartialEq)]
pub struct ToastAction {
    /// Its verb.
    pub label: String,
    /// What it does; the toast leaves afterwards.
    pub run: Callback<()>,
}

#[derive(Clone, PartialEq)]
struct Toast {
    number: u64,
    tone: Tone,
    text: String,
    action: Option<ToastAction>,
}

/// The toasts of the app; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Toasts {
    shown: Signal<Vec<Toast>>,
    next: Signal<u64>,
}

const SHOWN_AT_ONCE: usize = 3;

impl Toasts {
    /// Says something in passing.
    pub fn say(&self, tone: Tone, text: impl Into<String>) {
        self.push(tone, text.into(), None);
    }

    /// Says something with a button, usually undo.
    pub fn offer(&self, tone: Tone, text: impl Into<String>, action: ToastAction) {
        self.push(tone, text.into(), Some(action));
    }

    fn push(&self, tone: Tone, text: String, action: Option<ToastAction>) {
        let Self { mut shown, mut next } = *self;
        let number = *next.peek();
        next.set(number.wrapping_add(1));
        let mut list = shown.write();
        if list.len() >= SHOWN_AT_ONCE {
            list.remove(0);
        }
        list.push(Toast { number, tone, text, action });
    }

    fn dismiss(&self, number: u64) {
        let mut shown = self.shown;
        shown.write().retain(|toast| toast.number != number);
    }
}

/// Provides [`Toasts`]; call it in the app's root.
pub fn use_toasts_provider() -> Toasts {
    let shown = use_signal(Vec::new);
    let next = use_signal(|| 0);
    use_context_provider(|| Toasts { shown, next })
}

/// The [`Toasts`] of the app.
///
/// # Panics
/// When the app's root did not call [`use_toasts_provider`].
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context::<Toasts>()
}

/// Where the toasts appear; place it once, after the content.
#[component]
pub fn ToastRegion() -> Element {
    let toasts = use_toasts();
    rsx! {
        section { class: "tr-toasts", aria_live: "polite", aria_label: tr("notices"),
            for toast in toasts.shown.read().iter().cloned() {
                OneToast { key: "{toast.number}", toast }
            }
        }
    }
}

#[component]
fn OneToast(toast: Toast) -> Element {
    let toasts = use_toasts();
    let number = toast.number;
    rsx! {
        div {
            class: "tr-toast {toast.tone.class()}",
            onanimationend: move |event| {
                if event.animation_name() == "tr-toast-stay" {
                    toasts.dismiss(number);
                }
            },
            if let Some(shape) = toast.tone.shape() {
                ShapeMark { shape, size: 14 }
            }
            span { class: "tr-toast-text", "{toast.text}" }
            if let Some(action) = toast.action {
                button {
                    class: "tr-toast-action",
                    r#type: "button",
                    onclick: move |_| {
                        action.run.call(());
                        toasts.dismiss(number);
                    },
                    "{action.label}"
                }
            }
            button {
                class: "tr-toast-close",
                r#type: "button",
                aria_label: tr("dismiss"),
                onclick: move |_| toasts.dismiss(number),
                Glyph { icon: Icon::Close, size: 16 }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[component]
    fn App() -> Element {
        let toasts = use_toasts_provider();
        use_hook(|| {
            for visit in 1..=4 {
                toasts.say(Tone::Done, format!("Visit {visit} assigned"));
            }
        });
        rsx! { ToastRegion {} }
    }

    #[test]
    fn the_oldest_makes_room_for_the_fourth() {
        let mut dom = VirtualDom::new(App);
        dom.rebuild_in_place();
        let html = dioxus_ssr::render(&dom);
        assert!(html.contains("aria-live=\"polite\""), "{html}");
        assert!(!html.contains("Visit 1"), "{html}");
        assert!(html.contains("Visit 2") && html.contains("Visit 4"), "{html}");
    }
}
