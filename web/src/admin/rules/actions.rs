//! The actions of a rule, in order: each with the inputs that fit it.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::fields::Noun;
use truckroll_domain::triggers::{Action, AssignMode, Recipient, Rule};
use truckroll_domain::{AgentId, TargetId};
use truckroll_ui::prelude::*;

use super::known::{Known, key, said};

/// Words of actions, in the order of the list.
const WORDS: [&str; 10] =
    ["set_ticket", "assign", "add_cc", "note", "reply", "tell", "mail", "call", "set_company", "set_contact"];
/// Recipients that are found by what they are to the ticket.
const ROLES: [Recipient; 6] = [
    Recipient::Assignee,
    Recipient::Group,
    Recipient::Supervisor,
    Recipient::Cc,
    Recipient::Creator,
    Recipient::Contact,
];

/// An action to begin with.
fn fresh(word: &str, known: &Known) -> Action {
    let agent = known.book.agents.first().and_then(|(id, _)| id.parse::<AgentId>().ok()).unwrap_or_default();
    let set = |noun: Noun| known.settable(noun).first().map(|ask| ask.name.clone()).unwrap_or_default();
    match word {
        "set_company" => Action::SetCompany { field: set(Noun::Company), value: String::new() },
        "set_contact" => Action::SetContact { field: set(Noun::Contact), value: String::new() },
        "assign" => Action::Assign { mode: AssignMode::Fixed, agent: None, group: None, skills: String::new() },
        "add_cc" => Action::AddCc { agent },
        "note" => Action::Note { text: String::new() },
        "reply" => Action::Reply { text: String::new() },
        "tell" => Action::Tell { to: vec![Recipient::Assignee], text: String::new() },
        "mail" => Action::Mail { subject: String::new(), text: String::new() },
        "call" => Action::Call { target: known.targets.first().map(|now| now.id).unwrap_or_default() },
        _ => Action::SetTicket { field: "status".to_owned(), value: String::new() },
    }
}

/// The list, and what can be added.
#[component]
pub fn Actions(known: Known, rule: Signal<Rule>, wrong: BTreeMap<String, String>) -> Element {
    let mut rule = rule;
    let mut picked = use_signal(String::new);
    let actions = rule.read().actions.clone();
    let count = actions.len();
    let words: Vec<Choice> = WORDS.iter().map(|word| Choice::new(*word, tr(&key("trig-do", word)))).collect();
    let looked = known.clone();
    rsx! {
        ol { class: "dk-plain-list", aria_label: tr("trig-actions"),
            for (index, action) in actions.into_iter().enumerate() {
                li { key: "{index}",
                    fieldset { class: "dk-own-field",
                        legend { class: "tr-label", {tr(&key("trig-do", action.word()))} }
                        Inputs {
                            known: known.clone(),
                            action: action.clone(),
                            wrong: of_action(&wrong, index),
                            on_change: move |action: Action| {
                                if let Some(place) = rule.write().actions.get_mut(index) {
                                    *place = action;
                                }
                            },
                        }
                        div { class: "tr-actions",
                            Button {
                                label: tr!("trig-action-up", number = index + 1),
                                icon: Icon::ArrowUp,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                disabled: index == 0,
                                on_press: move |_| rule.write().actions.swap(index, index - 1),
                            }
                            Button {
                                label: tr!("trig-action-down", number = index + 1),
                                icon: Icon::ArrowDown,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                disabled: index + 1 == count,
                                on_press: move |_| rule.write().actions.swap(index, index + 1),
                            }
                            Button {
                                label: tr!("trig-action-remove", number = index + 1),
                                icon: Icon::Close,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                on_press: move |_| {
                                    rule.write().actions.remove(index);
                                },
                            }
                        }
                    }
                }
            }
        }
        div { class: "dk-word-add",
            SelectField {
                label: tr("trig-action-add"),
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
                    rule.write().actions.push(fresh(&word, &looked));
                },
            }
        }
    }
}

/// What is wrong with one action, by its members.
fn of_action(wrong: &BTreeMap<String, String>, index: usize) -> BTreeMap<String, String> {
    let prefix = format!("actions.{index}.");
    let own = wrong.iter().filter_map(|(member, problem)| Some((member.strip_prefix(&prefix)?, problem)));
    own.map(|(member, problem)| (member.to_owned(), said(problem))).collect()
}

