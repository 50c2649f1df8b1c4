//! Settings → Sign-in: of whom the second step is demanded, the identity provider, and the sign-in of each person.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::sign_in::SecondStepFor;
use truckroll_protocol::api::{AgentItem, NewOidcSettings, NewSignInSettings, SignInSettings};
use truckroll_ui::prelude::*;

use crate::admin::SettingsHead;
use crate::api;
use crate::desk::trouble::{Failed, Section, Stale, Waiting, by_member};
use crate::query::Query;

mod agent;

pub use agent::AgentSecurityDialog;

const TOPIC: &str = "sign_in_settings";

/// The screen.
#[component]
pub fn SignInSettingsScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    let read = use_live(|| vec![TOPIC.to_owned()], api::sign_in_settings);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("settings-sign-in") }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read } },
                Some(now) => rsx! { Editor { key: "{now.seq}", now } },
            }
            Staff {}
        }
    }
}

/// The provider as it is being edited.
fn draft(now: &SignInSettings) -> NewOidcSettings {
    let oidc = now.oidc.clone().unwrap_or_default();
    let truckroll_protocol::api::OidcSettings { issuer, client_id, label, domain, .. } = oidc;
    NewOidcSettings { issuer, client_id, client_secret: None, label, domain }
}

/// The sentence of a problem with a member.
fn said(wrong: &BTreeMap<String, String>, member: &str) -> Option<String> {
    let word = wrong.get(&format!("oidc.{member}"))?;
    let key = format!("settings-problem-{}", word.replace('_', "-"));
    Some(tr(if has_message(&key) { &key } else { "settings-problem-other" }))
}

/// The editor.
#[component]
pub fn Editor(now: SignInSettings) -> Element {
    let toasts = use_toasts();
    let changes = use_changes();
    let mut two_step = use_signal(|| now.two_step);
    let mut with_provider = use_signal(|| now.oidc.is_some());
    let first = draft(&now);
    let mut oidc = use_signal(move || first);
    let wrong = use_signal(BTreeMap::<String, String>::new);
    let send = use_send(
        move |asked: NewSignInSettings| async move {
            by_member(api::replace_sign_in_settings(&asked), wrong).await.map(|saved| saved.is_some())
        },
        move |saved: bool| {
            if saved {
                toasts.say(Tone::Done, tr("settings-saved"));
                changes.announce([TOPIC]);
            }
        },
    );
    let seq = now.seq;
    let demands = SecondStepFor::ALL.map(|s| Choice::new(s.word(), tr(&format!("settings-two-step-{}", s.word()))));
    let has_secret = now.oidc.as_ref().is_some_and(|o| o.has_secret);
    let shown = oidc();
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event: FormEvent| {
                event.prevent_default();
                let oidc = with_provider().then(|| oidc.peek().clone());
                send.run(NewSignInSettings { seq, two_step: two_step(), oidc });
            },
            Failed { failure: send.failure() }
            Section { title: tr("account-two-step"),
                SelectField {
                    label: tr("settings-two-step"),
                    hint: tr("settings-two-step-hint"),
                    value: two_step().word(),
                    options: demands.to_vec(),
                    on_change: move |word: String| {
                        if let Some(chosen) = SecondStepFor::ALL.into_iter().find(|s| s.word() == word) {
                            two_step.set(chosen);
                        }
                    },
                }
            }
            Section { title: tr("settings-provider"),
                CheckField {
                    label: tr("settings-provider-use"),
                    hint: tr("settings-provider-hint"),
                    checked: with_provider(),
                    on_change: move |on| with_provider.set(on),
                }
                if with_provider() {
                    TextField {
                        label: tr("settings-issuer"),
                        hint: tr("settings-issuer-hint"),
                        kind: TextKind::Url,
                        value: shown.issuer,
                        max_length: 300,
                        error: said(&wrong.read(), "issuer"),
                        on_input: move |text| oidc.write().issuer = text,
                    }
                    div { class: "dk-form-pair",
                        TextField {
                            label: tr("settings-client-id"),
                            value: shown.client_id,
                            max_length: 300,
                            error: said(&wrong.read(), "client_id"),
                            on_input: move |text| oidc.write().client_id = text,
                        }
                        TextField {
                            label: tr("settings-client-secret"),
                            hint: if has_secret { tr("settings-client-secret-kept") } else { tr("settings-client-secret-none") },
                            kind: TextKind::Password,
                            autocomplete: "off",
                            value: shown.client_secret.unwrap_or_default(),
                            max_length: 300,
                            error: said(&wrong.read(), "client_secret"),
                            on_input: move |text: String| oidc.write().client_secret = (!text.is_empty()).then_some(text),
                        }
                    }
                    div { class: "dk-form-pair",
                        TextField {
                            label: tr("settings-label"),
                            hint: tr("settings-label-hint"),
                            value: shown.label,
                            max_length: 100,
                            error: said(&wrong.read(), "label"),
                            on_input: move |text| oidc.write().label = text,
                        }
                        TextField {
                            label: tr("settings-domain"),
                            hint: tr("settings-domain-hint"),
                            value: shown.domain,
                            max_length: 300,
                            error: said(&wrong.read(), "domain"),
                            on_input: move |text| oidc.write().domain = text,
                        }
                    }
                    p { class: "dk-quiet", {tr("settings-redirect")} }
                    code { class: "dk-code", "{now.redirect_uri}" }
                }
            }
            div { class: "dk-form-foot",
                Button { label: tr("verb-save"), kind: ButtonKind::Primary, submit: true, busy: send.busy() }
            }
        }
    }
}

/// Everybody, each with the way to his sign-in.
#[component]
fn Staff() -> Element {
    let read = use_live(|| vec!["agents".to_owned()], api::agents);
    let mut open = use_signal(|| None::<(String, String)>);
    rsx! {
        Section { title: tr("settings-staff"),
            p { class: "dk-quiet", {tr("settings-staff-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(list) => rsx! {
                    StaffLines { list, on_open: move |person| open.set(Some(person)) }
                },
            }
        }
        if let Some((agent, name)) = open() {
            AgentSecurityDialog { agent, name, on_close: move |()| open.set(None) }
        }
    }
}

/// The people.
#[component]
pub fn StaffLines(list: Vec<AgentItem>, on_open: EventHandler<(String, String)>) -> Element {
    rsx! {
        ul { class: "dk-plain-list dk-picker", aria_label: tr("settings-staff"),
            for item in list {
                li { key: "{item.agent.id}",
                    ListRow {
                        title: item.agent.name.clone(),
                        subtitle: item.agent.account.clone(),
                        on_open: {
                            let (id, name) = (item.agent.id.to_string(), item.agent.name.clone());
                            move |()| on_open.call((id.clone(), name.clone()))
                        },
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_provider_is_edited_only_where_there_is_one_and_its_secret_never_shows() {
        let of = |oidc| {
            let now =
                SignInSettings { seq: 1, oidc, redirect_uri: "https://desk/cb".into(), ..SignInSettings::default() };
            sample::render(Locale::En, move || rsx! { Editor { now: now.clone() } })
        };
        let without = of(None);
        assert!(!without.contains("https://desk/cb"), "{without}");
        let with = of(Some(truckroll_protocol::api::OidcSettings { has_secret: true, ..Default::default() }));
        assert!(with.contains("https://desk/cb") && with.contains("A secret is stored"), "{with}");
    }
}
