//! The strip under the map: engineers by hours of the day, a block a visit, a line at now.
//!
//! It reads; cards can be dropped on an engineer's line. The engineer looked at shows where the selected
//! visit would lie.

use dioxus::prelude::*;
use truckroll_domain::AgentId;
use truckroll_domain::visits::VisitRow;
use truckroll_protocol::api::EngineerPin;
use truckroll_ui::prelude::*;

use crate::words;

const HOUR_MS: i64 = 3_600_000;
/// The strip shows from this hour of the local day, or from the present one if that is earlier …
const FIRST_HOUR: i64 = 7;
/// … to this one, or an hour past the present one if that is later.
const LAST_HOUR: i64 = 21;
/// Engineers shown at most; the busiest matter.
const MOST: usize = 80;

/// Where the selected visit would lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ghost {
    /// On whose line.
    pub agent: AgentId,
    /// Start, ms UTC.
    pub from: i64,
    /// End, ms UTC.
    pub to: i64,
}

/// A block on a line, in percent of the strip.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Span {
    left: f64,
    width: f64,
}

/// The part of `from..to` that lies in `start..end`.
fn span(start: i64, end: i64, from: i64, to: i64) -> Option<Span> {
    let (from, to) = (from.max(start), to.max(from.saturating_add(HOUR_MS / 4)).min(end));
    if from >= to {
        return None;
    }
    let whole = (end - start).max(1) as f64;
    Some(Span { left: (from - start) as f64 * 100.0 / whole, width: (to - from) as f64 * 100.0 / whole })
}

/// When a visit keeps its engineer busy: what happened, else what is promised.
fn busy(row: &VisitRow, now_ms: i64) -> Option<(i64, i64)> {
    let from = row.departed_at.or(row.arrived_at).or(row.window_from)?;
    let long = row.duration_min.unwrap_or(60).saturating_mul(60_000);
    let to = match (row.completed_at, row.arrived_at) {
        (Some(done), _) => done,
        (None, Some(arrived)) => arrived.saturating_add(long).max(now_ms),
        (None, None) => from.saturating_add(long),
    };
    Some((from, to))
}

/// The strip.
#[component]
pub fn Timeline(
    active: Vec<VisitRow>,
    engineers: Vec<EngineerPin>,
    ghost: Option<Ghost>,
    selected: Option<String>,
    on_select: EventHandler<String>,
    on_drop: EventHandler<(String, AgentId)>,
) -> Element {
    let format = use_format();
    let Some(midnight) = format.start_of_day(format.now_ms, 0) else { return rsx! {} };
    let hour = (format.now_ms - midnight) / HOUR_MS;
    let first = FIRST_HOUR.min(hour);
    let last = LAST_HOUR.max(hour + 1);
    let (start, end) = (midnight + first * HOUR_MS, midnight + last * HOUR_MS);
    let marks: Vec<(i64, f64)> = (first..last)
        .filter(|hour| (hour - first) % 2 == 0)
        .map(|hour| (hour, (hour - first) as f64 * 100.0 / (last - first) as f64))
        .collect();
    let now = span(start, end, format.now_ms, format.now_ms).map(|s| s.left);
    let mut lines: Vec<(EngineerPin, Vec<VisitRow>)> = engineers
        .into_iter()
        .map(|engineer| {
            let id = engineer.agent.to_string();
            let own = active.iter().filter(|row| row.assignee.as_ref() == Some(&id)).cloned().collect();
            (engineer, own)
        })
        .filter(|(engineer, own): &(EngineerPin, Vec<VisitRow>)| {
            !own.is_empty() || ghost.is_some_and(|g| g.agent == engineer.agent)
        })
        .collect();
    lines.sort_by_key(|(engineer, own)| {
        (ghost.is_none_or(|g| g.agent != engineer.agent), std::cmp::Reverse(own.len()), engineer.name.clone())
    });
    lines.truncate(MOST);
    rsx! {
        section { class: "dk-timeline", aria_label: tr("dispatch-timeline"),
            div { class: "dk-timeline-hours", aria_hidden: "true",
                for (hour, left) in marks.iter() {
                    span { key: "{hour}", class: "dk-hour tr-figures", left: "{left:.2}%", "{hour:02}" }
                }
            }
            if lines.is_empty() {
                p { class: "dk-quiet dk-timeline-empty", {tr("dispatch-timeline-empty")} }
            }
            ul { class: "dk-timeline-lines",
                li { class: "dk-timeline-grid", role: "presentation", aria_hidden: "true",
                    for (hour, left) in marks.iter() {
                        span { key: "{hour}", class: "dk-hour-line", left: "{left:.2}%" }
                    }
                    if let Some(now) = now {
                        span { class: "dk-now", left: "{now:.2}%" }
                    }
                }
                for (engineer, own) in lines {
                    TimelineLine {
                        key: "{engineer.agent}",
                        ghost: ghost.filter(|g| g.agent == engineer.agent).and_then(|g| span(start, end, g.from, g.to)),
                        engineer,
                        blocks: own
                            .into_iter()
                            .filter_map(|row| {
                                let (from, to) = busy(&row, format.now_ms)?;
                                Some((span(start, end, from, to)?, row))
                            })
                            .collect::<Vec<_>>(),
                        selected: selected.clone(),
                        on_select,
                        on_drop,
                    }
                }
            }
        }
    }
}

