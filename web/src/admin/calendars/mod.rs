//! Settings → Working hours (ORG-16 to ORG-18): calendars with weekly hours, holidays and make-up days, and a place to try them.

use dioxus::prelude::*;
use truckroll_domain::calendar::Calendar;
use truckroll_protocol::api::calendars::{CalendarNow, CalendarsNow};
use truckroll_ui::prelude::*;

use crate::api::planning;
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;

mod editor;
mod periods;
pub(crate) mod specials;
mod state;
mod try_out;
mod week;

pub use editor::Editor;
pub use periods::Ranges;
pub use state::{Draft, Problems, minute};

/// The address of the screen.
const PATH: &str = "/desk/settings/hours";
/// What the address says while a new calendar is being made.
const NEW: &str = "new";

/// The sentence of a problem key.
pub(crate) fn problem(key: &str) -> String {
    let known = format!("hours-problem-{}", key.replace('_', "-"));
    tr(if has_message(&known) { &known } else { "hours-problem-other" })
}

/// A weekday in one short word; 0 = Monday.
pub(crate) fn weekday(n: usize) -> String {
    tr(&format!("weekday-{}", n + 1))
}

/// A weekday in full; 0 = Monday.
pub(crate) fn weekday_long(n: usize) -> String {
    tr(&format!("weekday-long-{}", n + 1))
}

/// The screen.
#[component]
pub fn HoursScreen(query: ReadSignal<Query>) -> Element {
    let read = use_live(|| vec![Calendar::KIND.to_owned()], planning::calendars);
    rsx! {
        div { class: "dk-page",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("hours-title")} }
                div { class: "dk-page-actions", AddButton {} }
            }
            p { class: "dk-quiet", {tr("hours-intro")} }
            Stale { read }
            match read.value() {
                Some(now) => rsx! { Calendars { now, chosen: query.read().get("calendar").to_owned() } },
                None => rsx! { Waiting { read } },
            }
        }
    }
}

#[component]
fn AddButton() -> Element {
    let go = use_go();
    rsx! {
        Button {
            label: tr("hours-add"),
            icon: Icon::Plus,
            kind: ButtonKind::Primary,
            on_press: move |_| go.to(format!("{PATH}?calendar={NEW}")),
        }
    }
}

/// The list, and the editor of the chosen one.
#[component]
pub fn Calendars(now: CalendarsNow, chosen: String) -> Element {
    if now.calendars.is_empty() && chosen != NEW {
        return rsx! {
            Empty { icon: Icon::CalendarClock, title: tr("hours-empty"), text: tr("hours-empty-text") }
        };
    }
    let id = |one: &CalendarNow| one.calendar.id.to_string();
    let open =
        now.calendars.iter().find(|one| id(one) == chosen).or_else(|| now.calendars.first().filter(|_| chosen != NEW));
    let key = open.map_or_else(|| NEW.to_owned(), id);
    rsx! {
        div { class: "dk-hours",
            if !now.calendars.is_empty() {
                nav { class: "dk-hours-list", aria_label: tr("hours-list"),
                    for one in now.calendars.clone() {
                        ListLink {
                            key: "{one.calendar.id}",
                            current: one.calendar.id.to_string() == key,
                            calendar: one.calendar,
                        }
                    }
                }
            }
            // the key makes another editor of another calendar
            for (key , read) in [(key, open.cloned())] {
                Editor { key: "{key}", read, zones: now.zones.clone(), time_zone: now.time_zone.clone() }
            }
        }
    }
}

#[component]
fn ListLink(calendar: Calendar, current: bool) -> Element {
    let go = use_go();
    let href = format!("{PATH}?calendar={}", calendar.id);
    let target = href.clone();
    rsx! {
        a {
            class: "dk-hours-link",
            href,
            aria_current: current.then_some("page"),
            onclick: move |event| {
                if event.modifiers().is_empty() {
                    event.prevent_default();
                    go.to(target.clone());
                }
            },
            span { class: "dk-cell-title", "{calendar.name}" }
            span { class: "dk-quiet",
                "{calendar.time_zone}"
                if calendar.default {
                    " · " {tr("hours-default")}
                }
            }
        }
    }
}

/// Reads a text file that was chosen.
pub(crate) async fn text_of(event: &FormEvent) -> Option<String> {
    event.files().into_iter().next()?.read_string().await.ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use truckroll_domain::CalendarId;
    use truckroll_domain::calendar::{Offsets, Special, SpecialKind};

    use super::*;
    use crate::sample;

    fn now() -> CalendarsNow {
        let mut calendar =
            Calendar::office_hours(CalendarId::default(), "Office", "Asia/Shanghai", Offsets::fixed(480));
        calendar.default = true;
        calendar.specials.push(Special {
            title: "Spring".into(),
            description: String::new(),
            from: date(2026, 3, 5),
            to: date(2026, 3, 7),
            kind: SpecialKind::Holiday,
        });
        CalendarsNow {
            calendars: vec![CalendarNow { calendar, seq: 4 }],
            zones: vec!["Asia/Shanghai".into()],
            time_zone: "Asia/Shanghai".into(),
        }
    }

    #[test]
    fn a_calendar_shows_its_week_its_holidays_and_has_all_its_words() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || rsx! { Calendars { now: now(), chosen: "" } });
            for said in ["value=\"Office\"", "09:00", "18:00", "Spring", "Asia/Shanghai"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains("hours-") || !html.contains(">hours-"), "{html}");
        }
    }

    #[test]
    fn without_calendars_the_page_says_what_they_are_for() {
        let html = sample::render(Locale::En, || rsx! { Calendars { now: CalendarsNow::default(), chosen: "" } });
        assert!(html.contains("No calendar yet"), "{html}");
        let html = sample::render(Locale::En, || rsx! { Calendars { now: CalendarsNow::default(), chosen: "new" } });
        assert!(html.contains("New calendar"), "{html}");
    }
}
