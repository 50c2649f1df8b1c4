//! Reports of tickets that are kept: who makes, sees and changes them, and figures that are those of the statistics.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::access::{Area, Grant, Reach, Role as Right, Verb};
use truckroll_domain::people::{Agent, Role};
use truckroll_domain::time::{DAY_MS, HOUR_MS};
use truckroll_domain::{AgentId, CommandId, DeviceId, LineId, ReportId, RoleId, TicketId};
use truckroll_protocol::sync::{SyncRequest, SyncResponse};
use truckroll_protocol::{VERSION, frame};
use truckroll_server::directory::{Settings, put_definition};

use crate::support::{Reply, World, agent, on_each_engine, put_agent, tenant_admin};

fn series(name: &str, source: &str, all: Json) -> Json {
    json!({"name": name, "source": source, "when": {"all": all, "any": []}})
}

/// A report of one series for everybody, over the last seven days.
fn report(world: &World, name: &str) -> Json {
    json!({"id": world.app.fresh::<ReportId>(), "name": name, "audience": {"all": true}, "unit": "day",
        "period": {"is": "last_days", "count": 7}, "series": [series("New", "new", json!([]))]})
}

fn with(mut report: Json, more: &Json) -> Json {
    report.as_object_mut().expect("object").extend(more.as_object().expect("object").clone());
    report
}

async fn post(world: &World, token: &str, report: &Json) -> Reply {
    world.post("/ticket-reports", token, json!({"seq": 0, "report": report})).await
}

