//! Stories that bit users of other products, and the ones of the issue. Each runs on both databases.

use std::collections::BTreeMap;

use truckroll_domain::attachments::Attachment;
use truckroll_domain::forms::Input;
use truckroll_domain::visits::{
    Photo, PhotoTag, Signature, Stage, VisitCommand as V, VisitEdit, VisitField, VisitRules, VisitState,
};
use truckroll_domain::{AssignmentId, Command, EntryId, LineId, Refusal, Timestamp, VisitId};
use truckroll_protocol::sync::{Body, Cursor, SyncRequest};
use truckroll_replica::ask::{Answer, Ask};
use truckroll_server::{ingest, sync};
use truckroll_tests::world::{dana, uuid_of};
use truckroll_tests::{Fate, World, checks, on_both};

fn on(id: VisitId, command: V) -> Command {
    Command::Visit { id, command }
}

fn picture(n: u8) -> Attachment {
    Attachment { hash: format!("{n:064x}"), size: 10, mime: "image/jpeg".into(), name: String::new() }
}

fn line(world: &mut World) -> LineId {
    LineId(uuid_of(world.fresh()))
}

fn does(world: &mut World, phone: usize, id: VisitId, command: V) {
    world.pass(1_000);
    let now = world.now();
    world.phones[phone].does(on(id, command), now).expect("is carried out on the phone");
}

async fn given(world: &mut World, phone: usize) -> (VisitId, AssignmentId) {
    let visit = world.visit("Lift 3 stuck").await;
    let assignment = world.assign(visit, phone).await.expect("is assigned");
    world.settle().await;
    (visit, assignment)
}

fn offline(world: &mut World, phone: usize) {
    world.phones[phone].online = false;
    let now = world.now();
    world.phones[phone].ask(Ask::Network { online: false }, now);
}

/// Sets a phone back to a copy of itself; what it did since is on the server only.
fn restore(world: &mut World, copy: &std::path::Path) {
    let phone = &mut world.phones[0];
    phone.kill();
    phone.wires.clear();
    phone.late.clear();
    for end in ["-wal", "-shm"] {
        let mut path = phone.path.clone().into_os_string();
        path.push(end);
        // SQLite removes them itself when the last connection closes
        let _ = std::fs::remove_file(path);
    }
    std::fs::copy(copy, &phone.path).expect("is restored");
    let now = world.now();
    world.phones[0].start(now);
}

fn accept(assignment: AssignmentId) -> V {
    V::Accept { assignment, place: None }
}
fn arrive(assignment: AssignmentId) -> V {
    V::Arrive { assignment, place: None, reason: String::new() }
}
fn complete(assignment: AssignmentId) -> V {
    V::Complete { assignment, place: None }
}

#[test]
fn a_whole_visit_without_network_arrives_in_one_piece() {
    on_both(1, async |world| {
        let (visit, a) = given(world, 0).await;
        offline(world, 0);
        does(world, 0, visit, accept(a));
        does(world, 0, visit, V::Depart { assignment: a, place: None });
        world.phones[0].kill();
        let now = world.now();
        world.phones[0].start(now);
        does(world, 0, visit, arrive(a));
        for n in 1..=3 {
            let photo = Photo::new(picture(n), Timestamp(1), PhotoTag::Before, None);
            let id = line(world);
            does(world, 0, visit, V::AddPhoto { assignment: a, photo: id, line: photo });
        }
        does(world, 0, visit, complete(a));
        assert_eq!(world.phone_visit(0, visit).expect("is there").row.state, "completed");
        let (before, overlay) = world.server_visit(visit).await.expect("is there");
        assert_eq!(before.state(&overlay), VisitState::New, "the server knows nothing yet");
        world.pass(60_000);
        world.settle().await;
        let (after, overlay) = world.server_visit(visit).await.expect("is there");
        assert_eq!(after.state(&overlay), VisitState::Completed);
        assert_eq!(after.photo_count(), 3);
        let entries =
            truckroll_server::ingest::entries(&world.app.db, world.tenant, visit.into()).await.expect("reads");
        let done = entries
            .iter()
            .find(|e| matches!(&e.body, truckroll_domain::EntryBody::Log { action, .. } if action == "complete"));
        let done = done.expect("the flow log has the completion");
        assert!(done.offline && done.received_at.is_some_and(|received| received > done.at), "device and server time");
    });
}

