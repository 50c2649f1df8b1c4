//! Service levels: policies, and the clocks of tickets.

use truckroll_domain::SlaPolicyId;
use truckroll_domain::sla::SlaPolicy;
use truckroll_protocol::api::sla::{ClockRow, NewSlaPolicy, SlaOrder, SlaPolicyNow, TicketClocks};
use truckroll_protocol::api::staff::Removal;

use super::staff::{Outcome, outcome};
use super::{Answer, delete, get, post, put};
use crate::query::encode;

/// The kind that an answer names when a colleague was faster.
const KIND: &str = SlaPolicy::KIND;
/// Most tickets whose clocks are asked for at once.
const MOST: usize = 200;

/// All policies, in their order.
pub async fn policies() -> Answer<Vec<SlaPolicyNow>> {
    get("/sla-policies").await
}

/// Makes a policy.
pub async fn make(new: &NewSlaPolicy) -> Answer<Outcome<SlaPolicyNow>> {
    outcome(post("/sla-policies", new).await, KIND)
}

/// Replaces a policy.
pub async fn replace(new: &NewSlaPolicy) -> Answer<Outcome<SlaPolicyNow>> {
    outcome(put(&format!("/sla-policies/{}", new.policy.id), new).await, KIND)
}

/// Puts the policies into another order.
pub async fn order(ids: Vec<SlaPolicyId>) -> Answer<Outcome<Vec<SlaPolicyNow>>> {
    outcome(put("/sla-policies/order", &SlaOrder { ids }).await, KIND)
}

/// Removes a policy.
pub async fn remove(id: SlaPolicyId, seq: i64) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/sla-policies/{id}"), &Removal { seq }).await, KIND)
}

/// The clocks of a ticket.
pub async fn clocks(ticket: &str) -> Answer<TicketClocks> {
    get(&format!("/tickets/{}/clocks", encode(ticket))).await
}

/// The next clock of each of these tickets.
pub async fn rows(tickets: &[String]) -> Answer<Vec<ClockRow>> {
    let mut all = Vec::new();
    for ids in tickets.chunks(MOST) {
        all.extend(get::<Vec<ClockRow>>(&format!("/tickets/clocks?ids={}", ids.join(","))).await?);
    }
    Ok(all)
}
