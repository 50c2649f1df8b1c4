//! Tickets: what customers ask for. The list by status, and one ticket with its conversation.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::tickets::{Status, TicketRow};
use truckroll_protocol::api::sla::ClockRow;
use truckroll_ui::prelude::*;

use crate::admin::parts::Chip;
use crate::api;
use crate::desk::line::{Line, PriorityMark, row_height};
use crate::desk::pages::{Finder, Nothing, use_cursor, use_wanted_pages};
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;
use crate::words;

mod alike;
mod bulk;
mod clocks;
mod composer;
mod conversation;
mod create;
mod customer;
mod family;
pub mod form;
mod form_pane;
mod history;
mod macros;
mod page;
mod playing;
mod print;
mod rows;
mod tables;
mod tabs;
pub mod takers;
pub mod task;
mod views;
mod way;

use bulk::{BulkBar, Ticked, use_ticks};
use clocks::{ClockCell, ClockRows, use_clock_rows};
pub use conversation::Conversation;
pub use create::NewTicketScreen;
use family::FamilyMarks;
pub use page::{TicketPage, TicketScreen};
pub use print::TicketPrintScreen;
use tables::TicketTableButtons;
pub use views::{OwnViewScreen, TicketDeskScreen, look};

const PATH: &str = "/desk/tickets";
/// The tab of everything.
const ALL: &str = "all";

/// The status words a tab shows; the first tab is what is not finished.
fn statuses(tab: &str) -> String {
    match tab {
        ALL => String::new(),
        "" => "new,open,awaiting_response".to_owned(),
        one => one.to_owned(),
    }
}

/// What the list asks the server: a tab is statuses.
fn wanted(asked: &Query) -> Query {
    match asked.get("status") {
        "" => asked.with("tab", "").with("status", &statuses(asked.get("tab"))),
        _ => asked.with("tab", ""),
    }
}

/// The list.
#[component]
pub fn TicketsScreen(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let session = use_session();
    let mut pages = use_wanted_pages(query);
    use_ticks(query);
    let read = use_live(
        || vec!["tickets".to_owned()],
        move || {
            let asked = query.read();
            let wanted = wanted(&asked);
            let pages = pages();
            async move { api::tickets(&wanted, pages).await }
        },
    );
    let clocks = use_clock_rows(move || {
        read.value().map(|page| page.rows.iter().map(|row| row.id.clone()).collect()).unwrap_or_default()
    });
    let tab = query.read().get("tab").to_owned();
    let selected = if tab.is_empty() { "unsolved".to_owned() } else { tab };
    let mut items = vec![TabItem::new("unsolved", tr("tickets-unsolved"))];
    items.extend(Status::ALL.into_iter().map(|s| TabItem::new(s.word(), words::ticket_word(s.word()))));
    items.push(TabItem::new(ALL, tr("tickets-all")));
    let sorts = ["updated", "created", "priority", "due"];
    rsx! {
        div { class: "dk-page dk-page-list",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("nav-tickets")}
                    if let Some(page) = read.value() {
                        span { class: "tr-count", "{page.total}" }
                    }
                }
                div { class: "dk-page-actions",
                    if let Some(page) = read.value() {
                        TicketTableButtons { of: tables::of_list(&wanted(&query.read())), total: page.total }
                    }
                    if session.may(Area::Tickets, Verb::Create) {
                        LinkButton { href: "/desk/tickets/new", label: tr("tickets-new"), icon: Icon::Plus, kind: ButtonKind::Primary }
                    }
                }
            }
            Tabs {
                group: "tickets",
                label: tr("tickets-by-status"),
                items,
                selected: selected.clone(),
                on_select: move |id: String| {
                    let tab = if id == "unsolved" { String::new() } else { id };
                    go.instead(format!("{PATH}{}", query.peek().with("tab", &tab).with("status", "").suffix()));
                },
            }
            TabPanel { group: "tickets", selected,
                div { class: "dk-filters",
                    Finder { path: PATH, query, label: tr("tickets-find") }
                    SelectField {
                        label: tr("tickets-sort"),
                        hide_label: true,
                        value: query.read().some("sort").unwrap_or_else(|| "updated".to_owned()),
                        options: sorts.iter().map(|s| Choice::new(*s, tr(&format!("tickets-sort-{s}")))).collect::<Vec<_>>(),
                        on_change: move |sort: String| {
                            go.instead(format!("{PATH}{}", query.peek().with("sort", &sort).suffix()));
                        },
                    }
                    SelectField {
                        label: tr("sla-narrow"),
                        hide_label: true,
                        value: query.read().get("sla").to_owned(),
                        none_label: tr("sla-narrow-all"),
                        options: ["soon", "missed"].map(|one| Choice::new(one, tr(&format!("sla-narrow-{one}")))).to_vec(),
                        on_change: move |one: String| {
                            go.instead(format!("{PATH}{}", query.peek().with("sla", &one).suffix()));
                        },
                    }
                }
                if !query.read().get("assignee").is_empty() {
                    div { class: "dk-chips",
                        Chip {
                            word: tr("home-of-one-agent"),
                            remove: tr!("home-show-all", name = tr("home-of-one-agent")),
                            on_remove: move |()| go.instead(format!("{PATH}{}", query.peek().with("assignee", "").suffix())),
                        }
                    }
                }
                task::OpenTasks {}
                Stale { read }
                match read.value() {
                    None => rsx! { Waiting { read, rows: 12 } },
                    Some(page) if page.rows.is_empty() => rsx! {
                        Nothing { path: PATH, query, icon: Icon::Inbox, title: tr("tickets-empty"), text: tr("tickets-empty-text") }
                    },
                    Some(page) => rsx! {
                        TicketLines {
                            rows: page.rows.clone(),
                            clocks: clocks.value().unwrap_or_default(),
                            on_near_end: {
                                let more = page.next.is_some();
                                move |()| if more && !read.loading() { pages += 1 }
                            },
                        }
                        BulkBar { shown: page.rows }
                    },
                }
            }
        }
    }
}

