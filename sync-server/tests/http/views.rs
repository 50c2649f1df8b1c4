//! Views of tickets: kept by administrators and by everybody for himself, opened by page and group, counted together.

use axum::http::{Method, StatusCode};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value as Json, json};
use sqlx::Row as _;
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::fields::FieldValue;
use truckroll_domain::people::Role;
use truckroll_domain::tickets::{NewTicket, Priority, Status, TicketCommand};
use truckroll_domain::time::DAY_MS;
use truckroll_domain::visits::Customer;
use truckroll_domain::{AgentId, Command, ContactId, GroupId, TicketId, ViewId};
use truckroll_server::directory::put_definition;
use truckroll_server::ingest::{self, Caller};
use truckroll_server::views::customer;

use crate::support::{Reply, World, agent, envelope, on_each_engine, put_agent, tenant_admin};

fn view(id: ViewId, name: &str, all: Json) -> Json {
    json!({"id": id, "name": name, "when": {"all": all, "any": []}, "audience": {"all": true}})
}

fn with(mut view: Json, more: &Json) -> Json {
    view.as_object_mut().expect("object").extend(more.as_object().expect("object").clone());
    view
}

async fn post(world: &World, token: &str, view: &Json) -> Reply {
    world.post("/ticket-views", token, json!({"seq": 0, "view": view})).await
}

async fn make(world: &World, token: &str, view: &Json) -> Json {
    let made = post(world, token, view).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

async fn put(world: &World, token: &str, seq: &Json, view: &Json) -> Reply {
    let path = format!("/ticket-views/{}", view["id"].as_str().expect("an id"));
    world.call(Method::PUT, &path, token, Some(json!({"seq": seq, "view": view}))).await
}

async fn names(world: &World, token: &str, path: &str) -> Vec<String> {
    let all = world.get(path, token).await.json();
    let name = |one: &Json| {
        let name = one["view"]["name"].as_str().filter(|name| !name.is_empty());
        name.or(one["view"]["standard"].as_str()).expect("a name").to_owned()
    };
    all.as_array().expect("a list").iter().map(name).collect()
}

async fn act(world: &World, by: AgentId, id: TicketId, command: TicketCommand) {
    let actor = world.app.directory(world.a.id).await.expect("directory").actor(by).expect("agent");
    let caller = Caller { tenant: world.a.id, actor, device: None };
    let commands = vec![envelope(&world.app, Command::Ticket { id, command })];
    ingest::execute(&world.app, &caller, commands).await.expect("applies");
}

async fn ticket(world: &World, new: NewTicket) -> TicketId {
    let id: TicketId = world.app.fresh();
    world.advance(1_000);
    act(world, world.a.li, id, TicketCommand::Create { ticket: Box::new(new) }).await;
    id
}

async fn assign(world: &World, id: TicketId, agent: Option<AgentId>, group: Option<GroupId>) {
    world.advance(1_000);
    let row = sqlx::query("select assignee from tickets where id = $1").bind(id.to_string());
    let seen: Option<String> = row.fetch_one(world.app.db.pool()).await.expect("a row").try_get(0).expect("a text");
    let seen = seen.and_then(|seen| seen.parse().ok());
    act(world, world.a.li, id, TicketCommand::Assign { agent, agent_name: String::new(), group, seen }).await;
}

async fn status(world: &World, id: TicketId, status: Status) {
    world.advance(1_000);
    act(world, world.a.li, id, TicketCommand::SetStatus { fact: world.app.fresh(), status }).await;
}

fn titled(title: &str) -> NewTicket {
    NewTicket { title: title.to_owned(), ..NewTicket::default() }
}

/// A group with Wang in it.
async fn group(world: &World) -> GroupId {
    let id: GroupId = world.app.fresh();
    let mut tx = world.app.db.begin().await.expect("begins");
    let group = json!({"id": id, "name": "North"});
    put_definition(&mut tx, world.a.id, "group", &id.to_string(), &group).await.expect("stored");
    tx.commit().await.expect("commits");
    let wang = agent(world.a.wang, "wang-a", "Wang", Role::Engineer);
    let wang = truckroll_domain::people::Agent { groups: vec![id], ..wang };
    put_agent(&world.app, world.a.id, &wang).await;
    id
}

/// Own fields: a choice, a number and a text.
async fn fields(world: &World, admin: &str) {
    let mut now = world.get("/fields?noun=ticket", admin).await.json();
    let own = json!([
        {"key": "plant", "label": {"en": "Plant"}, "kind": "choice",
            "options": [{"key": "lift", "label": "Lift"}, {"key": "boiler", "label": "Boiler"}]},
        {"key": "floor", "label": {"en": "Floor"}, "kind": "whole"},
        {"key": "note", "label": {"en": "Note"}, "kind": "text"},
    ]);
    now["set"]["fields"].as_array_mut().expect("a list").extend(own.as_array().expect("a list").iter().cloned());
    let body = json!({"noun": "ticket", "seq": now["seq"], "set": now["set"]});
    let written = world.call(Method::PUT, "/fields", admin, Some(body)).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.text());
}

