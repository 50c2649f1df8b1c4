//! Erasing a person: that nothing of her is anywhere afterwards, that others keep what is theirs, and that an erasure ends whatever
//! happens on its way.

use std::path::Path;

use axum::http::{StatusCode, header};
use serde_json::{Value as Json, json};
use sqlx::Row as _;
use truckroll_domain::contacts::ContactEdit;
use truckroll_domain::tickets::{NewTicket, TicketCommand};
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::visits::{Address, Customer};
use truckroll_domain::{Command, ContactId, DocumentId, TicketId};
use truckroll_server::attachments::path_of;
use truckroll_server::customers::person;
use truckroll_server::db::{Engine, query};
use truckroll_server::ingest;
use truckroll_server::sync::parcels::pack_all;

use crate::support::{NOW, World, on_each_engine, tenant_admin};
use crate::zora::{NAME, NUMBER, STREET, TRACES, makes, plant, raw, zora};

/// Everything that is stored: the bytes of all files in the data folder, and on PostgreSQL all tables as text.
async fn everything(world: &World) -> Vec<(String, Vec<u8>)> {
    fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                files(&path, found);
            } else {
                found.push((path.display().to_string(), std::fs::read(&path).expect("reads")));
            }
        }
    }
    let mut found = Vec::new();
    files(&world.database.path(), &mut found);
    if world.app.db.engine() == Engine::Postgres {
        let tables = query("select tablename::text from pg_tables where schemaname = 'public'");
        for table in tables.fetch_all(world.app.db.pool()).await.expect("tables") {
            let table: String = table.get(0);
            let sql = format!("select coalesce(string_agg(r::text, ' '), '') from {table} r");
            let text: String = query(&sql).fetch_one(world.app.db.pool()).await.expect("reads").get(0);
            found.push((table.clone(), text.into_bytes()));
            // bytes as they are, where they can hold words
            let columns = "select column_name::text from information_schema.columns where table_name = $1 and data_type = 'bytea'";
            for column in query(columns).bind(table.clone()).fetch_all(world.app.db.pool()).await.expect("columns") {
                let column: String = column.get(0);
                let sql = format!("select {column} from {table}");
                for row in query(&sql).fetch_all(world.app.db.pool()).await.expect("reads") {
                    found.push((format!("{table}.{column}"), row.get::<Option<Vec<u8>>, _>(0).unwrap_or_default()));
                }
            }
        }
    }
    // what is compressed is looked into
    for row in query("select bytes from import_chunks").fetch_all(world.app.db.pool()).await.expect("chunks") {
        let bytes: Vec<u8> = row.get(0);
        found.push(("a chunk".into(), zstd::stream::decode_all(bytes.as_slice()).expect("unfolds")));
    }
    for row in query("select body from parcels").fetch_all(world.app.db.pool()).await.expect("parcels") {
        found.push(("a parcel".into(), row.get(0)));
    }
    found
}

fn traces(everything: &[(String, Vec<u8>)]) -> Vec<String> {
    let mut found = Vec::new();
    for (place, bytes) in everything {
        for trace in TRACES {
            if let Some(at) = bytes.windows(trace.len()).position(|window| window == trace.as_bytes()) {
                let around = bytes.get(at.saturating_sub(60)..(at + 80).min(bytes.len())).unwrap_or_default();
                found.push(format!("{trace} in {place}: {}", String::from_utf8_lossy(around)));
            }
        }
    }
    found
}

async fn erase(world: &World, sun: &str, contact: ContactId) -> Json {
    let asked = world.post(&format!("/contacts/{contact}/erase"), sun, json!({"confirm": NAME})).await;
    assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.text());
    asked.json()
}

async fn state(world: &World) -> String {
    let row = query("select state from erasures").fetch_one(world.app.db.pool()).await.expect("is there");
    row.get(0)
}

