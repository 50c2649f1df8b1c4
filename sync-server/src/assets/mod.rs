//! Asset tables and their rows: definitions, a row's page, what a row is told from all others by (CUS-27, CUS-28).
//!
//! Lists and questions are those of customers (`customers/query.rs`), files those of imports (`imports/`), and rows are changed
//! by commands as every document is.

use truckroll_domain::assets::AssetTable;
use truckroll_domain::fields::{FieldSet, Noun};
use utoipa_axum::router::OpenApiRouter;

use crate::App;
use crate::directory::Directory;

mod by_code;
mod detail;
pub(crate) mod tables;
pub(crate) mod unique;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(by_code::routes()).merge(tables::routes()).merge(detail::routes())
}

impl Directory {
    /// The fields of a noun; of rows of an asset table those of the table, `None` where there is no such table.
    #[must_use]
    pub fn fields_in(&self, noun: Noun, table: &str) -> Option<&FieldSet> {
        match noun {
            Noun::Company | Noun::Contact | Noun::Ticket => Some(&self.fields(noun).now),
            Noun::Asset => self.asset_tables.get(table).map(|table| &table.now.set),
        }
    }

    /// An asset table that takes new rows.
    #[must_use]
    pub fn open_table(&self, key: &str) -> Option<&AssetTable> {
        self.asset_tables.get(key).map(|table| &table.now).filter(|table| table.archived_at.is_none())
    }
}
