//! Customers' pages, who is there already, saved queries, columns, service accounts, throwing away.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{CompanyLink, ContactCommand, ContactEdit};
use truckroll_domain::{Command, CompanyId, ContactId, DeviceId};
use truckroll_server::customers::service::{Verdict, identify};

use crate::support::tenant_admin;
use crate::support::{NOW, PASSWORD, World, on_each_engine};

async fn company(world: &World, edit: CompanyEdit) -> CompanyId {
    let id: CompanyId = world.app.fresh();
    let command = CompanyCommand::Create { company: Box::new(edit) };
    world.execute(&world.a, Command::Company { id, command }).await;
    id
}

async fn contact(world: &World, edit: ContactEdit) -> ContactId {
    let id: ContactId = world.app.fresh();
    let command = ContactCommand::Create { contact: Box::new(edit) };
    world.execute(&world.a, Command::Contact { id, command }).await;
    id
}

fn named(name: &str, phone: &str) -> CompanyEdit {
    CompanyEdit { name: Some(name.into()), phone: Some(phone.into()), ..CompanyEdit::default() }
}

fn person(name: &str, phone: &str, companies: &[(CompanyId, bool)]) -> ContactEdit {
    let link = |(id, first): &(CompanyId, bool)| (*id, Some(CompanyLink { name: "Hua".into(), first: *first }));
    ContactEdit {
        name: Some(name.into()),
        phone: Some(phone.into()),
        companies: companies.iter().map(link).collect(),
        ..ContactEdit::default()
    }
}

#[tokio::test]
async fn a_companys_page_shows_its_people_its_log_and_its_work() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let hua = company(world, named("Hua", "021-6321 5501")).await;
        let second = company(world, named("Bo", "")).await;
        contact(world, person("Zhou", "13800001111", &[(hua, false)])).await;
        contact(world, person("Min", "13800002222", &[(hua, true), (second, false)])).await;
        let edit = |edit: &Json| {
            let id: truckroll_domain::CommandId = world.app.fresh();
            json!({"commands": [{"id": id, "at": NOW, "command": {"on": "company", "id": hua, "command": edit}}]})
        };
        let rename = json!({"do": "edit", "edit": {"name": "Hua East", "seen": {"name": "Hua"}}});
        assert_eq!(world.post("/commands", &li, edit(&rename)).await.status, StatusCode::OK);
        let late = world.post("/commands", &li, edit(&rename)).await;
        assert_eq!(late.json()["refusal"]["code"], "changed_meanwhile", "{}", late.text());
        let page = world.get(&format!("/companies/{hua}"), &li).await.json();
        assert_eq!(page["row"]["name"], "Hua East");
        assert_eq!(page["phones"], json!([{"field": "phone", "typed": "021-6321 5501", "e164": "+862163215501"}]));
        let names: Vec<&str> =
            page["contacts"].as_array().expect("list").iter().filter_map(|c| c["name"].as_str()).collect();
        assert_eq!(names, ["Min", "Zhou"], "who is marked comes first");
        let body = &page["entries"][0]["body"];
        assert_eq!(body["changes"], json!([{"field": "name", "from": "Hua", "to": "Hua East"}]));
        assert_eq!(page["entries"][0]["author_name"], "Li Na");
        let there = world.get(&format!("/companies/{}", world.a.company), &li).await.json();
        assert_eq!(there["tickets"].as_array().map(Vec::len), Some(1));
        assert_eq!(there["visits"].as_array().map(Vec::len), Some(1));
        // an engineer reads what is behind his visits and nothing else
        let wang = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        assert_eq!(world.get(&format!("/companies/{hua}"), &wang).await.problem().0, 404);
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        assert_eq!(world.get(&format!("/companies/{}", world.a.company), &wang).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn who_is_there_already_is_named_with_what_is_the_same() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let hua = company(world, named("Hua", "021-6321 5501")).await;
        let zhou = contact(world, person("Zhou", "+86 21 6321 5501", &[])).await;
        let ask = async |body: Json| world.post("/customers/alike", &li, body).await.json();
        let found = ask(json!({"noun": "company", "name": " Hua ", "phones": ["(021) 63215501"]})).await;
        assert_eq!(found[0]["id"].as_str(), Some(hua.to_string().as_str()));
        assert_eq!(found[0]["same"], json!(["name", "phone"]));
        assert_eq!((found[1]["id"].as_str(), &found[1]["same"]), (Some(zhou.to_string().as_str()), &json!(["phone"])));
        let others = ask(json!({"noun": "company", "name": "Hua", "not": hua})).await;
        assert_eq!(others, json!([]));
        assert_eq!(ask(json!({"noun": "contact", "name": "Hua", "phones": ["12"]})).await, json!([]));
    })
    .await;
}

