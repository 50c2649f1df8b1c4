//! Splits and merges of tickets against phones that have not heard of them: nothing is lost, and all copies end equal.

use truckroll_domain::tickets::{NewPart, NewTicket, Status, Ticket, TicketCommand, TicketEdit, TicketOverlay};
use truckroll_domain::visits::Customer;
use truckroll_domain::{Command, Content, DocumentId, EntryBody, EntryId, LineId, Refusal, TicketId};
use truckroll_replica::ask::{Answer, Ask, TicketPage};
use truckroll_server::ingest;
use truckroll_tests::world::{dana, uuid_of};
use truckroll_tests::{World, on_both};

fn fresh(world: &mut World) -> TicketId {
    TicketId(uuid_of(world.fresh()))
}

fn line(world: &mut World) -> LineId {
    LineId(uuid_of(world.fresh()))
}

fn does(world: &mut World, phone: usize, id: TicketId, command: TicketCommand) -> Result<(), Refusal> {
    let now = world.now();
    match world.phones[phone].does(Command::Ticket { id, command }, now) {
        Ok(_) => Ok(()),
        Err(Answer::Refused { why }) => Err(why),
        Err(other) => panic!("{other:?}"),
    }
}

async fn makes(world: &mut World, title: &str, phone: usize) -> TicketId {
    let id = fresh(world);
    let customer = Customer { phone: "13800138000".into(), ..Customer::default() };
    let new = NewTicket { title: title.into(), customer, ..NewTicket::default() };
    let create = TicketCommand::Create { ticket: Box::new(new) };
    world.executes(dana(), Command::Ticket { id, command: create }).await.expect("is made");
    let agent = Some(world.phones[phone].agent());
    let assign = TicketCommand::Assign { agent, agent_name: String::new(), group: None, seen: None };
    world.executes(dana(), Command::Ticket { id, command: assign }).await.expect("is given");
    id
}

fn page(world: &mut World, phone: usize, id: TicketId) -> Option<TicketPage> {
    let now = world.now();
    match world.phones[phone].ask(Ask::Ticket { id }, now) {
        Some(Answer::Ticket { page }) => page.map(|page| *page),
        other => panic!("{other:?}"),
    }
}

async fn stored(world: &World, id: TicketId) -> (Ticket, TicketOverlay) {
    let id = DocumentId::from(id);
    let stored = ingest::load(&world.app.db, world.tenant, &[id]).await.expect("loads");
    match stored.into_values().next().map(|one| one.content) {
        Some(Content::Ticket(ticket, overlay)) => (ticket, overlay),
        other => panic!("{other:?}"),
    }
}

