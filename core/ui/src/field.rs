//! Form fields: label, hint, input, and the error in words where the eye already is.
//!
//! Every field ties its hint and error to the input with `aria-describedby`, marks errors with
//! `aria-invalid`, and carries `name` and `value`, so the same markup posts without scripts.

use dioxus::prelude::*;

use crate::context::{use_dom_id, use_format};
use crate::icon::{Glyph, Icon};
use crate::tr;

/// What a text field takes; sets `type`, `inputmode` and the phone's keyboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextKind {
    /// Any text.
    #[default]
    Text,
    /// A telephone number.
    Tel,
    /// An e-mail address.
    Email,
    /// A password.
    Password,
    /// A search; shows the clear control of the browser.
    Search,
    /// A web address.
    Url,
    /// A one-time code of digits.
    Code,
    /// An amount as people write it: digits, a point, commas.
    Decimal,
    /// A day, as `2026-03-03`.
    Date,
    /// A time of day, as `08:30`.
    Time,
}

impl TextKind {
    const fn input_type(self) -> &'static str {
        match self {
            Self::Text | Self::Code | Self::Decimal => "text",
            Self::Tel => "tel",
            Self::Email => "email",
            Self::Password => "password",
            Self::Search => "search",
            Self::Url => "url",
            Self::Date => "date",
            Self::Time => "time",
        }
    }

    const fn input_mode(self) -> Option<&'static str> {
        match self {
            Self::Code => Some("numeric"),
            Self::Decimal => Some("decimal"),
            Self::Tel => Some("tel"),
            _ => None,
        }
    }
}

/// An option of a [`SelectField`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is stored or posted.
    pub value: String,
    /// What is read.
    pub label: String,
    /// It is read and cannot be chosen.
    pub off: bool,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), off: false }
    }

    /// The same, read and not to be chosen.
    #[must_use]
    pub fn off(self) -> Self {
        Self { off: true, ..self }
    }
}

/// The frame of every field; `children` is the input with the id `{id}`.
#[component]
fn Frame(
    id: String,
    label: String,
    hint: Option<String>,
    error: Option<String>,
    required: bool,
    hide_label: bool,
    children: Element,
) -> Element {
    rsx! {
        div { class: if error.is_some() { "tr-field tr-field-wrong" } else { "tr-field" },
            label { class: if hide_label { "tr-label tr-sr" } else { "tr-label" }, r#for: "{id}",
                "{label}"
                if required {
                    span { class: "tr-required", " · " {tr("required")} }
                }
            }
            {children}
            if let Some(hint) = hint {
                p { class: "tr-hint", id: "{id}-hint", "{hint}" }
            }
            if let Some(error) = &error {
                p { class: "tr-error", id: "{id}-error", role: "alert",
                    Glyph { icon: Icon::Alert, size: 16 }
                    span { "{error}" }
                }
            }
        }
    }
}

