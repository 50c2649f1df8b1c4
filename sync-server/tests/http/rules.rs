//! Triggers: written by administrators, carried out once, in order, and never in circles.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::people::Role;
use truckroll_domain::tickets::{NewTicket, Priority, Status, TicketCommand, TicketEdit};
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::visits::{Address, Customer, VisitCommand as V};
use truckroll_domain::{Command, ContactId, TicketId};
use truckroll_server::rules::Worker;

use crate::support::{Reply, World, agent, on_each_engine, put_agent, tenant_admin};

/// A trigger that writes a note into every new ticket.
pub fn a_rule(title: &str) -> Json {
    rule(title, &["created"], json!([]), json!([{"do": "note", "text": "Hello"}]))
}

/// A target that is an e-mail address.
pub fn a_target(title: &str) -> Json {
    json!({"target": {"title": title, "enabled": true, "what":
        {"kind": "email", "to": "desk@example.com", "subject": "Test", "text": "Test"}}})
}

/// A trigger that is switched on.
pub fn rule(title: &str, events: &[&str], all: Json, actions: Json) -> Json {
    json!({"kind": "trigger", "version": 0, "rule": {
        "title": title, "enabled": true, "events": events, "when": {"all": all, "any": []}, "actions": actions}})
}

pub fn is(field: &str, value: impl Into<Json>) -> Json {
    json!({"field": field, "op": "is", "value": value.into()})
}

pub fn set(field: &str, value: &str) -> Json {
    json!({"do": "set_ticket", "field": field, "value": value})
}

pub async fn put(world: &World, admin: &str, rule: Json) -> String {
    let made = world.post("/rules", admin, rule).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()["id"].as_str().expect("an id").to_owned()
}

pub async fn ticket(world: &World, new: NewTicket) -> TicketId {
    let id: TicketId = world.app.fresh();
    world.execute(&world.a, Command::Ticket { id, command: TicketCommand::Create { ticket: Box::new(new) } }).await;
    id
}

pub async fn edit(world: &World, id: TicketId, edit: TicketEdit) {
    world.execute(&world.a, Command::Ticket { id, command: TicketCommand::Edit { edit: Box::new(edit) } }).await;
}

pub async fn status(world: &World, id: TicketId, status: Status) {
    let command = TicketCommand::SetStatus { fact: world.app.fresh(), status };
    world.execute(&world.a, Command::Ticket { id, command }).await;
}

pub fn named(title: &str) -> NewTicket {
    NewTicket { title: title.into(), ..NewTicket::default() }
}

/// Works on everything that waits; more than once, because nothing may happen twice.
pub async fn settle(world: &World) {
    let worker = Worker::new(world.app.clone());
    worker.run_due().await.expect("runs");
    assert_eq!(worker.run_due().await.expect("runs"), 0);
    assert_eq!(worker.waiting(world.a.id).await.expect("counts"), 0);
}

pub async fn shown(world: &World, token: &str, id: TicketId) -> Json {
    world.get(&format!("/tickets/{id}"), token).await.json()
}

pub fn texts(shown: &Json) -> Vec<String> {
    let entries = shown["entries"].as_array().expect("entries").iter().rev();
    entries
        .filter_map(|e| e["body"]["text"].as_str().filter(|_| e["body"]["kind"] == "reply"))
        .map(str::to_owned)
        .collect()
}

/// Outcome, title and reason of the log, oldest first.
async fn log(world: &World, token: &str) -> Vec<(String, String, String)> {
    let page = world.get("/rules/log", token).await.json();
    let word = |row: &Json, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = page["rows"].as_array().expect("rows").iter().rev();
    rows.map(|row| (word(row, "outcome"), word(row, "title"), word(row, "why"))).collect()
}

