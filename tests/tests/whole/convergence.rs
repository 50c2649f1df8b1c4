//! Random work on five phones and a desk over a network that loses, repeats, delays and reorders, with apps that
//! are killed and started again. At the end all copies are equal, rows equal a fresh projection, and every command a
//! phone was told is stored is either carried out or in "needs attention".
//!
//! `PROPTEST_CASES` sets the number of cases (100 a database by default; 1,000 and more for a nightly run).

use proptest::prelude::*;
use truckroll_domain::access::{Area, BuiltIn, Grant, Reach, Verb};
use truckroll_domain::attachments::Attachment;
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::privacy::Privacy;
use truckroll_domain::visits::{Part, Photo, PhotoTag, Signature, VisitCommand as V, VisitEdit};
use truckroll_domain::{AssignmentId, Command, CompanyId, EntryId, LineId, Timestamp, VisitId};
use truckroll_replica::ask::{Answer, Ask, VisitList};
use truckroll_tests::world::{dana, uuid_of};
use truckroll_tests::{Database, Fate, World, checks};

const PHONES: usize = 5;
const VISITS: usize = 4;
const COMPANIES: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    Work { phone: usize, visit: usize, what: u8 },
    Desk { visit: usize, phone: usize, what: u8 },
    Carry { phone: usize, fate: Fate },
    Late { phone: usize },
    Network { phone: usize, online: bool },
    Kill { phone: usize },
    Start { phone: usize },
    Time { seconds: i64 },
    Pack,
    Role { phone: usize, all: bool },
    Mask { on: bool },
    Customer { phone: Option<usize>, company: usize, what: u8 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let phone = 0..PHONES;
    let visit = 0..VISITS;
    let fate = prop_oneof![
        6 => Just(Fate::Delivered),
        1 => Just(Fate::RequestLost),
        2 => Just(Fate::AnswerLost),
        2 => Just(Fate::Repeated),
        1 => Just(Fate::Late),
    ];
    let step = prop_oneof![
        12 => (phone.clone(), visit.clone(), any::<u8>()).prop_map(|(phone, visit, what)| Step::Work { phone, visit, what }),
        5 => (visit, phone.clone(), any::<u8>()).prop_map(|(visit, phone, what)| Step::Desk { visit, phone, what }),
        10 => (phone.clone(), fate).prop_map(|(phone, fate)| Step::Carry { phone, fate }),
        1 => phone.clone().prop_map(|phone| Step::Late { phone }),
        2 => (phone.clone(), any::<bool>()).prop_map(|(phone, online)| Step::Network { phone, online }),
        1 => phone.clone().prop_map(|phone| Step::Kill { phone }),
        2 => phone.clone().prop_map(|phone| Step::Start { phone }),
        2 => (phone.clone(), any::<bool>()).prop_map(|(phone, all)| Step::Role { phone, all }),
        1 => any::<bool>().prop_map(|on| Step::Mask { on }),
        4 => (proptest::option::of(phone), 0..COMPANIES, any::<u8>())
            .prop_map(|(phone, company, what)| Step::Customer { phone, company, what }),
        3 => (1i64..120).prop_map(|seconds| Step::Time { seconds }),
        2 => Just(Step::Pack),
    ];
    proptest::collection::vec(step, 20..90)
}

fn picture(n: u64) -> Attachment {
    Attachment { hash: format!("{n:064x}"), size: 10, mime: "image/jpeg".into(), name: String::new() }
}

fn work(world: &mut World, assignment: AssignmentId, what: u8) -> V {
    let line = LineId(uuid_of(world.fresh()));
    let n = u64::from(what);
    match what % 14 {
        0 | 1 => V::Accept { assignment, place: None },
        2 => V::Depart { assignment, place: None },
        3 | 4 => V::Arrive { assignment, place: None, reason: String::new() },
        5 => V::Pause { assignment, pause: line, reason: "parts".into() },
        6 => V::Resume { assignment },
        7 => {
            let photo = Photo::new(picture(n), Timestamp(1), PhotoTag::After, None);
            V::AddPhoto { assignment, photo: line, line: photo }
        }
        8 => V::SetPart {
            assignment,
            part: line,
            line: Part { name: format!("pad {n}"), part_number: String::new(), quantity: 1 },
        },
        9 => V::Report {
            assignment,
            solution: Some(format!("solution {n}")),
            remark: Some(format!("remark {n}")),
            work_minutes: None,
            answers: Default::default(),
        },
        10 => {
            let signature = Signature { attachment: picture(n), signer: format!("Signer {n}"), at: Timestamp(1) };
            V::Sign { assignment, signature: line, line: signature }
        }
        11 => V::Note { entry: EntryId(uuid_of(world.fresh())), text: format!("note {n}") },
        12 if what > 128 => V::Reject { assignment, reason: "ill".into() },
        12 => V::RequestCancel { request: line, reason: "customer away".into() },
        _ => V::Complete { assignment, place: None },
    }
}

async fn desk(world: &mut World, visit: VisitId, phone: usize, what: u8) {
    let edit = |edit: VisitEdit| V::Edit { edit: Box::new(edit) };
    let command = match what % 8 {
        0..=3 => {
            let _ = world.assign(visit, phone).await;
            return;
        }
        4 => edit(VisitEdit { title: Some(format!("title {what}")), ..VisitEdit::default() }),
        5 => edit(VisitEdit { description: Some(format!("words {what}")), ..VisitEdit::default() }),
        6 => {
            let Some((visit_now, overlay)) = world.server_visit(visit).await else { return };
            let Some((request, _)) = visit_now.open_cancel_request(&overlay) else { return };
            let decision = if what > 128 {
                truckroll_domain::visits::CancelDecision::Approve
            } else {
                truckroll_domain::visits::CancelDecision::Refuse
            };
            V::DecideCancel { request, decision }
        }
        _ => {
            let Some((_, overlay)) = world.server_visit(visit).await else { return };
            let Some((assignment, _)) = overlay.undecided_late().next() else { return };
            V::DecideLate { assignment, accept: what > 128 }
        }
    };
    // refusals are part of the story
    let _ = world.executes(dana(), Command::Visit { id: visit, command }).await;
}

