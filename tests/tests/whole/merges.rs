//! Phones and merged customers: what was written about a customer without network while somebody at a desk merged it, what
//! is locked meanwhile, and what is cleared away. Each story runs on both databases and ends with equal copies.

use axum::http::Method;
use serde_json::json;
use truckroll_domain::access::{Area, BuiltIn, Grant, Lock, Reach, Restrictions, Role, Verb};
use truckroll_domain::companies::{Company, CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{CompanyLink, ContactCommand, ContactEdit};
use truckroll_domain::tickets::{NewTicket, TicketCommand};
use truckroll_domain::time::DAY_MS;
use truckroll_domain::visits::Customer;
use truckroll_domain::{Command, CompanyId, ContactId, Content, DocumentId, Refusal, RoleId, TicketId};
use truckroll_replica::ask::{Answer, Ask};
use truckroll_server::customers::{clear, merge};
use truckroll_server::ingest;
use truckroll_tests::desk::{asks, desk};
use truckroll_tests::world::{dana, uuid_of};
use truckroll_tests::{World, on_both};

/// Sees and changes all customers, like a dispatcher; works visits like an engineer.
fn editor() -> Role {
    let mut grants = BuiltIn::Engineer.role().grants;
    grants.insert(Area::Customers, Grant::of(&[Verb::View, Verb::Create, Verb::Edit], Reach::All));
    Role { id: RoleId::from_parts(8, [2; 10]), name: "Editor".into(), remark: String::new(), grants }
}

async fn company(world: &mut World, name: &str) -> CompanyId {
    let id = CompanyId(uuid_of(world.fresh()));
    let edit = CompanyEdit { name: Some(name.into()), phone: Some("021-1".into()), ..CompanyEdit::default() };
    let command = CompanyCommand::Create { company: Box::new(edit) };
    world.executes(dana(), Command::Company { id, command }).await.expect("is made");
    id
}

fn offline(world: &mut World, phone: usize) {
    world.phones[phone].online = false;
    let now = world.now();
    world.phones[phone].ask(Ask::Network { online: false }, now);
}

fn does(world: &mut World, phone: usize, command: Command) -> Result<(), Answer> {
    world.pass(1_000);
    let now = world.now();
    world.phones[phone].does(command, now).map(|_| ())
}

fn edits(id: CompanyId, edit: CompanyEdit) -> Command {
    Command::Company { id, command: CompanyCommand::Edit { edit: Box::new(edit) } }
}

fn names(world: &mut World, phone: usize) -> (Vec<String>, Vec<String>) {
    let now = world.now();
    match world.phones[phone].ask(Ask::Customers { q: String::new() }, now) {
        Some(Answer::Customers { companies, contacts, .. }) => {
            (companies.into_iter().map(|c| c.name).collect(), contacts.into_iter().map(|c| c.name).collect())
        }
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

async fn content(world: &World, id: impl Into<DocumentId>) -> Content {
    let id = id.into();
    let stored = ingest::load(&world.app.db, world.tenant, &[id]).await.expect("loads");
    stored.into_values().next().expect("is there").content
}

async fn of_company(world: &World, id: CompanyId) -> Company {
    match content(world, id).await {
        Content::Company(company) => company,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_a_phone_wrote_about_a_customer_that_was_merged_meanwhile_arrives_with_the_other() {
    on_both(2, async |world| {
        let sun = desk(world).await;
        let (source, target) = (company(world, "Hua East").await, company(world, "Hua Plaza").await);
        world.gives_role(0, &editor()).await;
        world.gives_role(1, &editor()).await;
        world.settle().await;
        offline(world, 0);
        let late = CompanyEdit {
            phone: Some("021-2".into()),
            website: Some("https://hua.example".into()),
            tags: [("vip".to_owned(), true)].into(),
            ..CompanyEdit::default()
        };
        does(world, 0, edits(source, late)).expect("is carried out on the phone");
        let ticket = TicketId(uuid_of(world.fresh()));
        let customer = Customer { company: Some(source), company_name: "Hua East".into(), ..Customer::default() };
        let new = NewTicket { title: "Door".into(), customer, ..NewTicket::default() };
        let command = TicketCommand::Create { ticket: Box::new(new) };
        does(world, 0, Command::Ticket { id: ticket, command }).expect("is made");
        let person = ContactId(uuid_of(world.fresh()));
        let link = CompanyLink { name: "Hua East".into(), first: true };
        let edit = ContactEdit {
            name: Some("Ms Hua".into()),
            company: Some(source),
            company_name: Some("Hua East".into()),
            companies: [(source, Some(link))].into(),
            ..ContactEdit::default()
        };
        let command = ContactCommand::Create { contact: Box::new(edit) };
        does(world, 0, Command::Contact { id: person, command }).expect("is made");

        let body = json!({"noun": "company", "source": source, "target": target, "confirm": "Hua East"});
        let merged = asks(world, &sun, Method::POST, "/customers/merge", body).await;
        let id = merged["id"].as_str().unwrap_or_else(|| panic!("{merged}")).to_owned();
        world.settle().await;
        merge::follow(&world.app, world.tenant).await.expect("follows");
        world.settle().await;
        assert_eq!(attention(world, 0), [], "nothing was refused");
        let now = of_company(world, target).await;
        assert_eq!(now.website, "https://hua.example");
        assert_eq!(now.tags.keys().collect::<Vec<_>>(), ["vip"]);
        assert_eq!(now.phone, "021-2", "the same number stood at both: it was corrected");
        let Content::Ticket(moved, _) = content(world, ticket).await else { panic!("a ticket") };
        assert_eq!((moved.customer.company, moved.customer.company_name.as_str()), (Some(target), "Hua Plaza"));
        let Content::Contact(moved) = content(world, person).await else { panic!("a contact") };
        assert_eq!(moved.companies.keys().collect::<Vec<_>>(), [&target]);
        for phone in [0, 1] {
            assert_eq!(names(world, phone), (vec!["Hua Plaza".to_owned()], vec!["Ms Hua".to_owned()]), "phone {phone}");
        }

        let undone = asks(world, &sun, Method::POST, &format!("/merges/{id}/undo"), json!({})).await;
        assert_eq!((&undone["moved"], &undone["kept_fields"]), (&json!(2), &json!([])), "{undone}");
        world.settle().await;
        let (source, target) = (of_company(world, source).await, of_company(world, target).await);
        assert_eq!((source.website.as_str(), source.phone.as_str()), ("https://hua.example", "021-2"));
        assert_eq!((target.website.as_str(), target.phone.as_str(), target.tags.len()), ("", "021-1", 0));
        for phone in [0, 1] {
            assert_eq!(names(world, phone).0, ["Hua East", "Hua Plaza"], "phone {phone}");
        }
    });
}

#[test]
fn what_is_locked_is_refused_by_the_server_first_and_then_by_the_phone() {
    on_both(1, async |world| {
        let hua = company(world, "Hua Plaza").await;
        world.gives_role(0, &editor()).await;
        world.settle().await;
        offline(world, 0);
        let rename = || CompanyEdit { name: Some("Hua Mall".into()), ..CompanyEdit::default() };
        does(world, 0, edits(hua, rename())).expect("it has not heard of the lock");
        let locks = Restrictions::default().with(Lock::EditCompanies, true).with(Lock::AddCompanies, true);
        world.defines(Restrictions::KIND, Restrictions::ID, &locks).await;
        world.settle().await;
        assert_eq!(of_company(world, hua).await.name, "Hua Plaza");
        let locked = |lock: Lock| Refusal::Restricted { lock: lock.word().to_owned() };
        assert_eq!(attention(world, 0), [locked(Lock::EditCompanies)], "what was typed is kept");
        let shut = does(world, 0, edits(hua, rename()));
        assert_eq!(shut, Err(Answer::Refused { why: locked(Lock::EditCompanies) }));
        let id = CompanyId(uuid_of(world.fresh()));
        let edit = CompanyEdit { name: Some("New".into()), ..CompanyEdit::default() };
        let command = CompanyCommand::Create { company: Box::new(edit) };
        let shut = does(world, 0, Command::Company { id, command });
        assert_eq!(shut, Err(Answer::Refused { why: locked(Lock::AddCompanies) }));
        let tags = CompanyEdit { tags: [("vip".to_owned(), true)].into(), ..CompanyEdit::default() };
        does(world, 0, edits(hua, tags)).expect("tags stay open");
        world.settle().await;
        assert!(of_company(world, hua).await.tags.contains_key("vip"));
    });
}

#[test]
fn phones_drop_what_is_cleared_away_for_good() {
    on_both(1, async |world| {
        let (hua, other) = (company(world, "Hua Plaza").await, company(world, "Other").await);
        world.gives_role(0, &editor()).await;
        world.settle().await;
        let sun = desk(world).await;
        let body = json!({"noun": "company", "ids": [other]});
        assert_eq!(asks(world, &sun, Method::POST, "/customers/delete", body).await["done"], 1);
        world.settle().await;
        let holds = |world: &mut World, id: CompanyId| {
            let path = world.phones[0].path.clone();
            let connection = rusqlite::Connection::open(path).expect("opens");
            let count = "select count(*) from documents where id = ?1";
            connection.query_row(count, [id.to_string()], |row| row.get::<_, i64>(0)).expect("counts")
        };
        assert_eq!((holds(world, hua), holds(world, other)), (1, 1), "it can still be brought back");
        world.pass(31 * DAY_MS);
        assert_eq!(clear::clear(&world.app, world.tenant).await.expect("cleared"), 1);
        // the feed goes on with whatever comes next
        company(world, "Third").await;
        world.settle().await;
        assert_eq!((holds(world, hua), holds(world, other)), (1, 0));
        assert_eq!(names(world, 0).0, ["Hua Plaza", "Third"]);
    });
}
