//! My shifts (ORG-25): this week, the next one and later; changing shifts with a colleague.
//!
//! The shifts are on the phone and are shown without network. Asking and answering needs a connection, because the roster is
//! the server's to change.

mod ask;

use std::collections::BTreeMap;

use dioxus::prelude::*;
use jiff::civil::Date;
use truckroll_domain::people::Agent;
use truckroll_domain::roster::{Shift, Swap, SwapState, SwapStep};
use truckroll_domain::{AgentId, ShiftId, SwapId, day};
use truckroll_replica::ask::{Answer, Ask};
use truckroll_ui::prelude::*;

use crate::platform;
use crate::route::use_go;
use crate::session::use_session;
use crate::shell::{Screen, Section, Tab, coming};
use crate::store::{self, SYNC};

pub use ask::NewSwapScreen;

/// Days that are listed after the next week.
const LATER_DAYS: i64 = 60;

/// What the phone knows of the roster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mine {
    /// Templates.
    pub shifts: Vec<Shift>,
    /// Shift by day.
    pub days: BTreeMap<Date, ShiftId>,
    /// Open requests.
    pub swaps: Vec<Swap>,
}

/// A read of the own roster, asked again whenever the store heard from the server.
pub fn use_roster() -> Live<Mine> {
    use_live(
        || vec![SYNC.to_owned()],
        || {
            let asked = platform::ask(Ask::Roster);
            async move {
                match asked.await {
                    Answer::Roster { shifts, days, swaps } => Ok(Mine { shifts, days, swaps }),
                    _ => Err(tr("load-failed")),
                }
            }
        },
    )
}

/// Why something was not done, as a sentence.
fn sentence(code: &str) -> String {
    let word = code.replace('_', "-");
    for key in [format!("swap-problem-{word}"), format!("swap-{word}")] {
        if has_message(&key) {
            return tr(&key);
        }
    }
    tr("swap-failed")
}

/// Sends a question to the server and says why it was not done.
async fn to_server(ask: Ask) -> Result<(), String> {
    match platform::ask(ask).await {
        Answer::Done => Ok(()),
        Answer::NotDone { code } => Err(sentence(&code)),
        _ => Err(tr("swap-failed")),
    }
}

/// The days of this week, the next one, and later ones: all of the weeks, of later only those with a shift.
fn weeks(today: Date, days: &BTreeMap<Date, ShiftId>) -> [Vec<Date>; 3] {
    let days_since_monday = i64::from(today.weekday().to_monday_zero_offset());
    let from = |n: i64, count: i64| (n..n + count).filter_map(move |n| day::plus(today, n - days_since_monday));
    let later = from(14, LATER_DAYS).filter(|day| days.contains_key(day));
    [from(0, 7).filter(|day| *day >= today).collect(), from(7, 7).collect(), later.collect()]
}

/// The screen.
#[component]
pub fn ShiftsScreen() -> Element {
    let session = use_session();
    let go = use_go();
    let read = use_roster();
    let colleagues = store::use_colleagues();
    let changes = use_changes();
    let toasts = use_toasts();
    let me = session.me().map(|me| me.agent.id).unwrap_or_default();
    let send = use_send(
        |(id, step): (SwapId, SwapStep)| to_server(Ask::StepSwap { id, step }),
        move |()| {
            toasts.say(Tone::Done, tr("swap-done"));
            changes.announce([SYNC]);
        },
    );
    rsx! {
        Screen {
            title: tr("my-shifts"),
            back: (String::from("/engineer/me"), tr("nav-me")),
            tab: Tab::Me,
            div { class: "tr-stack",
                if session.offline() {
                    p { class: "tr-muted", {tr("my-shifts-offline")} }
                }
                if let Some(failure) = send.failure() {
                    Notice { tone: Tone::Alert, title: failure }
                }
                if let Some(mine) = read.value() {
                    ShiftsPane {
                        mine,
                        me,
                        colleagues: colleagues.value().unwrap_or_default(),
                        busy: send.busy(),
                        on_step: move |step| send.run(step),
                        on_day: move |day: Date| go.to(format!("/engineer/shifts/swap?day={day}")),
                    }
                } else {
                    {coming(read)}
                }
            }
        }
    }
}

