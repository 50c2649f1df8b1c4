//! Who sees a saved query (CUS-11): its author, everybody, some groups or some agents.

use dioxus::prelude::*;
use truckroll_protocol::api::Visible;
use truckroll_ui::prelude::*;

use super::book::Book;
use crate::admin::parts::{no_agents, use_staff};
use crate::desk::names::NameTicks;
use crate::desk::trouble::Waiting;

/// The word of an audience.
fn word(visible: &Visible) -> &'static str {
    match visible {
        Visible::Me => "me",
        Visible::All => "all",
        Visible::Groups { .. } => "groups",
        Visible::Agents { .. } => "agents",
    }
}

/// The audience of a word, with nobody named yet.
fn of_word(word: &str) -> Visible {
    match word {
        "all" => Visible::All,
        "groups" => Visible::Groups { groups: Vec::new() },
        "agents" => Visible::Agents { agents: Vec::new() },
        _ => Visible::Me,
    }
}

/// Whether somebody is named where somebody must be.
#[must_use]
pub fn is_chosen(visible: &Visible) -> bool {
    match visible {
        Visible::Me | Visible::All => true,
        Visible::Groups { groups } => !groups.is_empty(),
        Visible::Agents { agents } => !agents.is_empty(),
    }
}

/// The ids that are named.
fn named(visible: &Visible) -> Vec<String> {
    match visible {
        Visible::Me | Visible::All => Vec::new(),
        Visible::Groups { groups } => groups.iter().map(ToString::to_string).collect(),
        Visible::Agents { agents } => agents.iter().map(ToString::to_string).collect(),
    }
}

/// The audience with one name more or less.
fn turned(visible: &Visible, id: &str, on: bool) -> Visible {
    fn turn<T: std::str::FromStr + Copy + PartialEq>(all: &[T], id: &str, on: bool) -> Vec<T> {
        let Ok(id) = id.parse::<T>() else { return all.to_vec() };
        let others = all.iter().copied().filter(|known| *known != id);
        if on { others.chain([id]).collect() } else { others.collect() }
    }
    match visible {
        Visible::Groups { groups } => Visible::Groups { groups: turn(groups, id, on) },
        Visible::Agents { agents } => Visible::Agents { agents: turn(agents, id, on) },
        other => other.clone(),
    }
}

/// The choice.
#[component]
pub fn Audience(book: Book, visible: Signal<Visible>, tried: bool) -> Element {
    let mut visible = visible;
    let now = visible();
    let options: Vec<Choice> =
        ["me", "all", "groups", "agents"].map(|word| Choice::new(word, tr(&format!("query-visible-{word}")))).to_vec();
    let people: Vec<Choice> = book.agents.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())).collect();
    let lacking = tried && !is_chosen(&now);
    rsx! {
        SelectField {
            label: tr("query-visible"),
            value: word(&now),
            options,
            error: lacking.then(|| tr("query-visible-none")),
            on_change: move |word: String| visible.set(of_word(&word)),
        }
        match now {
            Visible::Groups { .. } => rsx! { Groups { visible } },
            Visible::Agents { .. } => rsx! { Names { all: people, what: tr("query-visible-agents"), visible } },
            Visible::Me | Visible::All => rsx! {},
        }
    }
}

/// The groups of the organisation.
#[component]
fn Groups(visible: Signal<Visible>) -> Element {
    let read = use_staff(no_agents());
    match read.value() {
        None => rsx! { Waiting { read, rows: 3 } },
        Some(staff) => {
            let all: Vec<Choice> =
                staff.groups.iter().map(|now| Choice::new(now.group.id.to_string(), now.group.name.clone())).collect();
            rsx! { Names { all, what: tr("query-visible-groups"), visible } }
        }
    }
}

/// Names to tick.
#[component]
fn Names(all: Vec<Choice>, what: String, visible: Signal<Visible>) -> Element {
    let mut visible = visible;
    let chosen = named(&visible.read());
    rsx! {
        NameTicks {
            all,
            what,
            chosen,
            on_turn: move |(id, on): (String, bool)| {
                let now = visible.peek().clone();
                visible.set(turned(&now, &id, on));
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::{AgentId, GroupId};

    use super::*;

    #[test]
    fn names_are_ticked_one_by_one_and_somebody_must_be() {
        let (east, west) = (GroupId::from_parts(1, [1; 10]), GroupId::from_parts(1, [2; 10]));
        let mut visible = of_word("groups");
        assert!(!is_chosen(&visible) && is_chosen(&of_word("me")) && is_chosen(&of_word("all")));
        for (id, on) in [(east, true), (west, true), (east, true), (west, false)] {
            visible = turned(&visible, &id.to_string(), on);
        }
        assert_eq!(visible, Visible::Groups { groups: vec![east] });
        assert_eq!(turned(&visible, "nobody", true), visible);
        let agent = AgentId::from_parts(1, [3; 10]);
        let agents = turned(&of_word("agents"), &agent.to_string(), true);
        assert_eq!((word(&agents), named(&agents)), ("agents", vec![agent.to_string()]));
    }
}
