//! The table of transitions (VIS-05) and the stories that bite others.

use super::*;
use crate::access::Policy;
use crate::people::{Agent, Role};
use crate::visits::VisitCommand as V;
use crate::{Actor, Applied, CommandId, Context, EntryBody, Refusal, Side, TenantId, VisitId};

const CHEN: u8 = 1;
const LI: u8 = 2;

fn agent(n: u8) -> AgentId {
    AgentId::from_parts(1, [n; 10])
}
fn assignment(n: u8) -> AssignmentId {
    AssignmentId::from_parts(2, [n; 10])
}
fn line(n: u8) -> LineId {
    LineId::from_parts(3, [n; 10])
}

fn staff(id: AgentId, name: &str, role: Role) -> Actor {
    Policy::default().actor(&Agent { id, name: name.into(), roles: vec![role], ..Agent::default() })
}
fn engineer(n: u8) -> Actor {
    staff(agent(n), &format!("Engineer {n}"), Role::Engineer)
}
fn dispatcher() -> Actor {
    staff(agent(99), "Dana", Role::Dispatcher)
}

/// A visit on a side, with a clock that is moved by hand.
struct Scene {
    visit: Visit,
    overlay: VisitOverlay,
    at: i64,
    side: Side,
    rules: VisitRules,
}

impl Scene {
    fn new() -> Self {
        let mut scene = Self {
            visit: Visit::default(),
            overlay: VisitOverlay::default(),
            at: 1_000,
            side: Side::Server,
            rules: VisitRules { solution: false, ..VisitRules::default() },
        };
        let site = Address { place: Some(Place::new(31.0, 121.0)), ..Address::default() };
        let new = NewVisit { title: "Lift 3 stuck".into(), address: site, ..NewVisit::default() };
        scene.does(dispatcher(), V::Create { visit: Box::new(new) }).expect("is made");
        scene
    }
    fn does(&mut self, actor: Actor, command: V) -> Result<Applied, Refusal> {
        self.at += 1_000;
        let ctx = Context {
            tenant: TenantId::default(),
            actor,
            device: None,
            command: CommandId::from_parts(self.at.unsigned_abs(), [7; 10]),
            at: Timestamp(self.at),
            received_at: Some(Timestamp(self.at)),
            offline: false,
            side: self.side,
            visit_rules: self.rules.clone(),
        };
        let (mut visit, mut overlay) = (self.visit.clone(), self.overlay.clone());
        let applied = apply(&ctx, VisitId::default(), &mut visit, &mut overlay, &command)?;
        (self.visit, self.overlay) = (visit, overlay);
        Ok(applied)
    }
    fn assigned_to(mut self, n: u8) -> Self {
        let seen = self.overlay.current;
        let command = V::Assign {
            assignment: assignment(n),
            agent: agent(n),
            agent_name: format!("Engineer {n}"),
            seen,
            reason: String::new(),
        };
        self.does(dispatcher(), command).expect("is assigned");
        self
    }
    fn then(mut self, step: fn(AssignmentId) -> V) -> Self {
        let current = self.overlay.current.expect("is assigned");
        self.does(engineer(CHEN), step(current)).expect("is allowed");
        self
    }
    fn state(&self) -> VisitState {
        self.visit.state(&self.overlay)
    }
}

fn accept(a: AssignmentId) -> V {
    V::Accept { assignment: a, place: None }
}
fn depart(a: AssignmentId) -> V {
    V::Depart { assignment: a, place: None }
}
fn arrive(a: AssignmentId) -> V {
    V::Arrive { assignment: a, place: Some(Place::new(31.0, 121.0)), reason: String::new() }
}
fn pause(a: AssignmentId) -> V {
    V::Pause { assignment: a, pause: line(9), reason: "parts".into() }
}
fn resume(a: AssignmentId) -> V {
    V::Resume { assignment: a }
}
fn complete(a: AssignmentId) -> V {
    V::Complete { assignment: a, place: None }
}
fn reject(a: AssignmentId) -> V {
    V::Reject { assignment: a, reason: "ill".into() }
}
fn picture(n: u8) -> Attachment {
    Attachment { hash: format!("{n:064x}"), size: 10, mime: "image/jpeg".into(), name: String::new() }
}
fn photo(a: AssignmentId, n: u8) -> V {
    let photo = Photo::new(picture(n), Timestamp(1), PhotoTag::Before, None);
    V::AddPhoto { assignment: a, photo: line(n), line: photo }
}
fn sign(a: AssignmentId, n: u8, signer: &str) -> V {
    let signature = Signature { attachment: picture(n), signer: signer.into(), at: Timestamp(1) };
    V::Sign { assignment: a, signature: line(n), line: signature }
}

