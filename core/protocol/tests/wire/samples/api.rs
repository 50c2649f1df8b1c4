//! The JSON of the REST interface: one sample of every request and every answer.

use std::collections::BTreeMap;

use truckroll_domain::content::AnyRow;
use truckroll_domain::dispatch::{PositionSource, Ranked};
use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::privacy::Privacy;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{Command, Entry, Kind, Refusal};
use truckroll_protocol::api::{
    AgentItem, Board, CommandAnswer, CommandRequest, EngineerPin, FormItem, Hit, Link, ListQuery, Live, MapSettings,
    Me, NewDevice, NewLink, NewPrivacy, NewUpload, NewVisitRules, Notification, Page, Positions, PrivacyNow, Problem,
    PushSubscription, ReadNotifications, Session, SignIn, TicketDetail, TicketQuery, Track, TrackPoint, UploadState,
    VisitDetail, VisitQuery, VisitRulesNow,
};

use super::{
    Named, at, beside_the_site, chen, chens_assignment, chens_phone, dana, entries, id, lift_3, lift_link, people,
    picture, site, sync, tenant, ticket_forms, ticket_id, tickets, visit_id, visits, wang, wangs_assignment,
};

fn visit_row() -> VisitRow {
    match sync::rows().swap_remove(1) {
        AnyRow::Visit(row) => *row,
        other => panic!("{other:?} is no visit"),
    }
}

pub fn ticket_row() -> TicketRow {
    match sync::rows().swap_remove(0) {
        AnyRow::Ticket(row) => *row,
        other => panic!("{other:?} is no ticket"),
    }
}

pub fn said() -> Vec<Entry> {
    entries::entries().into_iter().map(|(_, entry)| entry).collect()
}

pub fn sign_in() -> SignIn {
    SignIn {
        account: "chen".into(),
        password: "truckroll-demo".into(),
        device: Some(new_device()),
        cookie: true,
        code: Some("492039".into()),
        new_password: Some("seven vans in the rain".into()),
    }
}

pub fn new_device() -> NewDevice {
    NewDevice { id: chens_phone(), kind: "phone".into(), name: "Chen's phone".into() }
}

pub fn session() -> Session {
    Session { token: Some("tr_4f1c".into()), me: me() }
}

pub fn me() -> Me {
    Me {
        agent: people::chen_li(),
        tenant_name: "Eastern Lifts".into(),
        tenant: tenant(),
        time_zone: "Asia/Shanghai".into(),
        utc_offset_min: 480,
        offsets: super::roster::offsets(),
        locale: "zh-CN".into(),
        map: map(),
        visit_rules: people::visit_rules(),
        roles: vec![people::night_desk()],
        switches: people::switches(),
        restrictions: super::service::restrictions(),
        setup_waits: true,
        server_time: at(0),
        demand: Some("second_step".into()),
    }
}

pub fn map() -> MapSettings {
    MapSettings {
        raster_url: Some("https://tiles.example/{z}/{x}/{y}.png".into()),
        style_url: Some("https://tiles.example/style.json".into()),
        pmtiles_url: Some("/maps/shanghai.pmtiles".into()),
        attribution: "© OpenStreetMap".into(),
        center: Some(site()),
    }
}

pub fn problem() -> Problem {
    Problem {
        code: "refused".into(),
        title: "changed meanwhile".into(),
        status: 409,
        detail: "commands.0".into(),
        fields: BTreeMap::from([("phone".into(), "not_a_phone".into())]),
        refusal: Some(Refusal::ChangedMeanwhile { current: "Chen Li".into() }),
        retry_after_s: Some(30),
    }
}

pub fn command_request() -> CommandRequest {
    let assign = Command::Visit { id: visit_id(), command: visits::commands().swap_remove(2) };
    CommandRequest { commands: vec![sync::envelope(assign)] }
}

pub fn command_answer() -> CommandAnswer {
    CommandAnswer { outcomes: vec!["applied".into(), "already_applied".into()], seq: 413 }
}

