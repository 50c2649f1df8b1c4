//! Calendars: written by their numbers, one of them the organisation's own, clocks told by the server.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::CalendarId;
use truckroll_domain::time::{DAY_MS, HOUR_MS};
use truckroll_server::calendars;

use crate::support::{NOW, Reply, World, on_each_engine, tenant_admin};

fn office(name: &str, zone: &str) -> Json {
    json!({"id": CalendarId::default(), "name": name, "time_zone": zone, "periods": [
        {"name": "Office", "working": true, "weekdays": 31, "ranges": [{"from_min": 540, "to_min": 1080}]}]})
}

async fn create(world: &World, token: &str, calendar: Json) -> Reply {
    world.post("/calendars", token, json!({"seq": 0, "calendar": calendar})).await
}

fn path(now: &Json) -> String {
    format!("/calendars/{}", now["calendar"]["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn the_first_calendar_is_the_organisations_own_until_another_says_so() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let first = create(world, &sun, office("Office", "Asia/Shanghai")).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
        let first = first.json();
        assert_eq!(first["calendar"]["default"], true);
        let second = create(world, &sun, office("Berlin", "Europe/Berlin")).await.json();
        assert_eq!(second["calendar"]["default"], Json::Null);
        assert_eq!(second["calendar"]["offsets"]["changes"].as_array().map(Vec::len), Some(24), "told by the server");
        let remove = |now: &Json| (path(now), json!({"seq": now["seq"]}));
        let (at, body) = remove(&first);
        let reply = world.call(Method::DELETE, &at, &sun, Some(body)).await;
        assert_eq!(reply.problem(), (409, "conflict".into(), "default_calendar".into()));
        let mut unset = first["calendar"].clone();
        unset["default"] = false.into();
        let reply = world.call(Method::PUT, &at, &sun, Some(json!({"seq": first["seq"], "calendar": unset}))).await;
        assert_eq!(reply.json()["fields"], json!({"default": "one_required"}));
        let mut own = second["calendar"].clone();
        own["default"] = true.into();
        // clocks that a client sends are not read
        own["offsets"] = json!({"before_s": 1, "changes": []});
        let body = json!({"seq": second["seq"], "calendar": own});
        let reply = world.call(Method::PUT, &path(&second), &sun, Some(body.clone())).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        assert_eq!(reply.json()["calendar"]["offsets"]["before_s"], 7_200);
        let again = world.call(Method::PUT, &path(&second), &sun, Some(body)).await;
        assert_eq!(again.problem(), (409, "conflict".into(), "calendar".into()), "an old number");
        let now = world.get("/calendars", &sun).await.json();
        let names: Vec<_> =
            now["calendars"].as_array().expect("a list").iter().map(|c| &c["calendar"]["name"]).collect();
        assert_eq!(names, ["Berlin", "Office"]);
        assert!(now["zones"].as_array().is_some_and(|zones| zones.len() > 400));
        // the former one was written when it lost its place
        let reply = world.call(Method::DELETE, &at, &sun, Some(json!({"seq": first["seq"]}))).await;
        assert_eq!(reply.problem().0, 409);
        let reply = world.call(Method::DELETE, &at, &sun, Some(json!({"seq": now["calendars"][1]["seq"]}))).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_calendar_is_named_and_only_settings_may() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let mut bad = office(" ", "Atlantis/Capital");
        bad["periods"][0]["weekdays"] = 0.into();
        bad["specials"] = json!([{"title": "x", "from": "2026-05-03", "to": "2026-05-01", "is": "holiday"}]);
        let reply = create(world, &sun, bad).await;
        let wanted = json!({"name": "required", "time_zone": "unknown", "periods.0.weekdays": "required",
            "specials.0.to": "not_a_range"});
        assert_eq!((reply.status, &reply.json()["fields"]), (StatusCode::UNPROCESSABLE_ENTITY, &wanted));
        let made = create(world, &sun, office("Office", "Asia/Shanghai")).await.json();
        assert_eq!(
            create(world, &sun, office("Office", "Asia/Tokyo")).await.json()["fields"],
            json!({"name": "taken"})
        );
        let reply = create(world, &sun, json!({"name": "x", "colour": "red"})).await;
        assert_eq!(reply.problem().0, 400);
        let li = world.desk("li-a").await;
        for (method, at) in
            [(Method::GET, "/calendars".to_owned()), (Method::GET, format!("{}/clock?at=0", path(&made)))]
        {
            assert_eq!(world.call(method, &at, &li, None).await.problem(), (403, "forbidden".into(), "role".into()));
        }
        assert_eq!(create(world, &li, office("Mine", "Asia/Shanghai")).await.problem().0, 403);
    })
    .await;
}

