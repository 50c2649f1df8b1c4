//! Named people, visits and tickets for rendering panes in tests; one moment, 10:42 at a site in Shanghai.

use std::collections::BTreeMap;
use std::rc::Rc;

use dioxus::prelude::*;
use truckroll_domain::access::{self, BuiltIn};
use truckroll_domain::assets::AssetTable;
use truckroll_domain::attachments::Attachment;
use truckroll_domain::dispatch::{Position, PositionSource, Ranked};
use truckroll_domain::entry::Audience;
use truckroll_domain::fields::{FieldSet, Noun};
use truckroll_domain::forms::{Form, FormField, Input};
use truckroll_domain::people::{Agent, Group, Role};
use truckroll_domain::tickets::{Priority, Ticket, TicketOverlay, TicketRow};
use truckroll_domain::visits::{
    Address, Assignment, Attempt, Customer, Part, Signature, Stamp, Visit, VisitOverlay, VisitRow, VisitRules,
};
use truckroll_domain::{
    AgentId, AssignmentId, Entry, EntryBody, EntryId, FormId, GroupId, LineId, LinkId, Place, RoleId, TenantId,
    TicketId, Timestamp, VisitId,
};
use truckroll_protocol::api::staff::{AgentNow, Dependent, GroupNow, Named, RoleNow, StaffNow, SwitchesNow};
use truckroll_protocol::api::{
    AgentItem, Board, CustomersNow, EngineerPin, FieldsNow, FormItem, Link, MapSettings, Me, TicketDetail, TicketForm,
    VisitDetail,
};
use truckroll_ui::prelude::*;

use crate::desk::customers::{Book, use_undo_provider};
use crate::desk::dispatch::assign::use_assigner_provider;
use crate::session::{Gate, use_session_provider};

mod fees;
mod payments;
mod tickets;

pub use fees::*;
pub use payments::*;
pub use tickets::*;

/// 2026-03-03 10:42 in UTC; tests read times in UTC.
pub const NOW_MS: i64 = 1_772_534_520_000;
/// The hash of the signature in [`finished_detail`].
pub const SIGNATURE_HASH: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const MINUTE: i64 = 60_000;

fn at(minutes_ago: i64) -> Timestamp {
    Timestamp(NOW_MS - minutes_ago * MINUTE)
}

/// The visit with this number.
pub fn visit_id(number: u8) -> VisitId {
    VisitId::from_parts(1, [number; 10])
}

/// 1 is Chen Wei, 2 is Li Na.
pub fn agent_id(number: u8) -> AgentId {
    AgentId::from_parts(2, [number; 10])
}

fn assignment_id(number: u8) -> AssignmentId {
    AssignmentId::from_parts(3, [number; 10])
}

#[derive(Clone)]
struct Pane(Rc<dyn Fn() -> Element>, Locale);

#[component]
fn Frame() -> Element {
    let pane = use_context::<Pane>();
    use_ui_provider(pane.1, 0, NOW_MS);
    let mut session = use_session_provider();
    use_hook(move || session.gate.set(Gate::In(Rc::new(me()))));
    use_changes_provider();
    use_toasts_provider();
    use_assigner_provider();
    use_undo_provider();
    (pane.0)()
}

/// Dana Fang, who dispatches.
pub fn me() -> Me {
    let agent = Agent {
        id: agent_id(3),
        account: "dana".into(),
        name: "Dana Fang".into(),
        role: Some(BuiltIn::Dispatcher.id()),
        roles: vec![Role::Dispatcher],
        ..Agent::default()
    };
    Me {
        agent,
        tenant_name: "Hua Dong Lifts".into(),
        tenant: TenantId::default(),
        time_zone: "UTC".into(),
        utc_offset_min: 0,
        locale: "en".into(),
        map: MapSettings::default(),
        visit_rules: VisitRules::default(),
        roles: Vec::new(),
        switches: access::Switches::default(),
        offsets: Default::default(),
        restrictions: Default::default(),
        setup_waits: false,
        demand: None,
        server_time: Timestamp(NOW_MS),
    }
}

/// A pane as HTML, with everything around it that the app provides.
pub fn render(locale: Locale, pane: impl Fn() -> Element + 'static) -> String {
    let mut dom = VirtualDom::new(Frame).with_root_context(Pane(Rc::new(pane), locale));
    dom.rebuild_in_place();
    dioxus_ssr::render(&dom).replace("&#34;", "\"").replace("&#39;", "'")
}

fn place() -> Place {
    Place::new(31.23, 121.47)
}

fn position(minutes_ago_ms: i64) -> Position {
    Position {
        place: Place::new(31.25, 121.48),
        at: Some(Timestamp(NOW_MS - minutes_ago_ms)),
        source: PositionSource::Live,
    }
}

