//! What is kept of a merge, and where a merged customer is now.

use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::customers::{Moved, Taken};
use truckroll_domain::fields::Noun;
use truckroll_domain::{CompanyId, Content, DocumentId, Kind, TenantId, Timestamp};
use truckroll_protocol::api::{LateValue, Merge};

use super::plan::counts;
use crate::App;
use crate::customers::trash::KEPT_MS;
use crate::db::{Db, DbResult, query};

/// Most merges of a list.
const MOST: i64 = 200;
/// Most merges that are followed from one to the next.
const MAX_STEPS: usize = 32;
const COLUMNS: &str = "id, noun, source_id, source_name, target_id, target_name, agent_name, at, source_seq, version, body, \
                       undone_at, undone_by";

/// What is needed to take a merge back.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Body {
    /// The source's document as it was last looked at.
    pub source: serde_json::Value,
    /// Values that the target took, in order.
    pub taken: Vec<Taken>,
    /// Companies that a person came into.
    pub links: Vec<CompanyId>,
    /// Records that moved.
    pub moved: Vec<Moved>,
    /// Notes of services that moved.
    pub records: Vec<String>,
    /// The service account that moved, or empty.
    pub account: String,
    /// Ids of channels that moved: the channel's word and the id.
    pub identities: Vec<(String, String)>,
    /// What was written about the source later and stays with it.
    pub late: Vec<LateValue>,
}

impl Body {
    /// The source as it was last looked at.
    pub fn source(&self, noun: Noun) -> Content {
        let kind = if noun == Noun::Company { Kind::Company } else { Kind::Contact };
        Content::read(kind, self.source.clone(), "").unwrap_or_else(|_| Content::empty(kind))
    }
}

/// A merge as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub id: String,
    pub noun: Noun,
    pub source: DocumentId,
    pub source_name: String,
    pub target: DocumentId,
    pub target_name: String,
    pub by: String,
    pub at: Timestamp,
    pub source_seq: i64,
    pub version: i64,
    pub body: Body,
    pub undone_at: Option<Timestamp>,
    pub undone_by: String,
}

fn read(row: &AnyRow) -> DbResult<Option<Kept>> {
    let text = |n: usize| row.try_get::<String, _>(n);
    let (Some(noun), Ok(source), Ok(target)) = (Noun::from_word(&text(1)?), text(2)?.parse(), text(4)?.parse()) else {
        return Ok(None);
    };
    Ok(Some(Kept {
        id: text(0)?,
        noun,
        source,
        source_name: text(3)?,
        target,
        target_name: text(5)?,
        by: text(6)?,
        at: Timestamp(row.try_get(7)?),
        source_seq: row.try_get(8)?,
        version: row.try_get(9)?,
        body: serde_json::from_str(&text(10)?).unwrap_or_default(),
        undone_at: row.try_get::<Option<i64>, _>(11)?.map(Timestamp),
        undone_by: text(12)?,
    }))
}

impl Kept {
    /// As it is told.
    pub fn told(self) -> Merge {
        let counts = counts(self.body.moved.iter(), self.body.records.len(), !self.body.account.is_empty());
        Merge {
            id: self.id,
            noun: self.noun,
            source: self.source,
            source_name: self.source_name,
            target: self.target,
            target_name: self.target_name,
            by: self.by,
            at: self.at,
            until: self.at.plus_ms(KEPT_MS),
            undone_at: self.undone_at,
            undone_by: self.undone_by,
            counts,
            taken: self.body.taken,
            late: self.body.late,
        }
    }
}

/// Merges that can still be taken back and those that were, newest first (indexes `merges_at`, `merges_target`).
pub(super) async fn recent(app: &App, tenant: TenantId, target: Option<DocumentId>) -> DbResult<Vec<Kept>> {
    let of = if target.is_some() { "and target_id = $3" } else { "" };
    let sql = format!(
        "select {COLUMNS} from merges where tenant_id = $1 and at >= $2 {of} order by at desc, id desc limit {MOST}"
    );
    let mut select = query(&sql).bind(tenant.to_string()).bind(app.clock.now().plus_ms(-KEPT_MS).ms());
    if let Some(target) = target {
        select = select.bind(target.to_string());
    }
    let rows = select.fetch_all(app.db.pool()).await?;
    rows.iter().map(read).filter_map(Result::transpose).collect()
}

/// A merge that is not too old (primary key of `merges`).
pub(super) async fn one(app: &App, tenant: TenantId, id: &str) -> DbResult<Option<Kept>> {
    let sql = format!("select {COLUMNS} from merges where tenant_id = $1 and id = $2 and at >= $3");
    let select = query(&sql).bind(tenant.to_string()).bind(id.to_owned());
    let row = select.bind(app.clock.now().plus_ms(-KEPT_MS).ms()).fetch_optional(app.db.pool()).await?;
    Ok(row.as_ref().map(read).transpose()?.flatten())
}

/// Merges whose source was written since it was last looked at (index `merges_at`, primary key of `documents`).
pub(super) async fn written_since(app: &App, tenant: TenantId) -> DbResult<Vec<Kept>> {
    let sql = format!(
        "select {} from merges m join documents d on d.tenant_id = m.tenant_id and d.id = m.source_id \
         where m.tenant_id = $1 and m.at >= $2 and m.undone_at is null and d.seq > m.source_seq order by m.at, m.id",
        COLUMNS.split(", ").map(|name| format!("m.{}", name.trim())).collect::<Vec<_>>().join(", ")
    );
    let select = query(&sql).bind(tenant.to_string()).bind(app.clock.now().plus_ms(-KEPT_MS).ms());
    let rows = select.fetch_all(app.db.pool()).await?;
    rows.iter().map(read).filter_map(Result::transpose).collect()
}

/// Where a customer is now, if it was merged (primary key of `redirects`).
pub(crate) async fn now_at(db: &Db, tenant: TenantId, id: DocumentId) -> DbResult<Option<DocumentId>> {
    let mut at = None;
    let mut next = id;
    for _ in 0..MAX_STEPS {
        let row = sqlx::query("select target_id from redirects where tenant_id = $1 and source_id = $2")
            .bind(tenant.to_string())
            .bind(next.to_string())
            .fetch_optional(db.pool())
            .await?;
        let Some(row) = row else { break };
        let Ok(target) = row.try_get::<String, _>(0)?.parse() else { break };
        at = Some(target);
        next = target;
    }
    Ok(at)
}

/// Forgets what would be needed to take old merges back (index `merges_at`).
pub(crate) async fn close_old(app: &App, tenant: TenantId) -> DbResult<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query("update merges set body = '{}' where tenant_id = $1 and at < $2 and body <> '{}'")
        .bind(tenant.to_string())
        .bind(app.clock.now().plus_ms(-KEPT_MS).ms())
        .execute(tx.on())
        .await?;
    tx.commit().await
}
