//! External targets: called with a signature, again with growing pauses, never inside the server's own network.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use serde_json::{Value as Json, json};
use truckroll_domain::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use truckroll_server::notify::Reach;
use truckroll_server::rules::targets::Caller;

use crate::rules::{is, named, put, rule, settle, status, ticket};
use crate::support::{World, on_each_engine, tenant_admin};

pub type Heard = Arc<Mutex<Vec<(Method, Uri, HeaderMap, String)>>>;

/// A receiver that answers with these, then with 204.
pub async fn receiver(answers: Vec<(u16, &'static str)>) -> (String, Heard) {
    let heard: Heard = Arc::default();
    let answers = Arc::new(Mutex::new(answers));
    let kept = Arc::clone(&heard);
    let router = Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
        let (kept, answers) = (Arc::clone(&kept), Arc::clone(&answers));
        async move {
            kept.lock().expect("is there").push((
                method,
                uri,
                headers,
                String::from_utf8(body.to_vec()).expect("is there"),
            ));
            let mut answers = answers.lock().expect("is there");
            let (status, text) = if answers.is_empty() { (204, "") } else { answers.remove(0) };
            (StatusCode::from_u16(status).expect("is there"), text)
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, heard)
}

/// A target in the database whose address only a server started for it would take.
pub async fn target(world: &World, admin: &str, address: &str, more: Json) -> (String, String) {
    let mut what = json!({"kind": "url", "method": "POST", "address": "https://receiver.example/hook"});
    what.as_object_mut().expect("is there").extend(more.as_object().expect("is there").clone());
    let asked = json!({"target": {"title": "Board", "enabled": true, "what": what}, "secret": "s3cret word"});
    let made = world.post("/targets", admin, asked).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let id = made.json()["id"].as_str().expect("is there").to_owned();
    let body = made.json()["target"].to_string().replace("https://receiver.example", address);
    let mut tx = world.app.db.begin().await.expect("begins");
    sqlx::query("update targets set body = $1 where id = $2")
        .bind(body)
        .bind(&id)
        .execute(tx.on())
        .await
        .expect("moves");
    tx.commit().await.expect("commits");
    world.app.forget_directory(world.a.id);
    (id, made.json()["signing"].as_str().expect("is there").to_owned())
}

pub async fn call(world: &World) -> usize {
    Caller::new(world.app.clone(), Reach::AnyAddress).expect("a client").run_due().await.expect("runs")
}

pub async fn deliveries(world: &World, admin: &str, id: &str) -> Vec<Json> {
    let page = world.get(&format!("/targets/{id}/deliveries"), admin).await.json();
    page["rows"].as_array().expect("rows").clone()
}

#[tokio::test]
async fn a_call_is_signed_and_logged_without_secrets() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (address, heard) = receiver(vec![(200, "thank you for s3cret word")]).await;
        let body = r#"{"ticket": {"ticketId": "{{ticket.ticketId}}", "subject": "{{ticket.subject}}", "fixed": 7}}"#;
        let more = json!({"method": "PUT", "address": "https://receiver.example/t/{{ticket.title}}", "body": body,
            "headers": {"X-Key": "k3y"}, "auth": {"by": "basic", "user": "truckroll"}});
        let (id, signing) = target(world, &sun, &address, more).await;
        put(world, &sun, rule("Tell them", &["created"], json!([]), json!([{"do": "call", "target": id}]))).await;
        ticket(world, named("Say \"hi\" & go/on")).await;
        settle(world).await;
        assert_eq!(call(world).await, 1);
        assert_eq!(call(world).await, 0);
        let heard = heard.lock().expect("is there").clone();
        let (method, uri, headers, text) = &heard[0];
        assert_eq!(heard.len(), 1);
        assert_eq!((method.as_str(), uri.path()), ("PUT", "/t/Say%20%22hi%22%20%26%20go%2Fon"));
        let sent: Json = serde_json::from_str(text).expect("JSON");
        assert_eq!(sent, json!({"ticket": {"ticketId": "T-2026-000002", "subject": "Say \"hi\" & go/on", "fixed": 7}}));
        let header = |name: &str| headers[name].to_str().expect("is there").to_owned();
        assert_eq!((header("x-key").as_str(), header("content-type").as_str()), ("k3y", "application/json"));
        assert_eq!(header("authorization"), format!("Basic {}", STANDARD.encode("truckroll:s3cret word")));
        let key = STANDARD.decode(signing.strip_prefix("whsec_").expect("a signing secret")).expect("base64");
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).expect("a key");
        mac.update(format!("{}.{}.{text}", header("webhook-id"), header("webhook-timestamp")).as_bytes());
        assert_eq!(header("webhook-signature"), format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())));
        let logged = deliveries(world, &sun, &id).await;
        assert_eq!(logged[0]["state"], "delivered");
        assert_eq!((&logged[0]["status"], &logged[0]["answer"]), (&json!(200), &json!("thank you for •••")));
        assert_eq!(logged[0]["id"], header("webhook-id").as_str());
        let everything = format!("{logged:?} {}", world.get("/targets", &sun).await.text());
        for secret in ["s3cret", "k3y", signing.as_str()] {
            let where_it_belongs = secret == "k3y" && everything.matches("k3y").count() == 1;
            assert!(!everything.contains(secret) || where_it_belongs, "{secret}: {everything}");
        }
        let audit = world.get("/audit?action=target_written", &sun).await.text();
        assert!(!audit.contains("s3cret") && !audit.contains("k3y") && !audit.contains(&signing), "{audit}");
    })
    .await;
}

