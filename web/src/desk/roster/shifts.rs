//! Templates: what is painted with, and the dialog that makes and changes them.

use dioxus::prelude::*;
use truckroll_domain::calendar::Range;
use truckroll_domain::roster::{Colour, Shift};
use truckroll_protocol::api::roster::{ShiftChange, ShiftNow};
use truckroll_ui::prelude::*;

use super::{Brush, problem};
use crate::admin::calendars::{Problems, Ranges};
use crate::api::planning;
use crate::api::staff::Outcome;
use crate::desk::trouble::Failed;

/// The palette: templates by their digits, clearing, and adding one.
#[component]
pub fn Brushes(shifts: Vec<ShiftNow>, mut brush: Signal<Option<Brush>>) -> Element {
    let mut editing = use_signal(|| None::<Option<ShiftNow>>);
    let usable: Vec<ShiftNow> = shifts.iter().filter(|one| !one.shift.archived).cloned().collect();
    let none = usable.is_empty();
    rsx! {
        div { class: "dk-brushes", role: "group", aria_label: tr("roster-brush"),
            for (n , one) in usable.into_iter().enumerate() {
                span { key: "{one.shift.id}", class: "dk-brush {shift_tone(one.shift.colour).class()}",
                    button {
                        r#type: "button",
                        class: "dk-brush-press",
                        aria_pressed: if brush() == Some(Some(one.shift.id)) { "true" } else { "false" },
                        title: shift_hours(&one.shift),
                        onclick: {
                            let id = one.shift.id;
                            move |_| {
                                let next = if *brush.peek() == Some(Some(id)) { None } else { Some(Some(id)) };
                                brush.set(next);
                            }
                        },
                        if n < 9 {
                            kbd { aria_hidden: "true", "{n + 1}" }
                        }
                        span { "{one.shift.name}" }
                        span { class: "dk-quiet", {shift_hours(&one.shift)} }
                    }
                    Button {
                        label: tr!("roster-shift-edit", name = one.shift.name.clone()),
                        icon: Icon::Pencil,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: {
                            let one = one.clone();
                            move |_| editing.set(Some(Some(one.clone())))
                        },
                    }
                }
            }
            if none {
                p { class: "dk-quiet", {tr("roster-no-shifts-text")} }
            } else {
                button {
                    r#type: "button",
                    class: "dk-brush dk-brush-press tr-tone-neutral",
                    aria_pressed: if brush() == Some(None) { "true" } else { "false" },
                    onclick: move |_| {
                        let next = if *brush.peek() == Some(None) { None } else { Some(None) };
                        brush.set(next);
                    },
                    Glyph { icon: Icon::Close, size: 16 }
                    span { {tr("roster-eraser")} }
                }
            }
            Button {
                label: tr("roster-shift-add"),
                icon: Icon::Plus,
                kind: if none { ButtonKind::Primary } else { ButtonKind::Ghost },
                on_press: move |_| editing.set(Some(None)),
            }
        }
        section {
            if let Some(read) = editing() {
                ShiftDialog { read, on_close: move |()| editing.set(None) }
            }
        }
    }
}

/// The dialog of one template.
#[component]
fn ShiftDialog(read: Option<ShiftNow>, on_close: EventHandler<()>) -> Element {
    let toasts = use_toasts();
    let changes = use_changes();
    let seq = read.as_ref().map_or(0, |read| read.seq);
    let first = read.as_ref().map_or_else(
        || Shift {
            colour: Colour::Blue,
            ranges: vec![Range { from_min: 8 * 60, to_min: 16 * 60 }],
            ..Shift::default()
        },
        |read| read.shift.clone(),
    );
    let title = read
        .as_ref()
        .map_or_else(|| tr("roster-shift-new"), |read| tr!("roster-shift-edit", name = read.shift.name.clone()));
    let mut shift = use_signal(|| first);
    let mut refused = use_signal(Problems::new);
    let mut overtaken = use_signal(|| false);
    let save = use_send(
        move |shift: Shift| async move { planning::save_shift(&ShiftChange { seq, shift }).await },
        move |outcome| match outcome {
            Outcome::Written(now) => {
                toasts.say(Tone::Done, tr!("roster-shift-saved", name = now.shift.name));
                changes.announce(["shift"]);
                on_close.call(());
            }
            Outcome::Overtaken => overtaken.set(true),
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let remove = use_send(
        move |id: String| async move { planning::remove_shift(&id, seq).await },
        move |outcome| match outcome {
            Outcome::Written(()) => {
                changes.announce(["shift"]);
                on_close.call(());
            }
            Outcome::Overtaken => overtaken.set(true),
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let submit = use_callback(move |()| {
        let now = shift.peek().clone();
        let faults: Problems = now.faults().into_iter().map(|(m, why)| (m, why.to_owned())).collect();
        if faults.is_empty() {
            save.run(now);
        }
        refused.set(faults);
    });
    let problems = refused();
    let of = |member: &str| problems.get(member).map(|key| problem(key));
    let now = shift();
    let stands = of("days").or_else(|| of("shifts"));
    rsx! {
        Dialog {
            open: true,
            title,
            on_close,
            actions: rsx! {
                if seq > 0 {
                    Button {
                        label: tr("roster-shift-remove"),
                        icon: Icon::Trash,
                        kind: ButtonKind::Danger,
                        busy: remove.busy(),
                        on_press: move |_| remove.run(shift.peek().id.to_string()),
                    }
                }
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("verb-save"),
                    kind: ButtonKind::Primary,
                    busy: save.busy(),
                    on_press: move |_| submit.call(()),
                }
            },
            form {
                class: "dk-form",
                novalidate: true,
                onsubmit: move |event| {
                    event.prevent_default();
                    submit.call(());
                },
                Failed { failure: save.failure().or_else(|| remove.failure()) }
                if overtaken() {
                    Notice { tone: Tone::Alert, title: tr("roster-overtaken") }
                }
                if let Some(stands) = stands {
                    Notice { tone: Tone::Alert, title: stands }
                }
                TextField {
                    label: tr("roster-shift-name"),
                    value: now.name.clone(),
                    required: true,
                    autofocus: true,
                    max_length: 40,
                    error: of("name"),
                    on_input: move |name| shift.write().name = name,
                }
                fieldset { class: "dk-colours",
                    legend { class: "tr-label", {tr("roster-shift-colour")} }
                    for colour in Colour::ALL {
                        label { key: "{colour.word()}", class: "dk-colour {shift_tone(colour).class()}",
                            input {
                                class: "tr-sr",
                                r#type: "radio",
                                name: "colour",
                                checked: now.colour == colour,
                                onchange: move |_| shift.write().colour = colour,
                            }
                            span { class: "dk-shift", aria_hidden: "true",
                                if now.colour == colour { Glyph { icon: Icon::Check, size: 14 } }
                            }
                            span { class: "tr-sr", {tr(&format!("roster-colour-{}", colour.word()))} }
                        }
                    }
                }
                Ranges { ranges: now.ranges.clone(), on_change: move |ranges| shift.write().ranges = ranges }
                if let Some(error) = of("ranges") {
                    p { class: "tr-error", role: "alert", "{error}" }
                }
                if seq > 0 {
                    CheckField {
                        label: tr("roster-shift-archived"),
                        checked: now.archived,
                        on_change: move |on| shift.write().archived = on,
                    }
                }
            }
        }
    }
}