#[test]
fn work_finished_after_a_reassignment_is_kept_flagged_and_accepted_with_one_click() {
    on_both(2, async |world| {
        let (visit, a) = given(world, 0).await;
        offline(world, 0);
        let second = world.assign(visit, 1).await.expect("is reassigned");
        for command in [accept(a), arrive(a), complete(a)] {
            does(world, 0, visit, command);
        }
        world.settle().await;
        let (now, overlay) = world.server_visit(visit).await.expect("is there");
        assert_eq!(now.state(&overlay), VisitState::New, "the visit is not completed by it");
        assert_eq!(overlay.current, Some(second));
        assert_eq!(overlay.undecided_late().count(), 1);
        let at = world.now();
        let Some(Answer::Attention { items }) = world.phones[0].ask(Ask::Attention, at) else { panic!("answers") };
        assert_eq!(items.len(), 3, "his screen says so plainly");
        assert!(items.iter().all(|i| i.kept && matches!(&i.why, Refusal::Reassigned { to, .. } if to == "Engineer 2")));
        world.executes(dana(), on(visit, V::DecideLate { assignment: a, accept: true })).await.expect("is accepted");
        let (now, overlay) = world.server_visit(visit).await.expect("is there");
        assert_eq!(now.state(&overlay), VisitState::Completed);
    });
}

/// Dynamics 365 resolves conflicts by whole record: a changed start time and a changed end time lose one of the two.
#[test]
fn a_start_time_and_an_end_time_changed_apart_both_stand() {
    on_both(1, async |world| {
        let (visit, _) = given(world, 0).await;
        let from = VisitEdit { window_from: Some(Timestamp(1_000)), ..VisitEdit::default() };
        let to = VisitEdit { window_to: Some(Timestamp(9_000)), ..VisitEdit::default() };
        world.phones[0].me.agent.roles.push(truckroll_domain::people::Role::Dispatcher);
        let me = world.phones[0].me.clone();
        let agent = me.agent.clone();
        let mut tx = world.app.db.begin().await.expect("begins");
        truckroll_server::directory::put_definition(&mut tx, world.tenant, "agent", &agent.id.to_string(), &agent)
            .await
            .expect("is written");
        tx.commit().await.expect("commits");
        world.app.forget_directory(world.tenant);
        world.phones[0].replica().signed_in(me).expect("signs in");
        offline(world, 0);
        does(world, 0, visit, V::Edit { edit: Box::new(from) });
        world.executes(dana(), on(visit, V::Edit { edit: Box::new(to) })).await.expect("is edited");
        world.settle().await;
        let (now, _) = world.server_visit(visit).await.expect("is there");
        assert_eq!((now.window_from, now.window_to), (Some(Timestamp(1_000)), Some(Timestamp(9_000))));
    });
}

#[test]
fn a_colleagues_new_number_reaches_the_phones_of_the_others() {
    on_both(2, async |world| {
        world.settle().await;
        let mut second = world.phones[1].me.agent.clone();
        second.mobile = "139 0000 2222".into();
        world.phones[0].told.clear();
        world.defines("agent", &second.id.to_string(), &second).await;
        world.settle().await;
        let told = &world.phones[0].told;
        assert!(told.iter().any(|changed| changed.people), "his screens ask for their colleagues again");
        assert!(!told.iter().any(|changed| changed.session), "and for nothing else: he is who he was");
        let at = world.now();
        let Some(Answer::Colleagues { agents }) = world.phones[0].ask(Ask::Colleagues, at) else { panic!("answers") };
        let known = agents.iter().find(|agent| agent.id == second.id).expect("a colleague");
        assert_eq!(known.mobile, "139 0000 2222");
        // where nothing of the staff changed nothing is told of it
        world.phones[0].told.clear();
        given(world, 0).await;
        assert!(!world.phones[0].told.iter().any(|changed| changed.people));
    });
}