#[tokio::test]
async fn a_call_that_fails_is_made_again_with_growing_pauses_and_given_up() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (address, heard) =
            receiver(vec![(500, ""), (429, ""), (302, ""), (200, "no JSON"), (500, ""), (503, "")]).await;
        let (id, _) = target(world, &sun, &address, json!({"expect": {"answer": "json"}})).await;
        put(world, &sun, rule("Tell them", &["created"], json!([]), json!([{"do": "call", "target": id}]))).await;
        ticket(world, named("Stuck")).await;
        settle(world).await;
        for (calls, pause) in
            [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS].into_iter().enumerate()
        {
            assert_eq!(call(world).await, 1);
            assert_eq!(heard.lock().expect("is there").len(), calls + 1);
            let logged = deliveries(world, &sun, &id).await;
            assert_eq!((&logged[0]["state"], &logged[0]["attempts"]), (&json!("waiting"), &json!(calls + 1)));
            world.advance(pause - 1);
            assert_eq!(call(world).await, 0, "before the pause of {pause} ms is over");
            world.advance(1);
        }
        assert_eq!(call(world).await, 1);
        world.advance(24 * HOUR_MS);
        assert_eq!(call(world).await, 0);
        let logged = deliveries(world, &sun, &id).await;
        assert_eq!((&logged[0]["state"], &logged[0]["attempts"]), (&json!("failed"), &json!(6)));
        assert_eq!((&logged[0]["status"], &logged[0]["error"]), (&json!(503), &json!("the receiver answered 503")));
        // the standard message
        let (_, _, headers, text) = heard.lock().expect("is there")[5].clone();
        let sent: Json = serde_json::from_str(&text).expect("JSON");
        assert_eq!((&sent["type"], &sent["data"]["ticket"]["title"]), (&json!("ticket.created"), &json!("Stuck")));
        let same =
            heard.lock().expect("is there").iter().all(|(_, _, other, _)| other["webhook-id"] == headers["webhook-id"]);
        assert!(same, "one delivery has one id");
    })
    .await;
}

#[tokio::test]
async fn a_node_that_dies_while_it_calls_leaves_the_call_to_another() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (address, heard) = receiver(vec![]).await;
        let (id, _) = target(world, &sun, &address, json!({})).await;
        put(world, &sun, rule("Tell them", &["created"], json!([]), json!([{"do": "call", "target": id}]))).await;
        ticket(world, named("Stuck")).await;
        settle(world).await;
        let caller = Caller::new(world.app.clone(), Reach::AnyAddress).expect("a client");
        assert_eq!(caller.claim().await.expect("claims").len(), 1);
        assert_eq!(call(world).await, 0, "it is somebody's");
        world.advance(6 * MINUTE_MS);
        assert_eq!(call(world).await, 1);
        assert_eq!(heard.lock().expect("is there").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_changes_that_both_would_call_give_one_call() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (address, heard) = receiver(vec![]).await;
        let (id, _) = target(world, &sun, &address, json!({})).await;
        let when = json!([is("changed_to.status", "resolved")]);
        put(world, &sun, rule("Resolved", &["updated"], when, json!([{"do": "call", "target": id}]))).await;
        let made = ticket(world, named("Stuck")).await;
        // two who did not know of each other
        status(world, made, truckroll_domain::tickets::Status::Resolved).await;
        status(world, made, truckroll_domain::tickets::Status::Resolved).await;
        settle(world).await;
        call(world).await;
        assert_eq!(heard.lock().expect("is there").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_delivery_is_made_again_as_it_was() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (address, heard) = receiver(vec![(410, "")]).await;
        let (id, _) = target(world, &sun, &address, json!({})).await;
        put(world, &sun, rule("Tell them", &["created"], json!([]), json!([{"do": "call", "target": id}]))).await;
        ticket(world, named("Stuck")).await;
        settle(world).await;
        assert_eq!(call(world).await, 1);
        let logged = deliveries(world, &sun, &id).await;
        assert_eq!(
            (&logged[0]["state"], &logged[0]["attempts"]),
            (&json!("failed"), &json!(1)),
            "whoever is gone is not asked again"
        );
        let delivery = logged[0]["id"].as_str().expect("an id");
        let path = format!("/deliveries/{delivery}/replay");
        assert_eq!(world.post(&path, &world.desk("li-a").await, json!({})).await.problem().0, 403);
        // this server reaches public addresses only: the call is noted as forbidden
        let again = world.post(&path, &sun, json!({})).await.json();
        assert_eq!((&again["state"], &again["error"]), (&json!("failed"), &json!("this address may not be called")));
        assert_eq!(heard.lock().expect("is there").len(), 1);
        assert_eq!(again["request"], logged[0]["request"]);
    })
    .await;
}