fn visit() -> Visit {
    Visit {
        schema: 1,
        title: "Lift 3 stuck".into(),
        description: "The doors do not open on floor 12.".into(),
        priority: Priority::Urgent,
        customer: Customer {
            company_name: "Hua Plaza".into(),
            contact_name: "Wang Fang".into(),
            phone: "+86 138 0000 0000".into(),
            ..Customer::default()
        },
        address: Address {
            city: "Shanghai".into(),
            detail: "Nanjing Road 1".into(),
            place: Some(place()),
            ..Address::default()
        },
        window_from: Some(at(42)),
        window_to: Some(at(-78)),
        due_at: Some(at(-18)),
        skills: vec!["lift-a".into()],
        created_at: at(60),
        ..Visit::default()
    }
}

fn detail_of(visit: Visit, overlay: VisitOverlay) -> VisitDetail {
    VisitDetail {
        row: visit.project(visit_id(1), &overlay),
        late: overlay.undecided_late().map(|(id, _)| id).collect(),
        visit,
        overlay,
        entries: Vec::new(),
        ticket: None,
        conflicts: Vec::new(),
        missing_bytes: Vec::new(),
        progress_path: Some("/p/secret".into()),
    }
}

/// A visit without an engineer.
pub fn detail() -> VisitDetail {
    detail_of(visit(), VisitOverlay { number: Some("V-2026-000412".into()), ..VisitOverlay::default() })
}

fn assignment(agent: u8, name: &str, minutes_ago: i64) -> Assignment {
    Assignment {
        agent: agent_id(agent),
        agent_name: name.into(),
        at: at(minutes_ago),
        by: "Sun Li".into(),
        reason: String::new(),
        ended_at: None,
        late: None,
        late_at: None,
    }
}

/// Li Na has it.
pub fn assigned_detail() -> VisitDetail {
    let mut overlay = detail().overlay;
    overlay.assignments.insert(assignment_id(2), assignment(2, "Li Na", 40));
    overlay.current = Some(assignment_id(2));
    let mut visit = visit();
    visit.attempts.insert(assignment_id(2), Attempt::default());
    detail_of(visit, overlay)
}

fn stamp(minutes_ago: i64) -> Option<Stamp> {
    Some(Stamp { at: at(minutes_ago), place: Some(place()), distance_m: None, reason: String::new(), offline: true })
}

fn worked() -> Attempt {
    let attachment =
        Attachment { hash: SIGNATURE_HASH.into(), size: 900, mime: "image/png".into(), name: String::new() };
    let part = Part { name: "Brake pad".into(), part_number: "BP-3".into(), quantity: 1 };
    let signature = Signature { attachment, signer: "Wang Fang".into(), at: at(3) };
    Attempt {
        accepted: stamp(38),
        departed: stamp(36),
        arrived: stamp(20),
        completed: stamp(2),
        parts: BTreeMap::from([(LineId::from_parts(1, [1; 10]), part)]),
        signatures: BTreeMap::from([(LineId::from_parts(1, [2; 10]), signature)]),
        solution: "Released the brake".into(),
        ..Attempt::default()
    }
}

/// Li Na finished it without network.
pub fn finished_detail() -> VisitDetail {
    let VisitDetail { overlay, mut visit, .. } = assigned_detail();
    visit.attempts.insert(assignment_id(2), worked());
    let mut detail = detail_of(visit, overlay);
    detail.entries = vec![late_arrival()];
    detail
}

/// Li Na finished it at 10:40 without knowing that it had gone to Chen Wei at 10:10.
pub fn late_detail() -> VisitDetail {
    let VisitDetail { mut overlay, mut visit, .. } = assigned_detail();
    if let Some(former) = overlay.assignments.get_mut(&assignment_id(2)) {
        former.ended_at = Some(at(32));
        former.late_at = Some(at(0));
    }
    overlay.assignments.insert(assignment_id(1), assignment(1, "Chen Wei", 32));
    overlay.current = Some(assignment_id(1));
    visit.attempts.insert(assignment_id(2), worked());
    visit.attempts.insert(assignment_id(1), Attempt::default());
    detail_of(visit, overlay)
}

/// An arrival far from the site, recorded offline and received now.
pub fn late_arrival() -> Entry {
    Entry {
        id: EntryId::from_parts(1, [1; 10]),
        parent: visit_id(1).into(),
        audience: Audience::Internal,
        author: Some(agent_id(2)),
        author_name: "Li Na".into(),
        device: None,
        at: at(20),
        received_at: Some(Timestamp(NOW_MS)),
        offline: true,
        body: EntryBody::Log {
            action: "arrive".into(),
            state: "arrived".into(),
            text: "Gate closed".into(),
            subject: String::new(),
            place: Some(place()),
            distance_m: Some(450),
            flags: vec!["far_from_site".into()],
            changes: Vec::new(),
        },
    }
}

