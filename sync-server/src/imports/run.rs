//! Works on imports: checks files, stores their rows, takes imports back, a chunk at a time.
//!
//! It takes no arguments: it looks which imports wait, and goes on where somebody stopped. What a chunk did and that it is
//! done are one transaction, so each row is taken exactly once, whenever the server was stopped. A check stores nothing and
//! begins again.

use std::collections::BTreeSet;
use std::time::Duration;

use truckroll_domain::access::Verb;
use truckroll_domain::imports::ImportState;
use truckroll_domain::time::DAY_MS;

use super::lines::{self, Done, Which};
use super::plan::{Memory, Planner};
use super::store::{self, Job};
use super::{read, undo};
use crate::App;
use crate::db::{DbResult, Engine};
use crate::ingest::{self, ExecuteError};

/// How often it is looked for imports that nobody works on.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// How often it is looked for old ones.
const CLEAR_AGAIN: Duration = Duration::from_secs(3_600);
/// How long the rows of a file are kept: as long as customers can be brought back.
pub(super) const KEPT_MS: i64 = 30 * DAY_MS;
/// Lines read at once.
const SLICE: i64 = 5_000;
/// Rows of a chunk whose command may be refused after it was tried.
const MOST_REFUSED: usize = 100;

/// Starts the worker; it ends with the runtime.
pub fn start(app: &App) -> tokio::task::JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move {
        if app.db.engine() == Engine::Sqlite
            && let Err(error) = store::release_all(&app).await
        {
            tracing::warn!(%error, "imports wait for the database");
        }
        let mut cleared = None;
        loop {
            match work(&app).await {
                Ok(0) => {}
                Ok(imports) => tracing::info!(imports, "imports were worked on"),
                Err(error) => tracing::warn!(%error, "imports wait for the database"),
            }
            if cleared.is_none_or(|at: tokio::time::Instant| at.elapsed() > CLEAR_AGAIN) {
                cleared = Some(tokio::time::Instant::now());
                if let Err(error) = clear_old(&app).await {
                    tracing::warn!(%error, "files of old imports were not cleared away");
                }
            }
            // woken by what people began, and by time for what somebody else let go of
            let _ = tokio::time::timeout(LOOK_AGAIN, app.imports.notified()).await;
        }
    })
}

/// Works on imports until none waits; returns on how many.
///
/// # Errors
/// When the database fails; what was done is stored, and another run goes on.
pub async fn work(app: &App) -> DbResult<usize> {
    let runner = app.fresh::<uuid::Uuid>().to_string();
    let mut count = 0;
    while let Some(job) = store::claim(app, &runner).await? {
        count += 1;
        let done = match job.state {
            ImportState::Undoing => undo::run(app, &job).await,
            _ => run(app, &job).await,
        };
        match done {
            Ok(state) => job.end(app, state, "").await?,
            Err(Stopped::Overtaken) => tracing::warn!(import.id = job.id, "somebody else works on this import"),
            Err(Stopped::Because(trouble)) => job.end(app, ImportState::Failed, trouble).await?,
            Err(Stopped::Database(error)) => return Err(error),
        }
    }
    Ok(count)
}

/// Clears away the rows of imports that are older than thirty days; returns of how many.
///
/// # Errors
/// When the database fails.
pub async fn clear_old(app: &App) -> DbResult<u64> {
    store::clear_old(app, app.clock.now().plus_ms(-KEPT_MS)).await
}