#[tokio::test]
async fn nothing_inside_is_called_and_no_secret_moves_to_another_host() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let url = |address: &str| json!({"target": {"title": "Board", "enabled": true,
            "what": {"kind": "url", "method": "POST", "address": address, "auth": {"by": "bearer"}}}, "secret": "s3cret"});
        for inside in ["http://example.com/", "https://127.0.0.1/", "https://169.254.169.254/x", "https://localhost/", "https://[::1]/",
            "https://user:word@example.com/", "https://10.0.0.1/{{ticket.id}}"] {
            let fields = world.post("/targets", &sun, url(inside)).await.json()["fields"].clone();
            assert_eq!(fields["address"], "not_an_address", "{inside}");
        }
        let made = world.post("/targets", &sun, url("https://a.example/x")).await.json();
        let path = format!("/targets/{}", made["id"].as_str().expect("an id"));
        assert_eq!((&made["has_secret"], made["signing"].is_string()), (&json!(true), true));
        // without its secret it may move on its host, not to another
        let mut moved = url("https://a.example/y");
        moved.as_object_mut().expect("is there").remove("secret");
        moved["version"] = json!(1);
        let kept = world.call(Method::PUT, &path, &sun, Some(moved.clone())).await.json();
        assert_eq!((&kept["has_secret"], &kept["signing"]), (&json!(true), &Json::Null));
        moved["version"] = json!(2);
        moved["target"]["what"]["address"] = json!("https://b.example/y");
        let refused = world.call(Method::PUT, &path, &sun, Some(moved)).await.json();
        assert_eq!(refused["fields"]["secret"], "required");
        // one that is used is not removed
        put(world, &sun, rule("Tell", &["created"], json!([]), json!([{"do": "call", "target": made["id"]}]))).await;
        let used = world.call(Method::DELETE, &path, &sun, None).await;
        assert_eq!((used.problem().0, &used.json()["fields"]["used_by"]), (409, &json!("Tell")));
    })
    .await;
}

#[tokio::test]
async fn short_messages_go_through_their_provider_or_fail_saying_so() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (address, heard) = receiver(vec![]).await;
        let body = r#"{"to": "{{sms.to}}", "text": "{{sms.text}}"}"#;
        let (provider, _) = target(world, &sun, &address, json!({"body": body})).await;
        let sms = |title: &str, provider: Json| {
            let what = json!({"kind": "sms", "to": "{{ticket.phone}}", "text": "{{ticket.number}} is “{{ticket.status}}”", "provider": provider});
            json!({"target": {"title": title, "enabled": true, "what": what}})
        };
        let made = world.post("/targets", &sun, sms("SMS", json!(provider))).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let through = made.json()["id"].as_str().expect("is there").to_owned();
        let nowhere = world.post("/targets", &sun, sms("SMS nowhere", Json::Null)).await.json()["id"].clone();
        let actions = json!([{"do": "call", "target": through}, {"do": "call", "target": nowhere}]);
        put(world, &sun, rule("SMS", &["created"], json!([]), actions)).await;
        let customer = truckroll_domain::visits::Customer { phone: "+86 135 0000".into(), ..Default::default() };
        ticket(world, truckroll_domain::tickets::NewTicket { customer, ..named("Stuck") }).await;
        settle(world).await;
        assert_eq!(call(world).await, 2);
        let sent: Json = serde_json::from_str(&heard.lock().expect("is there")[0].3).expect("JSON");
        assert_eq!(sent, json!({"to": "+86 135 0000", "text": "T-2026-000002 is “new”"}));
        let logged = deliveries(world, &sun, &through).await;
        assert_eq!((&logged[0]["kind"], &logged[0]["state"]), (&json!("sms"), &json!("delivered")));
        let logged = deliveries(world, &sun, nowhere.as_str().expect("is there")).await;
        assert_eq!(logged[0]["error"], "no provider of short messages is named");
        assert_eq!(world.get("/sms/log", &sun).await.problem().0, 404);
    })
    .await;
}
