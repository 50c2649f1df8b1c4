//! What is to be asked of providers: rows that are written with the event that makes them necessary, taken by a lease, and gone
//! once they are done. A call may be made twice when a node dies in between; its number at the provider is the same then.

use std::time::Duration;

use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use truckroll_domain::{OrderId, RefundId, TenantId, Timestamp};

use super::work::{After, Worker};
use crate::App;
use crate::db::{DbResult, Tx};

/// Calls taken at once.
const BATCH: i64 = 20;
/// Batches after which is looked around again: what orders ended meanwhile.
const MOST_BATCHES: usize = 100;
/// How long a claim holds; longer than a provider may take to answer.
const LEASE_MS: i64 = 60 * SECOND_MS;
/// How often is looked for calls that are due.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Attempts after which what a person must know is no longer asked.
const MOST_ATTEMPTS: i64 = 60;
/// Pauses before the second and further attempts; the last one repeats.
const PAUSES_MS: [i64; 7] =
    [5 * SECOND_MS, 10 * SECOND_MS, 20 * SECOND_MS, 30 * SECOND_MS, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS];
/// The pause after those, when nothing is shown to anybody who waits.
const LONG_PAUSE_MS: i64 = HOUR_MS;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// For a QR.
    Issue,
    /// Whether it was paid.
    Query,
    /// That nobody can pay any more.
    Close,
    /// For money to go back.
    Refund {
        /// Which refund.
        refund: RefundId,
    },
    /// Whether it went back.
    QueryRefund {
        /// Which refund.
        refund: RefundId,
    },
}

impl Task {
    fn words(self) -> (&'static str, String) {
        match self {
            Self::Issue => ("issue", String::new()),
            Self::Query => ("query", String::new()),
            Self::Close => ("close", String::new()),
            Self::Refund { refund } => ("refund", refund.to_string()),
            Self::QueryRefund { refund } => ("query_refund", refund.to_string()),
        }
    }

    fn read(kind: &str, about: &str) -> Option<Self> {
        let refund = || about.parse().ok();
        Some(match kind {
            "issue" => Self::Issue,
            "query" => Self::Query,
            "close" => Self::Close,
            "refund" => Self::Refund { refund: refund()? },
            "query_refund" => Self::QueryRefund { refund: refund()? },
            _ => return None,
        })
    }

    /// When it is asked first.
    const fn first_ms(self) -> i64 {
        match self {
            Self::Issue | Self::Close | Self::Refund { .. } => 0,
            // most payments are reported sooner
            Self::Query => 15 * SECOND_MS,
            Self::QueryRefund { .. } => 30 * SECOND_MS,
        }
    }
}

/// A call that was taken.
pub(super) struct Due {
    pub tenant: TenantId,
    pub id: String,
    pub order: OrderId,
    pub task: Task,
    pub attempts: i64,
}

/// Writes down what is to be asked. What is written already is asked at its time.
pub(super) async fn put(tx: &mut Tx, app: &App, tenant: TenantId, order: OrderId, task: Task) -> DbResult<()> {
    at(tx, app, tenant, order, task, app.clock.now().plus_ms(task.first_ms())).await
}

/// Writes down what is to be asked now.
pub(super) async fn put_now(tx: &mut Tx, app: &App, tenant: TenantId, order: OrderId, task: Task) -> DbResult<()> {
    at(tx, app, tenant, order, task, app.clock.now()).await
}

