//! Positions while at work: a point every 30 s or 50 m, between accepting and completing, and not otherwise.
//!
//! The screen says so while it runs. Points go to the store, which keeps them for the visit at work and sends
//! them when it can.

use std::rc::Rc;

use dioxus::prelude::*;
use truckroll_domain::Timestamp;
use truckroll_replica::ask::Ask;
use truckroll_ui::prelude::use_watch;

use crate::platform::{self, Fix};
use crate::session::use_session;

/// A point at least this often, as long as positions come.
const EVERY_MS: i64 = 30_000;
/// A point for every move of this length.
const EVERY_M: f64 = 50.0;

/// Whether a position is worth a point after the last one.
#[must_use]
pub fn is_due(last: Option<Fix>, now: Fix) -> bool {
    last.is_none_or(|last| {
        now.at_ms.saturating_sub(last.at_ms) >= EVERY_MS || last.place.distance_m(&now.place) >= EVERY_M
    })
}

/// Watches the position while `at_work`.
pub fn use_track(at_work: ReadSignal<bool>) {
    let session = use_session();
    let mut watch = use_signal(|| None::<Rc<platform::Watch>>);
    let mut last = use_signal(|| None::<Fix>);
    let heard = use_callback(move |fix: Fix| {
        let (mut here, mut sharing) = (session.here, session.sharing);
        here.set(Some(fix));
        // Only now: a phone that refuses positions shares none.
        if !*sharing.peek() {
            sharing.set(true);
        }
        if is_due(*last.peek(), fix) {
            last.set(Some(fix));
            spawn(async move {
                let place = fix.place;
                let (at, accuracy_m) = (Timestamp(fix.at_ms), place.accuracy_m);
                let _ = platform::ask(Ask::Position { at, lat: place.lat, lon: place.lon, accuracy_m }).await;
            });
        }
    });
    use_watch(move || {
        let mut sharing = session.sharing;
        if *at_work.read() {
            if watch.peek().is_none() {
                watch.set(platform::watch_position(move |fix| heard.call(fix)).map(Rc::new));
            }
        } else {
            watch.set(None);
            last.set(None);
            sharing.set(false);
        }
    });
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Place;

    use super::*;

    fn fix(lat: f64, at_ms: i64) -> Fix {
        Fix { place: Place::new(lat, 121.0), at_ms }
    }

    #[test]
    fn a_point_is_due_after_half_a_minute_or_fifty_metres() {
        assert!(is_due(None, fix(31.0, 0)));
        assert!(!is_due(Some(fix(31.0, 0)), fix(31.0001, 10_000)));
        assert!(is_due(Some(fix(31.0, 0)), fix(31.0001, 30_000)));
        assert!(is_due(Some(fix(31.0, 0)), fix(31.0005, 1_000)));
    }
}
