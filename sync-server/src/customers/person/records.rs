//! The first step of an erasure, one transaction: the contacts go, their records are written anew.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use sqlx::Row as _;
use truckroll_domain::customers::Erased;
use truckroll_domain::{ContactId, DocumentId, Kind, TenantId};

use super::anew::{self, Anew, Whose};
use super::job::{Job, Work};
use super::known::{Known, values_of};
use super::needles::{Pen, Reach, staff};
use crate::App;
use crate::customers::clear;
use crate::customers::index::{self, Customer};
use crate::db::{Cell, DbResult, Tx, insert_many, marks, query};
use crate::directory::{Directory, put_definition};
use crate::ingest;
use crate::news::{self, Announcement, Changed, News};

/// Tables that are of a contact alone, with the column that names it, beside those of every document.
const OF_CONTACTS: [(&str, &str); 4] =
    [("merges", "source_id"), ("merges", "target_id"), ("redirects", "source_id"), ("redirects", "target_id")];

/// Takes the step. Nothing was stored where somebody wrote meanwhile; then `false`.
pub(super) async fn take(app: &App, job: &Job, work: &Work) -> DbResult<bool> {
    let tenant = job.tenant;
    let Some(known) = Known::load(app, tenant, job.contact).await? else {
        // the bin was faster; what it left is found by the sweep
        let mut tx = app.db.begin().await?;
        job.goes_on(app, &mut tx, "sweep", work).await?;
        tx.commit().await?;
        return Ok(true);
    };
    let directory = app.directory(tenant).await?;
    let staff = staff(&directory.agents);
    let contacts: BTreeSet<String> = known.contacts.keys().map(ToString::to_string).collect();
    let mut work = work.clone();
    let ids: Vec<String> = contacts.iter().cloned().collect();
    let mut tx = app.db.begin().await?;
    let count = i64::try_from(known.records.len() + known.contacts.len()).unwrap_or(i64::MAX);
    let last = tx.take_seq(tenant, count).await?;
    let identities = values_of(&mut tx, tenant, ("identities", "contact_id", "value"), &ids).await?;
    work.needles = known.needles(&identities);
    work.files.extend(known.files());
    work.files.extend(record_files(&mut tx, tenant, &ids).await?);
    work.rows.extend(rows_of(&mut tx, tenant, &ids).await?);
    work.places.clone_from(&known.places);
    work.contacts.clone_from(&contacts);
    work.records = known.records.keys().map(ToString::to_string).collect();
    let pen = Pen { told: &work.needles, mark: &job.mark, staff: &staff };
    let whose = Whose { contacts: &contacts, places: &known.places };
    let mut written = Vec::new();
    for (id, stored) in &known.records {
        let mut json = stored.document.to_json();
        whose.takes_out(stored.kind, &mut json, &pen);
        let overlay = anew::overlay(&stored.content.overlay_json(), &pen);
        match Anew::write(*id, stored.kind, stored.seq, &json, overlay) {
            Some(one) => written.push(one),
            None => tracing::error!(document.id = %id, "a record could not be written anew"),
        }
    }
    let first = last - count + 1;
    if !put(&mut tx, tenant, &directory, first, &written).await? {
        return Ok(false);
    }
    let mut all: Vec<(Kind, DocumentId)> = known.contacts.keys().map(|id| (Kind::Contact, *id)).collect();
    all.extend(known.records.iter().map(|(id, stored)| (stored.kind, *id)));
    for (kind, id) in &all {
        lines(&mut tx, tenant, *id, *kind, &pen).await?;
    }
    go(app, &mut tx, tenant, &known, &ids, last).await?;
    // browsers in which he was told of his tickets
    let records: Vec<String> = work.records.iter().cloned().collect();
    for some in records.chunks(500) {
        let of = marks(2, some.len());
        let sql = format!("delete from customer_subscriptions where tenant_id = $1 and ticket_id in ({of})");
        clear::every(&mut tx, &sql, tenant, some).await?;
    }
    let erased = Erased {
        contacts: known.contacts.keys().map(|id| ContactId::from(*id)).collect(),
        // devices hear of files when it is known that nobody else names them
        files: Vec::new(),
        mark: job.mark.clone(),
    };
    let seq = put_definition(&mut tx, tenant, Erased::KIND, &job.id, &erased).await?;
    remember(&mut tx, job, &work).await?;
    let kept = serde_json::to_string(&work.needles.marks(app, tenant)).map_err(|e| sqlx::Error::Encode(e.into()))?;
    sqlx::query("update erasures set marks = $1, seq = $2 where tenant_id = $3 and id = $4")
        .bind(kept)
        .bind(seq)
        .bind(tenant.to_string())
        .bind(&job.id)
        .execute(tx.on())
        .await?;
    job.goes_on(app, &mut tx, "sweep", &work).await?;
    let news = News::Stored(Announcement { tenant, seq, changed: Changed::Documents(all), agents: None });
    let known_no_more = News::Directory { tenant };
    for one in [&known_no_more, &news] {
        news::tell(&mut tx, one).await?;
    }
    tx.commit().await?;
    app.hear(known_no_more);
    app.hear(news);
    Ok(true)
}

