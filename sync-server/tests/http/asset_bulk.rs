//! Rows of an asset table changed together: each judged alone, the whole taken back by one press; files that are added to many.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::DeviceId;
use truckroll_domain::attachments::hash_of;

use crate::assets::{command, contract, make};
use crate::bulk::{company, named, prepare};
use crate::support::{NOW, Reply, World, on_each_engine, tenant_admin};

async fn row(world: &World, token: &str, id: &str) -> Json {
    world.get(&format!("/assets/{id}"), token).await.json()["asset"].clone()
}

async fn edit(world: &World, token: &str, ids: &Json, change: Json) -> Reply {
    let body = json!({"noun": "asset", "table": "contracts", "ids": ids, "change": change});
    world.post("/customers/edit", token, body).await
}

#[tokio::test]
async fn rows_are_changed_together_and_all_of_it_is_taken_back() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        make(world, &sun).await;
        let (one, made) = contract(world, &li, "HT-1", json!({"remark": "old"})).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        let (two, _) = contract(world, &li, "HT-2", json!({})).await;
        let change = json!({"set": {"fee": 1200, "signed": "2026-01-31", "city": "Shanghai", "remark": null}});
        let done = edit(world, &li, &json!([one, two]), change.clone()).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let done = done.json();
        assert_eq!((&done["done"], &done["failed"]), (&json!(2), &json!([])));
        for id in [&one, &two] {
            let row = row(world, &li, id).await;
            assert_eq!((&row["fields"]["fee"], &row["fields"]["signed"]), (&json!(1200), &json!("2026-01-31")));
            assert_eq!((&row["address"]["city"], &row["remark"]), (&json!("Shanghai"), &json!("")));
            assert_eq!(row["name"], "Maintenance", "what is not ticked stays");
        }
        let log = world.get(&format!("/assets/{one}"), &li).await.json()["entries"][0].clone();
        assert_eq!((&log["author_name"], log["body"]["changes"].as_array().map(Vec::len)), (&json!("Li Na"), Some(4)));
        assert_eq!(edit(world, &li, &json!([one, two]), change).await.json()["unchanged"], 2);
        let undo = format!("/customers/edit/{}/undo", done["undo"].as_str().expect("a name"));
        assert_eq!(world.post(&undo, &sun, json!({})).await.problem().0, 404, "whoever made it takes it back");
        assert_eq!(world.post(&undo, &li, json!({})).await.json()["done"], 2);
        let row = row(world, &li, &one).await;
        assert_eq!((&row["fields"]["fee"], &row["remark"]), (&Json::Null, &json!("old")));
        assert_eq!(row["fields"]["number"], "HT-1");
    })
    .await;
}

#[tokio::test]
async fn each_row_is_judged_alone_and_what_tells_rows_apart_is_not_given_to_many() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        make(world, &sun).await;
        let (one, _) = contract(world, &li, "HT-1", json!({})).await;
        let (gone, _) = contract(world, &li, "HT-2", json!({})).await;
        command(world, &sun, &gone, json!({"do": "delete"})).await;
        let ids = json!([one, gone, world.a.asset, world.b.asset, world.a.company]);
        let done = edit(world, &li, &ids, json!({"set": {"fee": 7}})).await.json();
        assert_eq!(done["done"], 1);
        let failed = done["failed"].as_array().expect("a list");
        assert_eq!(failed.len(), 4, "thrown away, of another table, of others, no row: {done}");
        assert!(failed.iter().all(|one| one["refusal"]["code"] == "not_found"), "{done}");
        for (set, wrong) in [
            (json!({"number": "HT-9"}), json!({"number": "not_for_many"})),
            (json!({"name": "All the same"}), json!({"name": "not_for_many"})),
            (json!({"company": "Hua"}), json!({"company": "unknown_field"})),
            (json!({"fee": "much", "odd": 1}), json!({"fee": "not_a_number", "odd": "unknown_field"})),
        ] {
            let reply = edit(world, &li, &json!([one]), json!({"set": set})).await;
            assert_eq!((reply.status.as_u16(), reply.json()["fields"].clone()), (422, wrong), "{set}");
        }
        let tags = edit(world, &li, &json!([one]), json!({"tags": {"how": "add", "keys": ["gold"]}})).await;
        assert_eq!((tags.status.as_u16(), tags.json()["fields"].clone()), (422, json!({"tags": "unknown"})));
        let body = json!({"noun": "asset", "table": "nothing", "ids": [one], "change": {"set": {"fee": 1}}});
        let unknown = world.post("/customers/edit", &li, body).await;
        assert_eq!(unknown.problem(), (404, "not_found".into(), "asset_table".into()));
        let wang = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        assert_eq!(edit(world, &wang, &json!([one]), json!({"set": {"fee": 1}})).await.problem().0, 403);
    })
    .await;
}

#[tokio::test]
async fn files_are_added_to_many_and_none_takes_none_away() {
    on_each_engine(async |world| {
        prepare(world).await;
        let li = world.desk("li-a").await;
        let hua = company(world, named("Hua")).await;
        let bytes = b"\x89PNG\r\n\x1a\nnot really".to_vec();
        let hash = hash_of(&bytes);
        let new = json!({"hash": &hash, "size": bytes.len(), "mime": "image/png"});
        assert_eq!(world.post("/uploads", &li, new).await.json()["complete"], false);
        let sent = world.bytes(Method::PATCH, &format!("/uploads/{hash}?offset=0"), &li, bytes.clone()).await;
        assert_eq!(sent.json()["complete"], true);
        let coming = "c".repeat(64);
        let change = |value: Json| {
            json!({"noun": "company", "ids": [hua], "change": {"set": {"plans": value.clone(), "files": value}}})
        };
        let both = json!({&hash: "plan.png", &coming: "film.mov"});
        let done = world.post("/customers/edit", &li, change(both.clone())).await;
        assert_eq!(done.json()["done"], 1, "{}", done.text());
        for nothing in [Json::Null, json!({})] {
            let reply = world.post("/customers/edit", &li, change(nothing)).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(reply.json()["fields"], json!({"plans": "required", "files": "required"}));
        }
        let page = world.get(&format!("/companies/{hua}"), &li).await.json();
        assert_eq!((&page["company"]["fields"]["plans"], &page["company"]["files"]), (&both, &both));
        let known = json!({&hash: {"size": bytes.len(), "mime": "image/png"}});
        assert_eq!(page["stored"], known, "what has not arrived is not known yet");
        // the same with a note
        let note = json!({"noun": "company", "customer": hua, "kind": "call", "at": NOW, "text": "Asked", "files": both});
        let written = world.post("/service-records", &li, note).await;
        assert_eq!(written.status, StatusCode::CREATED, "{}", written.text());
        let timeline = world.get(&format!("/companies/{hua}/timeline"), &li).await.json();
        assert_eq!((&timeline["rows"][0]["files"], &timeline["rows"][0]["stored"]), (&both, &known));
        let other = tenant_admin(world, &world.b, "sun-b").await;
        assert_eq!(world.get(&format!("/attachments/{hash}"), &other).await.problem().0, 404);
    })
    .await;
}
