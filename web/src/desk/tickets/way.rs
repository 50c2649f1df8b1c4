//! A ticket's way through its workflow: what it went through, where it is and for how long, where it goes; sending it on, and back.

use dioxus::prelude::*;
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::{LineId, TicketId};
use truckroll_protocol::api::{FlowNow, FlowStep};
use truckroll_ui::prelude::*;

use super::page::use_ticket_command;
use crate::api;
use crate::desk::trouble::{Failed, Section};
use crate::words;

/// The way. `edits`: the reader may change the ticket.
#[component]
pub fn FlowPane(id: TicketId, flow: FlowNow, edits: bool) -> Element {
    let mut returning = use_signal(|| false);
    let send = use_ticket_command(|()| ());
    let missing: Vec<String> = flow.missing.iter().map(|key| words::member(key)).collect();
    let from = flow.node.clone();
    let ready = edits && flow.mine;
    // the values of a field: whoever writes the field sends it on
    let of_field = !flow.field.is_empty();
    let title = if of_field {
        let known = if flow.name.is_empty() { words::member(&flow.field) } else { flow.name.clone() };
        tr!("way-field-title", name = known)
    } else {
        tr!("way-title", name = flow.name.clone(), version = flow.version)
    };
    let together = |step: &FlowStep| {
        let all =
            flow.steps.iter().filter(|other| other.place.node == step.place.node).filter_map(|other| other.used_ms);
        (all.clone().count() > 1 && step.here).then(|| all.sum::<i64>())
    };
    rsx! {
        Section { title,
            ol { class: "dk-ways", aria_label: tr("way-steps"),
                for (index, step) in flow.steps.iter().cloned().enumerate() {
                    StepLine { key: "{index}", together: together(&step), step }
                }
            }
            Failed { failure: send.failure() }
            if !missing.is_empty() && ready {
                p { class: "dk-quiet", {tr!("way-missing", fields = missing.join(&tr("refusal-joint")))} }
            }
            if edits && !flow.mine && !of_field {
                p { class: "dk-quiet", {tr("way-not-yours")} }
            }
            div { class: "tr-actions",
                if let Some(next) = flow.next.clone().filter(|_| ready) {
                    Button {
                        label: tr!("way-on", title = next.title.clone()),
                        icon: Icon::ArrowRight,
                        busy: send.busy(),
                        disabled: !missing.is_empty(),
                        on_press: move |_| {
                            let fact = api::fresh(LineId::from_parts);
                            let command = TicketCommand::Advance {
                                fact,
                                from: from.clone(),
                                to: next.node.clone(),
                                title: next.title.clone(),
                            };
                            send.run((id, command));
                        },
                    }
                }
                if edits && !flow.returns.is_empty() {
                    Button {
                        label: tr("way-back"),
                        icon: Icon::Undo,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| returning.set(true),
                    }
                }
            }
            if returning() {
                ReturnDialog { id, flow: flow.clone(), on_close: move |()| returning.set(false) }
            }
        }
    }
}

/// One step: where, since when or by whom, and the time used; that of all stays there `together` where there were several.
#[component]
fn StepLine(step: FlowStep, together: Option<i64>) -> Element {
    let format = use_format();
    let (class, said) = match (step.here, step.at) {
        (true, _) => ("dk-way-step dk-way-here", "way-here"),
        (false, Some(_)) => ("dk-way-step dk-way-gone", "way-gone"),
        (false, None) => ("dk-way-step", "way-ahead"),
    };
    let used = step.used_ms.map(|used| match step.limit_ms {
        Some(limit) => tr!("way-used-of", used = format.duration(used), limit = format.duration(limit)),
        None => tr!("way-used", used = format.duration(used)),
    });
    rsx! {
        li { class, aria_current: step.here.then_some("step"),
            span { class: "dk-way-mark", aria_hidden: "true",
                if step.at.is_some() && !step.here {
                    Glyph { icon: Icon::Check, size: 12 }
                }
            }
            span { class: "dk-way-title", "{step.place.title}" span { class: "tr-sr", ", " {tr(said)} } }
            if let Some(at) = step.at {
                span { class: "dk-quiet",
                    {format.moment(at.ms())}
                    if step.back {
                        " · " {tr("way-was-sent-back")}
                    }
                    if !step.by.is_empty() {
                        " · {step.by}"
                    }
                }
            }
            if let Some(used) = used {
                span { class: "dk-quiet tr-figures",
                    "{used}"
                    if let Some(together) = together {
                        " · " {tr!("way-used-together", used = format.duration(together))}
                    }
                }
            }
            if step.overdue {
                Badge { tone: Tone::Alert, label: tr("way-overdue"), kind: BadgeKind::Plain }
            }
        }
    }
}

