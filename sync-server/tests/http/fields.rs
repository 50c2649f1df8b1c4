//! `/fields` and `/customer-settings`: read by everybody, replaced by administrators; what they mean for commands.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::{Command, CompanyId, DeviceId, Timestamp};
use truckroll_protocol::sync::{Outcome, Push};
use truckroll_server::ingest::{self, Caller};

use crate::support::tenant_admin;
use crate::support::{NOW, Reply, World, envelope, on_each_engine};

fn meter() -> Json {
    json!({"key": "meter", "label": {"en": "Meter"}, "kind": "whole", "required": true})
}

async fn now(world: &World, token: &str) -> Json {
    world.get("/fields?noun=company", token).await.json()
}

/// Replaces the fields of companies by those that are there and more.
async fn add(world: &World, token: &str, more: Vec<Json>) -> Reply {
    let now = now(world, token).await;
    let mut fields = now["set"]["fields"].as_array().expect("a list").clone();
    fields.retain(|f| !more.iter().any(|m| m["key"] == f["key"]));
    fields.extend(more);
    put(world, token, &now["seq"], fields.into()).await
}

async fn put(world: &World, token: &str, seq: &Json, fields: Json) -> Reply {
    let body = json!({"noun": "company", "seq": seq, "set": {"fields": fields}});
    world.call(Method::PUT, "/fields", token, Some(body)).await
}

fn keys(now: &Json) -> Vec<String> {
    let fields = now["set"]["fields"].as_array().expect("a list");
    fields.iter().map(|f| f["key"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn fields_are_replaced_by_the_number_they_were_read_at() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let before = now(world, &li).await;
        assert_eq!(before["seq"], 0);
        let written = add(world, &sun, vec![meter()]).await;
        assert_eq!(written.status, StatusCode::OK, "{}", written.text());
        let after = now(world, &li).await;
        assert_eq!(after, written.json());
        assert_eq!((after["by"].as_str(), after["at"].as_i64()), (Some("Sun Li"), Some(NOW)));
        assert_eq!(put(world, &sun, &before["seq"], json!([])).await.problem().0, 409);
        assert_eq!(put(world, &li, &after["seq"], json!([])).await.problem().0, 403);
        // nothing that was there is gone: own fields are archived, system fields come back
        let fewer = put(world, &sun, &after["seq"], json!([])).await.json();
        let mut was = keys(&after);
        let mut is = keys(&fewer);
        was.sort_unstable();
        is.sort_unstable();
        assert_eq!(is, was);
        let meter = fewer["set"]["fields"].as_array().and_then(|all| all.iter().find(|f| f["key"] == "meter"));
        assert_eq!(meter.expect("is there")["archived_at"].as_i64(), Some(NOW));
        // the other noun and the other organisation have their own
        assert_eq!(world.get("/fields?noun=contact", &li).await.json()["seq"], 0);
        assert_eq!(now(world, &world.desk("li-b").await).await["seq"], 0);
    })
    .await;
}

