//! Which fields a link asks for: chosen, in order, needed or only shown, with what stands there already.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::publishing::Ask;
use truckroll_ui::prelude::*;

/// A field that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its key.
    pub key: String,
    /// What people read.
    pub name: String,
    /// Whether something can stand there already.
    pub given: bool,
}

/// What was chosen, and what stands there already.
pub type Asked = (Vec<Ask>, BTreeMap<String, String>);

/// The list with one more or less, or one at another place.
fn changed(asked: &[Ask], key: &str, change: impl FnOnce(&mut Vec<Ask>, Option<usize>)) -> Vec<Ask> {
    let mut all = asked.to_vec();
    let at = all.iter().position(|ask| ask.key == key);
    change(&mut all, at);
    all
}

/// The list.
#[component]
pub fn AskList(
    #[props(into)] title: String,
    lines: Vec<Line>,
    asked: Vec<Ask>,
    given: BTreeMap<String, String>,
    error: Option<String>,
    on_change: EventHandler<Asked>,
) -> Element {
    let rest: Vec<Line> = lines.iter().filter(|line| !asked.iter().any(|ask| ask.key == line.key)).cloned().collect();
    let name =
        |key: &str| lines.iter().find(|line| line.key == key).map_or_else(|| key.to_owned(), |line| line.name.clone());
    let can = |key: &str| lines.iter().any(|line| line.key == key && line.given);
    let put = {
        let given = given.clone();
        move |asked: Vec<Ask>| on_change.call((asked, given.clone()))
    };
    rsx! {
        fieldset { class: "dk-checks dk-asking",
            legend { class: "tr-label", "{title}" }
            if let Some(error) = error {
                p { class: "tr-error", role: "alert", "{error}" }
            }
            for (index, ask) in asked.clone().into_iter().enumerate() {
                div { key: "{ask.key}", class: "dk-group-line",
                    p { class: "dk-cell-title", {name(&ask.key)} }
                    CheckField {
                        label: tr("publish-required"),
                        checked: ask.required,
                        disabled: ask.read_only,
                        on_change: {
                            let (put, asked, key) = (put.clone(), asked.clone(), ask.key.clone());
                            move |on: bool| put(changed(&asked, &key, |all, at| if let Some(at) = at { all[at].required = on }))
                        },
                    }
                    CheckField {
                        label: tr("publish-read-only"),
                        checked: ask.read_only,
                        on_change: {
                            let (put, asked, key) = (put.clone(), asked.clone(), ask.key.clone());
                            move |on: bool| put(changed(&asked, &key, |all, at| if let Some(at) = at {
                                all[at].read_only = on;
                                all[at].required &= !on;
                            }))
                        },
                    }
                    if can(&ask.key) {
                        TextField {
                            label: tr!("publish-given", name = name(&ask.key)),
                            value: given.get(&ask.key).cloned().unwrap_or_default(),
                            max_length: 500,
                            on_input: {
                                let (asked, key, given) = (asked.clone(), ask.key.clone(), given.clone());
                                move |text: String| {
                                    let mut given = given.clone();
                                    if text.trim().is_empty() { given.remove(&key) } else { given.insert(key.clone(), text) };
                                    on_change.call((asked.clone(), given));
                                }
                            },
                        }
                    }
                    Button {
                        label: tr!("publish-up", name = name(&ask.key)),
                        icon: Icon::ChevronUp,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        disabled: index == 0,
                        on_press: {
                            let (put, asked, key) = (put.clone(), asked.clone(), ask.key.clone());
                            move |_| put(changed(&asked, &key, |all, at| if let Some(at) = at.filter(|at| *at > 0) { all.swap(at, at - 1) }))
                        },
                    }
                    Button {
                        label: tr!("templates-drop", name = name(&ask.key)),
                        icon: Icon::Close,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: {
                            let (asked, key, given) = (asked.clone(), ask.key.clone(), given.clone());
                            move |_| {
                                let mut given = given.clone();
                                given.remove(&key);
                                on_change.call((changed(&asked, &key, |all, at| if let Some(at) = at { drop(all.remove(at)) }), given));
                            }
                        },
                    }
                }
            }
            if !rest.is_empty() {
                SelectField {
                    label: tr("publish-add"),
                    value: "",
                    none_label: tr("ticket-forms-choose"),
                    options: rest.iter().map(|line| Choice::new(line.key.clone(), line.name.clone())).collect::<Vec<_>>(),
                    on_change: {
                        let (put, asked) = (put.clone(), asked.clone());
                        move |key: String| {
                            if !key.is_empty() {
                                put(changed(&asked, &key, |all, _| all.push(Ask { key: key.clone(), ..Ask::default() })));
                            }
                        }
                    },
                }
            }
        }
    }
}
