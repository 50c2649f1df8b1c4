//! Daily use of tickets: split, merged, looked at as they were, made in batches, worked through.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::companies::CompanyEdit;
use truckroll_domain::fields::FieldValue;
use truckroll_domain::people::Role;
use truckroll_domain::tickets::{NewTicket, Status, TicketCommand, TicketEdit};
use truckroll_domain::time::{DAY_MS, HOUR_MS};
use truckroll_domain::visits::{Address, Customer};
use truckroll_domain::{AgentId, Command, CommandId, CompanyId, DeviceId, DocumentId, EntryId, LineId, TicketId};

use crate::bulk::company;
use crate::rules::{edit, named, put, rule, settle, shown, status, texts, ticket};
use crate::support::{World, agent, on_each_engine, put_agent, tenant_admin};

fn of(company: CompanyId, title: &str) -> NewTicket {
    let customer = Customer { company: Some(company), company_name: "Hua".into(), ..Customer::default() };
    NewTicket { customer, ..named(title) }
}

async fn hua(world: &World) -> CompanyId {
    company(
        world,
        CompanyEdit { name: Some("Hua Plaza".into()), phone: Some("021-1".into()), ..CompanyEdit::default() },
    )
    .await
}

pub fn part(world: &World, title: &str) -> (TicketId, Json) {
    let id: TicketId = world.app.fresh();
    (id, json!({"id": id, "title": title}))
}

pub fn split(world: &World, parts: &[&Json], closes_last: bool) -> Json {
    json!({"id": world.app.fresh::<CommandId>(), "parts": parts, "closes_last": closes_last})
}

fn reply(text: &str) -> (EntryId, TicketCommand) {
    let entry = EntryId::from_parts(7, [u8::try_from(text.len()).expect("short"); 10]);
    (entry, TicketCommand::Reply { entry, text: text.into(), public: true, attachments: vec![] })
}

/// A command as the desk of somebody sends it.
async fn gives(world: &World, token: &str, id: TicketId, command: TicketCommand) -> crate::support::Reply {
    let envelope = crate::support::envelope(&world.app, Command::Ticket { id, command });
    world.post("/commands", token, json!({"commands": [envelope]})).await
}

fn log(shown: &Json) -> Vec<(String, String)> {
    let entries = shown["entries"].as_array().expect("entries").iter().rev();
    let word = |entry: &Json, name: &str| entry["body"][name].as_str().unwrap_or_default().to_owned();
    entries.filter(|e| e["body"]["kind"] == "log").map(|e| (word(e, "action"), word(e, "subject"))).collect()
}

#[tokio::test]
async fn a_ticket_is_split_once_however_often_it_is_asked_for() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let company = hua(world).await;
        let fields = [("answer".to_owned(), Some(FieldValue::Text("12".into())))].into();
        let id = ticket(world, NewTicket { fields, kind: "fault".into(), ..of(company, "Lift 3 stuck") }).await;
        let ((door, first), (_, mut second)) = (part(world, "Door"), part(world, "Motor"));
        second["agent"] = json!(world.a.li);
        second["description"] = json!("It is hot.");
        let asked = split(world, &[&first, &second], true);
        let path = format!("/tickets/{id}/split");
        for _ in 0..2 {
            let done = world.post(&path, &li, asked.clone()).await;
            assert_eq!(done.status, StatusCode::OK, "{}", done.text());
            let parts = done.json()["parts"].as_array().expect("parts").clone();
            let titles: Vec<&str> = parts.iter().map(|part| part["title"].as_str().expect("a title")).collect();
            assert_eq!(titles, ["Door", "Motor"]);
        }
        let parent = shown(world, &li, id).await;
        assert_eq!((&parent["row"]["parts"], &parent["ticket"]["closes_last"]), (&json!(2), &json!(true)));
        assert!(log(&parent).contains(&("split".to_owned(), "2".to_owned())));
        let child = shown(world, &li, door).await;
        assert_eq!(child["row"]["parent_id"], json!(id));
        assert_eq!((&child["ticket"]["type"], &child["ticket"]["fields"]["answer"]), (&json!("fault"), &json!("12")));
        assert_eq!(child["ticket"]["customer"]["company"], json!(company));
        assert_eq!(child["family"]["parent"]["title"], "Lift 3 stuck");
        let motor: TicketId = second["id"].as_str().expect("id").parse().expect("an id");
        let motor = shown(world, &li, motor).await;
        assert_eq!((&motor["row"]["assignee"], &motor["row"]["status"]), (&json!(world.a.li), &json!("open")));
        // a part can be split again
        let (_, hinge) = part(world, "Hinge");
        let again = world.post(&format!("/tickets/{door}/split"), &li, split(world, &[&hinge], false)).await;
        assert_eq!(again.json()["parent"]["title"], "Lift 3 stuck", "{}", again.text());
        // too many, none, or one that is nobody: nothing is stored
        let many: Vec<Json> = (0..16).map(|n| part(world, &format!("Part {n}")).1).collect();
        let refused = world.post(&path, &li, split(world, &many.iter().collect::<Vec<_>>(), false)).await;
        assert_eq!((refused.status, &refused.json()["refusal"]["limit"]), (StatusCode::CONFLICT, &json!(15)));
        assert_eq!(world.post(&path, &li, split(world, &[], false)).await.status, StatusCode::CONFLICT);
        let (_, mut nobody) = part(world, "Rope");
        nobody["agent"] = json!(AgentId::default());
        let (rope, fine) = part(world, "Rope 2");
        let refused = world.post(&path, &li, split(world, &[&fine, &nobody], false)).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
        assert_eq!(world.get(&format!("/tickets/{rope}"), &li).await.status, StatusCode::NOT_FOUND);
        // and no ticket says that it is part of one that is not there
        let lost = NewTicket { parent: Some(world.app.fresh()), ..named("Lost") };
        let lost = gives(world, &li, world.app.fresh(), TicketCommand::Create { ticket: Box::new(lost) }).await;
        assert_eq!(lost.json()["refusal"]["field"], "parent", "{}", lost.text());
    })
    .await;
}

