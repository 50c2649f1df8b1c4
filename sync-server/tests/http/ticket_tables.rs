//! Tickets that come from tables and go into them.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::TemplateId;
use truckroll_server::imports;

use crate::imports::counts;
use crate::support::{Reply, World, on_each_engine, tenant_admin};

/// A field and a template that asks for it.
async fn furnish(world: &World, admin: &str) {
    let mut now = world.get("/fields?noun=ticket", admin).await.json();
    let own = json!([
        {"key": "floors", "label": {"en": "Floors"}, "kind": "whole"},
        {"key": "part", "label": {"en": "Broken part"}, "kind": "choice",
            "options": [{"key": "door", "label": "Door"}, {"key": "motor", "label": "Motor"}]},
    ]);
    now["set"]["fields"].as_array_mut().expect("a list").extend(own.as_array().expect("a list").iter().cloned());
    let body = json!({"noun": "ticket", "seq": now["seq"], "set": now["set"]});
    let written = world.call(Method::PUT, "/fields", admin, Some(body)).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.text());
    let id: TemplateId = world.app.fresh();
    let template = json!({"id": id, "name": "Repair", "scope": {"all": true},
        "fields": [{"key": "part", "required": true}, {"key": "floors"}]});
    let made = world.post("/ticket-templates", admin, json!({"seq": 0, "template": template})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
}

async fn upload(world: &World, token: &str, table: &str) -> Reply {
    world.bytes(Method::POST, "/imports?noun=ticket&name=tickets.csv", token, table.as_bytes().to_vec()).await
}

async fn run(world: &World, token: &str, id: &str, dry: bool, mapping: &Json) -> Json {
    let started = world.post(&format!("/imports/{id}/start"), token, json!({"dry": dry, "mapping": mapping})).await;
    assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.text());
    imports::work(&world.app).await.expect("works");
    world.get(&format!("/imports/{id}"), token).await.json()
}

const TABLE: &str = "Subject,Template,Priority,Customer,Mobile,Contact,Responsible,City,Broken part,Floors\n\
    Lift 3 stands,Repair,urgent,Hua Plaza,13512345678,Zhou Min,li-a,Shanghai,Door,12\n\
    Door squeaks,repair,紧急,Somebody new,,,,,motor,\n\
    Nothing said of the part,Repair,,,,,,,,\n\
    No such template,Renovation,,,,,,,Door,\n\
    No such part,Repair,,,,,,,Roof,\n\
    Without template,,low,,,,,,,3\n\
    ,Repair,,,,,,,Door,\n";

#[tokio::test]
async fn rows_become_tickets_that_fit_their_form() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        furnish(world, &admin).await;
        let wang = world.desk("wang-a").await;
        assert_eq!(upload(world, &wang, TABLE).await.problem(), (403, "forbidden".into(), "role".into()));
        let uploaded = upload(world, &admin, TABLE).await;
        assert_eq!(uploaded.status, StatusCode::CREATED, "{}", uploaded.text());
        let now = uploaded.json();
        let wanted = [
            "title",
            "template",
            "priority",
            "company_name",
            "phone",
            "contact_name",
            "assignee",
            "city",
            "part",
            "floors",
        ];
        assert_eq!(now["mapping"]["columns"], json!(wanted), "{now}");
        let id = now["id"].as_str().expect("an id").to_owned();
        let checked = run(world, &admin, &id, true, &now["mapping"]).await;
        assert_eq!(counts(&checked), [7, 3, 0, 0, 4], "{checked}");
        assert_eq!(world.get("/tickets?q=squeaks", &admin).await.json()["total"], 0, "a check stores nothing");
        let done = run(world, &admin, &id, false, &now["mapping"]).await;
        assert_eq!((done["state"].as_str(), counts(&done)), (Some("done"), [7, 3, 0, 0, 4]), "{done}");
        let refused: Vec<(i64, String, String)> = done["refused"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| {
                let fault = &row["faults"][0];
                let text = |member: &str| fault[member].as_str().unwrap_or_default().to_owned();
                (row["row"].as_i64().expect("a number"), text("field"), text("reason"))
            })
            .collect();
        let told = [
            (4, "part", "required"),
            (5, "template", "option_not_found"),
            (6, "part", "option_not_found"),
            (8, "title", "required"),
        ];
        assert_eq!(refused, told.map(|(row, field, reason)| (row, field.to_owned(), reason.to_owned())), "{done}");
        let found = world.get("/tickets?q=Lift%203%20stands", &admin).await.json();
        let row = &found["rows"][0];
        assert_eq!(
            (&row["priority"], &row["assignee_name"], &row["phone"]),
            (&json!(0), &json!("Li Na"), &json!("13512345678"))
        );
        let detail = world.get(&format!("/tickets/{}", row["id"].as_str().expect("an id")), &admin).await.json();
        assert_eq!(detail["ticket"]["fields"], json!({"floors": 12, "part": "door"}));
        assert_eq!(detail["ticket"]["address"]["city"], "Shanghai");
        assert_eq!(detail["form"]["template"]["name"], "Repair");
        assert!(detail["row"]["number"].as_str().is_some_and(|number| !number.is_empty()), "{detail}");
        // a ticket is not thrown away, so this is not taken back
        assert_eq!(done["can_undo"], json!(null));
        assert_eq!(world.post(&format!("/imports/{id}/undo"), &admin, json!({})).await.status, StatusCode::CONFLICT);
        // the refused rows come as a table that can be mended and brought again
        let rejected = world.get(&format!("/imports/{id}/rejected"), &admin).await;
        assert_eq!(read(&rejected).len(), 5, "a row of headings and four refused ones");
    })
    .await;
}

