//! Organisations linked to this one (ORG-15, GRP-02, GRP-03, GRP-10).
//!
//! This folder is the only place where one organisation reads another, and `Shown::to` the only door: the link must
//! stand, the reader must be the superior, the subordinate must share that part, and both must have the feature switched
//! on. What is read has no ids, no customers and no numbers, and the subordinate's audit log tells of every look.

mod look;
mod routes;
mod store;

pub use routes::routes;

use truckroll_domain::TenantId;
use truckroll_domain::access::{Area, Feature, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::linked::{LinkState, Shared};

use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::http::{Answer, Fault};

/// Another organisation whose figures a person may see now.
struct Shown(TenantId);

impl Shown {
    /// Checks everything that must hold, and writes the look down at the other organisation.
    async fn to(app: &App, session: &Session, link: &str, part: Shared) -> Answer<Self> {
        session.must(Area::LinkedCompanies, Verb::View)?;
        let now = app.clock.now();
        let stored = store::one(&app.db, session.tenant, link).await?.ok_or_else(|| Fault::not_found("link"))?;
        let stands = stored.state.at(stored.asked_at, now) == LinkState::Agreed;
        let giver = stored.giver().filter(|giver| *giver != session.tenant);
        let Some(giver) = giver.filter(|_| stands && stored.relation_for(session.tenant).looks()) else {
            return Err(Fault::forbidden("link"));
        };
        let theirs = app.directory(giver).await?;
        if !stored.shared.contains(&part) || !theirs.policy.switches.on(Feature::LinkedCompanies) {
            return Err(Fault::forbidden("not_shared"));
        }
        let ours = routes::name(app, session.tenant).await?;
        let who = format!("{ours}: {}", session.actor.name());
        let mut tx = app.db.begin().await?;
        let entry = Entry::by_other(app, giver, &who, Action::LinkLookedAt).about("link", link, part.word());
        audit::write(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(Self(giver))
    }
}