/// coopcycle #250: the second signature replaced the first.
#[test]
fn two_signatures_on_one_job_are_both_kept_through_sync() {
    on_both(1, async |world| {
        let (visit, a) = given(world, 0).await;
        offline(world, 0);
        does(world, 0, visit, accept(a));
        for (n, signer) in [(1, "Ann"), (2, "Bob")] {
            let signature = Signature { attachment: picture(n), signer: signer.into(), at: Timestamp(1) };
            let id = line(world);
            does(world, 0, visit, V::Sign { assignment: a, signature: id, line: signature });
        }
        world.settle().await;
        let (now, _) = world.server_visit(visit).await.expect("is there");
        let signers: Vec<String> = now.attempts[&a].signatures.values().map(|s| s.signer.clone()).collect();
        assert_eq!(signers.len(), 2);
        assert!(signers.contains(&"Ann".to_owned()) && signers.contains(&"Bob".to_owned()));
    });
}

/// ODK Central #669, #698, #805: several offline edits that reach the server out of order.
#[test]
fn edits_that_arrive_late_twice_and_out_of_order_change_nothing() {
    on_both(1, async |world| {
        let (visit, a) = given(world, 0).await;
        for (fate, solution) in [(Fate::Late, "one"), (Fate::AnswerLost, "two"), (Fate::Repeated, "three")] {
            if solution == "one" {
                does(world, 0, visit, accept(a));
            }
            let report = V::Report {
                assignment: a,
                solution: Some(solution.to_owned()),
                remark: None,
                work_minutes: None,
                answers: Default::default(),
            };
            does(world, 0, visit, report);
            let now = world.now();
            world.phones[0].ask(Ask::SyncNow, now);
            world.carry(0, fate).await;
            world.pass(600_000);
        }
        world.deliver_late(0).await;
        world.settle().await;
        let (now, _) = world.server_visit(visit).await.expect("is there");
        assert_eq!(now.attempts[&a].solution, "three", "the last word counts");
    });
}

#[test]
fn a_restored_backup_never_uses_a_number_twice() {
    on_both(1, async |world| {
        let (visit, a) = given(world, 0).await;
        let copy = world.phones[0].path.with_extension("backup");
        let copy = world.phones[0].backup(copy);
        does(world, 0, visit, accept(a));
        world.settle().await;
        restore(world, &copy);
        world.phones[0].kill();
        let now = world.now();
        world.phones[0].online = false;
        world.phones[0].start(now);
        let _ = world.phones[0].does(on(visit, accept(a)), now);
        world.settle().await;
        let (now, overlay) = world.server_visit(visit).await.expect("is there");
        assert_eq!(now.state(&overlay), VisitState::Accepted);
        does(world, 0, visit, arrive(a));
        world.settle().await;
        let (now, overlay) = world.server_visit(visit).await.expect("is there");
        assert_eq!(now.state(&overlay), VisitState::Arrived, "the phone goes on working");
    });
}

#[test]
fn a_restored_backup_gets_back_what_the_phone_itself_had_sent() {
    on_both(1, async |world| {
        let (visit, a) = given(world, 0).await;
        let copy = world.phones[0].path.with_extension("backup");
        let copy = world.phones[0].backup(copy);
        does(world, 0, visit, accept(a));
        world.settle().await;
        restore(world, &copy);
        world.settle().await;
        assert_eq!(world.phone_visit(0, visit).expect("is there").row.state, "accepted");
    });
}

#[test]
fn losing_a_visit_removes_it_from_the_phone_after_its_work_was_sent() {
    on_both(2, async |world| {
        let (visit, a) = given(world, 0).await;
        offline(world, 0);
        does(world, 0, visit, accept(a));
        world.assign(visit, 1).await.expect("is reassigned");
        assert!(world.phone_visit(0, visit).is_some());
        world.settle().await;
        assert!(world.phone_visit(0, visit).is_none());
        assert!(world.phone_visit(1, visit).is_some());
    });
}

