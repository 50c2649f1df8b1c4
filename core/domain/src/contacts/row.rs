//! The row of a contact.

use super::Contact;
use crate::ContactId;

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
        /// Landline number.
        landline: String,
        /// Position in the company.
        position: String,
        /// The agent who looks after the person.
        owner: Option<String>,
        /// When it was thrown away.
        deleted_at: Option<i64>,
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
            landline: self.landline.clone(),
            position: self.position.clone(),
            owner: self.owner.map(|o| o.to_string()),
            deleted_at: self.deleted_at.map(|t| t.ms()),
        }
    }
}
