//! `GET /companies/export`, `/contacts/export` and `/assets/export`: customers and rows of asset tables as a table that can be
//! imported again. `POST /companies/export` and `/contacts/export`: the same of rows that were picked by hand, too many to be
//! named in an address.
//!
//! What is exported is what the list shows: its conditions, words and order, the rows a person reaches, numbers under the
//! mask. Customers are read some hundred at a time, as fast as the reader takes them. What nobody can import is left out: when a
//! customer was recorded, and files.

use axum::extract::State;
use axum::response::Response;
use futures_util::stream;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::assets::AssetRow;
use truckroll_domain::audit::Action;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::{Contact, ContactRow};
use truckroll_domain::fields::{Field, FieldKind, FieldValue, Noun};
use truckroll_domain::imports::{COMPANIES, Names, fields, is_number};
use truckroll_domain::privacy::{Masked as _, mask_value};
use truckroll_domain::{Content, DocumentId, Row};
use truckroll_portal::Locale;
use truckroll_protocol::api::{CustomerQuery, ExportQuery, PickedExport};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::files::{headings, name_of};
use super::words::language;
use super::write::{Cell, Format, Rows, download};
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::customers::query;
use crate::http::{Answer, Fault, Query, Strict, input};
use crate::ingest;

/// Customers that are read at once.
const SLICE: i64 = 500;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(companies, picked_companies))
        .routes(routes!(contacts, picked_contacts))
        .routes(routes!(assets))
}

macro_rules! exports {
    ($($name:ident, $path:literal, $id:literal, $row:ident, $noun:ident, $what:literal;)*) => {$(
        #[utoipa::path(
            get,
            path = $path,
            tag = "customers",
            operation_id = $id,
            description = $what,
            params(
                ("format" = String, Query, description = "`xlsx` or `csv`"),
                ("language" = Option<String>, Query, description = "Language of headings and words, `en` or `zh-CN`"),
                ("asked" = Option<String>, Query, description = "`CustomerQuery` as JSON; all when it is left out"),
            ),
            responses(
                (status = 200, description = "`.xlsx` or CSV, in the form that is imported"),
                (status = 400, description = "A format, language or query that is none"),
                (status = 403, description = "Without the right to export customers"),
            ),
            security(("bearer" = []), ("cookie" = []))
        )]
        async fn $name(State(app): State<App>, session: Session, Query(wanted): Query<ExportQuery>) -> Answer<Response> {
            let asked = if wanted.asked.is_empty() {
                CustomerQuery::default()
            } else {
                input::strictly(wanted.asked.as_bytes())?
            };
            export::<$row>(app, session, Noun::$noun, asked, (&wanted.format, &wanted.language)).await
        }
    )*};
}

macro_rules! picked {
    ($($name:ident, $path:literal, $id:literal, $row:ident, $noun:ident;)*) => {$(
        #[utoipa::path(
            post,
            path = $path,
            tag = "customers",
            operation_id = $id,
            description = "Up to 500 rows that a query names by id, in its order, as a table. The export is noted in the audit log.",
            request_body(content = serde_json::Value, description = "`PickedExport`"),
            responses(
                (status = 200, description = "`.xlsx` or CSV, in the form that is imported"),
                (status = 400, description = "No rows, or a format, language or query that is none"),
                (status = 403, description = "Without the right to export customers"),
            ),
            security(("bearer" = []), ("cookie" = []))
        )]
        async fn $name(
            State(app): State<App>,
            session: Session,
            Strict(wanted): Strict<PickedExport>,
        ) -> Answer<Response> {
            if wanted.asked.ids.is_empty() {
                return Err(Fault::bad_request("asked: no ids").field("ids", "required"));
            }
            export::<$row>(app, session, Noun::$noun, wanted.asked, (&wanted.format, &wanted.language)).await
        }
    )*};
}

picked! {
    picked_companies, "/companies/export", "export_picked_companies", CompanyRow, Company;
    picked_contacts, "/contacts/export", "export_picked_contacts", ContactRow, Contact;
}

exports! {
    companies, "/companies/export", "export_companies", CompanyRow, Company,
        "Companies that meet a query, with all their fields, as a table. The export is noted in the audit log.";
    contacts, "/contacts/export", "export_contacts", ContactRow, Contact,
        "Contacts that meet a query, with all their fields, as a table. The export is noted in the audit log.";
    assets, "/assets/export", "export_assets", AssetRow, Asset,
        "Rows of the asset table that a query names, with all their fields. The export is noted in the audit log.";
}

/// Everything that pages are written by.
struct Writing {
    app: App,
    session: Session,
    noun: Noun,
    asked: CustomerQuery,
    fields: Vec<Field>,
    names: Names,
    locale: Locale,
}

