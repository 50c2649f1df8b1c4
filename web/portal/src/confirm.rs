//! The page behind the link in a letter to a contact person: it asks once more, because mail programs open links by themselves.

use dioxus::prelude::*;
use truckroll_ui::i18n::t;
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

use crate::page::{Document, Frame, document};

/// How the link stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirming {
    /// It holds; the form posts to this address.
    Ask {
        /// Where it posts to.
        action: String,
    },
    /// It was followed now.
    Done,
    /// It was used, is too old or was never one.
    Gone,
}

/// Everything the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmPage {
    /// Organisation (empty where unknown) and language.
    pub frame: Frame,
    /// How the link stands.
    pub state: Confirming,
}

/// The page as an HTML document.
#[must_use]
pub fn render(page: &ConfirmPage) -> String {
    let locale = page.frame.locale;
    let (word, icon) = match page.state {
        Confirming::Ask { .. } => ("ask", Icon::Message),
        Confirming::Done => ("done", Icon::CircleCheck),
        Confirming::Gone => ("gone", Icon::Link),
    };
    let title = t(locale, &format!("portal-confirm-{word}"));
    let text = tl!(locale, &format!("portal-confirm-{word}-text"), tenant = page.frame.tenant_name.as_str());
    let main = rsx! {
        section { class: "card notice", aria_labelledby: "notice-title",
            Glyph { icon, size: 40 }
            h1 { id: "notice-title", "{title}" }
            p { "{text}" }
            if let Confirming::Ask { action } = &page.state {
                form { method: "post", action: "{action}",
                    button { r#type: "submit", class: "primary", {t(locale, "portal-confirm-button")} }
                }
            }
        }
    };
    document(&Document { frame: &page.frame, title: title.clone(), layout: "narrow", refresh: None, sent: false }, main)
}

#[cfg(test)]
mod tests {
    use truckroll_ui::i18n::Locale;

    use super::*;

    #[test]
    fn the_page_asks_and_says_what_became_of_it() {
        for locale in Locale::ALL {
            let html = |state| render(&ConfirmPage { frame: Frame::at(locale, "Hua & Sons", "/confirm/x"), state });
            let ask = html(Confirming::Ask { action: "/confirm/x".into() });
            assert!(
                ask.contains("<form method=\"post\" action=\"/confirm/x\"") && ask.contains("Hua &#38; Sons"),
                "{ask}"
            );
            for state in [Confirming::Done, Confirming::Gone] {
                let html = html(state);
                assert!(!html.contains("<form") && !html.contains("portal-confirm"), "{html}");
            }
        }
    }
}
