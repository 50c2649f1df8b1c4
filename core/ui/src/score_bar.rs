//! How a ranking score adds up: one bar, a part a reason, and the same in words.
//!
//! Drawn as SVG, so a page with a strict style policy shows it too.

use dioxus::prelude::*;

use crate::tr;

/// One reason of the score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScorePart {
    /// What it is: "distance", "skill", "load".
    pub label: String,
    /// Points; negative ones are drawn hatched after the positive.
    pub points: f64,
    /// The fact behind it: "3.1 km".
    pub fact: Option<String>,
}

impl ScorePart {
    /// A part with its points.
    pub fn new(label: impl Into<String>, points: f64) -> Self {
        Self { label: label.into(), points, fact: None }
    }

    /// With the fact behind it.
    #[must_use]
    pub fn fact(mut self, fact: impl Into<String>) -> Self {
        self.fact = Some(fact.into());
        self
    }
}

/// The bar and, unless `compact`, its parts in words.
#[component]
pub fn ScoreBar(
    parts: Vec<ScorePart>,
    /// The sum as it is shown.
    #[props(into)]
    total: String,
    /// The points that fill the bar; the best candidate's sum makes bars comparable.
    full: Option<f64>,
    /// Bar and total only; the parts stay readable for screen readers.
    #[props(default)]
    compact: bool,
) -> Element {
    let sum: f64 = parts.iter().map(|p| clean(p.points).abs()).sum();
    let scale = 100.0 / full.map_or(sum, |f| clean(f).max(sum)).max(f64::EPSILON);
    let mut at = 0.0;
    let bars: Vec<(usize, f64, f64, bool)> = parts
        .iter()
        .enumerate()
        .map(|(index, part)| {
            let width = clean(part.points).abs() * scale;
            let bar = (index % 6, at, width, part.points < 0.0);
            at += width;
            bar
        })
        .collect();
    rsx! {
        div { class: "tr-score",
            div { class: "tr-score-line",
                svg {
                    class: "tr-score-bar",
                    view_box: "0 0 100 6",
                    preserve_aspect_ratio: "none",
                    "aria-hidden": "true",
                    rect { class: "tr-score-ground", x: "0", y: "0", width: "100", height: "6" }
                    for (index, (colour, x, width, negative)) in bars.into_iter().enumerate() {
                        rect {
                            key: "{index}",
                            class: if negative { "tr-score-part tr-score-minus" } else { "tr-score-part tr-score-{colour}" },
                            x: "{x:.2}",
                            y: "0",
                            width: "{width:.2}",
                            height: "6",
                        }
                    }
                }
                span { class: "tr-score-total",
                    span { class: "tr-sr", {tr!("score-total", total = total.clone())} }
                    span { aria_hidden: "true", "{total}" }
                }
            }
            ul { class: if compact { "tr-score-parts tr-sr" } else { "tr-score-parts" }, aria_label: tr("score-label"),
                for (index, part) in parts.into_iter().enumerate() {
                    li { key: "{index}",
                        span {
                            class: if part.points < 0.0 { "tr-score-key tr-score-key-minus" } else { "tr-score-key tr-score-key-{index % 6}" },
                            aria_hidden: "true",
                        }
                        span { "{part.label}" }
                        if let Some(fact) = part.fact {
                            span { class: "tr-score-fact", "{fact}" }
                        }
                        span { class: "tr-score-points", {signed(part.points)} }
                    }
                }
            }
        }
    }
}

fn clean(points: f64) -> f64 {
    if points.is_finite() { points } else { 0.0 }
}

fn signed(points: f64) -> String {
    let points = clean(points);
    let figure = if points.fract() == 0.0 { format!("{:.0}", points.abs()) } else { format!("{:.1}", points.abs()) };
    if points < 0.0 { format!("−{figure}") } else { format!("+{figure}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_said_in_words() {
        let html = dioxus_ssr::render_element(rsx! {
            ScoreBar {
                parts: vec![
                    ScorePart::new("distance", 40.0).fact("3.1 km"),
                    ScorePart::new("load", -7.5),
                ],
                total: "32.5",
            }
        });
        assert!(html.contains("+40") && html.contains("−7.5"), "{html}");
        assert!(html.contains("3.1 km"), "{html}");
        assert!(html.contains("Score 32.5"), "{html}");
    }

    #[test]
    fn nonsense_points_draw_nothing() {
        let html = dioxus_ssr::render_element(rsx! {
            ScoreBar { parts: vec![ScorePart::new("x", f64::NAN)], total: "0" }
        });
        assert!(!html.contains("NaN"), "{html}");
    }
}
