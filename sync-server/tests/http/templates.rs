//! Customer templates, rows that are picked by hand, and what customers changed of themselves as the desk decides it. The
//! customer's own side is in `tests/outside/details.rs`.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::companies::CompanyEdit;
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::people::Role;
use truckroll_domain::privacy::Privacy;
use truckroll_domain::{Command, CommandId, ContactId, TemplateId};
use truckroll_server::directory::put_definition;

use crate::bulk::{company, named};
use crate::support::{NOW, World, agent, on_each_engine, put_agent, tenant_admin};

/// A template of the phone and the e-mail of a person.
fn details(id: TemplateId, name: &str) -> Json {
    let field = |key: &str| json!({"noun": "contact", "key": key});
    json!({"id": id, "name": name, "module": "publishing", "fields": [field("phone"), field("email")]})
}

async fn make(world: &World, admin: &str, template: &Json) -> Json {
    let made = world.post("/customer-templates", admin, json!({"seq": 0, "template": template})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

async fn contact(world: &World, edit: ContactEdit) -> ContactId {
    let id: ContactId = world.app.fresh();
    let command = ContactCommand::Create { contact: Box::new(edit) };
    world.execute(&world.a, Command::Contact { id, command }).await;
    id
}

/// A row as the customer's page writes it.
async fn wished(world: &World, of: ContactId, wishes: Json) -> CommandId {
    let id: CommandId = world.app.fresh();
    let mut tx = world.app.db.begin().await.expect("begins");
    sqlx::query(
        "insert into detail_reviews (tenant_id, id, kind, document_id, template_name, changes, sent_at, waits, version) \
         values ($1, $2, 'contact', $3, 'My details', $4, $5, 1, 1)",
    )
    .bind(world.a.id.to_string())
    .bind(id.to_string())
    .bind(of.to_string())
    .bind(wishes.to_string())
    .bind(NOW)
    .execute(tx.on())
    .await
    .expect("written");
    tx.commit().await.expect("commits");
    id
}

#[tokio::test]
async fn administrators_make_change_publish_and_remove_templates() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let id: TemplateId = world.app.fresh();
        let new = json!({"seq": 0, "template": details(id, " My details ")});
        assert_eq!(world.post("/customer-templates", &li, new.clone()).await.problem().0, 403);
        let mut bold = details(id, " My details ");
        bold["published"] = json!(true);
        let made = make(world, &admin, &bold).await;
        assert_eq!((&made["template"]["name"], &made["path"]), (&json!("My details"), &Json::Null), "not at its birth");
        for (change, member, problem) in [
            (json!({"name": ""}), "name", "required"),
            (json!({"fields": []}), "fields", "required"),
            (json!({"fields": [{"noun": "contact", "key": "owner"}]}), "fields.0", "not_for_customers"),
            (json!({"fields": [{"noun": "company", "key": "nothing"}]}), "fields.0", "unknown"),
            (json!({"intro": "x".repeat(1_001)}), "intro", "too_long"),
        ] {
            let mut template = details(id, "My details");
            template.as_object_mut().expect("object").extend(change.as_object().expect("object").clone());
            let reply = world
                .call(
                    Method::PUT,
                    &format!("/customer-templates/{id}"),
                    &admin,
                    Some(json!({"seq": made["seq"], "template": template})),
                )
                .await;
            assert_eq!(
                (reply.status, &reply.json()["fields"][member]),
                (StatusCode::UNPROCESSABLE_ENTITY, &json!(problem))
            );
        }
        let twin = json!({"seq": 0, "template": details(world.app.fresh(), "My details")});
        assert_eq!(world.post("/customer-templates", &admin, twin).await.json()["fields"]["name"], "taken");
        let qr = format!("/customer-templates/{id}/qr.svg");
        assert_eq!(world.get(&qr, &admin).await.problem().0, 404, "nothing to print yet");
        let mut open = details(id, "My details");
        open["published"] = json!(true);
        let put = async |seq: &Json, template: &Json| {
            let body = json!({"seq": seq, "template": template});
            world.call(Method::PUT, &format!("/customer-templates/{id}"), &admin, Some(body)).await
        };
        let published = put(&made["seq"], &open).await;
        assert_eq!(published.status, StatusCode::OK, "{}", published.text());
        let published = published.json();
        assert!(published["path"].as_str().expect("a path").starts_with("/d/"), "{published}");
        assert_eq!(put(&made["seq"], &open).await.problem().0, 409, "somebody else was faster");
        assert!(world.get(&qr, &admin).await.text().starts_with("<svg "));
        let png = world.get(&format!("/customer-templates/{id}/qr.png"), &admin).await;
        assert_eq!(&png.body[1..4], b"PNG");
        assert_eq!(world.get(&qr, &li).await.problem().0, 403);
        let list = world.get("/customer-templates", &li).await.json();
        assert_eq!((list.as_array().expect("list").len(), &list[0]["path"]), (1, &published["path"]));
        let gone = Some(json!({"seq": published["seq"]}));
        let path = format!("/customer-templates/{id}");
        assert_eq!(world.call(Method::DELETE, &path, &li, gone.clone()).await.problem().0, 403);
        assert_eq!(world.call(Method::DELETE, &path, &admin, gone.clone()).await.status, StatusCode::NO_CONTENT);
        assert_eq!(world.call(Method::DELETE, &path, &admin, gone).await.problem().0, 404);
        let log = world.get("/audit?action=template_written", &admin).await.json();
        assert_eq!(log["rows"].as_array().expect("list").len(), 3);
        assert_eq!(log["rows"][0]["subject"], json!(id));
    })
    .await;
}

