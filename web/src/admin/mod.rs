//! Screens that set up the organisation, one folder a definition, and the way between them.

pub mod customers;
pub mod fields;
pub mod visit_rules;

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::route::use_go;

/// Where settings are, and the message key of each.
const PAGES: [(&str, &str); 3] = [
    ("/desk/settings/visits", "rules-title"),
    ("/desk/settings/fields", "fields-title"),
    ("/desk/settings/customers", "nav-customers"),
];

/// The way to the other settings.
#[component]
pub fn SettingsNav(here: &'static str) -> Element {
    let go = use_go();
    rsx! {
        nav { class: "dk-chips", aria_label: tr("nav-settings"),
            for (href, label) in PAGES {
                a {
                    key: "{href}",
                    class: "dk-moment",
                    href,
                    aria_current: (href == here).then_some("page"),
                    onclick: move |event| {
                        if event.modifiers().is_empty() {
                            event.prevent_default();
                            go.to(href);
                        }
                    },
                    {tr(label)}
                }
            }
        }
    }
}
