//! What a macro fills in: the field, where its value comes from, and whether only an empty field is filled.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::fields::{Field, FieldValue, Noun};
use truckroll_domain::macros::{Action, Source};
use truckroll_ui::prelude::*;

use super::key;
use super::known::Known;
use crate::desk::customers::ValueField;

/// Fields that always hold something.
const NEVER_EMPTY: [&str; 2] = ["status", "priority"];

/// A source to begin with.
fn fresh(word: &str) -> Source {
    match word {
        "field" => Source::Field { key: String::new() },
        "now" => Source::Now,
        "me" => Source::Me,
        "formula" => Source::Formula { text: String::new() },
        "nothing" => Source::Nothing,
        _ => Source::Fixed { value: FieldValue::Text(String::new()) },
    }
}

/// The inputs.
#[component]
pub fn SetInputs(
    known: Known,
    field: String,
    value: Source,
    only_if_empty: bool,
    wrong: BTreeMap<String, String>,
    on_change: EventHandler<Action>,
) -> Element {
    let of = |member: &str| wrong.get(member).cloned();
    let set = {
        let (field, value) = (field.clone(), value.clone());
        move |field_now: Option<String>, value_now: Option<Source>, if_empty: Option<bool>| Action::Set {
            field: field_now.unwrap_or_else(|| field.clone()),
            value: value_now.unwrap_or_else(|| value.clone()),
            only_if_empty: if_empty.unwrap_or(only_if_empty),
        }
    };
    let (of_field, of_source, of_value, of_tick) = (set.clone(), set.clone(), set.clone(), set);
    let sources: Vec<Choice> =
        Source::WORDS.iter().map(|word| Choice::new(*word, tr(&key("macro-from", word)))).collect();
    rsx! {
        div { class: "dk-form-pair",
            SelectField {
                label: tr("cust-field"),
                value: field.clone(),
                none_label: tr("templates-choose-field"),
                options: known.settable(),
                error: of("field"),
                on_change: move |field: String| {
                    let if_empty = only_if_empty && !NEVER_EMPTY.contains(&field.as_str());
                    on_change.call(of_field(Some(field), Some(fresh("fixed")), Some(if_empty)));
                },
            }
            SelectField {
                label: tr("macro-from"),
                value: value.word(),
                options: sources,
                on_change: move |word: String| on_change.call(of_source(None, Some(fresh(&word)), None)),
            }
        }
        FromInputs {
            known,
            field: field.clone(),
            value,
            error: of("value"),
            on_change: move |value: Source| on_change.call(of_value(None, Some(value), None)),
        }
        if !NEVER_EMPTY.contains(&field.as_str()) {
            CheckField {
                label: tr("macro-only-if-empty"),
                checked: only_if_empty,
                on_change: move |on| on_change.call(of_tick(None, None, Some(on))),
            }
        }
    }
}

/// What a source needs besides its kind.
#[component]
fn FromInputs(
    known: Known,
    field: String,
    value: Source,
    error: Option<String>,
    on_change: EventHandler<Source>,
) -> Element {
    match value {
        Source::Fixed { value } => rsx! {
            FixedInput {
                known,
                field,
                value,
                error,
                on_change: move |value: FieldValue| on_change.call(Source::Fixed { value }),
            }
        },
        Source::Field { key } => rsx! {
            SelectField {
                label: tr("macro-from-field-label"),
                value: key,
                none_label: tr("templates-choose-field"),
                options: known.readable(),
                error,
                on_change: move |key: String| on_change.call(Source::Field { key }),
            }
        },
        Source::Formula { text } => rsx! {
            TextField {
                label: tr("macro-formula"),
                hint: tr("macro-formula-hint"),
                value: text,
                max_length: 2_000,
                error,
                on_input: move |text: String| on_change.call(Source::Formula { text }),
            }
        },
        Source::Now | Source::Me | Source::Nothing => rsx! {
            if let Some(error) = error {
                p { class: "tr-error", role: "alert", "{error}" }
            }
        },
    }
}

/// A value that is said here: of a list where the field has one.
#[component]
fn FixedInput(
    known: Known,
    field: String,
    value: FieldValue,
    error: Option<String>,
    on_change: EventHandler<FieldValue>,
) -> Element {
    let none = || FieldValue::Text(String::new());
    let choices = known.choices(&field);
    if !choices.is_empty() {
        let now = match &value {
            FieldValue::List(list) => list.first().cloned().unwrap_or_default(),
            other => other.typed(),
        };
        return rsx! {
            SelectField {
                label: tr("cust-value"),
                value: now,
                none_label: tr("cust-none"),
                options: choices,
                error,
                on_change: move |word: String| on_change.call(FieldValue::Text(word)),
            }
        };
    }
    match known.field(&field).filter(|field| !field.system).cloned() {
        Some(own) => rsx! {
            ValueField {
                book: known.book().clone(),
                noun: Noun::Ticket,
                field: Field { required: false, ..own },
                value: Some(value).filter(|value| *value != none()),
                error,
                on_change: move |value: Option<FieldValue>| on_change.call(value.unwrap_or_else(none)),
            }
        },
        None => rsx! {
            TextField {
                label: tr("cust-value"),
                value: value.typed(),
                max_length: 500,
                error,
                on_input: move |text: String| on_change.call(FieldValue::Text(text)),
            }
        },
    }
}
