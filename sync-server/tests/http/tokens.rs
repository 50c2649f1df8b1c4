//! API tokens: what each scope opens, walked over every route of the OpenAPI document, and how a token ends.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::CommandId;
use truckroll_domain::people::Role;
use truckroll_domain::sign_in::Scope;
use truckroll_domain::time::DAY_MS;

use crate::account::admin;
use crate::support::{World, agent, on_each_engine, put_agent};

async fn make(world: &World, admin: &str, scopes: &[&str], days: Option<i64>) -> (String, String) {
    let reply = world.post("/tokens", admin, json!({"name": "Warehouse", "scopes": scopes, "days": days})).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let made = reply.json();
    let text = |value: &Json| value.as_str().expect("text").to_owned();
    (text(&made["token"]), text(&made["item"]["id"]))
}

/// What a route needs of a token, said here once more and by hand: by tag, method and path.
fn wanted(tag: &str, method: &Method, path: &str) -> Vec<Scope> {
    const WRITING: [Scope; 3] = [Scope::WriteTickets, Scope::WriteVisits, Scope::WriteCustomers];
    match (tag, method.as_str(), path) {
        ("sessions", "GET", "/sessions/current") => vec![Scope::Read],
        ("sessions" | "account" | "security" | "setup" | "sync" | "notifications", ..) | (_, _, "/positions") => vec![],
        // money is moved by people
        ("fees", "PUT" | "POST", _) => vec![],
        ("commands", ..) | ("attachments", "POST" | "PATCH", _) => WRITING.to_vec(),
        ("audit", ..) | (_, "PUT" | "POST" | "DELETE" | "PATCH", _) => vec![Scope::Admin],
        (_, "GET", _) => vec![Scope::Read],
        other => panic!("{other:?}: say what a token needs for it"),
    }
}

#[tokio::test]
async fn every_route_opens_for_its_scope_and_for_no_other() {
    let world = World::sqlite().await;
    let admin = admin(&world).await;
    let request = axum::http::Request::get("/api/openapi.json").body(axum::body::Body::empty()).expect("request");
    let document = world.send(request).await.json();
    let mut walked = 0;
    for scope in Scope::ALL {
        let (token, _) = make(&world, &admin, &[scope.word()], None).await;
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("item") {
                if operation["security"] == json!([{}]) || operation["security"] == json!([]) {
                    continue;
                }
                let method: Method = method.to_uppercase().parse().expect("method");
                let short = path.trim_start_matches("/api/v1");
                let scopes = wanted(operation["tags"][0].as_str().expect("tag"), &method, short);
                // ids of nothing: a route that is open answers something else than "this token may not"
                let mut asked = short.to_owned();
                while let (Some(from), Some(to)) = (asked.find('{'), asked.find('}')) {
                    asked.replace_range(from..=to, &world.app.fresh::<CommandId>().to_string());
                }
                let reply = world.call(method.clone(), &asked, &token, Some(json!({}))).await;
                let shut = reply.status == StatusCode::FORBIDDEN && {
                    let detail = reply.problem().2;
                    detail == "token" || detail.starts_with("scope:")
                };
                assert_eq!(shut, !scopes.contains(&scope), "{scope:?} {method} {path}: {}", reply.text());
                walked += 1;
            }
        }
    }
    assert!(walked > 5 * 40, "{walked}");
}

#[tokio::test]
async fn a_commands_noun_decides_which_scope_it_needs() {
    on_each_engine(async |world| {
        let admin = admin(world).await;
        let (tickets, _) = make(world, &admin, &["write:tickets", "read"], None).await;
        let note = |on: &str, id: &str| {
            let command = json!({"do": "note", "entry": world.app.fresh::<CommandId>(), "text": "from the warehouse"});
            json!({"commands": [{"id": world.app.fresh::<CommandId>(), "at": 1, "command": {"on": on, "id": id, "command": command}}]})
        };
        let visit = world.post("/commands", &tickets, note("visit", &world.a.visit.to_string())).await;
        assert_eq!(visit.problem(), (403, "forbidden".into(), "scope:write:visits".into()));
        let edit = json!({"do": "set_status", "fact": world.app.fresh::<CommandId>(), "status": "open"});
        let body = json!({"commands": [{"id": world.app.fresh::<CommandId>(), "at": 1,
            "command": {"on": "ticket", "id": world.a.ticket, "command": edit}}]});
        let done = world.post("/commands", &tickets, body).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        assert_eq!(world.get("/tickets", &tickets).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_token_has_the_rights_its_maker_has_now_and_ends_when_told() {
    on_each_engine(async |world| {
        let admin = admin(world).await;
        let (token, id) = make(world, &admin, &["read", "admin"], Some(30)).await;
        assert!(token.starts_with("trk_"));
        assert_eq!(world.get("/audit", &token).await.status, StatusCode::OK);
        let stored =
            sqlx::query_as::<_, (String,)>("select token_hash from api_tokens").fetch_one(world.app.db.pool()).await;
        assert!(!stored.expect("a row").0.contains(&token[4..]));
        put_agent(&world.app, world.a.id, &agent(world.a.zhao, "zhao-a", "Zhao Min", Role::Dispatcher)).await;
        assert_eq!(world.get("/audit", &token).await.problem().2, "role", "he is no administrator any more");
        assert_eq!(world.get("/visits", &token).await.status, StatusCode::OK);
        put_agent(&world.app, world.a.id, &agent(world.a.zhao, "zhao-a", "Zhao Min", Role::Admin)).await;
        let list = world.get("/tokens", &admin).await;
        assert!(!list.text().contains(&token), "shown once");
        assert_eq!(list.json()[0]["used_at"], crate::support::NOW);
        world.advance(30 * DAY_MS);
        assert_eq!(world.get("/visits", &token).await.problem().2, "expired");
        let (token, other) = make(world, &admin, &["read"], None).await;
        assert_eq!(world.call(Method::DELETE, &format!("/tokens/{other}"), &admin, None).await.status, 204);
        assert_eq!(world.call(Method::DELETE, &format!("/tokens/{other}"), &admin, None).await.status, 404);
        assert_eq!(world.get("/visits", &token).await.problem().2, "revoked");
        let log = world.get("/audit?action=token_revoked", &admin).await.json();
        assert_eq!((&log["rows"][0]["subject"], &log["rows"][0]["subject_name"]), (&json!(other), &json!("Warehouse")));
        assert_ne!(id, other);
    })
    .await;
}

#[tokio::test]
async fn a_token_is_made_by_administrators_and_within_limits() {
    let world = World::sqlite().await;
    let admin = admin(&world).await;
    let li = world.desk("li-a").await;
    let body = json!({"name": "x", "scopes": ["read"]});
    assert_eq!(world.post("/tokens", &li, body).await.status, StatusCode::FORBIDDEN);
    for (body, member) in [
        (json!({"name": " ", "scopes": ["read"]}), "name"),
        (json!({"name": "x".repeat(101), "scopes": ["read"]}), "name"),
        (json!({"name": "x", "scopes": []}), "scopes"),
        (json!({"name": "x", "scopes": ["everything"]}), "scopes"),
        (json!({"name": "x", "scopes": ["read"], "days": 0}), "days"),
        (json!({"name": "x", "scopes": ["read"], "days": 3_651}), "days"),
    ] {
        let reply = world.post("/tokens", &admin, body.clone()).await;
        assert!(reply.json()["fields"][member].is_string(), "{body}: {}", reply.text());
    }
}
