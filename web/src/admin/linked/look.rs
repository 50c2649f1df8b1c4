//! What a superior sees of a subordinate (GRP-03): this moment, thirty days, the latest visits. Each part only if shared.

use dioxus::prelude::*;
use truckroll_domain::linked::{Link, Shared};
use truckroll_protocol::api::linked::{LinkedDay, LinkedFigures, LinkedMoment, LinkedRecord};
use truckroll_ui::prelude::*;

use super::{PATH, label};
use crate::admin::SettingsHead;
use crate::api;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Section, Stale, Waiting};

/// The screen of one subordinate.
#[component]
pub fn LookAt(link: Link) -> Element {
    let shares = |part| link.shared.contains(&part);
    rsx! {
        nav { class: "dk-quiet", aria_label: tr("linked-title"), NameLink { href: PATH, name: tr("linked-title") } }
        SettingsHead { title: label(&link) }
        p { class: "dk-quiet", {tr("linked-look-intro")} }
        if shares(Shared::Monitoring) {
            Now { id: link.id.clone() }
        }
        if shares(Shared::Statistics) {
            Month { id: link.id.clone() }
        }
        if shares(Shared::ServiceRecords) {
            Records { id: link.id.clone() }
        }
    }
}

#[component]
fn Now(id: String) -> Element {
    let read = use_live(Vec::new, move || {
        let id = id.clone();
        async move { api::linked::monitoring(&id).await }
    });
    rsx! {
        Section { title: tr("linked-part-monitoring"),
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 3 } },
                Some(now) => rsx! { Moment { now } },
            }
        }
    }
}

/// The figures of this moment.
#[component]
pub fn Moment(now: LinkedMoment) -> Element {
    let figures = [
        ("on-shift", tr!("linked-of", count = now.on_shift, total = now.engineers)),
        ("busy", now.busy.to_string()),
        ("unassigned", now.unassigned.to_string()),
        ("waiting", now.waiting.to_string()),
        ("under-way", now.under_way.to_string()),
        ("overdue", now.overdue.to_string()),
        ("completed-today", now.completed_today.to_string()),
    ];
    rsx! {
        dl { class: "dk-sums",
            for (word, value) in figures {
                div { key: "{word}",
                    dt { {tr(&format!("linked-{word}"))} }
                    dd { class: "tr-figures", "{value}" }
                }
            }
        }
    }
}

#[component]
fn Month(id: String) -> Element {
    let read = use_live(Vec::new, move || {
        let id = id.clone();
        async move { api::linked::statistics(&id).await }
    });
    rsx! {
        Section { title: tr("linked-part-statistics"),
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 6 } },
                Some(figures) => rsx! { Figures { figures } },
            }
        }
    }
}

/// The figures of thirty days, and a column for each day.
#[component]
pub fn Figures(figures: LinkedFigures) -> Element {
    let share = |part: i64, whole: i64| if whole > 0 { format!("{} %", part * 100 / whole) } else { "–".to_owned() };
    let sums = [
        ("open-tickets", figures.open_tickets.to_string()),
        ("new-tickets", figures.new_tickets.to_string()),
        ("resolved-tickets", figures.resolved_tickets.to_string()),
        ("completed-visits", figures.completed_visits.to_string()),
        ("on-time", share(figures.on_time_visits, figures.windowed_visits)),
        ("cancelled-visits", figures.cancelled_visits.to_string()),
        ("stars", figures.stars.map_or_else(|| "–".to_owned(), |stars| format!("{stars:.1}"))),
    ];
    rsx! {
        dl { class: "dk-sums",
            for (word, value) in sums {
                div { key: "{word}",
                    dt { {tr(&format!("linked-{word}"))} }
                    dd { class: "tr-figures", "{value}" }
                }
            }
        }
        Days { days: figures.days }
    }
}

#[component]
fn Days(days: Vec<LinkedDay>) -> Element {
    let format = use_format();
    let most = days.iter().map(|day| day.completed).max().unwrap_or(0).max(1);
    let total: i64 = days.iter().map(|day| day.completed).sum();
    let columns: Vec<(String, i64, i64)> = days
        .iter()
        .map(|day| {
            let name = day.day.parse().map_or_else(|_| day.day.clone(), |date| format.civil(date, false));
            (name, day.completed, day.completed * 100 / most)
        })
        .collect();
    let ends = columns.first().zip(columns.last()).map(|(a, b)| (a.0.clone(), b.0.clone()));
    rsx! {
        figure { class: "dk-days",
            figcaption { {tr!("linked-days", count = total)} }
            div { class: "dk-days-columns", role: "img", aria_label: tr!("linked-days-most", count = most),
                for (name, count, share) in columns {
                    i { key: "{name}", title: "{name}: {count}", style: "block-size: {share}%" }
                }
            }
            if let Some((first, last)) = ends {
                p { class: "dk-quiet dk-days-ends", aria_hidden: "true",
                    span { "{first}" }
                    span { "{last}" }
                }
            }
        }
    }
}

#[component]
fn Records(id: String) -> Element {
    let read = use_live(Vec::new, move || {
        let id = id.clone();
        async move { api::linked::records(&id).await }
    });
    rsx! {
        Section { title: tr("linked-part-service-records"),
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 6 } },
                Some(list) if list.is_empty() => rsx! {
                    Empty { icon: Icon::History, title: tr("linked-no-records"), text: tr("linked-no-records-text") }
                },
                Some(list) => rsx! { RecordTable { list } },
            }
        }
    }
}

/// The latest visits.
#[component]
pub fn RecordTable(list: Vec<LinkedRecord>) -> Element {
    let format = use_format();
    rsx! {
        div { class: "dk-figures dk-linked-records", role: "region", tabindex: "0", aria_label: tr("linked-part-service-records"),
            table {
                thead {
                    tr {
                        for word in ["number", "engineer", "completed-at", "on-site", "photos", "stars"] {
                            th { key: "{word}", scope: "col", {tr(&format!("linked-col-{word}"))} }
                        }
                    }
                }
                tbody {
                    for (n, row) in list.into_iter().enumerate() {
                        tr { key: "{n}",
                            th { scope: "row", class: "tr-figures", "{row.number}" }
                            td { "{row.agent_name}" }
                            td { class: "tr-figures", {format.moment(row.completed_at.ms())} }
                            td { class: "tr-figures", {format.duration(row.duration_ms)} }
                            td { class: "tr-figures", "{row.photos}" }
                            td { class: "tr-figures", {row.rating.map(|stars| stars.to_string()).unwrap_or_default()} }
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
    fn a_month_without_work_divides_by_nothing() {
        let html = sample::render(Locale::En, || rsx! { Figures { figures: LinkedFigures::default() } });
        assert!(html.contains('–') && !html.contains("NaN"), "{html}");
    }

    #[test]
    fn days_stand_as_high_as_they_count() {
        let day = |day: &str, completed| LinkedDay { day: day.into(), completed };
        let days = vec![day("2026-05-03", 2), day("2026-05-04", 8)];
        let figures = LinkedFigures {
            completed_visits: 10,
            windowed_visits: 8,
            on_time_visits: 6,
            days,
            ..LinkedFigures::default()
        };
        let html = sample::render(Locale::En, move || rsx! { Figures { figures: figures.clone() } });
        assert!(
            html.contains("block-size: 25%") && html.contains("block-size: 100%") && html.contains("75 %"),
            "{html}"
        );
    }
}