/// Why work on an import stopped.
#[derive(Debug)]
pub(super) enum Stopped {
    /// Somebody else has taken it.
    Overtaken,
    /// It cannot go on; the reason is a key of the message files.
    Because(&'static str),
    /// The database failed; it is gone on with.
    Database(sqlx::Error),
}

impl From<sqlx::Error> for Stopped {
    fn from(error: sqlx::Error) -> Self {
        Stopped::Database(error)
    }
}

async fn run(app: &App, job: &Job) -> Result<ImportState, Stopped> {
    let dry = job.state == ImportState::Checking;
    let mut job = job.clone();
    if dry || job.chunks_done == 0 {
        job.clear(app).await?;
    }
    if dry {
        job.chunks_done = 0;
    }
    let mut memory = Memory::default();
    let mut planner = planner(app, &job).await?;
    recall(&planner, &job, &mut memory).await?;
    for n in job.chunks_done..job.chunks {
        let lines = rows(app, &job, n).await?;
        // rights, fields and names are those of the moment
        if !std::sync::Arc::ptr_eq(&planner.directory, &app.directory(job.tenant).await?) {
            planner = self::planner(app, &job).await?;
        }
        store_chunk(app, &planner, n, lines, &mut memory, dry).await?;
    }
    tracing::info!(import.id = job.id, state = job.state.word(), "all rows of an import are done");
    Ok(if dry { ImportState::Checked } else { ImportState::Done })
}

async fn planner(app: &App, job: &Job) -> Result<Planner, Stopped> {
    let planner = Planner::new(app, job).await?.ok_or(Stopped::Because("not_allowed"))?;
    if !planner.caller.actor.may(super::routes::area(job.noun), Verb::Import) {
        return Err(Stopped::Because("not_allowed"));
    }
    Ok(planner)
}

/// The rows of a chunk, those of headings left out.
async fn rows(app: &App, job: &Job, n: i64) -> Result<Vec<read::Line>, Stopped> {
    let chunk = store::chunk(&app.db, job.tenant, &job.id, n).await?.ok_or(Stopped::Because("cleared_away"))?;
    let lines = tokio::task::spawn_blocking(move || read::lines(&chunk)).await;
    let mut lines = lines.map_err(|_| Stopped::Because("damaged"))?.map_err(|_| Stopped::Because("damaged"))?;
    if n == 0 && job.mapping.header && !lines.is_empty() {
        lines.remove(0);
    }
    Ok(lines)
}

/// Remembers what the chunks that are done have taken.
async fn recall(planner: &Planner, job: &Job, memory: &mut Memory) -> Result<(), Stopped> {
    if job.chunks_done == 0 {
        return Ok(());
    }
    let app = &planner.app;
    let mut refused = BTreeSet::new();
    let mut after = 0;
    loop {
        let of = (job.tenant, job.id.as_str(), job.attempt);
        let lines = lines::lines(&app.db, of, Which::Refused { after }, SLICE).await?;
        refused.extend(lines.iter().map(|(done, _)| done.row));
        match lines.last() {
            Some((last, _)) => after = last.row,
            None => break,
        }
    }
    let of = (job.tenant, job.id.as_str(), job.attempt);
    for (done, _) in lines::lines(&app.db, of, Which::Written, i64::MAX).await? {
        memory.customers.extend(done.document.filter(|_| done.n == 0).map(|id| (id, done.row)));
    }
    for n in 0..job.chunks_done {
        let lines = rows(app, job, n).await?;
        planner.recall(lines, &refused, memory).await?;
    }
    Ok(())
}

async fn store_chunk(
    app: &App,
    planner: &Planner,
    n: i64,
    lines: Vec<read::Line>,
    memory: &mut Memory,
    dry: bool,
) -> Result<(), Stopped> {
    let job = &planner.job;
    let mut batch = planner.plan(lines, memory).await?;
    for _ in 0..MOST_REFUSED {
        let kept: Vec<Done> = batch.done.iter().filter(|done| !dry || done.outcome == "rejected").cloned().collect();
        let beside = job.step(n, batch.counts, &kept, app.clock.now());
        if dry || batch.commands.is_empty() {
            let mut tx = app.db.begin().await?;
            if !beside.write(&mut tx).await? {
                return Err(Stopped::Overtaken);
            }
            tx.commit().await?;
            batch.remember(memory, dry);
            return Ok(());
        }
        let commands = batch.commands.iter().map(|(_, envelope)| envelope.clone()).collect();
        match ingest::execute_beside(app, &planner.caller, commands, &beside).await {
            Ok(_) => {
                batch.remember(memory, dry);
                return Ok(());
            }
            Err(ExecuteError::Refused { index, why }) => {
                // somebody changed the customer between the look and the command
                let Some((row, _)) = batch.commands.get(index) else { return Err(Stopped::Because("interrupted")) };
                batch.withdraw(job.noun, *row, &why, &job.mapping);
            }
            Err(ExecuteError::Overtaken) => return Err(Stopped::Overtaken),
            Err(ExecuteError::Invalid(what)) => {
                tracing::error!(import.id = job.id, what, "the rows of an import were not taken");
                return Err(Stopped::Because("interrupted"));
            }
            Err(ExecuteError::Database(error)) => return Err(error.into()),
        }
    }
    Err(Stopped::Because("interrupted"))
}