/// Puts documents in the place of those with their history, numbered from `first`; devices get them whole. Not where one
/// moved since it was read: then nothing may be stored.
pub(super) async fn put(
    tx: &mut Tx,
    tenant: TenantId,
    directory: &Directory,
    first: i64,
    written: &[Anew],
) -> DbResult<bool> {
    let mut rows = Vec::new();
    for (seq, one) in (first..).zip(written) {
        let id = one.id.to_string();
        let done = sqlx::query(
            "update documents set seq = $1, heads = $2, snapshot = $3, overlay = $4 \
             where tenant_id = $5 and id = $6 and seq = $7",
        )
        .bind(seq)
        .bind(one.heads.clone())
        .bind(one.snapshot.clone())
        .bind(&one.overlay)
        .bind(tenant.to_string())
        .bind(&id)
        .bind(one.base_seq)
        .execute(tx.on())
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        for table in ["changes", "parcels", "quarantine"] {
            query(&format!("delete from {table} where tenant_id = $1 and document_id = $2"))
                .bind(tenant.to_string())
                .bind(id.clone())
                .execute(tx.on())
                .await?;
        }
        let hash = truckroll_domain::document::inspect(&one.change).map(|info| ingest::hex(&info.hash));
        rows.push(vec![
            tenant.to_string().into(),
            id.clone().into(),
            seq.into(),
            hash.unwrap_or_default().into(),
            Cell::from(None::<String>),
            one.change.clone().into(),
        ]);
        // granted anew: what a device holds of the former history is worth nothing
        sqlx::query(
            "update scopes set seq = $1, granted_seq = $1 where tenant_id = $2 and document_id = $3 and gone = 0",
        )
        .bind(seq)
        .bind(tenant.to_string())
        .bind(&id)
        .execute(tx.on())
        .await?;
    }
    let columns = ["tenant_id", "document_id", "seq", "hash", "device_id", "bytes"];
    insert_many(tx, "changes", &columns, rows, "(tenant_id, document_id, seq, hash) do nothing").await?;
    ingest::write_rows(tx, tenant, written.iter().map(|one| one.content.row(one.id)).collect()).await?;
    let customers = written.iter().filter(|one| matches!(one.kind, Kind::Asset | Kind::Company | Kind::Contact));
    let customers = customers.map(|one| Customer { id: one.id, content: &one.content, known: true }).collect();
    index::write(tx, tenant, directory, customers).await?;
    Ok(true)
}

/// The lines, events and notices of a record.
async fn lines(
    tx: &mut Tx,
    tenant: TenantId,
    id: DocumentId,
    kind: Kind,
    pen: &Pen<'_, super::needles::Needles>,
) -> DbResult<()> {
    if kind == Kind::Contact {
        // its lines go with it; what was noted with a company too stays there
        return notes(tx, tenant, id, pen).await;
    }
    let rows = sqlx::query("select id, body from entries where tenant_id = $1 and parent_id = $2")
        .bind(tenant.to_string())
        .bind(id.to_string())
        .fetch_all(tx.on())
        .await?;
    for row in rows {
        let (entry, body): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        if let Some(clean) = anew::entry(&body, pen) {
            sqlx::query("update entries set body = $1 where tenant_id = $2 and id = $3")
                .bind(clean)
                .bind(tenant.to_string())
                .bind(entry)
                .execute(tx.on())
                .await?;
        }
    }
    let rows = sqlx::query("select id, args from notices where tenant_id = $1 and document_id = $2")
        .bind(tenant.to_string())
        .bind(id.to_string())
        .fetch_all(tx.on())
        .await?;
    for row in rows {
        let (notice, args): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let Ok(mut json) = serde_json::from_str::<Json>(&args) else { continue };
        if pen.json(&mut json, Reach::All) {
            sqlx::query("update notices set args = $1 where tenant_id = $2 and id = $3")
                .bind(json.to_string())
                .bind(tenant.to_string())
                .bind(notice)
                .execute(tx.on())
                .await?;
        }
    }
    Ok(())
}

