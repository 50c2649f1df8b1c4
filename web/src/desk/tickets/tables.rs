//! Tickets in tables: the buttons of the list that lead to imports and exports (TKT-40, TKT-41).

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::fields::{FieldKind, Noun};
use truckroll_protocol::api::TicketQuery;
use truckroll_protocol::api::views::ViewQuery;
use truckroll_ui::prelude::*;

use crate::api;
use crate::api::print::TableOf;
use crate::desk::customers::{Book, use_book};
use crate::query::Query;
use crate::session::use_session;

/// Most tickets of a table.
const MOST: i64 = 5_000;
/// Most ticked tickets of a table: more would not fit into an address.
pub const MOST_TICKED: usize = 200;
/// What is no field of the set and stands in tables.
const BESIDE: [&str; 5] = ["number", "province", "city", "district", "street"];

/// What a view shows, as the export takes it: its conditions with the words and the order of the address.
#[must_use]
pub fn of_view(view: &str, query: &Query) -> TableOf {
    let asked = ViewQuery { q: query.some("q"), sort: query.some("sort"), ..ViewQuery::default() };
    let asked = serde_json::to_string(&asked).unwrap_or_default();
    TableOf { view: view.to_owned(), asked, ..TableOf::default() }
}

/// What the list shows, as the export takes it.
#[must_use]
pub fn of_list(query: &Query) -> TableOf {
    let one = |key: &str| query.some(key);
    let asked = TicketQuery {
        q: one("q"),
        status: one("status"),
        assignee: one("assignee").and_then(|id| id.parse().ok()),
        filter: one("filter"),
        sort: one("sort"),
        sla: one("sla"),
        ..TicketQuery::default()
    };
    TableOf { asked: serde_json::to_string(&asked).unwrap_or_default(), ..TableOf::default() }
}

/// The parts of a list that is longer than a table, by number.
fn parts(total: i64, format: &Format) -> Vec<Choice> {
    let part = |before: i64| {
        let (from, to) = (before * MOST + 1, ((before + 1) * MOST).min(total));
        let said = tr!("imports-export-part-of", from = format.number(from), to = format.number(to));
        Choice::new((before + 1).to_string(), said)
    };
    (0..(total + MOST - 1) / MOST).map(part).collect()
}

/// Import and export, as far as the person may.
#[component]
pub fn TicketTableButtons(of: TableOf, total: i64) -> Element {
    let session = use_session();
    let mut exporting = use_signal(|| false);
    rsx! {
        if session.may(Area::Tickets, Verb::Import) {
            LinkButton {
                href: "/desk/tickets/import",
                label: tr("imports-import"),
                icon: Icon::CloudUpload,
                kind: ButtonKind::Ghost,
            }
        }
        if session.may(Area::Tickets, Verb::Export) {
            Button {
                label: tr("imports-export"),
                icon: Icon::Download,
                kind: ButtonKind::Ghost,
                on_press: move |_| exporting.set(true),
            }
        }
        if exporting() {
            TicketExport { of, total, on_close: move |()| exporting.set(false) }
        }
    }
}

/// The dialog: which columns, and as what; of a list that is longer than a table, which part.
#[component]
pub fn TicketExport(of: TableOf, total: i64, on_close: EventHandler<()>) -> Element {
    let book = use_book();
    let language = use_locale()().tag();
    let format = use_format();
    let chosen = use_signal(Vec::<String>::new);
    let too_many = total > MOST;
    let mut part = use_signal(|| 1_i64);
    let of = TableOf { part: too_many.then_some(part()), ..of };
    rsx! {
        Dialog {
            open: true,
            title: tr("imports-export-title-ticket"),
            on_close: move |()| on_close.call(()),
            actions: rsx! {
                for kind in ["csv", "xlsx"] {
                    LinkButton {
                        key: "{kind}",
                        href: api::print::export_tickets(kind, language, &chosen.read(), &of),
                        label: tr(&format!("imports-template-{kind}")),
                        icon: Icon::Download,
                        kind: if kind == "xlsx" { ButtonKind::Primary } else { ButtonKind::Quiet },
                        download: "",
                        on_press: move |_| {
                            // the next part is asked for from the same dialog
                            if !too_many {
                                on_close.call(());
                            }
                        },
                    }
                }
            },
            if too_many {
                p { {tr!("imports-export-parts", count = format.number(total))} }
                SelectField {
                    label: tr("imports-export-part"),
                    value: part().to_string(),
                    options: parts(total, &format),
                    on_change: move |chosen: String| part.set(chosen.parse().unwrap_or(1)),
                }
            } else {
                p { {tr!("imports-export-tickets", count = total)} }
            }
            if let Some(book) = book.value() {
                Columns { book, chosen }
            }
        }
    }
}