#[tokio::test]
async fn a_personal_link_is_made_by_who_sees_the_numbers() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let zhou = contact(world, named_contact("Zhou Min")).await;
        let id: TemplateId = world.app.fresh();
        let made = make(world, &admin, &details(id, "My details")).await;
        let path = format!("/contacts/{zhou}/details-link");
        let body = json!({"template": id});
        assert_eq!(world.post(&path, &li, body.clone()).await.problem().0, 409, "it is not published");
        let mut open = details(id, "My details");
        open["published"] = json!(true);
        let body_open = json!({"seq": made["seq"], "template": open});
        world.call(Method::PUT, &format!("/customer-templates/{id}"), &admin, Some(body_open)).await;
        let link = world.post(&path, &li, body.clone()).await;
        assert_eq!(link.status, StatusCode::CREATED, "{}", link.text());
        assert_eq!(link.json()["until"], NOW + 3 * 86_400_000);
        let log = world.get("/audit?action=details_link_made", &admin).await.json();
        assert_eq!(log["rows"][0]["subject_name"], "Zhou Min");
        assert!(!log.to_string().contains(link.json()["path"].as_str().expect("path")), "the link itself is a secret");
        assert_eq!(
            world.post(&path, &world.phone("wang-a", world.app.fresh()).await, body.clone()).await.problem().0,
            403
        );
        let mut tx = world.app.db.begin().await.expect("begins");
        let masks = Privacy { mask_phones: true, show_to_administrators: true };
        put_definition(&mut tx, world.a.id, Privacy::KIND, Privacy::ID, &masks).await.expect("stored");
        tx.commit().await.expect("commits");
        world.app.forget_directory(world.a.id);
        assert_eq!(world.post(&path, &li, body).await.problem(), (403, "forbidden".into(), "masked".into()));
    })
    .await;
}

fn named_contact(name: &str) -> ContactEdit {
    ContactEdit {
        name: Some(name.into()),
        phone: Some("135 0000 1111".into()),
        email: Some("zhou@hua.example".into()),
        ..ContactEdit::default()
    }
}

