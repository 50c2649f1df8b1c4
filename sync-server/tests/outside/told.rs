//! Customers who are told of their tickets in a browser.

use axum::http::StatusCode;
use serde_json::json;
use sqlx::Row as _;
use truckroll_domain::tickets::{NewTicket, Status, TicketCommand};
use truckroll_domain::time::DAY_MS;
use truckroll_domain::{Command, TicketId};
use truckroll_server::notify::{Reach, Worker};

use crate::customer::{open, post};
use crate::notices::{AUTH, PUBLIC, Service};
use crate::progress::path;
use crate::support::{World, on_each_engine, tenant_admin};

const GOOD: &str = "https%3A%2F%2Fpush.example.com%2F";

async fn browsers(world: &World) -> Vec<String> {
    let rows =
        sqlx::query("select endpoint from customer_subscriptions order by endpoint").fetch_all(world.app.db.pool());
    rows.await.expect("reads").iter().map(|row| row.get(0)).collect()
}

/// Puts in a browser of a push service on this machine, which the page itself refuses.
async fn subscribe(world: &World, ticket: TicketId, endpoint: &str) {
    let mut tx = world.app.db.begin().await.expect("begins");
    sqlx::query(
        "insert into customer_subscriptions (tenant_id, ticket_id, endpoint, p256dh, auth, locale, created_at) \
         values ($1, $2, $3, $4, $5, 'zh-CN', 0)",
    )
    .bind(world.a.id.to_string())
    .bind(ticket.to_string())
    .bind(endpoint)
    .bind(PUBLIC)
    .bind(AUTH)
    .execute(tx.on())
    .await
    .expect("subscribed");
    tx.commit().await.expect("commits");
}

async fn set(world: &World, status: Status) {
    world.advance(1_000);
    let command = TicketCommand::SetStatus { fact: world.app.fresh(), status };
    world.execute(&world.a, Command::Ticket { id: world.a.ticket, command }).await;
    truckroll_server::rules::Worker::new(world.app.clone()).run_due().await.expect("runs");
}

