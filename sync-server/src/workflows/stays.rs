//! Stays at the values of a template's node field (TKT-14): noted when a command changed the value, shown as the way of the ticket.

use truckroll_domain::calendar::Calendar;
use truckroll_domain::fields::FieldKind;
use truckroll_domain::tickets::{AGENT_FIELD, NodeField, Stay, Stays, Ticket, TicketOverlay, used};
use truckroll_domain::{AgentId, Content, Context, Timestamp};
use truckroll_protocol::api::{FlowNow, FlowPlace, FlowStep};

use crate::directory::Directory;

/// The node field of the template version that a ticket stays on.
pub(super) fn node_field<'a>(ticket: &Ticket, directory: &'a Directory) -> Option<&'a NodeField> {
    directory.template_versions.get(&ticket.template?)?.node_field.as_ref()
}

/// After a command was carried out: notes where the ticket is, where its template has a node field and no workflow leads it.
pub(crate) fn keep(ctx: &Context, content: &mut Content, directory: &Directory) {
    let Content::Ticket(ticket, overlay) = content else { return };
    let Some(of) = node_field(ticket, directory).filter(|_| overlay.flow.is_none()) else { return };
    let node = ticket.value_with(overlay, &of.field).map(|value| value.typed()).unwrap_or_default();
    let title = title(directory, &of.field, &node);
    let stay = Stay { node, title, at: ctx.at, by: ctx.actor.name().to_owned() };
    let begun = || Stays { template: ticket.template, field: of.field.clone(), ..Stays::default() };
    overlay.stays.get_or_insert_with(|| Box::new(begun())).come(stay);
}

/// What people read for a value.
fn title(directory: &Directory, field: &str, node: &str) -> String {
    if field == AGENT_FIELD {
        let agent = node.parse::<AgentId>().ok().and_then(|id| directory.agents.get(&id));
        return agent.map(|agent| agent.name.clone()).unwrap_or_default();
    }
    let label = match directory.ticket_fields.now.kind(field) {
        Some(FieldKind::Choice { options }) => options.iter().find(|option| option.key == node),
        _ => None,
    };
    label.map_or(node, |option| option.label.as_str()).to_owned()
}

/// The way of a ticket through the values of its node field; nothing where there is none.
pub(super) fn of(directory: &Directory, ticket: &Ticket, overlay: &TicketOverlay, now: Timestamp) -> Option<FlowNow> {
    let stays = overlay.stays.as_ref().filter(|stays| !stays.all.is_empty())?;
    let field = directory.ticket_fields.now.field(&stays.field);
    let name = field.map(|field| field.label.text(&directory.settings.locale).to_owned()).unwrap_or_default();
    Some(FlowNow {
        name,
        version: ticket.template.map(|of| of.version).unwrap_or_default(),
        field: stays.field.clone(),
        node: stays.here().map(|stay| stay.node.clone()).unwrap_or_default(),
        steps: steps(stays, node_field(ticket, directory), directory.default_calendar(), ticket.stays_until(now)),
        next: None,
        missing: Vec::new(),
        mine: false,
        returns: Vec::new(),
    })
}

fn steps(stays: &Stays, of: Option<&NodeField>, calendar: Option<&Calendar>, until: Timestamp) -> Vec<FlowStep> {
    let moments: Vec<Timestamp> = stays.all.iter().map(|stay| stay.at).collect();
    let last = stays.all.len().saturating_sub(1);
    let all = stays.all.iter().zip(used(&moments, until, calendar)).enumerate();
    // while the field was empty it was nowhere
    let somewhere = all.filter(|(_, (stay, _))| !stay.node.is_empty());
    let step = |(index, (stay, used)): (usize, (&Stay, i64))| {
        let limit_ms = of.and_then(|of| of.limit_ms(&stay.node));
        FlowStep {
            place: FlowPlace { node: stay.node.clone(), title: stay.title.clone() },
            at: Some(stay.at),
            by: stay.by.clone(),
            back: false,
            here: index == last,
            used_ms: Some(used),
            limit_ms,
            overdue: limit_ms.is_some_and(|limit| used > limit),
        }
    };
    somewhere.map(step).collect()
}
