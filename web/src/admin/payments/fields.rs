//! The fields of a provider's settings: lines, keys, and secrets that are written and never shown.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use super::members::{Kind, Member, hint, label};
use super::state::{Secret, State, Typed};
use crate::admin::parts::problem;
use crate::desk::payments::AREA;

/// Longest line, characters.
const LINE: u32 = 1_000;
/// Longest key, characters.
const TEXT: u32 = 8_000;

/// The field of a member.
#[component]
pub fn MemberField(
    state: State,
    member: Member,
    typed: Signal<Typed>,
    /// Problem keys by member.
    wrong: Signal<BTreeMap<String, String>>,
) -> Element {
    let provider = state.now.provider.name().to_owned();
    let (label, hint) = (label(&provider, member.name), hint(&provider, member.name));
    let error = problem(AREA, &wrong.read(), member.name);
    let mut put = move |change: &dyn Fn(&mut Typed)| {
        wrong.write().remove(member.name);
        change(&mut typed.write());
    };
    if member.secret {
        let secret = state.secret(&typed.read(), member.name);
        return rsx! { SecretField { member, label, hint, secret, typed, error, on_put: move |()| { wrong.write().remove(member.name); } } };
    }
    let value = typed.read().settings.get(member.name).cloned().unwrap_or_default();
    match member.kind {
        Kind::Switch => rsx! {
            CheckField {
                label,
                hint,
                checked: value == "1",
                error,
                on_change: move |on: bool| put(&|typed| typed.set(member.name, if on { "1" } else { "" })),
            }
        },
        Kind::Text => rsx! {
            TextAreaField {
                label,
                hint,
                value,
                rows: 4,
                max_length: TEXT,
                required: member.required,
                error,
                on_input: move |text: String| put(&|typed| typed.set(member.name, &text)),
            }
        },
        Kind::Line => rsx! {
            TextField {
                label,
                hint,
                value,
                max_length: LINE,
                required: member.required,
                autocomplete: "off",
                error,
                on_input: move |text: String| put(&|typed| typed.set(member.name, &text)),
            }
        },
    }
}

/// A secret: kept, to be replaced or removed; or typed.
#[component]
fn SecretField(
    member: Member,
    label: String,
    hint: String,
    secret: Secret,
    typed: Signal<Typed>,
    error: Option<String>,
    on_put: EventHandler<()>,
) -> Element {
    let name = member.name;
    if matches!(secret, Secret::Kept | Secret::Removed) {
        let kept = secret == Secret::Kept;
        let (tone, word) =
            if kept { (Tone::Done, "payments-secret-kept") } else { (Tone::Paused, "payments-secret-goes") };
        return rsx! {
            div { class: "tr-field", role: "group", aria_label: label.clone(),
                span { class: "tr-label", "{label}" }
                div { class: "tr-actions",
                    Badge { tone, label: tr(word), kind: BadgeKind::Plain }
                    if kept {
                        Button {
                            label: tr!("payments-secret-replace", name = label.clone()),
                            icon: Icon::Pencil,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: move |_| typed.write().write(name, ""),
                        }
                        Button {
                            label: tr!("payments-secret-remove", name = label.clone()),
                            icon: Icon::Trash,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: move |_| typed.write().remove(name),
                        }
                    } else {
                        Button {
                            label: tr!("payments-secret-keep", name = label.clone()),
                            icon: Icon::Undo,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: move |_| typed.write().keep(name),
                        }
                    }
                }
                if let Some(error) = error {
                    p { class: "tr-error", role: "alert",
                        Glyph { icon: Icon::Alert, size: 16 }
                        span { "{error}" }
                    }
                }
            }
        };
    }
    let value = typed.read().secrets.get(name).cloned().unwrap_or_default();
    let mut put = move |text: String| {
        on_put.call(());
        // where nothing is kept, nothing typed is nothing changed
        if text.is_empty() && secret == Secret::Typed {
            typed.write().keep(name);
        } else {
            typed.write().write(name, &text);
        }
    };
    rsx! {
        if member.kind == Kind::Text {
            TextAreaField {
                label: label.clone(),
                hint,
                value,
                rows: 4,
                max_length: TEXT,
                required: member.required,
                error,
                on_input: move |text: String| put(text),
            }
        } else {
            TextField {
                label: label.clone(),
                hint,
                kind: TextKind::Password,
                value,
                max_length: LINE,
                required: member.required,
                autocomplete: "off",
                error,
                on_input: move |text: String| put(text),
            }
        }
        if secret == Secret::Replaced {
            div { class: "tr-actions",
                Button {
                    label: tr!("payments-secret-keep", name = label),
                    icon: Icon::Undo,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| typed.write().keep(name),
                }
            }
        }
    }
}