#[tokio::test]
async fn a_browser_is_told_of_the_ticket_by_a_rule_that_tells_the_customer() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let rule = json!({"kind": "trigger", "version": 0, "rule": {"title": "Solved", "enabled": true,
            "events": ["updated"], "when": {"all": [{"field": "status", "op": "is", "value": "resolved"}], "any": []},
            "actions": [{"do": "tell", "to": [{"who": "contact"}], "text": "It works again."}]}});
        let made = world.post("/rules", &admin, rule).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let service = Service::default();
        let endpoint = service.start().await;
        subscribe(world, world.a.ticket, &endpoint).await;
        let other: TicketId = world.app.fresh();
        let new = NewTicket { title: "Another".into(), ..NewTicket::default() };
        world
            .execute(&world.a, Command::Ticket { id: other, command: TicketCommand::Create { ticket: Box::new(new) } })
            .await;
        subscribe(world, other, &endpoint).await;
        set(world, Status::Resolved).await;
        let worker = Worker::new(world.app.clone(), Reach::AnyAddress).expect("worker");
        worker.run_due().await.expect("runs");
        let messages = service.messages();
        assert_eq!(messages.len(), 1, "of this ticket alone: {messages:?}");
        assert_eq!(messages[0]["body"], "It works again.");
        assert_eq!(messages[0]["path"], json!(format!("{}?lang=zh-CN", path(world))));
        assert!(messages[0]["title"].as_str().expect("a title").starts_with("T-"), "{messages:?}");
        let log = world.get("/rules/log", &admin).await.text();
        assert!(log.contains("\"127.0.0.1\"") && !log.contains("/push/1"), "the address is a secret: {log}");
        let row = sqlx::query("select cast(count(*) as bigint) from outbox where body like '%/t/%'");
        let kept: i64 = row.fetch_one(world.app.db.pool()).await.expect("counts").get(0);
        assert_eq!(kept, 0, "and so is the link");
        // private addresses are never called, and who is gone is forgotten
        set(world, Status::Open).await;
        set(world, Status::Resolved).await;
        Worker::new(world.app.clone(), Reach::PublicOnly).expect("worker").run_due().await.expect("runs");
        assert_eq!((service.messages().len(), browsers(world).await.len()), (1, 0));
        subscribe(world, world.a.ticket, &endpoint).await;
        service.answers.lock().expect("lock").push(410);
        set(world, Status::Open).await;
        set(world, Status::Resolved).await;
        worker.run_due().await.expect("runs");
        assert_eq!((service.messages().len(), browsers(world).await.len()), (2, 0));
        // who switches it off meanwhile hears nothing of what waits
        subscribe(world, world.a.ticket, &endpoint).await;
        set(world, Status::Open).await;
        set(world, Status::Resolved).await;
        let off = format!("off=yes&endpoint={}", endpoint.replace(':', "%3A").replace('/', "%2F"));
        assert_eq!(post(world, &format!("{}/notices", path(world)), &off).await.status, StatusCode::NO_CONTENT);
        worker.run_due().await.expect("runs");
        assert_eq!(service.messages().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_browser_subscribes_on_the_progress_page_within_limits_and_until_the_ticket_is_over() {
    on_each_engine(async |world| {
        let html = open(world, &path(world)).await.text();
        assert!(html.contains("data-notices") && html.contains(&format!("{}/notices", path(world))), "{html}");
        let worker = open(world, "/t/worker.js").await;
        assert!(worker.status == StatusCode::OK && worker.text().contains("showNotification"));
        let visit = world.app.secrets.links.visit_path(world.a.id, world.a.visit);
        assert!(!open(world, &visit).await.text().contains("data-notices"), "the link of a visit leads to that visit");
        let at = format!("{}/notices", path(world));
        let asks = |to: &str| format!("endpoint={to}&p256dh={PUBLIC}&auth={AUTH}");
        for bad in [
            asks("http%3A%2F%2Fpush.example.com%2Fx"),
            asks("https%3A%2F%2F10.0.0.1%2Fx"),
            asks("https%3A%2F%2F127.0.0.1%2Fx"),
            asks("https%3A%2F%2Flocalhost%2Fx"),
            format!("endpoint={GOOD}x&p256dh=AAAA&auth={AUTH}"),
            "nothing".to_owned(),
        ] {
            assert_eq!(post(world, &at, &bad).await.status, StatusCode::BAD_REQUEST, "{bad}");
        }
        assert_eq!(
            post(world, &format!("{visit}/notices"), &asks(&format!("{GOOD}x"))).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(post(world, "/t/x/notices", &asks(&format!("{GOOD}x"))).await.status, StatusCode::NOT_FOUND);
        for n in 0..12 {
            world.advance(1_000);
            for _ in 0..2 {
                let reply = post(world, &at, &asks(&format!("{GOOD}{n:02}"))).await;
                assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
            }
        }
        let all = browsers(world).await;
        assert_eq!((all.len(), all[0].as_str()), (10, "https://push.example.com/02"), "the oldest go");
        world.advance(DAY_MS);
        assert_eq!(post(world, &at, &format!("off=yes&endpoint={GOOD}02")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(browsers(world).await.len(), 9);
        let mut last = StatusCode::NO_CONTENT;
        for _ in 0..30 {
            last = post(world, &at, &asks(&format!("{GOOD}03"))).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        world.advance(2 * DAY_MS);
        set(world, Status::Closed).await;
        assert!(!open(world, &path(world)).await.text().contains("data-notices"));
        assert_eq!(post(world, &at, &asks(&format!("{GOOD}x"))).await.status, StatusCode::BAD_REQUEST);
        let worker = Worker::new(world.app.clone(), Reach::AnyAddress).expect("worker");
        world.advance(29 * DAY_MS);
        worker.clear().await.expect("clears");
        assert_eq!(browsers(world).await.len(), 9);
        world.advance(2 * DAY_MS);
        worker.clear().await.expect("clears");
        assert!(browsers(world).await.is_empty());
    })
    .await;
}
