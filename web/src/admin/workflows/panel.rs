//! The panel beside the sheet, a sheet of its own on a phone: what is picked, and what can be changed about it.

use dioxus::prelude::*;
use truckroll_domain::workflows::NodeKind;
use truckroll_ui::prelude::*;

use super::canvas::remove;
use super::faults::FaultList;
use super::links::{LinkPanel, Ways};
use super::plan::node_mut;
use super::said;
use super::task::TaskPanel;
use super::team::Team;
use super::whole::WholePanel;
use super::work::{Picked, Work};
use crate::platform;

/// The id of the panel's title, which takes the focus when a panel is opened.
pub const TITLE: &str = "flow-panel-title";

/// The panel.
#[component]
pub fn Panel(work: Work, team: Team, on_publish: EventHandler<()>, on_remove: EventHandler<()>) -> Element {
    let picked = work.picked.read().clone();
    let workflow = work.workflow();
    // what was taken back or removed meanwhile is not there any more
    let there = match &picked {
        Some(Picked::Node(key)) => workflow.node(key).is_some(),
        Some(Picked::Link(key)) => workflow.links.iter().any(|link| link.key == *key),
        Some(Picked::Note(index)) => *index < workflow.notes.len(),
        Some(Picked::Whole | Picked::Faults) | None => true,
    };
    let enter = work.enter;
    use_effect(move || {
        if enter() > 0 {
            platform::focus(TITLE);
        }
    });
    let shown = picked.filter(|_| there);
    let idle = shown.is_none();
    let title = match &shown {
        Some(Picked::Node(key)) => workflow.node(key).map(|node| said::kind(&node.kind)).unwrap_or_default(),
        Some(Picked::Link(_)) => tr("flow-link"),
        Some(Picked::Note(_)) => tr("flow-note"),
        Some(Picked::Faults) => tr("flow-faults"),
        Some(Picked::Whole) | None => tr("flow-whole"),
    };
    let back = move || {
        let key = work.node();
        work.pick(None);
        if let Some(key) = key {
            work.go_to(&key);
        }
    };
    rsx! {
        section {
            class: if idle { "dk-flow-panel dk-flow-panel-idle" } else { "dk-flow-panel" },
            aria_labelledby: TITLE,
            onkeydown: move |event| {
                if event.key() == Key::Escape {
                    event.stop_propagation();
                    back();
                }
            },
            header { class: "dk-flow-panel-head",
                h2 { id: TITLE, class: "dk-flow-panel-title", tabindex: "-1", "{title}" }
                if !idle {
                    Button {
                        label: tr("verb-close"),
                        icon: Icon::Close,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| back(),
                    }
                }
            }
            div { class: "dk-flow-panel-body",
                match shown {
                    Some(Picked::Node(key)) => rsx! { NodePanel { key: "{key}", work, team, node: key } },
                    Some(Picked::Link(key)) => rsx! { LinkPanel { key: "{key}", work, link: key } },
                    Some(Picked::Note(index)) => rsx! { NotePanel { key: "{index}", work, index } },
                    Some(Picked::Faults) => rsx! { FaultList { work, on_publish } },
                    Some(Picked::Whole) | None => rsx! { WholePanel { work, team, on_remove } },
                }
            }
        }
    }
}

/// A node: its title, what is done there, and the ways that leave it.
#[component]
fn NodePanel(work: Work, team: Team, node: String) -> Element {
    let workflow = work.workflow();
    let Some(now) = workflow.node(&node).cloned() else { return rsx! {} };
    let lane = workflow.lanes.iter().find(|lane| lane.key == now.lane).map(|lane| lane.title.clone());
    let faults: Vec<_> = work.faults().into_iter().filter(|fault| fault.on == node).collect();
    let (renamed, removed) = (node.clone(), node.clone());
    rsx! {
        for fault in faults {
            p { class: "tr-error", {said::fault(&fault, &workflow).1} }
        }
        TextField {
            label: tr("flow-title"),
            value: now.title.clone(),
            max_length: 100,
            on_input: move |title: String| {
                work.change(&format!("title:{renamed}"), |workflow| {
                    if let Some(node) = node_mut(workflow, &renamed) {
                        node.title = title;
                    }
                });
            },
        }
        if let Some(lane) = lane {
            p { class: "dk-quiet", {tr!("flow-in-lane", lane = lane)} }
        }
        match now.kind.clone() {
            NodeKind::Task { task } => rsx! { TaskPanel { work, team, node: node.clone(), task: *task } },
            NodeKind::Start => rsx! { p { class: "dk-quiet", {tr("flow-start-text")} } },
            NodeKind::End => rsx! { p { class: "dk-quiet", {tr("flow-end-text")} } },
            NodeKind::Branch { .. } => rsx! { p { class: "dk-quiet", {tr("flow-branch-text")} } },
            NodeKind::Unknown => rsx! { p { class: "dk-quiet", {tr("flow-unknown-text")} } },
        }
        if now.kind != NodeKind::End {
            Ways { work, node: node.clone() }
        }
        div { class: "tr-actions",
            Button {
                label: tr("flow-do-remove"),
                icon: Icon::Trash,
                kind: ButtonKind::Ghost,
                on_press: move |_| remove(work, &removed),
            }
        }
    }
}

/// A note.
#[component]
fn NotePanel(work: Work, index: usize) -> Element {
    let text = work.workflow().notes.get(index).map(|note| note.text.clone()).unwrap_or_default();
    rsx! {
        TextAreaField {
            label: tr("flow-note-text"),
            value: text,
            rows: 6,
            max_length: 2_000,
            on_input: move |text: String| {
                work.change(&format!("note:{index}"), |workflow| {
                    if let Some(note) = workflow.notes.get_mut(index) {
                        note.text = text;
                    }
                });
            },
        }
        div { class: "tr-actions",
            Button {
                label: tr("flow-note-remove"),
                icon: Icon::Trash,
                kind: ButtonKind::Ghost,
                on_press: move |_| {
                    work.pick(None);
                    work.change("", |workflow| {
                        if index < workflow.notes.len() {
                            workflow.notes.remove(index);
                        }
                    });
                },
            }
        }
    }
}