#[test]
fn the_table_of_transitions_holds() {
    use VisitState as S;
    type Action = fn(AssignmentId) -> V;
    let steps: [(&str, Action); 7] = [
        ("accept", accept),
        ("reject", reject),
        ("depart", depart),
        ("arrive", arrive),
        ("pause", pause),
        ("resume", resume),
        ("complete", complete),
    ];
    type Path = &'static [Action];
    let states: [(S, Path); 6] = [
        (S::New, &[]),
        (S::Accepted, &[accept]),
        (S::OnTheWay, &[accept, depart]),
        (S::Arrived, &[accept, depart, arrive]),
        (S::Paused, &[accept, arrive, pause]),
        (S::Completed, &[accept, arrive, complete]),
    ];
    let allowed = [
        (S::New, "accept", S::Accepted),
        (S::New, "reject", S::New),
        (S::Accepted, "reject", S::New),
        (S::Accepted, "depart", S::OnTheWay),
        (S::Accepted, "arrive", S::Arrived),
        (S::OnTheWay, "arrive", S::Arrived),
        (S::Arrived, "pause", S::Paused),
        (S::Paused, "resume", S::Arrived),
        (S::Arrived, "complete", S::Completed),
    ];
    for (state, path) in states {
        for (name, step) in steps {
            let mut scene = Scene::new().assigned_to(CHEN);
            for before in path {
                scene = scene.then(*before);
            }
            assert_eq!(scene.state(), state);
            let result = scene.does(engineer(CHEN), step(assignment(CHEN)));
            match allowed.iter().find(|(from, action, _)| *from == state && *action == name) {
                Some((_, _, to)) => {
                    result.unwrap_or_else(|e| panic!("{name} while {state:?}: {e}"));
                    assert_eq!(scene.state(), *to, "{name} while {state:?}");
                }
                None => assert_eq!(result, Err(Refusal::WrongState { state }), "{name} while {state:?}"),
            }
        }
    }
}

#[test]
fn somebody_elses_visit_cannot_be_worked() {
    let mut scene = Scene::new().assigned_to(CHEN);
    assert_eq!(scene.does(engineer(LI), accept(assignment(CHEN))), Err(Refusal::NotYours));
    assert_eq!(scene.does(dispatcher(), accept(assignment(CHEN))), Err(Refusal::NotYours));
}

#[test]
fn a_rejected_visit_is_unassigned_again() {
    let scene = Scene::new().assigned_to(CHEN).then(reject);
    assert_eq!(scene.state(), VisitState::New);
    assert!(scene.visit.assignee(&scene.overlay).is_none());
    let scene = scene.assigned_to(LI);
    assert_eq!(scene.visit.assignee(&scene.overlay).map(|a| a.agent), Some(agent(LI)));
}

#[test]
fn two_dispatchers_cannot_both_assign() {
    let mut scene = Scene::new().assigned_to(CHEN);
    let stale = V::Assign {
        assignment: assignment(LI),
        agent: agent(LI),
        agent_name: "Li".into(),
        seen: None,
        reason: String::new(),
    };
    assert_eq!(scene.does(dispatcher(), stale), Err(Refusal::ChangedMeanwhile { current: format!("Engineer {CHEN}") }));
}

#[test]
fn work_done_after_reassignment_is_kept_and_counts_once_accepted() {
    let mut scene = Scene::new().assigned_to(CHEN).then(accept).assigned_to(LI);
    for command in [depart(assignment(CHEN)), arrive(assignment(CHEN)), photo(assignment(CHEN), 1)] {
        let applied = scene.does(engineer(CHEN), command).expect("is kept");
        assert!(matches!(applied.late, Some(Refusal::Reassigned { ref to, .. }) if to == "Engineer 2"));
    }
    let done = scene.does(engineer(CHEN), complete(assignment(CHEN))).expect("is kept");
    assert!(done.late.is_some());
    assert_eq!(scene.state(), VisitState::New, "the visit does not move");
    assert_eq!(scene.overlay.undecided_late().count(), 1);
    scene.does(dispatcher(), V::DecideLate { assignment: assignment(CHEN), accept: true }).expect("is decided");
    assert_eq!(scene.state(), VisitState::Completed);
    assert_eq!(scene.overlay.undecided_late().count(), 0);
    assert_eq!(scene.visit.attempts[&assignment(CHEN)].photos.len(), 1);
}

