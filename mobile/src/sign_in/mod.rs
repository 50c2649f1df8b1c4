//! Signing in, and what a session that ended leaves behind: unsent work stays on the phone.

use dioxus::prelude::*;
use truckroll_replica::ask::{Answer, Ask};
use truckroll_ui::prelude::*;

use crate::platform;
use crate::session::use_session;
use crate::settings::LanguageSwitch;

/// The screen of sign-in.
#[component]
pub fn SignInScreen() -> Element {
    let session = use_session();
    let known = session.me().map(|me| me.agent.account.clone()).unwrap_or_default();
    let enter = use_send(
        move |(account, password): (String, String)| async move {
            match platform::ask(Ask::SignIn { account, password }).await {
                Answer::Signed { .. } => Ok(()),
                Answer::SignInFailed { code, retry_after_s } => Err(sentence(&code, retry_after_s)),
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
            busy: enter.busy(),
            failure: enter.failure(),
            on_enter: move |pair| enter.run(pair),
        }
    }
}

/// What a failed sign-in says.
fn sentence(code: &str, retry_after_s: Option<i64>) -> String {
    match code {
        "rate_limited" => tr!("sign-in-limited", seconds = retry_after_s.unwrap_or(60)),
        "unreachable" => tr("eng-sign-in-offline"),
        "work_of_another" => tr("eng-sign-in-work-of-another"),
        "bad_credentials" => tr("sign-in-wrong"),
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
    busy: bool,
    failure: Option<String>,
    on_enter: EventHandler<(String, String)>,
) -> Element {
    let mut account = use_signal(|| account);
    let mut password = use_signal(String::new);
    let mut enter = move || {
        let pair = (account.peek().trim().to_owned(), password.peek().clone());
        if !pair.0.is_empty() && !pair.1.is_empty() {
            on_enter.call(pair);
            password.set(String::new());
        }
    };
    let why = match ended.as_deref() {
        Some("signed_in_elsewhere") => Some("eng-ended-elsewhere"),
        Some("disabled") => Some("eng-ended-disabled"),
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
                        error: failure,
                        on_input: move |text| password.set(text),
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
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[component]
    fn Page(ended: Option<String>, waiting: u32, failure: Option<String>) -> Element {
        rsx! {
            SignInPane {
                ended,
                account: "chen",
                waiting,
                lasts: true,
                busy: false,
                failure,
                on_enter: |_: (String, String)| {},
            }
        }
    }

    fn render(ended: Option<&str>, waiting: u32, failure: Option<&str>) -> String {
        let props = PageProps { ended: ended.map(Into::into), waiting, failure: failure.map(Into::into) };
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
    fn each_failure_has_its_sentence() {
        for code in ["bad_credentials", "unreachable", "work_of_another", "odd"] {
            assert!(sentence(code, None).ends_with('.'), "{code}");
        }
        assert!(sentence("rate_limited", Some(30)).contains("30"));
    }
}
