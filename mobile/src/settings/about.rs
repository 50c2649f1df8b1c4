//! About the app: what it is, its version, and how it is kept up to date (APP-37).

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::shell::{Screen, Section};

/// The screen.
#[component]
pub fn AboutScreen() -> Element {
    rsx! {
        Screen { title: tr("about-title"), back: ("/engineer/me".to_owned(), tr("nav-me")),
            div { class: "tr-stack",
                section { class: "tr-card tr-stack",
                    div { class: "flex items-center gap-4",
                        img { src: "/engineer/icon.svg", alt: "", width: "56", height: "56" }
                        div {
                            h2 { class: "tr-page-title", "Truckroll" }
                            p { class: "tr-small tr-muted", {tr!("about-version", version = env!("CARGO_PKG_VERSION"))} }
                        }
                    }
                    p { {tr("about-what")} }
                }
                Section { title: tr("about-updates"),
                    p { {tr("about-updates-text")} }
                }
                Section { title: tr("about-vendor"),
                    p { {tr("about-vendor-text")} }
                }
            }
        }
    }
}
