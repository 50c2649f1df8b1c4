//! One person's data: who may have it and take it away, that nothing of it is anywhere afterwards, and that an erasure ends whatever
//! happens on its way.

use std::io::{Cursor, Read as _};
use std::path::Path;

use axum::http::{Method, StatusCode, header};
use serde_json::{Value as Json, json};
use sqlx::Row as _;
use truckroll_domain::access::Lock;
use truckroll_domain::assets::{AssetCommand, AssetEdit, Owner};
use truckroll_domain::attachments::Attachment;
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{CompanyLink, ContactCommand, ContactEdit};
use truckroll_domain::document::Document;
use truckroll_domain::tickets::{NewTicket, TicketCommand};
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::visits::{Address, Customer, NewVisit, Signature, VisitCommand};
use truckroll_domain::{
    Actor, AssetId, Command, CommandId, ContactId, DocumentId, EntryId, LineId, Place, TicketId, Timestamp, VisitId,
};
use truckroll_server::attachments::{path_of, store};
use truckroll_server::customers::person;
use truckroll_server::db::{Engine, query};
use truckroll_server::ingest::{self, Caller};
use truckroll_server::sync::parcels::pack_all;

use crate::bulk::lock;
use crate::support::{NOW, World, envelope, on_each_engine, tenant_admin};

const NAME: &str = "Zora Quillfeather";
const NUMBER: &str = "13877004711";
const MAIL: &str = "zora@quillfeather.example";
/// What she wrote, and where she lives.
const WORDS: &str = "My unmistakable bathtub is humming again";
const STREET: &str = "7 Bogglewick Lane";
/// How else the same things may stand in bytes.
const TRACES: [&str; 10] = [
    NAME,
    "quillfeather",
    "Quillfeather",
    NUMBER,
    "138 7700 4711",
    "138-7700-4711",
    MAIL,
    "unmistakable bathtub",
    "Bogglewick",
    "zora_quill_handle",
];

/// A person and her records.
struct Zora {
    contact: ContactId,
    twin: ContactId,
    ticket: TicketId,
    visit: VisitId,
    asset: AssetId,
    signature: Attachment,
    photo: Attachment,
}

async fn makes(world: &World, edit: ContactEdit) -> ContactId {
    let id: ContactId = world.app.fresh();
    let command = ContactCommand::Create { contact: Box::new(edit) };
    world.execute(&world.a, Command::Contact { id, command }).await;
    id
}

async fn does(world: &World, actor: Actor, command: Command) {
    let caller = Caller { tenant: world.a.id, actor, device: None };
    ingest::execute(&world.app, &caller, vec![envelope(&world.app, command)]).await.expect("applies");
}

