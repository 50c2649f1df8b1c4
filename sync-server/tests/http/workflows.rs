//! Workflows: drafts that may be unfinished, what publishing refuses, versions that stay as they are.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::tickets::{NewTicket, TemplateRef, TicketCommand};
use truckroll_domain::{Command, CommandId, LineId, TemplateId, TicketId, WorkflowId};

use crate::support::{NOW, Reply, World, on_each_engine, tenant_admin};

/// A report that is repaired or, when it is urgent, replaced.
fn repair(name: &str) -> Json {
    let task =
        |key: &str| json!({"key": key, "title": key, "kind": {"is": "task", "task": {}}, "spot": {"x": 4, "y": 2}});
    let urgent = json!({"all": [{"field": "priority", "op": "is", "value": "urgent"}], "any": []});
    let link =
        |key: &str, from: &str, to: &str| json!({"key": key, "from": from, "to": to, "when": {"all": [], "any": []}});
    let mut hurry = link("hurry", "which", "replace");
    hurry["when"] = urgent;
    json!({
        "name": name,
        "description": "",
        "nodes": [
            {"key": "start", "title": "Start", "kind": {"is": "start"}, "spot": {"x": 0, "y": 0}},
            task("report"), task("repair"), task("replace"),
            {"key": "which", "title": "Urgent?", "kind": {"is": "branch", "none": "calm"}, "spot": {"x": 9, "y": 0}},
            {"key": "done", "title": "End", "kind": {"is": "end"}, "spot": {"x": 20, "y": 0}},
        ],
        "links": [
            link("begin", "start", "report"), link("sort", "report", "which"), hurry, link("calm", "which", "repair"),
            link("repaired", "repair", "done"), link("replaced", "replace", "done"),
        ],
        "lanes": [],
        "notes": [],
    })
}

async fn put(world: &World, admin: &str, id: WorkflowId, seq: &Json, workflow: Json) -> Reply {
    let body = json!({"seq": seq, "id": id, "workflow": workflow});
    world.call(Method::PUT, &format!("/workflows/{id}"), admin, Some(body)).await
}

async fn made(world: &World, admin: &str, workflow: Json) -> (WorkflowId, Json) {
    let id: WorkflowId = world.app.fresh();
    let reply = world.post("/workflows", admin, json!({"seq": 0, "id": id, "workflow": workflow})).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    (id, reply.json())
}

#[tokio::test]
async fn administrators_draw_save_and_remove_workflows() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let id: WorkflowId = world.app.fresh();
        let unfinished =
            json!({"name": " Repair ", "description": "", "nodes": [], "links": [], "lanes": [], "notes": []});
        let new = json!({"seq": 0, "id": id, "workflow": unfinished});
        assert_eq!(world.post("/workflows", &li, new.clone()).await.problem().0, 403);
        assert_eq!(world.get("/workflows", &li).await.problem().0, 403);
        let first = world.post("/workflows", &admin, new.clone()).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
        let first = first.json();
        assert_eq!((&first["design"]["draft"]["name"], &first["design"]["versions"]), (&json!("Repair"), &json!([])));
        assert_eq!(world.post("/workflows", &admin, new).await.problem().0, 409, "the id is taken");
        let twin = json!({"seq": 0, "id": world.app.fresh::<WorkflowId>(), "workflow": repair("Repair")});
        assert_eq!(world.post("/workflows", &admin, twin).await.json()["fields"]["name"], "taken");
        for (change, member, problem) in [
            (json!({"name": " "}), "name", "required"),
            (json!({"description": "x".repeat(2_001)}), "description", "too_long"),
            (
                json!({"nodes": [{"key": "a", "title": "a", "kind": {"is": "unknown"}, "spot": {"x": 0, "y": 0}}]}),
                "nodes.0",
                "unknown",
            ),
        ] {
            let mut workflow = repair("Repair");
            workflow.as_object_mut().expect("object").extend(change.as_object().expect("object").clone());
            let reply = put(world, &admin, id, &first["seq"], workflow).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
            assert_eq!(reply.json()["fields"][member], problem);
        }
        let mut stranger = repair("Repair");
        stranger["colour"] = json!("red");
        assert_eq!(put(world, &admin, id, &first["seq"], stranger).await.status, StatusCode::BAD_REQUEST);
        let saved = put(world, &admin, id, &first["seq"], repair("Repair")).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
        assert_eq!(put(world, &admin, id, &first["seq"], repair("Late")).await.problem().0, 409, "somebody was faster");
        let now = world.get(&format!("/workflows/{id}"), &admin).await.json();
        assert_eq!(now, saved.json());
        assert_eq!(now["design"]["draft"]["links"].as_array().expect("links").len(), 6);
        let list = world.get("/workflows", &admin).await.json();
        assert_eq!((&list[0]["tasks"], &list[0]["version"], &list[0]["changed"]), (&json!(3), &json!(0), &json!(true)));
        let gone = Some(json!({"seq": now["seq"]}));
        let path = format!("/workflows/{id}");
        assert_eq!(world.call(Method::DELETE, &path, &li, gone.clone()).await.problem().0, 403);
        assert_eq!(world.call(Method::DELETE, &path, &admin, gone.clone()).await.status, StatusCode::NO_CONTENT);
        assert_eq!(world.call(Method::DELETE, &path, &admin, gone).await.problem().0, 404);
        let log = world.get("/audit?action=workflow_written", &admin).await.json();
        assert_eq!((log["rows"].as_array().expect("rows").len(), &log["rows"][0]["subject"]), (3, &json!(id)));
    })
    .await;
}

