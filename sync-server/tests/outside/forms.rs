//! The form behind a QR code.

use axum::http::{Method, StatusCode, header};
use serde_json::json;
use sqlx::Row as _;
use truckroll_domain::access::Feature;
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::fields::FieldValue;
use truckroll_domain::time::{DAY_MS, MINUTE_MS};
use truckroll_domain::{Command, ContactId, Content, Kind};
use truckroll_portal::names;
use truckroll_server::customers::clear::clear;
use truckroll_server::ingest;

use crate::customer::{Post, jpeg, location, open, published, ticket_of};
use crate::support::{World, on_each_engine, switch, tenant_admin};

const FIRST: &str = "019a0000-0000-7000-8000-000000000001";
const SECOND: &str = "019a0000-0000-7000-8000-000000000002";
const THIRD: &str = "019a0000-0000-7000-8000-000000000003";

async fn count(world: &World, table: &str) -> i64 {
    let sql = format!("select cast(count(*) as bigint) from {table}");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_one(world.app.db.pool()).await.expect("counts");
    row.try_get(0).expect("number")
}

#[tokio::test]
async fn a_filled_form_makes_a_ticket_with_its_machine_photo_and_contact() {
    on_each_engine(async |world| {
        let (_, path) = published(world, &world.a).await;
        let page = open(world, &path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("Aurora Lifts machine"), "{}", page.text());
        for (name, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("content-security-policy", truckroll_portal::page::CONTENT_SECURITY_POLICY),
        ] {
            assert_eq!(page.headers[name], value, "{name}");
        }
        let post =
            Post::filled(&path, FIRST).photo("a.jpg", &jpeg(1)).text(names::LAT, "31.2").text(names::LON, "121.4");
        let receipt = location(&post.answer("colour", "red").send(world).await);
        let id = ticket_of(world, &receipt);
        let stored = ingest::load(&world.app.db, world.a.id, &[id.into()]).await.expect("loads");
        let Content::Ticket(ticket, overlay) = &stored[&id.into()].content else { panic!("no ticket") };
        assert_eq!(ticket.title, "The doors keep reopening");
        assert_eq!(ticket.customer.phone, "138 0000 1111");
        assert_eq!((ticket.asset, ticket.customer.company), (Some(world.a.asset), Some(world.a.company)));
        assert_eq!(ticket.fields.get("colour").and_then(FieldValue::as_text), Some("red"));
        assert_eq!(ticket.attachments.len(), 1);
        assert_eq!(ticket.source.word(), "publishing");
        assert!(ticket.customer.contact.is_some() && ticket.address.place.is_some());
        let page = open(world, &receipt).await.text();
        assert!(
            page.contains(overlay.number.as_deref().expect("number")) && page.contains("class=\"receipt\""),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn pressing_twice_makes_one_ticket_and_one_person_makes_one_contact() {
    on_each_engine(async |world| {
        let (_, path) = published(world, &world.a).await;
        let (tickets, contacts) = (count(world, "tickets").await, count(world, "contacts").await);
        let first = location(&Post::filled(&path, FIRST).send(world).await);
        let again = location(&Post::filled(&path, FIRST).send(world).await);
        assert_eq!(first, again);
        assert_eq!(count(world, "tickets").await, tickets + 1);
        let other = Post::new(&path, SECOND).answer("phone", "138-0000-1111").answer("description", "Again");
        let other = location(&other.send(world).await);
        assert_ne!(first, other);
        assert_eq!(count(world, "tickets").await, tickets + 2);
        assert_eq!(count(world, "contacts").await, contacts + 1);
        let id = ticket_of(world, &other);
        let stored = ingest::load(&world.app.db, world.a.id, &[id.into()]).await.expect("loads");
        let Content::Ticket(ticket, _) = &stored[&id.into()].content else { panic!("no ticket") };
        assert_eq!(ticket.customer.contact_name, "Ms Zhang");
        assert_eq!(stored[&id.into()].kind, Kind::Ticket);
    })
    .await;
}

#[tokio::test]
async fn problems_stand_at_their_fields_and_nothing_that_came_is_lost() {
    on_each_engine(async |world| {
        let (_, path) = published(world, &world.a).await;
        let post = Post::new(&path, FIRST)
            .answer("phone", "")
            .answer("description", "It <stopped>")
            .photo("good.jpg", &jpeg(7))
            .photo("report.exe", b"MZ program");
        let page = post.send(world).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let html = page.text();
        assert!(html.contains("q0-error") && html.contains("report.exe") && html.contains(FIRST), "{html}");
        assert!(html.contains("It &#60;stopped&#62;"), "{html}");
        let kept = html.split("name=\"kept\"").nth(1).expect("kept photo");
        let value = kept.split("value=\"").nth(1).expect("value").split('"').next().expect("end").to_owned();
        let again = Post::new(&path, FIRST)
            .answer("phone", "13800001111")
            .answer("description", "It <stopped>")
            .text(names::KEPT, &value);
        let id = ticket_of(world, &location(&again.send(world).await));
        let stored = ingest::load(&world.app.db, world.a.id, &[id.into()]).await.expect("loads");
        let Content::Ticket(ticket, _) = &stored[&id.into()].content else { panic!("no ticket") };
        let photo = ticket.attachments.values().next().expect("photo");
        assert_eq!((photo.name.as_str(), photo.mime.as_str(), photo.size), ("good.jpg", "image/jpeg", 9));
    })
    .await;
}

#[tokio::test]
async fn too_many_and_too_large_photos_are_named() {
    on_each_engine(async |world| {
        let (_, path) = published(world, &world.a).await;
        let post =
            Post::filled(&path, FIRST).photo("1.jpg", &jpeg(1)).photo("2.jpg", &jpeg(2)).photo("3.jpg", &jpeg(3));
        let page = post.send(world).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.text().matches("name=\"kept\"").count(), 2);
        let mut large = jpeg(9);
        large.resize(51 * 1024 * 1024, 0);
        let page = Post::filled(&path, FIRST).photo("large.jpg", &large).send(world).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains("large.jpg") && page.text().contains("51 MB"), "{}", page.text());
        let declared = Post::filled(&path, FIRST).header("content-length", "300000000").send(world).await;
        assert!(declared.status == StatusCode::SEE_OTHER || declared.status == StatusCode::PAYLOAD_TOO_LARGE);
    })
    .await;
}

#[tokio::test]
async fn machines_other_sites_and_strangers_links_get_nowhere() {
    on_each_engine(async |world| {
        let (_, path) = published(world, &world.a).await;
        let tickets = count(world, "tickets").await;
        let machine = Post::filled(&path, FIRST).text(names::HONEYPOT, "http://buy.example").send(world).await;
        assert_eq!(machine.status, StatusCode::BAD_REQUEST);
        let other_site = Post::filled(&path, FIRST).header("sec-fetch-site", "cross-site").send(world).await;
        assert_eq!(other_site.status, StatusCode::BAD_REQUEST);
        let mut forged = path.clone();
        let last = forged.pop().expect("code");
        forged.push(if last == 'A' { 'B' } else { 'A' });
        for bad in [forged.as_str(), "/f/x", "/f/AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA"] {
            let page = open(world, bad).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{bad}");
            assert!(page.text().contains("<h1"), "{bad}");
        }
        assert_eq!(count(world, "tickets").await, tickets);
    })
    .await;
}

#[tokio::test]
async fn a_label_names_its_machine_to_colleagues_and_a_serial_number_to_whoever_sees_it() {
    on_each_engine(async |world| {
        let (_, path) = published(world, &world.a).await;
        let asset = world.a.asset;
        let (li, wang, other) = (world.desk("li-a").await, world.desk("wang-a").await, world.desk("li-b").await);
        let ask = async |token: &str, code: &str| {
            let found =
                world.get(&format!("/machines?code={}", code.replace('/', "%2F").replace(' ', "%20")), token).await;
            assert_eq!(found.status, StatusCode::OK, "{code}: {}", found.text());
            let rows = found.json();
            rows.as_array()
                .expect("a list")
                .iter()
                .map(|row| row["id"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let mine = vec![asset.to_string()];
        assert_eq!(ask(&li, &format!("https://service.example{path}")).await, mine);
        assert_eq!(ask(&wang, &path).await, mine, "whoever stands before it may read its label");
        assert_eq!(ask(&other, &path).await, [""; 0], "a foreign label names nothing");
        assert_eq!(ask(&li, &asset.to_string()).await, mine);
        assert_eq!(ask(&other, &asset.to_string()).await, [""; 0]);
        assert_eq!(ask(&li, "no such number").await, [""; 0]);
        assert_eq!(world.get("/machines?code=", &li).await.status, StatusCode::BAD_REQUEST);
        let forms = world.get("/forms", &li).await.json();
        let link = forms[0]["links"][0]["id"].as_str().expect("link").to_owned();
        world.call(Method::DELETE, &format!("/links/{link}"), &li, None).await;
        assert_eq!(ask(&wang, &path).await, [""; 0], "a withdrawn label names nothing");
    })
    .await;
}

#[tokio::test]
async fn a_withdrawn_link_says_that_it_is_gone() {
    on_each_engine(async |world| {
        let (form, path) = published(world, &world.a).await;
        let (li_a, li_b) = (world.desk("li-a").await, world.desk("li-b").await);
        let forms = world.get("/forms", &li_a).await.json();
        let link = forms[0]["links"][0]["id"].as_str().expect("link").to_owned();
        let foreign = world.call(Method::DELETE, &format!("/links/{link}"), &li_b, None).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        assert_eq!(open(world, &path).await.status, StatusCode::OK);
        let mine = world.call(Method::DELETE, &format!("/links/{link}"), &li_a, None).await;
        assert_eq!(mine.status, StatusCode::NO_CONTENT);
        assert_eq!(open(world, &path).await.status, StatusCode::GONE);
        assert_eq!(Post::filled(&path, FIRST).send(world).await.status, StatusCode::GONE);
        assert_eq!(world.get(&format!("/links/{link}/qr.svg"), &li_a).await.status, StatusCode::NOT_FOUND);
        let wang = world.desk("wang-a").await;
        assert_eq!(world.get("/forms", &wang).await.status, StatusCode::FORBIDDEN);
        let other = world.post(&format!("/forms/{form}/links"), &li_b, serde_json::json!({})).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_link_is_printed_as_svg_png_and_sheet() {
    on_each_engine(async |world| {
        published(world, &world.a).await;
        let li = world.desk("li-a").await;
        let forms = world.get("/forms", &li).await.json();
        let link = forms[0]["links"][0]["id"].as_str().expect("link").to_owned();
        for (path, kind, start) in [
            ("qr.svg", "image/svg+xml", "<svg xmlns"),
            ("qr.png", "image/png", "\u{fffd}PNG"),
            ("sheet", "text/html; charset=utf-8", "<!DOCTYPE html>"),
        ] {
            let file = world.get(&format!("/links/{link}/{path}"), &li).await;
            assert_eq!(file.headers[header::CONTENT_TYPE], kind);
            assert!(file.text().starts_with(start), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_flood_of_forms_is_asked_to_wait_and_may_go_on_later() {
    on_each_engine(async |world| {
        let (_, path) = published(world, &world.a).await;
        let mut waits = None;
        for _ in 0..40 {
            let page = Post::new(&path, FIRST).send(world).await;
            if page.status == StatusCode::TOO_MANY_REQUESTS {
                waits = Some(page);
                break;
            }
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let page = waits.expect("limited");
        assert_eq!(page.headers[header::RETRY_AFTER], "600");
        world.advance(600_000);
        assert_eq!(Post::new(&path, FIRST).send(world).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn customers_behind_a_trusted_proxy_are_counted_each_for_himself() {
    let world = World::sqlite().await;
    let (_, path) = published(&world, &world.a).await;
    let mut app = world.app.clone();
    let mut config = (*app.config).clone();
    config.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a network")];
    app.config = std::sync::Arc::new(config);
    let router = truckroll_server::http::router(app);
    let asked_by = |peer: &str| {
        let peer: std::net::SocketAddr = format!("{peer}:4711").parse().expect("an address");
        router.clone().layer(axum::Extension(axum::extract::ConnectInfo(peer)))
    };
    let mut world = World { router: asked_by("10.0.0.1"), ..world };
    let send = async |world: &World, forwarded: &str| {
        Post::filled(&path, FIRST).header("x-forwarded-for", forwarded).send(world).await.status
    };
    for n in 0..30 {
        assert_eq!(send(&world, &format!("1.2.3.{n}, 198.51.100.1")).await, StatusCode::SEE_OTHER, "{n}");
    }
    assert_eq!(
        send(&world, "1.2.3.99, 198.51.100.1").await,
        StatusCode::TOO_MANY_REQUESTS,
        "what he says does not help"
    );
    assert_eq!(send(&world, "198.51.100.2").await, StatusCode::SEE_OTHER, "somebody else");
    world.router = asked_by("203.0.113.9");
    for n in 0..30 {
        assert_eq!(send(&world, &format!("198.51.100.{n}")).await, StatusCode::SEE_OTHER, "{n}");
    }
    assert_eq!(send(&world, "198.51.100.77").await, StatusCode::TOO_MANY_REQUESTS, "a stranger is no proxy");
}

#[tokio::test]
async fn what_is_switched_off_is_closed_to_customers_and_keeps_nothing() {
    on_each_engine(async |world| {
        let (_, path) = published(world, &world.a).await;
        assert_eq!(open(world, &path).await.status, StatusCode::OK);
        switch(world, &world.a, Feature::CustomerForms, false).await;
        assert_eq!(open(world, &path).await.status, StatusCode::GONE);
        assert_eq!(Post::filled(&path, FIRST).send(world).await.status, StatusCode::GONE);
        assert_eq!(count(world, "tickets where source = 'publishing'").await, 0);
        switch(world, &world.a, Feature::CustomerForms, true).await;
        assert_eq!(open(world, &path).await.status, StatusCode::OK, "nothing was lost");
    })
    .await;
}

#[tokio::test]
async fn who_was_thrown_away_or_merged_and_writes_again_is_the_right_person() {
    on_each_engine(async |world| {
        let (_, path) = published(world, &world.a).await;
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let contacts = async |token: &str| {
            let list = world.get("/contacts", token).await.json();
            let rows = list["rows"].as_array().cloned().unwrap_or_default();
            rows.iter()
                .map(|row| (row["id"].as_str().unwrap_or_default().to_owned(), row["name"].clone()))
                .collect::<Vec<_>>()
        };
        location(&Post::filled(&path, FIRST).send(world).await);
        let zhang = contacts(&sun).await[0].0.clone();
        // she is merged into somebody: what she writes by her number is the other's
        let other: ContactId = world.app.fresh();
        let contact = Box::new(ContactEdit { name: Some("Zhang Li".into()), ..ContactEdit::default() });
        world.execute(&world.a, Command::Contact { id: other, command: ContactCommand::Create { contact } }).await;
        let pair = json!({"noun": "contact", "source": zhang, "target": other, "confirm": "Ms Zhang"});
        let merged = world.post("/customers/merge", &sun, pair).await;
        assert_eq!(merged.status, StatusCode::OK, "{}", merged.text());
        world.advance(MINUTE_MS);
        location(&Post::filled(&path, SECOND).send(world).await);
        let page = world.get(&format!("/contacts/{other}"), &sun).await.json();
        assert_eq!(page["tickets"].as_array().map(Vec::len), Some(2));
        // she is taken out again, thrown away, and cleared away for good: then she is somebody new
        let undo = format!("/merges/{}/undo", merged.json()["id"].as_str().expect("id"));
        assert_eq!(world.post(&undo, &sun, json!({})).await.status, StatusCode::OK);
        let id: ContactId = zhang.parse().expect("id");
        world.execute(&world.a, Command::Contact { id, command: ContactCommand::Delete }).await;
        world.execute(&world.a, Command::Contact { id: other, command: ContactCommand::Delete }).await;
        world.advance(31 * DAY_MS);
        assert_eq!(clear(&world.app, world.a.id).await.expect("cleared"), 2);
        location(&Post::filled(&path, THIRD).send(world).await);
        let sun = world.desk("sun-a").await;
        assert_eq!(contacts(&sun).await, [(zhang, json!("Ms Zhang"))]);
    })
    .await;
}