#[component]
fn Inputs(known: Known, action: Action, wrong: BTreeMap<String, String>, on_change: EventHandler<Action>) -> Element {
    let of = |member: &str| wrong.get(member).cloned();
    match action {
        Action::SetTicket { field, value } => rsx! {
            SetField {
                known,
                noun: Noun::Ticket,
                field,
                value,
                wrong,
                on_change: move |(field, value)| on_change.call(Action::SetTicket { field, value }),
            }
        },
        Action::SetCompany { field, value } => rsx! {
            SetField {
                known,
                noun: Noun::Company,
                field,
                value,
                wrong,
                on_change: move |(field, value)| on_change.call(Action::SetCompany { field, value }),
            }
        },
        Action::SetContact { field, value } => rsx! {
            SetField {
                known,
                noun: Noun::Contact,
                field,
                value,
                wrong,
                on_change: move |(field, value)| on_change.call(Action::SetContact { field, value }),
            }
        },
        Action::Assign { mode, agent, group, skills } => {
            let (by_mode, by_group, by_agent) = (skills.clone(), skills.clone(), skills.clone());
            let modes: Vec<Choice> = AssignMode::ALL
                .iter()
                .map(|mode| Choice::new(mode.word(), tr(&key("trig-mode", mode.word()))))
                .collect();
            rsx! {
                SelectField {
                    label: tr("trig-mode"),
                    value: mode.word(),
                    options: modes,
                    on_change: move |word: String| {
                        let mode = AssignMode::ALL.into_iter().find(|mode| mode.word() == word).unwrap_or_default();
                        let agent = agent.filter(|_| mode == AssignMode::Fixed);
                        let skills = if mode == AssignMode::Skill { by_mode.clone() } else { String::new() };
                        on_change.call(Action::Assign { mode, agent, group, skills });
                    },
                }
                div { class: "dk-form-pair",
                    SelectField {
                        label: tr("trig-ask-group"),
                        value: group.map(|id| id.to_string()).unwrap_or_default(),
                        none_label: tr("trig-group-kept"),
                        options: known.groups(),
                        error: of("group"),
                        on_change: move |id: String| {
                            let skills = by_group.clone();
                            on_change.call(Action::Assign { mode, agent, group: id.parse().ok(), skills });
                        },
                    }
                    if mode == AssignMode::Fixed {
                        SelectField {
                            label: tr("trig-ask-assignee"),
                            value: agent.map(|id| id.to_string()).unwrap_or_default(),
                            none_label: tr("trig-nobody"),
                            options: known.agents(),
                            error: of("agent"),
                            on_change: move |id: String| {
                                let skills = by_agent.clone();
                                on_change.call(Action::Assign { mode, agent: id.parse().ok(), group, skills });
                            },
                        }
                    }
                    if mode == AssignMode::Skill {
                        TextField {
                            label: tr("trig-skills"),
                            hint: tr("trig-skills-hint"),
                            value: skills,
                            max_length: 1_000,
                            error: of("skills"),
                            on_input: move |skills| on_change.call(Action::Assign { mode, agent, group, skills }),
                        }
                    }
                }
                if matches!(mode, AssignMode::Nearest | AssignMode::Skill) {
                    p { class: "dk-quiet", {tr("trig-mode-ranked")} }
                }
            }
        }
        Action::AddCc { agent } => rsx! {
            SelectField {
                label: tr("trig-ask-cc"),
                value: agent.to_string(),
                options: known.agents(),
                error: of("agent"),
                on_change: move |id: String| {
                    if let Ok(agent) = id.parse() {
                        on_change.call(Action::AddCc { agent });
                    }
                },
            }
        },
        Action::Note { text } => rsx! {
            Text { text, error: of("text"), on_change: move |text| on_change.call(Action::Note { text }) }
        },
        Action::Reply { text } => rsx! {
            Text { text, error: of("text"), on_change: move |text| on_change.call(Action::Reply { text }) }
        },
        Action::Tell { to, text } => {
            let said = text.clone();
            let kept = to.clone();
            rsx! {
                Recipients {
                    known,
                    to,
                    error: of("to"),
                    on_change: move |to| on_change.call(Action::Tell { to, text: said.clone() }),
                }
                Text { text, error: of("text"), on_change: move |text| on_change.call(Action::Tell { to: kept.clone(), text }) }
            }
        }
        Action::Mail { subject, text } => {
            let (body, head) = (text.clone(), subject.clone());
            rsx! {
                TextField {
                    label: tr("trig-subject"),
                    value: subject,
                    max_length: 500,
                    error: of("subject"),
                    on_input: move |subject| on_change.call(Action::Mail { subject, text: body.clone() }),
                }
                Text { text, error: of("text"), on_change: move |text| on_change.call(Action::Mail { subject: head.clone(), text }) }
            }
        }
        Action::Call { target } => {
            let targets: Vec<Choice> =
                known.targets.iter().map(|now| Choice::new(now.id.to_string(), now.target.title.clone())).collect();
            rsx! {
                if targets.is_empty() {
                    p { class: "dk-quiet", {tr("trig-no-targets")} }
                }
                SelectField {
                    label: tr("trig-target"),
                    value: target.to_string(),
                    none_label: tr("trig-target-choose"),
                    options: targets,
                    error: of("target"),
                    on_change: move |id: String| {
                        on_change.call(Action::Call { target: id.parse().unwrap_or_else(|_| TargetId::default()) });
                    },
                }
            }
        }
    }
}

