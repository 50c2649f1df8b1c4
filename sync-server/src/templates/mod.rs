//! Customer templates (CUS-22): which fields of a customer are shown and asked for where, and what customers change of
//! themselves by a published one.
//!
//! A template is a definition. The page it publishes is in [`crate::portal`]; what a customer changes there is either written
//! by the domain's own command at once, or waits in `detail_reviews` until somebody has looked at it.

use truckroll_domain::access::{Feature, Lock};
use truckroll_domain::customers::{CustomerTemplate, TemplateModule};
use truckroll_domain::fields::Noun;
use truckroll_domain::time::{DAY_MS, MINUTE_MS};
use truckroll_domain::{TemplateId, Timestamp};
use utoipa_axum::router::OpenApiRouter;

use crate::App;
use crate::directory::Directory;

pub(crate) mod reviews;
mod routes;

/// How long a personal link opens a customer's details: one that was sent or handed out.
pub(crate) const LINK_MS: i64 = 3 * DAY_MS;
/// And one that a service account and its password led to.
pub(crate) const VISIT_MS: i64 = 30 * MINUTE_MS;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(routes::routes()).merge(reviews::routes())
}

impl Directory {
    /// Takes a template in as it is stored; one that this version cannot read is none.
    pub(crate) fn take_template(&mut self, seq: i64, body: &str) {
        if let Ok(template) = serde_json::from_str::<CustomerTemplate>(body) {
            self.templates.insert(template.id, (seq, template));
        }
    }

    /// The template whose page can be reached at `now`.
    pub(crate) fn published_template(&self, id: TemplateId, now: Timestamp) -> Option<&CustomerTemplate> {
        let (_, template) = self.templates.get(&id)?;
        let reached = template.module == TemplateModule::Publishing
            && template.published
            && self.policy.on(Feature::CustomerForms)
            && !self.licence_is_over(now);
        reached.then_some(template)
    }

    /// Whether the organisation has locked changes to customers of a noun for everybody.
    pub(crate) fn locks_edits(&self, noun: Noun) -> bool {
        Lock::edit(noun).is_some_and(|lock| self.policy.restrictions.on(lock))
    }
}
