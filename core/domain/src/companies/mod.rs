//! Companies: customer organisations (CUS-02).
//!
//! Members that every company has are system fields, named by the same keys as in the noun's [`crate::fields::FieldSet`];
//! what an organisation adds stands in `fields`. An edit may carry what its writer had read (`seen`): where something else
//! stands meanwhile it is refused instead of undoing a colleague's work. Each edit leaves a line that says what stood
//! in each field before and after.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::command::{check_length, check_required};
use crate::customers::{edited, note, put_files, put_tags};
use crate::decode::Deserialize;
use crate::event::EventKind;
use crate::fields::{ValueEdits, Values};
use crate::{Applied, CompanyId, Context, Kind, Refusal, Timestamp};

mod members;
mod row;
#[cfg(test)]
mod tests;

pub use members::MEMBERS;
pub use row::CompanyRow;

/// Longest text of a member, characters.
pub(crate) const MAX_TEXT: usize = 2_000;
/// Most handles of instant messengers.
pub(crate) const MAX_IM: usize = 20;

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
    /// Mobile number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mobile: String,
    /// E-mail address.
    pub email: String,
    /// Web address.
    pub website: String,
    /// Handles of instant messengers, as people type them ("WeChat: hua-plaza").
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub im: Vec<String>,
    /// Where it is.
    pub address: crate::visits::Address,
    /// Key of the customer group it belongs to.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Keys of its tags; lines, so that two people who tag it at once both do.
    pub tags: BTreeMap<String, bool>,
    /// Service category.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// Serial number or account of the product it has.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub serial_number: String,
    /// Where the customer came from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The agent who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<crate::AgentId>,
    /// The group of agents that looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_group: Option<crate::GroupId>,
    /// Start of the service period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_from: Option<crate::Timestamp>,
    /// End of the service period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_to: Option<crate::Timestamp>,
    /// Anything else.
    pub remark: String,
    /// Files: names by hash.
    pub files: BTreeMap<String, String>,
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
    pub merged_into: Option<CompanyId>,
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
    pub mobile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub im: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<crate::visits::Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Tags to give (`true`) and to take away (`false`).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<crate::AgentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_group: Option<crate::GroupId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_from: Option<crate::Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_to: Option<crate::Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// Files to add (their name) and to take away (`null`), by hash.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, Option<String>>,
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

/// Everything that can be done to a company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(missing_docs, reason = "imperatives")]
pub enum CompanyCommand {
    /// Make a company; works offline.
    Create {
        company: Box<CompanyEdit>,
    },
    Edit {
        edit: Box<CompanyEdit>,
    },
    /// Throw it away; it can be brought back.
    Delete,
    /// Bring it back.
    Restore,
    /// Throw it away because `into` took over what it had.
    Merge {
        into: CompanyId,
    },
    /// Bring it back after such a merge.
    Unmerge,
}

crate::tagged!(CompanyCommand, "do");

