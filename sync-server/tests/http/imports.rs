//! Files of companies and contacts: what they make and change, what is refused and why, checks, taking back, rights.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::access::{Area, Grant, Reach, Role as Right, Verb};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::people::Role;
use truckroll_domain::{Command, RoleId};
use truckroll_server::directory::put_definition;
use truckroll_server::imports;

use crate::support::{NOW, Reply, World, agent, on_each_engine, put_agent, tenant_admin};

const DAY: i64 = 86_400_000;

/// Brings a file and returns what the server made of it.
pub async fn upload(world: &World, token: &str, noun: &str, bytes: &[u8]) -> Json {
    let path = format!("/imports?noun={noun}&name=customers");
    let reply = world.bytes(Method::POST, &path, token, bytes.to_vec()).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    reply.json()
}

pub async fn start(world: &World, token: &str, now: &Json, dry: bool, change: impl FnOnce(&mut Json)) -> Reply {
    let mut mapping = now["mapping"].clone();
    change(&mut mapping);
    let path = format!("/imports/{}/start", now["id"].as_str().expect("id"));
    world.post(&path, token, json!({"dry": dry, "mapping": mapping})).await
}

pub async fn read(world: &World, token: &str, now: &Json) -> Json {
    world.get(&format!("/imports/{}", now["id"].as_str().expect("id")), token).await.json()
}

/// Brings a file, stores its rows and returns what it came to.
pub async fn import(world: &World, token: &str, noun: &str, bytes: &[u8], change: impl FnOnce(&mut Json)) -> Json {
    let now = upload(world, token, noun, bytes).await;
    let started = start(world, token, &now, false, change).await;
    assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.text());
    imports::work(&world.app).await.expect("works");
    read(world, token, &now).await
}

async fn undo(world: &World, token: &str, now: &Json) -> Json {
    let path = format!("/imports/{}/undo", now["id"].as_str().expect("id"));
    let reply = world.post(&path, token, json!({})).await;
    assert_eq!(reply.status, StatusCode::ACCEPTED, "{}", reply.text());
    imports::work(&world.app).await.expect("works");
    read(world, token, now).await
}

/// Rows, created, updated, kept, rejected.
pub fn counts(now: &Json) -> [i64; 5] {
    ["rows", "created", "updated", "kept", "rejected"].map(|name| now["result"][name].as_i64().expect("a count"))
}

/// Row, column and reason of everything that was refused.
fn refused(now: &Json) -> Vec<(i64, Option<i64>, String)> {
    let rows = now["refused"].as_array().cloned().unwrap_or_default();
    let faults = |row: &Json| {
        let number = row["row"].as_i64().expect("a row");
        let all = row["faults"].as_array().cloned().expect("faults");
        all.into_iter().map(move |f| (number, f["column"].as_i64(), f["reason"].as_str().expect("why").to_owned()))
    };
    rows.iter().flat_map(faults).collect()
}

/// A customer by name.
async fn named(world: &World, token: &str, list: &str, name: &str) -> Json {
    let asked = json!({"filter": {"all": [{"field": "name", "op": "is", "value": name}]}});
    let page = world.post(&format!("/{list}/query"), token, asked).await.json();
    let id = page["rows"][0]["row"]["id"].as_str().unwrap_or_else(|| panic!("{name} is there: {page}")).to_owned();
    world.get(&format!("/{list}/{id}"), token).await.json()
}

pub(crate) async fn total(world: &World, token: &str, list: &str) -> i64 {
    world.post(&format!("/{list}/query"), token, json!({})).await.json()["total"].as_i64().expect("a total")
}

