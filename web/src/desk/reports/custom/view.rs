//! A report as it is looked at: the totals, lines for what counts tickets and for what takes time, a table, a file.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::day;
use truckroll_domain::reports::Measure;
use truckroll_protocol::api::{SeriesFigures, TicketReportFigures, TicketReportNow};
use truckroll_ui::prelude::*;

use super::series::source_word;
use super::{PATH, period_word, use_reports};
use crate::api::reports::{self, KIND};
use crate::desk::reports::chart::axis;
use crate::desk::reports::lines::{Drawn, Lines};
use crate::desk::reports::named;
use crate::desk::trouble::{Stale, Waiting};
use crate::session::use_session;

/// The screen.
#[component]
pub fn CustomReportScreen(report: ReadSignal<String>) -> Element {
    rsx! {
        for report in [report()] {
            Loaded { key: "{report}", report }
        }
    }
}

#[component]
fn Loaded(report: String) -> Element {
    let read = use_reports();
    let found = read.value().and_then(|all| all.into_iter().find(|now| now.report.id.to_string() == report));
    rsx! {
        div { class: "dk-page dk-reports",
            Stale { read }
            match (read.value(), found) {
                (None, _) => rsx! {
                    h1 { class: "tr-sr", {tr("report-title")} }
                    Waiting { read, rows: 8 }
                },
                (_, Some(now)) => rsx! { Looked { now } },
                _ => rsx! {
                    h1 { class: "tr-sr", {tr("report-title")} }
                    Empty { icon: Icon::Chart, title: tr("report-missing"), text: tr("report-missing-text"),
                        LinkButton { href: PATH, label: tr("report-title") }
                    }
                },
            }
        }
    }
}

