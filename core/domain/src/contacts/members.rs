//! A contact's members by the keys of its system fields: what stands there, what an edit fills, emptying.

use super::{Contact, ContactEdit};
use crate::Refusal;
use crate::fields::FieldValue;

/// Keys of the members that a change is noted of.
pub const MEMBERS: &[&str] = &[
    "name",
    "companies",
    "position",
    "tags",
    "phone",
    "landline",
    "email",
    "im",
    "national_id",
    "birth_date",
    "gender",
    "owner",
    "remark",
];

impl Contact {
    /// What stands in a field; `None` when nothing does.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<FieldValue> {
        let text = FieldValue::text;
        match key {
            "name" => text(&self.name),
            "companies" => FieldValue::list(self.company_names()),
            "position" => text(&self.position),
            "tags" => FieldValue::list(crate::customers::tag_keys(&self.tags)),
            "phone" => text(&self.phone),
            "landline" => text(&self.landline),
            "email" => text(&self.email),
            "im" => FieldValue::list(self.im.iter().cloned()),
            "national_id" => text(&self.national_id),
            "birth_date" => text(&self.birth_date),
            "gender" => text(&self.gender),
            "owner" => self.owner.map(|id| FieldValue::Text(id.to_string())),
            "remark" => text(&self.remark),
            "created_at" => Some(FieldValue::Int(self.created_at.ms())),
            own => self.fields.get(own).cloned(),
        }
    }

    /// Names of the companies, the one that is shown first.
    fn company_names(&self) -> Vec<String> {
        let shown = Some(self.company_name.clone()).filter(|name| !name.is_empty());
        let others = self.companies.iter().filter(|(id, _)| Some(**id) != self.company).map(|(_, l)| l.name.clone());
        shown.into_iter().chain(others).filter(|name| !name.is_empty()).collect()
    }

    /// Shows another company when the person has left the one that was shown.
    pub(super) fn show_a_company(&mut self) {
        let shown = self.company.filter(|company| self.companies.contains_key(company));
        let next = shown.or_else(|| self.companies.keys().next().copied());
        self.company = next;
        self.company_name =
            next.and_then(|company| self.companies.get(&company)).map(|link| link.name.clone()).unwrap_or_default();
    }

    /// Empties a member.
    pub(super) fn empty(&mut self, key: &str) -> Result<(), Refusal> {
        match key {
            "companies" => {
                self.companies.clear();
                self.show_a_company();
            }
            "position" => self.position.clear(),
            "tags" => self.tags.clear(),
            "phone" => self.phone.clear(),
            "landline" => self.landline.clear(),
            "email" => self.email.clear(),
            "im" => self.im.clear(),
            "national_id" => self.national_id.clear(),
            "birth_date" => self.birth_date.clear(),
            "gender" => self.gender.clear(),
            "owner" => self.owner = None,
            "remark" => self.remark.clear(),
            _ => return Err(Refusal::invalid("clear", "unknown_field")),
        }
        Ok(())
    }
}

impl ContactEdit {
    /// Whether a new contact made of this has something in a system field.
    #[must_use]
    pub fn fills(&self, key: &str) -> bool {
        let mut made = Contact::default();
        // what is wrong with it is said when it is carried out
        let _ = super::fill(&mut made, self);
        match key {
            "created_at" => true,
            "companies" => !made.companies.is_empty() || !made.company_name.is_empty(),
            key => made.value(key).is_some(),
        }
    }

    /// Puts a value in its stored form into a field; `None` empties it. Companies are put by their ids instead. Says
    /// whether there is such a field.
    pub fn put(&mut self, key: &str, value: Option<FieldValue>, base: &Contact) -> bool {
        let text = |value: &Option<FieldValue>| match value {
            Some(FieldValue::Text(text)) => text.clone(),
            _ => String::new(),
        };
        match key {
            "name" => self.name = Some(text(&value)),
            "position" => self.position = Some(text(&value)),
            "phone" => self.phone = Some(text(&value)),
            "landline" => self.landline = Some(text(&value)),
            "email" => self.email = Some(text(&value)),
            "national_id" => self.national_id = Some(text(&value)),
            "birth_date" => self.birth_date = Some(text(&value)),
            "gender" => self.gender = Some(text(&value)),
            "remark" => self.remark = Some(text(&value)),
            "im" => {
                self.im = Some(match value {
                    Some(FieldValue::List(list)) => list,
                    _ => Vec::new(),
                });
            }
            "tags" => self.tags = crate::customers::tag_edits(&base.tags, value.as_ref()),
            "owner" => {
                self.owner = text(&value).parse().ok();
                if value.is_none() {
                    self.clear.insert(key.to_owned());
                } else {
                    self.clear.remove(key);
                }
            }
            "created_at" | "companies" => return false,
            own => {
                self.fields.insert(own.to_owned(), value);
            }
        }
        true
    }
}
