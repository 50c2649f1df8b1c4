//! The pages after sending: the receipt of a report, and thanks for an opinion.

use dioxus::prelude::*;
use truckroll_ui::i18n::t;
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

use crate::page::{Document, Frame, document};

/// The receipt of a report that has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DonePage {
    /// Organisation and language.
    pub frame: Frame,
    /// What the organisation says; empty for our own words.
    pub thanks: String,
    /// The receipt that the device made.
    pub receipt: String,
    /// The number of the ticket.
    pub number: String,
    /// Where its progress is.
    pub progress: String,
    /// Where another one can be filled in.
    pub again: String,
}

/// The receipt as an HTML document.
#[must_use]
pub fn render_done(page: &DonePage) -> String {
    let locale = page.frame.locale;
    let title = t(locale, "publish-done");
    let main = rsx! {
        section { class: "receipt", aria_labelledby: "done-title",
            h1 { id: "done-title",
                Glyph { icon: Icon::Check, size: 28 }
                "{title}"
            }
            if page.thanks.is_empty() {
                p { {t(locale, "publish-done-text")} }
            } else {
                p { class: "said", "{page.thanks}" }
            }
            p { class: "big-number", {tl!(locale, "publish-done-number", number = page.number.as_str())} }
            p { class: "number", {tl!(locale, "publish-done-receipt", receipt = page.receipt.as_str())} }
            p { class: "keep",
                a { class: "button", href: "{page.progress}", {t(locale, "publish-open")} }
                a { href: "{page.again}", {t(locale, "publish-again")} }
            }
        }
    };
    document(&Document { frame: &page.frame, title, layout: "narrow", refresh: None, sent: true }, main)
}

/// What a satisfaction form says where it asks no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidPage {
    /// Organisation and language.
    pub frame: Frame,
    /// The word of it: `thanks`, `answered` or `over`.
    pub word: &'static str,
}

/// That page as an HTML document.
#[must_use]
pub fn render_said(page: &SaidPage) -> String {
    let locale = page.frame.locale;
    let title = t(locale, &format!("publish-said-{}", page.word));
    let text = t(locale, &format!("publish-said-{}-text", page.word));
    let icon = if page.word == "over" { Icon::Timer } else { Icon::Check };
    let main = rsx! {
        section { class: "card notice", aria_labelledby: "notice-title",
            Glyph { icon, size: 40 }
            h1 { id: "notice-title", "{title}" }
            p { "{text}" }
        }
    };
    document(&Document { frame: &page.frame, title, layout: "narrow", refresh: None, sent: true }, main)
}