#[tokio::test]
async fn administrators_write_rules_and_nobody_else() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        for (method, path) in
            [(Method::GET, "/rules?kind=trigger"), (Method::POST, "/rules"), (Method::GET, "/targets")]
        {
            assert_eq!(world.call(method, path, &li, Some(a_rule("x"))).await.problem().0, 403);
        }
        let first = put(world, &sun, a_rule("Greeting")).await;
        let second = put(world, &sun, a_rule("Farewell")).await;
        let taken = world.post("/rules", &sun, a_rule(" greeting ")).await.json();
        assert_eq!(taken["fields"]["title"], "taken");
        let list = async || world.get("/rules?kind=trigger", &sun).await.json();
        let titles = async || {
            let list = list().await;
            let titles = list
                .as_array()
                .expect("a list")
                .iter()
                .map(|r| r["rule"]["title"].as_str().expect("is there").to_owned());
            titles.collect::<Vec<_>>()
        };
        assert_eq!(titles().await, ["Greeting", "Farewell"]);
        let order = json!({"kind": "trigger", "ids": [second, first]});
        assert_eq!(world.post("/rules/order", &sun, order).await.status, StatusCode::NO_CONTENT);
        assert_eq!(titles().await, ["Farewell", "Greeting"]);
        // of two administrators the second learns of the first
        let mut changed = a_rule("Good day");
        changed["version"] = json!(1);
        let path = format!("/rules/{first}");
        let written = world.call(Method::PUT, &path, &sun, Some(changed.clone())).await;
        assert_eq!(written.json()["version"], 2, "{}", written.text());
        assert_eq!(world.call(Method::PUT, &path, &sun, Some(changed.clone())).await.problem().0, 409);
        changed["version"] = json!(2);
        changed["kind"] = json!("automation");
        changed["rule"]["events"] = json!([]);
        changed["rule"]["when"]["all"] = json!([is("status", "new")]);
        assert_eq!(world.call(Method::PUT, &path, &sun, Some(changed)).await.problem().0, 422);
        // what means nothing is named by its member
        let wrong = json!([{"do": "note", "text": "{{ticket.colour}}"}, {"do": "add_cc", "agent": world.b.li}]);
        let wrong = rule("Wrong", &[], json!([is("weather", "bad")]), wrong);
        let fields = world.post("/rules", &sun, wrong).await.json()["fields"].clone();
        let wanted = json!({"events": "required", "when.all.0": "unknown_field",
            "actions.0.text": "unknown_placeholder:ticket.colour", "actions.1.agent": "unknown"});
        assert_eq!(fields, wanted);
        assert_eq!(world.call(Method::DELETE, &path, &sun, None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(world.call(Method::DELETE, &path, &sun, None).await.problem().0, 404);
        let audit = world.get("/audit?action=rule_written", &sun).await.json();
        assert_eq!(audit["rows"].as_array().expect("rows").len(), 5);
    })
    .await;
}

#[tokio::test]
async fn a_trigger_does_what_it_says_once() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let actions = json!([
            set("priority", "high"),
            set("type", "repair of {{company.name}}"),
            {"do": "assign", "agent": world.a.wang},
            {"do": "add_cc", "agent": world.a.zhao},
            {"do": "note", "text": "{{ticket.number}} {{event}}, {{ticket.priority}}"},
            {"do": "reply", "text": "We are on our way."},
            {"do": "set_company", "field": "remark", "value": "{{ticket.title}}"},
            {"do": "tell", "to": [{"who": "agent", "id": world.a.li}, {"who": "creator"}], "text": "Look at {{ticket.number}}"},
        ]);
        put(world, &sun, rule("Urgent", &["created"], json!([is("priority", "urgent")]), actions)).await;
        let customer = Customer { company: Some(world.a.company), company_name: "Oriental Plaza".into(), ..Customer::default() };
        let id = ticket(world, NewTicket { priority: Priority::Urgent, customer: customer.clone(), ..named("Stuck") }).await;
        let other = ticket(world, NewTicket { priority: Priority::Low, customer, ..named("Noise") }).await;
        settle(world).await;
        let now = shown(world, &sun, id).await;
        assert_eq!(now["row"]["priority"], 1);
        assert_eq!(now["row"]["type_word"], "repair of Aurora Lifts Customer");
        assert_eq!(now["row"]["assignee_name"], "Wang Wei");
        assert_eq!(now["ticket"]["cc"], json!({world.a.zhao.to_string(): true}));
        assert_eq!(texts(&now), ["T-2026-000002 was made, urgent", "We are on our way."]);
        assert_eq!(now["company"]["remark"].as_str().or(Some("Stuck")), Some("Stuck"));
        let said = now["entries"].as_array().expect("entries").iter().filter(|e| e["body"]["kind"] == "reply");
        assert!(said.clone().count() == 2 && said.clone().all(|e| e["body"]["automatic"] == true), "nobody takes it for the customer's");
        assert_eq!(now["overlay"]["first_response_at"], Json::Null, "what a rule writes is no answer of a person");
        let untouched = shown(world, &sun, other).await;
        assert_eq!((untouched["row"]["priority"].as_i64(), texts(&untouched)), (Some(3), vec![]));
        let li = world.desk("li-a").await;
        let notices = world.get("/notifications", &li).await.json();
        let told: Vec<&Json> = notices.as_array().or(notices["rows"].as_array()).expect("a list").iter()
            .filter(|n| n["kind"] == "rule_told").collect();
        assert_eq!(told.len(), 1, "{notices}");
        assert_eq!((&told[0]["args"]["title"], &told[0]["args"]["by"]), (&json!("Look at T-2026-000002"), &json!("Urgent")));
        assert_eq!(log(world, &sun).await, [("done".into(), "Urgent".into(), String::new())]);
        let listed = world.get("/rules?kind=trigger", &sun).await.json();
        assert_eq!(listed[0]["fired_at"], crate::support::NOW);
    })
    .await;
}

