//! The visit: Wang was sent and could not come, Chen was sent and repaired it.

use std::collections::BTreeMap;

use truckroll_domain::tickets::Priority;
use truckroll_domain::visits::{
    Assignment, Attempt, CancelDecision, CancelOutcome, CancelRequest, LateDecision, NewVisit, Part, Pause, Photo,
    PhotoTag, Rating, Signature, Stamp, Visit, VisitCommand, VisitEdit, VisitOverlay,
};

use super::customers::{address, customer};
use super::{
    Named, at, beside_the_site, chen, chens_assignment, dana, id, lift_3, picture, ticket_id, wang, wangs_assignment,
};

fn stamp(minutes: i64) -> Stamp {
    Stamp {
        at: at(minutes),
        place: Some(beside_the_site()),
        distance_m: Some(71),
        reason: "parked around the corner".into(),
        offline: true,
    }
}

pub fn photo(name: &str, tag: PhotoTag) -> Photo {
    Photo {
        attachment: picture(name),
        at: at(40),
        tag,
        place: Some(beside_the_site()),
        taken_at: Some(at(39)),
        taken_place: Some(beside_the_site()),
    }
}

pub fn part() -> Part {
    Part { name: "Door roller".into(), part_number: "DR-80".into(), quantity: 2 }
}

pub fn signature() -> Signature {
    Signature { attachment: picture("signature"), signer: "Zhou Min".into(), at: at(80) }
}

fn chens_attempt() -> Attempt {
    Attempt {
        accepted: Some(stamp(15)),
        rejected: None,
        departed: Some(stamp(18)),
        arrived: Some(stamp(35)),
        completed: Some(stamp(85)),
        pauses: BTreeMap::from([(id(0x70), Pause { from: at(50), to: Some(at(60)), reason: "fetched a part".into() })]),
        photos: BTreeMap::from([
            (id(0x71), photo("before", PhotoTag::Before)),
            (id(0x72), photo("after", PhotoTag::After)),
        ]),
        parts: BTreeMap::from([(id(0x73), part())]),
        signatures: BTreeMap::from([(id(0x74), signature())]),
        answers: BTreeMap::from([("meter".into(), "48213".into())]),
        solution: "Replaced two door rollers.".into(),
        remark: "Order spares.".into(),
        work_minutes: Some(45),
    }
}

fn wangs_attempt() -> Attempt {
    Attempt {
        accepted: Some(stamp(6)),
        rejected: Some(stamp(9)),
        departed: None,
        arrived: None,
        completed: None,
        pauses: BTreeMap::new(),
        photos: BTreeMap::new(),
        parts: BTreeMap::new(),
        signatures: BTreeMap::new(),
        answers: BTreeMap::new(),
        solution: String::new(),
        remark: String::new(),
        work_minutes: None,
    }
}

pub fn visit() -> Visit {
    Visit {
        schema: 1,
        title: "Lift 3 stuck on floor 12".into(),
        description: "Two people inside, nobody hurt.".into(),
        problem_type: "lift / door / roller".into(),
        service_item: "Emergency call".into(),
        priority: Priority::Urgent,
        customer: customer(),
        address: address(),
        ticket: Some(ticket_id()),
        asset: Some(lift_3()),
        asset_name: "Lift 3".into(),
        window_from: Some(at(30)),
        window_to: Some(at(90)),
        duration_min: Some(45),
        due_at: Some(at(120)),
        skills: vec!["lift-a".into(), "escalator".into()],
        fields: BTreeMap::from([("contract".into(), "gold".into())]),
        created_at: at(5),
        created_by: Some(dana()),
        created_by_name: "Dana Xu".into(),
        attempts: BTreeMap::from([(wangs_assignment(), wangs_attempt()), (chens_assignment(), chens_attempt())]),
        cancel_requests: BTreeMap::from([(
            id(0x75),
            CancelRequest { by: "Wang Wei".into(), at: at(8), reason: "car broke down".into() },
        )]),
    }
}

