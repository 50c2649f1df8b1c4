//! What happened with a customer, what somebody writes down, the figures over all of them, and what is locked.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::access::{Feature, Lock};
use truckroll_domain::companies::CompanyEdit;
use truckroll_domain::tickets::{NewTicket, Status, TicketCommand};
use truckroll_domain::time::{DAY_MS, HOUR_MS};
use truckroll_domain::visits::{Customer, NewVisit, VisitCommand};
use truckroll_domain::{Command, CompanyId, LineId, TicketId};

use crate::bulk::{company, named, prepare};
use crate::support::{NOW, Tenant, World, agent, on_each_engine, put_agent, switch, tenant_admin};

async fn ticket(world: &World, company: CompanyId, title: &str, closed: bool) -> TicketId {
    let id: TicketId = world.app.fresh();
    let customer = Customer { company: Some(company), ..Customer::default() };
    let new = NewTicket { title: title.into(), customer, ..NewTicket::default() };
    world.execute(&world.a, Command::Ticket { id, command: TicketCommand::Create { ticket: Box::new(new) } }).await;
    if closed {
        let fact: LineId = world.app.fresh();
        world
            .execute(
                &world.a,
                Command::Ticket { id, command: TicketCommand::SetStatus { fact, status: Status::Closed } },
            )
            .await;
    }
    id
}

/// A visit of so many hours, with stars.
async fn visit(world: &World, company: CompanyId, hours: i64, stars: Option<i64>) {
    let customer = Customer { company: Some(company), ..Customer::default() };
    let id = world.visit(&world.a, NewVisit { title: "Lift".into(), customer, ..NewVisit::default() }).await;
    let assignment = world.assign(&world.a, id, world.a.wang).await;
    let does = async |command| world.act(&world.a, world.a.wang, id, command).await;
    does(VisitCommand::Accept { assignment, place: None }).await;
    does(VisitCommand::Depart { assignment, place: None }).await;
    does(VisitCommand::Arrive { assignment, place: None, reason: String::new() }).await;
    world.advance(hours * HOUR_MS);
    does(VisitCommand::Report {
        assignment,
        solution: Some("Oiled".into()),
        remark: None,
        work_minutes: None,
        answers: Default::default(),
    })
    .await;
    does(VisitCommand::Complete { assignment, place: None }).await;
    if let Some(stars) = stars {
        world
            .execute(&world.a, Command::Visit { id, command: VisitCommand::Rate { stars, comment: String::new() } })
            .await;
    }
}

fn note(company: CompanyId, kind: &str, at: i64, text: &str) -> Json {
    json!({"noun": "company", "customer": company, "kind": kind, "at": at, "text": text})
}