#[tokio::test]
async fn a_ticket_that_waits_for_its_parts_is_closed_after_them() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let id = ticket(world, named("Lift 3 stuck")).await;
        let ((door, first), (motor, second)) = (part(world, "Door"), part(world, "Motor"));
        world.post(&format!("/tickets/{id}/split"), &li, split(world, &[&first, &second], true)).await;
        let close = |n| TicketCommand::SetStatus { fact: LineId::from_parts(n, [9; 10]), status: Status::Closed };
        let refused = gives(world, &li, id, close(1)).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
        let refusal = refused.json()["refusal"].clone();
        assert_eq!(
            (&refusal["code"], refusal["tickets"].as_array().expect("numbers").len()),
            (&json!("open_parts"), 2)
        );
        let number = shown(world, &li, door).await["row"]["number"].clone();
        assert_eq!(refusal["tickets"][0], number);
        gives(world, &li, door, close(2)).await;
        // the last part and its parent in one go
        let commands: Vec<Json> = [(motor, close(3)), (id, close(4))]
            .into_iter()
            .map(|(id, command)| json!(crate::support::envelope(&world.app, Command::Ticket { id, command })))
            .collect();
        let done = world.post("/commands", &li, json!({"commands": commands})).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        assert_eq!(shown(world, &li, id).await["row"]["status"], "closed");
    })
    .await;
}

#[tokio::test]
async fn a_trigger_on_split_runs_on_each_part() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        put(world, &sun, rule("Parts", &["split"], json!([]), json!([{"do": "note", "text": "A part"}]))).await;
        let id = ticket(world, named("Lift 3 stuck")).await;
        let ((door, first), (motor, second)) = (part(world, "Door"), part(world, "Motor"));
        world.post(&format!("/tickets/{id}/split"), &sun, split(world, &[&first, &second], false)).await;
        settle(world).await;
        for (ticket, notes) in [(id, 0), (door, 1), (motor, 1)] {
            let entries = shown(world, &sun, ticket).await["entries"].clone();
            let said = entries.as_array().expect("entries").iter().filter(|e| e["body"]["text"] == "A part").count();
            assert_eq!(said, notes, "{entries}");
        }
    })
    .await;
}

