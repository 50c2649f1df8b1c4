//! Published ticket templates and satisfaction forms, as customers meet them.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use sqlx::Row as _;
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::tickets::{NewTicket, TicketCommand};
use truckroll_domain::time::{DAY_MS, HOUR_MS};
use truckroll_domain::{Command, CompanyId, ContactId, Content, TemplateId, TicketId};
use truckroll_portal::names;
use truckroll_server::ingest;

use crate::customer::{Post, jpeg, location, open};
use crate::support::{Reply, World, on_each_engine, tenant_admin};

const FIRST: &str = "019a0000-0000-7000-8000-000000000001";
const SECOND: &str = "019a0000-0000-7000-8000-000000000002";

async fn put(world: &World, path: &str, token: &str, body: Json) -> Reply {
    world.call(Method::PUT, path, token, Some(body)).await
}

/// Fields of every sort, a form of rows, a satisfaction form, and the template that has them.
async fn template(world: &World, admin: &str) -> TemplateId {
    let rows = json!({"key": "materials", "name": {"en": "Materials"}, "fields": [
        {"key": "part", "label": {"en": "Part"}, "kind": "text", "required": true},
        {"key": "price", "label": {"en": "Price"}, "kind": "decimal"},
    ]});
    let how = json!({"key": "how", "name": {"en": "How was it"}, "published": true, "fields": [
        {"key": "stars", "label": {"en": "Stars"}, "kind": "stars", "required": true},
        {"key": "words", "label": {"en": "Words"}, "kind": "long_text"},
    ]});
    for form in [rows, how] {
        let made = world.post("/row-forms", admin, json!({"seq": 0, "form": form})).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    }
    let mut now = world.get("/fields?noun=ticket", admin).await.json();
    let own = json!([
        {"key": "part", "label": {"en": "Broken part"}, "kind": "choice",
            "options": [{"key": "door", "label": "Door"}, {"key": "motor", "label": "Motor"}]},
        {"key": "volts", "label": {"en": "Volts"}, "kind": "decimal"},
        {"key": "story", "label": {"en": "What happened"}, "kind": "long_text"},
        {"key": "photos", "label": {"en": "Photos"}, "kind": "attachment"},
        {"key": "parts", "label": {"en": "Parts"}, "kind": "rows", "form": "materials"},
        {"key": "total", "label": {"en": "Total"}, "kind": "computed", "formula": "sum(parts.price)"},
        {"key": "machines", "label": {"en": "Machines"}, "kind": "asset_rows", "table": "assets"},
        {"key": "said", "label": {"en": "Said"}, "kind": "satisfaction", "form": "how"},
    ]);
    now["set"]["fields"].as_array_mut().expect("a list").extend(own.as_array().expect("a list").iter().cloned());
    let body = json!({"noun": "ticket", "seq": now["seq"], "set": now["set"]});
    let written = put(world, "/fields", admin, body).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.text());
    let id: TemplateId = world.app.fresh();
    let template = repair(id, "part = 'motor'");
    let made = world.post("/ticket-templates", admin, json!({"seq": 0, "template": template})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    id
}

fn repair(id: TemplateId, shown_when: &str) -> Json {
    json!({"id": id, "name": "Repair", "scope": {"all": true},
    "groups": [{"key": "more", "label": {"en": "More"}, "closed": true}],
    "fields": [
        {"key": "title"},
        {"key": "part", "required": true},
        {"key": "volts", "shown_when": shown_when, "required_when": shown_when, "valid_when": "volts < 1000",
            "valid_text": {"en": "No lift has so many."}},
        {"key": "story"},
        {"key": "photos", "group": "more"},
        {"key": "parts", "group": "more"},
        {"key": "total", "group": "more"},
        {"key": "machines"},
        {"key": "said"},
    ]})
}

