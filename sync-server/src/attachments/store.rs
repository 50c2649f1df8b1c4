//! Bytes on disk and their rows.

use std::collections::{BTreeSet, HashSet};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};
use sqlx::Row as _;
use tokio::sync::Mutex;
use truckroll_domain::attachments::{Attachment, MAX_ATTACHMENT_BYTES, hash_of, is_hash};
use truckroll_domain::time::DAY_MS;
use truckroll_domain::{Kind, TenantId, Timestamp};
use truckroll_protocol::api::{StoredFile, StoredFiles};

use super::MAX_TENANT_BYTES;
use crate::App;
use crate::db::{Db, DbResult, marks, query};
use crate::news::{self, Announcement, Changed, News};

/// Why bytes were not stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The disk failed.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// The hash, size or type has not the right form.
    #[error("invalid {0}")]
    Invalid(&'static str),
    /// More than a limit.
    #[error("{what} is over {limit} bytes")]
    TooLarge {
        /// What is too large: `size`, `storage`.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// Nobody began this upload.
    #[error("no such upload")]
    Unknown,
    /// The piece does not continue where the upload stands.
    #[error("upload stands at {0}")]
    WrongOffset(u64),
    /// The bytes have another hash than was said; they were dropped.
    #[error("hash does not fit the bytes")]
    WrongHash,
}

/// How far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Bytes stored.
    pub stored: u64,
    /// Bytes of the whole.
    pub size: u64,
    /// All bytes are there and the hash is right.
    pub complete: bool,
}

/// One piece of an upload at a time; uploads share a few locks by their hash.
static TURNS: LazyLock<[Mutex<()>; 64]> = LazyLock::new(|| std::array::from_fn(|_| Mutex::default()));

pub(super) fn turn(hash: &str) -> &'static Mutex<()> {
    let byte = hash.get(..2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0);
    &TURNS[usize::from(byte) % TURNS.len()]
}

/// Where the bytes of a hash are.
#[must_use]
pub fn path_of(app: &App, tenant: TenantId, hash: &str) -> PathBuf {
    let first = hash.get(..2).unwrap_or("00");
    app.config.data.join("files").join(tenant.to_string()).join(first).join(hash)
}

pub(super) fn part_of(app: &App, tenant: TenantId, hash: &str) -> PathBuf {
    path_of(app, tenant, hash).with_extension("part")
}

pub(super) async fn find(db: &Db, tenant: TenantId, hash: &str) -> DbResult<Option<Upload>> {
    let row = sqlx::query("select stored, size, completed_at from attachments where tenant_id = $1 and hash = $2")
        .bind(tenant.to_string())
        .bind(hash)
        .fetch_optional(db.pool())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let bytes = |index: usize| row.try_get::<i64, _>(index).map(|n| u64::try_from(n).unwrap_or(0));
    let complete = row.try_get::<Option<i64>, _>(2)?.is_some();
    Ok(Some(Upload { stored: bytes(0)?, size: bytes(1)?, complete }))
}

/// The media type of stored bytes; `None` while they are not complete.
///
/// # Errors
/// When the database fails.
pub async fn complete_mime(db: &Db, tenant: TenantId, hash: &str) -> DbResult<Option<String>> {
    let row =
        sqlx::query("select mime from attachments where tenant_id = $1 and hash = $2 and completed_at is not null")
            .bind(tenant.to_string())
            .bind(hash)
            .fetch_optional(db.pool())
            .await?;
    row.map(|row| row.try_get(0)).transpose()
}

/// What is known of stored files; those whose bytes have not arrived are left out (primary key of `attachments`).
///
/// # Errors
/// When the database fails.
pub(crate) async fn about(
    db: &Db,
    tenant: TenantId,
    hashes: impl IntoIterator<Item = String>,
) -> DbResult<StoredFiles> {
    let hashes: Vec<String> = hashes.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let mut known = StoredFiles::new();
    for chunk in hashes.chunks(500) {
        let sql = format!(
            "select hash, size, mime from attachments where tenant_id = $1 and completed_at is not null and hash in ({})",
            marks(2, chunk.len())
        );
        let mut find = query(&sql).bind(tenant.to_string());
        for hash in chunk {
            find = find.bind(hash.as_str());
        }
        for row in find.fetch_all(db.pool()).await? {
            known.insert(row.try_get(0)?, StoredFile { size: row.try_get(1)?, mime: row.try_get(2)? });
        }
    }
    Ok(known)
}

/// Those of `hashes` whose bytes have not arrived.
///
/// # Errors
/// When the database fails.
pub async fn missing(db: &Db, tenant: TenantId, mut hashes: Vec<String>) -> DbResult<Vec<String>> {
    hashes.sort_unstable();
    hashes.dedup();
    let mut there = HashSet::new();
    for chunk in hashes.chunks(500) {
        let sql = format!(
            "select hash from attachments where tenant_id = $1 and completed_at is not null and hash in ({})",
            marks(2, chunk.len())
        );
        let mut find = query(&sql).bind(tenant.to_string());
        for hash in chunk {
            find = find.bind(hash.as_str());
        }
        for row in find.fetch_all(db.pool()).await? {
            there.insert(row.try_get::<String, _>(0)?);
        }
    }
    hashes.retain(|hash| !there.contains(hash));
    Ok(hashes)
}