#[tokio::test]
async fn two_tickets_become_one_and_two_again() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let company = hua(world).await;
        let source = ticket(world, of(company, "Lift stuck")).await;
        let target = ticket(world, of(company, "Lift 3 stuck")).await;
        let stranger = ticket(world, named("Door")).await;
        status(world, source, Status::AwaitingResponse).await;
        gives(world, &li, source, reply("Before").1).await;
        let merge = async |from: TicketId, into: TicketId| {
            world.post(&format!("/tickets/{from}/merge"), &li, json!({"into": into})).await
        };
        for (into, problem) in [(source, "same"), (stranger, "other_customer")] {
            let refused = merge(source, into).await;
            assert_eq!(
                (refused.status, &refused.json()["fields"]["into"]),
                (StatusCode::UNPROCESSABLE_ENTITY, &json!(problem))
            );
        }
        for _ in 0..2 {
            let done = merge(source, target).await;
            assert_eq!(done.json()["merged_into"]["id"], json!(target), "{}", done.text());
        }
        assert_eq!(merge(target, source).await.json()["fields"]["into"], "target_merged");
        let ended = shown(world, &li, source).await;
        assert_eq!((&ended["row"]["status"], &ended["row"]["merged_into"]), (&json!("closed"), &json!(target)));
        let (_, name) = log(&ended).into_iter().find(|(action, _)| action == "merge_into").expect("a line");
        assert!(name.ends_with("Lift 3 stuck") && name.starts_with("T-"), "{name}");
        let joined = shown(world, &li, target).await;
        assert_eq!(joined["family"]["merged"][0]["title"], "Lift stuck");
        assert!(texts(&joined).contains(&"Before".to_owned()), "what was said in it is read here");
        assert!(log(&joined).iter().any(|(action, name)| action == "take_in" && name.ends_with("Lift stuck")));
        // what is answered to the one that ended goes to the other one, once
        let late = crate::support::envelope(&world.app, Command::Ticket { id: source, command: reply("Afterwards").1 });
        for _ in 0..2 {
            assert_eq!(world.post("/commands", &li, json!({"commands": [late]})).await.status, StatusCode::OK);
        }
        let said = texts(&shown(world, &li, target).await);
        assert_eq!(said.iter().filter(|text| *text == "Afterwards").count(), 1, "{said:?}");
        assert!(!texts(&shown(world, &li, source).await).contains(&"Afterwards".to_owned()));
        // an edit of it is kept by it
        edit(world, source, TicketEdit { title: Some("Lift stuck again".into()), ..TicketEdit::default() }).await;
        let back = world.post(&format!("/tickets/{source}/unmerge"), &li, json!({})).await;
        assert_eq!(back.status, StatusCode::OK, "{}", back.text());
        let again = shown(world, &li, source).await;
        assert_eq!(
            (&again["row"]["status"], &again["row"]["title"]),
            (&json!("awaiting_response"), &json!("Lift stuck again"))
        );
        assert_eq!(texts(&again), ["Before"]);
        assert_eq!(texts(&shown(world, &li, target).await), ["Afterwards"]);
        let twice = world.post(&format!("/tickets/{source}/unmerge"), &li, json!({})).await;
        assert_eq!(
            (twice.status, &twice.json()["fields"]["ticket"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("not_merged"))
        );
        // one half alone is nobody's to give
        let half = TicketCommand::TakeIn { ticket: source, name: "x".into() };
        assert_eq!(gives(world, &li, target, half).await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn who_may_not_change_both_merges_neither_and_writes_where_he_is() {
    on_each_engine(async |world| {
        let company = hua(world).await;
        let wang = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let (source, target) =
            (ticket(world, of(company, "Lift stuck")).await, ticket(world, of(company, "Lift 3 stuck")).await);
        let assign =
            TicketCommand::Assign { agent: Some(world.a.wang), agent_name: String::new(), group: None, seen: None };
        world.execute(&world.a, Command::Ticket { id: source, command: assign }).await;
        let refused = world.post(&format!("/tickets/{source}/merge"), &wang, json!({"into": target})).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.text());
        let li = world.desk("li-a").await;
        world.post(&format!("/tickets/{source}/merge"), &li, json!({"into": target})).await;
        assert_eq!(gives(world, &wang, source, reply("From the roof").1).await.status, StatusCode::OK);
        let seen = shown(world, &li, target).await;
        assert!(texts(&seen).contains(&"From the roof".to_owned()), "it is read in the other one all the same");
        assert_eq!(world.get(&format!("/tickets/{target}"), &wang).await.status, StatusCode::NOT_FOUND);
        // he sees that it went on, and not more of where than he was told
        let his = shown(world, &wang, source).await;
        assert_eq!(his["family"]["merged_into"]["status"], "");
    })
    .await;
}

#[tokio::test]
async fn the_history_says_who_when_and_on_what_and_a_ticket_is_put_back() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let mut tx = world.app.db.begin().await.expect("begins");
        sqlx::query("update sessions set name = 'Firefox on Linux'").execute(tx.on()).await.expect("is named");
        tx.commit().await.expect("is kept");
        let device = DeviceId::from_parts(1, [1; 10]);
        let wang = world.phone("wang-a", device).await;
        let hua = hua(world).await;
        let address = Address { city: "Shanghai".into(), detail: "Nanjing Road 100".into(), ..Address::default() };
        let id = ticket(world, NewTicket { address: address.clone(), ..of(hua, "Lift 3 stuck") }).await;
        world.advance(HOUR_MS);
        let assign =
            TicketCommand::Assign { agent: Some(world.a.wang), agent_name: String::new(), group: None, seen: None };
        world.execute(&world.a, Command::Ticket { id, command: assign }).await;
        world.advance(HOUR_MS);
        let then = world.app.clock.now();
        world.advance(HOUR_MS);
        let long = "Nobody knows. ".repeat(100);
        let renames =
            TicketEdit { title: Some("Lift 4 stuck".into()), description: Some(long), ..TicketEdit::default() };
        let renames = TicketEdit { customer: Some(Customer::default()), address: Some(Address::default()), ..renames };
        gives(world, &li, id, TicketCommand::Edit { edit: Box::new(renames) }).await;
        world.advance(HOUR_MS);
        gives(world, &wang, id, TicketCommand::SetCc { agent: world.a.li, on: true }).await;
        let history = world.get(&format!("/tickets/{id}/history"), &li).await.json();
        let actions: Vec<&str> = history["entries"]
            .as_array()
            .expect("entries")
            .iter()
            .filter_map(|e| e["body"]["action"].as_str())
            .collect();
        assert_eq!(actions, ["set_cc", "edit", "assign", "create"], "newest first");
        let on = |n: usize| history["devices"][history["entries"][n]["id"].as_str().expect("an id")].clone();
        assert_eq!((on(0), on(1), on(2)), (json!("phone"), json!("Firefox on Linux"), Json::Null));
        let entries: Vec<truckroll_domain::Entry> =
            serde_json::from_value(history["entries"].clone()).expect("entries");
        let now: truckroll_domain::tickets::Ticket =
            serde_json::from_value(shown(world, &li, id).await["ticket"].clone()).expect("a ticket");
        assert_eq!(now.as_it_was(then, &entries).title, "Lift 3 stuck");
        assert_eq!((now.customer.company, &now.address), (None, &Address::default()));
        for command in now.becoming(&now.as_it_was(then, &entries)) {
            assert_eq!(gives(world, &li, id, command).await.status, StatusCode::OK);
        }
        let restored = shown(world, &li, id).await;
        let kept: truckroll_domain::tickets::Ticket =
            serde_json::from_value(restored["ticket"].clone()).expect("a ticket");
        assert_eq!((kept.customer.company, kept.address), (Some(hua), address), "who it is for and where it is");
        assert_eq!(
            (&restored["ticket"]["title"], &restored["ticket"]["description"]),
            (&json!("Lift 3 stuck"), &json!(""))
        );
        assert_eq!(world.get(&format!("/tickets/{}/history", world.b.ticket), &li).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_ticket_like_one_of_the_last_day_is_named_and_never_refused() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let (company, other) = (hua(world).await, hua(world).await);
        let first = ticket(world, of(company, "Lift 3 stuck on floor 12")).await;
        ticket(world, of(company, "Air conditioning drips")).await;
        ticket(world, of(other, "Lift 3 stuck")).await;
        let alike = async |asked: Json| world.post("/tickets/alike", &li, asked).await.json();
        let ids =
            |found: &Json| found.as_array().expect("rows").iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
        let found = alike(json!({"title": "LIFT 3: stuck!", "company": company})).await;
        assert_eq!(ids(&found), [json!(first)]);
        assert_eq!(alike(json!({"title": "Lift 3 stuck"})).await, json!([]), "nobody's ticket is like all others");
        assert_eq!(alike(json!({"title": " ", "company": company})).await, json!([]));
        world.advance(DAY_MS + 1);
        assert_eq!(alike(json!({"title": "Lift 3 stuck", "company": company})).await, json!([]), "a day is over");
        let long = world.post("/tickets/alike", &li, json!({"title": "x".repeat(501), "company": company})).await;
        assert_eq!(long.status, StatusCode::BAD_REQUEST);
    })
    .await;
}

