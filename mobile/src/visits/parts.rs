//! Parts used: name, number, and a quantity that a gloved thumb can step.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::LineId;
use truckroll_domain::visits::{Part, VisitCommand};
use truckroll_ui::prelude::*;

use super::state::Work;
use crate::ids;
use crate::shell::Section;

/// Longest name or number, characters.
const MAX_NAME: u32 = 500;
const MOST: i64 = 1_000_000;

/// The list, with steppers while the work is open, and the form for another part.
#[component]
pub fn Parts(parts: BTreeMap<LineId, Part>, open: bool, work: Work) -> Element {
    let mut adding = use_signal(|| false);
    if parts.is_empty() && !open {
        return rsx! {};
    }
    rsx! {
        Section {
            title: tr("eng-parts"),
            id: "parts",
            trail: (open && !adding()).then(|| rsx! {
                Button {
                    label: tr("eng-part-add"),
                    icon: Icon::Plus,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| adding.set(true),
                }
            }),
            if !parts.is_empty() {
                ul { class: "tr-stack",
                    for (id , part) in parts {
                        li { key: "{id}", Line { id, part, open, work } }
                    }
                }
            }
            if adding() {
                NewPart {
                    on_add: move |line: Part| {
                        adding.set(false);
                        if let Some(assignment) = work.assignment {
                            work.save(VisitCommand::SetPart { assignment, part: ids::line(), line });
                        }
                    },
                    on_close: move |()| adding.set(false),
                }
            }
        }
    }
}

#[component]
fn Line(id: LineId, part: Part, open: bool, work: Work) -> Element {
    let set = {
        let part = part.clone();
        move |quantity: i64| {
            let Some(assignment) = work.assignment else { return };
            if quantity < 1 {
                work.save(VisitCommand::RemovePart { assignment, part: id });
            } else {
                let line = Part { quantity: quantity.min(MOST), ..part.clone() };
                work.save(VisitCommand::SetPart { assignment, part: id, line });
            }
        }
    };
    let quantity = part.quantity;
    let (fewer, more) = (set.clone(), set);
    rsx! {
        div { class: "flex items-center gap-2",
            span { class: "flex-1 min-w-0",
                span { class: "block", "{part.name}" }
                if !part.part_number.is_empty() {
                    span { class: "block tr-small tr-muted", "{part.part_number}" }
                }
            }
            if open {
                Button {
                    label: if quantity > 1 { tr!("eng-part-fewer", name = part.name.clone()) } else { tr!("eng-part-remove", name = part.name.clone()) },
                    icon: if quantity > 1 { Icon::Minus } else { Icon::Trash },
                    icon_only: true,
                    on_press: move |_| fewer(quantity - 1),
                }
                span { class: "tr-figures min-w-8 text-center", aria_live: "polite", "{quantity}" }
                Button {
                    label: tr!("eng-part-more", name = part.name.clone()),
                    icon: Icon::Plus,
                    icon_only: true,
                    on_press: move |_| more(quantity + 1),
                }
            } else {
                span { class: "tr-figures", "{quantity} ×" }
            }
        }
    }
}

#[component]
fn NewPart(on_add: EventHandler<Part>, on_close: EventHandler<()>) -> Element {
    let mut name = use_signal(String::new);
    let mut part_number = use_signal(String::new);
    let mut quantity = use_signal(|| Some(1.0));
    let mut wrong = use_signal(|| false);
    let mut add = move || {
        #[expect(clippy::cast_possible_truncation, reason = "the field takes whole numbers within the limits")]
        let count = quantity.peek().unwrap_or_default() as i64;
        if name.peek().trim().is_empty() || count < 1 {
            wrong.set(true);
            return;
        }
        on_add.call(Part {
            name: name.peek().trim().to_owned(),
            part_number: part_number.peek().trim().to_owned(),
            quantity: count.min(MOST),
        });
    };
    let nameless = wrong() && name.read().trim().is_empty();
    let countless = wrong() && quantity.read().is_none_or(|q| q < 1.0);
    rsx! {
        form {
            class: "tr-stack",
            onsubmit: move |event| {
                event.prevent_default();
                add();
            },
            TextField {
                label: tr("eng-part-name"),
                value: name(),
                required: true,
                max_length: MAX_NAME,
                error: nameless.then(|| tr!("field-required", label = tr("eng-part-name"))),
                on_input: move |text| name.set(text),
            }
            TextField {
                label: tr("eng-part-number"),
                value: part_number(),
                max_length: MAX_NAME,
                on_input: move |text| part_number.set(text),
            }
            NumberField {
                label: tr("eng-part-quantity"),
                value: quantity(),
                min: 1.0,
                error: countless.then(|| tr!("field-required", label = tr("eng-part-quantity"))),
                on_input: move |value| quantity.set(value),
            }
            div { class: "tr-actions",
                Button { label: tr("eng-part-add"), icon: Icon::Plus, submit: true }
                Button { label: tr("verb-cancel"), kind: ButtonKind::Ghost, on_press: move |_| on_close.call(()) }
            }
        }
    }
}
