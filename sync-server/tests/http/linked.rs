//! Linked organisations: the handshake, the tree, what a superior sees and what it never sees.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::TenantId;
use truckroll_domain::access::Feature;
use truckroll_domain::time::DAY_MS;
use truckroll_domain::visits::VisitCommand;

use crate::support::{Reply, World, on_each_engine, switch, tenant_admin};

/// Both organisations with the feature on, their administrators, their numbers.
struct Both {
    a: String,
    b: String,
    number_a: i64,
    number_b: i64,
}

async fn both(world: &World) -> Both {
    let (a, b) = (tenant_admin(world, &world.a, "sun-a").await, tenant_admin(world, &world.b, "sun-b").await);
    for tenant in [&world.a, &world.b] {
        switch(world, tenant, Feature::LinkedCompanies, true).await;
    }
    let number = async |token: &str| world.get("/linked", token).await.json()["vendor_id"].as_i64().expect("a number");
    let (number_a, number_b) = (number(&a).await, number(&b).await);
    Both { a, b, number_a, number_b }
}

async fn ask(world: &World, token: &str, vendor: i64, relation: &str) -> Reply {
    world.post("/linked", token, json!({"vendor_id": vendor, "relation": relation, "note": "Shall we?"})).await
}

async fn step(world: &World, token: &str, id: &str, step: &str) -> Reply {
    world.post(&format!("/linked/{id}"), token, json!({"step": step})).await
}

fn id(reply: &Reply) -> String {
    assert!(reply.status.is_success(), "{}", reply.text());
    reply.json()["id"].as_str().expect("an id").to_owned()
}

/// The states of the links of a person, newest first, with name and relation.
async fn links(world: &World, token: &str) -> Vec<(String, String, String)> {
    let now = world.get("/linked", token).await.json();
    let word = |link: &Json, member: &str| link[member].as_str().unwrap_or_default().to_owned();
    let links = now["links"].as_array().expect("links");
    links.iter().map(|l| (word(l, "state"), word(l, "relation"), word(l, "name"))).collect()
}

fn line(state: &str, relation: &str, name: &str) -> (String, String, String) {
    (state.into(), relation.into(), name.into())
}

