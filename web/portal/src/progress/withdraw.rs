//! A customer takes his request back, as long as nobody is planned for it.

use dioxus::prelude::*;
use truckroll_ui::i18n::t;
use truckroll_ui::icon::{Glyph, Icon};

use super::ProgressPage;
use crate::form::problem::words;
use crate::names;

/// Longest reason the domain takes, characters.
pub(super) const MAX_REASON: i64 = 500;

/// The form that takes it back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WithdrawForm {
    /// Where it posts to.
    pub action: String,
    /// The idempotency key.
    pub submission: String,
    /// What was written, when it comes back with a problem.
    pub reason: String,
    /// `too_long`.
    pub problem: Option<&'static str>,
}

/// Folded away, so that nobody presses it in passing; open when it comes back with a problem.
pub(super) fn render(page: &ProgressPage) -> Element {
    let locale = page.locale();
    let Some(form) = &page.withdraw else { return rsx! {} };
    let problem = form.problem.map(|problem| words(locale, problem, MAX_REASON));
    rsx! {
        details { class: "card", open: problem.is_some(),
            summary { {t(locale, "portal-withdraw-title")} }
            form {
                class: "fields",
                method: "post",
                action: "{form.action}",
                novalidate: true,
                "data-form": "withdraw",
                "data-busy": t(locale, "portal-sending"),
                "data-offline": t(locale, "portal-offline-kept"),
                p { class: "hint", {t(locale, "portal-withdraw-text")} }
                input { r#type: "hidden", name: names::SUBMISSION, value: "{form.submission}" }
                div { class: if problem.is_some() { "field wrong" } else { "field" },
                    label { class: "label", r#for: "withdraw-reason",
                        span { {t(locale, "portal-withdraw-reason")} }
                        span { class: "optional", {t(locale, "optional")} }
                    }
                    textarea {
                        id: "withdraw-reason",
                        name: names::REASON,
                        rows: "2",
                        maxlength: "{MAX_REASON}",
                        aria_invalid: problem.as_ref().map(|_| "true"),
                        aria_describedby: problem.as_ref().map(|_| "withdraw-error"),
                        "{form.reason}"
                    }
                    if let Some(problem) = &problem {
                        p { class: "error", id: "withdraw-error", role: "alert",
                            Glyph { icon: Icon::Alert, size: 18 }
                            span { "{problem}" }
                        }
                    }
                }
                p { class: "error", role: "alert", hidden: true, "data-form-error": "" }
                button { r#type: "submit", class: "plain",
                    Glyph { icon: Icon::Undo }
                    span { {t(locale, "portal-withdraw-send")} }
                }
            }
        }
    }
}