/// What screens look up comes in one answer, and each part is what its own address says.
#[tokio::test]
async fn the_book_is_what_its_parts_are() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        add(world, &sun, vec![meter()]).await;
        let book = world.get("/book", &li).await.json();
        for (member, path) in [
            ("company", "/fields?noun=company"),
            ("contact", "/fields?noun=contact"),
            ("ticket", "/fields?noun=ticket"),
            ("tables", "/asset-tables"),
            ("customers", "/customer-settings"),
        ] {
            assert_eq!(book[member], world.get(path, &li).await.json(), "{member}");
        }
        let names = |list: &Json, of: &dyn Fn(&Json) -> Json| -> Vec<Json> {
            list.as_array().expect("a list").iter().map(of).collect()
        };
        let agents = world.get("/agents", &li).await.json();
        let named = |one: &Json| json!([one["id"], one["name"]]);
        assert_eq!(names(&book["agents"], &named), names(&agents, &named));
        let other = world.get("/book", &world.desk("li-b").await).await.json();
        assert_eq!(other["company"]["seq"], 0, "another organisation has its own");
        assert_eq!(world.get("/book", "").await.problem().0, 401);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_acceptable_is_named() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let first = add(world, &sun, vec![meter()]).await.json();
        let at = first["set"]["fields"].as_array().expect("a list").len();
        for (field, member) in [
            (json!({"key": "a", "label": {"en": "A"}, "kind": "colour"}), format!("fields.{at}.kind")),
            (json!({"key": "a", "label": {"en": "A"}}), "kind".to_owned()),
        ] {
            let refused = add(world, &sun, vec![field]).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.text());
            assert!(refused.text().contains(&member), "{}", refused.text());
        }
        let unknown = json!({"key": "a", "label": {"en": "A"}, "kind": "text", "width": 3});
        assert_eq!(add(world, &sun, vec![unknown]).await.problem(), (400, "unknown_member".into(), "width".into()));
        for (field, member, problem) in [
            (json!({"key": "A", "label": {"en": "A"}, "kind": "text"}), "key", "not_a_key"),
            (json!({"key": "a", "label": {}, "kind": "text"}), "label", "required"),
            (json!({"key": "a", "label": {"en": "A"}, "kind": "tags"}), "kind", "system"),
            (json!({"key": "a", "label": {"en": "A"}, "kind": "pattern", "pattern": "("}), "pattern", "not_a_pattern"),
            (json!({"key": "a", "label": {"en": "A"}, "kind": "choice", "options": []}), "options", "required"),
        ] {
            let refused = add(world, &sun, vec![field]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
            assert_eq!(refused.json()["fields"][format!("fields.{at}.{member}")], problem, "{}", refused.text());
        }
        let other = json!({"key": "meter", "label": {"en": "Meter"}, "kind": "text"});
        let refused = add(world, &sun, vec![other]).await.json();
        assert_eq!(refused["fields"][format!("fields.{}.kind", at - 1)], "other_kind");
        assert_eq!(now(world, &sun).await, first);
    })
    .await;
}

#[tokio::test]
async fn commands_are_checked_by_the_fields_that_hold() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        add(world, &sun, vec![meter()]).await;
        let create = |fields: Json| {
            let id: CompanyId = world.app.fresh();
            let command = json!({"do": "create", "company": {"name": "Hua", "fields": fields}});
            let command = json!({"on": "company", "id": id, "command": command});
            let id: truckroll_domain::CommandId = world.app.fresh();
            json!({"commands": [{"id": id, "at": NOW, "command": command}]})
        };
        let li = world.desk("li-a").await;
        for (fields, code) in [
            (json!({}), "missing"),
            (json!({"meter": "x"}), "invalid"),
            (json!({"meter": 4, "gate": "north"}), "invalid"),
        ] {
            let refused = world.post("/commands", &li, create(fields)).await;
            assert_eq!(refused.json()["refusal"]["code"], code, "{}", refused.text());
        }
        let made = create(json!({"meter": " 42 "}));
        assert_eq!(world.post("/commands", &li, made.clone()).await.status, StatusCode::OK);
        let id = made["commands"][0]["command"]["id"].as_str().expect("id").to_owned();
        let detail = world.get(&format!("/companies/{id}"), &li).await.json();
        assert_eq!(detail["company"]["fields"]["meter"], 42);
    })
    .await;
}

