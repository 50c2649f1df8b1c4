//! An asset's members by the keys of its system fields: what stands there, what an edit fills, whom it belongs to.

use super::{Asset, AssetEdit, Owner, table};
use crate::Refusal;
use crate::fields::FieldValue;

/// Keys of the members that a change is noted of.
pub const MEMBERS: &[&str] = &[
    "name",
    "model",
    "serial_number",
    "company",
    "contact",
    "agent",
    "province",
    "city",
    "district",
    "street",
    "place",
    "remark",
];
/// Keys that say by name whom a row belongs to; at most one of them is filled.
pub const OWNERS: [&str; 3] = ["company", "contact", "agent"];

impl Asset {
    /// The key of its table.
    #[must_use]
    pub fn table_key(&self) -> &str {
        table::key(&self.table)
    }

    /// Whom it belongs to.
    #[must_use]
    pub fn owner(&self) -> Owner {
        let name = || self.owner_name.clone();
        match (self.company, self.contact, self.agent) {
            (Some(id), ..) => Owner::Company { id, name: self.company_name.clone() },
            (None, Some(id), _) => Owner::Contact { id, name: name() },
            (None, None, Some(id)) => Owner::Agent { id, name: name() },
            (None, None, None) => Owner::Tenant,
        }
    }

    /// Gives it to an owner.
    pub(super) fn belongs_to(&mut self, owner: Owner) {
        (self.company, self.contact, self.agent) = (None, None, None);
        (self.company_name, self.owner_name) = (String::new(), String::new());
        match owner {
            Owner::Company { id, name } => (self.company, self.company_name) = (Some(id), name),
            Owner::Contact { id, name } => (self.contact, self.owner_name) = (Some(id), name),
            Owner::Agent { id, name } => (self.agent, self.owner_name) = (Some(id), name),
            Owner::Tenant => {}
        }
    }

    /// What stands in a field; `None` when nothing does.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<FieldValue> {
        let text = FieldValue::text;
        match key {
            "name" => text(&self.name),
            "model" => text(&self.model),
            "serial_number" => text(&self.serial_number),
            "company" => text(&self.company_name),
            "contact" => text(&self.owner_name).filter(|_| self.contact.is_some()),
            "agent" => text(&self.owner_name).filter(|_| self.agent.is_some()),
            "province" => text(&self.address.province),
            "city" => text(&self.address.city),
            "district" => text(&self.address.district),
            "street" => text(&self.address.detail),
            "place" => self.address.place.map(|p| FieldValue::Text(format!("{:.6},{:.6}", p.lat, p.lon))),
            "remark" => text(&self.remark),
            "created_at" => Some(FieldValue::Int(self.created_at.ms())),
            own => self.fields.get(own).cloned(),
        }
    }
}

impl AssetEdit {
    /// The key of the table of a new one.
    #[must_use]
    pub fn table_key(&self) -> &str {
        table::key(&self.table)
    }

    /// Whether a new asset made of this has something in a system field.
    #[must_use]
    pub fn fills(&self, key: &str) -> bool {
        let mut made = Asset::default();
        // what is wrong with it is said when it is carried out
        let _: Result<(), Refusal> = super::fill(&mut made, self);
        key == "created_at" || made.value(key).is_some()
    }

    /// Whether it empties a system field.
    #[must_use]
    pub fn empties(&self, key: &str) -> bool {
        let gone = |text: &Option<String>| text.as_deref().is_some_and(|text| text.trim().is_empty());
        let of = |part: fn(&crate::visits::Address) -> &String| {
            self.address.as_ref().is_some_and(|address| part(address).trim().is_empty())
        };
        match key {
            "name" => gone(&self.name),
            "model" => gone(&self.model),
            "serial_number" => gone(&self.serial_number),
            "remark" => gone(&self.remark),
            "province" => of(|a| &a.province),
            "city" => of(|a| &a.city),
            "district" => of(|a| &a.district),
            "street" => of(|a| &a.detail),
            _ => false,
        }
    }

    /// Puts a value in its stored form into a field; `None` empties it. `base` is the asset as it was read: an address is
    /// written as a whole. Says whether it is a field that is written so; whom it belongs to is not.
    pub fn put(&mut self, key: &str, value: Option<FieldValue>, base: &Asset) -> bool {
        let text = match &value {
            Some(FieldValue::Text(text)) => text.clone(),
            _ => String::new(),
        };
        match key {
            "name" => self.name = Some(text),
            "model" => self.model = Some(text),
            "serial_number" => self.serial_number = Some(text),
            "remark" => self.remark = Some(text),
            "province" | "city" | "district" | "street" | "place" => {
                let address = self.address.get_or_insert_with(|| base.address.clone());
                match key {
                    "province" => address.province = text,
                    "city" => address.city = text,
                    "district" => address.district = text,
                    "street" => address.detail = text,
                    _ => address.place = crate::customers::place_of(&text),
                }
            }
            "created_at" | "company" | "contact" | "agent" => return false,
            own => {
                self.fields.insert(own.to_owned(), value);
            }
        }
        true
    }
}
