//! A field of a template: its group, whether it must be filled, for whom it is read-only, and its conditions.

use dioxus::prelude::*;
use truckroll_domain::fields::{FieldKind, Label, Noun};
use truckroll_domain::tickets::{FieldGroup, TicketField};
use truckroll_ui::prelude::*;

use crate::admin::fields::unreadable;
use crate::admin::for_whom::TargetsField;
use crate::desk::customers::Book;

/// What is done to the list of fields.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The field is this now.
    Set(Box<TicketField>),
    /// It goes before the one above it.
    Up,
    /// It goes behind the one below it.
    Down,
    /// The template does without it.
    Remove,
}

/// The line, which unfolds.
#[component]
pub fn FieldLine(
    book: Book,
    asked: TicketField,
    groups: Vec<FieldGroup>,
    index: usize,
    count: usize,
    /// What is wrong with its members: member and sentence.
    problems: Vec<(String, String)>,
    on_step: EventHandler<Step>,
) -> Element {
    let field = book.set(Noun::Ticket).field(&asked.key).cloned();
    let name = book.label(Noun::Ticket, &asked.key);
    let always = field.as_ref().is_some_and(|field| field.required);
    let computes = field.as_ref().is_some_and(|field| matches!(field.kind, FieldKind::Computed { .. }));
    let kind = field.as_ref().map(|field| tr(&format!("fields-kind-{}", field.kind.word().replace('_', "-"))));
    let of = |member: &str| problems.iter().find(|(at, _)| at == member).map(|(_, said)| said.clone());
    let tag = truckroll_ui::context::current_locale().tag();
    let now = asked.clone();
    let set = use_callback(move |field: TicketField| on_step.call(Step::Set(Box::new(field))));
    let conditions = [
        ("shown_when", "ticket-forms-shown-when", asked.shown_when.clone()),
        ("required_when", "ticket-forms-required-when", asked.required_when.clone()),
        ("valid_when", "ticket-forms-valid-when", asked.valid_when.clone()),
    ];
    let says = conditions.iter().any(|(.., text)| !text.is_empty());
    let (english, chinese) = (asked.clone(), asked.clone());
    rsx! {
        li {
            details { class: "dk-own-field", open: !problems.is_empty(),
                summary { class: "dk-field-head",
                    span { class: "dk-cell-title", "{name}" }
                    span { class: "dk-quiet",
                        if let Some(kind) = kind {
                            "{kind}"
                        }
                        if always || asked.required {
                            " · " {tr("required")}
                        }
                        if says {
                            " · " {tr("ticket-forms-conditions")}
                        }
                    }
                }
                if let Some(said) = of("key") {
                    p { class: "tr-error", role: "alert", "{said}" }
                }
                div { class: "dk-form-pair",
                    if !computes {
                        CheckField {
                            label: tr("fields-required"),
                            checked: always || asked.required,
                            disabled: always,
                            on_change: {
                                let now = now.clone();
                                move |required| set.call(TicketField { required, ..now.clone() })
                            },
                        }
                    }
                    if !groups.is_empty() {
                        SelectField {
                            label: tr("ticket-forms-group"),
                            value: asked.group.clone(),
                            none_label: tr("ticket-forms-no-group"),
                            options: groups.iter().map(|g| Choice::new(g.key.clone(), g.label.text(tag))).collect::<Vec<_>>(),
                            error: of("group"),
                            on_change: {
                                let now = now.clone();
                                move |group: String| set.call(TicketField { group, ..now.clone() })
                            },
                        }
                    }
                }
                for (member, label, text) in conditions {
                    TextField {
                        key: "{member}",
                        label: tr(label),
                        hint: tr(&format!("{label}-hint")),
                        value: text.clone(),
                        max_length: 2_000,
                        error: of(member).or_else(|| unreadable(&text)),
                        on_input: {
                            let now = now.clone();
                            move |text: String| {
                                let mut next = now.clone();
                                match member {
                                    "shown_when" => next.shown_when = text,
                                    "required_when" => next.required_when = text,
                                    _ => next.valid_when = text,
                                }
                                set.call(next);
                            }
                        },
                    }
                }
                if !asked.valid_when.is_empty() {
                    div { class: "dk-form-pair",
                        TextField {
                            label: tr("ticket-forms-valid-text-en"),
                            value: asked.valid_text.en.clone(),
                            max_length: 100,
                            on_input: move |en: String| {
                                let valid_text = Label { en, ..english.valid_text.clone() };
                                set.call(TicketField { valid_text, ..english.clone() });
                            },
                        }
                        TextField {
                            label: tr("ticket-forms-valid-text-zh"),
                            value: asked.valid_text.zh_cn.clone(),
                            max_length: 100,
                            on_input: move |zh_cn: String| {
                                let valid_text = Label { zh_cn, ..chinese.valid_text.clone() };
                                set.call(TicketField { valid_text, ..chinese.clone() });
                            },
                        }
                    }
                }
                if !computes {
                    TargetsField {
                        book: book.clone(),
                        label: tr("ticket-forms-read-only"),
                        targets: asked.read_only.clone(),
                        optional: true,
                        error: of("read_only"),
                        on_change: {
                            let now = now.clone();
                            move |read_only| set.call(TicketField { read_only, ..now.clone() })
                        },
                    }
                }
                div { class: "tr-actions",
                    Button {
                        label: tr!("templates-up", name = name.clone()),
                        icon: Icon::ArrowUp,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        disabled: index == 0,
                        on_press: move |_| on_step.call(Step::Up),
                    }
                    Button {
                        label: tr!("templates-down", name = name.clone()),
                        icon: Icon::ArrowDown,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        disabled: index + 1 == count,
                        on_press: move |_| on_step.call(Step::Down),
                    }
                    Button {
                        label: tr!("templates-drop", name = name),
                        icon: Icon::Trash,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| on_step.call(Step::Remove),
                    }
                }
            }
        }
    }
}
