//! Figures as bars, drawn as SVG. The table below says the same, so screen readers pass the drawing over.

use dioxus::prelude::*;
use truckroll_protocol::api::{TicketFigures, TicketFiguresPage};
use truckroll_ui::prelude::*;

use super::named;

/// What a chart can show; the first where nothing is chosen.
pub const SHOWN: [&str; 5] = ["flow", "reopened", "resolve", "answer", "waiting"];
/// The drawing's own measures.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 220.0;
const FOOT: f64 = 24.0;
/// Most names below the bars.
const NAMES: usize = 12;

/// One or two bars a row: their values.
fn values(show: &str, row: &TicketFigures) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts of tickets and hours")]
    let number = |n: i64| n.max(0) as f64;
    let hours = |sum: i64, count: i64| if count > 0 { number(sum) / number(count) / 3_600_000.0 } else { 0.0 };
    match show {
        "reopened" => vec![number(row.reopened)],
        "resolve" => vec![hours(row.resolve_ms, row.resolved)],
        "answer" => vec![hours(row.answer_ms, row.answered)],
        "waiting" => vec![number(row.waiting.unwrap_or(0))],
        _ => vec![number(row.new), number(row.resolved)],
    }
}

/// A round number at least as large.
fn ceiling(most: f64) -> f64 {
    let power = 10_f64.powf(most.max(1.0).log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|top| *top >= most).unwrap_or(most)
}

/// The chart.
#[component]
pub fn Chart(page: TicketFiguresPage, show: String) -> Element {
    let format = use_format();
    let show = SHOWN.into_iter().find(|one| *one == show).unwrap_or(SHOWN[0]);
    let rows: Vec<Vec<f64>> = page.rows.iter().map(|row| values(show, row)).collect();
    let top = ceiling(rows.iter().flatten().copied().fold(0.0, f64::max));
    #[expect(clippy::cast_precision_loss, reason = "at most some hundred rows")]
    let (count, place) = (rows.len().max(1) as f64, |n: usize| n as f64);
    let step = WIDTH / count;
    let draw = HEIGHT - FOOT;
    let mut bars: Vec<(usize, f64, f64, f64, f64)> = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let wide = (step * 0.7 / place(row.len().max(1))).min(48.0);
        let begin = place(n) * step + (step - wide * place(row.len())) / 2.0;
        for (series, value) in row.iter().enumerate() {
            let height = value / top * (draw - 14.0);
            bars.push((series, begin + place(series) * wide, draw - height, (wide - 1.0).max(0.5), height));
        }
    }
    let every = page.rows.len().div_ceil(NAMES).max(1);
    let names: Vec<(f64, String)> = page
        .rows
        .iter()
        .enumerate()
        .filter(|(n, _)| n % every == 0)
        .map(|(n, row)| (place(n) * step + step / 2.0, short(&named(&page.by, &row.key, &row.name, &format))))
        .collect();
    let unit = if matches!(show, "resolve" | "answer") { tr("reports-unit-hours") } else { tr("reports-unit-tickets") };
    rsx! {
        figure { class: "dk-chart",
            figcaption {
                span { {tr(&format!("reports-show-{show}"))} " · " {unit} }
                if show == SHOWN[0] {
                    span { class: "dk-chart-key", i { class: "dk-bar-0" } {tr("reports-new")} }
                    span { class: "dk-chart-key", i { class: "dk-bar-1" } {tr("reports-resolved")} }
                }
            }
            svg { view_box: "0 0 {WIDTH} {HEIGHT}", "aria-hidden": "true", preserve_aspect_ratio: "none",
                line { class: "dk-chart-line", x1: "0", x2: "{WIDTH}", y1: "{draw}", y2: "{draw}" }
                line { class: "dk-chart-line", x1: "0", x2: "{WIDTH}", y1: "14", y2: "14" }
                for (n, (series, x, y, width, height)) in bars.into_iter().enumerate() {
                    rect { key: "{n}", class: "dk-bar-{series}", x: "{x:.1}", y: "{y:.1}", width: "{width:.1}", height: "{height:.1}" }
                }
            }
            div { class: "dk-chart-top tr-figures", aria_hidden: "true", "{top}" }
            div { class: "dk-chart-names", aria_hidden: "true",
                for (n, (x, name)) in names.into_iter().enumerate() {
                    span { key: "{n}", style: "inset-inline-start: {x / WIDTH * 100.0:.2}%", "{name}" }
                }
            }
        }
    }
}

fn short(name: &str) -> String {
    if name.chars().count() > 12 { name.chars().take(11).chain(['…']).collect() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_number() {
        for (most, top) in
            [(0.0, 1.0), (1.0, 1.0), (3.0, 5.0), (7.0, 10.0), (11.0, 20.0), (99.0, 100.0), (250.0, 500.0)]
        {
            assert!((ceiling(most) - top).abs() < 1e-9, "{most}");
        }
    }

    #[test]
    fn long_names_are_shortened() {
        assert_eq!(short("Chen Wei"), "Chen Wei");
        assert_eq!(short("Alexandra Hamilton"), "Alexandra H…");
    }
}
