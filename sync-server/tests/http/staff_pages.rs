//! Staff of a large organisation: asked for by pages, narrowed, looked up one by one; who may take over, who may be changed.

use axum::http::StatusCode;
use serde_json::{Value as Json, json};
use truckroll_domain::AgentId;
use truckroll_domain::access::{Area, BuiltIn, Grant, Reach, Role, Verb};
use truckroll_domain::people::{Agent, Group};
use truckroll_server::directory::put_definition;

use crate::support::{World, on_each_engine, put_agent, tenant_admin};

async fn asked(world: &World, token: &str, path: &str) -> Json {
    let reply = world.get(path, token).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
    reply.json()
}

fn names(list: &Json) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|one| one["agent"]["name"].as_str().unwrap_or_default()).collect()
}

async fn define<T: serde::Serialize>(world: &World, kind: &str, id: &str, body: &T) {
    let mut tx = world.app.db.begin().await.expect("begins");
    put_definition(&mut tx, world.a.id, kind, id, body).await.expect("stored");
    tx.commit().await.expect("commits");
    world.app.forget_directory(world.a.id);
}

/// `count` engineers named "Crew 000" and on, each third of them with the skill `boiler`; the first is disabled.
async fn crew(world: &World, count: usize) {
    for n in 0..count {
        let agent = Agent {
            id: world.app.fresh(),
            account: format!("crew{n}"),
            name: format!("Crew {n:03}"),
            role: Some(BuiltIn::Engineer.id()),
            skills: if n % 3 == 0 { vec!["boiler".into()] } else { Vec::new() },
            disabled_at: (n == 0).then_some(truckroll_domain::Timestamp(5)),
            ..Agent::default()
        };
        put_agent(&world.app, world.a.id, &agent).await;
    }
}

async fn one(world: &World, token: &str, query: &str) -> Agent {
    let found = asked(world, token, &format!("/staff?{query}")).await["agents"][0]["agent"].clone();
    serde_json::from_value(found).expect("an agent")
}

#[tokio::test]
async fn staff_come_by_pages_and_each_is_on_exactly_one() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        crew(world, 7).await;
        let whole = asked(world, &sun, "/staff").await;
        let all: Vec<String> = names(&whole["agents"]).into_iter().map(str::to_owned).collect();
        assert_eq!((whole["total"].as_u64(), &whole["next"]), (Some(all.len() as u64), &Json::Null));
        let mut seen: Vec<String> = Vec::new();
        let mut page = asked(world, &sun, "/staff?limit=3").await;
        assert_eq!(page["roles"], whole["roles"]);
        let mut rows = page["agents"].take();
        loop {
            seen.extend(names(&rows).into_iter().map(str::to_owned));
            let Some(next) = page["next"].as_str().map(str::to_owned) else { break };
            let after = next.replace(' ', "%20").replace('~', "%7E");
            page = asked(world, &sun, &format!("/staff/agents?limit=3&after={after}")).await;
            assert_eq!(page["total"], whole["total"]);
            rows = page["rows"].take();
        }
        assert_eq!(seen, all, "in the same order, none twice and none left out");
        for wrong in ["limit=0", "limit=201", "after=nonsense", "state=ended", "works=nothing", "colour=red"] {
            assert_eq!(world.get(&format!("/staff/agents?{wrong}"), &sun).await.problem().0, 400, "{wrong}");
        }
    })
    .await;
}

#[tokio::test]
async fn staff_are_narrowed_by_words_state_group_role_and_id() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        crew(world, 4).await;
        let group = Group {
            id: world.app.fresh(),
            name: "East".into(),
            parent: None,
            supervisors: vec![world.a.li],
            position: 1,
        };
        define(world, "group", &group.id.to_string(), &group).await;
        let member = Agent { groups: vec![group.id], ..one(world, &sun, "q=Crew%20002").await };
        put_agent(&world.app, world.a.id, &member).await;
        for (query, wanted) in [
            ("q=BOILER".to_owned(), vec!["Crew 000", "Crew 003"]),
            ("q=boiler&state=enabled".to_owned(), vec!["Crew 003"]),
            ("q=boiler&state=disabled".to_owned(), vec!["Crew 000"]),
            ("q=crew2".to_owned(), vec!["Crew 002"]),
            (format!("group={}", group.id), vec!["Crew 002"]),
            (format!("id={}", member.id), vec!["Crew 002"]),
            (format!("id={}", world.b.li), vec![]),
            (format!("q=Crew&role={}", BuiltIn::Engineer.id()), vec!["Crew 000", "Crew 001", "Crew 002", "Crew 003"]),
            (format!("q=Crew&role={}", BuiltIn::Agent.id()), vec![]),
        ] {
            let found = asked(world, &sun, &format!("/staff?{query}")).await;
            let count = Some(wanted.len() as u64);
            assert_eq!((names(&found["agents"]), found["total"].as_u64()), (wanted.clone(), count), "{query}");
            assert_eq!(names(&asked(world, &sun, &format!("/staff/agents?{query}")).await["rows"]), wanted, "{query}");
        }
        let now = asked(world, &sun, "/staff?limit=1").await;
        assert_eq!(now["groups"][0]["members"], 1);
        assert_eq!(now["supervisors"], json!([{"id": world.a.li, "name": "Li Na"}]), "named though not on the page");
        assert!(now["skills"].as_array().is_some_and(|all| all.contains(&json!("boiler"))), "{}", now["skills"]);
    })
    .await;
}

#[tokio::test]
async fn whoever_takes_over_works_in_the_area_and_nobody_is_offered_who_may_do_more() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        crew(world, 3).await;
        let visits = asked(world, &sun, "/staff/agents?works=visits&state=enabled&q=crew").await;
        assert_eq!(names(&visits["rows"]), ["Crew 001", "Crew 002"], "who left takes nothing over");
        let office = Role {
            id: world.app.fresh(),
            name: "Office".into(),
            remark: String::new(),
            grants: [(Area::Staff, Grant::of(&[Verb::View, Verb::Edit], Reach::All))].into(),
        };
        define(world, Role::KIND, &office.id.to_string(), &office).await;
        let clerk = Agent { role: Some(office.id), ..one(world, &sun, &format!("id={}", world.a.li)).await };
        put_agent(&world.app, world.a.id, &clerk).await;
        let li = world.desk("li-a").await;
        let changeable = asked(world, &li, "/staff/agents?changeable=true").await;
        let ids: Vec<AgentId> = changeable["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .filter_map(|row| row["agent"]["id"].as_str()?.parse().ok())
            .collect();
        assert_eq!(ids, [world.a.li], "the others may do more than she");
        assert!(asked(world, &li, "/staff/agents").await["total"].as_u64() > Some(3), "whom she sees nevertheless");
    })
    .await;
}

#[tokio::test]
async fn open_work_is_counted_for_those_on_the_page() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let path = format!("/staff?id={}", world.a.wang);
        let before = asked(world, &sun, &path).await["agents"][0]["open_visits"].as_i64();
        let new = truckroll_domain::visits::NewVisit { title: "Lift".into(), ..Default::default() };
        let id = world.visit(&world.a, new).await;
        world.assign(&world.a, id, world.a.wang).await;
        let after = asked(world, &sun, &path).await["agents"][0]["open_visits"].as_i64();
        assert_eq!(after, before.map(|n| n + 1));
        assert_eq!(asked(world, &sun, "/staff?q=nobody-like-this").await["agents"], json!([]));
    })
    .await;
}