/// Completed and rated.
pub fn overlay() -> VisitOverlay {
    VisitOverlay {
        number: Some("V-2026-000731".into()),
        assignments: BTreeMap::from([
            (
                wangs_assignment(),
                Assignment {
                    agent: wang(),
                    agent_name: "Wang Wei".into(),
                    at: at(5),
                    by: "Dana Xu".into(),
                    reason: String::new(),
                    ended_at: Some(at(10)),
                    late: Some(LateDecision { accepted: false, at: at(95), by: "Dana Xu".into() }),
                    late_at: Some(at(94)),
                },
            ),
            (
                chens_assignment(),
                Assignment {
                    agent: chen(),
                    agent_name: "Chen Li".into(),
                    at: at(12),
                    by: "Dana Xu".into(),
                    reason: "car broke down".into(),
                    ended_at: None,
                    late: None,
                    late_at: None,
                },
            ),
        ]),
        current: Some(chens_assignment()),
        cancel_outcomes: BTreeMap::from([(
            id(0x75),
            CancelOutcome { approved: false, at: at(11), by: "Dana Xu".into() },
        )]),
        cancelled_at: None,
        reopened_at: Some(at(70)),
        rating: Some(Rating { stars: 5, comment: "Quick and friendly.".into(), at: at(200) }),
        customer_link: "/p/hua-plaza".into(),
    }
}

/// Cancelled before anybody went.
pub fn cancelled_overlay() -> VisitOverlay {
    VisitOverlay {
        number: Some("V-2026-000732".into()),
        assignments: BTreeMap::new(),
        current: None,
        cancel_outcomes: BTreeMap::from([(
            id(0x75),
            CancelOutcome { approved: true, at: at(11), by: "Dana Xu".into() },
        )]),
        cancelled_at: Some(at(11)),
        reopened_at: None,
        rating: None,
        customer_link: String::new(),
    }
}

pub fn overlays() -> Named<VisitOverlay> {
    vec![("rated", overlay()), ("cancelled", cancelled_overlay())]
}

pub fn new_visit() -> NewVisit {
    NewVisit {
        title: "Lift 3 stuck on floor 12".into(),
        description: "Two people inside, nobody hurt.".into(),
        problem_type: "lift / door / roller".into(),
        service_item: "Emergency call".into(),
        priority: Priority::Urgent,
        customer: customer(),
        address: address(),
        ticket: Some(ticket_id()),
        asset: Some(lift_3()),
        asset_name: "Lift 3".into(),
        window_from: Some(at(30)),
        window_to: Some(at(90)),
        duration_min: Some(45),
        due_at: Some(at(120)),
        skills: vec!["lift-a".into()],
        fields: BTreeMap::from([("contract".into(), "gold".into())]),
    }
}

pub fn edit() -> VisitEdit {
    VisitEdit {
        title: Some("Lift 3 stuck on floor 11".into()),
        description: Some("One person inside.".into()),
        problem_type: Some("lift / drive".into()),
        service_item: Some("Repair".into()),
        priority: Some(Priority::High),
        customer: Some(customer()),
        address: Some(address()),
        window_from: Some(at(40)),
        window_to: Some(at(100)),
        duration_min: Some(60),
        due_at: Some(at(130)),
        skills: Some(vec!["lift-a".into()]),
    }
}

pub fn commands() -> Vec<VisitCommand> {
    use VisitCommand as V;
    let assignment = chens_assignment();
    let place = Some(beside_the_site());
    vec![
        V::Create { visit: Box::new(new_visit()) },
        V::Edit { edit: Box::new(edit()) },
        V::Assign {
            assignment,
            agent: chen(),
            agent_name: "Chen Li".into(),
            seen: Some(wangs_assignment()),
            reason: "car broke down".into(),
        },
        V::Unassign { seen: Some(assignment), reason: "ill".into() },
        V::Accept { assignment, place },
        V::Reject { assignment, reason: "car broke down".into() },
        V::Depart { assignment, place },
        V::Arrive { assignment, place, reason: "parked around the corner".into() },
        V::Pause { assignment, pause: id(0x70), reason: "fetched a part".into() },
        V::Resume { assignment },
        V::AddPhoto { assignment, photo: id(0x71), line: photo("before", PhotoTag::Before) },
        V::RemovePhoto { assignment, photo: id(0x71) },
        V::SetPart { assignment, part: id(0x73), line: part() },
        V::RemovePart { assignment, part: id(0x73) },
        V::Report {
            assignment,
            solution: Some("Replaced two door rollers.".into()),
            remark: Some("Order spares.".into()),
            work_minutes: Some(45),
            answers: BTreeMap::from([("meter".into(), "48213".into())]),
        },
        V::Sign { assignment, signature: id(0x74), line: signature() },
        V::Complete { assignment, place },
        V::Note { entry: id(0x61), text: "The key is at the reception.".into() },
        V::RequestCancel { request: id(0x75), reason: "car broke down".into() },
        V::DecideCancel { request: id(0x75), decision: CancelDecision::Approve },
        V::Reopen { reason: "stuck again".into() },
        V::DecideLate { assignment, accept: true },
        V::Rate { stars: 5, comment: "Quick and friendly.".into() },
    ]
}
