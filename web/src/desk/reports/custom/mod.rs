//! Reports → Custom reports (TKT-62): those that somebody made or that are for him.

use dioxus::prelude::*;
use truckroll_domain::reports::{Period, Span};
use truckroll_protocol::api::TicketReportNow;
use truckroll_ui::prelude::*;

use crate::api::reports::{self, KIND};
use crate::desk::line::NameLink;
use crate::desk::trouble::{Stale, Waiting};

mod editor;
mod series;
mod state;
mod view;

pub use editor::{EditReportScreen, NewReportScreen};
pub use view::CustomReportScreen;

/// Where the reports are.
pub const PATH: &str = "/desk/reports/custom";

/// Reads them, and again when somebody writes one.
fn use_reports() -> Live<Vec<TicketReportNow>> {
    use_live(|| vec![KIND.to_owned(), "agent".to_owned()], reports::all)
}

/// A period in words.
#[must_use]
fn period_word(period: &Period, format: &Format) -> String {
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| format.civil(day, true));
    match period.is {
        Span::LastDays => tr!("reports-last-days", count = period.count),
        Span::Days => tr!("report-period-from-to", from = day(period.from), to = day(period.to)),
        other => tr(&format!("report-period-{}", other.word().replace('_', "-"))),
    }
}

/// The list.
#[component]
pub fn CustomReportsScreen() -> Element {
    let read = use_reports();
    rsx! {
        div { class: "dk-page dk-reports",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("report-title")} }
                div { class: "dk-page-actions",
                    LinkButton { href: super::PATH, label: tr("reports-tickets"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
                    LinkButton { href: format!("{PATH}/new"), label: tr("report-new"), icon: Icon::Plus, kind: ButtonKind::Primary }
                }
            }
            p { class: "dk-quiet", {tr("report-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(all) => rsx! { ReportLines { all } },
            }
        }
    }
}

/// The reports by name.
#[component]
pub fn ReportLines(all: Vec<TicketReportNow>) -> Element {
    let format = use_format();
    rsx! {
        if all.is_empty() {
            Empty { icon: Icon::Chart, title: tr("report-empty"), text: tr("report-empty-text") }
        } else {
            ul { class: "dk-plain-list dk-asset-tables", aria_label: tr("report-title"),
                for one in all {
                    li { key: "{one.report.id}",
                        div { class: "dk-two-lines",
                            NameLink { href: format!("{PATH}/{}", one.report.id), name: one.report.name.clone() }
                            span { class: "dk-quiet",
                                {period_word(&one.report.period, &format)}
                                " · "
                                {tr!("report-series-count", count = one.report.series.len())}
                                if !one.owner_name.is_empty() {
                                    " · "
                                    {tr!("report-made-by", name = one.owner_name.clone())}
                                }
                            }
                        }
                        if !one.report.audience.is_empty() {
                            Badge { tone: Tone::Neutral, label: tr("report-shared"), kind: BadgeKind::Plain }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::day;

    use super::*;
    use crate::sample;

    #[test]
    fn the_list_says_what_each_report_is_about() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || rsx! { ReportLines { all: vec![sample::ticket_report()] } });
            assert!(html.contains("Lifts of the week") && html.contains("Chen Wei"), "{html}");
            assert!(!html.contains(">report-") && !html.contains(">reports-"), "{html}");
            let none = sample::render(locale, || rsx! { ReportLines { all: Vec::new() } });
            assert!(none.contains(&truckroll_ui::i18n::t(locale, "report-empty")), "{none}");
        }
    }

    #[test]
    fn every_period_has_words() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let format = use_format();
                let (from, to) = (day::parse("2026-03-01"), day::parse("2026-03-31"));
                let words = Span::ALL.iter().map(|is| period_word(&Period { is: *is, count: 7, from, to }, &format));
                let words: Vec<String> = words.collect();
                rsx! {
                    for word in words {
                        p { "{word}" }
                    }
                }
            });
            assert!(!html.contains("report-period") && !html.contains("<p></p>"), "{html}");
        }
    }
}
