//! The conversation as the customer sees it, and the box to write in.

use dioxus::prelude::*;
use truckroll_domain::Timestamp;
use truckroll_domain::publishing::{MAX_FILES, MAX_MB};
use truckroll_ui::i18n::{Locale, t};
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

use super::ProgressPage;
use crate::form::KeptPhoto;
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
    /// The text; line breaks are kept. Empty where only files were sent.
    pub text: String,
    /// Files that came with it.
    pub files: Vec<ReplyFile>,
}

/// A file of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyFile {
    /// What it is called.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Whether a browser shows it as a picture; anything else is saved.
    pub is_picture: bool,
    /// Where it is.
    pub href: String,
}

/// Why a file was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// There were more than a reply takes.
    TooMany,
    /// It is larger than the limit.
    TooLarge {
        /// What it is called.
        name: String,
    },
}

impl FileProblem {
    fn words(&self, locale: Locale) -> String {
        match self {
            Self::TooMany => tl!(locale, "publish-too-many", max = MAX_FILES),
            Self::TooLarge { name } => tl!(locale, "publish-too-large", name = name.as_str(), limit = MAX_MB),
        }
    }
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
    /// Files that arrived with what came back.
    pub kept: Vec<KeptPhoto>,
    /// What is wrong with others.
    pub file_problems: Vec<FileProblem>,
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
                        if !reply.text.is_empty() {
                            p { class: "said", "{reply.text}" }
                        }
                        {files(page, reply)}
                    }
                }
            }
        }
    }
}

/// The files of a reply.
fn files(page: &ProgressPage, reply: &Reply) -> Element {
    let format = page.format();
    rsx! {
        if !reply.files.is_empty() {
            ul { class: "files", aria_label: t(page.locale(), "portal-reply-files"),
                for file in &reply.files {
                    li {
                        a {
                            href: "{file.href}",
                            download: (!file.is_picture).then(|| file.name.clone()),
                            if file.name.is_empty() {
                                {t(page.locale(), "portal-reply-file")}
                            } else {
                                "{file.name}"
                            }
                        }
                        " "
                        span { class: "hint figures", {format.size(file.size)} }
                    }
                }
            }
        }
    }
}

/// Files to send along, those that arrived before, and what is wrong with others.
fn attach(page: &ProgressPage, form: &ReplyForm) -> Element {
    let locale = page.locale();
    let wrong = !form.file_problems.is_empty();
    let held = form.kept.len();
    rsx! {
        div { class: if wrong { "field wrong" } else { "field" },
            label { class: "label", r#for: "reply-files",
                span { {t(locale, "portal-reply-files")} }
                span { class: "optional", {t(locale, "optional")} }
            }
            p { class: "hint", id: "reply-files-hint", {tl!(locale, "publish-files-hint", count = MAX_FILES, limit = MAX_MB)} }
            if held > 0 {
                div { class: "kept", role: "group", aria_label: tl!(locale, "publish-files-kept", count = held),
                    for (index, file) in form.kept.iter().enumerate() {
                        label { class: "choice", r#for: "reply-kept-{index}",
                            input {
                                r#type: "checkbox",
                                id: "reply-kept-{index}",
                                name: names::kept_name(names::REPLY),
                                value: file.to_value(),
                                checked: true,
                            }
                            span { "{file.name}" }
                        }
                    }
                }
            }
            input {
                r#type: "file",
                id: "reply-files",
                name: names::file_name(names::REPLY),
                multiple: true,
                "data-most": "{MAX_FILES}",
                "data-bytes": (u64::from(MAX_MB) * 1024 * 1024).to_string(),
                "data-too-many": FileProblem::TooMany.words(locale),
                "data-too-large": tl!(locale, "publish-too-large", name = "{name}", limit = MAX_MB),
                aria_invalid: wrong.then_some("true"),
                aria_describedby: if wrong { "reply-files-error reply-files-hint" } else { "reply-files-hint" },
            }
            div { id: "reply-files-error", role: "alert", "data-files-error": "",
                for problem in &form.file_problems {
                    p { class: "error", {problem.words(locale)} }
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
            enctype: "multipart/form-data",
            novalidate: true,
            "data-form": "reply",
            "data-busy": t(locale, "portal-sending"),
            "data-preparing": t(locale, "publish-preparing"),
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
                    required: form.kept.is_empty(),
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
            {attach(page, form)}
            p { class: "error", role: "alert", hidden: true, "data-form-error": "" }
            button { r#type: "submit", class: "plain",
                Glyph { icon: Icon::Send }
                span { {tl!(locale, "portal-reply-send")} }
            }
        }
    }
}
