//! Companies around a place: the nearest first, within the radius, on both sides of the date line, and of whom one may see.

use axum::http::StatusCode;
use serde_json::Value as Json;
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::visits::Address;
use truckroll_domain::{Command, CompanyId, Place};

use crate::support::{World, on_each_engine};

async fn company(world: &World, name: &str, place: Option<Place>) -> CompanyId {
    let id: CompanyId = world.app.fresh();
    let address = Address { place, ..Address::default() };
    let company = CompanyEdit { name: Some(name.into()), address: Some(address), ..CompanyEdit::default() };
    world
        .execute(&world.a, Command::Company { id, command: CompanyCommand::Create { company: Box::new(company) } })
        .await;
    id
}

async fn around(world: &World, token: &str, place: Place, radius_m: i64, more: &str) -> Json {
    let path = format!("/companies/nearby?lat={}&lon={}&radius_m={radius_m}{more}", place.lat, place.lon);
    let reply = world.get(&path, token).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

fn names(near: &Json) -> Vec<(String, i64)> {
    let all = near["companies"].as_array().cloned().unwrap_or_default();
    let of = |one: &Json| {
        let name = one["row"]["name"].as_str().unwrap_or_default().to_owned();
        (name, one["distance_m"].as_i64().unwrap_or_default())
    };
    all.iter().map(of).collect()
}

#[tokio::test]
async fn companies_come_by_the_way_to_them_and_none_is_farther_than_asked() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let here = Place::new(48.0, 11.0);
        let mut all = Vec::new();
        for (n, (north, east)) in
            [(0.01, 0.0), (0.0, 0.02), (-0.02, 0.02), (0.3, -0.4), (-0.5, 0.2), (0.0, 0.0)].into_iter().enumerate()
        {
            let place = Place::new(here.lat + north, here.lon + east);
            company(world, &format!("Site {n}"), Some(place)).await;
            #[expect(clippy::cast_possible_truncation, reason = "a few kilometres")]
            all.push((format!("Site {n}"), here.distance_m(&place).round() as i64));
        }
        company(world, "Nowhere", None).await;
        all.sort_by_key(|(_, metres)| *metres);
        for radius in [1, 1_000, 2_700, 3_000, 60_000, 200_000] {
            let near = around(world, &li, here, radius, "").await;
            let wanted: Vec<_> = all.iter().filter(|(_, metres)| *metres <= radius).cloned().collect();
            assert_eq!(names(&near), wanted, "{radius}");
            assert_eq!(near["total"], wanted.len(), "{radius}");
        }
        let two = around(world, &li, here, 200_000, "&limit=2").await;
        assert_eq!((names(&two), &two["total"]), (all[..2].to_vec(), &Json::from(6)));
    })
    .await;
}

#[tokio::test]
async fn the_date_line_and_the_poles_part_nobody() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        company(world, "West", Some(Place::new(-17.0, 179.99))).await;
        company(world, "East", Some(Place::new(-17.0, -179.98))).await;
        company(world, "Pole", Some(Place::new(89.95, 100.0))).await;
        let near = around(world, &li, Place::new(-17.0, 179.999), 5_000, "").await;
        assert_eq!(names(&near).iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>(), ["West", "East"]);
        let near = around(world, &li, Place::new(-17.0, -179.999), 5_000, "").await;
        assert_eq!(names(&near).iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>(), ["West", "East"]);
        let near = around(world, &li, Place::new(89.9, 100.0), 20_000, "").await;
        assert_eq!(names(&near).len(), 1, "{near}");
    })
    .await;
}

#[tokio::test]
async fn who_sees_no_customers_sees_none_nearby_and_a_thrown_away_one_is_not_there() {
    on_each_engine(async |world| {
        let here = Place::new(31.24, 121.50);
        let (li, wang, other) = (world.desk("li-a").await, world.desk("wang-a").await, world.desk("li-b").await);
        assert_eq!(names(&around(world, &li, here, 500, "").await), [("Aurora Lifts Customer".to_owned(), 0)]);
        assert_eq!(names(&around(world, &other, here, 500, "").await), [("Borealis Boilers Customer".to_owned(), 0)]);
        // an engineer sees the customers behind his own visits
        assert!(names(&around(world, &wang, here, 500, "").await).is_empty());
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        assert_eq!(names(&around(world, &wang, here, 500, "").await).len(), 1);
        world.execute(&world.a, Command::Company { id: world.a.company, command: CompanyCommand::Delete }).await;
        assert!(names(&around(world, &li, here, 500, "").await).is_empty());
        for wrong in [
            "lat=91&lon=0&radius_m=5",
            "lat=0&lon=0&radius_m=0",
            "lat=0&lon=0&radius_m=200001",
            "lat=0&lon=0&radius_m=5&limit=0",
            "lat=x&lon=0&radius_m=5",
        ] {
            assert_eq!(world.get(&format!("/companies/nearby?{wrong}"), &li).await.problem().0, 400, "{wrong}");
        }
    })
    .await;
}
