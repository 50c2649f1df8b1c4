//! The way of one ticket as the desk shows it (TKT-13, TKT-14): what it went through with the open time it used there, where it is,
//! and where it goes if nothing changes.

use truckroll_domain::calendar::Calendar;
use truckroll_domain::tickets::{Flow, Ticket, TicketOverlay, used};
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::workflows::{NodeKind, Published};
use truckroll_domain::{TicketId, Timestamp};
use truckroll_protocol::api::{FlowNow, FlowPlace, FlowStep};

use super::stays;
use super::ways::{missing, next, returns, takes_part, task_at, version};
use crate::App;
use crate::auth::Session;
use crate::db::DbResult;
use crate::directory::Directory;

/// Most steps ahead that are told.
const AHEAD: usize = 20;

/// The way of a ticket; nothing where it goes by no workflow and its template has no node field.
///
/// # Errors
/// When the database fails.
pub(crate) async fn of(
    app: &App,
    session: &Session,
    directory: &Directory,
    id: TicketId,
    ticket: &Ticket,
    overlay: &TicketOverlay,
) -> DbResult<Option<FlowNow>> {
    let Some(flow) = &overlay.flow else { return Ok(stays::of(directory, ticket, overlay, app.clock.now())) };
    let Some(way) = version(app, session.tenant, flow.workflow, flow.version).await? else { return Ok(None) };
    let Some((here, ..)) = ticket.node(overlay) else { return Ok(None) };
    let until = ticket.stays_until(app.clock.now());
    let mut steps = gone(&way, ticket, flow, directory.default_calendar(), until);
    let place = |(node, title)| FlowPlace { node, title };
    let ahead = ahead(&way, here, id, ticket, overlay, directory, app.clock.now());
    let task = task_at(&way, here);
    let first = ahead.first().cloned();
    let told = |place| FlowStep {
        place,
        at: None,
        by: String::new(),
        back: false,
        here: false,
        used_ms: None,
        limit_ms: None,
        overdue: false,
    };
    steps.extend(ahead.into_iter().map(told));
    Ok(Some(FlowNow {
        name: way.workflow.name.clone(),
        version: way.version,
        field: String::new(),
        node: here.to_owned(),
        steps,
        next: first,
        missing: task.map(|task| missing(task, ticket, overlay)).unwrap_or_default(),
        mine: task.is_none_or(|task| takes_part(task, ticket, overlay, directory, &session.actor).is_ok()),
        returns: returns(&way, ticket, flow, here).into_iter().map(place).collect(),
    }))
}

/// What a ticket went through, with the open time it used.
fn gone(way: &Published, ticket: &Ticket, flow: &Flow, calendar: Option<&Calendar>, until: Timestamp) -> Vec<FlowStep> {
    let mut facts: Vec<_> = ticket.nodes.iter().collect();
    facts.sort_by_key(|(id, fact)| (fact.at, **id));
    let first = (flow.node.clone(), flow.title.clone(), flow.at, String::new(), false);
    let facts = facts.into_iter().map(|(_, f)| (f.node.clone(), f.title.clone(), f.at, f.by.clone(), f.back));
    let all: Vec<_> = std::iter::once(first).chain(facts).collect();
    let last = all.len() - 1;
    let moments: Vec<Timestamp> = all.iter().map(|(_, _, at, ..)| *at).collect();
    let mut steps = Vec::with_capacity(all.len());
    for (index, ((node, title, at, by, back), used)) in all.iter().zip(used(&moments, until, calendar)).enumerate() {
        let task = task_at(way, node);
        let used_ms = task.map(|_| used);
        let limit_ms = task.and_then(|task| task.limit_min).map(|limit| i64::from(limit) * MINUTE_MS);
        steps.push(FlowStep {
            place: FlowPlace { node: node.clone(), title: title.clone() },
            at: Some(*at),
            by: by.clone(),
            back: *back,
            here: index == last,
            used_ms,
            limit_ms,
            overdue: used_ms.zip(limit_ms).is_some_and(|(used, limit)| used > limit),
        });
    }
    steps
}

/// Where a ticket goes from a node if nothing changes, until it ends or comes by a node again.
fn ahead(
    way: &Published,
    here: &str,
    id: TicketId,
    ticket: &Ticket,
    overlay: &TicketOverlay,
    directory: &Directory,
    now: Timestamp,
) -> Vec<FlowPlace> {
    let mut places: Vec<FlowPlace> = Vec::new();
    let mut from = here.to_owned();
    while places.len() < AHEAD {
        let ended = way.workflow.node(&from).is_none_or(|node| node.kind == NodeKind::End);
        let Some((node, title)) =
            (!ended).then(|| next(way, &from, id, ticket, overlay, directory, now).ok()).flatten()
        else {
            break;
        };
        if node == here || places.iter().any(|place| place.node == node) {
            break;
        }
        from.clone_from(&node);
        places.push(FlowPlace { node, title });
    }
    places
}
