//! Designed absence and designed trouble: what a place is for when nothing is in it, and what to do.

use dioxus::prelude::*;

use crate::badge::ShapeMark;
use crate::icon::{Glyph, Icon};
use crate::tone::Tone;

/// An empty list or screen: what it is for and, in `children`, the one action.
#[component]
pub fn Empty(
    icon: Icon,
    #[props(into)] title: String,
    /// What this place is for.
    #[props(into)]
    text: Option<String>,
    /// The one action.
    children: Element,
) -> Element {
    rsx! {
        div { class: "tr-empty",
            Glyph { icon, size: 28 }
            p { class: "tr-empty-title", "{title}" }
            if let Some(text) = text {
                p { class: "tr-empty-text", "{text}" }
            }
            div { class: "tr-empty-action", {children} }
        }
    }
}

/// A remark inside a page: refused, conflict, offline hint. `children` are the things one can do.
///
/// With [`Tone::Alert`] screen readers hear it at once.
#[component]
pub fn Notice(
    tone: Tone,
    #[props(into)] title: String,
    #[props(into)] text: Option<String>,
    children: Element,
) -> Element {
    rsx! {
        div {
            class: "tr-notice {tone.class()}",
            role: if tone == Tone::Alert { "alert" } else { "note" },
            if let Some(shape) = tone.shape() {
                ShapeMark { shape, size: 14 }
            } else {
                Glyph { icon: Icon::Info, size: 16 }
            }
            div { class: "tr-notice-body",
                p { class: "tr-notice-title", "{title}" }
                if let Some(text) = text {
                    p { class: "tr-notice-text", "{text}" }
                }
                div { class: "tr-notice-actions", {children} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_announced_and_a_hint_is_not() {
        let refusal = dioxus_ssr::render_element(rsx! {
            Notice { tone: Tone::Alert, title: "Reassigned" }
        });
        assert!(refusal.contains("role=\"alert\""), "{refusal}");
        let hint = dioxus_ssr::render_element(rsx! {
            Notice { tone: Tone::Neutral, title: "Also set to 3 by Li" }
        });
        assert!(hint.contains("role=\"note\""), "{hint}");
    }

    #[test]
    fn an_empty_place_offers_its_action() {
        let html = dioxus_ssr::render_element(rsx! {
            Empty { icon: Icon::Inbox, title: "No visits", text: "Visits assigned to you come here.",
                button { "Sync" }
            }
        });
        assert!(html.contains("No visits") && html.contains("<button>Sync"), "{html}");
    }
}
