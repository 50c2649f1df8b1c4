//! One question of the form: label, help, input, and what is wrong with it.
//!
//! Help and problem are tied to the input with `aria-describedby`; few choices are radio buttons, many a
//! list. Questions keep the organisation's own words and say in which language they are.

use dioxus::prelude::*;
use truckroll_domain::forms::{Choice, FormField, Input};
use truckroll_ui::i18n::{Locale, t};
use truckroll_ui::icon::{Glyph, Icon};

use super::{FormPage, problem};
use crate::names::answer_name;

/// Longest answer a browser should let through; the server counts again.
const MAX_LENGTH: &str = "10000";
/// Up to this many choices are shown at once.
const MOST_RADIOS: usize = 5;

/// What every kind of input needs.
struct Asked<'a> {
    id: String,
    name: String,
    label: &'a str,
    hint: &'a str,
    answer: &'a str,
    problem: Option<String>,
    required: bool,
    /// What `portal.js` says where a required answer is missing.
    missing: Option<String>,
    described_by: Option<String>,
    lang: Option<&'static str>,
    locale: Locale,
}

fn id(index: usize) -> String {
    format!("q{index}")
}

/// The element a link from the list of problems leads to: the first that can take focus.
pub(super) fn target(index: usize, field: &FormField) -> String {
    match &field.input {
        Input::Choice { options } if options.len() <= MOST_RADIOS && !options.is_empty() => format!("{}-0", id(index)),
        _ => id(index),
    }
}

/// One question.
pub(crate) fn render(page: &FormPage, index: usize, field: &FormField, lang: Option<&'static str>) -> Element {
    let locale = page.frame.locale;
    let id = id(index);
    let problem = page.problems.get(&field.key).map(|problem| problem::of_field(locale, field, problem));
    let parts =
        [problem.is_some().then(|| format!("{id}-error")), (!field.hint.is_empty()).then(|| format!("{id}-hint"))];
    let described_by: Vec<String> = parts.into_iter().flatten().collect();
    let asked = Asked {
        name: answer_name(&field.key),
        label: &field.label,
        hint: &field.hint,
        answer: page.answers.get(&field.key).map(String::as_str).unwrap_or_default(),
        required: field.required,
        missing: field.required.then(|| problem::of_field(locale, field, "required")),
        described_by: (!described_by.is_empty()).then(|| described_by.join(" ")),
        problem,
        lang,
        locale,
        id,
    };
    match &field.input {
        Input::Checkbox => tick(&asked),
        Input::Choice { options } if options.len() <= MOST_RADIOS => radios(&asked, options),
        Input::Choice { options } => list(&asked, options),
        Input::Multiline => framed(&asked, lines(&asked)),
        input => framed(&asked, line(&asked, input, &field.key)),
    }
}

