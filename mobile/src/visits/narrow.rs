//! What a list of visits is narrowed to: day, state, distance. The address carries it, so that "back" and a reload
//! show the same list.

use dioxus::prelude::*;
use truckroll_domain::visits::VisitState;
use truckroll_domain::{Place, Timestamp};
use truckroll_replica::ask::{Near, VisitList, VisitNarrow};
use truckroll_ui::prelude::*;

use crate::words;

/// The days that can be chosen by one word, with the first day and the day after the last, counted from today.
const DAYS: [(&str, &str, i64, i64); 4] = [
    ("today", "nav-today", 0, 1),
    ("tomorrow", "eng-when-tomorrow", 1, 2),
    ("week", "eng-when-week", 0, 7),
    ("past", "eng-when-past", -6, 1),
];
/// The word for days from … to.
const PERIOD: &str = "period";
/// The distances that can be chosen, kilometres.
const DISTANCES: [u32; 4] = [2, 5, 10, 25];

/// The states that visits of a list can have.
fn states_of(list: VisitList) -> &'static [VisitState] {
    use VisitState as S;
    match list {
        VisitList::ToDo => &[S::New, S::Accepted, S::OnTheWay, S::Arrived, S::Paused, S::CancelRequested],
        VisitList::Sent => &S::ALL,
        VisitList::Done => &[S::Completed, S::Cancelled],
    }
}

/// What a list is narrowed to; nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// A word for some days, or `2026-03-01_2026-03-05`, either of which may be left out.
    pub when: String,
    /// These states only.
    pub states: Vec<VisitState>,
    /// Sites within so many kilometres.
    pub km: Option<u32>,
}

impl Narrowed {
    /// As an address says it; what is not understood does not narrow.
    #[must_use]
    pub fn read(when: &str, states: &str, km: &str) -> Self {
        let known = DAYS.iter().any(|(word, ..)| *word == when) || when.contains('_');
        Self {
            when: if known { when.to_owned() } else { String::new() },
            states: states.split('.').filter_map(VisitState::from_word).collect(),
            km: km.parse().ok().filter(|km| (1..=1_000).contains(km)),
        }
    }

    /// The address of a list that is narrowed so.
    #[must_use]
    pub fn href(&self, list: &str) -> String {
        let states: Vec<&str> = self.states.iter().map(|state| state.word()).collect();
        let km = self.km.map(|km| km.to_string()).unwrap_or_default();
        format!("/engineer/visits/list/{list}?when={}&states={}&km={km}", self.when, states.join("."))
    }

    /// How much narrows.
    #[must_use]
    pub fn count(&self) -> usize {
        usize::from(!self.when.is_empty()) + self.states.len() + usize::from(self.km.is_some())
    }

    /// What the store is asked for. Days are those of the organisation; a distance needs a place to count from.
    #[must_use]
    pub fn asked(&self, format: &Format, here: Option<Place>) -> VisitNarrow {
        let (from, to) = self.days(format);
        VisitNarrow {
            from: from.map(Timestamp),
            to: to.map(Timestamp),
            states: self.states.clone(),
            near: here.zip(self.km).map(|(place, km)| Near { place, within_m: f64::from(km) * 1_000.0 }),
        }
    }

    fn days(&self, format: &Format) -> (Option<i64>, Option<i64>) {
        if let Some((_, _, first, after)) = DAYS.iter().find(|(word, ..)| *word == self.when) {
            let bound = |days: i64| format.start_of_day(format.now_ms, days);
            return (bound(*first), bound(*after));
        }
        let midnight = |date: &str| format.parse_input(&format!("{date}T00:00"));
        let (first, last) = self.when.split_once('_').unwrap_or_default();
        (midnight(first), midnight(last).and_then(|at| format.start_of_day(at, 1)))
    }