fn boiler() -> VisitRow {
    VisitRow {
        id: visit_id(2).to_string(),
        title: "Boiler leaks".into(),
        company_name: "Hua Plaza".into(),
        state: "on_the_way".into(),
        assignee: Some(agent_id(1).to_string()),
        assignee_name: "Chen Wei".into(),
        departed_at: Some(at(10).ms()),
        window_from: Some(at(0).ms()),
        window_to: Some(at(-60).ms()),
        lat: Some(31.2),
        lon: Some(121.4),
        ..VisitRow::default()
    }
}

/// One visit waits, Chen Wei is on the way, Li Na is free.
pub fn board() -> Board {
    let engineer = |number: u8, name: &str, visit: Option<&str>| EngineerPin {
        agent: agent_id(number),
        name: name.into(),
        photo: None,
        position: Some(position(20_000)),
        open_visits: i64::from(visit.is_some()),
        state: visit.map(|_| "on_the_way".to_owned()),
        visit: visit.map(str::to_owned),
        on_shift: true,
        accepting: true,
    };
    Board {
        unassigned: vec![detail().row],
        active: vec![boiler()],
        engineers: vec![engineer(1, "Chen Wei", Some("2")), engineer(2, "Li Na", None)],
        today: BTreeMap::from([("completed".into(), 23), ("new".into(), 9)]),
        server_time: Timestamp(NOW_MS),
    }
}

/// Chen Wei near and with one visit, Li Na without the skill.
pub fn ranked() -> Vec<Ranked> {
    let one = |number: u8, name: &str, metres: f64, missing: Vec<String>| Ranked {
        agent: agent_id(number),
        name: name.into(),
        distance_m: Some(metres),
        travel_min: metres / 40_000.0 * 60.0,
        load_min: 15.0,
        open_visits: 1,
        unavailable_min: 0.0,
        score_min: metres / 40_000.0 * 60.0 + 15.0,
        on_shift: true,
        accepting: true,
        missing_skills: missing,
        position: Some(position(20_000)),
        age_ms: Some(20_000),
        free_at: Some(at(-30)),
    };
    vec![one(1, "Chen Wei", 3_100.0, vec![]), one(2, "Li Na", 900.0, vec!["lift-a".into()])]
}

/// Chen Wei as staff.
pub fn agents() -> Vec<AgentItem> {
    let agent = Agent {
        id: agent_id(1),
        account: "chen".into(),
        name: "Chen Wei".into(),
        given_name: "Wei".into(),
        roles: vec![Role::Engineer],
        skills: vec!["lift-a".into()],
        shift_from_min: Some(480),
        shift_to_min: Some(1_020),
        ..Agent::default()
    };
    vec![AgentItem { agent, open_visits: 1, position: Some(position(20_000)), on_shift: true }]
}

fn ticket() -> Ticket {
    let Visit { title, description, priority, customer, address, created_at, .. } = visit();
    Ticket { schema: 1, title, description, priority, customer, address, created_at, ..Ticket::default() }
}

fn ticket_id() -> TicketId {
    TicketId::from_parts(4, [1; 10])
}

/// A ticket in a list.
pub fn ticket_row() -> TicketRow {
    ticket().project(ticket_id(), &TicketOverlay::default())
}

/// A ticket with a reply, a visit, and Chen Wei who answers for it.
pub fn ticket_detail() -> TicketDetail {
    let overlay =
        TicketOverlay { assignee: Some(agent_id(1)), assignee_name: "Chen Wei".into(), ..TicketOverlay::default() };
    let reply = Entry {
        body: EntryBody::Reply { text: "We are on our way".into(), attachments: vec![], automatic: false },
        audience: Audience::Public,
        offline: false,
        ..late_arrival()
    };
    TicketDetail {
        flow: None,
        row: ticket().project(ticket_id(), &overlay),
        ticket: ticket(),
        overlay,
        entries: vec![reply],
        visits: vec![boiler()],
        company: None,
        conflicts: vec![],
        progress_path: None,
        family: truckroll_protocol::api::daily::TicketFamily::default(),
        form: TicketForm { set: FieldSet::standard(Noun::Ticket), ..TicketForm::default() },
    }
}

/// The product's own fields, no groups and tags, nobody on the staff.
pub fn book() -> Book {
    let fields = |noun| FieldsNow { noun, seq: 1, set: FieldSet::standard(noun), by: String::new(), at: None };
    Book {
        company: fields(Noun::Company),
        contact: fields(Noun::Contact),
        ticket: fields(Noun::Ticket),
        tables: Vec::new(),
        table: AssetTable::built_in(),
        customers: CustomersNow::default(),
        agents: Vec::new(),
    }
}