#[tokio::test]
async fn what_waits_is_decided_field_by_field_and_once() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let zhou = contact(world, named_contact("Zhou Min")).await;
        let wishes = json!([
            {"field": "phone", "from": "135 0000 1111", "to": "135 0000 2222"},
            {"field": "email", "from": "zhou@hua.example", "to": null},
            {"field": "position", "from": null, "to": "Porter"},
        ]);
        let id = wished(world, zhou, wishes).await;
        let wang = world.phone("wang-a", world.app.fresh()).await;
        assert_eq!(world.get("/detail-reviews", &wang).await.problem().0, 403, "he changes no customers");
        let path = format!("/detail-reviews/{id}");
        let decide = async |token: &str, body: Json| world.post(&path, token, body).await;
        assert_eq!(decide(&wang, json!({"accept": ["phone"]})).await.problem().0, 403);
        let list = world.get("/detail-reviews", &li).await.json();
        assert_eq!((&list[0]["name"], &list[0]["fields"][0]["to"]), (&json!("Zhou Min"), &json!("135 0000 2222")));
        assert_eq!(list[0]["fields"].as_array().expect("list").len(), 3);
        assert_eq!(decide(&li, json!({})).await.problem().0, 400);
        assert_eq!(decide(&li, json!({"accept": ["remark"]})).await.problem().0, 400);
        // somebody else wrote the number meanwhile
        let edit = json!({"on": "contact", "id": zhou, "command": {"do": "edit", "edit": {"phone": "135 0000 3333"}}});
        let body = json!({"commands": [{"id": world.app.fresh::<CommandId>(), "at": NOW, "command": edit}]});
        assert_eq!(world.post("/commands", &li, body).await.status, StatusCode::OK);
        let list = world.get("/detail-reviews", &li).await.json();
        assert_eq!(
            (&list[0]["fields"][0]["moved"], &list[0]["fields"][0]["now"]),
            (&json!(true), &json!("135 0000 3333"))
        );
        let moved = decide(&li, json!({"accept": ["phone", "email"]})).await;
        assert_eq!((moved.status, &moved.json()["detail"]), (StatusCode::CONFLICT, &json!("moved")));
        assert_eq!(
            decide(&li, json!({"accept": ["email"], "decline": ["position"]})).await.status,
            StatusCode::NO_CONTENT
        );
        let shown = world.get(&format!("/contacts/{zhou}"), &li).await.json();
        assert_eq!((&shown["contact"]["email"], &shown["contact"]["position"]), (&json!(""), &json!("")));
        assert_eq!(shown["contact"]["phone"], "135 0000 3333");
        assert_eq!(decide(&li, json!({"accept": ["phone"], "over": true})).await.status, StatusCode::NO_CONTENT);
        let shown = world.get(&format!("/contacts/{zhou}"), &li).await.json();
        assert_eq!(shown["contact"]["phone"], "135 0000 2222");
        assert_eq!(shown["entries"][0]["author_name"], "Li Na", "whoever accepts writes");
        assert_eq!(decide(&li, json!({"accept": ["phone"]})).await.problem().0, 404, "all is decided");
        assert_eq!(world.get("/detail-reviews", &li).await.json(), json!([]));
        let log = world.get("/audit?action=details_decided", &admin).await.json();
        assert_eq!(log["rows"].as_array().expect("list").len(), 2);
    })
    .await;
}

