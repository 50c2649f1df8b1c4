//! Linked organisations.

use truckroll_domain::linked::{Link, LinkStep};
use truckroll_protocol::api::linked::{
    LinkChange, LinkInvitation, LinkedFigures, LinkedMoment, LinkedRecord, LinksNow, NewShared,
};

use super::{Answer, get, post, put};
use crate::query::encode;

/// All of them.
pub async fn links() -> Answer<LinksNow> {
    get("/linked").await
}

/// Asks an organisation.
pub async fn ask(new: &LinkInvitation) -> Answer<Link> {
    post("/linked", new).await
}

/// Takes a step.
pub async fn step(id: &str, step: LinkStep) -> Answer<Link> {
    post(&format!("/linked/{}", encode(id)), &LinkChange { step }).await
}

/// Replaces what the superior sees.
pub async fn share(id: &str, new: &NewShared) -> Answer<Link> {
    put(&format!("/linked/{}/shared", encode(id)), new).await
}

/// Figures of a subordinate.
pub async fn statistics(id: &str) -> Answer<LinkedFigures> {
    get(&format!("/linked/{}/statistics", encode(id))).await
}

/// Completed visits of a subordinate.
pub async fn records(id: &str) -> Answer<Vec<LinkedRecord>> {
    get(&format!("/linked/{}/records", encode(id))).await
}

/// What happens at a subordinate.
pub async fn monitoring(id: &str) -> Answer<LinkedMoment> {
    get(&format!("/linked/{}/monitoring", encode(id))).await
}