pub fn page() -> Page<VisitRow> {
    Page { rows: vec![visit_row()], total: 120, next: Some("2026-03-02~50".into()) }
}

pub fn list_query() -> ListQuery {
    ListQuery { q: Some("hua".into()), after: Some("hua~50".into()), limit: Some(20) }
}

pub fn visit_query() -> VisitQuery {
    VisitQuery {
        q: Some("lift".into()),
        state: Some("new,accepted".into()),
        assignee: Some(chen()),
        ticket: Some(ticket_id()),
        from: Some(at(0).ms()),
        to: Some(at(600).ms()),
        due_before: Some(at(30).ms()),
        after: Some("2026-03-02~50".into()),
        limit: Some(20),
    }
}

/// A condition with an operand of each type.
pub fn filter() -> Filter {
    let condition = |field: &str, op, value| Condition { field: field.into(), op, value };
    Filter {
        all: vec![
            condition("priority", Operator::AtMost, Some(Operand::Int(1))),
            condition("lat", Operator::Greater, Some(Operand::Real(31.2))),
            condition("company_id", Operator::NotEmpty, None),
        ],
        any: vec![
            condition("title", Operator::Contains, Some(Operand::Text("lift".into()))),
            condition("status", Operator::OneOf, Some(Operand::List(vec!["new".into(), "open".into()]))),
            condition("created_at", Operator::Between, Some(Operand::Numbers(vec![1.5, 2.0]))),
        ],
    }
}

pub fn ticket_query() -> TicketQuery {
    TicketQuery {
        q: Some("lift".into()),
        status: Some("new,open".into()),
        assignee: Some(dana()),
        filter: Some(serde_json::to_string(&filter()).expect("is written")),
        sort: Some("priority".into()),
        sla: Some("missed".into()),
        after: Some("0~50".into()),
        limit: Some(20),
    }
}

pub fn pin() -> EngineerPin {
    EngineerPin {
        agent: chen(),
        name: "Chen Li".into(),
        photo: Some(picture("chen").hash),
        position: Some(people::where_chen_is()),
        open_visits: 2,
        state: Some("on_the_way".into()),
        visit: Some(visit_id().to_string()),
        on_shift: true,
        accepting: true,
    }
}

pub fn board() -> Board {
    Board {
        unassigned: vec![visit_row()],
        active: vec![visit_row()],
        engineers: vec![pin()],
        today: BTreeMap::from([("completed".into(), 4), ("new".into(), 1)]),
        server_time: at(51),
    }
}

pub fn visit_detail() -> VisitDetail {
    VisitDetail {
        row: visit_row(),
        visit: visits::visit(),
        overlay: visits::overlay(),
        entries: said(),
        ticket: Some(ticket_row()),
        late: vec![wangs_assignment(), chens_assignment()],
        conflicts: vec![("title".into(), vec!["Lift 3".into(), "Lift 3 stuck".into()])],
        missing_bytes: vec![picture("after").hash],
        progress_path: Some("/p/4f1c".into()),
    }
}

pub fn ranked() -> Ranked {
    Ranked {
        agent: wang(),
        name: "Wang Wei".into(),
        distance_m: Some(2_450.5),
        travel_min: 3.675,
        load_min: 30.0,
        open_visits: 2,
        unavailable_min: 1_000.0,
        score_min: 1_033.675,
        on_shift: false,
        accepting: true,
        missing_skills: vec!["escalator".into()],
        position: Some(truckroll_domain::dispatch::Position { place: site(), at: None, source: PositionSource::Home }),
        age_ms: Some(60_000),
        free_at: Some(at(30)),
    }
}

pub fn track_point() -> TrackPoint {
    TrackPoint { at: at(20), lat: 31.2301, lon: 121.4722, accuracy_m: Some(8.0) }
}

pub fn track() -> Track {
    Track { points: vec![track_point()], length_m: 2_450.5 }
}

