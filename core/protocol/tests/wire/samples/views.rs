//! Views of tickets: what waits at the lifts of whoever looks, by status.

use truckroll_domain::access::Targets;
use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::views::{ForCustomers, ME, Promise, QuickEntry, TicketView, ViewSort};
use truckroll_protocol::api::Found;
use truckroll_protocol::api::views::{
    NewTicketView, TicketViewNow, ViewCount, ViewGroup, ViewOrder, ViewPage, ViewPlace, ViewQuery, ViewsQuery,
};

use super::{api, at, chen, id};

pub fn view() -> TicketView {
    let mine = Condition { field: "assignee".into(), op: Operator::Is, value: Some(Operand::Text(ME.into())) };
    TicketView {
        id: id(0xa0),
        name: "My lifts".into(),
        standard: "mine".into(),
        description: "What waits for me.".into(),
        when: Filter { all: vec![mine], any: Vec::new() },
        promise: Some(Promise::Missed),
        template: Some(id(0xa1)),
        columns: vec!["title".into(), "fields.floor".into()],
        group_by: "status".into(),
        sort: ViewSort { by: "due".into(), descending: true },
        audience: Targets { all: true, groups: vec![id(0xa2)], agents: vec![chen()] },
        customers: ForCustomers { all: true, tags: vec!["vip".into()] },
        folder: "Open".into(),
        place: 3,
        closed_at: Some(at(5)),
        quick: Some(QuickEntry { icon: "clock".into(), place: 1 }),
        owner: Some(chen()),
    }
}

pub fn now() -> TicketViewNow {
    TicketViewNow { seq: 93, view: view() }
}

pub fn new() -> NewTicketView {
    NewTicketView { seq: 92, view: view() }
}

pub fn all() -> ViewsQuery {
    ViewsQuery { all: true }
}

pub fn place() -> ViewPlace {
    ViewPlace { id: id(0xa0), folder: "Open".into() }
}

pub fn order() -> ViewOrder {
    ViewOrder { places: vec![place()] }
}

pub fn query() -> ViewQuery {
    ViewQuery {
        q: Some("lift".into()),
        group: Some("open".into()),
        sort: Some("-created_at".into()),
        after: Some("W10".into()),
        limit: Some(20),
    }
}

pub fn group() -> ViewGroup {
    ViewGroup { key: "open".into(), count: 2 }
}

pub fn page() -> ViewPage {
    let values = [("floor".to_owned(), truckroll_domain::fields::FieldValue::Int(3))].into();
    ViewPage {
        rows: vec![Found { row: api::ticket_row(), values, contact: None }],
        total: 12,
        groups: vec![group()],
        names: [("open".to_owned(), "Open".to_owned())].into(),
        next: Some("W10".into()),
    }
}

pub fn count() -> ViewCount {
    ViewCount { id: id(0xa0), count: Some(12) }
}