#[test]
fn a_late_record_that_is_set_aside_stays_readable_and_moves_nothing() {
    let mut scene = Scene::new().assigned_to(CHEN).assigned_to(LI);
    scene.does(engineer(CHEN), accept(assignment(CHEN))).expect("is kept");
    scene.does(dispatcher(), V::DecideLate { assignment: assignment(CHEN), accept: false }).expect("is decided");
    assert_eq!(scene.state(), VisitState::New);
    assert!(scene.visit.attempts[&assignment(CHEN)].accepted.is_some());
}

#[test]
fn a_device_cannot_take_server_decisions() {
    let mut scene = Scene::new().assigned_to(CHEN);
    scene.side = Side::Device;
    let rate = V::Rate { stars: 5, comment: String::new() };
    assert_eq!(scene.does(dispatcher(), rate), Err(Refusal::NotAllowed));
}

#[test]
fn arriving_far_away_needs_a_reason_and_no_gps_is_flagged() {
    let flags = |applied: &Applied| match &applied.entries[0].body {
        EntryBody::Log { flags, .. } => flags.clone(),
        other => panic!("a log line, not {other:?}"),
    };
    let far = Some(Place::new(31.01, 121.0));
    let mut scene = Scene::new().assigned_to(CHEN).then(accept);
    let bare = V::Arrive { assignment: assignment(CHEN), place: far, reason: String::new() };
    assert!(matches!(scene.does(engineer(CHEN), bare), Err(Refusal::FarFromSite { distance_m: 1_112 })));
    let reasoned = V::Arrive { assignment: assignment(CHEN), place: far, reason: "other gate".into() };
    assert_eq!(flags(&scene.does(engineer(CHEN), reasoned).expect("is allowed")), ["far_from_site"]);

    let mut scene = Scene::new().assigned_to(CHEN).then(accept);
    let blind = V::Arrive { assignment: assignment(CHEN), place: None, reason: String::new() };
    assert_eq!(flags(&scene.does(engineer(CHEN), blind).expect("is allowed")), ["no_gps"]);
}

#[test]
fn the_tenth_photo_is_refused() {
    let mut scene = Scene::new().assigned_to(CHEN).then(accept);
    for n in 1..=9 {
        scene.does(engineer(CHEN), photo(assignment(CHEN), n)).expect("is one of nine");
    }
    assert_eq!(
        scene.does(engineer(CHEN), photo(assignment(CHEN), 10)),
        Err(Refusal::TooMany { field: "photos".into(), limit: 9 })
    );
}

#[test]
fn the_organisation_sets_how_many_photos_and_how_far_is_far() {
    let mut scene = Scene::new().assigned_to(CHEN).then(accept);
    scene.rules.max_photos = 2;
    scene.rules.arrival_radius_m = 2_000;
    let near_enough = Some(Place::new(31.01, 121.0));
    let arrive = V::Arrive { assignment: assignment(CHEN), place: near_enough, reason: String::new() };
    scene.does(engineer(CHEN), arrive).expect("1.1 km is near here");
    for n in 1..=2 {
        scene.does(engineer(CHEN), photo(assignment(CHEN), n)).expect("is one of two");
    }
    let third = scene.does(engineer(CHEN), photo(assignment(CHEN), 3));
    assert_eq!(third, Err(Refusal::TooMany { field: "photos".into(), limit: 2 }));
}

#[test]
fn a_retired_field_is_demanded_of_nobody_and_still_takes_an_answer() {
    let mut scene = Scene::new().assigned_to(CHEN).then(accept).then(arrive);
    scene.rules.fields = vec![VisitField {
        key: "meter".into(),
        label: "Meter".into(),
        input: crate::forms::Input::Number,
        required_at: Stage::Complete,
        retired: true,
    }];
    let answers = BTreeMap::from([("meter".to_owned(), "42".to_owned())]);
    let report = V::Report { assignment: assignment(CHEN), solution: None, remark: None, work_minutes: None, answers };
    scene.does(engineer(CHEN), report).expect("is kept");
    scene.does(engineer(CHEN), complete(assignment(CHEN))).expect("is completed");
}

