//! The way of an engineer on a map: the line he drove, where he set out, stopped, arrived and finished, and where he
//! was at any time between.
//!
//! Moments are pins on the map and buttons below it; both move the time, and so does the slider. What is known of
//! that time is said in words, so that the map is never the only place to read it.

use dioxus::prelude::*;
use truckroll_domain::{Place, Timestamp};
use truckroll_protocol::api::{Track, TrackPoint, VisitDetail};
use truckroll_ui::prelude::*;

use crate::session::use_session;
use crate::words;

/// Who stays within this distance …
const STOP_M: f64 = 60.0;
/// … for at least so long has stopped.
const STOP_MS: i64 = 5 * 60_000;
/// So near the site is at the site, which is no stop.
const SITE_M: f64 = 150.0;
/// More stops than this are a walk, not a way.
const MAX_STOPS: usize = 12;

/// Something that happened on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Its pin.
    pub id: String,
    /// Colour and shape.
    pub tone: Tone,
    /// When.
    pub at: Timestamp,
    /// Where.
    pub place: Place,
    /// What and when, in words.
    pub words: String,
}

/// A rest on the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// First point of it.
    pub from: Timestamp,
    /// Last point of it.
    pub to: Timestamp,
    /// Where.
    pub place: Place,
}

fn place_of(point: &TrackPoint) -> Place {
    Place { lat: point.lat, lon: point.lon, accuracy_m: point.accuracy_m }
}

