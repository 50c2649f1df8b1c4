//! Settings → Short messages: who carries them, and the log where they are kept instead.

use dioxus::prelude::*;
use truckroll_domain::TargetId;
use truckroll_domain::triggers::{SmsSettings, TargetKind};
use truckroll_protocol::api::rules::{SmsKept, TargetNow};
use truckroll_protocol::api::{NewSmsSettings, SmsNow};
use truckroll_ui::prelude::*;

use super::SettingsHead;
use crate::api;
use crate::api::rules::TOPIC;
use crate::api::staff::Outcome;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};

/// The screen.
#[component]
pub fn SmsScreen() -> Element {
    let read = use_live(|| vec![SmsSettings::KIND.to_owned()], api::publishing::sms);
    let targets = use_live(|| vec![TOPIC.to_owned()], api::rules::targets);
    let log = use_live(|| vec![TOPIC.to_owned()], api::publishing::sms_log);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("publish-sms") }
            p { class: "dk-quiet", {tr("publish-sms-intro")} }
            Stale { read }
            match (read.value(), targets.value()) {
                (Some(now), Some(targets)) => rsx! { Sender { now, targets } },
                _ => rsx! { Waiting { read, rows: 3 } },
            }
            if let Some(Some(kept)) = log.value() {
                Section { title: tr("publish-sms-log"),
                    p { class: "dk-quiet", {tr("publish-sms-log-text")} }
                    div { class: "tr-actions",
                        Button { label: tr("publish-sms-look"), icon: Icon::Refresh, on_press: move |_| log.reload() }
                    }
                    KeptMessages { kept }
                }
            }
        }
    }
}

/// Who carries them.
#[component]
pub fn Sender(now: SmsNow, targets: Vec<TargetNow>) -> Element {
    let (toasts, changes) = (use_toasts(), use_changes());
    let send = use_send(
        |new: NewSmsSettings| async move { api::publishing::write_sms(&new).await },
        move |outcome| {
            if matches!(outcome, Outcome::Written(_)) {
                toasts.say(Tone::Done, tr("rules-saved"));
            }
            changes.announce([SmsSettings::KIND]);
        },
    );
    let urls = targets.iter().filter(|one| matches!(one.target.what, TargetKind::Url { .. }));
    let options: Vec<Choice> = urls.map(|one| Choice::new(one.id.to_string(), one.target.title.clone())).collect();
    let state = match (now.ready, now.settings.provider) {
        (true, Some(_)) => "publish-sms-ready",
        (true, None) => "publish-sms-kept",
        (false, _) => "publish-sms-nobody",
    };
    let seq = now.seq;
    rsx! {
        Failed { failure: send.failure() }
        SelectField {
            label: tr("publish-sms-provider"),
            hint: tr("target-provider-hint"),
            value: now.settings.provider.map(|id| id.to_string()).unwrap_or_default(),
            none_label: tr("publish-sms-none"),
            options,
            disabled: send.busy(),
            on_change: move |id: String| {
                let settings = SmsSettings { provider: id.parse::<TargetId>().ok() };
                send.run(NewSmsSettings { seq, settings });
            },
        }
        p { class: "dk-quiet", role: "status", {tr(state)} }
    }
}

/// Messages that were kept instead of sent.
#[component]
pub fn KeptMessages(kept: Vec<SmsKept>) -> Element {
    let format = use_format();
    if kept.is_empty() {
        return rsx! { p { class: "dk-quiet", {tr("publish-sms-log-empty")} } };
    }
    rsx! {
        ul { class: "dk-plain-list dk-asset-tables", aria_label: tr("publish-sms-log"),
            for one in kept {
                li { key: "{one.id}",
                    div { class: "dk-two-lines",
                        span { "{one.text}" }
                        span { class: "dk-quiet", {tr!("publish-sms-to", to = one.to.clone(), at = format.moment(one.at.ms()))} }
                    }
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

    #[test]
    fn the_screen_says_who_carries_messages_and_what_was_kept() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let now = SmsNow { seq: 0, settings: SmsSettings::default(), log: true, ready: true };
                let one = SmsKept { id: "1".into(), at: Timestamp(1), to: "135".into(), text: "Hello".into() };
                rsx! {
                    Sender { now, targets: Vec::new() }
                    KeptMessages { kept: vec![one] }
                    KeptMessages { kept: Vec::new() }
                }
            });
            assert!(html.contains("Hello") && !html.contains(">publish-"), "{html}");
        }
    }
}
