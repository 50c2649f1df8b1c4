//! The map: pins, lines, one selection; MapLibre GL JS draws it, this component only describes the scene.
//!
//! The scene goes to `assets/map.js` as JSON whenever it changes; selections, hovers, drops and picks come
//! back as events. The bundled outline of land and borders always lies beneath, so the map is there when
//! tiles are not; without WebGL the pins become a list of buttons in the same place. Pins have a name, a shape
//! and letters, in the order given; they are buttons where somebody listens, else pictures. Pins that lie close
//! together are gathered under a number until the reader looks closer, those that are `single` and the selected
//! one never.

use std::rc::Rc;

use dioxus::prelude::*;
use serde::Serialize;

use truckroll_domain::decode::{self, Deserialize};

use crate::bridge;
use crate::context::use_dom_id;
use crate::effect::use_watch;
use crate::tone::Tone;
use crate::tr;

/// The base map under the pins, as the organisation set it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum MapBase {
    /// The bundled outline only.
    #[default]
    None,
    /// Raster tiles by a `{z}/{x}/{y}` address.
    Raster {
        /// The address with its placeholders.
        url: String,
        /// What the provider wants shown; plain text.
        attribution: String,
    },
    /// A MapLibre style document.
    Style {
        /// Its address.
        url: String,
    },
    /// A PMTiles file in the Protomaps scheme, read by range requests.
    Pmtiles {
        /// Its address.
        url: String,
        /// Plain text.
        attribution: String,
    },
}

impl MapBase {
    /// The best of what an organisation has set: its own file, a style, raster tiles, else the outline.
    #[must_use]
    pub fn of(pmtiles: Option<String>, style: Option<String>, raster: Option<String>, attribution: String) -> Self {
        match (pmtiles, style, raster) {
            (Some(url), ..) => Self::Pmtiles { url, attribution },
            (None, Some(url), _) => Self::Style { url },
            (None, None, Some(url)) => Self::Raster { url, attribution },
            (None, None, None) => Self::None,
        }
    }
}

/// The shape of a pin, beside the colour of its tone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PinShape {
    /// A site: where the work is.
    #[default]
    Site,
    /// A person: round, with letters.
    Person,
    /// A small mark: work under way, a moment of a way.
    Dot,
}

/// Something on the map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapPin {
    /// Its id in events and in `selected`.
    pub id: String,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// What it is, in words: "Chen Wei, on the way, 3.1 km, 20 s ago".
    pub label: String,
    /// Up to three letters or figures on it.
    pub letters: String,
    /// Colour and, for sites, the state's shape.
    #[serde(serialize_with = "tone_name")]
    pub tone: Tone,
    /// Its form.
    pub shape: PinShape,
    /// The position is old or guessed: drawn paler.
    pub faded: bool,
    /// Cards can be dropped on it.
    pub drop: bool,
    /// Always stands alone, however close others are.
    pub single: bool,
}

impl MapPin {
    /// A pin with its name and place.
    pub fn new(id: impl Into<String>, lon: f64, lat: f64, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            lon,
            lat,
            label: label.into(),
            letters: String::new(),
            tone: Tone::Neutral,
            shape: PinShape::Site,
            faded: false,
            drop: false,
            single: false,
        }
    }
}

/// A line on the map: a track, a route.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapLine {
    /// Its id.
    pub id: String,
    /// `[lon, lat]` in order.
    pub points: Vec<[f64; 2]>,
    /// Its colour.
    #[serde(serialize_with = "tone_name")]
    pub tone: Tone,
    /// Dashed: planned, as the crow flies.
    pub dashed: bool,
}

/// What the map looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum MapCenter {
    /// Everything on it, when pins first appear and whenever `fit_key` changes.
    #[default]
    Fit,
    /// A place.
    At {
        /// Degrees east.
        lon: f64,
        /// Degrees north.
        lat: f64,
        /// 3 a country, 11 a city, 16 a street.
        zoom: f64,
    },
}

/// A card dropped on a pin.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PinDrop {
    /// The pin.
    pub pin: String,
    /// The text of the card, as its `drag` gave it.
    pub card: String,
}

fn tone_name<S: serde::Serializer>(tone: &Tone, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_str(tone.name())
}

#[derive(Serialize)]
struct Scene<'a> {
    pins: &'a [MapPin],
    lines: &'a [MapLine],
    center: MapCenter,
    selected: Option<&'a str>,
    fit_key: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Setting<'a> {
    base: &'a MapBase,
    words: Words,
    pick: bool,
    select: bool,
    drop: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Words {
    map: String,
    zoom_in: String,
    zoom_out: String,
    fit: String,
    plain: String,
    tiles_failed: String,
    gathered: String,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "lowercase")]
enum MapEvent {
    Select { pin: String },
    Hover { pin: Option<String> },
    Drop(PinDrop),
    Pick { lon: f64, lat: f64 },
}

truckroll_domain::tagged!(read MapEvent, "kind");

