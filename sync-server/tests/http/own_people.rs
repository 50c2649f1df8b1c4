//! What the organisation tells and keeps from its own people: profile, presence, masked numbers.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::tickets::{TicketCommand, TicketEdit};
use truckroll_domain::visits::Customer;
use truckroll_domain::{Command, ContactId, DeviceId};

use crate::support::{World, on_each_engine, tenant_admin};

const NUMBER: &str = "13512345678";

/// Gives organisation A a company, a contact, a ticket and a visit with a number.
async fn furnish(world: &World) -> ContactId {
    let (a, id) = (&world.a, world.app.fresh::<ContactId>());
    let edit = CompanyEdit { phone: Some("010-63701234".into()), ..CompanyEdit::default() };
    let command = CompanyCommand::Edit { edit: Box::new(edit) };
    world.execute(a, Command::Company { id: a.company, command }).await;
    let contact = ContactEdit { name: Some("Ms Hua".into()), phone: Some(NUMBER.into()), ..ContactEdit::default() };
    world.execute(a, Command::Contact { id, command: ContactCommand::Create { contact: Box::new(contact) } }).await;
    let customer = Customer { contact: Some(id), phone: NUMBER.into(), ..Customer::default() };
    let edit = TicketEdit { customer: Some(customer.clone()), ..TicketEdit::default() };
    world.execute(a, Command::Ticket { id: a.ticket, command: TicketCommand::Edit { edit: Box::new(edit) } }).await;
    let visit = truckroll_domain::visits::VisitEdit { customer: Some(customer), ..Default::default() };
    let command = truckroll_domain::visits::VisitCommand::Edit { edit: Box::new(visit) };
    world.execute(a, Command::Visit { id: a.visit, command }).await;
    id
}

async fn mask(world: &World, token: &str, show: bool) {
    let seq = world.get("/privacy", token).await.json()["seq"].clone();
    let body = json!({"seq": seq, "privacy": {"mask_phones": true, "show_to_administrators": show}});
    let put = world.call(Method::PUT, "/privacy", token, Some(body)).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
}

/// Everything of organisation A that this person can read.
async fn all(world: &World, token: &str) -> String {
    let mut text = String::new();
    let a = &world.a;
    for path in [
        "/companies".to_owned(),
        "/contacts".to_owned(),
        "/tickets".to_owned(),
        "/visits".to_owned(),
        "/board".to_owned(),
        "/search?q=Hua".to_owned(),
        "/search?q=Aurora".to_owned(),
        format!("/tickets/{}", a.ticket),
        format!("/visits/{}", a.visit),
    ] {
        text.push_str(&world.get(&path, token).await.text());
    }
    text
}

#[tokio::test]
async fn masked_numbers_leave_the_server_in_no_answer_and_come_back_whole() {
    on_each_engine(async |world| {
        let contact = furnish(world).await;
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        assert!(all(world, &li).await.contains(NUMBER));
        mask(world, &sun, true).await;
        let seen = all(world, &li).await;
        assert!(seen.contains("135****5678") && seen.contains("010-6370****"), "{seen}");
        assert!(!seen.contains(NUMBER) && !seen.contains("63701234"), "{seen}");
        assert!(all(world, &sun).await.contains(NUMBER), "administrators see it where the organisation says so");
        // nor can it be found out by asking
        for (path, digits) in [("/contacts", "12345678"), ("/tickets", "13512"), ("/search", "12345678")] {
            let found = world.get(&format!("{path}?q={digits}"), &li).await.text();
            assert!(!found.contains("Ms Hua") && !found.contains("****"), "{found}");
        }
        // what was seen with stars is saved without harm
        let edit = json!({"on": "contact", "id": contact, "command":
            {"do": "edit", "edit": {"phone": "135****5678", "remark": "rings twice"}}});
        let id = world.app.fresh::<uuid::Uuid>();
        let sent = json!({"commands": [{"id": id, "at": world.app.clock.now(), "command": edit}]});
        assert_eq!(world.post("/commands", &li, sent).await.status, StatusCode::OK);
        mask(world, &sun, false).await;
        assert!(!all(world, &sun).await.contains(NUMBER), "now for administrators too");
        let seq = world.get("/privacy", &sun).await.json()["seq"].clone();
        let open = json!({"seq": seq, "privacy": {}});
        world.call(Method::PUT, "/privacy", &sun, Some(open)).await;
        assert!(world.get("/contacts?q=Hua", &li).await.text().contains(NUMBER));
    })
    .await;
}

#[tokio::test]
async fn masks_are_the_administrators_and_each_organisations_own() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let other = tenant_admin(world, &world.b, "sun-b").await;
        let li = world.desk("li-a").await;
        let body = json!({"seq": 0, "privacy": {"mask_phones": true}});
        assert_eq!(world.get("/privacy", &li).await.problem().0, 403);
        assert_eq!(world.call(Method::PUT, "/privacy", &li, Some(body.clone())).await.problem().0, 403);
        mask(world, &sun, true).await;
        let late = world.call(Method::PUT, "/privacy", &sun, Some(body)).await;
        assert_eq!(late.problem(), (409, "conflict".into(), "privacy".into()));
        assert_eq!(world.get("/privacy", &other).await.json()["privacy"]["mask_phones"], false);
    })
    .await;
}