#[test]
fn a_server_restored_from_a_backup_is_read_from_the_start_and_nothing_unsent_is_lost() {
    on_both(1, async |world| {
        let (visit, a) = given(world, 0).await;
        offline(world, 0);
        does(world, 0, visit, accept(a));
        sqlx::query("update tenants set epoch = epoch + 1 where id = $1")
            .bind(world.tenant.to_string())
            .execute(world.app.db.pool())
            .await
            .expect("a new history begins");
        world.settle().await;
        let (now, overlay) = world.server_visit(visit).await.expect("is there");
        assert_eq!(now.state(&overlay), VisitState::Accepted);
    });
}

/// A server that was put back to an older program meets an outcome that its successor wrote.
#[test]
fn a_command_with_an_outcome_that_cannot_be_read_is_not_carried_out_again() {
    on_both(1, async |world| {
        let (visit, a) = given(world, 0).await;
        does(world, 0, visit, accept(a));
        let now = world.now();
        world.phones[0].ask(Ask::SyncNow, now);
        world.carry(0, Fate::AnswerLost).await;
        let seq = ingest::load(&world.app.db, world.tenant, &[visit.into()]).await.expect("loads")[&visit.into()].seq;
        let stored = sqlx::query("update commands set outcome = '{\"r\":\"postponed\"}' where tenant_id = $1")
            .bind(world.tenant.to_string())
            .execute(world.app.db.pool())
            .await
            .expect("is written");
        assert!(stored.rows_affected() > 0);
        world.settle().await;
        let after = ingest::load(&world.app.db, world.tenant, &[visit.into()]).await.expect("loads");
        assert_eq!(after[&visit.into()].seq, seq, "nothing was stored a second time");
        let now = world.now();
        let Some(Answer::Sync { state }) = world.phones[0].ask(Ask::SyncState, now) else { panic!("a state") };
        assert_eq!((state.waiting, state.attention), (0, 0));
    });
}

#[test]
fn a_first_reading_in_pages_brings_every_document_whole_and_once() {
    on_both(1, async |world| {
        let mut visits = Vec::new();
        for n in 0..40 {
            let visit = world.visit(&format!("Lift {n} stuck")).await;
            world.assign(visit, 0).await.expect("is assigned");
            visits.push(visit);
        }
        // those that moved again come in later pages than they were granted in
        for visit in visits.iter().step_by(2) {
            let edit = Box::new(VisitEdit { title: Some("Lift stuck again".into()), ..VisitEdit::default() });
            world.executes(dana(), on(*visit, V::Edit { edit })).await.expect("is carried out");
        }
        world.pack().await;
        for version in [2, truckroll_protocol::VERSION] {
            let (mut cursor, mut pages, mut came) = (Cursor::default(), 0, BTreeMap::new());
            loop {
                let request = SyncRequest { version, cursor, max_bytes: 1, ..SyncRequest::default() };
                let page = sync::answer(&world.app, &world.caller(0), request).await.expect("reads");
                for update in page.updates() {
                    assert!(matches!(update.body, Body::Snapshot(_)), "page {pages}: {} came in parts", update.id);
                    *came.entry(update.id).or_insert(0) += 1;
                }
                (cursor, pages) = (page.cursor, pages + 1);
                if !page.more {
                    break;
                }
            }
            assert!(pages > 2, "{pages} pages are too few to tell");
            assert_eq!((came.len(), came.values().max()), (visits.len(), Some(&1)));
            assert_eq!(cursor.floor, None);
        }
    });
}

fn demanding(key: &str) -> VisitRules {
    let field = VisitField {
        key: key.into(),
        label: "Meter".into(),
        input: Input::Number,
        required_at: Stage::Complete,
        retired: false,
    };
    VisitRules { solution: false, fields: vec![field], ..VisitRules::default() }
}

#[test]
fn a_field_demanded_while_a_phone_was_offline_does_not_refuse_what_was_done_before() {
    on_both(1, async |world| {
        let (visit, a) = given(world, 0).await;
        offline(world, 0);
        does(world, 0, visit, accept(a));
        does(world, 0, visit, arrive(a));
        world.pass(1_000);
        world.demand(demanding("meter")).await;
        // by the phone's clock this is after the change, of which it cannot know
        does(world, 0, visit, complete(a));
        world.pass(60_000);
        world.settle().await;
        let (done, overlay) = world.server_visit(visit).await.expect("is there");
        assert_eq!(done.state(&overlay), VisitState::Completed);
        let now = world.now();
        let Some(Answer::Attention { items }) = world.phones[0].ask(Ask::Attention, now) else { panic!("an answer") };
        assert_eq!(items, vec![]);
    });
}

