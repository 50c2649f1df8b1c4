//! Who is handed a ticket: at the desk and by programs those who take some now; a phone's word stands.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::{AgentId, Command, CommandId, DeviceId, Envelope, TicketId};

use crate::rules::{named, shown, ticket};
use crate::support::{Reply, World, envelope, on_each_engine, tenant_admin};

fn to(world: &World, id: TicketId, agent: AgentId, seen: Option<AgentId>) -> Envelope {
    let command = TicketCommand::Assign { agent: Some(agent), agent_name: String::new(), group: None, seen };
    envelope(&world.app, Command::Ticket { id, command })
}

async fn sends(world: &World, token: &str, envelope: &Envelope) -> Reply {
    world.post("/commands", token, json!({"commands": [envelope]})).await
}

async fn says(world: &World, token: &str, state: &str) {
    let says = json!({"says": [{"channel": "tickets", "state": state, "at": world.app.clock.now()}]});
    assert_eq!(world.call(Method::PUT, "/presence", token, Some(says)).await.status, StatusCode::NO_CONTENT);
}

async fn has_it(world: &World, token: &str, id: TicketId) -> Json {
    shown(world, token, id).await["row"]["assignee"].clone()
}

#[tokio::test]
async fn a_ticket_is_handed_to_whoever_takes_tickets() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
        let (lis, wangs) = (world.a.li, world.a.wang);
        let id = ticket(world, named("Lift 3 stuck")).await;
        says(world, &li, "busy").await;
        let refused = sends(world, &sun, &to(world, id, lis, None)).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
        let problem = refused.json();
        assert_eq!((&problem["refusal"]["field"], &problem["refusal"]["problem"]), (&json!("agent"), &json!("not_accepting")));
        assert_eq!(has_it(world, &sun, id).await, Json::Null, "nothing was done");
        // all or none
        let also = ticket(world, named("Lift 4 stuck")).await;
        let both = json!({"commands": [to(world, also, wangs, None), to(world, id, lis, None)]});
        let refused = world.post("/commands", &sun, both).await;
        assert_eq!((refused.problem().2, has_it(world, &sun, also).await), ("commands.1".into(), Json::Null));
        // he may take it himself, and it may stay with him
        assert_eq!(sends(world, &li, &to(world, id, lis, None)).await.status, StatusCode::OK);
        assert_eq!(sends(world, &sun, &to(world, id, lis, Some(lis))).await.status, StatusCode::OK);
        // what was carried out is not refused when it is asked for again
        let given = to(world, id, wangs, Some(lis));
        assert_eq!(sends(world, &sun, &given).await.status, StatusCode::OK);
        says(world, &wang, "away").await;
        let again = sends(world, &sun, &given).await;
        assert_eq!(again.json()["outcomes"], json!(["already_applied"]), "{}", again.text());
        // parts of a ticket go to nobody else either
        let part = |agent: AgentId| json!({"id": world.app.fresh::<TicketId>(), "title": "Door", "agent": agent});
        let split = |agent: AgentId| json!({"id": world.app.fresh::<CommandId>(), "parts": [part(agent)], "closes_last": false});
        let path = format!("/tickets/{also}/split");
        let refused = world.post(&path, &sun, split(wangs)).await;
        assert_eq!(refused.json()["refusal"]["problem"], "not_accepting", "{}", refused.text());
        says(world, &li, "online").await;
        assert_eq!(world.post(&path, &sun, split(lis)).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn what_a_phone_gave_is_not_refused_for_a_word_said_meanwhile() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let (lis, wangs) = (world.a.li, world.a.wang);
        let id = ticket(world, named("Lift 3 stuck")).await;
        assert_eq!(sends(world, &sun, &to(world, id, wangs, None)).await.status, StatusCode::OK);
        let phone = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        says(world, &li, "busy").await;
        let given = sends(world, &phone, &to(world, id, lis, Some(wangs))).await;
        assert_eq!(given.status, StatusCode::OK, "{}", given.text());
        assert_eq!(has_it(world, &sun, id).await, json!(lis));
        // and what was given at a desk without a network
        let other = ticket(world, named("Lift 4 stuck")).await;
        let late = Envelope { offline: true, ..to(world, other, lis, None) };
        assert_eq!(sends(world, &sun, &late).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn the_desk_is_told_why_somebody_takes_none() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
        let own = json!([{"key": "lunch", "name": "At lunch", "channels": [], "accepts": false}]);
        let kept = world.call(Method::PUT, "/presence-states", &sun, Some(json!({"seq": 0, "states": own}))).await;
        assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
        says(world, &li, "busy").await;
        says(world, &wang, "lunch").await;
        let takers = world.get("/tickets/takers", &sun).await.json();
        let of = |id: AgentId| {
            let one = takers.as_array().expect("takers").iter().find(|one| one["agent"] == json!(id)).expect("works");
            (one["accepts"].clone(), one["state"].clone(), one["state_name"].clone())
        };
        assert_eq!(of(world.a.li), (json!(false), json!("busy"), json!("")));
        assert_eq!(of(world.a.wang), (json!(false), json!("lunch"), json!("At lunch")));
        assert!(takers.as_array().expect("takers").iter().any(|one| one["state"] == "online"), "{takers}");
    })
    .await;
}