#[component]
fn TimelineLine(
    engineer: EngineerPin,
    blocks: Vec<(Span, VisitRow)>,
    ghost: Option<Span>,
    selected: Option<String>,
    on_select: EventHandler<String>,
    on_drop: EventHandler<(String, AgentId)>,
) -> Element {
    let format = use_format();
    let mut over = use_signal(|| false);
    let agent = engineer.agent;
    rsx! {
        li {
            class: if over() { "dk-timeline-line dk-drop-over" } else { "dk-timeline-line" },
            ondragover: move |event| {
                event.prevent_default();
                over.set(true);
            },
            ondragleave: move |_| over.set(false),
            ondrop: move |event| {
                event.prevent_default();
                over.set(false);
                if let Some(card) = event.data_transfer().get_data("text/plain") {
                    on_drop.call((card, agent));
                }
            },
            span { class: "dk-timeline-name", "{engineer.name}" }
            div { class: "dk-timeline-track",
                for (place, row) in blocks {
                    button {
                        key: "{row.id}",
                        class: if selected.as_ref() == Some(&row.id) {
                            "dk-block dk-block-selected {words::visit_tone(&row.state).class()}"
                        } else {
                            "dk-block {words::visit_tone(&row.state).class()}"
                        },
                        r#type: "button",
                        left: "{place.left:.2}%",
                        width: "{place.width:.2}%",
                        title: block_words(&row, &format),
                        aria_label: block_words(&row, &format),
                        onclick: {
                            let id = row.id.clone();
                            move |_| on_select.call(id.clone())
                        },
                        if let Some(shape) = words::visit_tone(&row.state).shape() {
                            ShapeMark { shape, size: 10 }
                        }
                        span { class: "dk-block-words", "{row.title}" }
                    }
                }
                if let Some(ghost) = ghost {
                    span { class: "dk-ghost", left: "{ghost.left:.2}%", width: "{ghost.width:.2}%" }
                }
            }
        }
    }
}

fn block_words(row: &VisitRow, format: &Format) -> String {
    let window = words::window(format, row.window_from, row.window_to).unwrap_or_default();
    format!("{}, {} {window}", words::visit_line(row), words::visit_word(&row.state))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_block_is_cut_at_the_edges_of_the_day() {
        assert_eq!(span(0, 100, -50, 50).map(|s| s.left), Some(0.0));
        assert_eq!(span(0, 100, 120, 150), None);
        let short = span(0, 10 * HOUR_MS, HOUR_MS, HOUR_MS).expect("seen for a quarter of an hour");
        assert!((short.width - 2.5).abs() < 0.01, "{short:?}");
    }

    #[test]
    fn the_engineer_looked_at_gets_a_line_of_his_own() {
        let board = sample::board();
        let free = board.engineers[1].clone();
        let html = sample::render(Locale::En, move || {
            rsx! {
                Timeline {
                    active: board.active.clone(),
                    engineers: board.engineers.clone(),
                    ghost: Some(Ghost { agent: free.agent, from: sample::NOW_MS, to: sample::NOW_MS + HOUR_MS }),
                    selected: None,
                    on_select: |_: String| {},
                    on_drop: |_: (String, AgentId)| {},
                }
            }
        });
        assert!(html.contains("dk-ghost") && html.contains("Li Na"), "{html}");
        assert!(html.contains("Boiler leaks"), "{html}");
    }
}
