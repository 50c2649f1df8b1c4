//! Assets: rows of tables that an organisation keeps under its customers, its staff or itself — machines, contracts, spare
//! parts (CUS-27, CUS-28).
//!
//! A row belongs to one [`AssetTable`] for good and to one [`Owner`] at a time. Machines are the rows of the built-in table.
//! Members that every row has are system fields, named by the same keys as in the table's set of fields; what an
//! organisation adds stands in `fields`. An edit may carry what its writer had read (`seen`), as that of a company.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::access::{Area, Verb};
use crate::command::{check_length, check_required};
use crate::customers::{edited, note};
use crate::decode::Deserialize;
use crate::event::EventKind;
use crate::fields::{ValueEdits, Values};
use crate::{AgentId, Applied, AssetId, CompanyId, ContactId, Context, Kind, Refusal, Timestamp};

mod members;
mod row;
mod table;
#[cfg(test)]
mod tests;

pub use members::{MEMBERS, OWNERS};
pub use row::AssetRow;
pub use table::AssetTable;

/// Longest text of a member, characters.
const MAX_TEXT: usize = 2_000;

/// The asset's document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Asset {
    /// Shape of this document; readers keep what they do not know.
    pub schema: i64,
    /// Key of its table; empty for the built-in one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub table: String,
    /// Name as people call it.
    pub name: String,
    /// Maker and model.
    pub model: String,
    /// Serial number.
    pub serial_number: String,
    /// The company that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    /// Its name.
    pub company_name: String,
    /// The contact who owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactId>,
    /// The agent who owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// The name of that contact or agent.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub owner_name: String,
    /// Where it stands.
    pub address: crate::visits::Address,
    /// Anything else.
    pub remark: String,
    /// Values of the table's own fields.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "crate::tolerant::map")]
    pub fields: Values,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it: an agent's name; empty where nobody noted it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub created_by: String,
    /// When it was thrown away; it can be brought back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

/// Whom a row belongs to, with the name as it is read in lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the nouns themselves")]
pub enum Owner {
    Company {
        id: CompanyId,
        name: String,
    },
    Contact {
        id: ContactId,
        name: String,
    },
    Agent {
        id: AgentId,
        name: String,
    },
    /// The organisation itself, as of its own stock.
    Tenant,
}

crate::tagged!(Owner, "of");

impl Owner {
    /// The word of its sort, as rules name it (`ownerType`).
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Owner::Company { .. } => "company",
            Owner::Contact { .. } => "contact",
            Owner::Agent { .. } => "agent",
            Owner::Tenant => "tenant",
        }
    }
    /// Its name; empty for the organisation.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Owner::Company { name, .. } | Owner::Contact { name, .. } | Owner::Agent { name, .. } => name,
            Owner::Tenant => "",
        }
    }
}

/// The members of an asset that people fill in; in an edit, `None` leaves a member as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of Asset")]
pub struct AssetEdit {
    /// Of a new one: the key of its table; empty for the built-in one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub table: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// Another owner; `company` and `company_name` say the same of a company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<crate::visits::Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// Values of own fields; `null` empties one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: ValueEdits,
    /// What the writer had read in fields that he changes, by key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub seen: ValueEdits,
}

/// Everything that can be done to an asset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(missing_docs, reason = "imperatives")]
pub enum AssetCommand {
    /// Make an asset; works offline.
    Create {
        asset: Box<AssetEdit>,
    },
    Edit {
        edit: Box<AssetEdit>,
    },
    /// Throw it away; it can be brought back.
    Delete,
    /// Bring it back.
    Restore,
}

crate::tagged!(AssetCommand, "do");

impl AssetCommand {
    /// The action's name in logs and message files.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            AssetCommand::Create { .. } => "create",
            AssetCommand::Edit { .. } => "edit",
            AssetCommand::Delete => "delete",
            AssetCommand::Restore => "restore",
        }
    }
    /// Whether only the server decides it.
    #[must_use]
    pub fn server_only(&self) -> bool {
        matches!(self, AssetCommand::Delete | AssetCommand::Restore)
    }
}

/// Carries out `command` on an asset.
///
/// # Errors
/// The refusal; `asset` must then be thrown away.
pub fn apply(ctx: &Context, id: AssetId, asset: &mut Asset, command: &AssetCommand) -> Result<Applied, Refusal> {
    let exists = asset.schema > 0;
    match command {
        AssetCommand::Create { .. } if exists => return Err(Refusal::AlreadyExists),
        AssetCommand::Create { asset: new } => {
            asset.schema = 1;
            asset.table = table::stored_key(&new.table).to_owned();
            asset.created_at = ctx.at;
            if !asset.table.is_empty() {
                // what devices make is in the built-in table, and those of before do not note it
                asset.created_by = ctx.actor.name().to_owned();
            }
            fill(asset, new)?;
            return Ok(Applied::default().event(ctx, EventKind::AssetCreated, Kind::Asset, id.into()));
        }
        _ if !exists => return Err(Refusal::NotFound),
        AssetCommand::Edit { .. } if !ctx.actor.may(Area::Customers, Verb::Edit) => return Err(Refusal::NotAllowed),
        _ if command.server_only() && !ctx.actor.may(Area::Customers, Verb::Delete) => {
            return Err(Refusal::NotAllowed);
        }
        _ => {}
    }
    let before = asset.clone();
    match command {
        AssetCommand::Create { .. } => {}
        AssetCommand::Edit { edit } => {
            if asset.deleted_at.is_some() {
                return Err(Refusal::NotFound);
            }
            if edit.seen.iter().any(|(key, seen)| asset.value(key) != *seen) {
                return Err(Refusal::ChangedMeanwhile { current: String::new() });
            }
            fill(asset, edit)?;
        }
        AssetCommand::Delete => asset.deleted_at = asset.deleted_at.or(Some(ctx.at)),
        AssetCommand::Restore => asset.deleted_at = None,
    }
    let applied = Applied::default().event(ctx, EventKind::AssetEdited, Kind::Asset, id.into());
    let keys = MEMBERS.iter().copied().chain(before.fields.keys().chain(asset.fields.keys()).map(String::as_str));
    let changes = edited(keys, |key| (before.value(key), asset.value(key)));
    Ok(note(ctx, id.into(), command.name(), changes, applied))
}

/// Writes what an edit says.
fn fill(asset: &mut Asset, edit: &AssetEdit) -> Result<(), Refusal> {
    for (member, text, place) in [
        ("name", &edit.name, &mut asset.name),
        ("model", &edit.model, &mut asset.model),
        ("serial_number", &edit.serial_number, &mut asset.serial_number),
        ("remark", &edit.remark, &mut asset.remark),
    ] {
        if let Some(text) = text {
            check_length(member, text, MAX_TEXT)?;
            place.clone_from(text);
        }
    }
    if let Some(company) = edit.company {
        asset.belongs_to(Owner::Company { id: company, name: asset.company_name.clone() });
    }
    if let Some(text) = &edit.company_name {
        check_length("company_name", text, MAX_TEXT)?;
        asset.company_name.clone_from(text);
    }
    if let Some(owner) = &edit.owner {
        check_length("owner", owner.name(), MAX_TEXT)?;
        asset.belongs_to(owner.clone());
    }
    if let Some(address) = &edit.address {
        if address.place.is_some_and(|p| !p.is_valid()) {
            return Err(Refusal::invalid("place", "not_a_place"));
        }
        asset.address = address.clone();
    }
    crate::customers::put_values(&mut asset.fields, &edit.fields)?;
    check_required("name", &asset.name, 500)
}
