//! Figures as bars, drawn as SVG, and the frame that lines share. The table below says the same, so screen readers pass the
//! drawing over.

use dioxus::prelude::*;
use truckroll_domain::day;
use truckroll_protocol::api::{TicketFigures, TicketFiguresPage};
use truckroll_ui::prelude::*;

use super::named;

/// What a chart can show; the first where nothing is chosen.
pub const SHOWN: [&str; 5] = ["flow", "reopened", "resolve", "answer", "waiting"];
/// The drawing's own measures.
pub(crate) const WIDTH: f64 = 960.0;
pub(crate) const HEIGHT: f64 = 220.0;
/// Room below and above what is drawn.
pub(crate) const FOOT: f64 = 24.0;
pub(crate) const HEAD: f64 = 14.0;
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
pub(crate) fn ceiling(most: f64) -> f64 {
    let power = 10_f64.powf(most.max(1.0).log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|top| *top >= most).unwrap_or(most)
}

/// How high a value is drawn, of `top`.
pub(crate) fn height(value: f64, top: f64) -> f64 {
    value / top * (HEIGHT - FOOT - HEAD)
}

/// The names below a drawing, with the places of their middles, percent: as many as have room.
fn below(names: &[String]) -> Vec<(f64, String)> {
    let every = names.len().div_ceil(NAMES).max(1);
    let named = names.iter().enumerate().filter(|(n, _)| n % every == 0);
    named.map(|(n, name)| (middle(n, names.len()) * 100.0, name.clone())).collect()
}

/// The middle of the row at `n` of so many, of the whole width.
#[expect(clippy::cast_precision_loss, reason = "at most some hundred rows")]
pub(crate) fn middle(n: usize, count: usize) -> f64 {
    (n as f64 + 0.5) / count.max(1) as f64
}

/// What bars and lines stand in: two lines to measure by, the top of the scale, names below.
#[component]
pub(crate) fn Frame(
    /// What the drawing shows, and its key.
    caption: Element,
    /// The top of the scale.
    top: f64,
    /// A name for each row.
    names: Vec<String>,
    /// Over the drawing, in percent of its width and height.
    over: Option<Element>,
    children: Element,
) -> Element {
    let foot = HEIGHT - FOOT;
    rsx! {
        figure { class: "dk-chart",
            figcaption { {caption} }
            div { class: "dk-chart-draw", aria_hidden: "true",
                svg { view_box: "0 0 {WIDTH} {HEIGHT}", preserve_aspect_ratio: "none",
                    line { class: "dk-chart-line", x1: "0", x2: "{WIDTH}", y1: "{foot}", y2: "{foot}" }
                    line { class: "dk-chart-line", x1: "0", x2: "{WIDTH}", y1: "{HEAD}", y2: "{HEAD}" }
                    {children}
                }
                div { class: "dk-chart-top tr-figures", "{top}" }
                if let Some(over) = over {
                    {over}
                }
            }
            div { class: "dk-chart-names", aria_hidden: "true",
                for (n, (place, name)) in below(&names).into_iter().enumerate() {
                    span { key: "{n}", style: "--at: {place:.2}%", "{name}" }
                }
            }
        }
    }
}

/// The chart.
#[component]
pub fn Chart(page: TicketFiguresPage, show: String) -> Element {
    let format = use_format();
    let show = SHOWN.into_iter().find(|one| *one == show).unwrap_or(SHOWN[0]);
    let rows: Vec<Vec<f64>> = page.rows.iter().map(|row| values(show, row)).collect();
    let top = ceiling(rows.iter().flatten().copied().fold(0.0, f64::max));
    #[expect(clippy::cast_precision_loss, reason = "one or two bars")]
    let place = |n: usize| n as f64;
    let mut bars: Vec<(usize, f64, f64, f64, f64)> = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let step = WIDTH / place(rows.len().max(1));
        let wide = (step * 0.7 / place(row.len().max(1))).min(48.0);
        let begin = middle(n, rows.len()) * WIDTH - wide * place(row.len()) / 2.0;
        for (series, value) in row.iter().enumerate() {
            let high = height(*value, top);
            bars.push((series, begin + place(series) * wide, HEIGHT - FOOT - high, (wide - 1.0).max(0.5), high));
        }
    }
    let names: Vec<String> = page.rows.iter().map(|row| axis(&page.by, &row.key, &row.name, &format)).collect();
    let unit = if matches!(show, "resolve" | "answer") { tr("reports-unit-hours") } else { tr("reports-unit-tickets") };
    let caption = rsx! {
        span { {tr(&format!("reports-show-{show}"))} " · " {unit} }
        if show == SHOWN[0] {
            span { class: "dk-chart-key", i { class: "dk-bar-0" } {tr("reports-new")} }
            span { class: "dk-chart-key", i { class: "dk-bar-1" } {tr("reports-resolved")} }
        }
    };
    rsx! {
        Frame { caption, top, names,
            for (n, (series, x, y, width, height)) in bars.into_iter().enumerate() {
                rect { key: "{n}", class: "dk-bar-{series}", x: "{x:.1}", y: "{y:.1}", width: "{width:.1}", height: "{height:.1}" }
            }
        }
    }
}

/// What a row is called below a drawing, where there is little room: a day without its year, a long name by its beginning.
pub(super) fn axis(by: &str, key: &str, name: &str, format: &Format) -> String {
    match by {
        "agent" | "group" => short(&named(by, key, name, format)),
        "day" | "week" => day::parse(key).map_or_else(|| key.to_owned(), |date| format.civil(date, false)),
        _ => named(by, key, name, format),
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
    fn days_below_a_drawing_are_told_whole() {
        let format = Format { locale: Locale::En, ..Format::default() };
        for (by, key, name, wanted) in [
            ("day", "2026-10-29", "", "Thu 29 Oct"),
            ("week", "2026-12-28", "", "Mon 28 Dec"),
            ("month", "2026-10-01", "", "2026-10"),
            ("hour", "07", "", "07:00"),
            ("agent", "a1", "Alexandra Hamilton", "Alexandra H…"),
        ] {
            assert_eq!(axis(by, key, name, &format), wanted);
        }
    }

    #[test]
    fn as_many_names_as_have_room() {
        let names = |count: usize| (0..count).map(|n| n.to_string()).collect::<Vec<_>>();
        for (count, shown) in [(0, 0), (1, 1), (12, 12), (13, 7), (24, 12), (366, 12)] {
            let below = below(&names(count));
            assert_eq!(below.len(), shown, "{count}");
            assert!(below.iter().all(|(place, _)| (0.0..100.0).contains(place)));
        }
    }

    #[test]
    fn long_names_are_shortened() {
        assert_eq!(short("Chen Wei"), "Chen Wei");
        assert_eq!(short("Alexandra Hamilton"), "Alexandra H…");
    }
}
