//! Who has the customer directory on his phone, who has it no longer, and whose numbers have stars. Each story runs on
//! both databases and ends with every copy equal to what its person may see.

use std::collections::BTreeMap;

use truckroll_domain::access::{Area, BuiltIn, Grant, Reach, Role, Verb};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label, Noun};
use truckroll_domain::privacy::Privacy;
use truckroll_domain::tickets::{NewTicket, TicketCommand};
use truckroll_domain::visits::{Customer, VisitCommand, VisitEdit};
use truckroll_domain::{Command, CompanyId, ContactId, Content, DocumentId, Refusal, RoleId, TicketId, VisitId};
use truckroll_replica::ask::{Answer, Ask};
use truckroll_server::ingest;
use truckroll_tests::world::{dana, uuid_of};
use truckroll_tests::{Fate, World, checks, on_both};

const NUMBER: &str = "13512345678";
/// In fields of the organisation's own.
const OWN: [&str; 2] = ["13787654321", "13699887766"];

fn role(n: u8, verbs: &[Verb], reach: Reach) -> Role {
    let engineer = BuiltIn::Engineer.role();
    let mut grants: BTreeMap<Area, Grant> = engineer.grants;
    grants.insert(Area::Customers, Grant::of(verbs, reach));
    Role { id: RoleId::from_parts(8, [n; 10]), name: format!("Role {n}"), remark: String::new(), grants }
}
fn reader() -> Role {
    role(1, &[Verb::View], Reach::All)
}
fn editor() -> Role {
    role(2, &[Verb::View, Verb::Create, Verb::Edit], Reach::All)
}
fn outsider() -> Role {
    role(3, &[Verb::View], Reach::Own)
}

fn new_company(name: &str) -> CompanyCommand {
    let edit = CompanyEdit { name: Some(name.into()), phone: Some(NUMBER.into()), ..CompanyEdit::default() };
    CompanyCommand::Create { company: Box::new(edit) }
}

async fn company(world: &mut World, name: &str) -> CompanyId {
    let id = CompanyId(uuid_of(world.fresh()));
    world.executes(dana(), Command::Company { id, command: new_company(name) }).await.expect("is made");
    id
}

async fn contact(world: &mut World, name: &str, company: CompanyId) -> ContactId {
    let id = ContactId(uuid_of(world.fresh()));
    let edit = ContactEdit {
        name: Some(name.into()),
        phone: Some("010-63701234".into()),
        company: Some(company),
        ..ContactEdit::default()
    };
    let command = ContactCommand::Create { contact: Box::new(edit) };
    world.executes(dana(), Command::Contact { id, command }).await.expect("is made");
    id
}

/// Names of companies and contacts on a phone.
fn names(world: &mut World, phone: usize) -> (Vec<String>, Vec<String>) {
    let now = world.now();
    match world.phones[phone].ask(Ask::Customers { q: String::new() }, now) {
        Some(Answer::Customers { companies, contacts, .. }) => {
            (companies.into_iter().map(|c| c.name).collect(), contacts.into_iter().map(|c| c.name).collect())
        }
        other => panic!("{other:?}"),
    }
}

fn offline(world: &mut World, phone: usize) {
    world.phones[phone].online = false;
    let now = world.now();
    world.phones[phone].ask(Ask::Network { online: false }, now);
}

fn renames(world: &mut World, phone: usize, id: CompanyId, name: &str) {
    world.pass(1_000);
    let now = world.now();
    let edit = CompanyEdit { name: Some(name.into()), ..CompanyEdit::default() };
    let command = CompanyCommand::Edit { edit: Box::new(edit) };
    world.phones[phone].does(Command::Company { id, command }, now).expect("is carried out on the phone");
}

async fn server_company(world: &World, id: CompanyId) -> truckroll_domain::companies::Company {
    let stored = ingest::load(&world.app.db, world.tenant, &[id.into()]).await.expect("loads");
    match stored.into_values().next().expect("is there").content {
        Content::Company(company) => company,
        other => panic!("{other:?}"),
    }
}

