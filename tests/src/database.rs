//! A database for a test: SQLite in a temporary folder, or a fresh PostgreSQL database when
//! `TRUCKROLL_TEST_POSTGRES` names a server. Folders lie in memory where the machine has `/dev/shm`. Migrations run once in a
//! process; every database starts as a copy of what they left.

use std::path::{Path, PathBuf};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use truckroll_server::db::Db;

/// The file of a migrated SQLite database.
static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
/// The name of a migrated PostgreSQL database that others are copies of.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// Where the server of a test stores.
pub struct Database {
    folder: TempDir,
    /// PostgreSQL address, if it is one.
    pub url: Option<String>,
    drop_with: Option<(String, String)>,
}

fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a temporary folder can be made")
}

async fn migrated(folder: &Path, url: Option<&str>) {
    let (db, _) = Db::open(folder, url).await.expect("migrations run");
    db.pool().close().await;
}

async fn file() -> Vec<u8> {
    let folder = folder();
    migrated(folder.path(), None).await;
    std::fs::read(folder.path().join("truckroll.db")).expect("the database is a file")
}

async fn run(connection: &mut PgConnection, sql: String) {
    sqlx::query(AssertSqlSafe(sql)).execute(connection).await.expect("the server of the test run makes databases");
}

/// A name of its own for a database, with the address of its server without one.
fn fresh(server: &str, prefix: &str) -> (String, String) {
    let name = format!("{prefix}{:016x}", rand::random::<u64>());
    let base = server.rsplit_once('/').map_or(server, |(base, _)| base);
    (format!("{base}/{name}"), name)
}

/// Goes with the test run's server.
async fn template(server: &str) -> String {
    let (url, name) = fresh(server, "template");
    let mut connection = PgConnection::connect(server).await.expect("PostgreSQL of the test run answers");
    run(&mut connection, format!("create database {name}")).await;
    migrated(folder().path(), Some(&url)).await;
    name
}

impl Database {
    /// SQLite.
    pub async fn sqlite() -> Self {
        let folder = folder();
        std::fs::write(folder.path().join("truckroll.db"), FILE.get_or_init(file).await).expect("a copy is written");
        Self { folder, url: None, drop_with: None }
    }

    /// A PostgreSQL database of its own, or `None` where no server is given.
    pub async fn postgres() -> Option<Self> {
        let server = std::env::var("TRUCKROLL_TEST_POSTGRES").ok()?;
        let template = TEMPLATE.get_or_init(|| template(&server)).await;
        let (url, name) = fresh(&server, "t");
        let mut connection = PgConnection::connect(&server).await.expect("PostgreSQL of the test run answers");
        run(&mut connection, format!("create database {name} template {template} strategy file_copy")).await;
        // stories that end a process ask for durability themselves; the others need not wait for the disk
        run(&mut connection, format!("alter database {name} set synchronous_commit = off")).await;
        Some(Self { folder: folder(), url: Some(url), drop_with: Some((server, name)) })
    }

    /// A folder without a database.
    #[must_use]
    pub fn none() -> Self {
        Self { folder: folder(), url: None, drop_with: None }
    }

    /// Makes PostgreSQL wait for the disk at every commit, as it does for people; for stories that end a process.
    pub async fn wait_for_the_disk(&self) {
        let Some((server, name)) = &self.drop_with else { return };
        let mut connection = PgConnection::connect(server).await.expect("PostgreSQL of the test run answers");
        run(&mut connection, format!("alter database {name} set synchronous_commit = on")).await;
    }

    /// Both databases; PostgreSQL only where there is one.
    pub async fn all() -> Vec<Self> {
        let mut all = vec![Self::sqlite().await];
        all.extend(Self::postgres().await);
        all
    }

    /// The data folder.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Removes the PostgreSQL database. Call it after the server is gone.
    pub async fn remove(self) {
        if let Some((server, name)) = &self.drop_with
            && let Ok(mut connection) = PgConnection::connect(server).await
        {
            let sql = format!("drop database if exists {name} with (force)");
            // a database that is left over goes with the test run's server
            let _ = sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await;
        }
    }
}
