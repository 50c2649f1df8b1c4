//! Staff administration: agents, groups, roles, switches, and that what they say counts at the next request.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::access::BuiltIn;
use truckroll_domain::people::Agent;
use truckroll_domain::{AgentId, DeviceId};

use crate::support::{PASSWORD, Reply, World, on_each_engine, tenant_admin};

async fn staff(world: &World, token: &str) -> Json {
    world.get("/staff", token).await.json()
}

fn find<'a>(list: &'a Json, what: &str, name: &str) -> &'a Json {
    let all = list.as_array().expect("a list");
    all.iter().find(|now| now[what]["name"] == name).unwrap_or_else(|| panic!("no {what} {name} in {list}"))
}

async fn new_agent(world: &World, token: &str, agent: Json) -> Reply {
    let body = json!({"agent": agent, "password": PASSWORD});
    world.post("/agents", token, body).await
}

/// An agent's members as the page sends them.
fn mei() -> Json {
    let mut agent = serde_json::to_value(Agent::default()).expect("writes");
    agent["account"] = "mei-a".into();
    agent["name"] = "Mei Lin".into();
    agent["mobile"] = "+86 139 0000 1111".into();
    agent["role"] = json!(BuiltIn::Agent.id());
    agent
}

#[tokio::test]
async fn an_administrator_makes_an_agent_who_signs_in_and_has_the_rights_of_his_role() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let check = world.get("/staff/account?name=Mei-A", &sun).await.json();
        assert_eq!(check, json!({"account": "mei-a", "free": true}));
        let made = new_agent(world, &sun, mei()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let check = world.get("/staff/account?name=mei-a", &sun).await.json();
        assert_eq!(check["free"], false);
        // in the other organisation the name is taken too
        let other = tenant_admin(world, &world.b, "sun-b").await;
        assert_eq!(new_agent(world, &other, mei()).await.problem(), (409, "conflict".into(), "account".into()));
        let mei = world.desk("mei-a").await;
        let me = world.get("/sessions/current", &mei).await.json();
        assert_eq!((&me["agent"]["name"], &me["agent"]["roles"]), (&json!("Mei Lin"), &json!([])));
        // an ordinary agent reads customers and nothing of the others' work
        assert_eq!(world.get("/companies", &mei).await.json()["total"], 1);
        assert_eq!(world.get("/tickets", &mei).await.json()["total"], 0);
        assert_eq!(world.get("/visits", &mei).await.json()["total"], 0);
        for (method, path) in [(Method::GET, "/staff"), (Method::GET, "/board"), (Method::GET, "/visit-rules")] {
            assert_eq!(world.call(method, path, &mei, None).await.problem(), (403, "forbidden".into(), "role".into()));
        }
        assert_eq!(new_agent(world, &mei, json!({})).await.problem().0, 400);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_acceptable_is_named_by_its_member() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let mut bad = mei();
        bad["email"] = "mei@".into();
        bad["role"] = json!(AgentId::default());
        let reply = new_agent(world, &sun, bad).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(reply.json()["fields"], json!({"email": "not_an_email", "role": "unknown_role"}));
        let reply = world.post("/agents", &sun, json!({"agent": mei(), "password": "short"})).await;
        assert_eq!(reply.json()["fields"], json!({"password": "too_short"}));
        let reply = world.post("/agents", &sun, json!({"agent": mei(), "password": PASSWORD, "seat": 1})).await;
        assert_eq!(reply.problem(), (400, "unknown_member".into(), "seat".into()));
        let group = json!({"seq": 0, "group": {"id": AgentId::default(), "name": " ", "parent": AgentId::default()}});
        let reply = world.post("/groups", &sun, group).await;
        assert_eq!(reply.json()["fields"], json!({"name": "required", "parent": "unknown_group"}));
        let role =
            json!({"id": AgentId::default(), "name": "", "grants": {"tickets": {"verbs": ["edit"], "reach": "all"}}});
        let reply = world.post("/roles", &sun, json!({"seq": 0, "role": role})).await;
        assert_eq!(reply.json()["fields"], json!({"name": "required", "grants.tickets": "view_required"}));
        let reply =
            world.call(Method::PUT, "/switches", &sun, Some(json!({"seq": 0, "switches": {"magic": true}}))).await;
        assert_eq!(reply.json()["fields"], json!({"magic": "unknown"}));
    })
    .await;
}