/// A contact, her twin, a ticket that she sent by a form, a visit with her signature, her machine.
async fn zora(world: &World) -> Zora {
    let address = Address { detail: STREET.into(), place: Some(Place::new(31.2, 121.4)), ..Address::default() };
    let company = world.a.company;
    let first = ContactEdit {
        name: Some("Zora Q. Quillfeather-Early".into()),
        phone: Some("+86 138-7700-4711".into()),
        email: Some(MAIL.into()),
        im: Some(vec!["zora_quill_handle".into()]),
        company: Some(company),
        companies: [(company, Some(CompanyLink { name: "Aurora Lifts Customer".into(), first: true }))].into(),
        remark: Some(format!("{NAME} likes tea")),
        ..ContactEdit::default()
    };
    let contact = makes(world, first).await;
    let edit = ContactEdit { name: Some(NAME.into()), phone: Some(NUMBER.into()), ..ContactEdit::default() };
    world
        .execute(&world.a, Command::Contact { id: contact, command: ContactCommand::Edit { edit: Box::new(edit) } })
        .await;
    let twin = ContactEdit { name: Some("Zora Twin Quillfeather".into()), ..ContactEdit::default() };
    let twin = makes(world, twin).await;
    let customer = Customer {
        contact: Some(contact),
        contact_name: NAME.into(),
        phone: "138 7700 4711".into(),
        ..Customer::default()
    };
    let file = store(&world.app, world.a.id, "text/plain", "her.txt", format!("a letter of {NAME}").into_bytes()).await;
    let ticket: TicketId = world.app.fresh();
    let new = NewTicket {
        title: WORDS.into(),
        description: format!("{WORDS}. Yours, {NAME}"),
        customer: customer.clone(),
        address: address.clone(),
        fields: [("floor".to_owned(), "the mezzanine behind the aviary".to_owned())].into(),
        attachments: [(world.app.fresh::<LineId>(), file.expect("stored"))].into(),
        ..NewTicket::default()
    };
    let her = || Actor::Customer { name: NAME.into() };
    does(world, her(), Command::Ticket { id: ticket, command: TicketCommand::Create { ticket: Box::new(new) } }).await;
    let reply = |text: &str, public| TicketCommand::Reply {
        entry: world.app.fresh::<EntryId>(),
        text: text.into(),
        public,
        attachments: Vec::new(),
    };
    does(world, her(), Command::Ticket { id: ticket, command: reply(&format!("{WORDS}, still"), true) }).await;
    let li = world.app.directory(world.a.id).await.expect("directory").actor(world.a.li).expect("agent");
    let said = format!("{NAME} called from 138-7700-4711, the belt is worn");
    does(world, li, Command::Ticket { id: ticket, command: reply(&said, false) }).await;
    let visit = NewVisit {
        title: "Look at the tub".into(),
        description: WORDS.into(),
        customer: customer.clone(),
        address: address.clone(),
        ticket: Some(ticket),
        ..NewVisit::default()
    };
    let visit = world.visit(&world.a, visit).await;
    let assignment = world.assign(&world.a, visit, world.a.wang).await;
    let signature = store(&world.app, world.a.id, "image/png", "", b"the curls of Zora Quillfeather".to_vec()).await;
    let signature = signature.expect("stored");
    let photo = store(&world.app, world.a.id, "image/png", "", b"a worn belt".to_vec()).await.expect("stored");
    let here = Some(Place::new(31.2, 121.4));
    for command in [
        VisitCommand::Accept { assignment, place: here },
        VisitCommand::Depart { assignment, place: here },
        VisitCommand::Arrive { assignment, place: here, reason: String::new() },
        VisitCommand::AddPhoto {
            assignment,
            photo: world.app.fresh(),
            line: truckroll_domain::visits::Photo::new(photo.clone(), Timestamp(NOW), Default::default(), None),
        },
        VisitCommand::Report {
            assignment,
            solution: Some("Changed the belt".into()),
            remark: Some(format!("{NAME} wants an invoice to {MAIL}")),
            work_minutes: Some(45),
            answers: Default::default(),
        },
        VisitCommand::Sign {
            assignment,
            signature: world.app.fresh(),
            line: Signature { attachment: signature.clone(), signer: NAME.into(), at: Timestamp(NOW) },
        },
        VisitCommand::Complete { assignment, place: here },
    ] {
        world.act(&world.a, world.a.wang, visit, command).await;
    }
    let rate = VisitCommand::Rate { stars: 4, comment: format!("{WORDS} no more") };
    does(world, her(), Command::Visit { id: visit, command: rate }).await;
    let asset: AssetId = world.app.fresh();
    let machine = AssetEdit {
        name: Some(format!("Bathtub of {NAME}")),
        owner: Some(Owner::Contact { id: contact, name: NAME.into() }),
        address: Some(address),
        ..AssetEdit::default()
    };
    world
        .execute(&world.a, Command::Asset { id: asset, command: AssetCommand::Create { asset: Box::new(machine) } })
        .await;
    Zora { contact, twin, ticket, visit, asset, signature, photo }
}

async fn raw(world: &World, sql: &str, values: &[&str]) {
    let mut tx = world.app.db.begin().await.expect("begins");
    let bound =
        values.iter().fold(query(sql).bind(world.a.id.to_string()), |query, text| query.bind((*text).to_owned()));
    bound.execute(tx.on()).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    tx.commit().await.expect("commits");
}

