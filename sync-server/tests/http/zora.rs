//! Zora, whose data is handed out and erased: her contact and records, and everywhere else where a name can be.

use axum::http::{Method, StatusCode};
use serde_json::json;
use truckroll_domain::assets::{AssetCommand, AssetEdit, Owner};
use truckroll_domain::attachments::Attachment;
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{CompanyLink, ContactCommand, ContactEdit};
use truckroll_domain::document::Document;
use truckroll_domain::fields::FieldValue;
use truckroll_domain::tickets::{NewTicket, TicketCommand};
use truckroll_domain::visits::{Address, Customer, NewVisit, Signature, VisitCommand};
use truckroll_domain::{
    Actor, AssetId, Command, ContactId, DocumentId, EntryId, LineId, Place, TicketId, Timestamp, VisitId,
};
use truckroll_server::attachments::store;
use truckroll_server::db::{Engine, query};
use truckroll_server::ingest::{self, Caller};
use truckroll_server::sync::parcels::pack_all;

use crate::support::{NOW, World, envelope};

pub const NAME: &str = "Zora Quillfeather";
pub const NUMBER: &str = "13877004711";
pub const MAIL: &str = "zora@quillfeather.example";
/// What she wrote, and where she lives.
pub const WORDS: &str = "My unmistakable bathtub is humming again";
pub const STREET: &str = "7 Bogglewick Lane";
/// How else the same things may stand in bytes.
pub const TRACES: [&str; 10] = [
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
pub struct Zora {
    pub contact: ContactId,
    pub twin: ContactId,
    pub ticket: TicketId,
    pub visit: VisitId,
    pub asset: AssetId,
    pub signature: Attachment,
    pub photo: Attachment,
}

pub async fn makes(world: &World, edit: ContactEdit) -> ContactId {
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
pub async fn zora(world: &World) -> Zora {
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
        fields: [("floor".to_owned(), FieldValue::text("the mezzanine behind the aviary"))].into(),
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

pub async fn raw(world: &World, sql: &str, values: &[&str]) {
    let mut tx = world.app.db.begin().await.expect("begins");
    let bound =
        values.iter().fold(query(sql).bind(world.a.id.to_string()), |query, text| query.bind((*text).to_owned()));
    bound.execute(tx.on()).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    tx.commit().await.expect("commits");
}

/// Everywhere else where a name, a number or an address can be.
pub async fn plant(world: &World, zora: &Zora, sun: &str) {
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
    // what she, and somebody in her name, sent of their own details and nobody has looked at
    let changes = json!([{"field": "remark", "from": null, "to": format!("{NAME} moved, call {NUMBER}")}]).to_string();
    for document in [contact.clone(), world.a.company.to_string()] {
        let id = world.app.fresh::<DocumentId>().to_string();
        let sql = "insert into detail_reviews (tenant_id, id, kind, document_id, template_name, changes, sent_at, waits, version) \
                   values ($1, $2, 'contact', $3, 'Details', $4, 1, 1, 1)";
        raw(world, sql, &[&id, &document, &changes]).await;
    }
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
    raw(
        world,
        "insert into customer_subscriptions (tenant_id, ticket_id, endpoint, p256dh, auth, locale, created_at) \
         values ($1, $2, $3, '', '', 'en', 1)",
        &[&zora.ticket.to_string(), "https://push.example.com/zora_quill_handle"],
    )
    .await;
    pack_all(&world.app, world.a.id).await.expect("packs");
}
