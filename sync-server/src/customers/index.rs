//! What filters and searches ask for beside the rows of customers and of asset tables: `field_values`, `phone_numbers`, `company_contacts`.
//!
//! Like rows they are projected from documents, in the transaction that writes the row, and can be thrown away.

use truckroll_domain::companies::Company;
use truckroll_domain::contacts::Contact;
use truckroll_domain::fields::{Noun, Projected};
use truckroll_domain::{Content, DocumentId, Kind, TenantId};

use crate::App;
use crate::db::{Cell, DbResult, Tx, insert_many, marks, query};
use crate::directory::Directory;
use crate::{ingest, phones};

/// Documents whose lines are taken away at once.
const CHUNK: usize = 500;

/// A customer whose lines are written.
pub(crate) struct Customer<'a> {
    /// Id.
    pub id: DocumentId,
    /// The document.
    pub content: &'a Content,
    /// Whether it may have lines already.
    pub known: bool,
}

/// The lines of all three tables.
#[derive(Default)]
struct Lines {
    values: Vec<Vec<Cell>>,
    phones: Vec<Vec<Cell>>,
    links: Vec<Vec<Cell>>,
}

/// Writes the lines of customers in the place of those that were there; passes over other kinds.
pub(crate) async fn write(
    tx: &mut Tx,
    tenant: TenantId,
    directory: &Directory,
    customers: Vec<Customer<'_>>,
) -> DbResult<()> {
    let region = directory.region();
    let mut lines = Lines::default();
    let (mut known, mut people) = (Vec::new(), Vec::new());
    for customer in customers {
        let id = customer.id.to_string();
        match customer.content {
            Content::Company(company) => company_lines(&mut lines, tenant, directory, &region, &id, company),
            Content::Contact(contact) => {
                contact_lines(&mut lines, tenant, directory, &region, &id, contact);
                if customer.known {
                    people.push(id.clone());
                }
            }
            Content::Asset(asset) => {
                // a table that nobody knows any more has values all the same
                let set = directory.fields_in(Noun::Asset, asset.table_key()).unwrap_or(&directory.asset_fields.now);
                values(&mut lines, tenant, Noun::Asset, &id, asset.lines(set));
            }
            Content::Ticket(ticket, _) => {
                values(&mut lines, tenant, Noun::Ticket, &id, ticket.lines(&directory.ticket_fields.now));
            }
            Content::Visit(..) => continue,
        }
        if customer.known {
            known.push(id);
        }
    }
    remove(tx, tenant, "field_values", "document_id", &known).await?;
    remove(tx, tenant, "phone_numbers", "document_id", &known).await?;
    // index company_contacts_contact
    remove(tx, tenant, "company_contacts", "contact_id", &people).await?;
    let columns = ["tenant_id", "kind", "document_id", "key", "n", "text", "long", "number"];
    insert_many(tx, "field_values", &columns, lines.values, "").await?;
    let columns = ["tenant_id", "kind", "document_id", "field", "n", "typed", "digits", "e164"];
    insert_many(tx, "phone_numbers", &columns, lines.phones, "").await?;
    insert_many(tx, "company_contacts", &["tenant_id", "company_id", "contact_id", "first"], lines.links, "").await
}

async fn remove(tx: &mut Tx, tenant: TenantId, table: &str, column: &str, ids: &[String]) -> DbResult<()> {
    for chunk in ids.chunks(CHUNK) {
        let sql = format!("delete from {table} where tenant_id = $1 and {column} in ({})", marks(2, chunk.len()));
        let mut delete = query(&sql).bind(tenant.to_string());
        for id in chunk {
            delete = delete.bind(id.as_str());
        }
        delete.execute(tx.on()).await?;
    }
    Ok(())
}

fn company_lines(
    lines: &mut Lines,
    tenant: TenantId,
    directory: &Directory,
    region: &str,
    id: &str,
    company: &Company,
) {
    values(lines, tenant, Noun::Company, id, company.lines(&directory.company_fields.now));
    for (field, typed) in [("phone", &company.phone), ("mobile", &company.mobile)] {
        numbers(lines, tenant, Noun::Company, id, region, field, typed);
    }
}

fn contact_lines(
    lines: &mut Lines,
    tenant: TenantId,
    directory: &Directory,
    region: &str,
    id: &str,
    contact: &Contact,
) {
    values(lines, tenant, Noun::Contact, id, contact.lines(&directory.contact_fields.now));
    for (field, typed) in [("phone", &contact.phone), ("landline", &contact.landline)] {
        numbers(lines, tenant, Noun::Contact, id, region, field, typed);
    }
    let mut link = |company: String, first: bool| {
        let cells = vec![tenant.to_string().into(), company.into(), id.into(), i64::from(first).into()];
        lines.links.push(cells);
    };
    for (company, of) in &contact.companies {
        link(company.to_string(), of.first);
    }
    // documents of before people could be in several companies
    if let Some(company) = contact.company.filter(|company| !contact.companies.contains_key(company)) {
        link(company.to_string(), false);
    }
}

fn values(lines: &mut Lines, tenant: TenantId, noun: Noun, id: &str, all: Vec<(String, Vec<Projected>)>) {
    for (key, projected) in all {
        for (n, line) in (0_i64..).zip(projected) {
            let number =
                line.number.map_or(Cell::Null("double precision"), |n| truckroll_domain::Value::Real(n).into());
            lines.values.push(vec![
                tenant.to_string().into(),
                noun.word().into(),
                id.into(),
                key.clone().into(),
                n.into(),
                line.text.into(),
                line.long.into(),
                number,
            ]);
        }
    }
}

fn numbers(lines: &mut Lines, tenant: TenantId, noun: Noun, id: &str, region: &str, field: &str, typed: &str) {
    for (n, number) in (0_i64..).zip(phones::numbers(typed)) {
        lines.phones.push(vec![
            tenant.to_string().into(),
            noun.word().into(),
            id.into(),
            field.into(),
            n.into(),
            number.into(),
            phones::digits(number).into(),
            phones::normalised(number, region).unwrap_or_default().into(),
        ]);
    }
}

/// Writes the lines of all customers of an organisation again, after what they are made by has changed.
///
/// # Errors
/// When the database fails; what was written stays.
pub(crate) async fn write_again(app: &App, tenant: TenantId) -> DbResult<()> {
    let directory = app.directory(tenant).await?;
    for kind in [Kind::Company, Kind::Contact, Kind::Asset, Kind::Ticket] {
        let mut after = String::new();
        loop {
            // primary key of documents
            let rows = sqlx::query(
                "select id from documents where tenant_id = $1 and kind = $2 and id > $3 order by id limit 500",
            )
            .bind(tenant.to_string())
            .bind(kind.word())
            .bind(&after)
            .fetch_all(app.db.pool())
            .await?;
            let ids: Vec<DocumentId> =
                rows.iter().filter_map(|row| sqlx::Row::try_get::<String, _>(row, 0).ok()?.parse().ok()).collect();
            let Some(last) = ids.last() else { break };
            after = last.to_string();
            let stored = ingest::load(&app.db, tenant, &ids).await?;
            let customers =
                stored.iter().map(|(id, s)| Customer { id: *id, content: &s.content, known: true }).collect();
            let mut tx = app.db.begin().await?;
            write(&mut tx, tenant, &directory, customers).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}