#[tokio::test]
async fn a_profile_is_replaced_by_its_number_and_keeps_its_vendor_id() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let other = tenant_admin(world, &world.b, "sun-b").await;
        let before = world.get("/company", &sun).await.json();
        let (mine, theirs) = (&before["profile"]["vendor_id"], world.get("/company", &other).await.json());
        assert!(mine.as_i64() >= Some(10_000_001) && *mine != theirs["profile"]["vendor_id"], "{before} {theirs}");
        let put = async |token: &str, seq: &Json, profile: Json| {
            world.call(Method::PUT, "/company", token, Some(json!({"seq": seq, "profile": profile}))).await
        };
        let profile = json!({"business": "Lifts", "vendor_id": 7});
        let written = put(&sun, &before["seq"], profile.clone()).await;
        assert_eq!(written.status, StatusCode::OK, "{}", written.text());
        let now = world.get("/company", &world.desk("li-a").await).await.json();
        assert_eq!(now, written.json());
        assert_eq!((&now["profile"]["vendor_id"], now["profile"]["business"].as_str()), (mine, Some("Lifts")));
        assert_eq!(put(&sun, &before["seq"], profile.clone()).await.problem().0, 409);
        assert_eq!(put(&world.desk("li-a").await, &now["seq"], profile).await.problem().0, 403);
        for (profile, member, problem) in [
            (json!({"contact_email": "nobody"}), "contact_email", "not_an_email"),
            (json!({"logo": "a".repeat(64)}), "logo", "not_a_picture"),
        ] {
            let refused = put(&sun, &now["seq"], profile).await;
            assert_eq!(refused.json()["fields"][member], problem, "{}", refused.text());
        }
    })
    .await;
}

#[tokio::test]
async fn who_says_that_he_is_busy_is_given_no_work_until_he_says_otherwise() {
    on_each_engine(async |world| {
        let (li, wang) = (world.desk("li-a").await, world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await);
        let accepting = async || {
            let board = world.get("/board", &li).await.json();
            let all = board["engineers"].as_array().expect("engineers").clone();
            all.iter().find(|e| e["name"] == "Wang Wei").expect("Wang")["accepting"].as_bool()
        };
        assert_eq!(accepting().await, Some(true));
        let now = world.app.clock.now().ms();
        let say = async |state: &str, at: i64| {
            let body = json!({"says": [{"channel": "tickets", "state": state, "at": at}]});
            world.call(Method::PUT, "/presence", &wang, Some(body)).await
        };
        assert_eq!(say("busy", now).await.status, StatusCode::NO_CONTENT);
        assert_eq!(accepting().await, Some(false));
        assert_eq!(say("online", now - 5_000).await.status, StatusCode::NO_CONTENT);
        assert_eq!(accepting().await, Some(false), "an older word arrives late and changes nothing");
        world.advance(1_000);
        // a clock that runs ahead does not silence what is said later
        assert_eq!(say("away", now + 90_000_000).await.status, StatusCode::NO_CONTENT);
        world.advance(1_000);
        assert_eq!(say("online", now + 2_000).await.status, StatusCode::NO_CONTENT);
        assert_eq!(accepting().await, Some(true));
        assert_eq!(say("asleep", now).await.json()["fields"]["state"], "unknown");
        // an organisation's own state
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let states = json!({"seq": 0, "states": [{"key": "lunch", "name": "Lunch", "accepts": false}]});
        let put = world.call(Method::PUT, "/presence-states", &sun, Some(states.clone())).await;
        assert_eq!(put.status, StatusCode::OK, "{}", put.text());
        assert_eq!(world.call(Method::PUT, "/presence-states", &li, Some(states)).await.problem().0, 403);
        assert_eq!(say("lunch", now + 2_000).await.status, StatusCode::NO_CONTENT);
        let double = json!({"seq": put.json()["seq"], "states": [{"key": "busy", "name": "Busy"}]});
        let refused = world.call(Method::PUT, "/presence-states", &sun, Some(double)).await;
        assert_eq!(refused.json()["fields"]["0.key"], "taken", "{}", refused.text());
    })
    .await;
}

