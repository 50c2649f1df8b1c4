//! How an organisation appears: its name to customers, its logo, its white label as far as the licence lets it (ORG-06, ORG-07).

use truckroll_domain::tenants::Branding;
use truckroll_portal::Look;

use crate::directory::Directory;

impl Directory {
    /// The name that customers read.
    #[must_use]
    pub fn face(&self) -> &str {
        let shown = &self.profile.display_name;
        if shown.is_empty() { &self.tenant_name } else { shown }
    }

    /// The white label; the product's own look without a licence for another.
    #[must_use]
    pub fn branding(&self) -> Branding {
        if self.licence.white_label { self.own_branding.clone() } else { Branding::default() }
    }

    /// The look of customer pages.
    #[must_use]
    pub fn look(&self) -> Look {
        let branding = self.branding();
        let accent = branding.accent().map(|accent| accent.word);
        let logo = self.profile.logo.as_ref().filter(|_| self.profile.vendor_id > 0);
        Look {
            logo: logo.map(|hash| format!("/logo/{}/{hash}", self.profile.vendor_id)),
            product: branding.name,
            accent,
        }
    }
}