#[tokio::test]
async fn companies_are_made_and_changed_and_blank_cells_erase_nothing() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let before = total(world, &li, "companies").await;
        let hua = CompanyEdit {
            name: Some("Hua Plaza".into()),
            phone: Some("021 6321 5501".into()),
            remark: Some("Back door".into()),
            ..CompanyEdit::default()
        };
        let command = CompanyCommand::Create { company: Box::new(hua) };
        world.execute(&world.a, Command::Company { id: world.app.fresh(), command }).await;
        let file = "公司名称,联系电话,邮箱,服务截止,负责人,备注,我不认识\r\n\
                    华东大厦,+86 21 6321 5502,office@huadong.example,2027-03-31,li-a,高速梯,x\r\n\
                    Hua Plaza,,office@hua.example,,,,\r\n\
                    ,,,\r\n\
                    ,021-6321 5503,,,,没有名字,\r\n\
                    Bo Garden,none,nobody,soon,nobody-a,,\r\n\
                    华东大厦,,,,,again,\r\n";
        let now = import(world, &li, "company", file.as_bytes(), |_| {}).await;
        assert_eq!(now["state"], "done", "{now}");
        assert_eq!(counts(&now), [5, 1, 1, 0, 3], "{now}");
        let wanted = [
            (5, Some(0), "required"),
            (6, Some(1), "bad_format"),
            (6, Some(2), "bad_format"),
            (6, Some(3), "bad_format"),
            (6, Some(4), "option_not_found"),
            (7, Some(0), "duplicate_in_file"),
        ];
        let wanted = wanted.map(|(row, column, why)| (row, column, why.to_owned()));
        assert_eq!(refused(&now), wanted);
        assert_eq!(total(world, &li, "companies").await, before + 2);
        let made = named(world, &li, "companies", "华东大厦").await;
        assert_eq!(made["phones"][0]["e164"], "+862163215502");
        assert_eq!(made["company"]["owner"].as_str(), Some(world.a.li.to_string().as_str()));
        // 31 March in Shanghai begins at 16:00 UTC of the day before
        assert_eq!(made["company"]["service_to"], 1_806_422_400_000_i64);
        let changed = named(world, &li, "companies", "Hua Plaza").await;
        assert_eq!(changed["company"]["email"], "office@hua.example");
        assert_eq!(
            (&changed["company"]["phone"], &changed["company"]["remark"]),
            (&json!("021 6321 5501"), &json!("Back door"))
        );
        assert_eq!(changed["entries"][0]["author_name"], "Li Na", "the history says who");
        // the same file again changes nothing, and says so
        let again = import(world, &li, "company", file.as_bytes(), |_| {}).await;
        assert_eq!(counts(&again), [5, 0, 0, 2, 3]);
        assert_eq!(total(world, &li, "companies").await, before + 2);
        let list = world.get("/imports?noun=company", &li).await.json();
        let told =
            |n: usize| (list[n]["agent_name"].clone(), list[n]["file"].clone(), list[n]["result"]["rows"].clone());
        assert_eq!(told(0), (json!("Li Na"), json!("customers"), json!(5)));
        assert_eq!((list.as_array().map(Vec::len), told(1).2), (Some(2), json!(5)));
    })
    .await;
}

#[tokio::test]
async fn the_table_of_refused_rows_repeats_them_and_says_why_in_the_readers_language() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let file = "Name;E-mail;Colour\nHua;a@b;red\nBo;bo@example.org;blue\n=Cmd;x y;=1+1\n";
        let now = import(world, &li, "company", file.as_bytes(), |_| {}).await;
        assert_eq!(counts(&now), [3, 1, 0, 0, 2]);
        let path =
            now["result"]["rejected_file"].as_str().expect("an address").trim_start_matches("/api/v1").to_owned();
        let table = world.get(&format!("{path}?language=en"), &li).await;
        assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
        let wanted = "\u{feff}Name,E-mail,Colour,reason\r\n\
                      Hua,a@b,red,\"Row 2, E-mail: not an e-mail address\"\r\n\
                      '=Cmd,x y,'=1+1,\"Row 4, E-mail: not an e-mail address\"\r\n";
        assert_eq!(table.text(), wanted);
        let table = world.get(&format!("{path}?language=zh-CN"), &li).await.text();
        assert!(table.contains("原因\r\n") && table.contains("第 2 行，E-mail：不是邮箱地址"), "{table}");
        // put right, it is imported as it is: the reason is passed over
        let right = wanted.replace("a@b", "hua@example.org").replace("x y", "cmd@example.org");
        let again = import(world, &li, "company", right.as_bytes(), |_| {}).await;
        assert_eq!(counts(&again), [2, 2, 0, 0, 0], "{again}");
        assert_eq!(named(world, &li, "companies", "=Cmd").await["company"]["email"], "cmd@example.org");
        assert_eq!(world.get(&format!("{path}?language=de"), &li).await.problem().2, "language");
    })
    .await;
}