/// The map; it fills its container, which must have a height.
#[component]
pub fn Map(
    pins: Vec<MapPin>,
    #[props(default)] lines: Vec<MapLine>,
    #[props(default)] center: MapCenter,
    /// The id of the selected pin; it is raised, ringed and brought into view.
    #[props(into)]
    selected: Option<String>,
    #[props(default)] base: MapBase,
    /// Another value fits the view again: the id of what the map is about.
    #[props(into, default)]
    fit_key: String,
    /// What the map shows, for screen readers.
    #[props(into)]
    label: Option<String>,
    on_select: Option<EventHandler<String>>,
    /// The pin under the pointer or with the focus; `None` when it left.
    on_hover: Option<EventHandler<Option<String>>>,
    /// A card was dropped on a pin with `drop`.
    on_drop: Option<EventHandler<PinDrop>>,
    /// A click on the ground, longitude and latitude; with it the map shows a cross-hair.
    on_pick: Option<EventHandler<(f64, f64)>>,
) -> Element {
    let id = use_dom_id();
    let canvas = format!("{id}-map");
    let label = label.unwrap_or_else(|| tr("map-label"));
    let setting = Setting {
        base: &base,
        words: Words {
            map: label.clone(),
            zoom_in: tr("map-zoom-in"),
            zoom_out: tr("map-zoom-out"),
            fit: tr("map-fit"),
            plain: tr("map-plain"),
            tiles_failed: tr("map-tiles-failed"),
            // The script fills in how many and which.
            gathered: tr!("map-gathered", count = "{count}", names = "{names}"),
        },
        pick: on_pick.is_some(),
        select: on_select.is_some(),
        drop: on_drop.is_some(),
    };
    let scene = Scene { pins: &pins, lines: &lines, center, selected: selected.as_deref(), fit_key: &fit_key };
    let setting = json(&setting);
    let scene = json(&scene);

    let heard = use_callback(move |text: String| {
        let Ok(event) = decode::from_json::<MapEvent>(&text) else {
            return;
        };
        match event {
            MapEvent::Select { pin } => on_select.iter().for_each(|h| h.call(pin.clone())),
            MapEvent::Hover { pin } => on_hover.iter().for_each(|h| h.call(pin.clone())),
            MapEvent::Drop(drop) => on_drop.iter().for_each(|h| h.call(drop.clone())),
            MapEvent::Pick { lon, lat } => on_pick.iter().for_each(|h| h.call((lon, lat))),
        }
    });
    let mut latest = use_signal(String::new);
    if *latest.peek() != scene {
        latest.set(scene);
    }
    let mut listener = use_signal(|| None::<Rc<bridge::Listener>>);
    let opened = canvas.clone();
    use_watch(use_reactive!(|setting| {
        bridge::map_close(&opened);
        let scene = latest.peek().clone();
        let hear = move |text| heard.call(text);
        listener.set(bridge::map_open(&opened, &setting, &scene, hear).map(Rc::new));
    }));
    let shown = canvas.clone();
    use_watch(move || {
        let scene = latest.read();
        bridge::map_show(&shown, &scene);
    });
    let closed = canvas.clone();
    use_drop(move || {
        bridge::map_close(&closed);
    });

    rsx! {
        div {
            class: "tr-map",
            role: "region",
            aria_label: label,
            // The script owns what is inside; Dioxus never renders children here.
            div { id: canvas, class: "tr-map-canvas" }
        }
    }
}

fn json<T: Serialize>(value: &T) -> String {
    // Our own types with string keys only; NaN becomes null and the script skips such pins.
    truckroll_domain::encode::to_json(value).expect("plain structs serialise")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scene_says_tones_and_shapes_by_name() {
        let mut pin = MapPin::new("e1", 121.47, 31.23, "Chen Wei, on the way");
        pin.tone = Tone::OnTheWay;
        pin.shape = PinShape::Person;
        let scene = json(&Scene {
            pins: &[pin],
            lines: &[],
            center: MapCenter::At { lon: 121.4, lat: 31.2, zoom: 11.0 },
            selected: Some("e1"),
            fit_key: "",
        });
        assert!(scene.contains("\"tone\":\"on-the-way\""), "{scene}");
        assert!(scene.contains("\"shape\":\"person\""), "{scene}");
        assert!(scene.contains("\"kind\":\"at\""), "{scene}");
    }

    #[test]
    fn events_of_the_script_are_understood() {
        let drop: MapEvent = serde_json::from_str(r#"{"kind":"drop","pin":"e1","card":"v9"}"#).expect("an event");
        assert!(matches!(drop, MapEvent::Drop(PinDrop { pin, card }) if pin == "e1" && card == "v9"));
        assert!(serde_json::from_str::<MapEvent>(r#"{"kind":"other"}"#).is_err());
    }

    #[test]
    fn the_map_is_a_named_region() {
        let html = dioxus_ssr::render_element(rsx! { Map { pins: vec![], label: "Engineers" } });
        assert!(html.contains("role=\"region\" aria-label=\"Engineers\""), "{html}");
    }
}