#[tokio::test]
async fn a_customer_is_found_by_name_and_number() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let company = world.get(&format!("/companies/{}", world.a.company), &admin).await.json();
        let name = company["company"]["name"].as_str().expect("a name").to_owned();
        let contact: truckroll_domain::ContactId = world.app.fresh();
        let person =
            json!({"name": "Zhou Min", "phone": "13512345678", "company": world.a.company, "company_name": name});
        let command = json!({"on": "contact", "id": contact, "command": {"do": "create", "contact": person}});
        let id: truckroll_domain::CommandId = world.app.fresh();
        let made =
            world.post("/commands", &admin, json!({"commands": [{"id": id, "at": 1, "command": command}]})).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        let table = format!("Title,Company,Phone\nOne,{name},+86 135 1234 5678\nTwo,{name},\n");
        let now = upload(world, &admin, &table).await.json();
        let done = run(world, &admin, now["id"].as_str().expect("an id"), false, &now["mapping"]).await;
        assert_eq!(counts(&done), [2, 2, 0, 0, 0], "{done}");
        let row = &world.get("/tickets?q=One", &admin).await.json()["rows"][0];
        assert_eq!((&row["company_id"], &row["contact_id"]), (&json!(world.a.company), &json!(contact)), "{row}");
        let row = &world.get("/tickets?q=Two", &admin).await.json()["rows"][0];
        assert_eq!((&row["company_id"], &row["contact_id"]), (&json!(world.a.company), &json!(null)), "{row}");
    })
    .await;
}

#[tokio::test]
async fn files_of_tickets_have_limits_and_an_empty_table() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let long = format!("Title\n{}", "x\n".repeat(5_002));
        let refused = upload(world, &admin, &long).await;
        assert_eq!(refused.json()["fields"]["file"], "too_many_tickets", "{}", refused.text());
        let large = format!("Title\n{}", "x".repeat(11 * 1024 * 1024));
        assert_eq!(upload(world, &admin, &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        for (language, first) in [("en", "Template"), ("zh-CN", "模板")] {
            let path = format!("/imports/template?noun=ticket&format=csv&language={language}");
            let empty = world.get(&path, &admin).await;
            assert_eq!(read(&empty)[0][0], first);
        }
    })
    .await;
}

