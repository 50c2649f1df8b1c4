//! Before anybody works: starting, signing in, and the page for those whose place is elsewhere.

use dioxus::prelude::*;
use truckroll_protocol::api::{Me, Provider, SignIn};
use truckroll_ui::prelude::*;

use crate::api::{self, Fault};
use crate::desk::account::AccountPanes;
use crate::desk::shell::Preferences;
use crate::platform;
use crate::query::Query;
use crate::session::use_session;

/// While the server has not said who is here.
#[component]
pub fn Starting() -> Element {
    rsx! {
        main { class: "dk-gate",
            if api::is_offline() {
                Notice { tone: Tone::Paused, title: tr("desk-start-offline"), text: tr("desk-start-offline-text") }
            } else {
                Skeleton { rows: 4 }
            }
        }
    }
}

/// Account and password.
#[component]
pub fn SignInScreen(why: Option<&'static str>, on_admit: EventHandler<Me>) -> Element {
    let mut account = use_signal(String::new);
    let mut password = use_signal(String::new);
    let mut code = use_signal(String::new);
    let mut asks_code = use_signal(|| false);
    let providers = use_resource(|| async { api::providers().await });
    let mut failure = use_signal(|| None::<String>);
    let mut busy = use_signal(|| false);
    let changes = use_changes();
    let why = why.or_else(|| came_back(&platform::query()));
    use_effect(move || platform::set_title(&tr("sign-in-title")));
    let send = move |event: FormEvent| {
        event.prevent_default();
        if busy() {
            return;
        }
        if account.peek().trim().is_empty() || password.peek().is_empty() {
            failure.set(Some(tr("desk-sign-in-empty")));
            return;
        }
        busy.set(true);
        spawn(async move {
            let given = asks_code().then(|| code.peek().trim().to_owned());
            let request = SignIn {
                account: account.peek().trim().to_owned(),
                password: password.peek().clone(),
                device: None,
                cookie: true,
                code: given.clone(),
                new_password: None,
            };
            let outcome = api::sign_in(&request).await;
            busy.set(false);
            match outcome {
                Ok(me) => {
                    changes.announce_all();
                    on_admit.call(me);
                }
                Err(Fault::Problem(problem)) if problem.code == "second_step_required" => {
                    asks_code.set(true);
                    code.set(String::new());
                    failure.set(given.map(|_| tr("sign-in-code-wrong")));
                    platform::focus("sign-in-code");
                }
                Err(fault) => {
                    asks_code.set(false);
                    password.set(String::new());
                    failure.set(Some(sentence(&fault)));
                    platform::focus("sign-in-password");
                }
            }
        });
    };
    rsx! {
        main { class: "dk-gate",
            form { class: "dk-gate-card", onsubmit: send, novalidate: true,
                div { class: "dk-gate-mark", Glyph { icon: Icon::Truck, size: 28 } }
                h1 { class: "dk-gate-title", {tr("sign-in-title")} }
                if let Some(why) = why {
                    Notice { tone: Tone::Paused, title: tr(why) }
                }
                TextField {
                    label: tr("sign-in-account"),
                    value: account(),
                    name: "account",
                    autocomplete: "username",
                    autofocus: true,
                    max_length: 200,
                    on_input: move |text| account.set(text),
                }
                TextField {
                    id: "sign-in-password",
                    label: tr("sign-in-password"),
                    value: password(),
                    kind: TextKind::Password,
                    name: "password",
                    autocomplete: "current-password",
                    max_length: 1000,
                    error: failure().filter(|_| !asks_code()),
                    on_input: move |text| {
                        password.set(text);
                        failure.set(None);
                    },
                }
                if asks_code() {
                    TextField {
                        id: "sign-in-code",
                        label: tr("sign-in-code"),
                        hint: tr("sign-in-code-hint"),
                        value: code(),
                        kind: TextKind::Code,
                        name: "code",
                        autocomplete: "one-time-code",
                        autofocus: true,
                        max_length: 40,
                        error: failure(),
                        on_input: move |text| {
                            code.set(text);
                            failure.set(None);
                        },
                    }
                }
                Button {
                    label: tr("verb-sign-in"),
                    kind: ButtonKind::Primary,
                    wide: true,
                    submit: true,
                    busy: busy(),
                }
                Providers { list: providers().unwrap_or_default() }
            }
            Preferences {}
        }
    }
}

