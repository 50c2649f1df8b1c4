//! `/visit-rules`: what an organisation demands of its visits, read and replaced by administrators.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use sqlx::Row as _;
use truckroll_domain::people::Role;
use truckroll_domain::{AgentId, DeviceId};
use truckroll_protocol::sync::{SyncRequest, SyncResponse};
use truckroll_protocol::{VERSION, frame};
use truckroll_server::auth::{password, put_account};

use crate::support::{NOW, PASSWORD, Reply, Tenant, World, agent, on_each_engine, put_agent};

/// The token of a new administrator.
pub(crate) async fn admin(world: &World, tenant: &Tenant, account: &str) -> String {
    let id: AgentId = world.app.fresh();
    let mut tx = world.app.db.begin().await.expect("begins");
    put_account(&mut tx, tenant.id, id, account, &password::hash(PASSWORD)).await.expect("account");
    tx.commit().await.expect("commits");
    put_agent(&world.app, tenant.id, &agent(id, account, "Sun Li", Role::Admin)).await;
    world.desk(account).await
}

async fn put(world: &World, token: &str, seq: &Json, rules: Json) -> Reply {
    world.call(Method::PUT, "/visit-rules", token, Some(json!({"seq": seq, "rules": rules}))).await
}

fn meter(required_at: &str) -> Json {
    json!({"key": "meter", "label": "Meter reading", "input": "number", "required_at": required_at})
}

#[tokio::test]
async fn rules_are_replaced_by_the_number_they_were_read_at() {
    on_each_engine(async |world| {
        let sun = admin(world, &world.a, "sun-a").await;
        let before = world.get("/visit-rules", &sun).await.json();
        assert_eq!((before["seq"].as_i64(), before["rules"]["max_photos"].as_i64()), (Some(0), Some(9)));
        let rules = json!({"solution": false, "photos": 2, "max_photos": 6, "fields": [meter("complete")]});
        let written = put(world, &sun, &before["seq"], rules).await;
        assert_eq!(written.status, StatusCode::OK, "{}", written.text());
        let now = world.get("/visit-rules", &sun).await.json();
        assert_eq!(now, written.json());
        assert_eq!((now["by"].as_str(), now["at"].as_i64()), (Some("Sun Li"), Some(NOW)));
        assert_eq!(now["rules"]["arrival_radius_m"], 300, "a member that is left out has its default");
        // everybody who signs in or asks is told
        let li = world.desk("li-a").await;
        assert_eq!(world.get("/sessions/current", &li).await.json()["visit_rules"], now["rules"]);
        // a colleague who read the old ones does not undo them
        let late = put(world, &sun, &before["seq"], json!({"photos": 9})).await;
        assert_eq!(late.problem(), (409, "conflict".into(), "visit_rules".into()));
        assert_eq!(world.get("/visit-rules", &sun).await.json(), now);
        // what is left out is retired
        let fewer = put(world, &sun, &now["seq"], json!({"photos": 1})).await.json();
        let retired = json!({"key": "meter", "label": "Meter reading", "input": "number", "required_at": "optional", "retired": true});
        assert_eq!(fewer["rules"]["fields"], json!([retired]));
    })
    .await;
}

#[tokio::test]
async fn of_two_administrators_at_once_one_is_told_that_the_other_was_faster() {
    on_each_engine(async |world| {
        let sun = admin(world, &world.a, "sun-a").await;
        let seq = world.get("/visit-rules", &sun).await.json()["seq"].clone();
        let one = put(world, &sun, &seq, json!({"photos": 1}));
        let other = put(world, &sun, &seq, json!({"photos": 2}));
        let (one, other) = tokio::join!(one, other);
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let won = if one.status == StatusCode::OK { 1 } else { 2 };
        assert_eq!(world.get("/visit-rules", &sun).await.json()["rules"]["photos"].as_i64(), Some(won));
    })
    .await;
}

