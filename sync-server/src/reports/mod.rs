//! Statistics of tickets (TKT-61): `GET /ticket-statistics` and `/ticket-statistics/export.csv`; reports that are kept (TKT-62):
//! `/ticket-reports`, `/ticket-reports/{id}/figures` and `…/figures.csv`.
//!
//! What happened to each ticket is a row of `ticket_facts`, made from the ticket's document by
//! [`truckroll_domain::reports::facts`]. The rows follow the feed (`follow.rs`): in the background, and once more before they are
//! counted, so that figures are those of this moment (`docs/adr/0032`).

mod figures;
mod follow;
mod saved;
mod series;

pub use follow::{run, start};

use utoipa_axum::router::OpenApiRouter;

use crate::App;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    figures::routes().merge(saved::routes()).merge(series::routes())
}
