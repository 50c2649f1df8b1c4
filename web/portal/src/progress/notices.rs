//! Notices in this browser: offered where a script runs, asked for by a click alone.

use dioxus::prelude::*;
use truckroll_ui::i18n::t;
use truckroll_ui::icon::{Glyph, Icon};

use super::ProgressPage;

/// The script of the page, to be served as `text/javascript` at [`NOTICES_JS_PATH`].
pub const NOTICES_JS: &str = include_str!("../../assets/notices.js");
/// Where the page looks for it.
pub const NOTICES_JS_PATH: &str = "/portal/notices.js";
/// The worker that shows notices, to be served as `text/javascript` at [`WORKER_PATH`].
pub const WORKER_JS: &str = include_str!("../../assets/told.js");
/// Where the worker is, and with it which pages are its own.
pub const WORKER_PATH: &str = "/t/worker.js";
/// The pages of the worker.
const SCOPE: &str = "/t/";

/// What a browser needs to be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    /// The server's public key, base64url.
    pub key: String,
    /// Where it posts its address to.
    pub action: String,
}

/// The card; hidden until the script finds that the browser can do it.
pub(super) fn render(page: &ProgressPage) -> Element {
    let locale = page.locale();
    let Some(notices) = &page.notices else { return rsx! {} };
    rsx! {
        section {
            class: "card",
            aria_labelledby: "notices-title",
            hidden: true,
            "data-notices": "",
            "data-key": "{notices.key}",
            "data-action": "{notices.action}",
            "data-worker": WORKER_PATH,
            "data-scope": SCOPE,
            "data-on": t(locale, "portal-notices-on"),
            "data-off": t(locale, "portal-notices-off"),
            "data-is-on": t(locale, "portal-notices-is-on"),
            "data-refused": t(locale, "portal-notices-refused"),
            "data-failed": t(locale, "portal-notices-failed"),
            h2 { class: "overline", id: "notices-title", {t(locale, "portal-notices")} }
            p { {t(locale, "portal-notices-text")} }
            div { class: "fields",
                button { r#type: "button", class: "plain",
                    Glyph { icon: Icon::Bell }
                    span { {t(locale, "portal-notices-on")} }
                }
            }
            p { class: "hint", role: "status" }
        }
    }
}
