//! Workflows (TKT-09 to TKT-12): drafts that administrators draw, and versions that are published of them and never changed.
//!
//! A draft is a definition that is replaced by the number it was read at; publishing writes the version and the draft in one
//! transaction. Neither travels to phones.

use truckroll_domain::filter::Filter;
use truckroll_domain::tickets::TicketSchema;
use truckroll_domain::workflows::Design;
use utoipa_axum::router::OpenApiRouter;

use crate::App;
use crate::directory::Directory;

pub mod overdue;
pub(crate) mod progress;
mod publish;
mod routes;
pub(crate) mod stays;
pub(crate) mod ways;

pub use ways::Versions;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(routes::routes()).merge(publish::routes())
}

impl Directory {
    /// Takes a workflow in as it is stored; one that this version cannot read is none.
    pub(crate) fn take_workflow(&mut self, seq: i64, body: &str) {
        if let Ok(design) = serde_json::from_str::<Design>(body) {
            self.workflows.insert(design.id, (seq, design));
        }
    }
}

/// Whether a condition can be asked about tickets.
fn can_be_asked(directory: &Directory, filter: &Filter) -> bool {
    filter.check_over(&TicketSchema { set: &directory.ticket_fields.now }).is_ok()
}
