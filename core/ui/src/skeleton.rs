//! Placeholders while something loads; they appear only after 300 ms, by CSS, so quick answers never flash.

use dioxus::prelude::*;

use crate::tr;

/// Grey rows in the place of a list or a text.
#[component]
pub fn Skeleton(
    /// How many rows.
    #[props(default = 5)]
    rows: u8,
) -> Element {
    rsx! {
        div { class: "tr-skeleton", role: "status", aria_label: tr("loading"),
            for row in 0..rows.min(40) {
                span { key: "{row}", class: "tr-skeleton-row tr-skeleton-{row % 4}" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_reader_hears_that_it_loads() {
        let html = dioxus_ssr::render_element(rsx! { Skeleton { rows: 3 } });
        assert!(html.contains("role=\"status\" aria-label=\"Loading\""), "{html}");
        assert_eq!(html.matches("tr-skeleton-row").count(), 3);
    }
}