#[tokio::test]
async fn the_clock_answers_as_deadlines_are_counted() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let made = create(world, &sun, office("Office", "Asia/Shanghai")).await.json();
        // Monday 10:00; nine hours of work end on Tuesday at 10:00
        let ask = format!("{}/clock?at={NOW}&add_min=540&to={}", path(&made), NOW + DAY_MS);
        let answer = world.get(&ask, &sun).await.json();
        let wanted = json!({"is_open": true, "next_open": NOW, "deadline": NOW + DAY_MS, "work_ms": 9 * HOUR_MS});
        assert_eq!(answer, wanted);
        let evening = world.get(&format!("{}/clock?at={}", path(&made), NOW + 9 * HOUR_MS), &sun).await.json();
        assert_eq!(evening, json!({"is_open": false, "next_open": NOW + 23 * HOUR_MS}));
        for (member, query) in [
            ("add_min", format!("at={NOW}&add_min=-1")),
            ("to", format!("at={NOW}&to=9000000000000000")),
            ("at", "at=9223372036854775807".to_owned()),
        ] {
            let reply = world.get(&format!("{}/clock?{query}", path(&made)), &sun).await;
            assert_eq!(reply.json()["fields"], json!({member: "out_of_range"}));
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_of_holidays_is_shown_and_nothing_is_stored() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let made = create(world, &sun, office("Office", "Asia/Shanghai")).await.json();
        let file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261001\r\nDTEND;VALUE=DATE:20261008\r\n\
            SUMMARY:国庆节\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART:20261001T090000\r\nSUMMARY:Meeting\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let at = format!("{}/ics", path(&made));
        let preview = world.bytes(Method::POST, &at, &sun, file.into()).await.json();
        assert_eq!(preview["holidays"][0]["to"], "2026-10-07");
        assert_eq!(preview["refused"], json!([{"title": "Meeting", "why": "not_whole_days"}]));
        let now = world.get("/calendars", &sun).await.json();
        assert_eq!(now["calendars"][0]["calendar"]["specials"], json!([]));
        for bad in [b"hello".to_vec(), vec![0xff, 0xfe]] {
            let reply = world.bytes(Method::POST, &at, &sun, bad).await;
            assert_eq!(reply.json()["fields"], json!({"file": "not_a_calendar"}));
        }
        let large = vec![b'x'; 1024 * 1024 + 1];
        assert_eq!(world.bytes(Method::POST, &at, &sun, large).await.problem().1, "too_large");
    })
    .await;
}

#[tokio::test]
async fn clocks_are_told_anew_before_they_end_and_people_hear_of_the_seasons() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        create(world, &sun, office("Office", "Europe/Berlin")).await;
        assert_eq!(calendars::renew(&world.app).await.expect("looks"), 0);
        let before = world.get("/calendars", &sun).await.json();
        world.advance(6 * 366 * DAY_MS);
        assert_eq!(calendars::renew(&world.app).await.expect("looks"), 1);
        assert_eq!(calendars::renew(&world.app).await.expect("looks"), 0);
        let sun = world.desk("sun-a").await;
        let after = world.get("/calendars", &sun).await.json();
        assert!(after["calendars"][0]["seq"].as_i64() > before["calendars"][0]["seq"].as_i64());
        let me = world.get("/sessions/current", &sun).await.json();
        assert_eq!((&me["utc_offset_min"], &me["offsets"]["before_s"]), (&json!(480), &json!(28_800)));
    })
    .await;
}
