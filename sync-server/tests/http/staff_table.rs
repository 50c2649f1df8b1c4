//! Agents in tables: rows make and change agents or say why not, start passwords are told once, what was exported comes back.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::access::BuiltIn;

use crate::support::{PASSWORD, Reply, World, on_each_engine, tenant_admin};

const FILE: &str = "Sign-in name,Name,Role,Groups,Licences,E-mail\r\n\
    mei-a,Mei Lin,Ordinary agent,East,Tickets; Visits,mei@lifts.example\r\n\
    jun-a,Jun Wu,Engineer,,,\r\n\
    li-b,Li of elsewhere,Ordinary agent,,,\r\n\
    mei-a,Mei again,Engineer,,,\r\n\
    bo-a,Bo,Pilot,,,\r\n\
    ann-a,Ann,Engineer,North,,\r\n\
    kim-a,Kim,Engineer,,,kim@\r\n\
    zoe-a,Zoe,,,,\r\n\
    Wang-A,Wang Wei,Engineer,East,,wang@lifts.example\r\n\
    ,Nobody,Engineer,,,\r\n";

const COLUMNS: [&str; 6] = ["account", "name", "role", "groups", "licences", "email"];

fn mapping(columns: &[&str]) -> String {
    json!({"header": true, "columns": columns, "keep": false, "create_companies": false}).to_string()
}

async fn bring(world: &World, token: &str, step: &str, mapping: &str, file: &str) -> Reply {
    let mapping: String = mapping.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let path = format!("/staff/import?step={step}&language=en&mapping={mapping}");
    world.bytes(Method::POST, &path, token, file.as_bytes().to_vec()).await
}

async fn east(world: &World, admin: &str) -> Json {
    let group =
        json!({"seq": 0, "group": {"id": truckroll_domain::GroupId::default(), "name": "East", "parent": null}});
    world.post("/groups", admin, group).await.json()["group"]["id"].clone()
}

fn agent<'a>(staff: &'a Json, account: &str) -> &'a Json {
    let all = staff["agents"].as_array().expect("agents");
    &all.iter().find(|now| now["agent"]["account"] == account).unwrap_or_else(|| panic!("no {account}"))["agent"]
}

#[tokio::test]
async fn rows_make_and_change_agents_or_say_why_not() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let east = east(world, &sun).await;
        let look = bring(world, &sun, "look", "", FILE).await.json();
        assert_eq!((&look["mapping"]["columns"], &look["rows"]), (&json!(COLUMNS), &json!(11)));
        // a check says what would be and stores nothing
        let before = world.get("/staff", &sun).await.json();
        let check = bring(world, &sun, "check", &mapping(&COLUMNS), FILE).await.json();
        assert_eq!(world.get("/staff", &sun).await.json()["agents"], before["agents"]);
        let done = bring(world, &sun, "store", &mapping(&COLUMNS), FILE).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let done = done.json();
        for answer in [&check, &done] {
            let counts = ["created", "updated", "kept", "rejected"].map(|key| answer[key].as_i64().expect("a count"));
            assert_eq!(counts, [2, 1, 0, 7], "{answer}");
            let reasons: Vec<(i64, &str, &str)> = answer["refused"]
                .as_array()
                .expect("refused")
                .iter()
                .map(|row| {
                    let fault = &row["faults"][0];
                    let word = |member: &str| fault[member].as_str().unwrap_or_default();
                    (row["row"].as_i64().expect("row"), word("reason"), word("field"))
                })
                .collect();
            let wanted = [
                (4, "account_taken", "account"),
                (5, "duplicate_in_file", "account"),
                (6, "option_not_found", "role"),
                (7, "option_not_found", "groups"),
                (8, "bad_format", "email"),
                (9, "required", "role"),
                (11, "required", "account"),
            ];
            assert_eq!(reasons, wanted);
            let table = answer["refused_csv"].as_str().expect("a table");
            assert!(
                table.contains("“Pilot” is not among the options") && table.contains("not an e-mail address"),
                "{table}"
            );
        }
        assert_eq!(check["passwords"], json!([]));
        let staff = world.get("/staff", &sun).await.json();
        let mei = agent(&staff, "mei-a");
        assert_eq!((&mei["groups"], &mei["licences"]), (&json!([east]), &json!(["tickets", "visits"])));
        assert_eq!(mei["role"], json!(BuiltIn::Agent.id()));
        assert_eq!(agent(&staff, "jun-a")["roles"], json!(["engineer"]), "phones of earlier versions go by the word");
        // cells that say nothing leave what is there
        let wang = agent(&staff, "wang-a");
        assert_eq!((&wang["email"], &wang["skills"]), (&json!("wang@lifts.example"), &json!(["lift"])));
        // the second time nothing is to be done, and the file of refused rows can be brought again
        let again = bring(world, &sun, "store", &mapping(&COLUMNS), FILE).await.json();
        assert_eq!((&again["created"], &again["updated"], &again["kept"]), (&json!(0), &json!(0), &json!(3)));
        let refused = done["refused_csv"].as_str().expect("a table");
        let look = bring(world, &sun, "look", "", refused).await.json();
        assert_eq!(look["mapping"]["columns"], json!(["account", "name", "role", "groups", "licences", "email", ""]));
        let log = world.get("/audit?action=staff_imported", &sun).await.json();
        assert_eq!(log["rows"][1]["after"]["created"], 2, "{log}");
    })
    .await;
}

