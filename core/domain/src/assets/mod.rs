//! Assets: machines and contracts under a customer (CUS-27).

use serde::{Deserialize, Serialize};

use crate::access::{Area, Verb};
use crate::command::{check_length, check_required};
use crate::event::EventKind;
use crate::{Applied, AssetId, Context, Kind, Refusal, Timestamp};

/// Longest text of a member, characters.
const MAX_TEXT: usize = 2_000;

/// The asset's document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Asset {
    /// Shape of this document; readers keep what they do not know.
    pub schema: i64,
    /// Name as people call it.
    pub name: String,
    /// Maker and model.
    pub model: String,
    /// Serial number.
    pub serial_number: String,
    /// The company that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<crate::CompanyId>,
    /// Its name.
    pub company_name: String,
    /// Where it stands.
    pub address: crate::visits::Address,
    /// Anything else.
    pub remark: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The members of a asset that people fill in; in an edit, `None` leaves a member as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of Asset")]
pub struct AssetEdit {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<crate::CompanyId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<crate::visits::Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// Everything that can be done to a asset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(missing_docs, reason = "imperatives")]
pub enum AssetCommand {
    /// Make a asset; works offline.
    Create {
        asset: Box<AssetEdit>,
    },
    Edit {
        edit: Box<AssetEdit>,
    },
}

crate::tagged!(AssetCommand, "do");

impl AssetCommand {
    /// The action's name in logs and message files.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            AssetCommand::Create { .. } => "create",
            AssetCommand::Edit { .. } => "edit",
        }
    }
}

/// Carries out `command` on a asset.
///
/// # Errors
/// The refusal; `asset` must then be thrown away.
pub fn apply(ctx: &Context, id: AssetId, asset: &mut Asset, command: &AssetCommand) -> Result<Applied, Refusal> {
    let exists = asset.schema > 0;
    let (edit, kind) = match command {
        AssetCommand::Create { .. } if exists => return Err(Refusal::AlreadyExists),
        AssetCommand::Edit { .. } if !exists => return Err(Refusal::NotFound),
        AssetCommand::Create { asset: new } => {
            asset.schema = 1;
            asset.created_at = ctx.at;
            (new, EventKind::AssetCreated)
        }
        AssetCommand::Edit { edit } => {
            if !ctx.actor.may(Area::Customers, Verb::Edit) {
                return Err(Refusal::NotAllowed);
            }
            (edit, EventKind::AssetEdited)
        }
    };
    if let Some(text) = &edit.name {
        check_length("name", text, MAX_TEXT)?;
        asset.name.clone_from(text);
    }
    if let Some(text) = &edit.model {
        check_length("model", text, MAX_TEXT)?;
        asset.model.clone_from(text);
    }
    if let Some(text) = &edit.serial_number {
        check_length("serial_number", text, MAX_TEXT)?;
        asset.serial_number.clone_from(text);
    }
    asset.company = edit.company.or(asset.company);
    if let Some(text) = &edit.company_name {
        check_length("company_name", text, MAX_TEXT)?;
        asset.company_name.clone_from(text);
    }
    if let Some(address) = &edit.address {
        if address.place.is_some_and(|p| !p.is_valid()) {
            return Err(Refusal::invalid("place", "not_a_place"));
        }
        asset.address = address.clone();
    }
    if let Some(text) = &edit.remark {
        check_length("remark", text, MAX_TEXT)?;
        asset.remark.clone_from(text);
    }
    check_required("name", &asset.name, 500)?;
    Ok(Applied::default().event(ctx, kind, Kind::Asset, id.into()))
}

crate::row! {
    /// One row of `assets`. Times are ms UTC.
    AssetRow in "assets" {
        /// Id.
        id: String,
        /// Name.
        name: String,
        /// Maker and model.
        model: String,
        /// Serial number.
        serial_number: String,
        /// Company.
        company_id: Option<String>,
        /// Its name.
        company_name: String,
        /// Address on one line.
        address: String,
        /// Latitude.
        lat: Option<f64>,
        /// Longitude.
        lon: Option<f64>,
        /// When it was made.
        created_at: i64,
    }
}

impl Asset {
    /// Projects the asset to its row.
    #[must_use]
    pub fn project(&self, id: AssetId) -> AssetRow {
        let place = self.address.place.filter(crate::Place::is_valid);
        AssetRow {
            id: id.to_string(),
            name: self.name.clone(),
            model: self.model.clone(),
            serial_number: self.serial_number.clone(),
            company_id: self.company.map(|c| c.to_string()),
            company_name: self.company_name.clone(),
            address: self.address.line(),
            lat: place.map(|p| p.lat),
            lon: place.map(|p| p.lon),
            created_at: self.created_at.ms(),
        }
    }
}
