//! Tickets on the phone: the list with status, groups and words, several at once, own fields, the conversation, a new
//! ticket. All of it offline.

mod batch;
mod control;
mod detail;
mod give;
mod groups;
mod macros;
mod new;
mod own;

use dioxus::prelude::*;
use truckroll_domain::Kind;
use truckroll_domain::tickets::Status;
use truckroll_replica::ask::{Answer, Ask, Mark, TicketItem};
use truckroll_ui::prelude::*;

use self::batch::BatchBar;
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
    let mut by = use_signal(String::new);
    let mut group = use_signal(|| None::<String>);
    let mut picking = use_signal(|| false);
    let mut picked = use_signal(Vec::<String>::new);
    let mut full = use_signal(|| false);
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
                    label: if picking() { tr("eng-batch-end") } else { tr("eng-batch") },
                    icon: Icon::ListChecks,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    pressed: picking(),
                    on_press: move |_| {
                        picking.toggle();
                        picked.set(Vec::new());
                        full.set(false);
                    },
                }
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
                SelectField {
                    label: tr("eng-group-by"),
                    value: by(),
                    none_label: tr("eng-group-none"),
                    options: groups::BY.map(|(word, key)| Choice::new(word, tr(key))).to_vec(),
                    on_change: move |word| {
                        by.set(word);
                        group.set(None);
                    },
                }
                if let Some(tickets) = read.value() {
                    if !by.read().is_empty() {
                        GroupChips {
                            all: tickets.len(),
                            groups: groups::groups(&by.read(), tickets.iter().map(|item| &item.row)),
                            chosen: group(),
                            on_choose: move |key| group.set(key),
                        }
                    }
                    TicketsPane {
                        tickets: shown(tickets, &by.read(), group.read().as_deref()),
                        searching: !q.read().is_empty(),
                        picked: if picking() { Some(picked.read().clone()) } else { None },
                        on_pick: move |id: String| {
                            let fits = batch::tick(&mut picked.write(), &id);
                            full.set(!fits);
                        },
                    }
                    if picking() {
                        BatchBar {
                            picked,
                            full: full(),
                            tickets: shown(read.value().unwrap_or_default(), &by.read(), group.read().as_deref()),
                        }
                    }
                } else {
                    {coming(read)}
                }
            }
        }
    }
}

/// The tickets of a group; all of them where none is chosen.
fn shown(mut tickets: Vec<TicketItem>, by: &str, group: Option<&str>) -> Vec<TicketItem> {
    if let Some(key) = group {
        tickets.retain(|item| groups::key(by, &item.row) == key);
    }
    tickets
}

/// Every group with its count; one of them, or all, is chosen.
#[component]
fn GroupChips(
    all: usize,
    groups: Vec<groups::Group>,
    chosen: Option<String>,
    on_choose: EventHandler<Option<String>>,
) -> Element {
    rsx! {
        div { class: "tr-actions", role: "group", aria_label: tr("eng-group-by"),
            Button {
                label: tr!("eng-group-count", name = tr("eng-tickets-all"), count = all),
                kind: ButtonKind::Ghost,
                pressed: chosen.is_none(),
                on_press: move |_| on_choose.call(None),
            }
            for group in groups {
                Button {
                    key: "{group.key}",
                    label: tr!("eng-group-count", name = group.label.clone(), count = group.count),
                    kind: ButtonKind::Ghost,
                    pressed: chosen.as_ref() == Some(&group.key),
                    on_press: move |_| on_choose.call(Some(group.key.clone())),
                }
            }
        }
    }
}

/// Rows, or why there are none. With `picked`, rows are ticked instead of opened.
#[component]
pub fn TicketsPane(
    tickets: Vec<TicketItem>,
    searching: bool,
    picked: Option<Vec<String>>,
    on_pick: EventHandler<String>,
) -> Element {
    if tickets.is_empty() {
        let key = if searching { "eng-search-none" } else { "eng-tickets-empty" };
        return rsx! {
            Empty { icon: Icon::Ticket, title: tr(key) }
        };
    }
    rsx! {
        ul { class: "tr-list -mx-4",
            for item in tickets {
                li { key: "{item.row.id}",
                    if let Some(picked) = &picked {
                        div { class: "px-4",
                            CheckField {
                                label: item.row.title.clone(),
                                hint: item.row.number.clone(),
                                checked: picked.contains(&item.row.id),
                                on_change: move |_| on_pick.call(item.row.id.clone()),
                            }
                        }
                    } else {
                        TicketRowItem { item }
                    }
                }
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
    fn Page(tickets: Vec<TicketItem>, searching: bool, picked: Option<Vec<String>>) -> Element {
        rsx! { TicketsPane { tickets, searching, picked, on_pick: |_| {} } }
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
        let html = sample::render(Page, PageProps { tickets, searching: false, picked: None });
        assert!(html.contains("href=\"/engineer/tickets/t1\""), "{html}");
        assert!(html.contains("T-2026-000001 · Hua Plaza"), "{html}");
        assert!(html.contains("not sent yet"), "{html}");
    }

    #[test]
    fn while_several_are_chosen_rows_are_ticked_and_lead_nowhere() {
        let row = TicketRow { id: "t1".into(), title: "Noise in shaft".into(), ..TicketRow::default() };
        let tickets = vec![TicketItem { row, mark: Mark::InStep }];
        let picked = Some(vec!["t1".to_owned()]);
        let html = sample::render(Page, PageProps { tickets, searching: false, picked });
        assert!(html.contains("type=\"checkbox\"") && html.contains("checked"), "{html}");
        assert!(!html.contains("href="), "{html}");
    }

    #[test]
    fn a_group_narrows_the_list_to_its_tickets() {
        let item = |id: &str, status: &str| TicketItem {
            row: TicketRow { id: id.into(), status: status.into(), ..TicketRow::default() },
            mark: Mark::InStep,
        };
        let all = vec![item("a", "open"), item("b", "new")];
        let ids = |group| shown(all.clone(), "status", group).into_iter().map(|i| i.row.id).collect::<Vec<_>>();
        assert_eq!(ids(Some("new")), ["b"]);
        assert_eq!(ids(None), ["a", "b"]);
    }

    #[test]
    fn no_rows_say_whether_there_are_none_or_none_match() {
        let none = sample::render(Page, PageProps { tickets: Vec::new(), searching: false, picked: None });
        let unmatched = sample::render(Page, PageProps { tickets: Vec::new(), searching: true, picked: None });
        assert_ne!(none, unmatched);
    }
}