/// Titles of a view's rows, all pages, with what the first page says of number and groups.
async fn opened(world: &World, token: &str, id: &str, more: &str) -> (Vec<String>, i64, Vec<(String, i64)>) {
    let (mut titles, mut after, mut first) = (Vec::new(), String::new(), None);
    loop {
        let reply = world.get(&format!("/ticket-views/{id}/tickets?limit=7{more}{after}"), token).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let page = reply.json();
        titles.extend(
            page["rows"]
                .as_array()
                .expect("rows")
                .iter()
                .map(|row| row["row"]["title"].as_str().expect("a title").to_owned()),
        );
        let of = |group: &Json| (group["key"].as_str().expect("a key").to_owned(), group["count"].as_i64().expect("n"));
        let groups: Vec<(String, i64)> = page["groups"].as_array().into_iter().flatten().map(of).collect();
        first.get_or_insert((page["total"].as_i64().expect("a number"), groups));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let (total, mut groups) = first.expect("a page");
    groups.sort();
    (titles, total, groups)
}

async fn counts(world: &World, token: &str) -> Vec<(String, Option<i64>)> {
    let all = world.get("/ticket-views/counts", token).await.json();
    let one = |one: &Json| (one["id"].as_str().expect("an id").to_owned(), one["count"].as_i64());
    all.as_array().expect("a list").iter().map(one).collect()
}

async fn count(world: &World, token: &str, id: &str) -> Option<i64> {
    counts(world, token).await.into_iter().find(|(one, _)| one == id).expect("the view").1
}

#[tokio::test]
async fn administrators_make_change_move_close_and_remove_views() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let standard = ["mine", "unassigned", "my_groups", "urgent", "missed", "open", "reading", "resolved", "closed"];
        assert_eq!(names(world, &li, "/ticket-views").await, standard, "the system's stand in");
        let (id, other): (ViewId, ViewId) = (world.app.fresh(), world.app.fresh());
        let lifts = view(id, " Lifts ", json!([{"field": "title", "op": "contains", "value": "lift"}]));
        assert_eq!(post(world, &li, &lifts).await.problem().0, 403);
        assert_eq!(world.get("/ticket-views?all=true", &li).await.problem().0, 403);
        let made = make(world, &admin, &lifts).await;
        assert_eq!(made["view"]["name"], "Lifts");
        assert_eq!(post(world, &admin, &lifts).await.problem().0, 409);
        let all: Vec<&str> = standard.iter().copied().chain(["Lifts"]).collect();
        assert_eq!(names(world, &li, "/ticket-views").await, all, "it is the last one, and the system's are kept");
        for (change, member, problem) in [
            (json!({"name": " "}), "name", "required"),
            (json!({"name": "lifts"}), "name", "taken"),
            (json!({"template": other}), "template", "unknown"),
            (json!({"audience": {"agents": [world.b.li]}}), "audience", "unknown"),
            (json!({"audience": {}}), "audience", "required"),
            (json!({"columns": ["title", "nothing"]}), "columns.1", "unknown"),
            (json!({"group_by": "title"}), "group_by", "unknown"),
            (json!({"sort": {"by": "phone", "descending": false}}), "sort", "unknown"),
            (
                json!({"when": {"all": [], "any": [{"field": "nothing", "op": "empty"}]}}),
                "when.any.0",
                "not_a_condition",
            ),
        ] {
            let reply = post(world, &admin, &with(view(other, "Boilers", json!([])), &change)).await;
            assert_eq!(
                (reply.status, &reply.json()["fields"][member]),
                (StatusCode::UNPROCESSABLE_ENTITY, &json!(problem)),
                "{}",
                reply.text()
            );
        }
        // changed, by the number it was read at; closed it is shown to nobody
        let renamed = put(world, &admin, &made["seq"], &view(id, "All lifts", json!([]))).await.json();
        assert_eq!(put(world, &admin, &made["seq"], &view(id, "x", json!([]))).await.problem().0, 409);
        let closed = with(view(id, "All lifts", json!([])), &json!({"closed_at": 1}));
        let closed = put(world, &admin, &renamed["seq"], &closed).await.json();
        assert_eq!(closed["view"]["closed_at"], crate::support::NOW);
        assert_eq!(names(world, &li, "/ticket-views").await, standard);
        assert_eq!(world.get(&format!("/ticket-views/{id}/tickets"), &li).await.problem().0, 404);
        // a view of the system is one like any other
        let all = world.get("/ticket-views?all=true", &admin).await.json();
        let urgent = all.as_array().expect("a list").iter().find(|one| one["view"]["standard"] == "urgent");
        let urgent = urgent.expect("the view").clone();
        let path = format!("/ticket-views/{}", urgent["view"]["id"].as_str().expect("an id"));
        let removal = |seq: &Json| Some(json!({"seq": seq}));
        assert_eq!(world.call(Method::DELETE, &path, &li, removal(&urgent["seq"])).await.problem().0, 403);
        assert_eq!(world.call(Method::DELETE, &path, &admin, removal(&json!(0))).await.problem().0, 409);
        let gone = world.call(Method::DELETE, &path, &admin, removal(&urgent["seq"])).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
        // order and folders go together
        let left = world.get("/ticket-views?all=true", &admin).await.json();
        let mut places: Vec<Json> =
            left.as_array().expect("a list").iter().map(|one| json!({"id": one["view"]["id"], "folder": ""})).collect();
        places.reverse();
        places[0]["folder"] = json!("Done");
        let order = async |places: &[Json]| {
            world.call(Method::PUT, "/ticket-views/order", &admin, Some(json!({"places": places}))).await
        };
        assert_eq!(order(&places[1..]).await.problem().0, 409, "not all of them");
        let ordered = order(&places).await.json();
        assert_eq!((&ordered[0]["view"]["name"], &ordered[0]["view"]["folder"]), (&json!("All lifts"), &json!("Done")));
        let expected: Vec<&str> = standard.iter().rev().copied().filter(|word| *word != "urgent").collect();
        assert_eq!(names(world, &li, "/ticket-views").await, expected);
        let log = world.get("/audit?action=ticket_view_written", &admin).await.json();
        assert!(log.to_string().contains("All lifts"), "{log}");
    })
    .await;
}

