//! Reports → Tickets (TKT-61): what happened in a period, as a chart and as a table. Everything that was chosen is in the address.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::day;
use truckroll_domain::reports::By;
use truckroll_protocol::api::TicketFiguresPage;
use truckroll_ui::prelude::*;

use crate::admin::rules::LOG_PATH;
use crate::api::reports;
use crate::desk::customers::use_book;
use crate::desk::fees::RecordsLink;
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

pub(crate) mod chart;
mod custom;
mod lines;
mod narrow;
mod period;

pub use custom::{CustomReportScreen, CustomReportsScreen, EditReportScreen, NewReportScreen};
pub use period::{PeriodField, period};

use chart::Chart;
use narrow::Narrow;

/// Where the statistics of tickets are.
pub const PATH: &str = "/desk/reports";

/// What the server is asked.
fn asked(query: &Query, today: i64) -> Query {
    let (from, to) = period(query, today);
    let by = Query::default().with("by", query.get("by"));
    by.with("from", &from).with("to", &to).with("filter", query.get("filter"))
}

/// The screen.
#[component]
pub fn ReportsScreen(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let session = use_session();
    let format = use_format();
    let book = use_book();
    let today = day::number(format.today());
    let read = use_live(
        || vec!["tickets".to_owned()],
        move || {
            let asked = asked(&query.read(), today);
            async move { reports::ticket_figures(&asked).await }
        },
    );
    let turn = use_callback(move |(name, value): (&'static str, String)| {
        go.instead(format!("{PATH}{}", query.peek().with(name, &value).suffix()));
    });
    let choices = |words: &[&str], family: &str| -> Vec<Choice> {
        words.iter().map(|word| Choice::new(*word, tr(&format!("{family}-{word}")))).collect()
    };
    rsx! {
        div { class: "dk-page dk-reports",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("reports-tickets")} }
                div { class: "dk-page-actions",
                    if session.may(Area::Monitoring, Verb::View) {
                        LinkButton { href: LOG_PATH, label: tr("trig-log"), icon: Icon::History, kind: ButtonKind::Ghost }
                    }
                    RecordsLink {}
                    LinkButton { href: custom::PATH, label: tr("report-title"), icon: Icon::Chart, kind: ButtonKind::Ghost }
                    if session.may(Area::Statistics, Verb::Export) {
                        LinkButton {
                            href: reports::ticket_figures_csv(&asked(&query.read(), today)),
                            label: tr("work-export"),
                            icon: Icon::Download,
                            kind: ButtonKind::Ghost,
                            download: "ticket-statistics.csv",
                        }
                    }
                }
            }
            div { class: "dk-filters dk-reports-filters",
                PeriodField { query, on_turn: turn }
                SelectField {
                    label: tr("reports-by"),
                    value: query.read().some("by").unwrap_or_else(|| By::default().word().to_owned()),
                    options: choices(&By::ALL.map(By::word), "reports-by"),
                    on_change: move |by| turn.call(("by", by)),
                }
                SelectField {
                    label: tr("reports-show"),
                    value: query.read().some("show").unwrap_or_else(|| chart::SHOWN[0].to_owned()),
                    options: choices(&chart::SHOWN, "reports-show"),
                    on_change: move |show| turn.call(("show", show)),
                }
            }
            if let Some(book) = book.value() {
                Narrow { book, filter: query.read().get("filter").to_owned(), on_change: move |filter| turn.call(("filter", filter)) }
            }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 8 } },
                Some(page) => rsx! { Figures { page, show: query.read().get("show").to_owned() } },
            }
        }
    }
}

/// The sums, the chart and the table.
#[component]
pub fn Figures(page: TicketFiguresPage, show: String) -> Element {
    let format = use_format();
    let total = &page.total;
    let mean = |sum: i64, count: i64| if count > 0 { format.duration(sum / count) } else { "–".to_owned() };
    #[expect(clippy::cast_precision_loss, reason = "counts of tickets")]
    let a_day = total.resolved as f64 / page.days.max(1) as f64;
    let sums = [
        ("new", format.number(total.new)),
        ("resolved", format.number(total.resolved)),
        ("resolved-a-day", format!("{a_day:.1}")),
        ("closed", format.number(total.closed)),
        ("reopened", format.number(total.reopened)),
        ("resolve-time", mean(total.resolve_ms, total.resolved)),
        ("answer-time", mean(total.answer_ms, total.answered)),
        ("waiting", total.waiting.map(|n| format.number(n)).unwrap_or_default()),
    ];
    rsx! {
        dl { class: "dk-reports-sums",
            for (word, value) in sums {
                div { key: "{word}",
                    dt { class: "dk-quiet", {tr(&format!("reports-{word}"))} }
                    dd { class: "tr-figures", "{value}" }
                }
            }
        }
        if page.rows.is_empty() {
            Empty { icon: Icon::Chart, title: tr("reports-empty"), text: tr("reports-empty-text") }
        } else {
            Chart { page: page.clone(), show }
            Table { page: page.clone() }
        }
    }
}

/// What a row is called.
pub(super) fn named(by: &str, key: &str, name: &str, format: &Format) -> String {
    match by {
        "agent" | "group" if key.is_empty() => tr("tickets-nobody"),
        "agent" | "group" if name.is_empty() => key.to_owned(),
        "agent" | "group" => name.to_owned(),
        "hour" => format!("{key}:00"),
        "month" => key.get(..7).unwrap_or(key).to_owned(),
        _ => day::parse(key).map_or_else(|| key.to_owned(), |date| format.civil(date, true)),
    }
}

/// The figures in rows.
#[component]
fn Table(page: TicketFiguresPage) -> Element {
    let format = use_format();
    let heads = ["new", "resolved", "closed", "reopened", "resolve-time", "answer-time", "waiting"];
    let mean = |sum: i64, count: i64| if count > 0 { format.duration(sum / count) } else { "–".to_owned() };
    let rows: Vec<(String, [String; 7])> = page
        .rows
        .iter()
        .map(|row| {
            let cells = [
                format.number(row.new),
                format.number(row.resolved),
                format.number(row.closed),
                format.number(row.reopened),
                mean(row.resolve_ms, row.resolved),
                mean(row.answer_ms, row.answered),
                row.waiting.map_or_else(|| "–".to_owned(), |n| format.number(n)),
            ];
            (named(&page.by, &row.key, &row.name, &format), cells)
        })
        .collect();
    rsx! {
        div { class: "dk-reports-table", role: "region", tabindex: "0", aria_label: tr("reports-table"),
            table {
                thead {
                    tr {
                        th { scope: "col", {tr(&format!("reports-by-{}", page.by))} }
                        for head in heads {
                            th { key: "{head}", scope: "col", {tr(&format!("reports-{head}"))} }
                        }
                    }
                }
                tbody {
                    for (n, (name, cells)) in rows.into_iter().enumerate() {
                        tr { key: "{n}",
                            th { scope: "row", "{name}" }
                            for (n, cell) in cells.into_iter().enumerate() {
                                td { key: "{n}", class: "tr-figures", "{cell}" }
                            }
                        }
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
    fn figures_are_shown_as_sums_chart_and_table() {
        for locale in Locale::ALL {
            for show in chart::SHOWN {
                let html = sample::render(locale, move || {
                    rsx! { Figures { page: sample::ticket_figures(), show: show.to_owned() } }
                });
                assert!(html.contains("Chen Wei") && html.contains("<svg") && !html.contains(">reports-"), "{html}");
            }
        }
    }
}
