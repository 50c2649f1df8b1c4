//! Today: work in progress first, then the day by its windows, then what comes later; as a list or on a map.

mod map;

use dioxus::prelude::*;
use truckroll_domain::visits::VisitState;
use truckroll_domain::{Kind, Place, Timestamp};
use truckroll_replica::ask::{Answer, Ask, VisitItem};
use truckroll_ui::prelude::*;

use crate::route::use_go;
use crate::session::use_session;
use crate::shell::{Screen, Section, Tab, ZoneHint, coming};
use crate::tickets::QuickEntries;
use crate::visits::{ListTabs, VisitRowItem};
use crate::{store, words};

pub use map::TodayMapScreen;

/// The day as the store has it.
#[derive(Clone, PartialEq)]
pub struct Agenda {
    /// Visits of today, finished ones too.
    pub today: Vec<VisitItem>,
    /// Visits of later days.
    pub next: Vec<VisitItem>,
    /// How many records need attention.
    pub attention: i64,
}

/// Follows today's visits. The day is the organisation's.
fn use_agenda() -> Live<Agenda> {
    let ui = use_ui();
    // The bounds of the day move at midnight only, not with every tick of the clock.
    let day = use_memo(move || {
        let format = ui.format();
        let bound = |days| format.start_of_day(format.now_ms, days).unwrap_or(format.now_ms);
        (bound(0), bound(1))
    });
    store::use_read(
        &[Kind::Visit],
        move || {
            let (from, to) = day();
            Ask::Agenda { from: Timestamp(from), to: Timestamp(to) }
        },
        |answer| match answer {
            Answer::Agenda { today, next, attention } => Some(Agenda { today, next, attention }),
            _ => None,
        },
    )
}

/// The home of the app.
#[component]
pub fn TodayScreen() -> Element {
    let session = use_session();
    let read = use_agenda();
    let here = (*session.here.read()).map(|fix| fix.place);
    rsx! {
        Screen { title: tr("nav-today"), tab: Tab::Today, actions: rsx! { HeadActions {} },
            ListTabs { selected: "today" }
            TabPanel { group: "visits", selected: "today",
                ZoneHint {}
                QuickEntries {}
                DaySwitch { map: false }
                if let Some(Agenda { today, next, attention }) = read.value() {
                    AgendaPane { today, next, attention, here }
                } else {
                    {coming(read)}
                }
            }
        }
    }
}

/// The day as a list or on the map.
#[component]
pub fn DaySwitch(map: bool) -> Element {
    let go = use_go();
    rsx! {
        div { class: "tr-actions pt-3", role: "group", aria_label: tr("eng-day-as"),
            Button {
                label: tr("eng-day-list"),
                icon: Icon::List,
                kind: ButtonKind::Ghost,
                pressed: !map,
                on_press: move |_| go.instead("/engineer/today"),
            }
            Button {
                label: tr("eng-day-map"),
                icon: Icon::Map,
                kind: ButtonKind::Ghost,
                pressed: map,
                on_press: move |_| go.instead("/engineer/today/map"),
            }
        }
    }
}

/// Search and new visit.
#[component]
pub fn HeadActions() -> Element {
    let go = use_go();
    rsx! {
        Button {
            label: tr("verb-search"),
            icon: Icon::Search,
            icon_only: true,
            kind: ButtonKind::Ghost,
            on_press: move |_| go.to("/engineer/search"),
        }
        Button {
            label: tr("eng-visit-new"),
            icon: Icon::Plus,
            icon_only: true,
            kind: ButtonKind::Ghost,
            on_press: move |_| go.to("/engineer/visits/new"),
        }
    }
}

/// Whether a visit is being worked on.
fn in_progress(item: &VisitItem) -> bool {
    matches!(words::state_of(&item.row.state), VisitState::OnTheWay | VisitState::Arrived | VisitState::Paused)
}

/// The day.
#[component]
pub fn AgendaPane(today: Vec<VisitItem>, next: Vec<VisitItem>, attention: i64, here: Option<Place>) -> Element {
    let go = use_go();
    let nothing = today.is_empty() && next.is_empty();
    let (working, rest): (Vec<_>, Vec<_>) = today.into_iter().partition(in_progress);
    let (done, planned): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|item| words::state_of(&item.row.state).is_finished());
    rsx! {
        div { class: "tr-stack pt-3",
            if attention > 0 {
                Notice { tone: Tone::Alert, title: tr!("eng-attention-count", count = attention),
                    Button { label: tr("verb-show-all"), on_press: move |_| go.to("/engineer/attention") }
                }
            }
            if nothing {
                Empty {
                    icon: Icon::Calendar,
                    title: tr("eng-today-empty"),
                    text: tr("eng-today-empty-text"),
                }
            }
            Part { title: tr("eng-working"), items: working, here }
            Part { title: tr("eng-planned"), items: planned, here }
            Part { title: tr("eng-next-days"), items: next, here }
            Part { title: tr("eng-done-today"), items: done, here }
        }
    }
}

#[component]
fn Part(title: String, items: Vec<VisitItem>, here: Option<Place>) -> Element {
    if items.is_empty() {
        return rsx! {};
    }
    let count = items.len();
    rsx! {
        Section { title, trail: rsx! { span { class: "tr-count", "{count}" } },
            ul { class: "tr-list -mx-4 -mb-4 -mt-2",
                for item in items {
                    li { key: "{item.row.id}", VisitRowItem { item, here } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_replica::ask::Mark;

    use super::*;
    use crate::sample;

    #[component]
    fn Page(today: Vec<VisitItem>, next: Vec<VisitItem>, attention: i64) -> Element {
        rsx! { AgendaPane { today, next, attention, here: sample::SITE_NEAR } }
    }

    fn render(today: Vec<VisitItem>, next: Vec<VisitItem>, attention: i64) -> String {
        sample::render(Page, PageProps { today, next, attention })
    }

    #[test]
    fn an_empty_day_says_what_the_screen_is_for() {
        let html = render(Vec::new(), Vec::new(), 0);
        assert!(html.contains("tr-empty"), "{html}");
        assert!(!html.contains("tr-notice"), "{html}");
    }

    #[test]
    fn work_in_progress_comes_before_the_plan() {
        let working = sample::item("Boiler off", VisitState::Arrived, Mark::Waiting);
        let planned = sample::item("Lift 3 stuck", VisitState::New, Mark::InStep);
        let html = render(vec![planned, working], Vec::new(), 0);
        let (boiler, lift) = (html.find("Boiler off"), html.find("Lift 3 stuck"));
        assert!(boiler.expect("shown") < lift.expect("shown"), "{html}");
        assert!(html.contains("not sent yet"), "a waiting record is marked: {html}");
        assert!(html.contains(" km") || html.contains(" m"), "the distance is shown: {html}");
    }

    #[test]
    fn records_that_need_attention_are_announced() {
        let html = render(Vec::new(), vec![sample::item("Later", VisitState::New, Mark::InStep)], 2);
        assert!(html.contains("role=\"alert\""), "{html}");
        assert!(html.contains("Later"), "{html}");
    }
}