#[tokio::test]
async fn reviews_follow_a_merge_keep_the_mask_and_go_with_their_customer() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let old = contact(world, ContactEdit { email: None, ..named_contact("Zhou Twin") }).await;
        let kept = contact(world, named_contact("Zhou Min")).await;
        wished(world, old, json!([{"field": "phone", "from": "135 0000 1111", "to": "135 0000 2222"}])).await;
        let pair = json!({"noun": "contact", "source": old, "target": kept, "confirm": "Zhou Twin"});
        assert_eq!(world.post("/customers/merge", &admin, pair).await.status, StatusCode::OK);
        let list = world.get("/detail-reviews", &admin).await.json();
        assert_eq!((&list[0]["name"], &list[0]["document"]), (&json!("Zhou Min"), &json!(kept)), "{list}");
        let mut tx = world.app.db.begin().await.expect("begins");
        let masks = Privacy { mask_phones: true, show_to_administrators: true };
        put_definition(&mut tx, world.a.id, Privacy::KIND, Privacy::ID, &masks).await.expect("stored");
        tx.commit().await.expect("commits");
        world.app.forget_directory(world.a.id);
        let li = world.desk("li-a").await;
        let list = world.get("/detail-reviews", &li).await;
        assert!(!list.text().contains("135 0000") && list.text().contains("135"), "{}", list.text());
        let id = list.json()[0]["id"].as_str().expect("id").to_owned();
        let done = world.post(&format!("/detail-reviews/{id}"), &li, json!({"accept": ["phone"]})).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.text());
        let shown = world.get(&format!("/contacts/{kept}"), &admin).await.json();
        assert_eq!(shown["contact"]["phone"], "135 0000 2222", "the number whole, not as it was seen");
        wished(world, kept, json!([{"field": "position", "from": null, "to": "Porter"}])).await;
        world.execute(&world.a, Command::Contact { id: kept, command: ContactCommand::Delete }).await;
        assert_eq!(world.get("/detail-reviews", &admin).await.json(), json!([]));
        world.advance(31 * 86_400_000);
        truckroll_server::customers::clear::clear(&world.app, world.a.id).await.expect("clears");
        let sql = "select cast(count(*) as bigint) from detail_reviews where document_id = $1";
        let left: (i64,) =
            sqlx::query_as(sql).bind(kept.to_string()).fetch_one(world.app.db.pool()).await.expect("counts");
        assert_eq!(left.0, 0);
    })
    .await;
}

#[tokio::test]
async fn rows_picked_by_hand_are_exported_and_no_others() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let mut ids = Vec::new();
        for name in ["Cedar", "Aspen", "Birch"] {
            let edit = CompanyEdit { phone: Some("021-5555 0100".into()), ..named(name) };
            ids.push(company(world, edit).await);
        }
        let asked = json!({"ids": [ids[0], ids[1]], "order": [{"field": "name"}]});
        let body = |asked: &Json| json!({"format": "csv", "language": "en", "asked": asked});
        let file = world.post("/companies/export", &admin, body(&asked)).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.text());
        let text = file.text();
        let (aspen, cedar) = (text.find("Aspen").expect("there"), text.find("Cedar").expect("there"));
        assert!(aspen < cedar && !text.contains("Birch"), "{text}");
        let log = world.get("/audit?action=customers_exported", &admin).await.json();
        assert_eq!(log["rows"][0]["after"]["rows"], 2, "{log}");
        // of another organisation, or nobody's
        let strange = json!({"ids": [world.b.company, ids[2]]});
        let text = world.post("/companies/export", &admin, body(&strange)).await.text();
        assert!(text.contains("Birch") && !text.contains("Borealis"), "{text}");
        let page = world.post("/companies/query", &admin, json!({"ids": [ids[0]]})).await.json();
        assert_eq!((&page["total"], &page["rows"][0]["row"]["name"]), (&json!(1), &json!("Cedar")));
        assert_eq!(world.post("/companies/export", &admin, body(&json!({}))).await.problem().0, 400);
        let many: Vec<CommandId> = (0..501).map(|_| world.app.fresh()).collect();
        assert_eq!(world.post("/companies/export", &admin, body(&json!({"ids": many}))).await.problem().0, 400);
        let zhou = contact(world, named_contact("Zhou Min")).await;
        let text = world.post("/contacts/export", &admin, body(&json!({"ids": [zhou]}))).await.text();
        assert_eq!(text.trim_end().lines().count(), 2, "{text}");
        put_agent(&world.app, world.a.id, &agent(world.a.zhao, "zhao-a", "Zhao Min", Role::Engineer)).await;
        let zhao = world.phone("zhao-a", world.app.fresh()).await;
        assert_eq!(world.post("/companies/export", &zhao, body(&asked)).await.problem().0, 403);
    })
    .await;
}
