//! The ways that leave a node in the order they are tried, the defaults of a branch, and one link with its conditions.

use dioxus::prelude::*;
use truckroll_domain::filter::Filter;
use truckroll_domain::workflows::NodeKind;
use truckroll_ui::prelude::*;

use super::order::reading;
use super::plan::{self, link_mut, node_mut};
use super::said;
use super::work::{Picked, Work};
use crate::desk::conditions::{Conditions, Line, conditions};

/// The ways that leave a node, and a choice of a further one.
#[component]
pub fn Ways(work: Work, node: String) -> Element {
    let workflow = work.workflow();
    let Some(now) = workflow.node(&node).cloned() else { return rsx! {} };
    let subjects = work.subjects();
    let leaving: Vec<_> = workflow.leaving(&node).cloned().collect();
    let last = leaving.len().saturating_sub(1);
    let ways: Vec<Choice> = leaving
        .iter()
        .map(|link| {
            let to = said::title_of(&workflow, &link.to);
            let words = if link.title.is_empty() { to } else { tr!("flow-way", to = to, title = link.title.clone()) };
            Choice::new(link.key.clone(), words)
        })
        .collect();
    let open: Vec<Choice> = reading(&workflow)
        .into_iter()
        .filter(|other| plan::can_connect(&workflow, &node, &other.key))
        .map(|other| Choice::new(other.key.clone(), said::title(other)))
        .collect();
    let (joined, of_none, of_all) = (node.clone(), node.clone(), node.clone());
    rsx! {
        fieldset { class: "dk-own-field",
            legend { class: "tr-label", {tr("flow-ways")} }
            if leaving.is_empty() {
                p { class: "dk-quiet", {tr("flow-ways-none")} }
            }
            ol { class: "dk-plain-list dk-flow-ways", aria_label: tr("flow-ways"),
                for (index, link) in leaving.iter().cloned().enumerate() {
                    li { key: "{link.key}",
                        button {
                            class: "dk-flow-way",
                            r#type: "button",
                            onclick: {
                                let key = link.key.clone();
                                move |_| work.open(Picked::Link(key.clone()))
                            },
                            Glyph { icon: Icon::ArrowRight, size: 16 }
                            span { class: "dk-flow-way-words",
                                span { {said::title_of(&workflow, &link.to)} }
                                span { class: "dk-quiet", {said::link(&link, &workflow, &subjects)} }
                            }
                        }
                        Button {
                            label: tr!("flow-way-up", to = said::title_of(&workflow, &link.to)),
                            icon: Icon::ArrowUp,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            disabled: index == 0,
                            on_press: {
                                let key = link.key.clone();
                                move |_| work.change("", |workflow| plan::shift_link(workflow, &key, false))
                            },
                        }
                        Button {
                            label: tr!("flow-way-down", to = said::title_of(&workflow, &link.to)),
                            icon: Icon::ArrowDown,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            disabled: index == last,
                            on_press: {
                                let key = link.key.clone();
                                move |_| work.change("", |workflow| plan::shift_link(workflow, &key, true))
                            },
                        }
                    }
                }
            }
            if !open.is_empty() {
                SelectField {
                    label: tr("flow-way-add"),
                    hide_label: true,
                    value: "",
                    none_label: tr("flow-way-add"),
                    options: open,
                    on_change: move |to: String| {
                        if !to.is_empty() {
                            work.change("", |workflow| plan::connect(workflow, &joined, &to));
                        }
                    },
                }
            }
        }
        if let NodeKind::Branch { none, all } = now.kind {
            SelectField {
                label: tr("flow-none"),
                hint: tr("flow-none-hint"),
                value: none,
                none_label: tr("flow-none-nothing"),
                options: ways.clone(),
                on_change: move |link: String| {
                    work.change("", |workflow| {
                        if let Some(NodeKind::Branch { none, .. }) = node_mut(workflow, &of_none).map(|node| &mut node.kind) {
                            *none = link;
                        }
                    });
                },
            }
            SelectField {
                label: tr("flow-all"),
                hint: tr("flow-all-hint"),
                value: all,
                none_label: tr("flow-all-nothing"),
                options: ways,
                on_change: move |link: String| {
                    work.change("", |workflow| {
                        if let Some(NodeKind::Branch { all, .. }) = node_mut(workflow, &of_all).map(|node| &mut node.kind) {
                            *all = link;
                        }
                    });
                },
            }
        }
    }
}

