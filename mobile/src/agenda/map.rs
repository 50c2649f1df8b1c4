//! Today on the map: the stops in the order in which they are to be done, the way between them as the crow flies, and
//! under the map the same stops as a list. Works without a network; the bundled outline is the ground then.

use dioxus::prelude::*;
use truckroll_domain::Place;
use truckroll_replica::ask::VisitItem;
use truckroll_ui::prelude::*;

use super::{Agenda, DaySwitch, in_progress, use_agenda};
use crate::route::use_go;
use crate::session::{use_place, use_session};
use crate::shell::{Screen, Section, Tab, ZoneHint, coming};
use crate::visits::ListTabs;
use crate::words;

/// The pin of the phone itself.
const HERE: &str = "here";

/// Today's visits on the map.
#[component]
pub fn TodayMapScreen() -> Element {
    let session = use_session();
    use_place(use_signal(|| true).into());
    let read = use_agenda();
    let here = (*session.here.read()).map(|fix| fix.place);
    let base = session.me().map(|me| {
        let map = me.map.clone();
        MapBase::of(map.pmtiles_url, map.style_url, map.raster_url, map.attribution)
    });
    rsx! {
        Screen { title: tr("nav-today"), tab: Tab::Today, actions: rsx! { super::HeadActions {} },
            ListTabs { selected: "today" }
            TabPanel { group: "visits", selected: "today",
                ZoneHint {}
                DaySwitch { map: true }
                if let Some(Agenda { today, .. }) = read.value() {
                    DayMap { today, here, base: base.unwrap_or_default() }
                } else {
                    {coming(read)}
                }
            }
        }
    }
}

/// A visit of the day in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// Its number on the way; none once it is finished.
    pub number: Option<usize>,
    /// Metres from the stop before, or from the phone, as the crow flies.
    pub leg_m: Option<f64>,
    /// Where it is.
    pub place: Option<Place>,
    /// The visit.
    pub item: VisitItem,
}

/// The way of the day: what is being worked on, then the plan; what is finished comes last and is not on the way.
#[must_use]
pub fn stops(today: Vec<VisitItem>, here: Option<Place>) -> Vec<Stop> {
    let (done, open): (Vec<_>, Vec<_>) =
        today.into_iter().partition(|item| words::state_of(&item.row.state).is_finished());
    let (working, planned): (Vec<_>, Vec<_>) = open.into_iter().partition(in_progress);
    let site = |item: &VisitItem| item.row.lat.zip(item.row.lon).map(|(lat, lon)| Place::new(lat, lon));
    let mut before = here;
    let mut found = Vec::new();
    for (index, item) in working.into_iter().chain(planned).enumerate() {
        let place = site(&item);
        let leg_m = before.zip(place).map(|(from, to)| from.distance_m(&to));
        before = place.or(before);
        found.push(Stop { number: Some(index + 1), leg_m, place, item });
    }
    found.extend(done.into_iter().map(|item| Stop { number: None, leg_m: None, place: site(&item), item }));
    found
}

fn pins(stops: &[Stop], here: Option<Place>, format: &Format) -> Vec<MapPin> {
    let mut pins = Vec::new();
    if let Some(here) = here {
        let mut pin = MapPin::new(HERE, here.lon, here.lat, tr("eng-map-here"));
        pin.shape = PinShape::Dot;
        pin.tone = Tone::OnTheWay;
        pins.push(pin);
    }
    for stop in stops {
        let Some(place) = stop.place else { continue };
        let row = &stop.item.row;
        let state = words::state_of(&row.state);
        let window = words::window(format, row.window_from, row.window_to);
        let parts =
            [stop.number.map(|n| n.to_string()), Some(row.title.clone()), Some(words::visit_word(state)), window];
        let label = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let mut pin = MapPin::new(row.id.clone(), place.lon, place.lat, label);
        pin.letters = stop.number.map(|n| n.to_string()).unwrap_or_default();
        pin.tone = words::visit_tone(state);
        pin.faded = stop.number.is_none();
        pins.push(pin);
    }
    // The way is read pin by pin.
    for pin in &mut pins {
        pin.single = true;
    }
    // The first stop lies on top where several share a place.
    pins.reverse();
    pins
}

/// The way from the phone along the open stops.
fn way(stops: &[Stop], here: Option<Place>) -> Vec<MapLine> {
    let open = stops.iter().filter(|stop| stop.number.is_some()).filter_map(|stop| stop.place);
    let points: Vec<[f64; 2]> = here.into_iter().chain(open).map(|place| [place.lon, place.lat]).collect();
    if points.len() < 2 {
        return Vec::new();
    }
    vec![MapLine { id: "way".to_owned(), points, tone: Tone::OnTheWay, dashed: true }]
}