#[tokio::test]
async fn a_draft_with_faults_is_not_published_and_each_is_named() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let mut broken = repair("Repair");
        broken["links"].as_array_mut().expect("links").retain(|link| link["key"] != "repaired");
        broken["links"][2]["when"]["all"][0]["field"] = json!("nonsense");
        broken["nodes"][4]["kind"]["none"] = json!("");
        let (id, now) = made(world, &admin, broken).await;
        let path = format!("/workflows/{id}/publish");
        let refused = world.post(&path, &admin, json!({"seq": now["seq"]})).await;
        assert_eq!(refused.problem(), (422, "bad_request".into(), "workflow_faults".into()));
        let fields = refused.json()["fields"].clone();
        assert_eq!(
            fields,
            json!({
                "nodes.repair.no_way_out": "no_way_out",
                "nodes.which.no_default": "no_default",
                "links.hurry.condition": "condition",
            })
        );
        assert_eq!(world.get(&format!("/workflows/{id}"), &admin).await.json(), now, "the draft is as it was");
    })
    .await;
}

#[tokio::test]
async fn a_published_version_stays_as_it_is() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let (id, now) = made(world, &admin, repair("Repair")).await;
        let path = format!("/workflows/{id}/publish");
        assert_eq!(world.post(&path, &li, json!({"seq": now["seq"]})).await.problem().0, 403);
        assert_eq!(world.post(&path, &admin, json!({"seq": 1})).await.problem().0, 409, "another draft than was read");
        let first = world.post(&path, &admin, json!({"seq": now["seq"]})).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.text());
        let first = first.json();
        assert_eq!(first["design"]["versions"], json!([{"number": 1, "at": NOW, "by": "Sun Li"}]));
        assert_eq!(first["design"]["changed"], Json::Null);
        let again = world.post(&path, &admin, json!({"seq": first["seq"]})).await;
        assert_eq!(again.problem().0, 409, "nothing is new");
        let version = |number: u32| format!("/workflows/{id}/versions/{number}");
        let one = world.get(&version(1), &admin).await.json();
        assert_eq!((&one["version"], &one["workflow"]["name"]), (&json!(1), &json!("Repair")));
        let saved = put(world, &admin, id, &first["seq"], repair("Repair and replace")).await.json();
        assert_eq!(saved["design"]["changed"], json!(true));
        let second = world.post(&path, &admin, json!({"seq": saved["seq"]})).await.json();
        assert_eq!(second["design"]["versions"][1]["number"], 2);
        assert_eq!(world.get(&version(1), &admin).await.json(), one);
        assert_eq!(world.get(&version(2), &admin).await.json()["workflow"]["name"], "Repair and replace");
        assert_eq!(world.get(&version(2), &li).await.problem().0, 403);
        assert_eq!(world.get(&version(3), &admin).await.problem().0, 404);
        let gone = Some(json!({"seq": second["seq"]}));
        let removed = world.call(Method::DELETE, &format!("/workflows/{id}"), &admin, gone).await;
        assert_eq!(removed.status, StatusCode::NO_CONTENT);
        assert_eq!(world.get(&version(1), &admin).await.json(), one, "tickets still go by it");
        let log = world.get("/audit?action=workflow_published", &admin).await.json();
        assert_eq!(log["rows"].as_array().expect("rows").len(), 2);
        assert_eq!(log["rows"][0]["subject_name"], "Repair and replace");
    })
    .await;
}

