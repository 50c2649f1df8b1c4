//! Many tickets in the order of what runs out first: the pages together are the order, whichever way, with ties, with several clocks
//! of a ticket and with tickets that have none.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::json;
use truckroll_domain::tickets::{NewTicket, TicketCommand};
use truckroll_domain::{Command, TicketId, ViewId};
use truckroll_server::ingest::{self, Caller};

use crate::support::{World, envelope, on_each_engine, tenant_admin};

/// More than are named one by one.
const TICKETS: usize = 560;
const LAST: i64 = 9_000_000_000_000_000;

async fn tickets(world: &World) -> Vec<TicketId> {
    let actor = world.app.directory(world.a.id).await.expect("directory").actor(world.a.li).expect("agent");
    let caller = Caller { tenant: world.a.id, actor, device: None };
    let mut ids = Vec::new();
    let mut commands = Vec::new();
    for n in 0..TICKETS {
        let id: TicketId = world.app.fresh();
        ids.push(id);
        let ticket = Box::new(NewTicket { title: format!("clocked {n}"), ..NewTicket::default() });
        commands.push(envelope(&world.app, Command::Ticket { id, command: TicketCommand::Create { ticket } }));
    }
    ingest::execute(&world.app, &caller, commands).await.expect("applies");
    ids
}

/// When the first running clock of each ticket runs out.
async fn clocks(world: &World, ids: &[TicketId]) -> BTreeMap<TicketId, i64> {
    let mut first = BTreeMap::new();
    for (n, id) in ids.iter().enumerate().filter(|(n, _)| n % 2 == 0) {
        // ties, a second clock before or after the first, one that was missed, one that stands
        let at = i64::try_from(n * 7_919 % 50).expect("small");
        let mut rows = vec![("resolution", "running", Some(at), (n % 6 == 0).then_some(at - 100))];
        if n % 4 == 0 {
            rows.push(("first_response", "paused", Some(i64::try_from(n % 53).expect("small")), None));
        }
        if n % 10 == 0 {
            rows.push(("second_response", "met", Some(-500), None));
        }
        for (target, state, due, missed) in rows {
            if state != "met" {
                let when = missed.or(due).expect("a moment");
                first.entry(*id).and_modify(|at: &mut i64| *at = when.min(*at)).or_insert(when);
            }
            let insert = "insert into ticket_clocks (tenant_id, ticket_id, target, state, used_ms, limit_ms, due_at, amber_at, \
                          missed_at, seq) values ($1, $2, $3, $4, 0, 1, $5, $5, $6, 0)";
            let insert = sqlx::query(insert).bind(world.a.id.to_string()).bind(id.to_string()).bind(target).bind(state);
            insert.bind(due).bind(missed).execute(world.app.db.pool()).await.expect("a clock");
        }
    }
    first
}

#[tokio::test]
async fn pages_by_what_runs_out_first_are_one_order() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "admin-a").await;
        let ids = tickets(world).await;
        let first = clocks(world, &ids).await;
        let id: ViewId = world.app.fresh();
        let view = json!({"id": id, "name": "All of them", "audience": {"all": true}, "columns": ["title"],
            "when": {"all": [{"field": "title", "op": "contains", "value": "clocked"}], "any": []}, "sort": {"by": "due", "descending": false}});
        let made = world.post("/ticket-views", &admin, json!({"seq": 0, "view": view})).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        for descending in [false, true] {
            let mut wanted = ids.clone();
            if descending {
                wanted.sort_by_key(|id| Reverse((first.get(id).copied().unwrap_or(-LAST), *id)));
            } else {
                wanted.sort_by_key(|id| (first.get(id).copied().unwrap_or(LAST), Reverse(*id)));
            }
            let sort = if descending { "-due" } else { "due" };
            let (mut found, mut after) = (Vec::new(), String::new());
            loop {
                let path = format!("/ticket-views/{id}/tickets?limit=90&sort={sort}{after}");
                let reply = world.get(&path, &admin).await;
                assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
                let page = reply.json();
                assert_eq!(page["total"], TICKETS);
                let rows = page["rows"].as_array().expect("rows");
                found.extend(rows.iter().map(|row| row["row"]["id"].as_str().expect("an id").to_owned()));
                let Some(next) = page["next"].as_str() else { break };
                after = format!("&after={next}");
            }
            let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
            assert_eq!(found, wanted, "{sort}");
        }
    })
    .await;
}
