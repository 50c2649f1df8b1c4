//! Photos and files on the device: kept in the database, so that a photo and the command that names it are
//! equally durable. Uploads go in pieces and go on where they stopped.

use rusqlite::{OptionalExtension, params};
use truckroll_domain::Refusal;
use truckroll_domain::Timestamp;
use truckroll_domain::attachments::{MAX_ATTACHMENT_BYTES, hash_of};

use crate::replica::{Replica, ReplicaError};

/// Fetched photos are forgotten, the longest unused first, when all attachments exceed this.
const CACHE_BYTES: i64 = 256 * 1024 * 1024;
/// A piece of an upload.
pub(crate) const CHUNK_BYTES: usize = 512 * 1024;

/// The next piece of an upload.
pub(crate) struct Piece {
    pub hash: String,
    pub size: u64,
    pub mime: String,
}

impl Replica {
    /// Keeps bytes and queues their upload.
    pub(crate) fn keep(&mut self, mime: &str, bytes: &[u8], now: Timestamp) -> Result<(String, u64), ReplicaError> {
        let size = bytes.len() as u64;
        if size == 0 || size > MAX_ATTACHMENT_BYTES {
            let limit = i64::try_from(MAX_ATTACHMENT_BYTES).unwrap_or(i64::MAX);
            return Err(ReplicaError::Refused(Refusal::TooMany { field: "bytes".to_owned(), limit }));
        }
        let hash = hash_of(bytes);
        self.connection.execute(
            "insert into attachments (hash, size, mime, bytes, upload, sent, used_at) values (?1, ?2, ?3, ?4, 1, 0, ?5) \
             on conflict (hash) do update set bytes = excluded.bytes, used_at = excluded.used_at, \
             upload = case when upload = 0 then 0 when upload = 2 then 2 else 1 end",
            params![hash, i64::try_from(size).unwrap_or(i64::MAX), mime, bytes, now.ms()],
        )?;
        Ok((hash, size))
    }

    /// Bytes that are on the device.
    pub(crate) fn attachment(&mut self, hash: &str, now: Timestamp) -> Result<Option<(String, Vec<u8>)>, ReplicaError> {
        let found: Option<(String, Option<Vec<u8>>)> = self
            .connection
            .prepare_cached("select mime, bytes from attachments where hash = ?1")?
            .query_row([hash], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        let Some((mime, Some(bytes))) = found else { return Ok(None) };
        self.connection.execute("update attachments set used_at = ?2 where hash = ?1", params![hash, now.ms()])?;
        Ok(Some((mime, bytes)))
    }

    /// Keeps bytes that came from the server, and makes room.
    pub(crate) fn keep_fetched(
        &mut self,
        hash: &str,
        mime: &str,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<(), ReplicaError> {
        if hash_of(bytes) != hash {
            return Err(ReplicaError::Record("fetched bytes have another hash".to_owned()));
        }
        self.connection.execute(
            "insert into attachments (hash, size, mime, bytes, upload, sent, used_at) values (?1, ?2, ?3, ?4, 0, 0, ?5) \
             on conflict (hash) do update set bytes = excluded.bytes, used_at = excluded.used_at",
            params![hash, i64::try_from(bytes.len()).unwrap_or(i64::MAX), mime, bytes, now.ms()],
        )?;
        let total: i64 = self.connection.query_row(
            "select coalesce(sum(size), 0) from attachments where bytes is not null",
            [],
            |r| r.get(0),
        )?;
        if total > CACHE_BYTES {
            self.connection.execute(
                "delete from attachments where hash in (select hash from attachments where upload <> 1 and hash <> ?1 \
                 order by used_at limit 20)",
                [hash],
            )?;
        }
        Ok(())
    }

    pub(crate) fn waits_for_upload(&self, hash: &str) -> Result<bool, ReplicaError> {
        let mut select = self.connection.prepare_cached("select 1 from attachments where hash = ?1 and upload = 1")?;
        Ok(select.exists([hash])?)
    }

    /// The oldest upload that waits.
    pub(crate) fn next_upload(&self) -> Result<Option<Piece>, ReplicaError> {
        let mut select = self.connection.prepare_cached(
            "select hash, size, mime from attachments where upload = 1 order by used_at, hash limit 1",
        )?;
        Ok(select
            .query_row([], |r| {
                let size: i64 = r.get(1)?;
                Ok(Piece { hash: r.get(0)?, size: u64::try_from(size).unwrap_or(0), mime: r.get(2)? })
            })
            .optional()?)
    }

    /// The bytes of an upload from `offset`.
    pub(crate) fn piece(&self, hash: &str, offset: u64) -> Result<Vec<u8>, ReplicaError> {
        let from = i64::try_from(offset).unwrap_or(i64::MAX).saturating_add(1);
        let length = i64::try_from(CHUNK_BYTES).unwrap_or(i64::MAX);
        let mut select =
            self.connection.prepare_cached("select substr(bytes, ?2, ?3) from attachments where hash = ?1")?;
        Ok(select.query_row(params![hash, from, length], |r| r.get::<_, Option<Vec<u8>>>(0))?.unwrap_or_default())
    }

    pub(crate) fn uploaded(&self, hash: &str) -> Result<(), ReplicaError> {
        self.connection.execute("update attachments set upload = 2 where hash = ?1", [hash])?;
        Ok(())
    }
}
