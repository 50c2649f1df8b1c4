//! Views of tickets on the device: those of the person, how many tickets each has, and which. Offline they are asked by the same
//! filter as on the server, over the rows this device holds; a document is only opened where a condition looks beside its row.

use std::cmp::{Ordering, Reverse};

use truckroll_domain::access::Viewer;
use truckroll_domain::calendar::Calendar;
use truckroll_domain::fields::{FieldSet, FieldValue, Noun};
use truckroll_domain::filter::{Ready, Today};
use truckroll_domain::sla::{Book, Colour, SlaPolicy, State, Target, facts};
use truckroll_domain::tickets::{Status, Ticket, TicketOverlay, TicketRecord, TicketRow, TicketSchema};
use truckroll_domain::views::{OWN, Promise, TicketView, or_standard};
use truckroll_domain::{Content, Row, TicketId, Timestamp, ViewId, gather};

use crate::ask::{TicketItem, ViewItem, ViewPart};
use crate::db::read_row;
use crate::replica::{Replica, ReplicaError};

/// Most tickets that are looked through; a device holds far fewer.
const MOST: usize = 5_000;

/// A row, and its document where that was opened.
struct Candidate {
    row: TicketRow,
    opened: Option<(Ticket, TicketOverlay)>,
    /// When its next clock runs out or ran out, where that was asked.
    due: Option<Timestamp>,
}

/// What a view asks of one ticket.
struct Asked<'a> {
    set: &'a FieldSet,
    ready: Ready,
    /// Whether clocks are read.
    clocks: bool,
}

impl Replica {
    /// The views of the signed-in person, in their order, each with its number of tickets.
    pub(crate) fn views(&mut self, now: Timestamp) -> Result<Vec<ViewItem>, ReplicaError> {
        let (views, set) = (self.my_views()?, self.fields(Noun::Ticket));
        let rows = self.all_tickets()?;
        let mut items = Vec::new();
        for view in views {
            let count = self.of_view(&view, &set, &rows, now)?.len();
            items.push(ViewItem { view, count: i64::try_from(count).unwrap_or(i64::MAX) });
        }
        Ok(items)
    }

    /// The tickets of a view in its groups and its order; `None` when the person has no such view.
    pub(crate) fn view_tickets(
        &mut self,
        id: ViewId,
        q: &str,
        now: Timestamp,
    ) -> Result<Option<(TicketView, Vec<ViewPart>)>, ReplicaError> {
        let Some(view) = self.my_views()?.into_iter().find(|view| view.id == id) else { return Ok(None) };
        let (set, rows) = (self.fields(Noun::Ticket), self.all_tickets()?);
        let mut found = self.of_view(&view, &set, &rows, now)?;
        let words = q.trim().to_lowercase();
        found.retain(|one| words.split_whitespace().all(|word| is_written(&one.row, word)));
        gather::sort_by(&mut found, |a, b| compared(&view, a, b));
        let mut keys = Vec::new();
        for one in &mut found {
            keys.push(self.group_of(&view, one)?);
        }
        let marks = self.marks()?;
        let mut parts: Vec<ViewPart> = Vec::new();
        for (one, key) in found.into_iter().zip(keys) {
            let item = TicketItem { mark: marks.of(&one.row.id), row: one.row };
            match parts.iter_mut().find(|part| part.key == key) {
                Some(part) => part.tickets.push(item),
                None => parts.push(ViewPart { key, tickets: vec![item] }),
            }
        }
        gather::sort_by_key(&mut parts, |part| place_of(&view, part));
        Ok(Some((view, parts)))
    }

    fn my_views(&self) -> Result<Vec<TicketView>, ReplicaError> {
        let me = self.me().map(|me| &me.agent);
        let viewer = Viewer { agent: me.map(|me| me.id), groups: me.map_or(&[][..], |me| &me.groups) };
        let mut views = or_standard(self.definitions(TicketView::KIND)?);
        views.retain(|view| view.is_for(viewer));
        Ok(views)
    }

    fn all_tickets(&self) -> Result<Vec<TicketRow>, ReplicaError> {
        let sql = format!("select {} from tickets order by updated_at desc, id limit {MOST}", TicketRow::column_list());
        let mut select = self.connection.prepare_cached(&sql)?;
        Ok(select.query_map([], read_row)?.collect::<Result<_, _>>()?)
    }

