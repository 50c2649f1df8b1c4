//! Opening an organisation, and the wizard that sets it up.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::triggers::{CLOSES_AFTER_H, closing};
use truckroll_server::setup;

use crate::support::{World, on_each_engine, tenant_admin};

/// The server forgets its organisations: it is as if it had just been installed.
async fn bare(world: &World) -> String {
    for sql in ["delete from tenants", "delete from accounts", "delete from definitions"] {
        sqlx::query(sql).execute(world.app.db.pool()).await.expect("is empty");
    }
    setup::code(&world.app).await.expect("reads").expect("a code")
}

fn asked(code: &str) -> Json {
    json!({
        "code": code, "organisation": "Nova Lifts", "name": "Ada Novak", "account": "Ada", "password": "a long password",
        "locale": "en", "time_zone": "Europe/Prague", "utc_offset_min": 60,
    })
}

#[tokio::test]
async fn a_new_server_is_opened_once_by_whoever_knows_its_code() {
    on_each_engine(async |world| {
        assert_eq!(setup::code(&world.app).await.expect("reads"), None, "there are organisations");
        assert_eq!(world.get("/setup", "").await.json(), json!({"needed": false, "invited": false}));
        assert_eq!(
            world.post("/setup", "", asked("ABCD2345")).await.problem(),
            (409, "conflict".into(), "organisation".into())
        );
        let code = bare(world).await;
        assert_eq!(setup::code(&world.app).await.expect("reads"), Some(code.clone()), "the same until it is used");
        assert_eq!(world.get("/setup", "").await.json(), json!({"needed": true, "invited": false}));
        assert_eq!(
            world.post("/setup", "", asked("ABCD2345")).await.problem(),
            (403, "forbidden".into(), "code".into())
        );
        let mut bad = asked(&code);
        for (member, value) in [("organisation", " "), ("account", "a b"), ("password", "short"), ("locale", "xx")] {
            bad[member] = value.into();
        }
        let reply = world.post("/setup", "", bad).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        let problems =
            json!({"organisation": "required", "account": "characters", "password": "too_short", "locale": "unknown"});
        assert_eq!(reply.json()["fields"], problems);
        // two at once: one opens it
        let (one, two) = tokio::join!(world.post("/setup", "", asked(&code)), world.post("/setup", "", asked(&code)));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses[0], 201, "{} {}", one.text(), two.text());
        assert!(statuses[1] == 403 || statuses[1] == 409, "{statuses:?}");
        assert_eq!(setup::code(&world.app).await.expect("reads"), None);
        let sign_in = json!({"account": "ada", "password": "a long password"});
        let session = world.post("/sessions", "", sign_in).await.json();
        let me = &session["me"];
        assert_eq!((&me["tenant_name"], &me["setup_waits"]), (&json!("Nova Lifts"), &json!(true)));
        let ada = session["token"].as_str().expect("token");
        assert_eq!(world.get("/staff", ada).await.json()["agents"][0]["agent"]["name"], "Ada Novak");
        // it closes resolved tickets by itself, until an administrator says otherwise
        let tasks = world.get("/rules?kind=automation", ada).await.json();
        let wanted = closing("Close resolved tickets".into(), CLOSES_AFTER_H);
        assert_eq!(tasks.as_array().map(Vec::len), Some(1), "{tasks}");
        assert_eq!(tasks[0]["rule"], serde_json::to_value(wanted).expect("JSON"));
    })
    .await;
}

#[tokio::test]
async fn another_organisation_is_opened_by_invitation_and_sees_nothing_of_the_first() {
    on_each_engine(async |world| {
        let code = setup::any_code(&world.app.db).await.expect("a code");
        assert_eq!(world.get("/setup", "").await.json(), json!({"needed": false, "invited": true}));
        assert_eq!(world.post("/setup", "", asked("ABCD2345")).await.problem().0, 403);
        assert_eq!(world.post("/setup", "", asked(&code)).await.status, StatusCode::CREATED);
        assert_eq!(world.get("/setup", "").await.json(), json!({"needed": false, "invited": false}));
        assert_eq!(world.post("/setup", "", asked(&code)).await.problem().0, 409, "a code opens one");
        let ada = json!({"account": "ada", "password": "a long password"});
        let ada = world.post("/sessions", "", ada).await.json()["token"].as_str().expect("token").to_owned();
        assert_eq!(world.get("/staff", &ada).await.json()["agents"].as_array().map(Vec::len), Some(1));
        assert_eq!(world.get("/companies", &ada).await.json()["rows"], json!([]));
    })
    .await;
}

