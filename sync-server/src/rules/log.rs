//! What rules did, what they could not do, and why: written with it, kept for thirty days.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::time::DAY_MS;
use truckroll_domain::triggers::RuleKind;
use truckroll_domain::{TenantId, Timestamp, Value};
use truckroll_protocol::api::rules::{RuleLogItem, RuleLogPage, RuleStep};

use crate::App;
use crate::db::{Db, DbResult, query};
use crate::http::{Answer, Fault};
use crate::ingest::Beside;

/// How long lines, finished deliveries and kept short messages stay.
const KEPT_MS: i64 = 30 * DAY_MS;
/// Lines of a page.
const LIMIT: i64 = 50;
/// Longest text kept of a step, characters.
const MAX_STEP: usize = 500;

/// What is kept of a line beside its columns.
#[derive(serde::Serialize, serde::Deserialize, Default)]
struct Body {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    steps: Vec<RuleStep>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    why: String,
}

const INSERT: &str = "insert into rule_log (tenant_id, id, at, rule_id, kind, title, ticket_id, number, event, outcome, body) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (tenant_id, id) do nothing";

fn values(tenant: TenantId, item: &RuleLogItem) -> DbResult<Vec<Value>> {
    let short = |text: &str| text.chars().filter(|c| *c != '\0').take(MAX_STEP).collect::<String>();
    let steps = item.steps.iter().map(|step| RuleStep { text: short(&step.text), ..step.clone() }).collect();
    let body = serde_json::to_string(&Body { steps, why: item.why.clone() });
    let text = |text: &str| Value::Text(text.to_owned());
    Ok(vec![
        Value::Text(tenant.to_string()),
        text(&item.id),
        Value::Int(item.at.ms()),
        Value::Text(item.rule.to_string()),
        text(item.kind.word()),
        text(&item.title),
        Value::Text(item.ticket.to_string()),
        text(&item.number),
        text(&item.event),
        text(&item.outcome),
        Value::Text(body.map_err(|e| sqlx::Error::Encode(e.into()))?),
    ])
}

/// Lets a line be written with what it tells of; where there is such a line already, nothing of it is done again.
pub fn once(beside: &mut Beside, tenant: TenantId, item: &RuleLogItem) -> DbResult<()> {
    beside.must(INSERT, values(tenant, item)?);
    Ok(())
}

/// Writes a line about what was not done, unless there is one already.
pub async fn write(app: &App, tenant: TenantId, item: &RuleLogItem) -> DbResult<()> {
    let mut beside = Beside::default();
    beside.and(INSERT, values(tenant, item)?);
    let mut tx = app.db.begin().await?;
    beside.write(&mut tx).await?;
    tx.commit().await
}

/// Which lines are asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wanted {
    /// Of this rule.
    pub rule: Option<String>,
    /// About this ticket.
    pub ticket: Option<String>,
    /// With this outcome.
    pub outcome: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// Splits the place where a page begins.
pub fn place(after: &str) -> Answer<(i64, String)> {
    let (at, id) = after.split_once('~').ok_or_else(|| Fault::bad_request("after"))?;
    Ok((at.parse().map_err(|_| Fault::bad_request("after"))?, id.to_owned()))
}

/// A page of lines, newest first.
pub async fn page(db: &Db, tenant: TenantId, wanted: &Wanted) -> Answer<RuleLogPage> {
    let mut sql = "select id, at, rule_id, kind, title, ticket_id, number, event, outcome, body from rule_log \
                   where tenant_id = $1"
        .to_owned();
    let mut values = vec![Value::Text(tenant.to_string())];
    for (column, value) in [("rule_id", &wanted.rule), ("ticket_id", &wanted.ticket), ("outcome", &wanted.outcome)] {
        if let Some(value) = value {
            values.push(Value::Text(value.clone()));
            sql.push_str(&format!(" and {column} = ${}", values.len()));
        }
    }
    if let Some(after) = &wanted.after {
        let (at, id) = place(after)?;
        values.extend([Value::Int(at), Value::Int(at), Value::Text(id)]);
        let n = values.len();
        sql.push_str(&format!(" and (at < ${} or (at = ${} and id < ${n}))", n - 2, n - 1));
    }
    // index rule_log_at
    sql.push_str(&format!(" order by at desc, id desc limit {}", LIMIT + 1));
    let select = values.into_iter().fold(query(&sql), crate::db::bind);
    let rows = select.fetch_all(db.pool()).await?;
    let mut rows: Vec<RuleLogItem> = rows.iter().map(read).collect::<DbResult<_>>()?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > LIMIT;
    if more {
        rows.pop();
    }
    let next = rows.last().filter(|_| more).map(|last| format!("{}~{}", last.at.ms(), last.id));
    Ok(RuleLogPage { rows, next })
}

fn read(row: &AnyRow) -> DbResult<RuleLogItem> {
    let text = |index: usize| row.try_get::<String, _>(index);
    let body: Body = serde_json::from_str(&text(9)?).unwrap_or_default();
    Ok(RuleLogItem {
        id: text(0)?,
        at: Timestamp(row.try_get(1)?),
        rule: text(2)?.parse().unwrap_or_default(),
        kind: RuleKind::from_word(&text(3)?).unwrap_or_default(),
        title: text(4)?,
        ticket: text(5)?.parse().unwrap_or_default(),
        number: text(6)?,
        event: text(7)?,
        outcome: text(8)?,
        steps: body.steps,
        why: body.why,
    })
}

/// Drops what is older than thirty days.
///
/// # Errors
/// When the database fails.
pub async fn clear(app: &App) -> DbResult<()> {
    let before = app.clock.now().plus_ms(-KEPT_MS).ms();
    let mut tx = app.db.begin().await?;
    // indexes rule_log_age, deliveries_age; the third is a development table
    for sql in [
        "delete from rule_log where at < $1",
        "delete from deliveries where done_at < $1",
        "delete from sms_kept where at < $1",
    ] {
        sqlx::query(sql).bind(before).execute(tx.on()).await?;
    }
    tx.commit().await
}