/// What the editor of macros looks up.
pub fn macro_known() -> crate::admin::macros::Known {
    let rules = crate::admin::rules::RuleKnown { book: book(), groups: Vec::new(), targets: Vec::new() };
    crate::admin::macros::Known { rules, forms: ticket_forms(), macros: vec![macro_now()] }
}

/// A form with a macro's button.
pub fn macro_form() -> TicketForm {
    let forms = ticket_forms();
    forms.form(None)
}

/// The form "Report a fault" with a link for a lift.
pub fn form_item() -> FormItem {
    let field = FormField {
        key: "phone".into(),
        label: "Phone".into(),
        hint: String::new(),
        input: Input::Phone,
        required: true,
    };
    let form = Form {
        id: FormId::from_parts(5, [1; 10]),
        title: "Report a fault".into(),
        intro: String::new(),
        locale: "en".into(),
        fields: vec![field],
        max_photos: 3,
        ask_place: true,
        published: true,
    };
    let link = Link {
        id: LinkId::from_parts(6, [1; 10]),
        label: "Lift 3, Hua Plaza".into(),
        asset: None,
        path: "/f/abc".into(),
        address: String::new(),
        created_at: at(600),
    };
    FormItem { form, links: vec![link] }
}

/// The group with this number: 1 is "East", 2 "Pudong" below it, 3 "West".
pub fn group_id(number: u8) -> GroupId {
    GroupId::from_parts(7, [number; 10])
}

/// The role "Team lead".
pub fn lead_id() -> RoleId {
    RoleId::from_parts(8, [1; 10])
}

fn member(number: u8, account: &str, name: &str, built_in: BuiltIn) -> AgentNow {
    let agent = Agent {
        id: agent_id(number),
        account: account.into(),
        name: name.into(),
        role: Some(built_in.id()),
        ..Agent::default()
    };
    AgentNow { agent, seq: 10 + i64::from(number), open_tickets: 0, open_visits: 0 }
}

/// Chen Wei and Li Na in the field, Dana Fang at the desk, Sun Li who administers, Zhao who left; three groups and a role.
pub fn staff() -> StaffNow {
    let mut chen = member(1, "chen", "Chen Wei", BuiltIn::Engineer);
    chen.agent.groups = vec![group_id(1)];
    chen.agent.skills = vec!["lift-a".into()];
    (chen.open_tickets, chen.open_visits) = (1, 3);
    let mut zhao = member(5, "zhao", "Zhao Min", BuiltIn::Engineer);
    zhao.agent.disabled_at = Some(at(600));
    let group = |number: u8, name: &str, parent: Option<u8>, supervisors: Vec<AgentId>| GroupNow {
        group: Group {
            id: group_id(number),
            name: name.into(),
            parent: parent.map(group_id),
            supervisors,
            position: i64::from(number),
        },
        seq: 20 + i64::from(number),
        members: i64::from(number == 1),
    };
    let lead = access::Role {
        id: lead_id(),
        name: "Team lead".into(),
        remark: "Looks after one team".into(),
        grants: [(access::Area::Tickets, access::Grant::of(&[access::Verb::View], access::Reach::Group))].into(),
    };
    let built_in = |one: BuiltIn| RoleNow { role: one.role(), seq: 0, built_in: true, members: 1 };
    let mut roles: Vec<RoleNow> = BuiltIn::ALL.into_iter().map(built_in).collect();
    roles.push(RoleNow { role: lead, seq: 31, built_in: false, members: 0 });
    StaffNow {
        agents: vec![
            chen,
            member(3, "dana", "Dana Fang", BuiltIn::Dispatcher),
            member(2, "li", "Li Na", BuiltIn::Engineer),
            member(4, "sun", "Sun Li", BuiltIn::Administrator),
            zhao,
        ],
        groups: vec![
            group(1, "East", None, vec![agent_id(3)]),
            group(2, "Pudong", Some(1), vec![]),
            group(3, "West", None, vec![]),
        ],
        roles,
        switches: SwitchesNow {
            switches: access::Switches::default(),
            seq: 5,
            dependents: vec![Dependent { feature: "visits".into(), what: "open_visits".into(), count: 3 }],
        },
        seats: BTreeMap::from([("tickets".into(), 4), ("visits".into(), 4)]),
        total: 5,
        next: None,
        supervisors: vec![Named { id: agent_id(3), name: "Dana Fang".into() }],
        skills: vec!["lift-a".into()],
        tags: Vec::new(),
    }
}

/// What somebody with a built-in role may do.
pub fn rights(built_in: BuiltIn) -> access::Rights {
    access::Policy::default().rights(&Agent { role: Some(built_in.id()), ..Agent::default() })
}