fn kept(name: &str, visible: Json) -> Json {
    let filter = json!({"all": [{"field": "name", "op": "contains", "value": "hua"}]});
    json!({"query": {"noun": "company", "name": name, "visible": visible, "filter": filter}})
}

#[tokio::test]
async fn a_saved_query_is_seen_by_whom_it_is_for_and_changed_by_its_author() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        let mine = world.post("/saved-queries", &li, kept("Mine", json!({"to": "me"}))).await;
        assert_eq!(mine.status, StatusCode::CREATED, "{}", mine.text());
        world.advance(1);
        let all = world.post("/saved-queries", &sun, kept("All", json!({"to": "all"}))).await.json();
        world.advance(1);
        let for_li = json!({"to": "agents", "agents": [world.a.li]});
        world.post("/saved-queries", &sun, kept("For Li", for_li)).await;
        world.advance(1);
        world.post("/saved-queries", &sun, kept("Suns", json!({"to": "me"}))).await;
        let names = async |token: &str| {
            let list = world.get("/saved-queries?noun=company", token).await.json();
            let name = |q: &Json| q["query"]["name"].as_str().unwrap_or_default().to_owned();
            list.as_array().expect("list").iter().map(name).collect::<Vec<_>>()
        };
        assert_eq!(names(&li).await, ["Mine", "All", "For Li"]);
        assert_eq!(names(&sun).await, ["All", "For Li", "Suns"]);
        let path = |q: &Json| format!("/saved-queries/{}", q["id"].as_str().unwrap_or_default());
        let rename = Some(kept("Renamed", json!({"to": "all"})));
        let foreign = world.call(Method::PUT, &path(&all), &li, rename.clone()).await;
        assert_eq!(foreign.problem().0, 403);
        // an administrator changes everybody's
        let mine = mine.json();
        assert_eq!(world.call(Method::PUT, &path(&mine), &sun, rename).await.status, StatusCode::OK);
        assert_eq!(names(&li).await, ["Renamed", "All", "For Li"]);
        assert_eq!(world.call(Method::DELETE, &path(&mine), &li, None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(names(&li).await, ["All", "For Li"]);
        let mut bad = kept("", json!({"to": "all"}));
        let refused = world.post("/saved-queries", &li, bad.clone()).await;
        assert_eq!(refused.json()["fields"]["name"], "required");
        bad["query"]["name"] = "Bad".into();
        bad["query"]["filter"]["all"][0]["field"] = "fields.nothing".into();
        let refused = world.post("/saved-queries", &li, bad).await;
        assert_eq!(refused.json()["fields"]["filter"], "unknown field fields.nothing");
    })
    .await;
}

