//! What an organisation may use: seats that are used up are refused, after the last day it only reads, administrators are
//! told before.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::access::BuiltIn;
use truckroll_domain::people::Agent;
use truckroll_domain::tenants::Licence;
use truckroll_domain::time::DAY_MS;
use truckroll_domain::{DeviceId, day};
use truckroll_server::licence;

use crate::support::{PASSWORD, Reply, World, on_each_engine, tenant_admin};

async fn set(world: &World, change: impl FnOnce(&mut Licence)) {
    let mut of = Licence { edition: "Team".into(), ..Licence::default() };
    change(&mut of);
    licence::set(&world.app, world.a.id, &of).await.expect("set");
}

async fn make(world: &World, token: &str, account: &str, licences: Json) -> Reply {
    let mut agent = serde_json::to_value(Agent::default()).expect("writes");
    agent["account"] = account.into();
    agent["name"] = account.into();
    agent["role"] = json!(BuiltIn::Agent.id());
    if !licences.is_null() {
        agent["licences"] = licences;
    }
    world.post("/agents", token, json!({"agent": agent, "password": PASSWORD})).await
}

#[tokio::test]
async fn a_seat_that_is_not_there_is_refused_with_how_many_of_how_many() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        // Li, Wang, Zhao and Sun
        set(world, |of| (of.seats, of.modules) = (Some(5), [("chat".to_owned(), 4)].into())).await;
        let now = world.get("/licence", &sun).await.json();
        assert_eq!(
            (&now["used"]["seats"], &now["used"]["chat"], &now["licence"]["seats"]),
            (&json!(4), &json!(4), &json!(5))
        );
        assert_eq!(world.get("/licence", &world.desk("li-a").await).await.problem().0, 403);
        let chat = make(world, &sun, "mei-a", Json::Null).await;
        assert_eq!(chat.problem(), (409, "seats_used_up".into(), "chat".into()));
        assert_eq!(chat.json()["fields"], json!({"used": "4", "most": "4"}));
        let mei = make(world, &sun, "mei-a", json!(["tickets"])).await;
        assert_eq!(mei.status, StatusCode::CREATED, "{}", mei.text());
        let id = mei.json()["agent"]["id"].as_str().expect("an id").to_owned();
        assert_eq!(make(world, &sun, "jun-a", json!([])).await.problem().2, "seats");
        let licence = format!("/agents/{id}/licence");
        let given = world.post(&licence, &sun, json!({"module": "chat", "on": true})).await;
        assert_eq!(given.problem().1, "seats_used_up");
        // a seat becomes free and is taken again
        let seq = mei.json()["seq"].clone();
        let disabled = world.post(&format!("/agents/{id}/disable"), &sun, json!({"seq": seq})).await.json();
        assert_eq!(make(world, &sun, "jun-a", json!([])).await.status, StatusCode::CREATED);
        let enable = world.post(&format!("/agents/{id}/enable"), &sun, json!({"seq": disabled["seq"]})).await;
        assert_eq!(enable.problem().1, "seats_used_up");
        // fewer seats than agents take nobody's work away
        set(world, |of| of.seats = Some(1)).await;
        assert_eq!(world.get("/staff", &sun).await.status, StatusCode::OK);
        let file = "Sign-in name,Name,Role\r\nbo-a,Bo,Engineer\r\n";
        let mapping: String = json!({"header": true, "columns": ["account", "name", "role"], "keep": false,
            "create_companies": false})
        .to_string()
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect();
        let path = format!("/staff/import?step=store&mapping={mapping}");
        let done = world.bytes(Method::POST, &path, &sun, file.into()).await.json();
        let fault = &done["refused"][0]["faults"][0];
        assert_eq!((&fault["reason"], &fault["detail"]), (&json!("seats_used_up"), &json!("5/1")), "{done}");
        // the other organisation has no limit
        let other = tenant_admin(world, &world.b, "sun-b").await;
        assert_eq!(make(world, &other, "mei-b", Json::Null).await.status, StatusCode::CREATED);
    })
    .await;
}

#[tokio::test]
async fn after_its_last_day_an_organisation_reads_and_writes_nothing_until_it_is_extended() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let device = DeviceId::from_parts(1, [9; 10]);
        let phone = world.phone("wang-a", device).await;
        // 2026-05-04 in Shanghai
        set(world, |of| of.last_day = day::parse("2026-05-04")).await;
        let group =
            json!({"seq": 0, "group": {"id": truckroll_domain::GroupId::default(), "name": "East", "parent": null}});
        assert_eq!(world.post("/groups", &sun, group.clone()).await.status, StatusCode::CREATED);
        world.advance(DAY_MS);
        let refused = world.post("/groups", &sun, group.clone()).await;
        assert_eq!(refused.problem(), (403, "licence_expired".into(), "licence".into()));
        let now = world.get("/licence", &sun).await.json();
        assert_eq!((&now["over"], &now["days_left"]), (&json!(true), &json!(-1)));
        for path in ["/staff", "/tickets", "/companies/export?format=csv", "/staff/export?format=csv"] {
            assert_eq!(world.get(path, &sun).await.status, StatusCode::OK, "{path}");
        }
        assert_eq!(
            world.post("/companies/query", &sun, json!({})).await.status,
            StatusCode::OK,
            "a question is no change"
        );
        let body = json!({"account": "li-a", "password": PASSWORD});
        assert_eq!(world.post("/sessions", "", body).await.status, StatusCode::CREATED);
        assert_eq!(world.post("/notifications/read", &sun, json!({"ids": []})).await.status, StatusCode::NO_CONTENT);
        // what a phone pushes gets no outcome, so it waits there; what it asks for comes
        let visit = world.a.visit;
        let assignment = world.assign(&world.a, visit, world.a.wang).await;
        let push = async || pushed(world, &phone, visit, assignment).await;
        let answer = push().await;
        assert!(answer.acks.is_empty() && answer.has_documents(), "{answer:?}");
        // the operator extends it, here in another process that only writes the row
        let longer = Licence { last_day: day::parse("2026-12-31"), ..Licence::default() };
        sqlx::query("update tenant_licences set body = $1, written_at = written_at + 1")
            .bind(serde_json::to_string(&longer).expect("writes"))
            .execute(world.app.db.pool())
            .await
            .expect("writes");
        assert_eq!(world.post("/groups", &sun, group.clone()).await.problem().1, "licence_expired");
        licence::look(&world.app).await.expect("looks");
        let west =
            json!({"seq": 0, "group": {"id": truckroll_domain::GroupId::default(), "name": "West", "parent": null}});
        assert_eq!(world.post("/groups", &sun, west).await.status, StatusCode::CREATED);
        assert_eq!(push().await.acks.len(), 1);
    })
    .await;
}

