//! One question: label, help, the input of its kind, and what is wrong with it.
//!
//! Questions that are not asked as things stand are in the page all the same, hidden, so that a script can show them; the server
//! leaves out what was answered to them.

use dioxus::prelude::*;
use truckroll_domain::fields::{Branch, FieldKind};
use truckroll_domain::forms::Choice;
use truckroll_ui::i18n::t;
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

use super::{Pick, RequestPage, RowTable, rows};
use crate::form::KeptPhoto;
use crate::names;

/// Longest answer a browser should let through; the server counts again.
const MAX_LENGTH: &str = "10000";
/// Up to this many choices are shown at once.
const MOST_RADIOS: usize = 5;
/// Most stars.
const MOST_STARS: i64 = 5;

/// A code that proves a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// Under which the code that was sent is given back; empty while none was.
    pub id: String,
    /// The verified number, where it is.
    pub verified: Option<String>,
}

/// What stands in a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Typed {
    /// Nothing.
    #[default]
    Nothing,
    /// What was typed or chosen.
    Text(String),
    /// What was chosen of several.
    Several(Vec<String>),
    /// Files that arrived.
    Files(Vec<KeptPhoto>),
    /// Rows.
    Rows(RowTable),
    /// Assets to choose from.
    Assets(Vec<Pick>),
    /// A number that a code proves.
    Number(String, Code),
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The posted name; its tail is the key of the field.
    pub name: String,
    /// What people read.
    pub label: String,
    /// Help below it.
    pub hint: String,
    /// What may stand in it.
    pub kind: FieldKind,
    /// Whether it is asked as things stand.
    pub shown: bool,
    /// Whether it must be filled.
    pub required: bool,
    /// Whether it can be changed.
    pub editable: bool,
    /// What stands in it.
    pub typed: Typed,
    /// The same as people read it, for what cannot be changed.
    pub said: String,
    /// What is wrong, in words.
    pub problem: Option<String>,
}

