//! The rows of imports: what people brought, who works on it, what became of it.
//!
//! Whoever works on one holds a lease and a name of his own: every step he stores asks whether both still hold, in the
//! transaction of the step ([`Job::step`], `lines.rs`), so that two can never take the same rows.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::fields::Noun;
use truckroll_domain::imports::{ImportState, Mapping};
use truckroll_domain::{AgentId, DocumentId, TenantId, Timestamp};
use truckroll_protocol::api::{ImportNow, ImportResult};

use super::read::Table;
use crate::App;
use crate::auth::Session;
use crate::db::{Cell, Db, DbResult, Tx, insert_many, query};
use crate::http::API;

/// How long somebody who works on an import may be silent before another one goes on.
pub(super) const LEASE_MS: i64 = 30_000;
/// Imports of a list.
const MOST: i64 = 100;
/// What is read of an import.
const COLUMNS: &str = "id, noun, file_name, format, state, agent_id, agent_name, created_at, row_count, mapping, rows_done, \
                       started_at, ended_at, trouble, data_rows, created, updated, kept, rejected, companies_created, \
                       undo_agent_name, removed, restored, left_over, dry, asset_table";

/// An import that somebody works on.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub tenant: TenantId,
    pub id: String,
    pub noun: Noun,
    /// Of rows of an asset table: its key.
    pub table: String,
    pub state: ImportState,
    pub agent: AgentId,
    pub undo_agent: Option<AgentId>,
    pub chunks: i64,
    pub mapping: Mapping,
    pub attempt: i64,
    pub chunks_done: i64,
    /// The name of who works on it.
    pub runner: String,
}

fn word<T: serde::de::DeserializeOwned + Default>(text: &str) -> T {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).unwrap_or_default()
}

pub(super) fn noun(text: &str) -> DbResult<Noun> {
    Noun::from_word(text).ok_or_else(|| sqlx::Error::Decode(format!("no noun: {text}").into()))
}

/// Stores a file that came.
pub(super) async fn insert(
    app: &App,
    session: &Session,
    (noun, of): (Noun, &str),
    name: &str,
    table: Table,
    mapping: &Mapping,
) -> DbResult<String> {
    let encode = |e: serde_json::Error| sqlx::Error::Encode(e.into());
    let id = app.fresh::<DocumentId>().to_string();
    let mut tx = app.db.begin().await?;
    let count = i64::try_from(table.chunks.len()).unwrap_or(i64::MAX);
    let texts = [noun.word(), name, table.format, ImportState::Uploaded.word()].map(Cell::from);
    let agent = [session.agent.to_string(), session.actor.name().to_owned()].map(Cell::from);
    let mut row: Vec<Cell> = vec![session.tenant.to_string().into(), id.clone().into()];
    row.extend(texts);
    row.extend(agent);
    row.extend([app.clock.now().ms(), table.rows, count].map(Cell::from));
    row.push(serde_json::to_string(&table.head).map_err(encode)?.into());
    row.push(serde_json::to_string(mapping).map_err(encode)?.into());
    // attempt to companies_created; nothing was stored yet, as in a check
    row.extend([0_i64, 1].map(Cell::from));
    row.extend([0_i64; 8].map(Cell::from));
    row.extend(["", "", ""].map(Cell::from));
    // removed to lease_until
    row.extend([0_i64; 4].map(Cell::from));
    row.push(of.into());
    let columns = [
        "tenant_id",
        "id",
        "noun",
        "file_name",
        "format",
        "state",
        "agent_id",
        "agent_name",
        "created_at",
        "row_count",
        "chunk_count",
        "head",
        "mapping",
        "attempt",
        "dry",
        "chunks_done",
        "rows_done",
        "data_rows",
        "created",
        "updated",
        "kept",
        "rejected",
        "companies_created",
        "trouble",
        "undo_agent_name",
        "runner",
        "removed",
        "restored",
        "left_over",
        "lease_until",
        "asset_table",
    ];
    insert_many(&mut tx, "imports", &columns, vec![row], "").await?;
    let chunks = (0_i64..)
        .zip(table.chunks)
        .map(|(n, bytes)| vec![session.tenant.to_string().into(), id.clone().into(), n.into(), bytes.into()]);
    insert_many(&mut tx, "import_chunks", &["tenant_id", "import_id", "n", "bytes"], chunks.collect(), "").await?;
    tx.commit().await?;
    Ok(id)
}

