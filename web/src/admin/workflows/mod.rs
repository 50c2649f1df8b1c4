//! Settings → Workflows (TKT-09 to TKT-12): the list, and the editor that draws one.
//!
//! The editor is a sheet with a panel beside it. What can be done to a drawing is in `plan`, pure; `work` holds the state, and every
//! step through it can be taken back. Everything on the sheet is reached by the keyboard, and the outline reads it as a list.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::WorkflowId;
use truckroll_domain::workflows::Design;
use truckroll_protocol::api::{NewWorkflow, WorkflowLine};
use truckroll_ui::prelude::*;

use super::SettingsHead;
use super::parts::problem;
use crate::api;
use crate::api::staff::Outcome;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Stale, Waiting};
use crate::route::use_go;

mod asked;
mod canvas;
mod editor;
mod faults;
mod figures;
mod limit;
mod links;
mod menu;
mod order;
mod outline;
mod panel;
mod past;
mod plan;
mod route;
mod said;
mod shape;
mod task;
mod team;
#[cfg(test)]
mod tests;
mod view;
mod whole;
mod work;

pub use editor::WorkflowScreen;
pub use limit::LimitField;

/// Where the workflows are.
pub const PATH: &str = "/desk/settings/workflows";

/// The list.
#[component]
pub fn WorkflowsScreen() -> Element {
    let read = use_live(|| vec![Design::KIND.to_owned()], api::workflows::list);
    let mut making = use_signal(|| false);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("flow-title-list"),
                Button {
                    label: tr("flow-new"),
                    icon: Icon::Plus,
                    kind: ButtonKind::Primary,
                    on_press: move |_| making.set(true),
                }
            }
            p { class: "dk-quiet", {tr("flow-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(all) if all.is_empty() => rsx! {
                    Empty { icon: Icon::Route, title: tr("flow-empty"), text: tr("flow-empty-text") }
                },
                Some(all) => rsx! { WorkflowLines { all } },
            }
            if making() {
                MakeDialog { on_close: move |()| making.set(false) }
            }
        }
    }
}

/// The workflows by name.
#[component]
pub fn WorkflowLines(all: Vec<WorkflowLine>) -> Element {
    rsx! {
        ul { class: "dk-plain-list dk-asset-tables", aria_label: tr("flow-title-list"),
            for one in all {
                li { key: "{one.id}",
                    div { class: "dk-two-lines",
                        NameLink { href: format!("{PATH}/{}", one.id), name: one.name.clone() }
                        span { class: "dk-quiet",
                            {tr!("flow-tasks-count", count = one.tasks)}
                            if !one.description.is_empty() {
                                " · {one.description}"
                            }
                        }
                    }
                    if one.version > 0 {
                        Badge { tone: Tone::Done, label: tr!("flow-version", number = one.version), kind: BadgeKind::Plain }
                    }
                    if one.changed {
                        Badge { tone: Tone::Paused, label: tr("flow-draft"), kind: BadgeKind::Plain }
                    }
                }
            }
        }
    }
}

/// Asks for a name and makes a workflow of a start and an end.
#[component]
fn MakeDialog(on_close: EventHandler<()>) -> Element {
    let go = use_go();
    let changes = use_changes();
    let mut name = use_signal(String::new);
    let mut tried = use_signal(|| false);
    let mut refused = use_signal(BTreeMap::<String, String>::new);
    let make = use_send(
        move |name: String| async move {
            let workflow = plan::first(&name, &tr("flow-kind-start"), &tr("flow-kind-end"));
            let new = NewWorkflow { seq: 0, id: api::fresh(WorkflowId::from_parts), template: None, workflow };
            api::workflows::make(&new).await
        },
        move |outcome| match outcome {
            Outcome::Written(now) => {
                changes.announce([Design::KIND]);
                go.to(format!("{PATH}/{}", now.design.id));
            }
            Outcome::Overtaken => {}
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let submit = use_callback(move |()| {
        tried.set(true);
        let named = name.peek().trim().to_owned();
        if !named.is_empty() {
            make.run(named);
        }
    });
    let problems = refused();
    let missing = (tried() && name.read().trim().is_empty()).then(|| tr("fields-problem-required"));
    rsx! {
        Dialog {
            open: true,
            title: tr("flow-new"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button { label: tr("flow-make"), kind: ButtonKind::Primary, busy: make.busy(), on_press: move |_| submit.call(()) }
            },
            div { class: "dk-form",
                Failed { failure: make.failure() }
                TextField {
                    label: tr("flow-name"),
                    hint: tr("flow-name-hint"),
                    value: name(),
                    required: true,
                    autofocus: true,
                    max_length: 100,
                    error: missing.or_else(|| problem("flow", &problems, "name")),
                    on_input: move |text| {
                        name.set(text);
                        refused.write().clear();
                    },
                    on_enter: move |()| submit.call(()),
                }
            }
        }
    }
}