fn split(world: &mut World, phone: usize, id: TicketId, titles: &[&str], closes_last: bool) -> Vec<TicketId> {
    let now = world.now();
    let parts: Vec<NewPart> = titles
        .iter()
        .map(|title| NewPart {
            id: fresh(world),
            title: (*title).into(),
            description: String::new(),
            agent: None,
            group: None,
        })
        .collect();
    let ids = parts.iter().map(|part| part.id).collect();
    match world.phones[phone].ask(Ask::Split { id, parts, closes_last }, now) {
        Some(Answer::Executed { .. }) => ids,
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_people_without_network_split_one_ticket_and_all_parts_are_there() {
    on_both(2, async |world| {
        let id = makes(world, "Lift 3 stuck", 0).await;
        let reads = TicketCommand::SetCc { agent: world.phones[1].agent(), on: true };
        world.executes(dana(), Command::Ticket { id, command: reads }).await.expect("is told");
        world.settle().await;
        world.phones[0].online = false;
        world.phones[1].online = false;
        let first = split(world, 0, id, &["Door", "Motor"], true);
        world.pass(1_000);
        let second = split(world, 1, id, &["Rope"], true);
        // what waits on the phone is seen there
        let seen = page(world, 0, id).expect("is here");
        assert_eq!((seen.row.parts, seen.family.parts.len()), (2, 2));
        assert_eq!(
            page(world, 0, first[0]).and_then(|p| p.family.parent).map(|p| p.title).as_deref(),
            Some("Lift 3 stuck")
        );
        let close = TicketCommand::SetStatus { fact: line(world), status: Status::Closed };
        let Err(Refusal::OpenParts { tickets }) = does(world, 0, id, close) else { panic!("it waits for its parts") };
        assert_eq!(tickets.len(), 2);
        world.phones[0].online = true;
        world.phones[1].online = true;
        world.settle().await;
        let (ticket, _) = stored(world, id).await;
        assert_eq!(ticket.parts.len(), 3, "no part of either is lost");
        for part in first.iter().chain(&second) {
            assert_eq!(stored(world, *part).await.0.parent, Some(id));
        }
        for phone in [0, 1] {
            assert_eq!(page(world, phone, id).expect("is here").family.parts.len(), 3, "phone {phone}");
        }
    });
}

#[test]
fn a_phone_that_does_not_know_the_parts_closes_and_the_server_says_no() {
    on_both(2, async |world| {
        let id = makes(world, "Lift 3 stuck", 0).await;
        world.settle().await;
        let parts = [NewPart {
            id: fresh(world),
            title: "Door".into(),
            description: String::new(),
            agent: Some(world.phones[1].agent()),
            group: None,
        }];
        let (ticket, _) = stored(world, id).await;
        let directory =
            (truckroll_domain::fields::FieldSet::default(), truckroll_domain::tickets::form::FormList::default());
        let commands = ticket.split(id, &parts, true, (&directory.0, &directory.1)).expect("is split");
        for command in commands {
            world.executes(dana(), command).await.expect("is carried out");
        }
        world.settle().await;
        // the part is a colleague's, so this phone has only heard its name
        let seen = page(world, 0, id).expect("is here");
        assert_eq!((seen.family.parts[0].title.as_str(), seen.family.parts[0].status.as_str()), ("Door", ""));
        let close = TicketCommand::SetStatus { fact: line(world), status: Status::Closed };
        does(world, 0, id, close).expect("nothing here speaks against it");
        world.settle().await;
        assert_ne!(stored(world, id).await.0.status(), Status::Closed);
        assert_ne!(page(world, 0, id).expect("is here").row.status, "closed", "and the phone shows it again");
        let now = world.now();
        let Some(Answer::Attention { items }) = world.phones[0].ask(Ask::Attention, now) else { panic!("no list") };
        assert!(matches!(items[0].why, Refusal::OpenParts { .. }), "{items:?}");
    });
}

#[test]
fn what_a_phone_did_to_a_ticket_that_was_merged_meanwhile_is_not_lost() {
    on_both(1, async |world| {
        let source = makes(world, "Lift stuck", 0).await;
        let target = makes(world, "Lift 3 stuck", 0).await;
        world.settle().await;
        world.phones[0].online = false;
        let title = Some("Lift stuck between floors".to_owned());
        let edit = TicketCommand::Edit { edit: Box::new(TicketEdit { title, ..TicketEdit::default() }) };
        does(world, 0, source, edit).expect("is kept");
        let entry = EntryId(uuid_of(world.fresh()));
        let reply = TicketCommand::Reply { entry, text: "The rope is fine.".into(), public: true, attachments: vec![] };
        does(world, 0, source, reply).expect("is kept");
        let fact = line(world);
        let halves = [
            (source, TicketCommand::MergeInto { fact, into: target, name: "Lift 3 stuck".into() }),
            (target, TicketCommand::TakeIn { ticket: source, name: "Lift stuck".into() }),
        ];
        for (id, command) in halves {
            world.executes(dana(), Command::Ticket { id, command }).await.expect("is merged");
        }
        world.phones[0].online = true;
        world.settle().await;
        let (ticket, overlay) = stored(world, source).await;
        assert_eq!((ticket.title.as_str(), ticket.status()), ("Lift stuck between floors", Status::Closed));
        assert_eq!(overlay.merged_into.map(|link| link.ticket), Some(target));
        // the reply is where the conversation goes on, on the server and on the phone
        let said = ingest::entries(&world.app.db, world.tenant, target.into()).await.expect("reads");
        let is_it = |body: &EntryBody| matches!(body, EntryBody::Reply { text, .. } if text == "The rope is fine.");
        assert_eq!(said.iter().filter(|entry| is_it(&entry.body)).count(), 1);
        let here = page(world, 0, target).expect("is here").entries;
        assert_eq!(here.iter().filter(|entry| is_it(&entry.body)).count(), 1);
        let there = page(world, 0, source).expect("is here");
        assert!(there.entries.iter().all(|entry| !is_it(&entry.body)), "and only there");
        assert_eq!(there.row.merged_into, Some(target.to_string()));
    });
}
