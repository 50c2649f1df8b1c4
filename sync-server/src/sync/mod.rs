//! Sync with devices: one request, one answer.

use serde::Serialize;
use truckroll_domain::document::inspect;
use truckroll_domain::{CommandId, DocumentId};
use truckroll_protocol::frame;
use truckroll_protocol::sync::{Push, SyncRequest, SyncResponse};

use crate::App;
use crate::commands::LEVEL;
use crate::db::DbResult;
use crate::ingest::{self, Caller};

mod customers;
mod flows;
mod masked;
mod packer;
pub mod parcels;
mod pull;
mod read;

pub use packer::start;

pub use customers::MAX_DIRECTORY;

/// Most commands taken from one request; the rest waits for the next.
pub const MAX_PUSH: usize = 500;
/// Most documents a device may want whole in one request.
const MAX_WANTED: usize = 100;

/// Answers a device: stores what it pushes, then reads what is new to it.
///
/// # Errors
/// When the database fails; the device asks again.
pub async fn answer(app: &App, caller: &Caller, mut request: SyncRequest) -> DbResult<SyncResponse> {
    request.push.truncate(MAX_PUSH);
    request.want.truncate(MAX_WANTED);
    let directory = app.directory(caller.tenant).await?;
    if directory.licence_is_over(app.clock.now()) {
        // the organisation only reads: without an outcome what was done waits on the device
        request.push.clear();
        request.says.clear();
    }
    let pushed = std::mem::take(&mut request.push);
    metrics::counter!("truckroll_sync_pushes_total").increment(pushed.len() as u64);
    // what comes with this request is on the device; what it sent earlier may be lost there (a restored backup)
    let sent: Vec<[u8; 32]> =
        pushed.iter().flat_map(|p| &p.changes).filter_map(|c| inspect(c.as_ref()).ok()).map(|i| i.hash).collect();
    // a cursor of another history says nothing about what the device has read of this one
    let known = if request.cursor.epoch == directory.epoch { request.cursor.seq } else { 0 };
    // changes to a masked copy are changes to nothing that is here; what the person did counts
    let masked = !request.cursor.masked.is_none() || directory.privacy.masks_for(&caller.actor);
    let taken = if masked {
        let recast = crate::privacy::recast(app, caller.tenant, pushed).await?;
        ingest::receive_recast(app, caller, recast, known).await?
    } else {
        let made = pushed.iter().map(Made::of).collect::<Vec<_>>();
        let taken = ingest::receive_from(app, caller, pushed, known).await?;
        request.want.extend(elsewhere(app, caller, made, &taken).await?);
        taken
    };
    request.want.extend(&taken.otherwise);
    if let Some(agent) = caller.actor.agent() {
        crate::presence::say(app, caller.tenant, agent, &request.says).await?;
    }
    let mut response = pull::pull(app, caller, &request, &sent).await?;
    if !taken.acks.is_empty() || response.has_documents() {
        response.server_time = Some(app.clock.now());
    }
    response.acks = taken.acks;
    Ok(response)
}

/// The changes that a device made with a command.
struct Made {
    command: CommandId,
    document: DocumentId,
    hashes: Vec<String>,
}

impl Made {
    fn of(push: &Push) -> Self {
        let inspected = push.changes.iter().filter_map(|c| inspect(c.as_ref()).ok());
        let hashes = inspected.map(|i| ingest::hex(&i.hash)).collect();
        Self { command: push.command.id, document: push.command.command.document(), hashes }
    }
}

/// Documents in which an earlier delivery of the same commands wrote something else than the device did: it was under the
/// mask then, and never heard the answer. The device takes them whole in place of its own.
async fn elsewhere(
    app: &App,
    caller: &Caller,
    mut made: Vec<Made>,
    taken: &ingest::Taken,
) -> DbResult<Vec<DocumentId>> {
    made.retain(|m| !m.hashes.is_empty() && taken.repeated.contains(&m.command));
    let ids: Vec<DocumentId> = made.iter().map(|m| m.document).collect();
    let stored = read::hashes(&app.db, caller.tenant, &ids).await?;
    made.retain(|m| m.hashes.iter().any(|hash| !stored.contains(hash)));
    Ok(made.into_iter().map(|m| m.document).collect())
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