#[tokio::test]
async fn a_check_reports_like_the_import_and_stores_nothing() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let before = (total(world, &li, "companies").await, total(world, &li, "contacts").await);
        let file =
            "Company,Name,Mobile\nHua,Zhou,13800001111\nHua,Min,13800002222\nBo,Wu,bad\nHua,Again,138-0000-1111\n";
        let create = |mapping: &mut Json| mapping["create_companies"] = json!(true);
        let now = upload(world, &li, "contact", file.as_bytes()).await;
        assert_eq!(now["mapping"]["columns"], json!(["companies", "name", "phone"]));
        assert_eq!(now["head"][1], json!(["Hua", "Zhou", "13800001111"]));
        assert_eq!(start(world, &li, &now, true, create).await.status, StatusCode::ACCEPTED);
        imports::work(&world.app).await.expect("works");
        let checked = read(world, &li, &now).await;
        assert_eq!((&checked["state"], &checked["dry"]), (&json!("checked"), &json!(true)));
        assert_eq!(counts(&checked), [4, 2, 0, 0, 2]);
        assert_eq!((total(world, &li, "companies").await, total(world, &li, "contacts").await), before);
        assert_eq!(start(world, &li, &checked, false, create).await.status, StatusCode::ACCEPTED);
        imports::work(&world.app).await.expect("works");
        let done = read(world, &li, &now).await;
        for part in ["result", "refused"] {
            assert_eq!(done[part], checked[part]);
        }
        assert_eq!(done["result"]["companies_created"], 1);
        assert_eq!(
            (total(world, &li, "companies").await, total(world, &li, "contacts").await),
            (before.0 + 1, before.1 + 2)
        );
        let hua = named(world, &li, "companies", "Hua").await;
        assert_eq!(hua["contacts"].as_array().map(Vec::len), Some(2));
        let zhou = named(world, &li, "contacts", "Zhou").await;
        assert_eq!(zhou["contact"]["company_name"], "Hua");
    })
    .await;
}

#[tokio::test]
async fn contacts_are_told_by_company_and_mobile_and_kept_where_that_is_asked() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let companies = "Name\nHua\nBo\n";
        import(world, &li, "company", companies.as_bytes(), |_| {}).await;
        let file = "Company,Name,Mobile,Position\n\
                    Hua,Zhou,138 0000 1111,Manager\n\
                    Bo,Zhou too,13800001111,Owner\n\
                    ,Alone,13800003333,\n\
                    Hua,,13800004444,\n\
                    Hua,No number,,Guard\n\
                    Gone Ltd,Wu,13800005555,\n\
                    Hua,,,Nobody\n";
        let now = import(world, &li, "contact", file.as_bytes(), |_| {}).await;
        assert_eq!(counts(&now), [7, 5, 0, 0, 2], "{now}");
        let wanted = [(7, Some(0), "company_not_found".to_owned()), (8, Some(1), "required".to_owned())];
        assert_eq!(refused(&now), wanted);
        assert_eq!(now["refused"][0]["faults"][0]["detail"], "Gone Ltd");
        assert_eq!(named(world, &li, "contacts", "13800004444").await["contact"]["company_name"], "Hua");
        let news = "Company,Name,Mobile,Position\nHua,Zhou Min,+8613800001111,\n,Alone,13800003333,Caretaker\nBo,Zhou too,1380000-1111,Head\n";
        let keep = |mapping: &mut Json| mapping["keep"] = json!(true);
        let kept = import(world, &li, "contact", news.as_bytes(), keep).await;
        assert_eq!(counts(&kept), [3, 0, 0, 3, 0]);
        assert_eq!(named(world, &li, "contacts", "Zhou").await["contact"]["position"], "Manager");
        let changed = import(world, &li, "contact", news.as_bytes(), |_| {}).await;
        assert_eq!(counts(&changed), [3, 0, 3, 0, 0]);
        let zhou = named(world, &li, "contacts", "Zhou Min").await;
        assert_eq!((&zhou["contact"]["position"], &zhou["contact"]["phone"]), (&json!("Manager"), &json!("+8613800001111")));
        assert_eq!(named(world, &li, "contacts", "Zhou too").await["contact"]["position"], "Head");
    })
    .await;
}

