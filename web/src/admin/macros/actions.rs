//! The actions of one list of a macro, in order: each with the inputs that fit it.

use std::collections::BTreeMap;
use std::str::FromStr;

use dioxus::prelude::*;
use truckroll_domain::MacroId;
use truckroll_domain::access::Targets;
use truckroll_domain::fields::{FieldValue, Label};
use truckroll_domain::macros::{Action, Audience, Source};
use truckroll_ui::prelude::*;

use super::key;
use super::known::{Known, said};
use super::value::SetInputs;
use crate::admin::for_whom::TargetsField;
use crate::desk::names::NameTicks;

/// An action to begin with.
fn fresh(word: &str) -> Action {
    match word {
        "show" => Action::Show { fields: Vec::new(), replies: false },
        "hide" => Action::Hide { fields: Vec::new(), replies: false },
        "block" => Action::Block { text: Label::default() },
        "allow" => Action::Allow,
        "read_only" => Action::ReadOnly { fields: Vec::new(), who: Audience { readers: true, ..Audience::default() } },
        "hide_macros" => Action::HideMacros { macros: Vec::new() },
        "call" => Action::Call { field: "phone".to_owned() },
        "pictures" => Action::Pictures,
        _ => {
            let value = Source::Fixed { value: FieldValue::Text(String::new()) };
            Action::Set { field: String::new(), value, only_if_empty: false }
        }
    }
}

/// A list with one more or one less.
fn turned<T: FromStr + PartialEq + Clone>(all: &[T], id: &str, on: bool) -> Vec<T> {
    let Ok(id) = id.parse::<T>() else { return all.to_vec() };
    let mut all = all.to_vec();
    all.retain(|known| *known != id);
    if on {
        all.push(id);
    }
    all
}

/// The list, and what can be added.
#[component]
pub fn Actions(
    known: Known,
    id: MacroId,
    /// Member of the macro: `then` or `otherwise`.
    member: &'static str,
    #[props(into)] title: String,
    actions: Vec<Action>,
    wrong: BTreeMap<String, String>,
    on_change: EventHandler<Vec<Action>>,
) -> Element {
    let mut picked = use_signal(String::new);
    let count = actions.len();
    let words: Vec<Choice> = Action::WORDS.iter().map(|word| Choice::new(*word, tr(&key("macro-do", word)))).collect();
    let now = actions.clone();
    let change = use_callback(move |(work, at, other): (&'static str, usize, Option<Action>)| {
        let mut all = now.clone();
        match (work, other) {
            ("up", _) if at > 0 => all.swap(at, at - 1),
            ("down", _) if at + 1 < all.len() => all.swap(at, at + 1),
            ("remove", _) => drop(all.remove(at)),
            ("set", Some(action)) => all[at] = action,
            ("add", Some(action)) => all.push(action),
            _ => {}
        }
        on_change.call(all);
    });
    rsx! {
        ol { class: "dk-plain-list", aria_label: title.clone(),
            for (index, action) in actions.into_iter().enumerate() {
                li { key: "{index}",
                    fieldset { class: "dk-own-field",
                        legend { class: "tr-label", {tr(&key("macro-do", action.word()))} }
                        Inputs {
                            known: known.clone(),
                            id,
                            action,
                            wrong: of_action(&wrong, member, index),
                            on_change: move |action: Action| change.call(("set", index, Some(action))),
                        }
                        div { class: "tr-actions",
                            Button {
                                label: tr!("macro-action-up", list = title.clone(), number = index + 1),
                                icon: Icon::ArrowUp,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                disabled: index == 0,
                                on_press: move |_| change.call(("up", index, None)),
                            }
                            Button {
                                label: tr!("macro-action-down", list = title.clone(), number = index + 1),
                                icon: Icon::ArrowDown,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                disabled: index + 1 == count,
                                on_press: move |_| change.call(("down", index, None)),
                            }
                            Button {
                                label: tr!("macro-action-remove", list = title.clone(), number = index + 1),
                                icon: Icon::Close,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                on_press: move |_| change.call(("remove", index, None)),
                            }
                        }
                    }
                }
            }
        }
        // a button of its own: arrow keys walk through the choices
        div { class: "dk-word-add",
            SelectField {
                label: tr!("macro-action-add", list = title.clone()),
                value: picked(),
                none_label: tr("trig-action-choose"),
                options: words,
                on_change: move |word| picked.set(word),
            }
            Button {
                label: tr("trig-add"),
                icon: Icon::Plus,
                disabled: picked.read().is_empty(),
                on_press: move |_| {
                    let word = std::mem::take(&mut *picked.write());
                    change.call(("add", 0, Some(fresh(&word))));
                },
            }
        }
    }
}

/// What is wrong with one action, by its members, in words.
fn of_action(wrong: &BTreeMap<String, String>, member: &str, index: usize) -> BTreeMap<String, String> {
    let prefix = format!("{member}.{index}.");
    let own = wrong.iter().filter_map(|(member, problem)| Some((member.strip_prefix(&prefix)?, problem)));
    own.map(|(member, problem)| (member.to_owned(), said(problem))).collect()
}

