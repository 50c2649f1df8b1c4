//! Service levels: policies as administrators keep them, clocks as tickets and lists show them, and what happens around
//! deadlines. The reconciler is run by hand, as after a commit; the clock is moved.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use sqlx::Row as _;
use truckroll_domain::calendar::{Calendar, Offsets};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::people::Group;
use truckroll_domain::tickets::{NewTicket, Priority, Status, TicketCommand, TicketEdit};
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{AgentId, CalendarId, Command, ContactId, GroupId, LineId, SlaPolicyId, TicketId};
use truckroll_server::app::Clock;
use truckroll_server::directory::put_definition;
use truckroll_server::ingest::{self, Caller};
use truckroll_server::{App, Config, sla};

use crate::support::{NOW, World, agent, envelope, on_each_engine, put_agent, tenant_admin};

/// A policy of the manual's text sample for urgent and normal work.
pub fn policy(id: SlaPolicyId, name: &str) -> Json {
    let of = |first: u32, second: u32, solution: u32| json!({"first_response": first, "second_response": second, "resolution": solution});
    json!({"id": id, "name": name, "limits": {"urgent": of(15, 30, 120), "normal": of(30, 60, 240)}})
}

fn with(mut policy: Json, more: &Json) -> Json {
    policy.as_object_mut().expect("object").extend(more.as_object().expect("object").clone());
    policy
}

