//! Stars after the work: radio buttons to give them, a line to show them.

use dioxus::prelude::*;
use truckroll_ui::i18n::t;
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

use super::ProgressPage;
use crate::form::problem::words;
use crate::names;

const MOST: i64 = 5;
/// Longest comment the domain takes, characters.
const MAX_COMMENT: i64 = 2_000;

/// What the page says about stars.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stars {
    /// Nothing: the work is not done.
    #[default]
    Hidden,
    /// It asks.
    Ask(RatingForm),
    /// It shows what was given.
    Given(Rated),
}

/// The form that asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RatingForm {
    /// Where it posts to.
    pub action: String,
    /// The idempotency key.
    pub submission: String,
    /// What was chosen, when it comes back with a problem.
    pub stars: Option<i64>,
    /// What was written.
    pub comment: String,
    /// `required` without stars, `too_long` for the words.
    pub problem: Option<&'static str>,
}

/// A rating that was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rated {
    /// 1 to 5.
    pub stars: i64,
    /// Words.
    pub comment: String,
    /// Where somebody who was not content is heard; `None` shows nothing.
    pub complaints: Option<Complaints>,
}

/// Where an organisation hears customers who were not content. A blank member is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaints {
    /// Phone number.
    pub phone: String,
    /// E-mail address.
    pub email: String,
}

/// The rating part of the page.
pub(super) fn render(page: &ProgressPage) -> Element {
    match &page.rating {
        Stars::Hidden => rsx! {},
        Stars::Ask(form) => ask(page, form),
        Stars::Given(rated) => given(page, rated),
    }
}

fn ask(page: &ProgressPage, form: &RatingForm) -> Element {
    let locale = page.locale();
    let problem = form.problem.map(|problem| match problem {
        "required" => t(locale, "portal-rating-missing"),
        other => words(locale, other, MAX_COMMENT),
    });
    rsx! {
        section { class: "card rating", aria_labelledby: "rating-title",
            h2 { id: "rating-title", {t(locale, "portal-rating-title")} }
            form {
                class: "fields",
                method: "post",
                action: "{form.action}",
                novalidate: true,
                "data-form": "rating",
                "data-busy": t(locale, "portal-sending"),
                "data-offline": t(locale, "portal-offline-kept"),
                input { r#type: "hidden", name: names::SUBMISSION, value: "{form.submission}" }
                fieldset {
                    class: if problem.is_some() { "field wrong" } else { "field" },
                    role: "radiogroup",
                    aria_labelledby: "stars-legend",
                    aria_required: "true",
                    aria_invalid: problem.as_ref().map(|_| "true"),
                    aria_describedby: problem.as_ref().map(|_| "stars-error"),
                    "data-missing": t(locale, "portal-rating-missing"),
                    legend { class: "label", id: "stars-legend", {t(locale, "portal-rating-legend")} }
                    div { class: "stars",
                        for star in 1..=MOST {
                            label { class: "star", r#for: "star-{star}",
                                input {
                                    r#type: "radio",
                                    id: "star-{star}",
                                    name: names::STARS,
                                    value: "{star}",
                                    checked: form.stars == Some(star),
                                    required: true,
                                }
                                Glyph { icon: Icon::Star, size: 32 }
                                span { class: "sr", {tl!(locale, "stars-value", count = star, max = MOST)} }
                            }
                        }
                    }
                    p { class: "ends hint", aria_hidden: "true",
                        span { {t(locale, "portal-rating-worst")} }
                        span { {t(locale, "portal-rating-best")} }
                    }
                    if let Some(problem) = &problem {
                        p { class: "error", id: "stars-error", role: "alert",
                            Glyph { icon: Icon::Alert, size: 18 }
                            span { "{problem}" }
                        }
                    }
                }
                div { class: "field",
                    label { class: "label", r#for: "comment",
                        span { {t(locale, "portal-rating-comment")} }
                        span { class: "optional", {t(locale, "optional")} }
                    }
                    textarea { id: "comment", name: names::COMMENT, rows: "3", maxlength: "{MAX_COMMENT}", "{form.comment}" }
                }
                p { class: "error", role: "alert", hidden: true, "data-form-error": "" }
                button { r#type: "submit", class: "primary", {t(locale, "portal-rating-send")} }
            }
        }
    }
}

fn given(page: &ProgressPage, rated: &Rated) -> Element {
    let locale = page.locale();
    let stars = rated.stars.clamp(1, MOST);
    rsx! {
        section { class: "card rating", aria_labelledby: "rating-title",
            h2 { id: "rating-title", {t(locale, "portal-rating-thanks")} }
            p { class: "stars-given", role: "img", aria_label: tl!(locale, "stars-value", count = stars, max = MOST),
                for star in 1..=MOST {
                    Glyph { icon: Icon::Star, size: 28, class: if star <= stars { "full" } else { "" } }
                }
            }
            if !rated.comment.is_empty() {
                p { class: "said", "{rated.comment}" }
            }
            if let Some(complaints) = &rated.complaints {
                p { {t(locale, "portal-complaints")} }
                ul {
                    if !complaints.phone.is_empty() {
                        li {
                            a { class: "button", href: "tel:{dialled(&complaints.phone)}",
                                Glyph { icon: Icon::Phone }
                                span { class: "figures", "{complaints.phone}" }
                            }
                        }
                    }
                    if !complaints.email.is_empty() {
                        li {
                            a { href: "mailto:{complaints.email}", "{complaints.email}" }
                        }
                    }
                }
            }
        }
    }
}

/// A number as a phone dials it.
fn dialled(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}
