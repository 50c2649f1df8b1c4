//! Rules and phones that did not know of each other: both bring about what a trigger waits for, and one call is made, whoever
//! arrives first.

use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::tickets::{NewTicket, Status, TicketCommand};
use truckroll_domain::triggers::{Action, Auth, Change, Expect, Method, Rule, Target, TargetKind};
use truckroll_domain::{Command, LineId, RuleId, TargetId, TicketId};
use truckroll_replica::ask::Ask;
use truckroll_server::rules::Worker;
use truckroll_tests::world::{dana, uuid_of};
use truckroll_tests::{World, on_both};

/// A trigger that calls a target when a ticket is resolved, as the settings would store it.
async fn trigger(world: &mut World) {
    let (rule, target) = (RuleId(uuid_of(world.fresh())), TargetId(uuid_of(world.fresh())));
    let resolved = Condition {
        field: "changed_to.status".into(),
        op: Operator::Is,
        value: Some(Operand::Text("resolved".into())),
    };
    let what = Rule {
        title: "Resolved".into(),
        enabled: true,
        events: [Change::Updated].into(),
        when: Filter { all: vec![resolved], any: Vec::new() },
        actions: vec![Action::Call { target }, Action::Note { text: "They know.".into() }],
    };
    let board = Target {
        title: "Board".into(),
        enabled: true,
        what: TargetKind::Url {
            method: Method::Post,
            address: "https://board.example/".into(),
            headers: Default::default(),
            auth: Auth::None,
            body: String::new(),
            expect: Expect::Nothing,
        },
    };
    let mut tx = world.app.db.begin().await.expect("begins");
    sqlx::query(
        "insert into rules (tenant_id, id, kind, title_key, position, version, body) values ($1, $2, 'trigger', 'x', 1, 1, $3)",
    )
    .bind(world.tenant.to_string())
    .bind(rule.to_string())
    .bind(serde_json::to_string(&what).expect("writes"))
    .execute(tx.on())
    .await
    .expect("rule");
    sqlx::query(
        "insert into targets (tenant_id, id, title_key, version, body, signing) values ($1, $2, 'x', 1, $3, '')",
    )
    .bind(world.tenant.to_string())
    .bind(target.to_string())
    .bind(serde_json::to_string(&board).expect("writes"))
    .execute(tx.on())
    .await
    .expect("target");
    tx.commit().await.expect("commits");
    world.app.forget_directory(world.tenant);
}

fn reach(world: &mut World, phone: usize, online: bool) {
    world.phones[phone].online = online;
    let now = world.now();
    world.phones[phone].ask(Ask::Network { online }, now);
}

/// How many calls wait for a ticket, and how many notes rules left in it.
async fn done(world: &World, ticket: TicketId) -> (i64, usize) {
    use sqlx::Row as _;
    let calls = sqlx::query("select cast(count(*) as bigint) from deliveries where tenant_id = $1 and ticket_id = $2")
        .bind(world.tenant.to_string())
        .bind(ticket.to_string())
        .fetch_one(world.app.db.pool())
        .await
        .expect("reads");
    let entries = truckroll_server::ingest::entries(&world.app.db, world.tenant, ticket.into()).await.expect("reads");
    let notes = entries.iter().filter(|entry| format!("{:?}", entry.body).contains("They know.")).count();
    (calls.try_get(0).expect("a number"), notes)
}

#[test]
fn two_phones_that_both_satisfy_a_trigger_offline_make_one_call_in_any_order() {
    on_both(2, async |world| {
        trigger(world).await;
        let worker = Worker::new(world.app.clone());
        for order in [[0, 1], [1, 0]] {
            let id = TicketId(uuid_of(world.fresh()));
            let ticket = NewTicket { title: "Lift 3 stuck".into(), ..NewTicket::default() };
            let create = TicketCommand::Create { ticket: Box::new(ticket) };
            world.executes(dana(), Command::Ticket { id, command: create }).await.expect("is made");
            for phone in 0..2 {
                let cc = TicketCommand::SetCc { agent: world.phones[phone].agent(), on: true };
                world.executes(dana(), Command::Ticket { id, command: cc }).await.expect("reads along");
            }
            world.settle().await;
            for phone in 0..2 {
                reach(world, phone, false);
                world.pass(1_000);
                let now = world.now();
                let fact = LineId(uuid_of(world.fresh()));
                let command = TicketCommand::SetStatus { fact, status: Status::Resolved };
                world.phones[phone].does(Command::Ticket { id, command }, now).expect("is carried out on the phone");
            }
            worker.run_due().await.expect("runs");
            assert_eq!(done(world, id).await, (0, 0), "the server knows nothing yet");
            for phone in order {
                reach(world, phone, true);
                world.pass(60_000);
                world.settle().await;
                worker.run_due().await.expect("runs");
                assert_eq!(done(world, id).await, (1, 1), "after {phone} of {order:?}");
            }
            // what the rule wrote comes to both, and sets nothing off
            world.settle().await;
            worker.run_due().await.expect("runs");
            assert_eq!(done(world, id).await, (1, 1));
        }
    });
}

#[test]
fn what_a_phone_made_and_went_on_with_offline_arrives_as_made_and_then_changed() {
    on_both(1, async |world| {
        trigger(world).await;
        let worker = Worker::new(world.app.clone());
        reach(world, 0, false);
        let mut made = Vec::new();
        for status in [None, Some(Status::Open), Some(Status::Resolved)] {
            let id = TicketId(uuid_of(world.fresh()));
            let ticket = NewTicket { title: "Lift 3 stuck".into(), ..NewTicket::default() };
            let mut commands = vec![TicketCommand::Create { ticket: Box::new(ticket) }];
            let fact = LineId(uuid_of(world.fresh()));
            commands.extend(status.map(|status| TicketCommand::SetStatus { fact, status }));
            for command in commands {
                world.pass(1_000);
                let now = world.now();
                world.phones[0].does(Command::Ticket { id, command }, now).expect("is carried out on the phone");
            }
            made.push((id, status));
        }
        reach(world, 0, true);
        world.pass(60_000);
        world.settle().await;
        worker.run_due().await.expect("runs");
        for (id, status) in made {
            let once = if status == Some(Status::Resolved) { (1, 1) } else { (0, 0) };
            assert_eq!(done(world, id).await, once, "made and then {status:?}");
        }
    });
}