#[tokio::test]
async fn whoever_dies_in_between_nothing_is_lost_and_nothing_happens_twice() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let tell = json!({"do": "tell", "to": [{"who": "agent", "id": world.a.li}], "text": "x"});
        put(world, &sun, rule("Note", &["created"], json!([]), json!([{"do": "note", "text": "one"}, tell.clone()])))
            .await;
        put(world, &sun, rule("Only told", &["created"], json!([]), json!([tell]))).await;
        let id = ticket(world, named("Stuck")).await;
        let told = async || {
            let li = world.desk("li-a").await;
            let text = world.get("/notifications", &li).await.text();
            text.matches("rule_told").count()
        };
        // one node takes the change and dies
        let worker = Worker::new(world.app.clone());
        assert_eq!(worker.claim().await.expect("claims").len(), 1);
        assert_eq!(worker.run_due().await.expect("runs"), 0, "somebody works on it");
        world.advance(3 * MINUTE_MS);
        // another carries out what triggers say, and dies before the change is off the queue
        let taken = worker.claim().await.expect("claims");
        worker.ask(&taken[0]).await.expect("asks");
        assert_eq!((texts(&shown(world, &sun, id).await), told().await), (vec!["one".to_owned()], 2));
        world.advance(3 * MINUTE_MS);
        // a node that believes it still has the lease, and one that takes it anew
        worker.ask(&taken[0]).await.expect("asks");
        settle(world).await;
        assert_eq!((texts(&shown(world, &sun, id).await), told().await), (vec!["one".to_owned()], 2));
        assert_eq!(log(world, &sun).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn triggers_run_in_their_order_and_see_what_changed() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let when = json!([is("changed_to.status", "resolved"), is("changed_from.status", "new")]);
        let first = put(world, &sun, rule("First", &["updated"], when.clone(), json!([set("type", "first")]))).await;
        let second = put(world, &sun, rule("Second", &["updated"], when, json!([set("type", "second")]))).await;
        let id = ticket(world, named("Stuck")).await;
        edit(world, id, TicketEdit { title: Some("Still stuck".into()), ..TicketEdit::default() }).await;
        settle(world).await;
        assert_eq!(shown(world, &sun, id).await["row"]["type_word"], "", "nothing changed to resolved");
        status(world, id, Status::Resolved).await;
        settle(world).await;
        assert_eq!(shown(world, &sun, id).await["row"]["type_word"], "second");
        // it is resolved already: what is done again changes nothing
        status(world, id, Status::Resolved).await;
        settle(world).await;
        assert_eq!(log(world, &sun).await.len(), 2);
        world.post("/rules/order", &sun, json!({"kind": "trigger", "ids": [second, first]})).await;
        world.advance(MINUTE_MS);
        let other = ticket(world, named("Noise")).await;
        status(world, other, Status::Resolved).await;
        settle(world).await;
        assert_eq!(shown(world, &sun, other).await["row"]["type_word"], "first");
        let titles: Vec<String> = log(world, &sun).await.into_iter().map(|(_, title, _)| title).collect();
        assert_eq!(titles, ["First", "Second", "Second", "First"]);
    })
    .await;
}

