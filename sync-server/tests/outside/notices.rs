//! Notices, and what is sent out: push messages to a receiver that decrypts, letters to a mail sink.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value as Json, json};
use sqlx::Row as _;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use truckroll_domain::visits::VisitCommand;
use truckroll_domain::{AgentId, Command, Timestamp};
use truckroll_server::notify::{Reach, Worker, decrypt};

use crate::customer::{Post, location, published};
use crate::support::{World, on_each_engine};

/// Keys of the example in RFC 8291.
pub const PUBLIC: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const PRIVATE: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
pub const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

fn fixed<const N: usize>(text: &str) -> [u8; N] {
    URL_SAFE_NO_PAD.decode(text).expect("base64").try_into().expect("length")
}

/// A push service that answers with the next status and keeps what it got.
#[derive(Clone, Default)]
pub struct Service {
    pub answers: Arc<Mutex<Vec<u16>>>,
    got: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
}

impl Service {
    pub async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let address = format!("http://{}/push/1", listener.local_addr().expect("address"));
        let take = async |State(service): State<Service>, headers: HeaderMap, body: Bytes| {
            service.got.lock().expect("lock").push((headers, body));
            let next = service.answers.lock().expect("lock").pop().unwrap_or(201);
            StatusCode::from_u16(next).expect("status")
        };
        let router = Router::new().route("/push/{id}", axum::routing::post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    pub fn messages(&self) -> Vec<Json> {
        let got = self.got.lock().expect("lock");
        let text = |body: &Bytes| decrypt(&fixed(PRIVATE), &fixed(AUTH), body).expect("made for this browser");
        got.iter().map(|(_, body)| serde_json::from_slice(&text(body)).expect("JSON")).collect()
    }
}

async fn subscribe(world: &World, agent: AgentId, endpoint: &str) {
    let mut tx = world.app.db.begin().await.expect("begins");
    sqlx::query(
        "insert into push_subscriptions (tenant_id, endpoint, agent_id, p256dh, auth, created_at) values ($1, $2, $3, $4, $5, 0)",
    )
    .bind(world.a.id.to_string())
    .bind(endpoint)
    .bind(agent.to_string())
    .bind(PUBLIC)
    .bind(AUTH)
    .execute(tx.on())
    .await
    .expect("subscribed");
    tx.commit().await.expect("commits");
}

async fn kinds(world: &World, account: &str) -> Vec<String> {
    let token = world.desk(account).await;
    let list = world.get("/notifications", &token).await.json();
    list.as_array().expect("list").iter().map(|n| n["kind"].as_str().expect("kind").to_owned()).collect()
}

/// Outbox rows that are not done, and the errors of those that are.
async fn outbox(world: &World) -> (i64, Vec<String>) {
    let rows = sqlx::query("select done_at, error from outbox").fetch_all(world.app.db.pool()).await.expect("reads");
    let done = |row: &sqlx::any::AnyRow| row.try_get::<Option<i64>, _>(0).expect("done").is_some();
    let errors = rows.iter().filter(|r| done(r)).filter_map(|r| r.try_get::<Option<String>, _>(1).expect("error"));
    (rows.iter().filter(|r| !done(r)).count() as i64, errors.collect())
}

#[tokio::test]
async fn each_event_is_told_to_those_it_concerns_and_not_to_its_author() {
    on_each_engine(async |world| {
        let (a, visit) = (&world.a, world.a.visit);
        let li = world.desk("li-a").await;
        let before = kinds(world, "li-a").await.len();
        let assignment = world.assign(a, visit, a.wang).await;
        assert_eq!(kinds(world, "wang-a").await, ["visit_assigned"]);
        world.advance(1_000);
        let reject = VisitCommand::Reject { assignment, reason: "van broke down".into() };
        world.act(a, a.wang, visit, reject).await;
        assert_eq!(kinds(world, "li-a").await.len(), before + 1);
        assert_eq!(kinds(world, "li-a").await[0], "visit_rejected");
        world.assign(a, visit, a.zhao).await;
        let notice = world.get("/notifications", &world.desk("zhao-a").await).await.json();
        assert_eq!(notice[0]["document"], json!(visit), "{notice}");
        assert_eq!(notice[0]["args"]["title"], "Aurora Lifts visit");
        assert!(notice[0]["args"]["number"].as_str().expect("number").starts_with("V-"));
        // what a dispatcher does himself is no news to him
        let before = kinds(world, "li-a").await.len();
        let create = json!({"on": "ticket", "id": world.app.fresh::<uuid::Uuid>(),
            "command": {"do": "create", "ticket": {"title": "By Li"}}});
        let id = world.app.fresh::<uuid::Uuid>();
        let own = json!({"commands": [{"id": id, "at": world.app.clock.now(), "command": create}]});
        let made = world.post("/commands", &li, own).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        assert_eq!(kinds(world, "li-a").await.len(), before);
        let read = world.post("/notifications/read", &li, json!({})).await;
        assert_eq!(read.status, StatusCode::NO_CONTENT);
        let list = world.get("/notifications", &li).await.json();
        assert!(list.as_array().expect("list").iter().all(|n| n["read_at"].is_i64()), "{list}");
        assert_eq!(kinds(world, "wang-a").await.len(), 1, "others' notices are theirs");
        assert!(kinds(world, "li-b").await.iter().all(|k| k == "ticket_created"), "nothing crosses organisations");
    })
    .await;
}

#[tokio::test]
async fn notices_come_by_the_channels_a_person_chose_can_be_cleared_and_end_by_age() {
    on_each_engine(async |world| {
        let (a, visit) = (&world.a, world.a.visit);
        subscribe(world, a.wang, "https://push.example/wang").await;
        let wang = world.desk("wang-a").await;
        let put = async |channels: Json| {
            let body = json!({"preferences": {"channels": channels}});
            world.call(Method::PUT, "/notifications/preferences", &wang, Some(body)).await
        };
        let known = world.get("/notifications/preferences", &wang).await.json();
        assert!(known["kinds"].as_array().expect("kinds").len() >= 10, "{known}");
        assert_eq!(put(json!({"visit_assigned": ["push"]})).await.status, StatusCode::OK);
        assert_eq!(put(json!({"visit_assigned": ["fax"]})).await.problem().0, 422);
        assert_eq!(put(json!({"weather": ["app"]})).await.problem().0, 422);
        world.assign(a, visit, a.wang).await;
        assert!(kinds(world, "wang-a").await.is_empty(), "not in the app");
        assert_eq!(outbox(world).await.0, 1, "but by push");
        let another = async |to: AgentId| {
            let new = truckroll_domain::visits::NewVisit { title: "Another".into(), ..Default::default() };
            world.assign(a, world.visit(a, new).await, to).await;
        };
        assert_eq!(put(json!({"visit_assigned": []})).await.status, StatusCode::OK);
        another(a.wang).await;
        assert_eq!((outbox(world).await.0, kinds(world, "wang-a").await.len()), (1, 0), "by no channel at all");
        assert_eq!(put(json!({})).await.status, StatusCode::OK);
        another(a.wang).await;
        another(a.zhao).await;
        assert_eq!(kinds(world, "wang-a").await, ["visit_assigned"]);
        assert_eq!(outbox(world).await.0, 2, "as before he had said anything");
        let cleared = world.call(Method::DELETE, "/notifications", &wang, None).await;
        assert_eq!(cleared.status, StatusCode::NO_CONTENT);
        assert!(kinds(world, "wang-a").await.is_empty());
        assert!(!kinds(world, "zhao-a").await.is_empty(), "others' notices are theirs");
        world.advance(91 * truckroll_domain::time::DAY_MS);
        let worker = Worker::new(world.app.clone(), Reach::AnyAddress).expect("worker");
        worker.clear().await.expect("clears");
        let zhao = world.desk("zhao-a").await;
        assert_eq!(world.get("/notifications", &zhao).await.json(), json!([]));
    })
    .await;
}

#[tokio::test]
async fn what_an_import_says_about_the_past_is_no_news() {
    on_each_engine(async |world| {
        let before = kinds(world, "li-a").await.len();
        let new = truckroll_domain::tickets::NewTicket { title: "Old".into(), ..Default::default() };
        let command = truckroll_domain::tickets::TicketCommand::Create { ticket: Box::new(new) };
        let command = Command::Ticket { id: world.app.fresh(), command };
        let mut old = crate::support::envelope(&world.app, command);
        old.at = Timestamp(old.at.ms() - 86_400_000);
        let caller = truckroll_server::ingest::Caller {
            tenant: world.a.id,
            actor: truckroll_domain::Actor::System,
            device: None,
        };
        truckroll_server::ingest::execute(&world.app, &caller, vec![old]).await.expect("applies");
        assert_eq!(kinds(world, "li-a").await.len(), before);
    })
    .await;
}

#[tokio::test]
async fn a_push_message_reaches_the_browser_encrypted_and_signed() {
    on_each_engine(async |world| {
        let service = Service::default();
        let endpoint = service.start().await;
        subscribe(world, world.a.wang, &endpoint).await;
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        let worker = Worker::new(world.app.clone(), Reach::AnyAddress).expect("worker");
        assert_eq!(worker.run_due().await.expect("runs"), 1);
        let message = &service.messages()[0];
        assert!(message["title"].as_str().expect("title").starts_with("New visit V-"), "{message}");
        assert_eq!(message["body"], "Aurora Lifts visit");
        assert_eq!(message["document"], json!(world.a.visit));
        let (headers, _) = service.got.lock().expect("lock")[0].clone();
        assert_eq!(headers["content-encoding"], "aes128gcm");
        let key = world.get("/push/key", &world.desk("wang-a").await).await.json();
        let signed = headers["authorization"].to_str().expect("text").to_owned();
        assert!(signed.ends_with(&format!("k={}", key["key"].as_str().expect("key"))), "{signed}");
        assert!(headers["topic"].len() <= 32 && headers.contains_key("ttl"));
        assert_eq!(outbox(world).await, (0, vec![]));
        assert_eq!(worker.run_due().await.expect("runs"), 0, "delivered once");
    })
    .await;
}

#[tokio::test]
async fn a_failing_service_is_tried_again_with_pauses_and_given_up_at_last() {
    on_each_engine(async |world| {
        let service = Service::default();
        *service.answers.lock().expect("lock") = vec![503; 10];
        subscribe(world, world.a.wang, &service.start().await).await;
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        let worker = Worker::new(world.app.clone(), Reach::AnyAddress).expect("worker");
        for attempt in 1..=10 {
            assert_eq!(worker.run_due().await.expect("runs"), 1, "attempt {attempt}");
            assert_eq!(worker.run_due().await.expect("runs"), 0, "a pause after attempt {attempt}");
            world.advance(3 * 3_600_000);
        }
        assert_eq!(worker.run_due().await.expect("runs"), 0);
        let (open, errors) = outbox(world).await;
        assert_eq!(open, 0);
        assert!(errors[0].starts_with("gave up"), "{errors:?}");
    })
    .await;
}

#[tokio::test]
async fn a_browser_that_is_gone_is_forgotten_and_a_private_address_never_called() {
    on_each_engine(async |world| {
        let service = Service::default();
        *service.answers.lock().expect("lock") = vec![410];
        let endpoint = service.start().await;
        subscribe(world, world.a.wang, &endpoint).await;
        let assignment = world.assign(&world.a, world.a.visit, world.a.wang).await;
        Worker::new(world.app.clone(), Reach::AnyAddress).expect("worker").run_due().await.expect("runs");
        let left = sqlx::query("select 1 from push_subscriptions").fetch_all(world.app.db.pool()).await.expect("reads");
        assert!(left.is_empty());
        subscribe(world, world.a.li, &endpoint).await;
        let reject = VisitCommand::Reject { assignment, reason: "ill".into() };
        world.act(&world.a, world.a.wang, world.a.visit, reject).await;
        Worker::new(world.app.clone(), Reach::PublicOnly).expect("worker").run_due().await.expect("runs");
        assert_eq!(service.got.lock().expect("lock").len(), 1, "the loopback address was not called");
        let li = world.desk("li-a").await;
        for (endpoint, status) in
            [("http://push.example.com/x", 400), ("https://10.0.0.1/x", 400), ("https://push.example.com/x", 204)]
        {
            let body = json!({"endpoint": endpoint, "p256dh": PUBLIC, "auth": AUTH});
            assert_eq!(world.post("/push/subscriptions", &li, body).await.status.as_u16(), status, "{endpoint}");
        }
        let bad = json!({"endpoint": "https://push.example.com/x", "p256dh": "AAAA", "auth": AUTH});
        assert_eq!(world.post("/push/subscriptions", &li, bad).await.status.as_u16(), 400);
    })
    .await;
}

#[tokio::test]
async fn a_node_that_died_loses_nothing() {
    on_each_engine(async |world| {
        let service = Service::default();
        subscribe(world, world.a.wang, &service.start().await).await;
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        let until = world.app.clock.now().plus_ms(60_000).ms();
        let mut tx = world.app.db.begin().await.expect("begins");
        sqlx::query("update outbox set leased_until = $1, attempts = 1")
            .bind(until)
            .execute(tx.on())
            .await
            .expect("claims");
        tx.commit().await.expect("commits");
        let worker = Worker::new(world.app.clone(), Reach::AnyAddress).expect("worker");
        assert_eq!(worker.run_due().await.expect("runs"), 0, "another node has it");
        world.advance(61_000);
        assert_eq!(worker.run_due().await.expect("runs"), 1);
        assert_eq!(service.messages().len(), 1);
    })
    .await;
}

/// A mail server that takes every letter and keeps its lines.
pub async fn mail_sink() -> (String, Arc<Mutex<String>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = format!("smtp://{}", listener.local_addr().expect("address"));
    let letters = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&letters);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let kept = Arc::clone(&kept);
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let mut lines = BufReader::new(read).lines();
                let mut in_letter = false;
                write.write_all(b"220 sink\r\n").await.expect("greets");
                while let Ok(Some(line)) = lines.next_line().await {
                    if in_letter && line != "." {
                        kept.lock().expect("lock").push_str(&format!("{line}\n"));
                        continue;
                    }
                    let answer: &[u8] = match line.split(' ').next().unwrap_or_default() {
                        "DATA" => b"354 go on\r\n",
                        "QUIT" => b"221 bye\r\n",
                        _ => b"250 ok\r\n",
                    };
                    in_letter = line == "DATA";
                    if line.starts_with("RCPT") {
                        kept.lock().expect("lock").push_str(&format!("{line}\n"));
                    }
                    if write.write_all(answer).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (address, letters)
}

#[tokio::test]
async fn a_customer_who_left_an_address_gets_a_receipt_by_mail() {
    on_each_engine(async |world| {
        let (address, letters) = mail_sink().await;
        let mut app = world.app.clone();
        let mut config = (*app.config).clone();
        config.smtp_url = Some(address);
        config.mail_from = "Service <service@lift.example>".into();
        config.public_url = Some("https://service.example".into());
        app.config = Arc::new(config);
        let with_mail =
            World { router: truckroll_server::http::router(app.clone()), app: app.clone(), ..World::sqlite().await };
        let (_, path) = published(world, &world.a).await;
        let post =
            Post::filled(&path, "019a0000-0000-7000-8000-000000000001").answer("email", "zhang@customer.example");
        let receipt = location(&post.send(&with_mail).await);
        Worker::new(app, Reach::PublicOnly).expect("worker").run_due().await.expect("runs");
        let letters = letters.lock().expect("lock").clone();
        assert!(letters.contains("RCPT TO:<zhang@customer.example>"), "{letters}");
        assert!(letters.contains("Subject: We received your report T-"), "{letters}");
        let whole = letters.replace("=\n", "").replace("=3D", "=");
        assert!(whole.contains(receipt.split('?').next().expect("path")), "{letters}");
        assert_eq!(outbox(world).await, (0, vec![]));
    })
    .await;
}
