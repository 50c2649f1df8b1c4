//! Asset tables and their rows: definitions, what tells rows apart, questions, the page of a row, files, rights.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::{AssetId, CommandId};

use crate::imports::{counts, read, start};
use crate::support::{NOW, Reply, World, on_each_engine, tenant_admin};

/// A table of contracts that are told apart by their number.
fn contracts(now: &Json) -> Json {
    // the system fields as they came with the table of machines
    let mut fields = now[0]["table"]["set"]["fields"].as_array().cloned().expect("fields");
    fields.push(json!({"key": "number", "label": {"en": "Number"}, "kind": "text", "required": true}));
    fields.push(json!({"key": "fee", "label": {"en": "Fee"}, "kind": "whole", "unit": "CNY"}));
    fields.push(json!({"key": "signed", "label": {"en": "Signed"}, "kind": "date"}));
    json!({"key": "contracts", "title": {"en": "Contracts", "zh-CN": "合同"}, "unique": "number", "set": {"fields": fields}})
}

async fn tables(world: &World, token: &str) -> Json {
    world.get("/asset-tables", token).await.json()
}

pub async fn make(world: &World, token: &str) -> Json {
    let table = contracts(&tables(world, token).await);
    let reply = world.post("/asset-tables", token, json!({"seq": 0, "table": table})).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    reply.json()
}

async fn put(world: &World, token: &str, key: &str, seq: &Json, table: &Json) -> Reply {
    let body = json!({"seq": seq, "table": table});
    world.call(Method::PUT, &format!("/asset-tables/{key}"), token, Some(body)).await
}

pub async fn command(world: &World, token: &str, id: &str, command: Json) -> Reply {
    let given = json!({"on": "asset", "id": id, "command": command});
    let body = json!({"commands": [{"id": world.app.fresh::<CommandId>(), "at": NOW, "command": given}]});
    world.post("/commands", token, body).await
}

/// A new contract; its id.
pub async fn contract(world: &World, token: &str, number: &str, more: Json) -> (String, Reply) {
    let id = world.app.fresh::<AssetId>().to_string();
    let mut asset = json!({"table": "contracts", "name": "Maintenance", "fields": {"number": number}});
    for (key, value) in more.as_object().cloned().unwrap_or_default() {
        asset[key] = value;
    }
    let reply = command(world, token, &id, json!({"do": "create", "asset": asset})).await;
    (id, reply)
}