pub async fn make(world: &World, admin: &str, policy: &Json) -> Json {
    let made = world.post("/sla-policies", admin, json!({"seq": 0, "policy": policy})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

async fn put(world: &World, admin: &str, seq: &Json, policy: &Json) -> Json {
    let path = format!("/sla-policies/{}", policy["id"].as_str().expect("an id"));
    let reply = world.call(Method::PUT, &path, admin, Some(json!({"seq": seq, "policy": policy}))).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

async fn ticket(world: &World, new: NewTicket) -> TicketId {
    let id: TicketId = world.app.fresh();
    let new = NewTicket { title: "Lift 3 stuck".into(), ..new };
    act(world, world.a.li, id, TicketCommand::Create { ticket: Box::new(new) }).await;
    id
}

pub async fn act(world: &World, agent: AgentId, id: TicketId, command: TicketCommand) {
    let actor = world.app.directory(world.a.id).await.expect("directory").actor(agent).expect("agent");
    let caller = Caller { tenant: world.a.id, actor, device: None };
    let commands = vec![envelope(&world.app, Command::Ticket { id, command })];
    ingest::execute(&world.app, &caller, commands).await.expect("applies");
}

pub async fn status(world: &World, id: TicketId, status: Status) {
    act(world, world.a.li, id, TicketCommand::SetStatus { fact: world.app.fresh(), status }).await;
}

async fn answer(world: &World, id: TicketId) {
    let entry = world.app.fresh();
    let reply = TicketCommand::Reply { entry, text: "We are coming".into(), public: true, attachments: vec![] };
    act(world, world.a.li, id, reply).await;
}

async fn assign(world: &World, id: TicketId, agent: AgentId, group: Option<GroupId>) {
    let assign = TicketCommand::Assign { agent: Some(agent), agent_name: String::new(), group, seen: None };
    act(world, world.a.li, id, assign).await;
}

pub async fn run(world: &World) {
    sla::run(&world.app).await.expect("reconciles");
}

pub fn minutes(world: &World, minutes: i64) {
    world.advance(minutes * MINUTE_MS);
}

/// A clock of a ticket as it is answered: state, used and allowed minutes, minutes after the beginning when it is due.
pub async fn clock(world: &World, token: &str, id: TicketId, target: &str) -> (String, i64, i64, Option<i64>) {
    let read = world.get(&format!("/tickets/{id}/clocks"), token).await.json();
    let found = read["clocks"].as_array().expect("list").iter().find(|one| one["target"] == target).cloned();
    let one = found.unwrap_or_else(|| panic!("{target}: {read}"));
    let number = |name: &str| one[name].as_i64().expect("a number") / MINUTE_MS;
    let due = one["due_at"].as_i64().map(|at| (at - NOW) / MINUTE_MS);
    (one["state"].as_str().expect("a word").to_owned(), number("used_ms"), number("limit_ms"), due)
}

/// The same as the row says, which lists are sorted by; without what was used meanwhile.
async fn row(world: &World, id: TicketId, target: &str) -> (String, i64, Option<i64>, Option<i64>) {
    let row = sqlx::query(
        "select state, limit_ms, due_at, missed_at from ticket_clocks where tenant_id = $1 and ticket_id = $2 and target = $3",
    )
    .bind(world.a.id.to_string())
    .bind(id.to_string())
    .bind(target)
    .fetch_one(world.app.db.pool())
    .await
    .expect("a row");
    let after = |ms: Option<i64>| ms.map(|at| (at - NOW) / MINUTE_MS);
    let limit: i64 = row.try_get(1).expect("limit");
    let time = |n: usize| after(row.try_get(n).expect("a time"));
    (row.try_get(0).expect("state"), limit / MINUTE_MS, time(2), time(3))
}

/// Kinds of notices an agent has about a ticket, oldest first.
async fn notices(world: &World, agent: AgentId, id: TicketId) -> Vec<String> {
    let rows = sqlx::query(
        "select kind from notices where tenant_id = $1 and agent_id = $2 and document_id = $3 and kind like 'sla%' \
         order by created_at, kind",
    )
    .bind(world.a.id.to_string())
    .bind(agent.to_string())
    .bind(id.to_string())
    .fetch_all(world.app.db.pool())
    .await
    .expect("rows");
    rows.iter().map(|row| row.try_get(0).expect("a word")).collect()
}

/// A server that was started anew on the same database.
async fn restarted(world: &World, smtp: bool) -> App {
    let config = Config {
        database_url: world.app.config.database_url.clone(),
        smtp_url: smtp.then(|| "smtp://127.0.0.1:9".to_owned()),
        ..Config::in_folder(world.database.path())
    };
    let now = Arc::clone(&world.now);
    let clock = Clock::from_fn(move || truckroll_domain::Timestamp(now.load(std::sync::atomic::Ordering::Relaxed)));
    App::open(config, clock).await.expect("opens")
}

#[tokio::test]
async fn administrators_make_change_order_and_remove_policies() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let (id, other): (SlaPolicyId, SlaPolicyId) = (world.app.fresh(), world.app.fresh());
        let new = json!({"seq": 0, "policy": policy(id, " Lifts ")});
        assert_eq!(world.post("/sla-policies", &li, new.clone()).await.problem().0, 403);
        assert_eq!(world.get("/sla-policies", &li).await.problem().0, 403);
        let made = make(world, &admin, &policy(id, " Lifts ")).await;
        assert_eq!((&made["policy"]["name"], &made["policy"]["version"]), (&json!("Lifts"), &json!(1)));
        assert_eq!(made["policy"]["pauses"], json!(["awaiting_response"]), "waiting for the customer pauses");
        assert_eq!(world.post("/sla-policies", &admin, new).await.problem().0, 409);
        let stranger = json!([{"id": world.app.fresh::<LineId>(), "target": "resolution", "when": "after", "minutes": 0,
            "kind": "notice", "to": [{"is": "agent", "id": world.b.li}]}]);
        for (change, member, problem) in [
            (json!({"name": ""}), "name", "required"),
            (json!({"name": "Lifts"}), "name", "taken"),
            (json!({"limits": {}}), "limits", "required"),
            (json!({"limits": {"high": {"resolution": 0}}}), "limits.high.resolution", "out_of_range"),
            (json!({"calendar": world.app.fresh::<CalendarId>()}), "calendar", "unknown"),
            (
                json!({"when": {"all": [{"field": "nothing", "op": "is", "value": "x"}], "any": []}}),
                "when",
                "not_a_condition",
            ),
            (json!({"actions": stranger}), "actions.0.to", "unknown"),
        ] {
            let body = json!({"seq": 0, "policy": with(policy(other, "Boilers"), &change)});
            let reply = world.post("/sla-policies", &admin, body).await;
            assert_eq!(
                (reply.status, &reply.json()["fields"][member]),
                (StatusCode::UNPROCESSABLE_ENTITY, &json!(problem))
            );
        }
        let second = make(world, &admin, &policy(other, "Boilers")).await;
        let changed = put(world, &admin, &made["seq"], &policy(id, "All lifts")).await;
        assert_eq!(changed["policy"]["version"], 2);
        let path = format!("/sla-policies/{id}");
        let stale = json!({"seq": made["seq"], "policy": policy(id, "x")});
        assert_eq!(world.call(Method::PUT, &path, &admin, Some(stale)).await.problem().0, 409);
        let aimed = json!({"seq": changed["seq"], "policy": policy(other, "x")});
        assert_eq!(world.call(Method::PUT, &path, &admin, Some(aimed)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let order = async |ids: &[SlaPolicyId]| {
            world.call(Method::PUT, "/sla-policies/order", &admin, Some(json!({"ids": ids}))).await
        };
        assert_eq!(order(&[id]).await.problem().0, 409, "not all of them");
        let ordered = order(&[other, id]).await.json();
        let names: Vec<&Json> = ordered.as_array().expect("list").iter().map(|one| &one["policy"]["name"]).collect();
        assert_eq!(names, [&json!("Boilers"), &json!("All lifts")]);
        assert_eq!(ordered[1]["policy"]["version"], 2, "another place is no other promise");
        // every version stays as it was
        for (version, name) in [(1, "Lifts"), (2, "All lifts")] {
            let row = sqlx::query(
                "select body from definitions where tenant_id = $1 and kind = 'sla_policy_version' and id = $2",
            )
            .bind(world.a.id.to_string())
            .bind(format!("{id}@{version}"))
            .fetch_one(world.app.db.pool())
            .await
            .expect("a version");
            let body: Json = serde_json::from_str(row.try_get(0).expect("text")).expect("JSON");
            assert_eq!(body["name"], name);
        }
        let seq = ordered[0]["seq"].clone();
        let gone = Some(json!({"seq": seq}));
        let path = format!("/sla-policies/{other}");
        assert_eq!(world.call(Method::DELETE, &path, &li, gone.clone()).await.problem().0, 403);
        assert_eq!(
            world.call(Method::DELETE, &path, &admin, Some(json!({"seq": second["seq"]}))).await.problem().0,
            409,
            "it was moved meanwhile"
        );
        assert_eq!(world.call(Method::DELETE, &path, &admin, gone).await.status, StatusCode::NO_CONTENT);
        let log = world.get("/audit?action=sla_policy_written", &admin).await.json();
        assert_eq!(log["rows"].as_array().expect("list").len(), 6);
    })
    .await;
}

/// osTicket #3034 and Zammad's reopened tickets: what waits and what is solved has no time.
#[tokio::test]
async fn clocks_pause_go_on_and_stop() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        make(world, &admin, &policy(world.app.fresh(), "Everybody")).await;
        let id = ticket(world, NewTicket::default()).await;
        run(world).await;
        assert_eq!(row(world, id, "resolution").await, ("running".into(), 240, Some(240), None));
        minutes(world, 20);
        answer(world, id).await;
        status(world, id, Status::AwaitingResponse).await;
        run(world).await;
        assert_eq!(row(world, id, "first_response").await.0, "stopped");
        assert_eq!(row(world, id, "resolution").await, ("paused".into(), 240, None, None));
        minutes(world, 1_000);
        assert_eq!(clock(world, &admin, id, "resolution").await, ("paused".into(), 20, 240, None));
        status(world, id, Status::Open).await;
        run(world).await;
        assert_eq!(row(world, id, "resolution").await, ("running".into(), 240, Some(1_240), None));
        minutes(world, 100);
        status(world, id, Status::Resolved).await;
        run(world).await;
        minutes(world, 5_000);
        run(world).await;
        assert_eq!(clock(world, &admin, id, "resolution").await.0, "stopped");
        status(world, id, Status::Open).await;
        run(world).await;
        assert_eq!(clock(world, &admin, id, "resolution").await, ("running".into(), 120, 240, Some(6_240)));
        // and it is missed when more than the limit was used, seen by time alone
        minutes(world, 121);
        run(world).await;
        assert_eq!(row(world, id, "resolution").await, ("running".into(), 240, Some(6_240), Some(6_240)));
        let read = world.get(&format!("/tickets/{id}/clocks"), &admin).await.json();
        assert_eq!(read["policy"], "Everybody");
        let solution = &read["clocks"][2];
        assert_eq!((&solution["colour"], &solution["target"]), (&json!("red"), &json!("resolution")));
        let whys: Vec<&Json> = solution["lines"].as_array().expect("list").iter().map(|line| &line["why"]).collect();
        for why in ["running", "paused", "solved"] {
            assert!(whys.contains(&&json!(why)), "{why}: {solution}");
        }
    })
    .await;
}