async fn export<R: Row + Send>(
    app: App,
    session: Session,
    noun: Noun,
    asked: CustomerQuery,
    (format, spoken): (&str, &str),
) -> Answer<Response> {
    session.must(Area::Customers, Verb::Export)?;
    let (format, locale) = (Format::read(format)?, language(spoken)?);
    let asked = CustomerQuery { columns: Vec::new(), after: None, limit: None, ..asked };
    let directory = app.directory(session.tenant).await?;
    // what cannot be asked is refused before anything is sent
    let total = query::find::<R>(&app, &session, noun, &CustomerQuery { limit: Some(1), ..asked.clone() }).await?.total;
    let set = directory.fields_in(noun, &asked.table).ok_or_else(|| Fault::bad_request("table"))?;
    let headings = headings(noun, set, locale);
    let clocks = directory.settings.offsets(app.clock.now());
    let mut tx = app.db.begin().await?;
    let told = serde_json::json!({ "rows": total, "asked": asked, "masked": session.masks });
    let action = if noun == Noun::Asset { Action::AssetsExported } else { Action::CustomersExported };
    let entry = Entry::of(&app, &session, action).about("export", noun.word(), &asked.table).after(&told);
    audit::write(&mut tx, entry).await?;
    tx.commit().await?;
    let name = name_of(noun, &asked.table).to_owned();
    let writing = Writing {
        fields: fields(noun, set),
        names: Names::new(directory.agents.values(), &directory.groups, &directory.customers.now, clocks),
        app,
        session,
        noun,
        asked,
        locale,
    };
    let pages = stream::unfold(Some(writing), async |writing| {
        let mut writing = writing?;
        match writing.page::<R>().await {
            Ok((rows, more)) => Some((Ok(rows), more.then_some(writing))),
            // the reader sees a broken download, never a short file
            Err(fault) => Some((Err(std::io::Error::other(fault.0.title.clone())), None)),
        }
    });
    Ok(download(format, &name, Some(headings), Box::pin(pages)))
}

impl Writing {
    /// The next rows, and whether more follow.
    async fn page<R: Row>(&mut self) -> Answer<(Rows, bool)> {
        let (rows, next) = query::next::<R>(&self.app, &self.session, self.noun, &self.asked, SLICE).await?;
        let ids: Vec<DocumentId> = rows.iter().filter_map(id_of).collect();
        let mut stored = ingest::load(&self.app.db, self.session.tenant, &ids).await?;
        let rows = ids.iter().filter_map(|id| stored.remove(id)).map(|stored| self.row(stored.content)).collect();
        self.asked.after = next;
        Ok((rows, self.asked.after.is_some()))
    }

    fn row(&self, mut content: Content) -> Vec<Cell> {
        if self.session.masks {
            match &mut content {
                Content::Company(company) => company.mask(),
                Content::Contact(contact) => contact.mask(),
                _ => {}
            }
        }
        self.fields.iter().map(|field| self.cell(field, &content)).collect()
    }

    fn cell(&self, field: &Field, content: &Content) -> Cell {
        let value = match content {
            Content::Company(company) => company.value(&field.key),
            Content::Contact(contact) if field.key == COMPANIES => companies_of(contact),
            Content::Contact(contact) => contact.value(&field.key),
            Content::Asset(asset) if field.key == "agent" => asset.agent.map(|id| FieldValue::Text(id.to_string())),
            Content::Asset(asset) => asset.value(&field.key),
            _ => None,
        };
        let Some(mut value) = value else { return Cell::Text(String::new()) };
        // own numbers too: a table leaves the house
        if self.session.masks && field.kind == FieldKind::Phone {
            mask_value(&mut value);
        }
        match &value {
            #[expect(clippy::cast_precision_loss, reason = "whole numbers of fields are within 2^53")]
            FieldValue::Int(n) if is_number(field) => Cell::Number(*n as f64),
            FieldValue::Real(n) if is_number(field) => Cell::Number(*n),
            value => Cell::Text(self.names.write(field, value, self.locale.tag()).replace("\r\n", "\n")),
        }
    }
}

/// The companies of a contact: the one that is shown, then the others by name.
fn companies_of(contact: &Contact) -> Option<FieldValue> {
    let mut others: Vec<String> = contact
        .companies
        .iter()
        .filter(|(id, _)| Some(**id) != contact.company)
        .map(|(_, link)| link.name.clone())
        .filter(|name| !name.is_empty() && *name != contact.company_name)
        .collect();
    others.sort_unstable();
    let shown = Some(contact.company_name.clone()).filter(|name| !name.is_empty());
    FieldValue::list(shown.into_iter().chain(others))
}

fn id_of<R: Row>(row: &R) -> Option<DocumentId> {
    match row.values().into_iter().next() {
        Some(truckroll_domain::Value::Text(id)) => id.parse().ok(),
        _ => None,
    }
}
