//! Engineers: who is on shift, what they can do, how much waits for them, how old their position is. A name
//! leads to its visits.

use dioxus::prelude::*;
use truckroll_domain::people::Agent;
use truckroll_protocol::api::AgentItem;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::dispatch::is_old_position;
use crate::desk::line::NameLink;
use crate::desk::pages::{Finder, Nothing};
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::session::use_session;
use crate::words;

const PATH: &str = "/desk/engineers";

/// The screen.
#[component]
pub fn EngineersScreen(query: ReadSignal<Query>) -> Element {
    let read = use_live(|| vec!["visits".to_owned(), "agents".to_owned()], api::agents);
    let session = use_session();
    let found = use_memo(move || {
        let wanted = query.read().get("q").to_lowercase();
        let moved = session.moved.read();
        let mut list: Vec<AgentItem> = read.signal().read().clone()?;
        list.retain(|item| item.agent.is_engineer() && matches(&item.agent, &wanted));
        for item in &mut list {
            if let Some((place, at)) = moved.get(&item.agent.id)
                && item.position.and_then(|p| p.at).is_none_or(|known| known < *at)
            {
                let source = truckroll_domain::dispatch::PositionSource::Live;
                item.position = Some(truckroll_domain::dispatch::Position { place: *place, at: Some(*at), source });
            }
        }
        list.sort_by(|a, b| b.on_shift.cmp(&a.on_shift).then_with(|| a.agent.name.cmp(&b.agent.name)));
        Some(list)
    });
    rsx! {
        div { class: "dk-page dk-page-list",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("desk-nav-engineers")}
                    if let Some(list) = found.read().as_ref() {
                        span { class: "tr-count", "{list.len()}" }
                    }
                }
            }
            div { class: "dk-filters", Finder { path: PATH, query, label: tr("people-find-engineer") } }
            Stale { read }
            match found() {
                None => rsx! { Waiting { read, rows: 12 } },
                Some(list) if list.is_empty() => rsx! {
                    Nothing { path: PATH, query, icon: Icon::Users, title: tr("people-no-engineers"), text: tr("people-no-engineers-text") }
                },
                Some(list) => rsx! { EngineerLines { list } },
            }
        }
    }
}

fn matches(agent: &Agent, wanted: &str) -> bool {
    wanted.is_empty()
        || agent.name.to_lowercase().contains(wanted)
        || agent.skills.iter().any(|skill| skill.to_lowercase().contains(wanted))
}

/// The rows.
#[component]
pub fn EngineerLines(list: Vec<AgentItem>) -> Element {
    rsx! {
        ul { class: "dk-plain-list dk-lines dk-lines-engineers dk-scroll", aria_label: tr("desk-nav-engineers"),
            for item in list {
                li { key: "{item.agent.id}", EngineerLine { item } }
            }
        }
    }
}

#[component]
fn EngineerLine(item: AgentItem) -> Element {
    let format = use_format();
    let agent = &item.agent;
    let old = item.position.as_ref().is_none_or(|p| is_old_position(p, format.now_ms));
    let position = match &item.position {
        None => tr("dispatch-no-position-known"),
        Some(position) => match position.at {
            Some(at) => {
                tr!("dispatch-position", source = words::source_word(position.source), age = format.age(at.ms()))
            }
            None => words::source_word(position.source),
        },
    };
    let (tone, shift_word) = match (item.on_shift, agent.accepting) {
        (true, true) => (Tone::Done, tr("people-on-shift")),
        (true, false) => (Tone::Paused, tr("dispatch-not-accepting")),
        (false, _) => (Tone::Neutral, tr("dispatch-off-shift")),
    };
    rsx! {
        div { class: "dk-line",
            span { class: "dk-cell dk-cell-main",
                Avatar {
                    name: agent.name.clone(),
                    photo: agent.photo.as_deref().map(api::attachment),
                    size: AvatarSize::Small,
                    decorative: true,
                }
                NameLink { href: "/desk/visits?assignee={agent.id}", name: agent.name.clone() }
            }
            span { class: "dk-cell dk-cell-state", Badge { tone, label: shift_word, kind: BadgeKind::Plain } }
            span { class: "dk-cell dk-cell-sub", {agent.skills.join(", ")} }
            span { class: "dk-cell dk-cell-who tr-figures", {tr!("dispatch-open-visits", count = item.open_visits)} }
            span { class: "dk-cell dk-cell-number tr-figures dk-quiet", {shift(agent)} }
            span { class: if old { "dk-cell dk-cell-when dk-quiet dk-old" } else { "dk-cell dk-cell-when" }, "{position}" }
        }
    }
}

/// The daily shift, `08:00–17:00`.
fn shift(agent: &Agent) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60 % 24, minute % 60);
    match (agent.shift_from_min, agent.shift_to_min) {
        (Some(from), Some(to)) => tr!("window", from = clock(from), until = clock(to)),
        _ => tr("people-no-shift"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_line_says_skills_shift_and_load() {
        let html = sample::render(Locale::En, || rsx! { EngineerLines { list: sample::agents() } });
        for said in ["Chen Wei", "lift-a", "08:00–17:00", "1 open visit"] {
            assert!(html.contains(said), "{said}: {html}");
        }
    }
}