/// Rests of at least five minutes that were not at the site.
#[must_use]
pub fn stops(points: &[TrackPoint], site: Option<Place>) -> Vec<Stop> {
    let mut found = Vec::new();
    let mut rest = points;
    while let Some(first) = rest.first() {
        let place = place_of(first);
        let stayed = rest.iter().take_while(|p| place_of(p).distance_m(&place) <= STOP_M).count();
        if let Some(last) = rest.get(stayed.saturating_sub(1))
            && last.at.since_ms(first.at) >= STOP_MS
        {
            if site.is_none_or(|site| site.distance_m(&place) > SITE_M) && found.len() < MAX_STOPS {
                found.push(Stop { from: first.at, to: last.at, place });
            }
            rest = rest.get(stayed..).unwrap_or_default();
        } else {
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    found
}

/// What happened, in the order of time.
fn moments(detail: &VisitDetail, track: &Track, format: &Format) -> Vec<Moment> {
    let mut all = Vec::new();
    if let Some(attempt) = detail.visit.attempt(&detail.overlay) {
        let stamps = [
            ("dispatch-step-departed", Tone::OnTheWay, &attempt.departed),
            ("dispatch-step-arrived", Tone::Arrived, &attempt.arrived),
            ("dispatch-step-done", Tone::Done, &attempt.completed),
        ];
        for (key, tone, stamp) in stamps {
            let Some((at, place)) = stamp.as_ref().and_then(|s| Some((s.at, s.place?))) else { continue };
            let words = format!("{} {}", tr(key), format.clock(at.ms()));
            all.push(Moment { id: key.to_owned(), tone, at, place, words });
        }
    }
    for stop in stops(&track.points, detail.visit.address.place) {
        let time = format.window(stop.from.ms(), stop.to.ms());
        let words = tr!("dispatch-way-stopped", time = time);
        let id = format!("stop {}", stop.from.ms());
        all.push(Moment { id, tone: Tone::Paused, at: stop.from, place: stop.place, words });
    }
    all.sort_by_key(|m| m.at);
    all
}

/// The point of the track that is nearest in time.
fn index_at(points: &[TrackPoint], at: Timestamp) -> usize {
    let after = points.partition_point(|p| p.at < at);
    let far = |index: usize| points.get(index).map_or(i64::MAX, |p| p.at.since_ms(at).abs());
    match after.checked_sub(1) {
        Some(before) if far(before) <= far(after) => before,
        _ => after,
    }
}

/// Where he was at a time, in words: the time, the distance to the site, how sure the phone was.
fn said(at: Timestamp, place: &Place, site: Option<Place>, format: &Format) -> String {
    let mut said = vec![format.clock_seconds(at.ms())];
    if let Some(site) = site {
        said.push(tr!("dispatch-from-site", distance = format.distance(site.distance_m(place))));
    }
    if let Some(metres) = place.accuracy_m {
        said.push(tr!("dispatch-way-accuracy", distance = format.distance(metres)));
    }
    said.join(" · ")
}

fn dot(id: &str, place: &Place, words: String, tone: Tone) -> MapPin {
    let mut pin = MapPin::new(id, place.lon, place.lat, words);
    pin.shape = PinShape::Dot;
    pin.tone = tone;
    pin.single = true;
    pin
}

/// The site, the way, and its moments.
#[component]
pub fn WayMap(detail: VisitDetail, track: Track) -> Element {
    let session = use_session();
    let format = use_format();
    let mut chosen = use_signal(|| None::<Timestamp>);
    let row = &detail.row;
    let site = detail.visit.address.place;
    let moments = moments(&detail, &track, &format);
    let points = track.points.clone();
    let mut pins: Vec<MapPin> = moments.iter().map(|m| dot(&m.id, &m.place, m.words.clone(), m.tone)).collect();
    if let Some(site) = site {
        let mut pin = MapPin::new("site", site.lon, site.lat, words::visit_line(row));
        pin.tone = words::visit_tone(&row.state);
        pin.single = true;
        pins.push(pin);
    }
    if pins.is_empty() && points.is_empty() {
        return rsx! {
            Empty { icon: Icon::MapPinOff, title: tr("dispatch-no-place"), text: tr("dispatch-no-place-text") }
        };
    }
    let moment = chosen().and_then(|at| moments.iter().find(|m| m.at == at).cloned());
    let index = chosen().map_or(0, |at| index_at(&points, at));
    let here = chosen().and_then(|at| match &moment {
        Some(moment) => Some((moment.id.clone(), at, moment.place)),
        None => points.get(index).map(|p| ("here".to_owned(), p.at, place_of(p))),
    });
    let now_said = here.as_ref().map(|(_, at, place)| said(*at, place, site, &format));
    if let (Some((id, _, place)), Some(words)) = (&here, &now_said)
        && id == "here"
    {
        pins.push(dot(id, place, words.clone(), Tone::Neutral));
    }
    let line = points.iter().map(|p| [p.lon, p.lat]).collect();
    let lines = vec![MapLine { id: "track".to_owned(), points: line, tone: Tone::OnTheWay, dashed: false }];
    let base = session.me().map(|me| crate::desk::dispatch::map_base(&me.map)).unwrap_or_default();
    let of_pin = moments.clone();
    let times: Vec<Timestamp> = points.iter().map(|p| p.at).collect();
    let last = times.len().saturating_sub(1);
    rsx! {
        div { class: "dk-way",
            Map {
                pins,
                lines,
                base,
                selected: here.as_ref().map(|(id, ..)| id.clone()),
                fit_key: "{row.id} {moments.len()} {points.len()}",
                label: tr("dispatch-way-map"),
                on_select: move |id: String| {
                    if let Some(moment) = of_pin.iter().find(|m| m.id == id) {
                        chosen.set(Some(moment.at));
                    }
                },
            }
        }
        if last > 0 {
            label { class: "dk-way-time",
                span { class: "tr-sr", {tr("dispatch-way-time")} }
                input {
                    class: "dk-range",
                    r#type: "range",
                    min: "0",
                    max: "{last}",
                    value: "{index}",
                    aria_valuetext: now_said.clone().unwrap_or_else(|| tr("dispatch-way-time-none")),
                    oninput: move |event| {
                        let index = event.value().parse::<usize>().unwrap_or_default();
                        chosen.set(times.get(index).copied());
                    },
                }
            }
        }
        p { class: "dk-quiet tr-figures dk-way-said", role: "status",
            match (moment.as_ref(), now_said) {
                (Some(moment), Some(said)) => format!("{} · {said}", moment.words),
                (None, Some(said)) => said,
                _ if last > 0 => tr!("dispatch-way-length", distance = format.distance(track.length_m)),
                _ => String::new(),
            }
        }
        if !moments.is_empty() {
            ol { class: "dk-moments", aria_label: tr("dispatch-way-moments"),
                for one in moments {
                    li { key: "{one.id}",
                        button {
                            class: "dk-moment {one.tone.class()}",
                            r#type: "button",
                            aria_pressed: if moment.as_ref() == Some(&one) { "true" } else { "false" },
                            onclick: move |_| chosen.set(Some(one.at)),
                            if let Some(shape) = one.tone.shape() {
                                ShapeMark { shape, size: 14 }
                            }
                            "{one.words}"
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    /// A point every minute: `(minute, metres north of the start)`.
    fn way(points: &[(i64, f64)]) -> Vec<TrackPoint> {
        let point = |(minute, metres): &(i64, f64)| TrackPoint {
            at: Timestamp(sample::NOW_MS + minute * 60_000),
            lat: 31.20 + metres / 111_195.0,
            lon: 121.47,
            accuracy_m: Some(8.0),
        };
        points.iter().map(point).collect()
    }

    #[test]
    fn a_rest_of_five_minutes_away_from_the_site_is_a_stop() {
        let drive: Vec<(i64, f64)> = (0..10).map(|n| (n, n as f64 * 500.0)).collect();
        let coffee = [(0, 0.0), (1, 500.0), (2, 520.0), (4, 510.0), (7, 500.0), (8, 1_500.0)];
        let light = [(0, 0.0), (1, 500.0), (3, 510.0), (4, 1_500.0)];
        let site = |metres: f64| Some(Place::new(31.20 + metres / 111_195.0, 121.47));
        for (points, site, wanted) in [
            (drive.as_slice(), site(5_000.0), vec![]),
            (coffee.as_slice(), site(5_000.0), vec![(1, 7)]),
            (coffee.as_slice(), None, vec![(1, 7)]),
            (coffee.as_slice(), site(550.0), vec![]),
            (light.as_slice(), site(5_000.0), vec![]),
            (&[], None, vec![]),
        ] {
            let minute = |at: Timestamp| (at.ms() - sample::NOW_MS) / 60_000;
            let found: Vec<(i64, i64)> =
                stops(&way(points), site).iter().map(|s| (minute(s.from), minute(s.to))).collect();
            assert_eq!(found, wanted, "{points:?}");
        }
    }

    #[test]
    fn the_nearest_point_in_time_is_found() {
        let points = way(&[(0, 0.0), (10, 0.0), (20, 0.0)]);
        for (minute, index) in [(-5, 0), (0, 0), (4, 0), (6, 1), (14, 1), (16, 2), (99, 2)] {
            assert_eq!(index_at(&points, Timestamp(sample::NOW_MS + minute * 60_000)), index, "{minute}");
        }
    }

    #[test]
    fn the_moments_of_a_way_are_buttons_with_their_times() {
        let html = sample::render(Locale::En, || {
            let points = way(&[(-40, 0.0), (-30, 0.0), (-20, 3_000.0)]);
            rsx! { WayMap { detail: sample::finished_detail(), track: Track { points, length_m: 3_000.0 } } }
        });
        for said in ["Set out 10:06", "Stopped", "Arrived 10:22", "Done 10:40", "type=\"range\"", "3.0 km driven"] {
            assert!(html.contains(said), "{said}: {html}");
        }
    }

    #[test]
    fn a_visit_without_any_place_says_so() {
        let html = sample::render(Locale::En, || {
            let mut detail = sample::detail();
            detail.visit.address.place = None;
            rsx! { WayMap { detail, track: Track::default() } }
        });
        assert!(html.contains("No place known"), "{html}");
    }
}
