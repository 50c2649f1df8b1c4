//! Contacts: customer persons, in no, one or several companies (CUS-02).
//!
//! `companies` says in which companies a person is and where he is the one to talk to first; `company` and `company_name`
//! are the company that is shown with him, always one of them. Everything else is as with [`crate::companies`].

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::command::{check_length, check_required};
use crate::customers::{edited, note, put_tags};
use crate::decode::Deserialize;
use crate::event::EventKind;
use crate::fields::{ValueEdits, Values};
use crate::{Applied, CompanyId, ContactId, Context, Kind, Refusal, Timestamp};

mod identity;
mod members;
mod row;
#[cfg(test)]
mod tests;

pub use identity::IdentityKind;
pub use members::MEMBERS;
pub use row::ContactRow;

/// Longest text of a member, characters.
const MAX_TEXT: usize = 2_000;
/// Most companies of one person.
const MAX_COMPANIES: usize = 50;

/// A company that a person is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CompanyLink {
    /// Its name.
    pub name: String,
    /// The person to talk to first there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub first: bool,
}

/// The contact's document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Contact {
    /// Shape of this document; readers keep what they do not know.
    pub schema: i64,
    /// Name.
    pub name: String,
    /// Mobile number.
    pub phone: String,
    /// Landline number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub landline: String,
    /// E-mail address.
    pub email: String,
    /// Handles of instant messengers, as people type them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub im: Vec<String>,
    /// Position in the company.
    pub position: String,
    /// The company that is shown with the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    /// Its name.
    pub company_name: String,
    /// The companies the person is in.
    pub companies: BTreeMap<CompanyId, CompanyLink>,
    /// Number of an identity document.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub national_id: String,
    /// Day of birth, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub birth_date: String,
    /// `female`, `male`, `other` or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub gender: String,
    /// Keys of tags.
    pub tags: BTreeMap<String, bool>,
    /// The agent who looks after the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<crate::AgentId>,
    /// Anything else.
    pub remark: String,
    /// Values of the organisation's own fields.
    #[serde(deserialize_with = "crate::tolerant::map")]
    pub fields: Values,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was thrown away; it can be brought back for a while.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// Into which one it was merged; it was thrown away with that, and comes back when the merge is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<ContactId>,
}

/// The members of a contact that people fill in; in an edit, `None` leaves a member as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of Contact")]
pub struct ContactEdit {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub landline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub im: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// Companies the person comes into (`null`: leaves).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub companies: BTreeMap<CompanyId, Option<CompanyLink>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub national_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    /// Tags to give (`true`) and to take away (`false`).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<crate::AgentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// Values of own fields; `null` empties one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: ValueEdits,
    /// Keys of members to empty.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub clear: BTreeSet<String>,
    /// What the writer had read in fields that he changes, by key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub seen: ValueEdits,
}

/// Everything that can be done to a contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(missing_docs, reason = "imperatives")]
pub enum ContactCommand {
    /// Make a contact; works offline.
    Create {
        contact: Box<ContactEdit>,
    },
    Edit {
        edit: Box<ContactEdit>,
    },
    /// Throw it away; it can be brought back.
    Delete,
    /// Bring it back.
    Restore,
    /// Throw it away because `into` took over what it had.
    Merge {
        into: ContactId,
    },
    /// Bring it back after such a merge.
    Unmerge,
}

crate::tagged!(ContactCommand, "do");

impl ContactCommand {
    /// The action's name in logs and message files.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            ContactCommand::Create { .. } => "create",
            ContactCommand::Edit { .. } => "edit",
            ContactCommand::Delete => "delete",
            ContactCommand::Restore => "restore",
            ContactCommand::Merge { .. } => "merge",
            ContactCommand::Unmerge => "unmerge",
        }
    }
    /// Whether only the server decides it.
    #[must_use]
    pub fn server_only(&self) -> bool {
        matches!(
            self,
            ContactCommand::Delete | ContactCommand::Restore | ContactCommand::Merge { .. } | ContactCommand::Unmerge
        )
    }
}

