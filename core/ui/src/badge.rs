//! The state badge: shape and word in the colour of the state.

use dioxus::prelude::*;

use crate::tone::{Shape, Tone};

/// How loud a badge is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadgeKind {
    /// On a soft ground of its colour: for headers and single rows.
    #[default]
    Soft,
    /// Shape and word only: for dense lists.
    Plain,
}

/// A state as shape and word.
#[component]
pub fn Badge(
    tone: Tone,
    /// The word of the state.
    #[props(into)]
    label: String,
    #[props(default)] kind: BadgeKind,
) -> Element {
    let kind = match kind {
        BadgeKind::Soft => "tr-badge-soft",
        BadgeKind::Plain => "tr-badge-plain",
    };
    rsx! {
        span { class: "tr-badge {kind} {tone.class()}",
            if let Some(shape) = tone.shape() {
                ShapeMark { shape }
            }
            span { class: "tr-badge-word", "{label}" }
        }
    }
}

/// The shape alone, in the colour of the text around it; decoration beside a word.
#[component]
pub fn ShapeMark(
    shape: Shape,
    /// Side in CSS pixels.
    #[props(default = 12)]
    size: u16,
) -> Element {
    let (stroked, filled) = shape.paths();
    rsx! {
        svg {
            class: "tr-shape",
            width: "{size}",
            height: "{size}",
            view_box: "0 0 12 12",
            fill: "none",
            "aria-hidden": "true",
            if !stroked.is_empty() {
                path {
                    d: stroked,
                    stroke: "currentColor",
                    stroke_width: "1.6",
                    stroke_linecap: "round",
                    stroke_linejoin: "round",
                }
            }
            if !filled.is_empty() {
                path { d: filled, fill: "currentColor" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_said_in_words_and_drawn_as_a_shape() {
        let html = dioxus_ssr::render_element(rsx! {
            Badge { tone: Tone::Arrived, label: "arrived" }
        });
        assert!(html.contains("tr-tone-arrived"), "{html}");
        assert!(html.contains("<svg"), "{html}");
        assert!(html.contains(">arrived</span>"), "{html}");
    }

    #[test]
    fn a_neutral_badge_has_no_shape() {
        let html = dioxus_ssr::render_element(rsx! {
            Badge { tone: Tone::Neutral, label: "VIP" }
        });
        assert!(!html.contains("<svg"), "{html}");
    }
}
