//! What goes by itself: customers and rows of asset tables that were thrown away more than thirty days ago (CUS-13, CUS-17), what is needed to take
//! back old merges and old changes of many. And what does not wait that long: records of merged customers go on at once.

use std::time::Duration;

use sqlx::Row as _;
use truckroll_domain::{DocumentId, Kind, TenantId};

use super::{bulk, merge, trash};
use crate::App;
use crate::db::{Cell, DbResult, Tx, insert_many, marks, query};
use crate::news::{self, Announcement, Changed, News};
use crate::portal::made_by_form;

/// How often it is looked for.
const LOOK_AGAIN: Duration = Duration::from_secs(3_600);
/// Customers that go in one transaction.
const SLICE: i64 = 200;
/// Where something of a document is, and the column that names it.
pub(super) const TABLES: [(&str, &str); 14] = [
    ("companies", "id"),
    ("contacts", "id"),
    ("assets", "id"),
    ("field_values", "document_id"),
    ("phone_numbers", "document_id"),
    ("company_contacts", "contact_id"),
    ("service_accounts", "company_id"),
    ("identities", "contact_id"),
    ("detail_reviews", "document_id"),
    ("entries", "parent_id"),
    ("changes", "document_id"),
    ("parcels", "document_id"),
    ("quarantine", "document_id"),
    ("documents", "id"),
];

/// Follows merges as soon as there is something to do, and clears away every hour; ends with the runtime.
pub fn start(app: &App) -> tokio::task::JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(LOOK_AGAIN);
        loop {
            let clears = tokio::select! {
                _ = tick.tick() => true,
                () = app.merged.notified() => false,
            };
            match run(&app, clears).await {
                Ok(0) => {}
                Ok(customers) => tracing::info!(customers, "customers in the bin are cleared away"),
                Err(error) => tracing::warn!(%error, "customers in the bin were not cleared away"),
            }
        }
    })
}

async fn run(app: &App, clears: bool) -> DbResult<u64> {
    let tenants = sqlx::query("select id from tenants").fetch_all(app.db.pool()).await?;
    let mut gone = 0;
    for row in tenants {
        let Ok(tenant) = row.try_get::<String, _>(0)?.parse::<TenantId>() else { continue };
        if let Err(fault) = merge::follow(app, tenant).await {
            tracing::warn!(detail = %fault.0.detail, "what was written about merged customers waits");
        }
        if clears {
            gone += clear(app, tenant).await?;
        }
    }
    Ok(gone)
}

/// Clears away what is over in one organisation; returns how many customers went.
///
/// # Errors
/// When the database fails; what was cleared away before that is gone.
pub async fn clear(app: &App, tenant: TenantId) -> DbResult<u64> {
    merge::close_old(app, tenant).await?;
    let mut tx = app.db.begin().await?;
    // index bulk_changes_at
    sqlx::query("delete from bulk_changes where tenant_id = $1 and at < $2")
        .bind(tenant.to_string())
        .bind(app.clock.now().plus_ms(-bulk::KEPT_MS).ms())
        .execute(tx.on())
        .await?;
    tx.commit().await?;
    let mut gone = 0;
    for (kind, table) in [(Kind::Company, "companies"), (Kind::Contact, "contacts"), (Kind::Asset, "assets")] {
        loop {
            let cleared = slice(app, tenant, kind, table).await?;
            gone += cleared;
            if cleared < SLICE.unsigned_abs() {
                break;
            }
        }
    }
    Ok(gone)
}

async fn slice(app: &App, tenant: TenantId, kind: Kind, table: &str) -> DbResult<u64> {
    let directory = app.directory(tenant).await?;
    let mut tx = app.db.begin().await?;
    // indexes companies_deleted, contacts_deleted, assets_deleted
    let sql =
        format!("select id from {table} where tenant_id = $1 and deleted_at < $2 order by deleted_at limit {SLICE}");
    let before = app.clock.now().plus_ms(-trash::KEPT_MS).ms();
    let rows = query(&sql).bind(tenant.to_string()).bind(before).fetch_all(tx.on()).await?;
    let ids: Vec<String> = rows.iter().map(|row| row.try_get(0)).collect::<DbResult<_>>()?;
    if ids.is_empty() {
        return Ok(0);
    }
    if kind == Kind::Contact {
        forget_forms(app, &mut tx, tenant, &ids).await?;
    }
    let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let seq = tx.take_seq(tenant, count).await?;
    let marks_of = marks(2, ids.len());
    for (table, column) in TABLES {
        every(&mut tx, &format!("delete from {table} where tenant_id = $1 and {column} in ({marks_of})"), tenant, &ids)
            .await?;
    }
    let column = merge::column_of(kind);
    every(
        &mut tx,
        &format!("delete from service_records where tenant_id = $1 and {column} in ({marks_of})"),
        tenant,
        &ids,
    )
    .await?;
    // index scopes_document: devices drop what they hold
    let sql = format!("update scopes set gone = 1, seq = {seq} where tenant_id = $1 and document_id in ({marks_of})");
    every(&mut tx, &sql, tenant, &ids).await?;
    let first = seq - count + 1;
    let row =
        |(seq, id): (i64, &String)| -> Vec<Cell> { vec![tenant.to_string().into(), id.clone().into(), seq.into()] };
    let rows = (first..).zip(&ids).map(row).collect();
    insert_many(
        &mut tx,
        "cleared_documents",
        &["tenant_id", "id", "seq"],
        rows,
        "(tenant_id, id) do update set seq = excluded.seq",
    )
    .await?;
    let named = ids.iter().filter_map(|id| id.parse::<DocumentId>().ok()).map(|id| (kind, id)).collect();
    let news = News::Stored(Announcement {
        tenant,
        seq,
        changed: Changed::Documents(named),
        agents: Some(directory.with_all_customers().collect()),
    });
    news::tell(&mut tx, &news).await?;
    tx.commit().await?;
    app.hear(news);
    Ok(ids.len() as u64)
}

/// Who is cleared away and writes by a form again is made anew: the command that a form makes a contact by is of its number.
pub(super) async fn forget_forms(app: &App, tx: &mut Tx, tenant: TenantId, ids: &[String]) -> DbResult<()> {
    let sql = format!("select phone from contacts where tenant_id = $1 and id in ({})", marks(2, ids.len()));
    let bound = ids.iter().fold(query(&sql).bind(tenant.to_string()), |query, id| query.bind(id.clone()));
    let rows = bound.fetch_all(tx.on()).await?;
    let phones = rows.iter().map(|row| row.try_get::<String, _>(0)).collect::<DbResult<Vec<_>>>()?;
    let commands: Vec<String> =
        phones.iter().filter_map(|phone| made_by_form(app, tenant, phone)).map(|id| id.to_string()).collect();
    if commands.is_empty() {
        return Ok(());
    }
    let sql = format!("delete from commands where tenant_id = $1 and id in ({})", marks(2, commands.len()));
    every(tx, &sql, tenant, &commands).await
}

pub(super) async fn every(tx: &mut Tx, sql: &str, tenant: TenantId, ids: &[String]) -> DbResult<()> {
    let bound = ids.iter().fold(query(sql).bind(tenant.to_string()), |query, id| query.bind(id.clone()));
    bound.execute(tx.on()).await?;
    Ok(())
}
