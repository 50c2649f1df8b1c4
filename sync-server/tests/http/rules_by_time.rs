//! Automation tasks: once for a ticket, until it stops meeting the conditions and meets them again.

use serde_json::{Value as Json, json};
use truckroll_domain::tickets::Status;
use truckroll_domain::time::{HOUR_MS, MINUTE_MS};
use truckroll_server::rules::Worker;

use crate::daily::{part, split};
use crate::rules::{is, named, put, set, settle, shown, status, texts, ticket};
use crate::support::{World, on_each_engine, tenant_admin};

fn task(title: &str, all: Json, actions: Json) -> Json {
    json!({"kind": "automation", "rule": {"title": title, "enabled": true, "when": {"all": all}, "actions": actions}})
}

fn hours(field: &str, at_least: i64) -> Json {
    json!({"field": field, "op": "at_least", "value": at_least})
}

async fn look(world: &World) -> usize {
    let done = Worker::new(world.app.clone()).run_tasks().await.expect("runs");
    settle(world).await;
    done
}

#[tokio::test]
async fn resolved_tickets_are_closed_after_three_days_and_again_after_they_came_back() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let when = json!([is("status", "resolved"), hours("hours.resolved", 72)]);
        put(
            world,
            &sun,
            task("Close", when, json!([set("status", "closed"), {"do": "note", "text": "closed by itself"}])),
        )
        .await;
        let id = ticket(world, named("Stuck")).await;
        status(world, id, Status::Resolved).await;
        world.advance(72 * HOUR_MS - MINUTE_MS);
        assert_eq!(look(world).await, 0, "a minute too early");
        world.advance(2 * MINUTE_MS);
        assert_eq!(look(world).await, 1);
        assert_eq!(look(world).await, 0);
        let now = shown(world, &sun, id).await;
        assert_eq!((now["row"]["status"].as_str(), texts(&now).len()), (Some("closed"), 1));
        // the log says who did it: the system, by this rule
        let entries = now["entries"].as_array().expect("entries");
        let closing = entries.iter().find(|e| e["body"]["action"] == "set_status" && e["body"]["text"] == "closed");
        let closing = closing.expect("is logged");
        assert_eq!((&closing["body"]["subject"], &closing["author"]), (&json!("Close"), &Json::Null));
        // somebody reopens it, and it is resolved again
        world.advance(HOUR_MS);
        status(world, id, Status::Open).await;
        assert_eq!(look(world).await, 0);
        world.advance(MINUTE_MS);
        status(world, id, Status::Resolved).await;
        world.advance(71 * HOUR_MS);
        assert_eq!(look(world).await, 0);
        world.advance(2 * HOUR_MS);
        assert_eq!(look(world).await, 1);
        let now = shown(world, &sun, id).await;
        assert_eq!((now["row"]["status"].as_str(), texts(&now).len()), (Some("closed"), 2));
    })
    .await;
}

#[tokio::test]
async fn a_ticket_that_waits_for_its_parts_is_closed_when_they_are() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        put(world, &sun, task("Close", json!([is("status", "resolved")]), json!([set("status", "closed")]))).await;
        let id = ticket(world, named("Stuck")).await;
        let (part, new) = part(world, "Door");
        world.post(&format!("/tickets/{id}/split"), &sun, split(world, &[&new], true)).await;
        status(world, id, Status::Resolved).await;
        let failed = async |world: &World| {
            let page = world.get("/rules/log", &sun).await.json();
            page["rows"].as_array().expect("rows").iter().filter(|row| row["why"] == "open_parts").count()
        };
        for _ in 0..3 {
            look(world).await;
            world.advance(HOUR_MS);
        }
        assert_eq!(shown(world, &sun, id).await["row"]["status"], "resolved");
        assert_eq!(failed(world).await, 1, "it is tried once");
        status(world, part, Status::Closed).await;
        look(world).await;
        assert_eq!(shown(world, &sun, id).await["row"]["status"], "closed");
        assert_eq!(failed(world).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_task_runs_once_for_a_ticket_that_goes_on_meeting_its_conditions() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let when = json!([hours("hours.created", 2), {"field": "assignee", "op": "empty"}]);
        put(world, &sun, task("Nobody has it", when, json!([{"do": "note", "text": "waits for {{event}}"}]))).await;
        let id = ticket(world, named("Stuck")).await;
        for hour in 0..6 {
            look(world).await;
            let written = texts(&shown(world, &sun, id).await).len();
            assert_eq!(written, usize::from(hour >= 2), "after {hour} hours");
            world.advance(HOUR_MS);
        }
        // two nodes that look at the same time
        let other = ticket(world, named("Noise")).await;
        world.advance(3 * HOUR_MS);
        let (one, two) = (Worker::new(world.app.clone()), Worker::new(world.app.clone()));
        let (one, two) = tokio::join!(one.run_tasks(), two.run_tasks());
        one.and(two).expect("both run");
        assert_eq!(texts(&shown(world, &sun, other).await).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_trigger_hears_what_a_task_does() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let when = json!([is("status", "new"), hours("hours.status", 1)]);
        put(world, &sun, task("Open", when, json!([set("status", "open")]))).await;
        let heard = json!([is("changed_to.status", "open"), is("by", "system")]);
        let note = json!([{"do": "note", "text": "heard"}]);
        put(world, &sun, crate::rules::rule("Heard", &["updated"], heard, note)).await;
        let id = ticket(world, named("Stuck")).await;
        world.advance(2 * HOUR_MS);
        look(world).await;
        assert_eq!(texts(&shown(world, &sun, id).await), ["heard"]);
        assert_eq!(shown(world, &sun, id).await["row"]["status"], "open");
    })
    .await;
}
