//! Masked phone numbers (CUS-23).
//!
//! Whoever works under the mask gets `135****5678` in the place of a number, in everything that leaves the server:
//! lists, details, and the documents that travel to his phone (`docs/adr/0010-masked-documents.md`). What he sends back may hold the
//! masked text; [`unmask`] puts the number in its place again, so that nobody destroys what he cannot see.

mod number;
#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::access::Rights;
use crate::assets::{Asset, AssetRow};
use crate::companies::{Company, CompanyRow};
use crate::contacts::{Contact, ContactRow};
use crate::content::AnyRow;
use crate::decode::Deserialize;
use crate::fields::{FieldValue, Values};
use crate::tickets::{Ticket, TicketRow};
use crate::visits::{Customer, Visit, VisitRow};
use crate::{Actor, Command, Entry, EntryBody};

pub use number::{is_masked, mask};

/// Members that hold phone numbers, in documents, commands and rows alike.
pub const MEMBERS: [&str; 7] = ["phone", "phones", "mobile", "mobiles", "landline", "landlines", "fax"];
/// What the key of an own field begins with that holds phone numbers: a key alone tells what is masked, in documents of any
/// version and without the definitions of their time.
pub const OWN: &str = "phone_";
/// Deepest nesting that is looked into.
const MAX_DEPTH: usize = 16;

/// What the organisation keeps from its own people. Travels to devices as a definition, so that they can say why a
/// number has stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Privacy {
    /// Phone numbers of customers are masked.
    pub mask_phones: bool,
    /// Not for the built-in administrator, nor for the main account.
    pub show_to_administrators: bool,
}

impl Privacy {
    /// Kind word of the definition.
    pub const KIND: &'static str = "privacy";
    /// Its only id.
    pub const ID: &'static str = "tenant";

    /// Whether somebody with these rights gets masked numbers. Roles that were made like the administrator's are not
    /// the administrator.
    #[must_use]
    pub fn masks(self, rights: &Rights) -> bool {
        self.mask_phones && !(self.show_to_administrators && rights.administers())
    }

    /// Whether this actor gets masked numbers: rules and customers' own forms never do.
    #[must_use]
    pub fn masks_for(self, actor: &Actor) -> bool {
        match actor {
            Actor::Agent { rights, .. } => self.masks(rights),
            Actor::Customer { .. } | Actor::System => false,
        }
    }
}

/// Whether a member or a field of this key holds phone numbers.
#[must_use]
pub fn holds_numbers(key: &str) -> bool {
    MEMBERS.contains(&key) || key.starts_with(OWN)
}

/// Something that may hold phone numbers.
pub trait Masked {
    /// Masks them.
    fn mask(&mut self);
}

macro_rules! masked {
    ($($type:ty { $($($member:ident).+),* })*) => {$(
        impl Masked for $type {
            fn mask(&mut self) {
                $(self.$($member).+ = mask(&self.$($member).+);)*
            }
        }
    )*};
}

masked! {
    Customer { phone }
    Visit { customer.phone }
    CompanyRow { phone, mobile }
    ContactRow { phone, landline }
    TicketRow { phone }
    VisitRow { phone }
}

macro_rules! with_own_fields {
    ($($type:ty { $($member:ident),* })*) => {$(
        impl Masked for $type {
            fn mask(&mut self) {
                $(self.$member = mask(&self.$member);)*
                mask_values(&mut self.fields);
            }
        }
    )*};
}

with_own_fields! {
    Company { phone, mobile }
    Contact { phone, landline }
    Asset {}
}

/// A ticket's numbers: the customer's, those of own fields, and those in rows.
impl Masked for Ticket {
    fn mask(&mut self) {
        self.customer.mask();
        mask_values(&mut self.fields);
        self.rows.values_mut().flat_map(|rows| rows.0.values_mut()).for_each(|cells| mask_values(&mut cells.0));
    }
}

fn mask_values(values: &mut Values) {
    values.iter_mut().filter(|(key, _)| holds_numbers(key)).for_each(|(_, value)| mask_value(value));
}

