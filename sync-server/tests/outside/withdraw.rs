//! A customer takes his request back.

use axum::http::StatusCode;
use serde_json::{Value as Json, json};
use truckroll_domain::tickets::{NewTicket, Status, TicketCommand};
use truckroll_domain::{Command, TicketId};
use truckroll_server::rules::Worker;

use crate::customer::{location, open, post};
use crate::support::{World, on_each_engine, tenant_admin};

const FIRST: &str = "submission=019a0000-0000-7000-8000-00000000000a&reason=It+runs+%3Cagain%3E";

async fn asked(world: &World) -> (TicketId, String) {
    let id: TicketId = world.app.fresh();
    let new = NewTicket { title: "Lift 3 stuck".into(), ..NewTicket::default() };
    world.execute(&world.a, Command::Ticket { id, command: TicketCommand::Create { ticket: Box::new(new) } }).await;
    (id, world.app.secrets.links.progress_path(world.a.id, id))
}

#[tokio::test]
async fn a_request_is_taken_back_once_and_the_desk_and_triggers_hear_of_it() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let rule = json!({"kind": "trigger", "version": 0, "rule": {"title": "Taken back", "enabled": true,
            "events": ["withdrawn"], "when": {"all": [], "any": []}, "actions": [{"do": "note", "text": "Call him once."}]}});
        assert_eq!(world.post("/rules", &admin, rule).await.status, StatusCode::CREATED);
        let (id, path) = asked(world).await;
        let html = open(world, &path).await.text();
        assert!(html.contains("Take the request back") && html.contains(&format!("{path}/withdraw")), "{html}");
        let long = format!("reason={}", "x".repeat(501));
        let refused = post(world, &format!("{path}/withdraw"), &long).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains(&"x".repeat(501)), "what was written is still there");
        for _ in 0..2 {
            assert_eq!(location(&post(world, &format!("{path}/withdraw"), FIRST).await), path);
        }
        let html = open(world, &path).await.text();
        assert!(html.contains("You took this request back") && !html.contains("/withdraw"), "{html}");
        Worker::new(world.app.clone()).run_due().await.expect("runs");
        let li = world.desk("li-a").await;
        let shown = world.get(&format!("/tickets/{id}"), &li).await.json();
        assert_eq!(shown["row"]["status"], "closed");
        let bodies: Vec<&Json> = shown["entries"].as_array().expect("entries").iter().map(|e| &e["body"]).collect();
        let taken: Vec<&&Json> = bodies.iter().filter(|body| body["action"] == "withdraw").collect();
        assert_eq!((taken.len(), &taken[0]["text"]), (1, &json!("It runs <again>")));
        assert_eq!(bodies.iter().filter(|body| body["text"] == "Call him once.").count(), 1);
        let notices = world.get("/notifications", &li).await.text();
        assert!(notices.contains("ticket_withdrawn"), "{notices}");
        // reopened and closed by the desk, it was not the customer
        for status in [Status::Open, Status::Closed] {
            let command = TicketCommand::SetStatus { fact: world.app.fresh(), status };
            world.execute(&world.a, Command::Ticket { id, command }).await;
        }
        assert!(!open(world, &path).await.text().contains("You took this request back"));
    })
    .await;
}

#[tokio::test]
async fn what_is_planned_or_done_is_not_taken_back() {
    on_each_engine(async |world| {
        let planned = world.app.secrets.links.progress_path(world.a.id, world.a.ticket);
        let (id, done) = asked(world).await;
        let command = TicketCommand::SetStatus { fact: world.app.fresh(), status: Status::Resolved };
        world.execute(&world.a, Command::Ticket { id, command }).await;
        let li = world.desk("li-a").await;
        for (path, ticket, status) in [(planned, world.a.ticket, "new"), (done, id, "resolved")] {
            assert!(!open(world, &path).await.text().contains("/withdraw"));
            assert_eq!(location(&post(world, &format!("{path}/withdraw"), FIRST).await), path);
            let shown = world.get(&format!("/tickets/{ticket}"), &li).await.json();
            assert_eq!(shown["row"]["status"], status);
        }
        // the link of one visit is no link of the ticket
        let visit = world.app.secrets.links.visit_path(world.a.id, world.a.visit);
        assert_eq!(post(world, &format!("{visit}/withdraw"), FIRST).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
