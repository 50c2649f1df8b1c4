//! Who a person is: the contact with those that were merged into it, and the records that are of him.
//!
//! A ticket or visit is the person's where it names the contact, where it names nobody and has his number, and a visit also
//! where its ticket is. What other records say of him `sweep` finds.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::Row as _;
use truckroll_domain::contacts::Contact;
use truckroll_domain::fields::FieldValue;
use truckroll_domain::{ContactId, Content, DocumentId, Entry, EntryBody, Kind, TenantId};

use super::needles::Needles;
use crate::App;
use crate::db::{DbResult, Tx, marks, query};
use crate::ingest::{self, Stored};

/// Most merges that are followed.
const MAX_STEPS: usize = 32;
/// Ids in one `in (…)`.
const CHUNK: usize = 400;

/// A person and what is his.
pub(super) struct Known {
    /// The contact.
    pub id: ContactId,
    /// The contact and its twins, with their documents.
    pub contacts: BTreeMap<DocumentId, Contact>,
    /// Tickets, visits, rows of asset tables.
    pub records: BTreeMap<DocumentId, Stored>,
    /// The lines of all of these.
    pub entries: BTreeMap<DocumentId, Vec<Entry>>,
    /// Addresses of companies that he is in or that his work was for: a place of theirs is not his.
    pub places: BTreeSet<String>,
}

/// The contacts that are one person: `id` and what was merged into it (index `redirects_target`).
async fn twins(app: &App, tenant: TenantId, id: ContactId) -> DbResult<BTreeSet<DocumentId>> {
    let mut all: BTreeSet<DocumentId> = [id.into()].into();
    let mut open: Vec<DocumentId> = vec![id.into()];
    for _ in 0..MAX_STEPS {
        let mut next = Vec::new();
        for target in open {
            let rows = sqlx::query("select source_id from redirects where tenant_id = $1 and target_id = $2")
                .bind(tenant.to_string())
                .bind(target.to_string())
                .fetch_all(app.db.pool())
                .await?;
            for row in rows {
                next.extend(row.try_get::<String, _>(0)?.parse::<DocumentId>().ok());
            }
        }
        next.retain(|id| all.insert(*id));
        if next.is_empty() {
            break;
        }
        open = next;
    }
    Ok(all)
}

/// Ids of a table's rows.
async fn ids(app: &App, sql: &str, tenant: TenantId, bound: &[String]) -> DbResult<Vec<DocumentId>> {
    let select = bound.iter().fold(query(sql).bind(tenant.to_string()), |query, text| query.bind(text.clone()));
    let rows = select.fetch_all(app.db.pool()).await?;
    let texts = rows.iter().map(|row| row.try_get::<String, _>(0)).collect::<DbResult<Vec<_>>>()?;
    Ok(texts.iter().filter_map(|id| id.parse().ok()).collect())
}

