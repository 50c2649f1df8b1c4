//! By which channels each kind of notice comes.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use truckroll_domain::decode::from_json;
use truckroll_protocol::api::{NewNoticePreferences, NoticePreferencesNow};
use truckroll_replica::ask::Method;
use truckroll_ui::prelude::*;

use super::call;
use crate::shell::{Screen, Section};

const PATH: &str = "/notifications/preferences";

/// The screen.
#[component]
pub fn NoticePreferencesScreen() -> Element {
    let mut known = use_signal(|| None::<Option<NoticePreferencesNow>>);
    let load = move || async move {
        let text = call(Method::Get, PATH, String::new()).await;
        known.set(Some(text.and_then(|text| from_json(&text).ok())));
    };
    use_future(load);
    let mut failed = use_signal(|| false);
    let save = move |next: NoticePreferencesNow| {
        let new = NewNoticePreferences { preferences: next.preferences.clone() };
        let Ok(body) = truckroll_domain::encode::to_json(&new) else { return };
        let before = known.peek().clone();
        // shown at once, and taken back if the server does not take it
        known.set(Some(Some(next)));
        spawn(async move {
            let kept = call(Method::Put, PATH, body).await.is_some();
            failed.set(!kept);
            if !kept {
                known.set(before);
            }
        });
    };
    let now = known.read().clone();
    rsx! {
        Screen { title: tr("notices-choose"), back: ("/engineer/notices".to_owned(), tr("notices")),
            if failed() {
                Notice { tone: Tone::Alert, title: tr("notices-failed") }
            }
            match now {
                None => rsx! { Skeleton { rows: 6 } },
                Some(None) => rsx! {
                    Notice { tone: Tone::Paused, title: tr("notices-offline"),
                        Button { label: tr("verb-retry"), icon: Icon::Refresh, on_press: move |_| { spawn(load()); } }
                    }
                },
                Some(Some(now)) => rsx! { PreferencesPane { now, on_change: save } },
            }
        }
    }
}

/// A section a kind, with its channels.
#[component]
pub fn PreferencesPane(now: NoticePreferencesNow, on_change: EventHandler<NoticePreferencesNow>) -> Element {
    let channels: Vec<&'static str> = if now.mail { vec!["app", "push", "email"] } else { vec!["app", "push"] };
    rsx! {
        div { class: "tr-stack",
            p { class: "tr-muted", {tr("notices-choose-text")} }
            for kind in now.kinds.clone() {
                Section { key: "{kind}", title: kind_name(&kind),
                    for channel in channels.clone() {
                        CheckField {
                            key: "{channel}",
                            label: tr(&format!("notices-by-{channel}")),
                            checked: now.preferences.wants(&kind, channel),
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
}

fn kind_name(kind: &str) -> String {
    let key = format!("notice-kind-{}", kind.replace('_', "-"));
    if has_message(&key) { tr!(&key, number = "") } else { kind.to_owned() }
}

/// The preferences with one channel of one kind switched.
fn switched(mut now: NoticePreferencesNow, kind: &str, channel: &str, on: bool) -> NoticePreferencesNow {
    let mut wanted: BTreeSet<String> = ["app", "push", "email"]
        .into_iter()
        .filter(|channel| now.preferences.wants(kind, channel))
        .map(str::to_owned)
        .collect();
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

    #[component]
    fn Page(now: NoticePreferencesNow) -> Element {
        rsx! { PreferencesPane { now, on_change: |_| {} } }
    }

    #[test]
    fn a_channel_is_switched_and_the_others_stay() {
        let now = NoticePreferencesNow { kinds: vec!["visit_assigned".into()], ..NoticePreferencesNow::default() };
        let html = sample::render(Page, PageProps { now: now.clone() });
        assert_eq!(html.matches("type=\"checkbox\"").count(), 2, "no e-mail where the server has none: {html}");
        let off = switched(now, "visit_assigned", "push", false);
        assert!(off.preferences.wants("visit_assigned", "app") && !off.preferences.wants("visit_assigned", "push"));
        let mail = switched(off, "visit_assigned", "email", true);
        assert!(mail.preferences.wants("visit_assigned", "email") && mail.preferences.wants("visit_assigned", "app"));
    }
}
