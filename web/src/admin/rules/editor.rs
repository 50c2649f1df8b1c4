//! One rule: what it waits for, its conditions, its actions in order, and trying it out.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::filter::Filter;
use truckroll_domain::triggers::{Change, Rule, RuleKind};
use truckroll_protocol::api::rules::{NewRule, RuleNow};
use truckroll_ui::prelude::*;

use super::actions::Actions;
use super::known::{Known, key, known, said, topics};
use super::trial::Trial;
use super::{PATH, id_of, kind_of};
use crate::admin::SettingsHead;
use crate::admin::parts::{Overtaken, SaveBar};
use crate::api;
use crate::api::rules::TOPIC;
use crate::api::staff::Outcome;
use crate::desk::conditions::{Conditions, Line, conditions};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::unsaved::use_unsaved;

/// The screen; `new` makes a rule.
#[component]
pub fn RuleScreen(rule: ReadSignal<String>, query: ReadSignal<Query>) -> Element {
    rsx! {
        for rule in [rule()] {
            Loaded { key: "{rule}", rule, kind: kind_of(&query.read()) }
        }
    }
}

#[component]
fn Loaded(rule: String, kind: RuleKind) -> Element {
    let id = id_of(&rule);
    let known = use_live(topics, known);
    let read = use_live(
        || vec![TOPIC.to_owned()],
        || async {
            let mut all = api::rules::list(RuleKind::Trigger).await?;
            all.extend(api::rules::list(RuleKind::Automation).await?);
            api::Answer::Ok(all)
        },
    );
    let found = read.value().and_then(|all| all.into_iter().find(|now| Some(now.id) == id));
    let kind = found.as_ref().map_or(kind, |now| now.kind);
    let title = found.as_ref().map(|now| now.rule.title.clone());
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: title.unwrap_or_else(|| tr(&key("trig-new", kind.word()))),
                LinkButton {
                    href: format!("{PATH}?kind={}", kind.word()),
                    label: tr("trig-title"),
                    icon: Icon::ArrowLeft,
                    kind: ButtonKind::Ghost,
                }
            }
            Stale { read }
            match (known.value(), read.value()) {
                (None, _) => rsx! { Waiting { read: known } },
                (_, None) => rsx! { Waiting { read } },
                (Some(known), Some(_)) if id.is_none() || found.is_some() => rsx! { RuleEditor { known, kind, now: found } },
                _ => rsx! { Empty { icon: Icon::Sliders, title: tr("trig-missing"), text: tr("trig-missing-text") } },
            }
        }
    }
}