impl CompanyCommand {
    /// The action's name in logs and message files.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            CompanyCommand::Create { .. } => "create",
            CompanyCommand::Edit { .. } => "edit",
            CompanyCommand::Delete => "delete",
            CompanyCommand::Restore => "restore",
            CompanyCommand::Merge { .. } => "merge",
            CompanyCommand::Unmerge => "unmerge",
        }
    }
    /// Whether only the server decides it.
    #[must_use]
    pub fn server_only(&self) -> bool {
        matches!(
            self,
            CompanyCommand::Delete | CompanyCommand::Restore | CompanyCommand::Merge { .. } | CompanyCommand::Unmerge
        )
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
    match command {
        CompanyCommand::Create { .. } if exists => return Err(Refusal::AlreadyExists),
        CompanyCommand::Create { company: new } => {
            company.schema = 1;
            company.created_at = ctx.at;
            fill(company, new)?;
            return Ok(Applied::default().event(ctx, EventKind::CompanyCreated, Kind::Company, id.into()));
        }
        _ if !exists => return Err(Refusal::NotFound),
        _ if !crate::customers::may_edit(ctx) => return Err(Refusal::NotAllowed),
        _ if command.server_only() && !crate::customers::may_throw_away(ctx) => return Err(Refusal::NotAllowed),
        _ => {}
    }
    let before = company.clone();
    match command {
        CompanyCommand::Create { .. } => {}
        CompanyCommand::Edit { edit } => {
            // what a phone writes about a merged one is kept, and goes on to where it was merged
            if company.deleted_at.is_some() && company.merged_into.is_none() {
                return Err(Refusal::NotFound);
            }
            if edit.seen.iter().any(|(key, seen)| company.value(key) != *seen) {
                return Err(Refusal::ChangedMeanwhile { current: String::new() });
            }
            fill(company, edit)?;
        }
        CompanyCommand::Delete => company.deleted_at = company.deleted_at.or(Some(ctx.at)),
        // only taking the merge back brings back what was merged
        CompanyCommand::Restore if company.merged_into.is_some() => return Err(Refusal::NotAllowed),
        CompanyCommand::Restore => company.deleted_at = None,
        CompanyCommand::Merge { into } => {
            if company.deleted_at.is_some() || *into == id {
                return Err(Refusal::NotFound);
            }
            company.deleted_at = Some(ctx.at);
            company.merged_into = Some(*into);
        }
        CompanyCommand::Unmerge => {
            if company.merged_into.take().is_none() {
                return Err(Refusal::NotFound);
            }
            company.deleted_at = None;
        }
    }
    let applied = Applied::default().event(ctx, EventKind::CompanyEdited, Kind::Company, id.into());
    let keys = MEMBERS.iter().copied().chain(before.fields.keys().chain(company.fields.keys()).map(String::as_str));
    let changes = edited(keys, |key| (before.value(key), company.value(key)));
    Ok(note(ctx, id.into(), command.name(), changes, applied))
}

/// Writes what an edit says.
fn fill(company: &mut Company, edit: &CompanyEdit) -> Result<(), Refusal> {
    for (member, text, place) in [
        ("name", &edit.name, &mut company.name),
        ("phone", &edit.phone, &mut company.phone),
        ("mobile", &edit.mobile, &mut company.mobile),
        ("email", &edit.email, &mut company.email),
        ("website", &edit.website, &mut company.website),
        ("group", &edit.group, &mut company.group),
        ("category", &edit.category, &mut company.category),
        ("serial_number", &edit.serial_number, &mut company.serial_number),
        ("source", &edit.source, &mut company.source),
        ("remark", &edit.remark, &mut company.remark),
    ] {
        if let Some(text) = text {
            check_length(member, text, MAX_TEXT)?;
            place.clone_from(text);
        }
    }
    if let Some(im) = &edit.im {
        crate::customers::check_im(im)?;
        company.im.clone_from(im);
    }
    if let Some(address) = &edit.address {
        if address.place.is_some_and(|p| !p.is_valid()) {
            return Err(Refusal::invalid("place", "not_a_place"));
        }
        for (member, text) in
            [("province", &address.province), ("city", &address.city), ("district", &address.district)]
        {
            check_length(member, text, MAX_TEXT)?;
        }
        check_length("street", &address.detail, MAX_TEXT)?;
        company.address = address.clone();
    }
    company.owner = edit.owner.or(company.owner);
    company.owner_group = edit.owner_group.or(company.owner_group);
    company.service_from = edit.service_from.or(company.service_from);
    company.service_to = edit.service_to.or(company.service_to);
    put_tags(&mut company.tags, &edit.tags)?;
    put_files(&mut company.files, &edit.files)?;
    crate::customers::put_values(&mut company.fields, &edit.fields)?;
    for key in &edit.clear {
        company.empty(key)?;
    }
    if company.service_from.zip(company.service_to).is_some_and(|(from, to)| to < from) {
        return Err(Refusal::invalid("service_to", "before_start"));
    }
    check_required("name", &company.name, 500)
}