#[tokio::test]
async fn a_start_password_is_told_once_and_must_be_changed() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let file = "Sign-in name,Name,Role\r\nmei-a,Mei Lin,Ordinary agent\r\n";
        let done = bring(world, &sun, "store", &mapping(&["account", "name", "role"]), file).await.json();
        let one = &done["passwords"][0];
        assert_eq!((&one["account"], &one["name"]), (&json!("mei-a"), &json!("Mei Lin")));
        let password = one["password"].as_str().expect("a password");
        assert!(done["passwords_csv"].as_str().expect("a table").contains(password));
        let stored: Vec<(String,)> = sqlx::query_as("select password_hash from accounts where account = 'mei-a'")
            .fetch_all(world.app.db.pool())
            .await
            .expect("reads");
        assert!(stored.len() == 1 && stored[0].0.starts_with("$argon2id$") && !stored[0].0.contains(password));
        let body = json!({"account": "mei-a", "password": password});
        let mei = world.post("/sessions", "", body).await.json()["token"].as_str().expect("a token").to_owned();
        assert_eq!(world.get("/tickets", &mei).await.problem().1, "password_change_required");
        let change = json!({"old": password, "new": PASSWORD});
        assert_eq!(world.post("/account/password", &mei, change).await.status, StatusCode::NO_CONTENT);
        assert_eq!(world.get("/tickets", &mei).await.status, StatusCode::OK);
        let log = world.get("/audit", &sun).await.text();
        assert!(!log.contains(password), "the log has no passwords");
    })
    .await;
}

#[tokio::test]
async fn what_was_exported_comes_back_as_it_was() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        east(world, &sun).await;
        bring(world, &sun, "store", &mapping(&COLUMNS), FILE).await;
        for (format, language) in [("csv", "en"), ("csv", "zh-CN"), ("xlsx", "zh-CN")] {
            let path = format!("/staff/export?format={format}&language={language}");
            let table = world.get(&path, &sun).await;
            assert_eq!(table.status, StatusCode::OK, "{}", table.text());
            let path = "/staff/import?step=look&language=en";
            let look = world.bytes(Method::POST, path, &sun, table.body.to_vec()).await.json();
            let columns: Vec<String> = serde_json::from_value(look["mapping"]["columns"].clone()).expect("columns");
            assert!(columns.len() == 14 && columns.iter().all(|key| !key.is_empty()), "{columns:?}");
            let mapping: String = look["mapping"].to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
            let path = format!("/staff/import?step=check&language=en&mapping={mapping}");
            let check = world.bytes(Method::POST, &path, &sun, table.body.to_vec()).await.json();
            // agents of the tests have roles of earlier versions, which become roles
            assert_eq!((&check["created"], &check["rejected"]), (&json!(0), &json!(0)), "{format} {language}: {check}");
            assert_eq!(check["kept"].as_i64().zip(check["updated"].as_i64()), Some((3, 3)), "{check}");
        }
        let empty = world.get("/staff/template?format=csv&language=en", &sun).await.text();
        assert!(empty.contains("Sign-in name,Name,") && empty.lines().count() == 1, "{empty}");
    })
    .await;
}