/// Everywhere else where a name, a number or an address can be.
async fn plant(world: &World, zora: &Zora, sun: &str) {
    let contact = zora.contact.to_string();
    let bind = json!({"kind": "wechat", "id": "zora_quill_handle"});
    assert_eq!(world.post(&format!("/contacts/{contact}/identities"), sun, bind).await.status, StatusCode::OK);
    for body in [
        json!({"noun": "contact", "customer": contact, "kind": "call", "at": NOW, "text": format!("{NAME} was angry")}),
        json!({"noun": "company", "customer": world.a.company, "kind": "call", "at": NOW, "text": format!("ask {NUMBER}")}),
    ] {
        assert!(world.post("/service-records", sun, body).await.status.is_success());
    }
    // a merge that can be taken back, and a change of many
    let pair = json!({"noun": "contact", "source": zora.twin, "target": contact, "confirm": "Zora Twin Quillfeather"});
    assert_eq!(world.post("/customers/merge", sun, pair).await.status, StatusCode::OK);
    let change = json!({"noun": "contact", "ids": [contact], "change": {"set": {"position": "Quillfeather himself"}}});
    let changed = world.post("/customers/edit", sun, change).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    // a file that somebody brought: one row is hers, the other is not
    let file = format!("Name,Mobile,E-mail\n{NAME},138 7700 4711,{MAIL}\nOtto Fink,13911112222,otto@fink.example\n");
    let brought = world.bytes(Method::POST, "/imports?noun=contact", sun, file.into_bytes()).await;
    assert!(brought.status.is_success(), "{}", brought.text());
    let saved =
        json!({"query": {"noun": "contact", "name": format!("About {MAIL}"), "visible": {"to": "all"}, "q": NUMBER}});
    let saved = world.post("/saved-queries", sun, saved).await;
    assert!(saved.status == StatusCode::OK || saved.status == StatusCode::CREATED || saved.status.is_client_error());
    // a record of somebody else that mentions her, and one that was hers until somebody corrected it
    let other = Customer { contact_name: "Otto Fink".into(), phone: "13911112222".into(), ..Customer::default() };
    for (customer, edit) in [
        (other.clone(), None),
        (Customer { contact_name: NAME.into(), phone: "13877004711".into(), ..Customer::default() }, Some(other)),
    ] {
        let id: TicketId = world.app.fresh();
        let description = format!("The neighbour {NAME} ({MAIL}) let us in");
        let new = NewTicket { title: "Door".into(), description, customer, ..NewTicket::default() };
        world.execute(&world.a, Command::Ticket { id, command: TicketCommand::Create { ticket: Box::new(new) } }).await;
        if let Some(customer) = edit {
            let edit = truckroll_domain::tickets::TicketEdit { customer: Some(customer), ..Default::default() };
            world
                .execute(&world.a, Command::Ticket { id, command: TicketCommand::Edit { edit: Box::new(edit) } })
                .await;
        }
    }
    let remark = CompanyEdit { remark: Some(format!("ring {NAME}, {NUMBER}")), ..CompanyEdit::default() };
    world
        .execute(
            &world.a,
            Command::Company { id: world.a.company, command: CompanyCommand::Edit { edit: Box::new(remark) } },
        )
        .await;
    // bytes that failed the gate, of her record and of one that was never made
    let mut torn = Document::new();
    let long = format!("{} {NAME} {NUMBER}", "so it went on and on ".repeat(60));
    let change =
        torn.edit(&[9; 16], &json!({}), &json!({"name": NAME, "remark": long}), &["remark"]).expect("a change");
    let hex: String = change.iter().map(|b| format!("{b:02x}")).collect();
    let bytes =
        if world.app.db.engine() == Engine::Sqlite { format!("x'{hex}'") } else { format!("decode('{hex}', 'hex')") };
    for document in [zora.visit.to_string(), world.app.fresh::<DocumentId>().to_string()] {
        let id = world.app.fresh::<DocumentId>().to_string();
        let sql = format!(
            "insert into quarantine (tenant_id, id, device_id, document_id, reason, bytes, at) \
             values ($1, $2, null, $3, 'of {NAME}', {bytes}, 1)"
        );
        raw(world, &sql, &[&id, &document]).await;
    }
    let id = || world.app.fresh::<DocumentId>().to_string();
    for (target, text) in [(MAIL, "Your report"), ("li@aurora.example", WORDS)] {
        let body = json!({"subject": "Ticket", "text": format!("{text} ({NUMBER})")}).to_string();
        raw(
            world,
            "insert into outbox (tenant_id, id, channel, target, body, created_at, attempts, next_at, leased_until) \
             values ($1, $2, 'email', $3, $4, 1, 0, 1, 0)",
            &[&id(), target, &body],
        )
        .await;
    }
    raw(
        world,
        "insert into service_accounts (tenant_id, account, company_id, password_hash, failures, locked_until) \
         values ($1, $2, $3, 'x', 0, 0)",
        &[NUMBER, &id()],
    )
    .await;
    raw(
        world,
        "insert into audit (tenant_id, id, at, actor_kind, agent_name, address, action, subject_kind, subject_id, subject_name, \
         before_json, after_json) values ($1, $2, 1, 'agent', 'Li', '', 'identity_bound', 'contact', $3, $4, $5, '{}')",
        &[&id(), &contact, NAME, &json!({"name": NAME, "phone": NUMBER}).to_string()],
    )
    .await;
    raw(
        world,
        "insert into swaps (tenant_id, id, state, asker, colleague, body, asked_at, seq) values ($1, $2, 'asked', '', '', $3, 1, 1)",
        &[&id(), &json!({"note": format!("I am with {MAIL}")}).to_string()],
    )
    .await;
    raw(
        world,
        "insert into form_links (tenant_id, id, form_id, label, created_at) values ($1, $2, '', $3, 1)",
        &[&id(), &format!("door of {NUMBER}")],
    )
    .await;
    pack_all(&world.app, world.a.id).await.expect("packs");
}

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
    files(world.folder.path(), &mut found);
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

