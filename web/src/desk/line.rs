//! The row of the desk's lists: a link across the whole row, cells in columns on a wide screen, in lines on
//! a phone. The list decides the columns by its class (`dk-lines-visits`, …) in `desk.css`.

use dioxus::prelude::*;
use truckroll_domain::tickets::Priority;
use truckroll_ui::prelude::*;

use crate::route::use_go;
use crate::words;

/// A row of a list. The first cell should be the name; it is what the link says.
#[component]
pub fn Line(#[props(into)] href: String, #[props(default)] selected: bool, children: Element) -> Element {
    let go = use_go();
    let target = href.clone();
    rsx! {
        a {
            class: if selected { "dk-line dk-line-selected" } else { "dk-line" },
            href,
            aria_current: selected.then_some("true"),
            onclick: move |event| {
                if event.modifiers().is_empty() {
                    event.prevent_default();
                    go.to(target.clone());
                }
            },
            {children}
        }
    }
}

/// A name that leads to another screen, in a row with further links.
#[component]
pub fn NameLink(#[props(into)] href: String, #[props(into)] name: String) -> Element {
    let go = use_go();
    let target = href.clone();
    rsx! {
        span { class: "dk-cell-title",
            a {
                href,
                onclick: move |event| {
                    if event.modifiers().is_empty() {
                        event.prevent_default();
                        go.to(target.clone());
                    }
                },
                "{name}"
            }
        }
    }
}

/// A mark for what is more urgent than normal: ▲ urgent, ↑ high. Nothing for the rest.
#[component]
pub fn PriorityMark(rank: i64) -> Element {
    let priority = Priority::from_rank(rank);
    if priority > Priority::High {
        return rsx! {};
    }
    let word = words::priority_word(priority);
    rsx! {
        span { class: "dk-priority {words::priority_tone(priority).class()}", title: word.clone(),
            if priority == Priority::Urgent {
                ShapeMark { shape: Shape::Triangle, size: 14 }
            } else {
                Glyph { icon: Icon::ArrowUp, size: 14 }
            }
            span { class: "tr-sr", "{word}" }
        }
    }
}

/// The height of a row: finger-sized on phones.
#[must_use]
pub fn row_height() -> u32 {
    if crate::session::is_narrow() { 68 } else { 44 }
}