fn read(row: &AnyRow) -> DbResult<ImportNow> {
    let id: String = row.try_get(0)?;
    let agent: String = row.try_get(5)?;
    let moment = |at: usize| row.try_get::<Option<i64>, _>(at).map(|at| at.map(Timestamp));
    let rejected: i64 = row.try_get(18)?;
    Ok(ImportNow {
        noun: noun(&row.try_get::<String, _>(1)?)?,
        table: row.try_get(25)?,
        file: row.try_get(2)?,
        format: row.try_get(3)?,
        state: word(&row.try_get::<String, _>(4)?),
        agent: agent.parse().unwrap_or_default(),
        agent_name: row.try_get(6)?,
        at: Timestamp(row.try_get(7)?),
        rows: row.try_get(8)?,
        head: Vec::new(),
        mapping: serde_json::from_str(&row.try_get::<String, _>(9)?).unwrap_or_default(),
        done: row.try_get(10)?,
        started_at: moment(11)?,
        ended_at: moment(12)?,
        trouble: row.try_get(13)?,
        result: ImportResult {
            job: id.clone(),
            rows: row.try_get(14)?,
            created: row.try_get(15)?,
            updated: row.try_get(16)?,
            kept: row.try_get(17)?,
            rejected,
            companies_created: row.try_get(19)?,
            rejected_file: if rejected > 0 { format!("{API}/imports/{id}/rejected") } else { String::new() },
        },
        refused: Vec::new(),
        can_undo: false,
        undone_by: row.try_get(20)?,
        removed: row.try_get(21)?,
        restored: row.try_get(22)?,
        left: row.try_get(23)?,
        left_customers: Vec::new(),
        dry: row.try_get::<i64, _>(24)? != 0,
        id,
    })
}

/// The latest imports of a noun, of an asset table of that alone (index `imports_noun`).
pub(super) async fn list(db: &Db, tenant: TenantId, noun: Noun, table: &str) -> DbResult<Vec<ImportNow>> {
    let sql = format!(
        "select {COLUMNS} from imports where tenant_id = $1 and noun = $2 and asset_table = $3 \
         order by created_at desc, id desc limit {MOST}"
    );
    let rows =
        query(&sql).bind(tenant.to_string()).bind(noun.word()).bind(table.to_owned()).fetch_all(db.pool()).await?;
    rows.iter().map(read).collect()
}

/// One import, with its first rows and its attempt.
pub(super) async fn one(db: &Db, tenant: TenantId, id: &str) -> DbResult<Option<(ImportNow, i64)>> {
    let sql = format!("select {COLUMNS}, head, attempt from imports where tenant_id = $1 and id = $2");
    let row = query(&sql).bind(tenant.to_string()).bind(id.to_owned()).fetch_optional(db.pool()).await?;
    let Some(row) = row else { return Ok(None) };
    let mut now = read(&row)?;
    now.head = serde_json::from_str(&row.try_get::<String, _>(26)?).unwrap_or_default();
    Ok(Some((now, row.try_get(27)?)))
}

/// Whether another import of the organisation is being stored or taken back.
pub(super) async fn is_another_busy(tx: &mut Tx, tenant: TenantId, id: &str) -> DbResult<bool> {
    let row = sqlx::query(
        "select 1 from imports where tenant_id = $1 and id <> $2 and state in ('running', 'undoing') limit 1",
    )
    .bind(tenant.to_string())
    .bind(id.to_owned())
    .fetch_optional(tx.on())
    .await?;
    Ok(row.is_some())
}

