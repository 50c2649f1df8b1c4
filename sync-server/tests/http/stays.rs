//! Nodes without a workflow: the values of a template's node field, how long a ticket stays at each, and the trigger when it is over.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{Command, CommandId, TemplateId, TicketId};

use crate::rules::{put, rule, settle};
use crate::support::{Reply, World, on_each_engine, tenant_admin};

/// A dropdown and a number of tickets.
async fn fields(world: &World, admin: &str) {
    let mut now = world.get("/fields?noun=ticket", admin).await.json();
    let options = json!([{"key": "check", "label": "Check"}, {"key": "repair", "label": "Repair"}]);
    let own = [
        json!({"key": "stage", "label": {"en": "Stage"}, "kind": "choice", "options": options}),
        json!({"key": "volts", "label": {"en": "Volts"}, "kind": "whole"}),
    ];
    now["set"]["fields"].as_array_mut().expect("a list").extend(own);
    let body = json!({"noun": "ticket", "seq": now["seq"], "set": now["set"]});
    let written = world.call(Method::PUT, "/fields", admin, Some(body)).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.text());
}

async fn template(world: &World, admin: &str, name: &str, node_field: Json) -> (TemplateId, Reply) {
    let id: TemplateId = world.app.fresh();
    let template = json!({"id": id, "name": name, "scope": {"all": true}, "node_field": node_field,
        "fields": [{"key": "stage"}, {"key": "volts"}]});
    (id, world.post("/ticket-templates", admin, json!({"seq": 0, "template": template})).await)
}

async fn make(world: &World, template: TemplateId) -> TicketId {
    let id: TicketId = world.app.fresh();
    let new = json!({"do": "create", "ticket": {"title": "Lift 3 stands", "template": format!("{template}@1")}});
    act(world, id, new).await;
    id
}

async fn act(world: &World, id: TicketId, command: Json) {
    let command: TicketCommand = serde_json::from_value(command).expect("a command");
    world.execute(&world.a, Command::Ticket { id, command }).await;
}

async fn stage(world: &World, id: TicketId, value: Json) {
    act(world, id, json!({"do": "edit", "edit": {"fields": {"stage": value}}})).await;
}

async fn shown(world: &World, who: &str, id: TicketId) -> Json {
    world.get(&format!("/tickets/{id}"), who).await.json()
}

/// Node, used minutes, limit in minutes and whether it is over, of each stay.
fn stays(shown: &Json) -> Vec<(String, i64, Option<i64>, bool)> {
    let minutes = |step: &Json, member: &str| step[member].as_i64().map(|ms| ms / MINUTE_MS);
    let one = |step: &Json| {
        let node = step["place"]["node"].as_str().expect("a node").to_owned();
        (node, minutes(step, "used_ms").unwrap_or(-1), minutes(step, "limit_ms"), step["overdue"] == json!(true))
    };
    shown["flow"]["steps"].as_array().map(|steps| steps.iter().map(one).collect()).unwrap_or_default()
}

#[tokio::test]
async fn only_a_dropdown_or_the_agent_is_a_node_field() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        fields(world, &admin).await;
        for (n, (node_field, member, problem)) in [
            (json!({"field": "volts"}), "node_field.field", "not_a_node_field"),
            (json!({"field": "title"}), "node_field.field", "not_a_node_field"),
            (json!({"field": "stage", "limits": {"paint": 5}}), "node_field.limits.paint", "unknown"),
            (json!({"field": "stage", "limit_min": 0}), "node_field.limit_min", "not_a_limit"),
        ]
        .into_iter()
        .enumerate()
        {
            let refused = template(world, &admin, &format!("Wrong {n}"), node_field).await.1;
            assert_eq!(refused.json()["fields"], json!({member: problem}), "{}", refused.text());
        }
        for (name, field) in [("By stage", "stage"), ("By agent", "assignee")] {
            let made = template(world, &admin, name, json!({"field": field, "limit_min": 60})).await.1;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        }
    })
    .await;
}

