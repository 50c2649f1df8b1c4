//! A ticket's way through its workflow (APP-17): the node it is at, on to the next one, back to an earlier one. Going on works
//! without a network; going back is the server's to decide, who knows how the ticket was there.

use dioxus::prelude::*;
use truckroll_domain::tickets::TicketCommand;
use truckroll_replica::ask::Way;
use truckroll_ui::prelude::*;

use crate::shell::Section;
use crate::{ids, words};

/// Where the ticket is and what can be done there. `waits`: sending it back was asked for.
#[component]
pub fn WayPane(way: Way, edits: bool, waits: bool, busy: bool, on_send: EventHandler<TicketCommand>) -> Element {
    let format = use_format();
    let mut returning = use_signal(|| false);
    let acts = edits && way.known && !waits;
    let missing: Vec<String> = way.missing.iter().map(|key| words::member(key)).collect();
    let from = way.node.clone();
    rsx! {
        Section { title: tr("eng-way"),
            p { class: "flex flex-wrap items-center gap-2",
                span { class: "tr-label", "{way.title}" }
                span { class: "tr-small tr-muted", {tr!("eng-way-since", time = format.moment(way.since.ms()))} }
            }
            if waits {
                p { class: "tr-hint", role: "status", {tr("eng-way-waits")} }
            }
            if acts && !way.mine {
                p { class: "tr-hint", {tr("eng-way-not-yours")} }
            }
            if acts && way.mine && !missing.is_empty() {
                p { class: "tr-hint", {tr!("refusal-missing", fields = missing.join(&tr("refusal-joint")))} }
            }
            div { class: "tr-actions",
                if let Some((to, title)) = way.next.clone().filter(|_| acts && way.mine) {
                    Button {
                        label: tr!("eng-way-on", title = title.clone()),
                        icon: Icon::ArrowRight,
                        disabled: !missing.is_empty(),
                        busy,
                        on_press: {
                            let from = from.clone();
                            move |_| {
                                let (from, to, title) = (from.clone(), to.clone(), title.clone());
                                on_send.call(TicketCommand::Advance { fact: ids::line(), from, to, title });
                            }
                        },
                    }
                }
                if acts && !way.returns.is_empty() {
                    Button {
                        label: tr("eng-way-back"),
                        icon: Icon::Undo,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| returning.set(true),
                    }
                }
            }
            if returning() {
                Back {
                    places: way.returns.clone(),
                    on_close: move |()| returning.set(false),
                    on_back: move |(to, reason): (String, String)| {
                        returning.set(false);
                        on_send.call(TicketCommand::ReturnTo {
                            fact: ids::line(),
                            from: from.clone(),
                            to,
                            reason,
                            title: String::new(),
                            values: Box::default(),
                        });
                    },
                }
            }
        }
    }
}

/// Asks where to and why.
#[component]
fn Back(places: Vec<(String, String)>, on_close: EventHandler<()>, on_back: EventHandler<(String, String)>) -> Element {
    let first = places.first().map(|(node, _)| node.clone()).unwrap_or_default();
    let mut to = use_signal(move || first);
    let mut reason = use_signal(String::new);
    let mut tried = use_signal(|| false);
    let lacks = tried() && reason.read().trim().is_empty();
    rsx! {
        Dialog {
            open: true,
            title: tr("eng-way-back"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("eng-way-back"),
                    kind: ButtonKind::Primary,
                    on_press: move |_| {
                        tried.set(true);
                        let why = reason.peek().trim().to_owned();
                        if !why.is_empty() {
                            on_back.call((to.peek().clone(), why));
                        }
                    },
                }
            },
            div { class: "tr-stack",
                SelectField {
                    label: tr("eng-way-to"),
                    value: to(),
                    options: places.into_iter().map(|(node, title)| Choice::new(node, title)).collect::<Vec<_>>(),
                    on_change: move |node| to.set(node),
                }
                TextAreaField {
                    label: tr("eng-reason"),
                    value: reason(),
                    required: true,
                    max_length: 2_000,
                    error: lacks.then(|| tr!("field-required", label = tr("eng-reason"))),
                    on_input: move |text| reason.set(text),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;

    use super::*;
    use crate::sample;

    fn way(known: bool, mine: bool, missing: &[&str]) -> Way {
        let place = |title: &str| (title.to_lowercase(), title.to_owned());
        Way {
            node: "repair".into(),
            title: "Repair".into(),
            since: Timestamp(1),
            known,
            mine,
            missing: missing.iter().map(|key| (*key).to_owned()).collect(),
            next: known.then(|| place("Check")),
            returns: if known { vec![place("Report")] } else { Vec::new() },
        }
    }

    #[component]
    fn Page(way: Way, edits: bool, waits: bool) -> Element {
        rsx! { WayPane { way, edits, waits, busy: false, on_send: |_| {} } }
    }

    #[test]
    fn the_node_is_shown_and_going_on_is_offered_to_whom_it_is_open() {
        let show = |way, edits, waits| sample::render(Page, PageProps { way, edits, waits });
        let open = show(way(true, true, &[]), true, false);
        assert!(open.contains("Repair") && open.contains("Send on to Check") && open.contains("Send back"), "{open}");
        assert!(!open.contains("disabled"), "{open}");
        let lacks = show(way(true, true, &["type"]), true, false);
        assert!(lacks.contains("disabled"), "{lacks}");
        let others = show(way(true, false, &[]), true, false);
        assert!(!others.contains("Send on") && others.contains("others"), "{others}");
        // Without its version, without the right and while the server is asked it is only shown.
        for html in [show(way(false, false, &[]), true, false), show(way(true, true, &[]), false, false)] {
            assert!(html.contains("Repair") && !html.contains("<button"), "{html}");
        }
        let waits = show(way(true, true, &[]), true, true);
        assert!(waits.contains("waits for the server") && !waits.contains("<button"), "{waits}");
    }
}
