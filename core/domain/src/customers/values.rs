//! Values of a customer, or of a row of an asset table, by the keys of its fields: reading them, and the edit that writes
//! some.

use crate::assets::{AssetCommand, AssetEdit};
use crate::companies::{self, CompanyCommand, CompanyEdit};
use crate::contacts::{self, ContactCommand, ContactEdit};
use crate::fields::{FieldChange, FieldValue, ValueEdits};
use crate::{Command, Content, DocumentId};

/// Fields that are written line by line, so that what a colleague adds meanwhile stays.
const BY_LINES: [&str; 2] = ["tags", "files"];

/// What stands in a field of a company, contact or row.
#[must_use]
pub fn value_of(content: &Content, key: &str) -> Option<FieldValue> {
    match content {
        Content::Company(company) => company.value(key),
        Content::Contact(contact) => contact.value(key),
        Content::Asset(asset) => asset.value(key),
        Content::Ticket(..) | Content::Visit(..) => None,
    }
}

/// The name of a company, contact or row; empty for other documents.
#[must_use]
pub fn name_of(content: &Content) -> &str {
    match content {
        Content::Company(company) => &company.name,
        Content::Contact(contact) => &contact.name,
        Content::Asset(asset) => &asset.name,
        Content::Ticket(..) | Content::Visit(..) => "",
    }
}

/// Keys of the fields of customers in which something may stand: all system fields, and the own ones that are filled.
#[must_use]
pub fn keys_of(contents: &[&Content]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for content in contents {
        let (members, own) = match content {
            Content::Company(company) => (companies::MEMBERS, &company.fields),
            Content::Contact(contact) => (contacts::MEMBERS, &contact.fields),
            Content::Ticket(..) | Content::Visit(..) | Content::Asset(_) => continue,
        };
        for key in members.iter().copied().chain(own.keys().map(String::as_str)) {
            if !keys.iter().any(|known| known == key) {
                keys.push(key.to_owned());
            }
        }
    }
    keys
}

/// The command that writes `changed` into a company, contact or row as it was read; refused where something else stands there
/// meanwhile. `None` for other documents.
#[must_use]
pub fn edit_of(id: DocumentId, content: &Content, changed: &ValueEdits) -> Option<Command> {
    let seen: ValueEdits = changed
        .keys()
        .filter(|key| !BY_LINES.contains(&key.as_str()))
        .map(|key| (key.clone(), value_of(content, key)))
        .collect();
    match content {
        Content::Company(company) => {
            let mut edit = CompanyEdit { seen, ..CompanyEdit::default() };
            for (key, value) in changed {
                edit.put(key, value.clone(), company);
            }
            Some(Command::Company { id: id.into(), command: CompanyCommand::Edit { edit: Box::new(edit) } })
        }
        Content::Contact(contact) => {
            let mut edit = ContactEdit { seen, ..ContactEdit::default() };
            for (key, value) in changed {
                edit.put(key, value.clone(), contact);
            }
            Some(Command::Contact { id: id.into(), command: ContactCommand::Edit { edit: Box::new(edit) } })
        }
        Content::Asset(asset) => {
            let mut edit = AssetEdit { seen, ..AssetEdit::default() };
            for (key, value) in changed {
                edit.put(key, value.clone(), asset);
            }
            Some(Command::Asset { id: id.into(), command: AssetCommand::Edit { edit: Box::new(edit) } })
        }
        Content::Ticket(..) | Content::Visit(..) => None,
    }
}

/// What has to be written so that what stood before `changes` stands again, and the fields in which something else was
/// written meanwhile, which stay.
#[must_use]
pub fn put_back_values(now: &Content, changes: &[FieldChange]) -> (ValueEdits, Vec<String>) {
    let (mut back, mut stays) = (ValueEdits::new(), Vec::new());
    for change in changes {
        if value_of(now, &change.field) == change.to {
            back.insert(change.field.clone(), change.from.clone());
        } else if value_of(now, &change.field) != change.from {
            stays.push(change.field.clone());
        }
    }
    (back, stays)
}
