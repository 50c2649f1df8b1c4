//! What is wrong with the drawing, each a button that leads there; and publishing where nothing is.

use dioxus::prelude::*;
use truckroll_domain::workflows::Fault;
use truckroll_ui::prelude::*;

use super::said;
use super::work::{Picked, Work};

/// Leads to what a fault is about.
fn jump(work: Work, fault: &Fault) {
    let workflow = work.workflow();
    if workflow.node(&fault.on).is_some() {
        work.show(&fault.on);
        work.open(Picked::Node(fault.on.clone()));
    } else if let Some(link) = workflow.links.iter().find(|link| link.key == fault.on) {
        work.show(&link.from);
        work.open(Picked::Link(link.key.clone()));
    } else {
        work.open(Picked::Whole);
    }
}

/// The list.
#[component]
pub fn FaultList(work: Work, on_publish: EventHandler<()>) -> Element {
    let workflow = work.workflow();
    let faults = work.faults();
    rsx! {
        div { role: "status",
            if faults.is_empty() {
                p { class: "dk-flow-right", Glyph { icon: Icon::CircleCheck }, span { {tr("flow-no-faults")} } }
            } else {
                p { class: "dk-quiet", {tr!("flow-faults-count", count = faults.len())} }
            }
        }
        if faults.is_empty() {
            div { class: "tr-actions",
                Button { label: tr("flow-publish"), icon: Icon::Send, on_press: move |_| on_publish.call(()) }
            }
        }
        ul { class: "dk-plain-list dk-flow-faults", aria_label: tr("flow-faults"),
            for (index, fault) in faults.into_iter().enumerate() {
                li { key: "{index}",
                    button {
                        class: "dk-flow-fault",
                        r#type: "button",
                        onclick: {
                            let fault = fault.clone();
                            move |_| jump(work, &fault)
                        },
                        Glyph { icon: Icon::Warning, size: 16 }
                        span { class: "dk-flow-way-words",
                            span { class: "dk-flow-fault-about", {said::fault(&fault, &workflow).0} }
                            span { {said::fault(&fault, &workflow).1} }
                        }
                    }
                }
            }
        }
    }
}
