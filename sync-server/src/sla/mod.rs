//! Service levels (TKT-63, TKT-64, TKT-65): policies, the clocks of tickets, and what happens around deadlines.
//!
//! The clock itself is a pure function of a ticket, its log and the policies ([`truckroll_domain::sla`]). This folder keeps the
//! policies (`policies.rs`), answers what clocks show (`clocks.rs`), and reconciles (`reconcile.rs`): after commits that touch
//! tickets, policies or calendars, and when time alone changes something, it notes in tickets which policy holds, keeps the
//! rows of `ticket_clocks` right, and has the rows of policies happen once (`happen.rs`). It takes no input, and a node that
//! dies loses nothing: how far it has read is a row, and what it did is done under unique keys.

use truckroll_domain::filter::{RowRecord, RowSchema};
use truckroll_domain::sla::{Book, SlaPolicy};
use truckroll_domain::tickets::{Ticket, TicketOverlay, TicketRow};
use truckroll_domain::TicketId;
use utoipa_axum::router::OpenApiRouter;

use crate::App;

mod clocks;
mod happen;
mod known;
mod policies;
mod reconcile;

pub(crate) use clocks::{BY_DUE, narrow};
pub use known::Promises;
pub use reconcile::{run, start};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(policies::routes()).merge(clocks::routes())
}

/// What conditions of policies can ask about.
fn schema() -> RowSchema<TicketRow> {
    RowSchema::new()
}

/// The policy that is for a ticket now.
fn holding<'a>(book: &'a Book, id: TicketId, ticket: &Ticket, overlay: &TicketOverlay) -> Option<&'a SlaPolicy> {
    book.holding(&schema(), &RowRecord::new(&ticket.project(id, overlay)))
}
