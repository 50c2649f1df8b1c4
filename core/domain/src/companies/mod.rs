//! Companies: customer organisations (CUS-02).

use serde::{Deserialize, Serialize};

use crate::access::{Area, Verb};
use crate::command::{check_length, check_required};
use crate::event::EventKind;
use crate::{Applied, CompanyId, Context, Kind, Refusal, Timestamp};

/// Longest text of a member, characters.
const MAX_TEXT: usize = 2_000;

/// The company's document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Company {
    /// Shape of this document; readers keep what they do not know.
    pub schema: i64,
    /// Name.
    pub name: String,
    /// Switchboard number.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// Web address.
    pub website: String,
    /// Where it is.
    pub address: crate::visits::Address,
    /// The agent who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<crate::AgentId>,
    /// Start of the service period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_from: Option<crate::Timestamp>,
    /// End of the service period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_to: Option<crate::Timestamp>,
    /// Anything else.
    pub remark: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The members of a company that people fill in; in an edit, `None` leaves a member as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of Company")]
pub struct CompanyEdit {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<crate::visits::Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<crate::AgentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_from: Option<crate::Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_to: Option<crate::Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// Everything that can be done to a company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[expect(missing_docs, reason = "imperatives")]
pub enum CompanyCommand {
    /// Make a company; works offline.
    Create {
        company: Box<CompanyEdit>,
    },
    Edit {
        edit: Box<CompanyEdit>,
    },
}

impl CompanyCommand {
    /// The action's name in logs and message files.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            CompanyCommand::Create { .. } => "create",
            CompanyCommand::Edit { .. } => "edit",
        }
    }
}

/// Carries out `command` on a company.
///
/// # Errors
/// The refusal; `company` must then be thrown away.
pub fn apply(
    ctx: &Context,
    id: CompanyId,
    company: &mut Company,
    command: &CompanyCommand,
) -> Result<Applied, Refusal> {
    let exists = company.schema > 0;
    let (edit, kind) = match command {
        CompanyCommand::Create { .. } if exists => return Err(Refusal::AlreadyExists),
        CompanyCommand::Edit { .. } if !exists => return Err(Refusal::NotFound),
        CompanyCommand::Create { company: new } => {
            company.schema = 1;
            company.created_at = ctx.at;
            (new, EventKind::CompanyCreated)
        }
        CompanyCommand::Edit { edit } => {
            if !ctx.actor.may(Area::Customers, Verb::Edit) {
                return Err(Refusal::NotAllowed);
            }
            (edit, EventKind::CompanyEdited)
        }
    };
    if let Some(text) = &edit.name {
        check_length("name", text, MAX_TEXT)?;
        company.name.clone_from(text);
    }
    if let Some(text) = &edit.phone {
        check_length("phone", text, MAX_TEXT)?;
        company.phone.clone_from(text);
    }
    if let Some(text) = &edit.email {
        check_length("email", text, MAX_TEXT)?;
        company.email.clone_from(text);
    }
    if let Some(text) = &edit.website {
        check_length("website", text, MAX_TEXT)?;
        company.website.clone_from(text);
    }
    if let Some(address) = &edit.address {
        if address.place.is_some_and(|p| !p.is_valid()) {
            return Err(Refusal::invalid("place", "not_a_place"));
        }
        company.address = address.clone();
    }
    company.owner = edit.owner.or(company.owner);
    company.service_from = edit.service_from.or(company.service_from);
    company.service_to = edit.service_to.or(company.service_to);
    if let Some(text) = &edit.remark {
        check_length("remark", text, MAX_TEXT)?;
        company.remark.clone_from(text);
    }
    check_required("name", &company.name, 500)?;
    Ok(Applied::default().event(ctx, kind, Kind::Company, id.into()))
}

crate::row! {
    /// One row of `companies`. Times are ms UTC.
    CompanyRow in "companies" {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Phone number.
        phone: String,
        /// Address on one line.
        address: String,
        /// Latitude.
        lat: Option<f64>,
        /// Longitude.
        lon: Option<f64>,
        /// End of the service period.
        service_to: Option<i64>,
        /// When it was made.
        created_at: i64,
    }
}

impl Company {
    /// Projects the company to its row.
    #[must_use]
    pub fn project(&self, id: CompanyId) -> CompanyRow {
        let place = self.address.place.filter(crate::Place::is_valid);
        CompanyRow {
            id: id.to_string(),
            name: self.name.clone(),
            phone: self.phone.clone(),
            address: self.address.line(),
            lat: place.map(|p| p.lat),
            lon: place.map(|p| p.lon),
            service_to: self.service_to.map(|t| t.ms()),
            created_at: self.created_at.ms(),
        }
    }
}
