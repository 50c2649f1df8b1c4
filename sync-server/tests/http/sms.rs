//! Short messages: who carries them, codes that prove a number, rows of service levels.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use sqlx::Row as _;
use truckroll_domain::time::{HOUR_MS, MINUTE_MS};
use truckroll_domain::{CommandId, TicketId};

use crate::support::{NOW, Reply, World, on_each_engine, tenant_admin};
use crate::targets::{Heard, call, deliveries, receiver, target};

/// A provider that hears everything, named by the settings.
pub async fn provider(world: &World, admin: &str) -> (String, Heard) {
    let (address, heard) = receiver(vec![]).await;
    let body = r#"{"to": "{{sms.to}}", "text": "{{sms.text}}"}"#;
    let (id, _) = target(world, admin, &address, json!({"body": body})).await;
    let asked = json!({"seq": 0, "settings": {"provider": id}});
    let written = world.call(Method::PUT, "/sms/settings", admin, Some(asked)).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.text());
    (id, heard)
}

fn sent(heard: &Heard) -> Vec<Json> {
    heard.lock().expect("is there").iter().map(|one| serde_json::from_str(&one.3).expect("JSON")).collect()
}

fn code_in(text: &Json) -> String {
    text["text"].as_str().expect("text").chars().filter(char::is_ascii_digit).take(6).collect()
}

async fn ask(world: &World, token: &str, to: &str) -> Reply {
    world.post("/sms/codes", token, json!({"to": to})).await
}

async fn give(world: &World, token: &str, id: &Json, code: &str) -> Reply {
    world.post(&format!("/sms/codes/{}", id.as_str().expect("an id")), token, json!({"code": code})).await
}

async fn field(world: &World, admin: &str) {
    let mut now = world.get("/fields?noun=ticket", admin).await.json();
    let own = json!({"key": "phone_proven", "label": {"en": "Proven number"}, "kind": "verified_phone"});
    now["set"]["fields"].as_array_mut().expect("a list").push(own);
    let body = json!({"noun": "ticket", "seq": now["seq"], "set": now["set"]});
    let written = world.call(Method::PUT, "/fields", admin, Some(body)).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.text());
}

async fn creates(world: &World, token: &str, value: &str) -> Reply {
    let (id, command): (TicketId, CommandId) = (world.app.fresh(), world.app.fresh());
    let new = json!({"title": "Lift 3", "fields": {"phone_proven": value}});
    let command = json!({"id": command, "at": NOW, "command": {"on": "ticket", "id": id, "command": {"do": "create", "ticket": new}}});
    world.post("/commands", token, json!({"commands": [command]})).await
}

#[tokio::test]
async fn a_code_proves_a_number_once_and_a_forged_proof_is_refused() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        assert_eq!(ask(world, &li, "138 0000 1111").await.problem().0, 409, "nobody carries it");
        let (id, heard) = provider(world, &admin).await;
        field(world, &admin).await;
        assert_eq!(ask(world, &li, "12").await.json()["fields"]["to"], "not_a_phone");
        let asked = ask(world, &li, "138 0000 1111").await;
        assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.text());
        let under = asked.json()["id"].clone();
        assert_eq!(call(world).await, 1);
        let message = sent(&heard).remove(0);
        assert_eq!(message["to"], "138 0000 1111");
        let code = code_in(&message);
        // neither the code nor the number is in the log of deliveries or in the tables
        let logged = deliveries(world, &admin, &id).await;
        let text = logged[0].to_string();
        assert!(logged[0]["state"] == "delivered" && !text.contains(&code) && !text.contains("0000 1111"), "{text}");
        let row = sqlx::query("select number, sealed, code from sms_codes").fetch_one(world.app.db.pool()).await;
        let row = row.expect("a row");
        for n in 0..3 {
            let kept: String = row.try_get(n).expect("text");
            assert!(!kept.contains(&code) && !kept.contains("1111"), "{kept}");
        }
        let wrong = if code == "000000" { "000001" } else { "000000" };
        assert_eq!(give(world, &li, &under, wrong).await.json()["fields"]["code"], "wrong_code");
        assert_eq!(
            give(world, &world.desk("li-b").await, &under, &code).await.json()["fields"]["code"],
            "code_is_over"
        );
        let right = give(world, &li, &under, &format!(" {} {}", &code[..3], &code[3..])).await;
        assert_eq!(right.status, StatusCode::OK, "{}", right.text());
        let value = right.json()["value"].as_str().expect("a value").to_owned();
        assert_eq!(give(world, &li, &under, &code).await.json()["fields"]["code"], "code_is_over", "once");
        assert_eq!(creates(world, &li, &value).await.status, StatusCode::OK);
        let mut forged = value.clone();
        let last = forged.pop().expect("a letter");
        forged.push(if last == 'a' { 'b' } else { 'a' });
        for bad in [forged.as_str(), &value.replace("0000", "0001"), "13800001111"] {
            let refused = creates(world, &li, bad).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
            assert_eq!(refused.json()["refusal"]["problem"], "not_verified", "{}", refused.text());
        }
    })
    .await;
}

