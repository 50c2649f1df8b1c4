//! What an organisation has locked for everybody: adding, deleting, changing companies and contacts (CUS-24).
//!
//! Only the main account turns a lock. It holds for every person and token, the main account too, wherever a command is
//! judged; rules and jobs of the system itself are not persons. Tags stay open when changing is locked.

use std::collections::BTreeMap;

use serde::Serialize;

use super::role::words;
use crate::Command;
use crate::companies::{CompanyCommand, CompanyEdit};
use crate::contacts::{ContactCommand, ContactEdit};
use crate::decode::Deserialize;
use crate::fields::Noun;

words! {
    /// Something that can be locked.
    Lock {
        /// Making companies.
        AddCompanies = "add_companies",
        /// Throwing companies away, merging them among it.
        DeleteCompanies = "delete_companies",
        /// Changing companies, their tags excepted.
        EditCompanies = "edit_companies",
        /// Making contacts.
        AddContacts = "add_contacts",
        /// Throwing contacts away, merging them among it.
        DeleteContacts = "delete_contacts",
        /// Changing contacts, their tags excepted.
        EditContacts = "edit_contacts",
    }
}

impl Lock {
    /// The lock of making customers of a noun; rows of asset tables are never locked.
    #[must_use]
    pub fn add(noun: Noun) -> Option<Self> {
        noun.customer(Lock::AddCompanies, Lock::AddContacts)
    }
    /// The lock of throwing them away.
    #[must_use]
    pub fn delete(noun: Noun) -> Option<Self> {
        noun.customer(Lock::DeleteCompanies, Lock::DeleteContacts)
    }
    /// The lock of changing them.
    #[must_use]
    pub fn edit(noun: Noun) -> Option<Self> {
        noun.customer(Lock::EditCompanies, Lock::EditContacts)
    }
}

/// The locks that are on, by word. Travels to devices as a definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Restrictions(#[serde(deserialize_with = "crate::tolerant::map")] pub BTreeMap<String, bool>);

impl Restrictions {
    /// Kind word of the definition.
    pub const KIND: &'static str = "restrictions";
    /// Its only id.
    pub const ID: &'static str = "tenant";

    /// Whether a lock is on.
    #[must_use]
    pub fn on(&self, lock: Lock) -> bool {
        self.0.get(lock.word()).copied().unwrap_or(false)
    }

    /// The same with one lock turned.
    #[must_use]
    pub fn with(mut self, lock: Lock, on: bool) -> Self {
        self.0.insert(lock.word().to_owned(), on);
        self
    }
}

/// The lock that stands before a command, if one does.
#[must_use]
pub fn lock_of(command: &Command) -> Option<Lock> {
    let noun = Noun::of(command.kind())?;
    match command {
        Command::Company { command: CompanyCommand::Create { .. }, .. }
        | Command::Contact { command: ContactCommand::Create { .. }, .. } => Lock::add(noun),
        Command::Company { command: CompanyCommand::Delete | CompanyCommand::Merge { .. }, .. }
        | Command::Contact { command: ContactCommand::Delete | ContactCommand::Merge { .. }, .. } => Lock::delete(noun),
        Command::Company { command: CompanyCommand::Edit { edit }, .. } => {
            let CompanyEdit { tags, seen, clear, .. } = edit.as_ref();
            let tags_only = CompanyEdit {
                tags: tags.clone(),
                seen: seen.clone(),
                clear: clear.iter().filter(|key| *key == "tags").cloned().collect(),
                ..CompanyEdit::default()
            };
            Lock::edit(noun).filter(|_| tags_only != **edit)
        }
        Command::Contact { command: ContactCommand::Edit { edit }, .. } => {
            let ContactEdit { tags, seen, clear, .. } = edit.as_ref();
            let tags_only = ContactEdit {
                tags: tags.clone(),
                seen: seen.clone(),
                clear: clear.iter().filter(|key| *key == "tags").cloned().collect(),
                ..ContactEdit::default()
            };
            Lock::edit(noun).filter(|_| tags_only != **edit)
        }
        _ => None,
    }
}