    /// Each thing that narrows, in words, with what is left without it.
    #[must_use]
    fn parts(&self, format: &Format) -> Vec<(String, Self)> {
        let mut parts = Vec::new();
        if !self.when.is_empty() {
            parts.push((self.when_words(format), Self { when: String::new(), ..self.clone() }));
        }
        for state in &self.states {
            let rest = self.states.iter().filter(|other| *other != state).copied().collect();
            parts.push((words::visit_word(*state), Self { states: rest, ..self.clone() }));
        }
        if let Some(km) = self.km {
            parts.push((within(km), Self { km: None, ..self.clone() }));
        }
        parts
    }

    fn when_words(&self, format: &Format) -> String {
        if let Some((_, key, ..)) = DAYS.iter().find(|(word, ..)| *word == self.when) {
            return tr(key);
        }
        let said = |bound: Option<i64>| bound.map(|at| format.day(at)).unwrap_or_default();
        let (from, after) = self.days(format);
        tr!("eng-when-between", from = said(from), to = said(after.map(|at| at - 1)))
    }
}

fn within(km: u32) -> String {
    tr!("eng-within", distance = tr!("distance-km", value = km))
}

/// The button that narrows a list, and what it is narrowed to, each to be taken away by a touch.
#[component]
pub fn NarrowBar(list: VisitList, narrowed: Narrowed, on_change: EventHandler<Narrowed>) -> Element {
    let format = use_format();
    let mut open = use_signal(|| false);
    let parts = narrowed.parts(&format);
    rsx! {
        div { class: "tr-actions py-3", role: "group", aria_label: tr("eng-filter"),
            Button {
                label: tr("eng-filter"),
                icon: Icon::Filter,
                kind: ButtonKind::Ghost,
                expanded: open(),
                on_press: move |_| open.set(true),
            }
            for (said , rest) in parts {
                button {
                    key: "{said}",
                    class: "tr-btn tr-btn-quiet",
                    r#type: "button",
                    aria_label: tr!("eng-filter-off", what = said.clone()),
                    onclick: move |_| on_change.call(rest.clone()),
                    span { class: "tr-btn-label", "{said}" }
                    Glyph { icon: Icon::Close, size: 16 }
                }
            }
        }
        if open() {
            NarrowDialog {
                list,
                narrowed,
                on_change: move |narrowed| {
                    open.set(false);
                    on_change.call(narrowed);
                },
                on_close: move |()| open.set(false),
            }
        }
    }
}