#[tokio::test]
async fn files_without_headings_are_data_from_their_first_row() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let gb = b"Hua \xb4\xf3\xcf\xc3,021-6321 5501\nBo,x\n";
        let now = upload(world, &li, "company", gb).await;
        assert_eq!((&now["mapping"]["header"], &now["head"][0][0]), (&json!(false), &json!("Hua 大厦")));
        let bare = start(world, &li, &now, true, |_| {}).await;
        assert_eq!(bare.json()["fields"]["columns"], "name_required");
        let columns = |mapping: &mut Json| mapping["columns"] = json!(["name", "phone"]);
        assert_eq!(start(world, &li, &now, false, columns).await.status, StatusCode::ACCEPTED);
        imports::work(&world.app).await.expect("works");
        let done = read(world, &li, &now).await;
        assert_eq!((counts(&done), refused(&done)), ([2, 1, 0, 0, 1], vec![(2, Some(1), "bad_format".to_owned())]));
        let path = format!("/imports/{}/rejected?language=en", now["id"].as_str().expect("id"));
        assert_eq!(world.get(&path, &li).await.text(), "\u{feff}Bo,x,\"Row 2, Phone: not a phone number\"\r\n");
    })
    .await;
}

#[tokio::test]
async fn old_spreadsheets_and_templates_are_read() {
    let world = World::sqlite().await;
    let li = world.desk("li-a").await;
    let now = import(&world, &li, "company", include_bytes!("files/customers.xls"), |_| {}).await;
    assert_eq!((now["format"].as_str(), counts(&now)), (Some("xls"), [3, 2, 0, 0, 1]), "{now}");
    let hua = named(&world, &li, "companies", "华东大厦").await;
    assert_eq!(
        (&hua["company"]["service_to"], &hua["company"]["remark"]),
        (&json!(1_806_422_400_000_i64), &json!("高速梯"))
    );
    assert_eq!(named(&world, &li, "companies", "Bo Garden").await["phones"][0]["e164"], "+8613800001111");
    let path = now["result"]["rejected_file"].as_str().expect("an address").trim_start_matches("/api/v1").to_owned();
    let table = upload(&world, &li, "company", &world.get(&path, &li).await.body).await;
    assert_eq!(table["head"][1], json!(["", "", "", "no name", "Row 4, 公司名称: must be filled"]));
    for noun in ["company", "contact"] {
        for (format, language) in [("xlsx", "en"), ("csv", "zh-CN"), ("xlsx", "zh-CN"), ("csv", "en")] {
            let path = format!("/imports/template?noun={noun}&format={format}&language={language}");
            let now = upload(&world, &li, noun, &world.get(&path, &li).await.body).await;
            let columns = now["mapping"]["columns"].as_array().cloned().expect("columns");
            assert!(columns.len() > 12 && columns.iter().all(|key| key != ""), "{now}");
            assert_eq!(start(&world, &li, &now, true, |_| {}).await.json()["fields"]["file"], "only_headings");
        }
    }
    world.close().await;
}