/// GLPI #15605: the policy changes while the ticket waits.
#[tokio::test]
async fn a_change_of_policy_keeps_what_was_used_and_what_was_paused() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let id: SlaPolicyId = world.app.fresh();
        let made = make(world, &admin, &policy(id, "Everybody")).await;
        let ticket = ticket(world, NewTicket::default()).await;
        run(world).await;
        minutes(world, 10);
        status(world, ticket, Status::AwaitingResponse).await;
        run(world).await;
        minutes(world, 50);
        let longer = with(policy(id, "Everybody"), &json!({"limits": {"normal": {"resolution": 600}}}));
        let changed = put(world, &admin, &made["seq"], &longer).await;
        // the server was away for a while when it comes to that
        minutes(world, 30);
        run(world).await;
        assert_eq!(clock(world, &admin, ticket, "resolution").await, ("paused".into(), 10, 600, None));
        let detail = world.get(&format!("/tickets/{ticket}"), &admin).await.json();
        let terms = &detail["overlay"]["terms"];
        assert_eq!((&terms[1]["version"], &terms[1]["at"]), (&json!(2), &json!(NOW + 60 * MINUTE_MS)));
        minutes(world, 10);
        status(world, ticket, Status::Open).await;
        run(world).await;
        assert_eq!(clock(world, &admin, ticket, "resolution").await, ("running".into(), 10, 600, Some(690)));
        assert_eq!(row(world, ticket, "first_response").await.0, "unset", "nobody promises it any more");
        // without the policy nothing is promised, and what was is still told
        let path = format!("/sla-policies/{id}");
        let gone = world.call(Method::DELETE, &path, &admin, Some(json!({"seq": changed["seq"]}))).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        run(world).await;
        let read = world.get(&format!("/tickets/{ticket}/clocks"), &admin).await.json();
        assert_eq!((&read["policy"], &read["clocks"]), (&Json::Null, &json!([])));
    })
    .await;
}

