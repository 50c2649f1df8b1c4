//! Who should go: engineers in the order of their score, each with every part of it.
//!
//! Minutes of travel, minutes for open visits, minutes for not being available: the bar shows them, the
//! chosen engineer also in words. Cards can be dropped on a row.

use dioxus::prelude::*;
use truckroll_domain::AgentId;
use truckroll_domain::dispatch::Ranked;
use truckroll_ui::prelude::*;

use super::{scene, shown_ranks};
use crate::words;

/// The list.
#[component]
pub fn CandidateList(
    ranked: Vec<Ranked>,
    /// The chosen one.
    at: usize,
    on_pick: EventHandler<usize>,
    on_hover: EventHandler<Option<AgentId>>,
    /// A card (the visit's id) was dropped on an engineer.
    on_drop: EventHandler<(String, AgentId)>,
) -> Element {
    let shown = shown_ranks(&ranked);
    let full = shown.iter().map(|r| r.score_min).filter(|m| *m < 1_000.0).fold(30.0, f64::max);
    rsx! {
        ol { class: "dk-candidates", aria_label: tr("dispatch-candidates"),
            for (index, one) in shown.iter().cloned().enumerate() {
                Candidate {
                    key: "{one.agent}",
                    one,
                    rank: index + 1,
                    chosen: index == at,
                    full,
                    on_pick: move |()| on_pick.call(index),
                    on_hover,
                    on_drop,
                }
            }
        }
    }
}

#[component]
fn Candidate(
    one: Ranked,
    rank: usize,
    chosen: bool,
    full: f64,
    on_pick: EventHandler<()>,
    on_hover: EventHandler<Option<AgentId>>,
    on_drop: EventHandler<(String, AgentId)>,
) -> Element {
    let format = use_format();
    let mut over = use_signal(|| false);
    let agent = one.agent;
    let distance = one.distance_m.map_or_else(|| tr("dispatch-no-position"), |m| format.distance(m));
    let old = one.position.as_ref().is_none_or(|p| scene::is_old(p, format.now_ms));
    let class = if chosen { "dk-candidate dk-candidate-chosen" } else { "dk-candidate" };
    rsx! {
        li {
            class: if over() { "{class} dk-drop-over" } else { "{class}" },
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
            onmouseenter: move |_| on_hover.call(Some(agent)),
            onmouseleave: move |_| on_hover.call(None),
            button {
                class: "dk-candidate-pick",
                r#type: "button",
                aria_pressed: if chosen { "true" } else { "false" },
                onclick: move |_| on_pick.call(()),
                span { class: "dk-rank tr-figures", "{rank}" }
                span { class: "dk-candidate-words",
                    span { class: "dk-candidate-name", "{one.name}" }
                    span { class: if old { "dk-quiet dk-old" } else { "dk-quiet" }, {position_words(&one, &format)} }
                }
                span { class: "dk-candidate-way tr-figures",
                    span { "{distance}" }
                    span { class: "dk-quiet",
                        if one.distance_m.is_some() {
                            {tr!("dispatch-travel", minutes = whole(one.travel_min))}
                        }
                    }
                }
            }
            ScoreBar {
                parts: parts(&one),
                total: minutes(one.score_min),
                full,
                compact: !chosen,
            }
            if chosen || !one.missing_skills.is_empty() || !one.on_shift || !one.accepting {
                p { class: "dk-candidate-facts",
                    if let Some(free) = one.free_at {
                        span { {tr!("dispatch-free-at", time = format.clock(free.ms()))} }
                    }
                    if !one.on_shift {
                        span { class: "tr-tone-paused dk-tinted", {tr("dispatch-off-shift")} }
                    } else if !one.accepting {
                        span { class: "tr-tone-paused dk-tinted", {tr("dispatch-not-accepting")} }
                    }
                    if !one.missing_skills.is_empty() {
                        span { class: "tr-tone-alert dk-tinted",
                            {tr!("dispatch-missing-skills", skills = one.missing_skills.join(", "))}
                        }
                    }
                }
            }
        }
    }
}

/// Where the position comes from and how old it is.
fn position_words(one: &Ranked, format: &Format) -> String {
    let Some(position) = &one.position else { return tr("dispatch-no-position-known") };
    let source = words::source_word(position.source);
    match position.at {
        Some(at) => tr!("dispatch-position", source = source, age = format.age(at.ms())),
        None => source,
    }
}

fn whole(value: f64) -> i64 {
    // A day's minutes; the ranking never gives more than a few thousand.
    value.round().clamp(0.0, 100_000.0) as i64
}

fn minutes(value: f64) -> String {
    tr!("duration-minutes", minutes = whole(value))
}

fn parts(one: &Ranked) -> Vec<ScorePart> {
    let mut parts = vec![
        ScorePart::new(tr("dispatch-part-travel"), one.travel_min.round()),
        ScorePart::new(tr("dispatch-part-load"), one.load_min.round())
            .fact(tr!("dispatch-open-short", count = one.open_visits)),
    ];
    if one.unavailable_min > 0.0 {
        parts.push(ScorePart::new(tr("dispatch-part-unavailable"), one.unavailable_min.round()));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn list(locale: Locale, at: usize) -> String {
        sample::render(locale, move || {
            rsx! {
                CandidateList {
                    ranked: sample::ranked(),
                    at,
                    on_pick: |_: usize| {},
                    on_hover: |_: Option<AgentId>| {},
                    on_drop: |_: (String, AgentId)| {},
                }
            }
        })
    }

    #[test]
    fn every_part_of_the_score_is_said() {
        let html = list(Locale::En, 0);
        assert!(html.contains("3.1 km") && html.contains("Chen Wei"), "{html}");
        assert!(html.contains("+15") && html.contains("1 open"), "{html}");
        assert!(html.contains("20 s ago"), "{html}");
    }

    #[test]
    fn a_missing_skill_is_named() {
        assert!(list(Locale::En, 0).contains("lift-a"));
        assert!(list(Locale::ZhCn, 0).contains("lift-a"));
    }
}