async fn publish(world: &World, desk: &str, publication: Json) -> Json {
    let made = world.post("/publications", desk, json!({"version": 0, "publication": publication})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

fn path(link: &Json) -> String {
    link["path"].as_str().expect("path").to_owned()
}

fn asks(template: TemplateId) -> Json {
    json!({"template": template, "label": "Report a fault", "thanks": "We are on our way.",
        "contact": [{"key": "name"}, {"key": "phone", "required": true}]})
}

fn filled(path: &str, submission: &str) -> Post {
    Post::new(path, submission)
        .text(&names::person_name("name"), "Ms Zhang")
        .text(&names::person_name("phone"), "138 0000 1111")
        .answer("part", "motor")
        .answer("volts", "380")
        .answer("story", "It hums.\nThen it stops.")
        .text(&names::cell_name("parts", 0, "part"), "Belt")
        .text(&names::cell_name("parts", 0, "price"), "12.5")
}

async fn tickets(world: &World) -> i64 {
    let row = sqlx::query("select cast(count(*) as bigint) from tickets").fetch_one(world.app.db.pool()).await;
    row.expect("counts").try_get(0).expect("number")
}

/// The ticket behind a receipt page, and the page.
async fn arrived(world: &World, done: &str) -> (TicketId, String) {
    let html = open(world, done).await.text();
    let progress = html.split("href=\"/t/").nth(1).expect("a way to progress");
    let token = progress.split(['"', '?']).next().expect("token").to_owned();
    (world.app.secrets.links.open_progress(&token).expect("ours").1, html)
}

async fn stored(world: &World, id: TicketId) -> truckroll_domain::tickets::Ticket {
    let stored = ingest::load(&world.app.db, world.a.id, &[id.into()]).await.expect("loads");
    let Content::Ticket(ticket, _) = &stored[&id.into()].content else { panic!("no ticket") };
    ticket.clone()
}

#[tokio::test]
async fn a_published_template_makes_one_ticket_of_the_version_that_was_shown() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let id = template(world, &admin).await;
        let link = path(&publish(world, &li, asks(id)).await);
        let html = open(world, &link).await.text();
        for part in [
            "Report a fault",
            "Broken part",
            "name=\"answer.volts\"",
            "name=\"cell.parts.0.part\"",
            "name=\"person.phone\"",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("name=\"answer.title\"") && !html.contains("name=\"answer.said\""), "{html}");
        assert!(html.contains("data-question=\"volts\" data-kind=\"decimal\""), "{html}");
        let before = tickets(world).await;
        // the template changes while the page is open
        let now = world.get("/ticket-forms", &admin).await.json();
        let seq = now["templates"]
            .as_array()
            .expect("list")
            .iter()
            .find(|t| t["template"]["id"] == json!(id))
            .expect("it")["seq"]
            .clone();
        let changed = put(
            world,
            &format!("/ticket-templates/{id}"),
            &admin,
            json!({"seq": seq, "template": repair(id, "part = 'door'")}),
        )
        .await;
        assert_eq!(changed.json()["template"]["version"], 2, "{}", changed.text());
        let shown = format!("{id}@1");
        let done = location(&filled(&link, FIRST).text(names::VERSION, &shown).send(world).await);
        assert_eq!(done, format!("{link}?done={FIRST}"));
        assert_eq!(location(&filled(&link, FIRST).text(names::VERSION, &shown).send(world).await), done);
        assert_eq!(tickets(world).await, before + 1);
        let (ticket, html) = arrived(world, &done).await;
        assert!(html.contains("We are on our way.") && html.contains("Receipt 00000001"), "{html}");
        let made = stored(world, ticket).await;
        assert_eq!(made.template.map(|of| of.version), Some(1));
        assert_eq!((made.title.as_str(), made.customer.contact_name.as_str()), ("It hums.", "Ms Zhang"));
        assert_eq!(serde_json::to_value(&made.fields).expect("JSON")["volts"], json!(380.0));
        let cells = serde_json::to_value(made.rows["parts"].0.values().next().expect("a row")).expect("JSON");
        assert_eq!(cells, json!({"part": "Belt", "price": 12.5}));
        assert!(made.customer.contact.is_some());
        // staff find it by the receipt, however it is read out
        let receipt = truckroll_domain::publishing::receipt::of(FIRST.parse().expect("an id"));
        let found = world
            .get(&format!("/tickets?q={}", receipt.to_lowercase().replace('=', "%3D").replace('*', "%2A")), &li)
            .await;
        assert_eq!(found.rows("id"), [ticket.to_string()], "{}", found.text());
        assert!(world.get(&format!("/tickets?q={receipt}"), &world.desk("li-b").await).await.rows("id").is_empty());
        // a script hears the same as JSON
        let json =
            filled(&link, SECOND).text(names::VERSION, &shown).header("accept", "application/json").send(world).await;
        assert_eq!(
            (json.status, json.json()["path"].clone()),
            (StatusCode::CREATED, json!(format!("{link}?done={SECOND}")))
        );
    })
    .await;
}

