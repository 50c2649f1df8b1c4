//! A row of a table as values of fields, and the edit that they make of a customer.

use std::collections::BTreeMap;

use super::{COMPANIES, CellFault, MAX_CELL, Mapping, Names, Reason};
use crate::assets::{Asset, AssetEdit, OWNERS};
use crate::companies::{Company, CompanyEdit};
use crate::contacts::{Contact, ContactEdit};
use crate::customers::Mode;
use crate::fields::{Field, FieldValue, Noun};
use crate::gather;
use crate::privacy::is_masked;
use crate::tickets::{NewTicket, Priority, Source};

/// A row as it was read.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Row {
    /// Its number in the file, counted from 1.
    pub number: i64,
    /// What its cells say, by field; a blank cell says nothing.
    pub values: BTreeMap<String, FieldValue>,
    /// The companies of a contact, by name, the one that is shown first.
    pub companies: Vec<String>,
    /// Fields whose cell is the mask of a number: what they hold is not known.
    pub masked: Vec<String>,
    /// What is wrong with it; with one of these it is refused.
    pub faults: Vec<CellFault>,
}

impl Row {
    /// Reads the cells of a row. `fields` are those of the mapping's columns.
    #[must_use]
    pub fn read(
        number: i64,
        cells: &[String],
        noun: Noun,
        mode: Mode,
        fields: &[Option<Field>],
        names: &Names,
    ) -> Self {
        let mut row = Self { number, ..Self::default() };
        for (column, field) in fields.iter().enumerate() {
            let (Some(field), Some(cell)) = (field, cells.get(column)) else { continue };
            if cell.trim().is_empty() {
                continue;
            }
            if noun_of_phone(noun, &field.key) && is_masked(cell) {
                row.masked.push(field.key.clone());
                continue;
            }
            let read = if cell.chars().nth(MAX_CELL).is_some() {
                Err((Reason::BadFormat, "too_long".to_owned()))
            } else {
                names.read(field, cell)
            };
            match read {
                Ok(Some(FieldValue::List(list))) if field.key == COMPANIES => row.companies = list,
                Ok(Some(value)) => {
                    row.values.insert(field.key.clone(), value);
                }
                Ok(None) => {}
                Err((reason, detail)) => row.fault(Some(column), &field.key, reason, &detail),
            }
        }
        let column = |key: &str| fields.iter().position(|f| f.as_ref().is_some_and(|f| f.key == key));
        match noun {
            Noun::Company => row.demand("name", column("name"), row.values.contains_key("name")),
            Noun::Asset => {
                row.demand("name", column("name"), row.values.contains_key("name"));
                let mut owners = OWNERS.into_iter().filter(|key| row.values.contains_key(*key));
                if let Some(second) = owners.nth(1) {
                    row.fault(column(second), second, Reason::BadFormat, "one_owner");
                }
            }
            Noun::Ticket => row.demand("title", column("title"), row.values.contains_key("title")),
            Noun::Contact => {
                if let (false, Some(mobile)) = (row.values.contains_key("name"), row.values.get("phone").cloned()) {
                    // who has only a number is called by it
                    row.values.insert("name".to_owned(), mobile);
                }
                row.demand("name", column("name"), row.values.contains_key("name"));
                row.demand(COMPANIES, column(COMPANIES), mode != Mode::Company || !row.companies.is_empty());
            }
        }
        row
    }

    /// Notes that something is wrong.
    pub fn fault(&mut self, column: Option<usize>, field: &str, reason: Reason, detail: &str) {
        self.faults.push(CellFault { column, field: field.to_owned(), reason, detail: detail.to_owned() });
    }

    /// A field must say something; what it says and cannot be read is told already.
    fn demand(&mut self, key: &str, column: Option<usize>, is_there: bool) {
        if !is_there && !self.faults.iter().any(|fault| fault.field == key) {
            self.fault(column, key, Reason::Required, "");
        }
    }

    /// The text of a value.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.values.get(key).and_then(FieldValue::as_text).unwrap_or_default()
    }
}

fn noun_of_phone(noun: Noun, key: &str) -> bool {
    match noun {
        Noun::Company => matches!(key, "phone" | "mobile"),
        Noun::Contact => matches!(key, "phone" | "landline"),
        Noun::Asset => false,
        Noun::Ticket => key == "phone",
    }
}

/// The columns' fields, in their order.
#[must_use]
pub fn fields_of(mapping: &Mapping, noun: Noun, set: &crate::fields::FieldSet) -> Vec<Option<Field>> {
    let all = super::fields(noun, set);
    mapping.columns.iter().map(|key| all.iter().find(|field| field.key == *key).cloned()).collect()
}

/// What a row changes in a company (an empty one for a new company), and in which fields.
#[must_use]
pub fn company_edit(row: &Row, base: &Company) -> (CompanyEdit, Vec<String>) {
    let mut edit = CompanyEdit::default();
    let mut changed = Vec::new();
    for (key, value) in &row.values {
        if base.value(key).as_ref() != Some(value) && edit.put(key, Some(value.clone()), base) {
            changed.push(key.clone());
        }
    }
    (edit, changed)
}

/// What a row changes in a contact (an empty one for a new contact), and in which fields. Companies are the caller's to
/// put: he knows their ids.
#[must_use]
pub fn contact_edit(row: &Row, base: &Contact) -> (ContactEdit, Vec<String>) {
    let mut edit = ContactEdit::default();
    let mut changed = Vec::new();
    for (key, value) in &row.values {
        if base.value(key).as_ref() != Some(value) && edit.put(key, Some(value.clone()), base) {
            changed.push(key.clone());
        }
    }
    (edit, changed)
}

/// What a row changes in an asset (an empty one for a new asset), and in which fields. Whom it belongs to is the caller's to
/// put: he knows the ids.
#[must_use]
pub fn asset_edit(row: &Row, base: &Asset) -> (AssetEdit, Vec<String>) {
    let mut edit = AssetEdit::default();
    let mut changed = Vec::new();
    for (key, value) in &row.values {
        if base.value(key).as_ref() != Some(value) && edit.put(key, Some(value.clone()), base) {
            changed.push(key.clone());
        }
    }
    (edit, changed)
}

/// The ticket that a row asks for. Template, customer and machine are the caller's to find by their names.
#[must_use]
pub fn new_ticket(row: &Row, fields: &[Option<Field>]) -> NewTicket {
    let text = |key: &str| row.text(key).to_owned();
    let own = |(key, value): (&String, &FieldValue)| {
        let field = fields.iter().flatten().find(|field| field.key == *key)?;
        (!field.system).then(|| (key.clone(), Some(value.clone())))
    };
    let priority = Priority::ALL.into_iter().find(|priority| priority.word() == row.text("priority"));
    let mut ticket = NewTicket { title: text("title"), description: text("description"), ..NewTicket::default() };
    ticket.kind = text("type");
    ticket.priority = priority.unwrap_or_default();
    ticket.source = Source::Other;
    ticket.customer.company_name = text("company_name");
    ticket.customer.contact_name = text("contact_name");
    ticket.customer.phone = text("phone");
    ticket.address.province = text("province");
    ticket.address.city = text("city");
    ticket.address.district = text("district");
    ticket.address.detail = text("street");
    ticket.asset_name = text("asset_name");
    ticket.fields = gather::map(row.values.iter().filter_map(own));
    ticket
}