#[component]
fn Inputs(
    known: Known,
    id: MacroId,
    action: Action,
    wrong: BTreeMap<String, String>,
    on_change: EventHandler<Action>,
) -> Element {
    let of = |member: &str| wrong.get(member).cloned();
    match action {
        Action::Set { field, value, only_if_empty } => rsx! {
            SetInputs { known, field, value, only_if_empty, wrong, on_change }
        },
        Action::Block { text } => rsx! {
            BlockInputs { text, error: of("text"), on_change }
        },
        Action::Allow => rsx! {
            p { class: "dk-quiet", {tr("macro-allow-text")} }
        },
        Action::Pictures => rsx! {
            p { class: "dk-quiet", {tr("macro-pictures-text")} }
        },
        Action::ReadOnly { fields, who } => rsx! {
            ReadOnlyInputs { known, fields, who, wrong, on_change }
        },
        Action::HideMacros { macros } => rsx! {
            NameTicks {
                all: known.others(id),
                what: tr("macro-others"),
                chosen: macros.iter().map(ToString::to_string).collect::<Vec<_>>(),
                on_turn: move |(id, on): (String, bool)| {
                    on_change.call(Action::HideMacros { macros: turned(&macros, &id, on) });
                },
            }
            Problem { text: of("macros") }
        },
        Action::Show { fields, replies } => rsx! {
            ShowInputs {
                known,
                fields,
                replies,
                error: of("fields"),
                on_change: move |(fields, replies)| on_change.call(Action::Show { fields, replies }),
            }
        },
        Action::Hide { fields, replies } => rsx! {
            ShowInputs {
                known,
                fields,
                replies,
                error: of("fields"),
                on_change: move |(fields, replies)| on_change.call(Action::Hide { fields, replies }),
            }
        },
        Action::Call { field } => rsx! {
            SelectField {
                label: tr("macro-call-field"),
                value: field,
                options: known.callable(),
                error: of("field"),
                on_change: move |field: String| on_change.call(Action::Call { field }),
            }
        },
    }
}

#[component]
fn Problem(text: Option<String>) -> Element {
    rsx! {
        if let Some(text) = text {
            p { class: "tr-error", role: "alert", "{text}" }
        }
    }
}

#[component]
fn BlockInputs(text: Label, error: Option<String>, on_change: EventHandler<Action>) -> Element {
    let (en, zh) = (text.clone(), text.clone());
    rsx! {
        TextField {
            label: tr("macro-block-en"),
            value: text.en.clone(),
            max_length: 500,
            error,
            on_input: move |typed: String| on_change.call(Action::Block { text: Label { en: typed, ..en.clone() } }),
        }
        TextField {
            label: tr("macro-block-zh"),
            value: text.zh_cn.clone(),
            max_length: 500,
            on_input: move |typed: String| on_change.call(Action::Block { text: Label { zh_cn: typed, ..zh.clone() } }),
        }
    }
}

#[component]
fn ReadOnlyInputs(
    known: Known,
    fields: Vec<String>,
    who: Audience,
    wrong: BTreeMap<String, String>,
    on_change: EventHandler<Action>,
) -> Element {
    let (named, audience, readers) =
        ((fields.clone(), who.clone()), (fields.clone(), who.clone()), (fields.clone(), who.clone()));
    rsx! {
        p { class: "dk-quiet", {tr("macro-fields-all")} }
        NameTicks {
            all: known.lockable(),
            what: tr("macro-fields"),
            chosen: fields,
            on_turn: move |(key, on): (String, bool)| {
                let (fields, who) = named.clone();
                on_change.call(Action::ReadOnly { fields: turned(&fields, &key, on), who });
            },
        }
        Problem { text: wrong.get("fields").cloned() }
        CheckField {
            label: tr("macro-read-only-readers"),
            checked: who.readers,
            on_change: move |on| {
                let (fields, who) = readers.clone();
                on_change.call(Action::ReadOnly { fields, who: Audience { readers: on, ..who } });
            },
        }
        TargetsField {
            book: known.book().clone(),
            label: tr("macro-read-only-for"),
            targets: who.targets.clone(),
            optional: true,
            error: wrong.get("who").cloned(),
            on_change: move |targets: Targets| {
                let (fields, who) = audience.clone();
                on_change.call(Action::ReadOnly { fields, who: Audience { targets, ..who } });
            },
        }
    }
}

#[component]
fn ShowInputs(
    known: Known,
    fields: Vec<String>,
    replies: bool,
    error: Option<String>,
    on_change: EventHandler<(Vec<String>, bool)>,
) -> Element {
    let (named, kept) = (fields.clone(), fields.clone());
    rsx! {
        NameTicks {
            all: known.own(),
            what: tr("macro-fields"),
            chosen: fields,
            on_turn: move |(key, on): (String, bool)| on_change.call((turned(&named, &key, on), replies)),
        }
        CheckField {
            label: tr("macro-replies"),
            checked: replies,
            on_change: move |on| on_change.call((kept.clone(), on)),
        }
        Problem { text: error }
    }
}