#[test]
fn a_phone_demands_a_new_field_once_it_has_heard_of_it_and_takes_the_answer() {
    on_both(1, async |world| {
        let (visit, a) = given(world, 0).await;
        does(world, 0, visit, accept(a));
        does(world, 0, visit, arrive(a));
        world.demand(demanding("meter")).await;
        world.pass(60_000);
        world.settle().await;
        let now = world.now();
        let Some(Answer::Me { me: Some(me) }) = world.phones[0].ask(Ask::Me, now) else { panic!("an answer") };
        assert_eq!(me.visit_rules, demanding("meter"), "screens hear of it too");
        let refused = world.phones[0].does(on(visit, complete(a)), now);
        assert_eq!(refused, Err(Answer::Refused { why: Refusal::Missing { fields: vec!["meter".into()] } }));
        let answers = std::collections::BTreeMap::from([("meter".to_owned(), "42".to_owned())]);
        let report = V::Report { assignment: a, solution: None, remark: None, work_minutes: None, answers };
        does(world, 0, visit, report);
        // retired while he completes: his answer stays, and nobody misses it
        world
            .demand(
                VisitRules { solution: false, ..VisitRules::default() }.replacing(&demanding("meter")).expect("fits"),
            )
            .await;
        does(world, 0, visit, complete(a));
        world.pass(60_000);
        world.settle().await;
        let (done, overlay) = world.server_visit(visit).await.expect("is there");
        assert_eq!(done.state(&overlay), VisitState::Completed);
        assert_eq!(done.attempts[&a].answers["meter"], "42");
    });
}

#[test]
fn the_next_page_is_asked_for_before_this_one_is_stored_and_a_kill_in_between_costs_nothing() {
    on_both(1, async |world| {
        world.page_bytes = 1;
        for n in 0..40 {
            let visit = world.visit(&format!("Lift {n} stuck")).await;
            world.assign(visit, 0).await.expect("is assigned");
        }
        let held = |world: &World| -> i64 {
            let phone = rusqlite::Connection::open(&world.phones[0].path).expect("opens");
            phone.query_row("select count(*) from documents", [], |r| r.get(0)).expect("reads")
        };
        for killed in [true, false] {
            let before = held(world);
            let now = world.now();
            world.phones[0].ask(Ask::SyncNow, now);
            assert!(world.carry(0, Fate::Delivered).await, "a page is asked for");
            assert_eq!((held(world), world.phones[0].wires.len()), (before, 1), "the next one is under way already");
            if killed {
                world.phones[0].kill();
                world.phones[0].start(now);
                assert_eq!(held(world), before);
            } else {
                assert!(world.carry(0, Fate::RequestLost).await, "the next one fails");
                assert!(held(world) > before, "the page that came is stored");
            }
        }
    });
}

/// A phone that asked again takes only the answer to its last question: the one before knows less than was sent since.
#[test]
fn an_answer_that_comes_after_the_phone_asked_again_decides_nothing() {
    on_both(2, async |world| {
        let (visit, _) = given(world, 0).await;
        world.assign(visit, 1).await.expect("is given away");
        let mut told = Vec::new();
        let request = line(world);
        let entry = EntryId(uuid_of(world.fresh()));
        let now = world.now();
        let cancel = V::RequestCancel { request, reason: "customer away".into() };
        told.push((0, world.phones[0].does(on(visit, cancel), now).expect("is recorded")));
        assert_eq!(world.phones[0].wires.len(), 1, "it is sent");
        // no answer comes in time
        world.pass(60_000);
        let now = world.now();
        let note = V::Note { entry, text: "the door is locked".into() };
        told.push((0, world.phones[0].does(on(visit, note), now).expect("is recorded")));
        world.pass(60_000);
        assert_eq!(world.phones[0].wires.len(), 2, "the phone asks again");
        world.carry(0, Fate::Delivered).await;
        world.settle().await;
        checks::nothing_told_is_lost(world, &told).await;
    });
}
