//! The page behind a link to a ticket template or a satisfaction form: questions of every kind, in groups.
//!
//! Without a script it is a form like any other: the server judges what was sent and answers with the page, everything kept and
//! problems at their fields; buttons of their own bring another row, the questions that an answer leads to, or a code. `request.js`
//! does the same without a new page, keeps drafts, and sends later what cannot be sent now.

mod done;
mod question;
mod rows;
#[cfg(test)]
mod tests;

use dioxus::prelude::*;
use truckroll_domain::fields::FieldKind;
use truckroll_domain::publishing::{MAX_FILES, MAX_MB};
use truckroll_ui::i18n::t;
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

pub use done::{DonePage, SaidPage, render_done, render_said};
pub use question::{Code, Question, Typed};
pub use rows::{Pick, RowTable};

use crate::form::problem::Line;
use crate::form::summary;
use crate::names;
use crate::page::{Document, Frame, document_with};

/// The script, to be served as `text/javascript` at [`JS_PATH`].
pub const REQUEST_JS: &str = include_str!("../../assets/request.js");
/// Where pages look for the script.
pub const JS_PATH: &str = "/portal/request.js";
/// What page and worker share: what waits to be sent. To be served as `text/javascript` at [`OUTBOX_PATH`].
pub const OUTBOX_JS: &str = include_str!("../../assets/outbox.js");
/// Where they look for it.
pub const OUTBOX_PATH: &str = "/portal/outbox.js";
/// The worker that opens the page without a connection, to be served as `text/javascript` at [`WORKER_PATH`].
pub const WORKER_JS: &str = include_str!("../../assets/worker.js");
/// Where pages look for it; it sees everything below.
pub const WORKER_PATH: &str = "/r/worker.js";
/// The style sheet of these pages, to be served as `text/css` at [`CSS_PATH`].
pub const REQUEST_CSS: &str = include_str!("../../assets/request.css");
/// Where pages look for it.
pub const CSS_PATH: &str = "/portal/request.css";

/// Questions that are shown together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Its title; empty for questions outside of groups.
    pub title: String,
    /// Whether it is folded at first.
    pub closed: bool,
    /// Its questions in order.
    pub questions: Vec<Question>,
}

/// How a sender proves to be no machine: a script counts, a person without one adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Puzzle {
    /// How many bits a hash over the submission must begin with.
    pub bits: u32,
    /// The two numbers to add.
    pub add: (u32, u32),
    /// Whether what was given is wrong.
    pub wrong: bool,
}

/// Everything the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestPage {
    /// Organisation and language.
    pub frame: Frame,
    /// What it is about.
    pub title: String,
    /// A few words below it.
    pub intro: String,
    /// The machine or company it is for.
    pub about: Option<String>,
    /// Where it posts to.
    pub action: String,
    /// The idempotency key of this filling; the same again when the page comes back.
    pub submission: String,
    /// The version of the template that is shown.
    pub version: String,
    /// The questions.
    pub groups: Vec<Group>,
    /// Whether what is asked depends on answers.
    pub depends: bool,
    /// The proof that is asked for.
    pub puzzle: Option<Puzzle>,
    /// What was done besides, in a sentence.
    pub notice: Option<String>,
    /// Whether it can be kept and sent without a connection.
    pub keeps: bool,
    /// Most files of one field, and their largest size in bytes.
    pub files: (usize, u64),
}

impl RequestPage {
    /// An empty page.
    #[must_use]
    pub fn new(
        frame: Frame,
        title: impl Into<String>,
        action: impl Into<String>,
        submission: impl Into<String>,
    ) -> Self {
        Self {
            frame,
            title: title.into(),
            intro: String::new(),
            about: None,
            action: action.into(),
            submission: submission.into(),
            version: String::new(),
            groups: Vec::new(),
            depends: false,
            puzzle: None,
            notice: None,
            keeps: false,
            files: (MAX_FILES as usize, u64::from(MAX_MB) * 1024 * 1024),
        }
    }

