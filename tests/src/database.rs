//! A database for a test: SQLite in a temporary folder, or a fresh PostgreSQL database when
//! `TRUCKROLL_TEST_POSTGRES` names a server. Folders lie in memory where the machine has `/dev/shm`.

use std::path::{Path, PathBuf};

use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

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

impl Database {
    /// SQLite.
    #[must_use]
    pub fn sqlite() -> Self {
        Self { folder: folder(), url: None, drop_with: None }
    }

    /// A fresh PostgreSQL database, or `None` where no server is given.
    pub async fn postgres() -> Option<Self> {
        let server = std::env::var("TRUCKROLL_TEST_POSTGRES").ok()?;
        let name = format!("t{:016x}", rand::random::<u64>());
        let mut connection = PgConnection::connect(&server).await.expect("PostgreSQL of the test run answers");
        sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}")))
            .execute(&mut connection)
            .await
            .expect("a database can be made");
        // stories that end a process ask for durability themselves; the others need not wait for the disk
        sqlx::query(sqlx::AssertSqlSafe(format!("alter database {name} set synchronous_commit = off")))
            .execute(&mut connection)
            .await
            .expect("a database can be tuned");
        let (base, _) = server.rsplit_once('/').unwrap_or((&server, ""));
        Some(Self { folder: folder(), url: Some(format!("{base}/{name}")), drop_with: Some((server.clone(), name)) })
    }

    /// Makes PostgreSQL wait for the disk at every commit, as it does for people; for stories that end a process.
    pub async fn wait_for_the_disk(&self) {
        let Some((server, name)) = &self.drop_with else { return };
        let mut connection = PgConnection::connect(server).await.expect("PostgreSQL of the test run answers");
        sqlx::query(sqlx::AssertSqlSafe(format!("alter database {name} set synchronous_commit = on")))
            .execute(&mut connection)
            .await
            .expect("a database can be tuned");
    }

    /// Both databases; PostgreSQL only where there is one.
    pub async fn all() -> Vec<Self> {
        let mut all = vec![Self::sqlite()];
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
            let _ = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await;
        }
    }
}
