//! What the keys do, shown by `?`.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

/// Groups of keys: the title's message key, then keys and what they do.
const GROUPS: [(&str, &[(&str, &str)]); 3] = [
    (
        "desk-help-everywhere",
        &[
            ("/", "desk-help-search"),
            ("Ctrl K", "desk-help-search"),
            ("?", "desk-help-help"),
            ("Esc", "desk-help-close"),
        ],
    ),
    ("desk-help-lists", &[("j", "desk-help-next"), ("k", "desk-help-previous"), ("Enter", "desk-help-open")]),
    (
        "desk-help-dispatch",
        &[
            ("j k", "desk-help-visits"),
            ("Enter", "desk-help-visit-open"),
            ("↑ ↓", "desk-help-candidates"),
            ("a", "desk-help-assign"),
            ("u", "desk-help-unskilled"),
        ],
    ),
];

/// The dialog.
#[component]
pub fn HelpDialog(open: bool, on_close: EventHandler<()>) -> Element {
    rsx! {
        Dialog { open, title: tr("desk-help-title"), on_close,
            for (title, keys) in GROUPS {
                section { key: "{title}", class: "dk-help",
                    h3 { class: "tr-section-title", {tr(title)} }
                    dl {
                        for (key, says) in keys.iter() {
                            div { key: "{key}", class: "dk-help-line",
                                dt { kbd { "{key}" } }
                                dd { {tr(says)} }
                            }
                        }
                    }
                }
            }
        }
    }
}
