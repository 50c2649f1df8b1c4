//! Phones and a person who was erased: nothing of her is in the bytes of a phone's database file, and what the phone did
//! without network meanwhile is taken in without her. Each story runs on both databases and ends with equal copies.

use axum::http::Method;
use serde_json::json;
use truckroll_domain::access::{Area, BuiltIn, Grant, Reach, Role, Verb};
use truckroll_domain::attachments::{Attachment, hash_of};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::tickets::{NewTicket, TicketCommand};
use truckroll_domain::visits::{Customer, Signature, VisitCommand, VisitEdit};
use truckroll_domain::{
    AssignmentId, Command, ContactId, Content, DocumentId, EntryBody, EntryId, LineId, RoleId, TicketId, VisitId,
};
use truckroll_replica::ask::{Answer, Ask};
use truckroll_server::attachments::begin;
use truckroll_server::customers::person;
use truckroll_server::ingest;
use truckroll_tests::desk::{asks, desk};
use truckroll_tests::world::{dana, uuid_of};
use truckroll_tests::{World, on_both};

const NAME: &str = "Zora Quillfeather";
const NUMBER: &str = "13877004711";
const MAIL: &str = "zora@quillfeather.example";
const TRACES: [&str; 5] = [NAME, "uillfeather", NUMBER, "138 7700 4711", "quillfeather.example"];

/// Sees and changes all customers, and works visits.
fn editor() -> Role {
    let mut grants = BuiltIn::Engineer.role().grants;
    grants.insert(Area::Customers, Grant::of(&[Verb::View, Verb::Create, Verb::Edit], Reach::All));
    Role { id: RoleId::from_parts(8, [2; 10]), name: "Editor".into(), remark: String::new(), grants }
}

fn customer(contact: ContactId) -> Customer {
    Customer { contact: Some(contact), contact_name: NAME.into(), phone: "138 7700 4711".into(), ..Customer::default() }
}

struct Zora {
    contact: ContactId,
    ticket: TicketId,
    visit: VisitId,
    assignment: AssignmentId,
}

/// A person with a ticket and a visit that the phone has.
async fn zora(world: &mut World) -> Zora {
    let contact = ContactId(uuid_of(world.fresh()));
    let edit = ContactEdit {
        name: Some(NAME.into()),
        phone: Some(NUMBER.into()),
        email: Some(MAIL.into()),
        ..ContactEdit::default()
    };
    let command = ContactCommand::Create { contact: Box::new(edit) };
    world.executes(dana(), Command::Contact { id: contact, command }).await.expect("is made");
    let ticket = TicketId(uuid_of(world.fresh()));
    let description = format!("{NAME} waits, {MAIL}");
    let new = NewTicket { title: "Tub".into(), description, customer: customer(contact), ..NewTicket::default() };
    let command = TicketCommand::Create { ticket: Box::new(new) };
    world.executes(dana(), Command::Ticket { id: ticket, command }).await.expect("is made");
    let visit = world.visit("Tub").await;
    let edit = VisitEdit { customer: Some(customer(contact)), ..VisitEdit::default() };
    let command = VisitCommand::Edit { edit: Box::new(edit) };
    world.executes(dana(), Command::Visit { id: visit, command }).await.expect("is changed");
    let assignment = world.assign(visit, 0).await.expect("is assigned");
    Zora { contact, ticket, visit, assignment }
}

fn offline(world: &mut World, phone: usize) {
    world.phones[phone].online = false;
    let now = world.now();
    world.phones[phone].ask(Ask::Network { online: false }, now);
}

fn does(world: &mut World, command: Command) {
    world.pass(1_000);
    let now = world.now();
    world.phones[0].does(command, now).expect("is carried out on the phone");
}

fn note(world: &mut World, visit: VisitId, text: &str) -> Command {
    Command::Visit {
        id: visit,
        command: VisitCommand::Note { entry: EntryId(uuid_of(world.fresh())), text: text.into() },
    }
}

async fn erase(world: &mut World, sun: &str, contact: ContactId) {
    let done = asks(world, sun, Method::POST, &format!("/contacts/{contact}/erase"), json!({"confirm": NAME})).await;
    assert!(done["id"].is_string(), "{done}");
    // nobody waits for the other steps in a test
    person::work(&world.app).await.expect("goes on");
}

/// What of her is in the bytes of a phone's database file and its log.
fn traces(world: &mut World, phone: usize) -> Vec<String> {
    while world.phones[phone].replica().index_some().expect("indexes") {}
    let path = world.phones[phone].path.clone();
    let mut found = Vec::new();
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut file = path.clone().into_os_string();
        file.push(ending);
        let bytes = std::fs::read(file).unwrap_or_default();
        for trace in TRACES {
            if let Some(at) = bytes.windows(trace.len()).position(|window| window == trace.as_bytes()) {
                let around = bytes.get(at.saturating_sub(60)..(at + 60).min(bytes.len())).unwrap_or_default();
                found.push(format!("{trace}{ending}: {}", String::from_utf8_lossy(around)));
            }
        }
    }
    found
}