/// One link: where it leads, its words, and when it is taken.
#[component]
pub fn LinkPanel(work: Work, link: String) -> Element {
    let workflow = work.workflow();
    let first = workflow.links.iter().find(|known| known.key == link).map(|known| known.when.clone());
    let filter = first.clone().unwrap_or_default();
    let all = use_signal(|| filter.all.iter().map(Line::of).collect::<Vec<_>>());
    let any = use_signal(|| filter.any.iter().map(Line::of).collect::<Vec<_>>());
    let subjects = work.subjects();
    let (known, conditioned) = (subjects.clone(), link.clone());
    // only finished conditions are drawn; the others wait in their lines
    let write = use_callback(move |()| {
        let lists = (conditions(&known, &all.peek()), conditions(&known, &any.peek()));
        if let (Some(all), Some(any)) = lists {
            work.change(&format!("when:{conditioned}"), |workflow| {
                if let Some(link) = link_mut(workflow, &conditioned) {
                    link.when = Filter { all, any };
                }
            });
        }
    });
    let Some(now) = workflow.links.iter().find(|known| known.key == link).cloned() else { return rsx! {} };
    let unfinished = conditions(&subjects, &all.read()).is_none() || conditions(&subjects, &any.read()).is_none();
    let faults: Vec<_> = work.faults().into_iter().filter(|fault| fault.on == link).collect();
    let default = match workflow.node(&now.from).map(|node| &node.kind) {
        Some(NodeKind::Branch { none, .. }) if *none == link => Some("flow-is-none"),
        Some(NodeKind::Branch { all, .. }) if *all == link => Some("flow-is-all"),
        _ => None,
    };
    let (titled, removed, from) = (link.clone(), link.clone(), now.from.clone());
    rsx! {
        for fault in faults {
            p { class: "tr-error", {said::fault(&fault, &workflow).1} }
        }
        p { class: "dk-flow-ends",
            span { {said::title_of(&workflow, &now.from)} }
            Glyph { icon: Icon::ArrowRight, size: 16, label: tr("flow-leads-to") }
            span { {said::title_of(&workflow, &now.to)} }
        }
        TextField {
            label: tr("flow-link-title"),
            hint: tr("flow-link-title-hint"),
            value: now.title.clone(),
            max_length: 100,
            on_input: move |title: String| {
                work.change(&format!("title:{titled}"), |workflow| {
                    if let Some(link) = link_mut(workflow, &titled) {
                        link.title = title;
                    }
                });
            },
        }
        if let Some(default) = default {
            p { class: "dk-quiet", {tr(default)} }
        } else {
            if unfinished {
                p { class: "tr-hint", role: "status", {tr("flow-unfinished")} }
            } else if now.when == Filter::default() {
                p { class: "dk-quiet", {tr("flow-always")} }
            }
            div { class: "dk-flow-conditions",
                Conditions { asks: subjects.clone(), lines: all, title: tr("cust-all"), on_change: move |()| write.call(()) }
                Conditions { asks: subjects, lines: any, title: tr("cust-any"), on_change: move |()| write.call(()) }
            }
        }
        div { class: "tr-actions",
            Button {
                label: tr("flow-link-remove"),
                icon: Icon::Trash,
                kind: ButtonKind::Ghost,
                on_press: move |_| {
                    work.change("", |workflow| plan::remove_link(workflow, &removed));
                    work.pick(Some(Picked::Node(from.clone())));
                    work.go_to(&from);
                },
            }
        }
    }
}