async fn colleagues(world: &World, count: u8) -> Vec<AgentId> {
    let mut ids = Vec::new();
    for n in 0..count {
        let id = AgentId::from_parts(5, [n + 1; 10]);
        let member = agent(id, &format!("helper-{n}"), &format!("Helper {n}"), Role::Dispatcher);
        put_agent(&world.app, world.a.id, &member).await;
        ids.push(id);
    }
    ids
}

async fn made(world: &World, token: &str) -> Vec<Json> {
    world.get("/tickets?q=Yearly&limit=200", token).await.json()["rows"].as_array().expect("rows").clone()
}

#[tokio::test]
async fn a_batch_makes_one_ticket_a_customer_once_and_spreads_them() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let agents = colleagues(world, 3).await;
        let mut customers: Vec<DocumentId> = Vec::new();
        for _ in 0..7 {
            customers.push(hua(world).await.into());
        }
        // one is no customer of theirs
        customers.push(world.b.company.into());
        let counts: BTreeMap<AgentId, u32> = [(agents[0], 5), (agents[1], 3)].into();
        let batch: DocumentId = world.app.fresh();
        let asked = json!({"id": batch, "customers": customers, "title": "Yearly check", "priority": "low",
            "to": {"to": "given", "counts": counts}});
        let wrong = |member: &str, value: Json| {
            let mut asked = asked.clone();
            asked[member] = value;
            asked
        };
        for (body, member, problem) in [
            (wrong("customers", json!([])), "customers", "required"),
            (wrong("title", json!(" ")), "title", "required"),
            (wrong("template", json!(batch)), "template", "unknown"),
            (wrong("to", json!({"to": "given", "counts": {agents[0].to_string(): 7}})), "to", "not_the_sum"),
            (wrong("to", json!({"to": "agent", "agent": AgentId::default()})), "to", "not_accepting"),
        ] {
            let refused = world.post("/tickets/batches", &li, body).await;
            assert_eq!(refused.json()["fields"][member], problem, "{}", refused.text());
        }
        for _ in 0..2 {
            let begun = world.post("/tickets/batches", &li, asked.clone()).await;
            assert_eq!((begun.status, &begun.json()["total"]), (StatusCode::ACCEPTED, &json!(8)), "{}", begun.text());
        }
        assert_eq!(truckroll_server::daily::work(&world.app).await.expect("works"), 1);
        assert_eq!(truckroll_server::daily::work(&world.app).await.expect("works"), 0);
        let now = world.get(&format!("/tickets/batches/{batch}"), &li).await.json();
        assert_eq!((&now["done"], &now["ended"]), (&json!(8), &json!(true)));
        assert_eq!((&now["refused"][0]["why"], &now["refused"][0]["name"]), (&json!("not_found"), &json!("")));
        let rows = made(world, &li).await;
        let of = |agent: AgentId| rows.iter().filter(|row| row["assignee"] == json!(agent)).count();
        assert_eq!((rows.len(), of(agents[0]), of(agents[1])), (7, 5, 2), "the last one has no ticket");
        assert!(rows.iter().all(|row| row["company_name"] == "Hua Plaza" && row["priority"] == 3), "{rows:?}");
        // asked for again after its end it stays one
        world.post("/tickets/batches", &li, asked).await;
        truckroll_server::daily::work(&world.app).await.expect("works");
        assert_eq!(made(world, &li).await.len(), 7);
        let nobodys =
            world.get(&format!("/tickets/batches/{batch}"), &tenant_admin(world, &world.a, "sun-a").await).await;
        assert_eq!(nobodys.status, StatusCode::NOT_FOUND, "a batch is its maker's");
    })
    .await;
}

