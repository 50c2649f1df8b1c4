//! What PostgreSQL does and SQLite need not: telling the other nodes of a database something (`NOTIFY`) exactly when
//! a transaction becomes visible, and hearing it (`LISTEN`).
//!
//! A node knows its own words by a random name and leaves them out. Whoever listens hears either what was told or
//! that something may have been missed: after a lost connection, and after a silence that cannot be, because every
//! node beats from time to time and hears itself too.

use std::sync::Arc;
use std::time::Duration;

use sqlx::AnyPool;
use sqlx::postgres::PgListener;
use tokio::time::{sleep, timeout};

use super::{Db, DbResult, Engine, Tx};

/// PostgreSQL's channel; each database has its own.
const CHANNEL: &str = "truckroll_nodes";
/// Most bytes that can be told at once. PostgreSQL takes fewer than 8,000, with our name before them.
pub const MAX_TOLD_BYTES: usize = 7_900;
/// How often a node is heard at least.
const BEAT: Duration = Duration::from_secs(20);
/// After so long without even our own beat the connection is dead, whatever the network says.
const SILENCE: Duration = Duration::from_secs(70);
/// Pause between attempts to connect.
const RETRY: Duration = Duration::from_secs(1);

/// What a node hears.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// Another node told this.
    Told(String),
    /// Something may have been told meanwhile that nobody heard.
    Missed,
}

/// The name of this process among the nodes of a database.
pub(super) fn name() -> Arc<str> {
    format!("{:032x}", rand::random::<u128>()).into()
}

impl Tx {
    /// Tells the other nodes something, once this transaction is visible. On SQLite there is nobody to tell.
    ///
    /// # Errors
    /// When the database fails or the text is longer than [`MAX_TOLD_BYTES`].
    pub async fn tell_nodes(&mut self, text: &str) -> DbResult<()> {
        if self.engine == Engine::Sqlite {
            return Ok(());
        }
        // the function answers with `void`, which the shared driver does not read
        sqlx::query("select 1 from pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(format!("{} {text}", self.node))
            .execute(self.on())
            .await?;
        Ok(())
    }
}

impl Db {
    /// Listens to the other nodes; `None` on SQLite, where there are none.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn hear_nodes(&self) -> DbResult<Option<Ear>> {
        let Some(url) = self.url.clone() else { return Ok(None) };
        let listener = Some(listen(&url).await?);
        Ok(Some(Ear { url, node: Arc::clone(&self.node), listener }))
    }

    /// Is heard by all nodes from time to time, so that each can tell a quiet line from a dead one. Never ends.
    pub async fn beat(&self) {
        let mut tick = tokio::time::interval(BEAT);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if let Err(error) = beat_once(&self.pool, &self.node).await {
                tracing::debug!(%error, "the other nodes were not told that this one lives");
            }
        }
    }
}

async fn beat_once(pool: &AnyPool, node: &str) -> DbResult<()> {
    sqlx::query("select 1 from pg_notify($1, $2)").bind(CHANNEL).bind(format!("{node} ")).execute(pool).await?;
    Ok(())
}

async fn listen(url: &str) -> DbResult<PgListener> {
    let mut listener = PgListener::connect(url).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Hears the other nodes.
pub struct Ear {
    url: String,
    node: Arc<str>,
    listener: Option<PgListener>,
}

impl Ear {
    /// Waits for what another node tells. Connects again by itself.
    pub async fn next(&mut self) -> Heard {
        loop {
            let Some(listener) = &mut self.listener else {
                match listen(&self.url).await {
                    Ok(listener) => {
                        self.listener = Some(listener);
                        return Heard::Missed;
                    }
                    Err(error) => {
                        tracing::debug!(%error, "the other nodes cannot be heard");
                        sleep(RETRY).await;
                        continue;
                    }
                }
            };
            match timeout(SILENCE, listener.try_recv()).await {
                Ok(Ok(Some(told))) => match told.payload().split_once(' ') {
                    Some((node, text)) if node != &*self.node && !text.is_empty() => {
                        return Heard::Told(text.to_owned());
                    }
                    _ => {}
                },
                Ok(Ok(None) | Err(_)) | Err(_) => {
                    tracing::warn!("the connection to the other nodes is lost");
                    self.listener = None;
                }
            }
        }
    }
}
