//! Splitting a ticket (APP-18): one to fifteen parts by their titles, without a network too; and the tickets that belong together,
//! shown in each of them.

use dioxus::prelude::*;
use truckroll_domain::Kind;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::tickets::NewPart;
use truckroll_replica::ask::{Answer, Ask, Family, Relative};
use truckroll_ui::prelude::*;

use super::hand::{Taker, TakerPick};
use crate::route::use_go;
use crate::session::use_session;
use crate::shell::{Failed, Screen, Section, coming};
use crate::store::Failure;
use crate::{ids, platform, store, words};

/// Most parts of one split.
const MOST: usize = 15;

/// The page.
#[component]
pub fn SplitScreen(id: ReadSignal<String>) -> Element {
    let read = store::use_read(
        &[Kind::Ticket],
        move || Ask::Ticket { id: id.read().parse().unwrap_or_default() },
        |answer| match answer {
            Answer::Ticket { page } => Some(page),
            _ => None,
        },
    );
    let back = (format!("/engineer/tickets/{id}"), tr("nav-tickets"));
    rsx! {
        Screen { title: tr("eng-split"), back,
            match read.value() {
                Some(Some(page)) => rsx! { SplitPane { id: page.row.id.clone(), title: page.row.title.clone() } },
                Some(None) => rsx! {
                    Empty { icon: Icon::Inbox, title: tr("eng-ticket-gone"), text: tr("eng-ticket-gone-text") }
                },
                None => coming(read),
            }
        }
    }
}

/// The parts that are asked for, those without a title left out.
fn parts(titles: &[String], taker: &Taker) -> Vec<NewPart> {
    let part = |title: &str| NewPart {
        id: ids::ticket(),
        title: title.to_owned(),
        description: String::new(),
        agent: taker.agent.as_ref().map(|(id, _)| *id),
        group: taker.group,
    };
    titles.iter().map(|title| title.trim()).filter(|title| !title.is_empty()).map(part).collect()
}

/// Its form.
#[component]
pub fn SplitPane(id: String, title: String) -> Element {
    let go = use_go();
    let session = use_session();
    let mut titles = use_signal(|| vec![String::new(); 2]);
    let mut last = use_signal(|| false);
    let mut tried = use_signal(|| false);
    let taker = use_signal(Taker::default);
    let ticket = id.parse().unwrap_or_default();
    let send = use_send(
        move |parts: Vec<NewPart>| async move {
            match platform::ask(Ask::Split { id: ticket, parts, closes_last: *last.peek() }).await {
                Answer::Executed { .. } => Ok(()),
                Answer::Refused { why } => Err(Failure::Refused(why)),
                _ => Err(Failure::Broken),
            }
        },
        move |()| go.instead(format!("/engineer/tickets/{id}")),
    );
    let count = titles.read().len();
    let none = titles.read().iter().all(|title| title.trim().is_empty());
    rsx! {
        form {
            class: "tr-stack",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                tried.set(true);
                let parts = parts(&titles.peek(), &taker.peek());
                if !parts.is_empty() {
                    send.run(parts);
                }
            },
            p { {tr!("eng-split-what", title = title)} }
            Failed { text: send.failure() }
            for (n , text) in titles.read().iter().cloned().enumerate() {
                TextField {
                    key: "{n}",
                    label: tr!("eng-split-title", number = n + 1),
                    value: text,
                    required: n == 0,
                    max_length: 500,
                    error: (n == 0 && none && tried()).then(|| tr!("field-required", label = tr("eng-title"))),
                    on_input: move |text| titles.write()[n] = text,
                }
            }
            if count < MOST {
                Button {
                    label: tr("eng-split-add"),
                    icon: Icon::Plus,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| titles.write().push(String::new()),
                }
            }
            TakerPick { taker, seen: None, assigns: session.may(Area::Tickets, Verb::Assign), along: false }
            CheckField {
                label: tr("eng-split-last"),
                checked: last(),
                on_change: move |on| last.set(on),
            }
            Button {
                label: tr("eng-split"),
                icon: Icon::Copy,
                kind: ButtonKind::Primary,
                wide: true,
                submit: true,
                busy: send.busy(),
            }
        }
    }
}

/// The ticket it was split off, and its parts.
#[component]
pub fn FamilyPane(family: Family) -> Element {
    rsx! {
        if let Some(parent) = family.parent {
            Section { title: tr("eng-split-of"),
                ul { class: "tr-list -mx-4 -mb-4 -mt-2", li { Kin { kin: parent } } }
            }
        }
        if !family.parts.is_empty() {
            Section { title: tr!("eng-split-into", count = family.parts.len()),
                ul { class: "tr-list -mx-4 -mb-4 -mt-2",
                    for kin in family.parts {
                        li { key: "{kin.id}", Kin { kin } }
                    }
                }
            }
        }
    }
}

/// One of them; one that is not on this phone leads nowhere.
#[component]
fn Kin(kin: Relative) -> Element {
    let go = use_go();
    let here = !kin.status.is_empty();
    let href = format!("/engineer/tickets/{}", kin.id);
    let to = href.clone();
    let title = if kin.title.is_empty() { tr("eng-split-elsewhere") } else { kin.title };
    rsx! {
        ListRow {
            href: here.then_some(href),
            title,
            subtitle: kin.number,
            on_open: here.then(|| EventHandler::new(move |()| go.to(to.clone()))),
            trail: here.then(|| rsx! {
                Badge {
                    tone: words::ticket_tone(&kin.status),
                    label: words::ticket_word(&kin.status),
                    kind: BadgeKind::Plain,
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn parts_without_a_title_are_left_out_and_all_go_to_whom_was_chosen() {
        let taker = Taker { group: Some(truckroll_domain::GroupId::default()), ..Taker::default() };
        let made = parts(&[" Door ".into(), "  ".into(), "Motor".into()], &taker);
        let titles: Vec<&str> = made.iter().map(|part| part.title.as_str()).collect();
        assert_eq!(titles, ["Door", "Motor"]);
        assert!(made.iter().all(|part| part.group == taker.group && part.agent.is_none()));
        assert_ne!(made[0].id, made[1].id);
    }

    #[component]
    fn Page(family: Family) -> Element {
        rsx! { FamilyPane { family } }
    }

    #[test]
    fn a_part_says_what_it_was_split_off_and_a_split_ticket_lists_its_parts() {
        let kin = |id: &str, title: &str, status: &str| Relative {
            id: id.into(),
            number: Some(format!("T-{id}")),
            title: title.into(),
            status: status.into(),
        };
        let family = Family {
            parent: Some(kin("1", "Lift stands", "open")),
            parts: vec![kin("2", "Door", "new"), kin("3", "Motor", "")],
        };
        let html = sample::render(Page, PageProps { family });
        assert!(html.contains("Split off") && html.contains("href=\"/engineer/tickets/1\""), "{html}");
        assert!(html.contains("Motor") && !html.contains("href=\"/engineer/tickets/3\""), "{html}");
        assert!(!sample::render(Page, PageProps { family: Family::default() }).contains("<section"));
    }
}
