//! Settings → API tokens: made with scopes, shown once, withdrawn.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::sign_in::Scope;
use truckroll_protocol::api::{ApiToken, MadeApiToken, NewApiToken};
use truckroll_ui::prelude::*;

use crate::admin::SettingsHead;
use crate::api;
use crate::desk::trouble::{Failed, Stale, Waiting, by_member};
use crate::platform;
use crate::query::Query;

const TOPIC: &str = "tokens";

/// A scope in words.
fn scope_word(word: &str) -> String {
    let key = format!("tokens-scope-{}", word.replace(':', "-"));
    if has_message(&key) { tr(&key) } else { word.to_owned() }
}

/// The screen.
#[component]
pub fn TokensScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    let read = use_live(|| vec![TOPIC.to_owned()], api::tokens);
    let toasts = use_toasts();
    let changes = use_changes();
    let mut making = use_signal(|| false);
    let mut made = use_signal(|| None::<MadeApiToken>);
    let mut ending = use_signal(|| None::<ApiToken>);
    let send = use_send(
        |id: String| async move { api::revoke_token(&id).await },
        move |()| {
            ending.set(None);
            toasts.say(Tone::Done, tr("tokens-revoked"));
            changes.announce([TOPIC]);
        },
    );
    rsx! {
        div { class: "dk-page",
            SettingsHead { title: tr("tokens-title"),
                Button { label: tr("tokens-make"), icon: Icon::Plus, kind: ButtonKind::Primary, on_press: move |_| making.set(true) }
            }
            p { class: "dk-quiet", {tr("tokens-intro")} }
            Failed { failure: send.failure() }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read } },
                Some(list) if list.is_empty() => rsx! {
                    Empty { icon: Icon::Link, title: tr("tokens-empty"), text: tr("tokens-empty-text") }
                },
                Some(list) => rsx! { TokenLines { list, on_revoke: move |token| ending.set(Some(token)) } },
            }
            if making() {
                MakeToken {
                    on_made: move |token| {
                        making.set(false);
                        made.set(Some(token));
                        changes.announce([TOPIC]);
                    },
                    on_close: move |()| making.set(false),
                }
            }
            if let Some(token) = made() {
                Shown { token: token.token, on_close: move |()| made.set(None) }
            }
            if let Some(token) = ending() {
                Confirm {
                    open: true,
                    title: tr!("tokens-revoke-title", name = token.name.clone()),
                    text: tr("tokens-revoke-text"),
                    verb: tr("tokens-revoke"),
                    danger: true,
                    busy: send.busy(),
                    on_confirm: move |()| send.run(token.id.clone()),
                    on_close: move |()| ending.set(None),
                }
            }
        }
    }
}

/// The tokens.
#[component]
pub fn TokenLines(list: Vec<ApiToken>, on_revoke: EventHandler<ApiToken>) -> Element {
    let format = use_format();
    rsx! {
        ul { class: "dk-plain-list dk-sessions", aria_label: tr("tokens-title"),
            for token in list {
                li { key: "{token.id}", class: "dk-session",
                    Glyph { icon: Icon::Link, size: 20 }
                    div { class: "dk-session-words",
                        p { class: "dk-cell-title", "{token.name}" }
                        p { class: "dk-quiet", {token.scopes.iter().map(|s| scope_word(s)).collect::<Vec<_>>().join(" · ")} }
                        p { class: "dk-quiet",
                            {tr!("tokens-made", name = token.agent_name.clone(), date = format.date(token.created_at.ms()))}
                            " · "
                            match token.used_at {
                                Some(at) => tr!("tokens-used", age = format.age(at.ms())),
                                None => tr("tokens-unused"),
                            }
                            " · "
                            match token.expires_at {
                                Some(at) => tr!("tokens-until", date = format.date(at.ms())),
                                None => tr("tokens-for-ever"),
                            }
                        }
                    }
                    if token.revoked_at.is_some() {
                        Badge { tone: Tone::Neutral, label: tr("tokens-revoked-state"), kind: BadgeKind::Plain }
                    } else if token.expires_at.is_some_and(|at| at.ms() <= format.now_ms) {
                        Badge { tone: Tone::Paused, label: tr("tokens-expired-state"), kind: BadgeKind::Plain }
                    } else {
                        Button {
                            label: tr("tokens-revoke"),
                            kind: ButtonKind::Ghost,
                            on_press: {
                                let token = token.clone();
                                move |_| on_revoke.call(token.clone())
                            },
                        }
                    }
                }
            }
        }
    }
}

