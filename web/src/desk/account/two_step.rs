//! The second step: setting it up with an authenticator app, new recovery codes, giving it up.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_protocol::api::{Account, BeginTwoStep, ConfirmTwoStep, ProveTwoStep, RecoveryCodes, TwoStepSecret};
use truckroll_ui::prelude::*;
use truckroll_ui::qr::QrCode;

use super::TOPIC;
use super::codes::CodesPane;
use crate::api;
use crate::desk::trouble::{Failed, Section, by_member};

/// What is going on here.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Resting,
    /// The password is asked for.
    Begin,
    /// The secret is shown, its first code is asked for.
    Secret(TwoStepSecret),
    /// Recovery codes are shown.
    Codes(Vec<String>),
    /// Password and code are asked for to make new recovery codes, or to end it.
    Prove {
        ends: bool,
    },
}

/// The sentence of a problem with password or code.
fn said(wrong: &BTreeMap<String, String>, member: &str) -> Option<String> {
    let word = wrong.get(member)?;
    Some(if member == "code" { tr("sign-in-code-wrong") } else { password_problem(word) })
}

/// The pane.
#[component]
pub fn TwoStepPane(account: Account, on_done: Option<EventHandler<()>>) -> Element {
    let format = use_format();
    let changes = use_changes();
    let mut step = use_signal(|| Step::Resting);
    let mark = if account.two_step {
        rsx! { Badge { tone: Tone::Done, label: tr("account-two-step-on"), kind: BadgeKind::Plain } }
    } else {
        rsx! { Badge { tone: Tone::Neutral, label: tr("account-two-step-off"), kind: BadgeKind::Plain } }
    };
    let kept = move |()| {
        step.set(Step::Resting);
        changes.announce([TOPIC]);
        if let Some(on_done) = on_done {
            on_done.call(());
        }
    };
    rsx! {
        Section { title: tr("account-two-step"), trail: mark,
            match step() {
                Step::Resting if account.two_step => rsx! {
                    p { class: "dk-quiet",
                        {tr!("account-two-step-since", date = format.date(account.two_step_at.unwrap_or_default().ms()))}
                        " · "
                        {tr!("account-codes-left", count = account.recovery_codes)}
                    }
                    div { class: "tr-actions",
                        Button { label: tr("account-codes-new"), on_press: move |_| step.set(Step::Prove { ends: false }) }
                        Button {
                            label: tr("account-two-step-end"),
                            kind: ButtonKind::Ghost,
                            disabled: account.two_step_demanded,
                            on_press: move |_| step.set(Step::Prove { ends: true }),
                        }
                    }
                    if account.two_step_demanded {
                        p { class: "dk-quiet", {tr("account-two-step-demanded")} }
                    }
                },
                Step::Resting => rsx! {
                    p { class: "dk-quiet", {tr("account-two-step-intro")} }
                    div { class: "tr-actions",
                        Button {
                            label: tr("account-two-step-begin"),
                            icon: Icon::Smartphone,
                            on_press: move |_| step.set(Step::Begin),
                        }
                    }
                },
                Step::Begin => rsx! {
                    BeginForm { on_secret: move |secret| step.set(Step::Secret(secret)), on_close: move |()| step.set(Step::Resting) }
                },
                Step::Secret(secret) => rsx! {
                    SecretForm { secret, on_codes: move |codes| step.set(Step::Codes(codes)), on_close: move |()| step.set(Step::Resting) }
                },
                Step::Codes(codes) => rsx! { CodesPane { codes, on_kept: kept } },
                Step::Prove { ends } => rsx! {
                    ProveForm {
                        ends,
                        on_done: move |codes: Vec<String>| {
                            if codes.is_empty() {
                                step.set(Step::Resting);
                                changes.announce([TOPIC]);
                            } else {
                                step.set(Step::Codes(codes));
                            }
                        },
                        on_close: move |()| step.set(Step::Resting),
                    }
                },
            }
        }
    }
}

#[component]
fn BeginForm(on_secret: EventHandler<TwoStepSecret>, on_close: EventHandler<()>) -> Element {
    let mut password = use_signal(String::new);
    let wrong = use_signal(BTreeMap::<String, String>::new);
    let send = use_send(
        move |password: String| async move { by_member(api::begin_two_step(&BeginTwoStep { password }), wrong).await },
        move |secret: Option<TwoStepSecret>| secret.into_iter().for_each(|secret| on_secret.call(secret)),
    );
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event: FormEvent| {
                event.prevent_default();
                send.run(password.peek().clone());
            },
            Failed { failure: send.failure() }
            TextField {
                label: tr("account-password-confirm"),
                value: password(),
                kind: TextKind::Password,
                autocomplete: "current-password",
                max_length: 1024,
                autofocus: true,
                error: said(&wrong.read(), "password"),
                on_input: move |text| password.set(text),
            }
            Foot { verb: tr("verb-next"), busy: send.busy(), on_close }
        }
    }
}

