//! The live position: how far, how old, and a sketch of site and engineer. No map tiles, no third party.
//!
//! Drawn only while the engineer is on the way, whatever the view model holds: before departure and after
//! arrival where he is is nobody's business.

use dioxus::prelude::*;
use truckroll_domain::{Place, Timestamp};
use truckroll_ui::format::Format;
use truckroll_ui::tl;

use super::{ProgressPage, Stage};

/// Where the engineer is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Live {
    /// His position.
    pub engineer: Place,
    /// The site.
    pub site: Place,
    /// When the position was taken.
    pub at: Timestamp,
}

/// Half the side of the drawing.
const HALF: f64 = 100.0;
/// How far from the centre the engineer may be drawn.
const REACH: f64 = 76.0;
/// Steps between rings, metres.
const RINGS_M: [f64; 14] = [
    100.0,
    200.0,
    500.0,
    1_000.0,
    2_000.0,
    5_000.0,
    10_000.0,
    20_000.0,
    50_000.0,
    100_000.0,
    200_000.0,
    500_000.0,
    2_000_000.0,
    10_000_000.0,
];

/// Site in the middle, engineer where he is seen from there, rings to judge the distance by.
struct Sketch {
    x: f64,
    y: f64,
    /// Radius on the drawing and metres.
    rings: Vec<(f64, f64)>,
}

impl Sketch {
    fn of(live: &Live) -> Self {
        let metres = live.site.distance_m(&live.engineer);
        let step = RINGS_M.into_iter().find(|step| metres <= step * 2.0).unwrap_or(RINGS_M[RINGS_M.len() - 1]);
        let scale = REACH / (step * 2.0);
        let bearing = bearing(&live.site, &live.engineer);
        let radius = (metres * scale).min(REACH);
        Self {
            x: HALF + radius * bearing.sin(),
            y: HALF - radius * bearing.cos(),
            rings: vec![(step * scale, step), (step * 2.0 * scale, step * 2.0)],
        }
    }
}

/// Initial bearing from `from` to `to`, radians clockwise from north.
fn bearing(from: &Place, to: &Place) -> f64 {
    let (a, b) = (from.lat.to_radians(), to.lat.to_radians());
    let turn = (to.lon - from.lon).to_radians();
    (turn.sin() * b.cos()).atan2(a.cos() * b.sin() - a.sin() * b.cos() * turn.cos())
}

fn figure(value: f64) -> String {
    format!("{value:.1}")
}

/// Distance, age and sketch; nothing unless the engineer is on the way.
pub(super) fn render(page: &ProgressPage) -> Element {
    let on_the_way = page.steps.stage == Stage::OnTheWay;
    let Some(live) = page.live.filter(|l| on_the_way && l.engineer.is_valid() && l.site.is_valid()) else {
        return rsx! {};
    };
    let locale = page.locale();
    let format = page.format();
    let distance = format.distance(live.site.distance_m(&live.engineer));
    let age = format.age(live.at.ms());
    rsx! {
        div { class: "live",
            {sketch(page, &live, &format, &distance)}
            p {
                span { class: "name figures", {tl!(locale, "portal-live-distance", distance = distance.as_str())} }
                span { class: "hint figures", {tl!(locale, "portal-live-age", age = age)} }
            }
        }
    }
}

fn sketch(page: &ProgressPage, live: &Live, format: &Format, distance: &str) -> Element {
    let locale = page.locale();
    let name = page.engineer_name().map_or_else(|| tl!(locale, "portal-engineer"), str::to_owned);
    let label = tl!(locale, "portal-live-sketch", name = name, distance = distance);
    let drawn = Sketch::of(live);
    let (x, y) = (figure(drawn.x), figure(drawn.y));
    let centre = figure(HALF);
    rsx! {
        svg { class: "sketch", view_box: "0 0 200 200", role: "img", "aria-label": label,
            for (radius, metres) in &drawn.rings {
                circle { class: "ring", cx: "{centre}", cy: "{centre}", r: figure(*radius) }
                text { class: "ring-word", x: "{centre}", y: figure(HALF + radius - 4.0), {format.distance(*metres)} }
            }
            line { class: "way", x1: "{centre}", y1: "{centre}", x2: "{x}", y2: "{y}" }
            path { class: "site", d: "M100 88c-7 0-12 5-12 12 0 8 12 19 12 19s12-11 12-19c0-7-5-12-12-12z", transform: "translate(0 -19)" }
            circle { class: "site-eye", cx: "{centre}", cy: "81", r: "4.5" }
            circle { class: "engineer-halo", cx: "{x}", cy: "{y}", r: "13" }
            circle { class: "engineer", cx: "{x}", cy: "{y}", r: "7" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live(lat: f64, lon: f64) -> Live {
        Live { engineer: Place::new(lat, lon), site: Place::new(31.23, 121.47), at: Timestamp(0) }
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        let north = Sketch::of(&live(31.25, 121.47));
        assert!(north.y < HALF - 20.0 && (north.x - HALF).abs() < 0.1);
        let east = Sketch::of(&live(31.23, 121.50));
        assert!(east.x > HALF + 20.0 && (east.y - HALF).abs() < 0.5);
    }

    #[test]
    fn the_engineer_stays_on_the_drawing_at_any_distance() {
        for (lat, lon) in [(31.23, 121.47), (31.2301, 121.47), (32.0, 121.0), (-31.0, -58.0), (90.0, 0.0)] {
            let drawn = Sketch::of(&live(lat, lon));
            let away = (drawn.x - HALF).hypot(drawn.y - HALF);
            assert!(away <= REACH + 0.01, "{lat} {lon}: {away}");
        }
    }
}