#[tokio::test]
async fn a_portrait_is_kept_small_and_given_by_oneself_or_an_administrator() {
    on_each_engine(async |world| {
        let mut bytes = Vec::new();
        let picture = image::DynamicImage::from(image::RgbImage::from_pixel(1_200, 800, image::Rgb([20, 90, 160])));
        picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).expect("writes");
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let wang = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let taken = world.bytes(Method::POST, "/portraits", &wang, bytes).await;
        assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.text());
        let photo = taken.json()["photo"].as_str().expect("a hash").to_owned();
        let put = world.call(Method::PUT, "/account/portrait", &wang, Some(json!({"photo": photo}))).await;
        assert_eq!(put.status, StatusCode::NO_CONTENT, "{}", put.text());
        assert_eq!(world.get("/sessions/current", &wang).await.json()["agent"]["photo"], photo);
        let shown = world.get(&format!("/attachments/{photo}"), &world.desk("li-a").await).await;
        let small = image::load_from_memory_with_format(&shown.body, image::ImageFormat::Jpeg).expect("a picture");
        assert_eq!(
            (small.width(), small.height(), shown.headers["content-type"].as_bytes()),
            (256, 256, &b"image/jpeg"[..])
        );
        // a phone sends its picture with the other files; the server keeps its middle
        let mut whole = Vec::new();
        let photo_of_phone = image::DynamicImage::from(image::RgbImage::from_pixel(800, 900, image::Rgb([9, 9, 9])));
        photo_of_phone.write_to(&mut std::io::Cursor::new(&mut whole), image::ImageFormat::Jpeg).expect("writes");
        let hash = truckroll_domain::attachments::hash_of(&whole);
        let new = json!({"hash": hash, "size": whole.len(), "mime": "image/jpeg"});
        let early = world.call(Method::PUT, "/account/portrait", &wang, Some(json!({"photo": hash}))).await;
        assert_eq!(early.problem().0, 422, "it is not here yet");
        world.post("/uploads", &wang, new).await;
        world.bytes(Method::PATCH, &format!("/uploads/{hash}?offset=0"), &wang, whole).await;
        let put = world.call(Method::PUT, "/account/portrait", &wang, Some(json!({"photo": hash}))).await;
        assert_eq!(put.status, StatusCode::NO_CONTENT, "{}", put.text());
        let mine = world.get("/sessions/current", &wang).await.json()["agent"]["photo"].clone();
        assert!(mine != json!(hash) && mine != json!(photo), "the small one");
        // an administrator takes it away, and gives none that is not here
        let staff = world.get("/staff", &sun).await.json();
        let all = staff["agents"].as_array().expect("agents");
        let mut now = all.iter().find(|one| one["agent"]["name"] == "Wang Wei").expect("Wang").clone();
        now["agent"]["role"] = json!(truckroll_domain::access::BuiltIn::Engineer.id());
        now["agent"]["photo"] = json!("b".repeat(64));
        let path = format!("/agents/{}", world.a.wang);
        let change = async |now: &Json| {
            let body = json!({"seq": now["seq"], "agent": now["agent"]});
            world.call(Method::PUT, &path, &sun, Some(body)).await
        };
        assert_eq!(change(&now).await.json()["fields"], json!({"photo": "not_a_picture"}));
        now["agent"]["photo"] = Json::Null;
        assert_eq!(change(&now).await.status, StatusCode::OK);
        assert_eq!(world.get("/sessions/current", &wang).await.json()["agent"]["photo"], Json::Null);
        let other = world.call(Method::PUT, "/account/portrait", &wang, Some(json!({"photo": "c".repeat(64)}))).await;
        assert_eq!(other.json()["fields"], json!({"photo": "not_a_picture"}));
        let text = world.bytes(Method::POST, "/portraits", &wang, b"<svg/>".to_vec()).await;
        assert_eq!(text.json()["fields"], json!({"photo": "not_a_picture"}), "{}", text.text());
        let large = world.bytes(Method::POST, "/portraits", &wang, vec![0; 2 * 1024 * 1024 + 1]).await;
        assert_eq!(large.problem().0, 413);
        // the picture of another organisation is none here
        let li = world.desk("li-b").await;
        let stolen = world.call(Method::PUT, "/account/portrait", &li, Some(json!({"photo": photo}))).await;
        assert_eq!(stolen.problem().0, 422);
    })
    .await;
}

#[tokio::test]
async fn preferences_are_each_persons_own_and_checked_by_member() {
    on_each_engine(async |world| {
        let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
        let before = world.get("/preferences", &li).await.json();
        assert_eq!((&before["preferences"]["rows"], &before["preferences"]["theme"]), (&json!(100), &json!("")));
        let mut mine = before["preferences"].clone();
        mine["theme"] = "contrast".into();
        mine["time_zone"] = "Europe/Berlin".into();
        mine["start"] = "/desk/tickets".into();
        let put = async |preferences: &Json| {
            world.call(Method::PUT, "/preferences", &li, Some(json!({"preferences": preferences}))).await
        };
        let written = put(&mine).await;
        assert_eq!(written.status, StatusCode::OK, "{}", written.text());
        assert!(written.json()["offsets"]["changes"].as_array().is_some_and(|changes| changes.len() > 10));
        let kept = async || world.get("/preferences", &li).await.json();
        assert_eq!(kept().await["preferences"], written.json()["preferences"]);
        assert_eq!(kept().await["offsets"], written.json()["offsets"]);
        assert_eq!(world.get("/preferences", &wang).await.json(), before, "they are nobody else's");
        for (member, value) in
            [("time_zone", json!("Mars/Olympus")), ("rows", json!(3)), ("start", json!("//elsewhere.example"))]
        {
            let mut wrong = mine.clone();
            wrong[member] = value;
            assert_eq!(put(&wrong).await.json()["fields"], json!({member: "unknown"}));
        }
        assert_eq!(kept().await["preferences"], mine, "what is refused changes nothing");
    })
    .await;
}
