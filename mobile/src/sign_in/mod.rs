//! Signing in, and what a session that ended leaves behind: unsent work stays on the phone.

mod providers;

use dioxus::prelude::*;
use truckroll_replica::ask::{Answer, Ask};
use truckroll_ui::prelude::*;

use crate::platform;
use crate::session::use_session;
use crate::settings::LanguageSwitch;

use providers::{Providers, came_back};

/// What a person says to get in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entering {
    /// Account name.
    pub account: String,
    /// Password.
    pub password: String,
    /// Code of the second step.
    pub code: Option<String>,
    /// Password in the place of the temporary one.
    pub new_password: Option<String>,
}

/// What the server asks for besides account and password.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asked {
    /// A code of the second step.
    pub code: bool,
    /// A password of the person's own.
    pub new_password: bool,
}

/// The screen of sign-in.
#[component]
pub fn SignInScreen() -> Element {
    let session = use_session();
    let known = session.me().map(|me| me.agent.account.clone()).unwrap_or_default();
    let mut asked = use_signal(Asked::default);
    let enter = use_send(
        move |entering: Entering| async move {
            let Entering { account, password, code, new_password } = entering;
            let given = Asked { code: code.is_some(), new_password: new_password.is_some() };
            match platform::ask(Ask::SignIn { account, password, code, new_password }).await {
                Answer::Signed { .. } => Ok(()),
                Answer::SignInFailed { code, retry_after_s } => {
                    match code.as_str() {
                        "second_step_required" => asked.write().code = true,
                        "password_change_required" => asked.write().new_password = true,
                        "bad_credentials" => asked.set(Asked::default()),
                        _ => {}
                    }
                    Err(sentence(&code, retry_after_s, given))
                }
                _ => Err(tr("eng-store-failed")),
            }
        },
        move |()| {
            spawn(session.ask_again());
        },
    );
    rsx! {
        SignInPane {
            ended: session.ended(),
            account: known,
            waiting: session.waiting(),
            lasts: *session.lasts.read(),
            came_back: came_back(&session.came_back.read()).map(str::to_owned),
            asked: asked(),
            busy: enter.busy(),
            failure: enter.failure(),
            on_enter: move |entering| enter.run(entering),
        }
    }
}

/// What a failed sign-in says, when this was `given`.
fn sentence(code: &str, retry_after_s: Option<i64>, given: Asked) -> String {
    match code {
        "rate_limited" => tr!("sign-in-limited", seconds = retry_after_s.unwrap_or(60)),
        "unreachable" => tr("eng-sign-in-offline"),
        "work_of_another" => tr("eng-sign-in-work-of-another"),
        "bad_credentials" => tr("sign-in-wrong"),
        "second_step_required" if given.code => tr("sign-in-code-wrong"),
        "second_step_required" => tr("sign-in-code-hint"),
        "password_change_required" => tr("sign-in-new-password-needed"),
        "second_step_setup_required" => tr("sign-in-setup-needed"),
        "bad_request" if given.new_password => tr("sign-in-new-password-refused"),
        _ => tr("eng-sign-in-failed"),
    }
}