#[tokio::test]
async fn a_batch_that_was_stopped_goes_on_without_doubling_anything() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let mut customers: Vec<DocumentId> = Vec::new();
        for _ in 0..45 {
            customers.push(hua(world).await.into());
        }
        let batch: DocumentId = world.app.fresh();
        let asked = json!({"id": batch, "customers": customers, "title": "Yearly check"});
        world.post("/tickets/batches", &li, asked).await;
        let set = async |sql: &str, plan: &str| {
            let mut tx = world.app.db.begin().await.expect("begins");
            let set = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).bind(plan.to_owned());
            set.execute(tx.on()).await.expect("is set");
            tx.commit().await.expect("is kept");
        };
        let row = sqlx::query("select plan from ticket_batches").fetch_one(world.app.db.pool()).await.expect("a row");
        let plan: String = sqlx::Row::try_get(&row, 0).expect("a plan");
        truckroll_server::daily::work(&world.app).await.expect("works");
        assert_eq!(made(world, &li).await.len(), 45);
        // as if the node had died before it noted more than the first twenty
        set("update ticket_batches set plan = $1, done = 20, ended_at = null, leased_until = 0", &plan).await;
        assert_eq!(truckroll_server::daily::work(&world.app).await.expect("works"), 1);
        let ended = world.get("/tickets/batches", &li).await.json();
        assert_eq!(
            (&ended[0]["done"], &ended[0]["ended"], &ended[0]["refused"]),
            (&json!(45), &json!(true), &json!([]))
        );
        let rows = made(world, &li).await;
        assert_eq!(rows.len(), 45);
        assert!(rows.iter().all(|row| row["assignee"].is_null()), "nobody has them yet");
    })
    .await;
}

