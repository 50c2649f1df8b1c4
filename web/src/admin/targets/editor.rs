//! One target: what it is, how it knows us, what it is sent; a test call, and its deliveries.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use dioxus::prelude::*;
use truckroll_domain::TargetId;
use truckroll_domain::triggers::{Auth, Expect, Method, TARGET_METHODS, Target, TargetKind};
use truckroll_protocol::api::rules::{Delivery, NewTarget, TargetNow};
use truckroll_ui::prelude::*;

use super::PATH;
use super::deliveries::Deliveries;
use crate::admin::SettingsHead;
use crate::admin::parts::{Overtaken, SaveBar};
use crate::admin::rules::{key, said};
use crate::admin::tokens::Shown;
use crate::api;
use crate::api::rules::TOPIC;
use crate::api::staff::Outcome;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::route::use_go;
use crate::unsaved::use_unsaved;

/// Kinds of targets, in the order of the list.
const KINDS: [&str; 3] = ["url", "email", "sms"];

/// The screen; `new` makes a target.
#[component]
pub fn TargetScreen(target: ReadSignal<String>) -> Element {
    rsx! {
        for target in [target()] {
            Loaded { key: "{target}", target }
        }
    }
}

#[component]
fn Loaded(target: String) -> Element {
    let id = TargetId::from_str(&target).ok();
    let read = use_live(|| vec![TOPIC.to_owned()], api::rules::targets);
    let found = read.value().and_then(|all| all.into_iter().find(|now| Some(now.id) == id));
    let title = found.as_ref().map(|now| now.target.title.clone());
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: title.unwrap_or_else(|| tr("target-new")),
                LinkButton { href: PATH, label: tr("target-title"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
            }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read } },
                Some(all) if id.is_none() || found.is_some() => rsx! { TargetEditor { now: found, all } },
                Some(_) => rsx! { Empty { icon: Icon::External, title: tr("target-missing"), text: tr("target-missing-text") } },
            }
        }
    }
}

fn fresh(word: &str) -> TargetKind {
    let empty = String::new;
    match word {
        "email" => TargetKind::Email { to: empty(), subject: empty(), text: empty() },
        "sms" => TargetKind::Sms { to: "{{ticket.phone}}".to_owned(), text: empty(), provider: None },
        _ => TargetKind::Url {
            method: Method::Post,
            address: empty(),
            headers: BTreeMap::new(),
            auth: Auth::None,
            body: empty(),
            expect: Expect::Nothing,
        },
    }
}

