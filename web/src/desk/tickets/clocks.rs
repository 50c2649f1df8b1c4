//! Service levels of a ticket (TKT-65): its clocks with what is left, how that was counted, and what the list shows of them.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::Timestamp;
use truckroll_domain::sla::{Colour, State, Target};
use truckroll_domain::tickets::Priority;
use truckroll_domain::time::MINUTE_MS;
use truckroll_protocol::api::sla::{ClockLine, ClockNow, ClockRow, TicketClocks};
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::{Section, Waiting};
use crate::live::of_document;
use crate::words;

/// The topic of clocks that show something else.
pub const TOPIC: &str = "ticket_clocks";

/// What lists show, by ticket.
pub type ClockRows = BTreeMap<String, ClockRow>;

/// Asks for the clocks of the tickets that a list shows, again whenever they change.
pub fn use_clock_rows(tickets: impl Fn() -> Vec<String> + 'static) -> Live<ClockRows> {
    use_live(
        || vec!["tickets".to_owned(), TOPIC.to_owned()],
        move || {
            let ids = tickets();
            async move {
                let rows = api::sla::rows(&ids).await?;
                api::Answer::Ok(rows.into_iter().map(|row| (row.ticket.to_string(), row)).collect())
            }
        },
    )
}

fn tone(colour: Colour) -> Tone {
    match colour {
        Colour::Green => Tone::Done,
        Colour::Amber => Tone::Paused,
        Colour::Red => Tone::Alert,
    }
}

fn target_word(target: Target) -> String {
    tr(&format!("sla-target-{}", target.word().replace('_', "-")))
}

/// What a list shows of a ticket: which promise, its state in words, and when its time runs out.
#[component]
pub fn ClockCell(row: Option<ClockRow>) -> Element {
    let format = use_format();
    let Some(row) = row else { return rsx! { span { class: "dk-cell dk-cell-due" } } };
    let colour = row.colour(Timestamp(format.now_ms));
    let word = match (colour, row.state) {
        (Colour::Red, _) => "sla-late",
        (_, State::Paused) => "sla-paused",
        (Colour::Amber, _) => "sla-soon",
        (Colour::Green, _) => "sla-in-time",
    };
    let when = row.due_at.map(|due| format.moment(due.ms())).unwrap_or_default();
    let told = tr!("sla-cell", target = target_word(row.target), state = tr(word), due = when.clone());
    rsx! {
        span { class: "dk-cell dk-cell-due tr-figures", title: told.clone(),
            span { class: "tr-sr", "{told}" }
            span { aria_hidden: "true",
                Badge { tone: tone(colour), label: if when.is_empty() { tr(word) } else { when }, kind: BadgeKind::Plain }
            }
        }
    }
}

/// The clocks of a ticket.
#[component]
pub fn ClocksPane(id: String) -> Element {
    let topics_id = id.clone();
    let format = use_format();
    // what is left of service time is asked again every minute
    let mut minute = use_signal(|| 0);
    let now = format.now_ms / MINUTE_MS;
    use_effect(use_reactive!(|now| minute.set(now)));
    let read = use_live(
        move || [of_document(&topics_id), vec![TOPIC.to_owned()]].concat(),
        move || {
            let _ = minute();
            let id = id.clone();
            async move { api::sla::clocks(&id).await }
        },
    );
    match read.value() {
        // a ticket to which nothing was promised says nothing about it
        Some(clocks) if clocks.clocks.is_empty() => rsx! {},
        Some(clocks) => rsx! { Clocks { clocks } },
        None => rsx! { Section { title: tr("sla-title"), Waiting { read, rows: 3 } } },
    }
}

/// The clocks as they were read.
#[component]
pub fn Clocks(clocks: TicketClocks) -> Element {
    rsx! {
        Section { title: tr("sla-title"),
            if let Some(policy) = clocks.policy.clone() {
                p { class: "dk-quiet", {tr!("sla-by-policy", policy = policy)} }
            }
            ul { class: "dk-plain-list dk-clocks",
                for clock in clocks.clocks {
                    li { key: "{clock.target.word()}", Clock { clock } }
                }
            }
        }
    }
}

#[component]
fn Clock(clock: ClockNow) -> Element {
    let format = use_format();
    let left = clock.limit_ms - clock.used_ms;
    let state = match (clock.state, clock.colour) {
        (State::Stopped, Colour::Red) => "sla-met-late",
        (State::Stopped, _) => "sla-met",
        (_, Colour::Red) => "sla-late",
        (State::Paused, _) => "sla-paused",
        (_, Colour::Amber) => "sla-soon",
        _ => "sla-in-time",
    };
    let rest = match clock.state {
        State::Stopped => {
            tr!("sla-used", used = format.duration(clock.used_ms), limit = format.duration(clock.limit_ms))
        }
        _ if left < 0 => tr!("sla-over", time = format.duration(-left)),
        _ => tr!("sla-left", time = format.duration(left)),
    };
    let due = clock.due_at.filter(|_| clock.state == State::Running || clock.missed_at.is_some());
    let lines: Vec<ClockLine> = clock.lines.iter().filter(|line| line.to > line.from).cloned().collect();
    rsx! {
        div { class: "dk-clock",
            div { class: "dk-clock-head",
                span { class: "dk-cell-title", {target_word(clock.target)} }
                Badge { tone: tone(clock.colour), label: tr(state), kind: BadgeKind::Soft }
            }
            p { class: "tr-figures",
                "{rest}"
                if let Some(due) = due {
                    span { class: "dk-quiet",
                        " · "
                        {tr!(if clock.missed_at.is_some() { "sla-was-due" } else { "sla-due" }, moment = format.moment(due.ms()))}
                    }
                }
            }
            details { class: "dk-clock-why",
                summary { {tr("sla-why")} }
                ol { class: "dk-plain-list",
                    for (n, line) in lines.into_iter().enumerate() {
                        li { key: "{n}", Explained { line } }
                    }
                }
            }
        }
    }
}

