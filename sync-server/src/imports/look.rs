//! Finds the customers that rows mean: companies by name, contacts by number.

use std::collections::{BTreeSet, HashMap};

use sqlx::Row as _;
use truckroll_domain::{CompanyId, ContactId, TenantId};

use crate::db::{Db, DbResult, marks, query};

/// Names or numbers in one `in (…)`.
const CHUNK: usize = 500;

/// Companies by name; of several of one name the one that was recorded first (index `companies_name`).
pub(super) async fn companies(
    db: &Db,
    tenant: TenantId,
    names: &BTreeSet<&str>,
) -> DbResult<HashMap<String, CompanyId>> {
    let mut found = HashMap::new();
    let names: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
    for chunk in names.chunks(CHUNK) {
        let sql = format!(
            "select name, id from companies where tenant_id = $1 and name in ({}) and deleted_at is null \
             order by created_at, id",
            marks(2, chunk.len())
        );
        let mut select = query(&sql).bind(tenant.to_string());
        for name in chunk {
            select = select.bind((*name).to_owned());
        }
        for row in select.fetch_all(db.pool()).await? {
            if let Ok(id) = row.try_get::<String, _>(1)?.parse() {
                found.entry(row.try_get(0)?).or_insert(id);
            }
        }
    }
    Ok(found)
}

/// People by name: who is called so, `None` where several are.
pub(super) type People = HashMap<String, Option<ContactId>>;

/// People by name (index `contacts_name`).
pub(super) async fn people(db: &Db, tenant: TenantId, names: &BTreeSet<&str>) -> DbResult<People> {
    let mut found = People::new();
    let names: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
    for chunk in names.chunks(CHUNK) {
        let sql = format!(
            "select name, id from contacts where tenant_id = $1 and name in ({}) and deleted_at is null order by id",
            marks(2, chunk.len())
        );
        let mut select = query(&sql).bind(tenant.to_string());
        for name in chunk {
            select = select.bind((*name).to_owned());
        }
        for row in select.fetch_all(db.pool()).await? {
            let id = row.try_get::<String, _>(1)?.parse().ok();
            found.entry(row.try_get(0)?).and_modify(|known| *known = None).or_insert(id);
        }
    }
    Ok(found)
}

/// Contacts by the number of their mobile phone, in the order they were recorded.
#[derive(Default)]
pub(super) struct Contacts {
    by_number: HashMap<String, Vec<ContactId>>,
    companies: HashMap<ContactId, Vec<CompanyId>>,
}

impl Contacts {
    /// Whoever has the number.
    pub fn any(&self, number: &str) -> Option<ContactId> {
        self.by_number.get(number)?.first().copied()
    }
    /// Who has the number and is in the company.
    pub fn of(&self, number: &str, company: CompanyId) -> Option<ContactId> {
        let is_in = |id: &&ContactId| self.companies.get(*id).is_some_and(|of| of.contains(&company));
        self.by_number.get(number)?.iter().find(is_in).copied()
    }
}

/// Contacts with one of these numbers (indexes `phone_numbers_e164`, `phone_numbers_digits`, `company_contacts_contact`). A
/// number is with its country code, or the digits of one that is none of any region.
pub(super) async fn contacts(db: &Db, tenant: TenantId, numbers: &BTreeSet<String>) -> DbResult<Contacts> {
    let mut found = Contacts::default();
    let (whole, digits): (Vec<&String>, Vec<&String>) = numbers.iter().partition(|number| number.starts_with('+'));
    for (column, more, numbers) in [("e164", "", whole), ("digits", "and p.e164 = '' ", digits)] {
        for chunk in numbers.chunks(CHUNK) {
            let sql = format!(
                "select p.{column}, c.id from phone_numbers p \
                 join contacts c on c.tenant_id = p.tenant_id and c.id = p.document_id \
                 where p.tenant_id = $1 and p.kind = 'contact' and p.field = 'phone' and p.{column} in ({}) {more}\
                 and c.deleted_at is null order by c.created_at, c.id",
                marks(2, chunk.len())
            );
            let mut select = query(&sql).bind(tenant.to_string());
            for number in chunk {
                select = select.bind((*number).clone());
            }
            for row in select.fetch_all(db.pool()).await? {
                if let Ok(id) = row.try_get::<String, _>(1)?.parse::<ContactId>() {
                    let known = found.by_number.entry(row.try_get(0)?).or_default();
                    if !known.contains(&id) {
                        known.push(id);
                    }
                }
            }
        }
    }
    let ids: BTreeSet<ContactId> = found.by_number.values().flatten().copied().collect();
    let ids: Vec<ContactId> = ids.into_iter().collect();
    for chunk in ids.chunks(CHUNK) {
        let sql = format!(
            "select contact_id, company_id from company_contacts where tenant_id = $1 and contact_id in ({})",
            marks(2, chunk.len())
        );
        let mut select = query(&sql).bind(tenant.to_string());
        for id in chunk {
            select = select.bind(id.to_string());
        }
        for row in select.fetch_all(db.pool()).await? {
            let (contact, company): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            if let (Ok(contact), Ok(company)) = (contact.parse(), company.parse()) {
                found.companies.entry(contact).or_default().push(company);
            }
        }
    }
    Ok(found)
}
