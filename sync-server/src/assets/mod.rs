//! Asset tables and their rows: definitions, a row's page, what a row is told from all others by (CUS-27, CUS-28).
//!
//! Lists and questions are those of customers (`customers/query.rs`), files those of imports (`imports/`), and rows are changed
//! by commands as every document is.

use utoipa_axum::router::OpenApiRouter;

use crate::App;

mod detail;
mod tables;
pub(crate) mod unique;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(tables::routes()).merge(detail::routes())
}