#[tokio::test]
async fn everybody_keeps_views_that_nobody_else_sees() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
        let id: ViewId = world.app.fresh();
        let own = |owner: AgentId| {
            json!({"id": id, "name": "My lifts", "owner": owner, "columns": ["title", "priority"],
                "when": {"all": [{"field": "title", "op": "contains", "value": "lift"}], "any": []}})
        };
        assert_eq!(post(world, &li, &own(world.a.wang)).await.problem().0, 404, "not for a colleague");
        let shown = with(own(world.a.li), &json!({"audience": {"all": true}}));
        assert_eq!(post(world, &li, &shown).await.json()["fields"]["audience"], "own_view");
        let made = make(world, &li, &own(world.a.li)).await;
        assert_eq!(names(world, &li, "/ticket-views").await.last().map(String::as_str), Some("My lifts"));
        assert_eq!(names(world, &li, "/ticket-views").await.len(), 10, "beside the system's");
        for (who, all) in [(&wang, "/ticket-views"), (&admin, "/ticket-views"), (&admin, "/ticket-views?all=true")] {
            assert!(!names(world, who, all).await.contains(&"My lifts".to_owned()), "{all}");
        }
        let path = format!("/ticket-views/{id}");
        assert_eq!(world.get(&format!("{path}/tickets"), &wang).await.problem().0, 404);
        let removal = Some(json!({"seq": made["seq"]}));
        assert_eq!(world.call(Method::DELETE, &path, &admin, removal.clone()).await.problem().0, 404);
        let renamed = with(own(world.a.li), &json!({"name": "Lifts of mine"}));
        assert_eq!(put(world, &wang, &made["seq"], &renamed).await.problem().0, 404);
        let renamed = put(world, &li, &made["seq"], &renamed).await.json();
        assert_eq!(renamed["view"]["name"], "Lifts of mine");
        // nobody makes it the organisation's by writing
        let given = with(view(id, "Everybody's", json!([])), &json!({"owner": null}));
        assert_eq!(put(world, &li, &renamed["seq"], &given).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let given = view(id, "Everybody's", json!([]));
        assert_eq!(put(world, &li, &renamed["seq"], &given).await.json()["fields"]["id"], "not_a_key");
        let gone = world.call(Method::DELETE, &path, &li, Some(json!({"seq": renamed["seq"]}))).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
        assert_eq!(names(world, &li, "/ticket-views").await.len(), 9);
    })
    .await;
}

