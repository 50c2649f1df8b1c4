//! One change for many customers, what it leaves alone, and taking it back.

use axum::http::StatusCode;
use serde_json::{Value as Json, json};
use truckroll_domain::access::{Lock, Restrictions};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::customers::{CustomerGroup, CustomerSettings, Tag, TagCategory};
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label, Noun};
use truckroll_domain::time::{DAY_MS, HOUR_MS};
use truckroll_domain::{Command, CompanyId, ContactId};
use truckroll_server::customers::clear::clear;
use truckroll_server::directory::put_definition;

use crate::support::{World, on_each_engine, tenant_admin};

pub async fn company(world: &World, edit: CompanyEdit) -> CompanyId {
    let id: CompanyId = world.app.fresh();
    let command = CompanyCommand::Create { company: Box::new(edit) };
    world.execute(&world.a, Command::Company { id, command }).await;
    id
}

pub fn named(name: &str) -> CompanyEdit {
    CompanyEdit { name: Some(name.into()), ..CompanyEdit::default() }
}

/// Groups `north` and `old` (taken away), tags `gold` and `vip`, own fields `meter` (whole) and `plans` (files).
pub async fn prepare(world: &World) {
    let group = |key: &str, archived_at| CustomerGroup {
        key: key.into(),
        name: key.into(),
        parent: String::new(),
        archived_at,
    };
    let tag = |key: &str| Tag { key: key.into(), name: key.into(), archived_at: None };
    let settings = CustomerSettings {
        groups: vec![group("north", None), group("old", Some(truckroll_domain::Timestamp(1)))],
        tags: vec![TagCategory { key: "level".into(), name: "Level".into(), tags: vec![tag("gold"), tag("vip")] }],
        ..CustomerSettings::default()
    };
    let mut set = FieldSet::standard(Noun::Company);
    set.fields.push(Field::new("meter", Label::new("Meter", "电表"), FieldKind::Whole));
    set.fields.push(Field::new("plans", Label::new("Plans", "图纸"), FieldKind::Attachment));
    let mut tx = world.app.db.begin().await.expect("begins");
    put_definition(&mut tx, world.a.id, CustomerSettings::KIND, CustomerSettings::ID, &settings).await.expect("stored");
    put_definition(&mut tx, world.a.id, FieldSet::KIND, "company", &set).await.expect("stored");
    tx.commit().await.expect("commits");
    world.app.forget_directory(world.a.id);
}

/// Turns locks of an organisation.
pub async fn lock(world: &World, locks: &[Lock]) {
    let all = locks.iter().fold(Restrictions::default(), |all, lock| all.with(*lock, true));
    let mut tx = world.app.db.begin().await.expect("begins");
    put_definition(&mut tx, world.a.id, Restrictions::KIND, Restrictions::ID, &all).await.expect("stored");
    tx.commit().await.expect("commits");
    world.app.forget_directory(world.a.id);
}

async fn value(world: &World, token: &str, id: CompanyId, path: &[&str]) -> Json {
    let page = world.get(&format!("/companies/{id}"), token).await.json();
    path.iter().fold(page["company"].clone(), |json, key| json[*key].clone())
}

