//! The database: SQLite in the data folder, or PostgreSQL by URL. One SQL text serves both.
//!
//! What differs between the engines lives here and is named: opening, the write lock, bulk insert, and news
//! between nodes (`nodes`). On SQLite one writer at a time holds an in-process lock and `begin immediate`, so nobody
//! ever sees `SQLITE_BUSY`; on PostgreSQL the tenant's row is the lock ([`Tx::take_seq`]).

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::{AnyArguments, AnyConnectOptions, AnyPoolOptions, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyPool, Row as _, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};
use truckroll_domain::filter::Dialect;
use truckroll_domain::{RowReader, TenantId, Value};

mod insert;
pub(crate) mod migrate;
mod nodes;

pub use insert::{Cell, insert_many};
pub use migrate::row_table_sql;
pub use nodes::{Ear, Heard, MAX_TOLD_BYTES};

/// Which engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file in the data folder.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Anything that goes wrong with the database.
pub type DbResult<T> = Result<T, sqlx::Error>;

/// The database.
#[derive(Clone)]
pub struct Db {
    pool: AnyPool,
    engine: Engine,
    writer: Arc<Mutex<()>>,
    /// Address of PostgreSQL.
    url: Option<String>,
    /// This process among the nodes of the database.
    node: Arc<str>,
}

/// A write transaction. Functions that take it write; functions that take `&Db` read.
pub struct Tx {
    tx: Transaction<'static, Any>,
    engine: Engine,
    node: Arc<str>,
    _writer: Option<OwnedMutexGuard<()>>,
}

impl Db {
    /// Opens (and for SQLite makes) the database and brings its tables up to date. Returns the kinds of
    /// rows whose tables were made anew and must be projected again.
    ///
    /// # Errors
    /// When it cannot be reached or a migration fails.
    pub async fn open(data: &Path, url: Option<&str>) -> DbResult<(Self, Vec<truckroll_domain::Kind>)> {
        sqlx::any::install_default_drivers();
        let engine = if url.is_some() { Engine::Postgres } else { Engine::Sqlite };
        let address = match url {
            Some(url) => url.to_owned(),
            None => {
                let path = data.join("truckroll.db");
                if !path.exists() {
                    std::fs::File::create(&path).map_err(sqlx::Error::Io)?;
                }
                format!("sqlite://{}", path.display())
            }
        };
        let options = AnyConnectOptions::from_str(&address)?;
        let pool = AnyPoolOptions::new()
            .max_connections(if engine == Engine::Sqlite { 6 } else { 12 })
            .acquire_timeout(Duration::from_secs(5))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if engine == Engine::Sqlite {
                        for pragma in [
                            "pragma journal_mode = wal",
                            "pragma synchronous = full",
                            "pragma busy_timeout = 10000",
                            "pragma foreign_keys = on",
                            "pragma cache_size = -65536",
                            "pragma temp_store = memory",
                        ] {
                            sqlx::query(pragma).execute(&mut *connection).await?;
                        }
                    }
                    if engine == Engine::Postgres {
                        // of disks without moving parts; by the default of spinning ones whole tables are read instead of an
                        // index
                        sqlx::query("set random_page_cost = 1.1").execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        let url = url.map(str::to_owned);
        let db = Self { pool, engine, writer: Arc::new(Mutex::new(())), url, node: nodes::name() };
        let stale = migrate::run(&db).await?;
        Ok((db, stale))
    }

    /// The pool, for reads.
    #[must_use]
    pub fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The dialect that filters are written in for it.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self.engine {
            Engine::Sqlite => Dialect::Sqlite,
            Engine::Postgres => Dialect::Postgres,
        }
    }

