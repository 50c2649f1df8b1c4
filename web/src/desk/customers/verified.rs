//! A number that is proven by a code: send it, hear it, give it.

use dioxus::prelude::*;
use truckroll_domain::fields::FieldValue;
use truckroll_domain::fields::verified::{Verified, number_of};
use truckroll_ui::prelude::*;

use crate::api;
use crate::api::staff::Outcome;
use crate::desk::trouble::Failed;

/// The control. What it gives is the value that the server made, or nothing.
#[component]
pub fn VerifiedField(
    label: String,
    value: Option<FieldValue>,
    required: bool,
    error: Option<String>,
    on_change: EventHandler<Option<FieldValue>>,
) -> Element {
    let format = use_format();
    let now = value.as_ref().and_then(FieldValue::as_text).unwrap_or_default().to_owned();
    let mut number = use_signal(String::new);
    let mut code = use_signal(String::new);
    let mut under = use_signal(|| None::<String>);
    let mut wrong = use_signal(|| None::<String>);
    let ask = use_send(
        |to: String| async move { api::publishing::ask_code(&to).await },
        move |outcome| match outcome {
            Outcome::Written(sent) => {
                wrong.set(None);
                under.set(Some(sent.id));
            }
            Outcome::Overtaken => wrong.set(Some(tr("publish-no-sender"))),
            Outcome::Refused(_) => wrong.set(Some(super::problem("not_a_phone"))),
        },
    );
    let give = use_send(
        |(id, code): (String, String)| async move { api::publishing::give_code(&id, &code).await },
        move |outcome| match outcome {
            Outcome::Written(right) => {
                wrong.set(None);
                under.set(None);
                code.set(String::new());
                on_change.call(Some(FieldValue::Text(right.value)));
            }
            Outcome::Overtaken => {}
            Outcome::Refused(problems) => {
                let over = problems.get("code").is_some_and(|problem| problem == "code_is_over");
                wrong.set(Some(tr(if over { "publish-code-over" } else { "publish-code-wrong" })));
            }
        },
    );
    if let Some(read) = Verified::read(&now) {
        let said = tr!("publish-verified-at", number = read.number, at = format.moment(read.at.ms()));
        return rsx! {
            div { class: "tr-field",
                p { class: "tr-label", "{label}" }
                p { class: "dk-verified", "{said}" }
                Button { label: tr("publish-verify-other"), kind: ButtonKind::Ghost, on_press: move |_| on_change.call(None) }
            }
        };
    }
    // a masked one is read as it is
    let masked = (!now.is_empty()).then(|| format!("{} ✓", number_of(&now)));
    rsx! {
        div { class: "dk-form",
            if let Some(masked) = masked {
                p { class: "dk-quiet", "{masked}" }
            }
            TextField {
                label,
                kind: TextKind::Tel,
                value: number(),
                required,
                max_length: 40,
                error: wrong().filter(|_| under().is_none()).or(error),
                on_input: move |text| number.set(text),
            }
            Button {
                label: tr("publish-code-send"),
                busy: ask.busy(),
                disabled: number.read().trim().is_empty(),
                on_press: move |_| ask.run(number.peek().clone()),
            }
            if let Some(id) = under() {
                p { class: "dk-quiet", role: "status", {tr("publish-code-sent")} }
                TextField {
                    label: tr("publish-code"),
                    value: code(),
                    max_length: 10,
                    autocomplete: "one-time-code",
                    error: wrong(),
                    on_input: move |text| code.set(text),
                }
                Button {
                    label: tr("publish-code-check"),
                    kind: ButtonKind::Primary,
                    busy: give.busy(),
                    disabled: code.read().trim().is_empty(),
                    on_press: move |_| give.run((id.clone(), code.peek().clone())),
                }
            }
            Failed { failure: ask.failure().or_else(|| give.failure()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;

    use super::*;
    use crate::sample;

    #[test]
    fn a_proven_number_says_since_when_and_another_is_asked_for() {
        for locale in Locale::ALL {
            let at = Timestamp(1_772_505_600_000);
            let value = Verified { number: "13800001111", at, proof: [7; 12] }.write();
            let html = sample::render(locale, move || {
                let value = Some(FieldValue::Text(value.clone()));
                rsx! {
                    VerifiedField { label: "Number", value, required: false, error: None, on_change: |_| {} }
                    VerifiedField { label: "Other", value: None, required: true, error: None, on_change: |_| {} }
                }
            });
            assert!(
                html.contains("13800001111") && html.contains("type=\"tel\"") && !html.contains(">publish-"),
                "{html}"
            );
        }
    }
}