#[test]
fn a_photo_keeps_what_its_file_said_and_takes_no_impossible_place() {
    let mut scene = Scene::new().assigned_to(CHEN).then(accept).then(arrive);
    let old = Photo { taken_at: Some(Timestamp(-5)), ..Photo::new(picture(1), Timestamp(1), PhotoTag::After, None) };
    let add = |line: Photo, n| V::AddPhoto { assignment: assignment(CHEN), photo: super::tests::line(n), line };
    scene.does(engineer(CHEN), add(old.clone(), 1)).expect("is kept");
    assert_eq!(scene.visit.attempts[&assignment(CHEN)].photos[&line(1)].shows_at(), Timestamp(-5));
    let nowhere = Photo { taken_place: Some(Place::new(91.0, 0.0)), ..old };
    assert_eq!(scene.does(engineer(CHEN), add(nowhere, 2)), Err(Refusal::invalid("place", "not_a_place")));
    let before: Photo = serde_json::from_value(serde_json::json!({
        "hash": "a", "size": 1, "mime": "image/png", "at": 1, "tag": "before"
    }))
    .expect("what older apps wrote still reads");
    assert_eq!((before.taken_at, before.taken_place, before.shows_at()), (None, None, Timestamp(1)));
}

#[test]
fn completing_names_everything_that_is_missing() {
    let mut scene = Scene::new().assigned_to(CHEN).then(accept).then(arrive);
    scene.rules = VisitRules {
        solution: true,
        photos: 1,
        signature: true,
        watermark: false,
        fields: vec![VisitField {
            key: "meter".into(),
            label: "Meter".into(),
            input: crate::forms::Input::Number,
            required_at: Stage::Complete,
            retired: false,
        }],
        ..VisitRules::default()
    };
    let missing = ["solution", "photos", "signature", "meter"].map(str::to_owned).to_vec();
    assert_eq!(scene.does(engineer(CHEN), complete(assignment(CHEN))), Err(Refusal::Missing { fields: missing }));
}

#[test]
fn two_signatures_on_one_job_are_both_kept() {
    let mut scene = Scene::new().assigned_to(CHEN).then(accept);
    scene.does(engineer(CHEN), sign(assignment(CHEN), 1, "Ann")).expect("is kept");
    scene.does(engineer(CHEN), sign(assignment(CHEN), 2, "Bob")).expect("is kept");
    assert_eq!(scene.visit.attempts[&assignment(CHEN)].signatures.len(), 2);
}

#[test]
fn a_cancel_request_waits_for_a_decision_and_refusing_brings_the_state_back() {
    let mut scene = Scene::new().assigned_to(CHEN).then(accept);
    let ask = V::RequestCancel { request: line(1), reason: "customer away".into() };
    scene.does(engineer(CHEN), ask).expect("is asked");
    assert_eq!(scene.state(), VisitState::CancelRequested);
    let refuse = V::DecideCancel { request: line(1), decision: CancelDecision::Refuse };
    scene.does(dispatcher(), refuse).expect("is decided");
    assert_eq!(scene.state(), VisitState::Accepted);
    let again = V::RequestCancel { request: line(2), reason: "still away".into() };
    scene.does(engineer(CHEN), again).expect("is asked");
    let approve = V::DecideCancel { request: line(2), decision: CancelDecision::Approve };
    scene.does(dispatcher(), approve).expect("is decided");
    assert_eq!(scene.state(), VisitState::Cancelled);
}

#[test]
fn a_completed_visit_can_be_reopened_with_a_reason_and_finished_again() {
    let mut scene = Scene::new().assigned_to(CHEN).then(accept).then(arrive).then(complete);
    assert!(matches!(scene.does(dispatcher(), V::Reopen { reason: String::new() }), Err(Refusal::Missing { .. })));
    scene.does(dispatcher(), V::Reopen { reason: "leaks again".into() }).expect("is reopened");
    assert_eq!(scene.state(), VisitState::Arrived);
    scene.does(engineer(CHEN), complete(assignment(CHEN))).expect("is completed again");
    assert_eq!(scene.state(), VisitState::Completed);
}

#[test]
fn a_customer_rates_once_and_only_after_completion() {
    let rate = || V::Rate { stars: 4, comment: "quick".into() };
    let customer = || Actor::Customer { name: "Ann".into() };
    let mut scene = Scene::new().assigned_to(CHEN).then(accept);
    assert!(matches!(scene.does(customer(), rate()), Err(Refusal::WrongState { .. })));
    let mut scene = scene.then(arrive).then(complete);
    scene.does(customer(), rate()).expect("is rated");
    assert_eq!(scene.does(customer(), rate()), Err(Refusal::AlreadyExists));
}

#[test]
fn a_repeated_command_names_the_same_log_line() {
    let mut scene = Scene::new().assigned_to(CHEN);
    let before = (scene.visit.clone(), scene.overlay.clone(), scene.at);
    let first = scene.does(engineer(CHEN), accept(assignment(CHEN))).expect("is accepted");
    (scene.visit, scene.overlay, scene.at) = before;
    let second = scene.does(engineer(CHEN), accept(assignment(CHEN))).expect("is accepted");
    assert_eq!(first.entries, second.entries);
}
