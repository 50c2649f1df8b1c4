//! Roster (ORG-25): who works when, a month at a time. Planners paint shifts on days; everybody else sees his own.
//!
//! What is painted is shown at once and sent when the pointer is let go; the server names the cells that somebody else had
//! changed, and they are left as they are.

use dioxus::prelude::*;
use jiff::civil::Date;
use truckroll_domain::ShiftId;
use truckroll_protocol::api::roster::{CellChange, RosterChange, RosterNow};
use truckroll_ui::prelude::*;

use crate::api::planning;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::is_narrow;

mod files;
mod grid;
mod narrow;
mod shifts;
mod state;
mod swaps;

use files::Files;
use grid::Grid;
use narrow::NarrowRoster;
use shifts::Brushes;
use state::{Painted, days, month, narrowed, shifted};
use swaps::Swaps;

/// The address of the screen.
const PATH: &str = "/desk/roster";
/// What the screen hears of.
const TOPICS: [&str; 6] = ["roster", "shift", "swap", "calendar", "agent", "visits"];

/// Cells of one request; the server takes 5,000.
const AT_ONCE: usize = 2_000;

/// What is painted with: a shift, or clearing.
type Brush = Option<ShiftId>;

/// The sentence of a problem key.
fn problem(key: &str) -> String {
    let known = format!("roster-problem-{}", key.replace('_', "-"));
    if has_message(&known) {
        return tr(&known);
    }
    // counts stand for what is in use
    tr(if key.parse::<u64>().is_ok() { "roster-problem-days" } else { "roster-problem-other" })
}

/// The screen.
#[component]
pub fn RosterScreen(query: ReadSignal<Query>) -> Element {
    let format = use_format();
    let go = use_go();
    let now = format.today();
    let shown = use_memo(move || month(query.read().get("month"), now));
    let read = use_live(
        || TOPICS.map(str::to_owned).to_vec(),
        move || {
            let (first, last) = (shown().first_of_month(), shown().last_of_month());
            async move { planning::roster(first, last).await.map(|roster| (first, roster)) }
        },
    );
    let to = move |text: String| go.instead(format!("{PATH}{}", query.peek().with("month", &text).suffix()));
    let name =
        tr!("roster-month", month = tr(&format!("month-{}", shown().month())), year = shown().year().to_string());
    // the answer for another month is not this one's
    let here = read.value().filter(|(first, _)| *first == shown().first_of_month()).map(|(_, roster)| roster);
    rsx! {
        div { class: "dk-page dk-roster-page",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("roster-title")} }
                div { class: "dk-roster-month",
                    Button {
                        label: tr("roster-before"),
                        icon: Icon::ChevronLeft,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| to(shifted(*shown.peek(), -1)),
                    }
                    h2 { class: "dk-month-name", aria_live: "polite", "{name}" }
                    Button {
                        label: tr("roster-after"),
                        icon: Icon::ChevronRight,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| to(shifted(*shown.peek(), 1)),
                    }
                    Button { label: tr("roster-today"), kind: ButtonKind::Ghost, on_press: move |_| to(String::new()) }
                }
            }
            Stale { read }
            match here {
                Some(roster) => rsx! {
                    Plan { roster, month: shown(), group: query.read().get("group").to_owned(), on_group: move |group: String| {
                        go.instead(format!("{PATH}{}", query.peek().with("group", &group).suffix()));
                    } }
                },
                None => rsx! { Waiting { read } },
            }
        }
    }
}

