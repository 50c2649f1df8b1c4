//! How the person at the desk wants to be told: channels by kind of notice (ORG-14).

use std::collections::BTreeSet;

use dioxus::prelude::*;
use truckroll_protocol::api::NoticePreferencesNow;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::{Failed, Waiting};

/// The channels, with those the server does not have left out.
fn channels(mail: bool) -> Vec<&'static str> {
    if mail { vec!["app", "push", "email"] } else { vec!["app", "push"] }
}

/// The choices, as the server has them.
#[component]
pub fn NoticeChoices() -> Element {
    let read = use_live(|| vec!["notice-preferences".to_owned()], api::notice_preferences);
    let save = use_send(
        |now: NoticePreferencesNow| async move { api::replace_notice_preferences(now.preferences).await },
        move |_: NoticePreferencesNow| read.reload(),
    );
    rsx! {
        Failed { failure: save.failure() }
        if let Some(now) = read.value() {
            ChoicesPane { now, busy: save.busy(), on_change: move |now| save.run(now) }
        } else {
            Waiting { read, rows: 4 }
        }
    }
}

/// A group of boxes for each kind.
#[component]
pub fn ChoicesPane(now: NoticePreferencesNow, busy: bool, on_change: EventHandler<NoticePreferencesNow>) -> Element {
    rsx! {
        p { class: "dk-quiet", {tr("notices-choose-text")} }
        for kind in now.kinds.clone() {
            fieldset { key: "{kind}", class: "dk-notice-choice",
                legend { {kind_name(&kind)} }
                for channel in channels(now.mail) {
                    CheckField {
                        key: "{channel}",
                        label: tr(&format!("notices-by-{channel}")),
                        checked: now.preferences.wants(&kind, channel),
                        disabled: busy,
                        on_change: {
                            let (now, kind) = (now.clone(), kind.clone());
                            move |on: bool| on_change.call(switched(now.clone(), &kind, channel, on))
                        },
                    }
                }
            }
        }
    }
}

fn kind_name(kind: &str) -> String {
    let key = format!("notice-kind-{}", kind.replace('_', "-"));
    if has_message(&key) { tr!(&key, number = "") } else { kind.to_owned() }
}

/// The preferences with one channel of one kind switched.
fn switched(mut now: NoticePreferencesNow, kind: &str, channel: &str, on: bool) -> NoticePreferencesNow {
    let mut wanted: BTreeSet<String> =
        channels(true).into_iter().filter(|c| now.preferences.wants(kind, c)).map(str::to_owned).collect();
    if on {
        wanted.insert(channel.to_owned());
    } else {
        wanted.remove(channel);
    }
    now.preferences.channels.insert(kind.to_owned(), wanted);
    now
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn each_kind_has_a_box_a_channel_and_switching_one_leaves_the_others() {
        let now = NoticePreferencesNow { kinds: vec!["visit_assigned".into()], mail: true, ..Default::default() };
        let shown = now.clone();
        let html = sample::render(Locale::En, move || {
            rsx! { ChoicesPane { now: shown.clone(), busy: false, on_change: |_| {} } }
        });
        assert_eq!(html.matches("type=\"checkbox\"").count(), 3, "{html}");
        assert!(html.contains("New visit"), "{html}");
        let off = switched(now, "visit_assigned", "app", false);
        assert!(!off.preferences.wants("visit_assigned", "app") && off.preferences.wants("visit_assigned", "push"));
    }
}
