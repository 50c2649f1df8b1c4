//! A company's members by the keys of its system fields: what stands there, what an edit fills, emptying.

use super::{Company, CompanyEdit};
use crate::fields::FieldValue;
use crate::{Refusal, Timestamp};

/// Keys of the members that a change is noted of.
pub const MEMBERS: &[&str] = &[
    "name",
    "group",
    "tags",
    "phone",
    "mobile",
    "email",
    "website",
    "im",
    "province",
    "city",
    "district",
    "street",
    "place",
    "service_from",
    "service_to",
    "category",
    "serial_number",
    "source",
    "owner",
    "owner_group",
    "remark",
    "files",
];

impl Company {
    /// What stands in a field; `None` when nothing does.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<FieldValue> {
        let text = FieldValue::text;
        let moment = |at: Option<Timestamp>| at.map(|at| FieldValue::Int(at.ms()));
        match key {
            "name" => text(&self.name),
            "group" => text(&self.group),
            "tags" => FieldValue::list(crate::customers::tag_keys(&self.tags)),
            "phone" => text(&self.phone),
            "mobile" => text(&self.mobile),
            "email" => text(&self.email),
            "website" => text(&self.website),
            "im" => FieldValue::list(self.im.iter().cloned()),
            "province" => text(&self.address.province),
            "city" => text(&self.address.city),
            "district" => text(&self.address.district),
            "street" => text(&self.address.detail),
            "place" => self.address.place.map(|p| FieldValue::Text(format!("{:.6},{:.6}", p.lat, p.lon))),
            "service_from" => moment(self.service_from),
            "service_to" => moment(self.service_to),
            "category" => text(&self.category),
            "serial_number" => text(&self.serial_number),
            "source" => text(&self.source),
            "owner" => self.owner.map(|id| FieldValue::Text(id.to_string())),
            "owner_group" => self.owner_group.map(|id| FieldValue::Text(id.to_string())),
            "remark" => text(&self.remark),
            "files" => (!self.files.is_empty()).then(|| FieldValue::Files(self.files.clone())),
            "created_at" => Some(FieldValue::Int(self.created_at.ms())),
            own => self.fields.get(own).cloned(),
        }
    }

    /// Empties a member.
    pub(super) fn empty(&mut self, key: &str) -> Result<(), Refusal> {
        match key {
            "phone" => self.phone.clear(),
            "mobile" => self.mobile.clear(),
            "email" => self.email.clear(),
            "website" => self.website.clear(),
            "im" => self.im.clear(),
            "group" => self.group.clear(),
            "tags" => self.tags.clear(),
            "province" => self.address.province.clear(),
            "city" => self.address.city.clear(),
            "district" => self.address.district.clear(),
            "street" => self.address.detail.clear(),
            "place" => self.address.place = None,
            "service_from" => self.service_from = None,
            "service_to" => self.service_to = None,
            "category" => self.category.clear(),
            "serial_number" => self.serial_number.clear(),
            "source" => self.source.clear(),
            "owner" => self.owner = None,
            "owner_group" => self.owner_group = None,
            "remark" => self.remark.clear(),
            "files" => self.files.clear(),
            _ => return Err(Refusal::invalid("clear", "unknown_field")),
        }
        Ok(())
    }
}

impl CompanyEdit {
    /// Whether a new company made of this has something in a system field.
    #[must_use]
    pub fn fills(&self, key: &str) -> bool {
        let mut made = Company::default();
        // what is wrong with it is said when it is carried out
        let _ = super::fill(&mut made, self);
        key == "created_at" || made.value(key).is_some()
    }

    /// Puts a value in its stored form into a field; `None` empties it. `base` is the company as it was read: an address
    /// is written as a whole. Says whether there is such a field.
    pub fn put(&mut self, key: &str, value: Option<FieldValue>, base: &Company) -> bool {
        let text = |value: &Option<FieldValue>| match value {
            Some(FieldValue::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let moment = |value: &Option<FieldValue>| value.as_ref().and_then(FieldValue::as_int).map(Timestamp);
        match key {
            "name" => self.name = Some(text(&value)),
            "phone" => self.phone = Some(text(&value)),
            "mobile" => self.mobile = Some(text(&value)),
            "email" => self.email = Some(text(&value)),
            "website" => self.website = Some(text(&value)),
            "group" => self.group = Some(text(&value)),
            "category" => self.category = Some(text(&value)),
            "serial_number" => self.serial_number = Some(text(&value)),
            "source" => self.source = Some(text(&value)),
            "remark" => self.remark = Some(text(&value)),
            "province" | "city" | "district" | "street" => {
                let address = self.address.get_or_insert_with(|| base.address.clone());
                let place = match key {
                    "province" => &mut address.province,
                    "city" => &mut address.city,
                    "district" => &mut address.district,
                    _ => &mut address.detail,
                };
                *place = text(&value);
            }
            "place" => {
                let place = value.as_ref().and_then(FieldValue::as_text).and_then(crate::customers::place_of);
                self.address.get_or_insert_with(|| base.address.clone()).place = place;
            }
            "im" => {
                self.im = Some(match value {
                    Some(FieldValue::List(list)) => list,
                    _ => Vec::new(),
                });
            }
            "tags" => self.tags = crate::customers::tag_edits(&base.tags, value.as_ref()),
            "files" => self.files = crate::customers::file_edits(&base.files, value.as_ref()),
            "service_from" | "service_to" | "owner" | "owner_group" => {
                self.clear.remove(key);
                match key {
                    "service_from" => self.service_from = moment(&value),
                    "service_to" => self.service_to = moment(&value),
                    "owner" => self.owner = text(&value).parse().ok(),
                    _ => self.owner_group = text(&value).parse().ok(),
                }
                if value.is_none() {
                    self.clear.insert(key.to_owned());
                }
            }
            "created_at" => return false,
            own => {
                self.fields.insert(own.to_owned(), value);
            }
        }
        true
    }
}