/// What a phone gets that pushes an acceptance and has read nothing yet.
async fn pushed(
    world: &World,
    phone: &str,
    visit: truckroll_domain::VisitId,
    assignment: truckroll_domain::AssignmentId,
) -> truckroll_protocol::sync::SyncResponse {
    use truckroll_domain::visits::VisitCommand;
    use truckroll_domain::{Command, CommandId, Envelope};
    use truckroll_protocol::frame;
    use truckroll_protocol::sync::{Push, SyncRequest};
    let command = Command::Visit { id: visit, command: VisitCommand::Accept { assignment, place: None } };
    let envelope =
        Envelope { id: CommandId::from_parts(7, [7; 10]), at: world.app.clock.now(), offline: true, command };
    let request = SyncRequest {
        version: truckroll_protocol::VERSION,
        push: vec![Push { command: envelope, changes: Vec::new() }],
        ..SyncRequest::default()
    };
    let reply = world.bytes(Method::POST, "/sync", phone, frame::pack(&request, 3)).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    frame::unpack(&reply.body).expect("a frame")
}

#[tokio::test]
async fn administrators_are_told_thirty_days_seven_days_and_a_day_before() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        set(world, |of| of.last_day = day::parse("2026-07-01")).await;
        let mut told = Vec::new();
        for day in 0..70 {
            if licence::look(&world.app).await.expect("looks") > 0 {
                told.push(58 - day);
            }
            assert_eq!(licence::look(&world.app).await.expect("looks"), 0, "once");
            world.advance(DAY_MS);
        }
        assert_eq!(told, [30, 7, 1]);
        // sessions end by age meanwhile
        drop((sun, li));
        let (sun, li) = (world.desk("sun-a").await, world.desk("li-a").await);
        let mine = world.get("/notifications", &sun).await.json();
        assert_eq!(mine.as_array().map(Vec::len), Some(3), "{mine}");
        assert_eq!((&mine[0]["kind"], &mine[0]["args"]["title"]), (&json!("licence_ends"), &json!("2026-07-01")));
        assert!(!world.get("/notifications", &li).await.text().contains("licence_ends"));
        // what ends at once is told at once, as the nearest
        set(world, |of| of.last_day = Some(day::plus(day::parse("2026-07-13").expect("a day"), 3).expect("a day")))
            .await;
        assert_eq!(licence::look(&world.app).await.expect("looks"), 1);
    })
    .await;
}

#[tokio::test]
async fn what_stays_open_after_the_end_are_routes_that_exist_and_no_others() {
    let world = World::sqlite().await;
    let sun = tenant_admin(&world, &world.a, "sun-a").await;
    set(&world, |of| of.last_day = day::parse("2026-05-01")).await;
    let request = axum::http::Request::get("/api/openapi.json").body(axum::body::Body::empty()).expect("request");
    let document = world.send(request).await.json();
    let mut open = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("item") {
            let public = operation["security"] == json!([{}]) || operation["security"] == json!([]);
            // signing out would end the walk
            if method == "get" || public || path == "/api/v1/sessions/current" {
                continue;
            }
            let short = path.trim_start_matches("/api/v1").to_owned();
            let mut asked = short.clone();
            while let (Some(from), Some(to)) = (asked.find('{'), asked.find('}')) {
                asked.replace_range(from..=to, &world.app.fresh::<truckroll_domain::CommandId>().to_string());
            }
            let method: Method = method.to_uppercase().parse().expect("method");
            let reply = world.call(method.clone(), &asked, &sun, Some(json!({}))).await;
            if !reply.text().contains("licence_expired") {
                open.push(format!("{method} {short}"));
            }
        }
    }
    open.sort_unstable();
    let wanted = [
        "DELETE /account/sessions/{id}",
        "DELETE /agents/{id}/sessions/{session}",
        "DELETE /notifications",
        "DELETE /tokens/{id}",
        "POST /account/password",
        "POST /account/sessions/end-others",
        "POST /account/two-step",
        "POST /account/two-step/codes",
        "POST /account/two-step/confirm",
        "POST /account/two-step/off",
        "POST /agents/{id}/password",
        "POST /agents/{id}/sessions/end",
        "POST /agents/{id}/two-step/off",
        "POST /agents/{id}/unlock",
        "POST /companies/export",
        "POST /companies/query",
        "POST /contacts/export",
        "POST /contacts/query",
        "POST /customers/alike",
        "POST /notifications/read",
        "POST /push/subscriptions",
        "POST /sync",
        "PUT /columns",
        "PUT /notifications/preferences",
        "PUT /preferences",
    ];
    assert_eq!(open, wanted);
}
