//! Daily use of tickets: splitting and merging them (TKT-37, TKT-60), their history (TKT-66), one ticket for each of many customers
//! (TKT-33), working through some of them (TKT-29), and what is like a ticket that is being written (TKT-32), who takes
//! tickets (TKT-39).
//!
//! Whatever changes a ticket here is commands, carried out for the person who asked; beside them only what belongs to no ticket is
//! stored: batches, tasks, and in which browser an entry was made.

use utoipa_axum::router::OpenApiRouter;

use crate::App;

mod alike;
mod batches;
pub(crate) mod family;
mod history;
mod merge;
pub(crate) mod replies;
pub(crate) mod senders;
mod split;
pub(crate) mod takers;
mod tasks;

pub use batches::{start, work};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(split::routes())
        .merge(merge::routes())
        .merge(history::routes())
        .merge(alike::routes())
        .merge(batches::routes())
        .merge(takers::routes())
        .merge(tasks::routes())
}
