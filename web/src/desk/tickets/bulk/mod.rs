//! Ticking tickets of the list, and the bar that says what can be done with them (TKT-38, TKT-29): change many at once, put them on
//! paper or into a table (TKT-41), or work through them one after the other.
//!
//! A tick with Shift takes everything between it and the one before; x ticks the row the keyboard is on, Escape gives all of it up.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::tickets::TicketRow;
use truckroll_ui::prelude::*;

use super::tables::{MOST_TICKED, TicketExport};
use super::task::BeginTask;
use crate::api::print::TableOf;
use crate::desk::customers::{Picked, use_picked};
use crate::keys::use_keys;
use crate::query::Query;
use crate::session::use_session;

mod change;
mod run;

use change::ChangeDialog;

/// Most tickets that one change takes.
pub const MOST: usize = 100;
/// Most tickets of one file on paper; the server prints no more at once.
const MOST_PRINTED: usize = 20;

/// The ticks of the list of tickets, for its rows.
#[derive(Clone, Copy, PartialEq)]
pub struct Ticks {
    picked: Picked,
    rows: Signal<Vec<String>>,
}

/// Provides the ticks to the rows of this list; they are forgotten when something else is looked for.
pub fn use_ticks(query: ReadSignal<Query>) -> Ticks {
    let of = use_memo(move || query.read().clone());
    let picked = use_picked(of);
    let rows = use_signal(Vec::new);
    use_context_provider(|| Ticks { picked, rows })
}

/// A row of the list with its tick; without ticks around it, the row alone.
#[component]
pub fn Ticked(id: String, name: String, selected: bool, children: Element) -> Element {
    let Some(ticks) = try_consume_context::<Ticks>() else { return children };
    let (own, Ticks { picked, rows }) = (id.clone(), ticks);
    use_keys(move |press| {
        let here = selected && (press.key == "x" || press.key == " ") && !press.on_control;
        if here {
            picked.tick(&rows.peek(), &own, false);
        }
        here
    });
    let on = picked.ids().contains(&id);
    rsx! {
        div { class: "dk-ticked",
            input {
                class: "tr-checkbox dk-tick",
                r#type: "checkbox",
                checked: on,
                aria_label: tr!("work-pick", name = name),
                onclick: move |event| picked.tick(&rows.peek(), &id, event.modifiers().shift()),
            }
            {children}
        }
    }
}

/// What can be done with the tickets that are ticked; nothing while none is.
#[component]
pub fn BulkBar(shown: Vec<TicketRow>) -> Element {
    let session = use_session();
    let mut open = use_signal(|| false);
    let mut exporting = use_signal(|| false);
    let ticks = try_consume_context::<Ticks>();
    let ids: Vec<String> = shown.iter().map(|row| row.id.clone()).collect();
    use_effect(use_reactive!(|ids| {
        if let Some(Ticks { mut rows, .. }) = ticks
            && *rows.peek() != ids
        {
            rows.set(ids);
        }
    }));
    use_keys(move |press| {
        let any = ticks.is_some_and(|ticks| !ticks.picked.ids().is_empty()) && !*open.peek() && !*exporting.peek();
        if let (true, Some(ticks)) = (press.key == "Escape" && any, ticks) {
            ticks.picked.all(&[], false);
        }
        press.key == "Escape" && any
    });
    let Some(Ticks { picked, rows }) = ticks else { return rsx! {} };
    let chosen = picked.ids();
    let of: Vec<TicketRow> = shown.into_iter().filter(|row| chosen.contains(&row.id)).collect();
    let count = of.len();
    if count == 0 {
        return rsx! {};
    }
    rsx! {
        div { class: "dk-bar", role: "region", aria_label: tr("daily-bar"),
            p { class: "dk-bar-count", role: "status", {tr!("daily-picked", count = count)} }
            if count > MOST {
                p { class: "tr-error", role: "alert", {tr!("daily-too-many", limit = MOST)} }
            } else if session.may(Area::Tickets, Verb::Edit) {
                Button { label: tr("daily-change"), icon: Icon::Pencil, kind: ButtonKind::Primary, on_press: move |_| open.set(true) }
            }
            OnPaper { ids: of.iter().map(|row| row.id.clone()).collect::<Vec<_>>() }
            if session.may(Area::Tickets, Verb::Export) {
                if count > MOST_TICKED {
                    p { class: "dk-quiet", {tr!("daily-export-too-many", limit = MOST_TICKED)} }
                } else {
                    Button { label: tr("imports-export"), icon: Icon::Download, kind: ButtonKind::Ghost, on_press: move |_| exporting.set(true) }
                }
            }
            BeginTask { tickets: of.iter().map(|row| row.id.clone()).collect::<Vec<_>>() }
            Button { label: tr("work-pick-all"), kind: ButtonKind::Ghost, on_press: move |_| picked.all(&rows.peek(), true) }
            Button { label: tr("work-pick-none"), kind: ButtonKind::Ghost, icon: Icon::Close, on_press: move |_| picked.all(&[], false) }
        }
        if exporting() {
            TicketExport {
                of: TableOf { ids: of.iter().map(|row| row.id.clone()).collect(), ..TableOf::default() },
                total: i64::try_from(count).unwrap_or_default(),
                on_close: move |()| exporting.set(false),
            }
        }
        if open() {
            ChangeDialog {
                rows: of,
                on_close: move |done: bool| {
                    open.set(false);
                    if done {
                        picked.all(&[], false);
                    }
                },
            }
        }
    }
}

/// The way to the page that shows these tickets as one file.
#[component]
pub fn OnPaper(ids: Vec<String>) -> Element {
    let Some(first) = ids.first() else { return rsx! {} };
    if ids.len() > MOST_PRINTED {
        return rsx! { p { class: "dk-quiet", {tr!("daily-print-too-many", limit = MOST_PRINTED)} } };
    }
    let query = Query::default().with("ids", &ids.join(","));
    rsx! {
        LinkButton {
            href: format!("/desk/tickets/{first}/print{}", query.suffix()),
            label: tr("verb-print"),
            icon: Icon::Printer,
            kind: ButtonKind::Ghost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn ticked_tickets_are_one_file_as_long_as_there_are_not_too_many() {
        for locale in Locale::ALL {
            let html = |count: usize| {
                sample::render(locale, move || {
                    rsx! { OnPaper { ids: (1..=count).map(|n| format!("t{n}")).collect::<Vec<_>>() } }
                })
            };
            assert!(html(2).contains("/desk/tickets/t1/print?ids=t1%2Ct2"), "{}", html(2));
            let many = html(MOST_PRINTED + 1);
            assert!(!many.contains("href") && many.contains("20") && !many.contains("daily-"), "{many}");
        }
    }
}
