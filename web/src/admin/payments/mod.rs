//! Settings → Payment providers (FEE-07): by whom payments are taken, and how the organisation is known to them. Secrets are written
//! and never shown. What a colleague writes meanwhile waits beside what is typed.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_protocol::api::payments::{NewProvider, ProviderNow};
use truckroll_ui::prelude::*;

use super::SettingsHead;
use super::draft::use_draft;
use super::parts::Overtaken;
use crate::api::payments::{self, PROVIDERS};
use crate::api::staff::Outcome;
use crate::desk::payments::{STATIC_QR, provider_word};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::platform;

mod fields;
mod members;
mod state;

use fields::MemberField;
use members::members;
use state::State;

/// Where they are.
pub const PATH: &str = "/desk/settings/payments";

/// The screen.
#[component]
pub fn PaymentProvidersScreen() -> Element {
    let read = use_live(|| vec![PROVIDERS.to_owned()], payments::providers);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("payments-settings-title") }
            p { class: "dk-quiet", {tr("payments-settings-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 8 } },
                Some(all) => rsx! { Providers { all } },
            }
        }
    }
}

/// A card for each provider.
#[component]
pub fn Providers(all: Vec<ProviderNow>) -> Element {
    rsx! {
        for one in all {
            ProviderCard { key: "{one.provider.name()}", now: State::of(one) }
        }
    }
}

/// A provider with its settings.
#[component]
pub fn ProviderCard(now: ReadSignal<State>) -> Element {
    let (toasts, changes) = (use_toasts(), use_changes());
    let mut draft = use_draft(now);
    let mut wrong = use_signal(BTreeMap::<String, String>::new);
    let name = draft.read().now.provider.name().to_owned();
    let word = provider_word(&name);
    let title = word.clone();
    let send = use_send(
        |new: NewProvider| async move { payments::replace_provider(&new).await },
        move |outcome| match outcome {
            Outcome::Written(now) => {
                draft.written(State::of(now));
                toasts.say(Tone::Done, tr!("payments-settings-saved", provider = word.clone()));
                changes.announce([PROVIDERS]);
            }
            Outcome::Overtaken => changes.announce([PROVIDERS]),
            Outcome::Refused(found) => wrong.set(found),
        },
    );
    let state = draft.read();
    let typed = draft.body.read().clone();
    let trail = {
        let (tone, key) = match (state.now.enabled, state.now.seq) {
            (true, _) => (Tone::Done, "payments-settings-on"),
            (false, 0) => (Tone::Neutral, "payments-settings-never"),
            (false, _) => (Tone::Paused, "payments-settings-off"),
        };
        rsx! { Badge { tone, label: tr(key), kind: BadgeKind::Plain } }
    };
    rsx! {
        Section { title, trail,
            form {
                class: "dk-form",
                novalidate: true,
                onsubmit: move |event: FormEvent| {
                    event.prevent_default();
                    wrong.write().clear();
                    send.run(draft.read().asked(&draft.body.peek()));
                },
                p { class: "dk-quiet", {tr(&format!("payments-about-{}", name.replace('_', "-")))} }
                Failed { failure: send.failure() }
                if draft.is_overtaken() {
                    Overtaken {
                        title: tr("payments-overtaken"),
                        on_take: move |()| {
                            wrong.write().clear();
                            draft.take_theirs();
                        },
                        on_keep: move |()| draft.keep_mine(),
                    }
                }
                CheckField {
                    label: tr("payments-enabled"),
                    hint: tr("payments-enabled-hint"),
                    checked: typed.enabled,
                    switch: true,
                    on_change: move |on| draft.body.write().enabled = on,
                }
                for member in members(&name) {
                    MemberField { key: "{member.name}", state: state.clone(), member: *member, typed: draft.body, wrong }
                }
                if name == STATIC_QR {
                    Preview { payload: typed.settings.get("payload").cloned().unwrap_or_default() }
                } else {
                    Notices { address: state.now.notices.clone() }
                }
                div { class: "tr-actions",
                    Button {
                        label: tr("verb-save"),
                        kind: ButtonKind::Primary,
                        submit: true,
                        busy: send.busy(),
                        disabled: !draft.is_changed(),
                    }
                    if draft.is_changed() {
                        Button {
                            label: tr("rules-discard"),
                            kind: ButtonKind::Ghost,
                            on_press: move |_| {
                                wrong.write().clear();
                                draft.discard();
                            },
                        }
                        p { class: "dk-quiet", role: "status", {tr("rules-unsaved")} }
                    }
                }
            }
        }
    }
}