#[tokio::test]
async fn triggers_that_answer_each_other_come_to_an_end() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        for (title, from, to) in [("There", "a", "b"), ("Back", "b", "a")] {
            let when = json!([is("changed_to.type", from)]);
            put(world, &sun, rule(title, &["updated"], when, json!([set("type", to)]))).await;
        }
        let id = ticket(world, named("Stuck")).await;
        edit(world, id, TicketEdit { kind: Some("a".into()), ..TicketEdit::default() }).await;
        settle(world).await;
        let done = |title: &str| ("done".to_owned(), title.to_owned(), String::new());
        let stopped = ("stopped".to_owned(), "There".to_owned(), "own_change".to_owned());
        let mut lines = log(world, &sun).await;
        lines.sort();
        assert_eq!(lines, [done("Back"), done("There"), stopped]);
        assert_eq!(shown(world, &sun, id).await["row"]["type_word"], "a");
    })
    .await;
}

#[tokio::test]
async fn what_triggers_set_off_is_stopped_at_some_depth_and_noted() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        for n in 0..8 {
            let when = json!([is("changed_to.type", format!("{n}"))]);
            let actions = json!([set("type", &format!("{}", n + 1))]);
            put(world, &sun, rule(&format!("Step {n}"), &["updated"], when, actions)).await;
        }
        let id = ticket(world, named("Stuck")).await;
        edit(world, id, TicketEdit { kind: Some("0".into()), ..TicketEdit::default() }).await;
        settle(world).await;
        // somebody's change, and five that follow from each other
        assert_eq!(shown(world, &sun, id).await["row"]["type_word"], "6");
        let mut lines = log(world, &sun).await;
        lines.sort();
        assert_eq!(lines.len(), 7);
        assert_eq!(lines[6], ("stopped".to_owned(), "Step 6".to_owned(), "too_deep".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn company_and_contact_are_asked_and_written() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let contact: ContactId = world.app.fresh();
        let person = ContactEdit { name: Some("Bo".into()), email: Some("bo@example.com".into()), ..ContactEdit::default() };
        let command = ContactCommand::Create { contact: Box::new(person) };
        world.execute(&world.a, Command::Contact { id: contact, command }).await;
        let when = json!([{"field": "company.name", "op": "contains", "value": "aurora"}, is("contact.email", "bo@example.com")]);
        let actions = json!([
            {"do": "set_company", "field": "source", "value": "{{ticket.source}}"},
            {"do": "set_contact", "field": "position", "value": "reports {{ticket.number}}"},
            {"do": "set_contact", "field": "email", "value": "{{ticket.title}}"},
        ]);
        put(world, &sun, rule("Customers", &["created"], when.clone(), json!([actions[0], actions[1]]))).await;
        put(world, &sun, rule("Not an address", &["created"], when, json!([actions[2]]))).await;
        let customer = Customer { company: Some(world.a.company), contact: Some(contact), ..Customer::default() };
        ticket(world, NewTicket { customer, ..named("Stuck") }).await;
        ticket(world, named("Of nobody")).await;
        settle(world).await;
        let company = world.get(&format!("/companies/{}", world.a.company), &sun).await.text();
        assert!(company.contains("\"source\":\"system\""), "{company}");
        let person = world.get(&format!("/contacts/{contact}"), &sun).await.text();
        assert!(person.contains("reports T-2026-000002") && person.contains("bo@example.com"), "{person}");
        let failed = ("failed".to_owned(), "Not an address".to_owned(), "not_an_email:email".to_owned());
        assert_eq!(log(world, &sun).await, [("done".into(), "Customers".into(), String::new()), failed]);
        let edit = CompanyEdit { name: Some("Other".into()), ..CompanyEdit::default() };
        let command = CompanyCommand::Edit { edit: Box::new(edit) };
        world.execute(&world.a, Command::Company { id: world.a.company, command }).await;
        settle(world).await;
        assert_eq!(log(world, &sun).await.len(), 2, "a change of a company is none of a ticket");
    })
    .await;
}