async fn keep(world: &World, token: &str, answers: Json, step: &str) -> Json {
    let seq = world.get("/setup/wizard", token).await.json()["seq"].clone();
    let body = json!({"seq": seq, "answers": answers, "step": step});
    let reply = world.call(Method::PUT, "/setup/wizard", token, Some(body)).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

async fn finish(world: &World, token: &str) -> Json {
    let seq = world.get("/setup/wizard", token).await.json()["seq"].clone();
    let reply = world.post("/setup/wizard/finish", token, json!({"seq": seq, "apply": true})).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn the_wizard_goes_on_where_it_stopped_and_makes_nothing_twice() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let fresh = world.get("/setup/wizard", &sun).await.json();
        assert_eq!((&fresh["seq"], &fresh["steps"][3]), (&json!(0), &json!("tickets")));
        keep(world, &sun, json!({"customers": "contact", "industry": "manufacturing"}), "tickets").await;
        let again = world.get("/setup/wizard", &sun).await.json();
        assert_eq!(
            (&again["setup"]["step"], &again["setup"]["answers"]["industry"]),
            (&json!("tickets"), &json!("manufacturing"))
        );
        let stale = json!({"seq": 0, "answers": {}, "step": "staff"});
        assert_eq!(world.call(Method::PUT, "/setup/wizard", &sun, Some(stale)).await.problem().0, 409);
        let answers =
            json!({"customers": "contact", "industry": "manufacturing", "tickets": "customers", "staff": "up_to5"});
        keep(world, &sun, answers.clone(), "staff").await;
        let done = finish(world, &sun).await;
        assert!(done["form"].is_string(), "{done}");
        assert_eq!(done["switched"], json!(["role_management"]));
        let me = world.get("/sessions/current", &sun).await.json();
        assert_eq!((&me["visit_rules"]["photos"], &me["visit_rules"]["signature"]), (&json!(1), &json!(true)));
        assert_eq!((&me["switches"]["role_management"], &me["setup_waits"]), (&json!(false), &Json::Null));
        let forms = world.get("/forms", &sun).await.json();
        assert_eq!(forms.as_array().expect("forms").len(), 1);
        assert_eq!(forms[0]["form"]["fields"][3]["key"], "machine");
        // people change things, and somebody goes through the wizard again
        let rules = world.get("/visit-rules", &sun).await.json();
        let body = json!({"seq": rules["seq"], "rules": {"photos": 4}});
        world.call(Method::PUT, "/visit-rules", &sun, Some(body)).await;
        let seq = world.get("/staff", &sun).await.json()["switches"]["seq"].clone();
        let body = json!({"seq": seq, "switches": {"role_management": true}});
        world.call(Method::PUT, "/switches", &sun, Some(body)).await;
        keep(world, &sun, answers, "staff").await;
        let done = finish(world, &sun).await;
        assert_eq!((&done["form"], &done["switched"]), (&Json::Null, &Json::Null));
        let me = world.get("/sessions/current", &sun).await.json();
        assert_eq!((&me["switches"]["role_management"], &me["visit_rules"]["photos"]), (&json!(true), &json!(4)));
        assert_eq!(world.get("/forms", &sun).await.json().as_array().expect("forms").len(), 1);
        // only for administrators
        let li = world.desk("li-a").await;
        for (method, path) in [(Method::GET, "/setup/wizard"), (Method::POST, "/setup/wizard/finish")] {
            let body = json!({"seq": 0, "apply": true});
            assert_eq!(world.call(method, path, &li, Some(body)).await.problem().0, 403);
        }
    })
    .await;
}