/// Cancel and the verb that sends.
#[component]
fn Foot(verb: String, busy: bool, #[props(default)] danger: bool, on_close: EventHandler<()>) -> Element {
    let kind = if danger { ButtonKind::Danger } else { ButtonKind::Primary };
    rsx! {
        div { class: "tr-actions",
            Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
            Button { label: verb, kind, submit: true, busy }
        }
    }
}

/// The secret as a QR code and as text, and its first code.
#[component]
pub fn SecretForm(secret: TwoStepSecret, on_codes: EventHandler<Vec<String>>, on_close: EventHandler<()>) -> Element {
    let mut code = use_signal(String::new);
    let wrong = use_signal(BTreeMap::<String, String>::new);
    let send = use_send(
        move |code: String| async move { by_member(api::confirm_two_step(&ConfirmTwoStep { code }), wrong).await },
        move |made: Option<RecoveryCodes>| made.into_iter().for_each(|made| on_codes.call(made.codes)),
    );
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event: FormEvent| {
                event.prevent_default();
                send.run(code.peek().trim().to_owned());
            },
            Failed { failure: send.failure() }
            p { {tr("account-two-step-scan")} }
            div { class: "dk-two-step",
                div { class: "dk-two-step-code", QrCode { text: secret.uri.clone(), label: tr("account-two-step-qr") } }
                div {
                    p { class: "dk-quiet", {tr("account-two-step-type")} }
                    code { class: "dk-code", "{secret.secret}" }
                }
            }
            TextField {
                label: tr("account-two-step-code"),
                hint: tr("account-two-step-code-hint"),
                value: code(),
                kind: TextKind::Code,
                autocomplete: "one-time-code",
                max_length: 10,
                error: said(&wrong.read(), "code"),
                on_input: move |text| code.set(text),
            }
            Foot { verb: tr("account-two-step-confirm"), busy: send.busy(), on_close }
        }
    }
}

#[component]
fn ProveForm(ends: bool, on_done: EventHandler<Vec<String>>, on_close: EventHandler<()>) -> Element {
    let mut password = use_signal(String::new);
    let mut code = use_signal(String::new);
    let wrong = use_signal(BTreeMap::<String, String>::new);
    let send = use_send(
        move |asked: ProveTwoStep| async move {
            let work = async {
                if ends {
                    return api::end_two_step(&asked).await.map(|()| RecoveryCodes::default());
                }
                api::new_recovery_codes(&asked).await
            };
            by_member(work, wrong).await
        },
        move |made: Option<RecoveryCodes>| made.into_iter().for_each(|made| on_done.call(made.codes)),
    );
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event: FormEvent| {
                event.prevent_default();
                send.run(ProveTwoStep { password: password.peek().clone(), code: code.peek().trim().to_owned() });
            },
            Failed { failure: send.failure() }
            TextField {
                label: tr("account-password-confirm"),
                value: password(),
                kind: TextKind::Password,
                autocomplete: "current-password",
                max_length: 1024,
                error: said(&wrong.read(), "password"),
                on_input: move |text| password.set(text),
            }
            TextField {
                label: tr("sign-in-code"),
                hint: tr("sign-in-code-hint"),
                value: code(),
                kind: TextKind::Code,
                autocomplete: "one-time-code",
                max_length: 40,
                error: said(&wrong.read(), "code"),
                on_input: move |text| code.set(text),
            }
            Foot {
                verb: if ends { tr("account-two-step-end") } else { tr("account-codes-new") },
                danger: ends,
                busy: send.busy(),
                on_close,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_secret_is_there_for_cameras_and_for_fingers() {
        let html = sample::render(Locale::En, || {
            let secret = TwoStepSecret { secret: "GEZD GNBV".into(), uri: "otpauth://totp/a:b?secret=GEZDGNBV".into() };
            rsx! { SecretForm { secret, on_codes: |_: Vec<String>| {}, on_close: |()| {} } }
        });
        assert!(html.contains("<svg") && html.contains("GEZD GNBV") && html.contains("one-time-code"), "{html}");
    }

    #[test]
    fn a_demanded_second_step_cannot_be_given_up() {
        let html = sample::render(Locale::En, || {
            let account = Account { two_step: true, two_step_demanded: true, recovery_codes: 3, ..Account::default() };
            rsx! { TwoStepPane { account } }
        });
        assert!(html.contains("disabled") && html.contains("3 recovery codes"), "{html}");
    }
}
