//! The workflow itself: name, purpose, lanes, and the versions that were published.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use super::plan;
use super::team::Team;
use super::work::Work;

/// The panel.
#[component]
pub fn WholePanel(work: Work, team: Team, on_remove: EventHandler<()>) -> Element {
    let workflow = work.workflow();
    let format = use_format();
    let mut versions = work.draft.read().now.design.versions;
    versions.reverse();
    let latest = versions.first().map(|version| version.number);
    let last = workflow.lanes.len().saturating_sub(1);
    rsx! {
        TextField {
            label: tr("flow-name"),
            value: workflow.name.clone(),
            required: true,
            max_length: 100,
            error: workflow.name.trim().is_empty().then(|| tr("fields-problem-required")),
            on_input: move |name: String| work.change("name", |workflow| workflow.name = name),
        }
        TextAreaField {
            label: tr("flow-description"),
            value: workflow.description.clone(),
            rows: 3,
            max_length: 2_000,
            on_input: move |text: String| work.change("description", |workflow| workflow.description = text),
        }
        SelectField {
            label: tr("flow-template"),
            hint: tr("flow-template-hint"),
            value: work.draft.body.read().template.map(|id| id.to_string()).unwrap_or_default(),
            none_label: tr("flow-template-none"),
            options: team.templates.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect::<Vec<_>>(),
            on_change: move |id: String| work.govern(id.parse().ok()),
        }
        fieldset { class: "dk-own-field",
            legend { class: "tr-label", {tr("flow-lanes")} }
            if workflow.lanes.is_empty() {
                p { class: "dk-quiet", {tr("flow-lanes-none")} }
            }
            ul { class: "dk-plain-list dk-flow-lanes", aria_label: tr("flow-lanes"),
                for (index, lane) in workflow.lanes.iter().cloned().enumerate() {
                    li { key: "{lane.key}",
                        TextField {
                            label: tr!("flow-lane-name", number = index + 1),
                            hide_label: true,
                            value: lane.title.clone(),
                            max_length: 100,
                            on_input: {
                                let key = lane.key.clone();
                                move |title: String| work.change(&format!("title:{key}"), |workflow| {
                                    if let Some(lane) = workflow.lanes.iter_mut().find(|lane| lane.key == key) {
                                        lane.title = title;
                                    }
                                })
                            },
                        }
                        for (label, icon, down, off) in [
                            ("flow-lane-up", Icon::ArrowUp, false, index == 0),
                            ("flow-lane-down", Icon::ArrowDown, true, index == last),
                        ] {
                            Button {
                                label: tr!(label, name = lane.title.clone()),
                                icon,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                disabled: off,
                                on_press: {
                                    let key = lane.key.clone();
                                    move |_| work.change("", |workflow| plan::shift_lane(workflow, &key, down))
                                },
                            }
                        }
                        Button {
                            label: tr!("flow-lane-remove", name = lane.title.clone()),
                            icon: Icon::Close,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: {
                                let key = lane.key.clone();
                                move |_| work.change("", |workflow| plan::remove_lane(workflow, &key))
                            },
                        }
                    }
                }
            }
            Button {
                label: tr("flow-lane-add"),
                icon: Icon::Plus,
                kind: ButtonKind::Ghost,
                on_press: move |_| {
                    let title = tr!("flow-lane-name", number = work.draft.body.peek().workflow.lanes.len() + 1);
                    work.change("", |workflow| plan::add_lane(workflow, &title));
                },
            }
        }
        fieldset { class: "dk-own-field",
            legend { class: "tr-label", {tr("flow-versions")} }
            if versions.is_empty() {
                p { class: "dk-quiet", {tr("flow-versions-none")} }
            }
            ol { class: "dk-plain-list dk-flow-versions", aria_label: tr("flow-versions"),
                for version in versions {
                    li { key: "{version.number}",
                        span { class: "dk-flow-version", {tr!("flow-version", number = version.number)} }
                        span { class: "dk-quiet", {tr!("flow-version-by", name = version.by.clone(), time = format.moment(version.at.ms()))} }
                        if latest == Some(version.number) {
                            Badge { tone: Tone::Done, label: tr("flow-version-holds"), kind: BadgeKind::Plain }
                        }
                    }
                }
            }
        }
        div { class: "tr-actions",
            Button {
                label: tr("flow-remove"),
                icon: Icon::Trash,
                kind: ButtonKind::Ghost,
                on_press: move |_| on_remove.call(()),
            }
        }
    }
}
