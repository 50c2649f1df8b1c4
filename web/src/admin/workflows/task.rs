//! What is done at a task node: who works there, how long it may take, and what is shown, changed and demanded of the fields.

use dioxus::prelude::*;
use truckroll_domain::workflows::{FieldAccess, MAX_LIMIT_MIN, NodeKind, Participant, Task};
use truckroll_ui::prelude::*;

use super::asked::{decides, fields};
use super::plan::node_mut;
use super::said::{DAY, HOUR, amount};
use super::team::{Team, participant_of};
use super::work::Work;

/// The id of the choice of participants.
pub const WHO: &str = "flow-who";

fn minutes(unit: &str) -> u32 {
    match unit {
        "days" => DAY,
        "hours" => HOUR,
        _ => 1,
    }
}

/// A change of a task, and what it is about: the next one about the same goes on with it.
type Change = (&'static str, Box<dyn FnOnce(&mut Task)>);

/// The panel.
#[component]
pub fn TaskPanel(work: Work, team: Team, node: String, task: Task) -> Element {
    let change = use_callback(move |(about, edit): Change| {
        let about = if about.is_empty() { String::new() } else { format!("{about}:{node}") };
        work.change(&about, |workflow| {
            if let Some(NodeKind::Task { task }) = node_mut(workflow, &node).map(|node| &mut node.kind) {
                edit(task);
            }
        });
    });
    let (count, unit) = task.limit_min.map_or((None, None), |limit| {
        let (count, unit) = amount(limit);
        (Some(count), Some(unit))
    });
    let mut chosen = use_signal(|| unit.unwrap_or("hours"));
    // what stands there keeps the unit that was chosen for it, as long as it is whole in it
    let unit = match task.limit_min {
        Some(limit) if limit % minutes(chosen()) == 0 => chosen(),
        _ => unit.unwrap_or(chosen()),
    };
    let count = task.limit_min.map_or(count, |limit| Some(limit / minutes(unit)));
    let set = move |count: Option<f64>, unit: &'static str| {
        let most = f64::from(MAX_LIMIT_MIN);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between nothing and a year")]
        let limit = count.map(|count| (count * f64::from(minutes(unit))).round().clamp(0.0, most) as u32);
        change.call(("limit", Box::new(move |task| task.limit_min = limit)));
    };
    let units: Vec<Choice> =
        ["minutes", "hours", "days"].map(|unit| Choice::new(unit, tr(&format!("flow-unit-{unit}")))).to_vec();
    rsx! {
        fieldset { class: "dk-own-field",
            legend { class: "tr-label", {tr("flow-participants")} }
            if task.participants.is_empty() {
                p { class: "dk-quiet", {tr("flow-participants-none")} }
            }
            ul { class: "dk-plain-list dk-flow-people", aria_label: tr("flow-participants"),
                for (index, one) in task.participants.iter().enumerate() {
                    li { key: "{index}",
                        span { {team.said(one)} }
                        Button {
                            label: tr!("flow-participant-remove", name = team.said(one)),
                            icon: Icon::Close,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: move |_| change.call(("", Box::new(move |task: &mut Task| {
                                task.participants.remove(index);
                            }))),
                        }
                    }
                }
            }
            SelectField {
                id: WHO,
                label: tr("flow-participant-add"),
                hide_label: true,
                value: "",
                none_label: tr("flow-participant-add"),
                options: team.choices(&task.participants),
                on_change: move |word: String| {
                    if let Some(one) = participant_of(&word) {
                        change.call(("", Box::new(move |task: &mut Task| {
                            let taken: &mut Vec<Participant> = &mut task.participants;
                            taken.push(one);
                        })));
                    }
                },
            }
        }
        fieldset { class: "dk-own-field",
            legend { class: "tr-label", {tr("flow-limit")} }
            div { class: "dk-flow-limit",
                NumberField {
                    label: tr("flow-limit-count"),
                    hide_label: true,
                    value: count.map(f64::from),
                    min: 0.0,
                    on_input: move |count| set(count, unit),
                }
                SelectField {
                    label: tr("flow-limit-unit"),
                    hide_label: true,
                    value: unit,
                    options: units,
                    on_change: move |word: String| {
                        let unit = match word.as_str() {
                            "days" => "days",
                            "hours" => "hours",
                            _ => "minutes",
                        };
                        chosen.set(unit);
                        set(count.map(f64::from), unit);
                    },
                }
            }
            p { class: "tr-hint", {tr("flow-limit-hint")} }
        }
        FieldTable { work, task, on_change: move |(key, access): (String, FieldAccess)| {
            change.call(("", Box::new(move |task: &mut Task| {
                if access == FieldAccess::default() {
                    task.fields.remove(&key);
                } else {
                    task.fields.insert(key, access);
                }
            })));
        } }
    }
}

/// What is shown, changed and demanded, a line a field. Fields that decide the way are marked.
#[component]
fn FieldTable(work: Work, task: Task, on_change: EventHandler<(String, FieldAccess)>) -> Element {
    let workflow = work.workflow();
    rsx! {
        fieldset { class: "dk-own-field",
            legend { class: "tr-label", {tr("flow-fields")} }
            table { class: "dk-flow-fields",
                thead {
                    tr {
                        th { scope: "col", {tr("flow-field")} }
                        th { scope: "col", {tr("flow-visible")} }
                        th { scope: "col", {tr("flow-editable")} }
                        th { scope: "col", {tr("flow-required")} }
                    }
                }
                tbody {
                    for (key, name) in fields(&work.book.read()) {
                        FieldLine {
                            key: "{key}",
                            access: task.fields.get(&key).copied().unwrap_or_default(),
                            decides: decides(&workflow, &key),
                            name,
                            on_change: {
                                let key = key.clone();
                                move |access| on_change.call((key.clone(), access))
                            },
                        }
                    }
                }
            }
            p { class: "tr-hint", {tr("flow-fields-hint")} }
        }
    }
}

#[component]
fn FieldLine(name: String, access: FieldAccess, decides: bool, on_change: EventHandler<FieldAccess>) -> Element {
    let FieldAccess { visible, editable, required } = access;
    // what is hidden is not changed, and what is not changed is not demanded
    let boxes = [
        ("flow-visible-of", visible, FieldAccess { visible: !visible, editable: !visible, required: false }),
        (
            "flow-editable-of",
            editable,
            FieldAccess { visible: visible || !editable, editable: !editable, required: required && !editable },
        ),
        (
            "flow-required-of",
            required,
            FieldAccess { visible: visible || !required, editable: editable || !required, required: !required },
        ),
    ];
    rsx! {
        tr { class: if decides { "dk-flow-decides" },
            th { scope: "row",
                "{name}"
                if decides {
                    span { class: "dk-flow-decides-word", title: tr("flow-decides"), Glyph { icon: Icon::Route, size: 14, label: tr("flow-decides") } }
                }
            }
            for (label, on, turned) in boxes {
                td { key: "{label}",
                    input {
                        class: "tr-checkbox",
                        r#type: "checkbox",
                        aria_label: tr!(label, name = name.clone()),
                        checked: on,
                        onchange: move |_| on_change.call(turned),
                    }
                }
            }
        }
    }
}