#[tokio::test]
async fn only_administrators_export_and_erase_and_the_name_has_to_be_typed() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let li = world.desk("li-a").await;
        let zora = zora(world).await;
        plant(world, &zora, &sun).await;
        let path = |what: &str| format!("/contacts/{}/{what}", zora.contact);
        for (method, what) in [(Method::GET, "personal-data"), (Method::GET, "erase/preview"), (Method::POST, "erase")]
        {
            let body = (method == Method::POST).then(|| json!({"confirm": NAME}));
            assert_eq!(
                world.call(method, &path(what), &li, body).await.problem(),
                (403, "forbidden".into(), "role".into())
            );
        }
        let wrong = world.post(&path("erase"), &sun, json!({"confirm": "Zora"})).await;
        assert_eq!((wrong.problem().0, &wrong.json()["fields"]["confirm"]), (422, &json!("not_the_name")));
        lock(world, &[Lock::DeleteContacts]).await;
        assert_eq!(world.post(&path("erase"), &sun, json!({"confirm": NAME})).await.status, StatusCode::CONFLICT);
        lock(world, &[]).await;
        let nobody = format!("/contacts/{}/personal-data", world.app.fresh::<CommandId>());
        assert_eq!(world.get(&nobody, &sun).await.status, StatusCode::NOT_FOUND);

        let archive = world.get(&path("personal-data"), &sun).await;
        assert_eq!(
            (archive.status, &archive.headers[header::CONTENT_TYPE]),
            (StatusCode::OK, &"application/zip".parse().expect("type"))
        );
        let (person, files) = unpacked(&archive.body);
        assert_eq!(person["contacts"].as_array().map(Vec::len), Some(2), "the twin too");
        let text = person.to_string();
        for word in [
            NAME,
            NUMBER,
            MAIL,
            STREET,
            "zora_quill_handle",
            "was angry",
            "Changed the belt",
            "the belt is worn",
            "the mezzanine",
        ] {
            assert!(text.contains(word), "{word}");
        }
        for (member, count) in [
            ("tickets", 1),
            ("visits", 1),
            ("assets", 1),
            ("identities", 1),
            ("service_records", 1),
            ("letters", 1),
            ("imported_rows", 1),
        ] {
            assert_eq!(person[member].as_array().map(Vec::len), Some(count), "{member}: {}", person[member]);
        }
        assert!(!text.contains("otto@fink.example"), "nobody else is in it");
        assert!(
            files.iter().any(|(name, bytes)| name.ends_with("her.txt") && bytes == b"a letter of Zora Quillfeather")
        );
        assert_eq!(files.len(), 3, "letter, signature, photo");
        let told = world.get("/audit?action=person_exported", &sun).await.json();
        assert_eq!(
            (&told["rows"][0]["subject_name"], &told["rows"][0]["after"]["masked"]),
            (&json!(NAME), &json!(false))
        );
        // under the mask
        let on = json!({"seq": 0, "privacy": {"mask_phones": true}});
        assert_eq!(world.call(Method::PUT, "/privacy", &sun, Some(on)).await.status, StatusCode::OK);
        let (person, _) = unpacked(&world.get(&path("personal-data"), &sun).await.body);
        let text = person.to_string();
        for number in [NUMBER, "77004711", "7700-4711", "7700 4711"] {
            assert!(!text.contains(number), "{number}");
        }
        assert!(text.contains("138****4711") && person["imported_rows"].is_null());
    })
    .await;
}

fn unpacked(bytes: &[u8]) -> (Json, Vec<(String, Vec<u8>)>) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let (mut person, mut files) = (Json::Null, Vec::new());
    for n in 0..archive.len() {
        let mut file = archive.by_index(n).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("reads");
        if file.name() == "person.json" {
            person = serde_json::from_slice(&bytes).expect("JSON");
        } else {
            files.push((file.name().to_owned(), bytes));
        }
    }
    (person, files)
}