impl Known {
    /// Collects what is known; `None` when there is no such contact.
    pub async fn load(app: &App, tenant: TenantId, id: ContactId) -> DbResult<Option<Self>> {
        let twins: Vec<DocumentId> = twins(app, tenant, id).await?.into_iter().collect();
        let stored = ingest::load(&app.db, tenant, &twins).await?;
        let contacts: BTreeMap<DocumentId, Contact> = stored
            .into_iter()
            .filter_map(|(id, stored)| match stored.content {
                Content::Contact(contact) => Some((id, contact)),
                _ => None,
            })
            .collect();
        if !contacts.contains_key(&id.into()) {
            return Ok(None);
        }
        let named: Vec<String> = twins.iter().map(ToString::to_string).collect();
        let mut numbers = Needles::default();
        for contact in contacts.values() {
            numbers.number(&contact.phone);
            numbers.number(&contact.landline);
        }
        let numbers: Vec<String> = numbers.numbers().map(|digits| format!("%{digits}")).collect();
        let mut found: BTreeSet<DocumentId> = BTreeSet::new();
        for table in ["tickets", "visits", "assets"] {
            // indexes tickets_contact, visits_contact, assets_contact
            let sql =
                format!("select id from {table} where tenant_id = $1 and contact_id in ({})", marks(2, named.len()));
            found.extend(ids(app, &sql, tenant, &named).await?);
        }
        for table in ["tickets", "visits"] {
            // reads the rows that name nobody
            let sql = format!(
                "select id from {table} where tenant_id = $1 and contact_id is null and phone <> '' and \
                 replace(replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '+', ''), '(', ''), ')', ''), '.', '') \
                 like $2"
            );
            for number in &numbers {
                found.extend(ids(app, &sql, tenant, std::slice::from_ref(number)).await?);
            }
        }
        let tickets: Vec<String> = found.iter().map(ToString::to_string).collect();
        for chunk in tickets.chunks(CHUNK) {
            // index visits_ticket
            let sql =
                format!("select id from visits where tenant_id = $1 and ticket_id in ({})", marks(2, chunk.len()));
            found.extend(ids(app, &sql, tenant, chunk).await?);
        }
        let found: Vec<DocumentId> = found.into_iter().collect();
        let records: BTreeMap<DocumentId, Stored> = ingest::load(&app.db, tenant, &found).await?.into_iter().collect();
        let mut entries = BTreeMap::new();
        for id in twins.iter().chain(&found) {
            entries.insert(*id, ingest::entries(&app.db, tenant, *id).await?);
        }
        let mut companies: BTreeSet<DocumentId> =
            contacts.values().flat_map(|contact| contact.companies.keys()).map(|id| (*id).into()).collect();
        for stored in records.values() {
            companies.extend(match &stored.content {
                Content::Ticket(ticket, _) => ticket.customer.company.map(DocumentId::from),
                Content::Visit(visit, _) => visit.customer.company.map(DocumentId::from),
                Content::Asset(asset) => asset.company.map(DocumentId::from),
                Content::Company(_) | Content::Contact(_) => None,
            });
        }
        let companies: Vec<DocumentId> = companies.into_iter().collect();
        let places = ingest::load(&app.db, tenant, &companies)
            .await?
            .into_values()
            .filter_map(|stored| match stored.content {
                Content::Company(company) => Some(company.address.line()),
                _ => None,
            })
            .filter(|line| !line.is_empty())
            .collect();
        Ok(Some(Self { id, contacts, records, entries, places }))
    }

    /// The contact's name.
    pub fn name(&self) -> &str {
        self.contacts.get(&self.id.into()).map(|contact| contact.name.as_str()).unwrap_or_default()
    }

    /// How many records of a kind there are.
    pub fn count(&self, kind: Kind) -> i64 {
        let of_kind = self.records.values().filter(|stored| stored.kind == kind).count();
        i64::try_from(of_kind).unwrap_or(i64::MAX)
    }

    /// Everything that tells the person, also what he was called before.
    pub fn needles(&self, identities: &[String]) -> Needles {
        let mut needles = Needles::default();
        for contact in self.contacts.values() {
            needles.name(&contact.name);
            needles.number(&contact.phone);
            needles.number(&contact.landline);
            needles.mail(&contact.email);
            contact.im.iter().for_each(|handle| needles.saying(handle));
            for text in [&contact.national_id, &contact.birth_date, &contact.remark] {
                needles.words(text);
            }
            contact.fields.iter().for_each(|(key, value)| own(&mut needles, key, value));
        }
        for (id, entries) in &self.entries {
            for entry in entries {
                self.said(&mut needles, *id, entry);
            }
        }
        identities.iter().for_each(|id| needles.anything(id));
        for stored in self.records.values() {
            self.record(&mut needles, &stored.content);
        }
        needles
    }

    fn said(&self, needles: &mut Needles, id: DocumentId, entry: &Entry) {
        match &entry.body {
            EntryBody::Log { changes, .. } if self.contacts.contains_key(&id) => {
                for change in changes {
                    for value in [&change.from, &change.to].into_iter().flatten() {
                        match (change.field.as_str(), value) {
                            ("name", FieldValue::Text(text)) => needles.name(text),
                            (key, _) if key.starts_with("compan") || key.starts_with("tags") => {}
                            (key, value) => own(needles, key, value),
                        }
                    }
                }
            }
            EntryBody::Reply { text, .. } if entry.author.is_none() => {
                needles.name(&entry.author_name);
                needles.words(text);
            }
            _ => {}
        }
    }