async fn make(world: &World, token: &str, report: &Json) -> Json {
    let made = post(world, token, report).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

fn path(report: &Json) -> String {
    format!("/ticket-reports/{}", report["id"].as_str().expect("an id"))
}

async fn put(world: &World, token: &str, seq: &Json, report: &Json) -> Reply {
    world.call(Method::PUT, &path(report), token, Some(json!({"seq": seq, "report": report}))).await
}

async fn figures(world: &World, token: &str, report: &Json) -> Json {
    let reply = world.get(&format!("{}/figures", path(report)), token).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

async fn names(world: &World, token: &str) -> Vec<String> {
    let all = world.get("/ticket-reports", token).await.json();
    let name = |one: &Json| one["report"]["name"].as_str().expect("a name").to_owned();
    all.as_array().expect("a list").iter().map(name).collect()
}

async fn sends(world: &World, token: &str, ticket: TicketId, command: Json) {
    let id: CommandId = world.app.fresh();
    let at = world.app.clock.now().ms();
    let command = json!({"on": "ticket", "id": ticket, "command": command});
    let sent = world.post("/commands", token, json!({"commands": [{"id": id, "at": at, "command": command}]})).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
}

async fn ticket(world: &World, token: &str, priority: &str, statuses: &[&str]) -> TicketId {
    let id: TicketId = world.app.fresh();
    sends(world, token, id, json!({"do": "create", "ticket": {"title": "Lift", "priority": priority}})).await;
    for status in statuses {
        world.advance(HOUR_MS);
        sends(world, token, id, json!({"do": "set_status", "fact": world.app.fresh::<LineId>(), "status": status}))
            .await;
    }
    id
}

/// Zhao as a second dispatcher.
async fn second_dispatcher(world: &World) -> String {
    put_agent(&world.app, world.a.id, &agent(world.a.zhao, "zhao-a", "Zhao", Role::Dispatcher)).await;
    world.desk("zhao-a").await
}

#[tokio::test]
async fn a_report_belongs_to_who_makes_it_and_is_seen_by_whom_it_is_for() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let (li, zhao) = (world.desk("li-a").await, second_dispatcher(world).await);
        let wang = world.desk("wang-a").await;
        let mine = with(report(world, " Lifts "), &json!({"audience": {}, "owner": world.a.zhao}));
        let made = make(world, &li, &mine).await;
        assert_eq!(
            (&made["report"]["name"], &made["report"]["owner"], &made["owner_name"], &made["mine"]),
            (&json!("Lifts"), &json!(world.a.li), &json!("Li Na"), &json!(true)),
            "{made}"
        );
        // nobody else but administrators knows of it
        assert_eq!((names(world, &li).await, names(world, &zhao).await), (vec!["Lifts".to_owned()], vec![]));
        assert_eq!(names(world, &admin).await, ["Lifts"]);
        assert_eq!(world.get(&format!("{}/figures", path(&mine)), &zhao).await.problem().0, 404);
        assert_eq!(put(world, &zhao, &made["seq"], &made["report"]).await.problem().0, 404);
        // one without the right to see statistics gets nothing at all
        assert_eq!(world.get("/ticket-reports", &wang).await.problem().0, 403);
        assert_eq!(post(world, &wang, &report(world, "Mine")).await.problem().0, 403);
        assert_eq!(world.get(&format!("{}/figures", path(&mine)), &wang).await.problem().0, 403);
        // shared, it is read by others and changed by its maker
        let shared = with(made["report"].clone(), &json!({"audience": {"agents": [world.a.zhao]}}));
        assert_eq!(
            put(world, &li, &json!(made["seq"].as_i64().expect("a number") - 1), &shared).await.problem().0,
            409
        );
        let now = put(world, &li, &made["seq"], &shared).await.json();
        assert_eq!(names(world, &zhao).await, ["Lifts"]);
        let listed = world.get("/ticket-reports", &zhao).await.json();
        assert_eq!((&listed[0]["mine"], &listed[0]["owner_name"]), (&json!(null), &json!("Li Na")));
        figures(world, &zhao, &mine).await;
        assert_eq!(put(world, &zhao, &now["seq"], &shared).await.problem().2, "owner");
        let gone = json!({"seq": now["seq"]});
        assert_eq!(world.call(Method::DELETE, &path(&mine), &zhao, Some(gone)).await.problem().0, 403);
        // an administrator changes it too, and it stays with its maker
        let renamed = put(world, &admin, &now["seq"], &with(shared, &json!({"name": "All lifts"}))).await.json();
        assert_eq!((&renamed["report"]["owner"], &renamed["mine"]), (&json!(world.a.li), &json!(true)));
        let gone = json!({"seq": renamed["seq"]});
        let removed = world.call(Method::DELETE, &path(&mine), &li, Some(gone)).await;
        assert_eq!(removed.status, StatusCode::NO_CONTENT, "{}", removed.text());
        assert_eq!(names(world, &admin).await, Vec::<String>::new());
        let noted = world.get("/audit?action=ticket_report_written", &admin).await.json();
        assert_eq!(noted["rows"].as_array().map(Vec::len), Some(4), "{noted}");
        assert_eq!(noted["rows"][0]["subject_name"], "All lifts");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_kept_is_named_by_member() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let kept = make(world, &admin, &report(world, "Lifts")).await;
        let many: Vec<Json> = (0..11).map(|n| series(&format!("S{n}"), "new", json!([]))).collect();
        let stranger = json!({"agents": [AgentId::from_parts(9, [9; 10])]});
        let unknown = json!([{"field": "fields.gone", "op": "empty"}]);
        for (more, member, why) in [
            (json!({"name": " "}), "name", "required"),
            (json!({"name": "LIFTS"}), "name", "taken"),
            (json!({"period": {"is": "last_days", "count": 367}}), "period.count", "not_a_number_of_days"),
            (
                json!({"period": {"is": "days", "count": 0, "from": "2026-03-02", "to": "2026-03-01"}}),
                "period.to",
                "before_from",
            ),
            (json!({"unit": "agent"}), "unit", "unknown"),
            (json!({"series": []}), "series", "required"),
            (json!({"series": many}), "series.10", "too_many"),
            (json!({"series": [series("A", "new", unknown)]}), "series.0.when.all.0", "not_a_condition"),
            (json!({"unit": "hour", "series": [series("A", "waiting", json!([]))]}), "series.0.source", "not_by_hour"),
            (json!({"audience": stranger}), "audience", "unknown"),
        ] {
            let wrong = with(report(world, "Other"), &more);
            let refused = post(world, &admin, &wrong).await;
            assert_eq!(refused.problem().0, 422, "{member}: {}", refused.text());
            assert_eq!(refused.json()["fields"], json!({member: why}));
            let wrong = with(kept["report"].clone(), &more);
            // its own name is not taken
            if why != "taken" {
                assert_eq!(put(world, &admin, &kept["seq"], &wrong).await.json()["fields"], json!({member: why}));
            }
        }
        for (more, status) in [
            (json!({"unit": "moon"}), 400),
            (json!({"colour": "red"}), 400),
            (json!({"period": {"is": "days", "from": "yesterday"}}), 400),
            (json!({"id": kept["report"]["id"]}), 409),
        ] {
            assert_eq!(post(world, &admin, &with(report(world, "Other"), &more)).await.problem().0, status, "{more}");
        }
        let other = with(report(world, "Other"), &json!({"id": ReportId::from_parts(9, [9; 10])}));
        assert_eq!(put(world, &admin, &json!(0), &other).await.problem().0, 404);
        let moved = json!({"seq": kept["seq"], "report": other});
        let refused = world.call(Method::PUT, &path(&kept["report"]), &admin, Some(moved)).await;
        assert_eq!(refused.json()["fields"], json!({"id": "not_a_key"}));
    })
    .await;
}

