//! The page behind a QR code: what happened, a phone number, photos, perhaps the place. One screen.
//!
//! A refused submission comes back as the same page: answers stand, photos that arrived are kept as ticked
//! lines, each problem stands at its field and in a list on top that leads to it. The hidden
//! [`SUBMISSION`](crate::names::SUBMISSION) makes a second press harmless.

pub(crate) mod field;
mod photos;
pub(crate) mod problem;

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::Place;
use truckroll_domain::forms::{Form, Problems};
use truckroll_ui::i18n::{Locale, t};
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

pub use photos::KeptPhoto;
pub use problem::{PhotoProblem, words as problem_words};

use crate::names;
use crate::page::{Document, Frame, document};

/// Everything the form page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct FormPage {
    /// Organisation and language.
    pub frame: Frame,
    /// The published form.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// The idempotency key of this filling; the same again when the page comes back with problems.
    pub submission: String,
    /// The machine the code was on ("Lift 3, Hua Plaza").
    pub asset: Option<String>,
    /// What was answered, by field key.
    pub answers: BTreeMap<String, String>,
    /// What is wrong with the answers.
    pub problems: Problems,
    /// What is wrong with the photos.
    pub photo_problems: Vec<PhotoProblem>,
    /// Photos that arrived with a refused submission.
    pub kept: Vec<KeptPhoto>,
    /// The place that was sent with it.
    pub place: Option<Place>,
}

impl FormPage {
    /// An empty form.
    #[must_use]
    pub fn new(frame: Frame, form: Form, action: impl Into<String>, submission: impl Into<String>) -> Self {
        Self {
            frame,
            form,
            action: action.into(),
            submission: submission.into(),
            asset: None,
            answers: BTreeMap::new(),
            problems: Problems::new(),
            photo_problems: Vec::new(),
            kept: Vec::new(),
            place: None,
        }
    }

    /// The language of the organisation's own words where it differs from the page's.
    fn own_language(&self) -> Option<&'static str> {
        let own = Locale::from_tag(&self.form.locale)?;
        (own != self.frame.locale).then_some(own.tag())
    }
}

/// The form page as an HTML document.
#[must_use]
pub fn render(page: &FormPage) -> String {
    let locale = page.frame.locale;
    let problems = problem::summary(page);
    let title = if problems.is_empty() {
        page.form.title.clone()
    } else {
        tl!(locale, "portal-title-problems", title = page.form.title.as_str())
    };
    let own = page.own_language();
    let tenant = page.frame.tenant_name.as_str();
    let main = rsx! {
        div { class: "head",
            if let Some(asset) = &page.asset {
                p { class: "asset",
                    Glyph { icon: Icon::QrCode }
                    span { "{asset}" }
                }
            }
            h1 { lang: own, "{page.form.title}" }
            if !page.form.intro.is_empty() {
                p { class: "intro", lang: own, "{page.form.intro}" }
            }
        }
        {summary(locale, &problems)}
        form {
            class: "card fields",
            method: "post",
            action: "{page.action}",
            enctype: "multipart/form-data",
            novalidate: true,
            "data-form": "report",
            "data-busy": t(locale, "portal-sending"),
            "data-preparing": t(locale, "portal-photos-preparing"),
            "data-offline": t(locale, "portal-offline-kept"),
            input { r#type: "hidden", name: names::SUBMISSION, value: "{page.submission}" }
            for (index, field) in page.form.fields.iter().enumerate() {
                {field::render(page, index, field, own)}
            }
            {photos::render(page)}
            {photos::place(page)}
            div { class: "honey", aria_hidden: "true",
                label { r#for: "website", {t(locale, "portal-honeypot")} }
                input {
                    r#type: "text",
                    id: "website",
                    name: names::HONEYPOT,
                    tabindex: "-1",
                    autocomplete: "off",
                }
            }
            div { class: "send",
                p { class: "error", role: "alert", hidden: true, "data-form-error": "" }
                button { r#type: "submit", class: "primary", {t(locale, "portal-send-report")} }
                if !tenant.is_empty() {
                    p { class: "hint", {tl!(locale, "portal-privacy", tenant = tenant)} }
                }
            }
        }
    };
    let document_page = Document { frame: &page.frame, title, layout: "narrow", refresh: None, sent: false };
    document(&document_page, main)
}

pub(crate) fn summary(locale: Locale, problems: &[problem::Line]) -> Element {
    rsx! {
        if !problems.is_empty() {
            div { class: "problems", role: "alert", tabindex: "-1", id: "problems",
                h2 {
                    Glyph { icon: Icon::Alert }
                    {tl!(locale, "portal-problems", count = problems.len())}
                }
                ul {
                    for line in problems {
                        li {
                            if let Some(id) = &line.target {
                                a { href: "#{id}", "{line.text}" }
                            } else {
                                "{line.text}"
                            }
                        }
                    }
                }
                p { {t(locale, "portal-problems-kept")} }
            }
        }
    }
}

#[cfg(test)]
mod tests;
