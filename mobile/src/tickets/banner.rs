//! A banner when somebody gives the person a ticket while the app is open (APP-12): over every screen, once for each ticket. A tap
//! opens it; it goes by itself; screen readers are told.

use dioxus::prelude::*;
use truckroll_domain::{Kind, Timestamp};
use truckroll_replica::ask::{Answer, Ask};
use truckroll_ui::prelude::*;

use crate::route::use_go;
use crate::session::use_session;
use crate::{platform, store};

/// It stays for so long.
const STAYS_MS: i32 = 8_000;
/// What moved so long before the app was opened is not new; clocks of phones and servers differ by a little.
const SLACK_MS: i64 = 60_000;

/// A ticket of the person: id, title, when anything last happened to it.
type Mine = (String, String, Timestamp);

/// The first of the person's tickets that he has not been told of, and has been given since the app was opened. All of them count
/// as told from now on.
fn fresh(told: &mut Vec<String>, mine: &[Mine], opened: i64) -> Option<(String, String)> {
    let mut found = None;
    for (id, title, moved) in mine {
        if told.contains(id) {
            continue;
        }
        told.push(id.clone());
        if moved.ms() >= opened - SLACK_MS {
            found = found.or_else(|| Some((id.clone(), title.clone())));
        }
    }
    found
}

/// The banner.
#[component]
pub fn NewTicketBanner() -> Element {
    let session = use_session();
    let opened = use_hook(platform::now_ms);
    let mut began = use_signal(|| false);
    let mut shown = use_signal(|| None::<(String, String)>);
    let mut turn = use_signal(|| 0_u32);
    let read = store::use_read(
        &[Kind::Ticket],
        || Ask::Assigned,
        |answer| match answer {
            Answer::Assigned { tickets } => Some(tickets),
            _ => None,
        },
    );
    use_watch(move || {
        let Some(mine) = read.value() else { return };
        let mut known = session.known_tickets;
        let found = fresh(&mut known.write(), &mine, opened);
        // what the phone held when it was opened is known
        let first = !*began.peek();
        began.set(true);
        if let Some(found) = found.filter(|_| !first) {
            let this = turn.peek().wrapping_add(1);
            turn.set(this);
            shown.set(Some(found));
            spawn(async move {
                platform::sleep(STAYS_MS).await;
                if *turn.peek() == this {
                    shown.set(None);
                }
            });
        }
    });
    rsx! {
        BannerPane { ticket: shown(), on_close: move |()| shown.set(None) }
    }
}

/// What it says. The region is always there, so that what comes into it is read out.
#[component]
fn BannerPane(ticket: Option<(String, String)>, on_close: EventHandler<()>) -> Element {
    let go = use_go();
    rsx! {
        div { class: "fixed inset-x-0 top-0 z-50 p-2", role: "status",
            if let Some((id, title)) = ticket {
                div { class: "tr-card flex items-center gap-2",
                    Glyph { icon: Icon::Ticket }
                    a {
                        class: "tr-link flex-1 min-w-0 break-words",
                        href: "/engineer/tickets/{id}",
                        onclick: move |event| {
                            event.prevent_default();
                            on_close.call(());
                            go.to(format!("/engineer/tickets/{id}"));
                        },
                        {tr!("eng-banner", title = title)}
                    }
                    Button {
                        label: tr("dismiss"),
                        icon: Icon::Close,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| on_close.call(()),
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn each_ticket_is_told_once_and_old_ones_that_only_arrive_late_are_not() {
        let mine = |id: &str, moved| (id.to_owned(), format!("Title {id}"), Timestamp(moved));
        let mut told = vec!["taken".to_owned()];
        let opened = 1_000_000;
        let all = [mine("old", 5), mine("taken", opened + 5), mine("new", opened + 9)];
        let found = fresh(&mut told, &all, opened);
        assert_eq!(found, Some(("new".to_owned(), "Title new".to_owned())));
        assert_eq!(fresh(&mut told, &all, opened), None, "not twice");
        assert_eq!(fresh(&mut told, &[], opened), None);
    }

    #[component]
    fn Page(there: bool) -> Element {
        let ticket = there.then(|| ("t1".to_owned(), "Lift 3 stands".to_owned()));
        rsx! { BannerPane { ticket, on_close: |()| {} } }
    }

    #[test]
    fn the_banner_leads_to_its_ticket_in_a_region_that_is_read_out() {
        let html = sample::render(Page, PageProps { there: true });
        assert!(html.contains("role=\"status\"") && html.contains("href=\"/engineer/tickets/t1\""), "{html}");
        assert!(html.contains("Lift 3 stands"), "{html}");
        let empty = sample::render(Page, PageProps { there: false });
        assert!(empty.contains("role=\"status\"") && !empty.contains("<a"), "{empty}");
    }
}
