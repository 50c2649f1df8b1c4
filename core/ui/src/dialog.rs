//! Modal dialogs on the native `<dialog>`: focus trap, Escape and backdrop come from the browser.
//!
//! A dialog is in the page exactly while it is open; when it goes, the focus returns to where it was.

use dioxus::prelude::*;

use crate::bridge;
use crate::button::{Button, ButtonKind};
use crate::context::use_dom_id;
use crate::effect::use_watch;
use crate::icon::Icon;
use crate::tr;

/// A modal dialog. `children` is the content, `actions` the row of buttons (primary last).
#[component]
pub fn Dialog(
    open: bool,
    #[props(into)] title: String,
    /// Escape, the close button or the backdrop.
    on_close: EventHandler<()>,
    /// Fills the phone's screen; for photos and long forms.
    #[props(default)]
    large: bool,
    actions: Option<Element>,
    children: Element,
) -> Element {
    if !open {
        return rsx! {};
    }
    rsx! {
        Opened { title, on_close, large, actions, {children} }
    }
}

#[component]
fn Opened(
    title: String,
    on_close: EventHandler<()>,
    large: bool,
    actions: Option<Element>,
    children: Element,
) -> Element {
    let id = use_dom_id();
    let shown = id.clone();
    use_watch(move || {
        bridge::show_modal(&shown);
    });
    let left = id.clone();
    use_drop(move || {
        bridge::leave_modal(&left);
    });
    rsx! {
        dialog {
            id: "{id}",
            class: if large { "tr-dialog tr-dialog-large" } else { "tr-dialog" },
            aria_labelledby: "{id}-title",
            oncancel: move |event| {
                event.prevent_default();
                on_close.call(());
            },
            header { class: "tr-dialog-head",
                h2 { class: "tr-dialog-title", id: "{id}-title", "{title}" }
                Button {
                    label: tr("verb-close"),
                    icon: Icon::Close,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| on_close.call(()),
                }
            }
            div { class: "tr-dialog-body", {children} }
            if let Some(actions) = actions {
                footer { class: "tr-dialog-actions", {actions} }
            }
        }
    }
}

/// Asks before something that cannot be undone: a title, what will happen, and two verbs.
#[component]
pub fn Confirm(
    open: bool,
    #[props(into)] title: String,
    #[props(into)] text: String,
    /// The verb with its object: "Cancel visit 2026-0412".
    #[props(into)]
    verb: String,
    #[props(default)] danger: bool,
    #[props(default)] busy: bool,
    on_confirm: EventHandler<()>,
    on_close: EventHandler<()>,
) -> Element {
    let kind = if danger { ButtonKind::Danger } else { ButtonKind::Primary };
    rsx! {
        Dialog {
            open,
            title,
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button { label: verb, kind, busy, on_press: move |_| on_confirm.call(()) }
            },
            p { "{text}" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[component]
    fn Page(open: bool) -> Element {
        rsx! {
            Confirm {
                open,
                title: "Cancel visit?",
                text: "Chen is told at once.",
                verb: "Cancel visit",
                danger: true,
                on_confirm: |()| {},
                on_close: |()| {},
            }
        }
    }

    #[test]
    fn a_closed_dialog_is_not_in_the_page() {
        let html = dioxus_ssr::render_element(rsx! { Page { open: false } });
        assert!(!html.contains("<dialog"), "{html}");
    }

    #[test]
    fn an_open_dialog_is_named_by_its_title() {
        let html = dioxus_ssr::render_element(rsx! { Page { open: true } });
        assert!(html.contains("<dialog"), "{html}");
        assert!(html.contains("aria-labelledby"), "{html}");
        assert!(html.contains("tr-btn-danger"), "{html}");
    }
}
