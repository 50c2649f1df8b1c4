//! The control of a field, by its kind. What is typed is kept as typed; the domain checks it before it is sent.

use dioxus::prelude::*;
use truckroll_domain::fields::{Branch, Field, FieldKind, FieldValue, Noun};
use truckroll_protocol::api::StoredFiles;
use truckroll_ui::prelude::*;

use super::book::{Book, label};
use super::verified::VerifiedField;
use crate::desk::files::{FilesField, files_of, value_of};

/// Whether the control of a field takes a line of its own.
#[must_use]
pub fn is_wide(field: &Field) -> bool {
    matches!(
        field.kind.word(),
        "long_text" | "verified_phone" | "tags" | "choices" | "cascade" | "attachment" | "signature"
    )
}

/// The sentence of a problem key of the domain.
#[must_use]
pub fn problem(key: &str) -> String {
    let known = format!("fields-problem-{}", key.replace('_', "-"));
    tr(if has_message(&known) { &known } else { "fields-problem-other" })
}

/// Whether the desk has a control for the kind.
#[must_use]
pub fn is_editable(field: &Field) -> bool {
    field.key != "created_at" && !matches!(field.kind, FieldKind::Team | FieldKind::Companies)
}

fn typed(value: Option<&FieldValue>) -> String {
    value.map(FieldValue::typed).unwrap_or_default()
}

/// What is typed, as a value that is checked later.
fn text(typed: String) -> Option<FieldValue> {
    (!typed.is_empty()).then_some(FieldValue::Text(typed))
}

/// The control.
#[component]
pub fn ValueField(
    book: Book,
    noun: Noun,
    field: Field,
    value: Option<FieldValue>,
    error: Option<String>,
    /// What is known of files that were read.
    #[props(default)]
    stored: StoredFiles,
    on_change: EventHandler<Option<FieldValue>>,
) -> Element {
    let label = label(noun, &field);
    let required = field.required;
    let now = typed(value.as_ref());
    let kind = field.kind.clone();
    match kind {
        FieldKind::LongText => rsx! {
            TextAreaField {
                label,
                value: now,
                required,
                error,
                max_length: 10_000,
                on_input: move |typed| on_change.call(text(typed)),
            }
        },
        FieldKind::Whole | FieldKind::Decimal => rsx! {
            NumberField {
                label,
                value: match value {
                    Some(FieldValue::Int(n)) => Some(n as f64),
                    Some(FieldValue::Real(n)) => Some(n),
                    _ => None,
                },
                unit: Some(field.unit).filter(|unit| !unit.is_empty()),
                step: (kind == FieldKind::Decimal).then_some(0.001),
                required,
                error,
                on_input: move |n: Option<f64>| on_change.call(n.map(FieldValue::Real)),
            }
        },
        FieldKind::Date => rsx! {
            DayField { label, value: now, required, error, on_change: move |typed| on_change.call(text(typed)) }
        },
        FieldKind::DateTime => rsx! {
            DateTimeField {
                label,
                value: value.as_ref().and_then(FieldValue::as_int),
                required,
                error,
                on_change: move |ms: Option<i64>| on_change.call(ms.map(FieldValue::Int)),
            }
        },
        FieldKind::Checkbox => rsx! {
            CheckField {
                label,
                checked: value == Some(FieldValue::Flag(true)),
                required,
                error,
                on_change: move |on: bool| on_change.call(on.then_some(FieldValue::Flag(true))),
            }
        },
        FieldKind::Choice { .. } | FieldKind::Agent | FieldKind::CustomerGroup => rsx! {
            SelectField {
                label,
                value: now,
                required,
                error,
                none_label: tr("cust-none"),
                options: book.choices(&field.kind),
                on_change: move |key| on_change.call(text(key)),
            }
        },
        FieldKind::Choices { .. } | FieldKind::Tags => {
            let chosen = match value {
                Some(FieldValue::List(keys)) => keys,
                _ => Vec::new(),
            };
            rsx! {
                SeveralField { label, options: book.choices(&field.kind), chosen, error, on_change: move |keys| on_change.call(FieldValue::list(keys)) }
            }
        }
        FieldKind::VerifiedPhone => rsx! { VerifiedField { label, value, required, error, on_change } },
        FieldKind::Stars => rsx! { StarsField { label, value, required, error, on_change } },
        FieldKind::Attachment | FieldKind::Signature => rsx! {
            FilesField {
                label,
                files: files_of(value.as_ref()),
                stored,
                required,
                error,
                on_change: move |files| on_change.call(value_of(files)),
            }
        },
        FieldKind::Cascade { tree } => rsx! {
            CascadeField { label, tree, path: now, required, error, on_change: move |path| on_change.call(text(path)) }
        },
        kind => rsx! {
            TextField {
                label,
                value: now,
                required,
                error,
                kind: match kind {
                    FieldKind::Phone => TextKind::Tel,
                    FieldKind::Email => TextKind::Email,
                    FieldKind::Web => TextKind::Url,
                    _ => TextKind::Text,
                },
                hint: match kind {
                    FieldKind::Texts => Some(tr("cust-several-hint")),
                    FieldKind::Location => Some(tr("cust-location-hint")),
                    _ => None,
                },
                max_length: 2_000,
                on_input: move |typed| on_change.call(text(typed)),
            }
        },
    }
}