#[component]
fn NarrowDialog(
    list: VisitList,
    narrowed: Narrowed,
    on_change: EventHandler<Narrowed>,
    on_close: EventHandler<()>,
) -> Element {
    let mut draft = use_signal(move || narrowed);
    let chosen = draft.read().clone();
    let period = chosen.when.contains('_');
    let (first, last) = chosen.when.split_once('_').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap_or_default();
    let mut days: Vec<Choice> = DAYS.iter().map(|(word, key, ..)| Choice::new(*word, tr(key))).collect();
    days.push(Choice::new(PERIOD, tr("eng-when-period")));
    let (from, to) = (first.clone(), last.clone());
    rsx! {
        Dialog {
            open: true,
            title: tr("eng-filter"),
            on_close: move |()| on_close.call(()),
            actions: rsx! {
                Button { label: tr("eng-filter-clear"), on_press: move |_| on_change.call(Narrowed::default()) }
                Button {
                    label: tr("eng-filter-show"),
                    kind: ButtonKind::Primary,
                    on_press: move |_| on_change.call(draft.peek().clone()),
                }
            },
            div { class: "tr-stack",
                SelectField {
                    label: tr("eng-when"),
                    value: if period { PERIOD.to_owned() } else { chosen.when.clone() },
                    none_label: tr("eng-when-any"),
                    options: days,
                    on_change: move |word: String| draft.write().when = if word == PERIOD { "_".to_owned() } else { word },
                }
                if period {
                    div { class: "grid grid-cols-2 gap-2",
                        TextField {
                            label: tr("eng-when-from"),
                            kind: TextKind::Date,
                            value: first,
                            on_input: move |date: String| draft.write().when = format!("{date}_{to}"),
                        }
                        TextField {
                            label: tr("eng-when-to"),
                            kind: TextKind::Date,
                            value: last,
                            on_input: move |date: String| draft.write().when = format!("{from}_{date}"),
                        }
                    }
                }
                fieldset { class: "grid gap-1",
                    legend { class: "tr-label", {tr("eng-status")} }
                    for state in states_of(list).iter().copied() {
                        CheckField {
                            key: "{state.word()}",
                            label: words::visit_word(state),
                            checked: chosen.states.contains(&state),
                            on_change: move |on: bool| {
                                let states = &mut draft.write().states;
                                states.retain(|other| *other != state);
                                if on {
                                    states.push(state);
                                }
                            },
                        }
                    }
                }
                SelectField {
                    label: tr("eng-distance"),
                    value: chosen.km.map(|km| km.to_string()).unwrap_or_default(),
                    none_label: tr("eng-distance-any"),
                    options: DISTANCES.iter().map(|km| Choice::new(km.to_string(), within(*km))).collect::<Vec<_>>(),
                    on_change: move |km: String| draft.write().km = km.parse().ok(),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    /// Tuesday 3 March 2026, 10:40 in Shanghai.
    const NOW: i64 = 1_772_505_600_000;
    const HOUR: i64 = 3_600_000;

    fn shanghai() -> Format {
        Format { offset_minutes: 480, now_ms: NOW, ..Format::default() }
    }

    fn hours(narrowed: &Narrowed, format: &Format) -> Option<(i64, i64)> {
        let asked = narrowed.asked(format, None);
        Some(((asked.from?.ms() - NOW).div_euclid(HOUR), (asked.to?.ms() - NOW).div_euclid(HOUR)))
    }

    #[test]
    fn the_address_carries_what_a_list_is_narrowed_to() {
        let narrowed = Narrowed::read("week", "new.on_the_way", "5");
        assert_eq!(narrowed.count(), 4);
        assert_eq!(narrowed.href("todo"), "/engineer/visits/list/todo?when=week&states=new.on_the_way&km=5");
        assert_eq!(
            Narrowed::read("nonsense", "odd..new", "-1").href("todo"),
            Narrowed::read("", "new", "").href("todo")
        );
    }

    #[test]
    fn days_are_those_of_the_organisation() {
        let today = Narrowed::read("today", "", "");
        assert_eq!(hours(&today, &shanghai()), Some((-11, 13)));
        let zurich = Format { offset_minutes: 60, ..shanghai() };
        assert_eq!(hours(&today, &zurich), Some((-4, 20)), "the same moment is another hour of the day there");
        assert_eq!(hours(&Narrowed::read("tomorrow", "", ""), &shanghai()), Some((13, 37)));
        assert_eq!(hours(&Narrowed::read("past", "", ""), &shanghai()), Some((-11 - 6 * 24, 13)));
        assert_eq!(hours(&Narrowed::read("2026-03-01_2026-03-02", "", ""), &shanghai()), Some((-11 - 2 * 24, -11)));
        let since = Narrowed::read("2026-03-01_", "", "").asked(&shanghai(), None);
        assert!(since.from.is_some() && since.to.is_none());
    }

    #[test]
    fn a_distance_needs_a_place_to_count_from() {
        let near = Narrowed::read("", "", "5");
        assert_eq!(near.asked(&shanghai(), None).near, None);
        assert_eq!(near.asked(&shanghai(), Some(sample::SITE_NEAR)).near.map(|n| n.within_m), Some(5_000.0));
    }

    #[component]
    fn Page(narrowed: Narrowed) -> Element {
        use_ui_provider(Locale::En, 480, NOW);
        rsx! { NarrowBar { list: VisitList::ToDo, narrowed, on_change: |_: Narrowed| {} } }
    }

    #[test]
    fn what_narrows_can_be_taken_away_piece_by_piece() {
        let narrowed = Narrowed::read("2026-03-03_2026-03-05", "paused", "10");
        let html = sample::render(Page, PageProps { narrowed });
        for said in ["Remove filter: today to Thu 5 Mar", "Remove filter: paused", "Remove filter: within 10 km"] {
            assert!(html.contains(said), "{said}: {html}");
        }
    }
}
