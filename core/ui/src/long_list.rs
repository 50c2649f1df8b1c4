//! A list of any length that draws only what is in view, for rows of one height.
//!
//! The scroll position picks a window of rows; spacers above and below keep the scrollbar honest. Rows
//! carry `aria-setsize` and `aria-posinset`, so a screen reader knows the whole length.

use std::ops::Range;

use dioxus::prelude::*;

use crate::bridge;
use crate::context::use_dom_id;
use crate::effect::use_watch;

/// Rows drawn beyond each edge of the view.
const MARGIN: usize = 8;
/// Rows drawn before the first scroll event tells the height of the view.
const FIRST: usize = 40;

/// The list. Give it a height by its container: it fills it and scrolls inside.
#[component]
pub fn LongList(
    /// How many rows there are.
    count: usize,
    /// The height of every row in CSS pixels: 40 on desktops, 56 on phones.
    row_height: u32,
    /// Draws the row of an index; called for rows in view only.
    row: Callback<usize, Element>,
    /// The stable key of an index; without it the index.
    row_key: Option<Callback<usize, String>>,
    /// What the list holds, for screen readers.
    #[props(into)]
    label: String,
    /// The row to keep in view, as the keyboard moves it.
    active: Option<usize>,
    /// The reader came within a screen of the end; time to load the next page.
    on_near_end: Option<EventHandler<()>>,
) -> Element {
    let id = use_dom_id();
    let mut top = use_signal(|| 0.0_f64);
    let mut height = use_signal(|| 0.0_f64);
    let row_px = f64::from(row_height.max(1));
    let window =
        use_memo(use_reactive!(|(count, row_height)| { window(count, f64::from(row_height.max(1)), top(), height()) }));

    let scrolled = id.clone();
    use_watch(use_reactive!(|(active, row_height)| {
        if let Some(active) = active {
            let row_px = f64::from(row_height.max(1));
            bridge::scroll_to_band(&scrolled, active as f64 * row_px, row_px);
        }
    }));

    let rows = window();
    let above = rows.start as f64 * row_px;
    let below = count.saturating_sub(rows.end) as f64 * row_px;
    rsx! {
        div {
            id,
            class: "tr-long",
            tabindex: "-1",
            onscroll: move |event| {
                let data = event.data();
                top.set(data.scroll_top());
                height.set(f64::from(data.client_height()));
                let left = f64::from(data.scroll_height()) - data.scroll_top()
                    - 2.0 * f64::from(data.client_height());
                if let Some(on_near_end) = on_near_end.filter(|_| left < 0.0) {
                    on_near_end.call(());
                }
            },
            onresize: move |event| {
                if let Ok(size) = event.get_border_box_size() {
                    height.set(size.height);
                }
            },
            div { class: "tr-long-spacer", height: "{above}px" }
            ul { class: "tr-long-rows", aria_label: label,
                for index in rows {
                    li {
                        key: "{row_key.map_or_else(|| index.to_string(), |key| key.call(index))}",
                        class: "tr-long-row",
                        height: "{row_height}px",
                        aria_setsize: "{count}",
                        aria_posinset: "{index + 1}",
                        {row.call(index)}
                    }
                }
            }
            div { class: "tr-long-spacer", height: "{below}px" }
        }
    }
}

/// The rows to draw for a scroll position and a height of view (0 while unknown).
fn window(count: usize, row_px: f64, top: f64, height: f64) -> Range<usize> {
    let first = (top.max(0.0) / row_px) as usize;
    let seen = if height > 0.0 { (height / row_px).ceil() as usize + 1 } else { FIRST };
    let end = first.saturating_add(seen).saturating_add(MARGIN).min(count);
    let start = first.saturating_sub(MARGIN).min(end.saturating_sub(seen));
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_follows_the_scroll_and_stays_inside() {
        for (count, top, height, expected) in [
            (10_000, 0.0, 0.0, 0..48),
            (10_000, 0.0, 400.0, 0..19),
            (10_000, 4_000.0, 400.0, 92..119),
            (10_000, 399_600.0, 400.0, 9_982..10_000),
            (3, 0.0, 400.0, 0..3),
            (0, 0.0, 400.0, 0..0),
            (10, 99_999.0, 400.0, 0..10),
        ] {
            assert_eq!(window(count, 40.0, top, height), expected, "{count} {top}");
        }
    }

    #[component]
    fn Ten() -> Element {
        rsx! {
            LongList { count: 10_000, row_height: 40, label: "Tickets", row: |n: usize| rsx! { "row {n}" } }
        }
    }

    #[test]
    fn ten_thousand_rows_draw_a_screenful() {
        let html = dioxus_ssr::render_element(rsx! { Ten {} });
        let drawn = html.matches("<li").count();
        assert!(drawn <= 60, "{drawn}");
        assert!(html.contains("aria-setsize=\"10000\""), "{html}");
    }
}