/// A day.
#[component]
pub fn DayField(
    #[props(into)] label: String,
    value: String,
    #[props(default)] required: bool,
    error: Option<String>,
    on_change: EventHandler<String>,
) -> Element {
    let id = use_dom_id();
    let wrong = error.is_some();
    rsx! {
        div { class: if wrong { "tr-field tr-field-wrong" } else { "tr-field" },
            label { class: "tr-label", r#for: "{id}",
                "{label}"
                if required {
                    span { class: "tr-required", " · " {tr("required")} }
                }
            }
            input {
                class: "tr-input tr-figures",
                id: "{id}",
                r#type: "date",
                value,
                aria_invalid: wrong.then_some("true"),
                onchange: move |event| on_change.call(event.value()),
            }
            if let Some(error) = error {
                p { class: "tr-error", role: "alert", "{error}" }
            }
        }
    }
}

/// One to five stars, or none.
#[component]
fn StarsField(
    label: String,
    value: Option<FieldValue>,
    required: bool,
    error: Option<String>,
    on_change: EventHandler<Option<FieldValue>>,
) -> Element {
    let name = use_dom_id();
    let stars = value.as_ref().and_then(FieldValue::as_int).and_then(|n| u8::try_from(n).ok()).unwrap_or_default();
    rsx! {
        div { class: "tr-field",
            Stars {
                name: "{name}",
                legend: label,
                value: stars,
                required,
                on_change: move |n: u8| on_change.call(Some(FieldValue::Int(i64::from(n)))),
            }
            if let Some(error) = error {
                p { class: "tr-error", role: "alert", "{error}" }
            }
        }
    }
}

/// Several of a list.
#[component]
fn SeveralField(
    label: String,
    options: Vec<Choice>,
    chosen: Vec<String>,
    error: Option<String>,
    on_change: EventHandler<Vec<String>>,
) -> Element {
    // what is chosen and no longer offered stays until it is taken away
    let gone = chosen.iter().filter(|key| !options.iter().any(|o| o.value == **key));
    let all: Vec<Choice> =
        options.iter().cloned().chain(gone.map(|key| Choice::new(key.clone(), key.clone()))).collect();
    rsx! {
        fieldset { class: "dk-several",
            legend { class: "tr-label", "{label}" }
            Ticks { options: all, chosen, on_change }
            if let Some(error) = error {
                p { class: "tr-error", role: "alert", "{error}" }
            }
        }
    }
}

/// A box for each of a list; `chosen` are the keys of those that are ticked.
#[component]
pub fn Ticks(options: Vec<Choice>, chosen: Vec<String>, on_change: EventHandler<Vec<String>>) -> Element {
    rsx! {
        if options.is_empty() {
            p { class: "dk-quiet", {tr("cust-nothing-to-choose")} }
        }
        div { class: "dk-several-list",
            for option in options {
                CheckField {
                    key: "{option.value}",
                    label: option.label.clone(),
                    checked: chosen.contains(&option.value),
                    on_change: {
                        let chosen = chosen.clone();
                        move |on: bool| {
                            let mut keys = chosen.clone();
                            keys.retain(|key| *key != option.value);
                            if on {
                                keys.push(option.value.clone());
                            }
                            on_change.call(keys);
                        }
                    },
                }
            }
        }
    }
}

/// A place in a tree: one list a level.
#[component]
fn CascadeField(
    label: String,
    tree: Vec<Branch>,
    path: String,
    #[props(default)] required: bool,
    error: Option<String>,
    on_change: EventHandler<String>,
) -> Element {
    let keys: Vec<String> = path.split('/').filter(|key| !key.is_empty()).map(str::to_owned).collect();
    let mut levels: Vec<(Vec<String>, Vec<Branch>, String)> = Vec::new();
    let (mut above, mut level) = (Vec::new(), tree);
    for depth in 0..=keys.len() {
        if level.is_empty() {
            break;
        }
        let here = keys.get(depth).cloned().unwrap_or_default();
        let below = level.iter().find(|b| b.key == here).map(|b| b.below.clone()).unwrap_or_default();
        levels.push((above.clone(), level, here.clone()));
        above.push(here);
        level = below;
    }
    rsx! {
        div { class: "dk-cascade", role: "group", aria_label: label.clone(),
            for (depth, (above, level, here)) in levels.into_iter().enumerate() {
                SelectField {
                    key: "{depth}",
                    label: if depth == 0 { label.clone() } else { tr!("cust-level", label = label.clone(), number = depth + 1) },
                    value: here,
                    required: required && depth == 0,
                    error: error.clone().filter(|_| depth == 0),
                    none_label: tr("cust-none"),
                    options: level.iter().map(|b| Choice::new(b.key.clone(), b.label.clone())).collect::<Vec<_>>(),
                    on_change: move |key: String| {
                        let mut keys = above.clone();
                        keys.push(key);
                        keys.retain(|key| !key.is_empty());
                        on_change.call(keys.join("/"));
                    },
                }
            }
        }
    }
}