#[tokio::test]
async fn a_link_is_asked_for_agreed_and_ended_by_either_side() {
    on_each_engine(async |world| {
        let two = both(world).await;
        let link = id(&ask(world, &two.a, two.number_b, "subordinate").await);
        // whoever tries numbers does not learn whose they are; whoever is asked reads who asks
        assert_eq!(links(world, &two.a).await, [line("invited", "subordinate", "")]);
        assert_eq!(links(world, &two.b).await, [line("invited", "superior", "Aurora Lifts")]);
        let notices = world.get("/notifications", &two.b).await.text();
        assert!(notices.contains("link_asked"), "{notices}");
        assert_eq!(step(world, &two.a, &link, "agree").await.problem(), (403, "forbidden".into(), "step".into()));
        assert_eq!(step(world, &two.b, &link, "withdraw").await.problem().0, 403);
        assert_eq!(step(world, &two.b, &link, "agree").await.status, StatusCode::OK);
        assert_eq!(links(world, &two.a).await, [line("agreed", "subordinate", "Borealis Boilers")]);
        assert_eq!(ask(world, &two.b, two.number_a, "peer").await.json()["fields"]["vendor_id"], "linked_already");
        assert_eq!(step(world, &two.a, &link, "unbind").await.status, StatusCode::OK);
        assert_eq!(step(world, &two.b, &link, "unbind").await.problem(), (409, "conflict".into(), "closed".into()));
        // all of it is in both logs
        for (token, actor) in [(&two.a, "agent"), (&two.b, "linked")] {
            let log = world.get(&format!("/audit?subject={link}"), token).await.json();
            let actions: Vec<&str> =
                log["rows"].as_array().expect("rows").iter().filter_map(|e| e["action"].as_str()).collect();
            assert_eq!(actions, ["link_stepped", "link_stepped", "link_asked"], "{log}");
            assert_eq!(log["rows"][2]["actor"], actor, "{log}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_an_invitation_is_named() {
    on_each_engine(async |world| {
        let two = both(world).await;
        for (number, relation, member, problem) in [
            (99, "peer", "vendor_id", "unknown_vendor"),
            (two.number_a, "peer", "relation", "itself"),
            (two.number_a, "subordinate", "relation", "itself"),
        ] {
            let reply = ask(world, &two.a, number, relation).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
            assert_eq!(reply.json()["fields"][member], problem);
        }
        let long = json!({"vendor_id": two.number_b, "relation": "peer", "note": "x".repeat(501)});
        assert_eq!(world.post("/linked", &two.a, long).await.json()["fields"]["note"], "too_long");
        // an invitation lapses, can be taken back and can be declined; each may be followed by another
        let lapsed = id(&ask(world, &two.a, two.number_b, "peer").await);
        world.advance(14 * DAY_MS);
        let two = Both { a: world.desk("sun-a").await, b: world.desk("sun-b").await, ..two };
        assert_eq!(step(world, &two.b, &lapsed, "agree").await.problem().0, 409);
        let back = id(&ask(world, &two.a, two.number_b, "peer").await);
        step(world, &two.a, &back, "withdraw").await;
        world.advance(1);
        let no = id(&ask(world, &two.a, two.number_b, "superior").await);
        step(world, &two.b, &no, "decline").await;
        let states: Vec<String> = links(world, &two.a).await.into_iter().map(|(state, ..)| state).collect();
        assert_eq!(states.iter().filter(|s| *s == "expired").count(), 1, "{states:?}");
        for state in ["declined", "withdrawn"] {
            assert!(states.iter().any(|s| s == state), "{states:?}");
        }
        assert!(links(world, &two.a).await.iter().all(|(.., name)| name.is_empty()));
    })
    .await;
}

/// Links two organisations, whatever they are, as if both had agreed.
async fn tie(world: &World, above: &TenantId, below: &TenantId) {
    sqlx::query(
        "insert into tenant_links (id, asker_id, other_id, relation, state, shared, note, asked_at, version) \
         values ($1, $2, $3, 'subordinate', 'agreed', '', '', 1, 1)",
    )
    .bind(world.app.fresh::<truckroll_domain::CommandId>().to_string())
    .bind(above.to_string())
    .bind(below.to_string())
    .execute(world.app.db.pool())
    .await
    .expect("tied");
}

#[tokio::test]
async fn an_organisation_has_one_superior_and_stands_under_itself_nowhere() {
    on_each_engine(async |world| {
        let two = both(world).await;
        let between: TenantId = world.app.fresh();
        // B stands above somebody who stands above A
        tie(world, &world.b.id, &between).await;
        tie(world, &between, &world.a.id).await;
        let circle = id(&ask(world, &two.a, two.number_b, "subordinate").await);
        assert_eq!(step(world, &two.b, &circle, "agree").await.problem(), (409, "conflict".into(), "circle".into()));
        step(world, &two.a, &circle, "withdraw").await;
        let second = ask(world, &two.a, two.number_b, "superior").await;
        assert_eq!(second.json()["fields"]["relation"], "has_superior");
        // asked the other way round, B learns nothing of A's superior before A agrees, and A cannot agree
        let other = id(&ask(world, &two.b, two.number_a, "subordinate").await);
        assert_eq!(step(world, &two.a, &other, "agree").await.problem().2, "has_superior");
        step(world, &two.a, &other, "decline").await;
        let beside = id(&ask(world, &two.a, two.number_b, "peer").await);
        assert_eq!(step(world, &two.b, &beside, "agree").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_superior_sees_what_is_shared_and_nothing_that_names_a_customer() {
    on_each_engine(async |world| {
        let two = both(world).await;
        let link = id(&ask(world, &two.a, two.number_b, "subordinate").await);
        let parts = ["statistics", "records", "monitoring"];
        let look = async |token: &str, part: &str| world.get(&format!("/linked/{link}/{part}"), token).await;
        for part in parts {
            assert_eq!(look(&two.a, part).await.problem().0, 403, "not before it is agreed");
        }
        step(world, &two.b, &link, "agree").await;
        let assignment = world.assign(&world.b, world.b.visit, world.b.wang).await;
        for command in [
            VisitCommand::Accept { assignment, place: None },
            VisitCommand::Depart { assignment, place: None },
            VisitCommand::Arrive { assignment, place: None, reason: String::new() },
            VisitCommand::Report {
                assignment,
                solution: Some("Borealis oil".into()),
                remark: None,
                work_minutes: None,
                answers: Default::default(),
            },
            VisitCommand::Complete { assignment, place: None },
        ] {
            world.act(&world.b, world.b.wang, world.b.visit, command).await;
        }
        let statistics = look(&two.a, "statistics").await.json();
        assert_eq!(statistics["completed_visits"], 1, "{statistics}");
        assert_eq!(statistics["open_tickets"], 1, "{statistics}");
        let days = statistics["days"].as_array().expect("days");
        assert_eq!((days.len(), &days[29]["completed"], &days[28]["completed"]), (30, &json!(1), &json!(0)));
        let records = look(&two.a, "records").await;
        assert_eq!(records.json().as_array().map(Vec::len), Some(1), "{}", records.text());
        let monitoring = look(&two.a, "monitoring").await.json();
        assert_eq!((&monitoring["engineers"], &monitoring["completed_today"]), (&json!(2), &json!(1)), "{monitoring}");
        for part in parts {
            let text = look(&two.a, part).await.text();
            for kept in
                [world.b.company.to_string(), world.b.visit.to_string(), "Borealis".into(), "+49".into(), "138".into()]
            {
                assert!(!text.contains(&kept), "{part} tells {kept}: {text}");
            }
            // the subordinate does not look at its superior
            assert_eq!(look(&two.b, part).await.problem().0, 403, "{part}");
        }
        let log = world.get("/audit?action=link_looked_at", &two.b).await.json();
        assert_eq!(log["rows"].as_array().map(Vec::len), Some(6), "every look is written down: {log}");
        assert_eq!(log["rows"][0]["agent_name"], "Aurora Lifts: Sun Li", "{log}");

        // the subordinate narrows it
        let now = world.get("/linked", &two.b).await.json();
        let change = json!({"version": now["links"][0]["version"], "shared": ["monitoring"]});
        let share = async |token: &str, body: Json| {
            world.call(Method::PUT, &format!("/linked/{link}/shared"), token, Some(body)).await
        };
        assert_eq!(share(&two.a, change.clone()).await.problem().0, 403);
        assert_eq!(share(&two.b, change.clone()).await.status, StatusCode::OK);
        assert_eq!(share(&two.b, change).await.problem().0, 409);
        assert_eq!(look(&two.a, "statistics").await.problem(), (403, "forbidden".into(), "not_shared".into()));
        assert_eq!(look(&two.a, "monitoring").await.status, StatusCode::OK);

        // a switch on either side cuts, and so does the end of the link
        switch(world, &world.b, Feature::LinkedCompanies, false).await;
        assert_eq!(look(&two.a, "monitoring").await.problem().0, 403);
        switch(world, &world.b, Feature::LinkedCompanies, true).await;
        assert_eq!(look(&two.a, "monitoring").await.status, StatusCode::OK);
        step(world, &two.b, &link, "unbind").await;
        assert_eq!(look(&two.a, "monitoring").await.problem().0, 403);
    })
    .await;
}

#[tokio::test]
async fn who_may_look_may_not_link_and_who_may_neither_sees_nothing() {
    on_each_engine(async |world| {
        let two = both(world).await;
        let dispatcher = world.desk("li-a").await;
        assert_eq!(world.get("/linked", &dispatcher).await.problem().0, 403);
        assert_eq!(ask(world, &dispatcher, two.number_b, "peer").await.problem().0, 403);
        switch(world, &world.a, Feature::LinkedCompanies, false).await;
        assert_eq!(ask(world, &two.a, two.number_b, "peer").await.problem().1, "feature_off");
        assert_eq!(world.get("/linked", &two.a).await.problem().1, "feature_off");
    })
    .await;
}
