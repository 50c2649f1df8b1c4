//! Macros of tickets: kept by administrators, read by whom they run for, kept to by the server; nodes of a workflow that say what is
//! changed there, and the trigger when their time is over.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{CommandId, LineId, MacroId, TemplateId, TicketId};

use crate::support::{Reply, World, on_each_engine, tenant_admin};

/// Own fields of tickets and a template with them.
async fn repair(world: &World, admin: &str) -> TemplateId {
    let mut now = world.get("/fields?noun=ticket", admin).await.json();
    let own = json!([
        {"key": "part", "label": {"en": "Part"}, "kind": "text"},
        {"key": "volts", "label": {"en": "Volts"}, "kind": "whole"},
        {"key": "cause", "label": {"en": "Cause"}, "kind": "text"},
    ]);
    now["set"]["fields"].as_array_mut().expect("a list").extend(own.as_array().expect("a list").iter().cloned());
    let body = json!({"noun": "ticket", "seq": now["seq"], "set": now["set"]});
    let written = world.call(Method::PUT, "/fields", admin, Some(body)).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.text());
    let id: TemplateId = world.app.fresh();
    let template = json!({"id": id, "name": "Repair", "scope": {"all": true}, "fields": [
        {"key": "part"}, {"key": "volts", "required": true, "shown_when": "1 = 2"}, {"key": "cause"}]});
    let made = world.post("/ticket-templates", admin, json!({"seq": 0, "template": template})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    id
}

fn macro_of(id: MacroId, title: &str, moment: &str, when: Json, then: Json) -> Json {
    json!({"id": id, "title": title, "moment": moment, "scope": {"all": true}, "enabled": true,
        "when": {"all": when, "any": []}, "then": then})
}

