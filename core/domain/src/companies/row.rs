//! The row of a company.

use super::Company;
use crate::CompanyId;

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
        /// Mobile number.
        mobile: String,
        /// E-mail address.
        email: String,
        /// Start of the service period.
        service_from: Option<i64>,
        /// Key of the customer group.
        group_key: String,
        /// The agent who looks after it.
        owner: Option<String>,
        /// The group of agents that looks after it.
        owner_group: Option<String>,
        /// When it was thrown away.
        deleted_at: Option<i64>,
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
            mobile: self.mobile.clone(),
            email: self.email.clone(),
            service_from: self.service_from.map(|t| t.ms()),
            group_key: self.group.clone(),
            owner: self.owner.map(|o| o.to_string()),
            owner_group: self.owner_group.map(|g| g.to_string()),
            deleted_at: self.deleted_at.map(|t| t.ms()),
        }
    }
}