/// Map and list of the day.
#[component]
pub fn DayMap(today: Vec<VisitItem>, here: Option<Place>, base: MapBase) -> Element {
    let format = use_format();
    let go = use_go();
    if today.is_empty() {
        return rsx! {
            Empty { icon: Icon::Map, title: tr("eng-today-empty"), text: tr("eng-today-empty-text") }
        };
    }
    let stops = stops(today, here);
    // The view is fitted again when other stops are on it, not when the phone moves.
    let fit_key = stops.iter().map(|stop| stop.item.row.id.as_str()).collect::<Vec<_>>().join(" ");
    rsx! {
        div { class: "tr-stack",
            div { class: "-mx-4 mt-3 h-[46dvh] min-h-60",
                Map {
                    pins: pins(&stops, here, &format),
                    lines: way(&stops, here),
                    label: tr("eng-map-today"),
                    fit_key,
                    base,
                    on_select: move |pin: String| {
                        if pin != HERE {
                            go.to(format!("/engineer/visits/{pin}"));
                        }
                    },
                }
            }
            Section { title: tr("eng-map-way"),
                ol { class: "tr-list -mx-4 -mb-4 -mt-2",
                    for stop in stops {
                        li { key: "{stop.item.row.id}", StopRow { stop } }
                    }
                }
            }
        }
    }
}

/// A stop in the list: number, what, when, how far from the one before.
#[component]
fn StopRow(stop: Stop) -> Element {
    let format = use_format();
    let go = use_go();
    let row = stop.item.row;
    let state = words::state_of(&row.state);
    let href = format!("/engineer/visits/{}", row.id);
    let to = href.clone();
    let leg = match (stop.place, stop.leg_m) {
        (None, _) => Some(tr("eng-map-no-place")),
        (Some(_), Some(metres)) => {
            let distance = format.distance(metres);
            // Before the first stop is the phone itself.
            let key = if stop.number == Some(1) { "eng-map-from-here" } else { "eng-map-leg" };
            Some(tr!(key, distance = distance))
        }
        (Some(_), None) => None,
    };
    let subtitle = [words::window(&format, row.window_from, row.window_to), leg];
    let subtitle = subtitle.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    rsx! {
        ListRow {
            href,
            title: row.title,
            subtitle,
            on_open: move |()| go.to(to.clone()),
            lead: rsx! {
                span { class: "tr-figures min-w-6 text-center font-semibold",
                    if let Some(number) = stop.number {
                        "{number}"
                    } else {
                        Glyph { icon: Icon::Check, size: 16 }
                    }
                }
            },
            trail: rsx! {
                Badge { tone: words::visit_tone(state), label: words::visit_word(state), kind: BadgeKind::Plain }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::visits::VisitState;
    use truckroll_replica::ask::Mark;

    use super::*;
    use crate::sample;

    fn at(title: &str, state: VisitState, place: Option<Place>) -> VisitItem {
        let mut item = sample::item(title, state, Mark::InStep);
        (item.row.lat, item.row.lon) = (place.map(|p| p.lat), place.map(|p| p.lon));
        item
    }

    fn day() -> Vec<VisitItem> {
        vec![
            at("Boiler", VisitState::New, Some(Place::new(31.25, 121.47))),
            at("Gate", VisitState::New, None),
            at("Lift", VisitState::Arrived, Some(Place::new(31.23, 121.47))),
            at("Door", VisitState::Completed, Some(Place::new(31.20, 121.47))),
        ]
    }

    #[test]
    fn the_way_begins_with_the_work_and_leaves_out_what_is_finished() {
        let stops = stops(day(), sample::SITE_NEAR.into());
        let order: Vec<_> = stops.iter().map(|s| (s.item.row.title.as_str(), s.number)).collect();
        assert_eq!(order, [("Lift", Some(1)), ("Boiler", Some(2)), ("Gate", Some(3)), ("Door", None)]);
        let leg = |n: usize| stops[n].leg_m.map(|m| (m / 100.0).round());
        assert_eq!((leg(0), leg(1), leg(2), leg(3)), (Some(11.0), Some(22.0), None, None));
        assert_eq!(way(&stops, None)[0].points.len(), 2);
        assert_eq!(way(&stops, Some(sample::SITE_NEAR))[0].points.len(), 3);
    }

    #[test]
    fn pins_say_their_number_and_state_and_finished_ones_are_pale() {
        let stops = stops(day(), None);
        let pins = pins(&stops, Some(sample::SITE_NEAR), &Format::default());
        assert_eq!(pins.len(), 4, "a visit without a place has no pin");
        let lift = pins.iter().find(|p| p.id == "Lift-id").expect("a pin");
        assert!(lift.label.starts_with("1, Lift, arrived"), "{}", lift.label);
        assert_eq!((lift.letters.as_str(), lift.faded), ("1", false));
        assert!(pins.iter().any(|p| p.id == "Door-id" && p.faded && p.letters.is_empty()));
        assert_eq!(pins.last().map(|p| p.id.as_str()), Some(HERE), "the phone lies on top");
        assert!(pins.iter().all(|p| p.single), "no stop disappears under another");
    }

    #[component]
    fn Page(today: Vec<VisitItem>) -> Element {
        rsx! { DayMap { today, here: sample::SITE_NEAR, base: MapBase::None } }
    }

    #[test]
    fn under_the_map_the_stops_are_a_list_that_also_names_those_without_a_place() {
        let html = sample::render(Page, PageProps { today: day() });
        assert!(html.contains("role=\"region\""), "{html}");
        assert!(html.contains("href=\"/engineer/visits/Lift-id\""), "{html}");
        assert!(html.contains("not on the map"), "{html}");
        let empty = sample::render(Page, PageProps { today: Vec::new() });
        assert!(empty.contains("tr-empty") && !empty.contains("tr-map"), "{empty}");
    }
}
