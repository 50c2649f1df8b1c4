//! The bell: notices to the person at the desk, newest first; opening the list marks them as read.

use dioxus::prelude::*;
use truckroll_domain::{Kind, Timestamp};
use truckroll_protocol::api::Notification;
use truckroll_ui::i18n::Args;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::notices_prefs::NoticeChoices;
use crate::desk::trouble::Waiting;
use crate::platform;
use crate::route::use_go;
use crate::session::use_session;

/// The bell with its count, and the list it opens.
#[component]
pub fn Bell() -> Element {
    let mut open = use_signal(|| false);
    let changes = use_changes();
    let notices = use_live(|| vec!["notices".to_owned()], api::notifications);
    let unread = notices.signal().read().as_ref().map_or(0, |n| n.iter().filter(|one| one.read_at.is_none()).count());
    tell_of_new(notices);
    let mut choosing = use_signal(|| false);
    let tell = use_send(
        |clears: bool| async move {
            if clears { api::clear_notifications().await } else { api::read_notifications(Vec::new()).await }
        },
        move |()| changes.announce(["notices"]),
    );
    let label = if unread > 0 { tr!("desk-notices-unread", count = unread) } else { tr("notices") };
    rsx! {
        div { class: "dk-bell",
            Button {
                label,
                icon: Icon::Bell,
                icon_only: true,
                kind: ButtonKind::Ghost,
                expanded: open(),
                on_press: move |_| {
                    open.set(true);
                },
            }
            if unread > 0 {
                span { class: "tr-nav-count", aria_hidden: "true", if unread > 99 { "99+" } else { "{unread}" } }
            }
        }
        // A section of its own: the head and foot of a dialog are none of the page's.
        section {
            Dialog {
                open: open(),
                title: tr("notices"),
                on_close: move |()| {
                    open.set(false);
                    if unread > 0 {
                        spawn(async move {
                            if api::read_notifications(Vec::new()).await.is_ok() {
                                changes.announce(["notices"]);
                            }
                        });
                    }
                },
                div { class: "tr-actions",
                    if unread > 0 {
                        Button {
                            label: tr!("notices-read-all", count = unread),
                            icon: Icon::CheckCheck,
                            on_press: move |_| tell.run(false),
                        }
                    }
                    if notices.value().is_some_and(|list| !list.is_empty()) {
                        Button { label: tr("notices-clear"), icon: Icon::Trash, on_press: move |_| tell.run(true) }
                    }
                    Button {
                        label: tr("notices-choose"),
                        kind: ButtonKind::Ghost,
                        expanded: choosing(),
                        on_press: move |_| choosing.toggle(),
                    }
                }
                if let Some(failure) = tell.failure() {
                    p { class: "tr-error", role: "alert", "{failure}" }
                }
                if choosing() {
                    NoticeChoices {}
                }
                match notices.value() {
                    None => rsx! { Waiting { read: notices } },
                    Some(list) => rsx! { NoticeList { list, on_open: move |()| open.set(false) } },
                }
            }
        }
    }
}

/// The list.
#[component]
pub fn NoticeList(list: Vec<Notification>, on_open: EventHandler<()>) -> Element {
    let format = use_format();
    let go = use_go();
    if list.is_empty() {
        return rsx! {
            Empty { icon: Icon::Bell, title: tr("desk-notices-empty"), text: tr("desk-notices-empty-text") }
        };
    }
    rsx! {
        ul { class: "dk-plain-list",
            for notice in list {
                li { key: "{notice.id}",
                    ListRow {
                        title: sentence(&notice),
                        unread: notice.read_at.is_none(),
                        trail: rsx! { span { class: "dk-quiet", {format.age(notice.created_at.ms())} } },
                        href: address(&notice),
                        on_open: {
                            let href = address(&notice);
                            move |()| {
                                on_open.call(());
                                if let Some(href) = href.clone() {
                                    go.to(href);
                                }
                            }
                        },
                    }
                }
            }
        }
    }
}

/// Sounds and shows what is new, as far as the person wants it. What was there when the desk began is not new.
fn tell_of_new(notices: Live<Vec<Notification>>) {
    let session = use_session();
    let mut known = use_signal(|| None::<Timestamp>);
    use_effect(move || {
        let read = notices.signal();
        let read = read.read();
        let Some(all) = read.as_ref() else { return };
        let newest = all.iter().map(|notice| notice.created_at).max().unwrap_or_default();
        let before = known.replace(Some(newest));
        let Some(notice) = all.iter().find(|notice| before.is_some_and(|before| notice.created_at > before)) else {
            return;
        };
        let wished = session.wishes.peek().clone().unwrap_or_default();
        if wished.sound {
            platform::chime();
        }
        if wished.desktop {
            platform::notify(&sentence(notice));
        }
    });
}

/// What a notice says; one that this version does not know is named by what it is about.
fn sentence(notice: &Notification) -> String {
    let key = format!("desk-notice-{}", notice.kind.replace('_', "-"));
    let key = if has_message(&key) { key } else { "desk-notice-other".to_owned() };
    let mut args = Args::new();
    for name in ["title", "number", "name", "by", "reason", "stars"] {
        args.set(name, "");
    }
    for (name, value) in &notice.args {
        args.set(name.clone(), value.clone());
    }
    tr_args(&key, &args)
}

fn address(notice: &Notification) -> Option<String> {
    if notice.kind.starts_with("link_") {
        return Some(crate::admin::linked::PATH.to_owned());
    }
    if notice.kind == "details_to_review" {
        return Some(crate::desk::customers::REVIEWS.to_owned());
    }
    let id = notice.document?;
    match notice.on? {
        Kind::Visit => Some(format!("/desk/visits/{id}")),
        Kind::Ticket => Some(format!("/desk/tickets/{id}")),
        Kind::Company | Kind::Contact | Kind::Asset => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use truckroll_domain::Timestamp;

    use super::*;
    use crate::sample;

    #[test]
    fn an_unknown_notice_still_says_what_it_is_about() {
        let notice = Notification {
            id: "n1".into(),
            kind: "from_the_future".into(),
            args: BTreeMap::from([("title".into(), "Lift 3 stuck".into())]),
            document: Some(sample::visit_id(1).into()),
            on: Some(Kind::Visit),
            created_at: Timestamp(0),
            read_at: None,
        };
        assert!(sentence(&notice).contains("Lift 3 stuck"));
        let list = vec![notice];
        let html = sample::render(Locale::ZhCn, move || {
            rsx! { NoticeList { list: list.clone(), on_open: |()| {} } }
        });
        assert!(html.contains("/desk/visits/"), "{html}");
    }
}