fn described_by(id: &str, hint: Option<&String>, error: Option<&String>) -> Option<String> {
    let ids: Vec<String> =
        [error.map(|_| format!("{id}-error")), hint.map(|_| format!("{id}-hint"))].into_iter().flatten().collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// One line of text.
#[component]
pub fn TextField(
    #[props(into)] label: String,
    #[props(into)] value: String,
    #[props(default)] kind: TextKind,
    #[props(into)] name: Option<String>,
    #[props(into)] hint: Option<String>,
    error: Option<String>,
    #[props(into)] placeholder: Option<String>,
    /// The `autocomplete` token, such as `tel` or `current-password`.
    #[props(into)]
    autocomplete: Option<String>,
    max_length: Option<u32>,
    #[props(default)] required: bool,
    #[props(default)] disabled: bool,
    /// Keeps the label for screen readers only.
    #[props(default)]
    hide_label: bool,
    #[props(default)] autofocus: bool,
    #[props(into)] id: Option<String>,
    on_input: Option<EventHandler<String>>,
    /// The field was left or Enter was pressed after a change.
    on_change: Option<EventHandler<String>>,
    on_enter: Option<EventHandler<()>>,
) -> Element {
    let own = use_dom_id();
    let id = id.unwrap_or(own);
    let describedby = described_by(&id, hint.as_ref(), error.as_ref());
    rsx! {
        Frame { id: id.clone(), label, hint, error: error.clone(), required, hide_label,
            input {
                class: "tr-input",
                id,
                r#type: kind.input_type(),
                inputmode: kind.input_mode(),
                name,
                value,
                placeholder,
                autocomplete,
                maxlength: max_length.map(i64::from),
                required: required.then_some(true),
                disabled: disabled.then_some(true),
                autofocus: autofocus.then_some(true),
                aria_invalid: error.is_some().then_some("true"),
                aria_describedby: describedby,
                oninput: move |event| {
                    if let Some(on_input) = on_input {
                        on_input.call(event.value());
                    }
                },
                onchange: move |event| {
                    if let Some(on_change) = on_change {
                        on_change.call(event.value());
                    }
                },
                onkeydown: move |event| {
                    if let Some(on_enter) = on_enter.filter(|_| event.key() == Key::Enter) {
                        event.prevent_default();
                        on_enter.call(());
                    }
                },
            }
        }
    }
}

/// Several lines of text.
#[component]
pub fn TextAreaField(
    #[props(into)] label: String,
    #[props(into)] value: String,
    #[props(into)] name: Option<String>,
    #[props(into)] hint: Option<String>,
    error: Option<String>,
    #[props(into)] placeholder: Option<String>,
    #[props(default = 3)] rows: u16,
    max_length: Option<u32>,
    #[props(default)] required: bool,
    #[props(default)] disabled: bool,
    #[props(default)] hide_label: bool,
    #[props(into)] id: Option<String>,
    on_input: Option<EventHandler<String>>,
    on_change: Option<EventHandler<String>>,
    /// Enter alone submits, and Shift-Enter begins a line.
    #[props(default)]
    enter_submits: bool,
    /// Ctrl-Enter or ⌘-Enter.
    on_submit: Option<EventHandler<()>>,
    /// Takes keys before the text does; says whether a key was its.
    on_key: Option<Callback<Key, bool>>,
    /// Ids of a list of suggestions and of the one in it that is chosen, while there are some.
    suggests: Option<(String, String)>,
) -> Element {
    let own = use_dom_id();
    let id = id.unwrap_or(own);
    let describedby = described_by(&id, hint.as_ref(), error.as_ref());
    rsx! {
        Frame { id: id.clone(), label, hint, error: error.clone(), required, hide_label,
            textarea {
                class: "tr-input tr-textarea",
                id,
                name,
                rows: "{rows}",
                placeholder,
                maxlength: max_length.map(i64::from),
                required: required.then_some(true),
                disabled: disabled.then_some(true),
                aria_invalid: error.is_some().then_some("true"),
                aria_describedby: describedby,
                aria_autocomplete: on_key.is_some().then_some("list"),
                aria_controls: suggests.as_ref().map(|(list, _)| list.clone()),
                aria_activedescendant: suggests.as_ref().map(|(_, chosen)| chosen.clone()),
                value,
                oninput: move |event| {
                    if let Some(on_input) = on_input {
                        on_input.call(event.value());
                    }
                },
                onchange: move |event| {
                    if let Some(on_change) = on_change {
                        on_change.call(event.value());
                    }
                },
                onkeydown: move |event| {
                    // a word that is being put together has its own keys
                    if !event.is_composing() && on_key.is_some_and(|on_key| on_key.call(event.key())) {
                        event.prevent_default();
                        event.stop_propagation();
                        return;
                    }
                    let held = event.modifiers().ctrl() || event.modifiers().meta();
                    // Enter also ends the word that is being put together, and then it sends nothing
                    let alone = enter_submits && !event.modifiers().shift() && !event.is_composing();
                    if let Some(on_submit) = on_submit.filter(|_| (held || alone) && event.key() == Key::Enter) {
                        event.prevent_default();
                        on_submit.call(());
                    }
                },
            }
        }
    }
}

/// One of a few, with the platform's own picker.
#[component]
pub fn SelectField(
    #[props(into)] label: String,
    /// The value of the chosen option; empty for none.
    #[props(into)]
    value: String,
    options: Vec<Choice>,
    /// The words of an empty first option; without it there is none.
    #[props(into)]
    none_label: Option<String>,
    #[props(into)] name: Option<String>,
    #[props(into)] hint: Option<String>,
    error: Option<String>,
    #[props(default)] required: bool,
    #[props(default)] disabled: bool,
    #[props(default)] hide_label: bool,
    #[props(into)] id: Option<String>,
    on_change: Option<EventHandler<String>>,
) -> Element {
    let own = use_dom_id();
    let id = id.unwrap_or(own);
    let describedby = described_by(&id, hint.as_ref(), error.as_ref());
    rsx! {
        Frame { id: id.clone(), label, hint, error: error.clone(), required, hide_label,
            span { class: "tr-select",
                select {
                    class: "tr-input",
                    id,
                    name,
                    required: required.then_some(true),
                    disabled: disabled.then_some(true),
                    aria_invalid: error.is_some().then_some("true"),
                    aria_describedby: describedby,
                    onchange: move |event| {
                        if let Some(on_change) = on_change {
                            on_change.call(event.value());
                        }
                    },
                    if let Some(none) = none_label {
                        option { value: "", selected: value.is_empty(), "{none}" }
                    }
                    for choice in options {
                        option {
                            key: "{choice.value}",
                            value: "{choice.value}",
                            selected: choice.value == value,
                            disabled: choice.off.then_some(true),
                            "{choice.label}"
                        }
                    }
                }
                Glyph { icon: Icon::ChevronDown, size: 16 }
            }
        }
    }
}

/// A number with an optional unit after it. The callback gives `None` while the text is no number.
#[component]
pub fn NumberField(
    #[props(into)] label: String,
    value: Option<f64>,
    #[props(into)] unit: Option<String>,
    min: Option<f64>,
    max: Option<f64>,
    /// The step of the arrows; 1 by default.
    step: Option<f64>,
    #[props(into)] name: Option<String>,
    #[props(into)] hint: Option<String>,
    error: Option<String>,
    #[props(default)] required: bool,
    #[props(default)] disabled: bool,
    #[props(default)] hide_label: bool,
    #[props(into)] id: Option<String>,
    on_input: Option<EventHandler<Option<f64>>>,
) -> Element {
    let own = use_dom_id();
    let id = id.unwrap_or(own);
    let describedby = described_by(&id, hint.as_ref(), error.as_ref());
    let whole = step.is_none_or(|s| s.fract() == 0.0);
    rsx! {
        Frame { id: id.clone(), label, hint, error: error.clone(), required, hide_label,
            span { class: "tr-with-unit",
                input {
                    class: "tr-input tr-figures",
                    id,
                    r#type: "number",
                    inputmode: if whole { "numeric" } else { "decimal" },
                    name,
                    value: value.map(|v| v.to_string()),
                    min: min.map(|v| v.to_string()),
                    max: max.map(|v| v.to_string()),
                    step: step.map(|v| v.to_string()),
                    required: required.then_some(true),
                    disabled: disabled.then_some(true),
                    aria_invalid: error.is_some().then_some("true"),
                    aria_describedby: describedby,
                    oninput: move |event| {
                        if let Some(on_input) = on_input {
                            let number = event.value().trim().parse().ok().filter(|v: &f64| v.is_finite());
                            on_input.call(number);
                        }
                    },
                }
                if let Some(unit) = unit {
                    span { class: "tr-unit", "{unit}" }
                }
            }
        }
    }
}

/// A moment, picked in the reader's zone and given as milliseconds since 1970 UTC.
#[component]
pub fn DateTimeField(
    #[props(into)] label: String,
    value: Option<i64>,
    min: Option<i64>,
    max: Option<i64>,
    #[props(into)] name: Option<String>,
    #[props(into)] hint: Option<String>,
    error: Option<String>,
    #[props(default)] required: bool,
    #[props(default)] disabled: bool,
    #[props(default)] hide_label: bool,
    #[props(into)] id: Option<String>,
    on_change: Option<EventHandler<Option<i64>>>,
) -> Element {
    let own = use_dom_id();
    let id = id.unwrap_or(own);
    let describedby = described_by(&id, hint.as_ref(), error.as_ref());
    let format = use_format();
    rsx! {
        Frame { id: id.clone(), label, hint, error: error.clone(), required, hide_label,
            input {
                class: "tr-input tr-figures",
                id,
                r#type: "datetime-local",
                name,
                value: value.map(|ms| format.input_value(ms)).unwrap_or_default(),
                min: min.map(|ms| format.input_value(ms)),
                max: max.map(|ms| format.input_value(ms)),
                required: required.then_some(true),
                disabled: disabled.then_some(true),
                aria_invalid: error.is_some().then_some("true"),
                aria_describedby: describedby,
                onchange: move |event| {
                    if let Some(on_change) = on_change {
                        on_change.call(format.parse_input(&event.value()));
                    }
                },
            }
        }
    }
}

/// A yes or no; with `switch` it looks like a switch and takes effect at once.
#[component]
pub fn CheckField(
    #[props(into)] label: String,
    checked: bool,
    #[props(default)] switch: bool,
    #[props(into)] name: Option<String>,
    #[props(into)] hint: Option<String>,
    error: Option<String>,
    #[props(default)] required: bool,
    #[props(default)] disabled: bool,
    on_change: Option<EventHandler<bool>>,
) -> Element {
    let id = use_dom_id();
    let describedby = described_by(&id, hint.as_ref(), error.as_ref());
    rsx! {
        div { class: if error.is_some() { "tr-field tr-field-wrong" } else { "tr-field" },
            label { class: "tr-check", r#for: "{id}",
                input {
                    class: if switch { "tr-switch" } else { "tr-checkbox" },
                    id: "{id}",
                    r#type: "checkbox",
                    role: switch.then_some("switch"),
                    name,
                    value: "on",
                    checked,
                    required: required.then_some(true),
                    disabled: disabled.then_some(true),
                    aria_invalid: error.is_some().then_some("true"),
                    aria_describedby: describedby,
                    onchange: move |event| {
                        if let Some(on_change) = on_change {
                            on_change.call(event.checked());
                        }
                    },
                }
                span { "{label}" }
            }
            if let Some(hint) = hint {
                p { class: "tr-hint", id: "{id}-hint", "{hint}" }
            }
            if let Some(error) = &error {
                p { class: "tr-error", id: "{id}-error", role: "alert",
                    Glyph { icon: Icon::Alert, size: 16 }
                    span { "{error}" }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_tied_to_its_input() {
        let html = dioxus_ssr::render_element(rsx! {
            TextField {
                id: "phone",
                label: "Phone",
                value: "",
                kind: TextKind::Tel,
                hint: "We call before we come.",
                error: "Phone is missing.".to_owned(),
            }
        });
        assert!(html.contains("for=\"phone\""), "{html}");
        assert!(html.contains("aria-describedby=\"phone-error phone-hint\""), "{html}");
        assert!(html.contains("aria-invalid=\"true\""), "{html}");
        assert!(html.contains("id=\"phone-error\""), "{html}");
        assert!(html.contains("type=\"tel\""), "{html}");
    }

    #[test]
    fn a_select_marks_the_chosen_option() {
        let html = dioxus_ssr::render_element(rsx! {
            SelectField {
                label: "Priority",
                value: "high",
                options: vec![Choice::new("low", "low"), Choice::new("high", "high")],
            }
        });
        assert!(
            html.contains("<option value=\"high\" selected=true>") || html.contains("value=\"high\" selected"),
            "{html}"
        );
        assert!(!html.contains("value=\"low\" selected=true"), "{html}");
    }

    #[test]
    fn a_moment_is_shown_in_the_readers_zone() {
        let html = dioxus_ssr::render_element(rsx! {
            DateTimeField { label: "From", value: 1_772_505_600_000_i64 }
        });
        assert!(html.contains("2026-03-03T02:40"), "{html}");
    }

    #[test]
    fn two_fields_on_a_page_have_different_ids() {
        let html = dioxus_ssr::render_element(rsx! {
            TextField { label: "A", value: "" }
            TextField { label: "B", value: "" }
        });
        let ids: std::collections::BTreeSet<&str> =
            html.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
        assert_eq!(ids.len(), 2, "{html}");
    }
}