#[component]
fn Text(text: String, error: Option<String>, on_change: EventHandler<String>) -> Element {
    rsx! {
        TextAreaField {
            label: tr("trig-text"),
            value: text,
            max_length: 10_000,
            error,
            on_input: move |text| on_change.call(text),
        }
    }
}

#[component]
fn SetField(
    known: Known,
    noun: Noun,
    field: String,
    value: String,
    wrong: BTreeMap<String, String>,
    on_change: EventHandler<(String, String)>,
) -> Element {
    let settable = known.settable(noun);
    let choices = settable.iter().find(|ask| ask.name == field).map(|ask| ask.choices.clone()).unwrap_or_default();
    let fields: Vec<Choice> = settable.iter().map(|ask| Choice::new(ask.name.clone(), ask.label.clone())).collect();
    // a value that is no choice is a text with placeholders
    let listed = !choices.is_empty() && (value.is_empty() || choices.iter().any(|choice| choice.value == value));
    let named = field.clone();
    rsx! {
        div { class: "dk-form-pair",
            SelectField {
                label: tr("cust-field"),
                value: field,
                options: fields,
                error: wrong.get("field").cloned(),
                on_change: move |field: String| on_change.call((field, String::new())),
            }
            if listed {
                SelectField {
                    label: tr("cust-value"),
                    value,
                    none_label: tr("trig-value-empty"),
                    options: choices,
                    error: wrong.get("value").cloned(),
                    on_change: move |value: String| on_change.call((named.clone(), value)),
                }
            } else {
                TextField {
                    label: tr("cust-value"),
                    value,
                    placeholder: tr("trig-value-empty"),
                    max_length: 10_000,
                    error: wrong.get("value").cloned(),
                    on_input: move |value: String| on_change.call((named.clone(), value)),
                }
            }
        }
    }
}

#[component]
fn Recipients(
    known: Known,
    to: Vec<Recipient>,
    error: Option<String>,
    on_change: EventHandler<Vec<Recipient>>,
) -> Element {
    let mut picked = use_signal(String::new);
    let named: Vec<(Recipient, String)> = to
        .iter()
        .filter_map(|one| match one {
            Recipient::Agent { id } => {
                let name = known.book.agents.iter().find(|(known, _)| *known == id.to_string());
                Some((one.clone(), name.map_or_else(|| id.to_string(), |(_, name)| name.clone())))
            }
            _ => None,
        })
        .collect();
    let with = {
        let to = to.clone();
        move |one: Recipient, on: bool| {
            let mut to = to.clone();
            to.retain(|known| *known != one);
            if on {
                to.push(one);
            }
            on_change.call(to);
        }
    };
    rsx! {
        fieldset { class: "dk-own-field",
            legend { class: "tr-label", {tr("trig-to")} }
            for role in ROLES {
                CheckField {
                    key: "{role.word()}",
                    label: tr(&key("trig-to", role.word())),
                    checked: to.contains(&role),
                    on_change: {
                        let (with, role) = (with.clone(), role.clone());
                        move |on| with(role.clone(), on)
                    },
                }
            }
            for (one, name) in named {
                CheckField {
                    key: "{name}",
                    label: name.clone(),
                    checked: true,
                    on_change: {
                        let (with, one) = (with.clone(), one.clone());
                        move |on| with(one.clone(), on)
                    },
                }
            }
            div { class: "dk-word-add",
                SelectField {
                    label: tr("trig-to-agent"),
                    value: picked(),
                    none_label: tr("trig-nobody"),
                    options: known.agents(),
                    on_change: move |id| picked.set(id),
                }
                Button {
                    label: tr("trig-add"),
                    icon: Icon::Plus,
                    disabled: picked.read().is_empty(),
                    on_press: {
                        let with = with.clone();
                        move |_| {
                            if let Ok(id) = std::mem::take(&mut *picked.write()).parse() {
                                with(Recipient::Agent { id }, true);
                            }
                        }
                    },
                }
            }
            if let Some(error) = error {
                p { class: "tr-error", role: "alert", "{error}" }
            }
        }
    }
}
