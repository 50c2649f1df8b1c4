//! One macro: when it runs and for whom, its conditions, and what it does then and else.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::access::Targets;
use truckroll_domain::filter::Filter;
use truckroll_domain::macros::{Action, AtNode, Macro, Moment};
use truckroll_domain::{MacroId, TemplateId};
use truckroll_protocol::api::macros::{MacroNow, NewMacro};
use truckroll_ui::prelude::*;

use super::actions::Actions;
use super::known::{Known, known, said};
use super::{PATH, key};
use crate::admin::SettingsHead;
use crate::admin::for_whom::TargetsField;
use crate::admin::parts::{Overtaken, SaveBar};
use crate::api;
use crate::api::macros::TOPIC;
use crate::api::staff::Outcome;
use crate::desk::conditions::{Conditions, Line, conditions};
use crate::desk::names::NameTicks;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::unsaved::use_unsaved;

/// The screen; `new` makes a macro, `?workflow=` and `?node=` for a node.
#[component]
pub fn MacroScreen(one: ReadSignal<String>, query: ReadSignal<Query>) -> Element {
    let at = {
        let query = query.read();
        let node = query.some("node").map(|node| node.to_owned());
        query.some("workflow").and_then(|id| id.parse().ok()).zip(node)
    };
    rsx! {
        for one in [one()] {
            Loaded { key: "{one}", one, at: at.clone().map(|(workflow, node)| AtNode { workflow, node }) }
        }
    }
}

#[component]
fn Loaded(one: String, at: Option<AtNode>) -> Element {
    let topics = || [TOPIC, "agent", "group", "fields", "ticket_template"].map(str::to_owned).to_vec();
    let read = use_live(topics, known);
    let id = one.parse::<MacroId>().ok();
    let found = read.value().and_then(|known| known.macros.into_iter().find(|now| Some(now.body.id) == id));
    let title = found.as_ref().map_or_else(|| tr("macro-new"), |now| now.body.title.clone());
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title,
                LinkButton { href: PATH, label: tr("macro-title"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
            }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read } },
                Some(known) if one == "new" || found.is_some() => rsx! { MacroEditor { known, now: found, at } },
                Some(_) => rsx! {
                    Empty { icon: Icon::Sliders, title: tr("macro-missing"), text: tr("macro-missing-text") }
                },
            }
        }
    }
}

/// The macro as it was read; one that runs for everybody where it is new.
fn begun(now: Option<&MacroNow>, at: Option<AtNode>) -> MacroNow {
    now.cloned().unwrap_or_else(|| {
        let id = api::fresh(MacroId::from_parts);
        // what a node does is done when its form opens
        let moment = if at.is_some() { Moment::PageLoad } else { Moment::Button };
        let body = Macro { id, moment, node: at, scope: Targets::everybody(), enabled: true, ..Macro::default() };
        MacroNow { seq: 0, body }
    })
}

fn lines(conditions: &[truckroll_domain::filter::Condition]) -> Vec<Line> {
    conditions.iter().map(Line::of).collect()
}