#[tokio::test]
async fn the_server_judges_by_the_template_and_nothing_that_came_is_lost() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let id = template(world, &admin).await;
        let mut publication = asks(id);
        publication["max_files"] = json!(1);
        let link = path(&publish(world, &li, publication).await);
        let before = tickets(world).await;
        let post = Post::new(&link, FIRST)
            .text(&names::person_name("phone"), "no")
            .answer("part", "motor")
            .answer("volts", "5000")
            .answer("story", "It <stopped>")
            .text(&names::cell_name("parts", 0, "price"), "dear");
        let page = post.send(world).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let html = page.text();
        for part in [
            "No lift has so many.",
            "It &#60;stopped&#62;",
            "value=\"dear\"",
            "value=\"5000\"",
            FIRST,
            "person-phone-error",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        // what an answer leads to is asked, and what is not asked is not taken
        let lacking = Post::new(&link, FIRST).text(&names::person_name("phone"), "13800001111").answer("part", "motor");
        assert_eq!(lacking.send(world).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let more = filled(&link, FIRST).text(names::MORE, "parts").send(world).await;
        assert!(more.status == StatusCode::OK && more.text().contains("cell.parts.1.part"), "{}", more.text());
        let again = filled(&link, FIRST).text(names::REFRESH, "yes").send(world).await;
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(tickets(world).await, before);
        let door = Post::new(&link, FIRST)
            .text(&names::person_name("phone"), "13800001111")
            .answer("part", "door")
            .answer("volts", "7");
        let (ticket, _) = arrived(world, &location(&door.send(world).await)).await;
        assert!(!stored(world, ticket).await.fields.contains_key("volts"));
        // a script is told the same before anything is sent
        let judge = Post::new(&format!("{link}/judge"), SECOND)
            .answer("part", "motor")
            .text(&names::cell_name("parts", 0, "price"), "4");
        let judged = judge.send(world).await.json();
        let of = |key: &str| judged.as_array().expect("list").iter().find(|one| one["key"] == key).expect("it").clone();
        assert_eq!(
            (&of("volts")["shown"], &of("volts")["required"], &of("total")["said"]),
            (&json!(true), &json!(true), &json!("4"))
        );
        let other_site = filled(&link, SECOND).header("sec-fetch-site", "cross-site").send(world).await;
        assert_eq!(other_site.status, StatusCode::BAD_REQUEST);
        let machine = filled(&link, SECOND).text(names::HONEYPOT, "x").send(world).await;
        assert_eq!(machine.status, StatusCode::BAD_REQUEST);
    })
    .await;
}