/// Asks where to and why.
#[component]
fn ReturnDialog(id: TicketId, flow: FlowNow, on_close: EventHandler<()>) -> Element {
    let mut to = use_signal(|| flow.returns.first().map(|place| place.node.clone()).unwrap_or_default());
    let mut reason = use_signal(String::new);
    let mut tried = use_signal(|| false);
    let send = use_ticket_command(move |()| on_close.call(()));
    let places: Vec<Choice> =
        flow.returns.iter().map(|place| Choice::new(place.node.clone(), place.title.clone())).collect();
    let from = flow.node.clone();
    let missing = tried() && reason.read().trim().is_empty();
    rsx! {
        Dialog {
            open: true,
            title: tr("way-back"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("way-back-verb"),
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    on_press: move |_| {
                        tried.set(true);
                        let reason = reason.peek().trim().to_owned();
                        if !reason.is_empty() {
                            let command = TicketCommand::ReturnTo {
                                fact: api::fresh(LineId::from_parts),
                                from: from.clone(),
                                to: to.peek().clone(),
                                reason,
                                title: String::new(),
                                values: Box::default(),
                            };
                            send.run((id, command));
                        }
                    },
                }
            },
            div { class: "dk-form",
                Failed { failure: send.failure() }
                p { {tr("way-back-text")} }
                SelectField { label: tr("way-back-to"), value: to(), options: places, on_change: move |node| to.set(node) }
                TextAreaField {
                    label: tr("way-reason"),
                    value: reason(),
                    required: true,
                    max_length: 2_000,
                    error: missing.then(|| tr("fields-problem-required")),
                    on_input: move |text| reason.set(text),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;
    use truckroll_protocol::api::FlowPlace;

    use super::*;
    use crate::sample;

    fn step(title: &str, at: Option<i64>, here: bool) -> FlowStep {
        FlowStep {
            place: FlowPlace { node: title.to_lowercase(), title: title.into() },
            at: at.map(|ago| Timestamp(sample::NOW_MS - ago * 60_000)),
            by: if at.is_some() { "Li Na".into() } else { String::new() },
            back: here,
            here,
            used_ms: at.map(|_| 5_400_000),
            limit_ms: here.then_some(3_600_000),
            overdue: here,
        }
    }

    fn flow(mine: bool) -> FlowNow {
        FlowNow {
            name: "Repair".into(),
            version: 2,
            field: String::new(),
            node: "repair".into(),
            steps: vec![step("Report", Some(200), false), step("Repair", Some(90), true), step("Check", None, false)],
            next: Some(FlowPlace { node: "check".into(), title: "Check".into() }),
            missing: vec!["type".into()],
            mine,
            returns: vec![FlowPlace { node: "report".into(), title: "Report".into() }],
        }
    }

    #[test]
    fn the_way_says_where_the_ticket_is_for_how_long_and_where_it_goes() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                rsx! {
                    FlowPane { id: TicketId::default(), flow: flow(true), edits: true }
                }
            });
            for words in ["Report", "Repair", "Check", "aria-current=\"step\"", "Li Na"] {
                assert!(html.contains(words), "{words}: {html}");
            }
            assert!(!html.contains("way-") || html.contains("dk-way"), "{html}");
            assert!(!html.contains(">way-"), "{html}");
            if locale == Locale::En {
                for words in ["Send on to Check", "Send back", "overdue", "1 h 30 min"] {
                    assert!(html.contains(words), "{words}: {html}");
                }
            }
        }
    }

    #[test]
    fn the_values_of_a_field_are_a_way_that_nobody_sends_it_on() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let mut flow =
                    FlowNow { next: None, missing: vec![], returns: vec![], field: "stage".into(), ..flow(false) };
                // it came back
                flow.steps = vec![
                    step("Repair", Some(200), false),
                    step("Check", Some(95), false),
                    step("Repair", Some(90), true),
                ];
                rsx! {
                    FlowPane { id: TicketId::default(), flow, edits: true }
                }
            });
            assert!(!html.contains("<button") && !html.contains(">way-"), "{html}");
            if locale == Locale::En {
                for words in ["Time at each value", "3 h", "overdue"] {
                    assert!(html.contains(words), "{words}: {html}");
                }
                assert!(!html.contains("do not take part"), "{html}");
            }
        }
    }

    #[test]
    fn who_takes_no_part_does_not_send_it_on() {
        let html = sample::render(Locale::En, || {
            rsx! {
                FlowPane { id: TicketId::default(), flow: flow(false), edits: true }
            }
        });
        assert!(!html.contains("Send on to") && html.contains("do not take part"), "{html}");
    }
}
