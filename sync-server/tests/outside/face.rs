//! The organisation's face: account names, the contact person's address, logos, complaints, the white label.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value as Json, json};
use truckroll_domain::day;
use truckroll_domain::tenants::Licence;
use truckroll_domain::time::{DAY_MS, MINUTE_MS};
use truckroll_server::company::HOLDS_MS;
use truckroll_server::licence;
use truckroll_server::notify::{Reach, Worker};

use crate::customer::{open, post};
use crate::notices::mail_sink;
use crate::support::{Reply, Tenant, World, on_each_engine, tenant_admin};

async fn put(world: &World, token: &str, path: &str, body: Json) -> Reply {
    world.call(Method::PUT, path, token, Some(body)).await
}

/// Replaces the profile.
async fn describe(world: &World, token: &str, profile: Json) -> Reply {
    let seq = world.get("/company", token).await.json()["seq"].clone();
    put(world, token, "/company", json!({"seq": seq, "profile": profile})).await
}

async fn white_label(world: &World, tenant: &Tenant, on: bool) {
    let licence = Licence { white_label: on, ..Licence::default() };
    licence::set(&world.app, tenant.id, &licence).await.expect("set");
}

/// The same world with a mail server, and what that was sent.
async fn with_mail(world: &World) -> (World, Arc<Mutex<String>>) {
    let (address, letters) = mail_sink().await;
    let mut app = world.app.clone();
    let mut config = (*app.config).clone();
    config.smtp_url = Some(address);
    config.mail_from = "Service <service@lift.example>".into();
    config.public_url = Some("https://server.example".into());
    app.config = Arc::new(config);
    (World { router: truckroll_server::http::router(app.clone()), app, ..World::twin(world) }, letters)
}

/// Delivers what waits and returns everything that was sent since, unfolded.
async fn delivered(world: &World, letters: &Mutex<String>) -> String {
    let worker = Worker::new(world.app.clone(), Reach::PublicOnly).expect("worker");
    worker.run_due().await.expect("runs");
    std::mem::take(&mut *letters.lock().expect("lock")).replace("=\n", "").replace("=3D", "=")
}

/// The path of the link in a letter.
fn link_in(letter: &str) -> String {
    let from = letter.find("/confirm/").unwrap_or_else(|| panic!("no link: {letter}"));
    letter[from..].split_whitespace().next().expect("a path").to_owned()
}

#[tokio::test]
async fn an_account_name_is_one_organisations_until_it_gives_it_up_and_changing_it_is_noted() {
    on_each_engine(async |world| {
        let (sun, other) = (tenant_admin(world, &world.a, "sun-a").await, tenant_admin(world, &world.b, "sun-b").await);
        let taken = describe(world, &sun, json!({"account_name": "aurora-lifts"})).await;
        assert_eq!(taken.json()["profile"]["account_name"], "aurora-lifts", "{}", taken.text());
        let refused = describe(world, &other, json!({"account_name": "aurora-lifts"})).await;
        assert_eq!(refused.json()["fields"]["account_name"], "taken", "{}", refused.text());
        assert_eq!(world.get("/company", &other).await.json()["profile"]["account_name"], Json::Null);
        for (name, problem) in [("org-10000001", "reserved"), ("No Name", "not_an_account_name")] {
            let refused = describe(world, &other, json!({"account_name": name})).await;
            assert_eq!((refused.status.as_u16(), &refused.json()["fields"]["account_name"]), (422, &json!(problem)));
        }
        // the same again is no conflict; another one frees the first
        assert_eq!(describe(world, &sun, json!({"account_name": "aurora-lifts"})).await.status, StatusCode::OK);
        assert_eq!(describe(world, &sun, json!({"account_name": "aurora"})).await.status, StatusCode::OK);
        assert_eq!(describe(world, &other, json!({"account_name": "aurora-lifts"})).await.status, StatusCode::OK);
        assert_eq!(describe(world, &sun, json!({})).await.status, StatusCode::OK);
        assert_eq!(describe(world, &other, json!({"account_name": "aurora"})).await.status, StatusCode::OK);
        let log = world.get("/audit?action=company_written", &sun).await.json();
        let names: Vec<&Json> =
            log["rows"].as_array().expect("rows").iter().map(|row| &row["after"]["account_name"]).collect();
        assert_eq!(names, [&Json::Null, &json!("aurora"), &json!("aurora-lifts"), &json!("aurora-lifts")]);
    })
    .await;
}

