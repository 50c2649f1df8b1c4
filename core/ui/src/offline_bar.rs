//! The thin bar that says the network is away and how much waits for it.

use dioxus::prelude::*;

use crate::icon::{Glyph, Icon};
use crate::tr;

/// "Offline · 3 changes wait". Shown while `offline`; otherwise an empty live region stays in the page,
/// so that screen readers hear the change.
#[component]
pub fn OfflineBar(
    offline: bool,
    /// Commands recorded here and not sent.
    #[props(default)]
    waiting: u32,
    /// Said in the place of how much waits, where nothing can wait.
    #[props(into)]
    instead: Option<String>,
    /// Opens the list of what waits.
    on_open: Option<EventHandler<()>>,
) -> Element {
    rsx! {
        div { class: "tr-offline-region", role: "status",
            if offline {
                div { class: "tr-offline",
                    Glyph { icon: Icon::CloudOff, size: 16 }
                    span {
                        {tr("offline-bar")}
                        " · "
                        {instead.unwrap_or_else(|| tr!("offline-changes", count = waiting))}
                    }
                    if let Some(on_open) = on_open {
                        button {
                            class: "tr-link",
                            r#type: "button",
                            onclick: move |_| on_open.call(()),
                            {tr("verb-show-all")}
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_what_waits() {
        let html = dioxus_ssr::render_element(rsx! { OfflineBar { offline: true, waiting: 3 } });
        assert!(html.contains("Offline · 3 changes wait"), "{html}");
    }

    #[test]
    fn online_it_says_nothing() {
        let html = dioxus_ssr::render_element(rsx! { OfflineBar { offline: false, waiting: 3 } });
        assert!(!html.contains("tr-offline\""), "{html}");
        assert!(html.contains("role=\"status\""), "{html}");
    }
}