/// Notes of services in which the contact took part.
async fn notes(tx: &mut Tx, tenant: TenantId, id: DocumentId, pen: &Pen<'_, super::needles::Needles>) -> DbResult<()> {
    // index service_records_contact
    let rows = sqlx::query("select id, text from service_records where tenant_id = $1 and contact_id = $2")
        .bind(tenant.to_string())
        .bind(id.to_string())
        .fetch_all(tx.on())
        .await?;
    for row in rows {
        let (note, text): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        if let Some(clean) = pen.text(&text, Reach::All) {
            sqlx::query("update service_records set text = $1 where tenant_id = $2 and id = $3")
                .bind(clean)
                .bind(tenant.to_string())
                .bind(note)
                .execute(tx.on())
                .await?;
        }
    }
    Ok(())
}

/// The contacts and everything that is theirs alone go, as with the bin.
async fn go(app: &App, tx: &mut Tx, tenant: TenantId, known: &Known, ids: &[String], seq: i64) -> DbResult<()> {
    clear::forget_forms(app, tx, tenant, ids).await?;
    let of = marks(2, ids.len());
    let mut statements: Vec<String> = clear::TABLES
        .iter()
        .chain(&OF_CONTACTS)
        .map(|(table, column)| format!("delete from {table} where tenant_id = $1 and {column} in ({of})"))
        .collect();
    statements.extend([
        // who said what with whom is the person's; what was done for a company is the company's
        format!("delete from service_records where tenant_id = $1 and contact_id in ({of}) and company_id = ''"),
        format!("update service_records set contact_id = '' where tenant_id = $1 and contact_id in ({of})"),
        format!("delete from events where tenant_id = $1 and document_id in ({of})"),
        format!("delete from notices where tenant_id = $1 and document_id in ({of})"),
        format!("delete from import_lines where tenant_id = $1 and document_id in ({of})"),
        format!("update scopes set gone = 1, seq = {seq} where tenant_id = $1 and document_id in ({of})"),
    ]);
    for sql in statements {
        clear::every(tx, &sql, tenant, ids).await?;
    }
    let row = |id: &DocumentId| -> Vec<Cell> { vec![tenant.to_string().into(), id.to_string().into(), seq.into()] };
    insert_many(
        tx,
        "cleared_documents",
        &["tenant_id", "id", "seq"],
        known.contacts.keys().map(row).collect(),
        "(tenant_id, id) do update set seq = excluded.seq",
    )
    .await
}

/// Files of notes that go.
async fn record_files(tx: &mut Tx, tenant: TenantId, ids: &[String]) -> DbResult<Vec<String>> {
    let texts = values_of(tx, tenant, ("service_records", "company_id = '' and contact_id", "files"), ids).await?;
    let read =
        |text: &String| serde_json::from_str::<std::collections::BTreeMap<String, String>>(text).unwrap_or_default();
    Ok(texts.iter().flat_map(|text| read(text).into_keys()).collect())
}

/// Rows of files by which the contacts came.
async fn rows_of(tx: &mut Tx, tenant: TenantId, ids: &[String]) -> DbResult<Vec<(String, i64)>> {
    let sql = format!(
        "select import_id, row_no from import_lines where tenant_id = $1 and document_id in ({})",
        marks(2, ids.len())
    );
    let select = ids.iter().fold(query(&sql).bind(tenant.to_string()), |query, id| query.bind(id.clone()));
    select.fetch_all(tx.on()).await?.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// What late work is told by: ids of contacts and records, hashes of files.
async fn remember(tx: &mut Tx, job: &Job, work: &Work) -> DbResult<()> {
    let contacts = work.contacts.iter().map(|id| (id, 1));
    let rows = contacts.chain(work.records.iter().map(|id| (id, 0))).map(|(id, contact)| -> Vec<Cell> {
        vec![job.tenant.to_string().into(), id.clone().into(), job.id.clone().into(), i64::from(contact).into()]
    });
    let columns = ["tenant_id", "document_id", "erasure_id", "contact"];
    insert_many(tx, "erased_documents", &columns, rows.collect(), "(tenant_id, document_id) do nothing").await
}