    /// The questions that are shown, in order.
    pub fn shown(&self) -> impl Iterator<Item = &Question> {
        self.groups.iter().flat_map(|group| &group.questions).filter(|question| question.shown)
    }

    /// Whether something is wrong with what was sent.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        self.shown().any(|question| question.problem.is_some()) || self.puzzle.as_ref().is_some_and(|p| p.wrong)
    }

    fn lines(&self) -> Vec<Line> {
        let locale = self.frame.locale;
        let line = |question: &Question| {
            let problem = question.problem.as_ref()?;
            let text = tl!(locale, "portal-problem-line", label = question.label.as_str(), problem = problem.as_str());
            Some(Line { target: Some(question.target()), text })
        };
        let mut lines: Vec<Line> = self.shown().filter_map(line).collect();
        if self.puzzle.as_ref().is_some_and(|puzzle| puzzle.wrong) {
            lines.push(Line { target: Some("sum".into()), text: t(locale, "publish-puzzle-wrong") });
        }
        lines
    }
}

/// The sentence of a key, for answers that a script shows.
#[must_use]
pub fn said(locale: truckroll_ui::i18n::Locale, key: &str) -> String {
    t(locale, key)
}

/// That a number is known which is not told, and what to do to keep it.
#[must_use]
pub fn known(locale: truckroll_ui::i18n::Locale, number: &str) -> String {
    tl!(locale, "publish-known", number = number)
}

/// Which ticket a satisfaction form is about.
#[must_use]
pub fn about(locale: truckroll_ui::i18n::Locale, number: &str) -> String {
    tl!(locale, "publish-satisfaction-of", number = number)
}