/// Carries out `command` on a contact.
///
/// # Errors
/// The refusal; `contact` must then be thrown away.
pub fn apply(
    ctx: &Context,
    id: ContactId,
    contact: &mut Contact,
    command: &ContactCommand,
) -> Result<Applied, Refusal> {
    let exists = contact.schema > 0;
    match command {
        ContactCommand::Create { .. } if exists => return Err(Refusal::AlreadyExists),
        ContactCommand::Create { contact: new } => {
            contact.schema = 1;
            contact.created_at = ctx.at;
            fill(contact, new)?;
            return Ok(Applied::default().event(ctx, EventKind::ContactCreated, Kind::Contact, id.into()));
        }
        _ if !exists => return Err(Refusal::NotFound),
        _ if !crate::customers::may_edit(ctx) => return Err(Refusal::NotAllowed),
        _ if command.server_only() && !crate::customers::may_throw_away(ctx) => return Err(Refusal::NotAllowed),
        _ => {}
    }
    let before = contact.clone();
    match command {
        ContactCommand::Create { .. } => {}
        ContactCommand::Edit { edit } => {
            // what a phone writes about a merged one is kept, and goes on to where it was merged
            if contact.deleted_at.is_some() && contact.merged_into.is_none() {
                return Err(Refusal::NotFound);
            }
            if edit.seen.iter().any(|(key, seen)| contact.value(key) != *seen) {
                return Err(Refusal::ChangedMeanwhile { current: String::new() });
            }
            fill(contact, edit)?;
        }
        ContactCommand::Delete => contact.deleted_at = contact.deleted_at.or(Some(ctx.at)),
        // only taking the merge back brings back what was merged
        ContactCommand::Restore if contact.merged_into.is_some() => return Err(Refusal::NotAllowed),
        ContactCommand::Restore => contact.deleted_at = None,
        ContactCommand::Merge { into } => {
            if contact.deleted_at.is_some() || *into == id {
                return Err(Refusal::NotFound);
            }
            contact.deleted_at = Some(ctx.at);
            contact.merged_into = Some(*into);
        }
        ContactCommand::Unmerge => {
            if contact.merged_into.take().is_none() {
                return Err(Refusal::NotFound);
            }
            contact.deleted_at = None;
        }
    }
    let applied = Applied::default().event(ctx, EventKind::ContactEdited, Kind::Contact, id.into());
    let keys = MEMBERS.iter().copied().chain(before.fields.keys().chain(contact.fields.keys()).map(String::as_str));
    let changes = edited(keys, |key| (before.value(key), contact.value(key)));
    Ok(note(ctx, id.into(), command.name(), changes, applied))
}

/// Writes what an edit says.
fn fill(contact: &mut Contact, edit: &ContactEdit) -> Result<(), Refusal> {
    for (member, text, place) in [
        ("name", &edit.name, &mut contact.name),
        ("phone", &edit.phone, &mut contact.phone),
        ("landline", &edit.landline, &mut contact.landline),
        ("email", &edit.email, &mut contact.email),
        ("position", &edit.position, &mut contact.position),
        ("national_id", &edit.national_id, &mut contact.national_id),
        ("birth_date", &edit.birth_date, &mut contact.birth_date),
        ("gender", &edit.gender, &mut contact.gender),
        ("remark", &edit.remark, &mut contact.remark),
    ] {
        if let Some(text) = text {
            check_length(member, text, MAX_TEXT)?;
            place.clone_from(text);
        }
    }
    if let Some(day) = edit.birth_date.as_deref().filter(|day| !day.is_empty())
        && !crate::forms::is_date(day)
    {
        return Err(Refusal::invalid("birth_date", "not_a_date"));
    }
    if edit.gender.as_deref().is_some_and(|word| !matches!(word, "" | "female" | "male" | "other")) {
        return Err(Refusal::invalid("gender", "not_a_choice"));
    }
    if let Some(im) = &edit.im {
        crate::customers::check_im(im)?;
        contact.im.clone_from(im);
    }
    companies(contact, edit)?;
    contact.owner = edit.owner.or(contact.owner);
    put_tags(&mut contact.tags, &edit.tags)?;
    crate::customers::put_values(&mut contact.fields, &edit.fields)?;
    for key in &edit.clear {
        contact.empty(key)?;
    }
    check_required("name", &contact.name, 500)
}

/// Into which companies the person comes and which he leaves; the one that is shown is always one of them.
fn companies(contact: &mut Contact, edit: &ContactEdit) -> Result<(), Refusal> {
    if let Some(company) = edit.company {
        contact.company = Some(company);
        contact.companies.entry(company).or_default();
    }
    if let Some(text) = &edit.company_name {
        check_length("company_name", text, MAX_TEXT)?;
        contact.company_name.clone_from(text);
        if let Some(link) = contact.company.and_then(|company| contact.companies.get_mut(&company)) {
            link.name.clone_from(text);
        }
    }
    for (company, link) in &edit.companies {
        match link {
            Some(link) => {
                check_length("companies", &link.name, MAX_TEXT)?;
                contact.companies.insert(*company, link.clone());
            }
            None => {
                contact.companies.remove(company);
            }
        }
    }
    if contact.companies.len() > MAX_COMPANIES {
        return Err(Refusal::TooMany { field: "companies".to_owned(), limit: MAX_COMPANIES as i64 });
    }
    if !edit.companies.is_empty() {
        contact.show_a_company();
    }
    Ok(())
}