/// The report and its figures.
#[component]
fn Looked(now: TicketReportNow) -> Element {
    let session = use_session();
    let format = use_format();
    let id = now.report.id.to_string();
    let asked = id.clone();
    let read = use_live(
        || vec!["tickets".to_owned(), KIND.to_owned(), "fields".to_owned()],
        move || {
            let id = asked.clone();
            async move { reports::figures(&id).await }
        },
    );
    rsx! {
        header { class: "dk-page-head",
            h1 { class: "dk-page-title", "{now.report.name}" }
            div { class: "dk-page-actions",
                LinkButton { href: PATH, label: tr("report-title"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
                if now.mine {
                    LinkButton { href: format!("{PATH}/{id}/edit"), label: tr("report-edit"), icon: Icon::Pencil, kind: ButtonKind::Ghost }
                }
                LinkButton { href: format!("{PATH}/new?from={id}"), label: tr("report-copy"), icon: Icon::Copy, kind: ButtonKind::Ghost }
                if session.may(Area::Statistics, Verb::Export) {
                    LinkButton {
                        href: reports::figures_csv(&id),
                        label: tr("work-export"),
                        icon: Icon::Download,
                        kind: ButtonKind::Ghost,
                        download: "ticket-report.csv",
                    }
                }
            }
        }
        if !now.report.description.is_empty() {
            p { class: "dk-report-text", "{now.report.description}" }
        }
        p { class: "dk-quiet",
            {period_word(&now.report.period, &format)}
            if let Some(page) = read.value() {
                " · "
                {days_word(&page, &format)}
            }
            if !now.owner_name.is_empty() {
                " · "
                {tr!("report-made-by", name = now.owner_name.clone())}
            }
        }
        Stale { read }
        match read.value() {
            None => rsx! { Waiting { read, rows: 8 } },
            Some(page) => rsx! { Figures { page } },
        }
    }
}

/// The days that were counted.
fn days_word(page: &TicketReportFigures, format: &Format) -> String {
    let word = |text: &str| day::parse(text).map_or_else(|| text.to_owned(), |day| format.civil(day, true));
    if page.from == page.to {
        return word(&page.from);
    }
    tr!("report-period-from-to", from = word(&page.from), to = word(&page.to))
}

fn is_time(series: &SeriesFigures) -> bool {
    Measure::of(&series.source).is_some_and(Measure::is_time)
}

/// A value in words.
#[expect(clippy::cast_possible_truncation, reason = "ms below a million years, and counts of tickets")]
fn value_word(series: &SeriesFigures, value: Option<f64>, format: &Format) -> String {
    match value {
        None => "–".to_owned(),
        Some(ms) if is_time(series) => format.duration(ms as i64),
        Some(number) if number.fract() == 0.0 => format.number(number as i64),
        Some(number) => format!("{number:.2}"),
    }
}

/// Totals, drawings and the table.
#[component]
pub fn Figures(page: TicketReportFigures) -> Element {
    let format = use_format();
    let names: Vec<String> = page.keys.iter().map(|key| axis(&page.by, key, "", &format)).collect();
    let drawn = |time: bool| -> Vec<Drawn> {
        let there = page.series.iter().enumerate().filter(|(_, one)| one.missing.is_empty() && is_time(one) == time);
        let scale = if time { 3_600_000.0 } else { 1.0 };
        there
            .map(|(place, one)| Drawn {
                place,
                name: one.name.clone(),
                values: one.values.iter().map(|value| value.map(|value| value / scale)).collect(),
            })
            .collect()
    };
    let drawings: Vec<(&str, Vec<Drawn>)> =
        [("reports-unit-tickets", drawn(false)), ("reports-unit-hours", drawn(true))]
            .into_iter()
            .filter(|(_, series)| !series.is_empty())
            .collect();
    let missing: Vec<(String, String)> = page
        .series
        .iter()
        .filter(|one| !one.missing.is_empty())
        .map(|one| (one.name.clone(), tr(&format!("report-missing-{}", one.missing.replace('_', "-")))))
        .collect();
    let nothing = missing.is_empty() && page.series.iter().all(|one| one.total.is_none_or(|total| total == 0.0));
    rsx! {
        for (name, why) in missing {
            Notice { key: "{name}", tone: Tone::Alert, title: tr!("report-series-missing", name = name), text: why }
        }
        dl { class: "dk-reports-sums",
            for (n, one) in page.series.iter().enumerate() {
                div { key: "{n}",
                    dt { class: "dk-quiet",
                        "{one.name}"
                        span { class: "dk-report-of", {Measure::of(&one.source).map(source_word).unwrap_or_default()} }
                    }
                    dd { class: "tr-figures", {value_word(one, one.total, &format)} }
                }
            }
        }
        if nothing {
            Empty { icon: Icon::Chart, title: tr("reports-empty"), text: tr("report-nothing") }
        } else {
            for (unit, series) in drawings {
                Lines { key: "{unit}", unit: tr(unit), series, names: names.clone() }
            }
        }
        Table { page: page.clone() }
    }
}

/// The figures in rows, the totals last.
#[component]
fn Table(page: TicketReportFigures) -> Element {
    let format = use_format();
    let row = |n: usize| -> Vec<String> {
        page.series.iter().map(|one| value_word(one, one.values.get(n).copied().flatten(), &format)).collect()
    };
    let rows: Vec<(String, Vec<String>)> =
        page.keys.iter().enumerate().map(|(n, key)| (named(&page.by, key, "", &format), row(n))).collect();
    let totals: Vec<String> = page.series.iter().map(|one| value_word(one, one.total, &format)).collect();
    rsx! {
        div { class: "dk-reports-table", role: "region", tabindex: "0", aria_label: tr("reports-table"),
            table {
                thead {
                    tr {
                        th { scope: "col", {tr(&format!("reports-by-{}", page.by))} }
                        for (n, one) in page.series.iter().enumerate() {
                            th { key: "{n}", scope: "col", "{one.name}" }
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
                tfoot {
                    tr {
                        th { scope: "row", {tr("report-total")} }
                        for (n, cell) in totals.into_iter().enumerate() {
                            td { key: "{n}", class: "tr-figures", "{cell}" }
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
    fn figures_are_shown_as_totals_lines_and_table() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || rsx! { Figures { page: sample::report_figures() } });
            assert!(html.contains("Urgent lifts") && html.contains("dk-line-0") && html.contains("<tfoot"), "{html}");
            assert_eq!(html.matches("<figure").count(), 2, "tickets and hours have scales of their own");
            assert!(!html.contains(">report-") && !html.contains(">reports-"), "{html}");
        }
    }

    #[test]
    fn a_series_that_cannot_be_counted_says_why_and_the_others_are_there() {
        for locale in Locale::ALL {
            for why in ["unknown_field", "masked"] {
                let html = sample::render(locale, move || {
                    let mut page = sample::report_figures();
                    let (values, total) = (Vec::new(), None);
                    page.series[0] = SeriesFigures { missing: why.into(), values, total, ..page.series[0].clone() };
                    rsx! { Figures { page } }
                });
                assert!(html.contains("<figure") && !html.contains("report-missing"), "{html}");
            }
        }
    }

    #[test]
    fn nothing_is_said_in_words() {
        let html = sample::render(Locale::En, || {
            let mut page = sample::report_figures();
            for one in &mut page.series {
                one.values.fill(None);
                one.total = None;
            }
            rsx! { Figures { page } }
        });
        assert!(!html.contains("<figure") && html.contains("Nothing happened"), "{html}");
    }
}
