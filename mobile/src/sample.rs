//! Records for the tests of panes, made by the domain's own commands, and rendering without a browser.

use dioxus::core::Properties;
use dioxus::prelude::*;
use truckroll_domain::access::Policy;
use truckroll_domain::attachments::Attachment;
use truckroll_domain::people::{Agent, Role};
use truckroll_domain::tickets::{Ticket, TicketOverlay, TicketRow};
use truckroll_domain::visits::{
    self, Address, Assignment, Customer, NewVisit, Photo, Visit, VisitCommand, VisitOverlay, VisitRules, VisitState,
};
use truckroll_domain::{
    AgentId, AssignmentId, CommandId, Context, Entry, LineId, Place, Side, TenantId, Timestamp, VisitId,
};
use truckroll_replica::ask::{Family, Mark, TicketMacros, TicketPage, VisitItem, VisitPage};

/// Where the machine stands.
const SITE: Place = Place::new(31.2304, 121.4737);
/// A phone about a kilometre away.
pub const SITE_NEAR: Place = Place::new(31.2394, 121.4737);

fn agent() -> AgentId {
    AgentId::from_parts(1, [1; 10])
}

fn turn() -> AssignmentId {
    AssignmentId::from_parts(2, [2; 10])
}

/// Renders a component with its props, in English and UTC.
pub fn render<P: Properties + Clone + 'static>(component: fn(P) -> Element, props: P) -> String {
    let mut dom = VirtualDom::new_with_props(component, props);
    dom.rebuild_in_place();
    dioxus_ssr::render(&dom).replace("&#39;", "'").replace("&#x27;", "'")
}

fn context(step: i64, rules: &VisitRules) -> Context {
    Context {
        tenant: TenantId::default(),
        actor: Policy::default().actor(&Agent {
            id: agent(),
            name: "Chen Wei".into(),
            roles: vec![Role::Engineer],
            ..Agent::default()
        }),
        device: None,
        command: CommandId::from_parts(u64::try_from(step).expect("positive"), [3; 10]),
        at: Timestamp(36_000_000 + step * 60_000),
        received_at: None,
        offline: true,
        side: Side::Device,
        visit_rules: rules.clone(),
    }
}

/// A photo with a hash made of `digit`.
pub fn photo(digit: &str) -> Photo {
    let attachment =
        Attachment { hash: digit.repeat(64), size: 1_000, mime: "image/jpeg".into(), name: "photo.jpg".into() };
    Photo::new(attachment, Timestamp(36_000_000), visits::PhotoTag::Before, None)
}

/// A visit of the engineer that has come to `state`, with photos from the moment he arrived.
pub fn page(state: VisitState, photos: u8) -> VisitPage {
    let rules = VisitRules { solution: false, ..VisitRules::default() };
    let id = VisitId::from_parts(4, [4; 10]);
    let mut visit = Visit::default();
    let mut overlay = VisitOverlay::default();
    let mut entries: Vec<Entry> = Vec::new();
    let new = NewVisit {
        title: "Lift 3 stuck".into(),
        description: "Doors do not open on floor 7.".into(),
        customer: Customer {
            company_name: "Hua Plaza".into(),
            contact_name: "Ms Hua".into(),
            phone: "+86 21 5555".into(),
            ..Customer::default()
        },
        address: Address { detail: "Nanjing Rd 1".into(), place: Some(SITE), ..Address::default() },
        asset_name: "Lift 3".into(),
        window_from: Some(Timestamp(36_000_000)),
        window_to: Some(Timestamp(43_200_000)),
        ..NewVisit::default()
    };
    let assignment = turn();
    let place = Some(SITE);
    let mut commands = vec![VisitCommand::Create { visit: Box::new(new) }];
    let work = [
        (VisitState::Accepted, VisitCommand::Accept { assignment, place }),
        (VisitState::OnTheWay, VisitCommand::Depart { assignment, place }),
        (VisitState::Arrived, VisitCommand::Arrive { assignment, place, reason: String::new() }),
    ];
    let target = match state {
        VisitState::Paused | VisitState::Completed => VisitState::Arrived,
        VisitState::CancelRequested | VisitState::Cancelled => VisitState::Accepted,
        other => other,
    };
    commands.extend(work.into_iter().filter(|(reached, _)| *reached <= target).map(|(_, command)| command));
    for n in 0..photos {
        let line = photo(&format!("{n:x}"));
        commands.push(VisitCommand::AddPhoto { assignment, photo: LineId::from_parts(n.into(), [5; 10]), line });
    }
    match state {
        VisitState::Paused => commands.push(VisitCommand::Pause {
            assignment,
            pause: LineId::default(),
            reason: "waiting for parts".into(),
        }),
        VisitState::Completed => commands.push(VisitCommand::Complete { assignment, place }),
        VisitState::CancelRequested => {
            commands.push(VisitCommand::RequestCancel { request: LineId::default(), reason: "customer closed".into() })
        }
        VisitState::Cancelled => overlay.cancelled_at = Some(Timestamp(36_300_000)),
        _ => {}
    }
    for (step, command) in commands.iter().enumerate() {
        let step = i64::try_from(step).expect("few") + 1;
        let applied =
            visits::apply(&context(step, &rules), id, &mut visit, &mut overlay, command).expect("a legal step");
        entries.extend(applied.entries);
        if step == 1 {
            overlay.assignments.insert(turn(), given());
            overlay.current = Some(turn());
            visit.attempts.insert(turn(), visits::Attempt::default());
        }
    }
    entries.reverse();
    let unsent_photos =
        visit.attempts.values().flat_map(|a| a.photos.values()).map(|p| p.attachment.hash.clone()).collect();
    VisitPage {
        row: visit.project(id, &overlay),
        visit,
        overlay,
        entries,
        ticket: None,
        asset: None,
        mark: Mark::Waiting,
        pending: Vec::new(),
        mine: true,
        unsent_photos,
        conflicts: Vec::new(),
    }
}

fn given() -> Assignment {
    Assignment {
        agent: agent(),
        agent_name: "Chen Wei".into(),
        at: Timestamp(36_000_000),
        by: "Li Na".into(),
        reason: String::new(),
        ended_at: None,
        late: None,
        late_at: None,
    }
}

/// A ticket with nothing around it.
pub fn ticket_page() -> TicketPage {
    TicketPage {
        row: TicketRow { id: "t1".into(), ..TicketRow::default() },
        ticket: Ticket::default(),
        overlay: TicketOverlay::default(),
        family: Family::default(),
        entries: Vec::new(),
        visits: Vec::new(),
        form: Vec::new(),
        groups: Vec::new(),
        macros: TicketMacros::default(),
        clocks: Vec::new(),
        way: None,
        pending: Vec::new(),
        mark: Mark::Waiting,
    }
}

/// A visit in a list.
pub fn item(title: &str, state: VisitState, mark: Mark) -> VisitItem {
    let mut row = page(state, 0).row;
    row.id = format!("{title}-id");
    row.title = title.to_owned();
    VisitItem { row, mark }
}
