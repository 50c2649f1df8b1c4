//! What several sections of the settings are made of: being overtaken by a colleague, words one by one, picking people.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::AgentId;
use truckroll_domain::people::Agent;
use truckroll_protocol::api::staff::StaffNow;
use truckroll_ui::prelude::*;

use crate::api;

/// Definitions that the staff pages show, as topics of their reads.
#[must_use]
pub fn topics() -> Vec<String> {
    ["agent", "group", "role", "switches"].map(str::to_owned).to_vec()
}

/// Everything the staff pages show, asked again whenever it changes.
pub fn use_staff() -> Live<StaffNow> {
    use_live(topics, api::staff::now)
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
    on_discard: Option<EventHandler<()>>,
) -> Element {
    rsx! {
        footer { class: "dk-form-foot dk-form-foot-stay",
            p { class: "dk-quiet", role: "status",
                if problems > 0 {
                    {tr!("rules-problems", count = problems)}
                } else if changed {
                    {tr("rules-unsaved")}
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

/// People found by a few letters of name or account.
fn offered(agents: &[Agent], taken: &[AgentId], words: &str) -> Vec<Agent> {
    let wanted = words.trim().to_lowercase();
    let fits = |agent: &&Agent| {
        !taken.contains(&agent.id)
            && agent.disabled_at.is_none()
            && (agent.name.to_lowercase().contains(&wanted) || agent.account.contains(&wanted))
    };
    if wanted.is_empty() { Vec::new() } else { agents.iter().filter(fits).take(OFFERED).cloned().collect() }
}

/// Adds people one by one: a few letters, then the one that is meant.
#[component]
pub fn PeoplePicker(
    #[props(into)] label: String,
    #[props(into)] hint: Option<String>,
    /// Everybody who can be added.
    agents: Vec<Agent>,
    /// Who is there already.
    taken: Vec<AgentId>,
    on_pick: EventHandler<AgentId>,
) -> Element {
    let mut words = use_signal(String::new);
    let found = offered(&agents, &taken, &words.read());
    let first = found.first().map(|agent| agent.id);
    let nobody = found.is_empty() && !words.read().trim().is_empty();
    let mut pick = move |agent: AgentId| {
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
                    if let Some(first) = first {
                        pick(first);
                    }
                },
            }
            div { role: "status",
                if nobody {
                    p { class: "tr-hint", {tr("staff-nobody-found")} }
                }
            }
            if !found.is_empty() {
                ul { class: "dk-plain-list dk-people-found", aria_label: label,
                    for agent in found {
                        li { key: "{agent.id}",
                            ListRow {
                                title: agent.name.clone(),
                                subtitle: agent.account.clone(),
                                lead: rsx! {
                                    Avatar {
                                        name: agent.name.clone(),
                                        photo: agent.photo.as_deref().map(api::attachment),
                                        size: AvatarSize::Small,
                                        decorative: true,
                                    }
                                },
                                on_open: move |()| pick(agent.id),
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_picker_offers_those_who_fit_and_are_not_there_yet() {
        let agents: Vec<Agent> = sample::staff().agents.into_iter().map(|one| one.agent).collect();
        let names = |taken: &[AgentId], words: &str| -> Vec<String> {
            offered(&agents, taken, words).into_iter().map(|agent| agent.name).collect()
        };
        assert!(names(&[], " ").is_empty());
        assert_eq!(names(&[], "li"), ["Li Na", "Sun Li"]);
        assert_eq!(names(&[sample::agent_id(2)], "LI"), ["Sun Li"]);
        assert!(names(&[], "zhao").is_empty(), "who is disabled is not offered");
    }
}
