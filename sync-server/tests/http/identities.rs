//! Ids by which channels know a contact: one is one contact's, moving it is asked for and told, and it goes where he goes.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::access::Restrictions;
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::{Command, ContactId};
use truckroll_server::directory::put_definition;

use crate::support::{Reply, World, on_each_engine, tenant_admin};

async fn person(world: &World, name: &str) -> ContactId {
    let id: ContactId = world.app.fresh();
    let new = ContactEdit { name: Some(name.into()), ..ContactEdit::default() };
    world.execute(&world.a, Command::Contact { id, command: ContactCommand::Create { contact: Box::new(new) } }).await;
    id
}

async fn bind(world: &World, token: &str, id: ContactId, kind: &str, value: &str, moves: bool) -> Reply {
    let body = json!({"kind": kind, "id": value, "move": moves});
    world.post(&format!("/contacts/{id}/identities"), token, body).await
}

async fn page(world: &World, token: &str, id: ContactId) -> Json {
    world.get(&format!("/contacts/{id}"), token).await.json()
}

fn ids(page: &Json) -> Vec<(&str, &str)> {
    let all = page["identities"].as_array().expect("ids");
    all.iter().map(|one| (one["kind"].as_str().expect("kind"), one["id"].as_str().expect("id"))).collect()
}

#[tokio::test]
async fn an_id_is_one_contacts_and_is_moved_only_when_it_was_asked_for() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        let (zhou, wu) = (person(world, "Zhou Min").await, person(world, "Wu Lei").await);
        let bound = bind(world, &li, zhou, "remote", "123 456-789", false).await;
        assert_eq!(bound.status, StatusCode::OK, "{}", bound.text());
        assert_eq!((&bound.json()[0]["id"], &bound.json()[0]["by"]), (&json!("123456789"), &json!("Li Na")));
        assert_eq!(bind(world, &li, zhou, "remote", "123456789", false).await.status, StatusCode::OK, "again is once");
        for (kind, value, problem) in
            [("remote", "12345", "not_nine_digits"), ("wechat", "", "required"), ("line", "a\nb", "one_line")]
        {
            let reply = bind(world, &li, zhou, kind, value, false).await;
            assert_eq!((reply.status.as_u16(), &reply.json()["fields"]["id"]), (422, &json!(problem)));
        }
        assert_eq!(bind(world, &li, zhou, "pager", "1", false).await.problem().0, 400);
        let taken = bind(world, &li, wu, "remote", "123456789", false).await;
        assert_eq!(taken.problem(), (409, "conflict".into(), "identity".into()));
        assert_eq!(taken.json()["fields"]["owner"], "Zhou Min");
        assert_eq!(ids(&page(world, &li, zhou).await), [("remote", "123456789")], "nothing has happened");
        world.advance(1_000);
        assert_eq!(bind(world, &li, wu, "remote", "123456789", true).await.status, StatusCode::OK);
        let (left, taken) = (page(world, &li, zhou).await, page(world, &li, wu).await);
        assert_eq!((ids(&left), ids(&taken)), (vec![], vec![("remote", "123456789")]));
        assert_eq!(left["entries"][0]["body"]["action"], "unbind");
        let change = &taken["entries"][0]["body"]["changes"][0];
        assert_eq!((&change["field"], &change["to"]), (&json!("identity_remote"), &json!("123 456 789")), "{taken}");
        let log = world.get("/audit?action=identity_bound", &sun).await.json();
        assert_eq!(
            (&log["rows"][0]["subject_name"], &log["rows"][0]["before"]["name"]),
            (&json!("Wu Lei"), &json!("Zhou Min")),
            "{log}"
        );
        // found by it, however it is written; another organisation may have the same
        for q in ["123456789", "123%20456%20789"] {
            let hits = world.get(&format!("/search?q={q}"), &li).await.json();
            assert_eq!((&hits[0]["title"], hits.as_array().map(Vec::len)), (&json!("Wu Lei"), Some(1)), "{hits}");
        }
        assert_eq!(world.get("/search?q=123456789", &world.desk("li-b").await).await.json(), json!([]));
        let path = format!("/contacts/{wu}/identities?kind=remote&id=123456789");
        assert_eq!(world.call(Method::DELETE, &path, &li, None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(world.call(Method::DELETE, &path, &li, None).await.problem().0, 404);
        assert!(ids(&page(world, &li, wu).await).is_empty());
    })
    .await;
}

#[tokio::test]
async fn who_may_not_change_a_contact_binds_nothing() {
    on_each_engine(async |world| {
        let zhou = person(world, "Zhou Min").await;
        let wang = world.desk("wang-a").await;
        assert_eq!(bind(world, &wang, zhou, "remote", "123456789", false).await.problem().0, 404);
        let li = world.desk("li-a").await;
        let mut tx = world.app.db.begin().await.expect("begins");
        let locked = json!({"edit_contacts": true});
        put_definition(&mut tx, world.a.id, Restrictions::KIND, Restrictions::ID, &locked).await.expect("stored");
        tx.commit().await.expect("commits");
        world.app.forget_directory(world.a.id);
        let refused = bind(world, &li, zhou, "remote", "123456789", false).await;
        assert_eq!(refused.json()["refusal"]["code"], "restricted", "{}", refused.text());
        assert!(ids(&page(world, &li, zhou).await).is_empty());
    })
    .await;
}

#[tokio::test]
async fn ids_go_with_a_merge_and_come_back_and_go_for_good_with_their_contact() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let (zhou, wu) = (person(world, "Zhou Min").await, person(world, "Wu Lei").await);
        bind(world, &sun, zhou, "remote", "123456789", false).await;
        bind(world, &sun, zhou, "wechat", "zhou", false).await;
        let pair = json!({"noun": "contact", "source": zhou, "target": wu, "confirm": "Zhou Min"});
        let merge = world.post("/customers/merge", &sun, pair).await;
        assert_eq!(merge.status, StatusCode::OK, "{}", merge.text());
        assert_eq!(ids(&page(world, &sun, wu).await), [("remote", "123456789"), ("wechat", "zhou")]);
        // what was taken away meanwhile does not come back
        let path = format!("/contacts/{wu}/identities?kind=wechat&id=zhou");
        assert_eq!(world.call(Method::DELETE, &path, &sun, None).await.status, StatusCode::NO_CONTENT);
        let id = merge.json()["id"].as_str().expect("id").to_owned();
        assert_eq!(world.post(&format!("/merges/{id}/undo"), &sun, json!({})).await.status, StatusCode::OK);
        assert_eq!(ids(&page(world, &sun, zhou).await), [("remote", "123456789")]);
        assert!(ids(&page(world, &sun, wu).await).is_empty());
        world.execute(&world.a, Command::Contact { id: zhou, command: ContactCommand::Delete }).await;
        world.advance(31 * 86_400_000);
        truckroll_server::customers::clear::clear(&world.app, world.a.id).await.expect("clears");
        let sun = world.desk("sun-a").await;
        assert_eq!(bind(world, &sun, wu, "remote", "123456789", false).await.status, StatusCode::OK, "it is free");
    })
    .await;
}