/// The page as an HTML document.
#[must_use]
pub fn render(page: &RequestPage) -> String {
    let locale = page.frame.locale;
    let lines = page.lines();
    let title = if lines.is_empty() {
        page.title.clone()
    } else {
        tl!(locale, "portal-title-problems", title = page.title.as_str())
    };
    let tenant = page.frame.tenant_name.as_str();
    let path = page.action.split('?').next().unwrap_or_default();
    let manifest = page.keeps.then(|| format!("{path}/app.webmanifest"));
    let signs = page.groups.iter().flat_map(|group| &group.questions).any(|q| q.kind == FieldKind::Signature);
    let main = rsx! {
        div { class: "head",
            if let Some(about) = &page.about {
                p { class: "asset",
                    if page.keeps {
                        Glyph { icon: Icon::QrCode }
                    }
                    span { "{about}" }
                }
            }
            h1 { "{page.title}" }
            if !page.intro.is_empty() {
                p { class: "intro said", "{page.intro}" }
            }
        }
        if page.keeps {
            section { class: "card waiting", hidden: true, "data-waiting": "", aria_labelledby: "waiting-title",
                h2 { id: "waiting-title", {t(locale, "publish-waiting")} }
                ul { "data-waiting-list": "" }
            }
        }
        {summary(locale, &lines)}
        if let Some(notice) = &page.notice {
            p { class: "bar", role: "status", id: "notice", tabindex: "-1", "{notice}" }
        }
        form {
            class: "card fields request",
            method: "post",
            action: "{page.action}",
            enctype: "multipart/form-data",
            novalidate: true,
            "data-request": "",
            "data-live": page.depends.then(|| format!("{path}/judge")),
            "data-code": "{path}/code",
            "data-bits": page.puzzle.as_ref().map(|puzzle| puzzle.bits.to_string()),
            "data-keeps": page.keeps.then_some("yes"),
            "data-worker": page.keeps.then_some(WORKER_PATH),
            "data-files": "{page.files.0}",
            "data-bytes": "{page.files.1}",
            "data-busy": t(locale, "portal-sending"),
            "data-preparing": t(locale, "publish-preparing"),
            "data-failed": t(locale, "publish-failed"),
            "data-kept-title": t(locale, "publish-kept-title"),
            "data-kept-text": t(locale, "publish-kept-text"),
            "data-receipt": t(locale, "publish-receipt"),
            "data-sent": t(locale, "publish-sent"),
            "data-refused": t(locale, "publish-refused"),
            "data-waits": t(locale, "publish-waits"),
            "data-open": t(locale, "publish-open"),
            "data-again": t(locale, "publish-again"),
            "data-too-many": tl!(locale, "publish-too-many", max = page.files.0),
            "data-too-large": tl!(locale, "publish-too-large", name = "{name}", limit = page.files.1 / (1024 * 1024)),
            "data-asking": t(locale, "portal-place-asking"),
            "data-place-failed": t(locale, "portal-place-failed"),
            "data-clear": signs.then(|| t(locale, "publish-sign-clear")),
            "data-sign": signs.then(|| t(locale, "publish-sign-here")),
            // what Enter presses: a browser takes the first button of the form, and others stand before the one that sends
            button { r#type: "submit", class: "sr", tabindex: "-1", aria_hidden: "true", {t(locale, "publish-send")} }
            input { r#type: "hidden", name: names::SUBMISSION, value: "{page.submission}" }
            input { r#type: "hidden", name: names::VERSION, value: "{page.version}" }
            input { r#type: "hidden", name: names::WORK, value: "" }
            for group in &page.groups {
                {one_group(page, group)}
            }
            if page.depends {
                noscript {
                    button { r#type: "submit", name: names::REFRESH, value: "yes", formnovalidate: true,
                        {t(locale, "publish-refresh")}
                    }
                }
            }
            {puzzle(page)}
            div { class: "honey", aria_hidden: "true",
                label { r#for: "website", {t(locale, "portal-honeypot")} }
                input { r#type: "text", id: "website", name: names::HONEYPOT, tabindex: "-1", autocomplete: "off" }
            }
            div { class: "send",
                p { class: "error", role: "alert", hidden: true, "data-form-error": "" }
                button { r#type: "submit", class: "primary", "data-send": "", {t(locale, "publish-send")} }
                if page.keeps && !tenant.is_empty() {
                    p { class: "hint", {tl!(locale, "portal-privacy", tenant = tenant)} }
                }
            }
        }
    };
    let frame = &page.frame;
    let head = rsx! {
        link { rel: "stylesheet", href: CSS_PATH }
        if let Some(href) = manifest {
            link { rel: "manifest", href: "{href}" }
        }
        script { defer: true, src: OUTBOX_PATH }
    };
    document_with(&Document { frame, title, layout: "narrow", refresh: None, sent: false }, JS_PATH, head, main)
}

fn one_group(page: &RequestPage, group: &Group) -> Element {
    let questions = rsx! {
        for question in &group.questions {
            {question::render(page, question)}
        }
    };
    if group.title.is_empty() {
        return questions;
    }
    let wrong = group.questions.iter().any(|question| question.shown && question.problem.is_some());
    let any = group.questions.iter().any(|question| question.shown);
    rsx! {
        details { class: "group", open: !group.closed || wrong, hidden: !any, "data-group": "",
            summary { "{group.title}" }
            div { class: "fields", {questions} }
        }
    }
}

fn puzzle(page: &RequestPage) -> Element {
    let Some(puzzle) = &page.puzzle else { return rsx! {} };
    let locale = page.frame.locale;
    let (one, other) = puzzle.add;
    rsx! {
        noscript {
            div { class: if puzzle.wrong { "field wrong" } else { "field" },
                label { class: "label", r#for: "sum",
                    span { {tl!(locale, "publish-puzzle", one = one, other = other)} }
                }
                p { class: "hint", id: "sum-hint", {t(locale, "publish-puzzle-hint")} }
                input {
                    r#type: "text",
                    id: "sum",
                    name: names::SUM,
                    inputmode: "numeric",
                    autocomplete: "off",
                    aria_describedby: "sum-hint",
                    aria_invalid: puzzle.wrong.then_some("true"),
                }
            }
        }
    }
}