#[tokio::test]
async fn a_view_has_columns_groups_an_order_pages_and_words() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        fields(world, &admin).await;
        let north = group(world).await;
        let mut ids = Vec::new();
        for n in 0..10_i64 {
            let own = |key: &str, value: FieldValue| (key.to_owned(), Some(value));
            let plant = if n % 2 == 0 { "lift" } else { "boiler" };
            let mut fields = vec![own("floor", FieldValue::Int(n))];
            fields.extend((n < 6).then(|| own("plant", FieldValue::Text(plant.to_owned()))));
            let new = NewTicket {
                priority: if n < 3 { Priority::Urgent } else { Priority::Normal },
                description: if n == 4 { "电梯停在三层，门打不开".into() } else { "Stands still".into() },
                fields: fields.into_iter().collect(),
                ..titled(&format!("t{n}"))
            };
            ids.push(ticket(world, new).await);
        }
        assign(world, ids[0], Some(world.a.wang), None).await;
        assign(world, ids[1], None, Some(north)).await;
        status(world, ids[2], Status::Resolved).await;
        let id: ViewId = world.app.fresh();
        let base = with(
            view(id, "Numbered", json!([{"field": "fields.floor", "op": "not_empty"}])),
            &json!({"columns": ["title", "fields.floor", "fields.plant"], "sort": {"by": "fields.floor", "descending": false}}),
        );
        let mut seq = make(world, &admin, &base).await["seq"].clone();
        let id = id.to_string();
        let (titles, total, groups) = opened(world, &li, &id, "").await;
        let all: Vec<String> = (0..10).map(|n| format!("t{n}")).collect();
        assert_eq!((titles, total, groups), (all, 10, vec![]));
        let first = world.get(&format!("/ticket-views/{id}/tickets?limit=1"), &li).await.json();
        assert_eq!(first["rows"][0]["values"], json!({"floor": 0, "plant": "lift"}));
        let wang = world.a.wang.to_string();
        let north = north.to_string();
        for (by, wanted, one, titled) in [
            ("status", vec![("new", 8), ("open", 1), ("resolved", 1)], "resolved", vec!["t2"]),
            ("priority", vec![("0", 3), ("2", 7)], "0", vec!["t0", "t1", "t2"]),
            ("assignee", vec![("", 9), (wang.as_str(), 1)], wang.as_str(), vec!["t0"]),
            ("group", vec![("", 9), (north.as_str(), 1)], north.as_str(), vec!["t1"]),
            ("template", vec![("", 10)], "nothing", vec![]),
            ("fields.plant", vec![("", 4), ("boiler", 3), ("lift", 3)], "boiler", vec!["t1", "t3", "t5"]),
            ("fields.plant", vec![("", 4), ("boiler", 3), ("lift", 3)], "", vec!["t6", "t7", "t8", "t9"]),
        ] {
            let grouped = put(world, &admin, &seq, &with(base.clone(), &json!({"group_by": by}))).await.json();
            seq = grouped["seq"].clone();
            let mut wanted: Vec<(String, i64)> = wanted.into_iter().map(|(key, n)| (key.to_owned(), n)).collect();
            wanted.sort();
            assert_eq!(opened(world, &li, &id, "").await.2, wanted, "{by}");
            let (titles, total, groups) = opened(world, &li, &id, &format!("&group={one}")).await;
            assert_eq!((titles.iter().map(String::as_str).collect::<Vec<_>>(), groups), (titled.clone(), wanted), "{by}");
            assert_eq!(total, i64::try_from(titled.len()).expect("few"));
        }
        // another order for once, and words in both languages
        let (titles, ..) = opened(world, &li, &id, "&sort=-created_at").await;
        assert_eq!((titles[0].as_str(), titles[9].as_str()), ("t9", "t0"));
        for sort in ["title", "-number", "priority", "assignee", "type", "resolved_at", "due", "-fields.note"] {
            assert_eq!(opened(world, &li, &id, &format!("&sort={sort}")).await.0.len(), 10, "{sort}");
        }
        for (q, wanted) in [("三层", vec!["t4"]), ("STILL t7", vec!["t7"]), ("门打 电梯", vec!["t4"]), ("nowhere", vec![])] {
            let (titles, total, _) = opened(world, &li, &id, &format!("&q={}", q.replace(' ', "%20"))).await;
            assert_eq!((titles, total), (wanted.iter().map(ToString::to_string).collect(), wanted.len() as i64), "{q}");
            let listed = world.get(&format!("/tickets?q={}", q.replace(' ', "%20")), &li).await.json();
            assert_eq!(listed["total"], wanted.len(), "{q}");
        }
        for bad in ["sort=phone", "sort=fields.gone", "limit=0", "after=x", "unknown=1"] {
            assert_eq!(world.get(&format!("/ticket-views/{id}/tickets?{bad}"), &li).await.problem().0, 400, "{bad}");
        }
        // what is tried out is kept nowhere
        let tried = with(base.clone(), &json!({"name": "", "when": {"all": [{"field": "fields.floor", "op": "less", "value": 4}], "any": []}}));
        let preview = world.post("/ticket-views/preview", &li, json!({"seq": 0, "view": tried})).await.json();
        assert_eq!((&preview["total"], preview["rows"].as_array().map(Vec::len)), (&json!(4), Some(4)));
        let wrong = with(base, &json!({"when": {"all": [{"field": "gone", "op": "empty"}], "any": []}}));
        let wrong = world.post("/ticket-views/preview", &li, json!({"seq": 0, "view": wrong})).await;
        assert_eq!(wrong.json()["fields"]["when.all.0"], "not_a_condition", "{}", wrong.text());
    })
    .await;
}

