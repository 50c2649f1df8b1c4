//! Tickets in tables: the buttons of the list that lead to imports and exports (TKT-40, TKT-41).

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::fields::{FieldKind, Noun};
use truckroll_protocol::api::TicketQuery;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::customers::{Book, use_book};
use crate::query::Query;
use crate::session::use_session;

/// Most tickets of a table.
const MOST: i64 = 5_000;
/// What is no field of the set and stands in tables.
const BESIDE: [&str; 5] = ["number", "province", "city", "district", "street"];

/// What the list asks, as the export takes it.
#[must_use]
pub fn asked(query: &Query) -> String {
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
    serde_json::to_string(&asked).unwrap_or_default()
}

/// Import and export, as far as the person may.
#[component]
pub fn TicketTableButtons(asked: String, total: i64) -> Element {
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
            TicketExport { asked, ids: Vec::new(), total, on_close: move |()| exporting.set(false) }
        }
    }
}

/// The dialog: which columns, and as what. Without `ids` it is what the list shows.
#[component]
pub fn TicketExport(asked: String, ids: Vec<String>, total: i64, on_close: EventHandler<()>) -> Element {
    let book = use_book();
    let language = use_locale()().tag();
    let format = use_format();
    let chosen = use_signal(Vec::<String>::new);
    let too_many = total > MOST;
    rsx! {
        Dialog {
            open: true,
            title: tr("imports-export-title-ticket"),
            on_close: move |()| on_close.call(()),
            actions: rsx! {
                if !too_many {
                    for kind in ["csv", "xlsx"] {
                        LinkButton {
                            key: "{kind}",
                            href: api::print::export_tickets(kind, language, &chosen.read(), &ids, &asked),
                            label: tr(&format!("imports-template-{kind}")),
                            icon: Icon::Download,
                            kind: if kind == "xlsx" { ButtonKind::Primary } else { ButtonKind::Quiet },
                            download: "",
                            on_press: move |_| on_close.call(()),
                        }
                    }
                }
            },
            if too_many {
                p { {tr!("imports-export-parts", count = format.number(total))} }
            } else {
                p { {tr!("imports-export-tickets", count = total)} }
                if let Some(book) = book.value() {
                    Columns { book, chosen }
                }
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
    fn a_list_that_is_too_long_says_so_and_offers_no_file() {
        for locale in Locale::ALL {
            let html = |total: i64| {
                sample::render(locale, move || {
                    rsx! { TicketExport { asked: String::new(), ids: Vec::new(), total, on_close: |()| {} } }
                })
            };
            assert!(html(5_000).contains("/api/v1/tickets/export?format=csv"));
            let long = html(5_001);
            assert!(!long.contains("/tickets/export") && long.contains("5,000"), "{long}");
        }
    }

    #[test]
    fn what_the_list_asks_goes_with_it() {
        let query = Query::default().with("q", "lift").with("status", "open").with("tab", "x");
        assert_eq!(
            asked(&query),
            r#"{"q":"lift","status":"open","assignee":null,"filter":null,"sort":null,"sla":null,"after":null,"limit":null}"#
        );
    }
}