impl Masked for AnyRow {
    fn mask(&mut self) {
        match self {
            AnyRow::Ticket(row) => row.mask(),
            AnyRow::Visit(row) => row.mask(),
            AnyRow::Company(row) => row.mask(),
            AnyRow::Contact(row) => row.mask(),
            AnyRow::Asset(_) => {}
        }
    }
}

impl Masked for AssetRow {
    fn mask(&mut self) {}
}

/// A refused command is written down with everything it held. What people wrote in their own words stays as it is.
impl Masked for Entry {
    fn mask(&mut self) {
        let EntryBody::Log { text, flags, changes, .. } = &mut self.body else { return };
        for change in changes.iter_mut().filter(|change| holds_numbers(&change.field)) {
            for value in [&mut change.from, &mut change.to].into_iter().flatten() {
                mask_value(value);
            }
        }
        if !flags.iter().any(|flag| flag == "refused") {
            return;
        }
        let Ok(mut command) = serde_json::from_str::<Json>(text) else { return };
        if !numbers_of(&command).is_empty() {
            mask_json(&mut command);
            *text = command.to_string();
        }
    }
}

impl<T: Masked> Masked for Vec<T> {
    fn mask(&mut self) {
        self.iter_mut().for_each(Masked::mask);
    }
}

impl<T: Masked> Masked for Option<T> {
    fn mask(&mut self) {
        self.iter_mut().for_each(Masked::mask);
    }
}

/// Masks a value that is a phone number.
pub fn mask_value(value: &mut FieldValue) {
    if let FieldValue::Text(text) = value {
        *text = mask(text);
    }
}

/// Masks every number in a document's JSON, whatever version wrote it.
pub fn mask_json(json: &mut Json) {
    numbers(json, false, 0, &mut |text| *text = mask(text));
}

/// The numbers in a document's JSON.
#[must_use]
pub fn numbers_of(json: &Json) -> Vec<String> {
    let mut found = Vec::new();
    numbers(&mut json.clone(), false, 0, &mut |text| {
        if !text.is_empty() && !is_masked(text) {
            found.push(text.clone());
        }
    });
    found
}

/// Calls `f` with every text that stands for a number: a member of that name, or below one.
fn numbers(json: &mut Json, named: bool, depth: usize, f: &mut impl FnMut(&mut String)) {
    if depth > MAX_DEPTH {
        return;
    }
    match json {
        Json::String(text) if named => f(text),
        Json::Array(items) => items.iter_mut().for_each(|item| numbers(item, named, depth + 1, f)),
        Json::Object(members) => {
            for (key, value) in members.iter_mut() {
                numbers(value, named || holds_numbers(key), depth + 1, f);
            }
        }
        _ => {}
    }
}

/// Whether a command holds a masked text in the place of a number.
#[must_use]
pub fn holds_masked(command: &Command) -> bool {
    let Ok(mut json) = serde_json::to_value(command) else { return false };
    let mut found = false;
    numbers(&mut json, false, 0, &mut |text| found |= is_masked(text));
    found
}

/// Puts numbers back where a command of somebody under the mask holds their masked text: the one among `known` that is
/// masked like that. A masked text of no known number says nothing and is left out.
#[must_use]
pub fn unmask(command: Command, known: &[String]) -> Command {
    fn put_back(members: &mut Map<String, Json>, known: &[String], depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        members.retain(|key, value| match value {
            Json::String(text) if holds_numbers(key) && is_masked(text) => {
                match known.iter().find(|number| mask(number) == *text) {
                    Some(number) => {
                        text.clone_from(number);
                        true
                    }
                    None => false,
                }
            }
            Json::Object(inner) => {
                put_back(inner, known, depth + 1);
                true
            }
            _ => true,
        });
    }
    let Ok(Json::Object(mut members)) = serde_json::to_value(&command) else { return command };
    put_back(&mut members, known, 0);
    serde_json::from_value(Json::Object(members)).unwrap_or(command)
}