impl Question {
    /// A question that is asked, with nothing in it.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: String::new(),
            kind,
            shown: true,
            required: false,
            editable: true,
            typed: Typed::Nothing,
            said: String::new(),
            problem: None,
        }
    }

    /// Its id in the page.
    #[must_use]
    pub fn id(&self) -> String {
        self.name.replace('.', "-")
    }

    /// The key of its field.
    #[must_use]
    pub fn key(&self) -> &str {
        self.name.split_once('.').map_or(self.name.as_str(), |(_, key)| key)
    }

    /// The element that a link from the list of problems leads to: the first that can take focus.
    #[must_use]
    pub fn target(&self) -> String {
        let first = match (&self.kind, &self.typed) {
            (FieldKind::Choice { options }, _) if (1..=MOST_RADIOS).contains(&options.len()) => "-0",
            (FieldKind::Choices { .. }, _) => "-0",
            (FieldKind::Stars, _) => "-1",
            (_, Typed::Rows(_) | Typed::Assets(_)) => "-box",
            _ => "",
        };
        format!("{}{first}", self.id())
    }

    pub(super) fn text(&self) -> &str {
        match &self.typed {
            Typed::Text(text) | Typed::Number(text, _) => text,
            _ => "",
        }
    }

    fn described_by(&self) -> Option<String> {
        let id = self.id();
        let parts = [
            self.problem.is_some().then(|| format!("{id}-error")),
            (!self.hint.is_empty()).then(|| format!("{id}-hint")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

/// The question.
pub(super) fn render(page: &RequestPage, question: &Question) -> Element {
    let body = match (&question.kind, &question.typed) {
        (FieldKind::Computed { .. }, _) => said(page, question),
        _ if !question.editable => said(page, question),
        (_, Typed::Rows(table)) => set(page, question, rows::table(page, question, table)),
        (_, Typed::Assets(all)) => set(page, question, rows::assets(page, question, all)),
        (FieldKind::Choice { options }, _) if (1..=MOST_RADIOS).contains(&options.len()) => {
            set(page, question, choices(question, options, false))
        }
        (FieldKind::Choices { options }, _) => set(page, question, choices(question, options, true)),
        (FieldKind::Stars, _) => set(page, question, stars(page, question)),
        (FieldKind::Checkbox, _) => tick(page, question),
        (FieldKind::Choice { options }, _) => framed(page, question, list(page, question, options)),
        (FieldKind::Cascade { tree }, _) => {
            let mut options = Vec::new();
            branches(tree, ("", ""), &mut options);
            framed(page, question, list(page, question, &options))
        }
        (FieldKind::LongText, _) => framed(page, question, lines(question)),
        (FieldKind::Attachment | FieldKind::Signature, _) => framed(page, question, files(page, question)),
        (FieldKind::VerifiedPhone, Typed::Number(_, code)) => verified(page, question, code),
        _ => framed(page, question, line(page, question)),
    };
    let class = if question.problem.is_some() { "field wrong" } else { "field" };
    rsx! {
        div {
            class,
            hidden: !question.shown,
            "data-question": "{question.key()}",
            "data-kind": question.kind.word(),
            {body}
        }
    }
}

/// Every branch of a cascade as a choice, named by its way from the top.
fn branches(tree: &[Branch], way: (&str, &str), all: &mut Vec<Choice>) {
    for branch in tree {
        let (key, label) = match way {
            ("", _) => (branch.key.clone(), branch.label.clone()),
            (key, label) => (format!("{key}/{}", branch.key), format!("{label} / {}", branch.label)),
        };
        all.push(Choice { key: key.clone(), label: label.clone() });
        branches(&branch.below, (&key, &label), all);
    }
}

fn optional(page: &RequestPage, question: &Question) -> Element {
    rsx! {
        span { class: "optional", "data-optional": "", hidden: question.required, {t(page.frame.locale, "optional")} }
    }
}

fn hint(question: &Question) -> Element {
    rsx! {
        if !question.hint.is_empty() {
            p { class: "hint", id: "{question.id()}-hint", "{question.hint}" }
        }
    }
}

fn error(question: &Question) -> Element {
    rsx! {
        p { class: "error", id: "{question.id()}-error", "data-error": "", hidden: question.problem.is_none(),
            Glyph { icon: Icon::Alert, size: 18 }
            span { {question.problem.clone().unwrap_or_default()} }
        }
    }
}

/// Label, help and problem around one input.
fn framed(page: &RequestPage, question: &Question, input: Element) -> Element {
    rsx! {
        label { class: "label", r#for: "{question.id()}",
            span { "{question.label}" }
            {optional(page, question)}
        }
        {hint(question)}
        {input}
        {error(question)}
    }
}

/// The same around several.
fn set(page: &RequestPage, question: &Question, inputs: Element) -> Element {
    let id = question.id();
    rsx! {
        fieldset {
            id: "{id}",
            aria_describedby: question.described_by(),
            legend { class: "label",
                span { "{question.label}" }
                {optional(page, question)}
            }
            {hint(question)}
            {inputs}
            {error(question)}
        }
    }
}

/// What stands there and nobody changes.
fn said(page: &RequestPage, question: &Question) -> Element {
    let nothing = t(page.frame.locale, "publish-nothing");
    rsx! {
        p { class: "label", id: "{question.id()}-label", span { "{question.label}" } }
        output { id: "{question.id()}", aria_labelledby: "{question.id()}-label", "data-said": "",
            if question.said.is_empty() { "{nothing}" } else { "{question.said}" }
        }
    }
}

fn line(page: &RequestPage, question: &Question) -> Element {
    let (kind, mode) = match &question.kind {
        FieldKind::Phone | FieldKind::VerifiedPhone => ("tel", Some("tel")),
        FieldKind::Email => ("email", Some("email")),
        FieldKind::Web => ("url", Some("url")),
        FieldKind::Date => ("date", None),
        FieldKind::DateTime => ("datetime-local", None),
        FieldKind::Whole => ("text", Some("numeric")),
        FieldKind::Decimal => ("text", Some("decimal")),
        _ => ("text", None),
    };
    let autocomplete = match question.name.as_str() {
        "person.name" => Some("name"),
        "person.phone" => Some("tel"),
        "person.email" => Some("email"),
        _ => None,
    };
    let place = question.kind == FieldKind::Location;
    rsx! {
        input {
            r#type: kind,
            id: "{question.id()}",
            name: "{question.name}",
            value: "{question.text()}",
            inputmode: mode,
            autocomplete,
            maxlength: (!kind.starts_with("date")).then_some(MAX_LENGTH),
            required: question.required,
            aria_invalid: question.problem.as_ref().map(|_| "true"),
            aria_describedby: question.described_by(),
        }
        if place {
            button { r#type: "button", hidden: true, "data-here": "{question.id()}",
                Glyph { icon: Icon::MapPin }
                span { {t(page.frame.locale, "publish-here")} }
            }
            p { class: "hint", role: "status", "data-status": "" }
        }
    }
}

fn lines(question: &Question) -> Element {
    // a browser drops one line break after the opening tag, so the answer's own needs another in front
    let text = question.text();
    let text = if text.starts_with('\n') { format!("\n{text}") } else { text.to_owned() };
    rsx! {
        textarea {
            id: "{question.id()}",
            name: "{question.name}",
            rows: "4",
            maxlength: MAX_LENGTH,
            required: question.required,
            aria_invalid: question.problem.as_ref().map(|_| "true"),
            aria_describedby: question.described_by(),
            "{text}"
        }
    }
}

fn tick(page: &RequestPage, question: &Question) -> Element {
    rsx! {
        label { class: "choice", r#for: "{question.id()}",
            input {
                r#type: "checkbox",
                id: "{question.id()}",
                name: "{question.name}",
                value: "true",
                checked: question.text() == "true",
                required: question.required,
                aria_invalid: question.problem.as_ref().map(|_| "true"),
                aria_describedby: question.described_by(),
            }
            span { "{question.label}" }
            {optional(page, question)}
        }
        {hint(question)}
        {error(question)}
    }
}

fn choices(question: &Question, options: &[Choice], several: bool) -> Element {
    let chosen: Vec<&str> = match &question.typed {
        Typed::Several(keys) => keys.iter().map(String::as_str).collect(),
        _ => vec![question.text()],
    };
    let id = question.id();
    rsx! {
        div { class: "choices",
            for (index, option) in options.iter().enumerate() {
                label { class: "choice", r#for: "{id}-{index}",
                    input {
                        r#type: if several { "checkbox" } else { "radio" },
                        id: "{id}-{index}",
                        name: "{question.name}",
                        value: "{option.key}",
                        checked: chosen.contains(&option.key.as_str()),
                        required: question.required && !several,
                    }
                    span { "{option.label}" }
                }
            }
        }
    }
}

fn stars(page: &RequestPage, question: &Question) -> Element {
    let id = question.id();
    rsx! {
        div { class: "stars",
            for star in 1..=MOST_STARS {
                label { class: "star", r#for: "{id}-{star}",
                    input {
                        r#type: "radio",
                        id: "{id}-{star}",
                        name: "{question.name}",
                        value: "{star}",
                        checked: question.text() == star.to_string(),
                        required: question.required,
                    }
                    Glyph { icon: Icon::Star, size: 32 }
                    span { class: "sr", {tl!(page.frame.locale, "stars-value", count = star, max = MOST_STARS)} }
                }
            }
        }
    }
}

fn list(page: &RequestPage, question: &Question, options: &[Choice]) -> Element {
    rsx! {
        select {
            id: "{question.id()}",
            name: "{question.name}",
            required: question.required,
            aria_invalid: question.problem.as_ref().map(|_| "true"),
            aria_describedby: question.described_by(),
            option { value: "", {t(page.frame.locale, "portal-choose")} }
            for option in options {
                option { value: "{option.key}", selected: option.key == question.text(), "{option.label}" }
            }
        }
    }
}

fn files(page: &RequestPage, question: &Question) -> Element {
    let locale = page.frame.locale;
    let signature = question.kind == FieldKind::Signature;
    let kept: &[KeptPhoto] = match &question.typed {
        Typed::Files(kept) => kept,
        _ => &[],
    };
    let (most, bytes) = if signature { (1, page.files.1) } else { page.files };
    let limit = bytes / (1024 * 1024);
    let id = question.id();
    rsx! {
        p { class: "hint", id: "{id}-limit",
            if signature { {t(locale, "publish-sign-upload")} }
            else { {tl!(locale, "publish-files-hint", count = most, limit = limit)} }
        }
        if !kept.is_empty() {
            div { class: "kept", role: "group", aria_label: tl!(locale, "publish-files-kept", count = kept.len()),
                for (index, file) in kept.iter().enumerate() {
                    label { class: "choice", r#for: "{id}-kept-{index}",
                        input {
                            r#type: "checkbox",
                            id: "{id}-kept-{index}",
                            name: names::kept_name(question.key()),
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
            id: "{id}",
            name: names::file_name(question.key()),
            multiple: most > 1,
            accept: signature.then_some("image/*"),
            "data-signature": signature.then_some(""),
            aria_invalid: question.problem.as_ref().map(|_| "true"),
            aria_describedby: "{id}-limit",
        }
    }
}

/// A number, the button that sends a code, and where the code goes.
fn verified(page: &RequestPage, question: &Question, code: &Code) -> Element {
    let (locale, id, key) = (page.frame.locale, question.id(), question.key());
    if let Some(number) = &code.verified {
        return rsx! {
            p { class: "label", id: "{id}-label", span { "{question.label}" } }
            output { id: "{id}", aria_labelledby: "{id}-label", class: "proven", {tl!(locale, "publish-verified", number = number.as_str())} }
            input { r#type: "hidden", name: "{question.name}", value: "{question.text()}" }
            {error(question)}
        };
    }
    let input = rsx! {
        {line(page, question)}
        button { r#type: "submit", name: names::SEND_CODE, value: "{key}", formnovalidate: true, "data-send-code": "{key}",
            {t(locale, "publish-code-send")}
        }
        p { class: "hint", role: "status", "data-status": "" }
        div { class: "field", "data-code-box": "", hidden: code.id.is_empty(),
            label { class: "label", r#for: "{id}-code", {t(locale, "publish-code")} }
            input {
                r#type: "text",
                id: "{id}-code",
                name: names::code_name(key),
                inputmode: "numeric",
                autocomplete: "one-time-code",
                maxlength: "10",
            }
            input { r#type: "hidden", name: names::code_id_name(key), value: "{code.id}" }
        }
    };
    framed(page, question, input)
}
