//! Whom something is for (TKT-04): everybody, or groups and agents together.

use dioxus::prelude::*;
use truckroll_domain::access::Targets;
use truckroll_ui::prelude::*;

use super::parts::{no_agents, use_staff};
use crate::desk::customers::Book;
use crate::desk::names::NameTicks;
use crate::desk::trouble::Waiting;

/// The list with one id more or less.
fn turned<T: std::str::FromStr + Copy + PartialEq>(all: &[T], id: &str, on: bool) -> Vec<T> {
    let Ok(id) = id.parse::<T>() else { return all.to_vec() };
    let others = all.iter().copied().filter(|known| *known != id);
    if on { others.chain([id]).collect() } else { others.collect() }
}

/// The choice.
#[component]
pub fn TargetsField(
    book: Book,
    #[props(into)] label: String,
    targets: Targets,
    /// Whether it may be for nobody, which is a choice of its own then.
    #[props(default)]
    optional: bool,
    error: Option<String>,
    on_change: EventHandler<Targets>,
) -> Element {
    // somebody is about to be named
    let mut naming = use_signal(|| !targets.all && !targets.is_empty());
    let word = match () {
        () if targets.all => "all",
        () if naming() || !targets.is_empty() || !optional => "some",
        () => "nobody",
    };
    let mut options = vec![Choice::new("all", tr("targets-all")), Choice::new("some", tr("targets-some"))];
    if optional {
        options.insert(0, Choice::new("nobody", tr("targets-nobody")));
    }
    rsx! {
        SelectField {
            label,
            value: word,
            options,
            error,
            on_change: move |word: String| {
                naming.set(word == "some");
                on_change.call(Targets { all: word == "all", ..Targets::default() });
            },
        }
        if word == "some" {
            Named { book, targets, on_change }
        }
    }
}

#[component]
fn Named(book: Book, targets: Targets, on_change: EventHandler<Targets>) -> Element {
    let read = use_staff(no_agents());
    let people: Vec<Choice> = book.agents.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())).collect();
    let (of_groups, of_agents) = (targets.clone(), targets.clone());
    match read.value() {
        None => rsx! { Waiting { read, rows: 3 } },
        Some(staff) => rsx! {
            NameTicks {
                all: staff
                    .groups
                    .iter()
                    .map(|now| Choice::new(now.group.id.to_string(), now.group.name.clone()))
                    .collect::<Vec<_>>(),
                what: tr("query-visible-groups"),
                chosen: targets.groups.iter().map(ToString::to_string).collect::<Vec<_>>(),
                on_turn: move |(id, on): (String, bool)| {
                    let groups = turned(&of_groups.groups, &id, on);
                    on_change.call(Targets { groups, ..of_groups.clone() });
                },
            }
            NameTicks {
                all: people,
                what: tr("query-visible-agents"),
                chosen: targets.agents.iter().map(ToString::to_string).collect::<Vec<_>>(),
                on_turn: move |(id, on): (String, bool)| {
                    let agents = turned(&of_agents.agents, &id, on);
                    on_change.call(Targets { agents, ..of_agents.clone() });
                },
            }
        },
    }
}