/// Why somebody came back from his identity provider without being let in.
fn came_back(query: &str) -> Option<&'static str> {
    match Query::from(query).get("sign-in") {
        "failed" => Some("sign-in-provider-failed"),
        "nobody" => Some("sign-in-provider-nobody"),
        _ => None,
    }
}

/// The other ways in: identity providers of organisations here.
#[component]
pub fn Providers(list: Vec<Provider>) -> Element {
    if list.is_empty() {
        return rsx! {};
    }
    rsx! {
        p { class: "dk-quiet dk-gate-or", {tr("sign-in-or")} }
        for provider in list {
            LinkButton {
                key: "{provider.tenant}",
                href: "/api/v1/sign-in/oidc/{provider.tenant}",
                label: tr!("sign-in-with", name = provider.label.clone()),
                wide: true,
            }
        }
    }
}

/// The same sentence for an unknown account and a wrong password.
fn sentence(fault: &Fault) -> String {
    match fault {
        Fault::Problem(problem) if problem.status == 401 => tr("sign-in-wrong"),
        Fault::Problem(problem) if problem.status == 429 => {
            tr!("sign-in-limited", seconds = problem.retry_after_s.unwrap_or(60))
        }
        other => other.to_string(),
    }
}

/// For engineers: their work is in the phone app; their account is here.
#[component]
pub fn NoDesk(name: String) -> Element {
    let session = use_session();
    let mut account = use_signal(|| false);
    rsx! {
        main { class: if account() { "dk-gate dk-gate-wide" } else { "dk-gate" },
            Empty { icon: Icon::Smartphone, title: tr!("desk-no-desk", name = name), text: tr("desk-no-desk-text"),
                LinkButton { href: "/engineer/", label: tr("desk-open-phone-app"), kind: ButtonKind::Primary }
                Button {
                    label: tr("account-open"),
                    expanded: account(),
                    on_press: move |_| account.toggle(),
                }
                Button {
                    label: tr("verb-sign-out"),
                    kind: ButtonKind::Ghost,
                    on_press: move |_| async move {
                        if api::sign_out().await.is_ok() {
                            session.leave(None);
                        }
                    },
                }
            }
            if account() {
                AccountPanes {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_protocol::api::Problem;

    use super::*;
    use crate::sample;

    #[test]
    fn an_ended_session_says_why_on_the_sign_in_screen() {
        let html = sample::render(
            Locale::En,
            || rsx! { SignInScreen { why: Some("desk-ended-elsewhere"), on_admit: |_: Me| {} } },
        );
        assert!(html.contains(&truckroll_ui::i18n::t(Locale::En, "desk-ended-elsewhere")), "{html}");
        assert!(html.contains("autocomplete=\"current-password\""), "{html}");
    }

    #[test]
    fn who_comes_back_from_his_provider_in_vain_reads_why() {
        assert_eq!(came_back("?sign-in=nobody"), Some("sign-in-provider-nobody"));
        assert_eq!(came_back("?visit=1&sign-in=failed"), Some("sign-in-provider-failed"));
        assert_eq!(came_back("?sign-in=<script>"), None);
    }

    #[test]
    fn a_wrong_password_and_too_many_attempts_read_differently() {
        let problem = |status| Fault::Problem(Box::new(Problem { status, ..Problem::default() }));
        assert_eq!(sentence(&problem(401)), tr("sign-in-wrong"));
        assert!(sentence(&problem(429)).contains("60"));
    }
}