#[tokio::test]
async fn only_who_takes_tickets_is_given_some_and_the_desk_is_told_who_does() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let busy = json!({"says": [{"channel": "tickets", "state": "busy", "at": world.app.clock.now()}]});
        assert_eq!(world.call(Method::PUT, "/presence", &li, Some(busy)).await.status, StatusCode::NO_CONTENT);
        let takers = world.get("/tickets/takers", &li).await.json();
        let accepts = |id: AgentId| {
            let one = takers.as_array().expect("takers").iter().find(|one| one["agent"] == json!(id)).cloned();
            one.expect("works on tickets")["accepts"].clone()
        };
        assert_eq!((accepts(world.a.li), accepts(world.a.wang)), (json!(false), json!(true)), "{takers}");
        let asked = json!({"id": world.app.fresh::<DocumentId>(), "customers": [hua(world).await], "title": "Yearly check",
            "to": {"to": "agent", "agent": world.a.li}});
        assert_eq!(world.post("/tickets/batches", &li, asked).await.json()["fields"]["to"], "not_accepting");
        let wang = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        assert_eq!(world.get("/tickets/takers", &wang).await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn tickets_are_worked_through_in_their_order_on_any_computer() {
    on_each_engine(async |world| {
        let (li, again) = (world.desk("li-a").await, world.desk("li-a").await);
        let mut tickets = Vec::new();
        for title in ["One", "Two", "Three"] {
            tickets.push(ticket(world, named(title)).await);
        }
        let task: DocumentId = world.app.fresh();
        let asked = json!({"id": task, "tickets": [tickets[0], tickets[1], tickets[0], tickets[2]]});
        for _ in 0..2 {
            let begun = world.post("/tickets/tasks", &li, asked.clone()).await.json();
            assert_eq!((begun.as_array().map(Vec::len), &begun[0]["tickets"]), (Some(1), &json!(tickets)));
        }
        let path = format!("/tickets/tasks/{task}");
        let step = async |token: &str, ticket: TicketId, skipped: bool| {
            world.post(&path, token, json!({"ticket": ticket, "skipped": skipped})).await
        };
        step(&li, tickets[0], true).await;
        assert_eq!(
            step(&again, tickets[1], false).await.json()["skipped"].as_object().map(serde_json::Map::len),
            Some(2)
        );
        let unknown = step(&li, world.app.fresh(), false).await;
        assert_eq!(
            (unknown.status, &unknown.json()["fields"]["ticket"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("unknown"))
        );
        assert_eq!(world.get("/tickets/tasks", &again).await.json()[0]["skipped"][tickets[0].to_string()], json!(true));
        // nobody else knows of it
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        assert_eq!(world.get("/tickets/tasks", &sun).await.json(), json!([]));
        assert_eq!(step(&sun, tickets[2], false).await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.call(Method::DELETE, &path, &sun, None).await.status, StatusCode::NOT_FOUND);
        step(&li, tickets[2], false).await;
        assert_eq!(world.get("/tickets/tasks", &li).await.json(), json!([]), "it is over");
        let other = json!({"id": world.app.fresh::<DocumentId>(), "tickets": tickets});
        let begun = world.post("/tickets/tasks", &li, other).await.json();
        let gone = format!("/tickets/tasks/{}", begun[0]["id"].as_str().expect("an id"));
        assert_eq!(world.call(Method::DELETE, &gone, &li, None).await.status, StatusCode::NO_CONTENT);
        for (tickets, problem) in [(json!([]), "required"), (json!(vec![tickets[0]; 501]), "too_many")] {
            let refused = json!({"id": task, "tickets": tickets});
            assert_eq!(world.post("/tickets/tasks", &li, refused).await.json()["fields"]["tickets"], problem);
        }
    })
    .await;
}
