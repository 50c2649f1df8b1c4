//! Service levels (TKT-63, TKT-64, TKT-65): policies, the clocks of tickets, and what happens around deadlines.
//!
//! The clock itself is a pure function of a ticket, its log and the policies ([`truckroll_domain::sla`]). This folder keeps the
//! policies (`policies.rs`), answers what clocks show (`clocks.rs`), and reconciles (`reconcile.rs`): after commits that touch
//! tickets, policies or calendars, and when time alone changes something, it notes in tickets which policy holds, keeps the
//! rows of `ticket_clocks` right, and has the rows of policies happen once (`happen.rs`). It takes no input, and a node that
//! dies loses nothing: how far it has read is a row, and what it did is done under unique keys.

use truckroll_domain::TicketId;
use truckroll_domain::fields::Noun;
use truckroll_domain::sla::SlaPolicy;
use truckroll_domain::tickets::{Ticket, TicketOverlay, TicketSchema};
use utoipa_axum::router::OpenApiRouter;

use crate::App;
use crate::directory::Directory;

mod clocks;
mod happen;
mod known;
mod policies;
mod reconcile;

pub(crate) use clocks::{BY_DUE, by_due, narrow, without_clock};
pub use known::Promises;
pub use reconcile::{run, start};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(policies::routes()).merge(clocks::routes())
}

/// What conditions of policies can ask about.
fn schema(directory: &Directory) -> TicketSchema<'_> {
    TicketSchema { set: &directory.fields(Noun::Ticket).now }
}

/// The policy that is for a ticket now.
fn holding<'a>(
    directory: &'a Directory,
    id: TicketId,
    ticket: &Ticket,
    overlay: &TicketOverlay,
) -> Option<&'a SlaPolicy> {
    let record = ticket.record(id, overlay, &directory.fields(Noun::Ticket).now);
    directory.sla.book.holding(&schema(directory), &record)
}