#[tokio::test]
async fn a_priority_counts_from_its_change_and_the_log_says_both() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        make(world, &admin, &policy(world.app.fresh(), "Everybody")).await;
        let id = ticket(world, NewTicket::default()).await;
        run(world).await;
        minutes(world, 100);
        let edit = TicketEdit { priority: Some(Priority::Urgent), ..TicketEdit::default() };
        act(world, world.a.li, id, TicketCommand::Edit { edit: Box::new(edit) }).await;
        run(world).await;
        assert_eq!(clock(world, &admin, id, "resolution").await, ("running".into(), 100, 120, Some(120)));
        let read = world.get(&format!("/tickets/{id}/clocks"), &admin).await.json();
        let first = &read["clocks"][0];
        assert_eq!(first["missed_at"], json!(NOW + 30 * MINUTE_MS), "it was missed before it was urgent");
        let lines = first["lines"].as_array().expect("list");
        let began: Vec<&Json> = lines.iter().map(|line| &line["began"]).collect();
        assert!(began.contains(&&json!("priority")), "{began:?}");
        let detail = world.get(&format!("/tickets/{id}"), &admin).await.json();
        let entries = detail["entries"].as_array().expect("list");
        let edited = entries.iter().find(|entry| entry["body"]["action"] == "edit").expect("a line");
        assert_eq!(edited["body"]["changes"], json!([{"field": "priority", "from": "normal", "to": "urgent"}]));
    })
    .await;
}