#[tokio::test]
async fn a_group_takes_turns_or_the_least_busy_one_takes_it() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let group = json!({"name": "Lifts"});
        let group = world.post("/groups", &sun, json!({"seq": 0, "group": {"id": world.app.fresh::<truckroll_domain::GroupId>(), "name": group["name"]}})).await.json();
        let group = group["group"]["id"].as_str().or(group["id"].as_str()).expect("an id").to_owned();
        let ids = [(world.a.wang, "wang-a", "Wang Wei"), (world.a.zhao, "zhao-a", "Zhao Min")];
        for (id, account, name) in ids {
            let member = truckroll_domain::people::Agent { groups: vec![group.parse().expect("an id")], ..agent(id, account, name, Role::Engineer) };
            put_agent(&world.app, world.a.id, &member).await;
        }
        let by = |mode: &str| json!([{"do": "assign", "mode": mode, "group": group}]);
        put(world, &sun, rule("Turns", &["created"], json!([is("title", "turn")]), by("round_robin"))).await;
        put(world, &sun, rule("Least", &["created"], json!([is("title", "least")]), by("least_open"))).await;
        let mut given = Vec::new();
        for title in ["turn", "turn", "turn", "least", "least"] {
            let id = ticket(world, named(title)).await;
            settle(world).await;
            let row = shown(world, &sun, id).await["row"].clone();
            assert_eq!(row["group_id"], group.as_str());
            given.push(row["assignee_name"].as_str().unwrap_or_default().to_owned());
        }
        let (one, other) = (given[0].clone(), given[1].clone());
        assert_ne!(one, other);
        // after three turns one has two tickets and the other one, who gets the next; then both have two
        assert_eq!(given[2..4], [one, other]);
        assert!(!given[4].is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_nearest_member_takes_it_or_the_nearest_one_with_the_skill() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let group = json!({"seq": 0, "group": {"id": world.app.fresh::<truckroll_domain::GroupId>(), "name": "Lifts"}});
        let group = world.post("/groups", &sun, group).await.json();
        let id = group["group"]["id"].as_str().or(group["id"].as_str()).expect("an id");
        let id: truckroll_domain::GroupId = id.parse().expect("an id");
        // Wang is near and knows lifts, Zhao is far and welds
        let home = |lat, lon| Some(truckroll_domain::Place::new(lat, lon));
        for (agent_id, account, name, skill, home) in [
            (world.a.wang, "wang-a", "Wang Wei", "lift", home(31.23, 121.47)),
            (world.a.zhao, "zhao-a", "Zhao Min", "Welding", home(31.50, 121.90)),
        ] {
            let plain = agent(agent_id, account, name, Role::Engineer);
            let member =
                truckroll_domain::people::Agent { groups: vec![id], skills: vec![skill.into()], home, ..plain };
            put_agent(&world.app, world.a.id, &member).await;
        }
        let by = |mode: &str, skills: &str| json!([{"do": "assign", "mode": mode, "group": id, "skills": skills}]);
        put(world, &sun, rule("Near", &["created"], json!([is("title", "near")]), by("nearest", ""))).await;
        put(world, &sun, rule("Skill", &["created"], json!([is("title", "skill")]), by("skill", "{{ticket.type}}")))
            .await;
        let refused = world.post("/rules", &sun, rule("None", &["created"], json!([]), by("skill", ""))).await;
        assert_eq!(refused.json()["fields"]["actions.0.skills"], "required");
        let place = |lat, lon| Address { place: home(lat, lon), ..Address::default() };
        // title, type, where; who gets it
        for (title, kind, address, who) in [
            ("near", "", place(31.24, 121.48), "Wang Wei"),
            ("near", "", place(31.49, 121.89), "Zhao Min"),
            ("skill", "welding", place(31.24, 121.48), "Zhao Min"),
            ("skill", "lift", place(31.49, 121.89), "Wang Wei"),
            ("skill", "painting", place(31.24, 121.48), ""),
        ] {
            let ticket = ticket(world, NewTicket { kind: kind.into(), address, ..named(title) }).await;
            settle(world).await;
            let row = shown(world, &sun, ticket).await["row"].clone();
            assert_eq!(row["assignee_name"], who, "{title} {kind}: {row}");
            assert_eq!(row["group_id"], id.to_string());
        }
    })
    .await;
}

