//! The notice centre: what happened, newest first; read, cleared away, and how one wants to be told (ORG-14, APP-34).
//! Notices are kept by the server, so this screen needs a connection.

mod preferences;

use dioxus::prelude::*;
use truckroll_domain::Kind;
use truckroll_domain::decode::from_json;
use truckroll_protocol::api::Notification;
use truckroll_replica::ask::{Answer, Ask, Method};
use truckroll_ui::i18n::Args;
use truckroll_ui::prelude::*;

use crate::platform;
use crate::route::use_go;
use crate::shell::Screen;

pub use preferences::NoticePreferencesScreen;

/// Asks the server; `None` where it was not reached or refuses.
pub(crate) async fn call(method: Method, path: &str, body: String) -> Option<String> {
    let path = format!("/api/v1{path}");
    match platform::ask(Ask::Call { method, path, body }).await {
        Answer::Called { status: 200..=299, body } => Some(body),
        _ => None,
    }
}

/// The screen.
#[component]
pub fn NoticesScreen() -> Element {
    let go = use_go();
    let mut list = use_signal(|| None::<Option<Vec<Notification>>>);
    let load = move || async move {
        let text = call(Method::Get, "/notifications", String::new()).await;
        list.set(Some(text.and_then(|text| from_json(&text).ok())));
    };
    use_future(load);
    let mut failed = use_signal(|| false);
    let act = move |method: Method, path: &'static str, body: &'static str| {
        spawn(async move {
            failed.set(call(method, path, body.to_owned()).await.is_none());
            load().await;
        });
    };
    let now = list.read().clone();
    let unread = now.as_ref().and_then(Option::as_ref).map_or(0, |l| l.iter().filter(|n| n.read_at.is_none()).count());
    let any = now.as_ref().and_then(Option::as_ref).is_some_and(|l| !l.is_empty());
    rsx! {
        Screen { title: tr("notices"), back: ("/engineer/me".to_owned(), tr("nav-me")),
            div { class: "tr-stack",
                div { class: "tr-actions",
                    if unread > 0 {
                        Button {
                            label: tr!("notices-read-all", count = unread),
                            icon: Icon::CheckCheck,
                            on_press: move |_| act(Method::Post, "/notifications/read", "{}"),
                        }
                    }
                    if any {
                        Button {
                            label: tr("notices-clear"),
                            icon: Icon::Trash,
                            on_press: move |_| act(Method::Delete, "/notifications", ""),
                        }
                    }
                    Button {
                        label: tr("notices-choose"),
                        kind: ButtonKind::Ghost,
                        on_press: move |_| go.to("/engineer/notices/preferences"),
                    }
                }
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
                    Some(Some(list)) => rsx! { NoticesPane { list } },
                }
            }
        }
    }
}

/// Rows, or that there are none.
#[component]
pub fn NoticesPane(list: Vec<Notification>) -> Element {
    let format = use_format();
    let go = use_go();
    if list.is_empty() {
        return rsx! {
            Empty { icon: Icon::Bell, title: tr("notices-none"), text: tr("notices-none-text") }
        };
    }
    rsx! {
        ul { class: "tr-list -mx-4",
            for notice in list {
                li { key: "{notice.id}",
                    ListRow {
                        title: sentence(&notice),
                        subtitle: notice.args.get("title").cloned(),
                        unread: notice.read_at.is_none(),
                        trail: rsx! { span { class: "tr-small tr-muted", {format.age(notice.created_at.ms())} } },
                        href: address(&notice),
                        on_open: {
                            let href = address(&notice);
                            move |()| {
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

/// What a notice says; one that this version does not know is named as such.
fn sentence(notice: &Notification) -> String {
    let key = format!("notice-kind-{}", notice.kind.replace('_', "-"));
    let key = if has_message(&key) { key } else { "notice-kind-other".to_owned() };
    let mut args = Args::new();
    args.set("number", notice.args.get("number").cloned().unwrap_or_default());
    tr_args(&key, &args)
}

fn address(notice: &Notification) -> Option<String> {
    let id = notice.document?;
    match notice.on? {
        Kind::Visit => Some(format!("/engineer/visits/{id}")),
        Kind::Ticket => Some(format!("/engineer/tickets/{id}")),
        Kind::Company => Some(format!("/engineer/companies/{id}")),
        Kind::Contact => Some(format!("/engineer/people/{id}")),
        Kind::Asset => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use truckroll_domain::{DocumentId, Timestamp};

    use super::*;
    use crate::sample;

    #[component]
    fn Page(list: Vec<Notification>) -> Element {
        rsx! { NoticesPane { list } }
    }

    #[test]
    fn a_notice_leads_to_what_it_is_about_and_an_unknown_one_still_says_so() {
        let notice = |kind: &str| Notification {
            id: kind.into(),
            kind: kind.into(),
            args: BTreeMap::from([("title".to_owned(), "Lift 3 stuck".to_owned())]),
            document: Some(DocumentId::default()),
            on: Some(Kind::Visit),
            created_at: Timestamp(0),
            read_at: None,
        };
        let html = sample::render(Page, PageProps { list: vec![notice("visit_assigned"), notice("of_the_future")] });
        assert_eq!(html.matches("Lift 3 stuck").count(), 2, "{html}");
        assert!(html.contains("/engineer/visits/00000000") && html.contains("New visit"), "{html}");
        let html = sample::render(Page, PageProps { list: Vec::new() });
        assert!(html.contains("tr-empty"), "{html}");
    }
}