#[tokio::test]
async fn each_stretch_counts_by_the_calendar_of_its_time() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        // Monday, 10:00: open until 18:00
        let office = Calendar::office_hours(CalendarId::default(), "Office", "Asia/Shanghai", Offsets::fixed(480));
        let made = world.post("/calendars", &admin, json!({"seq": 0, "calendar": office})).await.json();
        make(
            world,
            &admin,
            &with(policy(world.app.fresh(), "Office hours"), &json!({"limits": {"normal": {"resolution": 600}}})),
        )
        .await;
        let id = ticket(world, NewTicket::default()).await;
        run(world).await;
        // eight hours today, two tomorrow from nine: 25 hours after ten o'clock
        assert_eq!(clock(world, &admin, id, "resolution").await, ("running".into(), 0, 600, Some(25 * 60)));
        minutes(world, 60);
        let mut night = made["calendar"].clone();
        night["periods"][0]["ranges"] = json!([{"from_min": 0, "to_min": 0}]);
        night["periods"][0]["weekdays"] = json!(127);
        let path = format!("/calendars/{}", night["id"].as_str().expect("an id"));
        let changed =
            world.call(Method::PUT, &path, &admin, Some(json!({"seq": made["seq"], "calendar": night}))).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        run(world).await;
        assert_eq!(
            row(world, id, "resolution").await,
            ("running".into(), 600, Some(600), None),
            "nine more hours at once"
        );
        minutes(world, 60);
        let read = world.get(&format!("/tickets/{id}/clocks"), &admin).await.json();
        let lines = read["clocks"][0]["lines"].as_array().expect("list");
        assert_eq!(lines.last().map(|line| &line["calendar"]), Some(&json!("Office")));
        assert_eq!(read["clocks"][0]["used_ms"], json!(120 * MINUTE_MS));
    })
    .await;
}

/// What was committed while nobody reconciled is counted as it happened, by whoever comes next.
#[tokio::test]
async fn a_server_that_died_between_commit_and_reconcile_loses_and_doubles_nothing() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let rows = json!([{"id": world.app.fresh::<LineId>(), "target": "resolution", "when": "before", "minutes": 200,
            "kind": "notice", "to": [{"is": "assignee"}, {"is": "creator"}]}]);
        make(world, &admin, &with(policy(world.app.fresh(), "Everybody"), &json!({"actions": rows}))).await;
        run(world).await;
        let id = ticket(world, NewTicket::default()).await;
        assign(world, id, world.a.wang, None).await;
        minutes(world, 10);
        answer(world, id).await;
        minutes(world, 50);
        // here it died; another one is started
        let next = restarted(world, false).await;
        sla::run(&next).await.expect("reconciles");
        assert_eq!(clock(world, &admin, id, "first_response").await, ("stopped".into(), 10, 30, None));
        assert_eq!(clock(world, &admin, id, "resolution").await, ("running".into(), 60, 240, Some(240)));
        assert_eq!(notices(world, world.a.wang, id).await, ["sla_solution_due"]);
        assert_eq!(notices(world, world.a.li, id).await, ["sla_solution_due"]);
        // it was never quite dead
        run(world).await;
        sla::run(&next).await.expect("reconciles");
        run(world).await;
        assert_eq!(notices(world, world.a.wang, id).await, ["sla_solution_due"]);
        next.db.pool().close().await;
    })
    .await;
}

