//! What is done at a task node: who works there, how long it may take, and what is shown, changed and demanded of the fields.

use dioxus::prelude::*;
use truckroll_domain::workflows::{FieldAccess, NodeKind, Participant, Task};
use truckroll_ui::prelude::*;

use super::asked::{decides, fields};
use super::limit::LimitField;
use super::plan::node_mut;
use super::team::{Team, participant_of};
use super::work::Work;

/// The id of the choice of participants.
pub const WHO: &str = "flow-who";

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
        LimitField {
            legend: tr("flow-limit"),
            limit: task.limit_min,
            hint: tr("flow-limit-hint"),
            on_change: move |limit| change.call(("limit", Box::new(move |task: &mut Task| task.limit_min = limit))),
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
