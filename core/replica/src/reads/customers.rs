//! Customers on the device: found by words or by place, and what their screens show.

use rusqlite::ToSql;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::customers::CustomerSettings;
use truckroll_domain::tenants::Profile;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::{CompanyId, ContactId, Content, Place, Row, gather};

use super::visits::bounds;
use crate::ask::{Answer, CompanyPage, ContactPage, DirectoryState, Near};
use crate::db::read_row;
use crate::replica::{Replica, ReplicaError};

/// Most rows of a list.
const LIMIT: usize = 500;
/// Most tickets of one customer.
const TICKETS: usize = 50;

impl Replica {
    fn rows<R: Row>(&self, clause: &str, values: &[&dyn ToSql], limit: usize) -> Result<Vec<R>, ReplicaError> {
        let sql = format!("select {} from {} where {clause} limit {limit}", R::column_list(), R::TABLE);
        let mut select = self.connection.prepare_cached(&sql)?;
        Ok(select.query_map(values, read_row)?.collect::<Result<_, _>>()?)
    }

    /// Customers that contain the words, by name; none that were thrown away (indexes `companies_name`, `contacts_name`).
    pub(crate) fn customers(&self, q: &str) -> Result<Answer, ReplicaError> {
        let q = q.trim();
        let found = |text: &str| {
            format!("deleted_at is null and (?1 = '' or instr(lower({text}), lower(?1)) > 0) order by name, id")
        };
        let directory = match self.cursor()?.directory {
            None => DirectoryState::Own,
            Some(at) if at.large => DirectoryState::Large,
            Some(at) if at.reading() => DirectoryState::Coming,
            Some(_) => DirectoryState::Whole,
        };
        Ok(Answer::Customers {
            companies: self.rows::<CompanyRow>(&found("name || ' ' || phone || ' ' || address"), &[&q], LIMIT)?,
            contacts: self.rows::<ContactRow>(&found("name || ' ' || phone || ' ' || company_name"), &[&q], LIMIT)?,
            directory,
            base: self.definition::<CustomerSettings>(CustomerSettings::KIND)?.unwrap_or_default().mode,
        })
    }

    /// The organisation as its administrators describe it.
    pub(crate) fn profile(&self) -> Result<Profile, ReplicaError> {
        Ok(self.definition(Profile::KIND)?.unwrap_or_default())
    }

    /// A company with its contacts (index `contacts_company`) and tickets (index `tickets_company`).
    pub(crate) fn company_page(&mut self, id: CompanyId) -> Result<Option<CompanyPage>, ReplicaError> {
        let Some((_, Content::Company(company))) = self.open_document(id.into())? else { return Ok(None) };
        let key = id.to_string();
        Ok(Some(CompanyPage {
            id,
            company,
            contacts: self.rows::<ContactRow>(
                "company_id = ?1 and deleted_at is null order by name, id",
                &[&key],
                LIMIT,
            )?,
            tickets: self.rows::<TicketRow>("company_id = ?1 order by updated_at desc, id", &[&key], TICKETS)?,
            mark: self.marks()?.of(&key),
        }))
    }

    /// A contact with his tickets (index `tickets_contact`).
    pub(crate) fn contact_page(&mut self, id: ContactId) -> Result<Option<ContactPage>, ReplicaError> {
        let Some((_, Content::Contact(contact))) = self.open_document(id.into())? else { return Ok(None) };
        let key = id.to_string();
        Ok(Some(ContactPage {
            id,
            contact,
            tickets: self.rows::<TicketRow>("contact_id = ?1 order by updated_at desc, id", &[&key], TICKETS)?,
            mark: self.marks()?.of(&key),
        }))
    }

    /// Companies in a circle, the nearest first (index `companies_lat`).
    pub(crate) fn nearby(&self, near: &Near) -> Result<Vec<(CompanyRow, f64)>, ReplicaError> {
        let ([south, north], [west, east]) = bounds(near);
        let clause =
            "lat between ?1 and ?2 and (?3 is null or lon between ?3 and ?4) and deleted_at is null order by id";
        // a circle of 50 km holds all of a directory at most
        let rows: Vec<CompanyRow> = self.rows(clause, &[&south, &north, &west, &east], 20_000)?;
        let far = |row: &CompanyRow| {
            let site = row.lat.zip(row.lon).map(|(lat, lon)| Place::new(lat, lon))?;
            Some(near.place.distance_m(&site)).filter(|metres| *metres <= near.within_m)
        };
        let mut found: Vec<(CompanyRow, f64)> =
            rows.into_iter().filter_map(|row| far(&row).map(|m| (row, m))).collect();
        gather::sort_by(&mut found, |(_, a), (_, b)| a.total_cmp(b));
        found.truncate(LIMIT);
        Ok(found)
    }
}