async fn timeline(world: &World, token: &str, company: CompanyId, query: &str) -> Json {
    let reply = world.get(&format!("/companies/{company}/timeline{query}"), token).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

fn titles(page: &Json) -> Vec<String> {
    let rows = page["rows"].as_array().expect("list");
    rows.iter().map(|row| row["title"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn everything_that_happened_is_in_one_timeline_newest_first() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let hua = company(world, named("Hua")).await;
        ticket(world, hua, "Noise", false).await;
        world.advance(HOUR_MS);
        let written = world.post("/service-records", &li, note(hua, "follow_up", NOW + HOUR_MS, " Asked again ")).await;
        assert_eq!(written.status, StatusCode::CREATED, "{}", written.text());
        world.advance(HOUR_MS);
        visit(world, hua, 1, Some(5)).await;
        world.post("/service-records", &li, note(hua, "call", NOW - DAY_MS, "Called before")).await;
        let all = timeline(world, &li, hua, "").await;
        assert_eq!(titles(&all), ["Lift", "Asked again", "Noise", "Called before"]);
        assert_eq!((&all["rows"][0]["kind"], &all["rows"][0]["rating"]), (&json!("visit"), &json!(5)));
        assert_eq!((&all["rows"][1]["agent"], &all["rows"][1]["own"]), (&json!("Li Na"), &json!(true)));
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = timeline(world, &li, hua, &format!("?limit=1{after}")).await;
            seen.extend(titles(&page));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(seen, titles(&all), "page by page the same");
        for (query, wanted) in [
            ("?kinds=ticket,call", vec!["Noise", "Called before"]),
            ("?kinds=visit", vec!["Lift"]),
            (&*format!("?from={NOW}&to={}", NOW + HOUR_MS), vec!["Noise"]),
        ] {
            assert_eq!(titles(&timeline(world, &li, hua, query).await), wanted, "{query}");
        }
        assert_eq!(world.get(&format!("/companies/{hua}/timeline?kinds=odd"), &li).await.problem().0, 400);
        assert_eq!(world.get(&format!("/companies/{}/timeline", world.b.company), &li).await.problem().0, 404);
    })
    .await;
}

#[tokio::test]
async fn a_note_is_changed_by_its_author_and_seen_by_whom_it_concerns() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let hua = company(world, named("Hua")).await;
        let made = world.post("/service-records", &li, note(hua, "follow_up", NOW, "Private")).await.json();
        let path = format!("/service-records/{}", made["id"].as_str().expect("id"));
        let zhao = agent(world.a.zhao, "zhao-a", "Zhao Min", truckroll_domain::people::Role::Dispatcher);
        put_agent(&world.app, world.a.id, &zhao).await;
        let dan = world.desk("zhao-a").await;
        assert_eq!(titles(&timeline(world, &dan, hua, "").await), ["Private"]);
        let change = note(hua, "meeting", NOW - 5, "Changed");
        assert_eq!(world.call(Method::PUT, &path, &dan, Some(change.clone())).await.problem().0, 403);
        assert_eq!(world.call(Method::DELETE, &path, &dan, None).await.problem().0, 403);
        let changed = world.call(Method::PUT, &path, &li, Some(change)).await;
        assert_eq!((&changed.json()["kind"], &changed.json()["title"]), (&json!("meeting"), &json!("Changed")));
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        assert_eq!(world.call(Method::DELETE, &path, &sun, None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(world.call(Method::DELETE, &path, &sun, None).await.problem().0, 404);
        assert_eq!(titles(&timeline(world, &li, hua, "").await), Vec::<String>::new());
        for (body, member) in [
            (note(hua, "call", NOW, " "), "text"),
            (note(hua, "call", NOW, &"x".repeat(10_001)), "text"),
            (note(hua, "ticket", NOW, "x"), "kind"),
            (note(hua, "call", NOW + 3 * DAY_MS, "x"), "at"),
            (note(hua, "call", 0, "x"), "at"),
        ] {
            let reply = world.post("/service-records", &li, body).await;
            assert!(reply.json()["fields"][member].is_string(), "{member}: {}", reply.text());
        }
        assert_eq!(world.post("/service-records", &li, note(world.b.company, "call", NOW, "x")).await.problem().0, 404);
        // an engineer sees his own notes alone
        let wang = world.phone("wang-a", truckroll_domain::DeviceId::from_parts(1, [1; 10])).await;
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        let theirs = world.a.company;
        world.post("/service-records", &li, note(theirs, "call", NOW, "Of Li")).await;
        world.post("/service-records", &wang, note(theirs, "call", NOW, "Of Wang")).await;
        let seen = titles(&timeline(world, &wang, theirs, "?kinds=call").await);
        assert_eq!(seen, ["Of Wang"]);
        assert_eq!(world.post("/service-records", &wang, note(hua, "call", NOW, "x")).await.problem().0, 404);
    })
    .await;
}

