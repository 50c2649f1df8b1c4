//! The home page: everybody has the cards of his role, each counts the list it leads to, and what is switched off has none.

use axum::http::Method;
use serde_json::{Value as Json, json};
use truckroll_domain::access::Feature;
use truckroll_domain::time::HOUR_MS;
use truckroll_domain::visits::NewVisit;
use truckroll_domain::{DeviceId, GroupId, Timestamp};

use crate::support::{NOW, World, on_each_engine, switch, tenant_admin};

async fn home(world: &World, token: &str) -> Json {
    world.get("/home", token).await.json()
}

fn whats(list: &Json) -> Vec<String> {
    let all = list.as_array().expect("cards");
    all.iter().map(|card| card["what"].as_str().expect("what").to_owned()).collect()
}

fn card<'a>(home: &'a Json, what: &str) -> &'a Json {
    let all = home["cards"].as_array().into_iter().chain(home["figures"].as_array()).flatten();
    all.into_iter().find(|card| card["what"] == what).unwrap_or_else(|| panic!("no card {what} in {home}"))
}

/// A card's list has as many rows as the card says.
async fn leads_to_its_list(world: &World, token: &str, card: &Json) {
    let list = card["list"].as_str().expect("a list");
    let reply = match list.split_once('?').map_or(list, |(path, _)| path) {
        "dispatch" | "settings/staff" => return,
        "customers" => world.get("/companies", token).await,
        _ => world.get(&format!("/{list}"), token).await,
    };
    assert_eq!(reply.json()["total"], card["count"], "{card}: {}", reply.text());
}

#[tokio::test]
async fn everybody_has_the_cards_of_his_role_and_each_counts_its_list() {
    on_each_engine(async |world| {
        let late = NewVisit {
            title: "Late".into(),
            due_at: Some(Timestamp(NOW - HOUR_MS)),
            window_from: Some(Timestamp(NOW - 2 * HOUR_MS)),
            window_to: Some(Timestamp(NOW - HOUR_MS)),
            ..NewVisit::default()
        };
        let late = world.visit(&world.a, late).await;
        world.assign(&world.a, late, world.a.wang).await;
        let wang = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        let his = home(world, &wang).await;
        assert_eq!(whats(&his["cards"]), ["my_tickets", "visits_today", "overdue"]);
        assert_eq!((&card(&his, "visits_today")["count"], &card(&his, "overdue")["count"]), (&json!(1), &json!(1)));
        let hers = home(world, &li).await;
        assert_eq!(whats(&hers["cards"]), ["my_tickets", "visits_today", "unassigned", "decisions", "overdue"]);
        assert_eq!((&card(&hers, "unassigned")["count"], &card(&hers, "decisions")["count"]), (&json!(1), &json!(0)));
        assert_eq!((&hers["load"], &hers["figures"]), (&json!([]), &json!([])));
        let theirs = home(world, &sun).await;
        assert_eq!(whats(&theirs["figures"]), ["agents", "open_tickets", "open_visits", "companies"]);
        assert_eq!(card(&theirs, "open_visits")["count"], 2);
        for (token, page) in [(&wang, &his), (&li, &hers), (&sun, &theirs)] {
            for card in page["cards"].as_array().into_iter().chain(page["figures"].as_array()).flatten() {
                leads_to_its_list(world, token, card).await;
            }
        }
        // the other organisation's work is counted nowhere here
        let other = home(world, &world.desk("li-b").await).await;
        assert_eq!((&card(&other, "unassigned")["count"], &card(&other, "overdue")["count"]), (&json!(1), &json!(0)));
        switch(world, &world.a, Feature::Visits, false).await;
        assert_eq!(whats(&home(world, &li).await["cards"]), ["my_tickets"]);
    })
    .await;
}

#[tokio::test]
async fn a_supervisor_sees_what_his_groups_have_open() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let group = json!({"seq": 0, "group": {"id": GroupId::default(), "name": "East", "parent": null,
            "supervisors": [world.a.li]}});
        let east = world.post("/groups", &sun, group).await.json()["group"]["id"].clone();
        let staff = world.get("/staff", &sun).await.json();
        let mut wang = staff["agents"]
            .as_array()
            .expect("agents")
            .iter()
            .find(|a| a["agent"]["name"] == "Wang Wei")
            .expect("Wang")
            .clone();
        wang["agent"]["groups"] = json!([east]);
        wang["agent"]["role"] = json!(truckroll_domain::access::BuiltIn::Engineer.id());
        let body = json!({"seq": wang["seq"], "agent": wang["agent"]});
        world.call(Method::PUT, &format!("/agents/{}", world.a.wang), &sun, Some(body)).await;
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        let load = home(world, &world.desk("li-a").await).await["load"].clone();
        assert_eq!(load, json!([{"agent": world.a.wang, "name": "Wang Wei", "tickets": 0, "visits": 1}]));
        assert_eq!(home(world, &world.desk("wang-a").await).await["load"], json!([]));
    })
    .await;
}
