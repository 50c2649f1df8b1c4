//! The last steps: files that no other record names go, also those that a phone brings later.

use std::collections::BTreeSet;

use sqlx::Row as _;
use truckroll_domain::TenantId;
use truckroll_domain::customers::Erased;
use truckroll_domain::document::Document;

use super::job::{Job, Work};
use crate::App;
use crate::attachments;
use crate::db::{Cell, DbResult, Tx, insert_many, query};
use crate::directory::put_definition;
use crate::news::{self, News};

/// Documents that are read at once.
const PAGE: i64 = 200;

/// Removes the files of an erasure.
pub(super) async fn take(app: &App, job: &Job, work: &Work) -> DbResult<()> {
    let kept = named(app, job.tenant, &work.files).await?;
    let gone: Vec<String> = work.files.difference(&kept).cloned().collect();
    for hash in &gone {
        attachments::remove(app, job.tenant, hash).await?;
    }
    let mut tx = app.db.begin().await?;
    let now = app.clock.now().ms();
    let row = |hash: &String| -> Vec<Cell> {
        vec![job.tenant.to_string().into(), hash.clone().into(), job.id.clone().into(), now.into(), 1.into()]
    };
    let rows = gone.iter().map(row).collect();
    let columns = ["tenant_id", "hash", "erasure_id", "at", "gone"];
    insert_many(&mut tx, "erased_files", &columns, rows, "(tenant_id, hash) do nothing").await?;
    tell(&mut tx, job.tenant, &job.id, &gone).await?;
    job.goes_on(app, &mut tx, "pages", &Work::default()).await?;
    tx.commit().await?;
    app.hear(News::Directory { tenant: job.tenant });
    Ok(())
}

/// Removes files that late work named: signatures that were drawn before the phone heard of the erasure.
pub(super) async fn take_late(app: &App) -> DbResult<()> {
    let rows = sqlx::query("select tenant_id, hash, erasure_id from erased_files where gone = 0");
    for row in rows.fetch_all(app.db.pool()).await? {
        let (tenant, hash, id): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let Ok(of) = tenant.parse() else { continue };
        attachments::remove(app, of, &hash).await?;
        let mut tx = app.db.begin().await?;
        sqlx::query("update erased_files set gone = 1 where tenant_id = $1 and hash = $2")
            .bind(tenant)
            .bind(&hash)
            .execute(tx.on())
            .await?;
        tell(&mut tx, of, &id, &[hash]).await?;
        tx.commit().await?;
        app.hear(News::Directory { tenant: of });
    }
    Ok(())
}

/// Tells devices which files are gone for good.
async fn tell(tx: &mut Tx, tenant: TenantId, id: &str, gone: &[String]) -> DbResult<()> {
    let row = sqlx::query("select body from definitions where tenant_id = $1 and kind = $2 and id = $3")
        .bind(tenant.to_string())
        .bind(Erased::KIND)
        .bind(id)
        .fetch_optional(tx.on())
        .await?;
    let Some(row) = row else { return Ok(()) };
    let mut erased: Erased = serde_json::from_str(&row.try_get::<String, _>(0)?).unwrap_or_default();
    erased.files.extend(gone.iter().cloned());
    erased.files.dedup();
    put_definition(tx, tenant, Erased::KIND, id, &erased).await?;
    news::tell(tx, &News::Directory { tenant }).await
}

/// Those of the files that some record still names.
async fn named(app: &App, tenant: TenantId, files: &BTreeSet<String>) -> DbResult<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for hash in files {
        // lines, notes and definitions are read for each: an erasure has few files
        for (table, column) in [("entries", "body"), ("service_records", "files"), ("definitions", "body")] {
            let other = if table == "definitions" { "and kind <> 'erased'" } else { "" };
            let sql = format!("select 1 from {table} where tenant_id = $1 and {column} like $2 {other} limit 1");
            let row = query(&sql).bind(tenant.to_string()).bind(format!("%{hash}%"));
            if row.fetch_optional(app.db.pool()).await?.is_some() {
                found.insert(hash.clone());
            }
        }
    }
    let mut after = String::new();
    while found.len() < files.len() {
        let sql =
            format!("select id, snapshot from documents where tenant_id = $1 and id > $2 order by id limit {PAGE}");
        let rows = query(&sql).bind(tenant.to_string()).bind(after.clone()).fetch_all(app.db.pool()).await?;
        let Some(last) = rows.last() else { break };
        after = last.try_get(0)?;
        let page = rows.iter().map(|row| row.try_get::<Vec<u8>, _>(1)).collect::<DbResult<Vec<_>>>()?;
        let wanted: Vec<String> = files.difference(&found).cloned().collect();
        let here = tokio::task::spawn_blocking(move || {
            let texts: Vec<String> =
                page.iter().filter_map(|bytes| Document::load(bytes).ok()).map(|d| d.to_json().to_string()).collect();
            wanted.into_iter().filter(|hash| texts.iter().any(|text| text.contains(hash.as_str()))).collect::<Vec<_>>()
        });
        found.extend(here.await.map_err(|e| sqlx::Error::Protocol(e.to_string()))?);
    }
    Ok(found)
}
