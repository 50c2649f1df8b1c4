//! Where a ticket is on its way through a workflow (APP-17), and where it goes: by the version that came beside the ticket, with
//! the functions the server decides by.

use truckroll_domain::access::{Area, Verb};
use truckroll_domain::fields::Noun;
use truckroll_domain::filter::Today;
use truckroll_domain::tickets::{Ticket, TicketOverlay, TicketSchema};
use truckroll_domain::workflows::{Node, Published};
use truckroll_domain::{TicketId, Timestamp};

use crate::ask::Way;
use crate::replica::Replica;

impl Replica {
    /// Nothing for a ticket that goes by no workflow; without its version only where it is.
    pub(crate) fn way_of(&self, id: TicketId, ticket: &Ticket, overlay: &TicketOverlay, now: Timestamp) -> Option<Way> {
        let flow = overlay.flow.as_deref()?;
        let (node, title, since) = ticket.node(overlay)?;
        let mut way = Way {
            node: node.to_owned(),
            title: title.to_owned(),
            since,
            known: false,
            mine: false,
            missing: Vec::new(),
            next: None,
            returns: Vec::new(),
        };
        let key = Published::key(flow.workflow, flow.version);
        let Some(published) = self.definition_of::<Published>(Published::KIND, &key).ok().flatten() else {
            return Some(way);
        };
        let workflow = &published.workflow;
        let named = |node: &Node| (node.key.clone(), node.title.clone());
        let assigns = self.actor_of_me().is_ok_and(|actor| actor.may(Area::Tickets, Verb::Assign));
        let task = workflow.task(node);
        way.known = true;
        way.mine =
            task.is_none_or(|task| assigns || self.me().is_some_and(|me| task.takes_part(ticket, overlay, &me.agent)));
        way.missing = task.map(|task| task.missing(ticket, overlay)).unwrap_or_default();
        way.returns = workflow.returns(node, &ticket.been(flow)).into_iter().map(named).collect();
        let set = self.fields(Noun::Ticket);
        let record = ticket.record(id, overlay, &set);
        let today = Today { at: now, offset_min: self.me().map_or(0, |me| me.utc_offset_min) };
        let holds =
            |filter: &truckroll_domain::filter::Filter| filter.holds(&TicketSchema { set: &set }, &record, Some(today));
        way.next = workflow.next(node, &holds).ok().map(named);
        Some(way)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rusqlite::Connection;
    use truckroll_domain::WorkflowId;
    use truckroll_domain::filter::Filter;
    use truckroll_domain::tickets::{Flow, NodeFact};
    use truckroll_domain::workflows::{FieldAccess, Link, NodeKind, Task, Workflow};
    use truckroll_domain::{LineId, gather};

    use super::*;

    fn published() -> Published {
        let node = |key: &str, kind| Node {
            key: key.into(),
            title: key.to_uppercase(),
            kind,
            spot: truckroll_domain::workflows::Spot::default(),
            lane: String::new(),
        };
        let link = |from: &str, to: &str| Link {
            key: format!("{from}-{to}"),
            from: from.into(),
            to: to.into(),
            title: String::new(),
            when: Filter::default(),
        };
        let demands = FieldAccess { required: true, ..FieldAccess::default() };
        let task = Task { fields: gather::map([("type".to_owned(), demands)]), ..Task::default() };
        Published {
            id: WorkflowId::default(),
            version: 3,
            template: None,
            workflow: Workflow {
                nodes: vec![
                    node("start", NodeKind::Start),
                    node("report", NodeKind::Task { task: Box::default() }),
                    node("repair", NodeKind::Task { task: Box::new(task) }),
                    node("end", NodeKind::End),
                ],
                links: vec![link("start", "report"), link("report", "repair"), link("repair", "end")],
                ..Workflow::default()
            },
        }
    }

    #[test]
    fn a_ticket_says_where_it_is_what_lacks_and_where_it_goes_on_and_back() {
        let replica = Replica::open(Connection::open_in_memory().expect("memory"), || [7; 16]).expect("opens");
        let flow = Flow {
            workflow: WorkflowId::default(),
            version: 3,
            node: "report".into(),
            title: "REPORT".into(),
            at: Timestamp(1),
            left: BTreeMap::new(),
            access_at: String::new(),
            hidden: Vec::new(),
            read_only: Vec::new(),
            overdue: None,
        };
        let overlay = TicketOverlay { flow: Some(Box::new(flow)), ..TicketOverlay::default() };
        let mut ticket = Ticket { schema: 1, ..Ticket::default() };
        let at = |ticket: &Ticket| {
            replica.way_of(TicketId::default(), ticket, &overlay, Timestamp(9)).expect("it goes by a workflow")
        };
        let bare = at(&ticket);
        assert_eq!((bare.title.as_str(), bare.known, &bare.next), ("REPORT", false, &None));
        let published = published();
        let key = Published::key(published.id, published.version);
        let body = serde_json::to_string(&published).expect("is written");
        replica
            .connection
            .execute("insert into definitions (kind, id, body) values (?1, ?2, ?3)", [Published::KIND, &key, &body])
            .expect("is stored");
        let first = at(&ticket);
        assert!(first.known && first.missing.is_empty() && first.returns.is_empty());
        assert!(!first.mine, "nobody works there while nobody is signed in");
        assert_eq!(first.next, Some(("repair".to_owned(), "REPAIR".to_owned())));
        let fact = NodeFact {
            node: "repair".into(),
            title: "REPAIR".into(),
            at: Timestamp(5),
            by: String::new(),
            back: false,
        };
        ticket.nodes.insert(LineId::default(), fact);
        let second = at(&ticket);
        assert_eq!(second.missing, ["type"]);
        assert_eq!(second.returns, [("report".to_owned(), "REPORT".to_owned())]);
        assert_eq!(second.next.map(|(node, _)| node).as_deref(), Some("end"));
        let none = TicketOverlay::default();
        assert_eq!(replica.way_of(TicketId::default(), &ticket, &none, Timestamp(9)), None);
    }
}