#[tokio::test]
async fn what_the_list_shows_is_a_table() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        furnish(world, &admin).await;
        let table =
            "Title,Phone,Broken part,Template,Priority\n=1+1,13512345678,Door,Repair,high\nSecond,,Motor,Repair,low\n";
        let now = upload(world, &admin, table).await.json();
        run(world, &admin, now["id"].as_str().expect("an id"), false, &now["mapping"]).await;
        let asked = urlencoded(&json!({"q": "=1+1"}).to_string());
        let csv = world.get(&format!("/tickets/export?format=csv&language=en&asked={asked}"), &admin).await;
        let rows = read(&csv);
        assert_eq!(rows.len(), 2, "{rows:?}");
        let column = |name: &str| rows[0].iter().position(|heading| heading == name).expect("a column");
        assert_eq!(rows[1][column("Priority")], "high");
        assert_eq!(rows[1][column("Broken part")], "Door");
        assert!(csv.text().contains("'=1+1"), "no formula: {}", csv.text());
        let all = world.get("/tickets/export?format=xlsx&language=zh-CN&columns=title,status", &admin).await;
        let rows = read(&all);
        assert_eq!(rows[0], ["标题", "状态"]);
        assert!(rows.iter().any(|row| row[0] == "Second" && row[1] == "新建"), "{rows:?}");
        // ticked ones, and what does not exist or is another organisation's is left out
        let ids = format!("{},{}", world.a.ticket, world.b.ticket);
        let ticked = world.get(&format!("/tickets/export?format=csv&columns=number&ids={ids}"), &admin).await;
        assert_eq!(read(&ticked).len(), 2);
        for wrong in ["format=pdf", "format=csv&columns=password", "format=csv&ids=x", "format=csv&language=de"] {
            assert_eq!(world.get(&format!("/tickets/export?{wrong}"), &admin).await.problem().0, 400, "{wrong}");
        }
        // a part of a longer list; those of one import were made at one moment, so that any of them may be first
        let asked = urlencoded(&json!({"sort": "priority"}).to_string());
        let part = |n: &str| format!("/tickets/export?format=csv&columns=title&asked={asked}&part={n}");
        let first = read(&world.get(&part("1"), &admin).await);
        assert!(["'=1+1", "Second"].iter().all(|title| first.iter().any(|row| row[0] == *title)), "{first:?}");
        assert_eq!(read(&world.get(&part("2"), &admin).await), [["Title"]]);
        for wrong in ["0", "-1", "9223372036854775807", "x"] {
            assert_eq!(world.get(&part(wrong), &admin).await.problem().0, 400, "{wrong}");
        }
        let wang = world.desk("wang-a").await;
        assert_eq!(world.get("/tickets/export?format=csv", &wang).await.problem().0, 403);
        let noted = world.get("/audit?action=tickets_exported", &admin).await.json();
        assert_eq!(noted["rows"].as_array().map(Vec::len), Some(5), "{noted}");
        // under the mask no number leaves
        let privacy = world.get("/privacy", &admin).await.json();
        let body = json!({"seq": privacy["seq"], "privacy": {"mask_phones": true, "show_to_administrators": false}});
        world.call(Method::PUT, "/privacy", &admin, Some(body)).await;
        let masked = world.get("/tickets/export?format=csv", &admin).await.text();
        assert!(masked.contains("135****5678") && !masked.contains("13512345678"), "{masked}");
    })
    .await;
}

#[tokio::test]
async fn what_a_view_shows_is_a_table() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let table = "Title,Priority\nPump drips,low\nPump stands,urgent\nDoor squeaks,urgent\nPump hums,high\n";
        let now = upload(world, &admin, table).await.json();
        run(world, &admin, now["id"].as_str().expect("an id"), false, &now["mapping"]).await;
        let id: truckroll_domain::ViewId = world.app.fresh();
        let view = json!({"id": id, "name": "Pumps", "audience": {"all": true}, "group_by": "priority",
            "when": {"all": [{"field": "title", "op": "contains", "value": "pump"}], "any": []},
            "sort": {"by": "priority", "descending": false}});
        let made = world.post("/ticket-views", &admin, json!({"seq": 0, "view": view})).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let titles = async |more: &str| {
            let path = format!("/tickets/export?format=csv&columns=title&view={id}{more}");
            let rows = read(&world.get(&path, &admin).await);
            rows.into_iter().skip(1).map(|row| row[0].clone()).collect::<Vec<_>>()
        };
        assert_eq!(titles("").await, ["Pump stands", "Pump hums", "Pump drips"], "in its own order");
        let asked = |what: Json| format!("&asked={}", urlencoded(&what.to_string()));
        assert_eq!(titles(&asked(json!({"sort": "-title"}))).await, ["Pump stands", "Pump hums", "Pump drips"]);
        assert_eq!(titles(&asked(json!({"sort": "title"}))).await, ["Pump drips", "Pump hums", "Pump stands"]);
        assert_eq!(titles(&asked(json!({"q": "hums"}))).await, ["Pump hums"]);
        let mut part = titles("&part=1").await;
        part.sort_unstable();
        assert_eq!(part, ["Pump drips", "Pump hums", "Pump stands"]);
        assert_eq!(titles("&part=2").await, Vec::<String>::new());
        let other: truckroll_domain::ViewId = world.app.fresh();
        let missing = world.get(&format!("/tickets/export?format=csv&view={other}"), &admin).await;
        assert_eq!(missing.problem().0, 404);
        let unread = format!("/tickets/export?format=csv&view={id}{}", asked(json!({"status": "open"})));
        assert_eq!(world.get(&unread, &admin).await.problem().0, 400, "a view is asked as views are");
        assert_eq!(world.get("/tickets/export?format=csv&view=x", &admin).await.problem().0, 400);
    })
    .await;
}

/// The cells of a table.
fn read(reply: &Reply) -> Vec<Vec<String>> {
    use calamine::Reader as _;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    if reply.body.starts_with(b"PK") {
        let mut book = calamine::Xlsx::new(std::io::Cursor::new(&reply.body)).expect("a workbook");
        let sheet = book.worksheet_range_at(0).expect("a sheet").expect("cells");
        return sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    }
    let text = reply.text();
    let mut table =
        csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    table.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

fn urlencoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
