//! What several sections of the settings are made of: being overtaken by a colleague, words one by one, picking people.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::AgentId;
use truckroll_domain::people::Agent;
use truckroll_protocol::api::staff::{AgentNow, StaffNow, StaffQuery};
use truckroll_ui::prelude::*;

use crate::api;

/// Definitions that the staff pages show, as topics of their reads.
#[must_use]
pub fn topics() -> Vec<String> {
    ["agent", "group", "role", "switches"].map(str::to_owned).to_vec()
}

/// What a page asks that shows no agents: as few of them as can be.
#[must_use]
pub fn no_agents() -> StaffQuery {
    StaffQuery { limit: Some(1), ..StaffQuery::default() }
}

/// Everything the staff pages show with the agents that are asked for, read again whenever it changes.
pub fn use_staff(asked: StaffQuery) -> Live<StaffNow> {
    use_live(topics, move || {
        let asked = asked.clone();
        async move { api::staff::now(&asked).await }
    })
}

/// What is wrong with one member, in words: the message `<area>-problem-<word>`, or `<area>-problem-other`.
#[must_use]
pub fn problem(area: &str, problems: &BTreeMap<String, String>, member: &str) -> Option<String> {
    let word = problems.get(member)?;
    let known = format!("{area}-problem-{}", word.replace('_', "-"));
    Some(if has_message(&known) { tr(&known) } else { tr(&format!("{area}-problem-other")) })
}

/// A colleague saved something else while this was being changed.
#[component]
pub fn Overtaken(#[props(into)] title: String, on_take: EventHandler<()>, on_keep: EventHandler<()>) -> Element {
    rsx! {
        Notice { tone: Tone::Alert, title, text: tr("staff-overtaken-text"),
            Button { label: tr("staff-take-theirs"), on_press: move |_| on_take.call(()) }
            Button { label: tr("rules-keep-mine"), on_press: move |_| on_keep.call(()) }
        }
    }
}

/// The bar at the foot of a form: what is wrong or unsaved, discard, save.
#[component]
pub fn SaveBar(
    changed: bool,
    problems: usize,
    busy: bool,
    /// What the button says; "Save" by default.
    #[props(into)]
    verb: Option<String>,
    /// What is said while nothing is changed, such as who wrote it last.
    #[props(into)]
    said: Option<String>,
    on_discard: Option<EventHandler<()>>,
) -> Element {
    rsx! {
        footer { class: "dk-form-foot dk-form-foot-stay",
            p { class: "dk-quiet", role: "status",
                if problems > 0 {
                    {tr!("rules-problems", count = problems)}
                } else if changed {
                    {tr("rules-unsaved")}
                } else if let Some(said) = said {
                    "{said}"
                }
            }
            if let Some(on_discard) = on_discard.filter(|_| changed) {
                Button {
                    label: tr("rules-discard"),
                    kind: ButtonKind::Ghost,
                    on_press: move |_| on_discard.call(()),
                }
            }
            Button {
                label: verb.unwrap_or_else(|| tr("verb-save")),
                kind: ButtonKind::Primary,
                submit: true,
                busy,
                disabled: !changed,
            }
        }
    }
}

/// A field that adds a word to a list: Enter or the button.
#[component]
pub fn WordAdder(
    #[props(into)] label: String,
    #[props(into)] hint: Option<String>,
    error: Option<String>,
    /// Words that colleagues have; those in use here are left out by the caller.
    suggestions: Vec<String>,
    on_add: EventHandler<String>,
) -> Element {
    let mut typed = use_signal(String::new);
    let mut add = move || {
        let word = std::mem::take(&mut *typed.write());
        if !word.trim().is_empty() {
            on_add.call(word);
        }
    };
    rsx! {
        div { class: "dk-word-add",
            TextField {
                label: label.clone(),
                hint,
                error,
                value: typed(),
                max_length: 40,
                on_input: move |text| typed.set(text),
                on_enter: move |()| add(),
            }
            Button {
                label: tr!("staff-add-to", name = label),
                icon: Icon::Plus,
                icon_only: true,
                on_press: move |_| add(),
            }
        }
        if !suggestions.is_empty() {
            div { class: "dk-suggestions", role: "group", aria_label: tr("staff-suggestions"),
                for word in suggestions.into_iter().take(8) {
                    button {
                        key: "{word}",
                        class: "dk-chip dk-chip-add",
                        r#type: "button",
                        onclick: {
                            let word = word.clone();
                            move |_| on_add.call(word.clone())
                        },
                        Glyph { icon: Icon::Plus, size: 14 }
                        "{word}"
                    }
                }
            }
        }
    }
}

