//! Service levels of tickets that a phone made and solved before it found a network.

use serde_json::{Value as Json, json};
use truckroll_domain::tickets::{NewTicket, Status, TicketCommand};
use truckroll_domain::{Command, Envelope, TicketId};
use truckroll_server::ingest::{self, Caller};

use crate::sla::{act, clock, make, minutes, policy, run, status};
use crate::support::{World, envelope, on_each_engine, tenant_admin};

/// A new ticket, from a phone without a network or from the desk.
async fn made(world: &World, offline: bool) -> TicketId {
    let id: TicketId = world.app.fresh();
    let new = NewTicket { title: "Lift 3 stuck".into(), ..NewTicket::default() };
    let command = Command::Ticket { id, command: TicketCommand::Create { ticket: Box::new(new) } };
    let actor = world.app.directory(world.a.id).await.expect("directory").actor(world.a.li).expect("agent");
    let caller = Caller { tenant: world.a.id, actor, device: None };
    let envelope = Envelope { offline, ..envelope(&world.app, command) };
    ingest::execute(&world.app, &caller, vec![envelope]).await.expect("applies");
    id
}

/// Made and solved before the server looked, as a ticket of a phone that had no network.
#[tokio::test]
async fn what_arrives_solved_has_the_policy_that_held_when_it_was_solved() {
    on_each_engine(async |world| {
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let before = made(world, true).await;
        minutes(world, 5);
        status(world, before, Status::Resolved).await;
        minutes(world, 5);
        make(world, &admin, &policy(world.app.fresh(), "Promise")).await;
        run(world).await;
        minutes(world, 5);
        let (id, online) = (made(world, true).await, made(world, false).await);
        minutes(world, 7);
        status(world, id, Status::Resolved).await;
        status(world, online, Status::Resolved).await;
        minutes(world, 60);
        run(world).await;
        assert_eq!(clock(world, &admin, id, "resolution").await, ("stopped".into(), 7, 240, None));
        // a policy of later days promises nothing to what was solved before it, whatever happens to that
        let note = TicketCommand::Reply {
            entry: world.app.fresh(),
            text: "Thanks".into(),
            public: false,
            attachments: vec![],
        };
        act(world, world.a.li, before, note).await;
        run(world).await;
        for none in [before, online] {
            let clocks = world.get(&format!("/tickets/{none}/clocks"), &admin).await.json();
            assert_eq!((&clocks["policy"], &clocks["clocks"]), (&Json::Null, &json!([])));
        }
    })
    .await;
}
