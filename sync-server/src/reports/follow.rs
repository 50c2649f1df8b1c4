//! Keeps the facts of tickets right: follows the feed of an organisation from the number up to which it was read.
//!
//! One reader at a time works on an organisation: he holds the row of its cursor while he writes. Who comes second finds it
//! moved on. An upgrade begins at zero, and so the facts of all tickets are made.

use std::time::Duration;

use sqlx::Row as _;
use tokio::sync::broadcast::error::RecvError;
use truckroll_domain::reports::facts;
use truckroll_domain::{Content, DocumentId, Kind, TenantId};

use crate::App;
use crate::db::{Cell, DbResult, insert_many, marks, query};
use crate::ingest;

/// Tickets that are read at once.
const BATCH: i64 = 200;
/// Between two looks when nothing is announced.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// Starts to follow: woken by what is stored, and by time. It ends with the runtime.
pub fn start(app: &App) -> tokio::task::JoinHandle<()> {
    let app = app.clone();
    let mut stored = app.listen();
    tokio::spawn(async move {
        loop {
            if let Err(error) = run(&app).await {
                tracing::warn!(%error, "statistics of tickets wait for the database");
            }
            match tokio::time::timeout(LOOK_AGAIN, stored.recv()).await {
                Ok(Err(RecvError::Closed)) => return,
                Ok(Ok(_) | Err(RecvError::Lagged(_))) | Err(_) => {}
            }
            // one look is enough for all that came meanwhile
            stored = stored.resubscribe();
        }
    })
}

/// Brings the facts of all organisations up to date. Returns how many tickets it read.
///
/// # Errors
/// When the database fails; what was not done is done the next time.
pub async fn run(app: &App) -> DbResult<u64> {
    let mut read = 0;
    // the primary keys of both
    let behind = query(
        "select t.id from tenants t left join ticket_facts_cursors c on c.tenant_id = t.id \
         where c.seq is null or c.seq < t.seq",
    );
    for row in behind.fetch_all(app.db.pool()).await? {
        let Ok(tenant) = row.try_get::<String, _>(0)?.parse::<TenantId>() else { continue };
        read += follow(app, tenant).await?;
    }
    Ok(read)
}

/// Brings the facts of an organisation up to date.
pub(super) async fn follow(app: &App, tenant: TenantId) -> DbResult<u64> {
    let mut read = 0;
    loop {
        let (count, more) = step(app, tenant).await?;
        read += count;
        if !more {
            return Ok(read);
        }
    }
}

/// The facts of the next tickets, and whether more follow.
async fn step(app: &App, tenant: TenantId) -> DbResult<(u64, bool)> {
    let mut tx = app.db.begin().await?;
    // whoever writes this row is the only one until he is done
    sqlx::query(
        "insert into ticket_facts_cursors (tenant_id, seq) values ($1, 0) \
         on conflict (tenant_id) do update set seq = ticket_facts_cursors.seq",
    )
    .bind(tenant.to_string())
    .execute(tx.on())
    .await?;
    let row = sqlx::query(
        "select c.seq, t.seq from ticket_facts_cursors c join tenants t on t.id = c.tenant_id where c.tenant_id = $1",
    )
    .bind(tenant.to_string())
    .fetch_one(tx.on())
    .await?;
    let (after, top): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    if after >= top {
        tx.commit().await?;
        return Ok((0, false));
    }
    // index documents_kind
    let rows = sqlx::query(
        "select id, seq from documents where tenant_id = $1 and kind = $2 and seq > $3 and seq <= $4 order by seq limit $5",
    )
    .bind(tenant.to_string())
    .bind(Kind::Ticket.word())
    .bind(after)
    .bind(top)
    .bind(BATCH)
    .fetch_all(tx.on())
    .await?;
    let mut ids: Vec<DocumentId> = Vec::new();
    let mut last = top;
    for row in &rows {
        ids.extend(row.try_get::<String, _>(0)?.parse::<DocumentId>().ok());
        last = row.try_get(1)?;
    }
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) >= BATCH;
    let last = if more { last } else { top };
    let stored = ingest::load(&app.db, tenant, &ids).await?;
    if !ids.is_empty() {
        let sql = format!("delete from ticket_facts where tenant_id = $1 and ticket_id in ({})", marks(2, ids.len()));
        let mut delete = query(&sql).bind(tenant.to_string());
        for id in &ids {
            delete = delete.bind(id.to_string());
        }
        delete.execute(tx.on()).await?;
    }
    let mut cells: Vec<Vec<Cell>> = Vec::new();
    for (id, stored) in &stored {
        let Content::Ticket(ticket, overlay) = &stored.content else { continue };
        for (n, fact) in (0_i64..).zip(facts(ticket, overlay)) {
            cells.push(vec![
                tenant.to_string().into(),
                id.to_string().into(),
                n.into(),
                fact.what.word().into(),
                fact.at.ms().into(),
                fact.took_ms.into(),
            ]);
        }
    }
    let columns = ["tenant_id", "ticket_id", "n", "kind", "at", "took_ms"];
    insert_many(&mut tx, "ticket_facts", &columns, cells, "").await?;
    sqlx::query("update ticket_facts_cursors set seq = $1 where tenant_id = $2")
        .bind(last)
        .bind(tenant.to_string())
        .execute(tx.on())
        .await?;
    tx.commit().await?;
    Ok((u64::try_from(ids.len()).unwrap_or_default(), more))
}
