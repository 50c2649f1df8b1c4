//! Customers in tables: what a file of companies or contacts is read by, and what is written into one (CUS-05 to CUS-08).
//!
//! A file is rows of cells. Each of its columns stands for one field ([`Mapping`], guessed by [`guess`] from the headings),
//! a cell is read by the field's kind ([`Names::read`]) and written back by it ([`Names::write`]), so that what was
//! exported can be imported. [`Row::read`] makes values of a row or says what is wrong with it, cell by cell; which customer
//! is meant, and what is done to him, is the server's to find out and uses [`company_edit`] and [`contact_edit`].
//!
//! Rows of asset tables come and go the same way; whom they belong to stands in three columns of which one is filled.
//!
//! A blank cell says nothing: it never empties a field.

use serde::Serialize;

use crate::customers::Mode;
use crate::decode::Deserialize;
use crate::fields::{Field, FieldKind, FieldSet, Label, Noun};
use crate::forms::Choice;

mod headings;
mod names;
mod row;
#[cfg(test)]
mod tests;

pub(crate) use headings::find;
pub use headings::{guess, heading};
pub(crate) use names::{Called, PARTS, shortened};
pub use names::{Names, is_number};
pub use row::{Row, asset_edit, company_edit, contact_edit, fields_of, new_ticket};

/// Most rows of a file.
pub const MAX_ROWS: usize = 100_000;
/// Most columns of a file.
pub const MAX_COLUMNS: usize = 200;
/// Most rows of a file of tickets.
pub const MAX_TICKETS: usize = 5_000;
/// Longest cell, characters; no field takes more.
pub const MAX_CELL: usize = 20_000;
/// The key of the companies of a contact.
pub const COMPANIES: &str = "companies";

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A customer was made of it.
    Created,
    /// It changed a customer who was there.
    Updated,
    /// The customer was there and stays as he is.
    Kept,
    /// It was refused.
    Rejected,
}

impl Outcome {
    /// The word in tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Created => "created",
            Outcome::Updated => "updated",
            Outcome::Kept => "kept",
            Outcome::Rejected => "rejected",
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file is there.
    Uploaded,
    /// Its rows are being checked; nothing is stored.
    Checking,
    /// They were checked.
    Checked,
    /// Its rows are being stored.
    Running,
    /// All of it was stored.
    Done,
    /// It is being taken back.
    Undoing,
    /// It was taken back.
    Undone,
    /// It ended early and says why; also what this version does not know.
    #[default]
    #[serde(other)]
    Failed,
}

impl ImportState {
    /// All of them.
    pub const ALL: [ImportState; 8] = [
        ImportState::Uploaded,
        ImportState::Checking,
        ImportState::Checked,
        ImportState::Running,
        ImportState::Done,
        ImportState::Undoing,
        ImportState::Undone,
        ImportState::Failed,
    ];
    /// The word in JSON, tables and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ImportState::Uploaded => "uploaded",
            ImportState::Checking => "checking",
            ImportState::Checked => "checked",
            ImportState::Running => "running",
            ImportState::Done => "done",
            ImportState::Undoing => "undoing",
            ImportState::Undone => "undone",
            ImportState::Failed => "failed",
        }
    }
    /// Whether the server works on it.
    #[must_use]
    pub fn is_busy(self) -> bool {
        matches!(self, ImportState::Checking | ImportState::Running | ImportState::Undoing)
    }
}

/// Why a cell or a row was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A field that must be filled is empty.
    Required,
    /// The cell is nothing that the field takes; the detail is the problem key of the field's kind.
    BadFormat,
    /// No option, tag, group or agent is called so; the detail is what was written.
    OptionNotFound,
    /// An earlier row is the same customer; the detail is its number.
    DuplicateInFile,
    /// There is no such company; the detail is its name.
    CompanyNotFound,
    /// Somebody signs in by this name already; the detail is the name.
    AccountTaken,
    /// The organisation's licence has no seat left; the detail is how many of how many are taken.
    SeatsUsedUp,
    /// Nobody would administer the organisation any more.
    LastAdministrator,
    /// The person may not do this; also what this version does not know.
    #[serde(other)]
    PermissionDenied,
}

impl Reason {
    /// All of them.
    pub const ALL: [Reason; 9] = [
        Reason::Required,
        Reason::BadFormat,
        Reason::OptionNotFound,
        Reason::DuplicateInFile,
        Reason::CompanyNotFound,
        Reason::AccountTaken,
        Reason::SeatsUsedUp,
        Reason::LastAdministrator,
        Reason::PermissionDenied,
    ];
    /// The word in JSON and, with hyphens, in message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Reason::Required => "required",
            Reason::BadFormat => "bad_format",
            Reason::OptionNotFound => "option_not_found",
            Reason::DuplicateInFile => "duplicate_in_file",
            Reason::CompanyNotFound => "company_not_found",
            Reason::AccountTaken => "account_taken",
            Reason::SeatsUsedUp => "seats_used_up",
            Reason::LastAdministrator => "last_administrator",
            Reason::PermissionDenied => "permission_denied",
        }
    }
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellFault {
    /// The column, counted from 0; `None` where it is about the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The field; empty where it is about the row.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// Why.
    pub reason: Reason,
    /// More about it, see [`Reason`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// What the columns of a file stand for, and how its rows are taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Mapping {
    /// Whether the first row is headings; else it is data.
    pub header: bool,
    /// The field of each column by its key; empty for a column that is passed over.
    pub columns: Vec<String>,
    /// Customers who are there stay as they are.
    pub keep: bool,
    /// Of contacts: companies that are not there are made.
    pub create_companies: bool,
}