/// Requests and shifts.
#[component]
pub fn ShiftsPane(
    mine: Mine,
    me: AgentId,
    colleagues: Vec<Agent>,
    busy: bool,
    on_step: EventHandler<(SwapId, SwapStep)>,
    on_day: EventHandler<Date>,
) -> Element {
    let format = use_format();
    let today = format.today();
    let planned = mine.days.keys().any(|day| *day >= today);
    let titles = ["my-shifts-this-week", "my-shifts-next-week", "my-shifts-later"];
    rsx! {
        if !mine.swaps.is_empty() {
            Section { title: tr("my-shifts-requests"),
                ul { class: "tr-stack",
                    for swap in mine.swaps.clone() {
                        li { key: "{swap.id}",
                            SwapCard { swap, me, mine: mine.clone(), colleagues: colleagues.clone(), busy, on_step }
                        }
                    }
                }
            }
        }
        if !planned {
            Empty { icon: Icon::CalendarClock, title: tr("my-shifts-empty"), text: tr("my-shifts-empty-text") }
        } else {
            for (title , days) in titles.into_iter().zip(weeks(today, &mine.days)) {
                if !days.is_empty() {
                    Section { key: "{title}", title: tr(title),
                        ul { class: "tr-shifts",
                            for day in days {
                                ShiftLine {
                                    key: "{day}",
                                    day,
                                    today: day == today,
                                    shift: mine.days.get(&day).and_then(|id| mine.shifts.iter().find(|s| s.id == *id)).cloned(),
                                    on_press: move |()| on_day.call(day),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One day; pressed to ask for a swap.
#[component]
fn ShiftLine(day: Date, today: bool, shift: Option<Shift>, on_press: EventHandler<()>) -> Element {
    let format = use_format();
    let tone = shift.as_ref().map_or(Tone::Neutral, |shift| shift_tone(shift.colour));
    rsx! {
        li {
            button {
                r#type: "button",
                class: if today { "tr-shift-line tr-shift-today" } else { "tr-shift-line" },
                aria_current: today.then_some("date"),
                onclick: move |_| on_press.call(()),
                span { class: "tr-shift-day", {format.civil(day, false)} }
                if let Some(shift) = shift {
                    span { class: "tr-shift-what {tone.class()}",
                        b { "{shift.name}" }
                        span { class: "tr-figures", {shift_hours(&shift)} }
                    }
                } else {
                    span { class: "tr-muted", {tr("shift-off")} }
                }
                span { class: "tr-sr", {tr("swap-ask")} }
                Glyph { icon: Icon::ChevronRight, size: 16 }
            }
        }
    }
}

/// An open request with the steps that are this person's.
#[component]
fn SwapCard(
    swap: Swap,
    me: AgentId,
    mine: Mine,
    colleagues: Vec<Agent>,
    busy: bool,
    on_step: EventHandler<(SwapId, SwapStep)>,
) -> Element {
    let format = use_format();
    let name = |id: AgentId| colleagues.iter().find(|a| a.id == id).map_or_else(|| "–".to_owned(), |a| a.name.clone());
    let shift = |id: Option<ShiftId>| {
        let found = id.and_then(|id| mine.shifts.iter().find(|s| s.id == id));
        found.map_or_else(|| tr("shift-off"), |s| s.name.clone())
    };
    rsx! {
        div { class: "tr-card tr-stack",
            p { b { {tr!("swap-ask-line", name = name(swap.asker), colleague = name(swap.colleague))} } }
            for pair in swap.cells.chunks(2) {
                if let [asked, theirs] = pair {
                    p { key: "{asked.day}",
                        {tr!("swap-day-line", day = format.civil(asked.day, false), mine = shift(asked.shift), theirs = shift(theirs.shift))}
                    }
                }
            }
            if !swap.note.is_empty() {
                p { class: "tr-muted", "“{swap.note}”" }
            }
            p { class: "tr-muted",
                if swap.state == SwapState::Asked {
                    {tr!("swap-state-asked", name = name(swap.colleague))}
                } else {
                    {tr("swap-state-agreed")}
                }
            }
            div { class: "tr-actions",
                for (step , word) in [
                    (SwapStep::Decline, "swap-decline"),
                    (SwapStep::Agree, "swap-agree"),
                    (SwapStep::Withdraw, "swap-withdraw"),
                ] {
                    if swap.after(step, me, false).is_some() {
                        Button {
                            key: "{word}",
                            label: tr(word),
                            kind: if step == SwapStep::Agree { ButtonKind::Primary } else { ButtonKind::Ghost },
                            busy,
                            on_press: {
                                let id = swap.id;
                                move |_| on_step.call((id, step))
                            },
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use truckroll_domain::calendar::Range;
    use truckroll_domain::roster::Cell;

    use super::*;
    use crate::sample;

    fn id(n: u8) -> AgentId {
        AgentId::from_parts(1, [n; 10])
    }

    fn mine() -> Mine {
        let shift = Shift {
            id: ShiftId::from_parts(1, [1; 10]),
            name: "Night".into(),
            ranges: vec![Range { from_min: 1320, to_min: 360 }],
            ..Shift::default()
        };
        // renders in the year 1970, on its first day
        let cell = |agent, shift| Cell { agent, day: date(1970, 1, 2), shift };
        let swap = Swap {
            asker: id(2),
            colleague: id(1),
            cells: vec![cell(id(2), Some(shift.id)), cell(id(1), None)],
            note: "Dentist".into(),
            ..Swap::default()
        };
        Mine { days: BTreeMap::from([(date(1970, 1, 3), shift.id)]), shifts: vec![shift], swaps: vec![swap] }
    }

    #[component]
    fn Page(mine: Mine) -> Element {
        let li = Agent { id: id(2), name: "Li Na".into(), ..Agent::default() };
        rsx! {
            ShiftsPane { mine, me: id(1), colleagues: vec![li], busy: false, on_step: |_| {}, on_day: |_| {} }
        }
    }

    #[test]
    fn shifts_and_requests_are_shown_with_the_steps_that_are_mine() {
        let html = sample::render(Page, PageProps { mine: mine() });
        for said in ["Night", "22:00–06:00", "Li Na wants to change shifts", "Dentist", "Agree", "Decline"] {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(!html.contains("Take back"), "{html}");
    }

    #[test]
    fn without_shifts_the_screen_says_where_they_will_be() {
        let html = sample::render(Page, PageProps { mine: Mine::default() });
        assert!(html.contains("No shifts are planned"), "{html}");
    }

    #[test]
    fn weeks_begin_today_and_end_on_sundays() {
        let friday = date(2026, 5, 8);
        let days = BTreeMap::from([(date(2026, 5, 20), ShiftId::default())]);
        let [this, next, later] = weeks(friday, &days);
        assert_eq!((this.len(), next[0], next.len(), later), (3, date(2026, 5, 11), 7, vec![date(2026, 5, 20)]));
    }

    #[test]
    fn every_reason_is_a_sentence() {
        for code in ["unknown_agent", "out_of_range", "nothing_to_swap", "stale", "closed", "unreachable", "odd"] {
            assert!(sentence(code).ends_with('.'), "{code}: {}", sentence(code));
        }
    }
}