#[tokio::test]
async fn a_person_who_is_erased_is_nowhere_any_more_and_the_work_stays() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let zora = zora(world).await;
        plant(world, &zora, &sun).await;
        let before = everything(world).await;
        for trace in TRACES {
            assert!(before.iter().any(|(_, bytes)| bytes.windows(trace.len()).any(|w| w == trace.as_bytes())), "{trace}");
        }
        let preview = world.get(&format!("/contacts/{}/erase/preview", zora.contact), &sun).await.json();
        assert_eq!(
            preview,
            json!({"name": NAME, "twins": 1, "tickets": 1, "visits": 1, "assets": 1, "texts": 3, "files": 2, "records": 1, "identities": 1})
        );
        let started = erase(world, &sun, zora.contact).await;
        assert_eq!(started["state"], "sweep", "the first step is taken at once");
        let gone = world.get(&format!("/contacts/{}", zora.contact), &sun).await;
        assert_eq!(gone.problem().1, "not_found");
        person::work(&world.app).await.expect("goes on");
        assert_eq!(state(world).await, "done");
        pack_all(&world.app, world.a.id).await.expect("packs");
        let left = traces(&everything(world).await);
        assert!(left.is_empty(), "{left:#?}");
        // the work stays
        let visit = world.get(&format!("/visits/{}", zora.visit), &sun).await.json();
        let attempt = visit["visit"]["attempts"].as_object().and_then(|all| all.values().next()).expect("an attempt");
        assert_eq!(attempt["solution"], "Changed the belt");
        assert_eq!(attempt["work_minutes"], 45);
        assert_eq!(attempt["remark"], "Erased person wants an invoice to Erased person");
        assert!(attempt["completed"]["at"].is_i64() && visit["row"]["number"].is_string(), "{visit}");
        let line = attempt["signatures"].as_object().and_then(|all| all.values().next()).expect("a signature").clone();
        assert_eq!(line["signer"], "Erased person");
        let blank = world.get(&format!("/attachments/{}", line["hash"].as_str().expect("hash")), &sun).await;
        assert_eq!((blank.status, &blank.headers[header::CONTENT_TYPE]), (StatusCode::OK, &"image/png".parse().expect("type")));
        assert!(path_of(&world.app, world.a.id, &zora.photo.hash).is_file(), "a photo of the work stays");
        assert!(!path_of(&world.app, world.a.id, &zora.signature.hash).exists());
        assert_eq!(visit["overlay"]["rating"]["stars"], 4);
        let ticket = world.get(&format!("/tickets/{}", zora.ticket), &sun).await.json();
        assert_eq!(ticket["row"]["contact_name"], "Erased person");
        assert!(ticket["row"]["contact_id"].is_null() && ticket["row"]["number"].is_string());
        let words = ticket["entries"].to_string();
        assert!(words.contains("Erased person called from Erased person, the belt is worn"), "{words}");
        let asset = world.get(&format!("/assets/{}", zora.asset), &sun).await.json();
        assert_eq!(asset["row"]["name"], "Bathtub of Erased person");
        // what is somebody else's stays too
        let other = world.get("/tickets?q=Otto", &sun).await.json().to_string();
        assert!(other.contains("13911112222"), "{other}");
        let chunks = String::from_utf8(everything(world).await.into_iter().find(|(p, _)| p == "a chunk").expect("a chunk").1);
        assert!(chunks.expect("text").contains("otto@fink.example"));
        let told = world.get("/audit?action=person_erased", &sun).await.json();
        assert_eq!((told["rows"].as_array().map(Vec::len), &told["rows"][0]["after"]["tickets"]), (Some(1), &json!(1)));
        // once more does nothing
        let asked = world.post(&format!("/contacts/{}/erase", zora.contact), &sun, json!({"confirm": NAME})).await;
        assert_eq!(asked.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn an_erasure_goes_on_from_wherever_it_was_stopped() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let zora = zora(world).await;
        plant(world, &zora, &sun).await;
        erase(world, &sun, zora.contact).await;
        // the disk fails in the middle: a file cannot be removed
        let path = path_of(&world.app, world.a.id, &zora.signature.hash);
        std::fs::remove_file(&path).expect("was there");
        std::fs::create_dir(&path).expect("in its way");
        std::fs::write(path.join("x"), "x").expect("not empty");
        person::work(&world.app).await.expect_err("cannot go on");
        assert_eq!(state(world).await, "files");
        // another start of the server, on the same data
        let again =
            truckroll_server::App::open((*world.app.config).clone(), world.app.clock.clone()).await.expect("opens");
        person::work(&again).await.expect_err("still in its way");
        std::fs::remove_dir_all(&path).expect("out of the way");
        person::work(&again).await.expect("goes on");
        assert_eq!(state(world).await, "done");
        let left = traces(&everything(world).await);
        assert!(left.is_empty(), "{left:#?}");
        // every step may be taken again
        for step in ["records", "sweep", "files", "pages"] {
            raw(world, "update erasures set state = $2 where tenant_id = $1", &[step]).await;
            person::work(&again).await.expect("goes on");
            assert_eq!(state(world).await, "done", "{step}");
        }
        again.db.pool().close().await;
        assert!(traces(&everything(world).await).is_empty());
    })
    .await;
}

#[tokio::test]
async fn whoever_died_with_an_erasure_in_his_hands_is_followed_by_another() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let zora = zora(world).await;
        erase(world, &sun, zora.contact).await;
        let until = (NOW + MINUTE_MS).to_string();
        raw(world, "update erasures set lease_until = cast($2 as bigint) where tenant_id = $1", &[&until]).await;
        person::work(&world.app).await.expect("waits");
        assert_eq!(state(world).await, "sweep", "somebody works on it");
        world.advance(MINUTE_MS + 1);
        person::work(&world.app).await.expect("goes on");
        assert_eq!(state(world).await, "done");
    })
    .await;
}

#[tokio::test]
async fn a_namesake_and_a_housemate_keep_what_is_theirs() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let zora = zora(world).await;
        let mut others = Vec::new();
        for (name, phone) in [(NAME, "13911112222"), ("Mo Quill", NUMBER)] {
            let contact = makes(
                world,
                ContactEdit { name: Some(name.into()), phone: Some(phone.into()), ..ContactEdit::default() },
            )
            .await;
            let customer = Customer {
                contact: Some(contact),
                contact_name: name.into(),
                phone: phone.into(),
                ..Customer::default()
            };
            let ticket: TicketId = world.app.fresh();
            let address = Address { detail: STREET.into(), ..Address::default() };
            let new = NewTicket { title: format!("Door of {name}"), customer, address, ..NewTicket::default() };
            let command = TicketCommand::Create { ticket: Box::new(new) };
            world.execute(&world.a, Command::Ticket { id: ticket, command }).await;
            others.extend([DocumentId::from(contact), DocumentId::from(ticket)]);
        }
        let of = async || -> Vec<Json> {
            let stored = ingest::load(&world.app.db, world.a.id, &others).await.expect("loads");
            others.iter().map(|id| stored[id].content.document_json()).collect()
        };
        let before = of().await;
        erase(world, &sun, zora.contact).await;
        person::work(&world.app).await.expect("goes on");
        assert_eq!(of().await, before);
        let found = world.post("/contacts/query", &sun, json!({"q": NUMBER})).await.rows("row");
        assert_eq!(found.len(), 1, "he is still found by the number");
    })
    .await;
}