/// Begins an upload or finds one to go on with.
///
/// # Errors
/// [`StoreError`].
pub async fn begin(app: &App, tenant: TenantId, hash: &str, size: u64, mime: &str) -> Result<Upload, StoreError> {
    check(hash, size, mime)?;
    if is_erased(app, tenant, hash).await? {
        // the phone need not keep it
        return Ok(Upload { stored: size, size, complete: true });
    }
    let _turn = turn(hash).lock().await;
    if let Some(upload) = find(&app.db, tenant, hash).await?
        && (upload.complete || upload.size == size)
    {
        if !upload.complete {
            begin_again(app, tenant, hash).await?;
        }
        return Ok(upload);
    }
    let signed = i64::try_from(size).map_err(|_| StoreError::Invalid("size"))?;
    let row = sqlx::query(
        "select cast(coalesce(sum(size), 0) as bigint) from attachments where tenant_id = $1 and hash <> $2",
    )
    .bind(tenant.to_string())
    .bind(hash)
    .fetch_one(app.db.pool())
    .await?;
    if row.try_get::<i64, _>(0)?.saturating_add(signed) > MAX_TENANT_BYTES {
        return Err(StoreError::TooLarge { what: "storage", limit: MAX_TENANT_BYTES.unsigned_abs() });
    }
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "insert into attachments (tenant_id, hash, size, mime, stored, created_at) values ($1, $2, $3, $4, 0, $5) \
         on conflict (tenant_id, hash) do update set size = excluded.size, mime = excluded.mime, stored = 0 \
         where attachments.completed_at is null",
    )
    .bind(tenant.to_string())
    .bind(hash)
    .bind(signed)
    .bind(mime)
    .bind(app.clock.now().ms())
    .execute(tx.on())
    .await?;
    tx.commit().await?;
    Ok(Upload { stored: 0, size, complete: false })
}

/// Whether these bytes went with a person (primary key of `erased_files`).
async fn is_erased(app: &App, tenant: TenantId, hash: &str) -> DbResult<bool> {
    let row = sqlx::query("select 1 from erased_files where tenant_id = $1 and hash = $2")
        .bind(tenant.to_string())
        .bind(hash)
        .fetch_optional(app.db.pool())
        .await?;
    Ok(row.is_some())
}

/// Removes bytes, whole or in part, for good.
///
/// # Errors
/// When the database or the disk fails.
pub(crate) async fn remove(app: &App, tenant: TenantId, hash: &str) -> DbResult<()> {
    let _turn = turn(hash).lock().await;
    for file in [path_of(app, tenant, hash), part_of(app, tenant, hash)] {
        match tokio::fs::remove_file(file).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(sqlx::Error::Io(error)),
            _ => {}
        }
    }
    let mut tx = app.db.begin().await?;
    sqlx::query("delete from attachments where tenant_id = $1 and hash = $2")
        .bind(tenant.to_string())
        .bind(hash)
        .execute(tx.on())
        .await?;
    tx.commit().await
}

/// Notes that somebody goes on with an upload, so that it is not given up; once a day is enough.
async fn begin_again(app: &App, tenant: TenantId, hash: &str) -> DbResult<()> {
    let now = app.clock.now();
    let begun = sqlx::query("select created_at from attachments where tenant_id = $1 and hash = $2")
        .bind(tenant.to_string())
        .bind(hash)
        .fetch_one(app.db.pool())
        .await?;
    if now.since_ms(Timestamp(begun.try_get(0)?)) < DAY_MS {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    sqlx::query("update attachments set created_at = $1 where tenant_id = $2 and hash = $3 and completed_at is null")
        .bind(now.ms())
        .bind(tenant.to_string())
        .bind(hash)
        .execute(tx.on())
        .await?;
    tx.commit().await
}

fn check(hash: &str, size: u64, mime: &str) -> Result<(), StoreError> {
    if size > MAX_ATTACHMENT_BYTES {
        return Err(StoreError::TooLarge { what: "size", limit: MAX_ATTACHMENT_BYTES });
    }
    if !is_hash(hash) {
        return Err(StoreError::Invalid("hash"));
    }
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c);
    let well_formed = mime
        .split_once('/')
        .is_some_and(|(a, b)| !a.is_empty() && !b.is_empty() && a.chars().all(token) && b.chars().all(token));
    if !well_formed || mime.len() > 100 {
        return Err(StoreError::Invalid("mime"));
    }
    if size == 0 { Err(StoreError::Invalid("size")) } else { Ok(()) }
}