#[tokio::test]
async fn a_role_counts_at_the_next_request_and_a_supervisor_sees_his_tree() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let group = json!({"seq": 0, "group": {"id": AgentId::default(), "name": "East", "parent": null}});
        let east = world.post("/groups", &sun, group).await.json()["group"]["id"].clone();
        let role = json!({"id": AgentId::default(), "name": "Team lead", "grants": {
            "tickets": {"verbs": ["view"], "reach": "own"}, "visits": {"verbs": ["view", "assign"], "reach": "group"}}});
        let lead = world.post("/roles", &sun, json!({"seq": 0, "role": role})).await;
        assert_eq!(lead.status, StatusCode::CREATED, "{}", lead.text());
        let lead = lead.json();
        // Wang works in the east; Mei leads the team from outside of it
        let now = staff(world, &sun).await;
        let wang = find(&now["agents"], "agent", "Wang Wei").clone();
        let mut moved = wang["agent"].clone();
        moved["groups"] = json!([east]);
        moved["role"] = json!(BuiltIn::Engineer.id());
        let path = format!("/agents/{}", moved["id"].as_str().expect("id"));
        let body = json!({"seq": wang["seq"], "agent": moved});
        let reply = world.call(Method::PUT, &path, &sun, Some(body.clone())).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        assert_eq!(reply.json()["agent"]["roles"], json!(["engineer"]), "phones of earlier versions go by the word");
        assert_eq!(world.call(Method::PUT, &path, &sun, Some(body)).await.problem().0, 409, "an old number");
        let mut agent = mei();
        agent["role"] = lead["role"]["id"].clone();
        let made = new_agent(world, &sun, agent).await.json();
        assert_eq!(made["agent"]["roles"], json!(["dispatcher"]));
        let mei = world.desk("mei-a").await;
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        assert_eq!(world.get("/visits", &mei).await.json()["total"], 0);
        let groups = staff(world, &sun).await["groups"].clone();
        let mut group = find(&groups, "group", "East").clone();
        assert_eq!(group["members"], 1);
        group["group"]["supervisors"] = json!([made["agent"]["id"]]);
        let path = format!("/groups/{}", east.as_str().expect("id"));
        let body = json!({"seq": group["seq"], "group": group["group"]});
        assert_eq!(world.call(Method::PUT, &path, &sun, Some(body)).await.status, StatusCode::OK);
        assert_eq!(world.get("/visits", &mei).await.json()["total"], 1);
        let visit = format!("/visits/{}", world.a.visit);
        assert_eq!(world.get(&visit, &mei).await.status, StatusCode::OK);
        // without the verb in the role the supervisor sees nothing
        let mut role = lead["role"].clone();
        role["grants"]["visits"] = json!({"verbs": [], "reach": "own"});
        let path = format!("/roles/{}", role["id"].as_str().expect("id"));
        let reply = world.call(Method::PUT, &path, &sun, Some(json!({"seq": lead["seq"], "role": role}))).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        assert_eq!(world.get(&visit, &mei).await.problem().0, 404);
        let now = staff(world, &sun).await;
        assert_eq!(find(&now["agents"], "agent", "Mei Lin")["agent"]["roles"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn what_is_in_use_is_not_removed_and_says_by_what() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let body = json!({"seq": 0, "group": {"id": AgentId::default(), "name": "North", "parent": null}});
        let north = world.post("/groups", &sun, body).await.json();
        let id = north["group"]["id"].as_str().expect("id").to_owned();
        let body = json!({"seq": 0, "group": {"id": AgentId::default(), "name": "North 1", "parent": id}});
        let below = world.post("/groups", &sun, body).await.json();
        let path = format!("/groups/{id}");
        let reply = world.call(Method::DELETE, &path, &sun, Some(json!({"seq": north["seq"]}))).await;
        assert_eq!(reply.problem(), (409, "conflict".into(), "in_use".into()));
        assert_eq!(reply.json()["fields"], json!({"groups": "1"}));
        let below_path = format!("/groups/{}", below["group"]["id"].as_str().expect("id"));
        let reply = world.call(Method::DELETE, &below_path, &sun, Some(json!({"seq": below["seq"]}))).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
        let reply = world.call(Method::DELETE, &path, &sun, Some(json!({"seq": north["seq"]}))).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
        assert_eq!(staff(world, &sun).await["groups"], json!([]));
        // a role somebody has
        let role = json!({"id": AgentId::default(), "name": "Night", "grants": {}});
        let night = world.post("/roles", &sun, json!({"seq": 0, "role": role})).await.json();
        let mut agent = mei();
        agent["role"] = night["role"]["id"].clone();
        new_agent(world, &sun, agent).await;
        let path = format!("/roles/{}", night["role"]["id"].as_str().expect("id"));
        let reply = world.call(Method::DELETE, &path, &sun, Some(json!({"seq": night["seq"]}))).await;
        assert_eq!(reply.json()["fields"], json!({"agents": "1"}));
        // a built-in role that was changed goes back to how it came
        let path = format!("/roles/{}", BuiltIn::Agent.id());
        let role = json!({"id": BuiltIn::Agent.id(), "grants": {"faq": {"verbs": ["view"], "reach": "all"}}});
        let changed = world.call(Method::PUT, &path, &sun, Some(json!({"seq": 0, "role": role}))).await.json();
        assert_eq!(changed["built_in"], true);
        let reply = world.call(Method::DELETE, &path, &sun, Some(json!({"seq": changed["seq"]}))).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
        let now = staff(world, &sun).await;
        let agent =
            now["roles"].as_array().expect("roles").iter().find(|r| r["role"]["id"] == json!(BuiltIn::Agent.id()));
        assert_eq!(agent.expect("is there")["role"], serde_json::to_value(BuiltIn::Agent.role()).expect("writes"));
    })
    .await;
}