async fn asked(world: &World, token: &str, query: Json) -> Json {
    let reply = world.post("/assets/query", token, query).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

fn names(page: &Json) -> Vec<&str> {
    page["rows"].as_array().expect("rows").iter().map(|row| row["row"]["name"].as_str().expect("a name")).collect()
}

fn company(world: &World) -> Json {
    json!({"of": "company", "id": world.a.company, "name": "Aurora Lifts Customer"})
}

#[tokio::test]
async fn a_table_is_made_replaced_by_its_number_and_archived_with_its_values() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        let first = tables(world, &li).await;
        assert_eq!(
            (&first[0]["table"]["key"], &first[0]["seq"], &first[0]["rows"]),
            (&json!("assets"), &json!(0), &json!(1))
        );
        assert_eq!(
            world.post("/asset-tables", &li, json!({"seq": 0, "table": contracts(&first)})).await.problem().0,
            403
        );
        let made = make(world, &sun).await;
        assert_eq!(made["by"], "Sun Li");
        let again = world.post("/asset-tables", &sun, json!({"seq": 0, "table": contracts(&first)})).await;
        assert_eq!((again.status.as_u16(), &again.json()["fields"]["key"]), (422, &json!("taken")));
        let (id, reply) = contract(world, &li, "HT-1", json!({"owner": company(world)})).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let mut table = made["table"].clone();
        table["set"]["fields"].as_array_mut().expect("fields").retain(|field| field["key"] != "fee");
        table["title"] = json!({"en": "Agreements"});
        assert_eq!(put(world, &sun, "contracts", &json!(0), &table).await.problem().0, 409);
        assert_eq!(put(world, &li, "contracts", &made["seq"], &table).await.problem().0, 403);
        assert_eq!(put(world, &sun, "nothing", &made["seq"], &table).await.problem().0, 404);
        let now = put(world, &sun, "contracts", &made["seq"], &table).await.json();
        let fee = now["table"]["set"]["fields"].as_array().expect("fields").iter().find(|f| f["key"] == "fee").cloned();
        assert_eq!((fee.expect("it stays")["archived_at"].as_i64(), &now["rows"]), (Some(NOW), &json!(1)));
        // what no table can be is said by its member
        for (member, value, field, problem) in [
            ("title", json!({}), "title", "required"),
            ("unique", json!("signed"), "unique", "not_a_choice"),
            ("unique", json!("nobody"), "unique", "not_a_choice"),
        ] {
            let mut wrong = now["table"].clone();
            wrong[member] = value;
            let reply = put(world, &sun, "contracts", &now["seq"], &wrong).await;
            assert_eq!(
                (reply.status.as_u16(), &reply.json()["fields"][field]),
                (422, &json!(problem)),
                "{}",
                reply.text()
            );
        }
        let mut gone = now["table"].clone();
        gone["archived_at"] = json!(NOW);
        let gone = put(world, &sun, "contracts", &now["seq"], &gone).await;
        assert_eq!(gone.status, StatusCode::OK, "{}", gone.text());
        let refused = contract(world, &li, "HT-2", json!({})).await.1;
        assert_eq!(refused.json()["refusal"], json!({"code": "invalid", "field": "table", "problem": "unknown"}));
        let row = world.get(&format!("/assets/{id}"), &li).await.json();
        assert_eq!(row["asset"]["fields"]["number"], "HT-1", "its rows stay");
        assert_eq!(tables(world, &li).await.as_array().map(Vec::len), Some(2));
        let log = world.get("/audit?action=asset_table_written", &sun).await.json();
        assert_eq!(log["rows"].as_array().map(Vec::len), Some(3), "{log}");
    })
    .await;
}

#[tokio::test]
async fn two_rows_never_have_the_value_that_tells_them_apart() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        let made = make(world, &sun).await;
        let (first, reply) = contract(world, &li, "HT-1", json!({})).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let taken = json!({"code": "invalid", "field": "number", "problem": "taken"});
        assert_eq!(contract(world, &li, "HT-1", json!({})).await.1.json()["refusal"], taken);
        let (second, _) = contract(world, &li, "HT-2", json!({})).await;
        let edit = |number: &str| json!({"do": "edit", "edit": {"fields": {"number": number}}});
        assert_eq!(command(world, &li, &second, edit("HT-1")).await.json()["refusal"], taken);
        assert_eq!(command(world, &li, &second, edit("HT-2")).await.status, StatusCode::OK, "its own is its own");
        // of two rows of one delivery one is refused, and so neither is made
        let asset = |id: &str| json!({"on": "asset", "id": id, "command": {"do": "create",
            "asset": {"table": "contracts", "name": "Twin", "fields": {"number": "HT-9"}}}});
        let both: Vec<Json> = (0..2)
            .map(|_| json!({"id": world.app.fresh::<CommandId>(), "at": NOW, "command": asset(&world.app.fresh::<AssetId>().to_string())}))
            .collect();
        assert_eq!(world.post("/commands", &li, json!({"commands": both})).await.json()["refusal"], taken);
        assert_eq!(asked(world, &li, json!({"table": "contracts", "q": "HT-9"})).await["total"], 0);
        // who is thrown away frees it, and does not come back while somebody else has it
        assert_eq!(command(world, &li, &first, json!({"do": "delete"})).await.problem().0, 403, "not a dispatcher's");
        assert_eq!(command(world, &sun, &first, json!({"do": "delete"})).await.status, StatusCode::OK);
        assert_eq!(command(world, &li, &second, edit("HT-1")).await.status, StatusCode::OK);
        assert_eq!(command(world, &sun, &first, json!({"do": "restore"})).await.json()["refusal"], taken);
        // a field in which two rows say the same can tell nobody apart
        let mut table = made["table"].clone();
        table["unique"] = json!("name");
        assert_eq!(contract(world, &li, "HT-3", json!({})).await.1.status, StatusCode::OK);
        let reply = put(world, &sun, "contracts", &made["seq"], &table).await;
        assert_eq!(reply.json()["fields"]["unique"], "has_twins", "{}", reply.text());
        // numbers and serial numbers tell apart as well
        for (unique, value) in [("fee", json!({"fields": {"number": "a", "fee": 5}})), ("serial_number", json!({"serial_number": "S-1"}))] {
            let seq = tables(world, &sun).await[1]["seq"].clone();
            table["unique"] = json!(unique);
            let reply = put(world, &sun, "contracts", &seq, &table).await;
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
            assert_eq!(contract(world, &li, "a", value.clone()).await.1.status, StatusCode::OK);
            assert_eq!(contract(world, &li, "b", value).await.1.json()["refusal"]["problem"], "taken", "{unique}");
        }
    })
    .await;
}