/// The month with everything around it.
#[component]
pub fn Plan(roster: RosterNow, month: Date, group: String, on_group: EventHandler<String>) -> Element {
    let format = use_format();
    let toasts = use_toasts();
    let changes = use_changes();
    let mut painted = use_signal(Painted::default);
    let brush = use_signal(|| None::<Brush>);
    let mut waiting = use_signal(Vec::<CellChange>::new);
    let mut sending = use_signal(|| false);
    let mut failure = use_signal(|| None::<String>);
    // one request at a time, in the order of the strokes
    let send = use_callback(move |cells: Vec<CellChange>| {
        waiting.write().extend(cells);
        if *sending.peek() || waiting.peek().is_empty() {
            return;
        }
        sending.set(true);
        failure.set(None);
        spawn(async move {
            loop {
                let next: Vec<CellChange> = {
                    let mut waiting = waiting.write();
                    let count = waiting.len().min(AT_ONCE);
                    waiting.drain(..count).collect()
                };
                if next.is_empty() {
                    break;
                }
                match planning::change_roster(&RosterChange { cells: next }).await {
                    Ok(written) if written.refused.is_empty() => {}
                    Ok(written) => {
                        for cell in &written.refused {
                            painted.write().over.remove(&(cell.agent, cell.day));
                        }
                        toasts.say(Tone::Alert, tr!("roster-cells-refused", count = written.refused.len()));
                    }
                    Err(fault) => {
                        // what was not taken is not shown as if it were
                        waiting.write().clear();
                        painted.write().settle();
                        failure.set(Some(fault.to_string()));
                    }
                }
            }
            sending.set(false);
            changes.announce(["roster"]);
        });
    });
    // what the server says now counts again
    let known = roster.clone();
    use_effect(use_reactive!(|known| {
        let _ = &known;
        // strokes that are still to be sent stay
        if !*sending.peek() {
            painted.write().settle();
        }
    }));
    let rows = roster.rows.clone();
    let paint = use_callback(move |(cells, shift): (Vec<state::Cell>, Brush)| {
        let sent = painted.write().paint(&rows, &cells, shift);
        send.call(sent);
    });
    let rows = roster.rows.clone();
    let undo = use_callback(move |()| {
        let sent = painted.write().undo(&rows);
        if !sent.is_empty() {
            send.call(sent);
            toasts.say(Tone::Neutral, tr("roster-undone"));
        }
    });
    let agents = narrowed(&roster.agents, &group);
    let days = days(month);
    let groups: Vec<Choice> = roster.groups.iter().map(|g| Choice::new(g.id.to_string(), g.name.clone())).collect();
    let may_edit = roster.may_edit;
    let now = format.today();
    let templates = roster.shifts.clone();
    rsx! {
        Failed { failure: failure() }
        if roster.empty && may_edit {
            Notice { tone: Tone::Neutral, title: tr("roster-empty"), text: tr("roster-empty-text") }
        }
        Swaps { swaps: roster.swaps.clone(), agents: roster.agents.clone(), shifts: templates.clone(), may_edit }
        div { class: "dk-roster-tools",
            if may_edit {
                Brushes { shifts: templates.clone(), brush }
            }
            div { class: "dk-roster-more",
                if !groups.is_empty() {
                    SelectField {
                        label: tr("roster-group"),
                        hide_label: true,
                        value: group.clone(),
                        options: groups,
                        none_label: tr("roster-everybody"),
                        on_change: move |group| on_group.call(group),
                    }
                }
                if may_edit {
                    Button {
                        label: tr("roster-undo"),
                        icon: Icon::Undo,
                        kind: ButtonKind::Ghost,
                        shortcut: "Control+Z",
                        disabled: !painted.read().can_undo(),
                        on_press: move |_| undo.call(()),
                    }
                    Files { month }
                }
            }
        }
        if agents.is_empty() {
            Empty { icon: Icon::Users, title: tr("roster-nobody") }
        } else if is_narrow() {
            NarrowRoster { roster: roster.clone(), painted, agents, days, now, paint }
        } else {
            Grid { roster: roster.clone(), painted, agents, days, now, brush, paint, undo }
        }
        if !roster.conflicts.is_empty() {
            Section { title: tr("roster-conflicts"),
                ul { class: "dk-plain-list dk-conflicts",
                    for one in roster.conflicts.clone() {
                        li { key: "{one.visit}",
                            Glyph { icon: Icon::Warning, size: 16 }
                            crate::desk::line::NameLink {
                                href: format!("/desk/visits/{}", one.visit),
                                name: tr!(
                                    "roster-conflict",
                                    agent = name_of(&roster, one.agent),
                                    title = one.title.clone(),
                                    time = format!("{} {}", format.civil(one.day, false), format.clock(one.at.ms()))
                                ),
                            }
                        }
                    }
                }
            }
        }
    }
}

fn name_of(roster: &RosterNow, id: truckroll_domain::AgentId) -> String {
    roster.agents.iter().find(|agent| agent.id == id).map(|agent| agent.name.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;
    use truckroll_domain::calendar::Range;
    use truckroll_domain::roster::{Colour, Shift};
    use truckroll_protocol::api::roster::{RosterAgent, ShiftNow};

    use super::*;
    use crate::sample;

    fn roster(may_edit: bool) -> RosterNow {
        let shift = Shift {
            id: ShiftId::from_parts(1, [1; 10]),
            name: "Early".into(),
            colour: Colour::Teal,
            ranges: vec![Range { from_min: 360, to_min: 840 }],
            archived: false,
        };
        let agent = |n: u8, name: &str| RosterAgent { id: sample::agent_id(n), name: name.into(), groups: Vec::new() };
        RosterNow {
            rows: BTreeMap::from([(sample::agent_id(1), BTreeMap::from([(date(2026, 3, 4), shift.id)]))]),
            shifts: vec![ShiftNow { shift, seq: 1 }],
            agents: vec![agent(1, "Chen Wei"), agent(2, "Li Na")],
            may_edit,
            ..RosterNow::default()
        }
    }

    fn render(locale: Locale, roster: RosterNow) -> String {
        sample::render(locale, move || {
            let roster = roster.clone();
            rsx! { Plan { roster, month: date(2026, 3, 1), group: "", on_group: |_| {} } }
        })
    }

    #[test]
    fn the_month_shows_shifts_in_words_and_counts_people() {
        for locale in Locale::ALL {
            let html = render(locale, roster(true));
            for said in ["Chen Wei", "Li Na", "role=\"grid\"", "Early"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains(">roster-"), "{html}");
        }
        assert!(render(Locale::En, roster(true)).contains("Chen Wei, Wed 4 Mar: Early"));
    }

    #[test]
    fn whoever_may_not_plan_has_nothing_to_paint_with() {
        let html = render(Locale::En, roster(false));
        assert!(html.contains("Chen Wei, Wed 4 Mar: Early") && !html.contains("Paint with"), "{html}");
        let nobody = RosterNow { agents: Vec::new(), ..roster(false) };
        assert!(render(Locale::En, nobody).contains("Nobody is in this group"));
    }
}
