//! The page a customer follows: where the work stands, who comes and when, the conversation, the rating.
//!
//! It is reached by a secret link without an account and shows only what is the customer's: public
//! replies, a given name, a position only while the engineer is on the way. Right after the form the same
//! page is the receipt. Parts that change carry `data-region`, so that `portal.js` can swap them without
//! touching what is being typed.

mod live;
mod notices;
mod rating;
mod replies;
mod steps;
mod withdraw;

use dioxus::prelude::*;
use truckroll_domain::Timestamp;
use truckroll_ui::format::{Format, Turns};
use truckroll_ui::i18n::{Locale, t};
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

pub use live::Live;
pub use notices::{NOTICES_JS, NOTICES_JS_PATH, Notices, WORKER_JS, WORKER_PATH};
pub use rating::{Complaints, Rated, RatingForm, Stars};
pub use replies::{FileProblem, Reply, ReplyFile, ReplyForm};
pub use steps::{Stage, Steps};
pub use withdraw::WithdrawForm;

pub use crate::page::Refresh;
use crate::page::{Document, Frame, JS_PATH, document_with};

/// Everything the progress page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgressPage {
    /// Organisation and language.
    pub frame: Frame,
    /// The organisation's zone, minutes east of UTC, in which all times are said.
    pub offset_minutes: i32,
    /// When the organisation's clocks change.
    pub turns: Turns,
    /// The present.
    pub now: Timestamp,
    /// The ticket's number (`T-2026-000412`); empty until there is one.
    pub number: String,
    /// What was reported, one line.
    pub title: String,
    /// The machine; may be empty.
    pub asset: String,
    /// Where the work stands.
    pub steps: Steps,
    /// The window promised to the customer.
    pub window: Option<(Timestamp, Timestamp)>,
    /// Who comes.
    pub engineer: Option<Engineer>,
    /// Where the engineer is; shown only in [`Stage::OnTheWay`], whatever is given.
    pub live: Option<Live>,
    /// The conversation as far as it is the customer's, oldest first.
    pub replies: Vec<Reply>,
    /// The box to write in; `None` once the ticket is closed.
    pub reply: Option<ReplyForm>,
    /// Takes the request back; `None` once somebody is planned, or it is closed.
    pub withdraw: Option<WithdrawForm>,
    /// Stars.
    pub rating: Stars,
    /// Set right after the form was sent.
    pub receipt: Option<Receipt>,
    /// A message of the customer has just arrived.
    pub sent: bool,
    /// What a browser needs to be told; `None` where nothing more is told.
    pub notices: Option<Notices>,
    /// How the page renews itself; leave out once nothing changes any more or a reply came back with a problem.
    pub refresh: Option<Refresh>,
}

/// Who comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engineer {
    /// Given name only.
    pub given_name: String,
    /// Address of the photo.
    pub photo: Option<String>,
}

/// What makes the page a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The full address of this page, to be kept.
    pub link: String,
}

impl ProgressPage {
    pub(crate) fn locale(&self) -> Locale {
        self.frame.locale
    }

    pub(crate) fn format(&self) -> Format {
        Format {
            locale: self.frame.locale,
            offset_minutes: self.offset_minutes,
            turns: self.turns,
            now_ms: self.now.ms(),
        }
    }

    /// The engineer's name where one is known.
    pub(crate) fn engineer_name(&self) -> Option<&str> {
        self.engineer.as_ref().map(|e| e.given_name.as_str()).filter(|name| !name.is_empty())
    }
}