#[tokio::test]
async fn rules_belong_to_the_administrators_of_one_organisation() {
    on_each_engine(async |world| {
        let sun = admin(world, &world.a, "sun-a").await;
        let other = admin(world, &world.b, "sun-b").await;
        for token in [world.desk("li-a").await, world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await] {
            assert_eq!(world.get("/visit-rules", &token).await.problem().0, 403);
            assert_eq!(put(world, &token, &json!(0), json!({"photos": 9})).await.problem().0, 403);
        }
        let rules = json!({"photos": 3, "fields": [meter("arrive")]});
        assert_eq!(put(world, &sun, &json!(0), rules).await.status, StatusCode::OK);
        let theirs = world.get("/visit-rules", &other).await.json();
        assert_eq!((theirs["seq"].as_i64(), theirs["rules"]["photos"].as_i64()), (Some(0), Some(0)));
        assert_eq!(theirs["rules"]["fields"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn what_is_not_acceptable_is_named_and_nothing_is_written() {
    on_each_engine(async |world| {
        let sun = admin(world, &world.a, "sun-a").await;
        let first = put(world, &sun, &json!(0), json!({"fields": [meter("optional")]})).await.json();
        let seq = &first["seq"];
        for (rules, member) in [
            (json!({"photo": 2}), "photo"),
            (json!({"fields": [{"key": "a", "label": "A", "input": "text", "width": 3}]}), "width"),
        ] {
            let refused = put(world, &sun, seq, rules).await.problem();
            assert_eq!(refused, (400, "unknown_member".into(), member.into()));
        }
        assert_eq!(put(world, &sun, seq, json!({"photos": "many"})).await.problem().0, 400);
        for (field, member) in [
            (json!({"key": "a", "label": "A", "input": "colour"}), "fields.0.input"),
            (json!({"key": "a", "label": "A", "input": "text", "required_at": "never"}), "fields.0.required_at"),
        ] {
            let refused = put(world, &sun, seq, json!({"fields": [field]})).await.problem();
            assert_eq!(refused, (400, "bad_request".into(), member.into()));
        }
        let text = json!({"key": "meter", "label": "Meter", "input": "text"});
        for (rules, member, problem) in [
            (json!({"photos": 10}), "photos", "out_of_range"),
            (json!({"photos": 3, "max_photos": 2}), "photos", "more_than_allowed"),
            (json!({"arrival_radius_m": 1}), "arrival_radius_m", "out_of_range"),
            (json!({"fields": [meter("create"), meter("create")]}), "fields.1.key", "taken"),
            (json!({"fields": [text]}), "fields.0.input", "other_kind"),
        ] {
            let refused = put(world, &sun, seq, rules).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
            assert_eq!(refused.json()["fields"][member], problem, "{}", refused.text());
        }
        assert_eq!(world.get("/visit-rules", &sun).await.json(), first);
    })
    .await;
}

#[tokio::test]
async fn who_changed_the_rules_from_what_to_what_is_noted() {
    on_each_engine(async |world| {
        let sun = admin(world, &world.a, "sun-a").await;
        let first = put(world, &sun, &json!(0), json!({"photos": 1})).await.json();
        put(world, &sun, &first["seq"], json!({"photos": 2})).await;
        let rows =
            sqlx::query("select body from events where tenant_id = $1 and kind = 'definition_written' order by seq")
                .bind(world.a.id.to_string())
                .fetch_all(world.app.db.pool())
                .await
                .expect("reads");
        let notes: Vec<Json> = rows
            .iter()
            .map(|row| serde_json::from_str(&row.try_get::<String, _>(0).expect("text")).expect("json"))
            .collect();
        let photos = |body: &Json| body["photos"].as_i64();
        assert_eq!(notes.len(), 2);
        assert_eq!((photos(&notes[0]["before"]), photos(&notes[0]["after"])), (None, Some(1)));
        assert_eq!((photos(&notes[1]["before"]), photos(&notes[1]["after"])), (Some(1), Some(2)));
        assert_eq!(notes[1]["by"]["name"], "Sun Li");
    })
    .await;
}

#[tokio::test]
async fn a_phone_gets_new_rules_with_its_next_sync() {
    on_each_engine(async |world| {
        let sun = admin(world, &world.a, "sun-a").await;
        let phone = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let sync = async |cursor| {
            let request = SyncRequest { version: VERSION, cursor, ..SyncRequest::default() };
            let reply = world.bytes(Method::POST, "/sync", &phone, frame::pack(&request, 1)).await;
            frame::unpack::<SyncResponse>(&reply.body).expect("a frame")
        };
        let before = sync(Default::default()).await;
        put(world, &sun, &json!(0), json!({"fields": [meter("complete")]})).await;
        let after = sync(before.cursor).await;
        let [rules] = &after.definitions[..] else { panic!("one definition, not {:?}", after.definitions) };
        assert_eq!((rules.kind.as_str(), rules.id.as_str()), ("visit_rules", "default"));
        assert!(rules.body.contains("Meter reading"), "{}", rules.body);
        assert!(sync(after.cursor).await.definitions.is_empty());
    })
    .await;
}
