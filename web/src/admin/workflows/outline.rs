//! The workflow as a list: every node in reading order with the ways that leave it. The way of a screen reader, and of whoever
//! would rather read than look.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use super::order::reading;
use super::said;
use super::work::{Picked, Work};

/// The list.
#[component]
pub fn Outline(work: Work) -> Element {
    let workflow = work.workflow();
    let subjects = work.subjects();
    let faults = work.faults();
    let wrong = |key: &str| faults.iter().any(|fault| fault.on == key);
    rsx! {
        div { class: "dk-flow-outline",
            ol { aria_label: tr("flow-outline"),
                for node in reading(&workflow) {
                    li { key: "{node.key}",
                        button {
                            class: "dk-flow-outline-node",
                            r#type: "button",
                            aria_pressed: if work.is_picked(&Picked::Node(node.key.clone())) { "true" } else { "false" },
                            onclick: {
                                let key = node.key.clone();
                                move |_| work.open(Picked::Node(key.clone()))
                            },
                            span { class: "dk-flow-outline-title", {said::title(node)} }
                            Badge { tone: Tone::Neutral, label: said::kind(&node.kind), kind: BadgeKind::Plain }
                            span { class: "dk-quiet", {said::below(node)} }
                            if wrong(&node.key) {
                                Badge { tone: Tone::Alert, label: tr("flow-wrong"), kind: BadgeKind::Plain }
                            }
                        }
                        ul { class: "dk-plain-list",
                            for link in workflow.leaving(&node.key) {
                                li { key: "{link.key}",
                                    button {
                                        class: "dk-flow-outline-link",
                                        r#type: "button",
                                        aria_pressed: if work.is_picked(&Picked::Link(link.key.clone())) { "true" } else { "false" },
                                        onclick: {
                                            let key = link.key.clone();
                                            move |_| work.open(Picked::Link(key.clone()))
                                        },
                                        Glyph { icon: Icon::ArrowRight, size: 16, label: tr("flow-leads-to") }
                                        span { {said::title_of(&workflow, &link.to)} }
                                        span { class: "dk-quiet", {said::link(link, &workflow, &subjects)} }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