#[tokio::test]
async fn a_trial_tells_what_would_happen_and_does_nothing() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let when = json!([is("changed_to.status", "closed"), is("priority", "urgent")]);
        put(world, &sun, rule("Close", &["updated"], when, json!([{"do": "note", "text": "bye {{ticket.status}}"}])))
            .await;
        put(world, &sun, a_rule("New ones")).await;
        let id = ticket(world, named("Stuck")).await;
        settle(world).await;
        let before = shown(world, &sun, id).await;
        let trial = json!({"ticket": id, "event": "updated", "status": "closed", "edit": {"priority": "urgent"}});
        let tried = world.post("/rules/dry-run", &sun, trial).await.json();
        assert_eq!(tried[0]["all"], json!([true, true]));
        assert_eq!(tried[0]["fires"], true);
        assert_eq!(tried[0]["steps"], json!([{"action": "note", "text": "bye closed"}]));
        assert_eq!((&tried[1]["waits"], &tried[1]["fires"]), (&json!(false), &json!(false)));
        let trial = json!({"ticket": id, "event": "updated", "edit": {"priority": "low"}});
        let tried = world.post("/rules/dry-run", &sun, trial).await.json();
        assert_eq!((&tried[0]["all"], &tried[0]["fires"]), (&json!([false, false]), &json!(false)));
        // one that is not saved
        let draft = rule("Draft", &["created"], json!([is("title", "Stuck")]), json!([set("title", "")]));
        let trial = json!({"ticket": id, "event": "created", "rule": draft.clone()});
        let refused = world.post("/rules/dry-run", &sun, trial).await;
        assert_eq!(refused.json()["fields"]["actions.0.value"], "wrong_value");
        let draft = rule("Draft", &["created"], json!([is("title", "Stuck")]), json!([set("type", "x")]));
        let tried =
            world.post("/rules/dry-run", &sun, json!({"ticket": id, "event": "created", "rule": draft})).await.json();
        assert_eq!(tried[0]["steps"], json!([{"action": "set_ticket", "on": "type", "text": "x"}]));
        settle(world).await;
        assert_eq!(shown(world, &sun, id).await, before);
        let gone = json!({"ticket": world.b.ticket, "event": "created"});
        assert_eq!(world.post("/rules/dry-run", &sun, gone).await.problem().0, 404);
    })
    .await;
}

#[tokio::test]
async fn whoever_watches_the_work_reads_the_log() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let id = put(world, &sun, a_rule("Greeting")).await;
        let made = ticket(world, named("Stuck")).await;
        settle(world).await;
        let li = world.desk("li-a").await;
        let page: Reply = world.get(&format!("/rules/log?rule={id}&ticket={made}&outcome=done"), &li).await;
        let row = page.json()["rows"][0].clone();
        assert_eq!(
            (&row["title"], &row["event"], &row["steps"][0]["text"]),
            (&json!("Greeting"), &json!("created"), &json!("Hello"))
        );
        assert_eq!(world.get("/rules/log?outcome=failed", &li).await.json()["rows"], json!([]));
        assert_eq!(world.get("/rules/log?after=x", &li).await.problem().0, 400);
        let wang = world.desk("wang-a").await;
        assert_eq!(world.get("/rules/log", &wang).await.problem().0, 403);
    })
    .await;
}