#[tokio::test]
async fn rows_are_found_by_their_table_their_values_and_whom_they_belong_to() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        make(world, &sun).await;
        let agent = json!({"of": "agent", "id": world.a.wang, "name": "somebody"});
        for (number, name, fee, owner) in [
            ("HT-1", "One", 100, company(world)),
            ("HT-2", "Two", 300, company(world)),
            ("XX-3", "Three", 200, agent.clone()),
            ("XX-4", "Four", 50, json!({"of": "tenant"})),
        ] {
            let more = json!({"name": name, "owner": owner, "fields": {"number": number, "fee": fee}});
            let reply = contract(world, &li, number, more).await.1;
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        }
        let is = |field: &str, op: &str, value: Json| json!({"field": field, "op": op, "value": value});
        for (query, wanted) in [
            (json!({}), vec!["Four", "One", "Three", "Two"]),
            (json!({"q": "ht-"}), vec!["One", "Two"]),
            (json!({"q": "wang"}), vec!["Three"]),
            (json!({"filter": {"all": [is("fields.fee", "at_least", json!(150))]}}), vec!["Three", "Two"]),
            (json!({"filter": {"all": [is("company_id", "is", json!(world.a.company))]}}), vec!["One", "Two"]),
            (json!({"filter": {"all": [is("agent_id", "is", json!(world.a.wang))]}}), vec!["Three"]),
            (json!({"order": [{"field": "fields.fee", "descending": true}]}), vec!["Two", "Three", "One", "Four"]),
        ] {
            let mut query = query;
            query["table"] = json!("contracts");
            let page = asked(world, &li, query.clone()).await;
            assert_eq!(names(&page), wanted, "{query}");
            // the same a page of one row after the other
            query["limit"] = json!(1);
            let mut seen = Vec::new();
            loop {
                let page = asked(world, &li, query.clone()).await;
                seen.extend(names(&page).into_iter().map(str::to_owned));
                if page["next"].is_null() {
                    break;
                }
                query["after"] = page["next"].clone();
            }
            assert_eq!(seen, wanted, "{query}");
        }
        let values = asked(world, &li, json!({"table": "contracts", "q": "HT-1", "columns": ["fields.fee", "owner_name"]})).await;
        assert_eq!(values["rows"][0]["values"]["fee"], 100);
        assert_eq!(values["rows"][0]["row"]["owner_name"], "Aurora Lifts Customer");
        let of_wang = asked(world, &li, json!({"table": "contracts", "q": "XX-3"})).await;
        assert_eq!(of_wang["rows"][0]["row"]["owner_name"], "Wang Wei", "the server knows an agent's name");
        let everywhere = asked(world, &li, json!({"filter": {"all": [is("company_id", "is", json!(world.a.company))]}})).await;
        assert_eq!(everywhere["total"], 3, "rows of all tables");
        assert_eq!(everywhere["rows"][1]["values"], json!({"number": "HT-1"}), "each says what tells it apart");
        for wrong in [json!({"table": "nothing"}), json!({"table": "contracts", "order": [{"field": "fields.load"}]})] {
            assert_eq!(world.post("/assets/query", &li, wrong).await.problem().0, 400);
        }
        assert_eq!(world.post("/companies/query", &li, json!({"table": "contracts"})).await.problem().0, 400);
        // an engineer without the customer sees nothing of it, another organisation has no such table
        let wang = world.desk("wang-a").await;
        assert_eq!(asked(world, &wang, json!({"table": "contracts"})).await["total"], 0);
        assert_eq!(world.post("/assets/query", &world.desk("li-b").await, json!({"table": "contracts"})).await.problem().0, 400);
        let columns = json!({"list": "assets.contracts", "columns": ["fields.fee"]});
        assert_eq!(world.call(Method::PUT, "/columns", &li, Some(columns.clone())).await.status, StatusCode::OK);
        assert_eq!(world.get("/columns?list=assets.contracts", &li).await.json(), columns);
        let kept = json!({"query": {"noun": "asset", "table": "contracts", "name": "Dear", "filter": {"all": [is("fields.fee", "at_least", json!(150))]}}});
        assert_eq!(world.post("/saved-queries", &li, kept).await.status, StatusCode::CREATED);
        assert_eq!(world.get("/saved-queries?noun=asset", &li).await.json()[0]["query"]["table"], "contracts");
    })
    .await;
}