/// The rows.
#[component]
pub fn TicketLines(
    rows: Vec<TicketRow>,
    #[props(default)] clocks: ClockRows,
    on_near_end: EventHandler<()>,
) -> Element {
    let count = rows.len();
    let list = use_memo(use_reactive!(|rows| rows));
    let clocks = use_memo(use_reactive!(|clocks| clocks));
    let hrefs = use_memo(move || list.read().iter().map(|row| format!("{PATH}/{}", row.id)).collect::<Vec<_>>());
    let cursor = use_cursor(hrefs);
    let row = use_callback(move |index: usize| {
        let row = list.read().get(index).cloned();
        row.map_or_else(
            || rsx! {},
            |row| {
                let clock = clocks.read().get(&row.id).cloned();
                rsx! { TicketLine { row, clock, selected: cursor() == Some(index) } }
            },
        )
    });
    let row_key = use_callback(move |index: usize| {
        list.read().get(index).map_or_else(|| index.to_string(), |row| row.id.clone())
    });
    rsx! {
        div { class: "dk-lines dk-lines-tickets",
            LongList {
                count,
                row_height: row_height(),
                row,
                row_key,
                label: tr("nav-tickets"),
                active: cursor(),
                on_near_end,
            }
        }
    }
}

#[component]
fn TicketLine(row: TicketRow, clock: Option<ClockRow>, selected: bool) -> Element {
    let format = use_format();
    let from = [row.company_name.as_str(), row.contact_name.as_str()];
    let from = from.into_iter().find(|n| !n.is_empty()).unwrap_or(&row.phone).to_owned();
    let who = if row.assignee_name.is_empty() { tr("tickets-nobody") } else { row.assignee_name.clone() };
    rsx! {
        Ticked { id: row.id.clone(), name: row.title.clone(), selected,
        Line { href: "{PATH}/{row.id}", selected,
            span { class: "dk-cell dk-cell-main",
                PriorityMark { rank: row.priority }
                FamilyMarks { part: row.parent_id.is_some(), parts: row.parts, merged: row.merged_into.is_some() }
                span { class: "dk-cell-title", "{row.title}" }
            }
            span { class: "dk-cell dk-cell-state",
                Badge { tone: words::ticket_tone(&row.status), label: words::ticket_word(&row.status), kind: BadgeKind::Plain }
            }
            ClockCell { row: clock }
            span { class: "dk-cell dk-cell-sub", "{from}" }
            span { class: if row.assignee_name.is_empty() { "dk-cell dk-cell-who dk-quiet" } else { "dk-cell dk-cell-who" }, "{who}" }
            span { class: "dk-cell dk-cell-when tr-figures", {format.age(row.updated_at)} }
            span { class: "dk-cell dk-cell-number tr-figures dk-quiet", {row.number.clone().unwrap_or_default()} }
        }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn an_urgent_ticket_is_marked_in_words_too() {
        let html = sample::render(Locale::En, || {
            rsx! { TicketLines { rows: vec![sample::ticket_row()], on_near_end: |()| {} } }
        });
        assert!(html.contains("urgent") && html.contains("Lift 3 stuck"), "{html}");
    }
}
