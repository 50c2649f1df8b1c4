//! Peers that send damaged or forged bytes. Whatever comes, the process goes on, every stored document can be
//! loaded, and what was turned away lies in quarantine with a reason.
//!
//! `HOSTILE_CASES` sets the number of mutated change sets (10,000 by default, a fifth of it on PostgreSQL).

mod uploads;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sqlx::Row as _;
use truckroll_domain::access::Policy;
use truckroll_domain::document::Document;
use truckroll_domain::visits::VisitCommand as V;
use truckroll_domain::{Command, CommandId, Content, Context, DocumentId, Envelope, Side, VisitId};
use truckroll_protocol::frame;
use truckroll_protocol::sync::{Bytes, Outcome, Push, SyncRequest, SyncResponse};
use truckroll_server::ingest::{self, Caller};
use truckroll_tests::world::uuid_of;
use truckroll_tests::{Database, World, checks};

const VISITS: usize = 40;

/// How many of each kind; `HOSTILE_CASES=10000` before a release.
fn cases() -> usize {
    std::env::var("HOSTILE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(2_500)
}

/// Puts the right checksum on a damaged change, as somebody with bad intent would: the chunk is magic (4), checksum
/// (4), type (1), length (LEB128), content; the checksum is the start of the SHA-256 of all after it.
fn with_checksum(mut change: Vec<u8>) -> Vec<u8> {
    if change.len() > 8 {
        let hash = truckroll_domain::attachments::hash_of(&change[8..]);
        for index in 0..4 {
            change[4 + index] = u8::from_str_radix(&hash[index * 2..index * 2 + 2], 16).expect("is hexadecimal");
        }
    }
    change
}

fn mutated(change: &[u8], dice: &mut StdRng) -> Vec<u8> {
    let mut bytes = change.to_vec();
    let at = dice.random_range(0..bytes.len());
    match dice.random_range(0..8) {
        0..=3 => bytes[at] ^= 1 << dice.random_range(0..8),
        4 => bytes.truncate(at),
        5 => bytes.insert(at, dice.random()),
        6 => {
            for byte in bytes.iter_mut().skip(at).take(8) {
                *byte = dice.random();
            }
        }
        _ => bytes.extend_from_within(at..),
    }
    if dice.random_bool(0.7) { with_checksum(bytes) } else { bytes }
}

struct Attack {
    world: World,
    caller: Caller,
    visits: Vec<(VisitId, truckroll_domain::AssignmentId)>,
    dice: StdRng,
}

impl Attack {
    async fn new(database: &Database) -> Self {
        let mut world = World::new(database, 1).await;
        let mut visits = Vec::new();
        for n in 0..VISITS {
            let visit = world.visit(&format!("visit {n}")).await;
            visits.push((visit, world.assign(visit, 0).await.expect("is assigned")));
        }
        world.settle().await;
        for (visit, assignment) in visits.clone() {
            let now = world.now();
            let accept = V::Accept { assignment, place: None };
            world.phones[0].does(Command::Visit { id: visit, command: accept }, now).expect("is accepted");
        }
        world.settle().await;
        let me = &world.phones[0].me.agent;
        let actor = Policy::default().actor(me);
        let caller = Caller { tenant: world.tenant, actor, device: Some(world.phones[0].device) };
        Self { world, caller, visits, dice: StdRng::seed_from_u64(7) }
    }

    /// A push as an honest phone would make it, and the change in it.
    async fn honest(&mut self, round: usize) -> Vec<Push> {
        let ids: Vec<DocumentId> = self.visits.iter().map(|(v, _)| (*v).into()).collect();
        let stored = ingest::load(&self.world.app.db, self.world.tenant, &ids).await.expect("loads");
        let mut pushes = Vec::new();
        for (visit, assignment) in self.visits.clone() {
            let known = &stored[&visit.into()];
            let (mut document, mut content) = (known.document.clone(), known.content.clone());
            let command = Command::Visit {
                id: visit,
                command: V::Report {
                    assignment,
                    solution: Some(format!("solution {round}")),
                    remark: None,
                    work_minutes: Some(i64::try_from(round).expect("is small") % 1_000),
                    answers: Default::default(),
                },
            };
            let id = CommandId(uuid_of(self.dice.random()));
            let ctx = Context {
                tenant: self.caller.tenant,
                actor: self.caller.actor.clone(),
                device: self.caller.device,
                command: id,
                at: self.world.now(),
                received_at: None,
                offline: false,
                side: Side::Device,
                visit_rules: Default::default(),
            };
            let (_, change) =
                content.execute(&ctx, &command, &mut document, &self.dice.random::<[u8; 16]>()).expect("is allowed");
            pushes.push(Push {
                command: Envelope { id, at: ctx.at, offline: false, command },
                changes: change.into_iter().map(Bytes).collect(),
            });
        }
        pushes
    }

    async fn every_stored_document_loads(&mut self) {
        let rows = sqlx::query("select kind, snapshot, overlay from documents where tenant_id = $1")
            .bind(self.world.tenant.to_string())
            .fetch_all(self.world.app.db.pool())
            .await
            .expect("reads");
        for row in rows {
            let kind = truckroll_domain::Kind::from_word(&row.get::<String, _>(0)).expect("is a kind");
            let document = Document::load(&row.get::<Vec<u8>, _>(1)).expect("every stored document can be loaded");
            Content::read(kind, document.to_json(), &row.get::<String, _>(2)).expect("and read");
        }
    }
}

/// Runs a story on a runtime of its own.
fn run(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("starts");
    runtime.block_on(story);
}

async fn postgres() -> Database {
    Database::postgres().await.expect("`cargo xtask test` starts PostgreSQL and names it")
}

fn attack<F: AsyncFn(&mut Attack)>(story: F) {
    run(async { attack_on(&Database::sqlite().await, story).await });
}

async fn attack_on<F: AsyncFn(&mut Attack)>(database: &Database, story: F) {
    // panics inside the gate are caught on purpose; their messages would bury the result
    std::panic::set_hook(Box::new(|info| {
        if info.location().is_some_and(|l| !l.file().contains("automerge")) {
            eprintln!("{info}");
        }
    }));
    let mut attack = Attack::new(database).await;
    story(&mut attack).await;
    attack.every_stored_document_loads().await;
    attack.world.settle().await;
    checks::all_copies_are_equal(&mut attack.world).await;
}

async fn mutated_change_sets(attack: &mut Attack, cases: usize) {
    let mut turned_away = 0;
    for round in 0..cases.div_ceil(VISITS) {
        let mut pushes = attack.honest(round).await;
        for push in &mut pushes {
            for change in &mut push.changes {
                *change = Bytes(mutated(&change.0, &mut attack.dice));
            }
        }
        let acks = ingest::receive(&attack.world.app, &attack.caller, pushes).await.expect("answers");
        turned_away += acks.iter().filter(|a| matches!(a.outcome, Outcome::Refused { .. })).count();
    }
    let quarantined: i64 = sqlx::query("select count(*) from quarantine where tenant_id = $1 and reason <> ''")
        .bind(attack.world.tenant.to_string())
        .fetch_one(attack.world.app.db.pool())
        .await
        .expect("reads")
        .get(0);
    assert!(turned_away > cases / 2, "most are turned away: {turned_away}");
    assert!(quarantined > 0, "what is damaged lies in quarantine with a reason");
    let honest = attack.honest(9_999).await;
    let acks = ingest::receive(&attack.world.app, &attack.caller, honest).await.expect("answers");
    assert!(acks.iter().all(|a| a.outcome == Outcome::Applied), "honest work still arrives: {acks:?}");
}

#[test]
fn mutated_change_sets_never_harm_a_stored_document() {
    attack(async |attack| mutated_change_sets(attack, cases()).await);
}

#[test]
fn mutated_change_sets_never_harm_a_stored_document_on_postgres() {
    run(async {
        let database = postgres().await;
        attack_on(&database, async |attack| mutated_change_sets(attack, cases() / 5).await).await;
        database.remove().await;
    });
}

#[test]
fn changes_that_do_more_than_their_command_are_put_aside() {
    attack(async |attack| {
        let mut pushes = attack.honest(1).await;
        let other = attack.honest(2).await;
        for (push, other) in pushes.iter_mut().zip(other) {
            // the command says one thing, the changes another
            push.changes = other.changes;
        }
        let acks = ingest::receive(&attack.world.app, &attack.caller, pushes).await.expect("answers");
        assert!(acks.iter().all(|a| matches!(a.outcome, Outcome::Refused { .. })), "{acks:?}");
    });
}

#[test]
fn the_actor_of_another_device_is_refused() {
    attack(async |attack| {
        let honest = attack.honest(1).await;
        let acks = ingest::receive(&attack.world.app, &attack.caller, honest.clone()).await.expect("answers");
        assert!(acks.iter().all(|a| a.outcome == Outcome::Applied));
        let mut thief = attack.caller.clone();
        thief.device = Some(truckroll_domain::DeviceId::from_parts(1, [66; 10]));
        let mut stolen = honest;
        for push in &mut stolen {
            push.command.id = CommandId(uuid_of(attack.dice.random()));
        }
        let acks = ingest::receive(&attack.world.app, &thief, stolen).await.expect("answers");
        assert!(acks.iter().all(|a| matches!(a.outcome, Outcome::Refused { .. })));
    });
}

#[test]
fn mutated_frames_are_answered_or_refused_and_never_panic() {
    attack(async |attack| {
        let request = SyncRequest { version: 1, push: attack.honest(1).await, ..SyncRequest::default() };
        let frame_bytes = frame::pack(&request, 3);
        let mut read = 0;
        for _ in 0..cases() {
            let mut bytes = frame_bytes.clone();
            for _ in 0..attack.dice.random_range(1..4) {
                let at = attack.dice.random_range(0..bytes.len());
                bytes[at] ^= 1 << attack.dice.random_range(0..8);
            }
            let Ok(request) = frame::unpack::<SyncRequest>(&bytes) else { continue };
            read += 1;
            if read % 50 == 0 {
                let _: SyncResponse =
                    truckroll_server::sync::answer(&attack.world.app, &attack.caller, request).await.expect("answers");
            }
        }
        // the same without compression, where more gets through to the decoder
        let mut plain = vec![0];
        ciborium::into_writer(&request, &mut plain).expect("is serialisable");
        for _ in 0..cases() {
            let mut bytes = plain.clone();
            let at = attack.dice.random_range(0..bytes.len());
            bytes[at] = attack.dice.random();
            let _ = frame::unpack::<SyncRequest>(&bytes);
        }
    });
}
