//! About the app: what it is, its version, and how it is kept up to date (APP-37).

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::platform;
use crate::shell::{Screen, Section};

/// The screen.
#[component]
pub fn AboutScreen() -> Element {
    let mut waits = use_signal(|| false);
    use_future(move || async move { waits.set(platform::update_waits().await) });
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
                    UpdateHint { waits: waits() }
                }
                Section { title: tr("about-vendor"),
                    p { {tr("about-vendor-text")} }
                }
            }
        }
    }
}

/// Whether a newer version is here already, and how to get it.
#[component]
fn UpdateHint(waits: bool) -> Element {
    rsx! {
        if waits {
            Notice { tone: Tone::Accepted, title: tr("about-update-waits"), text: tr("about-update-waits-text") }
        } else {
            p { {tr("about-updates-text")} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[component]
    fn Page(waits: bool) -> Element {
        rsx! { UpdateHint { waits } }
    }

    #[test]
    fn a_newer_version_that_waits_says_how_to_get_it() {
        let html = |waits| crate::sample::render(Page, PageProps { waits });
        assert!(html(true).contains("close the app"), "{}", html(true));
        assert!(!html(false).contains("tr-notice"), "{}", html(false));
    }
}
