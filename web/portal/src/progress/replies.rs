//! The conversation as the customer sees it, and the box to write in.

use dioxus::prelude::*;
use truckroll_domain::Timestamp;
use truckroll_ui::i18n::t;
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

use super::ProgressPage;
use crate::form::problem::words;
use crate::names;

/// Longest reply the page takes, characters.
const MAX_REPLY: i64 = 10_000;

/// One public reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Who wrote it; for staff the given name. Not read when the customer wrote it.
    pub author: String,
    /// Whether the customer wrote it.
    pub from_customer: bool,
    /// When.
    pub at: Timestamp,
    /// The text; line breaks are kept.
    pub text: String,
}

/// The box to write in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplyForm {
    /// Where it posts to.
    pub action: String,
    /// The idempotency key.
    pub submission: String,
    /// What was written, when it comes back with a problem.
    pub text: String,
    /// `required` or `too_long`.
    pub problem: Option<&'static str>,
}

/// The replies so far.
pub(super) fn list(page: &ProgressPage) -> Element {
    let locale = page.locale();
    let format = page.format();
    rsx! {
        if page.replies.is_empty() {
            p { class: "hint", {t(locale, "portal-replies-none")} }
        } else {
            ol { class: "replies",
                for reply in &page.replies {
                    li { class: if reply.from_customer { "reply own" } else { "reply" },
                        p { class: "hint",
                            span { class: "author",
                                if reply.from_customer {
                                    {t(locale, "portal-reply-you")}
                                } else {
                                    "{reply.author}"
                                }
                            }
                            " "
                            span { class: "figures", {format.moment(reply.at.ms())} }
                        }
                        p { class: "said", "{reply.text}" }
                    }
                }
            }
        }
    }
}

/// The box.
pub(super) fn form(page: &ProgressPage) -> Element {
    let locale = page.locale();
    let Some(form) = &page.reply else {
        return rsx! {
            p { class: "hint", {t(locale, "portal-replies-closed")} }
        };
    };
    let problem = form.problem.map(|problem| words(locale, problem, MAX_REPLY));
    rsx! {
        form {
            class: "fields",
            method: "post",
            action: "{form.action}",
            novalidate: true,
            "data-form": "reply",
            "data-busy": t(locale, "portal-sending"),
            "data-offline": t(locale, "portal-offline-kept"),
            input { r#type: "hidden", name: names::SUBMISSION, value: "{form.submission}" }
            div {
                class: if problem.is_some() { "field wrong" } else { "field" },
                "data-missing": t(locale, "portal-problem-required"),
                label { class: "label", r#for: "reply-text", {t(locale, "portal-reply-label")} }
                textarea {
                    id: "reply-text",
                    name: names::TEXT,
                    rows: "3",
                    maxlength: "{MAX_REPLY}",
                    required: true,
                    aria_invalid: problem.as_ref().map(|_| "true"),
                    aria_describedby: problem.as_ref().map(|_| "reply-text-error"),
                    "{form.text}"
                }
                if let Some(problem) = &problem {
                    p { class: "error", id: "reply-text-error", role: "alert",
                        Glyph { icon: Icon::Alert, size: 18 }
                        span { "{problem}" }
                    }
                }
            }
            p { class: "error", role: "alert", hidden: true, "data-form-error": "" }
            button { r#type: "submit", class: "plain",
                Glyph { icon: Icon::Send }
                span { {tl!(locale, "portal-reply-send")} }
            }
        }
    }
}