#[tokio::test]
async fn what_cannot_be_imported_is_refused_by_name() {
    let world = World::sqlite().await;
    let li = world.desk("li-a").await;
    let send = async |bytes: Vec<u8>| world.bytes(Method::POST, "/imports?noun=company", &li, bytes).await;
    for (bytes, problem) in [
        (Vec::new(), "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0".to_vec(), "not_a_table"),
        (b"Name\n\xff\xff\xff\xff".to_vec(), "encoding"),
        ("x\n".repeat(100_002).into_bytes(), "too_many_rows"),
        (vec!["x"; 201].join(",").into_bytes(), "too_many_columns"),
    ] {
        let reply = send(bytes).await;
        assert_eq!(
            (reply.status, &reply.json()["fields"]["file"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(problem))
        );
    }
    assert_eq!(send(vec![b' '; 50 * 1024 * 1024 + 1]).await.problem().0, 413);
    let now = upload(&world, &li, "company", b"Name,Phone\nHua,\n").await;
    for (columns, member, problem) in [
        (json!(["phone"]), "columns", "name_required"),
        (json!(["name", "name"]), "columns.1", "taken"),
        (json!(["name", "created_at"]), "columns.1", "unknown_field"),
    ] {
        let reply = start(&world, &li, &now, false, |mapping| mapping["columns"] = columns).await;
        assert_eq!(
            (reply.status, &reply.json()["fields"][member]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(problem))
        );
    }
    let path = format!("/imports/{}/start", now["id"].as_str().expect("id"));
    let odd = world.post(&path, &li, json!({"mapping": {"columns": ["name"], "speed": 9}})).await;
    assert_eq!(odd.problem(), (400, "unknown_member".into(), "speed".into()));
    assert_eq!(
        world.post(&format!("/imports/{}/undo", now["id"].as_str().expect("id")), &li, json!({})).await.problem().0,
        403
    );
    // it is stored once
    assert_eq!(start(&world, &li, &now, false, |_| {}).await.status, StatusCode::ACCEPTED);
    assert_eq!(start(&world, &li, &now, false, |_| {}).await.problem(), (409, "conflict".into(), "import".into()));
    let other = upload(&world, &li, "company", b"Name\nBo\n").await;
    assert_eq!(start(&world, &li, &other, false, |_| {}).await.problem().2, "another_import");
    imports::work(&world.app).await.expect("works");
    assert_eq!(start(&world, &li, &now, false, |_| {}).await.problem().0, 409);
    world.close().await;
}

#[tokio::test]
async fn taking_back_leaves_whom_somebody_changed_since_and_names_him() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        import(world, &li, "company", b"Name,Phone,Remark,City\nHua,021 6321 5501,old,\nBo,,old,Xian\n", |_| {}).await;
        import(world, &li, "contact", b"Company,Name,Mobile\n,Zhou,13800001111\n", |_| {}).await;
        let before = (total(world, &li, "companies").await, total(world, &li, "contacts").await);
        let file = b"Name,Phone,Remark,City\nHua,,new,Shanghai\nBo,021 6321 5502,new,\nFresh,,,\nBusy,,,\n";
        let now = import(world, &li, "company", file, |_| {}).await;
        assert_eq!(counts(&now), [4, 2, 2, 0, 0]);
        assert_eq!(now["can_undo"], json!(null), "a dispatcher may not delete customers");
        let people = import(
            world,
            &li,
            "contact",
            b"Company,Name,Mobile\nFresh,,13800001111\nNew Ltd,Wu,13800002222\n",
            |mapping| {
                mapping["create_companies"] = json!(true);
            },
        )
        .await;
        // who was in no company is another one than the one of Fresh
        assert_eq!(counts(&people), [2, 2, 0, 0, 0]);
        let edit = |name: &str, edit: Json| (name.to_owned(), edit);
        for (name, edit) in [edit("Bo", json!({"remark": "mine"}))] {
            let id = named(world, &li, "companies", &name).await["row"]["id"].clone();
            let id_of: truckroll_domain::CommandId = world.app.fresh();
            let command = json!({"on": "company", "id": id, "command": {"do": "edit", "edit": edit}});
            let body = json!({"commands": [{"id": id_of, "at": NOW, "command": command}]});
            assert_eq!(world.post("/commands", &li, body).await.status, StatusCode::OK);
        }
        let busy =
            named(world, &li, "companies", "Busy").await["row"]["id"].as_str().expect("id").parse().expect("an id");
        let ticket = truckroll_domain::tickets::NewTicket {
            title: "Open".into(),
            customer: truckroll_domain::visits::Customer { company: Some(busy), ..Default::default() },
            ..Default::default()
        };
        let command = truckroll_domain::tickets::TicketCommand::Create { ticket: Box::new(ticket) };
        world.execute(&world.a, Command::Ticket { id: world.app.fresh(), command }).await;
        let path = format!("/imports/{}/undo", now["id"].as_str().expect("id"));
        assert_eq!(world.post(&path, &li, json!({})).await.problem().0, 403);
        let undone = undo(world, &sun, &now).await;
        assert_eq!(undone["state"], "undone", "{undone}");
        assert_eq!((&undone["removed"], &undone["restored"], &undone["left"]), (&json!(1), &json!(1), &json!(2)));
        let left = undone["left_customers"].as_array().cloned().expect("list");
        let told: Vec<(&str, &str)> =
            left.iter().map(|l| (l["name"].as_str().expect("name"), l["why"].as_str().expect("why"))).collect();
        assert_eq!(told, [("Bo", "changed"), ("Busy", "busy")]);
        assert_eq!(undone["undone_by"], "Sun Li");
        let hua = named(world, &li, "companies", "Hua").await;
        assert_eq!((&hua["company"]["remark"], &hua["company"]["address"]["city"]), (&json!("old"), &json!("")));
        assert_eq!(hua["company"]["phone"], "021 6321 5501");
        let bo = named(world, &li, "companies", "Bo").await;
        assert_eq!((&bo["company"]["remark"], &bo["company"]["phone"]), (&json!("mine"), &json!("021 6321 5502")));
        let undone = undo(world, &sun, &people).await;
        assert_eq!((&undone["removed"], &undone["left"]), (&json!(3), &json!(0)), "{undone}");
        assert_eq!(
            (total(world, &li, "companies").await, total(world, &li, "contacts").await),
            (before.0 + 1, before.1)
        );
        let log = world.get("/audit?action=import_undone", &sun).await.json();
        assert_eq!(log["rows"].as_array().map(Vec::len), Some(2));
        let log = world.get("/audit?action=import_started", &sun).await.json();
        assert_eq!((&log["rows"][0]["agent_name"], &log["rows"][0]["after"]["rows"]), (&json!("Li Na"), &json!(2)));
        // thirty days later there is nothing left to take back
        world.advance(31 * DAY);
        imports::clear_old(&world.app).await.expect("clears");
        let sun = world.desk("sun-a").await;
        assert_eq!(world.post(&path, &sun, json!({})).await.problem().0, 409);
        assert_eq!(read(world, &sun, &now).await["head"], json!(null));
    })
    .await;
}