#[tokio::test]
async fn figures_add_up_and_who_is_long_without_service_is_found() {
    on_each_engine(async |world| {
        prepare(world).await;
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let north = CompanyEdit { group: Some("north".into()), ..named("Bo") };
        let (hua, bo) = (company(world, named("Hua")).await, company(world, north).await);
        company(world, named("=Never")).await;
        ticket(world, hua, "Noise", false).await;
        ticket(world, hua, "Door", true).await;
        visit(world, hua, 1, Some(5)).await;
        visit(world, hua, 2, Some(4)).await;
        ticket(world, bo, "Light", true).await;
        world.advance(100 * DAY_MS);
        let sun =
            if world.get("/tickets", &sun).await.status == StatusCode::OK { sun } else { world.desk("sun-a").await };
        world.post("/service-records", &sun, note(hua, "call", NOW + 60 * DAY_MS, "x")).await;
        let ask = async |query: &str| {
            let reply = world.get(&format!("/customer-statistics?q=a&{query}"), &sun).await;
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
            reply.json()
        };
        let page = world.get("/customer-statistics?order=total&descending=true&limit=2", &sun).await.json();
        assert_eq!(page["total"], 4, "with the one that every organisation of the tests has");
        let row = &page["rows"][0];
        assert_eq!(
            (&row["name"], &row["total"], &row["tickets"], &row["visits"], &row["records"]),
            (&json!("Hua"), &json!(5), &json!(2), &json!(2), &json!(1))
        );
        assert_eq!(
            (&row["open_tickets"], &row["duration_ms"], &row["rating"]),
            (&json!(1), &json!(3 * HOUR_MS), &json!(4.5))
        );
        assert_eq!((&row["last_at"], &row["days_since"]), (&json!(NOW + 60 * DAY_MS), &json!(40)));
        assert_eq!(
            (&page["sums"]["tickets"], &page["sums"]["rating"], &page["next"]),
            (&json!(4), &json!(4.5), &json!("2"))
        );
        assert_eq!(page["ages"], json!([0, 1, 2, 0, 0, 1]), "one within 90 days, two within 180, one never");
        let more =
            world.get("/customer-statistics?order=total&descending=true&limit=2&after=2", &sun).await.rows("name");
        assert_eq!(more.len(), 2);
        let long = world.get("/customer-statistics?days=90&order=name", &sun).await.rows("name");
        assert_eq!(long, ["=Never", "Aurora Lifts Customer", "Bo"], "who was never served counts from the day he came");
        assert_eq!(world.get("/customer-statistics?days=101", &sun).await.rows("name"), Vec::<String>::new());
        assert_eq!(ask("order=name").await["rows"].as_array().map(Vec::len), Some(2), "words narrow it");
        assert_eq!(world.get("/customer-statistics?group=north", &sun).await.rows("name"), ["Bo"]);
        for bad in ["order=odd", "days=-1", "limit=0", "after=x"] {
            assert_eq!(world.get(&format!("/customer-statistics?{bad}"), &sun).await.problem().0, 400, "{bad}");
        }
        let file = world.get("/customer-statistics/export.csv?order=name", &sun).await;
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
        let text = file.text();
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 5);
        assert!(lines[1].starts_with("'=Never,0,"), "no cell is a formula: {}", lines[1]);
        assert!(lines[4].starts_with("Hua,5,2,2,1,1,180,4.50,2,"), "{}", lines[4]);
        let part = world.get("/customer-statistics/export.csv?days=90&group=north", &sun).await.text();
        assert_eq!(part.lines().count(), 2);
        let log = world.get("/audit?action=figures_exported", &sun).await.json();
        assert_eq!(log["rows"][1]["after"]["lines"], 4);
        let li = world.desk("li-a").await;
        assert_eq!(world.get("/customer-statistics", &li).await.status, StatusCode::OK);
        assert_eq!(world.get("/customer-statistics/export.csv", &li).await.problem().0, 403, "a dispatcher only looks");
        let wang = world.phone("wang-a", truckroll_domain::DeviceId::from_parts(1, [1; 10])).await;
        assert_eq!(world.get("/customer-statistics", &wang).await.problem().0, 403);
        switch(world, &world.a, Feature::Reports, false).await;
        assert_eq!(
            world.get("/customer-statistics", &sun).await.problem(),
            (403, "feature_off".into(), "reports".into())
        );
    })
    .await;
}

#[tokio::test]
async fn ten_thousand_customers_are_added_up_while_one_waits() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let mut tx = world.app.db.begin().await.expect("begins");
        let bare = |tenant: &Tenant| tenant.id.to_string();
        for chunk in 0..20_i64 {
            let companies = (0..500).map(|n| {
                let n = chunk * 500 + n;
                format!("('{}', 'c{n:05}', 'Company {n:05}', '', '', {NOW}, '', '', '')", bare(&world.a))
            });
            let sql = format!(
                "insert into companies (tenant_id, id, name, phone, address, created_at, mobile, email, group_key) values {}",
                companies.collect::<Vec<_>>().join(", ")
            );
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(tx.on()).await.expect("companies");
            let tickets = (0..2_500).map(|n| {
                let n = chunk * 2_500 + n;
                format!("('{}', 't{n:05}', 'T', '', '', 'open', 2, 'system', 'c{:05}', '', '', '', '', '', {NOW}, {NOW}, '', 0, 0)", bare(&world.a), n % 10_000)
            });
            let sql = format!(
                "insert into tickets (tenant_id, id, title, description, type_word, status, priority, source, company_id, company_name, \
                 contact_name, phone, asset_name, assignee_name, created_at, updated_at, node_title, node_over, parts) values {}",
                tickets.collect::<Vec<_>>().join(", ")
            );
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(tx.on()).await.expect("tickets");
        }
        tx.commit().await.expect("commits");
        let began = std::time::Instant::now();
        let page = world.get("/customer-statistics?order=total&descending=true", &sun).await.json();
        println!("10,000 companies with 50,000 tickets in {:?} on {:?}", began.elapsed(), world.app.db.engine());
        assert_eq!((&page["total"], &page["rows"][0]["total"]), (&json!(10_001), &json!(5)));
    })
    .await;
}

