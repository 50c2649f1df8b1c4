//! The roster: who may plan what, that dispatch follows it, swaps, files, and that each phone holds its owner's alone.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::access::Feature;
use truckroll_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use truckroll_domain::{AgentId, DeviceId, ShiftId, Timestamp, visits};
use truckroll_protocol::sync::{Cursor, DefinitionUpdate, SyncRequest, SyncResponse};
use truckroll_protocol::{VERSION, frame};

use crate::support::{NOW, World, on_each_engine, switch, tenant_admin};

/// An administrator and two templates: early 06:00–14:00 and night 22:00–06:00. The roster is on.
struct Planner {
    sun: String,
    early: Json,
    night: Json,
}

async fn shift(world: &World, token: &str, name: &str, from: u16, to: u16) -> Json {
    let shift =
        json!({"id": ShiftId::default(), "name": name, "colour": "teal", "ranges": [{"from_min": from, "to_min": to}]});
    let reply = world.post("/shifts", token, json!({"seq": 0, "shift": shift})).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    reply.json()
}

async fn planner(world: &World) -> Planner {
    let sun = tenant_admin(world, &world.a, "sun-a").await;
    switch(world, &world.a, Feature::Roster, true).await;
    let early = shift(world, &sun, "Early", 360, 840).await;
    let night = shift(world, &sun, "Night", 1320, 360).await;
    Planner { sun, early, night }
}

impl Planner {
    fn early(&self) -> Json {
        self.early["shift"]["id"].clone()
    }
    fn night(&self) -> Json {
        self.night["shift"]["id"].clone()
    }
    /// Writes cells that were empty.
    async fn plan(&self, world: &World, cells: &[(AgentId, &str, Json)]) {
        let cells: Vec<Json> =
            cells.iter().map(|(agent, day, shift)| json!({"agent": agent, "day": day, "shift": shift})).collect();
        let count = cells.len();
        let reply = world.call(Method::PUT, "/roster", &self.sun, Some(json!({"cells": cells}))).await;
        assert_eq!(reply.json(), json!({"written": count, "refused": []}), "{}", reply.text());
    }
}