    /// Begins a write transaction.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(&self) -> DbResult<Tx> {
        let (guard, begin) = match self.engine {
            Engine::Sqlite => (Some(Arc::clone(&self.writer).lock_owned().await), "begin immediate"),
            Engine::Postgres => (None, "begin"),
        };
        let tx = self.pool.begin_with(begin).await?;
        Ok(Tx { tx, engine: self.engine, node: Arc::clone(&self.node), _writer: guard })
    }

    /// Writes what is free over: on SQLite the file is written anew and its log emptied, on PostgreSQL what was freed in
    /// these tables is given back. Whether nobody was in the way.
    ///
    /// # Errors
    /// When the disk is full, or the database fails.
    pub async fn write_anew(&self, tables: &[&str]) -> DbResult<bool> {
        if self.engine == Engine::Postgres {
            query(&format!("vacuum {}", tables.join(", "))).execute(&self.pool).await?;
            return Ok(true);
        }
        let _writer = self.writer.lock().await;
        let mut connection = self.pool.acquire().await?;
        // a copy of the whole does not go into memory
        sqlx::query("pragma temp_store = file").execute(&mut *connection).await?;
        let written = sqlx::query("vacuum").execute(&mut *connection).await;
        sqlx::query("pragma temp_store = memory").execute(&mut *connection).await?;
        written?;
        let row = sqlx::query("pragma wal_checkpoint(truncate)").fetch_one(&mut *connection).await?;
        Ok(row.try_get::<i64, _>(0)? == 0)
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        sqlx::query("select 1").execute(&self.pool).await.is_ok()
    }
}

impl Tx {
    /// The connection, for queries.
    pub fn on(&mut self) -> &mut sqlx::AnyConnection {
        &mut self.tx
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Takes `count` sequence numbers of a tenant and returns the last. On PostgreSQL this locks the tenant's
    /// row until the end of the transaction, so numbers become visible in their order.
    ///
    /// # Errors
    /// When the tenant is unknown or the database fails.
    pub async fn take_seq(&mut self, tenant: TenantId, count: i64) -> DbResult<i64> {
        let row = sqlx::query("update tenants set seq = seq + $1 where id = $2 returning seq")
            .bind(count)
            .bind(tenant.to_string())
            .fetch_one(self.on())
            .await?;
        row.try_get(0)
    }

    /// Commits; what was acknowledged after this is durable.
    ///
    /// # Errors
    /// When the database fails; nothing was stored then.
    pub async fn commit(self) -> DbResult<()> {
        self.tx.commit().await
    }
}

/// A query whose text was put together at run time from column names and `$n` marks, never from input.
pub fn query(sql: &str) -> Query<'_, Any, AnyArguments> {
    sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()))
}

/// Binds a row value.
pub fn bind<'q>(query: Query<'q, Any, AnyArguments>, value: Value) -> Query<'q, Any, AnyArguments> {
    match value {
        Value::Null => query.bind(None::<String>),
        Value::Text(text) => query.bind(text),
        Value::Int(n) => query.bind(n),
        Value::Real(n) => query.bind(n),
    }
}

/// Binds a floating point number or NULL.
///
/// The shared driver (sqlx 0.9) tells PostgreSQL that a missing `f64` is a `real` and a missing `f32` a `double
/// precision`. A statement that was prepared for the first then refuses every number, for as long as its connection
/// lives, so a missing number is bound as the other one.
pub fn bind_real(query: Query<'_, Any, AnyArguments>, value: Option<f64>) -> Query<'_, Any, AnyArguments> {
    match value {
        Some(n) => query.bind(n),
        None => query.bind(None::<f32>),
    }
}

/// `$from, $from+1, …`: `count` marks.
#[must_use]
pub fn marks(from: usize, count: usize) -> String {
    (from..from + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// Reads projected rows from a database row.
pub struct Columns<'r>(pub &'r AnyRow);

impl RowReader for Columns<'_> {
    type Error = sqlx::Error;
    fn text(&mut self, index: usize) -> DbResult<Option<String>> {
        self.0.try_get(index)
    }
    fn int(&mut self, index: usize) -> DbResult<Option<i64>> {
        self.0.try_get(index)
    }
    fn real(&mut self, index: usize) -> DbResult<Option<f64>> {
        self.0.try_get(index)
    }
}

/// Reads a projected row whose columns start at `offset`.
///
/// # Errors
/// When a column has another type.
pub fn read_row<R: truckroll_domain::Row>(row: &AnyRow, offset: usize) -> DbResult<R> {
    R::read(&mut Columns(row), offset)
}
