//! Clears away uploads that nobody goes on with: the phone was lost, the form was closed.
//!
//! An upload that was not begun or begun again for a week goes with its partial file, and so do partial files that
//! no upload goes on with. Complete bytes are never touched, whether a document names them already or not: phones
//! deliver documents and photos in any order. If the server once stopped between renaming the last piece and its
//! row, the bytes are whole, and the upload is completed instead. Each upload is looked at under its own turn, so
//! that a piece that comes at the same moment is safe; losing the race only means to begin again.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::Row as _;
use truckroll_domain::TenantId;
use truckroll_domain::attachments::is_hash;
use truckroll_domain::time::DAY_MS;

use super::store::{self, StoreError, blocking, part_of, recover, turn};
use crate::App;
use crate::db::DbResult;

/// An upload that was not begun again for so long is given up.
pub const ABANDONED_MS: i64 = 7 * DAY_MS;
/// How often they are looked for.
const LOOK_AGAIN: Duration = Duration::from_secs(6 * 3_600);
/// Rows read at once.
const PAGE: i64 = 500;

/// What was cleared away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleared {
    /// Uploads that were given up.
    pub uploads: usize,
    /// Partial files that belonged to no upload.
    pub files: usize,
    /// Uploads whose bytes turned out to be whole.
    pub completed: usize,
}

/// Clears away abandoned uploads every few hours; ends with the runtime.
pub fn start(app: &App) -> tokio::task::JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(LOOK_AGAIN);
        loop {
            tick.tick().await;
            match clear_abandoned(&app).await {
                Ok(cleared) if cleared == Cleared::default() => {}
                Ok(cleared) => {
                    tracing::info!(
                        uploads = cleared.uploads,
                        files = cleared.files,
                        "abandoned uploads are cleared away"
                    );
                }
                Err(error) => tracing::warn!(%error, "abandoned uploads were not cleared away"),
            }
        }
    })
}

/// Clears away abandoned uploads and partial files without an upload.
///
/// # Errors
/// When the database or the disk fails; the rest is left for the next time.
pub async fn clear_abandoned(app: &App) -> Result<Cleared, StoreError> {
    let mut cleared = Cleared::default();
    let mut after = (String::new(), String::new());
    loop {
        let page = abandoned(app, &after).await?;
        for (tenant, hash) in &page {
            if let Ok(tenant) = tenant.parse() {
                give_up(app, tenant, hash, &mut cleared).await?;
            }
        }
        match page.into_iter().next_back() {
            Some(last) => after = last,
            None => break,
        }
    }
    let folder = app.config.data.join("files");
    for (tenant, hash) in blocking(move || partial_files(&folder)).await? {
        remove_orphan(app, tenant, &hash, &mut cleared).await?;
    }
    Ok(cleared)
}

/// Uploads that are due, by key.
async fn abandoned(app: &App, after: &(String, String)) -> DbResult<Vec<(String, String)>> {
    let rows = sqlx::query(
        "select tenant_id, hash from attachments where completed_at is null and created_at < $1 \
         and (tenant_id > $2 or (tenant_id = $2 and hash > $3)) order by tenant_id, hash limit $4",
    )
    .bind(app.clock.now().plus_ms(-ABANDONED_MS).ms())
    .bind(&after.0)
    .bind(&after.1)
    .bind(PAGE)
    .fetch_all(app.db.pool())
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

async fn give_up(app: &App, tenant: TenantId, hash: &str, cleared: &mut Cleared) -> Result<(), StoreError> {
    let _turn = turn(hash).lock().await;
    let Some(upload) = store::find(&app.db, tenant, hash).await?.filter(|u| !u.complete) else { return Ok(()) };
    if store::path_of(app, tenant, hash).is_file() && recover(app, tenant, hash, upload).await.is_ok() {
        cleared.completed += 1;
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    // the age again: it may have been begun anew meanwhile
    let gone = sqlx::query(
        "delete from attachments where tenant_id = $1 and hash = $2 and completed_at is null and created_at < $3",
    )
    .bind(tenant.to_string())
    .bind(hash)
    .bind(app.clock.now().plus_ms(-ABANDONED_MS).ms())
    .execute(tx.on())
    .await?;
    tx.commit().await?;
    if gone.rows_affected() > 0 {
        cleared.uploads += 1;
        remove(part_of(app, tenant, hash)).await?;
    }
    Ok(())
}

/// Organisations and hashes of all partial files. Whatever else lies there is not ours to remove.
fn partial_files(folder: &Path) -> std::io::Result<Vec<(TenantId, String)>> {
    let mut found = Vec::new();
    let name = |path: &Path| path.file_name().and_then(|n| n.to_str()).map(str::to_owned).unwrap_or_default();
    for tenant in folders(folder)? {
        let Ok(id) = name(&tenant).parse::<TenantId>() else { continue };
        for first in folders(&tenant)? {
            for file in std::fs::read_dir(&first)? {
                let file = name(&file?.path());
                if let Some(hash) = file.strip_suffix(".part").filter(|hash| is_hash(hash)) {
                    found.push((id, hash.to_owned()));
                }
            }
        }
    }
    Ok(found)
}

fn folders(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        // nothing was ever uploaded
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut folders = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        }
    }
    Ok(folders)
}

async fn remove_orphan(app: &App, tenant: TenantId, hash: &str, cleared: &mut Cleared) -> Result<(), StoreError> {
    let _turn = turn(hash).lock().await;
    if store::find(&app.db, tenant, hash).await?.is_some_and(|upload| !upload.complete) {
        return Ok(());
    }
    if remove(part_of(app, tenant, hash)).await? {
        cleared.files += 1;
    }
    Ok(())
}

/// Removes a file; whether it was there.
async fn remove(file: PathBuf) -> std::io::Result<bool> {
    match tokio::fs::remove_file(file).await {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