fn pick<'a, T>(rng: &mut StdRng, all: &'a [T]) -> &'a T {
    &all[rng.random_range(0..all.len())]
}

/// A condition that may mean something.
fn condition(rng: &mut StdRng, agents: &[AgentId], north: GroupId) -> Json {
    match rng.random_range(0..12) {
        0 => json!({"field": "status", "op": pick(rng, &["is", "is_not"]), "value": pick(rng, &Status::ALL).word()}),
        1 => json!({"field": "status", "op": "one_of", "value": ["new", "open"]}),
        2 => json!({"field": "priority", "op": "is", "value": pick(rng, &Priority::ALL).word()}),
        3 => json!({"field": "assignee", "op": pick(rng, &["is", "is_not"]), "value": "@me"}),
        4 => json!({"field": "assignee", "op": "is", "value": pick(rng, agents)}),
        5 => json!({"field": "assignee", "op": pick(rng, &["empty", "not_empty"])}),
        6 => json!({"field": "group", "op": "is", "value": pick(rng, &["@my_groups", &north.to_string()])}),
        7 => json!({"field": "title", "op": pick(rng, &["contains", "not_contains"]), "value": "3"}),
        8 => json!({"field": "fields.floor", "op": pick(rng, &["less", "at_least"]), "value": rng.random_range(0..9)}),
        9 => json!({"field": "fields.plant", "op": pick(rng, &["is", "is_not"]), "value": "lift"}),
        10 => json!({"field": "created_at", "op": "within_last_days", "value": rng.random_range(0..3)}),
        _ => json!({"field": "cc", "op": "is", "value": "@me"}),
    }
}