#[tokio::test]
async fn a_link_says_what_it_was_made_to_say_until_it_ends() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let id = template(world, &admin).await;
        let end = world.app.clock.now().plus_ms(HOUR_MS);
        let publication = json!({"template": id, "asset": world.a.asset, "expires_at": end,
            "contact": [{"key": "phone", "read_only": true}, {"key": "position"}],
            "person": {"phone": "135 0000 2222"},
            "fields": [{"key": "story", "required": true}, {"key": "part", "read_only": true}, {"key": "machines"}],
            "values": {"part": "door"}});
        let asked = json!({"version": 0, "publication": publication});
        let carried = world.post("/publications/link", &li, asked.clone()).await;
        assert_eq!(carried.status, StatusCode::OK, "{}", carried.text());
        let link = path(&carried.json());
        let html = open(world, &link).await.text();
        assert!(
            html.contains("135 0000 2222") && html.contains("Door") && !html.contains("name=\"answer.part\""),
            "{html}"
        );
        assert!(
            html.contains(&names::pick_name("machines", &world.a.asset.to_string())),
            "machines of the company: {html}"
        );
        let post = Post::new(&link, FIRST)
            .text(&names::person_name("phone"), "999999")
            .text(&names::person_name("position"), "Porter")
            .answer("part", "motor")
            .answer("story", "It hums")
            .text(&names::pick_name("machines", &world.a.asset.to_string()), "2")
            .text(&names::pick_name("machines", &world.b.asset.to_string()), "3");
        let (ticket, _) = arrived(world, &location(&post.send(world).await)).await;
        let made = stored(world, ticket).await;
        assert_eq!(made.customer.phone, "135 0000 2222", "what the link says counts");
        assert_eq!(serde_json::to_value(&made.fields).expect("JSON")["part"], json!("door"));
        assert_eq!((made.asset, made.rows["machines"].0.len()), (Some(world.a.asset), 1));
        assert!(made.description.contains("Position: Porter"), "{}", made.description);
        for at in [5, link.len() / 2, link.len() - 1] {
            let mut bad = link.clone().into_bytes();
            bad[at] = if bad[at] == b'A' { b'B' } else { b'A' };
            let bad = String::from_utf8(bad).expect("text");
            assert_eq!(open(world, &bad).await.status, StatusCode::NOT_FOUND, "{bad}");
        }
        let saved = publish(world, &li, publication.clone()).await;
        let kept = path(&saved);
        let off = json!({"version": 1, "disabled": true, "publication": publication});
        let at = format!("/publications/{}", saved["id"].as_str().expect("an id"));
        assert_eq!(put(world, &at, &world.desk("li-b").await, off.clone()).await.status, StatusCode::NOT_FOUND);
        assert_eq!(put(world, &at, &li, off.clone()).await.status, StatusCode::OK);
        assert_eq!(put(world, &at, &li, off).await.problem().0, 409);
        assert_eq!(open(world, &kept).await.status, StatusCode::GONE);
        for (member, value, problem) in [
            ("fields", json!([{"key": "nothing"}]), "fields.0"),
            ("values", json!({"part": "roof"}), "values.part"),
            ("template", json!(world.app.fresh::<TemplateId>()), "template"),
            ("asset", json!(world.b.asset), "asset"),
        ] {
            let mut wrong = publication.clone();
            wrong[member] = value;
            let refused = world.post("/publications", &li, json!({"version": 0, "publication": wrong})).await;
            assert!(refused.json()["fields"].get(problem).is_some(), "{}", refused.text());
        }
        let wang = world.desk("wang-a").await;
        assert_eq!(world.get("/publications", &wang).await.status, StatusCode::FORBIDDEN);
        for file in ["qr.svg", "qr.png", "sheet"] {
            assert_eq!(world.get(&format!("{at}/{file}"), &li).await.status, StatusCode::OK, "{file}");
        }
        world.advance(HOUR_MS);
        assert_eq!(open(world, &link).await.status, StatusCode::GONE);
        assert_eq!(Post::new(&link, SECOND).answer("story", "late").send(world).await.status, StatusCode::GONE);
    })
    .await;
}

/// A company, and somebody in it.
async fn customers(world: &World) -> (CompanyId, ContactId) {
    let (company, person): (CompanyId, ContactId) = (world.app.fresh(), world.app.fresh());
    let hua = CompanyEdit { name: Some("Hua Plaza".into()), phone: Some("021-1".into()), ..CompanyEdit::default() };
    let hua = CompanyCommand::Create { company: Box::new(hua) };
    world.execute(&world.a, Command::Company { id: company, command: hua }).await;
    let zhou = ContactEdit {
        name: Some("Zhou Min".into()),
        phone: Some("13512345678".into()),
        position: Some("Porter".into()),
        remark: Some("Pays late".into()),
        company: Some(company),
        company_name: Some("Hua Plaza".into()),
        ..ContactEdit::default()
    };
    let zhou = ContactCommand::Create { contact: Box::new(zhou) };
    world.execute(&world.a, Command::Contact { id: person, command: zhou }).await;
    (company, person)
}