#[tokio::test]
async fn an_address_is_confirmed_by_its_reader_once_and_within_three_days() {
    on_each_engine(async |plain| {
        let sun = tenant_admin(plain, &plain.a, "sun-a").await;
        // without a mail server nobody can be asked
        let written = describe(plain, &sun, json!({"contact_email": "old@aurora.example"})).await.json();
        assert_eq!((&written["contact"]["state"], &written["contact"]["mail"]), (&json!("open"), &json!(false)));
        assert_eq!(plain.post("/company/contact", &sun, json!({})).await.problem().2, "mail");
        let (world, letters) = with_mail(plain).await;
        let now = describe(&world, &sun, json!({"contact_email": "mei@aurora.example"})).await.json();
        assert_eq!(now["contact"], json!({"state": "sent", "at": world.app.clock.now().ms(), "mail": true}));
        let stored: String =
            sqlx::query_scalar("select body from outbox").fetch_one(world.app.db.pool()).await.expect("one");
        assert!(!stored.contains("/confirm/"), "the link waits sealed: {stored}");
        let letter = delivered(&world, &letters).await;
        assert!(letter.contains("RCPT TO:<mei@aurora.example>"), "{letter}");
        assert!(letter.contains("https://server.example/confirm/"), "{letter}");
        let link = link_in(&letter);
        let hash: String = sqlx::query_scalar("select token_hash from contact_confirmations")
            .fetch_one(world.app.db.pool())
            .await
            .expect("one");
        assert!(!link.contains(&hash) && hash.len() == 64);
        // looking confirms nothing, and a guess is no link
        for _ in 0..2 {
            let page = open(&world, &link).await;
            assert_eq!((page.status, page.text().contains("<form")), (StatusCode::OK, true));
        }
        assert_eq!(open(&world, "/confirm/guess").await.status, StatusCode::GONE);
        assert_eq!(world.get("/company", &sun).await.json()["contact"]["state"], "sent");
        // too old
        world.advance(HOLDS_MS);
        assert_eq!(world.get("/company", &sun).await.json()["contact"]["state"], "expired");
        assert_eq!(post(&world, &link, "").await.status, StatusCode::GONE);
        // again
        let again = world.post("/company/contact", &sun, json!({})).await;
        assert_eq!(again.json()["state"], "sent", "{}", again.text());
        let second = link_in(&delivered(&world, &letters).await);
        assert_ne!(second, link);
        assert_eq!(open(&world, &link).await.status, StatusCode::GONE, "only the newest link holds");
        let done = post(&world, &second, "").await;
        assert_eq!((done.status, done.text().contains("is confirmed")), (StatusCode::OK, true), "{}", done.text());
        assert_eq!(post(&world, &second, "").await.status, StatusCode::GONE, "once");
        let confirmed = world.get("/company", &sun).await.json()["contact"].clone();
        assert_eq!(confirmed["state"], "confirmed");
        assert_eq!(world.post("/company/contact", &sun, json!({})).await.json()["state"], "confirmed");
        assert_eq!(delivered(&world, &letters).await, "", "who confirmed is not asked again");
        assert_eq!(
            world.get("/audit?action=contact_confirmed", &sun).await.rows("subject_name"),
            ["mei@aurora.example"]
        );
        // another address is another question
        world.advance(MINUTE_MS);
        let other = describe(&world, &sun, json!({"contact_email": "new@aurora.example"})).await.json();
        assert_eq!(other["contact"]["state"], "sent");
        let third = link_in(&delivered(&world, &letters).await);
        describe(&world, &sun, json!({"contact_email": ""})).await;
        assert_eq!(post(&world, &third, "").await.status, StatusCode::GONE, "the address does not stand any more");
        assert_eq!(world.get("/company", &sun).await.json()["contact"]["state"], "none");
        assert_eq!(world.post("/company/contact", &sun, json!({})).await.problem().2, "address");
        let li = world.desk("li-a").await;
        assert_eq!(world.post("/company/contact", &li, json!({})).await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn letters_to_the_contact_person_are_few() {
    on_each_engine(async |plain| {
        let sun = tenant_admin(plain, &plain.a, "sun-a").await;
        let (world, letters) = with_mail(plain).await;
        describe(&world, &sun, json!({"contact_email": "mei@aurora.example"})).await;
        let soon = world.post("/company/contact", &sun, json!({})).await;
        assert_eq!((soon.status.as_u16(), &soon.json()["retry_after_s"]), (429, &json!(60)));
        for _ in 0..4 {
            world.advance(MINUTE_MS);
            assert_eq!(world.post("/company/contact", &sun, json!({})).await.status, StatusCode::OK);
        }
        world.advance(MINUTE_MS);
        let many = world.post("/company/contact", &sun, json!({})).await;
        assert_eq!(many.status.as_u16(), 429, "{}", many.text());
        // saving goes on all the same
        let saved = describe(&world, &sun, json!({"contact_email": "other@aurora.example"})).await;
        assert_eq!((saved.status, &saved.json()["contact"]["state"]), (StatusCode::OK, &json!("open")));
        assert_eq!(delivered(&world, &letters).await.matches("RCPT TO").count(), 5);
        world.advance(DAY_MS);
        assert_eq!(world.post("/company/contact", &sun, json!({})).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn the_end_of_the_licence_is_told_to_the_contact_person_who_confirmed() {
    on_each_engine(async |plain| {
        let sun = tenant_admin(plain, &plain.a, "sun-a").await;
        let (world, letters) = with_mail(plain).await;
        describe(&world, &sun, json!({"contact_email": "mei@aurora.example"})).await;
        let link = link_in(&delivered(&world, &letters).await);
        let ends = |on: &str| Licence { last_day: day::parse(on), ..Licence::default() };
        licence::set(&world.app, world.a.id, &ends("2026-05-30")).await.expect("set");
        assert_eq!(licence::look(&world.app).await.expect("looks"), 1);
        assert_eq!(delivered(&world, &letters).await, "", "not to an address that nobody confirmed");
        assert_eq!(post(&world, &link, "").await.status, StatusCode::OK);
        licence::set(&world.app, world.a.id, &ends("2026-05-31")).await.expect("set");
        assert_eq!(licence::look(&world.app).await.expect("looks"), 1);
        let letter = delivered(&world, &letters).await;
        assert!(letter.contains("RCPT TO:<mei@aurora.example>") && letter.contains("2026-05-31"), "{letter}");
        assert!(letter.contains("Aurora Lifts"), "{letter}");
    })
    .await;
}

#[tokio::test]
async fn who_was_not_content_reads_where_complaints_are_heard() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let said = json!({"complaint_phone": "+86 21 5555 0000", "complaint_email": "care@aurora.example"});
        assert_eq!(describe(world, &sun, said.clone()).await.status, StatusCode::OK);
        let path = crate::progress::path(world);
        crate::progress::finished(world).await;
        assert!(!open(world, &path).await.text().contains("care@aurora.example"), "before a rating");
        post(world, &format!("{path}/rate"), "stars=2&comment=late").await;
        let html = open(world, &path).await.text();
        assert!(html.contains("tel:+862155550000") && html.contains("mailto:care@aurora.example"), "{html}");
        describe(world, &sun, json!({"complaint_phone": "+86 21 5555 0000"})).await;
        let html = open(world, &path).await.text();
        assert!(html.contains("tel:") && !html.contains("mailto:"), "{html}");
        describe(world, &sun, json!({})).await;
        assert!(!open(world, &path).await.text().contains("tel:"), "blank is not shown");
    })
    .await;
}

#[tokio::test]
async fn who_was_content_reads_no_address_for_complaints() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        describe(world, &sun, json!({"complaint_phone": "+86 21 5555 0000"})).await;
        let path = crate::progress::path(world);
        crate::progress::finished(world).await;
        post(world, &format!("{path}/rate"), "stars=3").await;
        assert!(!open(world, &path).await.text().contains("tel:"));
    })
    .await;
}

const DRAWING: &str =
    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10" fill="#c00"/></svg>"##;

#[tokio::test]
async fn a_drawing_becomes_a_picture_that_everybody_sees_while_it_is_the_logo() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let made = world.bytes(Method::POST, "/logos", &sun, DRAWING.into()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let logo = made.json()["logo"].as_str().expect("a hash").to_owned();
        let text = DRAWING.replace("<rect", "<text>A</text><rect");
        let refused = world.bytes(Method::POST, "/logos", &sun, text.into()).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["fields"]["logo"]), (422, &json!("svg_text")));
        let large = world.bytes(Method::POST, "/logos", &sun, vec![b' '; 2 * 1024 * 1024 + 1]).await;
        assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
        let li = world.desk("li-a").await;
        assert_eq!(world.bytes(Method::POST, "/logos", &li, DRAWING.into()).await.status, StatusCode::FORBIDDEN);
        let written = describe(world, &sun, json!({"logo": logo, "display_name": "Aurora Service"})).await;
        let vendor = written.json()["profile"]["vendor_id"].as_i64().expect("a number");
        let address = format!("/logo/{vendor}/{logo}");
        let page = open(world, &crate::progress::path(world)).await.text();
        assert!(page.contains(&format!("src=\"{address}\"")) && page.contains("Aurora Service"), "{page}");
        let shown = open(world, &address).await;
        assert_eq!((shown.status, shown.headers[header::CONTENT_TYPE].as_bytes()), (StatusCode::OK, &b"image/png"[..]));
        assert!(shown.body.starts_with(b"\x89PNG") && shown.headers.contains_key(header::CONTENT_SECURITY_POLICY));
        let other = world.get("/company", &tenant_admin(world, &world.b, "sun-b").await).await.json();
        let other = other["profile"]["vendor_id"].as_i64().expect("a number");
        for nothing in [
            format!("/logo/{other}/{logo}"),
            format!("/logo/{vendor}/{}", "0".repeat(64)),
            format!("/logo/{vendor}/..%2f..%2fsecret"),
            "/logo/1/x".to_owned(),
        ] {
            assert_eq!(open(world, &nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
        }
        describe(world, &sun, json!({})).await;
        assert_eq!(open(world, &address).await.status, StatusCode::NOT_FOUND, "it is taken down");
    })
    .await;
}

