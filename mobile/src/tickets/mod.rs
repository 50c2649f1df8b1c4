//! Tickets on the phone: the list with status and words, the conversation, a new ticket. All of it offline.

mod detail;
mod new;

use dioxus::prelude::*;
use truckroll_domain::Kind;
use truckroll_domain::tickets::Status;
use truckroll_replica::ask::{Answer, Ask, Mark, TicketItem};
use truckroll_ui::prelude::*;

use crate::route::use_go;
use crate::shell::{Screen, Tab, coming};
use crate::{store, words};

pub use detail::{TicketPane, TicketScreen};
pub use new::NewTicketScreen;

/// The chips over the list and the statuses behind them.
const CHIPS: [(&str, &[Status]); 3] = [
    ("eng-tickets-open", &[Status::New, Status::Open, Status::AwaitingResponse]),
    ("eng-tickets-done", &[Status::Resolved, Status::Closed]),
    ("eng-tickets-all", &[]),
];

/// The list.
#[component]
pub fn TicketsScreen() -> Element {
    let go = use_go();
    let mut q = use_signal(String::new);
    let mut chip = use_signal(|| 0_usize);
    let read = store::use_read(
        &[Kind::Ticket],
        move || {
            let statuses = CHIPS[chip()].1.iter().map(|s| s.word().to_owned()).collect();
            Ask::Tickets { q: q(), statuses }
        },
        |answer| match answer {
            Answer::Tickets { tickets } => Some(tickets),
            _ => None,
        },
    );
    rsx! {
        Screen {
            title: tr("nav-tickets"),
            tab: Tab::Tickets,
            actions: rsx! {
                Button {
                    label: tr("eng-ticket-new"),
                    icon: Icon::Plus,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| go.to("/engineer/tickets/new"),
                }
            },
            div { class: "tr-stack",
                TextField {
                    label: tr("verb-search"),
                    hide_label: true,
                    kind: TextKind::Search,
                    placeholder: tr("verb-search"),
                    value: q(),
                    max_length: 200,
                    on_input: move |text| q.set(text),
                }
                div { class: "tr-actions", role: "group", aria_label: tr("eng-status"),
                    for (index , (key , _)) in CHIPS.into_iter().enumerate() {
                        Button {
                            key: "{key}",
                            label: tr(key),
                            kind: ButtonKind::Ghost,
                            pressed: chip() == index,
                            on_press: move |_| chip.set(index),
                        }
                    }
                }
                if let Some(tickets) = read.value() {
                    TicketsPane { tickets, searching: !q.read().is_empty() }
                } else {
                    {coming(read)}
                }
            }
        }
    }
}

/// Rows, or why there are none.
#[component]
pub fn TicketsPane(tickets: Vec<TicketItem>, searching: bool) -> Element {
    if tickets.is_empty() {
        let key = if searching { "eng-search-none" } else { "eng-tickets-empty" };
        return rsx! {
            Empty { icon: Icon::Ticket, title: tr(key) }
        };
    }
    rsx! {
        ul { class: "tr-list -mx-4",
            for item in tickets {
                li { key: "{item.row.id}", TicketRowItem { item } }
            }
        }
    }
}

/// A ticket in a list.
#[component]
fn TicketRowItem(item: TicketItem) -> Element {
    let format = use_format();
    let go = use_go();
    let row = item.row;
    let href = format!("/engineer/tickets/{}", row.id);
    let to = href.clone();
    let subtitle = [row.number.clone().unwrap_or_default(), row.company_name.clone(), format.day(row.updated_at)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    rsx! {
        ListRow {
            href,
            title: row.title.clone(),
            subtitle,
            on_open: move |()| go.to(to.clone()),
            trail: rsx! {
                if item.mark != Mark::InStep {
                    SyncMarkIcon { mark: words::mark(item.mark) }
                }
                Badge {
                    tone: words::ticket_tone(&row.status),
                    label: words::ticket_word(&row.status),
                    kind: BadgeKind::Plain,
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::tickets::TicketRow;

    use super::*;
    use crate::sample;

    #[component]
    fn Page(tickets: Vec<TicketItem>, searching: bool) -> Element {
        rsx! { TicketsPane { tickets, searching } }
    }

    #[test]
    fn a_row_leads_to_its_ticket_and_shows_number_customer_and_status() {
        let row = TicketRow {
            id: "t1".into(),
            number: Some("T-2026-000001".into()),
            title: "Noise in shaft".into(),
            company_name: "Hua Plaza".into(),
            status: "open".into(),
            ..TicketRow::default()
        };
        let tickets = vec![TicketItem { row, mark: Mark::Waiting }];
        let html = sample::render(Page, PageProps { tickets, searching: false });
        assert!(html.contains("href=\"/engineer/tickets/t1\""), "{html}");
        assert!(html.contains("T-2026-000001 · Hua Plaza"), "{html}");
        assert!(html.contains("not sent yet"), "{html}");
    }

    #[test]
    fn no_rows_say_whether_there_are_none_or_none_match() {
        let none = sample::render(Page, PageProps { tickets: Vec::new(), searching: false });
        let unmatched = sample::render(Page, PageProps { tickets: Vec::new(), searching: true });
        assert_ne!(none, unmatched);
    }
}
