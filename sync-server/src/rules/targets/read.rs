//! The log of deliveries and of short messages.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::{TargetId, TenantId, Timestamp, Value};
use truckroll_protocol::api::rules::{Delivery, DeliveryPage, SmsKept};

use super::Rendered;
use crate::db::{Db, DbResult, query};
use crate::http::Answer;
use crate::rules::log::place;

/// Deliveries of a page.
const LIMIT: i64 = 50;
const COLUMNS: &str = "id, target_id, title, kind, rule_id, ticket_id, at, request, attempts, next_at, done_at, failed, \
     status, answer, error";

/// A page of the deliveries of a target, newest first.
pub async fn page(db: &Db, tenant: TenantId, target: TargetId, after: Option<&str>) -> Answer<DeliveryPage> {
    let mut sql = format!("select {COLUMNS} from deliveries where tenant_id = $1 and target_id = $2");
    let mut values = vec![Value::Text(tenant.to_string()), Value::Text(target.to_string())];
    if let Some(after) = after {
        let (at, id) = place(after)?;
        values.extend([Value::Int(at), Value::Int(at), Value::Text(id)]);
        sql.push_str(" and (at < $3 or (at = $4 and id < $5))");
    }
    // index deliveries_target
    sql.push_str(&format!(" order by at desc, id desc limit {}", LIMIT + 1));
    let rows = values.into_iter().fold(query(&sql), crate::db::bind).fetch_all(db.pool()).await?;
    let mut rows: Vec<Delivery> = rows.iter().map(read).collect::<DbResult<_>>()?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > LIMIT;
    if more {
        rows.pop();
    }
    let next = rows.last().filter(|_| more).map(|last| format!("{}~{}", last.at.ms(), last.id));
    Ok(DeliveryPage { rows, next })
}

/// One delivery.
pub async fn one(db: &Db, tenant: TenantId, id: &str) -> DbResult<Option<Delivery>> {
    let sql = format!("select {COLUMNS} from deliveries where tenant_id = $1 and id = $2");
    let row = query(&sql).bind(tenant.to_string()).bind(id).fetch_optional(db.pool()).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &AnyRow) -> DbResult<Delivery> {
    let text = |index: usize| row.try_get::<String, _>(index);
    let id_text = |index: usize| row.try_get::<Option<String>, _>(index);
    let done: Option<i64> = row.try_get(10)?;
    let failed: i64 = row.try_get(11)?;
    let state = match (done, failed) {
        (None, _) => "waiting",
        (Some(_), 0) => "delivered",
        (Some(_), _) => "failed",
    };
    let rendered: Option<Rendered> = serde_json::from_str(&text(7)?).ok();
    let next: i64 = row.try_get(9)?;
    Ok(Delivery {
        id: text(0)?,
        target: text(1)?.parse().unwrap_or_default(),
        title: text(2)?,
        kind: text(3)?,
        rule: id_text(4)?.and_then(|id| id.parse().ok()),
        ticket: id_text(5)?.and_then(|id| id.parse().ok()),
        at: Timestamp(row.try_get(6)?),
        state: state.to_owned(),
        attempts: row.try_get(8)?,
        next_at: done.is_none().then_some(Timestamp(next)),
        request: rendered.map(|rendered| rendered.request).unwrap_or_default(),
        status: row.try_get(12)?,
        answer: text(13)?,
        error: text(14)?,
    })
}

/// Short messages of the development sender, newest first.
pub async fn sms(db: &Db, tenant: TenantId) -> DbResult<Vec<SmsKept>> {
    // index sms_kept_at
    let rows = sqlx::query(
        "select id, at, receiver, body from sms_kept where tenant_id = $1 order by at desc, id desc limit 200",
    )
    .bind(tenant.to_string())
    .fetch_all(db.pool())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(SmsKept {
                id: row.try_get(0)?,
                at: Timestamp(row.try_get(1)?),
                to: row.try_get(2)?,
                text: row.try_get(3)?,
            })
        })
        .collect()
}