#[tokio::test]
async fn counts_are_the_lengths_of_lists_whatever_happens_in_between() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
        fields(world, &admin).await;
        let north = group(world).await;
        let mut rng = StdRng::seed_from_u64(24);
        let agents = [world.a.li, world.a.wang, world.a.zhao];
        for n in 0..12 {
            let mut conditions = |most| -> Vec<Json> {
                (0..rng.random_range(0..=most)).map(|_| condition(&mut rng, &agents, north)).collect()
            };
            let when = json!({"all": conditions(3), "any": conditions(2)});
            let promise = if n == 11 { json!("missed") } else { Json::Null };
            let mut one = with(view(world.app.fresh(), &format!("v{n}"), json!([])), &json!({"when": when}));
            if !promise.is_null() {
                one["promise"] = promise;
            }
            make(world, &admin, &one).await;
        }
        let mut tickets: Vec<TicketId> = Vec::new();
        for round in 0..6 {
            for _ in 0..8 {
                let floor = FieldValue::Int(rng.random_range(0..9));
                let plant = FieldValue::Text((*pick(&mut rng, &["lift", "boiler"])).to_owned());
                let new = NewTicket {
                    priority: *pick(&mut rng, &Priority::ALL),
                    fields: [("floor".to_owned(), Some(floor)), ("plant".to_owned(), Some(plant))].into(),
                    ..titled(&format!("t{}", tickets.len()))
                };
                tickets.push(ticket(world, new).await);
            }
            for _ in 0..10 {
                let id = *pick(&mut rng, &tickets);
                match rng.random_range(0..4) {
                    0 => assign(world, id, Some(*pick(&mut rng, &agents)), None).await,
                    1 => assign(world, id, None, Some(north)).await,
                    2 => act(world, world.a.li, id, TicketCommand::SetCc { agent: world.a.wang, on: true }).await,
                    _ => {
                        status(world, id, *pick(&mut rng, &[Status::Open, Status::AwaitingResponse, Status::Resolved]))
                            .await
                    }
                }
            }
            if round == 3 {
                // days go by without any change
                world.advance(DAY_MS);
            }
            for who in [&li, &wang, &admin] {
                let counted = counts(world, who).await;
                assert!(counted.len() >= 12);
                for (id, count) in counted {
                    let (rows, total, groups) = opened(world, who, &id, "").await;
                    let rows = i64::try_from(rows.len()).expect("few");
                    assert_eq!((count, total), (Some(rows), rows), "view {id} in round {round}");
                    let in_groups: i64 = groups.iter().map(|(_, n)| n).sum();
                    assert!(groups.is_empty() || in_groups == rows, "groups of {id}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_engineer_who_sees_his_own_tickets_counts_those() {
    on_each_engine(async |world| {
        let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
        let open = "00000000-0000-7000-8000-000000000006";
        let before = count(world, &li, open).await.expect("a number");
        let mine = ticket(world, titled("mine")).await;
        let theirs = ticket(world, titled("theirs")).await;
        assign(world, mine, Some(world.a.wang), None).await;
        assign(world, theirs, Some(world.a.zhao), None).await;
        assert_eq!(count(world, &li, open).await, Some(before + 2));
        assert_eq!(
            (count(world, &wang, open).await, opened(world, &wang, open, "").await.0),
            (Some(1), vec!["mine".into()])
        );
        // a visit brings its ticket along, without the ticket changing
        let visit = world.a.visit;
        world.assign(&world.a, visit, world.a.wang).await;
        assert_eq!(count(world, &wang, open).await, Some(2));
        assert_eq!(opened(world, &wang, open, "&q=mine").await.1, 1);
        assert_eq!(opened(world, &wang, open, "&q=theirs").await.1, 0);
        assign(world, mine, Some(world.a.zhao), None).await;
        assert_eq!(count(world, &wang, open).await, Some(1));
    })
    .await;
}

#[tokio::test]
async fn a_broken_promise_is_counted_when_time_breaks_it() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let missed = "00000000-0000-7000-8000-000000000005";
        let id: truckroll_domain::SlaPolicyId = world.app.fresh();
        let policy = json!({"id": id, "name": "Quick", "limits": {"normal": {"resolution": 30}}});
        assert_eq!(
            world.post("/sla-policies", &admin, json!({"seq": 0, "policy": policy})).await.status,
            StatusCode::CREATED
        );
        let late = ticket(world, titled("late")).await;
        truckroll_server::sla::run(&world.app).await.expect("reconciles");
        let before = count(world, &admin, missed).await.expect("a number");
        world.advance(31 * 60_000);
        truckroll_server::sla::run(&world.app).await.expect("reconciles");
        let now = count(world, &admin, missed).await.expect("a number");
        assert!(now > before, "{now}");
        let (rows, total, _) = opened(world, &admin, missed, "").await;
        assert!(rows.contains(&"late".to_owned()) && total == now, "{rows:?}");
        status(world, late, Status::Resolved).await;
        truckroll_server::sla::run(&world.app).await.expect("reconciles");
        assert_eq!(count(world, &admin, missed).await, Some(now - 1));
    })
    .await;
}