#[tokio::test]
async fn a_link_for_somebody_who_is_known_begins_with_what_is_known() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let id = template(world, &admin).await;
        let (company, person) = customers(world).await;
        let asks = json!([{"key": "name"}, {"key": "phone", "required": true}, {"key": "position", "read_only": true},
            {"key": "email"}, {"key": "remark"}]);
        let publication =
            json!({"template": id, "person_id": person, "contact": asks, "person": {"email": "m@hua.example"}});
        let link = path(&publish(world, &li, publication.clone()).await);
        let html = open(world, &link).await.text();
        for part in ["Zhou Min", "13512345678", "Porter", "m@hua.example", "Hua Plaza"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("Pays late") && !html.contains("name=\"person.position\""), "{html}");
        let post = |submission: &str, phone: &str| {
            Post::new(&link, submission)
                .text(&names::person_name("name"), "Zhou Min")
                .text(&names::person_name("phone"), phone)
                .text(&names::person_name("position"), "Director")
                .text(&names::person_name("email"), "zhou@hua.example")
                .answer("part", "door")
        };
        assert_eq!(post(FIRST, "").send(world).await.status, StatusCode::UNPROCESSABLE_ENTITY, "it is asked for");
        let (ticket, _) = arrived(world, &location(&post(FIRST, "021 555").send(world).await)).await;
        let made = stored(world, ticket).await;
        assert_eq!((made.customer.contact, made.customer.company), (Some(person), Some(company)));
        assert_eq!((made.customer.phone.as_str(), made.customer.contact_name.as_str()), ("021 555", "Zhou Min"));
        assert!(
            made.description.contains("zhou@hua.example") && !made.description.contains("Porter"),
            "{}",
            made.description
        );
        // where numbers are masked, none is told, and it counts all the same
        let privacy = world.get("/privacy", &admin).await.json();
        let body = json!({"seq": privacy["seq"], "privacy": {"mask_phones": true, "show_to_administrators": true}});
        assert_eq!(put(world, "/privacy", &admin, body).await.status, StatusCode::OK);
        let html = open(world, &link).await.text();
        assert!(html.contains("135****5678") && !html.contains("13512345678"), "{html}");
        let (ticket, _) = arrived(world, &location(&post(SECOND, "").send(world).await)).await;
        assert_eq!(stored(world, ticket).await.customer.phone, "13512345678");
        // who is gone is not told of, and the link goes on
        world.execute(&world.a, Command::Contact { id: person, command: ContactCommand::Delete }).await;
        let html = open(world, &link).await.text();
        assert!(!html.contains("Zhou Min") && html.contains("name=\"person.name\""), "{html}");
        // nobody makes one for a customer whom he does not see
        for (member, wrong) in [("person_id", json!(person)), ("company", json!(world.app.fresh::<CompanyId>()))] {
            let mut publication = publication.clone();
            publication[member] = wrong;
            let refused = world.post("/publications", &li, json!({"version": 0, "publication": publication})).await;
            assert_eq!(refused.json()["fields"][member], "unknown", "{}", refused.text());
        }
    })
    .await;
}

#[tokio::test]
async fn who_counts_or_adds_is_no_machine() {
    let world = World::sqlite().await;
    let admin = tenant_admin(&world, &world.a, "sun-a").await;
    let li = world.desk("li-a").await;
    let id = template(&world, &admin).await;
    let mut publication = asks(id);
    publication["puzzle"] = json!(true);
    let link = path(&publish(&world, &li, publication).await);
    let refused = filled(&link, FIRST).send(&world).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = refused.text();
    let words = html.split("How much is ").nth(1).expect("a sum").split('?').next().expect("its end").to_owned();
    let sum: u32 = words.split(" plus ").map(|n| n.trim().parse::<u32>().expect("a number")).sum();
    let wrong = filled(&link, FIRST).text(names::SUM, &(sum + 1).to_string()).send(&world).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    location(&filled(&link, FIRST).text(names::SUM, &sum.to_string()).send(&world).await);
    use sha2::Digest as _;
    let solves = |n: &u32| {
        let hash = sha2::Sha256::digest(format!("{SECOND}:{n}"));
        hash[0] == 0 && hash[1] < 16
    };
    let n = (0..u32::MAX).find(solves).expect("one");
    location(&filled(&link, SECOND).text(names::WORK, &n.to_string()).send(&world).await);
    world.close().await;
}