/// The editor.
#[component]
pub fn MacroEditor(known: Known, now: Option<MacroNow>, at: Option<AtNode>) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let changes = use_changes();
    let latest = now.clone();
    let mut base = use_signal(|| begun(now.as_ref(), at));
    let id = base.peek().body.id;
    let asks = known.asks(id);
    let mut draft = use_signal(|| base.peek().body.clone());
    let mut all = use_signal(|| lines(&base.peek().body.when.all));
    let mut any = use_signal(|| lines(&base.peek().body.when.any));
    let mut tried = use_signal(|| false);
    let mut refused = use_signal(BTreeMap::<String, String>::new);
    let mut overtaken = use_signal(|| false);
    let mut removing = use_signal(|| false);
    let mut take = move |now: MacroNow| {
        all.set(lines(&now.body.when.all));
        any.set(lines(&now.body.when.any));
        draft.set(now.body.clone());
        base.set(now);
        tried.set(false);
        overtaken.set(false);
        refused.write().clear();
    };
    // The macro as it would be saved; `None` while a condition is not finished.
    let asked = asks.clone();
    let built = use_callback(move |()| {
        let when = Filter { all: conditions(&asked, &all.read())?, any: conditions(&asked, &any.read())? };
        Some(Macro { when, ..draft.read().clone() })
    });
    let is_changed = move || built.call(()).is_none_or(|built| built != base.read().body) || base.read().seq == 0;
    use_unsaved(move || built.call(()).is_none_or(|built| built != base.read().body));
    let send = use_send(
        |new: NewMacro| async move { api::macros::save(&new).await },
        move |outcome| match outcome {
            Outcome::Written(now) => {
                let path = format!("{PATH}/{}", now.body.id);
                let new = base.peek().seq == 0;
                take(now);
                changes.announce([TOPIC]);
                toasts.say(Tone::Done, tr("rules-saved"));
                if new {
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
    let mut named = use_signal(|| false);
    let remove = use_send(
        move |seq: i64| async move { api::macros::remove(id, seq).await },
        move |outcome| {
            removing.set(false);
            changes.announce([TOPIC]);
            match outcome {
                Outcome::Written(()) => go.to(PATH),
                _ => named.set(true),
            }
        },
    );
    let looked = known.clone();
    let wrong = use_memo(move || {
        let mut problems: BTreeMap<String, String> = match built.call(()) {
            Some(one) => {
                looked.problems(&one).into_iter().map(|(member, problem)| (member, problem.to_owned())).collect()
            }
            None => BTreeMap::from([("when".to_owned(), "unfinished".to_owned())]),
        };
        if !tried() {
            problems.clear();
        }
        problems.extend(refused.read().clone());
        problems
    });
    let of = move |member: &str| wrong.read().get(member).map(|problem| said(problem));
    let of_lines =
        move |list: &str, count: usize| (0..count).map(|index| of(&format!("when.{list}.{index}"))).collect::<Vec<_>>();
    let submit = use_callback(move |()| {
        tried.set(true);
        refused.write().clear();
        if let Some(body) = built.call(()).filter(|_| wrong.read().is_empty()) {
            send.run(NewMacro { seq: base.peek().seq, body });
        }
    });
    let shown = draft.read().clone();
    let moments: Vec<Choice> =
        Moment::ALL.iter().map(|moment| Choice::new(moment.word(), tr(&key("macro-moment", moment.word())))).collect();
    let saved = base.read().seq != 0;
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: send.failure().or_else(|| remove.failure()) }
            if named() {
                Notice { tone: Tone::Alert, title: tr("macro-remove-named") }
            }
            if let Some(latest) = latest.filter(|_| overtaken()) {
                Overtaken {
                    title: tr("macro-overtaken"),
                    on_take: {
                        let latest = latest.clone();
                        move |()| take(latest.clone())
                    },
                    on_keep: move |()| {
                        base.set(latest.clone());
                        overtaken.set(false);
                    },
                }
            }
            Section { title: tr("macro-what"),
                TextField {
                    label: tr("macro-name"),
                    value: shown.title.clone(),
                    required: true,
                    max_length: 100,
                    error: of("title"),
                    on_input: move |title: String| draft.write().title = title,
                }
                TextAreaField {
                    label: tr("macro-description"),
                    hint: tr("macro-description-hint"),
                    value: shown.description.clone(),
                    rows: 2,
                    max_length: 1_000,
                    error: of("description"),
                    on_input: move |text: String| draft.write().description = text,
                }
                CheckField {
                    label: tr("macro-enabled"),
                    switch: true,
                    checked: shown.enabled,
                    on_change: move |on| draft.write().enabled = on,
                }
                SelectField {
                    label: tr("macro-moment"),
                    value: shown.moment.word(),
                    options: moments,
                    on_change: move |word: String| {
                        let mut draft = draft.write();
                        draft.moment = Moment::from_word(&word).unwrap_or_default();
                        if draft.moment != Moment::FieldChange {
                            draft.listens.clear();
                        }
                    },
                }
                if shown.moment == Moment::FieldChange {
                    NameTicks {
                        all: known.lockable(),
                        what: tr("macro-listens"),
                        chosen: shown.listens.clone(),
                        on_turn: move |(key, on): (String, bool)| {
                            let mut draft = draft.write();
                            draft.listens.retain(|known| *known != key);
                            if on {
                                draft.listens.push(key);
                            }
                        },
                    }
                    if let Some(problem) = of("listens") {
                        p { class: "tr-error", role: "alert", "{problem}" }
                    }
                }
                TargetsField {
                    book: known.book().clone(),
                    label: tr("macro-scope"),
                    targets: shown.scope.clone(),
                    error: of("scope"),
                    on_change: move |scope: Targets| draft.write().scope = scope,
                }
                if !known.forms.templates.is_empty() {
                    p { class: "dk-quiet", {tr("macro-templates-hint")} }
                    NameTicks {
                        all: known.templates(),
                        what: tr("macro-templates"),
                        chosen: shown.templates.iter().map(ToString::to_string).collect::<Vec<_>>(),
                        on_turn: move |(id, on): (String, bool)| {
                            let Ok(id) = id.parse::<TemplateId>() else { return };
                            let mut draft = draft.write();
                            draft.templates.retain(|known| *known != id);
                            if on {
                                draft.templates.push(id);
                            }
                        },
                    }
                    if let Some(problem) = of("templates") {
                        p { class: "tr-error", role: "alert", "{problem}" }
                    }
                }
                if let Some(at) = shown.node.clone() {
                    NodeLine { at, error: of("node"), on_remove: move |()| draft.write().node = None }
                }
            }
            Section { title: tr("macro-when"),
                p { class: "dk-quiet", {tr("macro-when-text")} }
                if let Some(problem) = of("when") {
                    p { class: "tr-error", role: "alert", "{problem}" }
                }
                Conditions { asks: asks.clone(), lines: all, title: tr("cust-all"), wrong: of_lines("all", all.read().len()) }
                Conditions { asks: asks.clone(), lines: any, title: tr("cust-any"), wrong: of_lines("any", any.read().len()) }
            }
            Section { title: tr("macro-then"),
                if let Some(problem) = of("then") {
                    p { class: "tr-error", role: "alert", "{problem}" }
                }
                Actions {
                    known: known.clone(),
                    id,
                    member: "then",
                    title: tr("macro-then"),
                    actions: shown.then.clone(),
                    wrong: wrong(),
                    on_change: move |actions: Vec<Action>| draft.write().then = actions,
                }
            }
            Section { title: tr("macro-else"),
                p { class: "dk-quiet", {tr("macro-else-text")} }
                Actions {
                    known: known.clone(),
                    id,
                    member: "otherwise",
                    title: tr("macro-else"),
                    actions: shown.otherwise.clone(),
                    wrong: wrong(),
                    on_change: move |actions: Vec<Action>| draft.write().otherwise = actions,
                }
            }
            if saved {
                div { class: "tr-actions",
                    Button {
                        label: tr("macro-remove"),
                        icon: Icon::Trash,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| removing.set(true),
                    }
                }
                if removing() {
                    Confirm {
                        open: true,
                        title: tr!("macro-remove-title", name = base.read().body.title.clone()),
                        text: tr("macro-remove-text"),
                        verb: tr("macro-remove"),
                        danger: true,
                        busy: remove.busy(),
                        on_confirm: move |()| remove.run(base.peek().seq),
                        on_close: move |()| removing.set(false),
                    }
                }
            }
            SaveBar { changed: is_changed(), problems: wrong.read().len(), busy: send.busy() }
        }
    }
}