#[tokio::test]
async fn a_white_label_is_worn_by_customer_pages_links_and_letters_while_the_licence_includes_it() {
    on_each_engine(async |plain| {
        let (world, letters) = with_mail(plain).await;
        let sun = tenant_admin(&world, &world.a, "sun-a").await;
        let label = json!({"name": "Aurora Care", "accent": "teal", "address": "https://Service.Aurora.example/"});
        let ask = json!({"seq": 0, "branding": label});
        assert_eq!(put(&world, &sun, "/company/branding", ask.clone()).await.problem().2, "white_label");
        white_label(&world, &world.a, true).await;
        for (branding, member, problem) in [
            (json!({"address": "http://service.aurora.example"}), "address", "not_https"),
            (json!({"address": "https://service.aurora.example/x"}), "address", "not_a_host"),
            (json!({"accent": "pink"}), "accent", "not_an_accent"),
        ] {
            let refused = put(&world, &sun, "/company/branding", json!({"seq": 0, "branding": branding})).await;
            assert_eq!(refused.json()["fields"][member], problem, "{}", refused.text());
        }
        let set = put(&world, &sun, "/company/branding", ask.clone()).await;
        assert_eq!(set.json()["branding"]["address"], "https://service.aurora.example", "{}", set.text());
        assert_eq!(put(&world, &sun, "/company/branding", ask.clone()).await.problem().1, "conflict");
        let li = world.desk("li-a").await;
        assert_eq!(put(&world, &li, "/company/branding", ask.clone()).await.status, StatusCode::FORBIDDEN);
        assert_eq!(world.get("/company/branding", &li).await.status, StatusCode::FORBIDDEN);
        // an address leads to one organisation
        white_label(&world, &world.b, true).await;
        let other = tenant_admin(&world, &world.b, "sun-b").await;
        let taken = put(&world, &other, "/company/branding", ask).await;
        assert_eq!(taken.json()["fields"]["address"], "taken", "{}", taken.text());
        // pages
        let path = crate::progress::path(&world);
        let html = open(&world, &path).await.text();
        assert!(html.contains("data-accent=\"teal\"") && html.contains("Aurora Care"), "{html}");
        assert!(!html.contains("Truckroll"), "{html}");
        // links and codes
        let (form, _) = crate::customer::published(&world, &world.a).await;
        let item = world.get("/forms", &li).await.json();
        let item = item
            .as_array()
            .expect("forms")
            .iter()
            .find(|item| item["form"]["id"] == json!(form))
            .expect("ours")
            .clone();
        let address = item["links"][0]["address"].as_str().expect("an address").to_owned();
        assert!(address.starts_with("https://service.aurora.example/f/"), "{address}");
        let sheet =
            world.get(&format!("/links/{}/sheet", item["links"][0]["id"].as_str().expect("id")), &li).await.text();
        assert!(sheet.contains("service.aurora.example"), "{sheet}");
        // letters
        describe(&world, &sun, json!({"contact_email": "mei@aurora.example"})).await;
        let letter = delivered(&world, &letters).await;
        assert!(letter.contains("From: \"Aurora Care\" <service@lift.example>"), "{letter}");
        assert!(letter.contains("https://service.aurora.example/confirm/"), "{letter}");
        assert_eq!(world.get("/audit?action=branding_written", &sun).await.rows("subject_name"), ["Aurora Care"]);
        // what was set stays, and counts for nothing without the licence
        white_label(&world, &world.a, false).await;
        let html = open(&world, &path).await.text();
        assert!(html.contains("Truckroll") && !html.contains("data-accent"), "{html}");
        assert_eq!(world.get("/company/branding", &sun).await.json()["branding"]["name"], "Aurora Care");
    })
    .await;
}