#[tokio::test]
async fn rows_of_a_policy_happen_once_and_what_has_not_happened_moves_with_a_pause() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let (group, above): (GroupId, GroupId) = (world.app.fresh(), world.app.fresh());
        let boss: AgentId = world.app.fresh();
        let mut chief = agent(boss, "boss-a", "Boss", truckroll_domain::people::Role::Dispatcher);
        chief.email = "boss@example.com".into();
        put_agent(&world.app, world.a.id, &chief).await;
        let mut tx = world.app.db.begin().await.expect("begins");
        for (id, parent, supervisors) in [(above, None, vec![boss]), (group, Some(above), vec![])] {
            let group = Group { id, name: "Lifts".into(), parent, supervisors, position: 0 };
            put_definition(&mut tx, world.a.id, "group", &id.to_string(), &group).await.expect("group");
        }
        tx.commit().await.expect("commits");
        world.app.forget_directory(world.a.id);
        let line = |target: &str, when: &str, minutes: u32, to: Json| {
            json!({"id": world.app.fresh::<LineId>(), "target": target, "when": when, "minutes": minutes, "kind": "notice", "to": to})
        };
        let rows = json!([
            line("first_response", "before", 10, json!([{"is": "assignee"}])),
            line("first_response", "after", 0, json!([{"is": "supervisors"}])),
            line("first_response", "after", 60, json!([{"is": "agent", "id": world.a.zhao}])),
        ]);
        make(world, &admin, &with(policy(world.app.fresh(), "Everybody"), &json!({"actions": rows}))).await;
        let id = ticket(world, NewTicket::default()).await;
        assign(world, id, world.a.wang, Some(group)).await;
        run(world).await;
        minutes(world, 19);
        run(world).await;
        assert_eq!(notices(world, world.a.wang, id).await, Vec::<String>::new());
        minutes(world, 1);
        run(world).await;
        run(world).await;
        assert_eq!(notices(world, world.a.wang, id).await, ["sla_first_due"]);
        minutes(world, 5);
        status(world, id, Status::AwaitingResponse).await;
        run(world).await;
        minutes(world, 500);
        run(world).await;
        assert_eq!(notices(world, boss, id).await, Vec::<String>::new(), "what waits is not late");
        status(world, id, Status::Open).await;
        minutes(world, 5);
        run(world).await;
        assert_eq!(notices(world, boss, id).await, ["sla_first_missed"], "the group has nobody, the one above has");
        assert_eq!(notices(world, world.a.wang, id).await, ["sla_first_due"], "once is enough");
        answer(world, id).await;
        minutes(world, 100);
        run(world).await;
        assert_eq!(notices(world, world.a.zhao, id).await, Vec::<String>::new(), "it was answered before");
        let list = world.get("/notifications", &world.desk("wang-a").await).await;
        assert!(list.text().contains("sla_first_due"), "{}", list.text());
    })
    .await;
}

#[tokio::test]
async fn letters_go_to_people_and_to_the_customer_through_the_outbox() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let mut wang = agent(world.a.wang, "wang-a", "Wang Wei", truckroll_domain::people::Role::Engineer);
        wang.email = "wang@example.com".into();
        put_agent(&world.app, world.a.id, &wang).await;
        let contact: ContactId = world.app.fresh();
        let person = ContactEdit {
            name: Some("Zhou Min".into()),
            email: Some("zhou@example.com".into()),
            ..ContactEdit::default()
        };
        world
            .execute(
                &world.a,
                Command::Contact { id: contact, command: ContactCommand::Create { contact: Box::new(person) } },
            )
            .await;
        let rows = json!([{"id": world.app.fresh::<LineId>(), "target": "resolution", "when": "after", "minutes": 0,
            "kind": "email", "to": [{"is": "assignee"}, {"is": "contact"}]}]);
        make(world, &admin, &with(policy(world.app.fresh(), "Everybody"), &json!({"actions": rows}))).await;
        let mut new = NewTicket::default();
        new.customer.contact = Some(contact);
        let id = ticket(world, new).await;
        assign(world, id, world.a.wang, None).await;
        minutes(world, 240);
        let posting = restarted(world, true).await;
        sla::run(&posting).await.expect("reconciles");
        sla::run(&posting).await.expect("reconciles");
        let rows =
            sqlx::query("select target, body from outbox where tenant_id = $1 and channel = 'email' order by target")
                .bind(world.a.id.to_string())
                .fetch_all(world.app.db.pool())
                .await
                .expect("rows");
        let letters: Vec<(String, String)> =
            rows.iter().map(|row| (row.try_get(0).expect("to"), row.try_get(1).expect("body"))).collect();
        assert_eq!(
            letters.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(),
            ["wang@example.com", "zhou@example.com"]
        );
        assert!(letters[0].1.contains("The solution of ticket T-2026-"), "{}", letters[0].1);
        assert!(
            letters[1].1.contains("takes longer than we promised") && letters[1].1.contains("/t/"),
            "{}",
            letters[1].1
        );
        posting.db.pool().close().await;
    })
    .await;
}