/// Gives an import its next work, if it is in one of the states `from`.
pub(super) async fn begin(
    tx: &mut Tx,
    tenant: TenantId,
    id: &str,
    from: &[ImportState],
    to: (ImportState, Option<&Mapping>),
    now: Timestamp,
) -> DbResult<bool> {
    let words: Vec<String> = from.iter().map(|state| format!("'{}'", state.word())).collect();
    let (state, mapping) = to;
    let mapping = mapping.map(serde_json::to_string).transpose().map_err(|e| sqlx::Error::Encode(e.into()))?;
    let sql = format!(
        "update imports set state = $1, started_at = $2, ended_at = null, trouble = '', runner = '', lease_until = 0 {} \
         where tenant_id = $3 and id = $4 and state in ({})",
        match mapping {
            Some(_) => {
                ", mapping = $5, dry = $6, attempt = attempt + 1, chunks_done = 0, rows_done = 0, data_rows = 0, created = 0, \
                 updated = 0, kept = 0, rejected = 0, companies_created = 0, removed = 0, restored = 0, left_over = 0, \
                 undo_agent_name = ''"
            }
            None => ", rows_done = 0",
        },
        words.join(", ")
    );
    let mut update = query(&sql).bind(state.word()).bind(now.ms()).bind(tenant.to_string()).bind(id.to_owned());
    if let Some(mapping) = mapping {
        update = update.bind(mapping).bind(i64::from(state == ImportState::Checking));
    }
    Ok(update.execute(tx.on()).await?.rows_affected() == 1)
}

/// Ends the check or the storing of an import that is under way. Whoever works on it finds that it is no longer his at his
/// next step, of which nothing is stored then.
pub(super) async fn stop(tx: &mut Tx, tenant: TenantId, id: &str, now: Timestamp) -> DbResult<bool> {
    let stopped = sqlx::query(
        "update imports set trouble = case when state = 'checking' then 'check_stopped' else 'stopped' end, state = 'failed', \
         ended_at = $1, runner = '', lease_until = 0 where tenant_id = $2 and id = $3 and state in ('checking', 'running')",
    )
    .bind(now.ms())
    .bind(tenant.to_string())
    .bind(id.to_owned())
    .execute(tx.on())
    .await?;
    Ok(stopped.rows_affected() == 1)
}

/// Notes who takes an import back.
pub(super) async fn note_undo(tx: &mut Tx, session: &Session, id: &str) -> DbResult<()> {
    sqlx::query("update imports set undo_agent_id = $1, undo_agent_name = $2 where tenant_id = $3 and id = $4")
        .bind(session.agent.to_string())
        .bind(session.actor.name().to_owned())
        .bind(session.tenant.to_string())
        .bind(id.to_owned())
        .execute(tx.on())
        .await?;
    Ok(())
}

/// Takes the next import that waits for somebody to work on it (index `imports_state`).
pub(super) async fn claim(app: &App, runner: &str) -> DbResult<Option<Job>> {
    let now = app.clock.now();
    let rows = sqlx::query(
        "select tenant_id, id, lease_until, noun, state, agent_id, undo_agent_id, chunk_count, mapping, attempt, chunks_done, \
         asset_table \
         from imports where state in ('checking', 'running', 'undoing') and lease_until < $1 \
         order by lease_until, created_at limit 8",
    )
    .bind(now.ms())
    .fetch_all(app.db.pool())
    .await?;
    for row in &rows {
        let (tenant, id): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let Ok(tenant) = tenant.parse::<TenantId>() else { continue };
        let mut tx = app.db.begin().await?;
        let taken = sqlx::query(
            "update imports set runner = $1, lease_until = $2 where tenant_id = $3 and id = $4 and lease_until = $5 and state = $6",
        )
        .bind(runner.to_owned())
        .bind(now.plus_ms(LEASE_MS).ms())
        .bind(tenant.to_string())
        .bind(id.clone())
        .bind(row.try_get::<i64, _>(2)?)
        .bind(row.try_get::<String, _>(4)?)
        .execute(tx.on())
        .await?;
        tx.commit().await?;
        if taken.rows_affected() != 1 {
            continue;
        }
        let agent: String = row.try_get(5)?;
        let undo: Option<String> = row.try_get(6)?;
        return Ok(Some(Job {
            tenant,
            id,
            noun: noun(&row.try_get::<String, _>(3)?)?,
            state: word(&row.try_get::<String, _>(4)?),
            agent: agent.parse().unwrap_or_default(),
            undo_agent: undo.and_then(|id| id.parse().ok()),
            chunks: row.try_get(7)?,
            mapping: serde_json::from_str(&row.try_get::<String, _>(8)?).unwrap_or_default(),
            attempt: row.try_get(9)?,
            chunks_done: row.try_get(10)?,
            table: row.try_get(11)?,
            runner: runner.to_owned(),
        }));
    }
    Ok(None)
}