    fn record(&self, needles: &mut Needles, content: &Content) {
        let place = |needles: &mut Needles, address: &truckroll_domain::visits::Address| {
            if !self.places.contains(&address.line()) {
                needles.words(&address.line());
                needles.words(&address.detail);
            }
        };
        match content {
            Content::Ticket(ticket, _) => {
                needles.name(&ticket.customer.contact_name);
                needles.number(&ticket.customer.phone);
                place(needles, &ticket.address);
                if ticket.created_by.is_none() {
                    needles.words(&ticket.title);
                    needles.words(&ticket.description);
                    ticket.fields.values().for_each(|value| needles.anything(&value.typed()));
                }
            }
            Content::Visit(visit, overlay) => {
                if visit.customer.contact.is_none_or(|id| self.contacts.contains_key(&id.into())) {
                    needles.name(&visit.customer.contact_name);
                    needles.number(&visit.customer.phone);
                }
                place(needles, &visit.address);
                for signature in visit.attempts.values().flat_map(|attempt| attempt.signatures.values()) {
                    needles.name(&signature.signer);
                }
                if let Some(rating) = &overlay.rating {
                    needles.words(&rating.comment);
                }
            }
            Content::Asset(asset) => place(needles, &asset.address),
            Content::Company(_) | Content::Contact(_) => {}
        }
    }

    /// Hashes of files that are the person's: signatures, what he sent, what is in his own fields.
    pub fn files(&self) -> BTreeSet<String> {
        let mut files: BTreeSet<String> = BTreeSet::new();
        for contact in self.contacts.values() {
            for value in contact.fields.values() {
                if let FieldValue::Files(own) = value {
                    files.extend(own.keys().cloned());
                }
            }
        }
        for stored in self.records.values() {
            match &stored.content {
                Content::Ticket(ticket, _) => files.extend(ticket.attachments.values().map(|a| a.hash.clone())),
                Content::Visit(visit, _) => {
                    let signatures = visit.attempts.values().flat_map(|attempt| attempt.signatures.values());
                    files.extend(signatures.map(|s| s.attachment.hash.clone()));
                }
                _ => {}
            }
        }
        for entry in self.entries.values().flatten().filter(|entry| entry.author.is_none()) {
            if let EntryBody::Reply { attachments, .. } = &entry.body {
                files.extend(attachments.iter().map(|a| a.hash.clone()));
            }
        }
        files
    }

    /// How many texts the person wrote.
    pub fn texts(&self) -> i64 {
        let replies = self
            .entries
            .values()
            .flatten()
            .filter(|entry| entry.author.is_none() && matches!(entry.body, EntryBody::Reply { .. }));
        let others = self.records.values().filter(|stored| match &stored.content {
            Content::Ticket(ticket, _) => ticket.created_by.is_none(),
            Content::Visit(_, overlay) => overlay.rating.as_ref().is_some_and(|rating| !rating.comment.is_empty()),
            _ => false,
        });
        i64::try_from(replies.count() + others.count()).unwrap_or(i64::MAX)
    }
}

/// A value of the contact.
fn own(needles: &mut Needles, key: &str, value: &FieldValue) {
    match value {
        FieldValue::Text(text) if truckroll_domain::privacy::holds_numbers(key) => needles.number(text),
        FieldValue::Text(_) if key == "gender" => {}
        FieldValue::Text(text) => needles.anything(text),
        FieldValue::List(texts) if key == "im" => texts.iter().for_each(|text| needles.saying(text)),
        _ => {}
    }
}

/// Rows of a table that belong to contacts, as text; `column` names the contact.
pub(super) async fn values_of(
    tx: &mut Tx,
    tenant: TenantId,
    (table, column, value): (&str, &str, &str),
    contacts: &[String],
) -> DbResult<Vec<String>> {
    let sql =
        format!("select {value} from {table} where tenant_id = $1 and {column} in ({})", marks(2, contacts.len()));
    let select = contacts.iter().fold(query(&sql).bind(tenant.to_string()), |query, id| query.bind(id.clone()));
    select.fetch_all(tx.on()).await?.iter().map(|row| row.try_get(0)).collect()
}
