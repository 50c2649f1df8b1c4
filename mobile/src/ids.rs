//! Ids that a phone makes by itself: time and chance, so that two phones never make the same.

use truckroll_domain::{AssignmentId, CompanyId, ContactId, EntryId, LineId, TicketId, VisitId};

use crate::platform;

fn parts() -> (u64, [u8; 10]) {
    let mut random = [0_u8; 10];
    getrandom::fill(&mut random).expect("the platform has a source of chance");
    (u64::try_from(platform::now_ms()).unwrap_or_default(), random)
}

/// A new line in a document: a photo, a part, a signature, a request.
#[must_use]
pub fn line() -> LineId {
    let (at, random) = parts();
    LineId::from_parts(at, random)
}

/// A new entry: a note, a reply.
#[must_use]
pub fn entry() -> EntryId {
    let (at, random) = parts();
    EntryId::from_parts(at, random)
}

/// A new visit.
#[must_use]
pub fn visit() -> VisitId {
    let (at, random) = parts();
    VisitId::from_parts(at, random)
}

/// A new ticket.
#[must_use]
pub fn ticket() -> TicketId {
    let (at, random) = parts();
    TicketId::from_parts(at, random)
}

/// A new company.
#[must_use]
pub fn company() -> CompanyId {
    let (at, random) = parts();
    CompanyId::from_parts(at, random)
}

/// A new contact.
#[must_use]
pub fn contact() -> ContactId {
    let (at, random) = parts();
    ContactId::from_parts(at, random)
}

/// A new turn at a visit.
#[must_use]
pub fn assignment() -> AssignmentId {
    let (at, random) = parts();
    AssignmentId::from_parts(at, random)
}
