//! Signing in and out.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::json;
use truckroll_domain::DeviceId;
use truckroll_domain::time::{DAY_MS, MINUTE_MS};

use crate::support::{PASSWORD, World, on_each_engine, put_agent};

fn device(n: u8) -> DeviceId {
    DeviceId::from_parts(1, [n; 10])
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_get_the_same_answer() {
    let world = World::sqlite().await;
    let wrong = world.post("/sessions", "", json!({"account": "li-a", "password": "x"})).await;
    let unknown = world.post("/sessions", "", json!({"account": "nobody", "password": "x"})).await;
    assert_eq!(wrong.problem(), (401, "unauthenticated".into(), "account_or_password".into()));
    assert_eq!(wrong.body, unknown.body);
    assert_eq!(wrong.status, unknown.status);
}

#[tokio::test]
async fn a_signed_in_person_learns_who_and_where_he_is() {
    on_each_engine(async |world| {
        let token = world.desk(" LI-A ").await;
        let me = world.get("/sessions/current", &token).await.json();
        assert_eq!(me["agent"]["name"], "Li Na");
        assert_eq!(me["tenant_name"], "Aurora Lifts");
        assert_eq!((me["utc_offset_min"].as_i64(), me["server_time"].as_i64()), (Some(480), Some(crate::support::NOW)));
        assert_eq!(world.call(Method::DELETE, "/sessions/current", &token, None).await.status, StatusCode::NO_CONTENT);
        let after = world.get("/sessions/current", &token).await;
        assert_eq!(after.problem(), (401, "unauthenticated".into(), "signed_out".into()));
    })
    .await;
}

#[tokio::test]
async fn an_unknown_member_is_named() {
    let world = World::sqlite().await;
    let body = json!({"account": "li-a", "password": PASSWORD, "colour": "red"});
    assert_eq!(world.post("/sessions", "", body).await.problem(), (400, "unknown_member".into(), "colour".into()));
    let token = world.desk("li-a").await;
    let query = world.get("/visits?colour=red", &token).await;
    assert_eq!(query.problem(), (400, "unknown_member".into(), "colour".into()));
    let command = json!({"on": "visit", "id": world.a.visit, "command": {"do": "note", "entry": world.a.visit, "text": "x", "loud": true}});
    let body = json!({"commands": [{"id": world.a.visit, "at": 1, "command": command}]});
    assert_eq!(world.post("/commands", &token, body).await.problem(), (400, "unknown_member".into(), "loud".into()));
    let cut = world.bytes(Method::POST, "/commands", &token, b"{\"commands\":".to_vec()).await;
    assert_eq!(cut.problem().1, "bad_request");
}

#[tokio::test]
async fn too_many_attempts_have_to_wait_and_other_accounts_do_not() {
    let world = World::sqlite().await;
    let attempt = async |account: &str, password: &str| {
        world.post("/sessions", "", json!({"account": account, "password": password})).await
    };
    for _ in 0..10 {
        assert_eq!(attempt("li-a", "x").await.status, StatusCode::UNAUTHORIZED);
    }
    let refused = attempt("li-a", PASSWORD).await;
    assert_eq!(refused.problem().1, "rate_limited");
    assert_eq!(refused.json()["retry_after_s"], 900);
    assert_eq!(refused.headers[header::RETRY_AFTER], "900");
    assert_eq!(attempt("wang-a", PASSWORD).await.status, StatusCode::CREATED);
    world.advance(15 * MINUTE_MS);
    assert_eq!(attempt("li-a", PASSWORD).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn an_account_works_on_one_phone_and_on_desks_beside_it() {
    on_each_engine(async |world| {
        let desk = world.desk("wang-a").await;
        let first = world.phone("wang-a", device(1)).await;
        assert_eq!(world.get("/sessions/current", &first).await.status, StatusCode::OK);
        let second = world.phone("wang-a", device(2)).await;
        let ended = world.get("/sessions/current", &first).await;
        assert_eq!(ended.problem(), (401, "unauthenticated".into(), "signed_in_elsewhere".into()));
        for token in [&second, &desk] {
            assert_eq!(world.get("/sessions/current", token).await.status, StatusCode::OK);
        }
    })
    .await;
}

#[tokio::test]
async fn a_device_changes_hands_inside_its_organisation_only() {
    on_each_engine(async |world| {
        let wang = world.phone("wang-a", device(1)).await;
        let zhao = world.phone("zhao-a", device(1)).await;
        assert_eq!(world.get("/sessions/current", &wang).await.problem().2, "signed_out");
        let device = json!({"id": device(1), "kind": "phone"});
        let body = json!({"account": "wang-b", "password": PASSWORD, "device": device});
        assert_eq!(world.post("/sessions", "", body).await.problem(), (409, "conflict".into(), "device".into()));
        assert_eq!(world.get("/sessions/current", &zhao).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_when_idle_and_when_the_account_is_disabled() {
    let world = World::sqlite().await;
    let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
    world.advance(60 * DAY_MS);
    assert_eq!(world.get("/sessions/current", &li).await.status, StatusCode::OK);
    world.advance(60 * DAY_MS);
    assert_eq!(world.get("/sessions/current", &li).await.status, StatusCode::OK, "it was used in between");
    assert_eq!(world.get("/sessions/current", &wang).await.problem().2, "expired");
    let mut agent = world.app.directory(world.a.id).await.expect("directory").agents[&world.a.li].clone();
    agent.disabled_at = Some(world.app.clock.now());
    put_agent(&world.app, world.a.id, &agent).await;
    assert_eq!(world.get("/sessions/current", &li).await.problem().2, "disabled");
    let again = world.post("/sessions", "", json!({"account": "li-a", "password": PASSWORD})).await;
    assert_eq!(again.problem().2, "account_or_password");
}

#[tokio::test]
async fn a_cookie_changes_nothing_without_our_header() {
    let world = World::sqlite().await;
    let reply = world.post("/sessions", "", json!({"account": "li-a", "password": PASSWORD, "cookie": true})).await;
    assert!(reply.json().get("token").is_none(), "the page must not see the token");
    let set = reply.headers[header::SET_COOKIE].to_str().expect("text").to_owned();
    assert!(set.contains("; HttpOnly; SameSite=Lax"), "{set}");
    let cookie = set.split(';').next().expect("pair").to_owned();
    let with = |method: Method, ours: bool| {
        let request = Request::builder().method(method).uri("/api/v1/sessions/current").header(header::COOKIE, &cookie);
        let request = if ours { request.header("x-truckroll", "1") } else { request };
        request.body(Body::empty()).expect("request")
    };
    assert_eq!(world.send(with(Method::GET, false)).await.status, StatusCode::OK);
    assert_eq!(
        world.send(with(Method::DELETE, false)).await.problem(),
        (403, "forbidden".into(), "x-truckroll".into())
    );
    assert_eq!(world.send(with(Method::DELETE, true)).await.status, StatusCode::NO_CONTENT);
}