/// What began a stretch, in words.
fn began(line: &ClockLine) -> String {
    match line.began.as_str() {
        "status" => tr!("sla-began-status", status = words::ticket_word(&line.with)),
        "priority" => {
            let priority = Priority::ALL.into_iter().find(|priority| priority.word() == line.with).unwrap_or_default();
            tr!("sla-began-priority", priority = words::priority_word(priority))
        }
        "policy" => tr!("sla-began-policy", policy = line.with.clone()),
        "no_policy" => tr("sla-began-no-policy"),
        "answered" => tr("sla-began-answered"),
        _ => tr("sla-began-created"),
    }
}

#[component]
fn Explained(line: ClockLine) -> Element {
    let format = use_format();
    let why = match line.why.as_str() {
        "running" if line.calendar.is_empty() => tr!("sla-counts-always", time = format.duration(line.counted_ms)),
        "running" => {
            tr!("sla-counts-by", time = format.duration(line.counted_ms), calendar = line.calendar.clone())
        }
        "paused" => tr!("sla-why-paused", status = words::ticket_word(&line.status)),
        "solved" => tr("sla-why-solved"),
        "answered" => tr("sla-why-answered"),
        _ => tr("sla-why-no-terms"),
    };
    let sum = line
        .limit_ms
        .map(|limit| tr!("sla-used", used = format.duration(line.used_ms), limit = format.duration(limit)));
    rsx! {
        div { class: "dk-clock-line",
            span { class: "dk-quiet tr-figures", {tr!("sla-span", from = format.moment(line.from.ms()), to = format.moment(line.to.ms()))} }
            span { {began(&line)} }
            span { "{why}" }
            if let Some(sum) = sum {
                span { class: "dk-quiet tr-figures", "{sum}" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::TicketId;

    use super::*;
    use crate::sample;

    fn line(why: &str) -> ClockLine {
        ClockLine {
            began: "status".into(),
            with: "awaiting_response".into(),
            from: Timestamp(0),
            to: Timestamp(20 * MINUTE_MS),
            why: why.into(),
            status: "awaiting_response".into(),
            calendar: "Office".into(),
            priority: Priority::Normal,
            counted_ms: 0,
            used_ms: 10 * MINUTE_MS,
            limit_ms: Some(30 * MINUTE_MS),
        }
    }

    #[test]
    fn clocks_say_state_rest_and_why_in_both_languages() {
        let clock = |target, state, colour, used_min| ClockNow {
            target,
            state,
            colour,
            used_ms: used_min * MINUTE_MS,
            limit_ms: 30 * MINUTE_MS,
            due_at: Some(Timestamp(30 * MINUTE_MS)),
            missed_at: (colour == Colour::Red).then_some(Timestamp(30 * MINUTE_MS)),
            stopped_at: None,
            lines: ["running", "paused", "solved", "answered", "no_terms"].map(line).to_vec(),
        };
        let clocks = TicketClocks {
            at: Timestamp(0),
            policy: Some("Lifts".into()),
            clocks: vec![
                clock(Target::FirstResponse, State::Stopped, Colour::Green, 10),
                clock(Target::SecondResponse, State::Running, Colour::Amber, 26),
                clock(Target::Resolution, State::Running, Colour::Red, 40),
            ],
        };
        for locale in Locale::ALL {
            let shown = clocks.clone();
            let html = sample::render(locale, move || rsx! { Clocks { clocks: shown.clone() } });
            assert!(html.contains("Lifts") && html.contains("Office") && !html.contains(">sla-"), "{html}");
        }
        let html = sample::render(Locale::En, move || rsx! { Clocks { clocks: clocks.clone() } });
        for said in ["4 min left", "10 min over", "Met", "Late"] {
            assert!(html.contains(said), "{said}: {html}");
        }
    }

    #[test]
    fn a_list_says_the_state_in_words_too() {
        let row = ClockRow {
            ticket: TicketId::from_parts(1, [1; 10]),
            target: Target::Resolution,
            state: State::Running,
            due_at: Some(Timestamp(MINUTE_MS)),
            amber_at: None,
            missed_at: Some(Timestamp(MINUTE_MS)),
        };
        let html = sample::render(Locale::En, move || rsx! { ClockCell { row: row.clone() } });
        assert!(html.contains("Solution: Late"), "{html}");
    }
}