#[tokio::test]
async fn customers_see_their_own_tickets_in_the_views_for_them() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let mut people: Vec<ContactId> = Vec::new();
        for (name, tags) in [("Zhou Min", vec!["vip"]), ("Qian", vec![])] {
            let id: ContactId = world.app.fresh();
            let tags = tags.into_iter().map(|tag: &str| (tag.to_owned(), true)).collect();
            let contact = ContactEdit { name: Some(name.into()), tags, ..ContactEdit::default() };
            let command = ContactCommand::Create { contact: Box::new(contact) };
            world.execute(&world.a, Command::Contact { id, command }).await;
            people.push(id);
        }
        let of = |contact| Customer { contact: Some(contact), ..Customer::default() };
        ticket(world, NewTicket { customer: of(people[0]), ..titled("hers") }).await;
        let done = ticket(world, NewTicket { customer: of(people[0]), ..titled("hers, done") }).await;
        status(world, done, Status::Resolved).await;
        ticket(world, NewTicket { customer: of(people[1]), ..titled("his") }).await;
        let (all, vip, staff): (ViewId, ViewId, ViewId) = (world.app.fresh(), world.app.fresh(), world.app.fresh());
        make(world, &admin, &with(view(all, "All", json!([])), &json!({"customers": {"all": true}}))).await;
        let open = json!([{"field": "status", "op": "is_not", "value": "resolved"}]);
        make(world, &admin, &with(view(vip, "Open", open), &json!({"customers": {"tags": ["vip"]}}))).await;
        make(world, &admin, &view(staff, "Staff", json!([]))).await;
        let names = async |contact| {
            let views = customer::views(&world.app, world.a.id, contact).await.expect("views");
            views.into_iter().map(|view| view.name).collect::<Vec<_>>()
        };
        assert_eq!(names(people[0]).await, ["All", "Open"]);
        assert_eq!(names(people[1]).await, ["All"]);
        let titles = async |contact, view: Option<ViewId>| {
            let views = customer::views(&world.app, world.a.id, contact).await.expect("views");
            let view = view.map(|id| views.iter().find(|view| view.id == id).expect("a view of his"));
            let own = customer::page(&world.app, world.a.id, contact, view, None).await.expect("a page");
            let count = customer::count(&world.app, world.a.id, contact, view).await.expect("counts");
            assert_eq!((own.rows.len(), own.next), (usize::try_from(count).expect("few"), None));
            own.rows.into_iter().map(|row| row.title).collect::<Vec<_>>()
        };
        assert_eq!(titles(people[0], Some(all)).await, ["hers, done", "hers"]);
        assert_eq!(titles(people[0], Some(vip)).await, ["hers"]);
        assert_eq!(titles(people[0], None).await, ["hers, done", "hers"]);
        assert_eq!(titles(people[1], Some(all)).await, ["his"]);
    })
    .await;
}
