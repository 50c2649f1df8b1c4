//! Service levels of a ticket (APP-16): what was promised, how much is left, in the colours of a traffic light with a word.

use dioxus::prelude::*;
use truckroll_domain::Timestamp;
use truckroll_domain::sla::{Colour, State};
use truckroll_replica::ask::Clock;
use truckroll_ui::prelude::*;

/// Shape and word of a clock at `now`.
fn state(clock: &Clock, now: i64) -> (Tone, &'static str) {
    match (clock.state, clock.colour(Timestamp(now))) {
        (State::Stopped, Colour::Red) => (Tone::Alert, "eng-sla-met-late"),
        (State::Stopped, _) => (Tone::Done, "eng-sla-met"),
        (_, Colour::Red) => (Tone::Alert, "eng-sla-late"),
        (State::Paused, Colour::Amber) => (Tone::Paused, "eng-sla-paused"),
        (State::Paused, _) => (Tone::Done, "eng-sla-paused"),
        (_, Colour::Amber) => (Tone::Paused, "eng-sla-soon"),
        _ => (Tone::Done, "eng-sla-in-time"),
    }
}

fn target(clock: &Clock) -> String {
    tr(&format!("eng-sla-{}", clock.target.word().replace('_', "-")))
}

/// What a list shows: state and, while it counts, when the time runs out.
#[component]
pub fn ClockBadge(clock: Clock) -> Element {
    let format = use_format();
    let (tone, word) = state(&clock, format.now_ms);
    let due = clock.due_at.map(|due| format.moment(due.ms())).unwrap_or_default();
    let label = if due.is_empty() { tr(word) } else { due.clone() };
    rsx! {
        span { class: "tr-figures",
            span { class: "tr-sr", {tr!("eng-sla-told", target = target(&clock), state = tr(word), due = due)} }
            span { aria_hidden: "true", Badge { tone, label, kind: BadgeKind::Plain } }
        }
    }
}

/// The clocks of a ticket.
#[component]
pub fn Clocks(clocks: Vec<Clock>) -> Element {
    let format = use_format();
    if clocks.is_empty() {
        return rsx! {};
    }
    rsx! {
        crate::shell::Section { title: tr("eng-sla"),
            ul { class: "tr-stack",
                for clock in clocks {
                    li { key: "{clock.target.word()}",
                        p { class: "flex flex-wrap items-center gap-2",
                            span { class: "flex-1", {target(&clock)} }
                            Badge { tone: state(&clock, format.now_ms).0, label: tr(state(&clock, format.now_ms).1) }
                        }
                        p { class: "tr-small tr-muted tr-figures", {rest(&clock, &format)} }
                    }
                }
            }
        }
    }
}

/// How much is left, and when it runs out.
fn rest(clock: &Clock, format: &Format) -> String {
    let left = match clock.left_ms {
        _ if clock.state == State::Stopped => {
            let used = format.duration(clock.limit_ms - clock.left_ms);
            tr!("eng-sla-used", used = used, limit = format.duration(clock.limit_ms))
        }
        over if over < 0 => tr!("eng-sla-over", time = format.duration(-over)),
        left => tr!("eng-sla-left", time = format.duration(left)),
    };
    let due = clock.due_at.filter(|_| clock.state == State::Running);
    match due {
        Some(due) => [left, tr!("eng-sla-due", time = format.moment(due.ms()))].join(" · "),
        None => left,
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::sla::Target;
    use truckroll_domain::time::MINUTE_MS;

    use super::*;
    use crate::sample;

    fn clock(state: State, left: i64) -> Clock {
        let at = |minutes: i64| Some(Timestamp(minutes * MINUTE_MS));
        Clock {
            target: Target::Resolution,
            state,
            left_ms: left * MINUTE_MS,
            limit_ms: 120 * MINUTE_MS,
            due_at: if state == State::Running { at(left) } else { None },
            amber_at: if state == State::Stopped { None } else { at(left - 24) },
            missed_at: if left < 0 { at(left) } else { None },
        }
    }

    #[component]
    fn Page(clocks: Vec<Clock>) -> Element {
        use_ui_provider(Locale::En, 0, 0);
        let first = clocks.first().cloned();
        rsx! {
            Clocks { clocks }
            if let Some(clock) = first {
                ClockBadge { clock }
            }
        }
    }

    #[test]
    fn a_clock_says_in_words_and_colour_how_much_is_left() {
        for (of, left, tone, word) in [
            (State::Running, 90, "done", "1 h 30 min left"),
            (State::Running, 20, "paused", "soon due"),
            (State::Running, -30, "alert", "30 min over"),
            (State::Paused, 90, "done", "paused"),
            (State::Stopped, 60, "done", "1 h of 2 h used"),
            (State::Stopped, -10, "alert", "met late"),
        ] {
            let html = sample::render(Page, PageProps { clocks: vec![clock(of, left)] });
            assert!(html.contains(word) && html.contains(&format!("tr-tone-{tone}")), "{of:?} {left} {word}: {html}");
            assert!(html.contains("Solution"), "{html}");
        }
        assert_eq!(sample::render(Page, PageProps { clocks: Vec::new() }).matches("<li").count(), 0);
    }
}
