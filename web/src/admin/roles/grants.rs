//! The rights of a role: a line for each area, a tick for each verb that means something there, and how far it reaches. On
//! a phone each area is a card of its own.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Policy, Reach, Verb};
use truckroll_ui::prelude::*;

use super::state::Draft;
use crate::admin::said;
use crate::admin::staff::state::Problems;

/// The table.
#[component]
pub fn Grants(
    draft: Signal<Option<Draft>>,
    policy: ReadSignal<Policy>,
    problems: Problems,
    /// Nothing can be ticked.
    fixed: bool,
) -> Element {
    let Some(current) = draft() else { return rsx! {} };
    rsx! {
        table { class: "dk-grants",
            caption { class: "tr-sr", {tr("roles-rights")} }
            thead {
                tr {
                    th { scope: "col", {tr("roles-area")} }
                    for verb in Verb::ALL.iter().copied() {
                        th { key: "{verb.word()}", scope: "col", class: "dk-grants-verb", {said::verb(verb)} }
                    }
                    th { scope: "col", {tr("roles-reach")} }
                }
            }
            tbody {
                for area in Area::ALL.iter().copied() {
                    AreaLine {
                        key: "{area.word()}",
                        draft,
                        area,
                        off: area.feature().is_some_and(|feature| !policy.read().on(feature)),
                        any: current.role.grants.get(&area).is_some_and(|grant| !grant.verbs.is_empty()),
                        problem: problems.get(&format!("grants.{}", area.word())).map(|key| said::problem(key)),
                        fixed,
                    }
                }
            }
        }
    }
}

#[component]
fn AreaLine(
    draft: Signal<Option<Draft>>,
    area: Area,
    /// The organisation has switched it off.
    off: bool,
    /// Something is ticked.
    any: bool,
    problem: Option<String>,
    fixed: bool,
) -> Element {
    let Some(current) = draft() else { return rsx! {} };
    let name = said::area(area);
    let change = move |work: &dyn Fn(&mut Draft)| {
        let mut draft = draft;
        draft.write().iter_mut().for_each(work);
    };
    let reaches: Vec<Choice> = Reach::ALL.iter().map(|r| Choice::new(r.word(), said::reach(*r))).collect();
    rsx! {
        tr { class: if any { "dk-grants-line dk-grants-any" } else { "dk-grants-line" },
            th { scope: "row",
                span { "{name}" }
                if off {
                    span { class: "dk-quiet", {tr("roles-area-off")} }
                }
                if let Some(problem) = problem {
                    span { class: "tr-error", role: "alert", "{problem}" }
                }
            }
            for verb in Verb::ALL.iter().copied() {
                td { key: "{verb.word()}", class: "dk-grants-tick",
                    if area.verbs().contains(&verb) {
                        label { class: "dk-grant",
                            input {
                                class: "tr-checkbox",
                                r#type: "checkbox",
                                checked: current.has(area, verb),
                                disabled: fixed.then_some(true),
                                aria_label: "{name}: {said::verb(verb)}",
                                onchange: move |event| change(&|d| d.set(area, verb, event.checked())),
                            }
                            span { class: "dk-grant-word", aria_hidden: "true", {said::verb(verb)} }
                        }
                    }
                }
            }
            td { class: "dk-grants-reach",
                SelectField {
                    label: tr!("roles-reach-of", area = name.clone()),
                    hide_label: true,
                    value: current.reach(area).word(),
                    options: reaches,
                    disabled: fixed || !any,
                    on_change: move |word: String| {
                        if let Some(reach) = Reach::ALL.iter().copied().find(|r| r.word() == word) {
                            change(&|d| d.set_reach(area, reach));
                        }
                    },
                }
            }
        }
    }
}
