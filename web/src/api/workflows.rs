//! Workflows: drafts and what is published of them.

use truckroll_domain::WorkflowId;
use truckroll_domain::workflows::{Design, Published};
use truckroll_protocol::api::staff::Removal;
use truckroll_protocol::api::{NewWorkflow, TicketForms, WorkflowLine, WorkflowNow};

use super::staff::{Outcome, outcome};
use super::{Answer, Fault, delete, get, post, put};

/// All workflows, by name.
pub async fn list() -> Answer<Vec<WorkflowLine>> {
    get("/workflows").await
}

/// A workflow; `None` where there is none.
pub async fn read(id: &str) -> Answer<Option<WorkflowNow>> {
    match get(&format!("/workflows/{}", crate::query::encode(id))).await {
        Ok(now) => Ok(Some(now)),
        Err(Fault::Problem(problem)) if problem.status == 404 => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// What tickets are made of, their templates among it.
pub async fn ticket_forms() -> Answer<TicketForms> {
    get("/ticket-forms").await
}

/// Makes a workflow.
pub async fn make(new: &NewWorkflow) -> Answer<Outcome<WorkflowNow>> {
    outcome(post("/workflows", new).await, Design::KIND)
}

/// Replaces a draft.
pub async fn replace(new: &NewWorkflow) -> Answer<Outcome<WorkflowNow>> {
    outcome(put(&format!("/workflows/{}", new.id), new).await, Design::KIND)
}

/// Publishes the draft that was read at a number.
pub async fn publish(id: WorkflowId, seq: i64) -> Answer<Outcome<WorkflowNow>> {
    outcome(post(&format!("/workflows/{id}/publish"), &Removal { seq }).await, Design::KIND)
}

/// A published version.
pub async fn version(id: WorkflowId, number: u32) -> Answer<Published> {
    get(&format!("/workflows/{id}/versions/{number}")).await
}

/// Removes a workflow.
pub async fn remove(id: WorkflowId, seq: i64) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/workflows/{id}"), &Removal { seq }).await, Design::KIND)
}