fn attention(world: &mut World, phone: usize) -> Vec<Refusal> {
    let now = world.now();
    match world.phones[phone].ask(Ask::Attention, now) {
        Some(Answer::Attention { items }) => items.into_iter().map(|item| item.why).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_may_see_all_customers_has_them_all_and_others_have_none() {
    on_both(2, async |world| {
        let hua = company(world, "Hua Plaza").await;
        contact(world, "Ms Hua", hua).await;
        world.gives_role(0, &reader()).await;
        world.settle().await;
        assert_eq!(names(world, 0), (vec!["Hua Plaza".to_owned()], vec!["Ms Hua".to_owned()]));
        assert_eq!(names(world, 1), (vec![], vec![]));
        // what is made and changed while he has it comes too
        company(world, "New Tower").await;
        let edit = CompanyEdit { name: Some("Hua Mall".into()), ..CompanyEdit::default() };
        let command = CompanyCommand::Edit { edit: Box::new(edit) };
        world.executes(dana(), Command::Company { id: hua, command }).await.expect("is changed");
        world.settle().await;
        assert_eq!(names(world, 0).0, ["Hua Mall", "New Tower"]);
        // another role takes it away
        world.gives_role(0, &outsider()).await;
        world.settle().await;
        assert_eq!(names(world, 0), (vec![], vec![]));
        // and gives it back
        world.gives_role(0, &reader()).await;
        world.settle().await;
        assert_eq!(names(world, 0).0, ["Hua Mall", "New Tower"]);
    });
}

#[test]
fn a_directory_comes_in_many_pages_over_a_bad_network_while_it_changes() {
    on_both(1, async |world| {
        let mut all = Vec::new();
        for n in 0..60 {
            all.push(company(world, &format!("Company {n:02} {}", "x".repeat(400))).await);
        }
        world.page_bytes = 1;
        world.gives_role(0, &reader()).await;
        for (n, fate) in
            [Fate::Delivered, Fate::AnswerLost, Fate::Repeated, Fate::Delivered, Fate::Late, Fate::Delivered]
                .into_iter()
                .enumerate()
        {
            let now = world.now();
            world.phones[0].ask(Ask::SyncNow, now);
            world.carry(0, fate).await;
            // one that was sent and one that was not change under way, and a new one is made
            for at in [n, 59 - n] {
                let edit = CompanyEdit { name: Some(format!("Changed {n} {at:02}")), ..CompanyEdit::default() };
                let command = CompanyCommand::Edit { edit: Box::new(edit) };
                world.executes(dana(), Command::Company { id: all[at], command }).await.expect("is changed");
            }
            company(world, &format!("Made {n}")).await;
            world.pass(60_000);
        }
        world.settle().await;
        assert_eq!(names(world, 0).0.len(), 66);
    });
}

#[test]
fn who_leaves_keeps_what_his_work_needs() {
    on_both(1, async |world| {
        let hua = company(world, "Hua Plaza").await;
        company(world, "Other Tower").await;
        let visit = world.visit("Lift 3").await;
        let customer = Customer { company: Some(hua), company_name: "Hua Plaza".into(), ..Customer::default() };
        let edit = VisitEdit { customer: Some(customer), ..VisitEdit::default() };
        let command = VisitCommand::Edit { edit: Box::new(edit) };
        world.executes(dana(), Command::Visit { id: visit, command }).await.expect("is changed");
        world.gives_role(0, &reader()).await;
        world.assign(visit, 0).await.expect("is assigned");
        world.settle().await;
        assert_eq!(names(world, 0).0, ["Hua Plaza", "Other Tower"]);
        world.gives_role(0, &outsider()).await;
        world.settle().await;
        assert_eq!(names(world, 0).0, ["Hua Plaza"]);
        // the visit goes to nobody: with it the customer
        world.gives_role(0, &reader()).await;
        world.settle().await;
        let (_, overlay) = world.server_visit(visit).await.expect("is there");
        let command = VisitCommand::Unassign { seen: overlay.current, reason: String::new() };
        world.executes(dana(), Command::Visit { id: visit, command }).await.expect("is taken away");
        world.settle().await;
        assert_eq!(names(world, 0).0, ["Hua Plaza", "Other Tower"], "the directory still holds it");
    });
}

#[test]
fn an_edit_of_somebody_who_left_meanwhile_is_refused_and_kept_for_him() {
    on_both(1, async |world| {
        let hua = company(world, "Hua Plaza").await;
        world.gives_role(0, &editor()).await;
        world.settle().await;
        offline(world, 0);
        renames(world, 0, hua, "Hua Mall");
        assert_eq!(names(world, 0).0, ["Hua Mall"]);
        world.gives_role(0, &outsider()).await;
        world.settle().await;
        assert_eq!(server_company(world, hua).await.name, "Hua Plaza");
        assert_eq!(names(world, 0), (vec![], vec![]));
        assert_eq!(attention(world, 0), [Refusal::NotAllowed]);
        // the phone knows now, and refuses at once
        let now = world.now();
        let id = CompanyId(uuid_of(world.fresh()));
        let refused = world.phones[0].does(Command::Company { id, command: new_company("Mine") }, now);
        assert_eq!(refused, Err(Answer::Refused { why: Refusal::NotAllowed }));
    });
}

#[test]
fn a_stale_phone_that_may_only_read_now_learns_it_after_sync_and_keeps_the_work() {
    on_both(1, async |world| {
        let hua = company(world, "Hua Plaza").await;
        world.gives_role(0, &editor()).await;
        world.settle().await;
        offline(world, 0);
        renames(world, 0, hua, "Hua Mall");
        let now = world.now();
        let id = CompanyId(uuid_of(world.fresh()));
        world.phones[0].does(Command::Company { id, command: new_company("Corner shop") }, now).expect("is made");
        // the same person, another role: he still sees all
        world.gives_role(0, &reader()).await;
        world.settle().await;
        assert_eq!(names(world, 0).0, ["Hua Plaza"]);
        assert_eq!(attention(world, 0), [Refusal::NotAllowed, Refusal::NotAllowed]);
    });
}

#[test]
fn what_is_made_without_network_by_an_editor_is_everybodys() {
    on_both(2, async |world| {
        world.gives_role(0, &editor()).await;
        world.gives_role(1, &reader()).await;
        world.settle().await;
        offline(world, 0);
        let now = world.now();
        let id = CompanyId(uuid_of(world.fresh()));
        world.phones[0].does(Command::Company { id, command: new_company("Corner shop") }, now).expect("is made");
        renames(world, 0, id, "Corner store");
        world.settle().await;
        assert_eq!(names(world, 0).0, ["Corner store"]);
        assert_eq!(names(world, 1).0, ["Corner store"]);
    });
}

/// Every byte of a phone's database.
fn bytes_on(world: &mut World, phone: usize) -> Vec<u8> {
    let mut copy = world.phones[phone].path.clone().into_os_string();
    copy.push(format!("-{:x}", rand::random::<u64>()));
    let path = world.phones[phone].backup(copy.into());
    std::fs::read(path).expect("reads")
}

/// The bytes of a phone's database file and of its log, as they lie there.
fn file_of(world: &World, phone: usize) -> Vec<u8> {
    let path = &world.phones[phone].path;
    let log = std::fs::read(path.with_extension("db-wal")).unwrap_or_default();
    [std::fs::read(path).expect("reads"), log].concat()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

async fn masks(world: &mut World, on: bool) {
    let privacy = Privacy { mask_phones: on, show_to_administrators: true };
    world.defines(Privacy::KIND, Privacy::ID, &privacy).await;
}

async fn visit_at(world: &mut World, company: CompanyId, contact: ContactId) -> (TicketId, VisitId) {
    let customer = Customer {
        company: Some(company),
        company_name: "Hua Plaza".into(),
        contact: Some(contact),
        contact_name: "Ms Hua".into(),
        phone: NUMBER.into(),
    };
    let id = TicketId(uuid_of(world.fresh()));
    let ticket = NewTicket { title: "Lift stuck".into(), customer: customer.clone(), ..NewTicket::default() };
    let command = TicketCommand::Create { ticket: Box::new(ticket) };
    world.executes(dana(), Command::Ticket { id, command }).await.expect("is made");
    let visit = world.visit("Lift 3").await;
    let edit = VisitEdit { customer: Some(customer), ..VisitEdit::default() };
    let command = VisitCommand::Edit { edit: Box::new(edit) };
    world.executes(dana(), Command::Visit { id: visit, command }).await.expect("is changed");
    (id, visit)
}

#[test]
fn a_phone_under_the_mask_never_holds_a_number_and_cannot_destroy_one() {
    on_both(1, async |world| {
        masks(world, true).await;
        for (noun, key) in [(Noun::Company, "phone_gate"), (Noun::Contact, "phone_gate")] {
            let mut set = FieldSet::standard(noun);
            set.fields.push(Field::new(key, Label::new("Gate phone", "门卫电话"), FieldKind::Phone));
            world.defines(FieldSet::KIND, noun.word(), &set).await;
        }
        let hua = company(world, "Hua Plaza").await;
        let ms_hua = contact(world, "Ms Hua", hua).await;
        let gate = |number: &str| [("phone_gate".to_owned(), FieldValue::text(number))].into();
        let edit = CompanyEdit { fields: gate(OWN[0]), ..CompanyEdit::default() };
        let command = CompanyCommand::Edit { edit: Box::new(edit) };
        world.executes(dana(), Command::Company { id: hua, command }).await.expect("is changed");
        let edit = ContactEdit { fields: gate(OWN[1]), ..ContactEdit::default() };
        let command = ContactCommand::Edit { edit: Box::new(edit) };
        world.executes(dana(), Command::Contact { id: ms_hua, command }).await.expect("is changed");
        let (_, visit) = visit_at(world, hua, ms_hua).await;
        world.gives_role(0, &editor()).await;
        world.assign(visit, 0).await.expect("is assigned");
        world.settle().await;
        let bytes = bytes_on(world, 0);
        assert!(holds(&bytes, "135****5678") && holds(&bytes, "010-6370****"));
        assert!(holds(&bytes, "137****4321") && holds(&bytes, "136****7766"), "own fields came, masked");
        // not in what is read of it, and not in the file itself: free pages and the log too
        for bytes in [bytes, file_of(world, 0)] {
            for number in [NUMBER, "63701234", "12345678", OWN[0], OWN[1], "87654321", "99887766"] {
                assert!(!holds(&bytes, number), "{number}");
            }
        }
        // an edit, with the number as he saw it
        offline(world, 0);
        renames(world, 0, hua, "Hua Mall");
        let now = world.now();
        let edit = CompanyEdit {
            phone: Some("135****5678".into()),
            website: Some("hua.example".into()),
            ..CompanyEdit::default()
        };
        let command = CompanyCommand::Edit { edit: Box::new(edit) };
        world.phones[0].does(Command::Company { id: hua, command }, now).expect("is carried out");
        // a ticket for a contact whose number he does not see
        let ticket = TicketId(uuid_of(world.fresh()));
        let customer = Customer {
            contact: Some(ms_hua),
            contact_name: "Ms Hua".into(),
            phone: "010-6370****".into(),
            ..Customer::default()
        };
        let new = NewTicket { title: "Door".into(), customer, ..NewTicket::default() };
        let command = TicketCommand::Create { ticket: Box::new(new) };
        world.phones[0].does(Command::Ticket { id: ticket, command }, now).expect("is made");
        // meanwhile somebody else changes the same company
        let edit = CompanyEdit { remark: Some("gate code 5".into()), ..CompanyEdit::default() };
        let command = CompanyCommand::Edit { edit: Box::new(edit) };
        world.executes(dana(), Command::Company { id: hua, command }).await.expect("is changed");
        world.settle().await;
        let after = server_company(world, hua).await;
        assert_eq!((after.name.as_str(), after.phone.as_str()), ("Hua Mall", NUMBER));
        assert_eq!((after.website.as_str(), after.remark.as_str()), ("hua.example", "gate code 5"));
        let stored = ingest::load(&world.app.db, world.tenant, &[ticket.into()]).await.expect("loads");
        let Content::Ticket(made, _) = &stored[&DocumentId::from(ticket)].content else { panic!("a ticket") };
        assert_eq!(made.customer.phone, "010-63701234");
        assert_eq!(names(world, 0).0, ["Hua Mall"]);
        assert!(attention(world, 0).is_empty());
        for number in [NUMBER, OWN[0], OWN[1]] {
            assert!(!holds(&bytes_on(world, 0), number) && !holds(&file_of(world, 0), number), "{number}");
        }
        assert_eq!(after.fields.get("phone_gate"), FieldValue::text(OWN[0]).as_ref(), "nothing was destroyed");
    });
}

#[test]
fn the_mask_comes_and_goes_with_unsent_work_on_the_phone() {
    on_both(1, async |world| {
        let hua = company(world, "Hua Plaza").await;
        let ms_hua = contact(world, "Ms Hua", hua).await;
        let (_, visit) = visit_at(world, hua, ms_hua).await;
        world.gives_role(0, &editor()).await;
        let assignment = world.assign(visit, 0).await.expect("is assigned");
        world.settle().await;
        assert!(holds(&bytes_on(world, 0), NUMBER));
        for on in [true, false, true, false] {
            offline(world, 0);
            renames(world, 0, hua, if on { "Masked" } else { "Plain" });
            let now = world.now();
            let command = VisitCommand::Note {
                entry: truckroll_domain::EntryId(uuid_of(world.fresh())),
                text: format!("note {on}"),
            };
            world.phones[0].does(Command::Visit { id: visit, command }, now).expect("is carried out");
            masks(world, on).await;
            // the first page of the new reading, and work on a copy of the old kind
            world.page_bytes = 1;
            world.phones[0].online = true;
            world.phones[0].ask(Ask::Network { online: true }, now);
            world.carry(0, Fate::Delivered).await;
            let depart = VisitCommand::Report {
                assignment,
                solution: Some(format!("solution {on}")),
                remark: None,
                work_minutes: None,
                answers: BTreeMap::default(),
            };
            // it may be refused while the visit is being read anew; then the person tries again
            let _ = world.phones[0].does(Command::Visit { id: visit, command: depart }, now);
            world.settle().await;
            checks::all_copies_are_equal(world).await;
            assert_eq!(server_company(world, hua).await.phone, NUMBER);
            assert_eq!(names(world, 0).0, [if on { "Masked" } else { "Plain" }]);
            assert!(attention(world, 0).is_empty());
        }
    });
}

/// The server carried the work out on its own copy while the phone was under the mask, and the phone never heard of it.
#[test]
fn work_that_was_taken_under_a_mask_the_phone_never_heard_of_is_on_it_as_the_server_has_it() {
    on_both(1, async |world| {
        let hua = company(world, "Hua Plaza").await;
        world.gives_role(0, &editor()).await;
        world.settle().await;
        masks(world, true).await;
        renames(world, 0, hua, "Renamed");
        world.carry(0, Fate::AnswerLost).await;
        masks(world, false).await;
        world.settle().await;
        checks::all_copies_are_equal(world).await;
        assert_eq!(names(world, 0).0, ["Renamed"]);
        assert_eq!(server_company(world, hua).await.name, "Renamed");
        assert!(attention(world, 0).is_empty());
    });
}

/// Everything is read anew, and what the phone made itself is no longer for it.
#[test]
fn a_customer_made_here_whose_maker_may_not_see_him_any_more_leaves_with_the_new_reading() {
    on_both(1, async |world| {
        world.gives_role(0, &editor()).await;
        world.settle().await;
        let id = CompanyId(uuid_of(world.fresh()));
        let now = world.now();
        world.phones[0].does(Command::Company { id, command: new_company("Hua Plaza") }, now).expect("is carried out");
        world.carry(0, Fate::AnswerLost).await;
        world.gives_role(0, &outsider()).await;
        masks(world, true).await;
        world.settle().await;
        checks::all_copies_are_equal(world).await;
        assert!(names(world, 0).0.is_empty());
        assert_eq!(server_company(world, id).await.name, "Hua Plaza");
    });
}

#[test]
fn a_status_said_without_a_network_arrives_and_an_older_one_does_not_undo_it() {
    use truckroll_domain::people::Channel;
    on_both(1, async |world| {
        world.settle().await;
        let agent = world.phones[0].agent();
        let say = |world: &mut World, state: &str| {
            world.pass(1_000);
            let now = world.now();
            let said = world.phones[0].ask(Ask::Say { channel: Channel::Tickets, state: state.into() }, now);
            assert_eq!(said, Some(Answer::Done));
        };
        let shown = |world: &mut World| {
            let now = world.now();
            match world.phones[0].ask(Ask::Presence, now) {
                Some(Answer::Presence { mine, .. }) => mine.state(Channel::Tickets).to_owned(),
                other => panic!("{other:?}"),
            }
        };
        offline(world, 0);
        say(world, "away");
        say(world, "busy");
        world.phones[0].kill();
        let now = world.now();
        world.phones[0].start(now);
        assert_eq!(shown(world), "busy", "it survives the app");
        world.settle().await;
        let directory = world.app.directory(world.tenant).await.expect("is known");
        assert!(!directory.presences.accepts(agent, Channel::Tickets));
        assert_eq!(shown(world), "busy");
        // said on the phone while an answer was lost, and once more
        say(world, "online");
        world.carry(0, Fate::AnswerLost).await;
        say(world, "away");
        world.settle().await;
        let directory = world.app.directory(world.tenant).await.expect("is known");
        assert_eq!(directory.presences.said[&agent].state(Channel::Tickets), "away");
        assert_eq!(shown(world), "away");
    });
}