#[tokio::test]
async fn the_phones_manifest_wears_the_label_of_its_host_or_of_whoever_asks() {
    on_each_engine(async |plain| {
        let mut world = World::twin(plain);
        let folder = world.database.path().join("apps/engineer");
        std::fs::create_dir_all(&folder).expect("folder");
        let manifest = r##"{"name":"Truckroll","short_name":"Truckroll","theme_color":"#20242c"}"##;
        std::fs::write(folder.join("manifest.webmanifest"), manifest).expect("manifest");
        let mut config = (*world.app.config).clone();
        config.assets = Some(world.database.path().join("apps"));
        world.app.config = Arc::new(config);
        world.router = truckroll_server::http::router(world.app.clone());
        let sun = tenant_admin(&world, &world.a, "sun-a").await;
        white_label(&world, &world.a, true).await;
        let label = json!({"name": "Aurora Care", "accent": "teal", "address": "https://service.aurora.example"});
        put(&world, &sun, "/company/branding", json!({"seq": 0, "branding": label})).await;
        let name = async |host: &str, cookie: &str| {
            let request = Request::get("/engineer/manifest.webmanifest").header(header::HOST, host);
            let request = if cookie.is_empty() {
                request
            } else {
                request.header(header::COOKIE, format!("truckroll_session={cookie}"))
            };
            let reply = world.send(request.body(Body::empty()).expect("request")).await;
            assert_eq!(reply.headers[header::CONTENT_TYPE], "application/manifest+json");
            reply.json()["name"].as_str().expect("a name").to_owned()
        };
        assert_eq!(name("server.example", "").await, "Truckroll");
        assert_eq!(name("service.aurora.example", "").await, "Aurora Care");
        assert_eq!(name("server.example", &sun).await, "Aurora Care");
        assert_eq!(name("server.example", &world.desk("li-b").await).await, "Truckroll");
        assert_eq!(name("evil\" or 1=1", "nonsense").await, "Truckroll");
    })
    .await;
}