#[tokio::test]
async fn columns_are_those_of_each_agent() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        let wanted = json!({"list": "companies", "columns": ["name", "tags", "contact.phone"]});
        let put = async |token: &str, body: &Json| world.call(Method::PUT, "/columns", token, Some(body.clone())).await;
        assert_eq!(put(&li, &wanted).await.status, StatusCode::OK);
        assert_eq!(world.get("/columns?list=companies", &li).await.json(), wanted);
        assert_eq!(world.get("/columns?list=companies", &sun).await.json()["columns"], json!([]));
        for (list, column) in [("companies", "nothing"), ("contacts", "contact.name"), ("tickets", "name")] {
            let bad = json!({"list": list, "columns": [column]});
            assert_eq!(put(&li, &bad).await.problem().0, 400, "{list} {column}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_service_account_is_unique_and_locked_after_five_wrong_passwords() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let hua = company(world, named("Hua", "")).await;
        let put = async |id: CompanyId, body: Json| {
            world.call(Method::PUT, &format!("/companies/{id}/service-account"), &li, Some(body)).await
        };
        let bad = put(hua, json!({"account": "12a4", "password": "1234"})).await;
        assert_eq!(bad.json()["fields"]["account"], "not_digits");
        assert_eq!(put(hua, json!({"account": "1002"})).await.json()["fields"]["password"], "required");
        assert_eq!(put(hua, json!({"account": "1002", "password": PASSWORD})).await.status, StatusCode::NO_CONTENT);
        let other = put(world.a.company, json!({"account": "1002", "password": "1234"})).await;
        assert_eq!((other.status, &other.json()["fields"]["account"]), (StatusCode::CONFLICT, &json!("taken")));
        let page = world.get(&format!("/companies/{hua}"), &li).await;
        assert_eq!(page.json()["service_account"], "1002");
        assert!(!page.text().contains("argon2"), "{}", page.text());
        let ask = async |password: &str| identify(&world.app, world.a.id, "1002", password).await.expect("answers");
        assert_eq!(ask(PASSWORD).await, Verdict::Known(hua));
        assert_eq!(identify(&world.app, world.b.id, "1002", PASSWORD).await.expect("answers"), Verdict::Wrong);
        for _ in 0..4 {
            assert_eq!(ask("wrong").await, Verdict::Wrong);
        }
        assert_eq!(ask(PASSWORD).await, Verdict::Known(hua), "a right one ends the count");
        for _ in 0..5 {
            assert_eq!(ask("wrong").await, Verdict::Wrong);
        }
        let until = truckroll_domain::Timestamp(NOW + 15 * 60_000);
        assert_eq!(ask(PASSWORD).await, Verdict::Locked(until));
        world.advance(15 * 60_000 - 1);
        assert_eq!(ask(PASSWORD).await, Verdict::Locked(until), "asking does not lock it longer");
        world.advance(1);
        assert_eq!(ask("wrong").await, Verdict::Wrong);
        assert_eq!(ask(PASSWORD).await, Verdict::Known(hua));
        // another account with the same password; then none
        assert_eq!(put(hua, json!({"account": "2002"})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(identify(&world.app, world.a.id, "2002", PASSWORD).await.expect("answers"), Verdict::Known(hua));
        assert_eq!(put(hua, json!({"account": ""})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(identify(&world.app, world.a.id, "2002", PASSWORD).await.expect("answers"), Verdict::Wrong);
    })
    .await;
}

#[tokio::test]
async fn what_is_thrown_away_is_gone_from_lists_and_comes_back_within_thirty_days() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        let hua = company(world, named("Hua", "")).await;
        let ids = json!({"noun": "company", "ids": [hua, world.a.company, world.b.company]});
        assert_eq!(world.post("/customers/delete", &li, ids.clone()).await.problem().0, 403);
        let command = json!({"on": "company", "id": hua, "command": {"do": "delete"}});
        let command = json!({"id": world.app.fresh::<truckroll_domain::CommandId>(), "at": NOW, "command": command});
        let refused = world.post("/commands", &sun, json!({"commands": [command]})).await;
        assert_eq!(refused.problem().0, 403, "only where open work is counted first");
        let counted = world.post("/customers/delete?dry=true", &sun, ids.clone()).await.json();
        assert_eq!(counted, json!({"done": 1, "busy": 1, "open_tickets": 1, "open_visits": 1}));
        let total = async |deleted: bool| {
            let found = world.post("/companies/query", &li, json!({"deleted": deleted})).await;
            found.json()["total"].as_i64().unwrap_or(-1)
        };
        assert_eq!((total(false).await, total(true).await), (2, 0));
        assert_eq!(world.post("/customers/delete", &sun, ids.clone()).await.json()["done"], 1);
        assert_eq!((total(false).await, total(true).await), (1, 1));
        assert_eq!(world.get("/companies?q=Hua", &li).await.json()["total"], 0);
        assert_eq!(world.get("/search?q=Hua", &li).await.json(), json!([]));
        assert_eq!(world.post("/customers/restore", &sun, ids.clone()).await.json()["done"], 1);
        assert_eq!((total(false).await, total(true).await), (2, 0));
        world.post("/customers/delete", &sun, ids.clone()).await;
        world.advance(31 * 86_400_000);
        let sun = tenant_admin(world, &world.a, "sun-late").await;
        assert_eq!(world.post("/customers/restore", &sun, ids).await.json()["done"], 0);
    })
    .await;
}
