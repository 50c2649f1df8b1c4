//! Lists of visits: to do, sent to others, done. The row is the agenda's too.

use dioxus::prelude::*;
use truckroll_domain::{Kind, Place};
use truckroll_replica::ask::{Answer, Ask, VisitItem, VisitList};
use truckroll_ui::prelude::*;

use super::narrow::{NarrowBar, Narrowed};
use crate::route::use_go;
use crate::session::{use_place, use_session};
use crate::shell::{Screen, Tab, ZoneHint, coming};
use crate::{store, words};

/// The lists by the word in the address.
const LISTS: [(&str, VisitList, &str, &str); 3] = [
    ("todo", VisitList::ToDo, "eng-list-todo", "eng-list-todo-empty"),
    ("sent", VisitList::Sent, "eng-list-sent", "eng-list-sent-empty"),
    ("done", VisitList::Done, "eng-list-done", "eng-list-done-empty"),
];

/// The tabs over agenda and lists; `today` is the agenda.
#[component]
pub fn ListTabs(#[props(into)] selected: String) -> Element {
    let go = use_go();
    let mut items = vec![TabItem::new("today", tr("nav-today"))];
    items.extend(LISTS.iter().map(|(word, _, label, _)| TabItem::new(*word, tr(label))));
    rsx! {
        Tabs {
            group: "visits",
            label: tr("nav-visits"),
            items,
            selected,
            on_select: move |word: String| {
                go.instead(if word == "today" { "/engineer/today".to_owned() } else { format!("/engineer/visits/list/{word}") });
            },
        }
    }
}

/// One of the lists, narrowed to what the address says.
#[component]
pub fn VisitsScreen(
    list: ReadSignal<String>,
    when: ReadSignal<String>,
    states: ReadSignal<String>,
    km: ReadSignal<String>,
) -> Element {
    let session = use_session();
    let go = use_go();
    let ui = use_ui();
    let chosen = move || LISTS.into_iter().find(|(word, ..)| *list.read() == *word).unwrap_or(LISTS[0]);
    let narrowed = use_memo(move || Narrowed::read(&when.read(), &states.read(), &km.read()));
    let nearby = use_memo(move || narrowed.read().km.is_some());
    let place = use_place(nearby.into());
    // Moves at midnight and when the narrowing or the place does, not with every tick of the clock.
    let asked = use_memo(move || {
        let here = nearby().then(|| (*session.here.read()).map(|fix| fix.place)).flatten();
        narrowed.read().asked(&ui.format(), here)
    });
    let read = store::use_read(
        &[Kind::Visit],
        move || Ask::Visits { list: chosen().1, narrow: asked() },
        |answer| match answer {
            Answer::Visits { visits } => Some(visits),
            _ => None,
        },
    );
    let (word, which, _, empty) = chosen();
    let empty = if narrowed.read().count() > 0 { "eng-filter-none" } else { empty };
    let here = (*session.here.read()).map(|fix| fix.place);
    rsx! {
        Screen {
            title: tr("nav-visits"),
            tab: Tab::Today,
            actions: rsx! { crate::agenda::HeadActions {} },
            ListTabs { selected: word }
            TabPanel { group: "visits", selected: word,
                ZoneHint {}
                NarrowBar {
                    list: which,
                    narrowed: narrowed(),
                    on_change: move |narrowed: Narrowed| go.instead(narrowed.href(word)),
                }
                if nearby() && here.is_none() {
                    p { class: "tr-small tr-muted pb-2", role: "status",
                        {tr(if place() { "eng-place-unknown" } else { "step-locating" })}
                    }
                }
                if let Some(visits) = read.value() {
                    VisitsPane { visits, here, empty: tr(empty) }
                } else {
                    {coming(read)}
                }
            }
        }
    }
}

/// Rows, or what the list is for.
#[component]
pub fn VisitsPane(visits: Vec<VisitItem>, here: Option<Place>, empty: String) -> Element {
    if visits.is_empty() {
        return rsx! {
            Empty { icon: Icon::Clipboard, title: empty }
        };
    }
    rsx! {
        ul { class: "tr-list -mx-4",
            for item in visits {
                li { key: "{item.row.id}", VisitRowItem { item, here } }
            }
        }
    }
}

/// A visit in a list: state, what, for whom, when, how far, how long is left, sync mark.
#[component]
pub fn VisitRowItem(item: VisitItem, here: Option<Place>) -> Element {
    let format = use_format();
    let go = use_go();
    let row = item.row;
    let state = words::state_of(&row.state);
    let site = row.lat.zip(row.lon).map(|(lat, lon)| Place::new(lat, lon));
    let distance = here.zip(site).map(|(here, site)| format.distance(here.distance_m(&site)));
    let window = words::window(&format, row.window_from, row.window_to);
    let due = row.due_at.filter(|_| !state.is_finished());
    let href = format!("/engineer/visits/{}", row.id);
    let to = href.clone();
    let customer = if row.company_name.is_empty() { row.contact_name.clone() } else { row.company_name.clone() };
    let second =
        [Some(customer).filter(|c| !c.is_empty()), distance].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    rsx! {
        a {
            class: "tr-row py-2 items-start",
            href,
            onclick: move |event| {
                event.prevent_default();
                go.to(to.clone());
            },
            span { class: "tr-row-words gap-0.5",
                span { class: "flex items-center gap-2",
                    Badge { tone: words::visit_tone(state), label: words::visit_word(state), kind: BadgeKind::Plain }
                    if let Some(window) = window {
                        span { class: "tr-figures tr-small", "{window}" }
                    }
                    span { class: "tr-spring" }
                    if item.mark != truckroll_replica::ask::Mark::InStep {
                        SyncMarkIcon { mark: words::mark(item.mark) }
                    }
                }
                span { class: "tr-row-title tr-pane-title", "{row.title}" }
                span { class: "flex items-center gap-2",
                    span { class: "tr-row-subtitle", "{second}" }
                    span { class: "tr-spring" }
                    if let Some(due) = due {
                        Badge {
                            tone: if due < format.now_ms { Tone::Alert } else { Tone::Neutral },
                            label: format.countdown(due),
                            kind: BadgeKind::Plain,
                        }
                    }
                }
            }
        }
    }
}
