//! Contacts: customer persons, with or without a company (CUS-02).

use serde::{Deserialize, Serialize};

use crate::access::{Area, Verb};
use crate::command::{check_length, check_required};
use crate::event::EventKind;
use crate::{Applied, ContactId, Context, Kind, Refusal, Timestamp};

/// Longest text of a member, characters.
const MAX_TEXT: usize = 2_000;

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
    /// E-mail address.
    pub email: String,
    /// Position in the company.
    pub position: String,
    /// The company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<crate::CompanyId>,
    /// Its name.
    pub company_name: String,
    /// The agent who looks after the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<crate::AgentId>,
    /// Anything else.
    pub remark: String,
    /// When it was made.
    pub created_at: Timestamp,
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
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<crate::CompanyId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<crate::AgentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// Everything that can be done to a contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[expect(missing_docs, reason = "imperatives")]
pub enum ContactCommand {
    /// Make a contact; works offline.
    Create {
        contact: Box<ContactEdit>,
    },
    Edit {
        edit: Box<ContactEdit>,
    },
}

impl ContactCommand {
    /// The action's name in logs and message files.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            ContactCommand::Create { .. } => "create",
            ContactCommand::Edit { .. } => "edit",
        }
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
    let (edit, kind) = match command {
        ContactCommand::Create { .. } if exists => return Err(Refusal::AlreadyExists),
        ContactCommand::Edit { .. } if !exists => return Err(Refusal::NotFound),
        ContactCommand::Create { contact: new } => {
            contact.schema = 1;
            contact.created_at = ctx.at;
            (new, EventKind::ContactCreated)
        }
        ContactCommand::Edit { edit } => {
            if !ctx.actor.may(Area::Customers, Verb::Edit) {
                return Err(Refusal::NotAllowed);
            }
            (edit, EventKind::ContactEdited)
        }
    };
    if let Some(text) = &edit.name {
        check_length("name", text, MAX_TEXT)?;
        contact.name.clone_from(text);
    }
    if let Some(text) = &edit.phone {
        check_length("phone", text, MAX_TEXT)?;
        contact.phone.clone_from(text);
    }
    if let Some(text) = &edit.email {
        check_length("email", text, MAX_TEXT)?;
        contact.email.clone_from(text);
    }
    if let Some(text) = &edit.position {
        check_length("position", text, MAX_TEXT)?;
        contact.position.clone_from(text);
    }
    contact.company = edit.company.or(contact.company);
    if let Some(text) = &edit.company_name {
        check_length("company_name", text, MAX_TEXT)?;
        contact.company_name.clone_from(text);
    }
    contact.owner = edit.owner.or(contact.owner);
    if let Some(text) = &edit.remark {
        check_length("remark", text, MAX_TEXT)?;
        contact.remark.clone_from(text);
    }
    check_required("name", &contact.name, 500)?;
    Ok(Applied::default().event(ctx, kind, Kind::Contact, id.into()))
}

crate::row! {
    /// One row of `contacts`. Times are ms UTC.
    ContactRow in "contacts" {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Mobile number.
        phone: String,
        /// E-mail address.
        email: String,
        /// Company.
        company_id: Option<String>,
        /// Its name.
        company_name: String,
        /// When it was made.
        created_at: i64,
    }
}

impl Contact {
    /// Projects the contact to its row.
    #[must_use]
    pub fn project(&self, id: ContactId) -> ContactRow {
        ContactRow {
            id: id.to_string(),
            name: self.name.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            company_id: self.company.map(|c| c.to_string()),
            company_name: self.company_name.clone(),
            created_at: self.created_at.ms(),
        }
    }
}