#[tokio::test]
async fn a_contact_leaves_again_the_company_an_import_brought_him_into() {
    on_each_engine(async |world| {
        let (li, sun) = (world.desk("li-a").await, tenant_admin(world, &world.a, "sun-a").await);
        import(world, &li, "company", b"Name\nHua\nBo\n", |_| {}).await;
        import(world, &li, "contact", b"Company,Name,Mobile\nHua,Zhou,13800001111\n", |_| {}).await;
        let file = "Company,Name,Mobile\n\"Hua\nBo\",Zhou Min,13800001111\n";
        let now = import(world, &li, "contact", file.as_bytes(), |_| {}).await;
        assert_eq!(counts(&now), [1, 0, 1, 0, 0]);
        let both = named(world, &li, "contacts", "Zhou Min").await;
        assert_eq!(both["contact"]["companies"].as_object().map(serde_json::Map::len), Some(2));
        assert_eq!(undo(world, &sun, &now).await["restored"], 1);
        let zhou = named(world, &li, "contacts", "Zhou").await;
        assert_eq!(zhou["contact"]["companies"].as_object().map(serde_json::Map::len), Some(1));
        assert_eq!(zhou["contact"]["company_name"], "Hua");
    })
    .await;
}

/// Gives Li a role of these verbs over customers.
async fn limit(world: &World, verbs: &[Verb], reach: Reach) {
    let id: RoleId = world.app.fresh();
    let grants = [(Area::Customers, Grant::of(verbs, reach))].into();
    let role = Right { id, name: "Clerk".into(), remark: String::new(), grants };
    let mut tx = world.app.db.begin().await.expect("begins");
    put_definition(&mut tx, world.a.id, Right::KIND, &id.to_string(), &role).await.expect("stored");
    tx.commit().await.expect("commits");
    let mut li = agent(world.a.li, "li-a", "Li Na", Role::Dispatcher);
    li.role = Some(id);
    put_agent(&world.app, world.a.id, &li).await;
}