#[tokio::test]
async fn each_value_uses_its_time_and_is_heard_of_once_for_each_stay() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        fields(world, &admin).await;
        let node_field = json!({"field": "stage", "limits": {"check": 60}});
        let (template, made) = template(world, &admin, "Repair", node_field).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let note = json!([{"do": "note", "text": "It takes too long"}]);
        put(world, &admin, rule("Late", &["node_overdue"], json!([]), note)).await;
        let id = make(world, template).await;
        let look = async || {
            let noted = truckroll_server::workflows::overdue::note(&world.app).await.expect("looks");
            settle(world).await;
            (noted, shown(world, &admin, id).await["entries"].to_string().matches("It takes too long").count())
        };
        assert_eq!(stays(&shown(world, &admin, id).await), [], "the field is empty");
        world.advance(5 * MINUTE_MS);
        stage(world, id, json!("check")).await;
        world.advance(59 * MINUTE_MS);
        assert_eq!(look().await, (0, 0));
        world.advance(2 * MINUTE_MS);
        assert_eq!(look().await, (1, 1));
        assert_eq!(look().await, (0, 1), "a stay is over once");
        let now = shown(world, &admin, id).await;
        assert_eq!(stays(&now), [("check".to_owned(), 61, Some(60), true)]);
        assert_eq!((&now["flow"]["field"], &now["flow"]["name"]), (&json!("stage"), &json!("Stage")));
        let row = &now["row"];
        assert_eq!(
            (&row["node"], &row["node_title"], &row["node_over"]),
            (&json!("check"), &json!("Check"), &json!(1))
        );
        // on to a value without a limit, and back: another stay
        stage(world, id, json!("repair")).await;
        assert_eq!(shown(world, &admin, id).await["row"]["node_over"], 0);
        world.advance(600 * MINUTE_MS);
        assert_eq!(look().await, (0, 1));
        stage(world, id, json!("check")).await;
        world.advance(61 * MINUTE_MS);
        let (one, other) = tokio::join!(
            truckroll_server::workflows::overdue::note(&world.app),
            truckroll_server::workflows::overdue::note(&world.app)
        );
        assert_eq!(one.expect("looks") + other.expect("looks"), 1, "two that look at the same time");
        assert_eq!(look().await, (0, 2));
        let ways = stays(&shown(world, &admin, id).await);
        let wanted = [("check", 61, Some(60), true), ("repair", 600, None, false), ("check", 61, Some(60), true)];
        assert_eq!(ways, wanted.map(|(node, used, limit, over)| (node.to_owned(), used, limit, over)));
        // a closed ticket stays where it is, and its time stands
        act(world, id, json!({"do": "set_status", "fact": world.app.fresh::<CommandId>(), "status": "closed"})).await;
        world.advance(600 * MINUTE_MS);
        assert_eq!(stays(&shown(world, &admin, id).await).last().map(|last| last.1), Some(61));
    })
    .await;
}

#[tokio::test]
async fn the_agent_is_a_node_and_the_calendar_pauses_his_time() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        fields(world, &admin).await;
        let node_field = json!({"field": "assignee", "limit_min": 60, "limits": {world.a.wang.to_string(): 120}});
        let (template, made) = template(world, &admin, "Repair", node_field).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let id = make(world, template).await;
        let give = async |agent, seen: Json| {
            act(world, id, json!({"do": "assign", "agent": agent, "seen": seen})).await;
        };
        give(world.a.li, Json::Null).await;
        world.advance(61 * MINUTE_MS);
        let note = async || truckroll_server::workflows::overdue::note(&world.app).await.expect("looks");
        assert_eq!(note().await, 1);
        give(world.a.wang, json!(world.a.li)).await;
        world.advance(61 * MINUTE_MS);
        assert_eq!(note().await, 0, "he has two hours");
        let ways = stays(&shown(world, &admin, id).await);
        let wanted = [(world.a.li, 61, Some(60), true), (world.a.wang, 61, Some(120), false)];
        assert_eq!(ways, wanted.map(|(agent, used, limit, over)| (agent.to_string(), used, limit, over)));
        assert_eq!(shown(world, &admin, id).await["row"]["node_title"], "Wang Wei");
        // from now on nobody works: the time stands still
        let shut = json!({"seq": 0, "calendar": {"id": world.app.fresh::<TemplateId>(), "name": "Never", "default": true,
            "time_zone": "Asia/Shanghai", "periods": []}});
        let made = world.post("/calendars", &admin, shut).await;
        assert!(made.status.is_success(), "{}", made.text());
        world.advance(600 * MINUTE_MS);
        assert_eq!(note().await, 0);
        assert_eq!(stays(&shown(world, &admin, id).await).last().map(|last| last.1), Some(0));
    })
    .await;
}
