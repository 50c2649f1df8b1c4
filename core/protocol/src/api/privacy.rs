//! What is kept from the organisation's own people.

use serde::Serialize;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::privacy::{Masked, Privacy, holds_numbers, mask, mask_json, mask_value};

use super::{AssetDetail, CompanyDetail, ContactDetail, Found, PhoneNumber, TicketDetail, VisitDetail};

/// What is masked, with the number it was written at; 0 while nobody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PrivacyNow {
    /// Sequence number of the transaction that wrote it.
    pub seq: i64,
    /// What is masked.
    pub privacy: Privacy,
}

/// What is masked, in the place of what was read at `seq`; other words meanwhile are a `conflict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPrivacy {
    /// The number it was read at.
    pub seq: i64,
    /// What is masked.
    pub privacy: Privacy,
}

/// Values set by several people at once: a path that ends in a number's name holds numbers.
fn mask_conflicts(conflicts: &mut [(String, Vec<serde_json::Value>)]) {
    for (path, values) in conflicts {
        let numbers = path.rsplit('.').next().is_some_and(holds_numbers);
        for value in values {
            mask_json(value);
            if let (serde_json::Value::String(text), true) = (value, numbers) {
                *text = mask(text);
            }
        }
    }
}

impl<R: Masked> Masked for Found<R> {
    fn mask(&mut self) {
        self.row.mask();
        self.contact.mask();
        self.values
            .iter_mut()
            .filter(|(key, _)| holds_numbers(key.strip_prefix("fields.").unwrap_or(key)))
            .for_each(|(_, value)| mask_value(value));
    }
}

impl Masked for PhoneNumber {
    fn mask(&mut self) {
        self.typed = mask(&self.typed);
        // what is dialled is the number itself
        self.e164.clear();
    }
}

impl Masked for CompanyDetail {
    fn mask(&mut self) {
        self.row.mask();
        self.company.mask();
        self.entries.mask();
        self.contacts.mask();
        self.tickets.mask();
        self.visits.mask();
        self.phones.mask();
    }
}

impl Masked for ContactDetail {
    fn mask(&mut self) {
        self.row.mask();
        self.contact.mask();
        self.entries.mask();
        self.tickets.mask();
        self.visits.mask();
        self.phones.mask();
    }
}

impl Masked for AssetDetail {
    fn mask(&mut self) {
        self.asset.mask();
        self.entries.mask();
        self.tickets.mask();
        self.visits.mask();
    }
}

impl Masked for TicketDetail {
    fn mask(&mut self) {
        self.row.mask();
        self.ticket.mask();
        self.visits.mask();
        self.company.mask();
        mask_conflicts(&mut self.conflicts);
        self.entries.iter_mut().for_each(Masked::mask);
    }
}

impl Masked for super::daily::TicketHistory {
    fn mask(&mut self) {
        self.entries.iter_mut().for_each(Masked::mask);
    }
}

impl Masked for VisitDetail {
    fn mask(&mut self) {
        self.row.mask();
        self.visit.mask();
        self.ticket.mask();
        mask_conflicts(&mut self.conflicts);
        self.entries.iter_mut().for_each(Masked::mask);
    }
}