    fn of_view(
        &mut self,
        view: &TicketView,
        set: &FieldSet,
        rows: &[TicketRow],
        now: Timestamp,
    ) -> Result<Vec<Candidate>, ReplicaError> {
        let schema = TicketSchema { set };
        let today = Today { at: now, offset_min: self.me().map_or(0, |me| me.utc_offset_min) };
        let me = self.me().map(|me| &me.agent);
        let viewer = Viewer { agent: me.map(|me| me.id), groups: me.map_or(&[][..], |me| &me.groups) };
        let ready = view.filter(&schema, viewer).ready(&schema, Some(today));
        let asked = Asked { set, ready, clocks: view.promise.is_some() || view.sort.by == "due" };
        let book = if asked.clocks { self.book()? } else { Book::default() };
        let mut found = Vec::new();
        for row in rows {
            if let Some((candidate, promise)) = self.candidate(row, &asked, &book, now)?
                && (view.promise.is_none() || view.promise == promise)
            {
                found.push(candidate);
            }
        }
        Ok(found)
    }

    /// The ticket, if it meets the conditions, and what of its service levels is missed or soon will be.
    fn candidate(
        &mut self,
        row: &TicketRow,
        asked: &Asked<'_>,
        book: &Book,
        now: Timestamp,
    ) -> Result<Option<(Candidate, Option<Promise>)>, ReplicaError> {
        let bare = TicketRecord::new(row.clone(), Vec::new());
        if !asked.ready.may_hold(&bare) {
            return Ok(None);
        }
        let mut candidate = Candidate { row: row.clone(), opened: None, due: None };
        if asked.ready.looks_beside() || asked.clocks {
            candidate.opened = self.opened(row)?;
        }
        let holds = match (&candidate.opened, row.id.parse::<TicketId>()) {
            (Some((ticket, overlay)), Ok(id)) => asked.ready.holds(&ticket.record(id, overlay, asked.set)),
            _ => asked.ready.holds(&bare),
        };
        if !holds {
            return Ok(None);
        }
        let mut promise = None;
        if asked.clocks
            && let (Some((ticket, overlay)), Ok(id)) = (&candidate.opened, row.id.parse::<TicketId>())
        {
            let story = facts(ticket, overlay, &self.entries(id.into())?, book);
            for target in Target::ALL {
                let reading = story.measure(target, now).now;
                if !matches!(reading.state, State::Running | State::Paused) {
                    continue;
                }
                let ends = reading.missed_at.or(reading.due_at);
                candidate.due = candidate.due.into_iter().chain(ends).min();
                promise = match reading.colour() {
                    _ if reading.missed_at.is_some() => Some(Promise::Missed),
                    Some(Colour::Amber) => promise.or(Some(Promise::Soon)),
                    _ => promise,
                };
            }
        }
        Ok(Some((candidate, promise)))
    }

    fn opened(&mut self, row: &TicketRow) -> Result<Option<(Ticket, TicketOverlay)>, ReplicaError> {
        let Ok(id) = row.id.parse::<TicketId>() else { return Ok(None) };
        Ok(match self.open_document(id.into())? {
            Some((_, Content::Ticket(ticket, overlay))) => Some((ticket, overlay)),
            _ => None,
        })
    }

    /// What the organisation promises, as far as this device knows.
    fn book(&self) -> Result<Book, ReplicaError> {
        Ok(Book {
            policies: self.definitions(SlaPolicy::KIND)?,
            versions: self.definitions(SlaPolicy::VERSION_KIND)?,
            calendars: self.definitions(Calendar::KIND)?,
            ..Book::default()
        })
    }

    /// The key of the group a ticket is in.
    fn group_of(&mut self, view: &TicketView, one: &mut Candidate) -> Result<String, ReplicaError> {
        let row = &one.row;
        Ok(match view.group_by.as_str() {
            "" => String::new(),
            "status" => row.status.clone(),
            "priority" => row.priority.to_string(),
            "assignee" => row.assignee.clone().unwrap_or_default(),
            "group" => row.group_id.clone().unwrap_or_default(),
            "template" => row.template.clone().unwrap_or_default(),
            own => {
                if one.opened.is_none() {
                    one.opened = self.opened(&one.row)?;
                }
                let value = one.opened.as_ref().and_then(|(ticket, _)| ticket.value(own.trim_start_matches(OWN)));
                value.as_ref().and_then(FieldValue::as_text).unwrap_or_default().to_owned()
            }
        })
    }
}

