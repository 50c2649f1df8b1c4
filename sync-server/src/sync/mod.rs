//! Sync with devices: one request, one answer.

use serde::Serialize;
use truckroll_domain::document::inspect;
use truckroll_protocol::frame;
use truckroll_protocol::sync::{Ack, SyncRequest, SyncResponse};

use crate::App;
use crate::commands::LEVEL;
use crate::db::DbResult;
use crate::ingest::{self, Caller};

mod customers;
mod masked;
mod packer;
pub mod parcels;
mod pull;
mod read;

pub use packer::start;

pub use customers::MAX_DIRECTORY;

/// Most commands taken from one request; the rest waits for the next.
pub const MAX_PUSH: usize = 500;

/// Answers a device: stores what it pushes, then reads what is new to it.
///
/// # Errors
/// When the database fails; the device asks again.
pub async fn answer(app: &App, caller: &Caller, mut request: SyncRequest) -> DbResult<SyncResponse> {
    request.push.truncate(MAX_PUSH);
    let pushed = std::mem::take(&mut request.push);
    metrics::counter!("truckroll_sync_pushes_total").increment(pushed.len() as u64);
    // what comes with this request is on the device; what it sent earlier may be lost there (a restored backup)
    let sent: Vec<[u8; 32]> =
        pushed.iter().flat_map(|p| &p.changes).filter_map(|c| inspect(c.as_ref()).ok()).map(|i| i.hash).collect();
    // a cursor of another history says nothing about what the device has read of this one
    let directory = app.directory(caller.tenant).await?;
    let known = if request.cursor.epoch == directory.epoch { request.cursor.seq } else { 0 };
    // changes to a masked copy are changes to nothing that is here; what the person did counts
    let masked = !request.cursor.masked.is_none() || directory.privacy.masks_for(&caller.actor);
    let acks: Vec<Ack> = if masked {
        let recast = crate::privacy::recast(app, caller.tenant, pushed).await?;
        ingest::receive_recast(app, caller, recast, known).await?
    } else {
        ingest::receive_from(app, caller, pushed, known).await?
    };
    if let Some(agent) = caller.actor.agent() {
        crate::presence::say(app, caller.tenant, agent, &request.says).await?;
    }
    let mut response = pull::pull(app, caller, &request, &sent).await?;
    if !acks.is_empty() || response.has_documents() {
        response.server_time = Some(app.clock.now());
    }
    response.acks = acks;
    Ok(response)
}

/// The frame of an answer. One with documents (`large`) takes milliseconds and is packed where it holds nobody up.
///
/// # Errors
/// When the server is stopping.
pub(crate) async fn pack<T: Serialize + Send + 'static>(large: bool, message: T) -> DbResult<Vec<u8>> {
    if !large {
        return Ok(frame::pack(&message, LEVEL));
    }
    let packing = tokio::task::spawn_blocking(move || frame::pack(&message, LEVEL));
    packing.await.map_err(|e| sqlx::Error::Protocol(e.to_string()))
}