/// The member of the statistics that a measure reads.
fn of_statistics(row: &Json, source: &str, days: f64) -> Option<f64> {
    let number = |name: &str| row[name].as_f64().expect("a number");
    let mean = |sum, count| (number(count) > 0.0).then(|| number(sum) / number(count));
    match source {
        "resolve_time" => mean("resolve_ms", "resolved"),
        "answer_time" => mean("answer_ms", "answered"),
        "resolved_a_day" => Some(number("resolved") / days),
        "waiting" => row["waiting"].as_f64(),
        other => Some(number(other)),
    }
}

const SOURCES: [&str; 9] =
    ["new", "resolved", "resolved_a_day", "closed", "reopened", "resolve_time", "answered", "answer_time", "waiting"];

#[tokio::test]
async fn figures_are_those_of_the_statistics_also_when_clocks_change() {
    on_each_engine(async |world| {
        let settings = Settings { time_zone: "Europe/Berlin".into(), utc_offset_min: 60, ..Settings::default() };
        sqlx::query("update tenants set settings = $1 where id = $2")
            .bind(serde_json::to_string(&settings).expect("settings"))
            .bind(world.a.id.to_string())
            .execute(world.app.db.pool())
            .await
            .expect("written");
        world.app.forget_directory(world.a.id);
        // 2026-10-24 in Berlin, the day before the one of 25 hours
        let begin = 1_792_800_000_000_i64;
        world.advance(begin - world.app.clock.now().ms());
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        for n in 0..20_i64 {
            let statuses: &[&str] = match n % 4 {
                0 => &["resolved"],
                1 => &["open", "resolved", "closed"],
                2 => &["closed", "open"],
                _ => &[],
            };
            ticket(world, &admin, if n % 3 == 0 { "urgent" } else { "low" }, statuses).await;
            world.advance(HOUR_MS / 2 + n * 60_000);
        }
        let urgent = json!([{"field": "priority", "op": "is", "value": "urgent"}]);
        let filter: String = json!({"all": urgent}).to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
        for unit in ["hour", "day", "week", "month"] {
            for (all, asked) in [(json!([]), String::new()), (urgent.clone(), format!("&filter={filter}"))] {
                let sources = SOURCES.iter().filter(|source| unit != "hour" || **source != "waiting");
                let series: Vec<Json> = sources.map(|source| series(source, source, all.clone())).collect();
                let name = format!("{unit} {}", asked.len());
                let period = json!({"is": "days", "count": 0, "from": "2026-10-20", "to": "2026-10-28"});
                let one = with(report(world, &name), &json!({"unit": unit, "period": period, "series": series}));
                make(world, &admin, &one).await;
                let page = figures(world, &admin, &one).await;
                let path = format!("/ticket-statistics?by={unit}&from=2026-10-20&to=2026-10-28{asked}");
                let statistics = world.get(&path, &admin).await.json();
                let rows = statistics["rows"].as_array().expect("rows");
                let keys: Vec<&Json> = rows.iter().map(|row| &row["key"]).collect();
                assert_eq!(page["keys"].as_array().expect("keys").iter().collect::<Vec<_>>(), keys);
                assert_eq!(page["days"], 9);
                // Monday 19 October is not in the period, so the first week has six days of it
                let days = |n: usize| match unit {
                    "day" => 1.0,
                    "week" => [6.0, 3.0][n],
                    _ => 9.0,
                };
                for one in page["series"].as_array().expect("series") {
                    let source = one["source"].as_str().expect("a word");
                    for (n, row) in rows.iter().enumerate() {
                        let wanted = of_statistics(row, source, days(n));
                        assert_eq!(one["values"][n].as_f64(), wanted, "{unit} {source} {} {asked}", row["key"]);
                    }
                    let wanted = of_statistics(&statistics["total"], source, 9.0);
                    assert_eq!(one["total"].as_f64(), wanted, "{unit} {source} {asked}");
                }
                let counted = page["series"][0]["total"].as_f64().expect("a number");
                assert!(counted >= 7.0, "{counted}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn relative_periods_follow_the_day_it_is_there() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        // a Monday at ten in Shanghai
        for (is, from, to) in [
            ("today", "2026-05-04", "2026-05-04"),
            ("yesterday", "2026-05-03", "2026-05-03"),
            ("this_week", "2026-05-04", "2026-05-04"),
            ("last_week", "2026-04-27", "2026-05-03"),
            ("this_month", "2026-05-01", "2026-05-04"),
            ("last_month", "2026-04-01", "2026-04-30"),
        ] {
            let one = with(report(world, is), &json!({"period": {"is": is, "count": 0}}));
            make(world, &admin, &one).await;
            let page = figures(world, &admin, &one).await;
            assert_eq!((&page["from"], &page["to"]), (&json!(from), &json!(to)), "{is}");
        }
        // fourteen hours later it is Tuesday there, though not yet in UTC
        world.advance(14 * HOUR_MS);
        let one = report(world, "Week");
        make(world, &admin, &one).await;
        let page = figures(world, &admin, &one).await;
        assert_eq!((&page["from"], &page["to"]), (&json!("2026-04-29"), &json!("2026-05-05")));
    })
    .await;
}

/// Somebody who sees statistics and of the tickets only his own.
async fn of_own_tickets(world: &World) -> String {
    let id: RoleId = world.app.fresh();
    let grants = [
        (Area::Statistics, Grant::of(&[Verb::View, Verb::Export], Reach::All)),
        (Area::Tickets, Grant::of(&[Verb::View, Verb::Work], Reach::Own)),
    ];
    let role = Right { id, name: "Counts".into(), remark: String::new(), grants: grants.into() };
    let mut tx = world.app.db.begin().await.expect("begins");
    put_definition(&mut tx, world.a.id, Right::KIND, &id.to_string(), &role).await.expect("stored");
    tx.commit().await.expect("commits");
    let zhao = agent(world.a.zhao, "zhao-a", "Zhao", Role::Engineer);
    put_agent(&world.app, world.a.id, &Agent { role: Some(id), ..zhao }).await;
    world.desk("zhao-a").await
}

#[tokio::test]
async fn everybody_counts_the_tickets_he_may_see() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let zhao = of_own_tickets(world).await;
        let mine = json!([{"field": "assignee", "op": "is", "value": "@me"}]);
        let all = [series("All", "new", json!([])), series("Mine", "new", mine)];
        let one = with(report(world, "Lifts"), &json!({"series": all}));
        make(world, &admin, &one).await;
        for n in 0..4 {
            let id = ticket(world, &admin, "low", &[]).await;
            if n == 0 {
                let give = json!({"do": "assign", "agent": world.a.zhao, "agent_name": "Zhao"});
                sends(world, &admin, id, give).await;
            }
        }
        let totals = async |token: &str| {
            let page = figures(world, token, &one).await;
            (page["series"][0]["total"].as_f64(), page["series"][1]["total"].as_f64())
        };
        assert_eq!(totals(&zhao).await, (Some(1.0), Some(1.0)));
        let (seen, own) = totals(&admin).await;
        assert!(seen.is_some_and(|seen| seen >= 4.0), "{seen:?}");
        assert_eq!(own, Some(0.0));
        // the file holds the same, and the audit log knows who took it
        let csv = world.get(&format!("{}/figures.csv", path(&one)), &zhao).await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        let text = csv.text();
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!((lines.len(), lines[0], lines[8]), (9, "key,All,Mine", "total,1,1"), "{text}");
        let noted = world.get("/audit?action=figures_exported", &admin).await.json();
        assert_eq!(noted["rows"][0]["subject_name"], "Lifts", "{noted}");
        // a dispatcher sees statistics and takes none away
        let li = world.desk("li-a").await;
        assert_eq!(world.get(&format!("{}/figures.csv", path(&one)), &li).await.problem().0, 403);
        // another organisation has its own
        let other = tenant_admin(world, &world.b, "sun-b").await;
        assert_eq!(names(world, &other).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_series_that_cannot_be_counted_says_so_and_the_others_are_counted() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let mut now = world.get("/fields?noun=ticket", &admin).await.json();
        let without = now["set"].clone();
        let floor = json!({"key": "floor", "label": {"en": "Floor"}, "kind": "whole"});
        now["set"]["fields"].as_array_mut().expect("a list").push(floor);
        let body = json!({"noun": "ticket", "seq": now["seq"], "set": now["set"]});
        let written = world.call(Method::PUT, "/fields", &admin, Some(body)).await;
        assert_eq!(written.status, StatusCode::OK, "{}", written.text());
        let high = json!([{"field": "fields.floor", "op": "at_least", "value": 3}]);
        let phone = json!([{"field": "phone", "op": "contains", "value": "139"}]);
        let all = [series("High", "new", high), series("All", "new", json!([])), series("Phone", "new", phone)];
        let one = with(report(world, "Lifts"), &json!({"series": all}));
        make(world, &admin, &one).await;
        let on = json!({"seq": 0, "privacy": {"mask_phones": true, "show_to_administrators": true}});
        assert_eq!(world.call(Method::PUT, "/privacy", &admin, Some(on)).await.status, StatusCode::OK);
        let li = world.desk("li-a").await;
        let missing = async |token: &str| {
            let page = figures(world, token, &one).await;
            assert!(page["series"][1]["total"].is_number(), "{page}");
            let word = |n: usize| page["series"][n]["missing"].as_str().unwrap_or_default().to_owned();
            (word(0), word(1), word(2))
        };
        let none = String::new;
        assert_eq!(missing(&admin).await, (none(), none(), none()));
        assert_eq!(missing(&li).await, (none(), none(), "masked".to_owned()));
        // nor may he write such a series himself
        let phones = json!([{"field": "phone", "op": "contains", "value": "1"}]);
        let asks = with(report(world, "Phones"), &json!({"series": [series("P", "new", phones)]}));
        assert_eq!(post(world, &li, &asks).await.problem().2, "masked");
        // a field that is taken away keeps its values, and is counted as before
        let seq = written.json()["seq"].clone();
        let body = json!({"noun": "ticket", "seq": seq, "set": without});
        let written = world.call(Method::PUT, "/fields", &admin, Some(body)).await;
        assert_eq!(written.status, StatusCode::OK, "{}", written.text());
        assert_eq!(missing(&admin).await.0, none());
    })
    .await;
}

#[tokio::test]
async fn reports_stay_with_the_server() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        make(world, &admin, &report(world, "Lifts of nobody's phone")).await;
        let phone = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let request = SyncRequest { version: VERSION, ..SyncRequest::default() };
        let reply = world.bytes(Method::POST, "/sync", &phone, frame::pack(&request, 1)).await;
        let response: SyncResponse = frame::unpack(&reply.body).expect("a frame");
        assert!(!response.definitions.is_empty());
        assert!(response.definitions.iter().all(|one| one.kind != "ticket_report"));
        // figures of a long period are there at once
        let long = json!({"period": {"is": "last_days", "count": 366}, "unit": "month"});
        let one = with(report(world, "Year"), &long);
        make(world, &admin, &one).await;
        world.advance(DAY_MS);
        assert_eq!(figures(world, &admin, &one).await["keys"].as_array().map(Vec::len), Some(13));
    })
    .await;
}