async fn make(world: &World, admin: &str, one: &Json) -> Json {
    let made = world.post("/macros", admin, json!({"seq": 0, "macro": one})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

async fn sends(world: &World, token: &str, ticket: TicketId, commands: &[Json]) -> Reply {
    let envelope = |command: &Json| {
        json!({"id": world.app.fresh::<CommandId>(), "at": world.app.clock.now(),
            "command": {"on": "ticket", "id": ticket, "command": command}})
    };
    world.post("/commands", token, json!({"commands": commands.iter().map(envelope).collect::<Vec<_>>()})).await
}

async fn ticket(world: &World, token: &str, template: TemplateId, fields: Json) -> (TicketId, Reply) {
    let id: TicketId = world.app.fresh();
    let new = json!({"title": "Lift 3 stands", "template": format!("{template}@1"), "fields": fields});
    (id, sends(world, token, id, &[json!({"do": "create", "ticket": new})]).await)
}

fn is(field: &str, value: &str) -> Json {
    json!({"field": field, "op": "is", "value": value})
}
fn edit(fields: Json) -> Json {
    json!({"do": "edit", "edit": {"fields": fields}})
}
fn status(world: &World, word: &str) -> Json {
    json!({"do": "set_status", "fact": world.app.fresh::<LineId>(), "status": word})
}

#[tokio::test]
async fn administrators_keep_macros_in_their_order_and_others_read_what_runs_for_them() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        repair(world, &admin).await;
        let (first, second): (MacroId, MacroId) = (world.app.fresh(), world.app.fresh());
        let shows = json!([{"do": "show", "fields": ["volts"]}]);
        let one = macro_of(first, " Show volts ", "page_load", json!([is("fields.part", "motor")]), shows.clone());
        assert_eq!(world.post("/macros", &li, json!({"seq": 0, "macro": one})).await.problem().0, 403);
        let made = make(world, &admin, &one).await;
        assert_eq!((&made["macro"]["title"], &made["macro"]["place"]), (&json!("Show volts"), &json!(1)));
        assert_eq!(world.post("/macros", &admin, json!({"seq": 0, "macro": one})).await.problem().0, 409);
        let mut other = macro_of(
            second,
            "Show volts",
            "button",
            json!([]),
            json!([
                {"do": "set", "field": "cause", "value": {"from": "fixed", "value": "wear"}},
                {"do": "hide_macros", "macros": [first]},
            ]),
        );
        let twin = world.post("/macros", &admin, json!({"seq": 0, "macro": other})).await;
        assert_eq!(twin.json()["fields"], json!({"title": "taken"}));
        for (member, value, problem) in [
            ("scope", json!({}), "scope"),
            ("listens", json!(["part"]), "listens"),
            ("templates", json!([first]), "templates"),
            ("node", json!({"workflow": first, "node": "x"}), "node"),
            ("when", json!({"all": [is("fields.gone", "x")], "any": []}), "when.all.0"),
            ("then", json!([{"do": "call", "field": "gone"}]), "then.0.field"),
        ] {
            let mut wrong = other.clone();
            wrong["title"] = json!("Wear");
            wrong[member] = value;
            let reply = world.post("/macros", &admin, json!({"seq": 0, "macro": wrong})).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{member}: {}", reply.text());
            assert!(reply.json()["fields"][problem].is_string(), "{member}: {}", reply.text());
        }
        let mut newer = other.clone();
        newer["then"][0]["do"] = json!("sing");
        assert_eq!(world.post("/macros", &admin, json!({"seq": 0, "macro": newer})).await.status, 400);
        other["title"] = json!("Wear");
        other["scope"] = json!({"agents": [world.a.zhao]});
        let now = make(world, &admin, &other).await;
        assert_eq!(now["macro"]["place"], 2);
        // who it does not run for does not see it
        let titles = |reply: &Reply| -> Vec<String> {
            let list = reply.json();
            let all = list.as_array().expect("a list").iter();
            all.map(|one| one["macro"]["title"].as_str().unwrap_or_default().to_owned()).collect()
        };
        assert_eq!(titles(&world.get("/macros", &admin).await), ["Show volts", "Wear"]);
        assert_eq!(titles(&world.get("/macros", &li).await), ["Show volts"]);
        let forms = world.get("/ticket-forms", &li).await.json();
        assert_eq!(forms["macros"].as_array().map(Vec::len), Some(1));
        let turned = world.call(Method::PUT, "/macros/order", &admin, Some(json!({"ids": [second, first]}))).await;
        assert_eq!(titles(&turned), ["Wear", "Show volts"], "{}", turned.text());
        assert_eq!(world.call(Method::PUT, "/macros/order", &admin, Some(json!({"ids": [second]}))).await.status, 409);
        assert_eq!(world.call(Method::PUT, "/macros/order", &li, Some(json!({"ids": []}))).await.status, 403);
        // written by the number it was read at; one that another names stays
        let path = format!("/macros/{first}");
        let now = turned.json()[1].clone();
        let body = |seq: &Json, title: &str| {
            let mut one = one.clone();
            one["title"] = json!(title);
            Some(json!({"seq": seq, "macro": one}))
        };
        assert_eq!(world.call(Method::PUT, &path, &admin, body(&made["seq"], "Late")).await.status, 409);
        let written = world.call(Method::PUT, &path, &admin, body(&now["seq"], "Volts")).await.json();
        assert_eq!((&written["macro"]["title"], &written["macro"]["place"]), (&json!("Volts"), &json!(2)));
        let gone = |seq: &Json| Some(json!({"seq": seq}));
        assert_eq!(world.call(Method::DELETE, &path, &li, gone(&written["seq"])).await.status, 403);
        assert_eq!(world.call(Method::DELETE, &path, &admin, gone(&written["seq"])).await.status, 409);
        let wear = format!("/macros/{second}");
        let seq = &turned.json()[0]["seq"];
        assert_eq!(world.call(Method::DELETE, &wear, &admin, gone(seq)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(
            world.call(Method::DELETE, &path, &admin, gone(&written["seq"])).await.status,
            StatusCode::NO_CONTENT
        );
        assert_eq!(world.call(Method::DELETE, &path, &admin, gone(&written["seq"])).await.status, 404);
        let log = world.get("/audit?action=macro_written", &admin).await.json();
        assert_eq!((log["rows"].as_array().map(Vec::len), &log["rows"][0]["subject"]), (Some(7), &json!(first)));
    })
    .await;
}

#[tokio::test]
async fn the_server_keeps_people_to_what_macros_show_and_stop() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let template = repair(world, &admin).await;
        let motor = json!([is("fields.part", "motor")]);
        let shows = json!([{"do": "show", "fields": ["volts"]}]);
        let mut on_change = macro_of(world.app.fresh(), "On change", "field_change", motor.clone(), shows.clone());
        on_change["listens"] = json!(["part"]);
        make(world, &admin, &on_change).await;
        make(world, &admin, &macro_of(world.app.fresh(), "On load", "page_load", motor, shows)).await;
        let unsaid = json!([is("status", "resolved"), {"field": "fields.cause", "op": "empty"}]);
        let stop = json!([{"do": "block", "text": {"en": "Say what caused it", "zh-CN": "请填写原因"}}]);
        make(world, &admin, &macro_of(world.app.fresh(), "Cause", "submit", unsaid, stop)).await;
        let (_, refused) = ticket(world, &li, template, json!({"part": "door", "volts": 3})).await;
        assert_eq!(refused.status, StatusCode::OK, "what a new ticket brings is kept: {}", refused.text());
        let (_, refused) = ticket(world, &li, template, json!({"part": "motor"})).await;
        assert_eq!(refused.json()["refusal"]["fields"], json!(["volts"]), "{}", refused.text());
        let (door, made) = ticket(world, &li, template, json!({"part": "door"})).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        let refused = sends(world, &li, door, &[edit(json!({"volts": 230}))]).await;
        assert_eq!(refused.json()["refusal"]["problem"], "read_only", "{}", refused.text());
        let both = sends(world, &li, door, &[edit(json!({"part": "motor", "volts": 230}))]).await;
        assert_eq!(both.status, StatusCode::OK, "{}", both.text());
        let refused = sends(world, &li, door, &[status(world, "resolved")]).await;
        let said = refused.json()["refusal"].clone();
        let words = json!({"en": "Say what caused it", "zh-CN": "请填写原因"});
        assert_eq!(said, json!({"code": "blocked", "title": "Cause", "text": words}), "{}", refused.text());
        // a submit is looked at as a whole, whatever comes first in it
        let together = [status(world, "resolved"), edit(json!({"cause": "wear"}))];
        let done = sends(world, &li, door, &together).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let detail = world.get(&format!("/tickets/{door}"), &li).await.json();
        assert_eq!(
            (&detail["row"]["status"], detail["form"]["macros"].as_array().map(Vec::len)),
            (&json!("resolved"), Some(3))
        );
    })
    .await;
}

