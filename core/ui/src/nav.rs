//! Getting around: the rail of modules on a desktop, the tabs at the bottom of a phone.
//!
//! Items are real links, so they can be opened beside and sent to a colleague; a plain click stays in the
//! app through `on_go`.

use dioxus::prelude::*;

use crate::icon::{Glyph, Icon};
use crate::tr;

/// One place to go.
#[derive(Clone, Debug, PartialEq)]
pub struct NavItem {
    /// Its address.
    pub href: String,
    /// Its name.
    pub label: String,
    /// Its icon.
    pub icon: Icon,
    /// A badge count; 0 hides it.
    pub count: u32,
    /// Whether we are there.
    pub current: bool,
    /// It leads out of the app and opens beside it.
    pub outside: bool,
}

#[component]
fn Item(item: NavItem, class: String, on_go: EventHandler<String>) -> Element {
    let href = item.href.clone();
    rsx! {
        a {
            class,
            href: "{item.href}",
            target: item.outside.then_some("_blank"),
            rel: item.outside.then_some("noopener noreferrer"),
            aria_current: if item.current { "page" },
            onclick: move |event| {
                if !item.outside && event.modifiers().is_empty() {
                    event.prevent_default();
                    on_go.call(href.clone());
                }
            },
            span { class: "tr-nav-icon",
                Glyph { icon: item.icon, size: 22 }
                if item.count > 0 {
                    span { class: "tr-nav-count",
                        if item.count > 99 { "99+" } else { "{item.count}" }
                    }
                }
            }
            span { class: "tr-nav-label", "{item.label}" }
        }
    }
}

/// The rail at the left of the desk.
#[component]
pub fn NavRail(
    items: Vec<NavItem>,
    on_go: EventHandler<String>,
    /// What stands at its foot: the avatar with presence.
    foot: Option<Element>,
) -> Element {
    rsx! {
        nav { class: "tr-rail", aria_label: tr("nav-label"),
            for item in items {
                Item { key: "{item.href}", item: item.clone(), class: "tr-rail-item", on_go }
            }
            if let Some(foot) = foot {
                div { class: "tr-rail-foot", {foot} }
            }
        }
    }
}

/// The tabs at the bottom of the phone.
#[component]
pub fn BottomTabs(items: Vec<NavItem>, on_go: EventHandler<String>) -> Element {
    rsx! {
        nav { class: "tr-bottom", aria_label: tr("nav-label"),
            for item in items {
                Item { key: "{item.href}", item: item.clone(), class: "tr-bottom-item", on_go }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[component]
    fn Page() -> Element {
        rsx! {
            BottomTabs {
                items: vec![NavItem {
                    href: "/today".to_owned(),
                    label: "Today".to_owned(),
                    icon: Icon::Calendar,
                    count: 120,
                    current: true,
                    outside: false,
                }],
                on_go: |_: String| {},
            }
        }
    }

    #[test]
    fn the_present_place_is_marked_and_big_counts_are_capped() {
        let html = dioxus_ssr::render_element(rsx! { Page {} });
        assert!(html.contains("aria-current=\"page\""), "{html}");
        assert!(html.contains("99+"), "{html}");
        assert!(html.contains("href=\"/today\""), "{html}");
    }
}
