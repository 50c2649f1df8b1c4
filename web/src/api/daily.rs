//! Daily use of tickets: splits, merges, history, batches, tasks.

use truckroll_domain::tickets::TicketRow;
use truckroll_domain::{Command, CommandId, DocumentId, Envelope, Timestamp};
use truckroll_protocol::api::daily::{
    AlikeTicketQuery, NewSplit, NewTicketBatch, NewTicketMerge, NewTicketTask, Taker, TicketBatchNow, TicketFamily,
    TicketHistory, TicketTask, TicketTaskStep,
};
use truckroll_protocol::api::{CommandAnswer, CommandRequest};

use super::{Answer, delete, fresh, get, post};
use crate::platform;
use crate::query::encode;

/// Splits a ticket.
pub async fn split(id: &str, new: &NewSplit) -> Answer<TicketFamily> {
    post(&format!("/tickets/{}/split", encode(id)), new).await
}

/// Merges a ticket into another one.
pub async fn merge(id: &str, new: &NewTicketMerge) -> Answer<TicketFamily> {
    post(&format!("/tickets/{}/merge", encode(id)), new).await
}

/// Takes a merge back.
pub async fn unmerge(id: &str) -> Answer<TicketFamily> {
    post(&format!("/tickets/{}/unmerge", encode(id)), &serde_json::json!({})).await
}

/// Everything that was done to a ticket.
pub async fn history(id: &str) -> Answer<TicketHistory> {
    get(&format!("/tickets/{}/history", encode(id))).await
}

/// Tickets of the last day that say the same.
pub async fn alike(asked: &AlikeTicketQuery) -> Answer<Vec<TicketRow>> {
    post("/tickets/alike", asked).await
}

/// Who works on tickets, and who takes new ones.
pub async fn takers() -> Answer<Vec<Taker>> {
    get("/tickets/takers").await
}

/// Makes one ticket for each of some customers.
pub async fn begin_batch(new: &NewTicketBatch) -> Answer<TicketBatchNow> {
    post("/tickets/batches", new).await
}

/// How far a batch is.
pub async fn batch(id: DocumentId) -> Answer<TicketBatchNow> {
    get(&format!("/tickets/batches/{id}")).await
}

/// What the person at the desk works through.
pub async fn tasks() -> Answer<Vec<TicketTask>> {
    get("/tickets/tasks").await
}

/// Begins to work through tickets.
pub async fn begin_task(new: &NewTicketTask) -> Answer<Vec<TicketTask>> {
    post("/tickets/tasks", new).await
}

/// Notes that a ticket of a task is done or passed over.
pub async fn step_task(id: DocumentId, step: &TicketTaskStep) -> Answer<TicketTask> {
    post(&format!("/tickets/tasks/{id}"), step).await
}

/// Ends a task.
pub async fn leave_task(id: DocumentId) -> Answer<()> {
    delete(&format!("/tickets/tasks/{id}"), &serde_json::json!({})).await
}

/// Commands with ids of their own, so that they can be sent again without doing anything twice.
pub fn envelopes(all: Vec<Command>) -> Vec<Envelope> {
    let at = Timestamp(platform::now_ms());
    let envelope = |command| Envelope { id: fresh(CommandId::from_parts), at, offline: false, command };
    all.into_iter().map(envelope).collect()
}

/// Sends them, all or none.
pub async fn send(commands: Vec<Envelope>) -> Answer<CommandAnswer> {
    post("/commands", &CommandRequest { commands }).await
}
