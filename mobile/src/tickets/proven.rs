//! A number that is proven by a code (TKT-02): the server sends it, its owner reads it out, the server says that it was right.
//! Needs a connection; what it gives is a value like any other and is kept and sent on without one.

use dioxus::prelude::*;
use truckroll_domain::decode::{Deserialize, from_json};
use truckroll_domain::encode::to_json;
use truckroll_domain::fields::verified::{Verified, number_of};
use truckroll_protocol::api::{SmsCodeAsked, SmsCodeGiven, SmsCodeRight, SmsCodeSent};
use truckroll_replica::ask::{Answer, Ask, Method};
use truckroll_ui::prelude::*;

use crate::{platform, words};

/// Asks the server for a code or gives it back; where it does not work, the key of why.
async fn post<T: for<'de> Deserialize<'de>>(path: String, body: String) -> Result<T, &'static str> {
    let path = format!("/api/v1/sms/codes{path}");
    match platform::ask(Ask::Call { method: Method::Post, path, body }).await {
        Answer::Called { status: 200..=299, body } => from_json(&body).map_err(|_| "load-failed"),
        Answer::Called { status, body } => Err(trouble(status, &body)),
        _ => Err("eng-prove-offline"),
    }
}

/// What a refusal is about.
fn trouble(status: u16, body: &str) -> &'static str {
    match status {
        409 => "eng-prove-no-sender",
        422 if body.contains("not_a_phone") => "eng-prove-no-number",
        422 if body.contains("code_is_over") => "eng-prove-over",
        422 => "eng-prove-wrong",
        429 => "eng-prove-wait",
        _ => "load-failed",
    }
}

/// The control. What it gives is the value that the server made, or nothing for another number.
#[component]
pub fn ProvenField(
    label: String,
    value: String,
    required: bool,
    busy: bool,
    error: Option<String>,
    on_value: EventHandler<String>,
) -> Element {
    let format = use_format();
    let mut number = use_signal(String::new);
    let mut code = use_signal(String::new);
    let mut under = use_signal(|| None::<String>);
    let mut wrong = use_signal(|| None::<&'static str>);
    let mut waits = use_signal(|| false);
    let send = move |_| async move {
        waits.set(true);
        let body = to_json(&SmsCodeAsked { to: number.peek().clone() }).unwrap_or_default();
        match post::<SmsCodeSent>(String::new(), body).await {
            Ok(sent) => {
                wrong.set(None);
                under.set(Some(sent.id));
            }
            Err(why) => wrong.set(Some(why)),
        }
        waits.set(false);
    };
    let give = move |_| async move {
        let Some(id) = under.peek().clone() else { return };
        waits.set(true);
        let body = to_json(&SmsCodeGiven { code: code.peek().trim().to_owned() }).unwrap_or_default();
        match post::<SmsCodeRight>(format!("/{}", words::escape(&id)), body).await {
            Ok(right) => {
                wrong.set(None);
                under.set(None);
                code.set(String::new());
                on_value.call(right.value);
            }
            Err(why) => wrong.set(Some(why)),
        }
        waits.set(false);
    };
    if let Some(read) = Verified::read(&value) {
        let said = tr!("eng-proven", number = read.number, at = format.moment(read.at.ms()));
        return rsx! {
            div { class: "tr-field",
                p { class: "tr-label", "{label}" }
                p { "{said}" }
                Button {
                    label: tr("eng-prove-other"),
                    kind: ButtonKind::Ghost,
                    disabled: busy,
                    on_press: move |_| on_value.call(String::new()),
                }
            }
        };
    }
    let masked = (!value.is_empty()).then(|| format!("{} ✓", number_of(&value)));
    rsx! {
        div { class: "tr-stack",
            if let Some(masked) = masked {
                p { class: "tr-muted", "{masked}" }
            }
            TextField {
                label,
                kind: TextKind::Tel,
                value: number(),
                required,
                max_length: 40,
                error: wrong().filter(|_| under.read().is_none()).map(tr).or(error),
                on_input: move |text| number.set(text),
            }
            Button {
                label: tr("eng-prove-send"),
                busy: waits(),
                disabled: busy || number.read().trim().is_empty(),
                on_press: send,
            }
            if under.read().is_some() {
                p { class: "tr-muted", role: "status", {tr("eng-prove-sent")} }
                TextField {
                    label: tr("eng-prove-code"),
                    value: code(),
                    max_length: 10,
                    autocomplete: "one-time-code",
                    error: wrong().map(tr),
                    on_input: move |text| code.set(text),
                }
                Button {
                    label: tr("eng-prove-check"),
                    kind: ButtonKind::Primary,
                    busy: waits(),
                    disabled: code.read().trim().is_empty(),
                    on_press: give,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;

    use super::*;
    use crate::sample;

    #[component]
    fn Page(value: String) -> Element {
        rsx! { ProvenField { label: "Number", value, required: true, busy: false, on_value: |_| {} } }
    }

    #[test]
    fn a_proven_number_says_since_when_and_an_unproven_one_is_asked_for() {
        let at = Timestamp(1_772_505_600_000);
        let value = Verified { number: "13800001111", at, proof: [7; 12] }.write();
        let html = sample::render(Page, PageProps { value });
        assert!(html.contains("13800001111") && html.contains("Another number"), "{html}");
        let html = sample::render(Page, PageProps { value: String::new() });
        assert!(html.contains("type=\"tel\"") && html.contains("Send a code"), "{html}");
    }

    #[test]
    fn what_the_server_refuses_is_said_exactly() {
        let said = |status, problem: &str| trouble(status, &format!(r#"{{"fields":{{"code":"{problem}"}}}}"#));
        assert_eq!(said(422, "code_is_over"), "eng-prove-over");
        assert_eq!(said(422, "wrong_code"), "eng-prove-wrong");
        assert_eq!(said(422, "not_a_phone"), "eng-prove-no-number");
        assert_eq!(
            (said(409, ""), said(429, ""), said(500, "")),
            ("eng-prove-no-sender", "eng-prove-wait", "load-failed")
        );
    }
}