/// The form.
#[component]
pub fn SignInPane(
    /// Why the last session ended.
    ended: Option<String>,
    /// The account to start with.
    account: String,
    /// Changes that wait to be sent.
    waiting: u32,
    lasts: bool,
    /// The message of a visit to an identity provider that led nowhere.
    came_back: Option<String>,
    /// What the server asked for at the last attempt.
    asked: Asked,
    busy: bool,
    failure: Option<String>,
    on_enter: EventHandler<Entering>,
) -> Element {
    let failure_there = failure.clone();
    let mut account = use_signal(|| account);
    let mut password = use_signal(String::new);
    let mut code = use_signal(String::new);
    let mut new_password = use_signal(String::new);
    let more = asked != Asked::default();
    let mut enter = move || {
        let said = |asked: bool, text: Signal<String>| asked.then(|| text.peek().trim().to_owned());
        let entering = Entering {
            account: account.peek().trim().to_owned(),
            password: password.peek().clone(),
            code: said(asked.code, code),
            new_password: asked.new_password.then(|| new_password.peek().clone()),
        };
        let empty = |text: &Option<String>| text.as_ref().is_some_and(String::is_empty);
        let missing = empty(&entering.code) || empty(&entering.new_password);
        if !entering.account.is_empty() && !entering.password.is_empty() && !missing {
            on_enter.call(entering);
            code.set(String::new());
        }
    };
    // What was wrong is typed anew; what is asked for besides needs the password again.
    use_watch(use_reactive!(|(failure_there, more)| {
        if failure_there.is_some() && !more {
            password.set(String::new());
        }
    }));
    let why = match ended.as_deref() {
        Some("signed_in_elsewhere") => Some("eng-ended-elsewhere"),
        Some("disabled") => Some("eng-ended-disabled"),
        Some("second_step_setup_required") => Some("sign-in-setup-needed"),
        Some("signed_out") | None => None,
        Some(_) => Some("eng-ended"),
    };
    rsx! {
        main { class: "tr-phone",
            div { class: "tr-phone-main tr-stack",
                div { class: "flex justify-end", LanguageSwitch {} }
                h1 { class: "tr-page-title", {tr("sign-in-title")} }
                if let Some(why) = why {
                    Notice {
                        tone: Tone::Paused,
                        title: tr(why),
                        text: (waiting > 0).then(|| tr!("eng-unsent-kept", count = waiting)),
                    }
                }
                if let Some(key) = came_back {
                    Notice { tone: Tone::Paused, title: tr(&key) }
                }
                if !lasts {
                    Notice { tone: Tone::Paused, title: tr("eng-no-storage"), text: tr("eng-no-storage-text") }
                }
                form {
                    class: "tr-stack",
                    onsubmit: move |event| {
                        event.prevent_default();
                        enter();
                    },
                    TextField {
                        label: tr("sign-in-account"),
                        value: account(),
                        autocomplete: "username",
                        required: true,
                        on_input: move |text| account.set(text),
                    }
                    TextField {
                        label: tr("sign-in-password"),
                        kind: TextKind::Password,
                        value: password(),
                        autocomplete: "current-password",
                        required: true,
                        error: failure.clone().filter(|_| !more),
                        on_input: move |text| password.set(text),
                    }
                    if asked.code {
                        TextField {
                            label: tr("sign-in-code"),
                            value: code(),
                            kind: TextKind::Code,
                            autocomplete: "one-time-code",
                            required: true,
                            autofocus: true,
                            max_length: 40,
                            error: failure.clone().filter(|_| !asked.new_password),
                            on_input: move |text| code.set(text),
                        }
                    }
                    if asked.new_password {
                        NewPasswordField {
                            label: tr("sign-in-new-password"),
                            value: new_password(),
                            account: account(),
                            error: failure.clone(),
                            on_input: move |text| new_password.set(text),
                        }
                    }
                    Button {
                        label: tr("verb-sign-in"),
                        kind: ButtonKind::Primary,
                        icon: Icon::SignIn,
                        wide: true,
                        submit: true,
                        busy,
                    }
                }
                Providers {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[component]
    fn Page(ended: Option<String>, waiting: u32, failure: Option<String>, #[props(default)] asked: Asked) -> Element {
        rsx! {
            SignInPane {
                ended,
                account: "chen",
                waiting,
                lasts: true,
                came_back: None,
                asked,
                busy: false,
                failure,
                on_enter: |_: Entering| {},
            }
        }
    }

    fn render(ended: Option<&str>, waiting: u32, failure: Option<&str>) -> String {
        let props = PageProps {
            ended: ended.map(Into::into),
            waiting,
            failure: failure.map(Into::into),
            asked: Asked::default(),
        };
        crate::sample::render(Page, props)
    }

    #[test]
    fn an_end_elsewhere_says_that_unsent_work_is_kept() {
        let html = render(Some("signed_in_elsewhere"), 3, None);
        assert!(html.contains("signed in on another phone"), "{html}");
        assert!(html.contains("3 changes"), "{html}");
        assert!(html.contains("value=\"chen\""), "{html}");
    }

    #[test]
    fn a_plain_start_has_no_notice_and_a_failure_is_announced() {
        assert!(!render(None, 0, None).contains("tr-notice"));
        let html = render(None, 0, Some("That account and password do not match."));
        assert!(html.contains("role=\"alert\""), "{html}");
    }

    #[test]
    fn what_is_asked_for_besides_has_its_field() {
        let render = |asked| {
            let failure = Some("That code is not right.".into());
            crate::sample::render(Page, PageProps { ended: None, waiting: 0, failure, asked })
        };
        let code = render(Asked { code: true, new_password: false });
        assert!(code.contains("one-time-code") && !code.contains("new-password"), "{code}");
        let new = render(Asked { code: false, new_password: true });
        assert!(new.contains("autocomplete=\"new-password\"") && !new.contains("one-time-code"), "{new}");
    }

    #[test]
    fn each_failure_has_its_sentence() {
        for code in [
            "bad_credentials",
            "unreachable",
            "work_of_another",
            "second_step_required",
            "second_step_setup_required",
            "password_change_required",
            "odd",
        ] {
            let said = sentence(code, None, Asked::default());
            assert!(said.contains('.') && said.contains(' '), "{code}");
        }
        assert!(sentence("rate_limited", Some(30), Asked::default()).contains("30"));
        let again = Asked { code: true, new_password: false };
        assert_ne!(
            sentence("second_step_required", None, again),
            sentence("second_step_required", None, Asked::default())
        );
    }
}
