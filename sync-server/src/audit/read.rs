//! Pages of the audit log, newest first, by a cursor of time and id.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::audit::Action;
use truckroll_domain::{TenantId, Timestamp, Value};
use truckroll_protocol::api::{AuditEntry, AuditQuery};

use crate::db::{Db, DbResult, bind, query};
use crate::http::{Answer, Fault};

const COLUMNS: &str = "id, at, actor_kind, agent_id, agent_name, session_id, address, action, subject_kind, subject_id, \
                       subject_name, before_json, after_json";

/// Where a page begins: after the entry of this time and id.
pub(super) type Cursor = (i64, String);

/// What is wanted, checked.
#[derive(Clone)]
pub(super) struct Wanted {
    conditions: Vec<(&'static str, Value)>,
    pub after: Option<Cursor>,
}

impl Wanted {
    /// Reads a query.
    pub fn read(asked: &AuditQuery) -> Answer<Self> {
        let mut conditions = Vec::new();
        if let Some(word) = &asked.action {
            let action = Action::from_word(word).ok_or_else(|| Fault::bad_request("action"))?;
            conditions.push(("action =", Value::Text(action.word().to_owned())));
        }
        conditions.extend(asked.from.map(|at| ("at >=", Value::Int(at))));
        conditions.extend(asked.to.map(|at| ("at <", Value::Int(at))));
        conditions.extend(asked.agent.map(|agent| ("agent_id =", Value::Text(agent.to_string()))));
        if let Some(subject) = &asked.subject {
            if subject.len() > 200 {
                return Err(Fault::bad_request("subject"));
            }
            conditions.push(("subject_id =", Value::Text(subject.clone())));
        }
        let after = asked.after.as_deref().map(cursor).transpose()?;
        Ok(Self { conditions, after })
    }

    /// The next `limit` entries. Served by `audit_agent`, `audit_action`, `audit_subject` or `audit_at`.
    pub async fn page(&self, db: &Db, tenant: TenantId, limit: i64) -> DbResult<Vec<AuditEntry>> {
        let mut sql = format!("select {COLUMNS} from audit where tenant_id = $1");
        let mut values = vec![Value::Text(tenant.to_string())];
        for (condition, value) in &self.conditions {
            values.push(value.clone());
            sql.push_str(&format!(" and {condition} ${}", values.len()));
        }
        if let Some((at, id)) = &self.after {
            values.push(Value::Int(*at));
            let at = values.len();
            values.push(Value::Text(id.clone()));
            sql.push_str(&format!(" and at <= ${at} and (at < ${at} or id < ${})", at + 1));
        }
        values.push(Value::Int(limit));
        sql.push_str(&format!(" order by at desc, id desc limit ${}", values.len()));
        let rows = values.into_iter().fold(query(&sql), bind).fetch_all(db.pool()).await?;
        rows.iter().map(entry).collect()
    }
}

fn cursor(text: &str) -> Answer<Cursor> {
    let parts = text.split_once('~').and_then(|(at, id)| Some((at.parse().ok()?, id.to_owned())));
    parts.filter(|(_, id)| id.len() <= 40).ok_or_else(|| Fault::bad_request("after"))
}

/// The cursor after an entry.
pub(super) fn after(entry: &AuditEntry) -> Cursor {
    (entry.at.ms(), entry.id.clone())
}

fn entry(row: &AnyRow) -> DbResult<AuditEntry> {
    let state =
        |index: usize| row.try_get::<String, _>(index).map(|text| serde_json::from_str(&text).unwrap_or_default());
    Ok(AuditEntry {
        id: row.try_get(0)?,
        at: Timestamp(row.try_get(1)?),
        actor: row.try_get(2)?,
        agent: row.try_get::<Option<String>, _>(3)?.and_then(|id| id.parse().ok()),
        agent_name: row.try_get(4)?,
        session: row.try_get(5)?,
        address: row.try_get(6)?,
        action: row.try_get(7)?,
        subject_kind: row.try_get(8)?,
        subject: row.try_get(9)?,
        subject_name: row.try_get(10)?,
        before: state(11)?,
        after: state(12)?,
    })
}