#[tokio::test]
async fn importing_and_exporting_are_rights_of_their_own_and_rows_obey_the_others() {
    on_each_engine(async |world| {
        let wang = world.phone("wang-a", truckroll_domain::DeviceId::from_parts(1, [1; 10])).await;
        let li = world.desk("li-a").await;
        let other = world.desk("li-b").await;
        let now = upload(world, &li, "company", b"Name\nHua\nAurora Lifts Customer\n").await;
        let id = now["id"].as_str().expect("id");
        for path in
            ["/imports?noun=company", "/imports/template?noun=company&format=csv", "/companies/export?format=csv"]
        {
            assert_eq!(world.get(path, &wang).await.problem().0, 403, "{path}");
        }
        assert_eq!(
            world.bytes(Method::POST, "/imports?noun=company", &wang, b"Name\n".to_vec()).await.problem().0,
            403
        );
        for path in [format!("/imports/{id}"), format!("/imports/{id}/rejected")] {
            assert_eq!(world.get(&path, &other).await.problem().0, 404, "{path}");
        }
        assert_eq!(start(world, &other, &now, false, |_| {}).await.problem().0, 404);
        assert_eq!(world.get("/imports?noun=company", &other).await.json(), json!([]));
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        assert_eq!(start(world, &sun, &now, false, |_| {}).await.problem().2, "author");
        // with the right to make customers and not to change them
        limit(world, &[Verb::View, Verb::Create, Verb::Import], Reach::All).await;
        let file = b"Name,Remark\nHua,\nAurora Lifts Customer,new\n";
        let now = import(world, &li, "company", file, |_| {}).await;
        assert_eq!((counts(&now), refused(&now)), ([2, 1, 0, 0, 1], vec![(3, None, "permission_denied".to_owned())]));
        assert_eq!(world.get("/companies/export?format=csv", &li).await.problem().0, 403);
        // the right is gone before the work begins
        let now = upload(world, &li, "company", b"Name\nBo\n").await;
        assert_eq!(start(world, &li, &now, false, |_| {}).await.status, StatusCode::ACCEPTED);
        limit(world, &[Verb::View, Verb::Create], Reach::All).await;
        imports::work(&world.app).await.expect("works");
        let failed = read(world, &sun, &now).await;
        assert_eq!(
            (&failed["state"], &failed["trouble"], failed["result"]["created"].as_i64()),
            (&json!("failed"), &json!("not_allowed"), Some(0))
        );
        assert_eq!(world.get("/imports?noun=company", &li).await.problem().0, 403);
    })
    .await;
}

#[tokio::test]
async fn what_the_organisation_has_locked_is_refused_row_by_row_and_not_taken_back() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let lock = async |locks: Json| {
            let seq = world.get("/customer-restrictions", &sun).await.json()["seq"].clone();
            let body = json!({"seq": seq, "restrictions": locks});
            let done = world.call(Method::PUT, "/customer-restrictions", &sun, Some(body)).await;
            assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        };
        let old = import(world, &sun, "company", b"Name,Remark\nHua,old\n", |_| {}).await;
        lock(json!({"add_companies": true})).await;
        // more than a chunk may be refused after it was tried
        let mut file = "Name,Remark\nHua,new\n".to_owned();
        (0..150).for_each(|n| file.push_str(&format!("New {n},\n")));
        let now = import(world, &sun, "company", file.as_bytes(), |_| {}).await;
        assert_eq!((now["state"].as_str(), counts(&now)), (Some("done"), [151, 0, 1, 0, 150]), "{now}");
        assert_eq!(refused(&now)[0], (3, None, "permission_denied".to_owned()));
        lock(json!({"delete_companies": true})).await;
        let path = format!("/imports/{}/undo", old["id"].as_str().expect("id"));
        let shut = world.post(&path, &sun, json!({})).await;
        assert_eq!((shut.status, &shut.json()["refusal"]["lock"]), (StatusCode::FORBIDDEN, &json!("delete_companies")));
        lock(json!({})).await;
        assert_eq!(world.post(&path, &sun, json!({})).await.status, StatusCode::ACCEPTED);
        // a lock that comes while it is taken back stops it, and it can be gone on with
        lock(json!({"edit_companies": true})).await;
        imports::work(&world.app).await.expect("works");
        assert_eq!(read(world, &sun, &old).await["trouble"], "not_allowed");
        lock(json!({})).await;
        assert_eq!(world.post(&path, &sun, json!({})).await.status, StatusCode::ACCEPTED);
        imports::work(&world.app).await.expect("works");
        let undone = read(world, &sun, &old).await;
        assert_eq!((&undone["state"], &undone["removed"]), (&json!("undone"), &json!(1)), "{undone}");
    })
    .await;
}