async fn content(world: &World, id: impl Into<DocumentId>) -> Content {
    let id = id.into();
    let mut stored = ingest::load(&world.app.db, world.tenant, &[id]).await.expect("loads");
    stored.remove(&id).expect("is there").content
}

/// Every text that the server has of the organisation's documents and their lines.
async fn server_words(world: &World) -> String {
    let mut said = String::new();
    for sql in [
        "select body from entries where tenant_id = $1",
        "select overlay from documents where tenant_id = $1",
        "select body from events where tenant_id = $1",
        "select outcome from commands where tenant_id = $1",
    ] {
        use sqlx::Row as _;
        let rows = truckroll_server::db::query(sql).bind(world.tenant.to_string());
        for row in rows.fetch_all(world.app.db.pool()).await.expect("reads") {
            said.push_str(&row.get::<String, _>(0));
        }
    }
    use sqlx::Row as _;
    let rows =
        truckroll_server::db::query("select bytes from changes where tenant_id = $1").bind(world.tenant.to_string());
    for row in rows.fetch_all(world.app.db.pool()).await.expect("reads") {
        said.push_str(&truckroll_domain::document::words(&row.get::<Vec<u8>, _>(0)));
    }
    said
}

fn attention(world: &mut World) -> usize {
    let now = world.now();
    match world.phones[0].ask(Ask::Attention, now) {
        Some(Answer::Attention { items }) => items.len(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_phone_forgets_a_person_who_was_erased() {
    on_both(1, async |world| {
        let sun = desk(world).await;
        let zora = zora(world).await;
        world.gives_role(0, &editor()).await;
        world.settle().await;
        let command = note(world, zora.visit, &format!("{NAME} opens after ten, {NUMBER}"));
        does(world, command);
        world.settle().await;
        // a refused command stays in "needs attention", with the words it held
        offline(world, 0);
        let remark = |text: &str| ContactEdit {
            remark: Some(text.into()),
            seen: [("remark".to_owned(), None)].into(),
            ..ContactEdit::default()
        };
        let edits =
            |edit| Command::Contact { id: zora.contact, command: ContactCommand::Edit { edit: Box::new(edit) } };
        does(world, edits(remark(&format!("{NAME} is deaf"))));
        world.executes(dana(), edits(remark("ring twice"))).await.expect("is changed");
        world.settle().await;
        assert_eq!(attention(world), 1, "somebody was faster");
        assert!(!traces(world, 0).is_empty(), "she is on the phone");
        erase(world, &sun, zora.contact).await;
        world.settle().await;
        let left = traces(world, 0);
        assert!(left.is_empty(), "{left:#?}");
        let page = world.phone_visit(0, zora.visit).expect("the visit stays");
        assert_eq!(page.visit.customer.contact_name, "Erased person");
        let said = page.entries.iter().any(
            |e| matches!(&e.body, EntryBody::Note { text } if text == "Erased person opens after ten, Erased person"),
        );
        assert!(said, "what the engineer wrote stays");
        // and he goes on with it
        let command = note(world, zora.visit, "The belt is changed");
        does(world, command);
        does(
            world,
            Command::Visit {
                id: zora.visit,
                command: VisitCommand::Accept { assignment: zora.assignment, place: None },
            },
        );
        world.settle().await;
        let Content::Visit(visit, _) = content(world, zora.visit).await else { panic!("a visit") };
        assert!(visit.attempts[&zora.assignment].accepted.is_some());
        assert_eq!(attention(world), 0);
    });
}

#[test]
fn work_of_a_phone_that_was_without_network_does_not_bring_her_back_and_is_not_lost() {
    on_both(1, async |world| {
        let sun = desk(world).await;
        let zora = zora(world).await;
        world.gives_role(0, &editor()).await;
        world.settle().await;
        offline(world, 0);
        // her contact, her visit, and a ticket that is made for her
        let edit = ContactEdit { remark: Some(format!("{NAME} is deaf")), ..ContactEdit::default() };
        does(world, Command::Contact { id: zora.contact, command: ContactCommand::Edit { edit: Box::new(edit) } });
        let visit = zora.visit;
        let on_visit = |command| Command::Visit { id: visit, command };
        does(world, on_visit(VisitCommand::Accept { assignment: zora.assignment, place: None }));
        does(world, on_visit(VisitCommand::Depart { assignment: zora.assignment, place: None }));
        does(
            world,
            on_visit(VisitCommand::Arrive { assignment: zora.assignment, place: None, reason: "no signal".into() }),
        );
        let command = note(world, visit, &format!("{NAME} ({NUMBER}) says the tub is old"));
        does(world, command);
        does(
            world,
            on_visit(VisitCommand::Report {
                assignment: zora.assignment,
                solution: Some("Changed the belt".into()),
                remark: Some(format!("bill to {MAIL}")),
                work_minutes: Some(50),
                answers: Default::default(),
            }),
        );
        let drawn = format!("the late curls of {NAME}").into_bytes();
        let hash = hash_of(&drawn);
        let now = world.now();
        let kept =
            world.phones[0].ask(Ask::Keep { mime: "image/png".into(), name: String::new(), bytes: drawn.clone() }, now);
        assert!(matches!(kept, Some(Answer::Stored { .. })), "{kept:?}");
        let attachment =
            Attachment { hash: hash.clone(), size: drawn.len() as u64, mime: "image/png".into(), name: String::new() };
        let line = Signature { attachment, signer: NAME.into(), at: now };
        let signature = LineId(uuid_of(world.fresh()));
        does(world, on_visit(VisitCommand::Sign { assignment: zora.assignment, signature, line }));
        does(world, on_visit(VisitCommand::Complete { assignment: zora.assignment, place: None }));
        let made = TicketId(uuid_of(world.fresh()));
        let description = format!("{NAME} has a second tub, {NUMBER}");
        let new = NewTicket {
            title: "Second tub".into(),
            description,
            customer: customer(zora.contact),
            ..NewTicket::default()
        };
        does(world, Command::Ticket { id: made, command: TicketCommand::Create { ticket: Box::new(new) } });
        let reply = TicketCommand::Reply {
            entry: EntryId(uuid_of(world.fresh())),
            text: format!("Promised {NAME} a date"),
            public: false,
            attachments: Vec::new(),
        };
        does(world, Command::Ticket { id: made, command: reply });
        // one that names nobody, in words alone
        let typed = TicketId(uuid_of(world.fresh()));
        let new = NewTicket {
            title: "Hall lamp".into(),
            description: format!("ask {MAIL} for the key"),
            ..NewTicket::default()
        };
        does(world, Command::Ticket { id: typed, command: TicketCommand::Create { ticket: Box::new(new) } });
        erase(world, &sun, zora.contact).await;
        world.settle().await;
        person::work(&world.app).await.expect("late files go");
        world.settle().await;

        let Content::Visit(visit, _) = content(world, zora.visit).await else { panic!("a visit") };
        let attempt = &visit.attempts[&zora.assignment];
        assert!(attempt.completed.is_some() && attempt.arrived.is_some(), "nothing of the work is lost");
        assert_eq!((attempt.solution.as_str(), attempt.work_minutes), ("Changed the belt", Some(50)));
        assert_eq!(attempt.remark, "bill to Erased person");
        let signature = attempt.signatures.values().next().expect("that somebody signed");
        assert_eq!(signature.signer, "Erased person");
        assert_ne!(signature.attachment.hash, hash);
        let Content::Ticket(ticket, overlay) = content(world, made).await else { panic!("a ticket") };
        assert_eq!((ticket.customer.contact, ticket.customer.contact_name.as_str()), (None, "Erased person"));
        assert_eq!((ticket.title.as_str(), ticket.customer.phone.as_str()), ("Second tub", ""));
        assert!(overlay.number.is_some() && !ticket.description.contains("Quill"), "{}", ticket.description);
        let Content::Ticket(ticket, _) = content(world, typed).await else { panic!("a ticket") };
        assert_eq!(ticket.description, "ask Erased person for the key");
        assert!(ingest::load(&world.app.db, world.tenant, &[zora.contact.into()]).await.expect("loads").is_empty());
        let said = server_words(world).await;
        for trace in TRACES {
            assert!(!said.contains(trace), "{trace}: {said}");
        }
        assert!(said.contains("Promised Erased person a date") && said.contains("says the tub is old"));
        assert_eq!(attention(world), 0, "nothing was refused");
        let left = traces(world, 0);
        assert!(left.is_empty(), "{left:#?}");
        // the drawing is taken off the phone's hands and is nowhere
        let upload = begin(&world.app, world.tenant, &hash, drawn.len() as u64, "image/png").await.expect("begins");
        assert!(upload.complete);
        assert!(!truckroll_server::attachments::path_of(&world.app, world.tenant, &hash).exists());
        // the ticket of before is hers no more on the phone either
        let now = world.now();
        let Some(Answer::Ticket { page }) = world.phones[0].ask(Ask::Ticket { id: zora.ticket }, now) else {
            panic!("asks")
        };
        assert!(page.is_none_or(|page| page.ticket.customer.contact.is_none()));
    });
}