#[tokio::test]
async fn late_work_is_judged_by_the_fields_its_device_could_know() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let seq = world.app.directory(world.a.id).await.expect("directory").company_fields.seq;
        let made_at = world.app.clock.now();
        world.advance(1_000);
        add(world, &sun, vec![meter()]).await;
        let actor = world.app.directory(world.a.id).await.expect("directory").actor(world.a.li).expect("Li");
        let push = |at: Timestamp| {
            let id: CompanyId = world.app.fresh();
            let company = CompanyEdit { name: Some("Late".into()), ..CompanyEdit::default() };
            let command = Command::Company { id, command: CompanyCommand::Create { company: Box::new(company) } };
            let mut envelope = envelope(&world.app, command);
            envelope.at = at;
            let ctx = truckroll_domain::Context {
                tenant: world.a.id,
                actor: actor.clone(),
                device: Some(DeviceId::from_parts(5, [5; 10])),
                command: envelope.id,
                at,
                received_at: None,
                offline: true,
                side: truckroll_domain::Side::Device,
                visit_rules: Default::default(),
            };
            let mut document = truckroll_domain::document::Document::new();
            let mut content = truckroll_domain::Content::empty(truckroll_domain::Kind::Company);
            let (_, change) = content.execute(&ctx, &envelope.command, &mut document, &[7; 16]).expect("applies");
            Push { command: envelope, changes: change.into_iter().map(truckroll_protocol::sync::Bytes).collect() }
        };
        let caller =
            Caller { tenant: world.a.id, actor: actor.clone(), device: Some(DeviceId::from_parts(5, [5; 10])) };
        let late = ingest::receive_from(&world.app, &caller, vec![push(made_at)], seq).await.expect("answers");
        assert_eq!(late.acks[0].outcome, Outcome::Applied);
        let fresh = push(world.app.clock.now());
        let known = ingest::receive_from(&world.app, &caller, vec![fresh], i64::MAX).await.expect("answers");
        assert!(matches!(known.acks[0].outcome, Outcome::Refused { .. }), "{:?}", known.acks[0].outcome);
    })
    .await;
}

#[tokio::test]
async fn groups_and_tags_are_kept_and_a_region_gives_numbers_their_country_code() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let before = world.get("/customer-settings", &li).await.json();
        assert_eq!((before["seq"].as_i64(), before["region"].as_str()), (Some(0), Some("CN")));
        let id: CompanyId = world.app.fresh();
        let company =
            CompanyEdit { name: Some("Phones".into()), phone: Some("(650) 253-0000".into()), ..CompanyEdit::default() };
        let command = CompanyCommand::Create { company: Box::new(company) };
        world.execute(&world.a, Command::Company { id, command }).await;
        let dialled = async || {
            world.get(&format!("/companies/{id}"), &li).await.json()["phones"][0]["e164"].as_str().map(str::to_owned)
        };
        assert_eq!(dialled().await.as_deref(), Some(""));
        let settings = json!({
            "mode": "company", "region": "US",
            "groups": [{"key": "north", "name": "North"}, {"key": "east", "name": "East", "parent": "north"}],
            "tags": [{"key": "level", "name": "Level", "tags": [{"key": "gold", "name": "Gold"}]}],
        });
        let body = json!({"seq": 0, "settings": settings});
        assert_eq!(world.call(Method::PUT, "/customer-settings", &li, Some(body.clone())).await.problem().0, 403);
        let written = world.call(Method::PUT, "/customer-settings", &sun, Some(body.clone())).await;
        assert_eq!(written.status, StatusCode::OK, "{}", written.text());
        assert_eq!(world.get("/customer-settings", &li).await.json(), written.json());
        assert_eq!(dialled().await.as_deref(), Some("+16502530000"));
        let query = json!({"q": "+1 650 253 0000"});
        assert_eq!(world.post("/companies/query", &li, query).await.json()["total"], 1, "indexed anew");
        assert_eq!(world.call(Method::PUT, "/customer-settings", &sun, Some(body)).await.problem().0, 409);
        let bad = json!({"seq": written.json()["seq"], "settings": {"region": "ZZ"}});
        let refused = world.call(Method::PUT, "/customer-settings", &sun, Some(bad)).await;
        assert_eq!(refused.json()["fields"]["region"], "not_a_region");
    })
    .await;
}
