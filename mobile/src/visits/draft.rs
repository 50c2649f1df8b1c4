//! A text that is saved as it is written: a moment after the last key, and when the field is left.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::platform;

/// Saved this long after the last key.
const PAUSE_MS: i32 = 800;

/// Several lines (or one) that save themselves. `saved` is what the store has; it does not overwrite what is
/// being written.
#[component]
pub fn DraftField(
    #[props(into)] label: String,
    #[props(into)] saved: String,
    #[props(into)] id: Option<String>,
    #[props(into)] hint: Option<String>,
    #[props(default)] one_line: bool,
    #[props(default)] kind: TextKind,
    #[props(default)] required: bool,
    #[props(default)] disabled: bool,
    error: Option<String>,
    max_length: Option<u32>,
    on_save: EventHandler<String>,
) -> Element {
    let first = saved.clone();
    let mut text = use_signal(move || first);
    let mut dirty = use_signal(|| false);
    let mut turn = use_signal(|| 0_u64);
    use_watch(use_reactive!(|(saved,)| {
        if !*dirty.peek() && *text.peek() != saved {
            text.set(saved);
        }
    }));
    let save = use_callback(move |()| {
        if *dirty.peek() {
            dirty.set(false);
            on_save.call(text.peek().clone());
        }
    });
    let written = use_callback(move |value: String| {
        text.set(value);
        dirty.set(true);
        let this = turn.peek().wrapping_add(1);
        turn.set(this);
        spawn(async move {
            platform::sleep(PAUSE_MS).await;
            if *turn.peek() == this {
                save.call(());
            }
        });
    });
    // Leaving the screen is leaving the field.
    use_drop(move || save.call(()));
    if one_line {
        rsx! {
            TextField {
                label,
                id,
                hint,
                kind,
                required,
                disabled,
                error,
                max_length,
                value: text(),
                on_input: move |value| written.call(value),
                on_change: move |_| save.call(()),
            }
        }
    } else {
        rsx! {
            TextAreaField {
                label,
                id,
                hint,
                required,
                disabled,
                error,
                max_length,
                value: text(),
                on_input: move |value| written.call(value),
                on_change: move |_| save.call(()),
            }
        }
    }
}