/// Name, scopes and how long.
#[component]
fn MakeToken(on_made: EventHandler<MadeApiToken>, on_close: EventHandler<()>) -> Element {
    let mut name = use_signal(String::new);
    let mut scopes = use_signal(|| vec![Scope::Read]);
    let mut days = use_signal(|| "90".to_owned());
    let wrong = use_signal(BTreeMap::<String, String>::new);
    let send = use_send(
        move |asked: NewApiToken| async move { by_member(api::new_token(&asked), wrong).await },
        move |token: Option<MadeApiToken>| token.into_iter().for_each(|token| on_made.call(token)),
    );
    let said = move |member: &str| wrong.read().contains_key(member).then(|| tr(&format!("tokens-problem-{member}")));
    let terms =
        ["30", "90", "365"].map(|n| Choice::new(n, tr!("tokens-days", count = n.parse::<i64>().unwrap_or_default())));
    let chosen = scopes();
    rsx! {
        Dialog {
            open: true,
            title: tr("tokens-make"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("tokens-make"),
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    on_press: move |_| send.run(NewApiToken {
                        name: name.peek().trim().to_owned(),
                        scopes: scopes.peek().iter().map(|s| s.word().to_owned()).collect(),
                        days: days.peek().parse().ok(),
                    }),
                }
            },
            div { class: "dk-form",
                Failed { failure: send.failure() }
                TextField {
                    label: tr("tokens-name"),
                    hint: tr("tokens-name-hint"),
                    value: name(),
                    max_length: 100,
                    error: said("name"),
                    on_input: move |text| name.set(text),
                }
                fieldset { class: "dk-own-field",
                    legend { {tr("tokens-scopes")} }
                    for scope in Scope::ALL {
                        CheckField {
                            key: "{scope.word()}",
                            label: scope_word(scope.word()),
                            checked: chosen.contains(&scope),
                            on_change: move |on| {
                                scopes.write().retain(|s| *s != scope);
                                if on {
                                    scopes.write().push(scope);
                                }
                            },
                        }
                    }
                    if let Some(problem) = said("scopes") {
                        p { class: "tr-error", role: "alert", "{problem}" }
                    }
                }
                SelectField {
                    label: tr("tokens-term"),
                    value: days(),
                    options: terms.to_vec(),
                    none_label: tr("tokens-for-ever"),
                    on_change: move |value| days.set(value),
                }
            }
        }
    }
}

/// The token, this once.
#[component]
pub fn Shown(
    token: String,
    #[props(into)] title: Option<String>,
    #[props(into)] text: Option<String>,
    on_close: EventHandler<()>,
) -> Element {
    let title = title.unwrap_or_else(|| tr("tokens-shown"));
    let said = text.unwrap_or_else(|| tr("tokens-shown-text"));
    let toasts = use_toasts();
    let text = token.clone();
    rsx! {
        Dialog {
            open: true,
            title,
            on_close,
            actions: rsx! {
                Button {
                    label: tr("verb-copy"),
                    icon: Icon::Copy,
                    on_press: move |_| {
                        let text = text.clone();
                        async move {
                            let copied = platform::copy(&text).await;
                            let (tone, key) = if copied { (Tone::Done, "dispatch-copied") } else { (Tone::Paused, "account-copy-failed") };
                            toasts.say(tone, tr(key));
                        }
                    },
                }
                Button { label: tr("tokens-kept"), kind: ButtonKind::Primary, on_press: move |_| on_close.call(()) }
            },
            p { "{said}" }
            code { class: "dk-code", "{token}" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn every_scope_has_words() {
        for scope in Scope::ALL {
            assert_ne!(scope_word(scope.word()), scope.word());
        }
    }

    #[test]
    fn a_withdrawn_token_says_so_and_cannot_be_withdrawn_again() {
        let html = sample::render(Locale::En, || {
            let token = ApiToken {
                id: "1".into(),
                name: "Warehouse".into(),
                scopes: vec!["read".into()],
                agent_name: "Li Na".into(),
                revoked_at: Some(truckroll_domain::Timestamp(1)),
                ..ApiToken::default()
            };
            rsx! { TokenLines { list: vec![token], on_revoke: |_: ApiToken| {} } }
        });
        assert!(html.contains("Warehouse") && html.contains("Withdrawn") && !html.contains("<button"), "{html}");
    }
}