#[tokio::test]
async fn codes_end_and_are_limited_by_number_and_by_who_asks() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let (_, heard) = provider(world, &admin).await;
        let under = ask(world, &li, "13800001111").await.json()["id"].clone();
        call(world).await;
        let code = code_in(&sent(&heard).remove(0));
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            assert_eq!(give(world, &li, &under, wrong).await.json()["fields"]["code"], "wrong_code");
        }
        assert_eq!(give(world, &li, &under, &code).await.json()["fields"]["code"], "code_is_over", "five tries");
        let under = ask(world, &li, "13800001111").await.json()["id"].clone();
        call(world).await;
        let code = code_in(&sent(&heard)[1]);
        world.advance(5 * MINUTE_MS);
        assert_eq!(give(world, &li, &under, &code).await.json()["fields"]["code"], "code_is_over", "five minutes");
        for _ in 0..3 {
            assert_eq!(ask(world, &li, "138-0000-1111").await.status, StatusCode::CREATED);
        }
        assert_eq!(ask(world, &li, "13800001111").await.problem().0, 429, "five an hour for a number");
        world.advance(HOUR_MS);
        for n in 0..10 {
            assert_eq!(ask(world, &li, &format!("1380000200{n}")).await.status, StatusCode::CREATED, "{n}");
        }
        assert_eq!(ask(world, &li, "13800003000").await.problem().0, 429, "ten in ten minutes for who asks");
        let row = sqlx::query("select cast(count(*) as bigint) from sms_codes").fetch_one(world.app.db.pool()).await;
        assert!(row.expect("counts").try_get::<i64, _>(0).expect("number") <= 10, "old ones go");
    })
    .await;
}

#[tokio::test]
async fn the_provider_is_a_url_target_that_an_administrator_names() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let write = async |token: &str, seq: i64, provider: Json| {
            let asked = json!({"seq": seq, "settings": {"provider": provider}});
            world.call(Method::PUT, "/sms/settings", token, Some(asked)).await
        };
        assert_eq!(write(&li, 0, Json::Null).await.problem().0, 403);
        assert_eq!(world.get("/sms/settings", &li).await.problem().0, 403);
        let letter = world.post("/targets", &admin, crate::rules::a_target("Letter")).await.json()["id"].clone();
        assert_eq!(write(&admin, 0, letter).await.json()["fields"]["provider"], "not_a_url");
        let stranger = json!(world.app.fresh::<TicketId>());
        assert_eq!(write(&admin, 0, stranger).await.json()["fields"]["provider"], "unknown");
        let (id, _) = provider(world, &admin).await;
        let now = world.get("/sms/settings", &admin).await.json();
        assert_eq!(
            (&now["settings"]["provider"], &now["ready"], &now["log"]),
            (&json!(id), &json!(true), &json!(false))
        );
        assert_eq!(write(&admin, 0, Json::Null).await.problem().0, 409, "it was written meanwhile");
        let log = world.get("/audit?action=sms_settings_written", &admin).await.json();
        assert_eq!(log["rows"].as_array().expect("list").len(), 1);
    })
    .await;
}