/// Lets go of what a process that has ended worked on, so that nobody waits for its leases. Only where this process is the
/// only one of its database.
pub(super) async fn release_all(app: &App) -> DbResult<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query("update imports set lease_until = 0 where state in ('checking', 'running', 'undoing')")
        .execute(tx.on())
        .await?;
    tx.commit().await
}

impl Job {
    /// Ends the present work.
    pub async fn end(&self, app: &App, state: ImportState, trouble: &str) -> DbResult<()> {
        let mut tx = app.db.begin().await?;
        sqlx::query(
            "update imports set state = $1, trouble = $2, ended_at = $3, lease_until = 0 \
             where tenant_id = $4 and id = $5 and runner = $6 and state = $7",
        )
        .bind(state.word())
        .bind(trouble.to_owned())
        .bind(app.clock.now().ms())
        .bind(self.tenant.to_string())
        .bind(self.id.clone())
        .bind(self.runner.clone())
        .bind(self.state.word())
        .execute(tx.on())
        .await?;
        tx.commit().await
    }

    /// Takes away what earlier attempts wrote, and for a check its own beginning: it begins again.
    pub async fn clear(&self, app: &App) -> DbResult<()> {
        let mut tx = app.db.begin().await?;
        let upto = if self.state == ImportState::Checking { self.attempt } else { self.attempt - 1 };
        sqlx::query("delete from import_lines where tenant_id = $1 and import_id = $2 and attempt <= $3")
            .bind(self.tenant.to_string())
            .bind(self.id.clone())
            .bind(upto)
            .execute(tx.on())
            .await?;
        if self.state == ImportState::Checking {
            sqlx::query(
                "update imports set chunks_done = 0, rows_done = 0, data_rows = 0, created = 0, updated = 0, kept = 0, \
                 rejected = 0, companies_created = 0 where tenant_id = $1 and id = $2 and runner = $3",
            )
            .bind(self.tenant.to_string())
            .bind(self.id.clone())
            .bind(self.runner.clone())
            .execute(tx.on())
            .await?;
        }
        tx.commit().await
    }
}

/// A chunk of a file; `None` when it has been cleared away.
pub(super) async fn chunk(db: &Db, tenant: TenantId, id: &str, n: i64) -> DbResult<Option<Vec<u8>>> {
    let row = sqlx::query("select bytes from import_chunks where tenant_id = $1 and import_id = $2 and n = $3")
        .bind(tenant.to_string())
        .bind(id.to_owned())
        .bind(n)
        .fetch_optional(db.pool())
        .await?;
    row.map(|row| row.try_get(0)).transpose()
}

/// Clears away rows and lines of imports older than `before`; the imports themselves stay in the list. Returns how many went.
pub(super) async fn clear_old(app: &App, before: Timestamp) -> DbResult<u64> {
    let mut gone = 0;
    let rows = sqlx::query(
        "select tenant_id, id from imports where created_at < $1 and state not in ('checking', 'running', 'undoing') \
         and exists (select 1 from import_chunks c where c.tenant_id = imports.tenant_id and c.import_id = imports.id) limit 100",
    )
    .bind(before.ms())
    .fetch_all(app.db.pool())
    .await?;
    for row in rows {
        let (tenant, id): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let mut tx = app.db.begin().await?;
        for sql in [
            "delete from import_chunks where tenant_id = $1 and import_id = $2",
            "delete from import_lines where tenant_id = $1 and import_id = $2",
            "update imports set head = '[]' where tenant_id = $1 and id = $2",
        ] {
            sqlx::query(sql).bind(tenant.clone()).bind(id.clone()).execute(tx.on()).await?;
        }
        tx.commit().await?;
        gone += 1;
    }
    Ok(gone)
}
