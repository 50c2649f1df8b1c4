//! Positions and tracks.

use axum::http::StatusCode;
use serde_json::json;
use truckroll_domain::Timestamp;
use truckroll_domain::access::Feature;
use truckroll_domain::time::{DAY_MS, MINUTE_MS};
use truckroll_domain::visits::VisitCommand;
use truckroll_server::positions::{clear_old, latest};

use crate::support::{NOW, World, on_each_engine, switch};

/// A point; every other half minute it lies a hundred metres east, so that no line is drawn without it.
fn point(at: i64, lat: f64) -> serde_json::Value {
    let lon = if at / 30_000 % 2 == 0 { 121.47 } else { 121.471 };
    json!({"at": at, "lat": lat, "lon": lon, "accuracy_m": 8.0})
}

async fn track(world: &World, token: &str) -> Vec<i64> {
    let track = world.get(&format!("/visits/{}/track", world.a.visit), token).await;
    assert_eq!(track.status, StatusCode::OK, "{}", track.text());
    let track = track.json();
    track["points"].as_array().expect("points").iter().map(|p| p["at"].as_i64().expect("time") - NOW).collect()
}

#[tokio::test]
async fn a_track_holds_only_what_lies_between_accepting_and_completing() {
    on_each_engine(async |world| {
        let (li, wang, zhao) = (world.desk("li-a").await, world.desk("wang-a").await, world.desk("zhao-a").await);
        let visit = world.a.visit;
        let assignment = world.assign(&world.a, visit, world.a.wang).await;
        let batch = |from: i64, count: i64| {
            let points: Vec<_> = (0..count).map(|n| point(NOW + from + n * 30_000, 31.2 + 0.001 * n as f64)).collect();
            json!({"visit": visit, "points": points})
        };
        assert_eq!(world.post("/positions", &wang, batch(-60_000, 2)).await.status, StatusCode::NO_CONTENT);
        assert!(track(world, &li).await.is_empty(), "not accepted yet");
        world.act(&world.a, world.a.wang, visit, VisitCommand::Accept { assignment, place: None }).await;
        switch(world, &world.a, Feature::Tracks, false).await;
        world.post("/positions", &wang, batch(0, 2)).await;
        assert!(track(world, &li).await.is_empty(), "switched off, nothing is kept");
        switch(world, &world.a, Feature::Tracks, true).await;
        world.advance(20 * MINUTE_MS);
        // a batch of an hour without network, half of it before accepting; then the same again, longer
        world.post("/positions", &wang, batch(-10 * MINUTE_MS, 40)).await;
        let first = track(world, &li).await;
        assert_eq!((first.first(), first.last(), first.len()), (Some(&0), Some(&(19 * 30_000)), 20));
        world.post("/positions", &wang, batch(-10 * MINUTE_MS, 50)).await;
        assert_eq!(track(world, &li).await.len(), 30, "repeated points count once");
        world.post("/positions", &zhao, batch(0, 10)).await;
        assert_eq!(track(world, &li).await.len(), 30, "somebody else's points are not in it");
        assert_eq!(track(world, &wang).await.len(), 30);
        assert_eq!(world.get(&format!("/visits/{visit}/track"), &zhao).await.status, StatusCode::NOT_FOUND);
        let foreign = world.desk("li-b").await;
        assert_eq!(world.get(&format!("/visits/{visit}/track"), &foreign).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_track_is_drawn_with_few_points_and_measured_with_all() {
    on_each_engine(async |world| {
        let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
        let visit = world.a.visit;
        let assignment = world.assign(&world.a, visit, world.a.wang).await;
        world.act(&world.a, world.a.wang, visit, VisitCommand::Accept { assignment, place: None }).await;
        world.advance(60 * MINUTE_MS);
        // a kilometre north in ten steps with three metres of scatter, then ten minutes at one place
        let way = (0..31_i64).map(|n| {
            let scatter = if n % 2 == 0 { 0.0 } else { 0.000_03 };
            let lat = 31.2 + 0.000_9 * n.min(10) as f64;
            json!({"at": NOW + n * 30_000, "lat": lat, "lon": 121.47 + if n < 10 { scatter } else { 0.0 }})
        });
        world.post("/positions", &wang, json!({"visit": visit, "points": way.collect::<Vec<_>>()})).await;
        assert_eq!(track(world, &li).await, vec![0, 10 * 30_000, 30 * 30_000], "begin, stop, its end");
        let length = world.get(&format!("/visits/{visit}/track"), &li).await.json()["length_m"].as_f64();
        let length = length.expect("length");
        let straight = 0.009 * 111_195.0;
        assert!(length > straight + 0.2 && length < straight + 10.0, "{length} m: the scatter counts");
    })
    .await;
}

#[tokio::test]
async fn the_last_position_is_the_newest_whatever_order_they_come_in() {
    on_each_engine(async |world| {
        let wang = world.desk("wang-a").await;
        let mut moved = world.app.positions.listen();
        for (at, lat) in [(-10_000, 31.1), (-60_000, 31.2), (-5_000, 31.3)] {
            let batch = json!({"points": [point(NOW + at, lat)]});
            assert_eq!(world.post("/positions", &wang, batch).await.status, StatusCode::NO_CONTENT);
        }
        // far in the future: a wrong clock does not hide the engineer for ever
        world.post("/positions", &wang, json!({"points": [point(NOW + DAY_MS, 31.9)]})).await;
        let (place, at) = latest(&world.app, world.a.id)[&world.a.wang];
        assert_eq!((place.lat, at), (31.3, Timestamp(NOW - 5_000)));
        assert!(latest(&world.app, world.b.id).is_empty());
        world.app.positions.announce();
        let news = moved.try_recv().expect("announced");
        assert_eq!((news.tenant, news.moved.len(), news.moved[0].0), (world.a.id, 1, world.a.wang));
        assert!(moved.try_recv().is_err(), "three movements, one message");
        let again = truckroll_server::positions::Latest::open(&world.app.db).await.expect("opens");
        assert_eq!(again.of(world.a.id)[&world.a.wang].0.lat, 31.3);
    })
    .await;
}

#[tokio::test]
async fn bad_batches_are_refused_by_name() {
    on_each_engine(async |world| {
        let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
        for (body, status) in [
            (json!({"points": [{"at": NOW, "lat": 91.0, "lon": 0.0}]}), 400),
            (json!({"points": [{"at": -1, "lat": 1.0, "lon": 0.0}]}), 400),
            (json!({"points": [], "speed": 3}), 400),
            (json!({"points": vec![point(NOW, 1.0); 1_001]}), 413),
            (json!({"points": []}), 204),
        ] {
            assert_eq!(world.post("/positions", &wang, body).await.status.as_u16(), status);
        }
        let desk = world.post("/positions", &li, json!({"points": []})).await;
        assert_eq!(desk.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn tracks_end_after_ninety_days() {
    on_each_engine(async |world| {
        let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
        let assignment = world.assign(&world.a, world.a.visit, world.a.wang).await;
        let accept = VisitCommand::Accept { assignment, place: None };
        world.act(&world.a, world.a.wang, world.a.visit, accept).await;
        let batch = json!({"visit": world.a.visit, "points": [point(NOW, 31.0), point(NOW + 60_000, 31.1)]});
        world.post("/positions", &wang, batch).await;
        world.advance(89 * DAY_MS);
        clear_old(&world.app).await.expect("clears");
        assert_eq!(track(world, &li).await.len(), 2);
        world.advance(2 * DAY_MS);
        clear_old(&world.app).await.expect("clears");
        let li = world.desk("li-a").await;
        assert!(track(world, &li).await.is_empty());
    })
    .await;
}