#[tokio::test]
async fn only_the_main_account_turns_locks_and_they_hold_for_every_way() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        world.advance(1);
        let second = tenant_admin(world, &world.a, "sun-a2").await;
        let put = async |token: &str, seq: &Json, locks: Json| {
            let body = json!({"seq": seq, "restrictions": locks});
            world.call(Method::PUT, "/customer-restrictions", token, Some(body)).await
        };
        let now = world.get("/customer-restrictions", &second).await.json();
        assert_eq!((&now["mine"], &now["main_account"], &now["seq"]), (&json!(false), &json!("Sun Li"), &json!(0)));
        let locks = json!({"add_companies": true, "delete_companies": true, "edit_companies": true});
        assert_eq!(
            put(&second, &json!(0), locks.clone()).await.problem(),
            (403, "forbidden".into(), "main_account".into())
        );
        let token =
            world.post("/tokens", &sun, json!({"name": "Robot", "scopes": ["admin", "write:customers"]})).await.json();
        let token = token["token"].as_str().expect("token").to_owned();
        assert_eq!(put(&token, &json!(0), locks.clone()).await.problem().2, "main_account", "a token is no person");
        assert_eq!(put(&sun, &json!(0), json!({"odd": true})).await.json()["fields"]["odd"], "unknown");
        let hua = company(world, named("Hua")).await;
        let done = put(&sun, &json!(0), locks.clone()).await;
        assert_eq!((done.status, &done.json()["mine"]), (StatusCode::OK, &json!(true)), "{}", done.text());
        assert_eq!(put(&sun, &json!(0), json!({})).await.problem().0, 409);
        let log = world.get("/audit?action=restrictions", &sun).await.json();
        assert_eq!(log["rows"][0]["after"]["add_companies"], true);
        let li = world.desk("li-a").await;
        let command = |id: CompanyId, command: Json| {
            json!({"commands": [{"id": world.app.fresh::<truckroll_domain::CommandId>(), "at": NOW,
                "command": {"on": "company", "id": id, "command": command}}]})
        };
        for (who, name) in [(&li, "dispatcher"), (&sun, "main account"), (&token, "token")] {
            for (body, lock) in [
                (command(world.app.fresh(), json!({"do": "create", "company": {"name": "New"}})), Lock::AddCompanies),
                (command(hua, json!({"do": "edit", "edit": {"name": "Other"}})), Lock::EditCompanies),
            ] {
                let shut = world.post("/commands", who, body).await;
                assert_eq!(
                    (shut.status.as_u16(), &shut.json()["refusal"]),
                    (403, &json!({"code": "restricted", "lock": lock.word()})),
                    "{name}"
                );
            }
        }
        let tags =
            world.post("/commands", &li, command(hua, json!({"do": "edit", "edit": {"tags": {"vip": true}}}))).await;
        assert_eq!(tags.status, StatusCode::OK, "tags stay open: {}", tags.text());
        let delete = world.post("/customers/delete", &sun, json!({"noun": "company", "ids": [hua]})).await;
        assert_eq!(delete.json()["refusal"]["lock"], "delete_companies");
        assert_eq!(world.get("/sessions/current", &li).await.json()["restrictions"], locks, "screens know");
        // the main account leaves: the next one takes over
        let main = world.app.directory(world.a.id).await.expect("directory");
        let first = main.policy.main_account(main.agents.values()).and_then(|id| main.agents.get(&id)).cloned();
        let first = truckroll_domain::people::Agent {
            disabled_at: Some(truckroll_domain::Timestamp(NOW)),
            ..first.expect("there")
        };
        put_agent(&world.app, world.a.id, &first).await;
        let seq = world.get("/customer-restrictions", &second).await.json()["seq"].clone();
        assert_eq!(put(&second, &seq, json!({})).await.status, StatusCode::OK);
        let free = world
            .post("/commands", &li, command(world.app.fresh(), json!({"do": "create", "company": {"name": "New"}})))
            .await;
        assert_eq!(free.status, StatusCode::OK, "{}", free.text());
    })
    .await;
}
