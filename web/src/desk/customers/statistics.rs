//! Figures of each customer (CUS-31): who is long without service, a table that sorts by every column, a small chart, the
//! same as a file.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::fields::{FieldKind, Noun};
use truckroll_protocol::api::{CustomerFigures, FiguresPage};
use truckroll_ui::prelude::*;

use super::book::Book;
use super::{PATH, path_of};
use crate::api;
use crate::desk::line::NameLink;
use crate::desk::pages::Finder;
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

/// The columns: what is sorted by, the message key.
const COLUMNS: [(&str, &str); 9] = [
    ("name", "cust-company-name"),
    ("total", "work-total"),
    ("tickets", "nav-tickets"),
    ("visits", "nav-visits"),
    ("records", "work-records"),
    ("open_tickets", "work-open-tickets"),
    ("duration_ms", "work-on-site"),
    ("rating", "work-rating"),
    ("last_at", "work-last"),
];
/// Days that are offered.
const DAYS: [i64; 5] = [30, 60, 90, 180, 365];
/// What the parts of the chart are called, in their order.
const AGES: [&str; 6] = ["30", "90", "180", "365", "more", "never"];

/// The part of the address that is the question.
fn asked(query: &Query) -> String {
    let mut asked = Query::default();
    for name in ["q", "group", "days", "order", "descending"] {
        asked = asked.with(name, query.get(name));
    }
    if query.get("order").is_empty() { asked.with("order", "last_at").suffix() } else { asked.suffix() }
}

/// The screen.
#[component]
pub fn StatisticsScreen(book: Book, query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let session = use_session();
    let mut pages = use_signal(|| 1_usize);
    let read = use_live(
        || ["companies", "tickets", "visits"].map(str::to_owned).to_vec(),
        move || {
            let (asked, pages) = (asked(&query.read()), pages());
            async move { api::figures(&asked, pages).await }
        },
    );
    let turn = use_callback(move |(name, value): (&'static str, String)| {
        pages.set(1);
        go.instead(format!("{PATH}{}", query.peek().with(name, &value).suffix()));
    });
    let export = format!("/api/v1/customer-statistics/export.csv{}", asked(&query.read()));
    rsx! {
        div { class: "dk-filters",
            Finder { path: PATH, query, label: tr("people-find") }
            SelectField {
                label: tr("cust-company-group"),
                hide_label: true,
                value: query.read().get("group").to_owned(),
                none_label: tr("work-all-groups"),
                options: book.choices(&FieldKind::CustomerGroup),
                on_change: move |key| turn.call(("group", key)),
            }
            SelectField {
                label: tr("work-days"),
                hide_label: true,
                value: query.read().get("days").to_owned(),
                none_label: tr("work-days-any"),
                options: DAYS.map(|days| Choice::new(days.to_string(), tr!("work-days-at-least", count = days))).to_vec(),
                on_change: move |days| turn.call(("days", days)),
            }
            if session.may(Area::Statistics, Verb::Export) {
                LinkButton { href: export, label: tr("work-export"), icon: Icon::Download, download: "customer-statistics.csv" }
            }
            p { class: "dk-quiet", role: "status",
                if let Some(page) = read.value() {
                    {tr!("cust-total", count = page.total)}
                }
            }
        }
        Stale { read }
        match read.value() {
            None => rsx! { Waiting { read, rows: 12 } },
            Some(page) if page.total == 0 => rsx! {
                Empty { icon: Icon::Chart, title: tr("cust-none-meet"), text: tr("work-figures-empty") }
            },
            Some(page) => rsx! {
                Chart { page: page.clone() }
                Figures { rows: page.rows, query }
                if page.next.is_some() {
                    Button { label: tr("work-more"), busy: read.loading(), on_press: move |_| pages += 1 }
                }
            },
        }
    }
}

/// How long ago the last services were, as bars.
#[component]
fn Chart(page: FiguresPage) -> Element {
    let most = page.ages.iter().copied().max().unwrap_or(0).max(1);
    let bars: Vec<(&str, i64, f64)> =
        AGES.iter().zip(&page.ages).map(|(word, count)| (*word, *count, 100.0 * *count as f64 / most as f64)).collect();
    let sums = &page.sums;
    rsx! {
        section { class: "dk-ages", aria_label: tr("work-ages"),
            h2 { class: "tr-section-title", {tr("work-ages")} }
            ul { class: "dk-plain-list",
                for (word, count, share) in bars {
                    li { key: "{word}", class: "dk-age",
                        span { {tr(&format!("work-age-{word}"))} }
                        span { class: "dk-age-bar", aria_hidden: "true", i { style: "inline-size: {share}%" } }
                        span { class: "tr-figures", "{count}" }
                    }
                }
            }
            p { class: "dk-quiet", {tr!("work-sums", tickets = sums.tickets, visits = sums.visits, records = sums.records)} }
        }
    }
}

/// The table.
#[component]
fn Figures(rows: Vec<CustomerFigures>, query: ReadSignal<Query>) -> Element {
    let format = use_format();
    let go = use_go();
    let by = query.read().some("order").unwrap_or_else(|| "last_at".to_owned());
    let down = query.read().get("descending") == "true";
    rsx! {
        div { class: "dk-figures", role: "region", tabindex: "0", aria_label: tr("work-figures"),
            table {
                thead {
                    tr {
                        for (column, label) in COLUMNS {
                            th {
                                key: "{column}",
                                scope: "col",
                                aria_sort: if by == column { if down { "descending" } else { "ascending" } } else { "none" },
                                button {
                                    class: "dk-head",
                                    r#type: "button",
                                    onclick: {
                                        // numbers are looked at from the largest first
                                        let next = if by == column { !down } else { !matches!(column, "name" | "last_at") };
                                        move |_| {
                                            let word = if next { "true" } else { "" };
                                            let sorted = query.peek().with("order", column).with("descending", word);
                                            go.instead(format!("{PATH}{}", sorted.suffix()));
                                        }
                                    },
                                    {tr(label)}
                                    if by == column {
                                        Glyph { icon: if down { Icon::ArrowDown } else { Icon::ArrowUp }, size: 14 }
                                    }
                                }
                            }
                        }
                    }
                }
                tbody {
                    for row in rows {
                        tr { key: "{row.id}",
                            th { scope: "row", NameLink { href: path_of(Noun::Company, &row.id), name: row.name.clone() } }
                            for (n, number) in [row.total, row.tickets, row.visits, row.records, row.open_tickets].into_iter().enumerate() {
                                td { key: "{n}", class: "tr-figures", {format.number(number)} }
                            }
                            td { class: "tr-figures", if row.duration_ms > 0 { {format.duration(row.duration_ms)} } }
                            td { class: "tr-figures",
                                if let Some(stars) = row.rating {
                                    {tr!("work-stars", stars = format!("{stars:.1}"), count = row.rated)}
                                }
                            }
                            td { class: "tr-figures",
                                match (row.last_at, row.days_since) {
                                    (Some(at), Some(days)) => rsx! {
                                        {format.date(at)}
                                        span { class: "dk-quiet", " · " {tr!("work-days-ago", count = days)} }
                                    },
                                    _ => rsx! { span { class: "dk-quiet", {tr("work-age-never")} } },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
