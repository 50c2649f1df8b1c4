//! What an edit of a ticket changed, for its log, and what the server notes about service levels.

use super::{Ticket, TicketOverlay};
use crate::customers::edited;
use crate::fields::{FieldChange, FieldValue};
use crate::sla::TermsFact;
use crate::{Actor, Applied, Context, EntryBody, Refusal};

/// Most changes of policy that a ticket remembers.
const MAX_TERMS: usize = 1_000;

/// Puts what differs into the line that the edit logged.
pub(super) fn tell(applied: &mut Applied, before: &Ticket, after: &Ticket) {
    if let Some(EntryBody::Log { changes, .. }) = applied.entries.last_mut().map(|entry| &mut entry.body) {
        *changes = differences(before, after);
    }
}

/// What differs, by the keys that conditions know.
fn differences(before: &Ticket, after: &Ticket) -> Vec<FieldChange> {
    let own = before.fields.keys().chain(after.fields.keys()).map(|key| format!("{OWN}{key}"));
    let own: Vec<String> = own.collect();
    let keys = MEMBERS.into_iter().chain(own.iter().map(String::as_str));
    edited(keys, |key| (value(before, key), value(after, key)))
}

/// What the keys of own fields begin with.
const OWN: &str = "fields.";
/// The other members that an edit can change.
const MEMBERS: [&str; 9] =
    ["title", "description", "type", "priority", "company_id", "contact_id", "contact_name", "phone", "address"];

fn value(ticket: &Ticket, key: &str) -> Option<FieldValue> {
    let customer = &ticket.customer;
    match key {
        "title" => FieldValue::text(&ticket.title),
        "description" => FieldValue::text(&ticket.description),
        "type" => FieldValue::text(&ticket.kind),
        "priority" => FieldValue::text(ticket.priority.word()),
        "company_id" => FieldValue::text(&customer.company?.to_string()),
        "contact_id" => FieldValue::text(&customer.contact?.to_string()),
        "contact_name" => FieldValue::text(&customer.contact_name),
        "phone" => FieldValue::text(&customer.phone),
        "address" => FieldValue::text(&ticket.address.line()),
        own => FieldValue::text(ticket.fields.get(own.strip_prefix(OWN)?)?),
    }
}

/// Notes which policy holds. What is noted already is not noted twice, and nothing goes before what was noted.
pub(super) fn note_terms(ctx: &Context, overlay: &mut TicketOverlay, terms: TermsFact) -> Result<Applied, Refusal> {
    if ctx.actor != Actor::System {
        return Err(Refusal::NotAllowed);
    }
    let last = overlay.terms.last();
    if last.is_some_and(|last| (last.policy, last.version) == (terms.policy, terms.version) || last.at > terms.at) {
        return Ok(Applied::default());
    }
    if overlay.terms.len() >= MAX_TERMS {
        return Err(Refusal::TooMany { field: "terms".into(), limit: 1_000 });
    }
    overlay.terms.push(terms);
    Ok(Applied::default())
}
