//! A ticket as rules ask about it. What can be asked about tickets is said here and nowhere else in the engine.

use truckroll_domain::companies::Company;
use truckroll_domain::contacts::Contact;
use truckroll_domain::filter::Today;
use truckroll_domain::tickets::{Ticket, TicketOverlay, TicketSchema};
use truckroll_domain::triggers::{RuleSchema, Snapshot};
use truckroll_domain::{CompanyId, ContactId, Content, TicketId, Timestamp};

use crate::directory::Directory;

/// What can be asked about a ticket.
pub type TicketAsks<'a> = TicketSchema<'a>;

/// What can be asked about tickets of this organisation.
#[must_use]
pub fn ticket_asks(directory: &Directory) -> TicketAsks<'_> {
    TicketSchema { set: &directory.ticket_fields.now }
}

/// What rules of this organisation can ask.
#[must_use]
pub fn schema(directory: &Directory) -> RuleSchema<'_, TicketAsks<'_>> {
    RuleSchema {
        ticket: ticket_asks(directory),
        company: &directory.company_fields.now,
        contact: &directory.contact_fields.now,
    }
}

/// A ticket as it is.
#[must_use]
pub fn of_ticket(directory: &Directory, id: TicketId, ticket: &Ticket, overlay: &TicketOverlay) -> Snapshot {
    Snapshot::of(&ticket.project(id, overlay), ticket.lines(&directory.ticket_fields.now))
}

/// A company as it is.
#[must_use]
pub fn of_company(directory: &Directory, id: CompanyId, company: &Company) -> Snapshot {
    Snapshot::of(&company.project(id), company.lines(&directory.company_fields.now))
}

/// A contact person as he is.
#[must_use]
pub fn of_contact(directory: &Directory, id: ContactId, contact: &Contact) -> Snapshot {
    Snapshot::of(&contact.project(id), contact.lines(&directory.contact_fields.now))
}

/// A ticket before it is changed, where rules of the organisation wait for changes.
#[must_use]
pub fn before(directory: &Directory, id: truckroll_domain::DocumentId, content: &Content) -> Option<Box<Snapshot>> {
    match content {
        Content::Ticket(ticket, overlay) if directory.rules.wait_for_changes() && ticket.schema > 0 => {
            Some(Box::new(of_ticket(directory, id.into(), ticket, overlay)))
        }
        _ => None,
    }
}

/// The organisation's day around now.
#[must_use]
pub fn today(directory: &Directory, now: Timestamp) -> Today {
    Today { at: now, offset_min: directory.settings.utc_offset_min }
}
