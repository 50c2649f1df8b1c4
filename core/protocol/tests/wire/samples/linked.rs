//! Linked organisations.

use truckroll_domain::linked::{Link, LinkState, LinkStep, Relation, Shared};
use truckroll_protocol::api::linked::{
    LinkChange, LinkInvitation, LinkedDay, LinkedFigures, LinkedMoment, LinkedRecord, LinksNow, NewShared,
};

use super::at;

pub fn link() -> Link {
    Link {
        id: "0190aaaa-0000-7000-8000-000000000042".into(),
        vendor_id: 10_000_042,
        name: "Borealis Boilers".into(),
        relation: Some(Relation::Subordinate),
        state: Some(LinkState::Agreed),
        asked_by_us: true,
        note: "Shall we?".into(),
        shared: vec![Shared::Statistics, Shared::Monitoring],
        asked_at: at(1),
        decided_at: Some(at(2)),
        version: 2,
    }
}

pub fn links() -> LinksNow {
    LinksNow { vendor_id: 10_000_001, links: vec![link()] }
}

pub fn new_link() -> LinkInvitation {
    LinkInvitation { vendor_id: 10_000_042, relation: Relation::Peer, note: "Shall we?".into() }
}

pub fn change() -> LinkChange {
    LinkChange { step: LinkStep::Unbind }
}

pub fn new_shared() -> NewShared {
    NewShared { version: 2, shared: vec![Shared::ServiceRecords] }
}

pub fn figures() -> LinkedFigures {
    LinkedFigures {
        open_tickets: 3,
        new_tickets: 40,
        resolved_tickets: 37,
        completed_visits: 120,
        on_time_visits: 99,
        windowed_visits: 110,
        cancelled_visits: 4,
        ratings: 50,
        stars: Some(4.5),
        days: vec![day()],
    }
}

pub fn day() -> LinkedDay {
    LinkedDay { day: "2026-05-04".into(), completed: 6 }
}

pub fn record() -> LinkedRecord {
    LinkedRecord {
        number: "V-2026-000412".into(),
        agent_name: "Chen Wei".into(),
        completed_at: at(3),
        duration_ms: 3_600_000,
        photos: 2,
        rating: Some(5),
    }
}

pub fn moment() -> LinkedMoment {
    LinkedMoment {
        engineers: 12,
        on_shift: 9,
        busy: 5,
        unassigned: 2,
        waiting: 7,
        under_way: 5,
        overdue: 1,
        completed_today: 11,
    }
}