async fn run(mut world: World, steps: Vec<Step>) {
    let mut visits = Vec::new();
    for n in 0..VISITS {
        let visit = world.visit(&format!("visit {n}")).await;
        world.assign(visit, n % PHONES).await.expect("is assigned");
        visits.push(visit);
    }
    world.settle().await;
    let mut companies: Vec<CompanyId> = Vec::new();
    let mut told: Vec<(usize, truckroll_domain::CommandId)> = Vec::new();
    for step in steps {
        match step {
            Step::Work { phone, visit, what } => {
                if world.phones[phone].driver.is_none() {
                    continue;
                }
                let now = world.now();
                let Some(Answer::Visits { visits: mine }) =
                    world.phones[phone].ask(Ask::Visits { list: VisitList::ToDo, narrow: Default::default() }, now)
                else {
                    continue;
                };
                let Some(item) = mine.get(visit % mine.len().max(1)) else { continue };
                let (Ok(id), Some(Ok(assignment))) =
                    (item.row.id.parse::<VisitId>(), item.row.assignment.as_ref().map(|a| a.parse()))
                else {
                    continue;
                };
                let command = work(&mut world, assignment, what);
                if let Ok(command) = world.phones[phone].does(Command::Visit { id, command }, now) {
                    told.push((phone, command));
                }
            }
            Step::Desk { visit, phone, what } => desk(&mut world, visits[visit], phone, what).await,
            Step::Carry { phone, fate } => {
                world.carry(phone, fate).await;
            }
            Step::Late { phone } => world.deliver_late(phone).await,
            Step::Network { phone, online } => {
                world.phones[phone].online = online;
                let now = world.now();
                world.phones[phone].ask(Ask::Network { online }, now);
            }
            Step::Kill { phone } => world.phones[phone].kill(),
            Step::Start { phone } => {
                if world.phones[phone].driver.is_none() {
                    let now = world.now();
                    world.phones[phone].start(now);
                }
            }
            Step::Time { seconds } => world.pass(seconds * 1_000),
            Step::Pack => world.pack().await,
            Step::Role { phone, all } => {
                let customers = if all {
                    Grant::of(&[Verb::View, Verb::Create, Verb::Edit], Reach::All)
                } else {
                    Grant::of(&[Verb::View], Reach::Own)
                };
                let mut role = BuiltIn::Engineer.role();
                role.id = truckroll_domain::RoleId::from_parts(8, [u8::from(all); 10]);
                role.grants.insert(Area::Customers, customers);
                world.gives_role(phone, &role).await;
            }
            Step::Mask { on } => {
                let privacy = Privacy { mask_phones: on, show_to_administrators: true };
                world.defines(Privacy::KIND, Privacy::ID, &privacy).await;
            }
            Step::Customer { phone, company, what } => {
                let edit = CompanyEdit {
                    name: Some(format!("Company {what}")),
                    phone: (what % 3 == 0).then(|| format!("135000{:05}", what)),
                    remark: (what % 3 == 1).then(|| format!("remark {what}")),
                    ..CompanyEdit::default()
                };
                let edit = Box::new(edit);
                let known = companies.get(company).copied();
                let id = known.unwrap_or_else(|| CompanyId(uuid_of(world.fresh())));
                let command = match known {
                    Some(_) => CompanyCommand::Edit { edit },
                    None => CompanyCommand::Create { company: edit },
                };
                let command = Command::Company { id, command };
                let done = match phone {
                    Some(phone) if world.phones[phone].driver.is_some() => {
                        let now = world.now();
                        let done = world.phones[phone].does(command, now);
                        told.extend(done.as_ref().ok().map(|command| (phone, *command)));
                        done.is_ok()
                    }
                    Some(_) => false,
                    None => world.executes(dana(), command).await.is_ok(),
                };
                if done && known.is_none() {
                    companies.push(id);
                }
            }
        }
    }
    world.settle().await;
    checks::all_copies_are_equal(&mut world).await;
    checks::nothing_told_is_lost(&mut world, &told).await;
}

/// Random days; `PROPTEST_CASES=1000` before a release.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(40)
}

/// A failing case is made smaller this often; `PROPTEST_MAX_SHRINK_ITERS` asks for more.
fn shrinks() -> u32 {
    std::env::var("PROPTEST_MAX_SHRINK_ITERS").ok().and_then(|n| n.parse().ok()).unwrap_or(40)
}

fn converge(database: impl Future<Output = Database>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("starts");
    let database = runtime.block_on(database);
    let first = runtime.block_on(World::new(&database, 1));
    let config = ProptestConfig {
        cases: cases(),
        max_shrink_iters: shrinks(),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    runner
        .run(&steps(), |steps| {
            runtime.block_on(async {
                let world = first.beside(u8::try_from(PHONES).expect("is small")).await;
                run(world, steps).await;
            });
            Ok(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    drop(first);
    runtime.block_on(database.remove());
}

#[test]
fn all_copies_end_equal_on_sqlite() {
    converge(Database::sqlite());
}

#[test]
fn all_copies_end_equal_on_postgres() {
    converge(async { Database::postgres().await.expect("`cargo xtask test` starts PostgreSQL and names it") });
}