#[tokio::test]
async fn lists_show_sort_and_narrow_by_clocks_and_only_ones_own() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let lifts = json!({"all": [{"field": "company", "op": "is", "value": world.a.company}], "any": []});
        make(
            world,
            &admin,
            &with(
                policy(world.app.fresh(), "One customer"),
                &json!({"when": lifts, "limits":
            {"normal": {"resolution": 100}}}),
            ),
        )
        .await;
        make(world, &admin, &policy(world.app.fresh(), "Everybody")).await;
        let calm = ticket(world, NewTicket::default()).await;
        let mut new = NewTicket::default();
        new.customer.company = Some(world.a.company);
        let customers = ticket(world, new).await;
        let without = ticket(world, NewTicket { priority: Priority::Low, ..NewTicket::default() }).await;
        run(world).await;
        assert_eq!(
            clock(world, &admin, customers, "resolution").await.2,
            100,
            "the first policy holds for this customer"
        );
        let sorted = world.get("/tickets?sort=due", &admin).await.rows("id");
        let place = |id: TicketId| sorted.iter().position(|one| *one == id.to_string()).expect("is there");
        assert!(place(calm) < place(customers) && place(customers) < place(without), "{sorted:?}");
        // the first response of the calm one is due in 30 minutes, the customer's solution in 100
        minutes(world, 25);
        run(world).await;
        assert_eq!(world.get("/tickets?sla=missed", &admin).await.rows("id"), Vec::<String>::new());
        assert_eq!(world.get("/tickets?sla=soon", &admin).await.rows("id"), [calm.to_string()]);
        minutes(world, 76);
        run(world).await;
        let mut missed = world.get("/tickets?sla=missed&sort=due", &admin).await.rows("id");
        missed.retain(|id| *id != world.a.ticket.to_string());
        assert_eq!(missed, [calm.to_string(), customers.to_string()]);
        assert_eq!(world.get("/tickets?sla=x", &admin).await.problem().0, 400);
        let ids = [calm, customers, without].map(|id| id.to_string()).join(",");
        let path = format!("/tickets/clocks?ids={ids}");
        let rows = world.get(&path, &admin).await.json();
        let target = |id: TicketId| rows.as_array().expect("list").iter().find(|row| row["ticket"] == json!(id));
        assert_eq!(target(calm).map(|row| &row["target"]), Some(&json!("first_response")));
        assert_eq!(target(customers).map(|row| &row["target"]), Some(&json!("resolution")));
        assert_eq!(target(without), None, "nothing is promised");
        assert_eq!(world.get("/tickets/clocks?ids=nonsense", &admin).await.problem().0, 400);
        // who does not see the tickets does not see their clocks
        let zhao = world.desk("zhao-a").await;
        assert_eq!(world.get(&path, &zhao).await.json(), json!([]));
        assert_eq!(world.get(&format!("/tickets/{calm}/clocks"), &zhao).await.problem().0, 404);
        let other = world.desk("li-b").await;
        assert_eq!(world.get(&path, &other).await.json(), json!([]));
        assert_eq!(world.get(&format!("/tickets/{calm}/clocks"), &other).await.problem().0, 404);
    })
    .await;
}

/// Nobody but the server says what was promised.
#[tokio::test]
async fn nobody_sends_terms() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let command = json!({"on": "ticket", "id": world.a.ticket, "command": {"do": "set_terms", "terms": {"at": NOW}}});
        let body = json!({"commands": [{"id": world.app.fresh::<truckroll_domain::CommandId>(), "at": NOW, "offline": false,
            "command": command}]});
        let reply = world.post("/commands", &admin, body).await;
        assert!(reply.status.is_client_error(), "{}", reply.text());
        let detail = world.get(&format!("/tickets/{}", world.a.ticket), &admin).await.json();
        assert_eq!(detail["overlay"]["terms"], Json::Null);
    })
    .await;
}