#[tokio::test]
async fn the_page_of_a_row_has_its_history_and_its_work_and_a_removed_one_can_come_back() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        let machine = world.a.asset.to_string();
        let edit = json!({"do": "edit", "edit": {"model": "KX-9", "seen": {"model": null}}});
        assert_eq!(command(world, &li, &machine, edit.clone()).await.status, StatusCode::OK);
        let stale = command(world, &li, &machine, edit).await;
        assert_eq!(stale.json()["refusal"]["code"], "changed_meanwhile", "{}", stale.text());
        let wrong = json!({"do": "edit", "edit": {"fields": {"load": 5}}});
        assert_eq!(command(world, &li, &machine, wrong).await.json()["refusal"]["problem"], "unknown_field");
        let page = world.get(&format!("/assets/{machine}"), &li).await.json();
        assert_eq!(page["tickets"][0]["title"], "Aurora Lifts ticket");
        let change = &page["entries"][0]["body"]["changes"][0];
        assert_eq!((&change["field"], &change["to"]), (&json!("model"), &json!("KX-9")), "{page}");
        assert_eq!(command(world, &sun, &machine, json!({"do": "delete"})).await.status, StatusCode::OK);
        assert_eq!(world.get("/assets?q=machine", &li).await.rows("name").len(), 0);
        assert_eq!(world.get("/search?q=machine", &li).await.json().as_array().map(Vec::len), Some(0));
        assert_eq!(asked(world, &li, json!({"table": "assets", "deleted": true})).await["total"], 1);
        assert_eq!(command(world, &sun, &machine, json!({"do": "restore"})).await.status, StatusCode::OK);
        assert_eq!(world.get("/assets?q=machine", &li).await.rows("name").len(), 1);
        // thirty days later it is gone for good
        assert_eq!(command(world, &sun, &machine, json!({"do": "delete"})).await.status, StatusCode::OK);
        world.advance(31 * 86_400_000);
        truckroll_server::customers::clear::clear(&world.app, world.a.id).await.expect("clears");
        assert_eq!(world.get(&format!("/assets/{machine}"), &world.desk("li-a").await).await.problem().0, 404);
    })
    .await;
}

async fn bring(world: &World, token: &str, text: &str, change: impl FnOnce(&mut Json)) -> Json {
    let path = "/imports?noun=asset&table=contracts&name=contracts.csv";
    let reply = world.bytes(Method::POST, path, token, text.as_bytes().to_vec()).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let now = reply.json();
    let started = start(world, token, &now, false, change).await;
    assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.text());
    truckroll_server::imports::work(&world.app).await.expect("works");
    read(world, token, &now).await
}