/// The progress page as an HTML document.
#[must_use]
pub fn render(page: &ProgressPage) -> String {
    let locale = page.locale();
    let number = page.number.as_str();
    let title = if number.is_empty() { page.title.clone() } else { format!("{number} · {}", page.title) };
    let main = rsx! {
        {receipt(page)}
        div { class: "head",
            if !number.is_empty() && page.receipt.is_none() {
                p { class: "number", "{number}" }
            }
            if page.receipt.is_some() {
                h2 { "{page.title}" }
            } else {
                h1 { "{page.title}" }
            }
            if !page.asset.is_empty() {
                p { class: "asset",
                    Glyph { icon: Icon::MapPin }
                    span { "{page.asset}" }
                }
            }
        }
        if page.sent {
            p { class: "bar", role: "status",
                Glyph { icon: Icon::CircleCheck }
                span { {t(locale, "portal-reply-sent")} }
            }
        }
        p { class: "bar", role: "status", hidden: true, "data-stale": "",
            Glyph { icon: Icon::WifiOff }
            span { {t(locale, "portal-poll-offline")} }
        }
        div { class: "columns",
            div { class: "column",
                section { class: "card now", aria_labelledby: "now-title",
                    h2 { class: "overline", id: "now-title", {t(locale, "portal-now")} }
                    div { id: "now", role: "status", "data-region": "", {steps::now(page)} }
                    div { id: "who", "data-region": "", {who(page)} }
                    div { id: "live", "data-region": "", {live::render(page)} }
                }
                section { class: "card", aria_labelledby: "steps-title",
                    h2 { class: "overline", id: "steps-title", {t(locale, "portal-steps")} }
                    div { id: "steps", "data-region": "", {steps::timeline(page)} }
                    div { id: "as-of", "data-region": "", {as_of(page)} }
                }
                {notices::render(page)}
            }
            div { class: "column",
                div { id: "rating", "data-region": "", {rating::render(page)} }
                section { class: "card", aria_labelledby: "replies-title",
                    h2 { class: "overline", id: "replies-title", {t(locale, "portal-replies")} }
                    div { id: "replies", "data-region": "", {replies::list(page)} }
                    div { id: "reply", "data-region": "", {replies::form(page)} }
                }
                div { id: "withdraw", "data-region": "", {withdraw::render(page)} }
            }
        }
    };
    let sent = page.sent || page.receipt.is_some();
    let document_page = Document { frame: &page.frame, title, layout: "wide", refresh: page.refresh.as_ref(), sent };
    let more = rsx! {
        if page.notices.is_some() {
            script { defer: true, src: NOTICES_JS_PATH }
        }
    };
    document_with(&document_page, JS_PATH, more, main)
}

fn receipt(page: &ProgressPage) -> Element {
    let locale = page.locale();
    rsx! {
        if let Some(receipt) = &page.receipt {
            section { class: "receipt", aria_labelledby: "receipt-title",
                h1 { id: "receipt-title",
                    Glyph { icon: Icon::CircleCheck, size: 28 }
                    span { {t(locale, "portal-receipt-title")} }
                }
                if !page.number.is_empty() {
                    p { {t(locale, "portal-receipt-number")} }
                    p { class: "big-number", "{page.number}" }
                }
                p { {t(locale, "portal-receipt-keep")} }
                p { class: "keep",
                    a { href: "{receipt.link}", "{receipt.link}" }
                    button {
                        r#type: "button",
                        class: "plain",
                        hidden: true,
                        "data-copy": "{receipt.link}",
                        "data-copied": t(locale, "portal-link-copied"),
                        Glyph { icon: Icon::Copy }
                        span { role: "status", {t(locale, "portal-link-copy")} }
                    }
                }
            }
        }
    }
}

/// Name, face and window; until the visit is over.
fn who(page: &ProgressPage) -> Element {
    let locale = page.locale();
    let over = matches!(page.steps.stage, Stage::Cancelled);
    let Some(engineer) = page.engineer.as_ref().filter(|e| !over && !e.given_name.is_empty()) else {
        return rsx! {};
    };
    let first: String = engineer.given_name.chars().take(1).collect();
    let there = matches!(page.steps.stage, Stage::Arrived | Stage::Paused | Stage::Done);
    let window = page.window.filter(|_| !there);
    rsx! {
        div { class: "who",
            if let Some(photo) = &engineer.photo {
                img {
                    class: "face",
                    src: "{photo}",
                    width: "56",
                    height: "56",
                    alt: tl!(locale, "portal-engineer-photo", name = engineer.given_name.as_str()),
                }
            } else {
                span { class: "face", aria_hidden: "true", "{first}" }
            }
            p {
                span { class: "name", "{engineer.given_name}" }
                span { class: "hint", {t(locale, "portal-engineer")} }
            }
            if let Some((from, until)) = window {
                p { class: "window",
                    span { class: "hint", {t(locale, "portal-window")} }
                    span { class: "name figures", {page.format().window(from.ms(), until.ms())} }
                }
            }
        }
    }
}

/// When the page was made, and how to stop it from renewing itself.
fn as_of(page: &ProgressPage) -> Element {
    let locale = page.locale();
    let time = page.format().clock(page.now.ms());
    rsx! {
        p { class: "hint figures", {tl!(locale, "portal-as-of", time = time)} }
        if let Some(refresh) = &page.refresh {
            noscript {
                p { class: "hint",
                    {tl!(locale, "portal-reloads", seconds = refresh.seconds)}
                    " "
                    a { href: "{refresh.stop_href}", {t(locale, "portal-reloads-stop")} }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