async fn at(tx: &mut Tx, app: &App, tenant: TenantId, order: OrderId, task: Task, at: Timestamp) -> DbResult<()> {
    let (kind, about) = task.words();
    sqlx::query(
        "insert into payment_tasks (tenant_id, id, order_id, kind, about, attempts, next_at, leased_until) \
         values ($1, $2, $3, $4, $5, 0, $6, 0) on conflict (tenant_id, order_id, kind, about) \
         do update set next_at = case when payment_tasks.next_at < excluded.next_at then payment_tasks.next_at \
         else excluded.next_at end",
    )
    .bind(tenant.to_string())
    .bind(app.fresh::<uuid::Uuid>().to_string())
    .bind(order.to_string())
    .bind(kind)
    .bind(about)
    .bind(at.ms())
    .execute(tx.on())
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> DbResult<Option<Due>> {
    let (tenant, id, order): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let (kind, about): (String, String) = (row.try_get(3)?, row.try_get(4)?);
    let attempts = row.try_get(5)?;
    let due = || {
        Some(Due {
            tenant: tenant.parse().ok()?,
            order: order.parse().ok()?,
            task: Task::read(&kind, &about)?,
            id,
            attempts,
        })
    };
    Ok(due())
}

impl Worker {
    /// Asks what is due, within bounds; returns how many calls were made.
    ///
    /// # Errors
    /// When the database fails; what was taken comes again when its lease ends.
    pub async fn run_due(&self) -> DbResult<usize> {
        self.end_what_is_over().await?;
        let mut made = 0;
        for _ in 0..MOST_BATCHES {
            let due = self.claim().await?;
            if due.is_empty() {
                break;
            }
            made += due.len();
            // one silent provider does not hold up the others
            futures_util::future::try_join_all(due.iter().map(|one| self.make(one))).await?;
        }
        Ok(made)
    }

    /// Asks what is due about one order, if nobody does at this moment.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn run_order(&self, tenant: TenantId, order: OrderId) -> DbResult<()> {
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await?;
        // index payment_tasks_once
        let rows = sqlx::query(
            "update payment_tasks set leased_until = $1, attempts = attempts + 1 where tenant_id = $2 and order_id = $3 \
             and next_at <= $4 and leased_until <= $4 returning tenant_id, id, order_id, kind, about, attempts",
        )
        .bind(now.plus_ms(LEASE_MS).ms())
        .bind(tenant.to_string())
        .bind(order.to_string())
        .bind(now.ms())
        .fetch_all(tx.on())
        .await?;
        tx.commit().await?;
        for row in &rows {
            if let Some(due) = read(row)? {
                self.make(&due).await?;
            }
        }
        Ok(())
    }

    async fn claim(&self) -> DbResult<Vec<Due>> {
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await?;
        // index payment_tasks_due
        let rows = sqlx::query(
            "update payment_tasks set leased_until = $1, attempts = attempts + 1 \
             where (tenant_id, id) in (select tenant_id, id from payment_tasks \
               where next_at <= $2 and leased_until <= $2 order by next_at limit $3) \
             and leased_until <= $2 returning tenant_id, id, order_id, kind, about, attempts",
        )
        .bind(now.plus_ms(LEASE_MS).ms())
        .bind(now.ms())
        .bind(BATCH)
        .fetch_all(tx.on())
        .await?;
        tx.commit().await?;
        rows.iter().filter_map(|row| read(row).transpose()).collect()
    }

    async fn make(&self, due: &Due) -> DbResult<()> {
        let after = self.ask(due).await?;
        let now = self.app.clock.now();
        let again = match after {
            After::Done => None,
            After::Again if due.attempts >= MOST_ATTEMPTS => None,
            After::Again => Some(now.plus_ms(pause(due.attempts))),
        };
        let mut tx = self.app.db.begin().await?;
        match again {
            Some(at) => {
                sqlx::query("update payment_tasks set next_at = $3, leased_until = 0 where tenant_id = $1 and id = $2")
                    .bind(due.tenant.to_string())
                    .bind(&due.id)
                    .bind(at.ms())
                    .execute(tx.on())
                    .await?;
            }
            None => {
                sqlx::query("delete from payment_tasks where tenant_id = $1 and id = $2")
                    .bind(due.tenant.to_string())
                    .bind(&due.id)
                    .execute(tx.on())
                    .await?;
            }
        }
        tx.commit().await
    }
}

/// How long after so many attempts the next one is made, ms.
fn pause(attempts: i64) -> i64 {
    let n = usize::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    // about an hour of five minutes each, then by the hour
    if n >= PAUSES_MS.len() + 12 { LONG_PAUSE_MS } else { *PAUSES_MS.get(n).unwrap_or(&(5 * MINUTE_MS)) }
}

/// Asks providers what is due, again and again; ends with the runtime.
pub fn start(app: &App) {
    let worker = Worker::new(app.clone());
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(LOOK_AGAIN).await;
            if let Err(error) = worker.run_due().await {
                tracing::warn!(%error, "payments wait for the database");
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_read_back() {
        let refund = RefundId::from_parts(1, [2; 10]);
        for task in [Task::Issue, Task::Query, Task::Close, Task::Refund { refund }, Task::QueryRefund { refund }] {
            let (kind, about) = task.words();
            assert_eq!(Task::read(kind, &about), Some(task));
        }
        assert_eq!((Task::read("refund", "x"), Task::read("pray", "")), (None, None));
    }

    #[test]
    fn attempts_come_less_and_less_often() {
        let all: Vec<i64> = (1..=60).map(pause).collect();
        assert!(all.is_sorted());
        assert_eq!((all[0], all[59]), (5 * SECOND_MS, HOUR_MS));
    }
}
