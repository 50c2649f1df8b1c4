//! Screens that set up the organisation, one folder a definition, and the way between them.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::route::use_go;

pub mod audit;
pub mod customers;
pub mod fields;
pub mod sign_in;
pub mod tokens;
pub mod visit_rules;

/// The pages of the settings: address and message key.
const PAGES: [(&str, &str); 6] = [
    ("/desk/settings/visits", "rules-title"),
    ("/desk/settings/fields", "fields-title"),
    ("/desk/settings/customers", "nav-customers"),
    ("/desk/settings/sign-in", "settings-sign-in"),
    ("/desk/settings/tokens", "tokens-title"),
    ("/desk/settings/audit", "audit-title"),
];

/// The head of a page of the settings: the way to the others, its title, what can be done.
#[component]
pub fn SettingsHead(here: &'static str, #[props(into)] title: String, children: Element) -> Element {
    let go = use_go();
    rsx! {
        nav { class: "dk-settings-nav", aria_label: tr("nav-settings"),
            for (href, key) in PAGES {
                a {
                    key: "{href}",
                    href,
                    aria_current: (href == here).then_some("page"),
                    onclick: move |event: MouseEvent| {
                        if event.modifiers().is_empty() {
                            event.prevent_default();
                            go.to(href);
                        }
                    },
                    {tr(key)}
                }
            }
        }
        header { class: "dk-page-head",
            h1 { class: "dk-page-title", "{title}" }
            div { class: "dk-page-actions", {children} }
        }
    }
}