#[tokio::test]
async fn only_what_is_ticked_is_written_and_it_can_be_taken_back() {
    on_each_engine(async |world| {
        prepare(world).await;
        let li = world.desk("li-a").await;
        let hash = "a".repeat(64);
        let with = |name: &str, email: &str| CompanyEdit { email: Some(email.into()), ..named(name) };
        let tagged = CompanyEdit { tags: [("gold".to_owned(), true)].into(), ..with("Bo", "bo@x.example") };
        let filed =
            CompanyEdit { files: [("b".repeat(64), Some("photo".to_owned()))].into(), ..with("Hua", "hua@x.example") };
        let (bo, hua) = (company(world, tagged).await, company(world, filed).await);
        let change = json!({
            "set": {"group": "north", "meter": 7, "files": {&hash: "plan"}},
            "tags": {"how": "add", "keys": ["vip"]},
        });
        let body = json!({"noun": "company", "ids": [bo, hua], "change": change});
        let done = world.post("/customers/edit", &li, body.clone()).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let done = done.json();
        assert_eq!((&done["done"], &done["unchanged"], &done["failed"]), (&json!(2), &json!(0), &json!([])));
        assert_eq!(value(world, &li, bo, &["tags"]).await, json!({"gold": true, "vip": true}));
        assert_eq!(value(world, &li, hua, &["files"]).await.as_object().map(serde_json::Map::len), Some(2), "added");
        for id in [bo, hua] {
            assert_eq!(value(world, &li, id, &["group"]).await, "north");
            assert_eq!(value(world, &li, id, &["fields", "meter"]).await, 7);
        }
        assert_eq!(value(world, &li, bo, &["email"]).await, "bo@x.example", "what is not ticked stays");
        let log = world.get(&format!("/companies/{bo}"), &li).await.json()["entries"][0].clone();
        assert_eq!((&log["author_name"], log["body"]["changes"].as_array().map(Vec::len)), (&json!("Li Na"), Some(4)));
        let again = world.post("/customers/edit", &li, body).await.json();
        assert_eq!((&again["done"], &again["unchanged"], &again["undo"]), (&json!(0), &json!(2), &Json::Null));
        // somebody writes the meter of one meanwhile
        let edit =
            CompanyEdit { fields: [("meter".to_owned(), Some(FieldValue::Int(9)))].into(), ..CompanyEdit::default() };
        world
            .execute(&world.a, Command::Company { id: hua, command: CompanyCommand::Edit { edit: Box::new(edit) } })
            .await;
        let undo = format!("/customers/edit/{}/undo", done["undo"].as_str().expect("name"));
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        assert_eq!(world.post(&undo, &sun, json!({})).await.problem().0, 404, "whoever made it takes it back");
        let back = world.post(&undo, &li, json!({})).await.json();
        assert_eq!(back["done"], 2);
        assert_eq!(
            (&back["failed"][0]["name"], &back["failed"][0]["refusal"]["code"]),
            (&json!("Hua"), &json!("changed_meanwhile"))
        );
        assert_eq!(value(world, &li, bo, &["tags"]).await, json!({"gold": true}));
        assert_eq!(value(world, &li, hua, &["fields", "meter"]).await, 9);
        assert_eq!(value(world, &li, hua, &["group"]).await, Json::Null);
        assert_eq!(value(world, &li, hua, &["files"]).await, json!({"b".repeat(64): "photo"}));
        assert_eq!(world.post(&undo, &li, json!({})).await.problem().0, 404, "once");
    })
    .await;
}

#[tokio::test]
async fn what_one_customer_refuses_the_others_do_not_suffer() {
    on_each_engine(async |world| {
        prepare(world).await;
        let li = world.desk("li-a").await;
        let late = CompanyEdit { service_from: Some(truckroll_domain::Timestamp(50)), ..named("Late") };
        let (late, early) = (company(world, late).await, company(world, named("Early")).await);
        let unknown: CompanyId = world.app.fresh();
        let ids = json!([late, early, unknown, world.b.company]);
        let body = json!({"noun": "company", "ids": ids, "change": {"set": {"service_to": 20}}});
        let done = world.post("/customers/edit", &li, body).await.json();
        assert_eq!(done["done"], 1);
        let failed: Vec<(&str, &str)> = done["failed"]
            .as_array()
            .expect("list")
            .iter()
            .map(|f| (f["name"].as_str().unwrap_or_default(), f["refusal"]["code"].as_str().unwrap_or_default()))
            .collect();
        assert_eq!(failed, [("", "not_found"), ("", "not_found"), ("Late", "invalid")]);
        assert_eq!(value(world, &li, early, &["service_to"]).await, 20);
        let refused = async |change: Json| {
            let body = json!({"noun": "company", "ids": [early], "change": change});
            let reply = world.post("/customers/edit", &li, body).await;
            (reply.status.as_u16(), reply.json()["fields"].clone())
        };
        for (change, fields) in [
            (json!({"set": {"name": "All the same"}}), json!({"name": "not_for_many"})),
            (json!({"set": {"group": "old"}}), json!({"group": "unknown"})),
            (json!({"set": {"owner": world.b.li}}), json!({"owner": "unknown"})),
            (json!({"set": {"meter": "many", "odd": 1}}), json!({"meter": "not_a_number", "odd": "unknown_field"})),
            (json!({"tags": {"how": "add", "keys": ["odd"]}}), json!({"tags": "unknown"})),
        ] {
            assert_eq!(refused(change.clone()).await, (422, fields), "{change}");
        }
        let many: Vec<CompanyId> = (0..501).map(|_| world.app.fresh()).collect();
        for (ids, change) in [
            (json!(many), json!({"set": {"meter": 1}})),
            (json!([early]), json!({})),
            (json!([]), json!({"set": {"meter": 1}})),
        ] {
            let body = json!({"noun": "company", "ids": ids, "change": change});
            assert_eq!(world.post("/customers/edit", &li, body).await.problem().0, 400);
        }
        let wang = world.phone("wang-a", truckroll_domain::DeviceId::from_parts(1, [1; 10])).await;
        let body = json!({"noun": "company", "ids": [early], "change": {"set": {"meter": 1}}});
        assert_eq!(
            world.post("/customers/edit", &wang, body).await.problem().0,
            403,
            "an engineer changes no customers"
        );
    })
    .await;
}

