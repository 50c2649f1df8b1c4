//! Statistics of tickets, beside what somebody counts who has written everything down.

use axum::http::StatusCode;
use serde_json::{Value as Json, json};
use truckroll_domain::time::{DAY_MS, HOUR_MS};
use truckroll_domain::{CommandId, LineId, TicketId};

use crate::support::{World, on_each_engine, tenant_admin};

async fn sends(world: &World, token: &str, ticket: TicketId, command: Json) {
    let id: CommandId = world.app.fresh();
    let at = world.app.clock.now().ms();
    let command = json!({"on": "ticket", "id": ticket, "command": command});
    let sent = world.post("/commands", token, json!({"commands": [{"id": id, "at": at, "command": command}]})).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
}

async fn figures(world: &World, token: &str, query: &str) -> Json {
    let reply = world.get(&format!("/ticket-statistics?{query}"), token).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

/// A small generator; the same numbers every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// What was written down: when a ticket was made and what it became when.
struct Noted {
    id: TicketId,
    made: i64,
    steps: Vec<(i64, &'static str)>,
}

impl Noted {
    fn waits(&self, at: i64) -> bool {
        let last = self.steps.iter().rfind(|(when, _)| *when < at).map_or("new", |(_, status)| status);
        self.made < at && !matches!(last, "resolved" | "closed")
    }
    fn resolved(&self) -> Option<i64> {
        self.steps.iter().find(|(_, status)| *status == "resolved").map(|(at, _)| *at)
    }
}

#[tokio::test]
async fn figures_agree_with_what_was_written_down() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let before = figures(world, &admin, "from=2026-01-01&to=2026-12-31").await;
        let mut dice = Dice(7);
        let mut all: Vec<Noted> = Vec::new();
        let begin = world.app.clock.now().ms();
        for _ in 0..90 {
            world.advance(i64::try_from(dice.below(9)).expect("small") * HOUR_MS + 1_000);
            let now = world.app.clock.now().ms();
            if all.len() < 12 && dice.below(3) == 0 {
                let id: TicketId = world.app.fresh();
                sends(world, &admin, id, json!({"do": "create", "ticket": {"title": format!("T{}", all.len())}})).await;
                all.push(Noted { id, made: now, steps: Vec::new() });
            } else if !all.is_empty() {
                let one = usize::try_from(dice.below(all.len() as u64)).expect("small");
                let status =
                    ["open", "awaiting_response", "resolved", "closed"][usize::try_from(dice.below(4)).expect("small")];
                let fact: LineId = world.app.fresh();
                sends(world, &admin, all[one].id, json!({"do": "set_status", "fact": fact, "status": status})).await;
                all[one].steps.push((now, status));
            }
        }
        let offset = i64::from(world.app.directory(world.a.id).await.expect("known").settings.utc_offset_min) * 60_000;
        let day_of = |at: i64| (at + offset).div_euclid(DAY_MS);
        let (first, last) = (day_of(begin), day_of(world.app.clock.now().ms()));
        let written = |n: i64| truckroll_domain::day::written(n);
        let page = figures(world, &admin, &format!("by=day&from={}&to={}", written(first), written(last))).await;
        let rows = page["rows"].as_array().expect("rows");
        assert_eq!(rows.len(), usize::try_from(last - first + 1).expect("some days"));
        // the organisation has had a ticket before
        let known = before["total"]["waiting"].as_i64().expect("a count");
        let known_new = before["total"]["new"].as_i64().expect("a count");
        for (n, row) in (first..=last).zip(rows) {
            let within = |at: i64| day_of(at) == n;
            let end = (n + 1) * DAY_MS - offset;
            let new = all.iter().filter(|t| within(t.made)).count() as i64;
            let resolved: Vec<i64> =
                all.iter().filter_map(|t| Some(t.resolved().filter(|at| within(*at))? - t.made)).collect();
            let waiting = all.iter().filter(|t| t.waits(end)).count() as i64;
            assert_eq!(row["key"], written(n));
            assert_eq!(row["resolved"], resolved.len() as i64, "{row}");
            assert_eq!(row["resolve_ms"], resolved.iter().sum::<i64>(), "{row}");
            assert_eq!(row["waiting"], waiting + known, "{row}");
            let of_old = if n == first { known_new } else { 0 };
            assert!(
                row["new"].as_i64().is_some_and(|counted| counted == new || counted == new + of_old),
                "{row} {new}"
            );
        }
        // weeks, months, hours and agents are the same tickets, told apart otherwise
        for by in ["hour", "week", "month", "agent", "group"] {
            let other = figures(world, &admin, &format!("by={by}&from={}&to={}", written(first), written(last))).await;
            assert_eq!(other["total"], page["total"], "{by}");
            let sum: i64 = other["rows"].as_array().expect("rows").iter().filter_map(|r| r["resolved"].as_i64()).sum();
            assert_eq!(page["total"]["resolved"], sum, "{by}");
            assert!(by != "hour" || other["rows"].as_array().map(Vec::len) == Some(24));
        }
    })
    .await;
}

