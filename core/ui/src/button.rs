//! Buttons: one primary action a screen, quiet ones beside it, danger for what cannot be undone.
//!
//! A busy button keeps its width and its label, says that it works, and takes no second press.

use dioxus::prelude::*;

use crate::icon::{Glyph, Icon};
use crate::tr;

/// The weight of a button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do here: amber.
    Primary,
    /// Everything else: outlined.
    #[default]
    Quiet,
    /// No outline: in bars and rows.
    Ghost,
    /// Destroys or refuses: red.
    Danger,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "tr-btn tr-btn-primary",
            Self::Quiet => "tr-btn tr-btn-quiet",
            Self::Ghost => "tr-btn tr-btn-ghost",
            Self::Danger => "tr-btn tr-btn-danger",
        }
    }
}

/// A button. `label` is always there; with `icon_only` it is what a screen reader says and the tooltip.
#[component]
pub fn Button(
    #[props(into)] label: String,
    #[props(default)] kind: ButtonKind,
    icon: Option<Icon>,
    /// Hides the label from the eye.
    #[props(default)]
    icon_only: bool,
    /// As wide as its container and 48 px high: the big step at the bottom of a phone screen.
    #[props(default)]
    wide: bool,
    #[props(default)] busy: bool,
    #[props(default)] disabled: bool,
    /// For toggles: whether it is on.
    pressed: Option<bool>,
    /// For openers of menus and panes: whether it is open.
    expanded: Option<bool>,
    /// Submits the form around it.
    #[props(default)]
    submit: bool,
    /// `name` and `value` sent by a form without scripts.
    #[props(into)]
    name: Option<String>,
    #[props(into)] value: Option<String>,
    /// The keyboard shortcut as `aria-keyshortcuts` writes it.
    #[props(into)]
    shortcut: Option<String>,
    #[props(into)] id: Option<String>,
    on_press: Option<EventHandler<MouseEvent>>,
) -> Element {
    let mut class = kind.class().to_owned();
    if wide {
        class.push_str(" tr-btn-wide");
    }
    if icon_only {
        class.push_str(" tr-btn-icon");
    }
    let blocked = busy || disabled;
    rsx! {
        button {
            class,
            id,
            r#type: if submit { "submit" } else { "button" },
            name,
            value,
            disabled: disabled.then_some(true),
            aria_disabled: busy.then_some("true"),
            aria_busy: busy.then_some("true"),
            aria_pressed: pressed.map(|on| if on { "true" } else { "false" }),
            aria_expanded: expanded.map(|on| if on { "true" } else { "false" }),
            aria_label: icon_only.then(|| label.clone()),
            aria_keyshortcuts: shortcut,
            title: icon_only.then(|| label.clone()),
            onclick: move |event| {
                if blocked {
                    event.prevent_default();
                } else if let Some(on_press) = on_press {
                    on_press.call(event);
                }
            },
            if busy {
                span { class: "tr-spinner", role: "status", aria_label: tr("loading") }
            } else if let Some(icon) = icon {
                Glyph { icon }
            }
            if !icon_only {
                span { class: "tr-btn-label", "{label}" }
            }
        }
    }
}

/// A link that looks like a button: `tel:`, `geo:`, downloads, pages.
#[component]
pub fn LinkButton(
    #[props(into)] href: String,
    #[props(into)] label: String,
    #[props(default)] kind: ButtonKind,
    icon: Option<Icon>,
    #[props(default)] icon_only: bool,
    #[props(default)] wide: bool,
    /// Opens beside this page.
    #[props(default)]
    new_tab: bool,
    /// The file name to download under.
    #[props(into)]
    download: Option<String>,
    on_press: Option<EventHandler<MouseEvent>>,
) -> Element {
    let mut class = kind.class().to_owned();
    if wide {
        class.push_str(" tr-btn-wide");
    }
    if icon_only {
        class.push_str(" tr-btn-icon");
    }
    rsx! {
        a {
            class,
            href,
            target: new_tab.then_some("_blank"),
            rel: new_tab.then_some("noopener noreferrer"),
            download,
            aria_label: icon_only.then(|| label.clone()),
            title: icon_only.then(|| label.clone()),
            onclick: move |event| {
                if let Some(on_press) = on_press {
                    on_press.call(event);
                }
            },
            if let Some(icon) = icon {
                Glyph { icon }
            }
            if !icon_only {
                span { class: "tr-btn-label", "{label}" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_button_says_so_and_keeps_its_label() {
        let html = dioxus_ssr::render_element(rsx! {
            Button { label: "Assign to Chen", kind: ButtonKind::Primary, busy: true }
        });
        assert!(html.contains("aria-busy=\"true\""), "{html}");
        assert!(html.contains("Assign to Chen"), "{html}");
    }

    #[test]
    fn an_icon_button_is_named() {
        let html = dioxus_ssr::render_element(rsx! {
            Button { label: "Close", icon: Icon::Close, icon_only: true }
        });
        assert!(html.contains("aria-label=\"Close\""), "{html}");
        assert!(html.contains("type=\"button\""), "{html}");
    }

    #[test]
    fn a_link_to_another_tab_gives_no_handle_back() {
        let html = dioxus_ssr::render_element(rsx! {
            LinkButton { href: "/x", label: "Open", new_tab: true }
        });
        assert!(html.contains("noopener"), "{html}");
    }
}