/// A word or person in a list, with a cross.
#[component]
pub fn Chip(
    #[props(into)] word: String,
    /// What the cross says; without it there is none.
    #[props(into)]
    remove: Option<String>,
    on_remove: EventHandler<()>,
    children: Element,
) -> Element {
    rsx! {
        span { class: "dk-chip",
            {children}
            span { class: "dk-chip-word", "{word}" }
            if let Some(remove) = remove {
                button {
                    class: "dk-chip-cross",
                    r#type: "button",
                    aria_label: remove.clone(),
                    title: remove,
                    onclick: move |_| on_remove.call(()),
                    Glyph { icon: Icon::Close, size: 14 }
                }
            }
        }
    }
}

/// How many people a picker offers at once.
const OFFERED: usize = 6;
/// How many it asks for, so that some are left when those who are there already are taken out.
const SOUGHT: i64 = 50;

/// Of those who were found the first who are not there yet.
fn offered(found: Vec<AgentNow>, taken: &[AgentId]) -> Vec<AgentNow> {
    found.into_iter().filter(|one| !taken.contains(&one.agent.id)).take(OFFERED).collect()
}

/// Adds people one by one: a few letters of name, account or number, then the one that is meant. The server finds them.
#[component]
pub fn PeoplePicker(
    #[props(into)] label: String,
    #[props(into)] hint: Option<String>,
    /// Who can be added, of those who work here.
    among: StaffQuery,
    /// Who is there already.
    taken: Vec<AgentId>,
    /// Offers the first of them before a letter is typed.
    #[props(default)]
    at_once: bool,
    on_pick: EventHandler<AgentNow>,
) -> Element {
    let mut words = use_signal(String::new);
    let read = use_live(topics, move || {
        let q = words.read().trim().to_owned();
        let asked = StaffQuery { q: q.clone(), state: "enabled".into(), limit: Some(SOUGHT), ..among.clone() };
        async move {
            if q.is_empty() && !at_once {
                return Ok((q, Vec::new()));
            }
            api::staff::agents(&asked).await.map(|page| (q, page.rows))
        }
    });
    let typed = words.read().trim().to_owned();
    // the answer to other letters offers nobody
    let answer = read.value().filter(|(of, _)| *of == typed).map(|(_, found)| found);
    let answered = answer.is_some();
    let found = offered(answer.unwrap_or_default(), &taken);
    let first = found.first().cloned();
    let nobody = answered && found.is_empty() && !typed.is_empty();
    let mut pick = move |agent: AgentNow| {
        words.set(String::new());
        on_pick.call(agent);
    };
    rsx! {
        div { class: "dk-people",
            TextField {
                label: label.clone(),
                hint,
                kind: TextKind::Search,
                value: words(),
                max_length: 60,
                on_input: move |text| words.set(text),
                on_enter: move |()| {
                    if let Some(first) = first.clone() {
                        pick(first);
                    }
                },
            }
            div { role: "status",
                if nobody {
                    p { class: "tr-hint", {tr("staff-nobody-found")} }
                }
            }
            if let Some(fault) = read.error() {
                p { class: "tr-error", role: "alert", "{fault}" }
            }
            if !found.is_empty() {
                ul { class: "dk-plain-list dk-people-found", aria_label: label,
                    for one in found {
                        li { key: "{one.agent.id}",
                            ListRow {
                                title: one.agent.name.clone(),
                                subtitle: one.agent.account.clone(),
                                lead: rsx! { Face { agent: one.agent.clone() } },
                                on_open: move |()| pick(one.clone()),
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A small portrait beside a name.
#[component]
pub fn Face(agent: Agent) -> Element {
    rsx! {
        Avatar {
            name: agent.name.clone(),
            photo: agent.photo.as_deref().map(api::attachment),
            size: AvatarSize::Small,
            decorative: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_picker_offers_those_who_were_found_and_are_not_there_yet() {
        let names = |taken: &[AgentId]| -> Vec<String> {
            offered(sample::staff().agents, taken).into_iter().map(|one| one.agent.name).collect()
        };
        assert_eq!(names(&[]).len(), sample::staff().agents.len());
        assert!(!names(&[sample::agent_id(2)]).contains(&"Li Na".to_owned()));
    }
}