/// The columns to be written; none ticked is all.
#[component]
fn Columns(book: Book, chosen: Signal<Vec<String>>) -> Element {
    let mut chosen = chosen;
    let fits = |kind: &FieldKind| !kind.has_rows() && *kind != FieldKind::Signature;
    let set = book.set(Noun::Ticket).clone();
    let own = set.fields.iter().filter(|field| field.archived_at.is_none() && fits(&field.kind));
    let keys: Vec<String> = BESIDE.map(str::to_owned).into_iter().chain(own.map(|field| field.key.clone())).collect();
    let order = keys.clone();
    let count = chosen.read().len();
    rsx! {
        details { class: "dk-export-columns",
            summary {
                {tr("imports-export-columns")}
                ": "
                if count == 0 {
                    {tr("imports-export-all-columns")}
                } else {
                    "{count}"
                }
            }
            div { class: "dk-export-ticks",
                for key in keys {
                    CheckField {
                        key: "{key}",
                        label: book.label(Noun::Ticket, &key),
                        checked: chosen.read().contains(&key),
                        on_change: {
                            let order = order.clone();
                            move |on: bool| {
                                let mut now = chosen.write();
                                now.retain(|other| *other != key);
                                if on {
                                    now.push(key.clone());
                                }
                                now.sort_by_key(|key| order.iter().position(|other| other == key));
                            }
                        },
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
    fn a_list_that_is_too_long_goes_out_in_parts() {
        for locale in Locale::ALL {
            let html = |total: i64| {
                sample::render(locale, move || {
                    rsx! { TicketExport { of: TableOf::default(), total, on_close: |()| {} } }
                })
            };
            let whole = html(5_000);
            assert!(whole.contains("/api/v1/tickets/export?format=csv") && !whole.contains("part="), "{whole}");
            let long = html(12_345);
            assert!(long.contains("part=1") && long.contains("5,000") && long.contains("12,345"), "{long}");
            assert!(long.contains("10,001") && long.matches("<option").count() == 3, "{long}");
            assert!(!long.contains(">imports-"), "{long}");
        }
    }

    #[test]
    fn what_the_list_asks_goes_with_it() {
        let query = Query::default().with("q", "lift").with("status", "open").with("tab", "x");
        assert_eq!(
            of_list(&query).asked,
            r#"{"q":"lift","status":"open","assignee":null,"filter":null,"sort":null,"sla":null,"after":null,"limit":null}"#
        );
        let view = of_view("v1", &Query::default().with("q", "lift").with("sort", "-due").with("view", "v1"));
        assert_eq!(
            (view.view.as_str(), view.asked.as_str()),
            ("v1", r#"{"q":"lift","group":null,"sort":"-due","after":null,"limit":null}"#)
        );
        let address = api::print::export_tickets("csv", "en", &[], &view);
        assert!(address.contains("&view=v1&asked=%7B"), "{address}");
        let ticked = TableOf { ids: vec!["a".into(), "b".into()], ..view };
        assert_eq!(
            api::print::export_tickets("csv", "en", &[], &ticked),
            "/api/v1/tickets/export?format=csv&language=en&ids=a%2Cb"
        );
    }
}