/// How the fixed QR looks.
#[component]
fn Preview(payload: String) -> Element {
    if payload.trim().is_empty() {
        return rsx! {};
    }
    rsx! {
        div { class: "dk-two-step-code", QrCode { text: payload.trim(), label: tr("payments-preview") } }
    }
}

/// Where a provider reports payments to, to be copied into its console.
#[component]
fn Notices(address: String) -> Element {
    let toasts = use_toasts();
    if address.is_empty() {
        return rsx! {
            Notice { tone: Tone::Neutral, title: tr("payments-notices-none"), text: tr("payments-notices-none-text") }
        };
    }
    let copied = address.clone();
    rsx! {
        div { class: "dk-two-lines",
            span { class: "tr-label", {tr("payments-notices")} }
            code { class: "dk-code", "{address}" }
            span { class: "tr-hint", {tr("payments-notices-hint")} }
        }
        div { class: "tr-actions",
            Button {
                label: tr("payments-notices-copy"),
                icon: Icon::Copy,
                kind: ButtonKind::Ghost,
                on_press: move |_| {
                    let url = copied.clone();
                    async move {
                        if platform::copy(&url).await {
                            toasts.say(Tone::Done, tr("dispatch-copied"));
                        } else {
                            toasts.say(Tone::Paused, tr!("dispatch-copy-failed", url = url));
                        }
                    }
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    /// Every message is there.
    fn complete(html: &str) {
        for mark in [">payments-", "\"payments-", "$", "{"] {
            assert!(!html.contains(mark), "{mark}: {html}");
        }
    }

    #[test]
    fn a_card_for_each_provider_shows_what_is_open_and_never_what_is_secret() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || rsx! { Providers { all: sample::providers() } });
            assert_eq!(html.matches("<form").count(), 4, "{html}");
            assert_eq!(html.matches("role=\"switch\"").count(), 4, "{html}");
            for wanted in ["wx1", "1900000001", "https://desk.example/payments/t/alipay/notices", "tr-qr"] {
                assert!(html.contains(wanted), "{wanted}: {html}");
            }
            complete(&html);
        }
        let html = sample::render(Locale::En, || rsx! { Providers { all: sample::providers().split_off(3) } });
        assert!(!html.contains("notices"), "a fixed QR reports nothing: {html}");
    }

    #[test]
    fn kept_secrets_can_be_replaced_or_removed_and_others_are_typed() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let wechat = sample::providers().remove(0);
                rsx! { ProviderCard { now: State::of(wechat) } }
            });
            assert!(!html.contains("type=\"password\""), "both are kept: {html}");
            assert_eq!(html.matches("role=\"group\"").count(), 2, "{html}");
            let fresh = sample::render(locale, || {
                let checkout = sample::providers().remove(2);
                rsx! { ProviderCard { now: State::of(checkout) } }
            });
            assert_eq!(fresh.matches("type=\"password\"").count(), 3, "{fresh}");
        }
    }

    #[test]
    fn a_secret_that_is_replaced_or_goes_can_be_kept_after_all() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let state = State::of(sample::providers().remove(0));
                let typed = use_signal(|| {
                    let mut typed = state::Typed::default();
                    typed.write("api_key", "x");
                    typed.remove("private_key");
                    typed
                });
                let members = ["api_key", "private_key", "serial"];
                let wrong = use_signal(|| BTreeMap::from(members.map(|one| (one.to_owned(), "unreadable".to_owned()))));
                rsx! {
                    for member in members::members("wechat_pay") {
                        MemberField { key: "{member.name}", state: state.clone(), member: *member, typed, wrong }
                    }
                }
            });
            assert_eq!(html.matches("role=\"alert\"").count(), 3, "each at its field: {html}");
            assert!(html.contains("type=\"password\""), "{html}");
            complete(&html);
        }
    }

    #[test]
    fn a_server_without_an_address_says_how_payments_are_found() {
        let html = sample::render(Locale::En, || rsx! { Notices { address: String::new() } });
        assert!(html.contains("role=\"note\"") && !html.contains("<button"), "{html}");
    }
}
