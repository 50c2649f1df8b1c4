//! Companies and contacts: lists, questions, pages, groups and tags; and lists of rows of asset tables.
//!
//! Documents decide; beside their rows `index` keeps what filters and searches ask for (values that are no columns, phone
//! numbers with their country codes, who is in which company), written in the transaction of the row.

use axum::extract::State;
use truckroll_domain::assets::AssetRow;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::privacy::Masked;
use truckroll_domain::{Kind, Row};
use truckroll_protocol::api::{ListQuery, Page};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Query};
use crate::lists::{self, Key};
use crate::reach::reached;

pub(crate) mod alike;
pub(crate) mod bulk;
pub mod clear;
pub(crate) mod columns;
pub(crate) mod detail;
pub(crate) mod identities;
pub(crate) mod index;
pub mod merge;
pub(crate) mod nearby;
pub mod person;
pub(crate) mod query;
pub(crate) mod records;
pub(crate) mod restrict;
pub(crate) mod saved;
pub mod service;
pub(crate) mod settings;
pub(crate) mod statistics;
pub(crate) mod trash;

pub use clear::start;

/// Columns that are searched for words.
pub(crate) const COMPANY_SEARCHED: &[&str] = &["name", "phone", "address"];
/// Columns that are searched for words.
pub(crate) const CONTACT_SEARCHED: &[&str] = &["name", "phone", "email", "company_name"];
/// Columns that are searched for words.
pub(crate) const ASSET_SEARCHED: &[&str] = &["name", "model", "serial_number", "owner_name", "address"];
const ORDER: [Key<'static>; 2] = [Key::text("name"), Key::text("id")];

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(companies))
        .routes(routes!(contacts))
        .routes(routes!(assets))
        .merge(query::routes())
        .merge(detail::routes())
        .merge(alike::routes())
        .merge(saved::routes())
        .merge(columns::routes())
        .merge(service::routes())
        .merge(settings::routes())
        .merge(trash::routes())
        .merge(bulk::routes())
        .merge(merge::routes())
        .merge(person::routes())
        .merge(restrict::routes())
        .merge(records::routes())
        .merge(nearby::routes())
        .merge(identities::routes())
        .merge(statistics::routes())
}

async fn list<R: Row + Masked>(
    app: &App,
    session: &Session,
    asked: &ListQuery,
    kind: Kind,
    columns: &[&str],
) -> Answer<axum::Json<Page<R>>> {
    let limit = lists::limit(asked.limit)?;
    let mut conditions = reached(session, kind);
    if R::COLUMNS.iter().any(|column| column.name == "deleted_at") {
        conditions.and("deleted_at is null");
    }
    conditions.words(asked.q.as_deref().unwrap_or_default(), &session.searched(columns), &[]);
    let mut page = lists::page(&app.db, &conditions, &ORDER, asked.after.as_deref(), limit).await?;
    session.mask(&mut page.rows);
    Ok(axum::Json(page))
}

macro_rules! lists {
    ($($name:ident, $path:literal, $row:ident, $kind:ident, $columns:ident, $what:literal;)*) => {$(
        #[utoipa::path(
            get,
            path = $path,
            tag = "customers",
            operation_id = stringify!($name),
            description = $what,
            params(
                ("q" = Option<String>, Query, description = "Words to look for"),
                ("after" = Option<String>, Query, description = "`next` of the page before"),
                ("limit" = Option<i64>, Query, description = "Rows a page, 1 to 200"),
            ),
            responses((status = 200, description = "`Page` of rows", body = serde_json::Value)),
            security(("bearer" = []), ("cookie" = []))
        )]
        async fn $name(
            State(app): State<App>,
            session: Session,
            Query(asked): Query<ListQuery>,
        ) -> Answer<axum::Json<Page<$row>>> {
            list(&app, &session, &asked, Kind::$kind, $columns).await
        }
    )*};
}

lists! {
    companies, "/companies", CompanyRow, Company, COMPANY_SEARCHED, "Companies by name.";
    contacts, "/contacts", ContactRow, Contact, CONTACT_SEARCHED, "Contacts by name.";
    assets, "/assets", AssetRow, Asset, ASSET_SEARCHED, "Rows of all asset tables by name.";
}