/// Where a group stands: statuses in the order of work, priorities by urgency, others as their first ticket; none at the end.
fn place_of(view: &TicketView, part: &ViewPart) -> (bool, usize) {
    let place = match view.group_by.as_str() {
        "status" => Status::ALL.iter().position(|status| status.word() == part.key).unwrap_or(usize::MAX),
        "priority" => part.key.parse().unwrap_or(usize::MAX),
        _ => 0,
    };
    (part.key.is_empty(), place)
}

fn is_written(row: &TicketRow, word: &str) -> bool {
    let texts = [&row.title, &row.description, &row.company_name, &row.contact_name, &row.phone];
    let number = row.number.as_deref().unwrap_or_default().to_lowercase();
    number.starts_with(word) || texts.iter().any(|text| text.to_lowercase().contains(word))
}

/// The order of two tickets; what is empty comes last, whichever way is sorted.
fn compared(view: &TicketView, a: &Candidate, b: &Candidate) -> Ordering {
    let down = view.sort.descending;
    let number = |a: Option<i64>, b: Option<i64>| match (a, b) {
        (Some(a), Some(b)) if down => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    };
    let text = |a: &str, b: &str| if down { b.cmp(a) } else { a.cmp(b) };
    let (x, y) = (&a.row, &b.row);
    let first = match view.sort.by.as_str() {
        "created_at" => number(Some(x.created_at), Some(y.created_at)),
        "resolved_at" => number(x.resolved_at, y.resolved_at),
        "closed_at" => number(x.closed_at, y.closed_at),
        "priority" => number(Some(x.priority), Some(y.priority)),
        "due" => number(a.due.map(Timestamp::ms), b.due.map(Timestamp::ms)),
        "number" => text(x.number.as_deref().unwrap_or_default(), y.number.as_deref().unwrap_or_default()),
        "title" => text(&x.title, &y.title),
        "status" => text(&x.status, &y.status),
        "type" => text(&x.type_word, &y.type_word),
        "company_name" => text(&x.company_name, &y.company_name),
        "contact_name" => text(&x.contact_name, &y.contact_name),
        "asset_name" => text(&x.asset_name, &y.asset_name),
        "assignee" => text(&x.assignee_name, &y.assignee_name),
        _ => number(Some(x.updated_at), Some(y.updated_at)),
    };
    first.then_with(|| Reverse(&x.id).cmp(&Reverse(&y.id)))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU8;

    use rusqlite::Connection;
    use truckroll_domain::access::Targets;
    use truckroll_domain::content::AnyRow;
    use truckroll_domain::encode::to_json;
    use truckroll_domain::fields::{Field, FieldKind, Label};
    use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
    use truckroll_domain::people::{Agent, Role};
    use truckroll_domain::tickets::{NewTicket, TicketCommand};
    use truckroll_domain::{AgentId, Command, TenantId};
    use truckroll_protocol::api::{MapSettings, Me};

    use super::*;

    const NOW: Timestamp = Timestamp(1_777_860_000_000);

    fn agent() -> AgentId {
        AgentId::from_parts(1, [1; 10])
    }

    /// Never the same twice, as ids must be.
    fn fresh() -> [u8; 16] {
        static LAST: AtomicU8 = AtomicU8::new(0);
        [LAST.fetch_add(1, std::sync::atomic::Ordering::Relaxed); 16]
    }

    fn phone() -> Replica {
        let mut replica = Replica::open(Connection::open_in_memory().expect("memory"), fresh).expect("opens");
        let agent = Agent { id: agent(), name: "Chen Wei".into(), roles: vec![Role::Engineer], ..Agent::default() };
        replica
            .signed_in(Me {
                agent,
                tenant_name: "Test".into(),
                tenant: TenantId::default(),
                time_zone: "Asia/Shanghai".into(),
                utc_offset_min: 480,
                offsets: truckroll_domain::calendar::Offsets::fixed(480),
                locale: "en".into(),
                map: MapSettings::default(),
                visit_rules: Default::default(),
                roles: Vec::new(),
                switches: Default::default(),
                restrictions: Default::default(),
                setup_waits: false,
                server_time: Timestamp(0),
                demand: None,
            })
            .expect("signs in");
        let set = FieldSet { fields: vec![Field::new("floor", Label::new("Floor", ""), FieldKind::Whole)] };
        put(&replica, FieldSet::KIND, Noun::Ticket.word(), &to_json(&set.complete(Noun::Ticket)).expect("JSON"));
        replica
    }

    fn put(replica: &Replica, kind: &str, id: &str, body: &str) {
        let sql = "insert or replace into definitions (kind, id, body) values (?1, ?2, ?3)";
        replica.connection.execute(sql, [kind, id, body]).expect("is stored");
    }

    fn row(replica: &Replica, n: u8, change: impl FnOnce(&mut TicketRow)) {
        let id = TicketId::from_parts(1, [n; 10]);
        let mut row = Ticket::default().project(id, &TicketOverlay::default());
        row.title = format!("t{n}");
        row.updated_at = NOW.ms() + i64::from(n);
        change(&mut row);
        crate::commit::upsert_row(&replica.connection, &AnyRow::Ticket(Box::new(row))).expect("is written");
    }

    fn count(replica: &mut Replica, word: &str) -> i64 {
        let views = replica.views(NOW).expect("views");
        views.into_iter().find(|item| item.view.standard == word).expect("the view").count
    }

    #[test]
    fn the_systems_views_are_counted_and_opened_without_network() {
        let mut replica = phone();
        row(&replica, 1, |row| row.assignee = Some(agent().to_string()));
        row(&replica, 2, |row| row.status = "awaiting_response".into());
        row(&replica, 3, |row| (row.status, row.assignee) = ("closed".into(), Some(agent().to_string())));
        row(&replica, 4, |row| row.priority = 0);
        for (word, wanted) in [("mine", 1), ("unassigned", 2), ("urgent", 1), ("open", 3), ("closed", 1), ("missed", 0)]
        {
            assert_eq!(count(&mut replica, word), wanted, "{word}");
        }
        let open = replica.views(NOW).expect("views").into_iter().find(|item| item.view.standard == "open");
        let open = open.expect("the view").view.id;
        let (view, parts) = replica.view_tickets(open, "", NOW).expect("reads").expect("the view");
        let told: Vec<(&str, Vec<&str>)> = parts
            .iter()
            .map(|part| (part.key.as_str(), part.tickets.iter().map(|item| item.row.title.as_str()).collect()))
            .collect();
        assert_eq!(view.group_by, "status");
        assert_eq!(told, [("new", vec!["t4", "t1"]), ("awaiting_response", vec!["t2"])]);
        let found = replica.view_tickets(open, "T4", NOW).expect("reads").expect("the view").1;
        assert_eq!(found.iter().map(|part| part.tickets.len()).sum::<usize>(), 1);
    }

    #[test]
    fn a_view_of_the_organisation_asks_own_fields_and_is_only_for_its_audience() {
        let mut replica = phone();
        for (n, floor) in [(1_u8, 3_i64), (2, 9)] {
            let fields = [("floor".to_owned(), Some(FieldValue::Int(floor)))].into();
            let new = NewTicket { title: format!("t{n}"), fields, ..NewTicket::default() };
            let command = TicketCommand::Create { ticket: Box::new(new) };
            let id = TicketId::from_parts(5, [n; 10]);
            replica.execute(&Command::Ticket { id, command }, NOW, true).expect("is made");
        }
        let high = Condition { field: "fields.floor".into(), op: Operator::Greater, value: Some(Operand::Int(5)) };
        let view = TicketView {
            id: ViewId::from_parts(9, [1; 10]),
            name: "High up".into(),
            when: Filter { all: vec![high], any: Vec::new() },
            audience: Targets { agents: vec![agent()], ..Targets::default() },
            ..TicketView::default()
        };
        let other = TicketView {
            id: ViewId::from_parts(9, [2; 10]),
            audience: Targets { agents: vec![AgentId::from_parts(1, [8; 10])], ..Targets::default() },
            ..view.clone()
        };
        for one in [&view, &other] {
            put(&replica, TicketView::KIND, &one.definition_id(), &to_json(one).expect("JSON"));
        }
        let views = replica.views(NOW).expect("views");
        assert_eq!(
            views.iter().map(|item| (item.view.name.as_str(), item.count)).collect::<Vec<_>>(),
            [("High up", 1)]
        );
        let (_, parts) = replica.view_tickets(view.id, "", NOW).expect("reads").expect("the view");
        assert_eq!((parts.len(), parts[0].tickets[0].row.title.as_str()), (1, "t2"));
        assert!(replica.view_tickets(other.id, "", NOW).expect("reads").is_none());
    }
}
