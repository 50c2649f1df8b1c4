//! One of the organisation's own fields, as the control that fits its kind.

use dioxus::prelude::*;
use truckroll_domain::forms::Input;
use truckroll_domain::visits::VisitField;
use truckroll_ui::prelude::*;

use super::draft::DraftField;

/// The field; `on_save` gets the answer as the domain stores it.
#[component]
pub fn OwnField(
    field: VisitField,
    id: String,
    saved: String,
    #[props(default)] required: bool,
    error: Option<String>,
    on_save: EventHandler<String>,
) -> Element {
    let label = field.label.clone();
    match field.input {
        Input::Choice { options } => rsx! {
            SelectField {
                id,
                label,
                required,
                error,
                value: saved,
                none_label: tr("eng-choose"),
                options: options.into_iter().map(|o| truckroll_ui::field::Choice::new(o.key, o.label)).collect::<Vec<_>>(),
                on_change: move |value| on_save.call(value),
            }
        },
        Input::Checkbox => rsx! {
            div { id, tabindex: "-1",
                CheckField {
                    label,
                    error,
                    checked: saved == "true",
                    on_change: move |on| on_save.call(if on { "true".to_owned() } else { String::new() }),
                }
            }
        },
        Input::Date => rsx! {
            div { class: "tr-field",
                label { class: "tr-label", r#for: "{id}",
                    "{label}"
                    if required {
                        span { class: "tr-required", " · " {tr("required")} }
                    }
                }
                input {
                    class: "tr-input tr-figures",
                    id,
                    r#type: "date",
                    value: saved,
                    onchange: move |event| on_save.call(event.value()),
                }
            }
        },
        input => {
            // What cannot be right is not sent: the domain would refuse it.
            let check = input.clone();
            let answers = move |text: String| {
                if text.is_empty() || check.check(&text).is_ok() {
                    on_save.call(text);
                }
            };
            let kind = match input {
                Input::Phone => TextKind::Tel,
                Input::Email => TextKind::Email,
                Input::Number => TextKind::Code,
                _ => TextKind::Text,
            };
            let one_line = input != Input::Multiline;
            rsx! {
                DraftField { id, label, required, error, saved, kind, one_line, on_save: answers }
            }
        }
    }
}