#[tokio::test]
async fn an_agent_is_disabled_when_his_work_is_in_other_hands() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        let phone = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let now = staff(world, &sun).await;
        let wang = find(&now["agents"], "agent", "Wang Wei");
        assert_eq!((&wang["open_visits"], &wang["open_tickets"]), (&json!(1), &json!(0)));
        let path = format!("/agents/{}/disable", world.a.wang);
        let refused = world.post(&path, &sun, json!({"seq": wang["seq"]})).await;
        assert_eq!(refused.json()["fields"], json!({"open_visits": "1"}));
        let body = json!({"seq": wang["seq"], "hand_over": {"visits_to": world.a.li}});
        let refused = world.post(&path, &sun, body).await;
        assert_eq!(refused.json()["fields"], json!({"visits_to": "cannot_take_over"}), "Li works no visits");
        assert_eq!(world.get("/sessions/current", &phone).await.status, StatusCode::OK);
        let body = json!({"seq": wang["seq"], "hand_over": {"visits_to": world.a.zhao}});
        let done = world.post(&path, &sun, body).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        assert!(done.json()["agent"]["disabled_at"].is_i64());
        assert_eq!(
            world.get("/sessions/current", &phone).await.problem(),
            (401, "unauthenticated".into(), "disabled".into())
        );
        let visit = world.get(&format!("/visits/{}", world.a.visit), &sun).await.json();
        assert_eq!(visit["row"]["assignee"], json!(world.a.zhao));
        let sign_in = json!({"account": "wang-a", "password": PASSWORD});
        assert_eq!(world.post("/sessions", "", sign_in.clone()).await.status, StatusCode::UNAUTHORIZED);
        // and back
        let path = format!("/agents/{}/enable", world.a.wang);
        let back = world.post(&path, &sun, json!({"seq": done.json()["seq"]})).await;
        assert_eq!(back.status, StatusCode::OK, "{}", back.text());
        assert_eq!(world.post("/sessions", "", sign_in).await.status, StatusCode::CREATED);
    })
    .await;
}