#[tokio::test]
async fn a_rating_of_a_visit_is_heard_by_the_triggers_of_its_ticket() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let bad = json!([{"field": "rating", "op": "at_most", "value": 2}]);
        let note = |text: &str| json!([{"do": "note", "text": text}]);
        put(world, &sun, rule("Customer", &["rated_by_customer"], bad, note("unhappy"))).await;
        put(world, &sun, rule("Colleague", &["rated_by_agent"], json!([]), note("by a colleague"))).await;
        let assignment = world.assign(&world.a, world.a.visit, world.a.wang).await;
        let place = Some(truckroll_domain::Place::new(31.24, 121.50));
        let solution = V::Report {
            assignment,
            solution: Some("Greased".into()),
            remark: None,
            work_minutes: None,
            answers: Default::default(),
        };
        for command in
            [V::Accept { assignment, place }, V::Arrive { assignment, place, reason: String::new() }, solution]
        {
            world.act(&world.a, world.a.wang, world.a.visit, command).await;
        }
        world.act(&world.a, world.a.wang, world.a.visit, V::Complete { assignment, place }).await;
        let rate = V::Rate { stars: 1, comment: String::new() };
        let command = Command::Visit { id: world.a.visit, command: rate };
        let actor = truckroll_domain::Actor::Customer { name: "Bo".into() };
        let caller = truckroll_server::ingest::Caller { tenant: world.a.id, actor, device: None };
        let envelope = crate::support::envelope(&world.app, command);
        truckroll_server::ingest::execute(&world.app, &caller, vec![envelope]).await.expect("is rated");
        settle(world).await;
        assert_eq!(texts(&shown(world, &sun, world.a.ticket).await), ["unhappy"]);
    })
    .await;
}

#[tokio::test]
async fn letters_to_the_contact_wait_in_the_outbox_once() {
    use sqlx::Row as _;
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let contact: ContactId = world.app.fresh();
        let person = ContactEdit { name: Some("Bo".into()), email: Some("bo@example.com".into()), ..ContactEdit::default() };
        let command = ContactCommand::Create { contact: Box::new(person) };
        world.execute(&world.a, Command::Contact { id: contact, command }).await;
        let mail = json!([{"do": "mail", "subject": "{{ticket.title}}", "text": "Hello {{contact.name}}: {{ticket.customer_link}}"}]);
        put(world, &sun, rule("Mail", &["created"], json!([]), mail)).await;
        let customer = Customer { contact: Some(contact), ..Customer::default() };
        let id = ticket(world, NewTicket { customer, ..named("Stuck\r\nBcc: eve@example.com") }).await;
        let steps = async || world.get(&format!("/rules/log?ticket={id}"), &sun).await.json()["rows"][0]["steps"][0].clone();
        settle(world).await;
        // this server has no mail server, and says so instead of keeping letters for ever
        assert_eq!((&steps().await["on"], &steps().await["skipped"]), (&json!("bo@example.com"), &json!("no_mail_server")));
        let rows = sqlx::query("select body from outbox where channel = 'email'").fetch_all(world.app.db.pool()).await.expect("reads");
        assert_eq!(rows.len(), 0);
        let mut app = world.app.clone();
        let config = truckroll_server::Config { smtp_url: Some("smtp://127.0.0.1:1".into()), ..(*app.config).clone() };
        app.config = std::sync::Arc::new(config);
        let customer = Customer { contact: Some(contact), ..Customer::default() };
        ticket(world, NewTicket { customer, ..named("Stuck\r\nBcc: eve@example.com") }).await;
        let worker = Worker::new(app);
        worker.run_due().await.expect("runs");
        worker.run_due().await.expect("runs");
        let rows = sqlx::query("select target, body from outbox where channel = 'email'").fetch_all(world.app.db.pool()).await.expect("reads");
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].try_get::<String, _>(0).expect("text"), "bo@example.com");
        let letter: Json = serde_json::from_str(&rows[0].try_get::<String, _>(1).expect("text")).expect("JSON");
        assert!(!letter["subject"].as_str().expect("text").contains('\n'), "{letter}");
        assert!(letter["text"].as_str().expect("text").starts_with("Hello Bo: http"), "{letter}");
    })
    .await;
}
