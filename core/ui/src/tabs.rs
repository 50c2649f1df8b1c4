//! Tabs within a screen, after the ARIA pattern: one stop for Tab, arrows move, the panel is labelled. Where the row is wider
//! than its place the chosen tab is moved into view.

use dioxus::prelude::*;

use crate::bridge;
use crate::icon::{Glyph, Icon};

/// One tab.
#[derive(Clone, Debug, PartialEq)]
pub struct TabItem {
    /// Its name in `selected` and in the callback; letters, digits and dashes.
    pub id: String,
    /// What it says.
    pub label: String,
    /// Decoration before the label.
    pub icon: Option<Icon>,
    /// A count behind the label; none hides it.
    pub count: Option<u32>,
}

impl TabItem {
    /// A tab with words only.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self { id: id.into(), label: label.into(), icon: None, count: None }
    }

    /// With a count.
    #[must_use]
    pub fn count(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    /// With an icon.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }
}

/// The row of tabs. `group` joins it with its [`TabPanel`] and must be unique in the page.
#[component]
pub fn Tabs(
    #[props(into)] group: String,
    /// What the tabs choose between, for screen readers.
    #[props(into)]
    label: String,
    items: Vec<TabItem>,
    #[props(into)] selected: String,
    on_select: EventHandler<String>,
) -> Element {
    let ids: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
    let here = ids.iter().position(|id| *id == selected);
    let keyed_group = group.clone();
    let chosen = format!("{group}-tab-{selected}");
    use_effect(use_reactive!(|(chosen,)| {
        bridge::show_in_strip(&chosen);
    }));
    rsx! {
        div {
            class: "tr-tabs",
            role: "tablist",
            aria_label: label,
            onkeydown: move |event| {
                if ids.is_empty() {
                    return;
                }
                let last = ids.len() - 1;
                let at = here.unwrap_or(0);
                let next = match event.key() {
                    Key::ArrowRight => if at == last { 0 } else { at + 1 },
                    Key::ArrowLeft => if at == 0 { last } else { at - 1 },
                    Key::Home => 0,
                    Key::End => last,
                    _ => return,
                };
                event.prevent_default();
                on_select.call(ids[next].clone());
                bridge::focus(&format!("{keyed_group}-tab-{}", ids[next]));
            },
            for (index, item) in items.into_iter().enumerate() {
                button {
                    key: "{item.id}",
                    id: "{group}-tab-{item.id}",
                    class: "tr-tab",
                    r#type: "button",
                    role: "tab",
                    aria_selected: if Some(index) == here { "true" } else { "false" },
                    aria_controls: if Some(index) == here { "{group}-panel" },
                    tabindex: if index == here.unwrap_or(0) { "0" } else { "-1" },
                    onclick: {
                        let id = item.id.clone();
                        move |_| on_select.call(id.clone())
                    },
                    if let Some(icon) = item.icon {
                        Glyph { icon, size: 16 }
                    }
                    span { "{item.label}" }
                    if let Some(count) = item.count {
                        span { class: "tr-count", "{count}" }
                    }
                }
            }
        }
    }
}

/// The content of the selected tab.
#[component]
pub fn TabPanel(#[props(into)] group: String, #[props(into)] selected: String, children: Element) -> Element {
    rsx! {
        div {
            id: "{group}-panel",
            class: "tr-tab-panel",
            role: "tabpanel",
            aria_labelledby: "{group}-tab-{selected}",
            {children}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[component]
    fn Page() -> Element {
        rsx! {
            Tabs {
                group: "visits",
                label: "Visits",
                items: vec![TabItem::new("todo", "To do").count(4), TabItem::new("sent", "Dispatched")],
                selected: "sent",
                on_select: |_: String| {},
            }
        }
    }

    #[test]
    fn only_the_selected_tab_is_a_tab_stop() {
        let html = dioxus_ssr::render_element(rsx! { Page {} });
        assert_eq!(html.matches("tabindex=\"0\"").count(), 1, "{html}");
        assert!(html.contains("id=\"visits-tab-sent\""), "{html}");
        assert_eq!(html.matches("aria-selected=\"true\"").count(), 1, "{html}");
    }
}