#[tokio::test]
async fn nobody_rises_above_his_role_and_somebody_always_administers() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let role = json!({"id": AgentId::default(), "name": "Staff office", "grants": {
            "staff": {"verbs": ["view", "create", "edit", "delete"], "reach": "all"}}});
        let office = world.post("/roles", &sun, json!({"seq": 0, "role": role})).await.json();
        let mut agent = mei();
        agent["role"] = office["role"]["id"].clone();
        let made = new_agent(world, &sun, agent).await.json();
        let mei_token = world.desk("mei-a").await;
        // she may make agents, but none who may do more than she
        let mut risen = mei();
        risen["account"] = "ghost-a".into();
        risen["role"] = json!(BuiltIn::Administrator.id());
        let reply = new_agent(world, &mei_token, risen.clone()).await;
        assert_eq!(reply.problem(), (403, "forbidden".into(), "beyond_your_role".into()));
        let mut herself = made["agent"].clone();
        herself["role"] = json!(BuiltIn::Administrator.id());
        let path = format!("/agents/{}", herself["id"].as_str().expect("id"));
        let reply =
            world.call(Method::PUT, &path, &mei_token, Some(json!({"seq": made["seq"], "agent": herself}))).await;
        assert_eq!(reply.problem().2, "beyond_your_role");
        let now = staff(world, &mei_token).await;
        let chief = find(&now["agents"], "agent", "Sun Li");
        let path = format!("/agents/{}/disable", chief["agent"]["id"].as_str().expect("id"));
        let reply = world.post(&path, &mei_token, json!({"seq": chief["seq"]})).await;
        assert_eq!(reply.problem().2, "beyond_your_role");
        let body = json!({"seq": 0, "role": {"id": AgentId::default(), "name": "x", "grants": {}}});
        assert_eq!(world.post("/roles", &mei_token, body).await.problem().0, 403);
        assert_eq!(
            world.call(Method::PUT, "/switches", &mei_token, Some(json!({"seq": 0, "switches": {}}))).await.problem().0,
            403
        );
        // the last administrator cannot step down
        let mut chief = find(&staff(world, &sun).await["agents"], "agent", "Sun Li").clone();
        chief["agent"]["role"] = json!(BuiltIn::Dispatcher.id());
        let path = format!("/agents/{}", chief["agent"]["id"].as_str().expect("id"));
        let body = json!({"seq": chief["seq"], "agent": chief["agent"]});
        let reply = world.call(Method::PUT, &path, &sun, Some(body)).await;
        assert_eq!(reply.problem(), (409, "conflict".into(), "last_administrator".into()));
    })
    .await;
}

#[tokio::test]
async fn licences_and_switches_take_effect_at_the_next_request() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        assert_eq!(world.get("/visits", &li).await.json()["total"], 1);
        let path = format!("/agents/{}/licence", world.a.li);
        let reply = world.post(&path, &sun, json!({"module": "visits", "on": false})).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        assert_eq!(world.get("/visits", &li).await.json()["total"], 0);
        assert_eq!(world.get("/board", &li).await.problem().2, "role");
        assert_eq!(world.get("/tickets", &li).await.json()["total"], 1, "the others do not suffer");
        world.post(&path, &sun, json!({"module": "visits", "on": true})).await;
        assert_eq!(world.get("/board", &li).await.status, StatusCode::OK);
        let now = staff(world, &sun).await;
        assert_eq!(now["seats"]["visits"], 4);
        assert_eq!(now["switches"]["dependents"][1], json!({"feature": "visits", "what": "open_visits", "count": 1}));
        let body = json!({"seq": now["switches"]["seq"], "switches": {"visits": false}});
        let reply = world.call(Method::PUT, "/switches", &sun, Some(body.clone())).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        assert_eq!(world.get("/board", &li).await.problem(), (403, "feature_off".into(), "visits".into()));
        assert_eq!(world.call(Method::PUT, "/switches", &sun, Some(body)).await.problem().0, 409);
        let seq = reply.json()["seq"].clone();
        let body = json!({"seq": seq, "switches": {"visits": true, "role_management": false}});
        assert_eq!(world.call(Method::PUT, "/switches", &sun, Some(body)).await.status, StatusCode::OK);
        assert_eq!(world.get("/board", &li).await.status, StatusCode::OK, "nothing was lost");
        let role = json!({"id": AgentId::default(), "name": "Night", "grants": {}});
        let reply = world.post("/roles", &sun, json!({"seq": 0, "role": role})).await;
        assert_eq!(reply.problem(), (403, "feature_off".into(), "role_management".into()));
        let mut agent = mei();
        agent["role"] = Json::Null;
        assert_eq!(new_agent(world, &sun, agent).await.status, StatusCode::CREATED, "no role is asked for then");
    })
    .await;
}