impl Mapping {
    /// The column of a field.
    #[must_use]
    pub fn column_of(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == key)
    }

    /// Whether rows can be read by it.
    ///
    /// # Errors
    /// The member and its problem, as a key of the message files.
    pub fn check(&self, noun: Noun, set: &FieldSet, mode: Mode) -> Result<(), (String, &'static str)> {
        if self.columns.len() > MAX_COLUMNS {
            return Err(("columns".to_owned(), "too_many"));
        }
        for (n, key) in self.columns.iter().enumerate().filter(|(_, key)| !key.is_empty()) {
            let problem = if field(noun, set, key).is_none() {
                "unknown_field"
            } else if self.column_of(key) != Some(n) {
                "taken"
            } else {
                continue;
            };
            return Err((format!("columns.{n}"), problem));
        }
        let has = |key: &str| self.column_of(key).is_some();
        let lacks = match noun {
            Noun::Company | Noun::Asset => !has("name"),
            Noun::Contact => !has("name") && !has("phone"),
            Noun::Ticket => !has("title"),
        };
        if lacks {
            let problem = match noun {
                Noun::Contact => "name_or_mobile",
                Noun::Ticket => "title_required",
                Noun::Company | Noun::Asset => "name_required",
            };
            return Err(("columns".to_owned(), problem));
        }
        if noun == Noun::Contact && mode == Mode::Company && !has(COMPANIES) {
            return Err(("columns".to_owned(), "company_required"));
        }
        Ok(())
    }
}

/// The fields that stand in tables, in the order of the organisation: of contacts the company first. When a customer was
/// recorded and his files are no table's to say.
#[must_use]
pub fn fields(noun: Noun, set: &FieldSet) -> Vec<Field> {
    let fits = |field: &&Field| {
        field.archived_at.is_none() && field.kind != FieldKind::Attachment && field.key != "created_at"
    };
    let mut all: Vec<Field> = set.fields.iter().filter(fits).cloned().collect();
    let system = |key: &str, kind| Field { system: true, ..Field::new(key, Label::default(), kind) };
    let with_place = |all: &mut Vec<Field>| {
        let after = all.iter().position(|f| f.key == "street").map_or(all.len(), |at| at + 1);
        if !all.iter().any(|f| f.key == "place") {
            all.insert(after, system("place", FieldKind::Location));
        }
    };
    match noun {
        Noun::Company => with_place(&mut all),
        Noun::Contact => all.sort_by_key(|field| field.key != COMPANIES),
        Noun::Ticket => {
            // what the server fills, and what is drawn, computed or has rows
            let fits = |field: &Field| match field.system {
                true => !crate::fields::is_given(noun, &field.key) && field.key != "cc",
                false => !field.kind.is_for_tickets() || field.kind == FieldKind::Stars,
            };
            all.retain(fits);
            for field in &mut all {
                // a table in another language, or one that was exported, says the words of the screens
                if let ("priority", FieldKind::Choice { options }) = (field.key.as_str(), &mut field.kind) {
                    let words = [("urgent", "紧急"), ("high", "高"), ("normal", "普通"), ("low", "低")];
                    let choice = |(key, label): (&str, &str)| Choice { key: key.to_owned(), label: label.to_owned() };
                    options.extend(words.map(choice));
                }
            }
            all.insert(0, system("template", FieldKind::Text));
            let after = all.iter().position(|f| f.key == "phone").map_or(all.len(), |at| at + 1);
            for (at, key) in ["province", "city", "district", "street"].into_iter().enumerate() {
                all.insert(after + at, system(key, FieldKind::Text));
            }
        }
        Noun::Asset => {
            with_place(&mut all);
            // what a table does without is no column of it
            let hides_street = set.field("street").is_some_and(|street| street.hidden);
            all.retain(|field| !(field.system && field.hidden || field.key == "place" && hides_street));
            for (at, key) in crate::assets::OWNERS.into_iter().enumerate() {
                all.insert(at, system(key, if key == "agent" { FieldKind::Agent } else { FieldKind::Text }));
            }
        }
    }
    all
}

/// The field of tables with this key.
#[must_use]
pub fn field(noun: Noun, set: &FieldSet, key: &str) -> Option<Field> {
    fields(noun, set).into_iter().find(|field| field.key == key)
}
