//! Several data series as lines. Each has a dash and a number of its own beside its colour; the table below says the same, so
//! screen readers pass the drawing over.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use super::chart::{FOOT, Frame, HEIGHT, WIDTH, ceiling, height, middle};

/// A series to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Its place among all series of the report, from 0; says how it looks.
    pub place: usize,
    /// What it is called.
    pub name: String,
    /// A value for each row, none where there is none.
    pub values: Vec<Option<f64>>,
}

/// A point: across and down.
type Point = (f64, f64);

/// The points of a series, in runs without a gap.
fn runs(values: &[Option<f64>], top: f64) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = Vec::new();
    let mut open = false;
    for (n, value) in values.iter().enumerate() {
        match value {
            Some(value) => {
                let point = (middle(n, values.len()) * WIDTH, HEIGHT - FOOT - height(value.max(0.0), top));
                match runs.last_mut().filter(|_| open) {
                    Some(run) => run.push(point),
                    None => runs.push(vec![point]),
                }
                open = true;
            }
            None => open = false,
        }
    }
    // what stands alone is a short line
    for run in &mut runs {
        if let [(x, y)] = run[..] {
            let half = WIDTH / values.len().max(1) as f64 * 0.3;
            *run = vec![(x - half, y), (x + half, y)];
        }
    }
    runs
}

/// Where the number of the series at `n` of `count` stands: each at another row, so that they do not cover each other.
fn tag(values: &[Option<f64>], top: f64, n: usize, count: usize) -> Option<Point> {
    let wanted = middle(n, count) * values.len() as f64;
    let there = values.iter().enumerate().filter_map(|(row, value)| Some((row, (*value)?)));
    let (row, value) =
        there.min_by(|(a, _), (b, _)| (*a as f64 + 0.5 - wanted).abs().total_cmp(&(*b as f64 + 0.5 - wanted).abs()))?;
    Some((middle(row, values.len()), (HEIGHT - FOOT - height(value.max(0.0), top)) / HEIGHT))
}

fn path(run: &[Point]) -> String {
    run.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
}

/// The lines.
#[component]
pub fn Lines(
    /// What is measured.
    #[props(into)]
    unit: String,
    series: Vec<Drawn>,
    /// A name for each row.
    names: Vec<String>,
) -> Element {
    let top = ceiling(series.iter().flat_map(|one| &one.values).flatten().copied().fold(0.0, f64::max));
    let count = series.len();
    let lines: Vec<(usize, String)> =
        series.iter().flat_map(|one| runs(&one.values, top).into_iter().map(|run| (one.place, path(&run)))).collect();
    let tags: Vec<(usize, Point)> =
        series.iter().enumerate().filter_map(|(n, one)| Some((one.place, tag(&one.values, top, n, count)?))).collect();
    let keys: Vec<(usize, String)> = series.iter().map(|one| (one.place, one.name.clone())).collect();
    let caption = rsx! {
        span { "{unit}" }
        ul { class: "dk-chart-legend", aria_label: tr("report-legend"),
            for (place, name) in keys {
                li { key: "{place}", class: "dk-chart-key",
                    span { class: "dk-chart-tag dk-tag-{place}", aria_hidden: "true", "{place + 1}" }
                    svg { class: "dk-chart-sample", view_box: "0 0 36 8", "aria-hidden": "true",
                        line { class: "dk-line dk-line-{place}", x1: "0", x2: "36", y1: "4", y2: "4" }
                    }
                    span { "{name}" }
                }
            }
        }
    };
    let over = rsx! {
        for (place, (x, y)) in tags {
            span { key: "{place}", class: "dk-chart-tag dk-tag-{place}", style: "inset-inline-start: {x * 100.0:.2}%; inset-block-start: {y * 100.0:.2}%", "{place + 1}" }
        }
    };
    rsx! {
        Frame { caption, top, names, over,
            for (n, (place, points)) in lines.into_iter().enumerate() {
                polyline { key: "{n}", class: "dk-line dk-line-{place}", points }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_parts_a_line_and_what_stands_alone_is_seen() {
        let values = [Some(1.0), Some(2.0), None, Some(4.0), None, None, Some(0.0), Some(0.0)];
        let runs = runs(&values, 4.0);
        assert_eq!(runs.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2]);
        let foot = HEIGHT - FOOT;
        assert!(runs[1][0].0 < runs[1][1].0 && (runs[1][0].1 - runs[1][1].1).abs() < 1e-9, "a short line");
        assert!((runs[2][0].1 - foot).abs() < 1e-9, "nothing lies at the foot");
        assert!(super::runs(&[None, None], 1.0).is_empty());
    }

    #[test]
    fn numbers_stand_at_different_rows() {
        let values = vec![Some(1.0); 10];
        let rows: Vec<f64> = (0..10).filter_map(|n| tag(&values, 1.0, n, 10)).map(|(x, _)| x).collect();
        assert!(rows.len() == 10 && rows.windows(2).all(|pair| pair[0] < pair[1]), "{rows:?}");
        assert_eq!(tag(&[None], 1.0, 0, 1), None);
        assert!(tag(&[None, Some(1.0)], 1.0, 0, 2).is_some(), "the nearest that there is");
    }
}