#[tokio::test]
async fn whoever_may_less_imports_less() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        for path in ["/staff/export?format=csv", "/staff/template?format=csv"] {
            assert_eq!(world.get(path, &li).await.problem().0, 403, "{path}");
        }
        assert_eq!(bring(world, &li, "look", "", FILE).await.problem().0, 403);
        // a clerk of the staff office makes nobody who may more than himself
        let role = json!({"id": truckroll_domain::RoleId::default(), "name": "Staff office", "grants": {
            "staff": {"verbs": ["view", "create", "edit"], "reach": "all"},
            "customers": {"verbs": ["view"], "reach": "all"}}});
        world.post("/roles", &sun, json!({"seq": 0, "role": role})).await;
        let file = "Sign-in name,Name,Role\r\nann-a,Ann,Staff office\r\n";
        let columns = mapping(&["account", "name", "role"]);
        let made = bring(world, &sun, "store", &columns, file).await.json();
        let body = json!({"account": "ann-a", "password": made["passwords"][0]["password"]});
        let ann = world.post("/sessions", "", body).await.json()["token"].as_str().expect("a token").to_owned();
        let change = json!({"old": made["passwords"][0]["password"], "new": PASSWORD});
        world.post("/account/password", &ann, change).await;
        let file = "Sign-in name,Name,Role\r\nbo-a,Bo,Administrator\r\nsun-a,Sun Li,Staff office\r\nkim-a,Kim,Staff office\r\n";
        let done = bring(world, &ann, "store", &columns, file).await.json();
        assert_eq!((&done["created"], &done["rejected"]), (&json!(1), &json!(2)), "{done}");
        let reasons = ["0", "1"].map(|n| done["refused"][n.parse::<usize>().expect("n")]["faults"][0]["reason"].clone());
        assert_eq!(reasons, [json!("permission_denied"), json!("permission_denied")]);
        // nor does the last administrator take his own rights away
        let file = "Sign-in name,Name,Role\r\nsun-a,Sun Li,Engineer\r\n";
        let done = bring(world, &sun, "store", &columns, file).await.json();
        assert_eq!(done["refused"][0]["faults"][0]["reason"], "last_administrator", "{done}");
    })
    .await;
}

#[tokio::test]
async fn what_is_no_table_of_agents_is_refused_as_a_whole() {
    let world = World::sqlite().await;
    let sun = tenant_admin(&world, &world.a, "sun-a").await;
    let fields = async |step: &str, columns: &[&str], file: &str| {
        bring(&world, &sun, step, &mapping(columns), file).await.json()["fields"].clone()
    };
    assert_eq!(fields("look", &[], "").await, json!({"file": "empty"}));
    assert_eq!(fields("check", &["name"], "a\r\nb\r\n").await, json!({"columns": "account_required"}));
    assert_eq!(fields("check", &["account", "shoe"], "a,b\r\nc,d\r\n").await, json!({"columns.1": "unknown_field"}));
    assert_eq!(fields("check", &["account"], "a\r\n").await, json!({"file": "only_headings"}));
    let long: String = (0..1_002).map(|n| format!("a{n}\r\n")).collect();
    assert_eq!(fields("look", &[], &long).await, json!({"file": "too_many_rows"}));
    assert_eq!(bring(&world, &sun, "steal", "", FILE).await.problem().2, "step");
    assert_eq!(bring(&world, &sun, "check", "{}x", FILE).await.problem().0, 400);
}
