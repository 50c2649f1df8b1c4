//! A customer's own requests behind the door, by view and page.

use axum::http::StatusCode;
use serde_json::{Value as Json, json};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::fields::FieldValue;
use truckroll_domain::tickets::{NewTicket, Status, TicketCommand};
use truckroll_domain::time::HOUR_MS;
use truckroll_domain::visits::Customer;
use truckroll_domain::{Command, ContactId, TicketId, ViewId};

use crate::customer::{location, open};
use crate::support::{World, on_each_engine, tenant_admin};

async fn person(world: &World, name: &str, tags: &[&str]) -> ContactId {
    let id: ContactId = world.app.fresh();
    let tags = tags.iter().map(|tag| ((*tag).to_owned(), true)).collect();
    let contact = ContactEdit { name: Some(name.into()), tags, ..ContactEdit::default() };
    let command = ContactCommand::Create { contact: Box::new(contact) };
    world.execute(&world.a, Command::Contact { id, command }).await;
    id
}

async fn ticket(world: &World, contact: ContactId, title: &str) -> TicketId {
    let id: TicketId = world.app.fresh();
    world.advance(1_000);
    let new = NewTicket {
        title: title.into(),
        asset_name: "Lift 3".into(),
        customer: Customer { contact: Some(contact), ..Customer::default() },
        fields: [("floor".to_owned(), Some(FieldValue::Text("7".into())))].into(),
        ..NewTicket::default()
    };
    world.execute(&world.a, Command::Ticket { id, command: TicketCommand::Create { ticket: Box::new(new) } }).await;
    id
}

async fn view(world: &World, admin: &str, name: &str, more: Json) -> ViewId {
    let id: ViewId = world.app.fresh();
    let mut view = json!({"id": id, "name": name, "when": {"all": [], "any": []}, "audience": {"all": true}});
    view.as_object_mut().expect("object").extend(more.as_object().expect("object").clone());
    let made = world.post("/ticket-views", admin, json!({"seq": 0, "view": view})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    id
}

fn mine(world: &World, contact: ContactId) -> String {
    world.app.secrets.links.mine_path(world.a.id, contact, world.app.clock.now().plus_ms(HOUR_MS))
}

/// The address behind a link with these words.
fn href(html: &str, words: &str) -> String {
    let before = html.split(words).next().expect("words").rsplit("href=\"").next().expect("a link");
    before.split('"').next().expect("its end").replace("&#38;", "&")
}

#[tokio::test]
async fn a_customer_chooses_among_his_views_and_sees_their_columns() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let mut now = world.get("/fields?noun=ticket", &admin).await.json();
        let own = json!({"key": "floor", "label": {"en": "Floor"}, "kind": "text"});
        now["set"]["fields"].as_array_mut().expect("a list").push(own);
        let body = json!({"noun": "ticket", "seq": now["seq"], "set": now["set"]});
        let written = world.call(axum::http::Method::PUT, "/fields", &admin, Some(body)).await;
        assert_eq!(written.status, StatusCode::OK, "{}", written.text());
        let (zhou, qian) = (person(world, "Zhou Min", &["vip"]).await, person(world, "Qian", &[]).await);
        let alone = open(world, &mine(world, zhou)).await.text();
        assert!(!alone.contains("class=\"views\"") && alone.contains("There is no request of yours"), "{alone}");
        let hers = ticket(world, zhou, "Door of hers").await;
        ticket(world, zhou, "Motor of hers").await;
        ticket(world, qian, "Light of his").await;
        let done = TicketCommand::SetStatus { fact: world.app.fresh(), status: Status::Resolved };
        world.execute(&world.a, Command::Ticket { id: hers, command: done }).await;
        let columns = json!(["title", "assignee", "asset_name", "fields.floor", "sla"]);
        let open_ones = json!([{"field": "status", "op": "is_not", "value": "resolved"}]);
        let more = json!({"when": {"all": open_ones, "any": []}, "columns": columns, "customers": {"tags": ["vip"]}});
        let to_do = view(world, &admin, "To do", more).await;
        view(world, &admin, "Everything", json!({"customers": {"all": true}})).await;
        let none = json!({"when": {"all": [{"field": "status", "op": "is", "value": "closed"}], "any": []},
            "customers": {"all": true}});
        view(world, &admin, "Over & done", none).await;
        let staff = view(world, &admin, "Of staff", json!({})).await;

        let path = mine(world, zhou);
        let html = open(world, &path).await.text();
        for part in ["All requests", "To do", "Everything", "Over &#38; done", "Door of hers", "Motor of hers"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("Light of his") && !html.contains("Of staff"), "{html}");
        let chosen = href(&html, "<span>To do</span>");
        assert_eq!(chosen, format!("{path}?view={to_do}"));
        let html = open(world, &chosen).await.text();
        assert!(html.contains("Motor of hers") && !html.contains("Door of hers"), "{html}");
        for part in ["<dt class=\"hint\">Machine</dt><dd>Lift 3</dd>", "<dt class=\"hint\">Floor</dt><dd>7</dd>"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("Responsible") && !html.contains("Service level"), "columns of staff: {html}");
        let empty = open(world, &href(&html, "<span>Over")).await.text();
        assert!(empty.contains("None of your requests is here."), "{empty}");
        // nobody chooses what is not for him
        let his = mine(world, qian);
        assert!(!open(world, &his).await.text().contains("To do"));
        for bad in [
            format!("{his}?view={to_do}"),
            format!("{path}?view={staff}"),
            format!("{path}?after=x"),
            format!("{path}?view=x"),
        ] {
            let answer = open(world, &bad).await;
            assert_eq!(location(&answer), bad.split('?').next().expect("a path"), "{bad}");
        }
        assert_eq!(location(&open(world, &format!("{path}?view=x&lang=zh-CN")).await), format!("{path}?lang=zh-CN"));
    })
    .await;
}

#[tokio::test]
async fn long_lists_come_in_pages() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let zhou = person(world, "Zhou Min", &[]).await;
        for n in 0..27 {
            ticket(world, zhou, &format!("Request no. {n}.")).await;
        }
        let sort = json!({"by": "title", "descending": false});
        let by_title = view(world, &admin, "By title", json!({"sort": sort, "customers": {"all": true}})).await;
        let path = mine(world, zhou);
        for first in [path.clone(), format!("{path}?view={by_title}")] {
            let one = open(world, &first).await.text();
            assert_eq!(one.matches("Request no. ").count(), 25, "{one}");
            assert!(
                one.contains("<span class=\"hint figures\">27</span>") && !one.contains("Back to the first"),
                "{one}"
            );
            let other = open(world, &href(&one, "More requests")).await.text();
            assert_eq!(other.matches("Request no. ").count(), 2, "{other}");
            assert_eq!(href(&other, "Back to the first"), first);
            for n in 0..27 {
                let title = format!("Request no. {n}.");
                assert_eq!(one.matches(&title).count() + other.matches(&title).count(), 1, "{title}");
            }
        }
    })
    .await;
}
