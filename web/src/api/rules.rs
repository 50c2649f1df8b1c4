//! Triggers, automation tasks, external targets: as they are kept, tried out, logged and delivered.

use truckroll_domain::triggers::RuleKind;
use truckroll_domain::{RuleId, TargetId};
use truckroll_protocol::api::rules::{
    Delivery, DeliveryPage, NewRule, NewTarget, RuleLogPage, RuleNow, RuleOrder, RuleTrial, RuleTried, TargetNow,
};

use super::staff::{Outcome, outcome};
use super::{Answer, delete, get, post, put};
use crate::query::{Query, encode};

/// The topic of reads that show rules and targets.
pub const TOPIC: &str = "rules";

/// Rules of a kind, in their order.
pub async fn list(kind: RuleKind) -> Answer<Vec<RuleNow>> {
    get(&format!("/rules?kind={}", kind.word())).await
}

/// Makes a rule, or replaces one.
pub async fn save(id: Option<RuleId>, new: &NewRule) -> Answer<Outcome<RuleNow>> {
    let answer = match id {
        Some(id) => put(&format!("/rules/{id}"), new).await,
        None => post("/rules", new).await,
    };
    outcome(answer, "rule")
}

/// Removes a rule.
pub async fn remove(id: RuleId) -> Answer<()> {
    delete(&format!("/rules/{id}"), &()).await
}

/// Sets the order of rules.
pub async fn order(kind: RuleKind, ids: Vec<RuleId>) -> Answer<()> {
    post("/rules/order", &RuleOrder { kind, ids }).await
}

/// What would happen.
pub async fn try_out(trial: &RuleTrial) -> Answer<Outcome<Vec<RuleTried>>> {
    outcome(post("/rules/dry-run", trial).await, "rule")
}

/// Pages of the log, newest first.
pub async fn log(query: &Query, pages: usize) -> Answer<RuleLogPage> {
    let mut all: RuleLogPage = get(&format!("/rules/log{}", query.suffix())).await?;
    for _ in 1..pages {
        let Some(next) = all.next.take() else { break };
        let page: RuleLogPage = get(&format!("/rules/log{}", query.with("after", &next).suffix())).await?;
        all.rows.extend(page.rows);
        all.next = page.next;
    }
    Ok(all)
}

/// External targets by name.
pub async fn targets() -> Answer<Vec<TargetNow>> {
    get("/targets").await
}

/// Makes a target, or replaces one.
pub async fn save_target(id: Option<TargetId>, new: &NewTarget) -> Answer<Outcome<TargetNow>> {
    let answer = match id {
        Some(id) => put(&format!("/targets/{id}"), new).await,
        None => post("/targets", new).await,
    };
    outcome(answer, "target")
}

/// Removes a target.
pub async fn remove_target(id: TargetId) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/targets/{id}"), &()).await, "target")
}

/// Calls a target with a test message.
pub async fn test(id: TargetId) -> Answer<Delivery> {
    post(&format!("/targets/{id}/test"), &serde_json::json!({})).await
}

/// Pages of the calls of a target, newest first.
pub async fn deliveries(id: TargetId, pages: usize) -> Answer<DeliveryPage> {
    let path = format!("/targets/{id}/deliveries");
    let mut all: DeliveryPage = get(&path).await?;
    for _ in 1..pages {
        let Some(next) = all.next.take() else { break };
        let page: DeliveryPage = get(&format!("{path}?after={}", encode(&next))).await?;
        all.rows.extend(page.rows);
        all.next = page.next;
    }
    Ok(all)
}

/// Sends a delivery again.
pub async fn replay(id: &str) -> Answer<Delivery> {
    post(&format!("/deliveries/{}/replay", encode(id)), &serde_json::json!({})).await
}