#[tokio::test]
async fn contacts_change_together_too_and_a_lock_leaves_their_tags() {
    on_each_engine(async |world| {
        prepare(world).await;
        let li = world.desk("li-a").await;
        let mut ids: Vec<ContactId> = Vec::new();
        for name in ["Min", "Zhou"] {
            let id: ContactId = world.app.fresh();
            let contact = ContactEdit { name: Some(name.into()), ..ContactEdit::default() };
            world
                .execute(
                    &world.a,
                    Command::Contact { id, command: ContactCommand::Create { contact: Box::new(contact) } },
                )
                .await;
            ids.push(id);
        }
        let edit = async |change: Json| {
            world.post("/customers/edit", &li, json!({"noun": "contact", "ids": ids, "change": change})).await
        };
        let done = edit(json!({"set": {"position": " Manager ", "owner": world.a.li}})).await.json();
        assert_eq!(done["done"], 2, "{done}");
        let page = world.get(&format!("/contacts/{}", ids[0]), &li).await.json();
        assert_eq!((&page["contact"]["position"], &page["contact"]["owner"]), (&json!("Manager"), &json!(world.a.li)));
        lock(world, &[Lock::EditContacts]).await;
        let shut = edit(json!({"set": {"position": "Chief"}})).await;
        assert_eq!((shut.status.as_u16(), &shut.json()["refusal"]["code"]), (403, &json!("restricted")));
        let tags = edit(json!({"tags": {"how": "replace", "keys": ["vip"]}})).await.json();
        assert_eq!(tags["done"], 2, "{tags}");
    })
    .await;
}

#[tokio::test]
async fn a_change_can_be_taken_back_for_a_day_and_five_hundred_take_a_moment() {
    on_each_engine(async |world| {
        prepare(world).await;
        let li = world.desk("li-a").await;
        let ids: Vec<CompanyId> = (0..500).map(|_| world.app.fresh()).collect();
        let create = |(n, id): (usize, &CompanyId)| {
            let company = Box::new(named(&format!("Company {n:03}")));
            crate::support::envelope(
                &world.app,
                Command::Company { id: *id, command: CompanyCommand::Create { company } },
            )
        };
        let caller = truckroll_server::ingest::Caller {
            tenant: world.a.id,
            actor: truckroll_domain::Actor::System,
            device: None,
        };
        let commands = ids.iter().enumerate().map(create).collect();
        truckroll_server::ingest::execute(&world.app, &caller, commands).await.expect("made");
        let body = json!({"noun": "company", "ids": ids, "change": {"set": {"group": "north"}}});
        let began = std::time::Instant::now();
        let done = world.post("/customers/edit", &li, body).await.json();
        println!("500 companies changed in {:?} on {:?}", began.elapsed(), world.app.db.engine());
        assert_eq!(done["done"], 500);
        world.advance(DAY_MS + HOUR_MS);
        let li = world.desk("li-a").await;
        let undo = format!("/customers/edit/{}/undo", done["undo"].as_str().expect("name"));
        assert_eq!(world.post(&undo, &li, json!({})).await.problem().0, 404, "too late");
        clear(&world.app, world.a.id).await.expect("cleared");
        let left: (i64,) = sqlx::query_as("select cast(count(*) as bigint) from bulk_changes")
            .fetch_one(world.app.db.pool())
            .await
            .expect("count");
        assert_eq!(left.0, 0);
    })
    .await;
}