#[tokio::test]
async fn rows_come_by_a_file_and_the_number_says_which_is_meant_and_all_can_be_taken_back() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        make(world, &sun).await;
        let (known, _) =
            contract(world, &li, "HT-1", json!({"remark": "old", "fields": {"number": "HT-1", "fee": 10}})).await;
        let file = "公司,Member of staff,Name,Number,Fee,Signed\n\
                    Aurora Lifts Customer,,Maintenance,HT-1,900,2026-01-02\n\
                    ,wang-a,Phone,HT-2,,\n\
                    ,,Stock,HT-3,70,\n\
                    Nobody Ltd,,Lost,HT-4,1,\n\
                    ,,Twice,HT-2,1,\n\
                    ,,,HT-5,1,\n\
                    ,,No number,,1,\n\
                    Aurora Lifts Customer,wang-a,Two owners,HT-6,1,\n\
                    ,,Badly,HT-7,much,\n";
        let now = bring(world, &sun, file, |_| {}).await;
        assert_eq!(counts(&now), [9, 2, 1, 0, 6], "{now}");
        let why = |row: i64| {
            let all = now["refused"].as_array().expect("refused");
            let of = all.iter().find(|refused| refused["row"] == row).cloned().expect("the row");
            of["faults"][0]["reason"].as_str().expect("why").to_owned()
        };
        let wanted = ["company_not_found", "duplicate_in_file", "required", "required", "bad_format", "bad_format"];
        assert_eq!((5..=10).map(why).collect::<Vec<_>>(), wanted);
        let row = world.get(&format!("/assets/{known}"), &li).await.json();
        assert_eq!(
            (&row["asset"]["fields"]["fee"], &row["asset"]["remark"]),
            (&json!(900), &json!("old")),
            "blank cells erase nothing"
        );
        assert_eq!(row["row"]["company_id"], world.a.company.to_string());
        let stock = asked(world, &li, json!({"table": "contracts", "q": "HT-3"})).await;
        assert_eq!(stock["rows"][0]["row"]["owner_name"], "");
        // what is there can be left as it is
        let kept = bring(world, &sun, "Name,Number\nOther,HT-1\n", |mapping| mapping["keep"] = json!(true)).await;
        assert_eq!(counts(&kept), [1, 0, 0, 1, 0]);
        assert_eq!(
            world.get("/imports?noun=asset&table=contracts", &sun).await.json().as_array().map(Vec::len),
            Some(2)
        );
        assert_eq!(world.get("/imports?noun=asset&table=assets", &sun).await.json().as_array().map(Vec::len), Some(0));
        assert_eq!(world.get("/imports?noun=company", &sun).await.json().as_array().map(Vec::len), Some(0));
        // and everything goes back: what was made is gone, what was changed is as it was
        let undone = world.post(&format!("/imports/{}/undo", now["id"].as_str().expect("id")), &sun, json!({})).await;
        assert_eq!(undone.status, StatusCode::ACCEPTED, "{}", undone.text());
        truckroll_server::imports::work(&world.app).await.expect("works");
        let undone = read(world, &sun, &now).await;
        assert_eq!(
            (&undone["removed"], &undone["restored"], &undone["left"]),
            (&json!(2), &json!(1), &json!(0)),
            "{undone}"
        );
        let row = world.get(&format!("/assets/{known}"), &li).await.json();
        assert_eq!((&row["asset"]["fields"]["fee"], &row["row"]["company_id"]), (&json!(10), &json!(null)));
        assert_eq!(asked(world, &li, json!({"table": "contracts"})).await["total"], 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_exported_is_imported_again_and_changes_nothing() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        make(world, &sun).await;
        for (number, owner) in [
            ("HT-1", company(world)),
            ("HT-2", json!({"of": "agent", "id": world.a.wang, "name": ""})),
            ("HT-3", json!({"of": "tenant"})),
        ] {
            let more = json!({"owner": owner, "fields": {"number": number, "fee": 5, "signed": "2026-01-02"}});
            assert_eq!(contract(world, &li, number, more).await.1.status, StatusCode::OK);
        }
        let query = "%7B%22table%22:%22contracts%22%7D";
        let path = format!("/assets/export?format=csv&language=en&asked={query}");
        assert_eq!(world.get(&path, &world.desk("wang-a").await).await.problem().0, 403);
        let file = world.get(&path, &sun).await;
        let text = file.text().trim_start_matches('\u{feff}').to_owned();
        let head = text.lines().next().expect("headings").to_owned();
        assert!(
            head.starts_with("Company,Contact,Member of staff,Name,") && head.contains("Number,Fee,Signed"),
            "{head}"
        );
        assert!(text.contains(",wang-a,") && text.contains("HT-2,5,2026-01-02"), "{text}");
        let again = bring(world, &sun, &text, |_| {}).await;
        assert_eq!(counts(&again), [3, 0, 0, 3, 0], "{again}");
        let xlsx = world.get(&path.replace("csv", "xlsx"), &sun).await;
        assert!(xlsx.body.starts_with(b"PK"));
        let template = world.get("/imports/template?noun=asset&table=contracts&format=csv&language=zh-CN", &sun).await;
        assert!(template.text().contains("公司,联系人,员工,名称"), "{}", template.text());
        let log = world.get("/audit?action=assets_exported", &sun).await.json();
        assert_eq!(
            (&log["rows"][0]["subject_name"], &log["rows"][0]["after"]["rows"]),
            (&json!("contracts"), &json!(3)),
            "{log}"
        );
        for wrong in [
            "/imports/template?noun=asset&table=nothing&format=csv",
            "/imports/template?noun=asset&format=csv",
            "/imports/template?noun=company&table=contracts&format=csv",
        ] {
            assert_eq!(world.get(wrong, &sun).await.problem().0, 400, "{wrong}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_goes_with_a_contact_who_is_merged_and_comes_back() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        make(world, &sun).await;
        let person = async |name: &str| {
            let id: truckroll_domain::ContactId = world.app.fresh();
            let given = json!({"on": "contact", "id": id, "command": {"do": "create", "contact": {"name": name}}});
            let body = json!({"commands": [{"id": world.app.fresh::<CommandId>(), "at": NOW, "command": given}]});
            assert_eq!(world.post("/commands", &sun, body).await.status, StatusCode::OK);
            id.to_string()
        };
        let (zhou, wu) = (person("Zhou Min").await, person("Wu Lei").await);
        let owner = json!({"of": "contact", "id": zhou, "name": "Zhou Min"});
        let (phone, _) = contract(world, &sun, "P-1", json!({"owner": owner.clone()})).await;
        let (gone, _) = contract(world, &sun, "P-2", json!({"owner": owner})).await;
        assert_eq!(command(world, &sun, &gone, json!({"do": "delete"})).await.status, StatusCode::OK);
        let pair = json!({"noun": "contact", "source": zhou, "target": wu, "confirm": "Zhou Min"});
        let merge = world.post("/customers/merge", &sun, pair).await;
        assert_eq!(merge.status, StatusCode::OK, "{}", merge.text());
        assert_eq!(merge.json()["counts"]["assets"], 1, "{}", merge.text());
        let row = async |id: &str| world.get(&format!("/assets/{id}"), &sun).await.json()["row"].clone();
        let now = row(&phone).await;
        assert_eq!((&now["contact_id"], &now["owner_name"]), (&json!(wu), &json!("Wu Lei")));
        assert_eq!(row(&gone).await["contact_id"], json!(zhou), "what is thrown away stays");
        // brought back it names somebody who was merged, and follows him
        assert_eq!(command(world, &sun, &gone, json!({"do": "restore"})).await.status, StatusCode::OK);
        truckroll_server::customers::merge::follow(&world.app, world.a.id).await.expect("follows");
        assert_eq!(row(&gone).await["contact_id"], json!(wu));
        let id = merge.json()["id"].as_str().expect("id").to_owned();
        assert_eq!(world.post(&format!("/merges/{id}/undo"), &sun, json!({})).await.status, StatusCode::OK);
        assert_eq!(row(&phone).await["owner_name"], "Zhou Min");
        assert_eq!(row(&gone).await["owner_name"], "Zhou Min");
    })
    .await;
}