/// Publishes a workflow of a template and makes a ticket of it. The report has a limit of an hour and demands a type.
async fn on_its_way(world: &World, admin: &str, change: impl FnOnce(&mut Json)) -> (TicketId, Json) {
    let template: TemplateId = world.app.fresh();
    let form = json!({"seq": 0, "template": {"id": template, "name": "Repair", "scope": {"all": true},
        "fields": [{"key": "type"}, {"key": "priority"}]}});
    let form = world.post("/ticket-templates", admin, form).await;
    assert_eq!(form.status, StatusCode::CREATED, "{}", form.text());
    let mut drawn = repair("Repair");
    drawn["nodes"][1]["kind"]["task"] =
        json!({"limit_min": 60, "fields": {"type": {"visible": true, "editable": true, "required": true}}});
    change(&mut drawn);
    let id: WorkflowId = world.app.fresh();
    let new = json!({"seq": 0, "id": id, "template": template, "workflow": drawn});
    let made = world.post("/workflows", admin, new).await.json();
    let done = world.post(&format!("/workflows/{id}/publish"), admin, json!({"seq": made["seq"]})).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    let ticket: TicketId = world.app.fresh();
    let reference = TemplateRef { id: template, version: 1 };
    let new = NewTicket { title: "Lift 3 stuck".into(), template: Some(reference), ..NewTicket::default() };
    let command = TicketCommand::Create { ticket: Box::new(new) };
    world.execute(&world.a, Command::Ticket { id: ticket, command }).await;
    (ticket, done.json())
}

async fn send(world: &World, who: &str, ticket: TicketId, command: Json) -> Reply {
    let command = json!({"on": "ticket", "id": ticket, "command": command});
    let body =
        json!({"commands": [{"id": world.app.fresh::<CommandId>(), "at": world.app.clock.now(), "command": command}]});
    world.post("/commands", who, body).await
}

async fn flow(world: &World, who: &str, ticket: TicketId) -> Json {
    world.get(&format!("/tickets/{ticket}"), who).await.json()["flow"].clone()
}

fn titles(flow: &Json) -> Vec<(String, bool)> {
    let steps = flow["steps"].as_array().expect("steps");
    let one = |step: &Json| (step["place"]["node"].as_str().expect("a key").to_owned(), step["here"] == json!(true));
    steps.iter().map(one).collect()
}

#[tokio::test]
async fn a_ticket_goes_the_way_of_the_version_it_began_with() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let (ticket, design) = on_its_way(world, &admin, |_| {}).await;
        let now = flow(world, &admin, ticket).await;
        let step = |key: &str, here| (key.to_owned(), here);
        assert_eq!(titles(&now), [step("report", true), step("repair", false), step("done", false)]);
        assert_eq!((&now["missing"], &now["mine"], &now["version"]), (&json!(["type"]), &json!(true), &json!(1)));
        // another drawing is published meanwhile; this ticket stays on its own
        let id: WorkflowId = design["design"]["id"].as_str().expect("an id").parse().expect("an id");
        let template = design["design"]["template"].clone();
        let mut shorter = repair("Repair");
        shorter["links"][1]["to"] = json!("done");
        shorter["nodes"].as_array_mut().expect("nodes").retain(|node| {
            ["start", "report", "done"].contains(&node["key"].as_str().expect("a key"))
        });
        shorter["links"].as_array_mut().expect("links").truncate(2);
        let body = json!({"seq": design["seq"], "id": id, "template": template, "workflow": shorter});
        let saved = world.call(Method::PUT, &format!("/workflows/{id}"), &admin, Some(body)).await.json();
        let second = world.post(&format!("/workflows/{id}/publish"), &admin, json!({"seq": saved["seq"]})).await;
        assert_eq!(second.status, StatusCode::OK, "{}", second.text());
        let go = |from: &str, to: &str| json!({"do": "advance", "fact": world.app.fresh::<LineId>(), "from": from, "to": to});
        let refused = send(world, &admin, ticket, go("report", "")).await;
        assert_eq!(refused.json()["refusal"], json!({"code": "missing", "fields": ["type"]}), "{}", refused.text());
        let edit = json!({"do": "edit", "edit": {"type": "fault", "priority": "urgent"}});
        assert_eq!(send(world, &admin, ticket, edit).await.status, StatusCode::OK);
        let wrong = send(world, &admin, ticket, go("report", "repair")).await;
        assert_eq!(wrong.json()["refusal"]["code"], "changed_meanwhile", "it is urgent now: {}", wrong.text());
        assert_eq!(send(world, &admin, ticket, go("repair", "")).await.json()["refusal"]["code"], "changed_meanwhile");
        world.advance(90 * 60_000);
        let went = send(world, &admin, ticket, go("report", "replace")).await;
        assert_eq!(went.status, StatusCode::OK, "{}", went.text());
        let now = flow(world, &admin, ticket).await;
        assert_eq!(titles(&now), [step("report", false), step("replace", true), step("done", false)]);
        let report = &now["steps"][0];
        assert_eq!((&report["used_ms"], &report["limit_ms"]), (&json!(5_400_000), &json!(3_600_000)));
        assert_eq!(report["overdue"], true);
        let row = &world.get(&format!("/tickets/{ticket}"), &admin).await.json()["row"];
        assert_eq!((&row["node"], &row["node_title"]), (&json!("replace"), &json!("replace")));
        let filter = r#"{"all":[{"field":"node","op":"is","value":"replace"}],"any":[]}"#;
        let found = world.get(&format!("/tickets?filter={}", filter.replace('"', "%22").replace('{', "%7B").replace('}', "%7D")), &admin).await;
        assert_eq!(found.json()["rows"].as_array().map(Vec::len), Some(1), "{}", found.text());
        assert_eq!(send(world, &admin, ticket, go("replace", "")).await.status, StatusCode::OK);
        let over = send(world, &admin, ticket, go("done", "")).await;
        assert_eq!(over.json()["refusal"], json!({"code": "invalid", "field": "node", "problem": "no_way"}), "{}", over.text());
    })
    .await;
}