fn class(asked: &Asked<'_>) -> &'static str {
    if asked.problem.is_some() { "field wrong" } else { "field" }
}

/// Label, help and problem around an input with the id of the question.
fn framed(asked: &Asked<'_>, input: Element) -> Element {
    rsx! {
        div { class: class(asked), "data-missing": asked.missing.clone(),
            label { class: "label", r#for: "{asked.id}",
                span { lang: asked.lang, "{asked.label}" }
                {optional(asked)}
            }
            {hint(asked)}
            {input}
            {error(asked)}
        }
    }
}

fn optional(asked: &Asked<'_>) -> Element {
    rsx! {
        if !asked.required {
            span { class: "optional", {t(asked.locale, "optional")} }
        }
    }
}

fn hint(asked: &Asked<'_>) -> Element {
    rsx! {
        if !asked.hint.is_empty() {
            p { class: "hint", id: "{asked.id}-hint", lang: asked.lang, "{asked.hint}" }
        }
    }
}

fn error(asked: &Asked<'_>) -> Element {
    rsx! {
        if let Some(problem) = &asked.problem {
            p { class: "error", id: "{asked.id}-error",
                Glyph { icon: Icon::Alert, size: 18 }
                span { "{problem}" }
            }
        }
    }
}

fn line(asked: &Asked<'_>, input: &Input, key: &str) -> Element {
    let (kind, mode) = match input {
        Input::Phone => ("tel", Some("tel")),
        Input::Email => ("email", Some("email")),
        Input::Date => ("date", None),
        Input::Number => ("text", Some("decimal")),
        _ => ("text", None),
    };
    let autocomplete = match (input, key) {
        (Input::Phone, _) => Some("tel"),
        (Input::Email, _) => Some("email"),
        (_, "contact_name") => Some("name"),
        (_, "company_name") => Some("organization"),
        _ => None,
    };
    rsx! {
        input {
            r#type: kind,
            id: "{asked.id}",
            name: "{asked.name}",
            value: "{asked.answer}",
            inputmode: mode,
            autocomplete,
            maxlength: (kind != "date").then_some(MAX_LENGTH),
            required: asked.required,
            aria_invalid: asked.problem.as_ref().map(|_| "true"),
            aria_describedby: asked.described_by.clone(),
        }
    }
}

fn lines(asked: &Asked<'_>) -> Element {
    // A browser drops one line break after the opening tag, so the answer's own needs another in front.
    let answer = match asked.answer.strip_prefix('\n') {
        Some(_) => format!("\n{}", asked.answer),
        None => asked.answer.to_owned(),
    };
    rsx! {
        textarea {
            id: "{asked.id}",
            name: "{asked.name}",
            rows: "4",
            maxlength: MAX_LENGTH,
            required: asked.required,
            aria_invalid: asked.problem.as_ref().map(|_| "true"),
            aria_describedby: asked.described_by.clone(),
            "{answer}"
        }
    }
}

fn tick(asked: &Asked<'_>) -> Element {
    rsx! {
        div { class: class(asked), "data-missing": asked.missing.clone(),
            label { class: "choice", r#for: "{asked.id}",
                input {
                    r#type: "checkbox",
                    id: "{asked.id}",
                    name: "{asked.name}",
                    value: "true",
                    checked: asked.answer == "true",
                    required: asked.required,
                    aria_invalid: asked.problem.as_ref().map(|_| "true"),
                    aria_describedby: asked.described_by.clone(),
                }
                span { lang: asked.lang, "{asked.label}" }
                {optional(asked)}
            }
            {hint(asked)}
            {error(asked)}
        }
    }
}

fn radios(asked: &Asked<'_>, options: &[Choice]) -> Element {
    rsx! {
        fieldset {
            class: class(asked),
            id: "{asked.id}",
            role: "radiogroup",
            aria_labelledby: "{asked.id}-legend",
            aria_required: asked.required.then_some("true"),
            aria_invalid: asked.problem.as_ref().map(|_| "true"),
            aria_describedby: asked.described_by.clone(),
            "data-missing": asked.missing.clone(),
            legend { class: "label", id: "{asked.id}-legend",
                span { lang: asked.lang, "{asked.label}" }
                {optional(asked)}
            }
            {hint(asked)}
            div { class: "choices",
                for (index, option) in options.iter().enumerate() {
                    label { class: "choice", r#for: "{asked.id}-{index}",
                        input {
                            r#type: "radio",
                            id: "{asked.id}-{index}",
                            name: "{asked.name}",
                            value: "{option.key}",
                            checked: option.key == asked.answer,
                            required: asked.required,
                        }
                        span { lang: asked.lang, "{option.label}" }
                    }
                }
            }
            {error(asked)}
        }
    }
}

fn list(asked: &Asked<'_>, options: &[Choice]) -> Element {
    let choose = t(asked.locale, "portal-choose");
    let input = rsx! {
        select {
            id: "{asked.id}",
            name: "{asked.name}",
            required: asked.required,
            aria_invalid: asked.problem.as_ref().map(|_| "true"),
            aria_describedby: asked.described_by.clone(),
            option { value: "", "{choose}" }
            for option in options {
                option {
                    value: "{option.key}",
                    lang: asked.lang,
                    selected: option.key == asked.answer,
                    "{option.label}"
                }
            }
        }
    };
    framed(asked, input)
}