#[tokio::test]
async fn a_ticket_opened_again_leaves_the_past_as_it_was() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let id: TicketId = world.app.fresh();
        sends(world, &admin, id, json!({"do": "create", "ticket": {"title": "Lift", "priority": "urgent"}})).await;
        world.advance(2 * HOUR_MS);
        let set = |status: &str| json!({"do": "set_status", "fact": world.app.fresh::<LineId>(), "status": status});
        sends(world, &admin, id, set("resolved")).await;
        sends(world, &admin, id, set("closed")).await;
        let day = truckroll_domain::day::written(world.app.clock.now().ms().div_euclid(DAY_MS));
        let filter: String = json!({"all": [{"field": "priority", "op": "is", "value": "urgent"}]})
            .to_string()
            .bytes()
            .map(|b| format!("%{b:02X}"))
            .collect();
        let asked = format!("from={day}&to={day}&filter={filter}");
        let total = |page: &Json| page["total"].clone();
        let then = total(&figures(world, &admin, &asked).await);
        assert_eq!(
            (&then["new"], &then["resolved"], &then["closed"], &then["waiting"]),
            (&json!(1), &json!(1), &json!(1), &json!(0))
        );
        assert_eq!(then["resolve_ms"], 2 * HOUR_MS);
        world.advance(40 * DAY_MS);
        sends(world, &admin, id, set("open")).await;
        assert_eq!(total(&figures(world, &admin, &asked).await), then, "what was counted stays");
        let later = truckroll_domain::day::written(world.app.clock.now().ms().div_euclid(DAY_MS));
        let now = total(&figures(world, &admin, &format!("from={later}&to={later}&filter={filter}")).await);
        assert_eq!((&now["reopened"], &now["waiting"]), (&json!(1), &json!(1)));
    })
    .await;
}

#[tokio::test]
async fn who_may_ask_and_what_can_be_asked() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        for wrong in [
            "from=2026-01-02&to=2026-01-01",
            "from=2026-01-01&to=2027-06-01",
            "from=yesterday&to=2026-01-01",
            "from=2026-01-01&to=2026-01-02&by=moon",
            "from=2026-01-01&to=2026-01-02&filter=x",
        ] {
            assert_eq!(world.get(&format!("/ticket-statistics?{wrong}"), &admin).await.problem().0, 400, "{wrong}");
        }
        let asked = "from=2026-01-01&to=2026-12-31";
        let wang = world.desk("wang-a").await;
        assert_eq!(world.get(&format!("/ticket-statistics?{asked}"), &wang).await.problem().0, 403);
        let csv = world.get(&format!("/ticket-statistics/export.csv?{asked}&by=month"), &admin).await;
        assert_eq!(csv.status, StatusCode::OK);
        assert_eq!(csv.text().lines().count(), 14, "headings, twelve months, the sum: {}", csv.text());
        let noted = world.get("/audit?action=figures_exported", &admin).await.json();
        assert_eq!(noted["rows"].as_array().map(Vec::len), Some(1), "{noted}");
        // another organisation counts its own
        let other = tenant_admin(world, &world.b, "sun-b").await;
        let theirs = figures(world, &other, asked).await["total"]["new"].as_i64().expect("a count");
        let id: TicketId = world.app.fresh();
        sends(world, &admin, id, json!({"do": "create", "ticket": {"title": "Ours"}})).await;
        assert_eq!(figures(world, &other, asked).await["total"]["new"], theirs);
    })
    .await;
}