#[tokio::test]
async fn a_node_says_what_is_changed_there_and_its_limit_is_heard_once_for_each_stay() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let template = repair(world, &admin).await;
        let rule = json!({"kind": "trigger", "rule": {"title": "Late", "enabled": true, "events": ["node_overdue"],
            "when": {"all": []}, "actions": [{"do": "note", "text": "It takes too long"}]}});
        let made = world.post("/rules", &admin, rule).await;
        assert!(made.status.is_success(), "{}", made.text());
        let task = json!({"limit_min": 60, "fields": {"part": {"visible": true, "editable": false},
            "cause": {"visible": false, "editable": true}}});
        let link = |key: &str, from: &str, to: &str| {
            json!({"key": key, "from": from, "to": to, "when": {"all": [], "any": []}})
        };
        let node = |key: &str, task: Json| json!({"key": key, "title": key, "kind": {"is": "task", "task": task}, "spot": {"x": 4, "y": 2}});
        let drawn = json!({"name": "Way", "description": "", "lanes": [], "notes": [],
            "nodes": [{"key": "start", "title": "Start", "kind": {"is": "start"}, "spot": {"x": 0, "y": 0}},
                node("check", task), node("repair", json!({})),
                {"key": "done", "title": "End", "kind": {"is": "end"}, "spot": {"x": 20, "y": 0}}],
            "links": [link("a", "start", "check"), link("b", "check", "repair"), link("c", "repair", "done")]});
        let workflow: TemplateId = world.app.fresh();
        let new = json!({"seq": 0, "id": workflow, "template": template, "workflow": drawn});
        let made = world.post("/workflows", &admin, new).await.json();
        let done = world.post(&format!("/workflows/{workflow}/publish"), &admin, json!({"seq": made["seq"]})).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let mut bound = macro_of(world.app.fresh(), "At repair", "submit", json!([]),
            json!([{"do": "block", "text": {"en": "Call first"}}]));
        bound["node"] = json!({"workflow": workflow, "node": "repair"});
        make(world, &admin, &bound).await;
        let (id, made) = ticket(world, &li, template, json!({"part": "door"})).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        for key in ["part", "cause"] {
            let refused = sends(world, &li, id, &[edit(json!({key: "x"}))]).await;
            assert_eq!(refused.json()["refusal"], json!({"code": "invalid", "field": key, "problem": "read_only"}), "{}", refused.text());
        }
        let look = async || {
            let noted = truckroll_server::workflows::overdue::note(&world.app).await.expect("looks");
            crate::rules::settle(world).await;
            let detail = world.get(&format!("/tickets/{id}"), &admin).await.json();
            (noted, detail["entries"].to_string().matches("It takes too long").count())
        };
        world.advance(59 * MINUTE_MS);
        assert_eq!(look().await, (0, 0));
        world.advance(2 * MINUTE_MS);
        assert_eq!(look().await, (1, 1));
        assert_eq!(look().await, (0, 1), "a stay is over once");
        let go = |from: &str| json!({"do": "advance", "fact": world.app.fresh::<LineId>(), "from": from});
        assert_eq!(sends(world, &admin, id, &[go("check")]).await.status, StatusCode::OK);
        let stopped = sends(world, &li, id, &[edit(json!({"part": "x"}))]).await;
        assert_eq!(stopped.json()["refusal"]["code"], "blocked", "the macro of that node: {}", stopped.text());
        let back = json!({"do": "return_to", "fact": world.app.fresh::<LineId>(), "from": "repair", "to": "check", "reason": "again"});
        assert_eq!(sends(world, &admin, id, &[back]).await.status, StatusCode::OK);
        let refused = sends(world, &li, id, &[edit(json!({"part": "x"}))]).await;
        assert_eq!(refused.json()["refusal"]["problem"], "read_only", "{}", refused.text());
        world.advance(61 * MINUTE_MS);
        assert_eq!(look().await, (1, 2), "another stay");
    })
    .await;
}