/// The node it is bound to, by its name.
#[component]
fn NodeLine(at: AtNode, error: Option<String>, on_remove: EventHandler<()>) -> Element {
    let id = at.workflow.to_string();
    let read = use_live(Vec::new, move || {
        let id = id.clone();
        async move { api::workflows::read(&id).await }
    });
    let words = read.value().map(|found| {
        let node = found.and_then(|now| {
            let title = now.design.draft.node(&at.node)?.title.clone();
            Some(tr!("macro-node", node = title, workflow = now.design.draft.name.clone()))
        });
        node.unwrap_or_else(|| tr("macro-node-unknown"))
    });
    rsx! {
        div { class: "dk-word-add",
            p { {words.unwrap_or_default()} }
            Button {
                label: tr("macro-node-remove"),
                icon: Icon::Close,
                kind: ButtonKind::Ghost,
                on_press: move |_| on_remove.call(()),
            }
        }
        if let Some(error) = error {
            p { class: "tr-error", role: "alert", "{error}" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_editor_has_inputs_for_each_action() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let at = AtNode { workflow: truckroll_domain::WorkflowId::default(), node: "check".into() };
                let mut now = sample::macro_now();
                now.body.node = Some(at);
                rsx! { MacroEditor { known: sample::macro_known(), now: Some(now), at: None } }
            });
            assert!(html.contains("Worn out") && html.contains("Say what is worn"), "{html}");
            assert!(!html.contains(">macro-") && !html.contains("\"macro-"), "{html}");
        }
    }
}
