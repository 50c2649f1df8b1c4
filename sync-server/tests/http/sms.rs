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
        assert_eq!(give(world, &world.desk("li-b").await, &under, &code).await.problem().0, 404);
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
            assert_eq!(refused.status, StatusCode::CONFLICT, "{bad}");
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

/// Posts an ordinary form of a customer's page.
async fn posts(world: &World, path: &str, body: &str) -> Reply {
    let request = axum::http::Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    world.send(request.body(axum::body::Body::from(body.to_owned())).expect("request")).await
}

async fn opens(world: &World, path: &str) -> Reply {
    world.send(axum::http::Request::get(path).body(axum::body::Body::empty()).expect("request")).await
}

#[tokio::test]
async fn a_customer_sees_his_own_requests_by_a_code_and_the_door_tells_nobody_who_is_known() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let door = world.get("/portal-link", &li).await.json()["path"].as_str().expect("a path").to_owned();
        assert!(opens(world, &door).await.text().contains("Nothing can be sent"), "nobody carries messages");
        let (_, heard) = provider(world, &admin).await;
        let contact: truckroll_domain::ContactId = world.app.fresh();
        let person = truckroll_domain::contacts::ContactEdit {
            name: Some("Ms Zhang".into()),
            phone: Some("138 0000 1111".into()),
            ..Default::default()
        };
        let command = truckroll_domain::contacts::ContactCommand::Create { contact: Box::new(person) };
        world.execute(&world.a, truckroll_domain::Command::Contact { id: contact, command }).await;
        let customer = truckroll_domain::visits::Customer { contact: Some(contact), ..Default::default() };
        let mine = truckroll_domain::tickets::NewTicket { customer, ..crate::rules::named("My lift") };
        crate::rules::ticket(world, mine).await;
        crate::rules::ticket(world, crate::rules::named("Somebody else's")).await;
        let id_in = |html: &str| {
            html.split("name=\"id\" value=\"").nth(1).expect("an id").split('"').next().expect("its end").to_owned()
        };
        let unknown = posts(world, &format!("{door}/code"), "phone=13999999999").await;
        let known = posts(world, &format!("{door}/code"), "phone=%2B86-no").await;
        assert_eq!((unknown.status, known.status), (StatusCode::OK, StatusCode::UNPROCESSABLE_ENTITY));
        let known = posts(world, &format!("{door}/code"), "phone=13800001111").await;
        let plain = |html: String, id: &str| html.replace(id, "");
        let (one, other) = (id_in(&unknown.text()), id_in(&known.text()));
        assert_eq!(plain(unknown.text(), &one), plain(known.text(), &other), "the same to everybody");
        assert_eq!(call(world).await, 1, "and nobody unknown is sent a message");
        let code = code_in(&sent(&heard).remove(0));
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let refused = async |id: &str| posts(world, &format!("{door}/enter"), &format!("id={id}&code={wrong}")).await;
        assert_eq!(plain(refused(&one).await.text(), &one), plain(refused(&other).await.text(), &other));
        let entered = posts(world, &format!("{door}/enter"), &format!("id={other}&code={code}")).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
        let list = entered.headers["location"].to_str().expect("text").to_owned();
        let html = opens(world, &list).await.text();
        assert!(html.contains("My lift") && html.contains("Ms Zhang") && !html.contains("Somebody"), "{html}");
        assert_eq!(opens(world, &format!("{list}A")).await.status, StatusCode::SEE_OTHER);
        world.advance(HOUR_MS);
        assert_eq!(opens(world, &list).await.status, StatusCode::SEE_OTHER, "it leads back to the door");
        assert_eq!(opens(world, "/c/nothing.AAAAAAAAAAAAAAAA").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn rows_of_service_levels_go_by_short_message() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let (_, heard) = provider(world, &admin).await;
        let mut wang =
            crate::support::agent(world.a.wang, "wang-a", "Wang Wei", truckroll_domain::people::Role::Engineer);
        wang.mobile = "139 0000 4444".into();
        crate::support::put_agent(&world.app, world.a.id, &wang).await;
        let rows = json!([{"id": world.app.fresh::<TicketId>(), "target": "resolution", "when": "after", "minutes": 0,
            "kind": "sms", "to": [{"is": "agent", "id": world.a.wang}, {"is": "contact"}]}]);
        let id: truckroll_domain::SlaPolicyId = world.app.fresh();
        let policy = json!({"id": id, "name": "Everybody", "limits": {"normal": {"resolution": 60}}, "actions": rows,
            "when": {"all": [{"field": "title", "op": "is", "value": "Lift 3"}], "any": []}});
        let made = world.post("/sla-policies", &admin, json!({"seq": 0, "policy": policy})).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let customer = truckroll_domain::visits::Customer { phone: "138 0000 5555".into(), ..Default::default() };
        let new = truckroll_domain::tickets::NewTicket { customer, ..crate::rules::named("Lift 3") };
        crate::rules::ticket(world, new).await;
        truckroll_server::sla::run(&world.app).await.expect("reconciles");
        world.advance(60 * MINUTE_MS);
        truckroll_server::sla::run(&world.app).await.expect("reconciles");
        truckroll_server::sla::run(&world.app).await.expect("reconciles");
        assert_eq!(call(world).await, 2, "once to each");
        let mut messages = sent(&heard);
        messages.sort_by_key(|one| one["to"].as_str().unwrap_or_default().to_owned());
        assert_eq!((&messages[0]["to"], &messages[1]["to"]), (&json!("138 0000 5555"), &json!("139 0000 4444")));
        assert!(messages[0]["text"].as_str().expect("text").contains("/t/"), "{}", messages[0]);
        assert!(messages[1]["text"].as_str().expect("text").contains("T-2026-"), "{}", messages[1]);
    })
    .await;
}