#[tokio::test]
async fn a_ticket_sent_back_is_with_who_had_it_there_and_as_it_was() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let (zhao, wang) = (world.a.zhao, world.phone("wang-a", world.app.fresh()).await);
        let (ticket, _) = on_its_way(world, &admin, |drawn| {
            drawn["nodes"][1]["kind"]["task"] = json!({"participants": [{"who": "agent", "id": zhao}]});
            drawn["nodes"][2]["kind"]["task"] = json!({"participants": [{"who": "agent", "id": world.a.wang}]});
        })
        .await;
        let reads_along = json!({"do": "set_cc", "agent": world.a.wang, "on": true});
        assert_eq!(send(world, &admin, ticket, reads_along).await.status, StatusCode::OK);
        let go = |from: &str| json!({"do": "advance", "fact": world.app.fresh::<LineId>(), "from": from});
        let other = send(world, &wang, ticket, go("report")).await;
        assert_eq!(other.json()["refusal"]["code"], "not_allowed", "he takes no part there: {}", other.text());
        assert_eq!(flow(world, &wang, ticket).await["mine"], json!(false));
        assert_eq!(send(world, &admin, ticket, go("report")).await.status, StatusCode::OK);
        let held = world.get(&format!("/tickets/{ticket}"), &admin).await.json();
        assert_eq!(held["row"]["assignee"], json!(world.a.wang), "who takes part has it");
        assert_eq!(held["flow"]["returns"], json!([{"node": "report", "title": "report"}]));
        world.advance(1_000);
        let edit = json!({"do": "edit", "edit": {"title": "Lift 4 stuck", "priority": "low"}});
        assert_eq!(send(world, &admin, ticket, edit).await.status, StatusCode::OK);
        let back = |to: &str, reason: &str| {
            json!({"do": "return_to", "fact": world.app.fresh::<LineId>(), "from": "repair", "to": to, "reason": reason})
        };
        let silent = send(world, &admin, ticket, back("report", " ")).await;
        assert_eq!(silent.json()["refusal"], json!({"code": "missing", "fields": ["reason"]}), "{}", silent.text());
        let unknown = send(world, &admin, ticket, back("replace", "x")).await;
        assert_eq!(unknown.json()["refusal"]["problem"], "no_way", "it was never there");
        let done = send(world, &admin, ticket, back("report", "Which lift is it?")).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let detail = world.get(&format!("/tickets/{ticket}"), &admin).await.json();
        let row = &detail["row"];
        assert_eq!((&row["title"], &row["priority"], &row["node"]), (&json!("Lift 3 stuck"), &json!(2), &json!("report")));
        assert_eq!(row["assignee"], json!(zhao));
        let last = detail["flow"]["steps"].as_array().and_then(|steps| steps.iter().find(|step| step["here"] == json!(true)));
        assert_eq!(last.map(|step| step["back"].clone()), Some(json!(true)));
        let log = detail["entries"].as_array().expect("entries").iter().find(|entry| entry.to_string().contains("return_to"));
        assert!(log.is_some_and(|entry| entry.to_string().contains("Which lift is it?")), "{}", detail["entries"]);
    })
    .await;
}
