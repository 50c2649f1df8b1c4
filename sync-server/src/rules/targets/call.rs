//! Takes calls that are due, makes them, and notes what was answered. A call may be made twice when a node dies in between;
//! its `webhook-id` is the same then.

use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::Client;
use sqlx::Row as _;
use truckroll_domain::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use truckroll_domain::{TenantId, Timestamp};

use super::Rendered;
use crate::App;
use crate::db::DbResult;
use crate::http::outgoing::client_to;
use crate::notify::Reach;

/// How long a target may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Calls taken at once.
const BATCH: i64 = 20;
/// How long a claim holds: a batch, whose calls are made at the same time, takes no longer than the slowest of them.
const LEASE_MS: i64 = 30 * SECOND_MS;
/// Pauses before the second to the sixth attempt.
pub(super) const PAUSES_MS: [i64; 5] = [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS];
/// Longest answer that is read, bytes.
const MAX_ANSWER: usize = 64 * 1024;

/// A call that was taken.
#[derive(Clone, Debug)]
pub struct Due {
    pub(super) tenant: TenantId,
    pub(super) id: String,
    pub(super) rendered: Rendered,
    pub(super) headers: String,
    pub(super) attempts: i64,
}

/// What became of a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    /// Delivered.
    pub done: bool,
    /// It cannot ever succeed.
    pub never: bool,
    /// Status of the answer.
    pub status: Option<i64>,
    /// The answer.
    pub answer: String,
    /// What went wrong.
    pub error: String,
}

impl Outcome {
    pub(super) fn never(error: &str) -> Self {
        Self { never: true, error: error.to_owned(), ..Self::default() }
    }
    pub(super) fn again(error: impl Into<String>) -> Self {
        Self { error: error.into(), ..Self::default() }
    }
}

/// Makes the calls of all organisations.
pub struct Caller {
    pub(super) app: App,
    pub(super) client: Client,
    pub(super) reach: Reach,
}

impl Caller {
    /// A caller that reaches these addresses.
    ///
    /// # Errors
    /// When the client cannot be made.
    pub fn new(app: App, reach: Reach) -> anyhow::Result<Self> {
        let client = client_to(reach, PATIENCE).user_agent("Truckroll").build()?;
        Ok(Self { client, app, reach })
    }

    /// Makes every call that is due; returns how many.
    ///
    /// # Errors
    /// When the database fails; what was taken comes again when its lease ends.
    pub async fn run_due(&self) -> DbResult<usize> {
        let mut taken = 0;
        loop {
            let due = self.claim().await?;
            if due.is_empty() {
                return Ok(taken);
            }
            taken += due.len();
            // one silent target does not hold up the others
            let calls = due.iter().map(|one| async move {
                let outcome = self.make(one).await?;
                self.note(one, outcome).await
            });
            futures_util::future::try_join_all(calls).await?;
        }
    }

    /// Makes one call, if nobody makes it at this moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn one(&self, tenant: TenantId, id: &str) -> DbResult<()> {
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await?;
        let row = sqlx::query(
            "update deliveries set leased_until = $1, attempts = attempts + 1 where tenant_id = $2 and id = $3 \
             and done_at is null and leased_until <= $4 returning tenant_id, id, request, headers, attempts",
        )
        .bind(now.plus_ms(LEASE_MS).ms())
        .bind(tenant.to_string())
        .bind(id)
        .bind(now.ms())
        .fetch_optional(tx.on())
        .await?;
        tx.commit().await?;
        if let Some(due) = row.as_ref().map(read_due).transpose()?.flatten() {
            let outcome = self.make(&due).await?;
            self.note(&due, outcome).await?;
        }
        Ok(())
    }

    /// Takes calls that are due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim(&self) -> DbResult<Vec<Due>> {
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await?;
        // index deliveries_due
        let rows = sqlx::query(
            "update deliveries set leased_until = $1, attempts = attempts + 1 \
             where (tenant_id, id) in (select tenant_id, id from deliveries \
               where done_at is null and next_at <= $2 and leased_until <= $2 order by next_at limit $3) \
             and leased_until <= $2 and done_at is null returning tenant_id, id, request, headers, attempts",
        )
        .bind(now.plus_ms(LEASE_MS).ms())
        .bind(now.ms())
        .bind(BATCH)
        .fetch_all(tx.on())
        .await?;
        tx.commit().await?;
        rows.iter().filter_map(|row| read_due(row).transpose()).collect()
    }

    /// When a call is made again after so many attempts; `None` when it is given up.
    pub(super) fn again_at(attempts: i64, now: Timestamp) -> Option<Timestamp> {
        let index = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
        PAUSES_MS.get(index).map(|pause| now.plus_ms(*pause))
    }

    /// Reads an answer as far as it is looked at.
    pub(super) async fn read(answer: reqwest::Response) -> Result<String, reqwest::Error> {
        let mut bytes = Vec::new();
        let mut pieces = answer.bytes_stream();
        while let Some(piece) = pieces.next().await {
            bytes.extend_from_slice(&piece?);
            if bytes.len() >= MAX_ANSWER {
                bytes.truncate(MAX_ANSWER);
                break;
            }
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn read_due(row: &sqlx::any::AnyRow) -> DbResult<Option<Due>> {
    let (tenant, request): (String, String) = (row.try_get(0)?, row.try_get(2)?);
    let (Ok(tenant), Ok(rendered)) = (tenant.parse(), serde_json::from_str(&request)) else { return Ok(None) };
    Ok(Some(Due { tenant, id: row.try_get(1)?, rendered, headers: row.try_get(3)?, attempts: row.try_get(4)? }))
}