pub fn positions() -> Positions {
    Positions { points: vec![track_point()], visit: Some(visit_id()) }
}

pub fn ticket_detail() -> TicketDetail {
    let company = match sync::rows().swap_remove(2) {
        AnyRow::Company(row) => *row,
        other => panic!("{other:?} is no company"),
    };
    TicketDetail {
        flow: Some(super::workflows::flow()),
        row: ticket_row(),
        ticket: tickets::ticket(),
        overlay: tickets::overlay(),
        entries: said(),
        visits: vec![visit_row()],
        company: Some(company),
        conflicts: vec![("title".into(), vec!["Lift 3".into(), "Lift 3 stuck".into()])],
        progress_path: Some("/p/4f1c".into()),
        family: super::daily::family(),
        form: ticket_forms::ticket_form(),
    }
}

pub fn agent_item() -> AgentItem {
    AgentItem { agent: people::chen_li(), open_visits: 2, position: Some(people::where_chen_is()), on_shift: true }
}

pub fn link() -> Link {
    Link {
        id: lift_link(),
        label: "Lift 3, door".into(),
        asset: Some(lift_3()),
        path: "/f/4f1c".into(),
        address: "https://service.aurora.example/f/4f1c".into(),
        created_at: at(-100),
    }
}

pub fn form_item() -> FormItem {
    FormItem { form: people::form(), links: vec![link()] }
}

pub fn visit_rules_now() -> VisitRulesNow {
    VisitRulesNow { seq: 412, rules: people::visit_rules(), by: "Dana Xu".into(), at: Some(at(13)) }
}

pub fn new_visit_rules() -> NewVisitRules {
    NewVisitRules { seq: 411, rules: people::visit_rules() }
}

pub fn privacy_now() -> PrivacyNow {
    PrivacyNow { seq: 414, privacy: Privacy { mask_phones: true, show_to_administrators: true } }
}

pub fn new_privacy() -> NewPrivacy {
    NewPrivacy { seq: 413, privacy: Privacy { mask_phones: true, show_to_administrators: false } }
}

pub fn new_link() -> NewLink {
    NewLink { asset: Some(lift_3()), label: "Lift 3, door".into() }
}

pub fn new_upload() -> NewUpload {
    NewUpload { hash: picture("after").hash, size: 48_213, mime: "image/jpeg".into() }
}

pub fn upload_state() -> UploadState {
    UploadState { offset: 16_384, complete: true }
}

pub fn notification() -> Notification {
    Notification {
        id: id::<truckroll_domain::EntryId>(0x80).to_string(),
        kind: "visit_assigned".into(),
        args: BTreeMap::from([("title".into(), "Lift 3 stuck on floor 12".into())]),
        document: Some(visit_id().into()),
        on: Some(Kind::Visit),
        created_at: at(12),
        read_at: Some(at(14)),
    }
}

pub fn read_notifications() -> ReadNotifications {
    ReadNotifications { ids: vec![notification().id] }
}

pub fn push_subscription() -> PushSubscription {
    PushSubscription { endpoint: "https://push.example/4f1c".into(), p256dh: "BEl62i".into(), auth: "8eDyX_".into() }
}

pub fn hit() -> Hit {
    Hit { kind: Kind::Asset, id: lift_3().into(), title: "Lift 3".into(), subtitle: "Hua Plaza".into() }
}

pub fn live() -> Named<Live> {
    vec![
        ("changed", Live::Changed { kinds: vec![Kind::Visit, Kind::Ticket], ids: vec![visit_id().into()], seq: 413 }),
        ("positions", Live::Positions { moved: vec![(chen(), beside_the_site(), at(20))] }),
        ("defined", Live::Defined { kinds: vec!["visit_rules".into()] }),
        ("notified", Live::Notified),
        ("ended", Live::Ended { code: "signed_in_elsewhere".into() }),
    ]
}
