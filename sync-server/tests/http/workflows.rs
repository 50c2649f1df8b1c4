//! Workflows: drafts that may be unfinished, what publishing refuses, versions that stay as they are.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::WorkflowId;

use crate::support::{NOW, Reply, World, on_each_engine, tenant_admin};

/// A report that is repaired or, when it is urgent, replaced.
fn repair(name: &str) -> Json {
    let task = |key: &str| json!({"key": key, "title": key, "kind": {"is": "task", "task": {}}, "spot": {"x": 4, "y": 2}});
    let urgent = json!({"all": [{"field": "priority", "op": "is", "value": "urgent"}], "any": []});
    let link = |key: &str, from: &str, to: &str| json!({"key": key, "from": from, "to": to, "when": {"all": [], "any": []}});
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
        let unfinished = json!({"name": " Repair ", "description": "", "nodes": [], "links": [], "lanes": [], "notes": []});
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
            (json!({"nodes": [{"key": "a", "title": "a", "kind": {"is": "unknown"}, "spot": {"x": 0, "y": 0}}]}), "nodes.0", "unknown"),
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
