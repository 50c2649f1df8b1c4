//! Where one is signed in, and ending it.

use dioxus::prelude::*;
use truckroll_protocol::api::SessionItem;
use truckroll_ui::prelude::*;

use super::TOPIC;
use crate::api;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};

/// One's own sessions.
#[component]
pub fn OwnSessions() -> Element {
    let read = use_live(|| vec![TOPIC.to_owned()], api::sessions);
    let toasts = use_toasts();
    let changes = use_changes();
    let send = use_send(
        |id: Option<String>| async move {
            match id {
                Some(id) => api::end_session(&id).await,
                None => api::end_other_sessions().await,
            }
        },
        move |()| {
            toasts.say(Tone::Done, tr("account-session-ended"));
            changes.announce([TOPIC]);
        },
    );
    let others = read.value().is_some_and(|list| list.iter().any(|s| !s.current));
    rsx! {
        Section {
            title: tr("account-sessions"),
            trail: rsx! {
                if others {
                    Button { label: tr("account-sessions-end-others"), busy: send.busy(), on_press: move |_| send.run(None) }
                }
            },
            Failed { failure: send.failure() }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 3 } },
                Some(list) => rsx! { SessionLines { list, on_end: move |id: String| send.run(Some(id)) } },
            }
        }
    }
}

/// Sessions, each with "end" unless it is this one.
#[component]
pub fn SessionLines(list: Vec<SessionItem>, on_end: EventHandler<String>) -> Element {
    let format = use_format();
    if list.is_empty() {
        return rsx! { p { class: "dk-quiet", {tr("account-sessions-none")} } };
    }
    rsx! {
        ul { class: "dk-plain-list dk-sessions", aria_label: tr("account-sessions"),
            for item in list {
                li { key: "{item.id}", class: "dk-session",
                    Glyph { icon: if item.kind == "phone" { Icon::Smartphone } else { Icon::Building }, size: 20 }
                    div { class: "dk-session-words",
                        p { class: "dk-cell-title", {name_of(&item)} }
                        p { class: "dk-quiet",
                            {tr!("account-session-since", date = format.moment(item.created_at.ms()))}
                            " · "
                            {tr!("account-session-seen", age = format.age(item.seen_at.ms()))}
                            if !item.address.is_empty() {
                                " · {item.address}"
                            }
                        }
                    }
                    if item.current {
                        Badge { tone: Tone::Done, label: tr("account-session-this"), kind: BadgeKind::Plain }
                    } else {
                        Button {
                            label: tr!("account-session-end", name = name_of(&item)),
                            icon: Icon::SignOut,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: {
                                let id = item.id.clone();
                                move |_| on_end.call(id.clone())
                            },
                        }
                    }
                }
            }
        }
    }
}

/// Its own name, or what kind of thing it is.
fn name_of(item: &SessionItem) -> String {
    if !item.name.is_empty() {
        return item.name.clone();
    }
    tr(if item.kind == "phone" { "account-session-phone" } else { "account-session-desk" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn this_session_is_marked_and_cannot_be_ended_here() {
        let html = sample::render(Locale::En, || {
            let item = |id: &str, kind: &str, name: &str, current| SessionItem {
                id: id.into(),
                kind: kind.into(),
                name: name.into(),
                address: "203.0.113.7".into(),
                current,
                ..SessionItem::default()
            };
            let list = vec![item("1", "desk", "Firefox · Linux", true), item("2", "phone", "", false)];
            rsx! { SessionLines { list, on_end: |_: String| {} } }
        });
        assert!(html.contains("Firefox · Linux") && html.contains("This one"), "{html}");
        assert!(html.contains("End Phone app") && !html.contains("End Firefox"), "{html}");
    }
}
