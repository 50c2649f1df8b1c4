//! Lists, details, the board, ranking and search, on both databases.

use serde_json::json;
use truckroll_domain::tickets::Priority;
use truckroll_domain::time::{DAY_MS, MINUTE_MS};
use truckroll_domain::visits::{Address, NewVisit, VisitCommand};
use truckroll_domain::*;

use crate::support::{NOW, World, on_each_engine};

fn visit(title: &str) -> NewVisit {
    let place = Some(Place::new(31.24, 121.50));
    NewVisit { title: title.into(), address: Address { place, ..Address::default() }, ..NewVisit::default() }
}

fn due(title: &str, minutes: i64, priority: Priority) -> NewVisit {
    NewVisit { due_at: Some(Timestamp(NOW + minutes * MINUTE_MS)), priority, ..visit(title) }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[tokio::test]
async fn the_board_shows_the_most_urgent_work_first() {
    on_each_engine(async |world| {
        let a = &world.a;
        world.visit(a, visit("without a target")).await;
        world.visit(a, due("later", 300, Priority::Urgent)).await;
        world.visit(a, due("soon, low", 30, Priority::Low)).await;
        world.visit(a, due("soon, urgent", 30, Priority::Urgent)).await;
        let asked = world.visit(a, due("wants to cancel", 600, Priority::Normal)).await;
        world.assign(a, asked, a.wang).await;
        let request = VisitCommand::RequestCancel { request: world.app.fresh(), reason: "gone".into() };
        world.act(a, a.wang, asked, request).await;
        let busy = world.visit(a, due("in work", 10, Priority::Normal)).await;
        let assignment = world.assign(a, busy, a.zhao).await;
        world.act(a, a.zhao, busy, VisitCommand::Accept { assignment, place: None }).await;
        world.act(a, a.zhao, busy, VisitCommand::Depart { assignment, place: None }).await;
        let token = world.desk("li-a").await;
        let board = world.get("/board", &token).await.json();
        let titles = |list: &str| -> Vec<String> {
            board[list].as_array().expect("list").iter().map(|r| r["title"].as_str().expect("t").to_owned()).collect()
        };
        let expected =
            ["wants to cancel", "soon, urgent", "soon, low", "Aurora Lifts visit", "later", "without a target"];
        assert_eq!(titles("unassigned"), expected);
        assert_eq!(titles("active"), ["in work", "wants to cancel"]);
        let zhao = &board["engineers"][1];
        assert_eq!((zhao["name"].as_str(), zhao["state"].as_str()), (Some("Zhao Min"), Some("on_the_way")));
        assert_eq!((zhao["open_visits"].as_i64(), zhao["on_shift"].as_bool()), (Some(1), Some(true)));
        assert_eq!((board["today"]["new"].as_i64(), board["today"]["on_the_way"].as_i64()), (Some(5), Some(1)));
        let engineer = world.desk("wang-a").await;
        assert_eq!(world.get("/board", &engineer).await.problem().1, "forbidden");
    })
    .await;
}

#[tokio::test]
async fn engineers_are_ranked_with_every_part_of_the_score() {
    on_each_engine(async |world| {
        let a = &world.a;
        let needs = NewVisit { skills: vec!["lift".into()], ..visit("needs a skill") };
        let needs = world.visit(a, needs).await;
        let busy = NewVisit { duration_min: Some(90), ..due("in work", 10, Priority::Normal) };
        let busy = world.visit(a, busy).await;
        let assignment = world.assign(a, busy, a.wang).await;
        for command in [
            VisitCommand::Accept { assignment, place: None },
            VisitCommand::Depart { assignment, place: None },
            VisitCommand::Arrive { assignment, place: None, reason: String::new() },
        ] {
            world.act(a, a.wang, busy, command).await;
        }
        let token = world.desk("li-a").await;
        let ranked = world.get(&format!("/visits/{needs}/candidates"), &token).await;
        assert_eq!(ranked.rows("name"), ["Wang Wei"]);
        let wang = &ranked.json()[0];
        assert_eq!((wang["open_visits"].as_i64(), wang["load_min"].as_f64()), (Some(1), Some(15.0)));
        assert_eq!(wang["position"]["source"], "home");
        assert_eq!(wang["free_at"].as_i64(), Some(NOW + 90 * MINUTE_MS));
        let all = world.get(&format!("/visits/{needs}/candidates?include_unskilled=true"), &token).await;
        assert_eq!(all.rows("name"), ["Wang Wei", "Zhao Min"]);
        assert_eq!(all.json()[1]["missing_skills"], json!(["lift"]));
        let anyone = world.get(&format!("/visits/{}/candidates", a.visit), &token).await;
        assert_eq!(anyone.rows("name"), ["Wang Wei", "Zhao Min"]);
        // a finished visit says where an engineer is
        let complete = VisitCommand::Report {
            assignment,
            solution: Some("done".into()),
            remark: None,
            work_minutes: None,
            answers: Default::default(),
        };
        world.act(a, a.wang, busy, complete).await;
        world.act(a, a.wang, busy, VisitCommand::Complete { assignment, place: None }).await;
        let after = world.get(&format!("/visits/{needs}/candidates"), &token).await.json();
        assert_eq!(after[0]["position"]["source"], "last_visit");
        assert_eq!(after[0]["distance_m"].as_f64().map(f64::round), Some(0.0));
    })
    .await;
}

#[tokio::test]
async fn visits_are_filtered_searched_and_paged() {
    on_each_engine(async |world| {
        let a = &world.a;
        for n in 0..5 {
            let window_from = Some(Timestamp(NOW + n * DAY_MS));
            let id = world.visit(a, NewVisit { window_from, ..visit(&format!("Day {n} 100%_\\")) }).await;
            if n == 3 {
                world.assign(a, id, a.wang).await;
            }
        }
        let token = world.desk("li-a").await;
        let titles = async |path: &str| world.get(path, &token).await.rows("title");
        assert_eq!(titles("/visits?q=day&limit=2").await, ["Day 4 100%_\\", "Day 3 100%_\\"]);
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = world.get(&format!("/visits?limit=2{after}"), &token).await;
            assert_eq!(page.json()["total"], 6);
            seen.extend(page.rows("title"));
            match page.json()["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        let expected = ["Day 4", "Day 3", "Day 2", "Day 1", "Aurora Lifts visit", "Day 0"];
        assert!(seen.iter().zip(expected).all(|(s, e)| s.starts_with(e)) && seen.len() == 6, "{seen:?}");
        assert_eq!(titles(&format!("/visits?assignee={}", a.wang)).await, ["Day 3 100%_\\"]);
        assert_eq!(titles(&format!("/visits?ticket={}", a.ticket)).await, ["Aurora Lifts visit"]);
        let range = format!("/visits?from={}&to={}", NOW + DAY_MS, NOW + 3 * DAY_MS);
        assert_eq!(titles(&range).await, ["Day 2 100%_\\", "Day 1 100%_\\"]);
        assert_eq!(titles("/visits?state=completed,cancelled").await, Vec::<String>::new());
        assert_eq!(titles(&format!("/visits?q={}", encoded("%_\\ day 2"))).await, ["Day 2 100%_\\"]);
        assert_eq!(titles(&format!("/visits?q={}", encoded("%%"))).await, Vec::<String>::new());
        for (path, member) in
            [("/visits?limit=0", "limit: 1 to 200"), ("/visits?state=flying", "state"), ("/visits?after=x", "after")]
        {
            assert_eq!(world.get(path, &token).await.problem(), (400, "bad_request".into(), member.into()));
        }
        let wang = world.desk("wang-a").await;
        assert_eq!(world.get("/visits", &wang).await.rows("title"), ["Day 3 100%_\\"]);
    })
    .await;
}

#[tokio::test]
async fn a_visit_is_shown_with_log_and_ticket_to_those_who_may_see_it() {
    on_each_engine(async |world| {
        let a = &world.a;
        world.advance(MINUTE_MS);
        world.assign(a, a.visit, a.wang).await;
        let path = format!("/visits/{}", a.visit);
        let detail = world.get(&path, &world.desk("li-a").await).await.json();
        assert_eq!(detail["row"]["assignee_name"], "Wang Wei");
        assert_eq!(detail["ticket"]["title"], "Aurora Lifts ticket");
        assert!(detail["progress_path"].as_str().is_some_and(|p| p.starts_with("/t/")));
        let actions: Vec<&str> =
            detail["entries"].as_array().expect("list").iter().filter_map(|e| e["body"]["action"].as_str()).collect();
        assert_eq!(actions, ["assign", "create"], "newest first");
        let wang = world.desk("wang-a").await;
        assert_eq!(world.get(&path, &wang).await.json()["row"]["number"], detail["row"]["number"]);
        assert_eq!(world.get(&format!("/tickets/{}", a.ticket), &wang).await.status, 200, "it travels with his visit");
        let zhao = world.desk("zhao-a").await;
        for path in [path, format!("/tickets/{}", a.ticket)] {
            assert_eq!(world.get(&path, &zhao).await.problem().1, "not_found");
        }
    })
    .await;
}

#[tokio::test]
async fn tickets_are_filtered_sorted_and_paged() {
    on_each_engine(async |world| {
        let a = &world.a;
        for (n, priority) in [Priority::Low, Priority::Urgent, Priority::High].into_iter().enumerate() {
            world.advance(MINUTE_MS);
            let id: TicketId = world.app.fresh();
            let ticket = tickets::NewTicket { title: format!("T{n}"), priority, ..tickets::NewTicket::default() };
            let command = tickets::TicketCommand::Create { ticket: Box::new(ticket) };
            world.execute(a, Command::Ticket { id, command }).await;
        }
        let token = world.desk("li-a").await;
        let titles = async |path: &str| world.get(path, &token).await.rows("title");
        assert_eq!(titles("/tickets").await, ["T2", "T1", "T0", "Aurora Lifts ticket"]);
        assert_eq!(titles("/tickets?sort=priority").await, ["T1", "T2", "Aurora Lifts ticket", "T0"]);
        let first = world.get("/tickets?sort=priority&limit=3", &token).await;
        let next = first.json()["next"].as_str().expect("more").to_owned();
        assert_eq!(titles(&format!("/tickets?sort=priority&limit=3&after={next}")).await, ["T0"]);
        let filter = json!({"all": [{"field": "priority", "op": "at_most", "value": 1}]}).to_string();
        assert_eq!(titles(&format!("/tickets?sort=created&filter={}", encoded(&filter))).await, ["T2", "T1"]);
        assert_eq!(titles("/tickets?status=new&q=noise").await, ["Aurora Lifts ticket"]);
        let smuggled = json!({"all": [{"field": "1=1; drop", "op": "empty"}]}).to_string();
        let refused = world.get(&format!("/tickets?filter={}", encoded(&smuggled)), &token).await;
        assert_eq!(refused.problem(), (400, "bad_request".into(), "filter: unknown field 1=1; drop".into()));
        let detail = world.get(&format!("/tickets/{}", a.ticket), &token).await.json();
        assert_eq!(detail["company"]["name"], "Aurora Lifts Customer");
        assert_eq!(detail["visits"][0]["title"], "Aurora Lifts visit");
    })
    .await;
}

#[tokio::test]
async fn customers_and_staff_are_listed_by_name() {
    on_each_engine(async |world| {
        let token = world.desk("li-a").await;
        for name in ["Zenith", "Acme"] {
            let id: CompanyId = world.app.fresh();
            let company = companies::CompanyEdit { name: Some(name.into()), ..companies::CompanyEdit::default() };
            let command = companies::CompanyCommand::Create { company: Box::new(company) };
            world.execute(&world.a, Command::Company { id, command }).await;
        }
        let first = world.get("/companies?limit=2", &token).await;
        assert_eq!(first.rows("name"), ["Acme", "Aurora Lifts Customer"]);
        let next = first.json()["next"].as_str().expect("more").to_owned();
        assert_eq!(world.get(&format!("/companies?after={next}"), &token).await.rows("name"), ["Zenith"]);
        assert_eq!(world.get("/assets?q=sn-a", &token).await.rows("name"), ["Aurora Lifts machine"]);
        assert_eq!(world.get("/contacts", &token).await.json()["total"], 0);
        let names = world.get("/agents", &token).await.rows("name");
        assert_eq!(names, ["Li Na", "Wang Wei", "Zhao Min"]);
        let wang = world.desk("wang-a").await;
        assert_eq!(world.get("/companies", &wang).await.json()["total"], 0, "none of his visits");
        let seen = world.get("/agents", &wang).await.json();
        assert!(seen[2]["home"].is_null() && seen[1]["home"].is_object(), "homes of colleagues are private");
    })
    .await;
}

#[tokio::test]
async fn search_finds_every_kind_by_words_and_numbers() {
    on_each_engine(async |world: &World| {
        let token = world.desk("li-a").await;
        let kinds = async |q: &str| world.get(&format!("/search?q={}", encoded(q)), &token).await.rows("kind");
        assert_eq!(kinds("aurora").await, ["ticket", "visit", "company", "asset"]);
        assert_eq!(kinds("AURORA machine").await, ["asset"]);
        assert_eq!(kinds("borealis").await, Vec::<String>::new());
        assert_eq!(kinds("v-2026-0").await, ["visit"]);
        assert_eq!(kinds("2026-0").await, Vec::<String>::new(), "numbers are found from their beginning");
        assert_eq!(kinds(" ").await, Vec::<String>::new());
        world.visit(&world.a, visit("ÜBERPRÜFUNG 电梯")).await;
        // a database of the C locale lowers ASCII only, so other letters are found as they are written
        for q in ["ÜBERPRÜFUNG", "电梯"] {
            assert_eq!(kinds(q).await, ["visit"], "{q}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_refused_command_says_why() {
    on_each_engine(async |world| {
        let token = world.desk("li-a").await;
        let assign = |seen: serde_json::Value| {
            let command = json!({"do": "assign", "assignment": world.app.fresh::<AssignmentId>(), "agent": world.a.wang, "seen": seen});
            let command = json!({"on": "visit", "id": world.a.visit, "command": command});
            json!({"commands": [{"id": world.app.fresh::<CommandId>(), "at": NOW, "command": command}]})
        };
        let body = assign(json!(null));
        let done = world.post("/commands", &token, body.clone()).await;
        assert_eq!(done.json()["outcomes"], json!(["applied"]));
        assert_eq!(world.post("/commands", &token, body).await.json()["outcomes"], json!(["already_applied"]));
        let late = world.post("/commands", &token, assign(json!(null))).await;
        assert_eq!((late.problem().0, late.problem().1), (409, "refused".into()));
        assert_eq!(late.json()["refusal"]["code"], "changed_meanwhile");
        let wang = world.desk("wang-a").await;
        let edit = json!({"on": "visit", "id": world.a.visit, "command": {"do": "edit", "edit": {"title": "x"}}});
        let edit = json!({"commands": [{"id": world.app.fresh::<CommandId>(), "at": NOW, "command": edit}]});
        let refused = world.post("/commands", &wang, edit).await;
        assert_eq!((refused.problem().0, refused.json()["refusal"]["code"].as_str()), (403, Some("not_allowed")));
        let many = json!({"commands": vec![json!({"id": world.app.fresh::<CommandId>(), "at": 1, "command": {"on": "visit", "id": world.a.visit, "command": {"do": "reopen", "reason": "x"}}}); 101]});
        assert_eq!(world.post("/commands", &token, many).await.problem().2, "commands: 1 to 100");
    })
    .await;
}