/// Stores a piece at `offset`; the last one completes the upload.
///
/// # Errors
/// [`StoreError`]; with [`StoreError::WrongHash`] the upload begins anew.
pub async fn put_piece(
    app: &App,
    tenant: TenantId,
    hash: &str,
    offset: u64,
    bytes: axum::body::Bytes,
) -> Result<Upload, StoreError> {
    if !is_hash(hash) {
        return Err(StoreError::Unknown);
    }
    let _turn = turn(hash).lock().await;
    let mut upload = find(&app.db, tenant, hash).await?.ok_or(StoreError::Unknown)?;
    if upload.complete {
        return Ok(upload);
    }
    if offset != upload.stored {
        return Err(StoreError::WrongOffset(upload.stored));
    }
    let end = offset + bytes.len() as u64;
    if end > upload.size {
        return Err(StoreError::TooLarge { what: "piece", limit: upload.size - offset });
    }
    let part = part_of(app, tenant, hash);
    let whole = path_of(app, tenant, hash);
    if tokio::fs::metadata(&part).await.map_or(0, |m| m.len()) < offset {
        return recover(app, tenant, hash, upload).await;
    }
    let (expected, last) = (hash.to_owned(), end == upload.size);
    let fits = blocking(move || {
        write_at(&part, offset, &bytes)?;
        if !last {
            return Ok(true);
        }
        if file_hash(&part)? != expected {
            std::fs::remove_file(&part)?;
            return Ok(false);
        }
        std::fs::rename(&part, &whole)?;
        sync_folder(&whole)?;
        Ok(true)
    })
    .await?;
    if !fits {
        let mut tx = app.db.begin().await?;
        sqlx::query("delete from attachments where tenant_id = $1 and hash = $2 and completed_at is null")
            .bind(tenant.to_string())
            .bind(hash)
            .execute(tx.on())
            .await?;
        tx.commit().await?;
        return Err(StoreError::WrongHash);
    }
    upload.stored = end;
    upload.complete = last;
    let completed_at = last.then(|| app.clock.now().ms());
    set_stored(app, tenant, hash, end, completed_at).await?;
    Ok(upload)
}

/// The unfinished file is not what its row says. Either the server stopped between the last rename and the row, and
/// the whole is there, or somebody removed the file, and the upload begins anew.
pub(super) async fn recover(app: &App, tenant: TenantId, hash: &str, mut upload: Upload) -> Result<Upload, StoreError> {
    let whole = path_of(app, tenant, hash);
    let there = whole.is_file() && blocking(move || file_hash(&whole)).await? == hash;
    if !there {
        set_stored(app, tenant, hash, 0, None).await?;
        return Err(StoreError::WrongOffset(0));
    }
    upload.stored = upload.size;
    upload.complete = true;
    set_stored(app, tenant, hash, upload.size, Some(app.clock.now().ms())).await?;
    Ok(upload)
}

async fn set_stored(
    app: &App,
    tenant: TenantId,
    hash: &str,
    stored: u64,
    completed: Option<i64>,
) -> Result<(), StoreError> {
    let mut tx = app.db.begin().await?;
    let done = sqlx::query(
        "update attachments set stored = $1, completed_at = cast($2 as bigint) \
         where tenant_id = $3 and hash = $4 and completed_at is null",
    )
    .bind(i64::try_from(stored).unwrap_or(i64::MAX))
    .bind(completed)
    .bind(tenant.to_string())
    .bind(hash)
    .execute(tx.on())
    .await?;
    if done.rows_affected() == 0 {
        // another node completed it or cleared it away: begin again and hear which
        return Err(StoreError::Unknown);
    }
    if completed.is_none() {
        return Ok(tx.commit().await?);
    }
    // the document that names these bytes was stored before them: desks look again, devices need not
    let arrived = News::Stored(Announcement {
        tenant,
        seq: 0,
        changed: Changed::Kinds(vec![Kind::Visit, Kind::Ticket]),
        agents: Some(Vec::new()),
    });
    news::tell(&mut tx, &arrived).await?;
    tx.commit().await?;
    app.hear(arrived);
    Ok(())
}

/// Stores whole bytes at once: what a customer's form brings.
///
/// # Errors
/// [`StoreError`].
pub async fn store(
    app: &App,
    tenant: TenantId,
    mime: &str,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Attachment, StoreError> {
    let size = bytes.len() as u64;
    let hash = hash_of(&bytes);
    let mut upload = begin(app, tenant, &hash, size, mime).await?;
    if !upload.complete && upload.stored > 0 {
        let _turn = turn(&hash).lock().await;
        set_stored(app, tenant, &hash, 0, None).await?;
        upload.stored = 0;
    }
    if !upload.complete {
        put_piece(app, tenant, &hash, 0, bytes.into()).await?;
    }
    Ok(Attachment { hash, size, mime: mime.to_owned(), name: name.chars().take(100).collect() })
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(std::io::Error::other(error)))
}

/// Writes a piece where the row says the file stands; what lies behind it was never acknowledged.
fn write_at(part: &Path, offset: u64, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = part.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().create(true).write(true).truncate(false).open(part)?;
    file.set_len(offset)?;
    file.seek(SeekFrom::Start(offset))?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn file_hash(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hash.finalize().iter().map(|b| format!("{b:02x}")).collect()),
            n => hash.update(&piece[..n]),
        }
    }
}

/// Makes the new name of a file durable.
fn sync_folder(file: &Path) -> std::io::Result<()> {
    match file.parent() {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