/// The editor.
#[component]
pub fn TargetEditor(now: Option<TargetNow>, all: Vec<TargetNow>) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let changes = use_changes();
    let start = now
        .as_ref()
        .map_or_else(|| Target { title: String::new(), enabled: true, what: fresh("url") }, |now| now.target.clone());
    let mut read = use_signal(|| now.clone());
    let mut saved = use_signal(|| start.clone());
    let mut target = use_signal(|| start.clone());
    let mut secret = use_signal(String::new);
    let mut refused = use_signal(BTreeMap::<String, String>::new);
    let mut overtaken = use_signal(|| false);
    let mut removing = use_signal(|| false);
    let mut signing = use_signal(|| None::<String>);
    let mut leads = use_signal(|| None::<String>);
    let latest = now.clone();
    use_unsaved(move || *target.read() != *saved.read());
    let mut begin = move |now: TargetNow| {
        saved.set(now.target.clone());
        target.set(now.target.clone());
        secret.set(String::new());
        read.set(Some(now));
        overtaken.set(false);
        refused.write().clear();
    };
    let send = use_send(
        |(id, new): (Option<TargetId>, NewTarget)| async move {
            api::rules::save_target(id, &new).await.map(|outcome| (id, outcome))
        },
        move |(id, outcome)| match outcome {
            Outcome::Written(now) => {
                let path = format!("{PATH}/{}", now.id);
                if now.signing.is_some() {
                    signing.set(now.signing.clone());
                }
                begin(TargetNow { signing: None, ..now });
                changes.announce([TOPIC]);
                toasts.say(Tone::Done, tr("rules-saved"));
                if id.is_none() {
                    leads.set(Some(path));
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
        |id| async move { api::rules::remove_target(id).await },
        move |outcome| {
            removing.set(false);
            match outcome {
                Outcome::Written(()) => {
                    changes.announce([TOPIC]);
                    go.to(PATH);
                }
                Outcome::Refused(by) => {
                    let name = by.get("used_by").cloned().unwrap_or_default();
                    toasts.say(Tone::Alert, tr!("target-used", name = name));
                }
                Outcome::Overtaken => {}
            }
        },
    );
    let test = use_send(
        |id| async move { api::rules::test(id).await },
        move |delivery: Delivery| {
            changes.announce([TOPIC]);
            let done = delivery.state == "delivered";
            let tone = if done { Tone::Done } else { Tone::Alert };
            toasts
                .say(tone, if done { tr("target-test-done") } else { tr!("target-test-failed", why = delivery.error) });
        },
    );
    let save = use_callback(move |new_signing: bool| {
        refused.write().clear();
        let (id, version) = read.peek().as_ref().map_or((None, 0), |now| (Some(now.id), now.version));
        let secret = Some(secret.peek().clone()).filter(|secret| !secret.is_empty());
        send.run((id, NewTarget { version, target: target.peek().clone(), secret, new_signing }));
    });
    let of = move |member: &str| refused.read().get(member).map(|problem| said(problem));
    let shown = target.read().clone();
    let kinds: Vec<Choice> = KINDS.iter().map(|kind| Choice::new(*kind, tr(&key("target-kind", kind)))).collect();
    let others: Vec<Choice> = all
        .iter()
        .filter(|now| matches!(now.target.what, TargetKind::Url { .. }))
        .map(|now| Choice::new(now.id.to_string(), now.target.title.clone()))
        .collect();
    let changed = *target.read() != *saved.read() || !secret.read().is_empty() || read.read().is_none();
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                save.call(false);
            },
            Failed { failure: send.failure().or_else(|| remove.failure()).or_else(|| test.failure()) }
            if overtaken() {
                Overtaken {
                    title: tr("target-overtaken"),
                    on_take: {
                        let latest = latest.clone();
                        move |()| latest.clone().into_iter().for_each(&mut begin)
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
            Section { title: tr("target-what"),
                div { class: "dk-form-pair",
                    TextField {
                        label: tr("trig-name"),
                        value: shown.title.clone(),
                        required: true,
                        max_length: 100,
                        error: of("title"),
                        on_input: move |title: String| target.write().title = title,
                    }
                    SelectField {
                        label: tr("target-kind"),
                        value: shown.what.word(),
                        options: kinds,
                        disabled: read.read().is_some(),
                        on_change: move |word: String| target.write().what = fresh(&word),
                    }
                }
                CheckField {
                    label: tr("target-enabled"),
                    switch: true,
                    checked: shown.enabled,
                    on_change: move |on| target.write().enabled = on,
                }
            }
            Section { title: tr("target-message"),
                p { class: "dk-quiet", {tr("trig-placeholders")} }
                match shown.what.clone() {
                    TargetKind::Url { .. } => rsx! {
                        Url { target, secret, wrong: refused.read().clone(), has_secret: read.read().as_ref().is_some_and(|now| now.has_secret) }
                    },
                    TargetKind::Email { to, subject, text } => rsx! {
                        TextField {
                            label: tr("target-to"),
                            value: to,
                            max_length: 500,
                            error: of("to"),
                            on_input: move |text: String| {
                                if let TargetKind::Email { to, .. } = &mut target.write().what {
                                    *to = text;
                                }
                            },
                        }
                        TextField {
                            label: tr("trig-subject"),
                            value: subject,
                            max_length: 500,
                            error: of("subject"),
                            on_input: move |text: String| {
                                if let TargetKind::Email { subject, .. } = &mut target.write().what {
                                    *subject = text;
                                }
                            },
                        }
                        TextAreaField {
                            label: tr("trig-text"),
                            value: text,
                            max_length: 20_000,
                            error: of("text"),
                            on_input: move |typed: String| {
                                if let TargetKind::Email { text, .. } = &mut target.write().what {
                                    *text = typed;
                                }
                            },
                        }
                    },
                    TargetKind::Sms { to, text, provider } => rsx! {
                        TextField {
                            label: tr("target-number"),
                            value: to,
                            max_length: 500,
                            error: of("to"),
                            on_input: move |text: String| {
                                if let TargetKind::Sms { to, .. } = &mut target.write().what {
                                    *to = text;
                                }
                            },
                        }
                        TextAreaField {
                            label: tr("trig-text"),
                            value: text,
                            max_length: 1_000,
                            error: of("text"),
                            on_input: move |typed: String| {
                                if let TargetKind::Sms { text, .. } = &mut target.write().what {
                                    *text = typed;
                                }
                            },
                        }
                        SelectField {
                            label: tr("target-provider"),
                            hint: tr("target-provider-hint"),
                            value: provider.map(|id| id.to_string()).unwrap_or_default(),
                            none_label: tr("target-provider-none"),
                            options: others,
                            error: of("provider"),
                            on_change: move |id: String| {
                                if let TargetKind::Sms { provider, .. } = &mut target.write().what {
                                    *provider = id.parse().ok();
                                }
                            },
                        }
                    },
                }
            }
            if let Some(now) = read() {
                div { class: "tr-actions",
                    Button {
                        label: tr("target-test"),
                        icon: Icon::External,
                        disabled: changed,
                        busy: test.busy(),
                        on_press: move |_| test.run(now.id),
                    }
                    if matches!(shown.what, TargetKind::Url { .. }) {
                        Button {
                            label: tr("target-new-signing"),
                            icon: Icon::Key,
                            kind: ButtonKind::Ghost,
                            busy: send.busy(),
                            on_press: move |_| save.call(true),
                        }
                    }
                    Button {
                        label: tr("target-remove"),
                        icon: Icon::Trash,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| removing.set(true),
                    }
                }
                if removing() {
                    Confirm {
                        open: true,
                        title: tr!("target-remove-title", name = now.target.title.clone()),
                        text: tr("target-remove-text"),
                        verb: tr("target-remove"),
                        danger: true,
                        busy: remove.busy(),
                        on_confirm: move |()| remove.run(now.id),
                        on_close: move |()| removing.set(false),
                    }
                }
            }
            SaveBar { changed, problems: refused.read().len(), busy: send.busy() }
        }
        if let Some(now) = read() {
            Section { title: tr("target-deliveries"),
                Deliveries { id: now.id }
            }
        }
        if let Some(token) = signing() {
            Shown {
                token,
                title: tr("target-signing"),
                text: tr("target-signing-text"),
                on_close: move |()| {
                    signing.set(None);
                    if let Some(path) = leads.take() {
                        go.instead(path);
                    }
                },
            }
        }
    }
}

/// What a call over HTTP needs.
#[component]
fn Url(target: Signal<Target>, secret: Signal<String>, wrong: BTreeMap<String, String>, has_secret: bool) -> Element {
    let mut target = target;
    let mut secret = secret;
    let of = |member: &str| wrong.get(member).map(|problem| said(problem));
    let TargetKind::Url { method, address, headers, auth, body, expect } = target.read().what.clone() else {
        return rsx! {};
    };
    let methods: Vec<Choice> = TARGET_METHODS.iter().map(|method| Choice::new(method.word(), method.word())).collect();
    let auths: Vec<Choice> =
        ["none", "basic", "bearer"].iter().map(|by| Choice::new(*by, tr(&key("target-auth", by)))).collect();
    let answers: Vec<Choice> =
        ["nothing", "json", "text"].iter().map(|one| Choice::new(*one, tr(&key("target-expect", one)))).collect();
    let lines = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n");
    let mut typed = use_signal(|| lines.clone());
    let bad = wrong.iter().find(|(member, _)| member.starts_with("headers")).map(|(_, problem)| said(problem));
    rsx! {
        div { class: "dk-form-pair",
            SelectField {
                label: tr("target-method"),
                value: method.word(),
                options: methods,
                on_change: move |word: String| {
                    if let TargetKind::Url { method, .. } = &mut target.write().what {
                        *method = TARGET_METHODS.into_iter().find(|method| method.word() == word).unwrap_or_default();
                    }
                },
            }
            TextField {
                label: tr("target-address"),
                hint: tr("target-address-hint"),
                value: address,
                required: true,
                max_length: 2_000,
                error: of("address"),
                on_input: move |text: String| {
                    if let TargetKind::Url { address, .. } = &mut target.write().what {
                        *address = text;
                    }
                },
            }
        }
        div { class: "dk-form-pair",
            SelectField {
                label: tr("target-auth"),
                value: auth.word(),
                options: auths,
                on_change: move |word: String| {
                    if let TargetKind::Url { auth, .. } = &mut target.write().what {
                        *auth = match word.as_str() {
                            "basic" => Auth::Basic { user: String::new() },
                            "bearer" => Auth::Bearer,
                            _ => Auth::None,
                        };
                    }
                },
            }
            if let Auth::Basic { user } = auth.clone() {
                TextField {
                    label: tr("target-user"),
                    value: user,
                    max_length: 500,
                    error: of("user"),
                    on_input: move |text: String| {
                        if let TargetKind::Url { auth: Auth::Basic { user }, .. } = &mut target.write().what {
                            *user = text;
                        }
                    },
                }
            }
            if auth != Auth::None {
                TextField {
                    label: tr(if auth == Auth::Bearer { "target-token" } else { "target-password" }),
                    hint: has_secret.then(|| tr("target-secret-kept")),
                    value: secret(),
                    autocomplete: "off",
                    max_length: 2_000,
                    error: of("secret"),
                    on_input: move |text| secret.set(text),
                }
            }
        }
        TextAreaField {
            label: tr("target-headers"),
            hint: tr("target-headers-hint"),
            value: typed(),
            rows: 2,
            error: bad,
            on_input: move |text: String| {
                let read = text.lines().filter_map(|line| line.split_once(':'));
                let read = read.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect();
                if let TargetKind::Url { headers, .. } = &mut target.write().what {
                    *headers = read;
                }
                typed.set(text);
            },
        }
        TextAreaField {
            label: tr("target-body"),
            hint: tr("target-body-hint"),
            value: body,
            rows: 6,
            max_length: 20_000,
            error: of("body"),
            on_input: move |text: String| {
                if let TargetKind::Url { body, .. } = &mut target.write().what {
                    *body = text;
                }
            },
        }
        div { class: "dk-form-pair",
            SelectField {
                label: tr("target-expect"),
                value: expect.word(),
                options: answers,
                on_change: move |word: String| {
                    if let TargetKind::Url { expect, .. } = &mut target.write().what {
                        *expect = match word.as_str() {
                            "json" => Expect::Json,
                            "text" => Expect::Text { contains: String::new() },
                            _ => Expect::Nothing,
                        };
                    }
                },
            }
            if let Expect::Text { contains } = expect {
                TextField {
                    label: tr("target-contains"),
                    value: contains,
                    max_length: 500,
                    error: of("contains"),
                    on_input: move |text: String| {
                        if let TargetKind::Url { expect: Expect::Text { contains }, .. } = &mut target.write().what {
                            *contains = text;
                        }
                    },
                }
            }
        }
    }
}