/// The editor.
#[component]
pub fn RuleEditor(known: Known, kind: RuleKind, now: Option<RuleNow>) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let changes = use_changes();
    let asks = known.asks(kind);
    let start = now.as_ref().map_or_else(|| empty(kind), |now| now.rule.clone());
    let mut read = use_signal(|| now.clone());
    let mut saved = use_signal(|| start.clone());
    let mut rule = use_signal(|| start.clone());
    let mut all = use_signal(|| start.when.all.iter().map(Line::of).collect::<Vec<_>>());
    let mut any = use_signal(|| start.when.any.iter().map(Line::of).collect::<Vec<_>>());
    let mut tried = use_signal(|| false);
    let mut refused = use_signal(BTreeMap::<String, String>::new);
    let mut overtaken = use_signal(|| false);
    let mut removing = use_signal(|| false);
    let latest = now.clone();
    let mut begin = move |now: RuleNow| {
        all.set(now.rule.when.all.iter().map(Line::of).collect());
        any.set(now.rule.when.any.iter().map(Line::of).collect());
        rule.set(now.rule.clone());
        saved.set(now.rule.clone());
        read.set(Some(now));
        tried.set(false);
        overtaken.set(false);
        refused.write().clear();
    };
    // The rule as it would be saved; `None` while a condition is not finished.
    let asked = asks.clone();
    let built = use_callback(move |()| {
        let when = Filter { all: conditions(&asked, &all.read())?, any: conditions(&asked, &any.read())? };
        Some(Rule { when, ..rule.read().clone() })
    });
    let changed = built.call(()).is_none_or(|built| built != *saved.read()) || read.read().is_none();
    use_unsaved(move || built.call(()).is_none_or(|built| built != *saved.read()));
    let send = use_send(
        |(id, new): (Option<_>, NewRule)| async move { api::rules::save(id, &new).await.map(|outcome| (id, outcome)) },
        move |(id, outcome)| match outcome {
            Outcome::Written(now) => {
                let path = format!("{PATH}/{}", now.id);
                begin(now);
                changes.announce([TOPIC]);
                toasts.say(Tone::Done, tr("rules-saved"));
                if id.is_none() {
                    go.instead(path);
                }
            }
            Outcome::Overtaken => {
                overtaken.set(true);
                changes.announce([TOPIC]);
            }
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let remove = use_send(
        |id| async move { api::rules::remove(id).await },
        move |()| {
            changes.announce([TOPIC]);
            go.to(format!("{PATH}?kind={}", kind.word()));
        },
    );
    let looked = known.clone();
    let wrong = use_memo(move || {
        let mut problems = match built.call(()) {
            Some(rule) => looked.problems(kind, &rule),
            None => BTreeMap::from([("when".to_owned(), "unfinished".to_owned())]),
        };
        if !tried() {
            problems.clear();
        }
        problems.extend(refused.read().clone());
        problems
    });
    let of = move |member: &str| wrong.read().get(member).map(|problem| said(problem));
    let lines =
        move |list: &str, count: usize| (0..count).map(|index| of(&format!("when.{list}.{index}"))).collect::<Vec<_>>();
    let submit = use_callback(move |()| {
        tried.set(true);
        refused.write().clear();
        if let Some(rule) = built.call(()).filter(|_| wrong.read().is_empty()) {
            let (id, version) = read.peek().as_ref().map_or((None, 0), |now| (Some(now.id), now.version));
            send.run((id, NewRule { kind, version, rule }));
        }
    });
    let shown = rule.read().clone();
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: send.failure().or_else(|| remove.failure()) }
            if overtaken() {
                Overtaken {
                    title: tr("trig-overtaken"),
                    on_take: {
                        let latest = latest.clone();
                        move |()| {
                            if let Some(latest) = latest.clone() {
                                begin(latest);
                            }
                        }
                    },
                    on_keep: {
                        let latest = latest.clone();
                        move |()| {
                            read.set(latest.clone());
                            overtaken.set(false);
                        }
                    },
                }
            }
            Section { title: tr("trig-what"),
                TextField {
                    label: tr("trig-name"),
                    value: shown.title.clone(),
                    required: true,
                    max_length: 100,
                    error: of("title"),
                    on_input: move |title: String| rule.write().title = title,
                }
                CheckField {
                    label: tr("trig-enabled"),
                    switch: true,
                    checked: shown.enabled,
                    on_change: move |on| rule.write().enabled = on,
                }
                if kind == RuleKind::Trigger {
                    fieldset { class: "dk-own-field",
                        legend { class: "tr-label", {tr("trig-events")} }
                        for change in Change::ALL {
                            CheckField {
                                key: "{change.word()}",
                                label: tr(&key("trig-event", change.word())),
                                checked: shown.events.contains(&change),
                                on_change: move |on| {
                                    let mut rule = rule.write();
                                    if on {
                                        rule.events.insert(change);
                                    } else {
                                        rule.events.remove(&change);
                                    }
                                },
                            }
                        }
                        if let Some(problem) = of("events") {
                            p { class: "tr-error", role: "alert", "{problem}" }
                        }
                    }
                }
            }
            Section { title: tr("trig-when"),
                p { class: "dk-quiet", {tr(&key("trig-when", kind.word()))} }
                if let Some(problem) = of("when") {
                    p { class: "tr-error", role: "alert", "{problem}" }
                }
                Conditions {
                    asks: asks.clone(),
                    changing: known.changing(kind),
                    lines: all,
                    title: tr("cust-all"),
                    wrong: lines("all", all.read().len()),
                }
                Conditions {
                    asks: asks.clone(),
                    changing: known.changing(kind),
                    lines: any,
                    title: tr("cust-any"),
                    wrong: lines("any", any.read().len()),
                }
            }
            Section { title: tr("trig-actions"),
                p { class: "dk-quiet", {tr("trig-placeholders")} }
                if let Some(problem) = of("actions") {
                    p { class: "tr-error", role: "alert", "{problem}" }
                }
                Actions { known: known.clone(), rule, wrong: wrong() }
            }
            Section { title: tr("trig-trial"),
                Trial {
                    kind,
                    on_rule: move |()| {
                        tried.set(true);
                        built.call(()).filter(|_| wrong.read().is_empty())
                    },
                }
            }
            if let Some(now) = read() {
                div { class: "tr-actions",
                    Button {
                        label: tr("trig-remove"),
                        icon: Icon::Trash,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| removing.set(true),
                    }
                }
                if removing() {
                    Confirm {
                        open: true,
                        title: tr!("trig-remove-title", name = now.rule.title.clone()),
                        text: tr("trig-remove-text"),
                        verb: tr("trig-remove"),
                        danger: true,
                        busy: remove.busy(),
                        on_confirm: move |()| remove.run(now.id),
                        on_close: move |()| removing.set(false),
                    }
                }
            }
            SaveBar { changed, problems: wrong.read().len(), busy: send.busy() }
        }
    }
}

fn empty(kind: RuleKind) -> Rule {
    let events = if kind == RuleKind::Trigger { [Change::Created].into() } else { Default::default() };
    Rule { enabled: true, events, ..Rule::default() }
}