async fn week(world: &World, token: &str) -> Json {
    let reply = world.get("/roster?from=2026-05-04&to=2026-05-10", token).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

/// Names of the agents that are on shift.
async fn on_shift(world: &World, token: &str) -> Vec<String> {
    let all = world.get("/board", token).await.json();
    let on = all["engineers"].as_array().expect("a list").iter().filter(|pin| pin["on_shift"] == true);
    on.map(|pin| pin["name"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn dispatch_follows_the_roster_and_nothing_else_while_it_is_on() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        assert_eq!(on_shift(world, &li).await, ["Wang Wei", "Zhao Min"], "by the daily shift, at ten");
        let planner = planner(world).await;
        world.advance(13 * HOUR_MS);
        assert_eq!(on_shift(world, &li).await, ["Wang Wei", "Zhao Min"], "an empty roster takes nobody away, at 23:00");
        planner.plan(world, &[(world.a.wang, "2026-05-04", planner.night())]).await;
        assert_eq!(on_shift(world, &li).await, ["Wang Wei"]);
        world.advance(7 * HOUR_MS - MINUTE_MS);
        assert_eq!(on_shift(world, &li).await, ["Wang Wei"], "05:59 of the next day");
        world.advance(MINUTE_MS);
        assert!(on_shift(world, &li).await.is_empty(), "06:00");
        let site = visits::NewVisit { title: "x".into(), ..visits::NewVisit::default() };
        let visit = world.visit(&world.a, site).await;
        let ranked = world.get(&format!("/visits/{visit}/candidates"), &li).await.json();
        assert!(ranked.as_array().is_some_and(|all| all.iter().all(|r| r["on_shift"] == false)), "{ranked}");
        switch(world, &world.a, Feature::Roster, false).await;
        assert!(on_shift(world, &li).await.is_empty(), "the daily shift begins at eight");
        world.advance(2 * HOUR_MS);
        assert_eq!(on_shift(world, &li).await.len(), 2);
        for (method, at) in [(Method::GET, "/roster?from=2026-05-04&to=2026-05-04"), (Method::PUT, "/roster")] {
            let reply = world.call(method, at, &planner.sun, Some(json!({"cells": []}))).await;
            assert_eq!(reply.problem(), (403, "feature_off".into(), "roster".into()));
        }
    })
    .await;
}

#[tokio::test]
async fn cells_are_written_over_what_was_seen_and_the_others_are_named() {
    on_each_engine(async |world| {
        let planner = planner(world).await;
        let (wang, zhao) = (world.a.wang, world.a.zhao);
        planner.plan(world, &[(wang, "2026-05-04", planner.early()), (zhao, "2026-05-05", planner.early())]).await;
        let stranger = world.b.wang;
        let cells = json!([
            {"agent": wang, "day": "2026-05-04", "shift": planner.night(), "seen": null},
            {"agent": zhao, "day": "2026-05-05", "shift": null, "seen": planner.early()},
            {"agent": stranger, "day": "2026-05-04", "shift": planner.early()},
            {"agent": wang, "day": "2026-05-06", "shift": ShiftId::default()},
            {"agent": wang, "day": "2036-05-06", "shift": planner.early()},
            {"agent": wang, "day": "2026-05-07", "shift": planner.early()},
        ]);
        let reply = world.call(Method::PUT, "/roster", &planner.sun, Some(json!({"cells": cells}))).await.json();
        let why = |n: usize| reply["refused"][n]["why"].as_str().unwrap_or_default().to_owned();
        assert_eq!((reply["written"].as_i64(), why(0), why(1)), (Some(2), "changed".into(), "unknown_agent".into()));
        assert_eq!((why(2), why(3)), ("unknown_shift".into(), "out_of_range".into()));
        assert_eq!(reply["refused"][0]["now"], planner.early(), "what is there is told");
        let rows = week(world, &planner.sun).await["rows"].clone();
        let wanted = json!({wang.to_string(): {"2026-05-04": planner.early(), "2026-05-07": planner.early()}});
        assert_eq!(rows, wanted);
        let many: Vec<Json> = (0..5_001).map(|_| json!({"agent": wang, "day": "2026-05-04"})).collect();
        let reply = world.call(Method::PUT, "/roster", &planner.sun, Some(json!({"cells": many}))).await;
        assert_eq!(reply.json()["fields"], json!({"cells": "too_many"}));
    })
    .await;
}

#[tokio::test]
async fn everybody_sees_his_own_and_planners_see_those_they_reach() {
    on_each_engine(async |world| {
        let planner = planner(world).await;
        let (wang, zhao) = (world.a.wang, world.a.zhao);
        planner.plan(world, &[(wang, "2026-05-04", planner.early()), (zhao, "2026-05-04", planner.night())]).await;
        let engineer = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let own = week(world, &engineer).await;
        assert_eq!(own["rows"], json!({wang.to_string(): {"2026-05-04": planner.early()}}));
        assert_eq!((own["agents"].as_array().map(Vec::len), own["may_edit"].as_bool()), (Some(1), Some(false)));
        let cell = json!({"cells": [{"agent": wang, "day": "2026-05-05", "shift": planner.early()}]});
        let reply = world.call(Method::PUT, "/roster", &engineer, Some(cell.clone())).await;
        assert_eq!(reply.problem(), (403, "forbidden".into(), "role".into()));
        let li = world.desk("li-a").await;
        assert_eq!(
            week(world, &li).await["rows"].as_object().map(serde_json::Map::len),
            Some(2),
            "a dispatcher sees staff"
        );
        assert_eq!(world.call(Method::PUT, "/roster", &li, Some(cell)).await.problem().0, 403);
        for at in
            ["/roster?from=2026-05-04&to=2026-07-05", "/roster?from=2026-05-04&to=2026-05-03", "/roster?from=x&to=y"]
        {
            assert_eq!(world.get(at, &li).await.problem().0, 400, "{at}");
        }
        let other = world.desk("li-b").await;
        assert_eq!(world.get("/roster?from=2026-05-04&to=2026-05-10", &other).await.problem().1, "feature_off");
        switch(world, &world.b, Feature::Roster, true).await;
        let theirs = week(world, &other).await;
        assert_eq!((&theirs["rows"], &theirs["empty"], &theirs["shifts"]), (&json!({}), &json!(true), &json!([])));
    })
    .await;
}

#[tokio::test]
async fn a_visit_outside_of_the_shift_is_a_conflict() {
    on_each_engine(async |world| {
        let planner = planner(world).await;
        planner.plan(world, &[(world.a.wang, "2026-05-04", planner.night())]).await;
        for (title, hours) in [("In the night", 14), ("At noon", 2), ("Small hours", 18)] {
            let at = Timestamp(NOW + hours * HOUR_MS);
            let visit = visits::NewVisit {
                title: title.into(),
                window_from: Some(at),
                window_to: Some(at.plus_ms(HOUR_MS)),
                ..visits::NewVisit::default()
            };
            let id = world.visit(&world.a, visit).await;
            world.assign(&world.a, id, world.a.wang).await;
        }
        let conflicts = week(world, &planner.sun).await["conflicts"].clone();
        let found: Vec<_> =
            conflicts.as_array().expect("a list").iter().map(|c| (c["title"].clone(), c["day"].clone())).collect();
        assert_eq!(found, [(json!("At noon"), json!("2026-05-04"))]);
        let zhao = world.phone("zhao-a", DeviceId::from_parts(1, [2; 10])).await;
        assert_eq!(week(world, &zhao).await["conflicts"], json!([]), "another's visits are not shown");
    })
    .await;
}

#[tokio::test]
async fn templates_are_unique_archived_and_removed_when_no_day_has_them() {
    on_each_engine(async |world| {
        let planner = planner(world).await;
        let twice = json!({"seq": 0, "shift": {"id": ShiftId::default(), "name": "Early", "ranges": []}});
        let reply = world.post("/shifts", &planner.sun, twice).await;
        assert_eq!(reply.json()["fields"], json!({"name": "taken", "ranges": "required"}));
        planner.plan(world, &[(world.a.wang, "2026-05-04", planner.early())]).await;
        let at = format!("/shifts/{}", planner.early().as_str().expect("id"));
        let removal = json!({"seq": planner.early["seq"]});
        let reply = world.call(Method::DELETE, &at, &planner.sun, Some(removal)).await;
        assert_eq!(reply.json()["fields"], json!({"days": "1"}));
        let mut archived = planner.early["shift"].clone();
        archived["archived"] = true.into();
        let body = json!({"seq": planner.early["seq"], "shift": archived});
        assert_eq!(world.call(Method::PUT, &at, &planner.sun, Some(body.clone())).await.status, StatusCode::OK);
        assert_eq!(world.call(Method::PUT, &at, &planner.sun, Some(body)).await.problem().0, 409);
        let cell = json!({"cells": [{"agent": world.a.zhao, "day": "2026-05-04", "shift": planner.early()}]});
        let reply = world.call(Method::PUT, "/roster", &planner.sun, Some(cell)).await.json();
        assert_eq!(reply["refused"][0]["why"], "archived");
        let at = format!("/shifts/{}", planner.night().as_str().expect("id"));
        let reply = world.call(Method::DELETE, &at, &planner.sun, Some(json!({"seq": planner.night["seq"]}))).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
        assert_eq!(week(world, &planner.sun).await["shifts"].as_array().map(Vec::len), Some(1));
    })
    .await;
}

#[tokio::test]
async fn a_week_is_copied_into_empty_cells_or_over_what_is_there() {
    on_each_engine(async |world| {
        let planner = planner(world).await;
        let (wang, zhao) = (world.a.wang, world.a.zhao);
        let cells = [
            (wang, "2026-05-04", planner.early()),
            (zhao, "2026-05-05", planner.night()),
            (wang, "2026-05-11", planner.night()),
            (zhao, "2026-05-11", planner.night()),
        ];
        planner.plan(world, &cells).await;
        let copy = |overwrite: bool| json!({"from": "2026-05-04", "to": ["2026-05-11", "2026-05-18"], "overwrite": overwrite});
        let rows = async || world.get("/roster?from=2026-05-11&to=2026-05-24", &planner.sun).await.json()["rows"].clone();
        assert_eq!(world.post("/roster/copy", &planner.sun, copy(false)).await.json()["written"], 3);
        let wanted = json!({
            wang.to_string(): {"2026-05-11": planner.night(), "2026-05-18": planner.early()},
            zhao.to_string(): {"2026-05-11": planner.night(), "2026-05-12": planner.night(), "2026-05-19": planner.night()}});
        assert_eq!(rows().await, wanted);
        assert_eq!(world.post("/roster/copy", &planner.sun, copy(true)).await.json()["written"], 2);
        let wanted = json!({
            wang.to_string(): {"2026-05-11": planner.early(), "2026-05-18": planner.early()},
            zhao.to_string(): {"2026-05-12": planner.night(), "2026-05-19": planner.night()}});
        assert_eq!(rows().await, wanted);
        for (to, why) in [(json!(["2026-05-06"]), "overlaps"), (json!(["2040-05-06"]), "out_of_range"), (json!([]), "required")] {
            let reply = world.post("/roster/copy", &planner.sun, json!({"from": "2026-05-04", "to": to})).await;
            assert_eq!(reply.json()["fields"], json!({"to": why}));
        }
    })
    .await;
}

#[tokio::test]
async fn a_table_is_taken_in_row_by_row_and_comes_out_the_same() {
    on_each_engine(async |world| {
        let planner = planner(world).await;
        let file = "agent,day,shift\nwang-a,2026-05-04,early\nzhao-a,2026-05-04,Night\nnobody,2026-05-04,Early\n\
            wang-a,2026-02-30,Early\nwang-a,2026-05-05,Late\nwang-a,2026-05-04,Night\nwang-a,2040-01-01,Early\nwang-a\n";
        let report = world.bytes(Method::POST, "/roster/import", &planner.sun, file.into()).await.json();
        let refused: Vec<_> = report["refused"].as_array().expect("a list").iter().map(|r| (r["line"].clone(), r["why"].clone())).collect();
        let why = |line: i64, why: &str| (json!(line), json!(why));
        assert_eq!(
            refused,
            [why(4, "unknown_agent"), why(5, "not_a_date"), why(6, "unknown_shift"), why(7, "twice"), why(8, "out_of_range"), why(9, "columns")]
        );
        assert_eq!(report["written"], 2);
        let out = world.get("/roster/export?from=2026-05-04&to=2026-05-10", &planner.sun).await;
        assert_eq!(out.text(), "agent,day,shift\nwang-a,2026-05-04,Early\nzhao-a,2026-05-04,Night\n");
        let again = world.bytes(Method::POST, "/roster/import", &planner.sun, out.body.to_vec()).await.json();
        assert_eq!(again, json!({"written": 0, "refused": []}));
        let clear = world.bytes(Method::POST, "/roster/import", &planner.sun, "wang-a,2026-05-04,".into()).await.json();
        assert_eq!(clear["written"], 1);
        let li = world.desk("li-a").await;
        for (method, at) in [(Method::POST, "/roster/import"), (Method::GET, "/roster/export?from=2026-05-04&to=2026-05-10")] {
            assert_eq!(world.call(method, at, &li, None).await.problem().0, 403);
        }
    })
    .await;
}

/// The roster and swap definitions that a device reads from a cursor on; and where it is then.
async fn pull(world: &World, token: &str, cursor: Cursor) -> (Vec<DefinitionUpdate>, Cursor) {
    let request = SyncRequest { version: VERSION, cursor, ..SyncRequest::default() };
    let reply = world.bytes(Method::POST, "/sync", token, frame::pack(&request, 1)).await;
    let response: SyncResponse = frame::unpack(&reply.body).expect("a frame");
    let mut own = response.definitions;
    own.retain(|d| d.kind == "roster" || d.kind == "swap");
    (own, response.cursor)
}

#[tokio::test]
async fn a_phone_holds_its_owners_shifts_and_nobody_elses() {
    on_each_engine(async |world| {
        let planner = planner(world).await;
        let (wang, zhao) = (world.a.wang, world.a.zhao);
        planner
            .plan(
                world,
                &[
                    (wang, "2026-05-04", planner.early()),
                    (wang, "2026-06-01", planner.early()),
                    (zhao, "2026-05-04", planner.night()),
                ],
            )
            .await;
        let wangs = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let zhaos = world.phone("zhao-a", DeviceId::from_parts(1, [2; 10])).await;
        let (own, cursor) = pull(world, &wangs, Cursor::default()).await;
        let ids: Vec<_> = own.iter().map(|d| d.id.clone()).collect();
        assert_eq!(ids, [format!("{wang}:2026-05"), format!("{wang}:2026-06")]);
        let month: Json = serde_json::from_str(&own[0].body).expect("JSON");
        assert_eq!(month, json!({"agent": wang, "days": {"2026-05-04": planner.early()}}));
        let (theirs, zhao_cursor) = pull(world, &zhaos, Cursor::default()).await;
        assert_eq!(theirs.iter().map(|d| d.id.clone()).collect::<Vec<_>>(), [format!("{zhao}:2026-05")]);
        // what is taken away is gone on the phone, and the other hears nothing of it
        let clear = json!({"cells": [{"agent": wang, "day": "2026-06-01", "shift": null, "seen": planner.early()}]});
        world.call(Method::PUT, "/roster", &planner.sun, Some(clear)).await;
        let (own, _) = pull(world, &wangs, cursor).await;
        assert_eq!((own.len(), own[0].body.as_str(), own[0].id.ends_with("2026-06")), (1, "", true));
        assert!(pull(world, &zhaos, zhao_cursor).await.0.is_empty());
        let li = world.phone("li-a", DeviceId::from_parts(1, [3; 10])).await;
        assert!(pull(world, &li, Cursor::default()).await.0.is_empty(), "not even a dispatcher's phone");
        let other = world.phone("wang-b", DeviceId::from_parts(1, [4; 10])).await;
        assert!(pull(world, &other, Cursor::default()).await.0.is_empty());
    })
    .await;
}

#[tokio::test]
async fn two_agents_swap_when_both_and_a_planner_say_so() {
    on_each_engine(async |world| {
        let planner = planner(world).await;
        let (wang, zhao) = (world.a.wang, world.a.zhao);
        planner.plan(world, &[(wang, "2026-05-05", planner.early()), (zhao, "2026-05-07", planner.night())]).await;
        let wangs = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let zhaos = world.phone("zhao-a", DeviceId::from_parts(1, [2; 10])).await;
        for (body, fields) in [
            (json!({"colleague": wang, "day": "2026-05-05"}), json!({"colleague": "unknown_agent"})),
            (json!({"colleague": world.b.wang, "day": "2026-05-05"}), json!({"colleague": "unknown_agent"})),
            (json!({"colleague": zhao, "day": "2026-05-01"}), json!({"day": "out_of_range"})),
            (json!({"colleague": zhao, "day": "2026-05-06"}), json!({"day": "nothing_to_swap"})),
            (json!({"colleague": zhao, "day": "2026-05-05", "back": "2026-05-05"}), json!({"back": "same_day"})),
        ] {
            assert_eq!(world.post("/swaps", &wangs, body).await.json()["fields"], fields);
        }
        let ask = json!({"colleague": zhao, "day": "2026-05-05", "back": "2026-05-07", "note": "Dentist"});
        let made = world.post("/swaps", &wangs, ask).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let at = format!("/swaps/{}", made.json()["id"].as_str().expect("id"));
        let step = async |token: &str, step: &str| world.post(&at, token, json!({"step": step})).await;
        // both hold it on their phones, nobody else does
        let (own, cursor) = pull(world, &zhaos, Cursor::default()).await;
        assert!(own.iter().any(|d| d.kind == "swap" && d.body.contains("Dentist")));
        let li = world.phone("li-a", DeviceId::from_parts(1, [3; 10])).await;
        assert!(pull(world, &li, Cursor::default()).await.0.is_empty());
        assert_eq!(step(&li, "agree").await.problem().0, 404, "it is not hers to know");
        assert_eq!(step(&planner.sun, "approve").await.problem().0, 403, "the colleague comes first");
        assert_eq!(step(&wangs, "agree").await.problem().0, 403);
        assert_eq!(step(&zhaos, "agree").await.status, StatusCode::NO_CONTENT);
        assert_eq!(week(world, &planner.sun).await["swaps"][0]["state"], "agreed");
        let kinds = async |token: &str| world.get("/notifications", token).await.rows("kind");
        assert_eq!(kinds(&zhaos).await, ["swap_asked"]);
        assert_eq!(kinds(&wangs).await, ["swap_agreed"]);
        assert_eq!(kinds(&planner.sun).await, ["swap_to_approve"]);
        assert_eq!(step(&planner.sun, "approve").await.status, StatusCode::NO_CONTENT);
        assert_eq!(step(&planner.sun, "approve").await.problem(), (409, "conflict".into(), "closed".into()));
        let rows = week(world, &planner.sun).await["rows"].clone();
        let wanted = json!({zhao.to_string(): {"2026-05-05": planner.early()}, wang.to_string(): {"2026-05-07": planner.night()}});
        assert_eq!(rows, wanted);
        let mut told = kinds(&wangs).await;
        told.sort();
        assert_eq!(told, ["swap_agreed", "swap_approved"]);
        let (own, _) = pull(world, &zhaos, cursor).await;
        assert!(own.iter().any(|d| d.kind == "swap" && d.body.is_empty()), "it is gone from the phone");
        assert!(own.iter().any(|d| d.kind == "roster" && d.body.contains("2026-05-05")), "and the month is new");
    })
    .await;
}

#[tokio::test]
async fn a_swap_of_what_has_changed_is_refused() {
    on_each_engine(async |world| {
        let planner = planner(world).await;
        let (wang, zhao) = (world.a.wang, world.a.zhao);
        planner.plan(world, &[(wang, "2026-05-05", planner.early())]).await;
        let wangs = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let zhaos = world.phone("zhao-a", DeviceId::from_parts(1, [2; 10])).await;
        let made = world.post("/swaps", &wangs, json!({"colleague": zhao, "day": "2026-05-05"})).await.json();
        let at = format!("/swaps/{}", made["id"].as_str().expect("id"));
        assert_eq!(world.post(&at, &zhaos, json!({"step": "agree"})).await.status, StatusCode::NO_CONTENT);
        planner.plan(world, &[(zhao, "2026-05-05", planner.night())]).await;
        let reply = world.post(&at, &planner.sun, json!({"step": "approve"})).await;
        assert_eq!(reply.problem(), (409, "conflict".into(), "stale".into()));
        let rows = week(world, &planner.sun).await["rows"].clone();
        assert_eq!(rows[wang.to_string()]["2026-05-05"], planner.early(), "nothing was half done");
        assert_eq!(world.post(&at, &planner.sun, json!({"step": "reject"})).await.status, StatusCode::NO_CONTENT);
        // what lies in the past is not swapped either
        let made = world.post("/swaps", &wangs, json!({"colleague": zhao, "day": "2026-05-05"})).await.json();
        world.advance(3 * DAY_MS);
        let at = format!("/swaps/{}", made["id"].as_str().expect("id"));
        assert_eq!(world.post(&at, &zhaos, json!({"step": "agree"})).await.problem().2, "stale");
        assert_eq!(world.post(&at, &zhaos, json!({"step": "decline"})).await.status, StatusCode::NO_CONTENT);
    })
    .await;
}
