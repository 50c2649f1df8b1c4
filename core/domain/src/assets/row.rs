//! The row of an asset.

use super::Asset;
use crate::AssetId;

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
        /// Key of its table.
        table_key: String,
        /// The contact who owns it.
        contact_id: Option<String>,
        /// The agent who owns it.
        agent_id: Option<String>,
        /// The name of its owner, whoever that is.
        owner_name: String,
        /// When it was thrown away.
        deleted_at: Option<i64>,
    }
}

impl Asset {
    /// Projects the asset to its row.
    #[must_use]
    pub fn project(&self, id: AssetId) -> AssetRow {
        let place = self.address.place.filter(crate::Place::is_valid);
        let owner = if self.owner_name.is_empty() { &self.company_name } else { &self.owner_name };
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
            table_key: self.table_key().to_owned(),
            contact_id: self.contact.map(|c| c.to_string()),
            agent_id: self.agent.map(|a| a.to_string()),
            owner_name: owner.clone(),
            deleted_at: self.deleted_at.map(crate::Timestamp::ms),
        }
    }
}