/// Bytes that are changed at random are answered with a page, never with a failure of ours.
#[tokio::test]
async fn damaged_posts_break_nothing() {
    let world = World::sqlite().await;
    let admin = tenant_admin(&world, &world.a, "sun-a").await;
    let li = world.desk("li-a").await;
    let id = template(&world, &admin).await;
    let link = path(&publish(&world, &li, asks(id)).await);
    for seed in 0..400_u64 {
        let post = filled(&link, FIRST).photo("a.jpg", &jpeg(1)).damaged(seed);
        // limits by address are no failure
        world.advance(HOUR_MS);
        let reply = post.send(&world).await;
        assert!(reply.status.as_u16() < 500, "{seed}: {}", reply.text());
    }
    world.close().await;
}

#[tokio::test]
async fn a_satisfaction_form_takes_one_answer_for_seven_days() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let id = template(world, &admin).await;
        let li = world.desk("li-a").await;
        let trigger = json!({"kind": "trigger", "version": 0, "rule": {"title": "Poor", "enabled": true,
            "events": ["rated_by_customer"], "when": {"all": [{"field": "rating", "op": "at_most", "value": 2}], "any": []},
            "actions": [{"do": "note", "text": "Poor: {{ticket.satisfaction_link}}!"}]}});
        let made = world.post("/rules", &admin, trigger).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let ticket: TicketId = world.app.fresh();
        let new = NewTicket {
            title: "Lift 3".into(),
            template: Some(format!("{id}@1").parse().expect("a version")),
            fields: [("part".to_owned(), Some(truckroll_domain::fields::FieldValue::Text("door".into())))].into(),
            ..NewTicket::default()
        };
        let create = TicketCommand::Create { ticket: Box::new(new) };
        world.execute(&world.a, Command::Ticket { id: ticket, command: create }).await;
        let until = world.app.clock.now().plus_ms(7 * DAY_MS);
        let link = world.app.secrets.links.opinion_path(world.a.id, ticket, "said", until);
        let html = open(world, &link).await.text();
        assert!(html.contains("How was it") && html.contains("Stars"), "{html}");
        let empty = Post::new(&link, FIRST).answer("words", "Fine").send(world).await;
        assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.text().contains(">Fine<"), "{}", empty.text());
        // staff cannot say it in his place
        let line: TicketId = world.app.fresh();
        let command = json!({"on": "ticket", "id": ticket, "command": {"do": "set_row", "field": "said", "line": line, "values": {"stars": 5}}});
        let cheat = json!({"commands": [{"id": world.app.fresh::<TicketId>(), "at": world.app.clock.now(), "command": command}]});
        assert_eq!(world.post("/commands", &li, cheat).await.status, StatusCode::CONFLICT);
        let sent = Post::new(&link, FIRST).answer("stars", "2").answer("words", "Late").send(world).await;
        assert_eq!(location(&sent), format!("{link}?new=1"));
        assert!(open(world, &location(&sent)).await.text().contains("Your answer has arrived"));
        let again = Post::new(&link, SECOND).answer("stars", "5").send(world).await;
        assert!(again.text().contains("answered already"), "{}", again.text());
        assert!(open(world, &link).await.text().contains("answered already"));
        let kept = stored(world, ticket).await;
        let cells = serde_json::to_value(kept.rows["said"].0.values().next().expect("a row")).expect("JSON");
        assert_eq!((cells, kept.rows["said"].0.len()), (json!({"stars": 2, "words": "Late"}), 1));
        truckroll_server::rules::Worker::new(world.app.clone()).run_due().await.expect("runs");
        let detail = world.get(&format!("/tickets/{ticket}"), &li).await.text();
        assert!(detail.contains("Poor: !"), "an answered form has no link: {detail}");
        let other: TicketId = world.app.fresh();
        let create = TicketCommand::Create { ticket: Box::new(NewTicket { title: "x".into(), ..NewTicket::default() }) };
        world.execute(&world.a, Command::Ticket { id: other, command: create }).await;
        let late = world.app.secrets.links.opinion_path(world.a.id, other, "said", until);
        world.advance(7 * DAY_MS);
        assert_eq!(open(world, &late).await.status, StatusCode::GONE);
        assert_eq!(open(world, "/q/nothing").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
